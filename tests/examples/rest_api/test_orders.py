"""The API, as its clients see it."""

from __future__ import annotations

import pytest

from pytest_cognito_emulator import (
    BAD_ID_TOKENS,
    BAD_TOKENS,
    REST_API_REFUSES,
    Cognito,
    CognitoClock,
    CognitoUser,
    FrontedFunction,
    MakeCognitoUser,
)

READ, WRITE = "orders/read", "orders/write"


def test_an_order(shop: FrontedFunction, cognito_user: CognitoUser) -> None:
    got = shop.get("/orders/7", user=cognito_user, scopes=[READ])

    assert got.json() == {"id": "7", "owner": cognito_user.username}


def test_who_may_read_may_not_write(shop: FrontedFunction, cognito_user: CognitoUser) -> None:
    reader = shop.post("/orders/7", user=cognito_user, scopes=[READ])
    writer = shop.post("/orders/7", user=cognito_user, scopes=[READ, WRITE])

    assert (reader.allowed, reader.status) == (True, 403)  # by the function
    assert writer.status == 201


def test_other_scopes(shop: FrontedFunction, cognito_user: CognitoUser) -> None:
    got = shop.get("/orders/7", user=cognito_user, scopes=["openid"])

    assert (got.allowed, got.status) == (False, 401)  # by the gateway


def test_no_token(shop: FrontedFunction, office: FrontedFunction) -> None:
    assert shop.get("/orders/7").status == 401
    assert office.delete("/users/ada").status == 401


def test_a_machine(shop: FrontedFunction, cognito: Cognito) -> None:
    """Its token has no username: the function fails, and the gateway says 502."""
    scopes = cognito.resource_server("orders", scopes=["read"]).scopes
    worker = cognito.client(
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=scopes,
    )

    got = shop.get("/orders/7", token=cognito.machine_tokens(worker))

    assert (got.allowed, got.status) == (True, 502)
    assert "username" in str(got.reason)


@pytest.mark.parametrize("flaw", BAD_TOKENS)
def test_bad_access_tokens(
    shop: FrontedFunction, cognito: Cognito, cognito_user: CognitoUser, flaw: str
) -> None:
    got = shop.get("/orders/7", token=cognito.bad_tokens(cognito_user, scopes=[READ])[flaw])

    assert got.allowed == (flaw not in REST_API_REFUSES)


@pytest.mark.parametrize("flaw", BAD_ID_TOKENS)
def test_bad_id_tokens(office: FrontedFunction, cognito: Cognito, flaw: str) -> None:
    got = office.delete("/users/ada", token=cognito.bad_tokens(use="id")[flaw])

    assert got.status == (403 if flaw in {"wrong_client", "revoked"} else 401)


def test_staff_block_users(
    office: FrontedFunction, make_cognito_user: MakeCognitoUser, cognito_user: CognitoUser
) -> None:
    boss = make_cognito_user(groups=["buyers", "staff"])

    got = office.delete(f"/users/{cognito_user.username}", user=boss)

    assert got.json() == {"blocked": cognito_user.username}
    assert not cognito_user.enabled
    assert office.delete("/users/nobody", user=boss).status == 404
    assert office.delete(f"/users/{boss.username}", user=cognito_user).status == 403


def test_a_busy_service(
    office: FrontedFunction, make_cognito_user: MakeCognitoUser, cognito: Cognito
) -> None:
    boss = make_cognito_user(groups=["staff"])
    cognito.fail("AdminDisableUser", "TooManyRequestsException", times=2)

    assert office.delete(f"/users/{boss.username}", user=boss).status == 200
    cognito.assert_called("AdminDisableUser", times=3)


def test_a_blocked_user_is_let_in_until_the_token_expires(
    shop: FrontedFunction, cognito: Cognito, cognito_user: CognitoUser, cognito_clock: CognitoClock
) -> None:
    """Nobody asks the pool: what is revoked there is good here."""
    tokens = cognito_user.tokens(scopes=[READ])
    cognito.sign_out(tokens)
    assert shop.get("/orders/7", token=tokens).status == 200

    cognito_clock.expire(tokens)

    got = shop.get("/orders/7", token=tokens)
    assert (got.status, got.json()) == (401, {"message": "The incoming token has expired"})

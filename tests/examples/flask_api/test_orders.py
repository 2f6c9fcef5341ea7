"""How an API that verifies tokens is tested."""

import pytest
from authlib.integrations.base_client import OAuthError
from flask.testing import FlaskClient
from orders import create_app

from pytest_cognito_emulator import (
    BAD_TOKENS_OFFLINE,
    Cognito,
    CognitoClock,
    CognitoUser,
    MakeCognitoUser,
)

SCOPES = ["orders/read"]


@pytest.fixture
def api(cognito_env: object) -> FlaskClient:  # noqa: ARG001 - the app reads the environment
    return create_app().test_client()


@pytest.fixture
def password(cognito_user: CognitoUser) -> dict[str, str]:
    return {"username": cognito_user.username, "password": cognito_user.password}


def test_a_reader_reads(api: FlaskClient, cognito_user: CognitoUser) -> None:
    headers = {"Authorization": cognito_user.tokens(scopes=SCOPES).authorization}

    assert api.get("/orders", headers=headers).json == {"owner": cognito_user.sub, "orders": []}


def test_a_reader_does_not_write(api: FlaskClient, cognito_user: CognitoUser) -> None:
    headers = {"Authorization": cognito_user.tokens(scopes=SCOPES).authorization}

    answer = api.post("/orders", headers=headers)

    assert answer.status_code == 403
    assert answer.json == {"error": "needs orders/write"}


def test_nobody_without_a_token(api: FlaskClient) -> None:
    assert api.get("/orders").status_code == 401


@pytest.mark.parametrize("flaw", BAD_TOKENS_OFFLINE)
def test_bad_tokens_are_refused(
    api: FlaskClient, cognito: Cognito, cognito_user: CognitoUser, flaw: str
) -> None:
    bad = cognito.bad_tokens(cognito_user, scopes=SCOPES)[flaw]

    assert api.get("/orders", headers={"Authorization": bad.authorization}).status_code == 401


def test_tokens_expire(
    api: FlaskClient, cognito_clock: CognitoClock, cognito_user: CognitoUser
) -> None:
    tokens = cognito_user.tokens(scopes=SCOPES)
    headers = {"Authorization": tokens.authorization}
    assert api.get("/orders", headers=headers).status_code == 200

    cognito_clock.expire(tokens)

    assert api.get("/orders", headers=headers).json == {"error": "Signature has expired"}


def test_groups_are_told(api: FlaskClient, make_cognito_user: MakeCognitoUser) -> None:
    admin = make_cognito_user(groups=["admins"])

    answer = api.get("/me", headers={"Authorization": admin.authorization})

    assert answer.json == {"username": admin.username, "groups": ["admins"]}


def test_login(
    api: FlaskClient, cognito: Cognito, cognito_user: CognitoUser, password: dict[str, str]
) -> None:
    answer = api.post("/login", json=password)

    assert answer.status_code == 200
    cognito.assert_signed_in(cognito_user, times=1)
    cognito.assert_claims(answer.json["access_token"], username=cognito_user.username)


def test_a_wrong_password(api: FlaskClient, password: dict[str, str]) -> None:
    answer = api.post("/login", json={**password, "password": "Wrong-Horse-1"})

    assert (answer.status_code, answer.json) == (401, {"error": "Incorrect username or password."})


@pytest.mark.cognito_challenge("SOFTWARE_TOKEN_MFA")
def test_mfa_is_asked_for(api: FlaskClient, password: dict[str, str]) -> None:
    assert api.post("/login", json=password).json["challenge"] == "SOFTWARE_TOKEN_MFA"


def test_mfa(api: FlaskClient, cognito: Cognito, make_cognito_user: MakeCognitoUser) -> None:
    user = make_cognito_user(mfa="SOFTWARE_TOKEN_MFA")
    form = {"username": user.username, "password": user.password}
    session = api.post("/login", json=form).json["session"]

    answer = api.post("/login/code", json={**form, "session": session, "code": user.totp()})

    assert answer.json["access_token"]
    cognito.assert_signed_in(user)


@pytest.mark.cognito_fault("InitiateAuth", "TooManyRequestsException", times=2)
def test_a_busy_service_is_asked_again(
    api: FlaskClient, cognito: Cognito, password: dict[str, str]
) -> None:
    assert api.post("/login", json=password).status_code == 200
    cognito.assert_called("InitiateAuth", times=3)


@pytest.mark.cognito_fault("InitiateAuth", "TooManyRequestsException", times=3)
def test_but_not_for_ever(api: FlaskClient, password: dict[str, str]) -> None:
    assert api.post("/login", json=password).json == {"error": "Rate exceeded"}


def test_sign_in_at_the_pages(api: FlaskClient, cognito_user: CognitoUser) -> None:
    back = cognito_user.authorize(api.get("/sign-in"))

    assert api.get(back).json == {"email": cognito_user.email}


def test_somebody_elses_way_back(api: FlaskClient, cognito_user: CognitoUser) -> None:
    back = cognito_user.authorize(api.get("/sign-in"))
    stranger = api.application.test_client()
    api.application.testing = True  # its errors come out

    with pytest.raises(OAuthError, match="mismatching_state"):
        stranger.get(back)

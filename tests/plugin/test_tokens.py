"""Tokens without a sign-in: `user.tokens(...)`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import jwt
import pytest

from cognito_emulator import errors
from pytest_cognito_emulator import Cognito, CognitoTokens, CognitoUser, MakeCognitoUser


def verified(cognito: Cognito, token: str, **options: Any) -> dict[str, Any]:
    """What an app does with PyJWT."""
    kid = jwt.get_unverified_header(token)["kid"]
    key = next(key for key in jwt.PyJWKSet.from_dict(cognito.jwks).keys if key.key_id == kid)
    return jwt.decode(token, key, algorithms=["RS256"], issuer=cognito.issuer, **options)


def test_they_say_what_those_of_a_sign_in_say(cognito_user: CognitoUser) -> None:
    minted, signed_in = cognito_user.tokens(), cognito_user.sign_in()

    for of in ("access_claims", "id_claims"):
        one, other = getattr(minted, of), getattr(signed_in, of)
        differ = {"jti", "origin_jti", "event_id", "iat", "exp", "auth_time"}
        assert list(one) == list(other)
        assert {k: v for k, v in one.items() if k not in differ} == {
            k: v for k, v in other.items() if k not in differ
        }
    assert minted.expires_in == signed_in.expires_in == 3600


def test_they_are_genuine(cognito: Cognito, cognito_user: CognitoUser) -> None:
    tokens = cognito_user.tokens()

    assert verified(cognito, tokens.access_token)["sub"] == cognito_user.sub
    identity = verified(cognito, tokens.id_token, audience=cognito.client_id)
    assert identity["email"] == cognito_user.email
    answer = cognito.call("GetUser", AccessToken=tokens.access_token)
    assert answer["Username"] == cognito_user.username


def test_they_can_be_refreshed_and_revoked(cognito: Cognito, cognito_user: CognitoUser) -> None:
    tokens = cognito_user.tokens(scopes=["orders/read"])
    request = {
        "ClientId": cognito.client_id,
        "AuthFlow": "REFRESH_TOKEN_AUTH",
        "AuthParameters": {"REFRESH_TOKEN": tokens.refresh_token},
    }

    refreshed = cognito.call("InitiateAuth", request)["AuthenticationResult"]["AccessToken"]
    assert verified(cognito, refreshed)["scope"] == "orders/read"
    cognito.revoke(tokens)
    with pytest.raises(errors.NotAuthorizedException, match="Refresh Token has been revoked"):
        cognito.call("InitiateAuth", request)


def test_no_flow_stands_in_the_way(cognito: Cognito, make_cognito_user: MakeCognitoUser) -> None:
    user = make_cognito_user(status="FORCE_CHANGE_PASSWORD", enabled=False)
    cognito.force_challenge("SMS_MFA", user=user)

    assert user.tokens().access_claims["sub"] == user.sub


def test_claims_go_into_both(cognito_user: CognitoUser) -> None:
    tokens = cognito_user.tokens({"custom:team": "blue"}, plan="gold", email=None)

    for claims in (tokens.access_claims, tokens.id_claims):
        assert (claims["custom:team"], claims["plan"]) == ("blue", "gold")
        assert "email" not in claims


@pytest.mark.parametrize(
    ("use", "other"), [("access", "id"), ("id", "access")], ids=["access", "id"]
)
def test_claims_go_into_the_one_that_is_named(
    cognito_user: CognitoUser, use: Any, other: str
) -> None:
    tokens = cognito_user.tokens(plan="gold", use=use)

    assert getattr(tokens, f"{use}_claims")["plan"] == "gold"
    assert "plan" not in getattr(tokens, f"{other}_claims")
    assert tokens.authorization == f"Bearer {getattr(tokens, f'{use}_token')}"
    assert tokens.token == getattr(tokens, f"{use}_token")


def test_scopes(cognito_user: CognitoUser) -> None:
    tokens = cognito_user.tokens(scopes=["orders/read", "orders/write"])

    assert sorted(tokens.access_claims["scope"].split()) == ["orders/read", "orders/write"]
    assert "scope" not in cognito_user.tokens(scopes=[]).access_claims
    assert "scope" not in tokens.id_claims


def test_age_and_expiry(cognito: Cognito, cognito_user: CognitoUser) -> None:
    cognito.clock.freeze("2030-01-01T00:00:00Z")
    now = 1893456000

    def times(tokens: CognitoTokens) -> tuple[int, int, int, int]:
        claims = tokens.access_claims
        assert {name: tokens.id_claims[name] for name in ("iat", "exp")} == {
            name: claims[name] for name in ("iat", "exp")
        }
        return claims["auth_time"], claims["iat"], claims["exp"], tokens.expires_in

    assert times(cognito_user.tokens()) == (now, now, now + 3600, 3600)
    aged = cognito_user.tokens(age=timedelta(minutes=50))
    assert times(aged) == (now - 3000, now - 3000, now + 600, 600)
    assert times(cognito_user.tokens(expires_in=30)) == (now, now, now + 30, 30)
    assert times(cognito_user.tokens(age=100, expires_in=timedelta(seconds=-1))) == (
        now - 100,
        now - 100,
        now - 1,
        0,
    )


def test_a_refresh_token_is_as_old_as_its_sign_in(
    cognito: Cognito, cognito_user: CognitoUser
) -> None:
    tokens = cognito_user.tokens(age=timedelta(days=31), expires_in=60)

    with pytest.raises(errors.NotAuthorizedException, match="Refresh Token has expired"):
        cognito.call(
            "InitiateAuth",
            ClientId=cognito.client_id,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": tokens.refresh_token},
        )


def test_triggers_have_their_say_and_the_test_the_last_word(
    cognito: Cognito, cognito_user: CognitoUser
) -> None:
    @cognito.on("PreTokenGeneration")
    def claims(event: Any) -> Any:
        added = {"claimsToAddOrOverride": {"plan": "free", "team": "red"}}
        event["response"]["claimsOverrideDetails"] = added
        return event

    said = cognito_user.tokens(plan="gold").id_claims

    assert (said["plan"], said["team"]) == ("gold", "red")


def test_through_another_client(cognito: Cognito, cognito_user: CognitoUser) -> None:
    brief = cognito.client(AccessTokenValidity=5, TokenValidityUnits={"AccessToken": "minutes"})

    tokens = cognito_user.tokens(client=brief)

    assert tokens.access_claims["client_id"] == tokens.id_claims["aud"] == brief.id
    assert tokens.expires_in == 300


def test_the_header_is_that_of_the_latest_tokens(cognito_user: CognitoUser) -> None:
    minted = cognito_user.authorization
    assert minted == cognito_user.authorization
    assert minted.startswith("Bearer ey")

    assert cognito_user.sign_in().authorization == cognito_user.authorization != minted
    assert cognito_user.tokens(use="id").authorization == cognito_user.authorization


def test_a_federated_user(make_cognito_user: MakeCognitoUser, cognito: Cognito) -> None:
    user = make_cognito_user(status="EXTERNAL_PROVIDER")

    claims = user.tokens().id_claims

    assert user.username.startswith("Google_")
    (identity,) = claims["identities"]
    assert identity["userId"] == user.username.removeprefix("Google_")
    assert (identity["providerName"], identity["primary"]) == ("Google", "true")
    assert identity["dateCreated"].isdecimal()
    assert claims["cognito:groups"] == [f"{cognito.pool_id}_Google"]
    assert user.status == "EXTERNAL_PROVIDER"
    user.password = "Correct-Horse-1"  # which the service does not know
    with pytest.raises(errors.NotAuthorizedException, match="Incorrect username or password"):
        user.sign_in()


def test_a_use_that_there_is_not(cognito_user: CognitoUser) -> None:
    with pytest.raises(ValueError, match="use is 'refresh'; it must be access or id"):
        cognito_user.tokens(use="refresh")  # type: ignore[arg-type]


def test_scopes_that_a_trigger_adds_to_none(cognito: Cognito, cognito_user: CognitoUser) -> None:
    def scopes(event: Any) -> Any:
        added = {"accessTokenGeneration": {"scopesToAdd": ["orders/read"]}}
        event["response"]["claimsAndScopeOverrideDetails"] = added
        return event

    cognito.on("PreTokenGeneration:V2_0", scopes)

    assert cognito_user.tokens(scopes=[]).access_claims["scope"] == "orders/read"

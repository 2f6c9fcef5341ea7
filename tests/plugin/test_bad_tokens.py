"""Bad tokens: a careful verifier refuses them all, and each careless one is found by its own."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest

from cognito_emulator import errors
from pytest_cognito_emulator import (
    BAD_ID_TOKENS,
    BAD_ID_TOKENS_OFFLINE,
    BAD_TOKENS,
    BAD_TOKENS_OFFLINE,
    Cognito,
    CognitoUser,
    MakeCognitoUser,
)
from tests.plugin.conftest import Run
from tests.table import table

#: What a verifier may leave undone, and by which bad token that is found.
STEPS = {
    "expiry": "expired",
    "start": "not_yet_valid",
    "issuer": "wrong_issuer",
    "client": "wrong_client",
    "use": "wrong_token_use",
    "kid": "unknown_kid",
}


#: What is found without the service, by what a good token would be.
OFFLINE = {"access": BAD_TOKENS_OFFLINE, "id": BAD_ID_TOKENS_OFFLINE}


def careful(cognito: Cognito, use: str, *, without: str = "") -> Callable[[str], Any]:
    """A verifier as it should be, or without one of its steps."""
    jwks = {key.key_id: key for key in jwt.PyJWKSet.from_dict(cognito.jwks).keys}
    client = "aud" if use == "id" else "client_id"
    by_use = dict(zip(("id", "access"), jwks.values(), strict=True))

    def verify(token: str) -> Any:
        kid = jwt.get_unverified_header(token)["kid"]
        key = by_use[use] if without == "kid" else jwks[kid]
        claims = json.loads(jwt.api_jws.decode(token, key, algorithms=["RS256"]))
        now = time.time()
        assert without == "expiry" or claims["exp"] > now
        assert without == "start" or max(claims["iat"], claims.get("nbf", 0)) <= now
        assert without == "issuer" or claims["iss"] == cognito.issuer
        assert without == "client" or claims[client] == cognito.client_id
        assert without == "use" or claims["token_use"] == use
        return claims

    return verify


@table("use, flaw", [(use, flaw) for use, flaws in OFFLINE.items() for flaw in flaws])
def test_a_careful_verifier_refuses_all(
    cognito: Cognito, cognito_user: CognitoUser, use: Any, flaw: str
) -> None:
    verify = careful(cognito, use)
    tokens = cognito_user.tokens(use=use)
    assert verify(tokens.token)["sub"] == cognito_user.sub

    with pytest.raises((jwt.InvalidTokenError, KeyError, AssertionError)):
        verify(cognito.bad_tokens(cognito_user, use=use)[flaw].token)


@pytest.mark.parametrize("use", ["access", "id"])
@pytest.mark.parametrize(("step", "flaw"), STEPS.items())
def test_a_careless_one_is_found_by_one_of_them_alone(
    cognito: Cognito, cognito_user: CognitoUser, step: str, flaw: str, use: Any
) -> None:
    """So each is wrong in one way only."""
    verify = careful(cognito, use, without=step)
    accepted = set()
    for name in OFFLINE[use]:
        try:
            verify(cognito.bad_tokens(cognito_user, use=use)[name].token)
        except (jwt.InvalidTokenError, KeyError, AssertionError):
            continue
        accepted.add(name)

    assert accepted == {flaw}


@pytest.mark.parametrize("flaw", BAD_TOKENS)
def test_the_service_itself_refuses_them(cognito: Cognito, flaw: str) -> None:
    if flaw in ("not_yet_valid", "wrong_issuer", "wrong_client"):
        pytest.skip("what the service looks at there is not known")
    with pytest.raises(errors.NotAuthorizedException):
        cognito.call("GetUser", AccessToken=cognito.bad_tokens[flaw].token)


def test_only_the_service_knows_of_a_revoked_one(
    cognito: Cognito, cognito_user: CognitoUser
) -> None:
    token = cognito.bad_tokens(cognito_user)["revoked"].token

    assert careful(cognito, "access")(token)["sub"] == cognito_user.sub
    with pytest.raises(errors.NotAuthorizedException, match="Access Token has been revoked"):
        cognito.call("GetUser", AccessToken=token)


@pytest.mark.cognito(client={"EnableTokenRevocation": False})
@pytest.mark.parametrize("use", ["access", "id"])
def test_whatever_the_client_and_the_user_are(
    cognito: Cognito, make_cognito_user: MakeCognitoUser, use: Any
) -> None:
    user = make_cognito_user(groups=["admins"])
    bad = cognito.bad_tokens(user, use=use)

    for flaw in OFFLINE[use]:
        with pytest.raises((jwt.InvalidTokenError, KeyError, AssertionError)):
            careful(cognito, use)(bad[flaw].token)
    with pytest.raises(AssertionError, match="the token was revoked"):
        cognito.assert_claims(bad["revoked"].token)


def test_a_public_key_is_no_password(cognito: Cognito) -> None:
    """Who verifies with whatever algorithm the header names accepts it."""
    import hmac  # noqa: PLC0415 - only here

    from cognito_emulator import base64url  # noqa: PLC0415 - only here

    signed, _, signature = cognito.bad_tokens["hs256_public_key"].token.rpartition(".")
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - only here
        Encoding,
        PublicFormat,
    )

    pem = cognito.keys.access.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert base64url.decode(signature) == hmac.digest(pem, signed.encode(), "sha256")


def test_they_are_like_good_ones_of_ones_own(cognito: Cognito, cognito_user: CognitoUser) -> None:
    bad = cognito.bad_tokens(cognito_user, scopes=["orders/read"], claims={"plan": "gold"})

    expired = bad["expired"]

    claims = jwt.decode(expired.token, options={"verify_signature": False})
    assert (claims["sub"], claims["scope"]) == (cognito_user.sub, "orders/read")
    assert claims["plan"] == "gold"
    assert expired.authorization == f"Bearer {expired.token}" == f"Bearer {expired}"


def test_all_of_them_are_there(cognito: Cognito) -> None:
    assert tuple(cognito.bad_tokens) == BAD_TOKENS
    assert {flaw: bad.flaw for flaw, bad in cognito.bad_tokens.items()} == {
        f: f for f in BAD_TOKENS
    }
    assert len(cognito.users) == 1  # whose they are
    assert tuple(cognito.bad_tokens(use="id")) == BAD_ID_TOKENS
    with pytest.raises(KeyError, match="there is no flaw experied; the nearest is expired"):
        cognito.bad_tokens["experied"]


@pytest.mark.parametrize("use", ["access", "id"])
def test_the_other_token_of_a_sign_in_is_a_bad_one(
    cognito: Cognito, cognito_user: CognitoUser, use: Any
) -> None:
    """A genuine one of the very user, with the claims that a good one has."""
    other = {"access": "id", "id": "access"}[use]
    bad = cognito.bad_tokens(cognito_user, use=use, claims={"plan": "gold"})

    claims = careful(cognito, other)(bad[f"{other}_token"].token)

    assert (claims["token_use"], claims["sub"], claims["plan"]) == (other, cognito_user.sub, "gold")


@pytest.mark.parametrize("use", ["access", "id"])
def test_a_good_token_is_not_given_for_a_bad_one(cognito: Cognito, use: Any) -> None:
    with pytest.raises(KeyError, match=f"{use}_token is a good one where .* are wanted"):
        cognito.bad_tokens(use=use)[f"{use}_token"]
    assert f"{use}_token" not in tuple(cognito.bad_tokens(use=use))


def test_they_parametrise(run: Run) -> None:
    result = run("""
        import pytest
        from pytest_cognito_emulator import BAD_TOKENS

        @pytest.mark.parametrize("flaw", BAD_TOKENS)
        def test_refused(flaw, cognito):
            with pytest.raises(Exception):
                raise ValueError(cognito.bad_tokens[flaw].authorization)
    """)

    result.assert_outcomes(passed=len(BAD_TOKENS))

"""What an app behind a load balancer is told of users."""

from __future__ import annotations

import base64
import urllib.request
from collections.abc import Mapping

import jwt
import pytest

from pytest_cognito_emulator import (
    Cognito,
    CognitoAlb,
    CognitoClock,
    CognitoUser,
    MakeCognitoUser,
)
from tests.plugin.behind_alb import (
    a_flask_app,
    a_function,
    verified,
)


@pytest.mark.parametrize(
    ("attributes", "members"),
    [
        ({"name": "Ada", "email": "ada@example.com"}, ["sub", "name", "email", "username"]),
        (
            {"email_verified": "true", "email": "ada@example.com"},
            ["sub", "email_verified", "email", "username"],
        ),
        (
            {
                "given_name": "Ada",
                "family_name": "King",
                "email": "ada@example.com",
                "picture": "http://p",
            },
            ["sub", "given_name", "family_name", "email", "picture", "username"],
        ),
    ],
)
def test_the_token_is_as_it_was_measured(
    cognito: Cognito, cognito_alb: CognitoAlb, attributes: Mapping[str, str], members: list[str]
) -> None:
    """Measured [load-balancer-1, load-balancer-2, load-balancer-6]: members, order and types."""
    given = [{"Name": name, "Value": value} for name, value in attributes.items()]
    cognito.call(
        "AdminCreateUser", UserPoolId=cognito.pool_id, Username="ada", UserAttributes=given
    )
    cognito.call(
        "AdminSetUserPassword",
        UserPoolId=cognito.pool_id,
        Username="ada",
        Password="Correct-Horse-1",
        Permanent=True,
    )
    data = cognito_alb.headers(cognito.users["ada"])["x-amzn-oidc-data"]

    header, payload = jwt.get_unverified_header(data), verified(cognito_alb, data)

    assert list(header) == ["typ", "kid", "alg", "iss", "client", "signer", "exp"]
    assert (header["typ"], header["alg"]) == ("JWT", "ES256")
    assert header["client"] == cognito.client_id
    assert header["iss"] == payload["iss"] == cognito.issuer
    assert header["signer"] == cognito_alb.arn
    assert list(payload) == [*members, "exp", "iss"]
    assert isinstance(payload["exp"], int)
    assert header["exp"] == payload["exp"]
    assert payload.get("email_verified", "true") == "true"


def test_all_three_parts_are_padded_and_signed_with_their_padding(
    cognito_alb: CognitoAlb, make_cognito_user: MakeCognitoUser
) -> None:
    """Measured [load-balancer-4]: who strips the padding breaks the signature."""
    users = [make_cognito_user(username=name) for name in ("a", "ab", "abc")]
    tokens = [cognito_alb.headers(user)["x-amzn-oidc-data"] for user in users]
    padded = [token for token in tokens if "=" in token.rpartition(".")[0]]

    for token in tokens:
        header, payload, signature = token.split(".")
        assert {len(part) % 4 for part in (header, payload, signature)} == {0}
        assert signature.endswith("==")
        assert len(base64.urlsafe_b64decode(signature)) == 64
        assert b"http://" in base64.urlsafe_b64decode(payload)  # slashes are not escaped
    assert padded
    for token in padded:
        with pytest.raises(jwt.InvalidSignatureError):
            verified(cognito_alb, token.replace("=", ""))


def test_it_lives_for_two_minutes_of_the_emulator_s_clock(
    cognito_alb: CognitoAlb, cognito_user: CognitoUser, cognito_clock: CognitoClock
) -> None:
    """Measured [load-balancer-3, load-balancer-5]: 120 seconds from the request."""
    alb = cognito_alb(a_function)
    cognito_clock.freeze()
    first = alb.get("/", user=cognito_user).json()["headers"]
    traced = int(first["x-amzn-trace-id"].split("-")[1], 16)
    assert verified(cognito_alb, first["x-amzn-oidc-data"])["exp"] == traced + 120

    cognito_clock.shift(121)

    with pytest.raises(jwt.ExpiredSignatureError):
        verified(cognito_alb, first["x-amzn-oidc-data"])
    again = alb.get("/", user=cognito_user).json()["headers"]["x-amzn-oidc-data"]
    assert verified(cognito_alb, again)["sub"] == cognito_user.sub


def test_the_headers_for_an_app_s_own_test_client(
    cognito_alb: CognitoAlb, cognito_user: CognitoUser
) -> None:
    told = a_flask_app().test_client().get("/who", headers=cognito_alb.headers(cognito_user)).json

    assert told is not None
    assert told["x-amzn-oidc-identity"] == cognito_user.sub
    assert verified(cognito_alb, told["x-amzn-oidc-data"])["email"] == cognito_user.email
    access = jwt.decode(told["x-amzn-oidc-accesstoken"], options={"verify_signature": False})
    assert (access["token_use"], access["scope"]) == ("access", "openid")


def test_the_scope_decides_what_claims_there_are(
    cognito_alb: CognitoAlb, cognito_user: CognitoUser
) -> None:
    narrow = cognito_alb.headers(cognito_user, scope="openid phone")["x-amzn-oidc-data"]
    assert "email" not in verified(cognito_alb, narrow)

    with pytest.raises(ValueError, match="Access token does not contain openid scope"):
        cognito_alb.headers(cognito_user, scope="email")


def test_there_is_one_key(cognito_alb: CognitoAlb) -> None:
    with pytest.raises(ValueError, match=r"There is no key 'nonsense'; there is [0-9a-f-]{36}"):
        cognito_alb.public_key("nonsense")


@pytest.mark.usefixtures("cognito_intercept")
def test_the_key_is_where_real_ones_are(cognito_alb: CognitoAlb, cognito_user: CognitoUser) -> None:
    data = cognito_alb.headers(cognito_user)["x-amzn-oidc-data"]
    kid = jwt.get_unverified_header(data)["kid"]
    url = f"https://public-keys.auth.elb.us-east-1.amazonaws.com/{kid}"

    with urllib.request.urlopen(url, timeout=10) as answer:
        pem = answer.read().decode()

    assert pem == cognito_alb.public_key(kid)
    assert pem.startswith("-----BEGIN PUBLIC KEY-----\n")
    assert max(map(len, pem.splitlines())) == 64
    payload = jwt.decode(data, pem, algorithms=["ES256"])
    assert payload["iss"].startswith("https://cognito-idp.us-east-1.amazonaws.com/")

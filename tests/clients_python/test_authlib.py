"""Authlib: with requests, with httpx, and in Flask."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import flask
import pytest
import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core.util import create_half_hash
from joserfc import jwt
from joserfc.jwk import KeySet

from pytest_cognito_emulator import Cognito, CognitoClock, CognitoUser
from pytest_cognito_emulator.api.clients import CognitoClient
from tests.clients_python.browser import Browser
from tests.clients_python.conftest import SignIn
from tests.clients_python.federated import Colleague
from tests.clients_python.support import CALLBACK, GOODBYE, SCOPES, Provider


def verified(provider: Provider, token: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
    """Verify an ID token as OpenID Connect says, by what Authlib brings."""
    keys = KeySet.import_key_set(requests.get(provider["jwks_uri"], timeout=60).json())
    decoded = jwt.decode(token["id_token"], keys, algorithms=["RS256"])
    jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": provider["issuer"]},
        nonce={"essential": True, "value": nonce},
        exp={"essential": True},
    ).validate(decoded.claims)
    half = create_half_hash(token["access_token"], "RS256")
    assert decoded.claims["at_hash"] == half.decode()
    return decoded.claims


class TestWithRequests:
    @pytest.fixture(params=["client_secret_basic", "client_secret_post", "none"])
    def app(self, request: pytest.FixtureRequest, cognito: Cognito) -> OAuth2Session:
        """An app with each way to prove its client; ``none`` is for clients without a secret."""
        secret = cognito.client_secret
        client_id = cognito.client_id
        if request.param == "none":
            client: CognitoClient = request.getfixturevalue("public")
            client_id, secret = client.id, None
        return OAuth2Session(
            client_id,
            secret,
            token_endpoint_auth_method=request.param,
            scope=SCOPES,
            redirect_uri=CALLBACK,
            code_challenge_method="S256",
        )

    def test_from_sign_in_to_sign_out(
        self,
        app: OAuth2Session,
        provider: Provider,
        cognito_user: CognitoUser,
        sign_in: SignIn,
        browser: Browser,
    ) -> None:
        verifier, nonce = generate_token(48), generate_token()
        url, state = app.create_authorization_url(
            provider["authorization_endpoint"], code_verifier=verifier, nonce=nonce
        )

        back = sign_in(cognito_user, url)
        token = app.fetch_token(
            provider["token_endpoint"],
            authorization_response=back,
            state=state,
            code_verifier=verifier,
        )
        claims = verified(provider, token, nonce)
        person = app.get(provider["userinfo_endpoint"]).json()

        assert claims["sub"] == person["sub"] == cognito_user.sub
        assert person["email"] == cognito_user.email

        renewed = app.refresh_token(provider["token_endpoint"])
        assert renewed["access_token"] != token["access_token"]
        assert renewed["refresh_token"] == token["refresh_token"]

        revoked = app.revoke_token(
            provider["revocation_endpoint"], renewed["refresh_token"], "refresh_token"
        )
        assert revoked.status_code == 200
        with pytest.raises(OAuthError, match="invalid_grant"):
            app.refresh_token(provider["token_endpoint"])
        assert app.get(provider["userinfo_endpoint"]).status_code == 401

        leave = urlencode({"client_id": app.client_id, "logout_uri": GOODBYE})
        assert browser.walk(f"{provider['end_session_endpoint']}?{leave}") == GOODBYE

    def test_a_refusal_is_told(
        self, app: OAuth2Session, provider: Provider, cognito_user: CognitoUser, sign_in: SignIn
    ) -> None:
        verifier = generate_token(48)
        url, _ = app.create_authorization_url(
            provider["authorization_endpoint"], code_verifier=verifier
        )
        back = sign_in(cognito_user, url)

        with pytest.raises(OAuthError, match="invalid_grant"):
            app.fetch_token(
                provider["token_endpoint"],
                authorization_response=back,
                code_verifier=generate_token(48),
            )

    def test_what_has_expired_is_refreshed_by_itself(
        self,
        cognito: Cognito,
        provider: Provider,
        cognito_user: CognitoUser,
        cognito_clock: CognitoClock,
    ) -> None:
        app = OAuth2Session(
            cognito.client_id,
            cognito.client_secret,
            scope=SCOPES,
            redirect_uri=CALLBACK,
            token_endpoint=provider["token_endpoint"],
        )
        url, _ = app.create_authorization_url(provider["authorization_endpoint"])
        first = app.fetch_token(authorization_response=cognito_user.authorize(url))

        cognito_clock.shift(hours=2)

        assert app.get(provider["userinfo_endpoint"]).json()["sub"] == cognito_user.sub
        assert app.token["access_token"] != first["access_token"]

    def test_a_machine(self, machine: CognitoClient, provider: Provider) -> None:
        app = OAuth2Session(machine.id, machine.secret, scope="orders/read")

        token = app.fetch_token(provider["token_endpoint"], grant_type="client_credentials")

        claims = provider.claims(token["access_token"])
        assert (claims["client_id"], claims["scope"]) == (machine.id, "orders/read")


class TestWithHttpx:
    def test_from_sign_in_to_sign_out(
        self, cognito: Cognito, provider: Provider, cognito_user: CognitoUser, sign_in: SignIn
    ) -> None:
        asyncio.run(self._all_of_it(cognito, provider, cognito_user, sign_in))

    async def _all_of_it(
        self, cognito: Cognito, provider: Provider, user: CognitoUser, sign_in: SignIn
    ) -> None:
        verifier, nonce = generate_token(48), generate_token()
        async with AsyncOAuth2Client(
            cognito.client_id,
            cognito.client_secret,
            scope=SCOPES,
            redirect_uri=CALLBACK,
            code_challenge_method="S256",
        ) as app:
            url, state = app.create_authorization_url(
                provider["authorization_endpoint"], code_verifier=verifier, nonce=nonce
            )
            token = await app.fetch_token(
                provider["token_endpoint"],
                authorization_response=sign_in(user, url),
                state=state,
                code_verifier=verifier,
            )
            assert verified(provider, token, nonce)["sub"] == user.sub

            person = await app.get(provider["userinfo_endpoint"])
            assert person.json()["sub"] == user.sub

            renewed = await app.refresh_token(provider["token_endpoint"])
            assert renewed["access_token"] != token["access_token"]

            await app.revoke_token(provider["revocation_endpoint"], renewed["refresh_token"])
            assert (await app.get(provider["userinfo_endpoint"])).status_code == 401

    def test_a_machine(self, machine: CognitoClient, provider: Provider) -> None:
        async def token() -> Mapping[str, Any]:
            async with AsyncOAuth2Client(machine.id, machine.secret) as app:
                fetched: Mapping[str, Any] = await app.fetch_token(
                    provider["token_endpoint"], grant_type="client_credentials"
                )
                return fetched

        claims = provider.claims(asyncio.run(token())["access_token"])

        assert claims["sub"] == machine.id
        assert set(claims["scope"].split()) == {"orders/read", "orders/write"}


class TestInFlask:
    @pytest.fixture
    def app(self, cognito: Cognito, provider: Provider) -> Any:
        app = flask.Flask("shop")
        app.secret_key = "not-so-secret"
        app.testing = True  # its errors come out
        oauth = OAuth(app)
        oauth.register(
            "cognito",
            client_id=cognito.client_id,
            client_secret=cognito.client_secret,
            server_metadata_url=provider.url,
            client_kwargs={"scope": " ".join(SCOPES), "code_challenge_method": "S256"},
        )

        @app.get("/login")
        def login() -> Any:
            return oauth.cognito.authorize_redirect(CALLBACK, **flask.request.args)

        @app.get("/callback")
        def callback() -> Any:
            token = oauth.cognito.authorize_access_token()
            flask.session["person"] = token["userinfo"]["sub"]
            return oauth.cognito.userinfo(token=token)

        @app.get("/me")
        def me() -> dict[str, Any]:
            return {"person": flask.session.get("person")}

        return app

    def test_login(self, app: Any, cognito_user: CognitoUser, sign_in: SignIn) -> None:
        """authorize_access_token verifies signature, issuer, audience, nonce, at_hash and state."""
        visitor = app.test_client()

        answer = visitor.get(sign_in(cognito_user, visitor.get("/login")))

        assert answer.json["email"] == cognito_user.email
        assert visitor.get("/me").json == {"person": cognito_user.sub}

    def test_another_visitors_way_back_is_refused(
        self, app: Any, cognito_user: CognitoUser, sign_in: SignIn
    ) -> None:
        back = sign_in(cognito_user, app.test_client().get("/login"))

        with pytest.raises(OAuthError, match="mismatching_state"):
            app.test_client().get(back)

    def test_a_code_is_good_once(
        self, app: Any, cognito_user: CognitoUser, sign_in: SignIn
    ) -> None:
        visitor = app.test_client()
        back = sign_in(cognito_user, visitor.get("/login"))
        visitor.get(back)
        again = visitor.get("/login").headers["Location"]
        state = dict(part.split("=") for part in again.partition("?")[2].split("&"))["state"]
        code = back.partition("code=")[2].partition("&")[0]

        with pytest.raises(OAuthError, match="invalid_grant"):
            visitor.get(f"/callback?code={code}&state={state}")

    @pytest.mark.parametrize("page", ["/login", "/login?identity_provider=Corp"])
    def test_somebody_comes_by_a_provider(
        self, app: Any, cognito: Cognito, colleague: Colleague, page: str
    ) -> None:
        """Of those tokens, too, it verifies all that it verifies, the nonce among it."""
        visitor = app.test_client()

        answer = visitor.get(colleague.sign_in(visitor.get(page)))

        assert answer.json["email"] == colleague.email
        assert answer.json["username"] == f"Corp_{colleague.subject}"
        assert visitor.get("/me").json == {"person": answer.json["sub"]}
        [user] = cognito.users.values()
        assert user.status == "EXTERNAL_PROVIDER"

    def test_somebody_refuses_at_a_provider(self, app: Any, colleague: Colleague) -> None:
        visitor = app.test_client()
        back = colleague.refuse(visitor.get("/login"))

        with pytest.raises(OAuthError, match=r"invalid_request: .*access_denied"):
            visitor.get(back)

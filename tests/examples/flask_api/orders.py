"""An API for orders: who has a valid access token may read, who has the scope may write."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

import boto3
import jwt
from authlib.integrations.flask_client import OAuth
from botocore.config import Config
from botocore.exceptions import ClientError
from flask import Flask, Response, g, jsonify, request, session, url_for

P = ParamSpec("P")
R = TypeVar("R")

TRIES = 3


def create_app() -> Flask:
    """Make the app; where its user pool is stands in the environment."""
    app = Flask("orders")
    app.secret_key = "not-so-secret"
    oauth = OAuth(app)
    oauth.register(
        "cognito",
        client_id=os.environ["COGNITO_CLIENT_ID"],
        server_metadata_url=f"{os.environ['COGNITO_ISSUER']}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email", "code_challenge_method": "S256"},
    )
    verify = Verifier(os.environ["COGNITO_ISSUER"], os.environ["COGNITO_CLIENT_ID"])

    def needs(*scopes: str) -> Callable[[Callable[P, R]], Callable[P, R | tuple[Response, int]]]:
        """Let in only who shows an access token with these scopes."""

        def guard(view: Callable[P, R]) -> Callable[P, R | tuple[Response, int]]:
            @wraps(view)
            def guarded(*args: P.args, **kwargs: P.kwargs) -> R | tuple[Response, int]:
                scheme, _, token = request.headers.get("Authorization", "").partition(" ")
                try:
                    if scheme != "Bearer":
                        raise jwt.InvalidTokenError("No bearer token")
                    g.claims = verify(token)
                except jwt.PyJWTError as error:
                    return jsonify(error=str(error)), 401
                if missing := set(scopes) - set(g.claims["scope"].split()):
                    return jsonify(error=f"needs {', '.join(sorted(missing))}"), 403
                return view(*args, **kwargs)

            return guarded

        return guard

    @app.get("/orders")
    @needs("orders/read")
    def orders() -> Response:
        return jsonify(owner=g.claims["sub"], orders=[])

    @app.post("/orders")
    @needs("orders/read", "orders/write")
    def order() -> tuple[Response, int]:
        return jsonify(owner=g.claims["sub"]), 201

    @app.get("/me")
    @needs("aws.cognito.signin.user.admin")
    def me() -> Response:
        return jsonify(username=g.claims["username"], groups=g.claims.get("cognito:groups", []))

    @app.get("/sign-in")
    def sign_in() -> Response:
        """Send a browser to the pool's pages."""
        return oauth.cognito.authorize_redirect(url_for("signed_in", _external=True))

    @app.get("/signed-in")
    def signed_in() -> Response:
        """Take a browser that comes back from there."""
        session["email"] = oauth.cognito.authorize_access_token()["userinfo"]["email"]
        return jsonify(email=session["email"])

    @app.post("/login")
    def login() -> tuple[Response, int]:
        form = request.get_json()
        try:
            answer = patiently(
                cognito().initiate_auth,
                ClientId=os.environ["COGNITO_CLIENT_ID"],
                AuthFlow="USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": form["username"], "PASSWORD": form["password"]},
            )
        except ClientError as error:
            return jsonify(error=error.response["Error"]["Message"]), 401
        return told(answer)

    @app.post("/login/code")
    def code() -> tuple[Response, int]:
        form = request.get_json()
        answer = cognito().respond_to_auth_challenge(
            ClientId=os.environ["COGNITO_CLIENT_ID"],
            ChallengeName="SOFTWARE_TOKEN_MFA",
            Session=form["session"],
            ChallengeResponses={
                "USERNAME": form["username"],
                "SOFTWARE_TOKEN_MFA_CODE": form["code"],
            },
        )
        return told(answer)

    return app


@cache
def cognito() -> Any:
    """Return the app's client of the service."""
    # Nobody waits for the SDK's own, slow tries: `patiently` has its own idea of patience.
    return boto3.client("cognito-idp", config=Config(retries={"total_max_attempts": 1}))


class Verifier:
    """Verifies access tokens by the pool's published keys."""

    def __init__(self, issuer: str, client_id: str) -> None:
        self._issuer, self._client_id = issuer, client_id
        self._keys = jwt.PyJWKClient(f"{issuer}/.well-known/jwks.json")

    def __call__(self, token: str) -> dict[str, Any]:
        key = self._keys.get_signing_key_from_jwt(token)
        claims: dict[str, Any] = jwt.decode(token, key, algorithms=["RS256"], issuer=self._issuer)
        if claims.get("token_use") != "access" or claims.get("client_id") != self._client_id:
            raise jwt.InvalidTokenError("Not an access token for this app")
        return claims


def told(answer: Any) -> tuple[Response, int]:
    """Tell the client the tokens, or what is needed before."""
    if "ChallengeName" in answer:
        return jsonify(challenge=answer["ChallengeName"], session=answer["Session"]), 202
    tokens = answer["AuthenticationResult"]
    return jsonify(access_token=tokens["AccessToken"], refresh_token=tokens["RefreshToken"]), 200


def patiently(call: Callable[..., R], **request: Any) -> R:
    """Call Cognito, and again if it is busy."""
    for _ in range(TRIES - 1):
        try:
            return call(**request)
        except ClientError as error:
            if error.response["Error"]["Code"] != "TooManyRequestsException":
                raise
    return call(**request)

"""A provider of OpenID Connect that is made with Authlib's server, in Flask."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import flask
from authlib.integrations.flask_oauth2 import AuthorizationServer, ResourceProtector
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import ClientMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6750 import BearerTokenValidator
from authlib.oidc.core import AuthorizationCodeMixin, OpenIDCode, UserInfo, UserInfoEndpoint
from joserfc.jwk import ECKey, KeySet, RSAKey
from werkzeug.serving import make_server

from tests.providers.shop import CLIENT

#: Who has an account there, by the subject.
PEOPLE: Mapping[str, Mapping[str, Any]] = {
    "ada-1": {
        "email": "ada@example.com",
        "email_verified": True,
        "name": "Ada Park",
        "address": {"country": "NZ"},
    }
}
_SCOPES = ("openid", "email", "profile", "address")
_PATH = "/realms/company"
_SECONDS = 600
_CONSENT = """<!doctype html>
<form method="post"><input name="person"><button name="refuse" value="yes">No</button></form>
"""


@cache
def key(algorithm: str, name: str) -> RSAKey | ECKey:
    """Return a key for an algorithm, the same one for the same name: making one takes long."""
    parameters: Any = {"kid": name, "use": "sig", "alg": algorithm}
    if algorithm.startswith("ES"):
        return ECKey.generate_key("P-256", parameters, private=True)
    return RSAKey.generate_key(2048, parameters, private=True)


@dataclass(kw_only=True)
class Client(ClientMixin):
    """The pool, as it is registered here."""

    redirect_uri: str
    auth_method: str = "client_secret_post"
    algorithm: str = "RS256"
    client_metadata: dict[str, str] = field(default_factory=dict)
    client_id: str = CLIENT["client_id"]

    @property
    def id_token_signed_response_alg(self) -> str:
        return self.algorithm

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_allowed_scope(self, scope: str) -> str:
        return " ".join(each for each in scope.split() if each in _SCOPES)

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT["client_secret"]

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method == self.auth_method

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass(frozen=True, kw_only=True)
class Code(AuthorizationCodeMixin):
    """What a code stands for, until it is redeemed."""

    subject: str
    redirect_uri: str
    scope: str
    nonce: str | None

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


@dataclass(frozen=True, kw_only=True)
class Token:
    """An access token, as Authlib asks for it."""

    client: Client
    subject: str
    scope: str
    expires_at: float

    def get_client(self) -> Client:
        return self.client

    def get_user(self) -> str:
        return self.subject

    def get_scope(self) -> str:
        return self.scope

    def is_expired(self) -> bool:
        return self.expires_at <= time.time()

    def is_revoked(self) -> bool:
        return False


class Company:
    """The provider.

    Attributes:
        client: the pool; it may be altered.
        keys: what it publishes; the last one of the client's algorithm signs.
        named: whether ID tokens name their key.
        members: what its discovery document has, beside the issuer.
        asked: by which method userinfo was asked, in order.
        reached: under which addresses anything was asked.

    """

    def __init__(self, client: Client) -> None:
        self.issuer = ""
        self.client = client
        self.keys = [key("RS256", "rsa-1"), key("ES256", "ec-1")]
        self.named = True
        self.asked: list[str] = []
        self.reached: dict[str, str] = {}
        self.members = {
            "authorization_endpoint": "/authorize",
            "token_endpoint": "/token",
            "userinfo_endpoint": "/userinfo",
            "jwks_uri": "/keys",
        }
        self.codes: dict[str, Code] = {}
        self.tokens: dict[str, Token] = {}
        self.app = _application()
        self.app.extensions["company"] = self

    @property
    def signer(self) -> RSAKey | ECKey:
        fitting = [each for each in self.keys if each.get("alg") == self.client.algorithm]
        return fitting[-1]


def _application() -> flask.Flask:
    """Return the endpoints, each of which has Authlib do its work."""
    app = flask.Flask("company")
    server = _server(app)

    @app.before_request
    def remember() -> None:
        request = flask.request
        _company().reached[request.path.removeprefix(_PATH)] = request.host_url

    @app.get(f"{_PATH}/.well-known/openid-configuration")
    def discovery() -> dict[str, str]:
        issuer = _company().issuer
        found = {member: f"{issuer}{path}" for member, path in _company().members.items()}
        return {"issuer": issuer, **found}

    @app.get(f"{_PATH}/keys")
    def keys() -> Any:
        return KeySet(list(_company().keys)).as_dict(private=False)

    @app.route(f"{_PATH}/authorize", methods=["GET", "POST"])
    def authorize() -> Any:
        try:
            grant = server.get_consent_grant()
        except OAuth2Error as error:
            return server.handle_error_response(None, error)
        if flask.request.method == "GET":
            return _CONSENT
        person = None if "refuse" in flask.request.form else flask.request.form["person"]
        return server.create_authorization_response(grant=grant, grant_user=person)

    @app.post(f"{_PATH}/token")
    def token() -> Any:
        return server.create_token_response()

    @app.route(f"{_PATH}/userinfo", methods=["GET", "POST"])
    def userinfo() -> Any:
        _company().asked.append(flask.request.method)
        return server.create_endpoint_response("userinfo")

    return app


class _Grant(AuthorizationCodeGrant):
    """The code flow, over what the company keeps."""

    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

    def save_authorization_code(self, code: str, request: Any) -> None:
        _company().codes[code] = Code(
            subject=request.user,
            redirect_uri=request.payload.redirect_uri,
            scope=request.payload.scope,
            nonce=request.payload.data.get("nonce"),
        )

    def query_authorization_code(self, code: str, _client: Client) -> Code | None:
        return _company().codes.get(code)

    def delete_authorization_code(self, authorization_code: Code) -> None:
        kept = _company().codes
        _company().codes = {code: it for code, it in kept.items() if it != authorization_code}

    def authenticate_user(self, authorization_code: Code) -> str:
        return authorization_code.subject


class _OpenID(OpenIDCode):
    """ID tokens."""

    def exists_nonce(self, _nonce: str, _request: Any) -> bool:
        return False

    def generate_user_info(self, user: str, scope: str) -> UserInfo:
        return _person(user, scope)

    def resolve_client_private_key(self, _client: Client) -> RSAKey | ECKey:
        return _company().signer

    def get_client_claims(self, _client: Client) -> dict[str, Any]:
        return {"iss": _company().issuer}

    def get_encode_header(self, client: Client) -> dict[str, Any]:
        named = {"kid": _company().signer.kid} if _company().named else {}
        return {"alg": client.algorithm, **named}


class _Profile(UserInfoEndpoint):
    """Userinfo."""

    def generate_user_info(self, user: str, scope: str) -> UserInfo:
        return _person(user, scope)

    def get_issuer(self) -> str:
        return _company().issuer

    def resolve_private_key(self) -> RSAKey | ECKey:
        return _company().signer


class _Bearer(BearerTokenValidator):
    """Access tokens."""

    def authenticate_token(self, token_string: str) -> Token | None:
        return _company().tokens.get(token_string)


def _company() -> Company:
    """Return the company whose application is asked."""
    found: Company = flask.current_app.extensions["company"]
    return found


def _person(subject: str, scope: str) -> UserInfo:
    return UserInfo(sub=subject, **PEOPLE[subject]).filter(scope)


def _client(client_id: str) -> Client | None:
    known = _company().client
    return known if client_id == known.client_id else None


def _save_token(token: Mapping[str, Any], request: Any) -> None:
    _company().tokens[token["access_token"]] = Token(
        client=request.client,
        subject=request.user,
        scope=token["scope"],
        expires_at=time.time() + _SECONDS,
    )


def _server(app: flask.Flask) -> AuthorizationServer:
    """Return Authlib's server: code flow and OpenID Connect."""
    server = AuthorizationServer(app, _client, _save_token)
    server.register_grant(_Grant, [_OpenID()])
    protector = ResourceProtector()
    protector.register_token_validator(_Bearer())
    server.register_endpoint(_Profile(resource_protector=protector))
    return server


@contextmanager
def served(client: Client) -> Iterator[Company]:
    """Serve the provider by Werkzeug."""
    company = Company(client)
    server = make_server("localhost", 0, company.app, threaded=True)
    company.issuer = f"http://localhost:{server.server_port}{_PATH}"
    thread = threading.Thread(target=lambda: server.serve_forever(0.02), daemon=True)
    thread.start()
    yield company
    server.shutdown()
    thread.join()
    server.server_close()

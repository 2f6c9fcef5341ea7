"""Whom a call is about, as people know user and client: for what `serve` and `exec` say of it.

The service itself names a user by what the call has, if anything: a ``sub``, a token, a session, an
authorization code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs

import orjson

from cognito_emulator import base64url
from cognito_emulator.control import users
from cognito_emulator.domain.clients.record import CLIENTS
from cognito_emulator.domain.oauth.record import AUTHORIZATION_CODES
from cognito_emulator.domain.pools.record import POOLS
from cognito_emulator.domain.sign_in.record import ATTEMPTS
from cognito_emulator.domain.tokens import sign_ins
from cognito_emulator.domain.users import directory
from cognito_emulator.endpoints import ENDPOINTS
from cognito_emulator.errors import UserNotFoundException
from cognito_emulator.printable import line

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from cognito_emulator.calls import Call
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.store import Reader

# Operations whose answers may hide whether there is such a user.
_HIDING = frozenset(
    {
        "InitiateAuth",
        "AdminInitiateAuth",
        "RespondToAuthChallenge",
        "AdminRespondToAuthChallenge",
        "ConfirmSignUp",
        "ResendConfirmationCode",
        "ForgotPassword",
        "ConfirmForgotPassword",
    }
)
_LONGEST_NAME = 64
_PARTS = 3  # of a token


class Whom(NamedTuple):
    """A user whom a call is about.

    Attributes:
        name: as the call has it, else the username.
        login: what the user signs in with, if that is another name.
        is_missing: whether nobody has that name, and the answer may hide it.

    """

    name: str
    login: str | None = None
    is_missing: bool = False

    def __str__(self) -> str:
        name = line(self.name, _LONGEST_NAME)
        if self.is_missing:
            return f"{name} (there is no such user)"
        return f"{name} ({line(self.login, _LONGEST_NAME)})" if self.login else name


class AppClient(NamedTuple):
    """An app client that a call names.

    Attributes:
        name: ``None`` where there is no client of that id, or no longer.
        is_missing: whether there was none before the call either.

    """

    id: str
    name: str | None = None
    is_missing: bool = False

    def __str__(self) -> str:
        name = line(self.id if self.name is None else self.name, _LONGEST_NAME)
        return f"client {name}{' (there is no such client)' if self.is_missing else ''}"


class About(NamedTuple):
    """Whom a call is about; ``None`` where it names nobody."""

    user: Whom | None = None
    client: AppClient | None = None


def about(reader: Reader, call: Call) -> About:
    """Return whom a call is about.

    Args:
        reader: in which they are looked up, after the call.
        call: it.

    """
    if call.client_id is None:
        return About(_user(reader, call, None))
    found = reader.get(CLIENTS, call.client_id)
    return About(_user(reader, call, found), _client(call.client_id, call, found))


def _client(client_id: str, call: Call, found: Client | None) -> AppClient:
    if found is not None:
        return AppClient(client_id, found.name)
    is_gone = call.operation == "DeleteUserPoolClient" and call.error is None
    return AppClient(client_id, is_missing=not is_gone)


def _user(reader: Reader, call: Call, client: Client | None) -> Whom | None:
    bearer, name = _bearer(reader, call), call.username
    if name is None:
        name = bearer.username
    if name is None:
        return None
    pool = reader.get(POOLS, _pool_id(call, client) or bearer.pool_id)
    if pool is None:
        return Whom(name)
    try:
        user = directory.known(reader, pool, name)
    except UserNotFoundException:
        hidden = _may_hide(call) and not isinstance(call.error, UserNotFoundException)
        return Whom(name, is_missing=hidden)
    login = users.login(pool, user)
    return Whom(name, None if login in (name, user.username) else login)


def _may_hide(call: Call) -> bool:
    """Whether the answer may hide that there is no such user: of a page, as its operation's may."""
    page = ENDPOINTS.get(call.operation)
    return (page.operation if page else call.operation) in _HIDING


def _pool_id(call: Call, client: Client | None) -> str | None:
    """Return the pool that a request names, or that of its client."""
    pool_id = call.request.get("UserPoolId")
    if isinstance(pool_id, str):
        return pool_id
    return client.pool_id if client else None


class _Bearer(NamedTuple):
    """Whose a token, a session or a code is, whether or not it is good."""

    pool_id: str | None = None
    username: str | None = None


def _bearer(reader: Reader, call: Call) -> _Bearer:
    request = call.request
    if call.operation in ENDPOINTS:
        return _at_endpoint(reader, request, call.answer or {})
    if isinstance(token := request.get("AccessToken"), str):
        return _of_access_token(token)
    parameters = request.get("AuthParameters")
    token = parameters.get("REFRESH_TOKEN") if isinstance(parameters, dict) else None
    token = token or request.get("RefreshToken") or request.get("Token")
    if isinstance(token, str):
        return _of_refresh_token(reader, token)
    if isinstance(session := request.get("Session"), str):
        attempt = reader.get(ATTEMPTS, session)
        return _Bearer(attempt.pool_id, attempt.username) if attempt else _Bearer()
    return _Bearer()


def _at_endpoint(reader: Reader, request: Mapping[str, Any], answer: Mapping[str, Any]) -> _Bearer:
    """Return whose what is, that comes to a page or an endpoint of a domain, or leaves it."""
    token = request.get("refresh_token") or request.get("token")  # the latter to be revoked
    if isinstance(token, str):
        return _of_refresh_token(reader, token)
    query = parse_qs(str(answer.get("Location", "")).partition("?")[2])
    code = reader.get(AUTHORIZATION_CODES, request.get("code") or query.get("code", [None])[0])
    return _Bearer(code.pool_id, code.username) if code else _Bearer()


def _of_refresh_token(reader: Reader, token: str) -> _Bearer:
    try:
        sign_in = sign_ins.known(reader, sign_ins.digest_of(token))
    except UnicodeEncodeError:  # half a character, which no token of ours has
        return _Bearer()
    return _Bearer(sign_in.pool_id, sign_in.username) if sign_in else _Bearer()


def _of_access_token(token: str) -> _Bearer:
    """Return what a token says; nothing where it is none."""
    parts = token.split(".")
    try:
        claims = orjson.loads(base64url.decode(parts[1])) if len(parts) == _PARTS else None
    except ValueError:
        return _Bearer()
    if not isinstance(claims, dict) or not isinstance(claims.get("username"), str):
        return _Bearer()
    return _Bearer(str(claims.get("iss", "")).rpartition("/")[2], claims["username"])

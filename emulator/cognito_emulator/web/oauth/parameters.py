"""The parameters of a request to the token endpoint or to that for revocation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import unquote

from flask import request

from cognito_emulator.domain.oauth.client_authentication import Credentials
from cognito_emulator.domain.oauth.failures import GrantError

if TYPE_CHECKING:
    from werkzeug.datastructures import Authorization

_FORM = "application/x-www-form-urlencoded"


def parameters() -> Mapping[str, str]:
    """Return a request's parameters: those of its form and of its query (measured [oauth-18]).

    A body of another type, such as JSON, is none (measured [oauth-7] of JSON).

    Raises:
        GrantError: ``invalid_request``: one has two values (a guess, after RFC 6749, section 3.2).

    """
    sources = [request.args, request.form] if request.mimetype == _FORM else [request.args]
    found: dict[str, str] = {}
    for source in sources:
        for name, value in source.items(multi=True):
            if found.setdefault(name, value) != value:
                raise GrantError("invalid_request")
    return found


def credentials(given: Mapping[str, str]) -> Credentials:
    """Return who a request claims to come from: by HTTP Basic, else by its parameters.

    The values of HTTP Basic may be percent-encoded; a plus sign is one (claimed). A header that
    cannot be read, and a ``client_id`` beside it that is another one, are guesses.

    Args:
        given: the request's parameters.

    Raises:
        GrantError: ``invalid_client``.

    """
    named = given.get("client_id", "")
    if not request.headers.get("Authorization", "").lower().startswith("basic"):
        return Credentials(named, given.get("client_secret"))
    basic = _basic()
    if basic is None or not basic.username:
        raise GrantError("invalid_client")
    client_id = unquote(basic.username)
    if named and named != client_id:
        raise GrantError("invalid_client")
    return Credentials(client_id, unquote(basic.password or ""))


def _basic() -> Authorization | None:
    """Return the Authorization header; ``None`` if it cannot be read."""
    try:
        return request.authorization
    except ValueError:  # werkzeug expects ASCII
        return None

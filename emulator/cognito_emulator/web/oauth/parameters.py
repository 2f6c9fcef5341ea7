"""The parameters of a request to the token endpoint or to that for revocation."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request

from cognito_emulator.domain.oauth.client_authentication import Credentials
from cognito_emulator.domain.oauth.failures import GrantError
from cognito_emulator.web.hosting import basic

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
                raise GrantError("invalid_request", why=f"{name!r:.50} has two values.")
    return found


def credentials(given: Mapping[str, str]) -> Credentials:
    """Return who a request claims to come from: by HTTP Basic, else by its parameters.

    That a header that cannot be read is refused, and a ``client_id`` beside it that is another one,
    are guesses.

    Args:
        given: the request's parameters.

    Raises:
        GrantError: ``invalid_client``.

    """
    named = given.get("client_id", "")
    if not basic.is_given():
        return Credentials(named, given.get("client_secret"))
    found = basic.read()
    if found is None:
        raise GrantError("invalid_client", why="The header Authorization cannot be read.")
    if named and named != found.client_id:
        why = "The header Authorization names another client than client_id."
        raise GrantError("invalid_client", why=why)
    return Credentials(found.client_id, found.secret)

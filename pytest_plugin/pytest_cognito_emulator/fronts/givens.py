"""What tests give to fronts, held against what can be sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from cognito_emulator.fronts.request import Pairs, pairs
from pytest_cognito_emulator.api.bad_tokens import BadToken
from pytest_cognito_emulator.api.tokens import CognitoTokens, MachineTokens
from pytest_cognito_emulator.api.user import CognitoUser

_METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # a token: RFC 9110, 5.6.2


def checked_user(user: object) -> CognitoUser:
    """Return the user that a test gives.

    Raises:
        TypeError: it is no user; the sentence says where users are.

    """
    if isinstance(user, CognitoUser):
        return user
    found = f", and so is cognito.users[{user!r}]" if isinstance(user, str) else ""
    raise TypeError(f"user is {user!r}, no user: cognito_user is one{found}.")


def checked_authorization(name: str, given: object) -> str:
    """Return the header ``Authorization`` of a text, of tokens, or of a user.

    Raises:
        TypeError: it has none.

    """
    if isinstance(given, str):
        return given
    if isinstance(given, CognitoTokens | MachineTokens | BadToken | CognitoUser):
        return given.authorization
    raise TypeError(f"{name} is {given!r}; it is a text, or tokens, as cognito_user.tokens().")


def checked_method(method: object) -> str:
    """Return a method of HTTP.

    Raises:
        ValueError: it is none, for example a path.

    """
    if isinstance(method, str) and _METHOD.fullmatch(method):
        return method
    raise ValueError(f"method is {method!r}; it is such as 'GET', and the path comes behind it.")


def checked_path(path: object) -> str:
    """Return a path, which may have a query.

    Raises:
        TypeError: it is no text.
        ValueError: it is a whole URL; the sentence has its path.

    """
    if not isinstance(path, str):
        raise TypeError(f"path is {path!r}; it is a text, such as '/orders/1'.")
    if not path.lower().startswith(("http://", "https://")):
        return path
    parts = urlsplit(path)
    rest = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    raise ValueError(f"path is {path!r}, a whole URL; its path is {rest!r}.")


def checked_pairs(name: str, given: object) -> Pairs:
    """Return headers or parameters, one pair for each value.

    Raises:
        TypeError: it is neither a mapping nor pairs.

    """
    like = "{'page': '2'}" if name == "query" else "{'X-Trace': '1'}"
    if not isinstance(given, Iterable) or isinstance(given, str | bytes):
        raise _no_mapping(name, given, like)
    try:
        return pairs(given)
    except (TypeError, ValueError):  # what is in it are no pairs
        raise _no_mapping(name, given, like) from None


def checked_mapping(name: str, given: object, like: str) -> Mapping[str, Any] | None:
    """Return a mapping, or ``None``.

    Args:
        name: of the parameter.
        given: what a test gives.
        like: an example.

    Raises:
        TypeError: it is neither.

    """
    if given is None or isinstance(given, Mapping):
        return given
    raise _no_mapping(name, given, like)


def _no_mapping(name: str, given: object, like: str) -> TypeError:
    behind = ", or stands behind the path: '/orders?page=2'" if name == "query" else ""
    return TypeError(f"{name} is {given!r}; it is a mapping, such as {like}{behind}.")


def checked_body(body: object) -> str | bytes | Mapping[str, Any] | list[Any] | None:
    """Return a body.

    Raises:
        TypeError: it is neither a text nor bytes, and no object or list for JSON.

    """
    if body is None or isinstance(body, str | bytes | Mapping | list):
        return body
    raise TypeError(
        f"body is {body!r}; it is a text, bytes, or a dict or list, which becomes JSON."
    )

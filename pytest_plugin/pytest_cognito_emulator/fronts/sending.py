"""What tests say of a request to a front."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from cognito_emulator.control.minting import API_SCOPE, Wish
from cognito_emulator.fronts.request import FrontRequest, Pairs, Several, request
from pytest_cognito_emulator.api.bad_tokens import BadToken
from pytest_cognito_emulator.api.tokens import CognitoTokens, MachineTokens, Use
from pytest_cognito_emulator.fronts import givens
from pytest_cognito_emulator.names import checked_keywords
from pytest_cognito_emulator.options import texts

if TYPE_CHECKING:
    from pytest_cognito_emulator.api.user import CognitoUser

Given = str | CognitoTokens | MachineTokens | BadToken
"""A header ``Authorization``, or what has one."""


class Sending(TypedDict, total=False):
    """What may be said of a request.

    Attributes:
        user: who sends it: a token that the front takes is made for the user.
        token: the header ``Authorization``, verbatim; of tokens, with ``Bearer``.
        authorization: the same as ``token``.
        scopes: those of the user's access token; by default what the front wants.
        headers: more headers; a name has a text, or a list of them.
        query: parameters, not encoded; a name has a text, or a list of them.
        body: a text, bytes, or what becomes JSON.
        path_parameters: those of the event, in place of what the path gives.

    """

    user: CognitoUser | None
    token: Given | None
    authorization: Given | None
    scopes: Iterable[str] | str | None
    headers: Several
    query: Several
    body: str | bytes | Mapping[str, Any] | list[Any] | None
    path_parameters: Mapping[str, str] | None


KNOWN = tuple(Sending.__annotations__)

#: How HTTP clients call what is in `Sending`.
_ELSEWHERE = {
    "json": "body, and a dict becomes JSON",
    "data": "body",
    "content": "body",
    "params": "query",
    "query_string": "query",
    "cookies": "headers={'Cookie': ...}",
    "auth": "authorization",
    "tokens": "token",
    "username": "user",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """Which token of a user a front's clients send, and how.

    Attributes:
        use: which one, where no scopes are wanted.
        scopes: those of the method or route: an access token has them.
        bearer: whether they write ``Bearer`` before it.

    """

    use: Use
    scopes: tuple[str, ...] = ()
    bearer: bool = False

    def authorization(self, user: CognitoUser, scopes: tuple[str, ...] | None) -> str:
        """Return the value of a header ``Authorization`` with a new token of a user.

        Args:
            user: whose token.
            scopes: those of an access token; ``None`` for what the front wants.

        """
        use: Use = self.use if scopes is None and not self.scopes else "access"
        wish = Wish(scopes=(self.scopes or (API_SCOPE,)) if scopes is None else scopes)
        server, client_id = user._server, user._client_id(None)  # noqa: SLF001 - as bad tokens do
        token = server.mint(client_id, user.username, wish, use).token
        return f"Bearer {token}" if self.bearer else token


def sent(method: str, path: str, how: Sending, habit: Habit) -> FrontRequest:
    """Return the request that a test describes.

    Raises:
        TypeError: a keyword is none of `Sending` or its value cannot be sent, several of user,
            token and authorization are given, or scopes without a user.
        ValueError: the method or the path is none.

    """
    _checked_names(how)
    headers = (*_authorized(how, habit), *givens.checked_pairs("headers", how.get("headers", ())))
    body = givens.checked_body(how.get("body"))
    if isinstance(body, Mapping | list):
        body = json.dumps(body)
        if not any(name.lower() == "content-type" for name, _ in headers):
            headers = (*headers, ("Content-Type", "application/json"))
    return request(
        givens.checked_method(method),
        givens.checked_path(path),
        headers=headers,
        query=givens.checked_pairs("query", how.get("query", ())),
        body=body,
        path_parameters=givens.checked_mapping(
            "path_parameters", how.get("path_parameters"), "{'id': '1'}"
        ),
    )


def _checked_names(how: Sending) -> None:
    """Refuse keywords that are none of `Sending`."""
    for name in how:
        if name in _ELSEWHERE:
            raise TypeError(f"request() has no parameter {name}: it is {_ELSEWHERE[name]}.")
    checked_keywords("request", how, KNOWN)


def checked_senders(how: Sending) -> None:
    """Refuse a request that several send, and scopes of nobody.

    Raises:
        TypeError: it is such a request.

    """
    given = [name for name in ("user", "token", "authorization") if how.get(name) is not None]
    if len(given) > 1:
        raise TypeError("user, token and authorization exclude each other: name one.")
    if how.get("scopes") is not None and how.get("user") is None:
        raise TypeError("scopes are those of a user's token: name the user.")


def _authorized(how: Sending, habit: Habit) -> Pairs:
    """Return the header ``Authorization``, or none."""
    checked_senders(how)
    user, scopes = how.get("user"), how.get("scopes")
    given = [
        givens.checked_authorization(name, how[name])
        for name in ("token", "authorization")
        if how.get(name) is not None
    ]
    if user is not None:
        wanted = None if scopes is None else tuple(texts("scopes", scopes))
        return (("Authorization", habit.authorization(givens.checked_user(user), wanted)),)
    return tuple(("Authorization", each) for each in given)

"""Cutting lists into pages, and the opaque tokens between them."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, TypeVar

import orjson

from cognito_emulator import errors
from cognito_emulator.api import spec

Item = TypeVar("Item")

_DEFAULT_LIMIT = 60
# A place in a list, as our own tokens have it; who forges one gets the first page.
_POSITION = re.compile(r"[0-9]{1,12}")
_PREFIX = "AAQA-"  # recorded [ids-6]: how the service's tokens of group lists begin
# Recorded [groups-2] for lists of groups; for others it is a guess.
_UNREADABLE = "Provided pagination token is invalid. Check the token and try your request again."
# Recorded [groups-1] for ListUsersInGroup. Both lists come from where users are kept: for ListUsers
# it is a guess.
_UNREADABLE_BY = dict.fromkeys(("ListUsers", "ListUsersInGroup"), "Paging marker is invalid.")
# Measured [limits-28]; lists that are not here say the same of any token that is not theirs.
_FOREIGN_TO = {"ListUsers": "Paging marker {token} is invalid for request {request_id}"}


def page(
    operation: str,
    request: Mapping[str, Any],
    items: Sequence[Item],
    key: Callable[[Item], str],
    view: Callable[[Item], Any],
) -> Any:  # noqa: ANN401 - the answer's own type, which the caller's signature names
    """Return an operation's answer: a page of ``items``, and a token if more follow.

    Args:
        operation: a listing operation that the service model pages.
        request: its request; limit, token and whatever else selects the items.
        items: all items, in a stable order.
        key: what tells an item from all others; the token names the last one of the page.
        view: spells one item for the wire.

    Raises:
        InvalidParameterException: the token is not one of this list.

    """

    def fetch(last: str | None, limit: int) -> tuple[Sequence[Item], str | None]:
        after = (place for place, item in enumerate(items, 1) if key(item) == last)
        start = next(after, 0) if last else 0
        shown = items[start : start + limit]
        return shown, key(shown[-1]) if start + len(shown) < len(items) else None

    return page_by(operation, request, fetch, view, request_id="")


def page_by(
    operation: str,
    request: Mapping[str, Any],
    fetch: Callable[[str | None, int], tuple[Iterable[Item], str | None]],
    view: Callable[[Item], Any],
    *,
    request_id: str,
) -> Any:  # noqa: ANN401 - as above
    """Return an operation's answer where the whole list is too long to be made for each page.

    Args:
        operation: a listing operation that the service model pages.
        request: its request; limit, token and whatever else selects the items.
        fetch: given where the last page ended, ``None`` for the first one, and a limit, returns
            the items of a page and where it ends, ``None`` for the last one.
        view: spells one item for the wire.
        request_id: of the request; some refusals name it.

    Raises:
        InvalidParameterException: the token is not one of this list.

    """
    paging = spec.operation(operation).pagination
    if paging is None:
        raise ValueError(f"the model does not page {operation}")
    scope = _scope(operation, request, {paging.input_token, paging.limit})
    token = request.get(paging.input_token)
    end = None if token is None else _end(operation, token, scope, request_id)
    # A limit of zero is the model's way to leave it to the service (for ListUsers a guess).
    items, end = fetch(end, request.get(paging.limit) or _DEFAULT_LIMIT)
    answer: dict[str, Any] = {paging.result: [view(item) for item in items]}
    if end is not None:
        answer[paging.output_token] = _token(scope, end)
    return answer


def page_from(
    operation: str,
    request: Mapping[str, Any],
    fetch: Callable[[int, int], tuple[Iterable[Item], int | None]],
    view: Callable[[Item], Any],
    *,
    request_id: str,
) -> Any:  # noqa: ANN401 - as above
    """Return an operation's answer where positions in a list say where its pages end.

    Args:
        operation: a listing operation that the service model pages.
        request: its request; limit, token and whatever else selects the items.
        fetch: given a position and a limit, returns the items of a page and the position of the
            next one, ``None`` where there is none.
        view: spells one item for the wire.
        request_id: of the request; some refusals name it.

    Raises:
        InvalidParameterException: the token is not one of this list.

    """

    def fetched(position: str | None, limit: int) -> tuple[Iterable[Item], str | None]:
        start = int(position) if position and _POSITION.fullmatch(position) else 0
        found, following = fetch(start, limit)
        return found, None if following is None else str(following)

    return page_by(operation, request, fetched, view, request_id=request_id)


def _scope(operation: str, request: Mapping[str, Any], without: set[str]) -> str:
    selection = sorted((name, value) for name, value in request.items() if name not in without)
    return blake2b(orjson.dumps([operation, selection]), digest_size=8).hexdigest()


def _token(scope: str, last: str) -> str:
    return _PREFIX + urlsafe_b64encode(orjson.dumps([scope, last])).decode()


def _end(operation: str, token: str, scope: str, request_id: str) -> str:
    """Return where the page ended that a token continues.

    Raises:
        InvalidParameterException: it is no token, or one of another list.

    """
    unreadable = _UNREADABLE_BY.get(operation, _UNREADABLE)
    try:
        found, last = orjson.loads(urlsafe_b64decode(token.removeprefix(_PREFIX)))
    except (Base64Error, ValueError, TypeError):
        raise errors.InvalidParameterException(unreadable) from None
    if found != scope or not isinstance(last, str):
        text = _FOREIGN_TO.get(operation, unreadable)
        raise errors.InvalidParameterException(text.format(token=token, request_id=request_id))
    return last

"""Pages that the store cuts: their tokens name a position, not an item.

For lists that are too long to be made whole for each page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from cognito_emulator import errors
from cognito_emulator.api import spec
from cognito_emulator.api.paging import (
    _DEFAULT_LIMIT,
    _REFUSALS,
    _UNREADABLE,
    _read,
    _scope,
    _token,
)

Item = TypeVar("Item")


def page(
    operation: str,
    request: Mapping[str, Any],
    fetch: Callable[[int, int], tuple[Iterable[Item], int | None]],
    view: Callable[[Item], Any],
) -> Any:  # noqa: ANN401 - the answer's own type, which the caller's signature names
    """Return an operation's answer: a page, and a token if more follow.

    Args:
        operation: a listing operation that the service model pages.
        request: its request; limit, token and whatever else selects the items.
        fetch: given a position and a limit, returns items and the position of the next one.
        view: spells one item for the wire.

    Raises:
        InvalidParameterException: the token is not one of this list.

    """
    paging = spec.operation(operation).pagination
    if paging is None:
        raise ValueError(f"the model does not page {operation}")
    scope = _scope(operation, request, {paging.input_token, paging.limit})
    token = request.get(paging.input_token)
    start = _read(token, scope) if token else "0"
    if start is None or not start.isdecimal():
        raise errors.InvalidParameterException(_REFUSALS.get(operation, _UNREADABLE))
    items, following = fetch(int(start), request.get(paging.limit) or _DEFAULT_LIMIT)
    answer: dict[str, Any] = {paging.result: [view(item) for item in items]}
    if following is not None:
        answer[paging.output_token] = _token(scope, str(following))
    return answer

"""Lists of the real service, page by page to their ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cognito_emulator.pulling.aws import AwsError

_MOST_BARREN = 100


class Page(NamedTuple):
    """A part of a list.

    Attributes:
        items: as JSON.
        token: where the next page begins; ``None`` after the last one.

    """

    items: Sequence[Mapping[str, Any] | str]
    token: str | None


def pages(of: str, ask: Callable[[str | None], Page]) -> Iterator[Page]:
    """Give all pages.

    Args:
        of: what is listed, for messages.
        ask: returns the page that begins at a token, and the first one for ``None``.

    Raises:
        AwsError: the list has no end: it begins again, or page after page brings nothing new.

    """
    token: str | None = None
    tokens: set[str] = set()
    known: set[int] = set()
    barren = 0
    while True:
        page = ask(token)
        yield page
        token = page.token
        if token is None:
            return
        if token in tokens:
            raise AwsError("", f"{of}: the list begins again where it was already")
        tokens.add(token)
        before = len(known)
        known |= {hash(json.dumps(item, sort_keys=True)) for item in page.items}
        barren = barren + 1 if len(known) == before else 0
        if barren >= _MOST_BARREN:
            raise AwsError("", f"{of}: {barren} pages have brought nothing new")

"""What a client got, and what the app behind the front got."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cognito_emulator.hints import elsewhere
from pytest_cognito_emulator.hints import FRONT_RESULT


class Headers(Mapping[str, str]):
    """Headers in their order; the case of a name counts for nothing.

    Attributes:
        pairs: all of them; a name may come several times.

    """

    def __init__(self, pairs: tuple[tuple[str, str], ...]) -> None:
        self.pairs = pairs

    def __getitem__(self, name: str) -> str:
        found = self.get_all(name)
        if not found:
            raise KeyError(name)
        return ", ".join(found)

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for name, _ in self.pairs))

    def __len__(self) -> int:
        return len(set(self))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(self.get_all(name))

    def __repr__(self) -> str:
        return f"Headers({self.pairs!r})"

    def get_all(self, name: str) -> list[str]:
        """Return all values of a header, such as ``Set-Cookie``."""
        wanted = name.lower()
        return [value for each, value in self.pairs if each.lower() == wanted]


@dataclass(frozen=True, slots=True)
class FrontResult:
    """What came of a request to a front.

    Attributes:
        status: what the client got: of HTTP.
        headers: what the client got, in the front's order.
        body: what the client got, as bytes.
        event: what the function got, ``None`` if the front refused the request.
        reason: why the front refused, or why the function's answer was no good, in plain words;
            ``None`` where neither is so. No client is told.

    """

    status: int
    headers: Headers
    body: bytes
    event: dict[str, Any] | None = None
    reason: str | None = None

    if not TYPE_CHECKING:  # a wrong name is an error of types, too

        def __getattr__(self, name: str) -> object:
            return elsewhere(self, name, FRONT_RESULT)

    @property
    def allowed(self) -> bool:
        """Whether the front let the request in."""
        return self.event is not None

    @property
    def text(self) -> str:
        """The body as a text."""
        return self.body.decode(errors="replace")

    def json(self) -> Any:  # noqa: ANN401 - any JSON
        """Return what the body is as JSON.

        Raises:
            ValueError: it is none; the sentence has the answer.

        """
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise ValueError(f"The body is no JSON: {error}. It is {self!r}.") from None

    def __repr__(self) -> str:
        why = "" if self.reason is None else f": {self.reason}"
        return f"<{type(self).__name__} {self.status} {self.text[:80]!r}{why}>"

"""Identity sources: where in a request a Lambda authorizer looks for what it decides by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cognito_emulator.fronts.arrivals import Arrival

_PREFIXES: tuple[tuple[str, Literal["header", "query", "context"]], ...] = (
    ("method.request.header.", "header"),
    ("$request.header.", "header"),
    ("method.request.querystring.", "query"),
    ("$request.querystring.", "query"),
    ("$context.", "context"),
    ("context.", "context"),
)


class SourceError(ValueError):
    """An identity source that cannot be; the sentence says what one looks like."""


@dataclass(frozen=True, slots=True)
class Source:
    """An identity source.

    Attributes:
        kind: whether it is a header, a parameter of the query, or of the request's context.
        name: of the header, the parameter or the member.

    """

    kind: Literal["header", "query", "context"]
    name: str

    @classmethod
    def of(cls, text: str) -> Source:
        """Return the source that a text names, as both kinds of API write it; else a header.

        Raises:
            SourceError: it names none, or one that is not emulated.

        """
        for prefix, kind in _PREFIXES:
            if text.startswith(prefix) and len(text) > len(prefix):
                source = cls(kind, text.removeprefix(prefix))
                if kind == "context" and source.name not in _CONTEXT:
                    raise SourceError(
                        f"{text!r} is not emulated as an identity source; of the context there is"
                        f" {', '.join(_CONTEXT)}."
                    )
                return source
        if not text or "." in text or text.startswith("$"):
            raise SourceError(
                f"{text!r} is no identity source: it is the name of a header, or such as"
                " method.request.header.Authorization, $request.querystring.token,"
                " $context.routeKey."
            )
        return cls("header", text)

    def value(self, arrival: Arrival, route: str) -> str | None:
        """Return what a request has there, ``None`` where it has nothing."""
        request = arrival.request
        if self.kind == "header":
            return request.header(self.name)
        if self.kind == "query":
            return next((value for name, value in request.query if name == self.name), None)
        return {
            "routeKey": route,
            "resourcePath": route,
            "httpMethod": request.method,
            "path": request.path,
            "stage": arrival.stage,
        }[self.name]


_CONTEXT = ("routeKey", "resourcePath", "httpMethod", "path", "stage")

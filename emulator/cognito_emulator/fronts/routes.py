"""Which paths a resource of a REST API, or a route of an HTTP API, is for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

DEFAULT = "$default"
ANY = "ANY"
_METHODS = (ANY, "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
_PART = re.compile(r"\{([^{}+/]+)(\+?)\}")


class RouteError(ValueError):
    """A resource or a route that cannot be; the sentence says what one looks like."""


@dataclass(frozen=True)
class Template:
    """A path with parameters, such as ``/orders/{id}`` or ``/{proxy+}``."""

    path: str

    def __post_init__(self) -> None:
        if not isinstance(self.path, str):
            raise RouteError(f"{self.path!r} is no path; it is a text, such as '/orders/{{id}}'.")
        if not self.path.startswith("/"):
            raise RouteError(f"{self.path!r} is no path; the nearest is {'/' + self.path!r}.")
        parts = self.path.split("/")[1:]
        for place, part in enumerate(parts, 1):
            found = _PART.fullmatch(part)
            if found is None and ("{" in part or "}" in part):
                raise RouteError(
                    f"{part!r} in {self.path!r} is no parameter: a whole part of the path is one,"
                    " as in /orders/{id} or /{proxy+}."
                )
            if found and found[2] and place < len(parts):
                raise RouteError(f"{part!r} takes all the rest: it has to end {self.path!r}.")
        for name in self._names:
            if self._names.count(name) > 1:
                raise RouteError(f"{self.path!r} has several parameters {name}: name each once.")

    def match(self, path: str) -> dict[str, str] | None:
        """Return the parameters that a path gives, ``None`` where it is another path."""
        found = self._pattern.fullmatch(path)
        return None if found is None else dict(zip(self._names, found.groups(), strict=True))

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(match[1] for match in _PART.finditer(self.path))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        pattern, end = "", 0
        for match in _PART.finditer(self.path):
            pattern += re.escape(self.path[end : match.start()])
            pattern += "(.+)" if match[2] else "([^/]+)"
            end = match.end()
        return re.compile(pattern + re.escape(self.path[end:]), re.DOTALL)


@dataclass(frozen=True)
class RouteKey:
    """A route of an HTTP API: ``$default``, or a method and a path, as in ``GET /orders/{id}``."""

    text: str

    def __post_init__(self) -> None:
        if self.text != DEFAULT and self._method not in _METHODS:
            raise RouteError(
                f"{self.text!r} is no route key: it is $default, or a method and a path, as in"
                f" 'GET /orders/{{id}}'; methods are {', '.join(_METHODS)}.{self._nearest()}"
            )
        self._template  # noqa: B018 - it refuses what is no path

    def match(self, method: str, path: str) -> dict[str, str] | None:
        """Return the parameters that a path gives, ``None`` where it is not for this route."""
        if self._template is None:
            return {}
        if self._method not in (ANY, method):
            return None
        return self._template.match(path)

    def _nearest(self) -> str:
        """Return a sentence with the route key that was meant by a slip; empty where nobody knows.

        ``/orders`` has no method, ``get /orders`` has small letters.
        """
        text = str(self.text).strip()
        method, _, path = text.partition(" ")
        if text.startswith("/"):
            return f" The nearest is {f'ANY {text}'!r}."
        if method.upper() in _METHODS and path.startswith("/"):
            return f" The nearest is {f'{method.upper()} {path}'!r}."
        return f" The nearest is {DEFAULT!r}." if text.lower() == DEFAULT else ""

    @cached_property
    def _method(self) -> str:
        return str(self.text).partition(" ")[0]

    @cached_property
    def _template(self) -> Template | None:
        return None if self.text == DEFAULT else Template(self.text.partition(" ")[2])

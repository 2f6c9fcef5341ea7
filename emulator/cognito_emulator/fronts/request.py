"""A request as a front gets it from a client."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlencode

Pairs = tuple[tuple[str, str], ...]

Several = Mapping[str, str | Iterable[str]] | Iterable[tuple[str, str]]
"""Headers or parameters, as people write them: a name has a text, or several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontRequest:
    """A request of a client.

    Attributes:
        method: in capitals.
        path: as the client sends it, percent-encoded, without the query.
        raw_query: the query as the client sends it, without ``?``.
        headers: names in the client's spelling, and values; a name may come several times.
        body: its bytes.
        path_parameters: those that the app shall get; ``None`` for what the path gives.
        source_ip: the client's address.

    """

    method: str = "GET"
    path: str = "/"
    raw_query: str = ""
    headers: Pairs = ()
    body: bytes = b""
    path_parameters: Mapping[str, str] | None = None
    source_ip: str = "127.0.0.1"

    def values(self, name: str) -> tuple[str, ...]:
        """Return the values of a header; its case counts for nothing."""
        wanted = name.lower()
        return tuple(value for each, value in self.headers if each.lower() == wanted)

    def header(self, name: str) -> str | None:
        """Return the last value of a header, ``None`` where there is none."""
        found = self.values(name)
        return found[-1] if found else None

    @property
    def query(self) -> Pairs:
        """The query's parameters, decoded."""
        return tuple(parse_qsl(self.raw_query, keep_blank_values=True, errors="replace"))

    @property
    def decoded_path(self) -> str:
        """The path without percent-encoding."""
        return unquote(self.path)

    @property
    def user_agent(self) -> str:
        """What the client says that it is."""
        return self.header("User-Agent") or _AGENT


_AGENT = "cognito-emulator"


def request(
    method: str,
    path: str,
    *,
    headers: Several = (),
    query: Several = (),
    body: str | bytes | None = None,
    path_parameters: Mapping[str, str] | None = None,
) -> FrontRequest:
    """Return a request as people describe it.

    Args:
        method: in any case.
        path: it may have a query.
        headers: a header may have several values.
        query: parameters, not encoded; they stand behind those of the path.
        body: a text goes out in UTF-8.
        path_parameters: see `FrontRequest`.

    """
    before, _, given = path.partition("#")[0].partition("?")
    own = pairs(query)
    more = urlencode(own, errors="surrogatepass") if own else ""
    return FrontRequest(
        method=method.upper(),
        path=before if before.startswith("/") else f"/{before}",
        raw_query="&".join(part for part in (given, more) if part),
        headers=pairs(headers),
        body=body.encode(errors="surrogatepass") if isinstance(body, str) else body or b"",
        path_parameters=path_parameters,
    )


def pairs(given: Several) -> Pairs:
    """Return names and values, one pair for each value."""
    if not isinstance(given, Mapping):
        return tuple((name, str(value)) for name, value in given)
    return tuple(
        (name, str(value))
        for name, values in given.items()
        for value in ((values,) if isinstance(values, str) or not _many(values) else values)
    )


def _many(values: object) -> bool:
    return isinstance(values, Iterable)

"""One request for a pool's domain, with what every page and endpoint needs of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast
from urllib.parse import parse_qsl, quote, unquote_plus

from flask import g, request

from cognito_emulator.domain import doors
from cognito_emulator.domain.federation.place import Place
from cognito_emulator.domain.oauth import redirects
from cognito_emulator.web.hosting.address import ENTRY, DomainAddress

if TYPE_CHECKING:
    from cognito_emulator.calls import Observation
    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.work.context import Caller, Context
    from cognito_emulator.engine import Engine

Result = TypeVar("Result")
_STATE = "state"


Work = Callable[["Context", "PoolDomain"], Result]
"""What is done in a transaction, at the domain that is asked."""


class HeadOnly(Exception):  # noqa: N818 - no error: how HEAD ends where GET would do something
    """A request of HEAD, for a page or endpoint whose GET does more than show something."""


class Visit:
    """One request for a pool's domain.

    Attributes:
        engine: whose domain it is.
        address: which domain, and how the request got there.
        caller: who asks.
        observation: whom to tell of the request, if anybody listens.
        wished: what a test wishes to happen in place of the work.
        injected: whether a fault struck.
        raised: how the work failed.
        hint: what developers are to be told at the error page, if that comes next.

    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.hint = ""
        self.address: DomainAddress = request.environ[ENTRY]
        self.caller: Caller = engine.caller(
            signed=False, base_url=self.address.base_url, ip=request.remote_addr, door="http"
        )
        self.observation: Observation | None = None
        self.wished: Work[None] | None = None
        self.injected = False
        self.raised: Exception | None = None

    def look(self, work: Work[Result]) -> Result:
        """Look up what a page shows, in a transaction, with the domain that is asked.

        Raises:
            ResourceNotFoundException: there is no such domain.

        """
        name, region = self.address.name, self.address.region

        def at_domain(ctx: Context) -> Result:
            return work(ctx, doors.domain(ctx, name, region))

        try:
            return self.engine.run(at_domain, self.caller)
        except Exception as raised:
            self.raised = raised
            raise

    def run(self, work: Work[Result]) -> Result:
        """Do what the request is for, in a transaction, or what a test wishes in its place.

        HEAD does nothing (RFC 9110, section 9.2.1): scanners of mails send it to each link.

        Raises:
            ResourceNotFoundException: there is no such domain.
            HeadOnly: the request is one of HEAD.

        """
        if request.method == "HEAD":
            self.look(lambda _ctx, _place: None)  # is there such a domain?
            raise HeadOnly
        wished, self.wished = self.wished, None

        def done(ctx: Context, place: PoolDomain) -> Result:
            if wished is not None:
                wished(ctx, place)
            return work(ctx, place)

        return self.look(done)

    @cached_property
    def query(self) -> Mapping[str, str]:
        """The query's parameters; of several of a name, the first.

        ``state`` comes back to the byte. Of others what is no UTF-8 is replaced.
        """
        return {
            name: value if name == _STATE else _readable(value)
            for name, value in reversed(self._pairs)
        }

    @property
    def repeated(self) -> frozenset[str]:
        """The names that have several values in the query."""
        return frozenset(name for name, value in self._pairs if value != self.query[name])

    @cached_property
    def _pairs(self) -> list[tuple[str, str]]:
        """The query, read; in values, bytes that are no UTF-8 are half surrogates."""
        text = request.query_string.decode("latin-1")
        read = parse_qsl(text, keep_blank_values=True, errors="surrogateescape")
        return [(_readable(name), value) for name, value in read]

    @property
    def form(self) -> Mapping[str, str]:
        """The form's fields; of several of a name, the first."""
        return request.form

    @property
    def place(self) -> Place:
        """Where the domain is, for who asks; under the service's own names that is by HTTPS."""
        scheme, _, rest = self.address.base_url.partition("://")  # whatever Host somebody sent
        secure = request.is_secure or scheme == "https"
        host = rest.partition("/")[0] if self.address.path else request.host
        own = f"{'https' if secure else 'http'}://{host}{self.address.path}"
        return Place(own, self.address.base_url)

    def url(self, path: str, query: str | None = None) -> str:
        """Return the URL of one of the domain's own paths, from the root of this host.

        Args:
            path: for example ``/login``.
            query: what follows on it, encoded; by default this request's own query as it came.

        """
        own = self._own_query if query is None else query
        return f"{self.address.path}{path}{f'?{own}' if own else ''}"

    def query_with(self, name: str, value: str) -> str:
        """Return this request's own query as it came, but with one value of this name."""
        parts = self._own_query.split("&")
        others = [part for part in parts if unquote_plus(part.partition("=")[0]) != name]
        return "&".join((*filter(None, others), f"{name}={quote(value, safe='')}"))

    @property
    def _own_query(self) -> str:
        """The query as it came; bytes that no URL has are percent-encoded."""
        return redirects.visible(request.query_string)


def _readable(text: str) -> str:
    """Return a text without half surrogates, which no page could show."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def visit() -> Visit:
    """Return the visit under way."""
    return cast("Visit", g.visit)

"""One request for a stand-in, with what every page and endpoint needs of it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast
from urllib.parse import quote, urlencode, urlsplit

from flask import g, request

from cognito_emulator.idp.exchange import Request, form_of, pairs, single
from cognito_emulator.web.stand_ins.address import ENTRY, StandIn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cognito_emulator.idp.exchange import Pairs
    from cognito_emulator.idp.provider import Provider

_OURS = "_"  # what parameters of our own pages begin with; no client's do


class Visit:
    """A request for a stand-in."""

    def __init__(self) -> None:
        self.stand_in: StandIn = request.environ[ENTRY]
        self.now = self.stand_in.clock.now()

    @property
    def provider(self) -> Provider:
        """The stand-in that is asked."""
        return self.stand_in.provider

    @cached_property
    def request(self) -> Request:
        """The request as the stand-in reads it."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        return Request(
            method=request.method,
            path=request.path,
            base_url=self.stand_in.base_url,
            now=self.now,
            query=self.query,
            form=form_of(headers, request.get_data()),
            headers=headers,
        )

    @cached_property
    def query(self) -> Pairs:
        """The parameters of a client, without our own."""
        return tuple(pair for pair in self._pairs if not pair[0].startswith(_OURS))

    @cached_property
    def own(self) -> Mapping[str, str]:
        """The parameters of our own pages."""
        return single(pair for pair in self._pairs if pair[0].startswith(_OURS))

    @cached_property
    def form(self) -> Mapping[str, str]:
        """The fields of a form of our own pages."""
        return dict(self.request.form)

    def url(self, path: str, parameters: Pairs = (), **own: str) -> str:
        """Return the URL of one of the stand-in's own paths, from the root of this host."""
        query = urlencode([*parameters, *((f"{_OURS}{name}", text) for name, text in own.items())])
        return f"{quote(request.script_root)}{path}{f'?{query}' if query else ''}"

    @property
    def is_of_our_page(self) -> bool:
        """Whether a form was sent by a page of this host, or by a program.

        Browsers say with every form which page it comes from.
        """
        site = request.headers.get("Sec-Fetch-Site")
        if site is not None:
            return site == "same-origin"
        origin = request.headers.get("Origin")
        return origin is None or urlsplit(origin).netloc.lower() == request.host.lower()

    @cached_property
    def _pairs(self) -> Pairs:
        return pairs(request.query_string.decode("latin-1"))


def begin() -> None:
    """Begin a visit."""
    g.stand_in_visit = Visit()


def visit() -> Visit:
    """Return the visit under way."""
    return cast("Visit", g.stand_in_visit)

"""The page of the emulator's own address: which pools there are, and where to go on."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import __version__
from cognito_emulator.control import identity_providers, pools, trial_sign_in
from cognito_emulator.errors import ResourceNotFoundException
from cognito_emulator.web import plain_page
from cognito_emulator.web.plain_page import link

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cognito_emulator.control.trial_sign_in import Link
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.emulator import Emulator

_MOST_POOLS = 50


def document(emulator: Emulator, here: str) -> str:
    """Return the page, for who reaches the emulator at an address."""
    return plain_page.document(
        "cognito-emulator",
        f"cognito-emulator {__version__}",
        [
            f"<p>AWS SDKs call the API at <code>{escape(here)}</code>.</p>",
            *_pools(emulator, here),
            "<h2>More</h2>",
            f"<p>{link(f'{here}/_emulator/messages')}: mails and text messages, with codes</p>",
            f"<p>{link(f'{here}/_emulator/calls')}: calls of operations</p>",
            *plain_page.manual(),
        ],
    )


def _pools(emulator: Emulator, here: str) -> Iterator[str]:
    there = pools.everywhere(emulator)
    if not there:
        yield "<p>There is no user pool yet; --seed FILE begins with those of a file.</p>"
    for pool in there[:_MOST_POOLS]:
        try:
            place = _Place.of(emulator, pool, here)
        except ResourceNotFoundException:  # it has been deleted meanwhile
            continue
        yield f"<h2>{escape(pool.name)} <code>{escape(pool.id)}</code></h2>"
        yield from _place(place)
    if (more := len(there) - _MOST_POOLS) > 0:
        yield f"<p>and {more} more: {link(f'{here}/_emulator/pools')}</p>"


class _Place(NamedTuple):
    """Where a pool's pages are, and where a browser signs in; ``None`` where there is no such.

    Attributes:
        stand_ins: the pages of those that play its identity providers, by the providers' names.

    """

    domain: str | None
    sign_in: Link | None
    stand_ins: Mapping[str, str]

    @classmethod
    def of(cls, emulator: Emulator, pool: Pool, here: str) -> _Place:
        """Return those of a pool.

        Raises:
            ResourceNotFoundException: it is gone.

        """
        domain = pools.domain_url(emulator, pool.id, here)
        stand_ins = identity_providers.stand_in_pages(emulator, pool.id, here)
        return cls(domain, trial_sign_in.link(emulator, pool.id, here), stand_ins)


def _place(place: _Place) -> Iterator[str]:
    if place.domain is None:
        yield "<p>It has no domain, and so no pages.</p>"
        return
    yield f"<p>Domain: <code>{escape(place.domain)}</code></p>"
    yield plain_page.sign_in(place.sign_in)
    for name, url in place.stand_ins.items():
        yield f"<p>Stand-in of {escape(name)}: {link(url)}</p>"

"""What people find at a domain where no page is named, and at one that there is not.

At ``/`` the service shows a page, whatever is accepted: one for signing in that knows no client, so
that nothing works on it (measured [authorization-23]). Ours says what is missing. Who accepts JSON
alone gets it. How the service answers where there is no domain, nobody has published.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from flask import Response, request

from cognito_emulator import environment
from cognito_emulator.control import trial_sign_in
from cognito_emulator.domain.oauth.redirects import visible
from cognito_emulator.domain.pools import domains
from cognito_emulator.nearest import near
from cognito_emulator.web import plain_page
from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.served import served

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.domains import PoolDomain

_READING = frozenset({"GET", "HEAD"})
_THERE = (
    ("/login", "signs in"),
    ("/signup", "signs up"),
    ("/forgotPassword", "sets a forgotten password anew"),
    ("/oauth2/authorize", "is where apps send their users"),
    ("/logout", "signs out"),
    ("/oauth2/token", "gives tokens, by POST"),
    ("/oauth2/userInfo", "tells about a user, to who has an access token"),
    ("/oauth2/revoke", "revokes a refresh token, by POST"),
)


def at_root(place: PoolDomain) -> Response | None:
    """Return the page of a domain, where no page of it is named; ``None`` if one is not wanted."""
    accept = request.headers.get("Accept", "").lower()
    if request.path != "/" or request.method not in _READING:
        return None
    if "json" in accept and not plain_page.is_wanted(accept):
        return None
    name = place.domain.address
    return _page(f"The domain {name}", 200, _of_domain(place))


def _of_domain(place: PoolDomain) -> Iterator[str]:
    yield "<p>Pages and OAuth endpoints of a user pool. Each page has to know the app:</p>"
    yield "<p><code>?client_id=...&amp;response_type=code&amp;redirect_uri=...</code></p>"
    if _is_shown():
        here = visit()
        yield f"<p>User pool: {escape(place.pool.name)} <code>{escape(place.pool.id)}</code></p>"
        base = here.address.base_url
        yield plain_page.sign_in(trial_sign_in.link(here.engine, place.pool.id, base))
    own = visit().place.url
    yield "<h2>What is there</h2>"
    for path, what in _THERE:
        yield f"<p><code>{escape(own)}{path}</code> {what}</p>"
    yield from _elsewhere()


def at_none(sentence: str) -> Response | None:
    """Return a page that says that there is no such domain; ``None`` if none is wanted.

    Args:
        sentence: what a program is told.

    """
    if not plain_page.is_wanted(request.headers.get("Accept", "")):
        return None
    return _page("No such domain", 404, _of_none(sentence))


def _of_none(sentence: str) -> Iterator[str]:
    yield f"<p>{escape(sentence)}</p>"
    if not _is_shown():
        return
    here = visit()
    there = here.engine.run_inside(domains.addresses)
    query = request.query_string.decode("latin-1")
    rest = visible(f"{request.path}{f'?{query}' if query else ''}")
    for name in near(here.address.name, there):
        url = environment.domain_url(here.address.base_url, name)
        yield f"<p>Was this meant? {plain_page.link(f'{url}{rest}')}</p>"
    yield from _elsewhere()


def _elsewhere() -> Iterator[str]:
    """Yield where to go on, for who may see it."""
    if _is_shown():
        yield "<h2>More</h2>"
        yield f"<p>{plain_page.link(f'{visit().address.base_url}/')}: all user pools</p>"
        yield from plain_page.manual()


def _is_shown() -> bool:
    """Whether who asks may see what the control API shows."""
    return served(request.environ).guard.objection(request.environ) is None


def _page(heading: str, status: int, parts: Iterator[str]) -> Response:
    text = plain_page.document(f"{heading} - cognito-emulator", heading, parts)
    response = Response(text.encode("utf-8", "replace"), status, mimetype="text/html")
    response.headers["Content-Security-Policy"] = plain_page.POLICY
    return response

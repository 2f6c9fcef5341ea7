"""What a load balancer answers itself: redirects, and pages of errors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cognito_emulator.fronts.outcome import Answer, Refusal

if TYPE_CHECKING:
    from cognito_emulator.fronts.request import Pairs
    from cognito_emulator.fronts.user_pool import UserPool

#: The titles of its pages. That of 502 is measured [load-balancer-9]; those of 302, 401 and 561
#: follow it in form (a guess).
_TITLES = {
    302: "302 Found",
    401: "401 Authorization Required",
    502: "502 Bad Gateway",
    561: "561 Unauthorized",
}


def refusal(
    pool: UserPool, status: int, reason: str, more: Iterable[tuple[str, str]] = ()
) -> Refusal:
    """Return the load balancer's own answer.

    Args:
        pool: for the moment.
        status: one that it has a page for.
        reason: why, in plain words.
        more: headers behind the usual ones.

    """
    return Refusal(page(pool, status, more), reason)


def redirect(pool: UserPool, location: str, cookies: Iterable[str], reason: str) -> Refusal:
    """Return a redirect that sets cookies; where the headers stand is a guess."""
    more = [("Location", location), *(("Set-Cookie", cookie) for cookie in cookies)]
    return refusal(pool, 302, reason, more)


def page(
    pool: UserPool,
    status: int,
    more: Iterable[tuple[str, str]] = (),
    reason: str | None = None,
) -> Answer:
    """Return a page (form and headers measured [load-balancer-9])."""
    title = _TITLES[status]
    text = (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n"
        f"<center><h1>{title}</h1></center>\r\n</body>\r\n</html>\r\n"
    )
    body = text.encode()
    return Answer(status, (*usual(pool, "text/html", len(body)), *more), body, reason)


def usual(pool: UserPool, content_type: str, length: int) -> Pairs:
    """Return the headers that every answer begins with (measured [load-balancer-9])."""
    return (
        ("Server", "awselb/2.0"),
        ("Date", pool.date),
        ("Content-Type", content_type),
        ("Content-Length", str(length)),
        ("Connection", "keep-alive"),
    )

"""Cookies, as requests bring them and as answers set them."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import formatdate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cognito_emulator.fronts.request import FrontRequest, Pairs

LONG_AGO = 0.0


def sent(request: FrontRequest) -> Mapping[str, str]:
    """Return the cookies of a request; of several of a name, the first."""
    pairs = [
        (name.strip(), value.strip())
        for header in request.values("Cookie")
        for name, _, value in (part.partition("=") for part in header.split(";"))
    ]
    return dict(reversed(pairs))


def without(request: FrontRequest, session_cookie: str) -> Pairs:
    """Return a request's headers without the cookies of a session, ``NAME-0``, ``NAME-1``, ..."""
    kept = []
    for name, value in request.headers:
        if name.lower() != "cookie":
            kept.append((name, value))
            continue
        others = [
            part.strip()
            for part in value.split(";")
            if not _is_of(session_cookie, part.partition("=")[0].strip())
        ]
        if any(others):
            kept.append((name, "; ".join(others)))
    return tuple(kept)


def _is_of(session_cookie: str, name: str) -> bool:
    """Whether a cookie is one of a session's."""
    before, _, number = name.rpartition("-")
    return before == session_cookie and number.isdecimal()


def setting(name: str, value: str, until: float) -> str:
    """Return a Set-Cookie header; its attributes are a guess.

    Args:
        name: of the cookie.
        value: in characters that a cookie may have.
        until: when it expires, in epoch seconds.

    """
    return f"{name}={value}; Expires={formatdate(until, usegmt=True)}; Path=/; Secure; HttpOnly"

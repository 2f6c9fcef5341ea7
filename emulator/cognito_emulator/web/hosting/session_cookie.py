"""The cookie ``cognito``: which browser session a browser has.

It looks as the service's does: two parts in base64 of gzip, and the digit 3 (measured
[authorization-2]). What they hold is a guess: the pool's id, and an opaque handle. Nothing of the
user is in it.
"""

from __future__ import annotations

import binascii
import gzip
import math
import zlib
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

from cognito_emulator.web.hosting import cookies, csrf
from cognito_emulator.web.hosting.visit import visit

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from cognito_emulator.domain.oauth.record import BrowserSession

_VERSION = "3"
_PARTS = 3
_LONGEST = 100  # characters of a part, unpacked; an id and a handle have less
_GZIP = 31  # zlib's word for it


def keep(response: Response, session: BrowserSession) -> None:
    """Have the browser keep its session; its answer also renews the token of forms."""
    csrf.renew(response)
    value = packed(session.pool_id, session.handle)
    left = math.ceil(session.expires_at - visit().engine.clock.now())
    cookies.put_browser_session(response, value, left)


def handle() -> str | None:
    """Return the handle of the session that the browser names; it may be anybody's word."""
    return unpacked(cookies.read(cookies.BROWSER_SESSION) or "")


def forget(response: Response) -> None:
    """Have the browser forget its session, and the token of forms (measured [authorization-3])."""
    cookies.remove(response, cookies.BROWSER_SESSION)
    csrf.forget(response)


def packed(pool_id: str, session: str) -> str:
    """Return the cookie's value."""
    parts = [
        b64encode(gzip.compress(part.encode("utf-8", "surrogatepass"), mtime=0)).decode()
        for part in (pool_id, session)
    ]
    return ".".join((*parts, _VERSION))


def unpacked(value: str) -> str | None:
    """Return the handle in a cookie's value; ``None`` if the value is none of ours."""
    parts = value.split(".")
    if len(parts) != _PARTS or parts[2] != _VERSION:
        return None
    try:
        data = zlib.decompressobj(_GZIP).decompress(b64decode(parts[1], validate=True), _LONGEST)
        return data.decode() or None
    except (binascii.Error, zlib.error, ValueError):
        return None

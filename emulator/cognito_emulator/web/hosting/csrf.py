"""Forms come from our own pages: each has a token that is also in the cookie ``XSRF-TOKEN``.

As in the service the token is a UUID, new on each page (documented), and every answer sets it, even
those of the token endpoint (measured [oauth-13]). A new one would make the forms worthless that
stand in other tabs. Therefore a token names its browser, in a way that only we can read: a form is
good if its token is of the same browser as the cookie, however old both are. Nothing is kept.
"""

from __future__ import annotations

import hmac
import re
from hashlib import blake2b
from typing import TYPE_CHECKING

from flask import g, request

from cognito_emulator.ids import Ids
from cognito_emulator.web.hosting import cookies
from cognito_emulator.web.hosting.visit import visit

if TYPE_CHECKING:
    from flask import Response
    from werkzeug.wrappers import Response as BaseResponse

FIELD = "_csrf"
_OTHER_FIELD = "csrf"  # of managed login (measured [pages-3])
_UUID = re.compile(
    r"([0-9a-f]{8})-([0-9a-f]{4})-[0-9a-f]([0-9a-f]{3})-[0-9a-f]([0-9a-f]{3})-([0-9a-f]{12})"
)
_HALF = 15  # hexadecimal digits: what is random in a UUID, but for the variant, has 30


class FormTokens:
    """Makes tokens that name a browser, and compares them.

    The first half of a token is random; the second is the browser's number, hidden by a hash of
    the first half. Who does not have the browser's cookie cannot make a token of its.
    """

    def __init__(self) -> None:
        # Not from the engine's source: `--seeded-ids` must not make it known.
        self._key = Ids().token_bytes(32)

    def next(self, uuid: str, kept: str | None) -> str:
        """Return a new token.

        Args:
            uuid: a random one.
            kept: the token that the browser has; of none, or none that was ours, a new browser.

        """
        fresh = "".join(_halves(uuid) or ("", ""))
        number = self._browser(kept or "")
        if number is None:
            return _shaped(fresh)
        return _shaped(f"{fresh[:_HALF]}{number ^ self._mask(fresh[:_HALF]):0{_HALF}x}")

    def alike(self, one: str, other: str) -> bool:
        """Whether two tokens are of one browser."""
        number = self._browser(one)
        return number is not None and number == self._browser(other)

    def _browser(self, token: str) -> int | None:
        halves = _halves(token)
        return int(halves[1], 16) ^ self._mask(halves[0]) if halves else None

    def _mask(self, half: str) -> int:
        return int(blake2b(half.encode(), key=self._key).hexdigest()[:_HALF], 16)


_TOKENS = FormTokens()


def token() -> str:
    """Return the token that this answer's forms carry, and its cookie."""
    if "csrf_token" not in g:
        kept = cookies.read(cookies.CSRF)
        g.csrf_token = _TOKENS.next(visit().engine.new_uuid(), kept)
    return str(g.csrf_token)


def is_good() -> bool:
    """Whether the form that was sent comes from one of our pages in this browser."""
    sent = request.form.get(FIELD) or request.form.get(_OTHER_FIELD, "")
    kept = cookies.read(cookies.CSRF) or ""
    if not sent or not kept:
        return False
    same = hmac.compare_digest(_bytes(sent), _bytes(kept))
    return same or _TOKENS.alike(sent, kept)


def came() -> bool:
    """Whether the browser sent the cookie: not if it blocks cookies, or has just signed out."""
    return cookies.read(cookies.CSRF) is not None


def renew(response: BaseResponse) -> None:
    """Delete the token and set a new one, as a sign-in does (measured [authorization-2])."""
    cookies.remove(response, cookies.CSRF)
    send(response)


def send(response: BaseResponse) -> None:
    """Set the token's cookie now, before others; else it is the last."""
    cookies.put(response, cookies.CSRF, token())
    g.csrf_sent = True


def forget(response: BaseResponse) -> None:
    """Delete the token, as signing out does (measured [authorization-3])."""
    cookies.remove(response, cookies.CSRF)
    g.csrf_sent = True


def leave_out() -> None:
    """Send no token with this answer, as browsers keep it."""
    g.csrf_sent = True


def add_cookie(response: Response) -> Response:
    """Send the token's cookie with an answer, whatever it is."""
    if "csrf_sent" not in g:
        send(response)
    return response


def _halves(uuid: str) -> tuple[str, str] | None:
    """Return the digits of a UUID without version and variant, in two halves."""
    match = _UUID.fullmatch(uuid)
    digits = "".join(match.groups()) if match else ""
    return (digits[:_HALF], digits[_HALF:]) if match else None


def _shaped(digits: str) -> str:
    """Return 30 digits as a UUID of version 4."""
    return f"{digits[:8]}-{digits[8:12]}-4{digits[12:15]}-a{digits[15:18]}-{digits[18:]}"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")

"""Forms come from our own pages: each has a token that is also in the cookie ``XSRF-TOKEN``.

As in the service the token is a UUID, new on each page (documented), and every answer sets it, even
those of the token endpoint (measured [oauth-13]). A new one would make the forms worthless that
stand in other tabs. Therefore a token names its browser, in a way that only we can read: a form is
good if its token is of the same browser as the cookie, however old both are. It also says when its
page was made, for pages whose forms do not stay good. Nothing is kept but the secret that seals it.
"""

from __future__ import annotations

import hmac
import re
from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING

from flask import g, request

from cognito_emulator.store import UnreachableError
from cognito_emulator.vault import RANDOM
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
# What stands in the 30 hexadecimal digits of a UUID that are random: a salt, and sealed by it when
# the page was made, the browser's number, and a check that all of it is ours.
_SALT, _TIME, _BROWSER, _CHECK = 6, 8, 10, 6
_MOST_SECONDS = 1 << 4 * _TIME


class FormTokens:
    """Makes tokens that name a browser and a moment, and reads them.

    Who does not have the browser's cookie cannot make a token of its.

    Args:
        key: the secret that seals them.

    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def next(self, uuid: str, kept: str | None, now: float) -> str:
        """Return a new token.

        Args:
            uuid: a random one.
            kept: the token that the browser has; of none, or none that was ours, a new browser.
            now: epoch seconds.

        """
        digits, known = "".join(_digits(uuid)), self._read(kept or "")
        salt = digits[:_SALT]
        browser = known[1] if known else digits[-_BROWSER:]
        said = f"{int(now) % _MOST_SECONDS:0{_TIME}x}{browser}"
        return _shaped(salt + self._sealed(salt, said + self._check(salt, said)))

    def alike(self, one: str, other: str) -> bool:
        """Whether two tokens are of one browser."""
        known, others = self._read(one), self._read(other)
        return known is not None and others is not None and known[1] == others[1]

    def age(self, token: str, now: float) -> int | None:
        """Return how many seconds ago a token was made; ``None`` if it is none of ours.

        It is negative where the clock was put back.
        """
        known = self._read(token)
        if known is None:
            return None
        passed = (int(now) - known[0]) % _MOST_SECONDS
        return passed if passed < _MOST_SECONDS // 2 else passed - _MOST_SECONDS

    def _read(self, token: str) -> tuple[int, str] | None:
        """Return when a token was made, and its browser's number."""
        digits = "".join(_digits(token))
        salt, sealed = digits[:_SALT], digits[_SALT:]
        if not sealed:
            return None
        content = self._sealed(salt, sealed)
        said, check = content[:-_CHECK], content[-_CHECK:]
        if not hmac.compare_digest(check, self._check(salt, said)):
            return None
        return int(said[:_TIME], 16), said[_TIME:]

    def _sealed(self, salt: str, content: str) -> str:
        """Seal what a token says, or unseal it."""
        mask = self._hash(salt)[: len(content)]
        return f"{int(content, 16) ^ int(mask, 16):0{len(content)}x}"

    def _check(self, salt: str, said: str) -> str:
        return self._hash(salt + said)[:_CHECK]

    def _hash(self, text: str) -> str:
        return blake2b(text.encode(), key=self._key).hexdigest()


def _tokens() -> FormTokens:
    return FormTokens(visit().engine.vault.secret("pages: forms", RANDOM))


def token() -> str:
    """Return the token that this answer's forms carry, and its cookie."""
    if "csrf_token" not in g:
        kept = cookies.read(cookies.CSRF)
        engine = visit().engine
        g.csrf_token = _tokens().next(engine.new_uuid(), kept, engine.clock.now())
    return str(g.csrf_token)


def is_good() -> bool:
    """Whether the form that was sent comes from one of our pages in this browser."""
    sent, kept = _sent(), cookies.read(cookies.CSRF) or ""
    if not sent or not kept:
        return False
    same = hmac.compare_digest(_bytes(sent), _bytes(kept))
    return same or _tokens().alike(sent, kept)


def age() -> int | None:
    """Return how many seconds ago the page of this form was made; ``None`` if nobody knows."""
    return _tokens().age(_sent(), visit().engine.clock.now())


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


def _sent() -> str:
    return request.form.get(FIELD) or request.form.get(_OTHER_FIELD, "")


def add_cookie(response: Response) -> Response:
    """Send the token's cookie with an answer, whatever it is."""
    if "csrf_sent" not in g:
        with suppress(UnreachableError):  # the answer says already that the store is away
            send(response)
    return response


def _digits(uuid: str) -> tuple[str, ...]:
    """Return the digits of a UUID without version and variant; none of what is no UUID."""
    match = _UUID.fullmatch(uuid)
    return match.groups() if match else ()


def _shaped(digits: str) -> str:
    """Return 30 digits as a UUID of version 4."""
    return f"{digits[:8]}-{digits[8:12]}-4{digits[12:15]}-a{digits[15:18]}-{digits[18:]}"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")

"""The cookies of a pool's domain: names and values are the service's.

In the host-based form over TLS they are spelled to the letter as the service does (measured
[authorization-1, authorization-2]). They differ from that where clients would not send them back
otherwise:

- Over plain HTTP they lack ``Secure``, and ``SameSite`` where the service says ``None``.
- Below a path they have the domain's path, ``/_domain/{domain}``, and no ``Domain``: pools, and the
  app itself, can share one host without overwriting each other's cookies.

werkzeug spells cookies in another way, so this module does it by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, unquote

from flask import request

from cognito_emulator.clock import instant
from cognito_emulator.web.hosting.visit import visit

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

BROWSER_SESSION = "cognito"
CSRF = "XSRF-TOKEN"
CSRF_STATE = "csrf-state"
CSRF_STATE_LEGACY = "csrf-state-legacy"
LANGUAGE = "lang"
PAGE_DATA = "page-data"

SameSite = Literal["Lax", "None"]

# The service deletes a cookie by this moment: Thu, 01-Jan-1970 00:00:10 GMT (measured
# [authorization-2]).
_LONG_AGO = 10.0
# What a cookie's value may have (RFC 6265, 4.1.1), without the percent sign, by which we encode.
_PLAIN = "!#$&'()*+-./:<=>?@[]^_`{|}~"
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie:
    """A cookie that an answer sets; see RFC 6265, section 4.1.

    Attributes:
        value: any text; what a cookie cannot have is percent-encoded.
        path: as in URLs, encoded.
        max_age: seconds that it lives from ``expires`` back; ``None`` where only a date is given.
        expires: epoch seconds; ``None`` for as long as the browser runs.
        versioned: whether it says `Version=1` (RFC 2109), as its value has quotation marks.
        same_site: ``None`` leaves the attribute out.

    """

    name: str
    value: str
    path: str = "/"
    domain: str | None = None
    max_age: int | None = None
    expires: float | None = None
    versioned: bool = False
    secure: bool = True
    same_site: SameSite | None = "Lax"

    def __str__(self) -> str:
        """Return it as the value of Set-Cookie, attributes in the service's order."""
        value = quote(self.value, safe=_PLAIN, errors="surrogatepass")
        attributes = [
            f'{self.name}="{value}"' if self.versioned or not value else f"{self.name}={value}",
            self.versioned and "Version=1",
            self.domain and f"Domain={self.domain}",
            self.max_age is not None and f"Max-Age={self.max_age}",
            self.expires is not None and f"Expires={date(self.expires)}",
            f"Path={self.path}",
            self.secure and "Secure",
            "HttpOnly",
            self.same_site and f"SameSite={self.same_site}",
        ]
        return "; ".join(each for each in attributes if each)


def date(epoch: float) -> str:
    """Return a moment as the service dates cookies: ``Fri, 21-Oct-2022 18:49:00 GMT``."""
    at = instant(epoch)
    day, month = _DAYS[at.weekday()], _MONTHS[at.month - 1]
    return f"{day}, {at.day:02}-{month}-{at.year} {at:%H:%M:%S} GMT"


def put(response: Response, name: str, value: str, *, max_age: int | None = None) -> None:
    """Set a cookie of the domain.

    Args:
        response: the answer that sets it.
        name: one of those above.
        value: any text; :func:`read` returns it again.
        max_age: how many seconds it lives; by default as long as the browser runs.

    """
    expires = None if max_age is None else _now() + max_age
    _add(response, name, value, expires=expires)


def put_browser_session(response: Response, value: str, max_age: int) -> None:
    """Set the cookie ``cognito``, the one that has a ``Domain`` (measured [authorization-2])."""
    cookie = Cookie(
        name=BROWSER_SESSION,
        value=value,
        path=_path(),
        domain=_domain(),
        max_age=max_age,
        expires=_now() + max_age,
        versioned=True,
        secure=over_tls(),
    )
    response.headers.add("Set-Cookie", str(cookie))


def remove(response: Response, name: str) -> None:
    """Have the browser forget a cookie of the domain."""
    domain = _domain() if name == BROWSER_SESSION else None
    _add(response, name, "", expires=_LONG_AGO, domain=domain)


def put_csrf_state(response: Response, state: str) -> None:
    """Have the browser remember the state of a trip to an identity provider.

    There is a second cookie for browsers that do not know ``SameSite=None`` (documented).
    """
    _add(response, CSRF_STATE, state, same_site="None")
    _add(response, CSRF_STATE_LEGACY, state, same_site=None)


def remove_csrf_state(response: Response) -> None:
    """Have the browser forget the state of a trip to an identity provider.

    /oauth2/authorize does so every time; the date is that of the answer (measured
    [authorization-1]).
    """
    _add(response, CSRF_STATE, "", expires=_now(), same_site="None")
    _add(response, CSRF_STATE_LEGACY, "", expires=_now(), same_site=None)


def read(name: str) -> str | None:
    """Return the value of a cookie that the browser sent; ``None`` for none or an empty one.

    Of several of a name it is the first: browsers send that of the longest path first.
    """
    value = request.cookies.get(name)
    return unquote(value) if value else None


def over_tls() -> bool:
    """Whether the browser reached us by HTTPS; under the service's own names it did."""
    return visit().place.url.startswith("https:")


def _add(
    response: Response,
    name: str,
    value: str,
    *,
    expires: float | None = None,
    domain: str | None = None,
    same_site: SameSite | None = "Lax",
) -> None:
    secure = over_tls()
    cookie = Cookie(
        name=name,
        value=value,
        path=_path(),
        domain=domain,
        expires=expires,
        secure=secure,
        same_site=None if same_site == "None" and not secure else same_site,
    )
    response.headers.add("Set-Cookie", str(cookie))


def _path() -> str:
    return quote(visit().address.path, errors="surrogatepass") or "/"


def _domain() -> str | None:
    """Return the host of the request where it is the domain's own."""
    host = request.host.partition(":")[0]
    return host if not visit().address.path and _HOST.fullmatch(host) else None


def _now() -> float:
    """Return the time of clients: they compare with their own, wherever the emulator's clock is."""
    return visit().engine.clock.of_process()

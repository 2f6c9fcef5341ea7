"""The cookies of a test's browser."""

from __future__ import annotations

from email.utils import mktime_tz, parsedate_tz
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cognito_emulator.fronts.request import Pairs


class Cookies(dict[str, str]):
    """Cookies of one host, by their names; paths and attributes but expiry count for nothing."""

    @property
    def header(self) -> str:
        """The value of a header ``Cookie`` with all of them."""
        return "; ".join(f"{name}={value}" for name, value in self.items())

    def keep(self, headers: Pairs, now: float) -> None:
        """Do as the ``Set-Cookie`` headers of an answer say.

        Args:
            headers: of the answer.
            now: epoch seconds: what has expired by then is deleted.

        """
        for header, text in headers:
            if header.lower() != "set-cookie":
                continue
            pair, *attributes = text.split(";")
            name, _, value = (part.strip() for part in pair.partition("="))
            if _is_over(attributes, now):
                self.pop(name, None)
            else:
                self[name] = value


def _is_over(attributes: list[str], now: float) -> bool:
    """Whether a cookie has expired already; Max-Age goes before Expires (RFC 6265, 5.3)."""
    given = {
        name.strip().lower(): value.strip()
        for name, _, value in (each.partition("=") for each in attributes)
    }
    age = given.get("max-age", "")
    if age.lstrip("-").isdigit():
        return int(age) <= 0
    date = parsedate_tz(given.get("expires", ""))
    return date is not None and mktime_tz(date) <= now

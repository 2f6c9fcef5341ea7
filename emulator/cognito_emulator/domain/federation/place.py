"""Where a pool's domain is, for the browser that is at it."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit


class Place(NamedTuple):
    """The addresses of a pool's domain, as one browser reaches it.

    Attributes:
        url: of the domain, without a slash at its end.
        emulator_url: of the emulator, likewise.

    """

    url: str
    emulator_url: str

    @property
    def host(self) -> str:
        """The host, without scheme and port."""
        return urlsplit(self.url).hostname or ""

    @property
    def callback(self) -> str:
        """The redirect URI, as providers know it that speak OAuth 2.0 (documented)."""
        return f"{self.url}/oauth2/idpresponse"

    @property
    def acs(self) -> str:
        """The assertion consumer service, as SAML providers know it (documented)."""
        return f"{self.url}/saml2/idpresponse"

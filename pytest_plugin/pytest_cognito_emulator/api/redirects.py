"""Redirects between an app and the pages of a pool's domain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from cognito_emulator.hints import elsewhere
from pytest_cognito_emulator.hints import REDIRECT

_REDIRECTS = range(300, 400)


class Redirect(str):
    """The URL that leads a browser back to the app: a text, for ``get`` of a test client.

    >>> answer = client.get(cognito_user.authorize(client.get("/login")))
    """

    __slots__ = ()

    if not TYPE_CHECKING:  # a wrong name is an error of types, too

        def __getattr__(self, name: str) -> object:
            return elsewhere(self, name, REDIRECT)

    @property
    def parameters(self) -> Mapping[str, str]:
        """The parameters in its query and its fragment, by their names."""
        parts = urlsplit(self)
        return dict(parse_qsl(f"{parts.query}&{parts.fragment}", keep_blank_values=True))

    @property
    def code(self) -> str | None:
        """The authorization code; ``None`` if there is none."""
        return self.parameters.get("code")

    @property
    def state(self) -> str | None:
        """The ``state`` of the app; ``None`` if it sent none."""
        return self.parameters.get("state")

    @property
    def error(self) -> str | None:
        """The OAuth error, such as ``invalid_request``; ``None`` if there is none."""
        return self.parameters.get("error")


def location_of(where: object) -> str:
    """Return the URL of a redirect: a text, or the answer of any test client or HTTP client.

    Raises:
        TypeError: it is neither.
        ValueError: the answer is not a redirect.

    """
    if isinstance(where, str):
        return where
    headers = getattr(where, "headers", None)
    if headers is None or not hasattr(headers, "get"):
        raise TypeError(
            f"authorize takes a URL, or an app's response with headers; not {type(where).__name__}."
        )
    location = headers.get("Location")
    status = getattr(where, "status_code", None)
    if not isinstance(location, str) or (isinstance(status, int) and status not in _REDIRECTS):
        followed = getattr(where, "history", None)
        advice = " Tell the client not to follow redirects." if followed else ""
        raise ValueError(f"The response is not a redirect: its status is {status}.{advice}")
    return location

"""A browser without a screen, that signs people in at the pages of a pool's domain."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import requests

from pytest_cognito_emulator import CognitoUser
from tests.web.forms import Form, forms

_STEPS = 10  # more than any sign-in here takes
_PATIENCE_SECONDS = 60.0  # only what hangs takes as long


class Browser:
    """It keeps cookies, follows redirects within the domain, and fills in the forms it finds."""

    def __init__(self) -> None:
        self._session = requests.Session()

    def sign_in(self, url: str, user: CognitoUser) -> str:
        """Go where an app sends its user, sign in there, and return the way back to the app."""
        return self.walk(url, {"username": user.login, "password": user.password})

    def walk(self, url: str, known: dict[str, str] | None = None) -> str:
        """Go on until the browser is sent elsewhere, and return where.

        Args:
            url: where to begin.
            known: what is filled into forms; nothing if no form is expected.

        """
        home = urlsplit(url).netloc
        data: dict[str, str] | None = None
        for _ in range(_STEPS):
            page = self._session.request(
                "GET" if data is None else "POST",
                url,
                data=data,
                allow_redirects=False,
                timeout=_PATIENCE_SECONDS,
            )
            if page.is_redirect:
                url, data = urljoin(url, page.headers["Location"]), None
                if urlsplit(url).netloc != home:
                    return url
            else:
                assert page.ok, f"{page.status_code} of {url}: {page.text}"
                form = _asking(page, known or {})
                url = urljoin(url, form.action)
                data = {
                    **form.values,
                    **{n: v for n, v in (known or {}).items() if n in form.values},
                }
        raise AssertionError(f"the pages lead nowhere; the last one was {url}")

    def close(self) -> None:
        self._session.close()


def _asking(page: requests.Response, known: dict[str, str]) -> Form:
    """Return the form of a page that asks for something known."""
    for form in forms(page).values():
        if any(form.inputs[name].get("type") != "hidden" for name in known if name in form.inputs):
            return form
    raise AssertionError(f"no form asks for {', '.join(known) or 'anything'}: {page.text}")

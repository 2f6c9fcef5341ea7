"""A browser without a screen, that signs people in: at a pool's domain, and at its providers."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests

from pytest_cognito_emulator import CognitoUser
from tests.web.forms import Form, forms

_STEPS = 10  # more than any sign-in here takes
_PATIENCE_SECONDS = 60.0  # only what hangs takes as long


class StrandedError(AssertionError):
    """There is a page from which the browser does not get on; the text has it."""


class Browser:
    """It keeps cookies, follows redirects, and fills in the forms that it finds."""

    def __init__(self, ca_file: Path | None = None) -> None:
        """Open it.

        Args:
            ca_file: the only authority that it trusts; by default it trusts the usual ones.

        """
        self._session = requests.Session()
        # A variable of the environment would win over `verify` of the session.
        self._verify = True if ca_file is None else str(ca_file)

    def sign_in(self, url: str, user: CognitoUser) -> str:
        """Go where an app sends its user, sign in there, and return the way back to the app."""
        return self.walk(url, {"username": user.login, "password": user.password})

    def walk(
        self, url: str, known: dict[str, str] | None = None, *, through: Collection[str] = ()
    ) -> str:
        """Go on until the browser is sent elsewhere, and return where.

        Args:
            url: where to begin.
            known: what is filled into forms, or pressed; nothing if no form is expected.
            through: addresses of other sites where it goes on, such as a provider's.

        Raises:
            StrandedError: an error page, or one that asks for something else.

        """
        homes = {urlsplit(each).netloc for each in (url, *through)}
        data: dict[str, str] | None = None
        for _ in range(_STEPS):
            page = self._session.request(
                "GET" if data is None else "POST",
                url,
                data=data,
                allow_redirects=False,
                verify=self._verify,
                timeout=_PATIENCE_SECONDS,
            )
            if page.is_redirect:
                url, data = urljoin(url, page.headers["Location"]), None
                if urlsplit(url).netloc not in homes:
                    return url
            else:
                if not page.ok:
                    raise StrandedError(f"{page.status_code} of {url}: {page.text}")
                form = _asking(page, known or {})
                url = urljoin(url, form.action)
                data = {
                    **form.values,
                    **{n: v for n, v in (known or {}).items() if n in form.inputs},
                }
        raise StrandedError(f"the pages lead nowhere; the last one was {url}")

    def close(self) -> None:
        self._session.close()


def _asking(page: requests.Response, known: dict[str, str]) -> Form:
    """Return the form of a page that asks for something known."""
    for form in forms(page).values():
        if any(form.inputs[name].get("type") != "hidden" for name in known if name in form.inputs):
            return form
    raise StrandedError(f"no form asks for {', '.join(known) or 'anything'}: {page.text}")

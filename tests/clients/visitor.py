"""Somebody with a browser without JavaScript, who signs in at the pages of a pool's domain."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import requests

from tests.support import PASSWORD

PATIENCE_SECONDS = 60.0


class _Form(HTMLParser):
    """The first form of a page: where it goes, and what its hidden fields say."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action: str | None = None
        self.fields: dict[str, str] = {}
        self._is_over = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "form" and self.action is None:
            self.action = known.get("action", "")
        elif tag == "input" and known.get("type") == "hidden" and not self._is_over:
            self.fields[known["name"]] = known.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self._is_over = self._is_over or tag == "form"


class Visitor:
    """Who follows redirects and sends forms; cookies are kept as a browser keeps them."""

    def __init__(self, ca_file: Path | None = None) -> None:
        """Open a browser.

        Args:
            ca_file: the authority to trust; by default the usual ones.

        """
        self.session = requests.Session()
        self.session.trust_env = False  # proxies, and variables that name another authority
        if ca_file is not None:
            self.session.verify = str(ca_file)

    def get(self, url: str) -> requests.Response:
        """Open a page, at the end of its redirects."""
        return self.session.get(url, timeout=PATIENCE_SECONDS)

    def submit(self, page: requests.Response, **fields: str) -> requests.Response:
        """Send the page's first form; return the answer, be it a redirect."""
        form = _Form(page.text)
        assert form.action is not None, page.text
        return self.session.post(
            urljoin(page.url, form.action),
            data={**form.fields, **fields},
            timeout=PATIENCE_SECONDS,
            allow_redirects=False,
        )

    def sign_in(self, url: str, username: str = "alice", password: str = PASSWORD) -> str:
        """Go where an app sends its user, and sign in; return where the app is called back."""
        return self.signed_in(self.get(url), username, password)

    def signed_in(
        self, page: requests.Response, username: str = "alice", password: str = PASSWORD
    ) -> str:
        """Sign in on a page that has the form; return where the app is called back."""
        answer = self.submit(page, username=username, password=password)
        return location(answer)


def location(answer: requests.Response) -> str:
    """Return where an answer redirects to."""
    assert answer.is_redirect, answer.text
    return answer.headers["Location"]

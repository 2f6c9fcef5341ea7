"""What tests of sign-in at the pages share: pools of all kinds, and filling in the forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from werkzeug.test import TestResponse

from cognito_emulator.web import pages
from tests.support import PASSWORD
from tests.web.hosting import ALICE, Hosting, csrf

#: The scripts of pages, by their files.
SCRIPTS = {path.name: path.read_text("utf-8") for path in Path(pages.__file__).parent.glob("*.js")}
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
#: What lets a pool offer any first factor.
CHOICES: dict[str, Any] = {
    "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"},
    "Policies": {
        "SignInPolicy": {
            "AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]
        }
    },
}
CHOOSING = ["ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


class Walk:
    """Somebody who goes through the pages, form by form."""

    def __init__(self, hosting: Hosting, **parameters: str | None) -> None:
        self.hosting = hosting
        self.parameters = parameters
        self.page = self.get("/login")

    def get(self, path: str) -> TestResponse:
        query = self.hosting.wanted(**self.parameters)
        self.page = self.followed(self.hosting.get(path, **query))
        return self.page

    def followed(self, answer: TestResponse) -> TestResponse:
        """Follow redirects among the pages; one to the app is the end."""
        while answer.status_code == 302 and answer.headers["Location"].startswith("/_domain/"):
            answer = self.hosting.browser.get(answer.headers["Location"])
        return answer

    def send(self, **fields: str) -> TestResponse:
        """Send the page's first form, with these fields in place of what it has."""
        self.page = self.followed(self.sent(self.page, **fields))
        return self.page

    def sent(self, page: TestResponse, **fields: str) -> TestResponse:
        """Send a page's first form; the answer as it comes."""
        form = page.text[page.text.index("<form") :].split("</form>")[0]
        action = re.search(r'action="([^"]*)"', form)
        assert action
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
        data = {name: unescape(value) for name, value in hidden.items()} | fields
        return self.hosting.browser.post(unescape(action[1]), data=data)

    @property
    def title(self) -> str:
        found = re.search(r"<h1>([^<]*)</h1>", self.page.text)
        assert found, self.page.text
        return unescape(found[1])

    @property
    def problem(self) -> str | None:
        found = re.search(r'role="alert">([^<]*)</p>', self.page.text)
        return unescape(found[1]) if found else None

    @property
    def text(self) -> str:
        return unescape(self.page.text)


def signing_in(hosting: Hosting, password: str = PASSWORD, username: str = "alice") -> Walk:
    """Somebody who has sent name and password."""
    walk = Walk(hosting)
    if "somebodyElse" in walk.page.text:
        walk.send(somebodyElse="1")
    if "signInFormPassword" in walk.page.text:
        walk.send(username=username, password=password)
    else:
        walk.send(username=username, signInSubmitButton="Next")
        walk.send(password=password, signInSubmitButton="Continue")
    return walk


def user(**changes: Any) -> Mapping[str, Any]:
    """Alice, otherwise."""
    return {**ALICE, **changes}


def without_our_scripts(page: TestResponse) -> str:
    """Return a page without the scripts that are ours, so that any other is seen."""
    text = page.text
    for source in SCRIPTS.values():
        text = text.replace(f"<script>{source}</script>", "")
    return text


def path(answer: TestResponse) -> str:
    return urlsplit(answer.request.url).path


__all__ = [
    "CHOICES",
    "CHOOSING",
    "SCRIPTS",
    "SECRET",
    "Walk",
    "csrf",
    "path",
    "signing_in",
    "user",
    "without_our_scripts",
]

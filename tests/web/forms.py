"""The forms of a page, filled in and sent as a browser does."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import NamedTuple

import requests
from werkzeug.test import TestResponse

from tests.web.hosting import Hosting


class Form(NamedTuple):
    """A form: where it goes, the values of its fields, and what its inputs and buttons say."""

    action: str
    values: dict[str, str]
    inputs: dict[str, dict[str, str]]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, Form] = {}
        self._open: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        name = known.get("name")
        if tag == "form":
            # Other people's forms may be without a name, and lead to where they stand.
            self._open = Form(known.get("action", ""), {}, {})
            self.forms[str(len(self.forms)) if name is None else name] = self._open
        elif tag in {"input", "button"} and name is not None and self._open is not None:
            self._open.inputs[name] = known
            if tag == "input":
                self._open.values[name] = known.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


def forms(page: TestResponse | requests.Response) -> dict[str, Form]:
    """Return the forms of a page by their names."""
    reader = _Reader()
    reader.feed(page.text)
    return reader.forms


def form(page: TestResponse, name: str) -> Form:
    found = forms(page)
    assert name in found, page.text
    return found[name]


def pressed(page: TestResponse, button: str) -> tuple[str, dict[str, str]]:
    """Return where a button of a stand-in's page leads, and what it sends.

    Args:
        page: with one form.
        button: a pattern of the button's name.

    """
    found_form = re.search(r'<form method="post" action="([^"]+)">', page.text)
    found = re.search(rf'<button[^>]*name="({button})" value="([^"]*)"', page.text)
    assert found_form, page.text
    assert found, page.text
    return unescape(found_form[1]), {found[1]: unescape(found[2])}


def submit(hosting: Hosting, page: TestResponse, name: str, **values: str | None) -> TestResponse:
    """Send a form; ``None`` leaves a field out, ``__`` stands for a name in brackets."""
    wanted = form(page, name)
    named = {
        f"requiredAttributes[{key[2:]}]" if key.startswith("__") else key: value
        for key, value in values.items()
    }
    filled = {key: value for key, value in {**wanted.values, **named}.items() if value is not None}
    return hosting.browser.post(wanted.action, data=filled)


def follow(hosting: Hosting, answer: TestResponse) -> TestResponse:
    """Go where an answer redirects to, within the domain."""
    assert answer.status_code == 302, answer.text
    location = answer.headers["Location"]
    assert location.startswith("/_domain/"), location
    return hosting.browser.get(location)

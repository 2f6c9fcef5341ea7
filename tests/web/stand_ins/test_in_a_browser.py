"""A stand-in in a real browser: forms that are clicked, and forms that send themselves."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys as Key

from cognito_emulator.clock import Clock
from cognito_emulator.idp.kinds import KINDS
from cognito_emulator.idp.people import PeopleInMemory
from cognito_emulator.idp.provider import Provider
from cognito_emulator.settings import Settings
from cognito_emulator.web.guard import Guard
from cognito_emulator.web.http_server import HttpServer
from cognito_emulator.web.listening import listen
from cognito_emulator.web.stand_ins.index import create_app
from tests.chromium import chromium, leaving_the_page, needs_chromium, sees, wait_for
from tests.clients.node import packages
from tests.idp.playing import ADA, KEYS
from tests.web.pages.browser import look

pytestmark = [pytest.mark.slow, needs_chromium]


class Running:
    """A stand-in and an application that shows what comes back, each with a server."""

    def __init__(self, kind: str = "OIDC") -> None:
        provider = Provider(name="Corp", kind=KINDS[kind], people=PeopleInMemory([ADA]), keys=KEYS)
        self.idp, self.app = (listen("localhost", 0) for _ in range(2))
        applications = (
            (self.idp, create_app({"Corp": provider}, Clock(), Guard(Settings(), "localhost"))),
            (self.app, shown),
        )
        self.servers = [HttpServer(serving, at, Clock()) for at, serving in applications]
        for server in self.servers:
            threading.Thread(target=server.run, daemon=True).start()

    def stop(self) -> None:
        for server in self.servers:
            server.stop()

    def url(self, **parameters: str) -> str:
        wanted = {
            "client_id": "app",
            "redirect_uri": f"{self.app.url('http')}/callback",
            "response_type": "code",
            "scope": "openid",
            "state": "a b&c",
            **parameters,
        }
        return f"{self.idp.url('http')}/Corp/authorize?{urlencode(wanted)}"


def shown(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """An application that says by which method what came."""
    body = environ["wsgi.input"].read().decode()
    parameters = dict(parse_qsl(body or environ["QUERY_STRING"]))
    words = [environ["REQUEST_METHOD"], parameters.get("state", ""), *sorted(parameters)]
    start_response("200 OK", [("Content-Type", "text/plain;charset=UTF-8")])
    return [" ".join(words).encode()]


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    made = Running()
    yield made
    made.stop()


def test_somebody_signs_in_by_the_keyboard_alone(running: Running, tmp_path: Path) -> None:
    with chromium(tmp_path) as browser:
        for mode, told in (("query", "GET a b&c"), ("form_post", "POST a b&c")):
            browser.get(running.url(response_mode=mode))
            browser.switch_to.active_element.send_keys(Key.TAB)
            person = browser.switch_to.active_element
            assert person.text.startswith("Ada Park")
            person.send_keys(Key.ENTER)
            sees(browser, f"{told} code state")


def test_somebody_new_is_written_on_a_small_screen(running: Running, tmp_path: Path) -> None:
    with chromium(tmp_path) as browser:
        browser.set_window_size(400, 800)
        browser.get(running.url())
        with leaving_the_page(browser):
            browser.find_element(By.LINK_TEXT, "Somebody else: write the claims").click()
        width = browser.execute_script("return document.documentElement.scrollWidth")
        assert width <= browser.execute_script("return window.innerWidth")
        with leaving_the_page(browser):
            browser.find_element(By.LINK_TEXT, "everything").click()
        claims = wait_for(browser, By.ID, "claims")
        assert "Springfield" in str(claims.get_property("value"))
        browser.find_element(By.NAME, "add").click()
        sees(browser, "GET a b&c code state")


WANTED = f"client_id=app&redirect_uri={quote('https://app.example.com/')}&response_type=code"


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("OIDC", "/authorize?login_hint=ada@example.com&" + WANTED),
        ("OIDC", "/authorize?client_id=x"),
        ("OIDC", "/edit?" + WANTED),
        ("SAML", "/"),
    ],
)
def test_pages_are_for_everybody(kind: str, path: str, tmp_path: Path) -> None:
    axe = (packages() / "axe-core" / "axe.min.js").read_text("utf-8")
    running = Running(kind)
    with chromium(tmp_path) as browser:
        browser.get(f"{running.idp.url('http')}/Corp{path}")
        look(browser, axe)
    running.stop()

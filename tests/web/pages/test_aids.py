"""What stands beneath forms for developers, and who does not see it."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator.emulator import Emulator
from cognito_emulator.settings import Settings
from tests.table import table
from tests.web.hosting import Hosting, back, csrf
from tests.web.pages.test_tabs import MAILED
from tests.web.pages.test_ways import last_code
from tests.web.pages.ways import signing_in, user

AIDS = "For developers"


def helped(version: int = 2, **changes: Any) -> Hosting:
    return Hosting(Emulator(Settings(page_aids=True)), version=version, **changes)


def test_nobody_is_helped_unasked() -> None:
    hosting = Hosting()
    page = hosting.get("/login", **hosting.wanted())

    assert AIDS not in page.text
    answer = hosting.post("/_aids/signIn", {"_csrf": csrf(page), "username": "alice"})
    assert answer.status_code == 403


@pytest.mark.parametrize("version", [1, 2])
def test_users_to_sign_in_as(version: int) -> None:
    hosting = helped(version=version)
    page = hosting.get("/login", **hosting.wanted())
    assert AIDS in page.text
    assert "Sign in as alice" in page.text

    answer = hosting.post("/_aids/signIn", {"_csrf": csrf(page), "username": "alice"})

    tokens = hosting.token(code=back(answer)["code"])
    assert tokens.status_code == 200


def test_a_click_needs_the_token_of_its_page() -> None:
    hosting = helped()
    hosting.get("/login", **hosting.wanted())

    answer = hosting.post("/_aids/signIn", {"_csrf": "made-up", "username": "alice"})

    assert answer.status_code == 403


@pytest.mark.parametrize("host", ["attacker.example", "rebound.example.com:9329"])
def test_not_under_a_foreign_host(host: str) -> None:
    hosting = helped()
    page = hosting.browser.get(
        hosting.path("/login"), query_string=hosting.wanted(), headers={"Host": host}
    )

    assert page.status_code == 200
    assert AIDS not in page.text


def test_not_for_a_foreign_page() -> None:
    hosting = helped()
    page = hosting.get("/login", **hosting.wanted())

    answer = hosting.browser.post(
        hosting.path("/_aids/signIn"),
        query_string=hosting.wanted(),
        data={"_csrf": csrf(page), "username": "alice"},
        headers={"Origin": "https://attacker.example"},
    )

    assert answer.status_code == 403


@pytest.mark.parametrize("name", ["nobody", "", "\0", "x" * 3000])
def test_users_who_are_not_there(name: str) -> None:
    hosting = helped()
    page = hosting.get("/login", **hosting.wanted())

    answer = hosting.post("/_aids/signIn", {"_csrf": csrf(page), "username": name})

    assert answer.status_code == 403


def test_a_user_who_may_not_sign_in_is_led_on() -> None:
    hosting = helped()
    hosting.call("SignUp", ClientId=hosting.client.id, Username="carl", Password="Passw0rd!-1")
    page = hosting.get("/login", **hosting.wanted())

    answer = hosting.post("/_aids/signIn", {"_csrf": csrf(page), "username": "carl"})

    assert "/confirm?" in answer.headers["Location"]


def test_many_users_and_none() -> None:
    many = [user(Username=f"<user-{number}>") for number in range(15)]
    hosting = helped(users=many)
    page = hosting.get("/login", **hosting.wanted()).text
    assert page.count("Sign in as &lt;user-") == 12
    assert "And 3 more." in page
    hosting = helped(users=[])
    assert "The pool has no users yet." in hosting.get("/login", **hosting.wanted()).text


def test_the_code_that_was_just_sent() -> None:
    hosting = helped(**MAILED)
    walk = signing_in(hosting)
    assert f'<code id="aidsCode">{last_code(hosting)}</code>' in walk.page.text
    assert "alice@example.com" in walk.text

    hosting.emulator.clock.shift(601)
    walk = signing_in(hosting, username="bob")
    assert "alice@example.com" not in walk.text


@table("version", [1, 2])
@table("path", ["/login", "/signup", "/forgotPassword"])
def test_pages_name_the_client_and_the_pool(version: int, path: str) -> None:
    hosting = helped(version=version)

    page = hosting.get(path, **hosting.wanted()).text

    assert f'<dd id="aidsClient">app <span class="id">{hosting.client.id}</span></dd>' in page
    assert f'<dd id="aidsPool">shop <span class="id">{hosting.pool_id}</span></dd>' in page


@pytest.mark.parametrize("client_id", ["nobodys", "", None])
def test_a_page_without_a_client_names_the_pool_alone(client_id: str | None) -> None:
    hosting = helped()
    query = {} if client_id is None else {"client_id": client_id}

    page = hosting.get("/error", **query).text

    assert "aidsClient" not in page
    assert hosting.pool_id in page


def test_another_pools_client_is_not_named() -> None:
    hosting = helped()
    other = Hosting(hosting.emulator, users=[]).client.id  # takes the domain's place

    page = hosting.get("/error", client_id=hosting.client.id).text

    assert hosting.client.id not in page
    assert other != hosting.client.id


def test_long_names_are_cut() -> None:
    hosting = helped(pool={"PoolName": "p" * 128}, ClientName="c" * 128)

    page = hosting.get("/login", **hosting.wanted()).text

    assert f">{'c' * 59}… <span" in page
    assert f">{'p' * 59}… <span" in page


@pytest.mark.parametrize("version", [1, 2])
def test_nobody_learns_names_unasked(version: int) -> None:
    hosting = Hosting(version=version)

    page = hosting.get("/login", **hosting.wanted()).text

    assert hosting.pool_id not in page

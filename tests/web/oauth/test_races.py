"""The flow under eight clients at once, by HTTP: nothing lost, no code twice, rotation exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from cognito_emulator.web.server import Server
from tests.support import PASSWORD
from tests.web.hosting import CALLBACK, CHALLENGE, VERIFIER, Hosting, csrf_in
from tests.web.oauth.support import Machine, change, claims, tokens

CLIENTS = 8


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """Do it by eight threads that begin together."""
    start = Barrier(CLIENTS)

    def begin(number: int) -> Any:
        start.wait(timeout=60)
        return work(number)

    with ThreadPoolExecutor(CLIENTS) as threads:
        return list(threads.map(begin, range(CLIENTS)))


def all_at_once(work: Callable[[str], Any], same: str) -> list[Any]:
    """Do the same by eight threads that begin together."""
    return at_once(lambda _: work(same))


class Served(NamedTuple):
    """A pool with a domain, and a server in front of it."""

    hosting: Hosting
    url: str

    def post(self, endpoint: str, **form: str) -> Mapping[str, Any]:
        """Ask an endpoint by a connection of its own."""
        url = f"{self.url}{self.hosting.path(endpoint)}"
        answer = requests.post(url, {"client_id": self.hosting.client.id, **form}, timeout=60)
        return dict(answer.json()) if answer.content else {}

    def exchanged(self, code: str, **form: str) -> Mapping[str, Any]:
        asked = {"grant_type": "authorization_code", "redirect_uri": CALLBACK, **form}
        return self.post("/oauth2/token", code=code, **asked)

    def refreshed(self, token: str) -> Mapping[str, Any]:
        return self.post("/oauth2/token", grant_type="refresh_token", refresh_token=token)

    def signed_in(self, username: str) -> dict[str, str]:
        """Sign in in a browser of its own; return what comes back to the app."""
        browser = requests.Session()
        asked = self.hosting.wanted(
            state=username, nonce=username, code_challenge=CHALLENGE, code_challenge_method="S256"
        )
        at = f"{self.url}{self.hosting.path('/oauth2/authorize')}"
        page = browser.get(at, params=asked, timeout=60)
        form = {"_csrf": csrf_in(page.text), "username": username, "password": PASSWORD}
        back = browser.post(page.url, form, allow_redirects=False, timeout=60)
        assert back.headers["Location"].startswith(CALLBACK), back.text
        return dict(parse_qsl(urlsplit(back.headers["Location"]).query))


@pytest.fixture
def served(hosting: Hosting) -> Iterator[Served]:
    with Server(hosting.emulator, port=0) as server:
        yield Served(hosting, server.url)


def rotating(served: Served, grace_seconds: int = 0) -> None:
    rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": grace_seconds}
    client_id = served.hosting.client.id
    change(served.hosting, client_id, ExplicitAuthFlows=[], RefreshTokenRotation=rotation)


def test_the_whole_flow(served: Served) -> None:
    """Each client signs its own user in, and gets what is that user's, from code to revocation."""
    names = [f"user{number}" for number in range(CLIENTS)]
    for name in names:
        served.hosting.make_user(name)
    rotating(served)

    def flow(number: int) -> list[Mapping[str, Any]]:
        back = served.signed_in(names[number])
        assert back["state"] == names[number]
        got = [served.exchanged(back["code"], code_verifier=VERIFIER)]
        for _ in range(3):
            got.append(served.refreshed(got[-1]["refresh_token"]))
        assert served.refreshed(got[0]["refresh_token"]) == {"error": "invalid_grant"}
        served.post("/oauth2/revoke", token=got[-1]["refresh_token"])
        assert served.refreshed(got[-1]["refresh_token"]) == {"error": "invalid_grant"}
        return got

    sign_ins = at_once(flow)

    for name, got in zip(names, sign_ins, strict=True):
        said = [claims(answer["id_token"]) for answer in got]
        assert {each["cognito:username"] for each in said} == {name}
        assert said[0]["nonce"] == name
        assert len({each["origin_jti"] for each in said}) == 1
    every = [answer for got in sign_ins for answer in got]
    assert len({answer["refresh_token"] for answer in every}) == CLIENTS * 4
    assert len({claims(answer["access_token"])["jti"] for answer in every}) == CLIENTS * 4
    assert len({claims(got[0]["id_token"])["origin_jti"] for got in sign_ins}) == CLIENTS


def test_a_code_is_exchanged_once(served: Served) -> None:
    for _ in range(5):
        code = served.hosting.code()

        answers = all_at_once(served.exchanged, code)

        assert Counter(answer.get("error") for answer in answers) == {
            None: 1,
            "invalid_grant": CLIENTS - 1,
        }


def test_a_code_is_exchanged_once_beside_a_slow_function(served: Served) -> None:
    """Functions are asked outside of transactions; those who lose were asked in vain."""
    code = served.hosting.code()
    met = Barrier(CLIENTS)

    def wait(event: Any) -> Any:
        met.wait(timeout=30)
        return event

    served.hosting.emulator.on("PreTokenGeneration", wait)
    answers = all_at_once(served.exchanged, code)

    assert sorted(Counter("error" in answer for answer in answers).items()) == [
        (False, 1),
        (True, CLIENTS - 1),
    ]


def test_rotation_is_exact(served: Served) -> None:
    rotating(served)
    token = tokens(served.hosting)["refresh_token"]
    for _ in range(5):
        answers = all_at_once(served.refreshed, token)

        (token,) = [a["refresh_token"] for a in answers if "refresh_token" in a]
        assert [a["error"] for a in answers if "error" in a] == ["invalid_grant"] * (CLIENTS - 1)


def test_of_retries_within_the_grace_period_the_last_is_good(served: Served) -> None:
    rotating(served, grace_seconds=60)
    first = tokens(served.hosting)["refresh_token"]

    children = [a["refresh_token"] for a in all_at_once(served.refreshed, first)]

    assert len(set(children)) == CLIENTS
    good = [child for child in children if "refresh_token" in served.refreshed(child)]
    assert len(good) == 1


def test_machines_do_not_wait_for_each_other(machine: Machine) -> None:
    answers = at_once(lambda _: machine.token().get_json())

    assert len({claims(answer["access_token"])["jti"] for answer in answers}) == CLIENTS

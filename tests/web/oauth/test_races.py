"""The endpoints under eight clients at once: nothing twice, nothing lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from tests.web.client import WebClient
from tests.web.hosting import CALLBACK, Hosting
from tests.web.oauth.support import Machine, change, claims, tokens

CLIENTS = 8


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """Do it by eight threads that begin together."""
    start = Barrier(CLIENTS)

    def begin(number: int) -> Any:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(CLIENTS) as threads:
        return list(threads.map(begin, range(CLIENTS)))


def all_at_once(work: Callable[[Hosting, str], Any], hosting: Hosting, text: str) -> list[Any]:
    """Do the same by eight threads that begin together."""
    return at_once(lambda _: work(hosting, text))


def post(hosting: Hosting, **form: str) -> Mapping[str, Any]:
    """Ask the token endpoint by a browser of its own."""
    browser = WebClient(hosting.emulator)
    data = {"client_id": hosting.client.id, **form}
    answer: Mapping[str, Any] = browser.post(hosting.path("/oauth2/token"), data=data).get_json()
    return answer


def exchanged(hosting: Hosting, code: str) -> Mapping[str, Any]:
    return post(hosting, grant_type="authorization_code", code=code, redirect_uri=CALLBACK)


def refreshed(hosting: Hosting, token: str) -> Mapping[str, Any]:
    return post(hosting, grant_type="refresh_token", refresh_token=token)


def test_a_code_is_exchanged_once(hosting: Hosting) -> None:
    for _ in range(5):
        code = hosting.code()

        answers = all_at_once(exchanged, hosting, code)

        assert Counter(answer.get("error") for answer in answers) == {
            None: 1,
            "invalid_grant": CLIENTS - 1,
        }


def test_a_code_is_exchanged_once_beside_a_slow_function(hosting: Hosting) -> None:
    """Functions are asked outside of transactions; those who lose were asked in vain."""
    code = hosting.code()
    met = Barrier(CLIENTS)

    def wait(event: Any) -> Any:
        met.wait(timeout=30)
        return event

    hosting.emulator.on("PreTokenGeneration", wait)
    answers = all_at_once(exchanged, hosting, code)

    assert sorted(Counter("error" in answer for answer in answers).items()) == [
        (False, 1),
        (True, CLIENTS - 1),
    ]


def test_each_client_has_its_own_flow(hosting: Hosting) -> None:
    codes = [hosting.code(nonce=str(number)) for number in range(CLIENTS)]

    answers = at_once(lambda number: exchanged(hosting, codes[number]))

    said = [claims(answer["id_token"]) for answer in answers]
    assert [each["nonce"] for each in said] == [str(number) for number in range(CLIENTS)]
    assert len({each["origin_jti"] for each in said}) == CLIENTS
    again = at_once(lambda number: refreshed(hosting, answers[number]["refresh_token"]))
    assert [claims(each["id_token"])["origin_jti"] for each in again] == [
        each["origin_jti"] for each in said
    ]


def test_rotation_is_exact(hosting: Hosting) -> None:
    rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}
    change(hosting, hosting.client.id, ExplicitAuthFlows=[], RefreshTokenRotation=rotation)
    token = tokens(hosting)["refresh_token"]
    for _ in range(5):
        answers = all_at_once(refreshed, hosting, token)

        (token,) = [a["refresh_token"] for a in answers if "refresh_token" in a]
        assert [a["error"] for a in answers if "error" in a] == ["invalid_grant"] * (CLIENTS - 1)


def test_of_retries_within_the_grace_period_the_last_is_good(hosting: Hosting) -> None:
    rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 60}
    change(hosting, hosting.client.id, ExplicitAuthFlows=[], RefreshTokenRotation=rotation)
    first = tokens(hosting)["refresh_token"]

    children = [a["refresh_token"] for a in all_at_once(refreshed, hosting, first)]

    assert len(set(children)) == CLIENTS
    good = [child for child in children if "refresh_token" in refreshed(hosting, child)]
    assert len(good) == 1


def test_machines_do_not_wait_for_each_other(machine: Machine) -> None:
    answers = at_once(lambda _: machine.token().get_json())

    assert len({claims(answer["access_token"])["jti"] for answer in answers}) == CLIENTS

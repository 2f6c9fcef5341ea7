"""Whatever comes to a load balancer that signs users in gets an answer of it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cognito_emulator.control import fronts
from cognito_emulator.domain.work.keys import KeyRing
from cognito_emulator.fronts.alb import function_answers
from cognito_emulator.fronts.alb.identity import Identity
from cognito_emulator.fronts.alb.keys import Keys
from cognito_emulator.fronts.alb.load_balancer import LoadBalancer
from cognito_emulator.fronts.alb.settings import OnUnauthenticated, Settings
from cognito_emulator.fronts.outcome import Admitted
from tests.fronts.support import CLIENT, POOL, Behind, Nowhere
from tests.properties import examples
from tests.support import StockKeys

KEYS = Keys()
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "statusCode": st.sampled_from([200, 404]) | ANY_JSON,
        "statusDescription": ANY_JSON,
        "headers": ANY_JSON,
        "multiValueHeaders": ANY_JSON,
        "body": ANY_JSON,
        "isBase64Encoded": ANY_JSON,
    },
)


@pytest.fixture(scope="module")
def behind(stock_keys: StockKeys) -> Behind:
    return Behind(KeyRing({POOL: stock_keys.of(POOL)}))


def balancer(on_unauthenticated: OnUnauthenticated = "authenticate") -> LoadBalancer:
    settings_ = Settings(client_id=CLIENT, on_unauthenticated=on_unauthenticated)
    return LoadBalancer(settings_, Nowhere(), KEYS)


@given(
    path=st.text() | st.just("/oauth2/idpresponse"),
    query=st.lists(
        st.tuples(st.sampled_from(["code", "state", "error", "x"]), st.text()), max_size=4
    ),
    cookies=st.lists(
        st.tuples(
            st.sampled_from(["AWSALBAuthNonce", "AWSELBAuthSessionCookie-0", "x"]), st.text()
        ),
        max_size=3,
    ),
    headers=st.lists(st.tuples(st.text(), st.text()), max_size=3),
    body=st.binary(max_size=20),
)
@settings(max_examples=examples(100))
def test_any_request(
    behind: Behind,
    path: str,
    query: list[tuple[str, str]],
    cookies: list[tuple[str, str]],
    headers: list[tuple[str, str]],
    body: bytes,
) -> None:
    sent = [*headers, ("Cookie", "; ".join(f"{name}={value}" for name, value in cookies))]
    for front in (balancer(), balancer("deny"), balancer("allow")):
        outcome = behind.decide(front, None, path, query=query, headers=sent, body=body)
        if isinstance(outcome, Admitted):
            json.dumps(outcome.event)
        else:
            assert outcome.answer.status in {302, 401, 561}
            location = dict(outcome.answer.headers).get("Location", "")
            assert location.isprintable()
            assert location.isascii()


@given(result=ANSWERS | ANY_JSON)
@settings(max_examples=examples(100))
def test_any_answer_of_a_function(behind: Behind, result: object) -> None:
    pool = fronts.user_pool(behind.emulator, POOL)
    for several in (False, True):
        listener = Settings(client_id=CLIENT, multi_value_headers=several)
        answer = function_answers.answer(listener, pool, result)
        assert answer.reason is None or answer.status == 502
        assert all(isinstance(value, str) for _, value in answer.headers)


@given(claims=st.dictionaries(st.text(), st.text(), max_size=5))
@settings(max_examples=examples(40))
def test_any_claims_of_user_info(behind: Behind, claims: dict[str, str]) -> None:
    front = LoadBalancer(balancer().settings, Nowhere(), KEYS, Identity("token", claims, CLIENT))

    event = behind.event(front)

    assert event["headers"]["x-amzn-oidc-data"].count(".") == 2

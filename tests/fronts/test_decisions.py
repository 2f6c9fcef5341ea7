"""Which front lets which token in, and on what: a table."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from cognito_emulator.control.bad_tokens import Model, bad_token
from cognito_emulator.control.minting import Use
from cognito_emulator.domain.work.keys import KeyRing, PoolKeys, SigningKey
from cognito_emulator.fronts.alb.keys import Keys as BalancerKeys
from cognito_emulator.fronts.alb.load_balancer import LoadBalancer
from cognito_emulator.fronts.alb.settings import Settings as AlbSettings
from cognito_emulator.fronts.appsync.graphql import Field, GraphQLApi
from cognito_emulator.fronts.front import Front
from cognito_emulator.fronts.http import HttpApi
from cognito_emulator.fronts.http.jwt import JwtAuthorizer
from cognito_emulator.fronts.outcome import Admitted
from cognito_emulator.fronts.rest import RestApi
from cognito_emulator.fronts.rest.cognito import CognitoAuthorizer
from tests.fronts.support import CLIENT, POOL, Behind, Nowhere
from tests.properties import examples
from tests.support import StockKeys

READ = "orders/read"
CHALLENGE = 'Bearer scope="" error="invalid_token" error_description='


@pytest.fixture(scope="module")
def behind(stock_keys: StockKeys) -> Behind:
    """A pool with other keys than all others have; those are short, as they are soon made."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - of a test
    short = SigningKey(key)
    others = PoolKeys(short, short)
    return Behind(KeyRing({POOL: stock_keys.of(POOL)}, others))


def rest(*scopes: str) -> RestApi:
    return RestApi(authorizer=CognitoAuthorizer(scopes))


def http(*scopes: str, audience: tuple[str, ...] | None = None) -> HttpApi:
    return HttpApi(authorizer=JwtAuthorizer(scopes, audience))


VALIDATING = LoadBalancer(
    AlbSettings(client_id=CLIENT, action="jwt-validation"), Nowhere(), BalancerKeys()
)
APPSYNC = GraphQLApi(field=Field(name="getOrder"))


def bad(flaw: str, use: Use = "access") -> Callable[[Behind], str]:
    model = Model(client_id=CLIENT, username="gateway-user", use=use, scopes=(READ,))
    return lambda behind: bad_token(behind.emulator, flaw, model)


def changed(use: Use = "access", **claims: Any) -> Callable[[Behind], str]:
    return lambda behind: behind.token(use, (READ,), claims)


def es256(_behind: Behind) -> str:
    header = urlsafe_b64encode(b'{"alg":"ES256","kid":"x"}').rstrip(b"=").decode()
    return f"{header}.e30.AAAA"


TOKENS: dict[str, Callable[[Behind], str]] = {
    "id": lambda behind: behind.token("id"),
    "access": changed(),
    "access with other scopes": lambda behind: behind.token("access", ("orders/write",)),
    "with Bearer": lambda behind: f"Bearer {behind.token('access', (READ,))}",
    "with bearer in small letters": lambda behind: f"bearer  {behind.token('id')}",
    "of no use": changed(token_use=None),
    "without a time to expire": changed(exp=None),
    "with nbf ahead": lambda behind: changed(nbf=behind.emulator.clock.now() + 300)(behind),
    "scp in place of scope": changed(scope=None, scp=[READ]),
    "two audiences": changed("id", aud=["other", CLIENT]),
    "aud of another client beside client_id": changed(aud="other"),
    "ES256": es256,
    **{flaw: bad(flaw) for flaw in ("expired", "wrong_issuer", "wrong_client", "wrong_token_use")},
    **{flaw: bad(flaw) for flaw in ("not_yet_valid", "another_pools_key", "tampered_payload")},
    **{flaw: bad(flaw) for flaw in ("tampered_signature", "alg_none", "hs256_public_key")},
    **{flaw: bad(flaw) for flaw in ("unknown_kid", "revoked")},
    "expired ID token": bad("expired", "id"),
}
#: What REST APIs answer without and with scopes, HTTP APIs without and with, a load balancer that
#: validates tokens, and AppSync.
TABLE = {
    "id": (200, 401, 200, 403, 200, 200),
    "access": (401, 200, 200, 200, 200, 200),
    "access with other scopes": (401, 401, 200, 403, 200, 200),
    "with Bearer": (401, 200, 200, 200, 200, 401),
    "with bearer in small letters": (200, 401, 200, 403, 200, 401),
    "of no use": (401, 401, 200, 200, 200, 200),
    "without a time to expire": (401, 401, 401, 401, 401, 401),
    "with nbf ahead": (401, 401, 401, 401, 401, 401),
    "scp in place of scope": (401, 200, 200, 200, 200, 200),
    "two audiences": (200, 401, 200, 403, 200, 200),
    "aud of another client beside client_id": (401, 200, 401, 401, 200, 200),
    "ES256": (401, 401, 401, 401, 401, 401),
    "expired": (401, 401, 401, 401, 401, 401),
    "wrong_issuer": (401, 401, 401, 401, 401, 401),
    "wrong_client": (401, 200, 401, 401, 200, 200),
    "wrong_token_use": (200, 401, 200, 200, 200, 200),
    "not_yet_valid": (401, 401, 401, 401, 401, 401),
    "another_pools_key": (401, 401, 401, 401, 401, 401),
    "tampered_payload": (401, 401, 401, 401, 401, 401),
    "tampered_signature": (401, 401, 401, 401, 401, 401),
    "alg_none": (401, 401, 401, 401, 401, 401),
    "hs256_public_key": (401, 401, 401, 401, 401, 401),
    "unknown_kid": (401, 401, 401, 401, 401, 401),
    "revoked": (401, 200, 200, 200, 200, 200),
    "expired ID token": (401, 401, 401, 401, 401, 401),
}
FRONTS: tuple[Front, ...] = (rest(), rest(READ), http(), http(READ), VALIDATING, APPSYNC)


def test_the_table_has_all_tokens() -> None:
    assert TABLE.keys() == TOKENS.keys()


@pytest.mark.parametrize("kind", TOKENS)
def test_a_token(behind: Behind, kind: str) -> None:
    token = TOKENS[kind](behind)
    outcomes = [behind.decide(front, token) for front in FRONTS]
    found = tuple(200 if isinstance(it, Admitted) else it.answer.status for it in outcomes)

    assert found == TABLE[kind]


@pytest.mark.parametrize(
    ("kind", "description"),
    [
        ("ES256", "signing method ES256 is invalid"),
        ("alg_none", "signing method none is invalid"),
        ("wrong_client", "the token does not have a valid audience"),
        ("expired", "the token has expired"),
        ("wrong_issuer", "the token does not have a valid issuer"),
        ("tampered_signature", "crypto/rsa: verification error"),
        ("unknown_kid", "unable to find a key for the token"),
    ],
)
def test_an_http_api_says_what_is_wrong(behind: Behind, kind: str, description: str) -> None:
    answer = behind.refusal(http(), TOKENS[kind](behind)).answer

    assert dict(answer.headers)["www-authenticate"] == f'{CHALLENGE}"{description}"'
    assert answer.body == b'{"message":"Unauthorized"}'


def test_a_challenge_names_the_scopes_of_the_route(behind: Behind) -> None:
    answer = behind.refusal(http(READ), TOKENS["expired"](behind)).answer

    assert dict(answer.headers)["www-authenticate"] == (
        'Bearer scope="orders/read" error="invalid_token" error_description="the token has expired"'
    )


def test_an_expired_token_has_its_own_message_at_a_rest_api(behind: Behind) -> None:
    answer = behind.refusal(rest(READ), TOKENS["expired"](behind)).answer

    assert answer.body == b'{"message":"The incoming token has expired"}'


def test_an_http_api_names_the_scopes_that_it_wants(behind: Behind) -> None:
    answer = behind.refusal(http(READ, "orders/write"), behind.token("id")).answer

    assert dict(answer.headers)["www-authenticate"] == (
        'Bearer scope="orders/read orders/write" error="insufficient_scope"'
        ' error_description="expected scopes within the token"'
    )


def test_an_http_api_takes_the_clients_of_its_audience(behind: Behind) -> None:
    token = behind.token("access")

    assert behind.event(http(audience=("other", CLIENT)), token)
    assert behind.refusal(http(audience=("other",)), token).reason == "token of another client"


def test_the_scopes_that_matched_are_in_the_event(behind: Behind) -> None:
    token = behind.token("access", (READ, "orders/write"))
    shown = [behind.event(http(*scopes), token) for scopes in ((), ("x", READ))]

    found = [event["requestContext"]["authorizer"]["jwt"]["scopes"] for event in shown]
    assert found == [None, [READ]]


def test_times_are_those_of_the_emulator(behind: Behind) -> None:
    token = behind.token("id")
    setting = behind.emulator.clock.setting()
    behind.emulator.clock.shift(hours=2)
    try:
        assert behind.refusal(rest(), token).reason == "expired token"
    finally:
        behind.emulator.clock.set_back(setting)


def test_a_header_of_any_case_is_the_header(behind: Behind) -> None:
    assert behind.event(rest(), headers={"aUTHORIZATION": behind.token("id")})


def part(document: Any) -> str:
    return urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()


def any_json(integers: st.SearchStrategy[int]) -> st.SearchStrategy[Any]:
    return st.recursive(
        st.none() | st.booleans() | integers | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=5,
    )


ANY_JSON = any_json(st.integers())
CLAIMS = st.dictionaries(
    st.sampled_from(["exp", "nbf", "iat", "iss", "aud", "scope", "token_use", "sub", "x"]),
    any_json(st.integers(-(2**63), 2**64 - 1)),  # what a token of ours can hold
)


@given(
    text=st.text() | st.builds(lambda *parts: ".".join(map(part, parts)), ANY_JSON, ANY_JSON),
    path=st.text(),
    headers=st.lists(st.tuples(st.text(), st.text()), max_size=3),
)
@settings(max_examples=examples(60))
def test_whatever_comes_gets_an_answer_of_the_front(
    behind: Behind, text: str, path: str, headers: list[tuple[str, str]]
) -> None:
    for front in FRONTS:
        outcome = behind.decide(front, text, path=path, headers=headers)
        assert outcome.answer.status in {401, 403, 404}  # type: ignore[union-attr]


@given(claims=CLAIMS)
@settings(max_examples=examples(60))
def test_whatever_a_good_signature_is_over_gets_an_answer(
    behind: Behind, claims: dict[str, Any]
) -> None:
    token = behind.token("access", claims={n: v for n, v in claims.items() if v is not None})
    for front in FRONTS:
        outcome = behind.decide(front, token)
        if isinstance(outcome, Admitted):
            json.dumps(outcome.event)
        else:
            assert outcome.answer.status in {401, 403}

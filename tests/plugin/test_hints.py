"""Names that many try first: no attribute, but a sentence that says what there is."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Iterator
from typing import Any

import pytest

from cognito_emulator import Emulator, Server, hints
from pytest_cognito_emulator import (
    Cognito,
    CognitoAlb,
    CognitoAppSync,
    CognitoHttpApi,
    CognitoRestApi,
    CognitoUser,
    Message,
)
from pytest_cognito_emulator import hints as ours
from tests.plugin.conftest import sign_up
from tests.support import StockKeys

#: The classes that know names which many try, and what they say.
KINDS = {
    "Cognito": ours.COGNITO,
    "CognitoUser": ours.USER,
    "CognitoTokens": ours.TOKENS,
    "CognitoClient": ours.CLIENT,
    "Emulator": hints.EMULATOR,
    "Server": hints.SERVER,
    "Message": hints.MESSAGE,
    "Call": hints.CALL,
    "CognitoRestApi": ours.REST_API,
    "CognitoHttpApi": ours.HTTP_API,
    "CognitoAlb": ours.ALB,
    "CognitoAppSync": ours.APPSYNC,
    "AppSync": ours.RESOLVER,
    "FrontResult": ours.FRONT_RESULT,
}


@pytest.fixture
def things(
    cognito: Cognito, cognito_user: CognitoUser, stock_keys: StockKeys
) -> Iterator[dict[str, Any]]:
    """One of each class."""
    alone = Emulator(keys=stock_keys)
    server = Server(alone, port=0)
    yield {
        "Cognito": cognito,
        "CognitoUser": cognito_user,
        "CognitoTokens": cognito_user.tokens(),
        "CognitoClient": cognito.client(),
        "Emulator": alone,
        "Server": server,
        "Message": _message(cognito),
        "Call": cognito.calls[-1],
        "CognitoRestApi": CognitoRestApi(cognito),
        "CognitoHttpApi": CognitoHttpApi(cognito),
        "CognitoAlb": CognitoAlb(cognito),
        "CognitoAppSync": CognitoAppSync(cognito),
        "AppSync": CognitoAppSync(cognito)(_nobody),
        "FrontResult": CognitoRestApi(cognito)(_nobody).get("/"),
    }
    server.stop()


def _nobody(event: object) -> None:
    """Stand where no function is called."""


def _message(cognito: Cognito) -> Message:
    """What a sign-up sends."""
    sign_up(cognito)
    return cognito.messages[-1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_that_many_try_leads_to_a_sentence(things: dict[str, Any], kind: str) -> None:
    thing = things[kind]
    for name in KINDS[kind]:
        with pytest.raises(AttributeError, match=f"^{kind} has no {name}: ") as missing:
            getattr(thing, name)
        assert (missing.value.name, missing.value.obj) == (name, thing)
        assert not hasattr(thing, name)


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_sentence_names_is_there(things: dict[str, Any], kind: str) -> None:
    """Where it says what "it is"."""
    for sentence in KINDS[kind].values():
        named = re.match(r"it is ([a-z]\w*)", sentence)
        if named is not None and named[1] not in ("cognito", "cognito_clock"):
            assert hasattr(things[kind], named[1]), sentence


@pytest.mark.parametrize(
    ("kind", "name", "nearest"),
    [
        ("Cognito", "pol_id", "pool_id"),
        ("Cognito", "assert_sent", "assert_"),
        ("CognitoUser", "atributes", "attributes"),
        ("CognitoTokens", "acess_token", "access_token"),
        ("Emulator", "mesages", "messages"),
        ("Server", "ulr", "url"),
        ("CognitoClient", "secert", "secret"),
        ("Message", "destinaton", "destination"),
        ("Call", "opertion", "operation"),
        ("CognitoAlb", "public_keys", "public_key"),
        ("FrontResult", "alowed", "allowed"),
    ],
)
def test_another_name_leads_to_the_nearest(
    things: dict[str, Any], kind: str, name: str, nearest: str
) -> None:
    with pytest.raises(
        AttributeError, match=rf"^{kind} has no {name}; the nearest (is|are) {nearest}"
    ):
        getattr(things[kind], name)


@pytest.mark.parametrize("kind", KINDS)
def test_who_looks_what_it_is_finds_no_more_than_before(things: dict[str, Any], kind: str) -> None:
    for private in ("__array__", "_pytestfixturefunction", "_repr_html_", "__wrapped__"):
        with pytest.raises(AttributeError, match=f"^{kind} has no {private}.$"):
            getattr(things[kind], private)
    empty = object.__new__(type(things[kind]))  # as copy and pickle make one
    assert hasattr(empty, "__setstate__") == hasattr(type(empty), "__setstate__")
    thing = things[kind]
    again = copy.copy(thing)
    assert getattr(again, "__dict__", again) == getattr(thing, "__dict__", thing)


def test_tokens_can_be_kept(cognito_user: CognitoUser) -> None:
    kept = pickle.loads(pickle.dumps(cognito_user.sign_in()))  # noqa: S301 - our own

    assert kept.access_claims["sub"] == cognito_user.sub


def test_an_error_of_a_property_is_not_hidden(
    cognito: Cognito, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_self: object) -> str:
        return None.text  # type: ignore[attr-defined]

    monkeypatch.setattr(Cognito, "jwks_url", property(fail))

    with pytest.raises(AttributeError, match="'NoneType' object has no attribute 'text'"):
        _ = cognito.jwks_url

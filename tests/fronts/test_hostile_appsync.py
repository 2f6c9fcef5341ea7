"""Whatever a function behind AppSync answers, the client gets what GraphQL or a channel says."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cognito_emulator.control import fronts
from cognito_emulator.domain.work.keys import KeyRing
from cognito_emulator.fronts.appsync import selections
from cognito_emulator.fronts.appsync.channels import EventApi
from cognito_emulator.fronts.appsync.graphql import Field, GraphQLApi
from cognito_emulator.fronts.user_pool import UserPool
from tests.fronts.support import POOL, Behind
from tests.properties import examples
from tests.support import StockKeys

NAMES = st.sampled_from(["id", "customer", "events", "error", "payload", "0", "1"])
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.lists(
    st.lists(st.sampled_from(["id", "customer", "name"]), min_size=1, max_size=3).map("/".join),
    max_size=4,
)


@pytest.fixture(scope="module")
def pool(stock_keys: StockKeys) -> UserPool:
    return fronts.user_pool(Behind(KeyRing({POOL: stock_keys.of(POOL)})).emulator, POOL)


@given(result=ANY_JSON, fields=FIELDS)
@settings(max_examples=examples(100))
def test_any_value_of_a_field(pool: UserPool, result: object, fields: list[str]) -> None:
    selection = selections.read(fields)
    answer = GraphQLApi(field=Field(name="order", selection=selection)).answer(result, {}, pool)

    found = json.loads(answer.body)["data"]["order"]
    assert found == selections.selected(result, selection)
    if isinstance(found, dict) and selection:
        assert list(found) == list(selection)


@given(result=ANY_JSON, payloads=st.lists(ANY_JSON, max_size=5))
@settings(max_examples=examples(100))
def test_any_answer_of_a_handler(pool: UserPool, result: object, payloads: list[object]) -> None:
    api = EventApi(operation="PUBLISH", channel="/default/orders", payloads=tuple(payloads))
    told = json.loads(api.answer(result, {}, pool).body)

    indexes = [each["index"] for each in (*told["failed"], *told["successful"])]
    assert sorted(indexes) == list(range(len(payloads)))
    subscribed = EventApi(operation="SUBSCRIBE", channel="/default/orders").answer(result, {}, pool)
    assert subscribed.status in {200, 401}


@given(fields=FIELDS)
@settings(max_examples=examples(40))
def test_paths_of_a_selection_say_the_same_again(fields: list[str]) -> None:
    selection = selections.read(fields)

    assert selections.read(selections.as_list(selection)) == selection
    assert selections.as_graphql(selection).count("{") == selections.as_graphql(selection).count(
        "}"
    )

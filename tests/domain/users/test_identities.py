"""The attribute ``identities`` as a text: written, and read."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator.domain.pools.record import Pool
from cognito_emulator.domain.users import identities
from cognito_emulator.domain.users.record import Identity

POOL = Pool(
    id="us-east-1_x",
    region="us-east-1",
    account_id="123456789012",
    name="x",
    created_at=0.0,
    modified_at=0.0,
    case_sensitive=False,
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=3)
IDENTITIES = st.lists(
    st.builds(
        lambda user_id, **others: Identity(user_id=user_id, key=POOL.fold(user_id), **others),
        user_id=TEXTS,
        provider=TEXTS,
        type=TEXTS,
        issuer=st.none() | TEXTS,
        primary=st.booleans(),
        created_at=st.integers(0, 10**15 - 1),
        attribute=st.none() | TEXTS,
    ),
    max_size=3,
).map(tuple)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3)
JSON: st.SearchStrategy[Any] = SCALARS | st.lists(SCALARS, max_size=2)
MEMBERS = ("userId", "providerName", "providerType", "issuer", "primary", "dateCreated")


@given(written=IDENTITIES)
def test_what_is_written_in_full_is_read_again(written: tuple[Identity, ...]) -> None:
    assert identities.read(POOL, identities.complete_text(written)) == written


@given(written=IDENTITIES)
def test_answers_have_six_members_of_each(written: tuple[Identity, ...]) -> None:
    for document in json.loads(identities.text(written)):
        assert tuple(document) == MEMBERS


@given(text=st.text() | JSON.map(json.dumps))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        identities.read(POOL, text)


@given(document=st.fixed_dictionaries({}, optional=dict.fromkeys(MEMBERS, JSON)))
def test_any_identity_is_read_or_refused(document: dict[str, Any]) -> None:
    with contextlib.suppress(ValueError):
        identities.read(POOL, json.dumps([document]))


@pytest.mark.parametrize("text", ["[" * 100_000, f"[{'9' * 5000}]"])
def test_what_is_too_much_is_no_json(text: str) -> None:
    with pytest.raises(ValueError, match="This must be JSON"):
        identities.read(POOL, text)

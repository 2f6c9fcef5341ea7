"""Keys as texts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator.store.sql.keys import text_of
from tests.table import table

PARTS = st.text(st.characters()) | st.binary() | st.integers() | st.none()
KEYS = st.recursive(PARTS, lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=5)


@given(KEYS, KEYS)
def test_different_keys_have_different_texts(one: Any, other: Any) -> None:
    assert (text_of(one) == text_of(other)) == (one == other)


@table(
    "key, text",
    [
        ("a", '"a"'),
        (("a", "b"), '["a","b"]'),
        ('a","b', r'"a\",\"b"'),
        (7, "7"),
        ("7", '"7"'),
        (b"\x07", '{"bytes":"07"}'),
        (("a", None), '["a",null]'),
        ("é", r'"\u00e9"'),
        ("half \ud800", r'"half \ud800"'),
        ("nothing \x00", r'"nothing \u0000"'),
    ],
)
def test_a_text_can_be_read_by_people(key: Any, text: str) -> None:
    assert text_of(key) == text


def test_long_keys_are_hashed_and_stay_apart() -> None:
    """An email address of 2,048 characters is an alias; each may become six bytes, or twelve."""
    longest = [text_of(("pool", letter * 2048)) for letter in "aé\U0001f40e"]
    assert len(set(longest)) == 3
    assert {len(text) for text in longest} == {len("sha256:") + 64}
    assert text_of("a" * 998) == f'"{"a" * 998}"'


def test_what_has_no_text_is_refused_by_its_name() -> None:
    with pytest.raises(TypeError, match=r"frozenset\(\) can be in no key: a frozenset has no"):
        text_of(("a", frozenset()))

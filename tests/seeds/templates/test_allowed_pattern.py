"""AllowedPattern is matched as `re` matches it, in linear time."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cognito_emulator.seeds.templates.allowed_pattern import UnreadableError, read
from tests.properties import examples
from tests.table import table

SINGLES = st.sampled_from(["a", "b", "[ab]", "[^a]", ".", r"\w", r"\.", "-", "^", "$"])
COUNTS = st.sampled_from(["*", "+", "?", "{2}", "{1,}", "{0,2}", "+?", "{0}"])


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    grouped = inner.map("({})".format)
    return st.one_of(
        st.lists(inner, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map("|".join),
        st.tuples(grouped, COUNTS).map("".join),
        inner.map("(?:{})".format),
    )


PATTERNS = st.recursive(SINGLES, _larger, max_leaves=6)


@settings(max_examples=examples(400))
@given(pattern=PATTERNS, text=st.text(alphabet="ab-.\n", max_size=5))
def test_it_matches_what_re_matches(pattern: str, text: str) -> None:
    # `re` lets $ be before a last line end, too: \Z is the end as it is meant here.
    expected = re.compile(pattern.replace("$", r"\Z"), re.ASCII).fullmatch(text)
    assert read(pattern).matches(text) == (expected is not None)


@table(
    "pattern, text", [("(a+)+", "a" * 4000), ("(a|a)*(a|a)*b?", "a" * 4000), ("(a*)*", "a" * 99)]
)
def test_what_takes_re_for_ever_takes_it_no_time(pattern: str, text: str) -> None:
    assert read(pattern).matches(text)
    assert not read(pattern).matches(f"{text}!")


@table(
    "pattern, why",
    [
        ("(?=a)b", "what (? begins is not known here"),
        ("(?i)a", "what (? begins is not known here"),
        ("(a", "a bracket is not closed"),
        ("a)", "a bracket is closed that is not open"),
        ("[a", "[ begins what is not known here, or does not end"),
        ("[a[b]]", "[ begins what is not known here, or does not end"),
        ("[a-z&&b]", "[a-z&&b] is not known here"),
        ("[b-a]", "[b-a] is no class of characters"),
        (r"\bx", r"\b is not known here"),
        (r"(a)\1", r"\1 is not known here"),
        (r"\pL", r"\p is not known here"),
        ("a\\", "\\ begins what is not known here, or does not end"),
        ("a**", "before * there is nothing, or it is held fast"),
        ("a++", "before + there is nothing, or it is held fast"),
        ("a{3,2}", "{3,2} counts backwards"),
        ("a{", "{ begins what is not known here, or does not end"),
        ("((a{99}){99}){99}", "it is too long"),
        ("(" * 60 + ")" * 60, "its groups are nested too deeply"),
    ],
)
def test_what_is_not_read_says_why(pattern: str, why: str) -> None:
    with pytest.raises(UnreadableError) as refusal:
        read(pattern)
    assert str(refusal.value) == why

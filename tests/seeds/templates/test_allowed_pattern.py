"""AllowedPattern is matched as Java matches it, and never for long."""

from __future__ import annotations

import pytest

from cognito_emulator.seeds.templates.allowed_pattern import UnreadableError, read
from tests.table import table


@table(
    "pattern, fits, fits_not",
    [
        ("[a-z]+", "prod", "prod!"),
        ("^[a-z]+$", "prod", "prod\n"),
        ("a|b", "b", "ab"),
        (r"\w+", "ab_1", "\u00e9"),
        (r"\d{2,3}", "123", "\u0661\u0662"),
        (r"\p{Lu}+", "\u00c9", "\u00e9"),
        ("[a-z&&[^b]]+", "acd", "abc"),
        ("(?=.*x).*", "axb", "ab"),
        ("(?i)prod", "PROD", "dev"),
        (r"(a|b)\1", "aa", "ab"),
        (r"(?:[^@\s]+)@(?:[a-z0-9-]+\.)+[a-z]{2,}", "ada@mail.example.com", "ada@example"),
        ("a++b", "aab", "aa"),
    ],
)
def test_it_matches_the_whole_of_a_text(pattern: str, fits: str, fits_not: str) -> None:
    assert read(pattern)(fits)
    assert not read(pattern)(fits_not)


@table("pattern, text", [("(a|a)*(a|a)*b?", "a" * 4000), ("(.|[a-z])*(.|a)*[bc]", "a" * 4000)])
def test_what_takes_for_ever_is_given_up(pattern: str, text: str) -> None:
    with pytest.raises(UnreadableError, match=r"it takes more than 0\.01 s"):
        read(pattern, seconds=0.01)(f"{text}!")


@table(
    "pattern, why",
    [
        ("(a", "missing )"),
        ("a)", "unbalanced parenthesis"),
        ("[a", "unterminated character set"),
        ("[b-a]", "bad character range"),
        ("a{3,2}", "min repeat greater than max repeat"),
        ("(" * 10_000, "it cannot be read"),
    ],
)
def test_what_is_not_read_says_why(pattern: str, why: str) -> None:
    with pytest.raises(UnreadableError) as refusal:
        read(pattern)
    assert str(refusal.value).startswith("it cannot be read: ")
    assert why in str(refusal.value)

"""Codes of authenticator apps, against RFC 6238 and its window."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cognito_emulator.domain.factors import software_tokens
from cognito_emulator.domain.users.mfa import SoftwareToken
from cognito_emulator.ids import Ids
from tests.table import table

RFC = SoftwareToken(secret="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
MOMENTS = st.integers(min_value=0, max_value=4_000_000_000)


def code(moment: int) -> str:
    """The code that an app shows at that moment."""
    found = software_tokens.code(RFC, moment)
    assert found is not None
    return found


@table(
    "moment, expected",
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_examples_of_the_rfc(moment: int, expected: str) -> None:
    assert software_tokens.matches(RFC, expected, moment)
    assert code(moment) == expected


@given(moment=MOMENTS, seconds=st.integers(min_value=-30, max_value=30))
def test_half_a_minute_either_way_is_near_enough(moment: int, seconds: int) -> None:
    assume(moment + seconds >= 0)
    assert software_tokens.matches(RFC, code(moment), moment + seconds)


@given(moment=MOMENTS, steps=st.integers(min_value=-1000, max_value=1000))
def test_two_steps_are_too_far(moment: int, steps: int) -> None:
    elsewhere = moment + 30 * steps
    assume(elsewhere >= 0)
    assume(abs(steps) > 1)
    near = {code(t) for t in (moment - 30, moment, moment + 30) if t >= 0}
    assume(code(elsewhere) not in near)
    assert not software_tokens.matches(RFC, code(elsewhere), moment)


@given(moment=MOMENTS, text=st.text(max_size=12))
def test_no_other_text_is_a_code(moment: int, text: str) -> None:
    near = {code(t) for t in (moment - 30, moment, moment + 30) if t >= 0}
    assert software_tokens.matches(RFC, text, moment) == (text in near)


@given(moment=st.integers(min_value=100, max_value=4_000_000_000))
def test_a_code_to_use_is_one_that_was_not_used(moment: int) -> None:
    step = moment // 30
    used = SoftwareToken(secret=RFC.secret, used=(step,))
    assert software_tokens.code(used, moment) == code(moment + 30)
    twice = SoftwareToken(secret=RFC.secret, used=(step, step + 1))
    assert software_tokens.code(twice, moment) == code(moment - 30)
    spent = SoftwareToken(secret=RFC.secret, used=(step - 1, step, step + 1))
    assert software_tokens.code(spent, moment) is None


@given(seed=st.text())
def test_new_secrets_are_secrets(seed: str) -> None:
    secret = Ids(seed).software_token_secret()
    assert len(secret) == 52
    assert software_tokens.is_secret(secret)


@given(text=st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ234567abcdefgh", min_size=16, max_size=80))
def test_base32_of_a_whole_number_of_bytes_is_a_secret(text: str) -> None:
    whole = len(text) % 8 in (0, 2, 4, 5, 7)
    assert software_tokens.is_secret(text) == whole


@pytest.mark.parametrize("text", ["", "JBSWY3DPEHPK3PX", "JBSWY3DPEHPK3PX1", "JBSWY3DPEHPK3PX!"])
def test_no_secrets(text: str) -> None:
    assert not software_tokens.is_secret(text)

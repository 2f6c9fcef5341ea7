"""What is read and made of texts: a device's secret, a pool's group key."""

from __future__ import annotations

import re
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator import errors
from cognito_emulator.domain.factors import devices
from cognito_emulator.domain.factors.record import Secret
from cognito_emulator.domain.pools.record import Pool


@given(salt=st.integers(min_value=0, max_value=1 << 130), zeros=st.integers(0, 3), data=st.data())
def test_secrets_are_numbers(salt: int, zeros: int, data: st.DataObject) -> None:
    """However many zeros come before them, and whether or not their base64 is padded."""
    raw = b64encode(salt.to_bytes(17 + zeros, "big")).decode()
    text = data.draw(st.sampled_from([raw, raw.rstrip("=")]))
    assert devices.secret_of(text, "AQID") == Secret(salt, 0x010203)


@given(text=st.text(min_size=1))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        secret = devices.secret_of("AQID", text)
    except errors.InvalidParameterException:
        return
    assert secret
    assert secret.verifier >= 0


@pytest.mark.parametrize(("salt", "verifier"), [(None, None), ("AQID", None), (None, "AQID")])
def test_half_a_secret_is_none(salt: str | None, verifier: str | None) -> None:
    assert devices.secret_of(salt, verifier) is None


@given(name=st.from_regex(r"[a-z]{2}-[a-z]{1,9}-\d_[0-9A-Za-z]{1,20}", fullmatch=True))
def test_group_keys(name: str) -> None:
    pool = Pool(id=name, region="r", account_id="1", name="p", created_at=0, modified_at=0)
    assert re.fullmatch("-[0-9A-Za-z]{8}", devices.group_key(pool))

"""What is read back of what was written out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cognito_emulator.domain.factors.record import DEVICES, Device, Secret
from cognito_emulator.store import codec
from cognito_emulator.store.codec import UnreadableError, Written

DEVICE = Device(
    pool_id="p",
    sub="s",
    key="k",
    name=None,
    secret=Secret(salt=1, verifier=2**3071 + 1),
    remembered=True,
    created_at=0.1,
    modified_at=2,
    authenticated_at=3e9,
    last_ip="127.0.0.1",
)


def test_a_record_comes_back_equal() -> None:
    written = codec.encode(DEVICES, DEVICE)
    assert (written.table, written.version) == ("devices", 0)
    assert codec.decode(written) == (DEVICES, DEVICE)


def test_half_a_character_comes_back() -> None:
    """Functions of this process may say it, and JSON can write it."""
    device = replace(DEVICE, name="half \ud800 and whole \U0001f600")
    assert codec.decode(codec.encode(DEVICES, device)) == (DEVICES, device)


def test_what_a_later_release_added_is_passed_over() -> None:
    """It has the same version only where older releases can do without it."""
    text = codec.encode(DEVICES, DEVICE).text.replace(b'"pool_id"', b'"later":[1],"pool_id"')
    assert codec.decode(Written("devices", 0, text)) == (DEVICES, DEVICE)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (Written("gadgets", 0, b"{}"), r"There is no table gadgets\."),
        (Written("devices", 7, b"{}"), r"This record of devices is of version 7,"),
        (Written("devices", 0, b"{"), r"This is no record of devices: "),
        (Written("devices", 0, b'{"pool_id":1}'), r"Expected `str`, got `int` - at `\$\.pool_id`"),
    ],
)
def test_what_cannot_be_read_is_refused(written: Written, message: str) -> None:
    with pytest.raises(UnreadableError, match=message):
        codec.decode(written)

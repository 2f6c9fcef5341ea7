"""Moments as SAML writes and reads them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator.saml import instants
from tests.table import table


@table(
    "text, epoch",
    [
        ("2026-01-29T17:24:00Z", 1769707440),
        ("2026-01-29T17:24:00.5Z", 1769707440.5),
        ("2026-01-29T17:24:00.4194304Z", 1769707440.4194304),  # of .NET
        ("2026-01-29T17:24:00", 1769707440),
        ("2026-01-29T17:24:00+00:00", 1769707440),
        (" 2026-01-29T17:24:00Z\n", 1769707440),
    ],
)
def test_a_moment_is_read(text: str, epoch: float) -> None:
    assert instants.read(text) == pytest.approx(epoch, abs=1e-6)


@table(
    "text",
    [
        "",
        "now",
        "2026-01-29",
        "20260129T172400Z",
        "2026-W05-4T17:24:00Z",
        "2026-13-29T17:24:00Z",
        "2026-01-29T24:24:00Z",
        "2026-01-29T17:24:00+01:00",
        "2026-01-29T17:24:00.Z",
        "٢٠٢٦-01-29T17:24:00Z",
        "0000-01-29T17:24:00Z",
    ],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        instants.read(text)


@given(st.integers(0, 4_000_000_000_000))
def test_what_is_written_is_read_again(milliseconds: int) -> None:
    text = instants.written(milliseconds / 1000)

    assert instants.read(text) == pytest.approx(milliseconds / 1000, abs=0.0011)


@given(st.text())
def test_any_text_is_a_moment_or_refused(text: str) -> None:
    with suppress(ValueError):
        instants.read(text)

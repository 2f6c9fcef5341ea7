"""docs/why gives figures of the code, and of the recordings where they are at hand."""

from __future__ import annotations

import re

import pytest

from cognito_emulator.domain.factors.record import REGISTRATIONS
from cognito_emulator.domain.messages.record import CODES, MESSAGES
from cognito_emulator.domain.oauth.record import AUTHORIZATION_CODES, BROWSER_SESSIONS
from cognito_emulator.domain.sign_in.record import ATTEMPTS
from cognito_emulator.domain.tokens.record import ROTATED_OUT, SIGN_INS
from cognito_emulator.domain.work import keys
from cognito_emulator.domain.work.record import WARNINGS
from cognito_emulator.store import Table
from cognito_emulator.web.http_server import MAX_CONNECTIONS
from tests.prose import ROOT
from tests.table import table

WHY = ROOT / "docs" / "why"
RECORDINGS = ROOT.parent / "shared" / "conformance"
ROW = re.compile(r"^\| ([^|]+?) \| ([\d,]+)(?: each)? \|$", re.MULTILINE)
TABLES = {
    "messages": [MESSAGES],
    "codes of messages that are open": [CODES],
    "sign-ins under way": [ATTEMPTS],
    "registrations of passkeys under way": [REGISTRATIONS],
    "completed sign-ins, and refresh tokens that were rotated out": [SIGN_INS, ROTATED_OUT],
    "authorization codes, and browser sessions": [AUTHORIZATION_CODES, BROWSER_SESSIONS],
    "warnings": [WARNINGS],
}


def figures() -> dict[str, int]:
    page = WHY.joinpath("limits.md").read_text(encoding="utf-8")
    return {what: int(number.replace(",", "")) for what, number in ROW.findall(page)}


@table("what", TABLES)
def test_so_many_are_kept(what: str) -> None:
    tables: list[Table[object]] = TABLES[what]  # type: ignore[assignment]

    assert {table.capacity for table in tables} == {figures()[what]}


def test_the_other_figures() -> None:
    assert figures().keys() - TABLES.keys() == {"pools that are gone, whose signing keys are kept"}
    assert figures()["pools that are gone, whose signing keys are kept"] == keys._LATEST
    assert MAX_CONNECTIONS == 1000


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the recordings are not at hand")
def test_the_recordings_are_as_many_as_the_page_says() -> None:
    """That they agree is for `make replay`, which fails otherwise."""
    page = WHY.joinpath("how-true.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z ]+) \| (\d+) \| (\d+) \| (\d+) \|$", page, re.MULTILINE)
    excused = RECORDINGS.joinpath("credentials-not-checked.txt").read_text(encoding="utf-8")
    differ = [line for line in excused.splitlines() if line and not line.startswith("#")]
    *transcripts, (_, together, at_first, with_keys) = rows
    for name, count, _, agree in transcripts:
        lines = RECORDINGS.joinpath(f"{name.replace(' ', '_')}.jsonl").read_text("utf-8")
        assert len(lines.splitlines()) - 1 == int(count) == int(agree), name

    assert int(together) == sum(int(count) for _, count, _, _ in transcripts) == int(with_keys)
    assert int(at_first) == int(together) - len(differ)

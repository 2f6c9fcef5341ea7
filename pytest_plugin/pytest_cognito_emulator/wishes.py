"""What a test wished for and did not meet: a strict test fails for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from cognito_emulator.counts import often
from pytest_cognito_emulator.report import call_lines

if TYPE_CHECKING:
    from cognito_emulator import Call, Emulator, Fault


class Wishes:
    """The forced challenges and the faults of a scope: those that came since it began."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        # What a wider scope wished for, it need not have wished for this test.
        self._challenges = {wish.id for wish in emulator.forced_challenges()}
        self._faults = [_uncounted(fault) for fault in emulator.faults()]

    def assert_all_met(self, calls: list[Call]) -> None:
        """Fail where something still waits.

        Args:
            calls: those that there were, to be shown.

        Raises:
            AssertionError: it lists what waits.

        """
        unmet = [*self._unmet_challenges(), *self._unmet_faults()]
        if unmet:
            raise AssertionError(
                "what the test wished for was not met:\n"
                + "\n".join(f"  {wish}" for wish in unmet)
                + f"\nThe calls:\n{call_lines(calls)}"
            )

    def _unmet_challenges(self) -> Iterator[str]:
        for wish in self._emulator.forced_challenges():
            if wish.id not in self._challenges:
                who = wish.username or "everybody"
                yield f"{wish.challenge} for {who}, {_met(wish.met, wish.times)}"

    def _unmet_faults(self) -> Iterator[str]:
        for fault in self._emulator.faults():
            endless = fault.times is None and fault.struck > 0
            if not (endless or _is_by_chance(fault)) and _uncounted(fault) not in self._faults:
                yield f"{fault.what}, {_met(fault.struck, fault.times)}"


def _met(met: int, left: int | None) -> str:
    return "never" if not met or left is None else f"{often(met)} of {often(met + left)}"


def _is_by_chance(fault: Fault) -> bool:
    """Whether a fault may spare every call: then it is no wish that a test could fail to meet."""
    return fault.probability is not None and fault.probability < 1


def _uncounted(fault: Fault) -> Fault:
    """Return a fault as it was before it struck, but for how often it should."""
    return replace(fault, times=None, struck=0)

"""How the functions behind Lambda triggers are found and reached."""

from __future__ import annotations

from cognito_emulator.triggers.base import Failed, Function, Functions, Threw, Trigger, Unreachable
from cognito_emulator.triggers.in_process import in_process

__all__ = ["Failed", "Function", "Functions", "Threw", "Trigger", "Unreachable", "in_process"]

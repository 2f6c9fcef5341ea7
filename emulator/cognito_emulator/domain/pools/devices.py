"""How a pool has its users' devices remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from cognito_emulator.domain.work.parts import Part


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class DeviceConfiguration(Part):
    """DeviceConfiguration; a pool that has one tracks devices, if it is only empty (claimed).

    SDKs leave out what is false, and Terraform wants devices back that it asked for like that
    (claimed); that plain booleans are filled in is a guess.

    Attributes:
        challenge_on_new_device: a remembered device stands in for a second factor (documented).
        remember_on_prompt: a device is remembered only if the user says so (documented).

    """

    challenge_on_new_device: bool = False
    remember_on_prompt: bool = False

    MEMBERS: ClassVar[Mapping[str, str]] = {
        "challenge_on_new_device": "ChallengeRequiredOnNewDevice",
        "remember_on_prompt": "DeviceOnlyRememberedOnUserPrompt",
    }

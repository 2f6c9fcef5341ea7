"""What a pool wants to be protected from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from cognito_emulator.domain.work.parts import Part
from cognito_emulator.store import Json


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class AddOns(Part):
    """UserPoolAddOns, which has come to be threat protection alone.

    Attributes:
        mode: what it does; the model requires it.
        additional_flows: AdvancedSecurityAdditionalFlows, always there (documented).

    """

    mode: Literal["OFF", "AUDIT", "ENFORCED"] | None = None
    additional_flows: Json = field(default_factory=dict)

    MEMBERS: ClassVar[Mapping[str, str]] = {
        "mode": "AdvancedSecurityMode",
        "additional_flows": "AdvancedSecurityAdditionalFlows",
    }

    @property
    def protect(self) -> bool:
        """Whether threat protection is on."""
        return self.mode not in (None, "OFF")

"""What a template is deployed with: where, under which name, and by which parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from cognito_emulator.settings import Settings

_NAMELESS = "stack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """A deployment, as far as templates ask for it.

    Attributes:
        region: ``AWS::Region``.
        account_id: ``AWS::AccountId``.
        name: ``AWS::StackName``; empty for one that follows from the template's file.
        parameters: by their names; what a template itself says of one stands behind.

    """

    region: str = "us-east-1"
    account_id: str = "123456789012"
    name: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the one that an emulator of these settings stands for."""
        return cls(
            region=settings.region,
            account_id=settings.account_id,
            name=settings.stack_name or "",
            parameters=settings.parameters,
        )

    def name_for(self, path: Path | None) -> str:
        """Return the stack's name: letters, digits and hyphens, as CloudFormation wants them."""
        if self.name or path is None:
            return self.name or _NAMELESS
        stem = path.name.partition(".")[0]
        return re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-") or _NAMELESS

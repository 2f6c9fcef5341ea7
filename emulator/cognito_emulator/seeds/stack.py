"""What a template is deployed with: where, under which name, and by which parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from os import PathLike
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
        together: the files of all seeds, in their order: templates may refer to each other.

    """

    region: str = "us-east-1"
    account_id: str = "123456789012"
    name: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    together: tuple[Path, ...] = ()

    @classmethod
    def of(cls, settings: Settings, sources: Iterable[object] = ()) -> Self:
        """Return the one that an emulator of these settings stands for.

        Args:
            settings: those.
            sources: the seeds that it begins with.

        """
        return cls(
            region=settings.region,
            account_id=settings.account_id,
            name=settings.stack_name or "",
            parameters=settings.parameters,
            together=tuple(Path(each) for each in sources if isinstance(each, str | PathLike)),
        )

    def name_of_file(self, path: Path | None) -> str:
        """Return a file's name as CloudFormation wants a stack's: letters, digits and hyphens."""
        stem = path.name.partition(".")[0] if path is not None else ""
        return re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-") or _NAMELESS

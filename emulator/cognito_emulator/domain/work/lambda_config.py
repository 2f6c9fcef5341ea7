"""Which functions a pool's triggers call: LambdaConfig."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cognito_emulator.records import Record

_KEY = "KMSKeyID"


class TriggerFunction(NamedTuple):
    """The function of a trigger.

    Attributes:
        arn: its ARN.
        version: LambdaVersion, ``None`` for triggers that have none.

    """

    arn: str
    version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class LambdaConfig(Record):
    """A pool's LambdaConfig.

    Attributes:
        functions: by the API's names, of which a trigger may have two: ``PreTokenGeneration`` and
            ``PreTokenGenerationConfig``.
        kms_key: the key by which codes are encrypted for custom senders.

    """

    functions: Mapping[str, TriggerFunction] = field(default_factory=dict)
    kms_key: str | None = None

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> LambdaConfig:
        """Return what a LambdaConfigType says."""
        functions = {
            name: TriggerFunction(value)
            if isinstance(value, str)
            else TriggerFunction(value["LambdaArn"], value["LambdaVersion"])
            for name, value in document.items()
            if name != _KEY
        }
        return cls(functions=functions, kms_key=document.get(_KEY))

    def document(self) -> dict[str, Any]:
        """Return a LambdaConfigType."""
        document: dict[str, Any] = {
            name: function.arn
            if function.version is None
            else {"LambdaArn": function.arn, "LambdaVersion": function.version}
            for name, function in self.functions.items()
        }
        return document if self.kms_key is None else {**document, _KEY: self.kms_key}

    def function(self, trigger: str) -> TriggerFunction | None:
        """Return a trigger's function, if it has one; the one with a version comes first."""
        if not self.functions:
            return None
        return self.functions.get(f"{trigger}Config") or self.functions.get(trigger)

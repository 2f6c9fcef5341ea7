"""How the functions behind Lambda triggers are found and reached."""

from __future__ import annotations

from cognito_emulator.lambdas.base import (
    TRIGGERS,
    Event,
    Failed,
    Function,
    Handler,
    Invocation,
    Threw,
    TimedOut,
    Trigger,
    TriggerName,
    Unreachable,
)
from cognito_emulator.lambdas.functions import Attached, Functions, parse
from cognito_emulator.lambdas.patience import ask
from cognito_emulator.lambdas.targets import (
    Target,
    TargetError,
    changed_files,
    changed_modules,
    load_anew,
    resolve,
)

__all__ = [
    "TRIGGERS",
    "Attached",
    "Event",
    "Failed",
    "Function",
    "Functions",
    "Handler",
    "Invocation",
    "Target",
    "TargetError",
    "Threw",
    "TimedOut",
    "Trigger",
    "TriggerName",
    "Unreachable",
    "ask",
    "changed_files",
    "changed_modules",
    "load_anew",
    "parse",
    "resolve",
]

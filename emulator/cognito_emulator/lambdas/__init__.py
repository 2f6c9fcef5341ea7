"""How the functions behind Lambda triggers are found and reached."""

from __future__ import annotations

from cognito_emulator.lambdas.base import (
    TRIGGERS,
    Event,
    Function,
    FunctionError,
    Handler,
    Invocation,
    InvocationError,
    TimedOutError,
    Trigger,
    TriggerName,
    UnreachableError,
)
from cognito_emulator.lambdas.functions import Attached, AttachedTo, Functions, parse
from cognito_emulator.lambdas.patience import ask
from cognito_emulator.lambdas.targets import (
    NOBODY,
    Target,
    TargetError,
    changed_files,
    changed_modules,
    load_anew,
    remote_function,
    resolve,
)

__all__ = [
    "NOBODY",
    "TRIGGERS",
    "Attached",
    "AttachedTo",
    "Event",
    "Function",
    "FunctionError",
    "Functions",
    "Handler",
    "Invocation",
    "InvocationError",
    "Target",
    "TargetError",
    "TimedOutError",
    "Trigger",
    "TriggerName",
    "UnreachableError",
    "ask",
    "changed_files",
    "changed_modules",
    "load_anew",
    "parse",
    "remote_function",
    "resolve",
]

"""Amazon Cognito user pools on your machine.

The public names are loaded when they are first used: who imports one module of the package, or the
package for its version, does not pay for all of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from cognito_emulator.loading import without_garbage_collection

if TYPE_CHECKING:
    from cognito_emulator.calls import Call
    from cognito_emulator.clock import Clock
    from cognito_emulator.domain.messages.record import Medium, Message, MessageReason
    from cognito_emulator.domain.pools.factors import Factor
    from cognito_emulator.domain.sign_in.challenges import ForceableChallenge
    from cognito_emulator.domain.users.record import Status
    from cognito_emulator.domain.work.record import Fault, WarningRecord
    from cognito_emulator.emulator import Emulator
    from cognito_emulator.endpoints import EndpointName, OAuthErrorName
    from cognito_emulator.errors import CognitoError, ErrorName
    from cognito_emulator.lambdas import TriggerName
    from cognito_emulator.names import Challenge, Operation
    from cognito_emulator.settings import Settings, Tls
    from cognito_emulator.web.server import Server

__all__ = [
    "Call",
    "Challenge",
    "Clock",
    "CognitoError",
    "Emulator",
    "EndpointName",
    "ErrorName",
    "Factor",
    "Fault",
    "ForceableChallenge",
    "Medium",
    "Message",
    "MessageReason",
    "OAuthErrorName",
    "Operation",
    "Server",
    "Settings",
    "Status",
    "Tls",
    "TriggerName",
    "WarningRecord",
    "__version__",
]

__version__ = "0.1.0"  # as in pyproject.toml; reading the installed metadata costs 20 ms

_HOMES = {
    "Call": "calls",
    "Challenge": "names",
    "Clock": "clock",
    "CognitoError": "errors",
    "Emulator": "emulator",
    "EndpointName": "endpoints",
    "ErrorName": "errors",
    "Factor": "domain.pools.factors",
    "Fault": "domain.work.record",
    "ForceableChallenge": "domain.sign_in.challenges",
    "Medium": "domain.messages.record",
    "Message": "domain.messages.record",
    "MessageReason": "domain.messages.record",
    "OAuthErrorName": "endpoints",
    "Operation": "names",
    "Server": "web.server",
    "Settings": "settings",
    "Status": "domain.users.record",
    "Tls": "settings",
    "TriggerName": "lambdas",
    "WarningRecord": "domain.work.record",
}


if not TYPE_CHECKING:  # who checks types has the imports above, and would take any name for one

    def __getattr__(name: str) -> object:
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        with without_garbage_collection():
            value = getattr(import_module(f"{__name__}.{home}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})

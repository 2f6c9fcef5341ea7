"""The pytest plugin of cognito-emulator: types for annotations, and the names of its pieces.

>>> from pytest_cognito_emulator import Cognito, CognitoUser
>>> def test_profile(cognito: Cognito, cognito_user: CognitoUser) -> None: ...

The names are looked up when they are first used: a suite that does not use the fixtures does not
pay for the emulator.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

from pytest_cognito_emulator.flaws import (
    ALB_REFUSES,
    APPSYNC_REFUSES,
    BAD_ID_TOKENS,
    BAD_ID_TOKENS_OFFLINE,
    BAD_TOKENS,
    BAD_TOKENS_OFFLINE,
    HTTP_API_REFUSES,
    REST_API_REFUSES,
)

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

    from cognito_emulator import (
        Call,
        Challenge,
        EndpointName,
        ErrorName,
        Factor,
        Fault,
        ForceableChallenge,
        Medium,
        Message,
        MessageReason,
        OAuthErrorName,
        Operation,
        Status,
        TriggerName,
        WarningRecord,
    )
    from pytest_cognito_emulator.api.bad_tokens import BadToken, BadTokens
    from pytest_cognito_emulator.api.challenges import ChallengeRequired
    from pytest_cognito_emulator.api.clients import CognitoClient
    from pytest_cognito_emulator.api.clock import CognitoClock, Move
    from pytest_cognito_emulator.api.cognito import Cognito
    from pytest_cognito_emulator.api.factory import MakeCognitoUser
    from pytest_cognito_emulator.api.pools import Pools
    from pytest_cognito_emulator.api.providers import CognitoPerson, CognitoProvider
    from pytest_cognito_emulator.api.redirects import Redirect
    from pytest_cognito_emulator.api.resource_servers import ResourceServer
    from pytest_cognito_emulator.api.sign_in import Flow
    from pytest_cognito_emulator.api.snapshot import CognitoSnapshot
    from pytest_cognito_emulator.api.tokens import CognitoTokens, MachineTokens, Use
    from pytest_cognito_emulator.api.user import CognitoUser
    from pytest_cognito_emulator.api.users import Groups, Users
    from pytest_cognito_emulator.fronts.alb import Alb, CognitoAlb
    from pytest_cognito_emulator.fronts.appsync import AppSync, CognitoAppSync, GraphQLResult
    from pytest_cognito_emulator.fronts.function import FrontedFunction
    from pytest_cognito_emulator.fronts.http_api import CognitoHttpApi
    from pytest_cognito_emulator.fronts.rest_api import CognitoRestApi
    from pytest_cognito_emulator.fronts.result import FrontResult
    from pytest_cognito_emulator.intercept import RealServiceError
    from pytest_cognito_emulator.lifecycle.server import CognitoServer
    from pytest_cognito_emulator.options import Mfa, OptionError

__all__ = [
    "ALB_REFUSES",
    "APPSYNC_REFUSES",
    "BAD_ID_TOKENS",
    "BAD_ID_TOKENS_OFFLINE",
    "BAD_TOKENS",
    "BAD_TOKENS_OFFLINE",
    "HTTP_API_REFUSES",
    "REST_API_REFUSES",
    "Alb",
    "AppSync",
    "BadToken",
    "BadTokens",
    "Call",
    "Challenge",
    "ChallengeRequired",
    "Cognito",
    "CognitoAlb",
    "CognitoAppSync",
    "CognitoClient",
    "CognitoClock",
    "CognitoHttpApi",
    "CognitoPerson",
    "CognitoProvider",
    "CognitoRestApi",
    "CognitoServer",
    "CognitoSnapshot",
    "CognitoTokens",
    "CognitoUser",
    "EndpointName",
    "ErrorName",
    "Factor",
    "Fault",
    "Flow",
    "ForceableChallenge",
    "FrontResult",
    "FrontedFunction",
    "GraphQLResult",
    "Groups",
    "MachineTokens",
    "MakeCognitoUser",
    "Medium",
    "Message",
    "MessageReason",
    "Mfa",
    "Move",
    "OAuthErrorName",
    "Operation",
    "OptionError",
    "Pools",
    "RealServiceError",
    "Redirect",
    "ResourceServer",
    "Status",
    "TriggerName",
    "Use",
    "Users",
    "WarningRecord",
]

_OURS = "pytest_cognito_emulator"
_HOMES = {
    "Alb": f"{_OURS}.fronts.alb",
    "AppSync": f"{_OURS}.fronts.appsync",
    "CognitoAlb": f"{_OURS}.fronts.alb",
    "CognitoAppSync": f"{_OURS}.fronts.appsync",
    "GraphQLResult": f"{_OURS}.fronts.appsync",
    "Pools": f"{_OURS}.api.pools",
    "CognitoPerson": f"{_OURS}.api.providers",
    "CognitoProvider": f"{_OURS}.api.providers",
    "RealServiceError": f"{_OURS}.intercept",
    "Redirect": f"{_OURS}.api.redirects",
    "ResourceServer": f"{_OURS}.api.resource_servers",
    "CognitoSnapshot": f"{_OURS}.api.snapshot",
    "Challenge": "cognito_emulator",
    "EndpointName": "cognito_emulator",
    "ErrorName": "cognito_emulator",
    "ForceableChallenge": "cognito_emulator",
    "Medium": "cognito_emulator",
    "MessageReason": "cognito_emulator",
    "OAuthErrorName": "cognito_emulator",
    "Operation": "cognito_emulator",
    "TriggerName": "cognito_emulator",
    "Use": f"{_OURS}.api.tokens",
    "Status": "cognito_emulator",
    "OptionError": f"{_OURS}.options",
    "Move": f"{_OURS}.api.clock",
    "Mfa": f"{_OURS}.options",
    "Flow": f"{_OURS}.api.sign_in",
    "Factor": "cognito_emulator",
    "BadToken": f"{_OURS}.api.bad_tokens",
    "BadTokens": f"{_OURS}.api.bad_tokens",
    "Call": "cognito_emulator",
    "ChallengeRequired": f"{_OURS}.api.challenges",
    "Cognito": f"{_OURS}.api.cognito",
    "CognitoClient": f"{_OURS}.api.clients",
    "CognitoClock": f"{_OURS}.api.clock",
    "CognitoHttpApi": f"{_OURS}.fronts.http_api",
    "CognitoRestApi": f"{_OURS}.fronts.rest_api",
    "FrontResult": f"{_OURS}.fronts.result",
    "FrontedFunction": f"{_OURS}.fronts.function",
    "CognitoServer": f"{_OURS}.lifecycle.server",
    "CognitoTokens": f"{_OURS}.api.tokens",
    "CognitoUser": f"{_OURS}.api.user",
    "Fault": "cognito_emulator",
    "Groups": f"{_OURS}.api.users",
    "MachineTokens": f"{_OURS}.api.tokens",
    "MakeCognitoUser": f"{_OURS}.api.factory",
    "Message": "cognito_emulator",
    "Users": f"{_OURS}.api.users",
    "WarningRecord": "cognito_emulator",
}


class _FormerPaths:
    """Finds modules by the paths that they had formerly; asked for what nobody else has found."""

    @staticmethod
    def find_spec(name: str, *_: object) -> ModuleSpec | None:
        """Return where a module has gone."""
        if not name.startswith(f"{_OURS}."):
            return None
        from pytest_cognito_emulator.former_paths import find  # noqa: PLC0415 - seldom needed

        return find(name)


sys.meta_path.append(_FormerPaths)

if not TYPE_CHECKING:  # who checks types has the imports above, and would take any name for one

    def __getattr__(name: str) -> object:
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from cognito_emulator.loading import without_garbage_collection  # noqa: PLC0415 - late

        with without_garbage_collection():
            value = getattr(import_module(home), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

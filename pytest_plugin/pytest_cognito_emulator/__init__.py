"""The pytest plugin of cognito-emulator: types for annotations, and the names of its pieces.

>>> from pytest_cognito_emulator import Cognito, CognitoUser
>>> def test_profile(cognito: Cognito, cognito_user: CognitoUser) -> None: ...

The names are looked up when they are first used: a suite that does not use the fixtures does not
pay for the emulator.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from pytest_cognito_emulator.flaws import (
    BAD_ID_TOKENS,
    BAD_ID_TOKENS_OFFLINE,
    BAD_TOKENS,
    BAD_TOKENS_OFFLINE,
)

if TYPE_CHECKING:
    from cognito_emulator import (
        Call,
        Challenge,
        ErrorName,
        Factor,
        Fault,
        ForceableChallenge,
        Medium,
        Message,
        MessageReason,
        Operation,
        Status,
        TriggerName,
        WarningRecord,
    )
    from pytest_cognito_emulator.bad_tokens import BadToken, BadTokens
    from pytest_cognito_emulator.challenges import ChallengeRequired
    from pytest_cognito_emulator.clients import CognitoClient
    from pytest_cognito_emulator.clock import CognitoClock, Move
    from pytest_cognito_emulator.cognito import Cognito
    from pytest_cognito_emulator.intercept import RealServiceError
    from pytest_cognito_emulator.making import MakeCognitoUser
    from pytest_cognito_emulator.options import Mfa, OptionError
    from pytest_cognito_emulator.pools import Pools
    from pytest_cognito_emulator.server import CognitoServer
    from pytest_cognito_emulator.sign_in import Flow
    from pytest_cognito_emulator.tokens import CognitoTokens, Use
    from pytest_cognito_emulator.user import CognitoUser
    from pytest_cognito_emulator.users import Groups, Users

__all__ = [
    "BAD_ID_TOKENS",
    "BAD_ID_TOKENS_OFFLINE",
    "BAD_TOKENS",
    "BAD_TOKENS_OFFLINE",
    "BadToken",
    "BadTokens",
    "Call",
    "Challenge",
    "ChallengeRequired",
    "Cognito",
    "CognitoClient",
    "CognitoClock",
    "CognitoServer",
    "CognitoTokens",
    "CognitoUser",
    "ErrorName",
    "Factor",
    "Fault",
    "Flow",
    "ForceableChallenge",
    "Groups",
    "MakeCognitoUser",
    "Medium",
    "Message",
    "MessageReason",
    "Mfa",
    "Move",
    "Operation",
    "OptionError",
    "Pools",
    "RealServiceError",
    "Status",
    "TriggerName",
    "Use",
    "Users",
    "WarningRecord",
]

_OURS = "pytest_cognito_emulator"
_HOMES = {
    "Pools": f"{_OURS}.pools",
    "RealServiceError": f"{_OURS}.intercept",
    "Challenge": "cognito_emulator",
    "ErrorName": "cognito_emulator",
    "ForceableChallenge": "cognito_emulator",
    "Medium": "cognito_emulator",
    "MessageReason": "cognito_emulator",
    "Operation": "cognito_emulator",
    "TriggerName": "cognito_emulator",
    "Use": f"{_OURS}.tokens",
    "Status": "cognito_emulator",
    "OptionError": f"{_OURS}.options",
    "Move": f"{_OURS}.clock",
    "Mfa": f"{_OURS}.options",
    "Flow": f"{_OURS}.sign_in",
    "Factor": "cognito_emulator",
    "BadToken": f"{_OURS}.bad_tokens",
    "BadTokens": f"{_OURS}.bad_tokens",
    "Call": "cognito_emulator",
    "ChallengeRequired": f"{_OURS}.challenges",
    "Cognito": f"{_OURS}.cognito",
    "CognitoClient": f"{_OURS}.clients",
    "CognitoClock": f"{_OURS}.clock",
    "CognitoServer": f"{_OURS}.server",
    "CognitoTokens": f"{_OURS}.tokens",
    "CognitoUser": f"{_OURS}.user",
    "Fault": "cognito_emulator",
    "Groups": f"{_OURS}.users",
    "MakeCognitoUser": f"{_OURS}.making",
    "Message": "cognito_emulator",
    "Users": f"{_OURS}.users",
    "WarningRecord": "cognito_emulator",
}


if not TYPE_CHECKING:  # who checks types has the imports above, and would take any name for one

    def __getattr__(name: str) -> object:
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(home), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

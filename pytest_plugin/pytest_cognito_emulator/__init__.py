"""The pytest plugin of cognito-emulator: types for annotations, and the names of its pieces.

>>> from pytest_cognito_emulator import Cognito, CognitoUser
>>> def test_profile(cognito: Cognito, cognito_user: CognitoUser) -> None: ...

The names are looked up when they are first used: a suite that does not use the fixtures does not
pay for the emulator.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_cognito_emulator.challenges import ChallengeRequired
    from pytest_cognito_emulator.clock import CognitoClock
    from pytest_cognito_emulator.cognito import Cognito
    from pytest_cognito_emulator.server import CognitoServer
    from pytest_cognito_emulator.sign_in import CognitoTokens
    from pytest_cognito_emulator.users import CognitoUser, MakeCognitoUser

__all__ = [
    "ChallengeRequired",
    "Cognito",
    "CognitoClock",
    "CognitoServer",
    "CognitoTokens",
    "CognitoUser",
    "MakeCognitoUser",
]

_HOMES = {
    "ChallengeRequired": "challenges",
    "Cognito": "cognito",
    "CognitoClock": "clock",
    "CognitoServer": "server",
    "CognitoTokens": "sign_in",
    "CognitoUser": "users",
    "MakeCognitoUser": "users",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

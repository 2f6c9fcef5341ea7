"""Which names a sentence on a wrong one mentions: those that may have been meant, and no others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from cognito_emulator import errors
from cognito_emulator.api import spec
from cognito_emulator.lambdas import TRIGGERS
from cognito_emulator.nearest import near, nearest
from tests.table import table

#: Slips as people make them, and what is named.
OPERATIONS: Mapping[str, str] = {
    "InitateAuth": "InitiateAuth, AdminInitiateAuth",
    "initiate_auth": "InitiateAuth, AdminInitiateAuth",
    "AdminInitateAuth": "AdminInitiateAuth, InitiateAuth",
    "SignIn": "SignUp",
    "ConfirmSignup": "ConfirmSignUp, AdminConfirmSignUp",
    "RespondAuthChallenge": "RespondToAuthChallenge, AdminRespondToAuthChallenge",
    "AssociateSoftwareTokens": "AssociateSoftwareToken",
    "ForgotPasswd": "ForgotPassword",
    "AdminGetUsr": "AdminGetUser",
    "GetUsers": "GetUser",
    "CreateUser": "CreateUserPool, AdminCreateUser, CreateTerms",
    "AdminEnable": "AdminEnableUser",
    "Login": "",
    "": "",
}
ERRORS: Mapping[str, str] = {
    "TooManyRequests": "TooManyRequestsException",
    "UserNotFound": "UserNotFoundException",
    "NotAuthorized": "NotAuthorizedException, UnauthorizedException",
    "CodeMismatch": "CodeMismatchException",
    "LimitExceeded": "LimitExceededException",
    "Boom": "",
}
NAMES_OF_TRIGGERS: Mapping[str, str] = {
    "PreSignup": "PreSignUp",
    "PreSignUpp": "PreSignUp",
    "PostConfirm": "PostConfirmation",
    "TokenGeneration": "PreTokenGeneration",
    "VerifyAuthChallenge": (
        "VerifyAuthChallengeResponse, DefineAuthChallenge, CreateAuthChallenge"
    ),
}


def slips() -> Iterable[object]:
    kinds = (
        (list(spec.operations()), OPERATIONS),
        (errors.__all__, ERRORS),
        (TRIGGERS, NAMES_OF_TRIGGERS),
    )
    for known, nearest_of in kinds:
        for name, named in nearest_of.items():
            yield pytest.param(known, name, named, id=name or "nothing")


@table("known, name, named", [*slips()])
def test_what_is_near_is_named(known: Iterable[str], name: str, named: str) -> None:
    assert ", ".join(near(name, known)) == named


@table(
    "name, known, sentence",
    [
        ("SignIn", ["SignUp", "GetUser"], "the nearest is SignUp"),
        ("ab", ["abc", "abd"], "the nearest are abd, abc"),
        ("x", ["OFF", "ON"], "there are OFF, ON"),
        ("x", ["OFF"], "there is OFF"),
        ("x", "abcdefgh", "none of them is like it"),
    ],
)
def test_what_is_said(name: str, known: Iterable[str], sentence: str) -> None:
    assert nearest(name, known) == sentence

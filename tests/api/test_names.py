"""Types of names: they have all that there is, and nothing else."""

from __future__ import annotations

from typing import get_args

import pytest

from cognito_emulator import errors, names
from cognito_emulator.api import spec
from cognito_emulator.domain.sign_in.challenges import CHALLENGES, FORCEABLE, ForceableChallenge
from cognito_emulator.lambdas import Trigger, TriggerName
from cognito_emulator.lambdas.functions import VERSIONS

ANSWER = spec.operation("RespondToAuthChallenge").input.members["ChallengeName"]
KINDS = {
    "operations": (names.Operation, set(spec.operations())),
    "errors": (errors.ErrorName, set(errors.__all__) - {"CognitoError"}),
    "triggers": (
        Trigger,
        set(spec.operation("CreateUserPool").input.members["LambdaConfig"].members)
        - {"KMSKeyID", "PreTokenGenerationConfig"},
    ),
    "challenges": (names.Challenge, set(ANSWER.enum)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_type_has_all_names(kind: str) -> None:
    literal, there = KINDS[kind]

    assert set(get_args(literal)) == there


def test_a_challenge_that_follows_a_first_factor_can_be_forced() -> None:
    first_factors = {"PASSWORD", "PASSWORD_SRP", "SELECT_CHALLENGE", "SMS_OTP"}
    second_halves = {"PASSWORD_VERIFIER", "DEVICE_PASSWORD_VERIFIER"}

    assert set(FORCEABLE) == set(CHALLENGES) - first_factors - second_halves
    assert set(get_args(ForceableChallenge)) <= set(get_args(names.Challenge))


def test_a_trigger_may_be_named_with_a_version_of_its_events() -> None:
    versioned = {f"PreTokenGeneration:{version}" for version in VERSIONS}

    assert set(get_args(TriggerName)) == {*get_args(Trigger), *versioned}

"""LambdaConfig comes out as it went in, and leads from a trigger to its function."""

from __future__ import annotations

from typing import Any

from cognito_emulator.api import spec
from cognito_emulator.domain.work.lambda_config import LambdaConfig, TriggerFunction


def test_each_member_of_the_model_comes_out() -> None:
    members = spec.operation("CreateUserPool").input.members["LambdaConfig"].members
    whole: dict[str, Any] = {
        name: {part: part for part in shape.members} if shape.members else name
        for name, shape in members.items()
    }

    assert LambdaConfig.of(whole).document() == whole
    for name, value in whole.items():
        assert LambdaConfig.of({name: value}).document() == {name: value}
    assert LambdaConfig.of({}).document() == {}


def test_the_function_with_a_version_comes_first() -> None:
    younger = {"LambdaArn": "younger", "LambdaVersion": "V2_0"}
    config = LambdaConfig.of(
        {"PreTokenGeneration": "older", "PreTokenGenerationConfig": younger, "PreSignUp": "other"}
    )

    assert config.function("PreTokenGeneration") == TriggerFunction("younger", "V2_0")
    assert config.function("PreSignUp") == TriggerFunction("other")
    assert config.function("PostConfirmation") is None


def test_a_key_is_no_function() -> None:
    assert LambdaConfig.of({"KMSKeyID": "key"}).function("KMSKeyID") is None

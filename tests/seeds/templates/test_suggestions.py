"""What a wrong name may have meant is said in the language that the document is written in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import SeedError
from cognito_emulator.seeds.templates import terraform_resources
from cognito_emulator.seeds.templates.assembling import kind_of
from cognito_emulator.seeds.templates.cognito_resources import TYPES
from cognito_emulator.seeds.vocabulary import words
from tests.seeds.templates.test_members import CLOUDFORMATION, TERRAFORM
from tests.table import table

POOL = {"Type": "AWS::Cognito::UserPool"}
FUNCTION = "AWS::Serverless::Function"


def cloudformation(kind: str, /, **properties: object) -> dict[str, Any]:
    """A template with a resource of AWS::Cognito."""
    of_pool = {} if kind == "UserPool" else {"UserPoolId": {"Ref": "Pool"}}
    own = {"Type": f"AWS::Cognito::{kind}", "Properties": {**of_pool, **properties}}
    return {"Resources": {"Pool": POOL, "It": own}}


def sam(event: dict[str, object], **properties: object) -> dict[str, Any]:
    """A template of AWS SAM, with a function that is a trigger."""
    events = {"E": {"Type": "Cognito", "Properties": {"UserPool": {"Ref": "Pool"}, **event}}}
    code = {"Runtime": "python3.12", "Handler": "a.b", "InlineCode": "", "Events": events}
    pool = {**POOL, "Properties": properties}
    return {
        "Transform": "AWS::Serverless-2016-10-31",
        "Resources": {"Pool": pool, "It": {"Type": FUNCTION, "Properties": code}},
    }


def serverless(trigger: str, **properties: object) -> dict[str, Any]:
    """What the Serverless Framework writes for a function of a pool that is there already."""
    configs = [{"Trigger": trigger}]
    name = {"UserPoolName": "shop"}
    custom = {**name, "FunctionName": "it", "UserPoolConfigs": configs}
    return {
        "Resources": {
            "Pool": {**POOL, "Properties": {**name, **properties}},
            "It": {"Type": "Custom::CognitoUserPool", "Properties": custom},
        }
    }


def terraform(kind: str, /, **values: Any) -> dict[str, Any]:
    """What ``terraform show -json`` prints of a resource."""
    first = {"name": "a", "id": "us-east-1_a"}
    listed: list[tuple[str, str, dict[str, Any]]]
    listed = [("user_pool", "p", first), (kind, "it", values)]
    resources = [
        {
            "address": f"aws_cognito_{of}.{name}",
            "mode": "managed",
            "type": f"aws_cognito_{of}",
            "name": name,
            "values": {"user_pool_id": "us-east-1_a", **given},
        }
        for of, name, given in listed
    ]
    return {"terraform_version": "1.9", "values": {"root_module": {"resources": resources}}}


def refusal(document: Mapping[str, Any]) -> str:
    with pytest.raises(SeedError) as mistake:
        Emulator(seed=document)
    return str(mistake.value)


@table(
    "document, sentence",
    [
        (
            cloudformation("UserPool", UserPoolNam="a"),
            "There is no member UserPoolNam; the nearest are UserPoolName, UserPoolTags.",
        ),
        (
            cloudformation("UserPool", PoolName="a"),
            "There is no member PoolName; the nearest is UserPoolName.",
        ),
        (
            cloudformation("UserPool", EnabledMfa=["SMS_MFA"]),
            "There is no member EnabledMfa; the nearest is EnabledMfas.",
        ),
        (
            cloudformation("UserPool", WebAuthnConfiguration={}),
            "the nearest are WebAuthnFactorConfiguration, EmailConfiguration, MfaConfiguration.",
        ),
        (
            cloudformation("UserPool", CallbackURLs=[]),
            "It is one of AWS::Cognito::UserPoolClient.",
        ),
        (cloudformation("UserPool", Clients=[]), "There is no member Clients; "),
        (cloudformation("UserPoolUser", Passwrd="a"), "There is no member Passwrd; "),
        (cloudformation("UserPoolUser", Groups=[]), "There is no member Groups; "),
        (cloudformation("UserPoolUser", email="a"), "it belongs into UserAttributes."),
        (
            cloudformation("UserPoolClient", GenerateSecrets=True),
            "There is no member GenerateSecrets; the nearest is GenerateSecret.",
        ),
        (
            cloudformation("UserPoolUserToGroupAttachment", Group="a"),
            "There is no member Group; the nearest is GroupName.",
        ),
        (
            cloudformation("UserPool", Policies={"PasswordPolicy": {"MinimumLenght": 8}}),
            "There is no member MinimumLenght; the nearest is MinimumLength.",
        ),
        (
            sam({"Trigger": "PreSignUp"}, UserPoolNam="a"),
            "There is no member UserPoolNam; the nearest are UserPoolName, UserPoolTags.",
        ),
        (
            sam({"Trigger": "PreSingUp"}),
            "There is no member PreSingUp; the nearest is PreSignUp.",
        ),
        (
            sam({"Trigger": "PreSignUp"}, UserPoolName={"Ref": "ItRol"}),
            "There is no resource or parameter ItRol; the nearest is ItRole",
        ),
        (
            serverless("PreSingUp"),
            "There is no member PreSingUp; the nearest is PreSignUp.",
        ),
        (
            serverless("PreSignUp", UserPoolTag={}),
            "member UserPoolTag; the nearest are UserPoolTags, UserPoolTier, UserPoolName.",
        ),
        (
            terraform("user_pool", name="b", password_policy=[{"minimum_lenght": 8}]),
            "There is no member minimum_lenght; the nearest is minimum_length.",
        ),
        (
            terraform("user_pool", name="b", email_configuration=[{"from_email": "a"}]),
            "There is no member from_email; the nearest is from_email_address.",
        ),
        (
            terraform("user_pool", name="b", schema=[{"nme": "a"}]),
            "There is no member nme; the nearest is name.",
        ),
        (
            terraform("resource_server", identifier="a", name="a", scope=[{"scope_nam": "a"}]),
            "There is no member scope_nam; the nearest is scope_name.",
        ),
        ({"PoolNam": "a"}, "There is no member PoolNam; the nearest is PoolName."),
        (
            {"PoolName": "a", "Clients": [{"ClientNam": "a"}]},
            "There is no member ClientNam; the nearest is ClientName.",
        ),
        (
            {"PoolName": "a", "UserPoolName": "a"},
            "the nearest are PoolName, UserPoolTier, UserPoolTags.",
        ),
    ],
)
def test_the_nearest_are_of_the_language(document: dict[str, Any], sentence: str) -> None:
    assert sentence in refusal(document)


def tops(paths: str) -> set[str]:
    """The names of the first step of paths."""
    return {re.split(r"[.\[:{=]", path)[0] for path in paths.split()}


@table("kind", [*CLOUDFORMATION])
def test_what_is_named_are_the_properties_of_the_type(kind: str) -> None:
    known = TYPES[f"AWS::Cognito::{kind}"].properties - {"UserPoolId"}
    assert known == tops(CLOUDFORMATION[kind])


@table(
    "kind, name", [(kind, name) for kind in CLOUDFORMATION for name in tops(CLOUDFORMATION[kind])]
)
def test_of_a_slip_only_properties_are_named(kind: str, name: str) -> None:
    slip = f"{name[:-1]}x{name[-1]}"
    said = refusal(cloudformation(kind, **{slip: "a"}))
    found = re.search(rf"There is no member {slip}; the nearest (?:is|are) ([\w, ]+)\.", said)
    assert found is not None, said
    assert name in found[1].split(", ")
    assert {*found[1].split(", ")} <= tops(CLOUDFORMATION[kind]) | {"UserPoolId"}


def test_the_arguments_that_are_named_of_a_block_are_those_of_the_provider() -> None:
    known = {
        step.removesuffix("[]").partition(":")[0].partition("{")[0]
        for paths in TERRAFORM.values()
        for path in paths.split()
        for step in path.split(".")[1:]
    }
    named = {
        terraform_resources._argument(member)
        for kind in terraform_resources.TYPES.values()
        if (described := kind_of(kind.part)) is not None
        for shape in (*words(described).wanted.values(), *words(described).own.values())
        for member in _members_below(shape)
    }
    assert known - named == set()


def _members_below(shape: Any) -> set[str]:
    below = shape.element if shape.kind == "list" and shape.element else shape
    if below.kind != "structure" or below.document:
        return set()
    return {*below.members}.union(*map(_members_below, below.members.values()))

"""What a template allows of a parameter: its type, and the constraints of its declaration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import SeedError, Stack, document_of
from cognito_emulator.settings import Settings
from tests.table import table

IS_PROD = "The parameter Given is prod; "


def template(described: dict[str, Any], *, subject: object = None) -> dict[str, Any]:
    """A template that shows its parameter in the name of a pool."""
    shown = {"Fn::Join": ["-", {"Ref": "Given"}]} if subject is None else subject
    pool = {"Type": "AWS::Cognito::UserPool", "Properties": {"UserPoolName": shown}}
    return {"Parameters": {"Given": described}, "Resources": {"Pool": pool}}


def name_with(given: str | None, described: dict[str, Any]) -> str:
    """The name of the pool that a template makes with a parameter."""
    stack = Stack(parameters={} if given is None else {"Given": given})
    is_list = "List" in described["Type"]
    whole = template(described, subject=None if is_list else {"Ref": "Given"})
    return str(document_of(whole, stack)["PoolName"])


def refusal(given: str | None, described: dict[str, Any]) -> str:
    with pytest.raises(SeedError) as mistake:
        name_with(given, described)
    return str(mistake.value)


@table(
    "given, described",
    [
        ("prod", {"Type": "String", "MinLength": 4, "MaxLength": "4"}),
        ("prod", {"Type": "String", "AllowedValues": ["dev", "prod"]}),
        ("true", {"Type": "String", "AllowedValues": [True, False]}),
        ("5", {"Type": "String", "AllowedValues": [5]}),
        ("prod", {"Type": "String", "AllowedPattern": "^[a-z]+$"}),
        ("4", {"Type": "Number", "MinValue": 3, "MaxValue": "4.5"}),
        ("1e2", {"Type": "Number"}),
        ("a,b", {"Type": "CommaDelimitedList", "AllowedPattern": "[a-c]"}),
        ("a,b", {"Type": "CommaDelimitedList", "AllowedValues": ["a", "b", "c"]}),
        ("a,b", {"Type": "List<String>"}),
        ("1,2.5", {"Type": "List<Number>"}),
        ("subnet-1,subnet-2", {"Type": "List<AWS::EC2::Subnet::Id>"}),
        ("vpc-1", {"Type": "AWS::EC2::VPC::Id"}),
        # Of what SSM keeps, constraints are those of its key.
        ("prod", {"Type": "AWS::SSM::Parameter::Value<String>", "AllowedPattern": "/.*"}),
        ("a,b", {"Type": "AWS::SSM::Parameter::Value<List<String>>", "AllowedValues": ["/x"]}),
    ],
)
def test_what_is_allowed(given: str, described: dict[str, Any]) -> None:
    assert name_with(given, described) == given.replace(",", "-")


@table(
    "given, described, message",
    [
        ("prod", {"Type": "String", "MinLength": 5}, f"{IS_PROD}MinLength is 5 characters."),
        ("prod", {"Type": "String", "MaxLength": "1"}, f"{IS_PROD}MaxLength is 1 character."),
        ("", {"Type": "String", "MinLength": 1},
         "The parameter Given is empty; MinLength is 1 character."),
        ("prd", {"Type": "String", "AllowedValues": ["dev", "prod"]},
         ("The parameter Given is prd; AllowedValues:"
         " the nearest is prod; all of them: dev, prod.")),
        (None, {"Type": "String", "Default": "Prod", "AllowedPattern": "[a-z]+"},
         "The parameter Given is Prod; AllowedPattern is [a-z]+."),
        ("prod!", {"Type": "String", "AllowedPattern": "[a-z]+"},
         "The parameter Given is prod!; AllowedPattern is [a-z]+."),
        ("prod!", {"Type": "String", "AllowedPattern": "[a-z]+",
                   "ConstraintDescription": "must have small letters only."},
         ("The parameter Given is prod!; AllowedPattern is [a-z]+."
         " The template says: must have small letters only.")),
        ("prod!", {"Type": "String", "AllowedPattern": "[a-z]+", "NoEcho": True},
         "The parameter Given is ****; AllowedPattern is [a-z]+."),
        ("prod", {"Type": "Number"}, f"{IS_PROD}a Number wants a number."),
        ("nan", {"Type": "Number"}, "The parameter Given is nan; a Number wants a number."),
        ("4", {"Type": "Number", "MaxValue": "3.5"}, "The parameter Given is 4; MaxValue is 3.5."),
        (None, {"Type": "Number", "MinValue": 3, "Default": -1},
         "The parameter Given is -1; MinValue is 3."),
        ("1,x", {"Type": "List<Number>"},
         "The parameter Given is x; a List<Number> wants a number."),
        ("a,B", {"Type": "CommaDelimitedList", "AllowedPattern": "[a-z]"},
         "The parameter Given is B; AllowedPattern is [a-z]."),
        ("a,d", {"Type": "CommaDelimitedList", "AllowedValues": ["a", "b"]},
         "The parameter Given is d; AllowedValues: the nearest is b; all of them: a, b."),
    ],
)  # fmt: skip
def test_what_is_not(given: str | None, described: dict[str, Any], message: str) -> None:
    assert refusal(given, described) == f"seed: Parameters.Given: {message}"


@table(
    "given, described, message",
    [
        (None, {"Type": "String", "Default": "prd", "AllowedValues": ["dev", "prod"]},
         "The parameter Given is prd; AllowedValues: the nearest is prod; all of them: dev, prod."),
        ("Prod", {"Type": "String", "AllowedPattern": "[a-z]+"},
         "The parameter Given is Prod; AllowedPattern is [a-z]+."),
        ("", {"Type": "String", "Default": "a", "MinLength": 1},
         "The parameter Given is empty; MinLength is 1 character."),
        ("prod", {"Type": "String", "MaxLength": 3},
         "The parameter Given is prod; MaxLength is 3 characters."),
        (None, {"Type": "Number", "Default": 2, "MinValue": 3},
         "The parameter Given is 2; MinValue is 3."),
        ("5", {"Type": "Number", "MaxValue": 4}, "The parameter Given is 5; MaxValue is 4."),
        ("x", {"Type": "Number"}, "The parameter Given is x; a Number wants a number."),
        ("a,d", {"Type": "CommaDelimitedList", "AllowedValues": ["a", "b"]},
         "The parameter Given is d; AllowedValues: the nearest is b; all of them: a, b."),
        ("Secret!", {"Type": "String", "NoEcho": True, "AllowedPattern": "[a-z]+"},
         "The parameter Given is ****; AllowedPattern is [a-z]+."),
    ],
)  # fmt: skip
def test_what_nothing_uses_is_not_allowed_either(
    given: str | None, described: dict[str, Any], message: str
) -> None:
    """CloudFormation validates all parameters of a stack (documented)."""
    stack = Stack(parameters={} if given is None else {"Given": given})
    with pytest.raises(SeedError) as mistake:
        document_of(template(described, subject="a"), stack)
    assert str(mistake.value) == f"seed: Parameters.Given: {message}"


@table(
    "described",
    [
        {"Type": "String", "AllowedValues": ["a"]},
        {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/x", "AllowedValues": ["a"]},
        {"Type": "String", "Default": "a", "AllowedValues": ["a"]},
    ],
)
def test_what_nothing_uses_may_have_no_value_or_one_of_ssm(described: dict[str, Any]) -> None:
    assert document_of(template(described, subject="a"), Stack())["PoolName"] == "a"


@table(
    "given, message",
    [
        ("prd", "is prd; AllowedValues"),
        ({"Ref": "Stage"}, "is tst; AllowedValues"),
        ({"Fn::Sub": "${Stage}"}, ""),  # what may need resources is not asked
        ({"Fn::GetAtt": "Function.Arn"}, ""),
        ("dev", ""),
        (None, ""),
    ],
)
def test_of_a_nested_stack_what_is_known(given: object, message: str, tmp_path: Path) -> None:
    inner = template(
        {"Type": "String", "Default": "dev", "AllowedValues": ["dev"]}, subject="inner"
    )
    (tmp_path / "inner.json").write_text(json.dumps(inner))
    nested = {"TemplateURL": "inner.json", "Parameters": {} if given is None else {"Given": given}}
    outer = {
        "Parameters": {"Stage": {"Type": "String", "Default": "tst"}},
        "Resources": {
            "Function": {"Type": "Custom::It"},
            "Inner": {"Type": "AWS::CloudFormation::Stack", "Properties": nested},
        },
    }
    (tmp_path / "outer.json").write_text(json.dumps(outer))
    try:
        Emulator(seed=tmp_path / "outer.json")
        said = ""
    except SeedError as error:
        said = str(error)
    assert message in said
    assert bool(said) == bool(message), said


def test_a_constraint_that_is_not_held_is_told_once() -> None:
    described = {"Type": "String", "Default": "a", "AllowedPattern": "[a"}
    for subject in ("unused", {"Ref": "Given"}):
        found = document_of(template(described, subject=subject), Stack())
        assert found.report is not None
        assert [row.outcome for row in found.report.rows].count("skipped") == 1


def test_a_type_that_is_none() -> None:
    assert refusal("a", {"Type": "Strng"}) == (
        "seed: Parameters.Given.Type: There is no type Strng; the nearest is String."
    )


def test_its_place_has_the_line(tmp_path: Path) -> None:
    file = tmp_path / "template.yaml"
    file.write_text(
        "Parameters:\n  Stage: {Type: String, AllowedValues: [dev, prod]}\nResources:\n"
        "  Pool: {Type: AWS::Cognito::UserPool, Properties: {UserPoolName: !Ref Stage}}\n"
    )
    with pytest.raises(SeedError, match=r"yaml:2: Parameters\.Stage: The parameter Stage is prd"):
        Emulator(Settings(parameters={"Stage": "prd"}), seed=file)


def test_a_pattern_that_is_not_read_is_told() -> None:
    described = {"Type": "String", "AllowedPattern": "[a"}
    found = document_of(
        template(described, subject={"Ref": "Given"}), Stack(parameters={"Given": "a"})
    )
    assert found["PoolName"] == "a"
    assert found.report is not None
    (row,) = (row for row in found.report.rows if row.outcome == "skipped")
    assert str(row) == (
        "skipped Parameters.Given.AllowedPattern: no value is held against [a:"
        " it cannot be read: unterminated character set at position 2"
    )

"""Intrinsic functions: what each gives, by a member of a pool that shows it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.seeds import SeedError, Stack, document_of, load, read_yaml
from tests.table import table

STACK = Stack(
    region="eu-west-1",
    account_id="111122223333",
    name="shop",
    parameters={
        "Stage": "prod",
        "exported": "from-elsewhere",
        "ssm:/pool/name": "kept",
        "ssm:/c/d": "of-ssm",
        "secretsmanager:mail:SecretString:key": "secret",
    },
)
AROUND: dict[str, Any] = {
    "Parameters": {
        "Stage": {"Type": "String", "Default": "dev", "AllowedValues": ["dev", "prod"]},
        "Names": {"Type": "CommaDelimitedList", "Default": "one, two,three"},
        "Days": {"Type": "Number", "Default": 7},
        "Open": {"Type": "String"},
        "Kept": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/a/b"},
        "Known": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/c/d"},
    },
    "Mappings": {"Stages": {"prod": {"Name": "live", "Zones": ["x", "y"]}}},
    "Conditions": {
        "IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
        "IsDev": {"Fn::Not": [{"Condition": "IsProd"}]},
        "Both": {"Fn::And": [{"Condition": "IsProd"}, {"Condition": "IsDev"}]},
        "Either": {"Fn::Or": [{"Condition": "IsDev"}, {"Condition": "IsProd"}]},
        "Sevens": {"Fn::Equals": [{"Ref": "Days"}, "7"]},
        "Round": {"Fn::Not": [{"Condition": "About"}]},
        "About": {"Fn::Not": [{"Condition": "Round"}]},
        "NoFlag": {"Ref": "Stage"},
    },
}
OTHERS: dict[str, Any] = {
    "Client": {"Type": "AWS::Cognito::UserPoolClient", "Properties": {"UserPoolId": {"Ref": "P"}}},
    "Role": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "sender"}},
    "Topic": {"Type": "AWS::SNS::Topic"},
    "Hook": {"Type": "AWS::Lambda::Function", "Properties": {"FunctionName": "hook"}},
    "Live": {
        "Type": "AWS::Lambda::Alias",
        "Properties": {"FunctionName": {"Ref": "Hook"}, "Name": "live"},
    },
    "Site": {"Type": "AWS::CloudFront::Distribution"},
    "Gone": {"Type": "AWS::S3::Bucket", "Condition": "IsDev"},
    "Domain": {
        "Type": "AWS::Cognito::UserPoolDomain",
        "Properties": {"UserPoolId": {"Ref": "P"}, "Domain": "my-shop"},
    },
}


def template(value: object) -> dict[str, Any]:
    """A template whose pool has a tag of a value."""
    pool = {"Type": "AWS::Cognito::UserPool", "Properties": {"UserPoolTags": {"it": value}}}
    return {**AROUND, "Resources": {"P": pool, **OTHERS}}


def resolved(value: object) -> Any:
    """What a value of a template comes to."""
    return document_of(template(value), STACK)["UserPoolTags"].get("it")


ARN = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_P"


@table(
    "value, comes_to",
    [
        ({"Ref": "Stage"}, "prod"),
        ({"Ref": "AWS::Region"}, "eu-west-1"),
        ({"Ref": "AWS::AccountId"}, "111122223333"),
        ({"Ref": "AWS::StackName"}, "shop"),
        ({"Ref": "AWS::Partition"}, "aws"),
        ({"Ref": "AWS::URLSuffix"}, "amazonaws.com"),
        ({"Ref": "AWS::NoValue"}, None),
        ({"Ref": "P"}, "eu-west-1_P"),
        ({"Ref": "Client"}, "Client"),
        ({"Ref": "Domain"}, "my-shop"),
        ({"Ref": "Role"}, "sender"),
        ({"Ref": "Topic"}, "arn:aws:sns:eu-west-1:111122223333:shop-Topic"),
        ({"Ref": "Live"}, "arn:aws:lambda:eu-west-1:111122223333:function:hook:live"),
        ({"Fn::GetAtt": ["P", "Arn"]}, ARN),
        ({"Fn::GetAtt": "P.Arn"}, ARN),
        ({"Fn::GetAtt": ["P", "UserPoolId"]}, "eu-west-1_P"),
        (
            {"Fn::GetAtt": ["P", "ProviderURL"]},
            "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_P",
        ),
        ({"Fn::GetAtt": ["Role", "Arn"]}, "arn:aws:iam::111122223333:role/sender"),
        ({"Fn::GetAtt": ["Site", "DomainName"]}, "site.cloudfront.net"),
        ({"Fn::GetAtt": ["Client", "Name"]}, "Client"),
        ({"Fn::Sub": "a-${Stage}-${P.UserPoolId}-${!Stage}"}, "a-prod-eu-west-1_P-${Stage}"),
        ({"Fn::Sub": ["${A}/${Stage}", {"A": {"Ref": "Days"}}]}, "7/prod"),
        ({"Fn::Join": ["-", ["a", {"Ref": "Stage"}, {"Ref": "Days"}]]}, "a-prod-7"),
        ({"Fn::Join": ["+", {"Ref": "Names"}]}, "one+two+three"),
        ({"Fn::Join": ["", ["a", {"Ref": "AWS::NoValue"}, "b"]]}, "ab"),
        ({"Fn::Select": ["1", {"Fn::Split": [",", "a,b,c"]}]}, "b"),
        ({"Fn::Select": [2, {"Ref": "Names"}]}, "three"),
        ({"Fn::Select": [0, {"Fn::GetAZs": ""}]}, "eu-west-1a"),
        ({"Fn::If": ["IsProd", "yes", {"Ref": "Nowhere"}]}, "yes"),
        ({"Fn::If": ["IsDev", {"Ref": "Nowhere"}, "no"]}, "no"),
        ({"Fn::If": ["Both", "both", "no"]}, "no"),
        ({"Fn::If": ["Either", "either", "no"]}, "either"),
        ({"Fn::If": ["Sevens", "7", "no"]}, "7"),
        ({"Fn::If": ["IsDev", "x", {"Ref": "AWS::NoValue"}]}, None),
        ({"Fn::FindInMap": ["Stages", {"Ref": "Stage"}, "Name"]}, "live"),
        ({"Fn::Select": [1, {"Fn::FindInMap": ["Stages", "prod", "Zones"]}]}, "y"),
        ({"Fn::FindInMap": ["Stages", "x", "Name", {"DefaultValue": "none"}]}, "none"),
        ({"Fn::ImportValue": "exported"}, "from-elsewhere"),
        ({"Fn::Base64": "abc"}, "YWJj"),
        ({"Fn::ToJsonString": {"a": {"Ref": "Stage"}}}, '{"a":"prod"}'),
        ({"Fn::Length": {"Ref": "Names"}}, "3"),
        ("{{resolve:ssm:/pool/name}}!", "kept!"),
        ({"Fn::Join": ["", ["{{resolve:ssm:", "/pool/name", "}}"]]}, "kept"),
        ("{{resolve:secretsmanager:x:y}}", "{{resolve:secretsmanager:x:y}}"),
        ("{{resolve:ssm:/pool/name:3}}", "kept"),  # of whichever version
        ("{{resolve:secretsmanager:mail:SecretString:key::}}", "secret"),
        ({"Ref": "Known"}, "of-ssm"),
        ({"Fn::Select": [1, {"Fn::Cidr": ["10.0.0.0/16", 2, 8]}]}, "10.0.1.0/24"),
        ({"Fn::Join": ["+", {"Fn::Cidr": ["10.0.0.0/24", "2", "5"]}]}, "10.0.0.0/27+10.0.0.32/27"),
        (
            {"Fn::Join": ["", [{"Fn::Transform": {"Name": "Own"}}, "rest"]]},
            "rest",
        ),
        (True, "true"),
        (12, "12"),
    ],
)
def test_it_comes_to(value: object, comes_to: object) -> None:
    assert resolved(value) == comes_to


IN_JSON = "seed: Resources.P.Properties.UserPoolTags.it"


@table(
    "value, message",
    [
        ({"Ref": "Stag"}, ".Ref: There is no resource or parameter Stag; the nearest is Stage."),
        ({"Ref": "AWS::Regio"}, ".Ref: There is no AWS::Regio; the nearest is AWS::Region."),
        ({"Ref": ["a"]}, ".Ref: This must be a name, not a list."),
        ({"Ref": "Gone"}, ".Ref: The resource Gone is not deployed: its condition is not met."),
        ({"Ref": "Open"}, ".Ref: The parameter Open has no default: --parameter Open=VALUE says"),
        ({"Ref": "Kept"}, ".Ref: The parameter Kept is kept by SSM: --parameter Kept=VALUE says"),
        ({"Fn::GetAtt": ["P", "Ar"]}, ".Fn::GetAtt: AWS::Cognito::UserPool has no attribute Ar;"),
        ({"Fn::GetAtt": "P"}, ".Fn::GetAtt: This must be a resource and its attribute, as in"),
        ({"Fn::Sub": "a-${Stgae}"}, ".Fn::Sub: There is no resource or parameter Stgae;"),
        ({"Fn::Sub": ["a"]}, ".Fn::Sub: This must be a list of 2, not of 1."),
        ({"Fn::Sub": 7}, ".Fn::Sub: This must be text, not the number 7."),
        ({"Fn::Sub": "${Names}"}, ".Fn::Sub: This must be text, not a list."),
        ({"Fn::Join": ["-", "abc"]}, ".Fn::Join[1]: This must be a list, not text."),
        ({"Fn::Join": ["-", [["a"]]]}, ".Fn::Join[1][0]: This must be text, not a list."),
        ({"Fn::Split": ["", "a"]}, ".Fn::Split[0]: What separates the parts is empty."),
        ({"Fn::Select": [9, ["a"]]}, ".Fn::Select[0]: There is no item 9; the list has 1."),
        ({"Fn::If": ["IsPrd", 1, 2]}, ".Fn::If[0]: There is no condition IsPrd; the nearest is"),
        ({"Fn::If": [{}, 1, 2]}, ".Fn::If[0]: The name of a condition is text, not an object."),
        ({"Fn::FindInMap": ["Stages", "x", "Name"]}, ".Fn::FindInMap[1]: There is nothing by the"),
        ({"Fn::ImportValue": "other"}, ".Fn::ImportValue: Another stack exports other, and nobody"),
        ({"Fn::Transform": {}}, ".Fn::Transform: This has no Name of a macro."),
        (
            {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "a.yaml"}}},
            ".Fn::Transform.Parameters.Location: a.yaml is a file, and this template stands in",
        ),
        (
            {"Fn::Cidr": ["10.0.0.0/24", 300, 1]},
            ".Fn::Cidr[1]: This must be a number from 1 to 256",
        ),
        (
            {"Fn::Cidr": ["10.0.0.0/24", 9, 5]},
            ".Fn::Cidr[1]: There are 8 such blocks in 10.0.0.0/24",
        ),
        ({"Fn::Cidr": ["10.0.0.0/24", 1, 9]}, ".Fn::Cidr[0]: It cannot be cut: "),
        ({"Fn::Cidr": ["here", 1, 9]}, ".Fn::Cidr[0]: It cannot be cut: 'here' does not appear"),
        ({"Fn::Fnd": 1}, ": Fn::Fnd cannot be resolved;"),
    ],
)
def test_what_cannot_be_resolved_is_an_error_with_its_place(value: object, message: str) -> None:
    with pytest.raises(SeedError) as refusal:
        resolved(value)
    assert str(refusal.value).startswith(f"{IN_JSON}{message}")


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("Round", "seed: Conditions.Round: It refers to itself: the condition Round."),
        ("NoFlag", "seed: Conditions.NoFlag: This must be a condition, not text."),
    ],
)
def test_conditions_that_are_none(condition: str, message: str) -> None:
    with pytest.raises(SeedError) as refusal:
        resolved({"Fn::If": [condition, 1, 2]})
    assert str(refusal.value) == message


def test_a_value_that_a_parameter_does_not_allow() -> None:
    with pytest.raises(SeedError, match=r"Parameters.Stage: The parameter Stage is test; Allowed"):
        document_of(template({"Ref": "Stage"}), Stack(parameters={"Stage": "test"}))


def test_what_is_not_used_need_not_be_known() -> None:
    whole = template("x")
    whole["Resources"]["Topic"]["Properties"] = {"Name": {"Fn::ImportValue": "nobody-knows"}}
    assert document_of(whole, STACK)["UserPoolTags"] == {"it": "x"}


SHORT = """\
Conditions: {C: !Equals [!Ref "AWS::Region", eu-west-1]}
Mappings: {M: {a: {b: found}}}
Resources:
  P:
    Type: AWS::Cognito::UserPool
    Properties:
      UserPoolTags:
        ref: !Ref P
        arn: !GetAtt P.Arn
        list: !GetAtt [P, Arn]
        sub: !Sub "${AWS::Region}!"
        pair: !Sub ["${A}", {A: !Ref P}]
        join: !Join ["-", [a, !Ref P]]
        select: !Select [0, !Split [",", "a,b"]]
        if: !If [C, yes, no]
        map: !FindInMap [M, a, b]
        base: !Base64 abc
        on: 2010-09-09
"""


def test_short_tags_are_functions() -> None:
    tags = document_of(read_yaml(SHORT), STACK)["UserPoolTags"]
    assert tags == {
        "ref": "eu-west-1_P",
        "arn": ARN,
        "list": ARN,
        "sub": "eu-west-1!",
        "pair": "eu-west-1_P",
        "join": "a-eu-west-1_P",
        "select": "a",
        "if": "yes",
        "map": "found",
        "base": "YWJj",
        "on": "2010-09-09",
    }


def test_short_tags_are_the_long_form() -> None:
    """The same template in JSON comes to the same seed."""
    long = json.loads(json.dumps(read_yaml(SHORT)))
    assert document_of(long, STACK) == document_of(read_yaml(SHORT), STACK)


# --- loops, includes, rules -----------------------------------------------------------------------


def looped(body: object, collection: object = ("a-1", "b")) -> dict[str, Any]:
    """A template whose pool has tags that a loop makes."""
    whole = template("x")
    listed = [*collection] if isinstance(collection, tuple) else collection
    whole["Resources"]["P"]["Properties"]["UserPoolTags"] = {
        "first": "1",
        "Fn::ForEach::Tags": ["Name", listed, body],
    }
    return whole


@pytest.mark.parametrize(
    ("body", "collection", "tags"),
    [
        ({"t${Name}": {"Ref": "Name"}}, ("a-1", "b"), {"ta-1": "a-1", "tb": "b"}),
        ({"t&{Name}": "${Name}!"}, ("a-1", "b"), {"ta1": "a-1!", "tb": "b!"}),
        ({"${Name}": {"Fn::Sub": "${Name}-${Stage}"}}, ("b",), {"b": "b-prod"}),
        ({"${Name}": "x", "${Name}2": "y"}, {"Ref": "Names"}, {
            "one": "x", "one2": "y", "two": "x", "two2": "y", "three": "x", "three2": "y",
        }),
        (
            {"Fn::ForEach::Inner": ["Other", ["1", "2"], {"${Name}${Other}": "${Other}"}]},
            ("a", "b"),
            {"a1": "1", "a2": "2", "b1": "1", "b2": "2"},
        ),
    ],
)  # fmt: skip
def test_a_loop_makes_members(body: object, collection: object, tags: dict[str, str]) -> None:
    assert document_of(looped(body, collection), STACK)["UserPoolTags"] == {"first": "1", **tags}


def test_a_loop_makes_resources_conditions_and_outputs() -> None:
    whole = template("x")
    client = {"Type": "AWS::Cognito::UserPoolClient", "Properties": {"UserPoolId": {"Ref": "P"}}}
    whole["Conditions"]["Fn::ForEach::Each"] = [
        "N",
        ["Web", "Job"],
        {"Has${N}": {"Fn::Equals": ["${N}", "Web"]}},
    ]
    whole["Resources"]["Fn::ForEach::Clients"] = [
        "N",
        ["Web", "Job"],
        {"${N}Client": {**client, "Condition": "Has${N}"}},
    ]
    document = document_of(whole, STACK)
    assert [each["ClientName"] for each in document["Clients"]] == ["Client", "WebClient"]
    assert document.report is not None
    told = [str(row) for row in document.report.rows]
    assert "taken   Resources.WebClient.Properties.UserPoolId" in told
    kind = "(AWS::Cognito::UserPoolClient)"
    assert f"skipped Resources.JobClient {kind}: its condition HasJob is not met" in told


@pytest.mark.parametrize(
    ("whole", "message"),
    [
        (looped({"${Name}": {"Ref": "Nm"}}), "UserPoolTags.a-1).${Name}.Ref: There is no resource"),
        (looped({"x": 1}, "abc"), "Fn::ForEach::Tags[1]: This must be a list, not text."),
        (
            {"Resources": {"Fn::ForEach::A": ["X", {"Ref": "P"}, {}]}},
            "Resources.Fn::ForEach::A[1].Ref: There is no resource or parameter P;",
        ),
        (
            {
                "Conditions": {"Fn::ForEach::A": ["X", {"Fn::If": ["C", ["a"], []]}, {}]},
                "Resources": {"Fn::ForEach::A": ["X", [], {}]},
            },
            "Conditions.Fn::ForEach::A[1].Fn::If[0]: There is no condition C;",
        ),
        (looped([], ("a",)), "Fn::ForEach::Tags[2]: This must be an object with members, not a"),
        (
            {
                "Resources": {
                    "Fn::ForEach::A": ["X", ["1", "2"], {"P": {"Type": "AWS::S3::Bucket"}}]
                }
            },
            ".P: P is there twice.",
        ),
        (
            {"Resources": {"Fn::ForEach::A": [{}, [], {}], "B": {"Type": "AWS::S3::Bucket"}}},
            "Resources.Fn::ForEach::A[0]: This must be the name of what goes round, not an object.",
        ),
    ],
)
def test_a_loop_that_is_wrong(whole: dict[str, Any], message: str) -> None:
    with pytest.raises(SeedError) as refusal:
        document_of(whole, STACK)
    assert message in str(refusal.value)


def test_files_that_a_template_includes(tmp_path: Path) -> None:
    include = {"Name": "AWS::Include", "Parameters": {"Location": "parts/pool.yaml"}}
    whole = {
        "Parameters": {"Stage": {"Type": "String", "Default": "dev"}},
        "Resources": {
            "P": {"Type": "AWS::Cognito::UserPool", "Properties": {"Fn::Transform": include}},
            "Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "more.json"}},
        },
    }
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/pool.yaml").write_text('UserPoolName: !Sub "of-${Stage}"\n')
    group = {"UserPoolId": {"Ref": "P"}, "GroupName": "staff"}
    more = {"G": {"Type": "AWS::Cognito::UserPoolGroup", "Properties": group}}
    (tmp_path / "more.json").write_text(json.dumps(more))
    file = tmp_path / "template.json"
    file.write_text(json.dumps(whole))
    document = load(file)
    assert document["PoolName"] == "of-dev"
    assert [each["GroupName"] for each in document["Groups"]] == ["staff"]
    assert {each.name for each in document.files} == {"template.json", "pool.yaml", "more.json"}


def test_a_macro_of_one_s_own_is_lost() -> None:
    whole = {**template("x"), "Transform": ["AWS::LanguageExtensions", "Mine"]}
    (note,) = document_of(whole, Stack()).notes
    assert note == (
        "seed: Transform: the macro Mine runs in AWS only, what it makes is not here;"
        " aws cloudformation get-template --template-stage Processed has it."
    )


def ruled(*assertions: object, condition: object = True) -> dict[str, Any]:
    listed = [{"Assert": each, "AssertDescription": "Not this stage."} for each in assertions]
    return {
        **template("x"),
        "Rules": {"Stages": {"RuleCondition": condition, "Assertions": listed}},
    }


STAGE: Any = {"Ref": "Stage"}


@pytest.mark.parametrize(
    ("rule", "is_kept"),
    [
        (ruled({"Fn::Contains": [["dev", "prod"], STAGE]}), True),
        (ruled({"Fn::Contains": [["dev"], STAGE]}), False),
        (ruled({"Fn::Contains": [["dev"], STAGE]}, condition={"Fn::Equals": [STAGE, "dev"]}), True),
        (ruled({"Fn::Not": [{"Fn::Contains": [["dev"], STAGE]}]}), True),
        (ruled({"Fn::EachMemberIn": [{"Ref": "Names"}, ["one", "two", "three"]]}), True),
        (ruled({"Fn::EachMemberIn": [{"Ref": "Names"}, ["one"]]}), False),
        (ruled({"Fn::EachMemberEquals": [["prod", "prod"], STAGE]}), True),
        (ruled({"Fn::EachMemberEquals": [["prod", "x"], STAGE]}), False),
        (ruled({"Fn::Equals": [{"Ref": "Open"}, "x"]}), True),  # which nobody here knows
        (ruled({"Fn::Contains": [{"Fn::RefAll": "AWS::EC2::VPC::Id"}, "x"]}), True),
    ],
)
def test_rules_hold_parameters(rule: dict[str, Any], *, is_kept: bool) -> None:
    if is_kept:
        assert document_of(rule, STACK)
        return
    with pytest.raises(SeedError, match=r"Rules.Stages.Assertions\[0\]: The rule is broken: Not"):
        document_of(rule, STACK)

"""Templates that want to be endless, or to read what is not theirs: they are refused, and soon."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.seeds import SeedError, document_of, load
from tests.table import table

POOL: dict[str, Any] = {"Type": "AWS::Cognito::UserPool"}


def named(value: object) -> dict[str, Any]:
    return {"Type": "AWS::Cognito::UserPool", "Properties": {"UserPoolName": value}}


def bucket(name: object) -> dict[str, Any]:
    return {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": name}}


def conditions() -> dict[str, Any]:
    """Each asks for the one before twice: 2 to the power of 64, if each were asked anew."""
    found: dict[str, Any] = {"C0": {"Fn::Equals": ["a", "a"]}}
    for number in range(64):
        before = {"Condition": f"C{number}"}
        found[f"C{number + 1}"] = {"Fn::And": [before, before]}
    return {"Conditions": found, "Resources": {"Pool": {**POOL, "Condition": "C64"}}}


def names() -> dict[str, Any]:
    """Each is twice as long as the one before."""
    found: dict[str, Any] = {"B0": bucket("0123456789"), "Pool": named({"Ref": "B40"})}
    for number in range(40):
        text = {"Fn::Sub": f"${{B{number}}}${{B{number}}}"}
        found[f"B{number + 1}"] = bucket(text)
    return {"Resources": found}


def joined() -> dict[str, Any]:
    long = {"Fn::Join": ["", ["x" * 1000] * 2000]}
    return {"Resources": {"Pool": named(long)}}


def quoted() -> dict[str, Any]:
    """Each time all quotation marks and backslashes double."""
    value: Any = {"a": '"'}
    for _ in range(60):
        value = {"Fn::ToJsonString": {"a": value}}
    return {"Resources": {"Pool": named(value)}}


def loops() -> dict[str, Any]:
    body: dict[str, Any] = {"${A}${B}${C}${D}": "x"}
    for name in "ABCD":
        body = {f"Fn::ForEach::{name}": [name, [str(each) for each in range(100)], body]}
    pool = {"Type": "AWS::Cognito::UserPool", "Properties": {"UserPoolTags": body}}
    return {"Resources": {"Pool": pool}}


def loop_in_itself(times: int) -> dict[str, Any]:
    body: dict[str, Any] = {"${A}": "x"}
    for _ in range(times):
        body = {"Fn::ForEach::A": ["A", ["1"], body]}
    pool = {"Type": "AWS::Cognito::UserPool", "Properties": {"UserPoolTags": body}}
    return {"Resources": {"Pool": pool}}


def circle() -> dict[str, Any]:
    one, other = ({"Ref": name} for name in ("A", "B"))
    return {"Resources": {"Pool": named(one), "A": bucket(other), "B": bucket(one)}}


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (names(), "It makes a text of more than 1048576 characters."),
        (joined(), "It makes a text of more than 1048576 characters."),
        (quoted(), "It makes a text of more than 1048576 characters."),
        pytest.param(
            loops(),
            "It makes too much of what is written: over 50000 values.",
            marks=pytest.mark.slow,
        ),
        (loop_in_itself(3_000), "It is nested too deeply"),
        (circle(), "It refers to itself: the resource A."),
    ],
    ids=["names", "joined", "quoted", "loops", "nested loops", "circle"],
)
def test_what_would_grow_or_go_round(template: dict[str, Any], message: str) -> None:
    with pytest.raises(SeedError) as refusal:
        document_of(template)
    assert message in str(refusal.value)


def test_loops_in_loops_take_no_longer_names_each_time() -> None:
    """They had names that were twice as long each time: the 30th alone took gigabytes."""
    assert document_of(loop_in_itself(60))["UserPoolTags"] == {"1": "x"}


@table(
    "text, name",
    [
        ("${" * 100_000, "${" * 100_000),
        ("${AWS::Region}" + "${" * 100_000, "us-east-1" + "${" * 100_000),
        ("{{resolve:" * 50_000, "{{resolve:" * 50_000),
    ],
)
def test_what_is_begun_again_and_again_is_read_once(text: str, name: str) -> None:
    found = document_of({"Resources": {"Pool": named({"Fn::Sub": text})}})
    assert found["PoolName"] == name


def test_a_text_that_is_longer_than_any_template() -> None:
    text = {"Fn::Sub": ["${Nothing}" * 200_000, {"Nothing": ""}]}
    with pytest.raises(SeedError, match="It makes a text of more than 1048576 characters"):
        document_of({"Resources": {"Pool": named(text)}})


def forks(modules: int) -> dict[str, Any]:
    """Each module names the one behind it twice: 2 to the power of 60, if each were asked."""
    pool, client = "aws_cognito_user_pool", "aws_cognito_user_pool_client"
    calls = {
        f"m{number}": {
            "module": {"outputs": {"id": {"expression": {"references": ["var.a", "var.b"]}}}},
            "expressions": {
                name: {"references": [f"module.m{number + 1}.id", f"module.m{number}.id"]}
                for name in "ab"
            },
        }
        for number in range(modules)
    }
    last = {"outputs": {"id": {"expression": {"references": [f"{pool}.p.id"]}}}}
    asked = {"user_pool_id": {"references": ["module.m0.id"]}}
    values = [
        {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name, "values": {}}
        for kind, name in ((pool, "p"), (client, "c"))
    ]
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": values}},
        "configuration": {
            "root_module": {
                "resources": [{"type": client, "name": "c", "expressions": asked}],
                "module_calls": {**calls, f"m{modules}": {"module": last}},
            }
        },
    }


def test_modules_that_fork_are_followed_once() -> None:
    found = document_of(forks(60))
    assert len(found["Clients"]) == 1


def test_conditions_are_asked_once() -> None:
    assert document_of(conditions())["PoolName"] == "Pool"


LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{LAUGHS}Resources: {{Pool: {{Type: AWS::Cognito::UserPool, P: *i}}}}", "too large"),
        ("Resources: &r {Pool: {Type: AWS::Cognito::UserPool, P: *r}}", "contains itself"),
        (
            "Resources: {Pool: {Type: !Sub " + "[" * 3000 + "]" * 3000 + "}}",
            "nested too deeply|nesting depth",
        ),
    ],
    ids=["laughs", "itself", "deep"],
)
def test_texts_that_are_endless(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "template.yaml"
    file.write_text(text)
    with pytest.raises(SeedError, match=message):
        load(file)


def test_a_file_that_includes_itself(tmp_path: Path) -> None:
    include = {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "a.json"}}}
    (tmp_path / "a.json").write_text(json.dumps({"Inner": include}))
    pool = {"Type": "AWS::Cognito::UserPool", "Properties": {"UserPoolTags": include}}
    (tmp_path / "t.json").write_text(json.dumps({"Resources": {"Pool": pool}}))
    with pytest.raises(SeedError, match=r"name more than 200 files|nested too deep"):
        load(tmp_path / "t.json")


@pytest.mark.parametrize(
    "named_file", ["../secret.json", "/etc/passwd", "/dev/stdin", "a\0b", "link.json", "~/x", "."]
)
@pytest.mark.parametrize("how", ["TemplateURL", "Include"])
def test_files_that_are_not_its_own(tmp_path: Path, how: str, named_file: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "secret.json").write_text('{"Resources": {"It": {"Type": "AWS::S3::Bucket"}}}')
    (home / "link.json").symlink_to(tmp_path / "secret.json")
    if how == "TemplateURL":
        properties = {"TemplateURL": named_file}
        other = {"Type": "AWS::CloudFormation::Stack", "Properties": properties}
    else:
        macro = {"Name": "AWS::Include", "Parameters": {"Location": named_file}}
        other = {"Type": "AWS::Cognito::UserPool", "Properties": {"Fn::Transform": macro}}
    (home / "t.json").write_text(json.dumps({"Resources": {"Pool": POOL, "Other": other}}))
    with pytest.raises(SeedError) as refusal:
        load(home / "t.json")
    assert ("leads out of the folder" in str(refusal.value)) or ("no " in str(refusal.value))
    assert "Resources.Other.Properties." in str(refusal.value)


@pytest.mark.parametrize("current", ["home", "beside", "."])
def test_files_of_its_own_from_wherever_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, current: str
) -> None:
    """A path with .. in it is no path in the folder that it begins with."""
    for name in ("home", "beside"):
        (tmp_path / name).mkdir()
    outer = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "./inner.json"}}
    (tmp_path / "home" / "outer.json").write_text(json.dumps({"Resources": {"Auth": outer}}))
    (tmp_path / "home" / "inner.json").write_text(json.dumps({"Resources": {"Pool": POOL}}))
    monkeypatch.chdir(tmp_path / current)
    named = os.path.relpath(tmp_path / "home" / "outer.json")
    assert load(named)["Id"] == "us-east-1_AuthPool"


def test_code_that_is_not_its_own_is_not_run(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "app.py").write_text("raise SystemExit\n")
    function = {"Runtime": "python3.12", "Handler": "app.handler", "CodeUri": "../"}
    config = {"LambdaConfig": {"PreSignUp": {"Fn::GetAtt": ["Hook", "Arn"]}}}
    resources = {
        "Pool": {"Type": "AWS::Cognito::UserPool", "Properties": config},
        "Hook": {"Type": "AWS::Serverless::Function", "Properties": function},
    }
    (home / "t.json").write_text(json.dumps({"Resources": resources}))
    (note,) = load(home / "t.json").notes
    assert "Resources.Hook: its code leads out of the folder " in note

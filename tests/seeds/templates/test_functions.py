"""The code of a template's functions: where it is looked for, and what is said where it is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import document_of, load

PYTHON = "def handler(event, context):\n    return event\n"
NODE = "exports.handler = async (event) => event;\n"


def template(**function: Any) -> dict[str, Any]:
    """A template whose pool has a trigger."""
    described = {"Runtime": "python3.12", "Handler": "app.handler", **function}
    metadata = described.pop("Metadata", {})
    kind = described.pop("Type", "AWS::Lambda::Function")
    config = {"PreSignUp": described.pop("named", {"Fn::GetAtt": ["Hook", "Arn"]})}
    return {
        "Resources": {
            "Pool": {"Type": "AWS::Cognito::UserPool", "Properties": {"LambdaConfig": config}},
            "Hook": {"Type": kind, "Properties": described, "Metadata": metadata},
        }
    }


SAM = {"Type": "AWS::Serverless::Function"}


@pytest.mark.parametrize(
    ("function", "file", "code"),
    [
        ({"Code": {"S3Bucket": "b", "S3Key": "k.zip"}}, "app.py", PYTHON),
        ({**SAM}, "app.py", PYTHON),
        ({**SAM, "CodeUri": "src/"}, "src/app.py", PYTHON),
        ({**SAM, "CodeUri": "./src", "Handler": "lib.app.handler"}, "src/lib/app.py", PYTHON),
        ({**SAM, "CodeUri": "src", "Handler": "lib/app.handler"}, "src/lib/app.py", PYTHON),
        ({"Code": "src"}, "src/app.py", PYTHON),
        ({"Code": {"S3Key": "12ab.zip"}}, "asset.12ab/app.py", PYTHON),
        ({**SAM, "Runtime": "nodejs22.x"}, "app.js", NODE),
        ({**SAM, "Runtime": "nodejs22.x", "Handler": "a/b.handler"}, "a/b.cjs", NODE),
    ],
)
def test_it_is_found(tmp_path: Path, function: dict[str, Any], file: str, code: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(code)
    here = tmp_path / "template.json"
    here.write_text(json.dumps(template(**function)))
    document = load(here)
    arn = "arn:aws:lambda:us-east-1:123456789012:function:template-Hook"
    assert document["Functions"] == {arn: f"{file}:handler"}
    assert not document.notes
    with Emulator(seed=here) as emulator:
        client = emulator.call(
            "CreateUserPoolClient", {"UserPoolId": "us-east-1_Pool", "ClientName": "x"}
        )["UserPoolClient"]["ClientId"]
        request = {"ClientId": client, "Username": "ada", "Password": "Long-Password-1"}
        assert emulator.call("SignUp", request)["UserConfirmed"] is False


@pytest.mark.parametrize("named", [{"Ref": "Live"}, {"Ref": "Version"}])
def test_versions_and_aliases_are_the_function(tmp_path: Path, named: dict[str, str]) -> None:
    (tmp_path / "app.py").write_text(PYTHON)
    whole = template(**SAM, named=named)
    of = {"FunctionName": {"Ref": "Hook"}}
    whole["Resources"] |= {
        "Live": {"Type": "AWS::Lambda::Alias", "Properties": {**of, "Name": "live"}},
        "Version": {"Type": "AWS::Lambda::Version", "Properties": of},
    }
    here = tmp_path / "template.json"
    here.write_text(json.dumps(whole))
    assert list(load(here)["Functions"].values()) == ["app.py:handler"]


@pytest.mark.parametrize(
    ("function", "files", "sentence"),
    [
        ({}, (), "there is no file app.py"),
        ({"Code": "src"}, (), "there is no file src/app.py"),
        ({"Runtime": "java21"}, (), "code of the runtime java21 does not run here"),
        ({"Runtime": "nodejs22.x"}, ("app.ts",), "its code is TypeScript, app.ts: build it first"),
        ({"Handler": "handler"}, (), "the handler handler has no module"),
        ({"Handler": "app.nothing"}, ("app.py",), "app.py has no function nothing; it has handler"),
        ({"Handler": "bad.handler"}, ("bad.py",), "bad.py cannot be loaded: ModuleNotFoundError"),
        (
            {"named": "arn:aws:lambda:us-east-1:1:function:other"},
            (),
            "arn:aws:lambda:us-east-1:1:function:other is no function of this template",
        ),
    ],
)
def test_where_it_is_not_the_pool_is_there_all_the_same(
    tmp_path: Path, function: dict[str, Any], files: tuple[str, ...], sentence: str
) -> None:
    for name in files:
        (tmp_path / name).write_text("import nowhere_to_be_found\n" if "bad" in name else PYTHON)
    here = tmp_path / "template.json"
    here.write_text(json.dumps(template(**function)))
    document = load(here)
    assert "Functions" not in document
    (note,) = document.notes
    assert sentence in note
    assert "; --function arn:aws:lambda:" in note
    Emulator(seed=here)


def test_no_code_runs_for_a_template_that_stands_in_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that posts a template must not have files of this machine run."""
    (tmp_path / "app.py").write_text("raise SystemExit('run')")
    monkeypatch.chdir(tmp_path)
    assert "Functions" not in document_of(template(**SAM))
    inline = template(Code={"ZipFile": "raise SystemExit('run')"}, Handler="index.handler")
    assert "Functions" not in document_of(inline)


def test_no_code_runs_where_functions_are_refused(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("raise SystemExit('run')")
    here = tmp_path / "template.json"
    here.write_text(json.dumps(template(**SAM)))
    (planted,) = Emulator().plant(here, functions=False)
    assert planted.pool.id == "us-east-1_Pool"

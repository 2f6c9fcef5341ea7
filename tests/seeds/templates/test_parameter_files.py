"""Files with parameters, as the tools that deploy templates have them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cognito_emulator.seeds import SeedError, parameters_of
from tests.forked import run
from tests.table import table

TEMPLATE = {
    "Parameters": {name: {"Type": "String"} for name in ("Stage", "Team")},
    "Resources": {
        "Pool": {
            "Type": "AWS::Cognito::UserPool",
            "Properties": {"UserPoolName": {"Fn::Sub": "${Team}-${Stage}"}},
        }
    },
}


@table(
    "content, parameters",
    [
        ([{"ParameterKey": "A", "ParameterValue": "x=y"}], {"A": "x=y"}),
        (["A=x=y", "B="], {"A": "x=y", "B": ""}),
        ({"Parameters": {"A": "x"}, "Tags": {"T": "t"}}, {"A": "x"}),
        ({"A": ["x", "y"], "B": False, "C": 7}, {"A": "x,y", "B": "false", "C": "7"}),
        ({"A": [{"b": 1}], "C": None}, {"A": '[{"b":1}]', "C": ""}),
    ],
)
def test_it_says(content: object, parameters: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "parameters.json"
    file.write_text(json.dumps(content))
    assert parameters_of(file) == parameters


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1]", "parameters.json: [0]: This must be an object with members, not the number 1."),
        ('[{"ParameterKey": "A"}]', "parameters.json: [0]: This must have ParameterKey and"),
        ("Stage", "parameters.json: This must be an object with members, not text."),
    ],
)
def test_what_is_none(text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "parameters.json"
    file.write_text(text)
    with pytest.raises(SeedError) as refusal:
        parameters_of(file)
    assert message in str(refusal.value)


def test_the_command_line_takes_files_and_the_last_word_counts(tmp_path: Path) -> None:
    (tmp_path / "template.json").write_text(json.dumps(TEMPLATE))
    (tmp_path / "dev.yaml").write_text("Stage: dev\nTeam: shop\n")
    given = ("--parameter", "file://dev.yaml", "--parameter", "Stage=test")
    done = run("import", "template.json", *given, cwd=tmp_path)
    assert "PoolName: shop-test" in done.stdout
    refused = run("import", "template.json", "--parameter", "file://prod.yaml", cwd=tmp_path)
    assert "prod.yaml: There is no such file; " in refused.stderr

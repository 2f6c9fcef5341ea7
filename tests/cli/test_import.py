"""``cognito-emulator import``: the seed of a template, and what came of its members."""

from __future__ import annotations

import io
import json
import stat
from pathlib import Path

import pytest

from cognito_emulator import cli
from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import read_yaml
from tests.prose import ROOT

TEMPLATES = ROOT / "fixtures" / "templates"
SAM = TEMPLATES / "sam" / "template.yaml"
INLINE = TEMPLATES / "cloudformation" / "auth.yaml"
STATE = TEMPLATES / "terraform" / "state.json"
Captured = pytest.CaptureFixture[str]


def imported(capsys: Captured, *arguments: object) -> tuple[str, str]:
    """What an import says on its two outputs."""
    assert cli.main(["import", *map(str, arguments)]) == 0
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_the_seed_on_the_standard_output_makes_the_same_pool(capsys: Captured) -> None:
    out, _ = imported(capsys, SAM)
    seed = dict(read_yaml(out))
    del seed["Functions"]  # whose paths begin at the current folder
    pool = Emulator(seed=seed).call("DescribeUserPool", {"UserPoolId": "us-east-1_UserPool"})
    other = Emulator(seed=SAM).call("DescribeUserPool", {"UserPoolId": "us-east-1_UserPool"})
    dates = {"CreationDate", "LastModifiedDate"}
    shown = [
        {name: value for name, value in each["UserPool"].items() if name not in dates}
        for each in (pool, other)
    ]
    assert shown[0] == shown[1]


def test_the_report_has_a_line_for_each_member(capsys: Captured) -> None:
    _, err = imported(capsys, SAM, "--parameter", "Stage=prod")
    lines = err.splitlines()
    assert "taken   Resources.UserPool.Properties.Schema" in lines
    assert (
        "folded  Resources.ConfirmFunction: it answers triggers, by src/confirm.py:handler" in lines
    )
    assert "skipped Resources.Api (AWS::Serverless::Api): it is no part of a user pool" in lines
    assert lines[-2] == "32 members: 25 taken, 5 folded, 2 skipped, 0 lost."
    assert lines[-1] == "1 user pool, 1 app client, 1 group, 1 user."


def test_a_file_of_a_seed_with_people_is_its_owner_s(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "seed.yaml"
    file.write_text("what was there before")
    file.chmod(0o644)
    out, err = imported(capsys, STATE, "--output", file)
    assert (out, stat.S_IMODE(file.stat().st_mode)) == ("", 0o600)
    first = file.read_text().splitlines()[0]
    assert first == f"# {err.splitlines()[-1]}"
    assert first.endswith("1 user. Secrets are in it: ClientSecret, TemporaryPassword.")
    assert Emulator(seed=file).user("eu-central-1_Kp7Qm2XyZ", "one").enabled is False


def test_the_standard_input(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(STATE.read_text()))
    out, err = imported(capsys, "-")
    assert read_yaml(out)["PoolName"] == "members"
    assert err == imported(capsys, STATE)[1]


def test_a_report_of_several_templates_names_each(tmp_path: Path, capsys: Captured) -> None:
    pool = {"Type": "AWS::Cognito::UserPool"}
    inner = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "inner.json"}}
    root, child = tmp_path / "root.json", tmp_path / "inner.json"
    root.write_text(json.dumps({"Resources": {"Pool": pool, "Inner": inner}}))
    child.write_text(json.dumps({"Resources": {"Pool": pool}}))
    _, err = imported(capsys, root, "--parameter", "Stage=x")
    assert err.splitlines() == [
        f"{root}: there is no parameter Stage; it has none.",
        f"{root}:",
        "taken   Resources.Pool.Properties.UserPoolName: by default, it is Pool",
        "folded  Resources.Inner: it is the stack of inner.json",
        f"{child}:",
        "taken   Resources.Pool.Properties.UserPoolName: by default, it is Pool",
        "3 members: 2 taken, 1 folded, 0 skipped, 0 lost.",
        "2 user pools.",
    ]


def test_a_file_of_json(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "seed.json"
    imported(capsys, STATE, "--output", file)
    assert json.loads(file.read_text())["PoolName"] == "members"


def test_functions_are_found_from_where_the_seed_is_written(
    tmp_path: Path, capsys: Captured
) -> None:
    file = tmp_path / "deep" / "seed.yaml"
    file.parent.mkdir()
    imported(capsys, SAM, "--output", file)
    emulator = Emulator(seed=file)
    request = {
        "ClientId": "WebClient",
        "Username": "a@shop.example",
        "Password": "Long-Password-1",
        "UserAttributes": [{"Name": "email", "Value": "a@shop.example"}],
    }
    assert emulator.call("SignUp", request)["UserConfirmed"] is True


def test_code_in_a_template_is_no_file_of_a_seed(capsys: Captured) -> None:
    out, _ = imported(capsys, INLINE)
    assert "Functions" not in read_yaml(out)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("PoolName: a\nNmae: b\n", "There is no member Nmae; "),
        ("Resources: {A: {Type: AWS::S3::Bucket}}", "There is no user pool in it."),
    ],
)
def test_what_makes_no_seed_is_refused(
    tmp_path: Path, capsys: Captured, text: str, sentence: str
) -> None:
    file = tmp_path / "template.yaml"
    file.write_text(text)
    assert cli.main(["import", str(file)]) == 2
    captured = capsys.readouterr()
    assert sentence in captured.err
    assert captured.out == ""


def test_a_seed_is_imported_as_it_is(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "seed.yaml"
    file.write_text("PoolName: a\nClients: [{ClientName: b}]\n")
    out, err = imported(capsys, file)
    assert read_yaml(out) == {"PoolName": "a", "Clients": [{"ClientName": "b"}]}
    assert err == "1 user pool, 1 app client.\n"


def test_an_output_that_cannot_be_written(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "nowhere" / "seed.yaml"
    assert cli.main(["import", str(SAM), "--output", str(file)]) == 2
    assert capsys.readouterr().err == (
        f"cognito-emulator: --output: {file}: There is no folder {file.parent}.\n"
    )


def test_a_mistake_is_told_with_its_line(tmp_path: Path, capsys: Captured) -> None:
    file = tmp_path / "t.yaml"
    file.write_text(
        "Resources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n    Properties:\n"
        "      UserPoolName: !Ref Name\n"
    )
    assert cli.main(["import", str(file)]) == 2
    assert f"{file}:5: Resources.Pool.Properties.UserPoolName" in capsys.readouterr().err


AUTH = """\
Resources:
  Pool: {Type: AWS::Cognito::UserPool}
Outputs:
  PoolId: {Value: !Ref Pool, Export: {Name: pool}}
"""
WEB = """\
Resources:
  Web:
    Type: AWS::Cognito::UserPoolClient
    Properties: {UserPoolId: !ImportValue pool}
  Other: {Type: AWS::Cognito::UserPool}
"""


def test_several_files_are_deployed_together(tmp_path: Path, capsys: Captured) -> None:
    auth, web, seed = (tmp_path / name for name in ("auth.yaml", "web.yaml", "seed.yaml"))
    auth.write_text(AUTH)
    web.write_text(WEB)
    _, err = imported(capsys, auth, web, "--output", seed)
    lines = err.splitlines()
    assert [line for line in lines if not line.startswith(("taken", "folded", "skipped"))] == [
        f"{auth}:",
        f"{web}:",
        lines[-2],
        "2 user pools, 1 app client.",
    ]
    emulator = Emulator(seed=seed)
    assert emulator.clients_of("us-east-1_Pool") == ["Web"]
    assert emulator.clients_of("us-east-1_Other") == []


def test_a_template_and_a_seed_with_functions_of_its_own(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "own").mkdir()
    own, template, out = tmp_path / "own" / "own.yaml", tmp_path / "t.yaml", tmp_path / "seed.yaml"
    arn = "arn:aws:lambda:us-east-1:123456789012:function:hook"
    (tmp_path / "own" / "hook.py").write_text("def handler(event, context):\n    return event\n")
    own.write_text(
        f"PoolName: own\nLambdaConfig: {{PreSignUp: '{arn}'}}\n"
        f"Functions: {{'{arn}': 'hook.py:handler'}}\n"
    )
    template.write_text(AUTH)
    imported(capsys, own, template, "--output", out)
    first, second = read_yaml(out.read_text())["UserPools"]
    assert (first["PoolName"], second["PoolName"]) == ("own", "Pool")
    assert first["Functions"] == {arn: "own/hook.py:handler"}
    assert len(Emulator(seed=out).call("ListUserPools", {"MaxResults": 9})["UserPools"]) == 2

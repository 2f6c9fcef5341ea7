"""What is wrong with a template is told at its place in the template, with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import SeedError

HEAD = """\
Resources:
  Pool:
    Type: AWS::Cognito::UserPool
    Properties:
"""


def refusal(folder: Path, text: str, name: str = "template.yaml") -> str:
    """What is said of a template, without the folder."""
    file = folder / name
    file.write_text(text)
    with pytest.raises(SeedError) as mistake:
        Emulator(seed=file)
    return str(mistake.value).replace(f"{folder}/", "")


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        (
            "      MfaConfiguration: MAYBE\n",
            "5: Resources.Pool.Properties.MfaConfiguration: There is no value MAYBE;",
        ),
        (
            "      UserPoolNme: x\n",
            "5: Resources.Pool.Properties.UserPoolNme: There is no member UserPoolNme",
        ),
        (
            "      EnabledMfas:\n        - TOTP\n",
            "6: Resources.Pool.Properties.EnabledMfas[0]: There is no value TOTP; all",
        ),
        (
            "      Policies:\n        PasswordPolicy:\n          MinimumLength: many\n",
            "7: Resources.Pool.Properties.Policies.PasswordPolicy.MinimumLength: This",
        ),
        (
            "      Policies: {PasswordPolicy: {MinimumLength: 3}}\n",
            "5: Resources.Pool.Properties.Policies.PasswordPolicy.MinimumLength: Value",
        ),
        (
            "      UserPoolName: !Ref Nowhere\n",
            "5: Resources.Pool.Properties.UserPoolName.Ref: There is no resource or",
        ),
        (
            "      WebAuthnUserVerification: [x]\n",
            "5: Resources.Pool.Properties.WebAuthnUserVerification",
        ),
    ],
)
def test_of_a_pool(tmp_path: Path, properties: str, message: str) -> None:
    assert refusal(tmp_path, HEAD + properties).startswith(f"template.yaml:{message}")


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        ("{Type: AWS::Cognito::UserPoolClient}", "Resources.It.Properties.UserPoolId: This is mis"),
        ("{Properties: {}}", "Resources.It: This has no Type."),
        ("[]", "Resources.It: This must be an object with members, not a list."),
        (
            "{Type: AWS::Cognito::UserPoolClient, Properties: []}",
            "Resources.It.Properties: This must be an object with members, not a list.",
        ),
        (
            "{Type: AWS::S3::Bucket, Condition: Nope}",
            "Resources.It.Condition: There is no condition Nope;",
        ),
        (
            (
                "{Type: AWS::Cognito::UserPoolUser, Properties:"
                " {UserPoolId: !Ref Pool, Username: a, UserAttributes: [{Name: nme}]}}"
            ),
            "Resources.It.Properties",
        ),
        (
            (
                "{Type: AWS::Serverless::Function, Properties: {Events: {E: {Type: Cognito,"
                " Properties: {UserPool: {Ref: Poll}, Trigger: PreSignUp}}}}}"
            ),
            "Resources.It.Properties.Events.E.Properties.UserPool: This must be {Ref: ...} of a",
        ),
        (
            (
                "{Type: AWS::Serverless::Function, Properties: {Events: {E: {Type: Cognito,"
                " Properties: {UserPool: {Ref: Pool}, Trigger: [PreSignUp, PreSignUp]}}}}}"
            ),
            "Resources.It.Properties.Events.E.Properties.Trigger[1]: Cognito trigger",
        ),
    ],
)
def test_of_another_resource(tmp_path: Path, resource: str, message: str) -> None:
    text = f"{HEAD}      UserPoolName: a\n  It:\n    {resource}\n"
    said = refusal(tmp_path, text)
    assert said.startswith("template.yaml:")
    assert message in said


def test_all_mistakes_are_told_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = f"""{HEAD}      UserPoolName: !Ref A
  Client:
    Type: AWS::Cognito::UserPoolClient
    Properties: {{UserPoolId: !Ref Pool, ClientName: !Ref B}}
"""
    first, one, other = refusal(tmp_path, text).splitlines()
    assert first == "2 mistakes:"
    assert one.strip().startswith("template.yaml:5: ")
    assert other.strip().startswith("template.yaml:8: ")


def test_a_template_without_a_pool(tmp_path: Path) -> None:
    text = "Resources: {Bucket: {Type: AWS::S3::Bucket}}"
    assert refusal(tmp_path, text) == "template.yaml: There is no user pool in it."


def test_a_template_with_what_belongs_to_the_pool_of_another(tmp_path: Path) -> None:
    text = """
Resources:
  Bucket: {Type: AWS::S3::Bucket}
  Web: {Type: AWS::Cognito::UserPoolClient, Properties: {UserPoolId: us-east-1_abc}}
"""
    assert refusal(tmp_path, text) == (
        "template.yaml: There is no user pool in it. Resources.Web belongs to the user pool"
        " us-east-1_abc: give its template, too."
    )


def test_json_has_lines_too(tmp_path: Path) -> None:
    pool = {"Type": "AWS::Cognito::UserPool", "Properties": {"UserPoolName": {"Ref": "X"}}}
    text = json.dumps({"Resources": {"Pool": pool}}, indent=1)
    assert refusal(tmp_path, text, "t.json").startswith("t.json:7: Resources.Pool.Properties.User")


# --- Terraform ------------------------------------------------------------------------------------


def terraform(*resources: tuple[str, str, dict[str, object]]) -> str:
    listed = [
        {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name, "values": it}
        for kind, name, it in resources
    ]
    root = {"root_module": {"resources": listed}}
    return json.dumps({"terraform_version": "1.9", "planned_values": root}, indent=1)


POOL = "aws_cognito_user_pool"


def test_terraform_names_the_argument(tmp_path: Path) -> None:
    said = refusal(
        tmp_path, terraform((POOL, "a", {"name": "x", "mfa_configuration": "NO"})), "p.json"
    )
    assert said.startswith("p.json:13: planned_values.root_module.resources[0] (")
    assert "(aws_cognito_user_pool.a).values.mfa_configuration: There is no value NO;" in said


def test_terraform_sends_all_texts_of_an_invitation(tmp_path: Path) -> None:
    """An empty one is refused by the service, so such a plan cannot be applied."""
    texts: dict[str, object] = {"email_message": "{username} {####}", "email_subject": "Hello"}
    for sms, is_refused in (
        ({"sms_message": None}, True),
        ({"sms_message": ""}, False),
        ({}, False),
    ):
        config = [{"invite_message_template": [{**texts, **sms}]}]
        text = terraform((POOL, "a", {"name": "x", "admin_create_user_config": config}))
        if is_refused:
            said = refusal(tmp_path, text, "p.json")
            assert "invite_message_template[0].sms_message: The provider sends an empty" in said
        else:
            (tmp_path / "p.json").write_text(text)
            assert Emulator(seed=tmp_path / "p.json").all_pools()


def test_terraform_cannot_say_of_several_pools_which(tmp_path: Path) -> None:
    text = terraform(
        (POOL, "a", {"name": "a"}),
        (POOL, "b", {"name": "b"}),
        ("aws_cognito_user_group", "g", {"name": "g"}),
    )
    said = refusal(tmp_path, text, "p.json")
    assert "(aws_cognito_user_group.g).values.user_pool_id: To which user pool this belongs" in said


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (
            {"planned_values": []},
            "planned_values: This must be an object with members, not a list.",
        ),
        ({"planned_values": {}}, "There is no user pool in it."),
        ({"lineage": "x", "resources": [1]}, "resources[0]: This must be an object with members"),
        ({"values": {"root_module": {"resources": 1}}}, "root_module.resources: This must be a"),
    ],
)
def test_what_is_no_plan(tmp_path: Path, document: dict[str, object], message: str) -> None:
    text = json.dumps({"terraform_version": "1.9", **document})
    assert message in refusal(tmp_path, text, "p.json")

"""Resources that are no part of a user pool, and may do something to one all the same."""

from __future__ import annotations

from typing import Any

from cognito_emulator.seeds import Document, Stack, document_of
from tests.table import table

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:members-dev-hook"
POOL = {"Type": "AWS::Cognito::UserPool", "Properties": {"UserPoolName": "members"}}


def seed(parameters: dict[str, str] | None = None, **resources: Any) -> Document:
    """A seed of a template with a pool, a client, and other resources."""
    client = {"Type": "AWS::Cognito::UserPoolClient", "Properties": {"UserPoolId": {"Ref": "Pool"}}}
    template = {"Resources": {"Pool": POOL, "Web": client, **resources}}
    return document_of(template, Stack(parameters=parameters or {}))


def told(document: Document, name: str) -> list[str]:
    assert document.report is not None
    return [str(row) for row in document.report.rows if row.where == f"Resources.{name}"]


def custom(kind: str = "Custom::It", **properties: Any) -> dict[str, Any]:
    return {"Type": kind, "Properties": {"ServiceToken": "arn:aws:lambda:::x", **properties}}


SETTING = '{"action":"setUICustomization","parameters":{"UserPoolId":"'


@table(
    "resource, outcome",
    [
        (custom(UserPoolId="some"), "lost"),
        (custom(Pool={"Ref": "Pool"}), "lost"),
        (custom(Create={"Fn::Join": ["", [SETTING, {"Ref": "Pool"}, '"}}']]}), "lost"),
        (custom(Create={"Fn::Sub": SETTING + '${Pool}"}}'}), "lost"),
        (custom(Create={"Fn::Sub": ["${It}${Other}", {"It": {"Ref": "Web"}}]}), "lost"),
        (custom(About=[{"Id": {"Fn::GetAtt": ["Pool", "Arn"]}}]), "lost"),
        (custom(About={"Fn::GetAtt": "Web.ClientId"}), "lost"),
        (custom("AWS::CloudFormation::CustomResource", Id={"Ref": "Web"}), "lost"),
        (custom(About={"Ref": "Bucket"}), "skipped"),
        (custom(About={"Fn::Sub": "${AWS::Region}-${Bucket}"}), "skipped"),
        # It reads a secret (documented in the source of the CDK).
        (custom("Custom::DescribeCognitoUserPoolClient", Create={"Ref": "Web"}), "skipped"),
        ({"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Ref": "Pool"}}}, "skipped"),
    ],
)
def test_a_custom_resource_that_names_a_pool_is_lost(
    resource: dict[str, Any], outcome: str
) -> None:
    [row] = told(seed(It=resource, Bucket={"Type": "AWS::S3::Bucket"}), "It")
    assert row.startswith(outcome)


def test_what_a_custom_resource_knows_a_parameter_says() -> None:
    def provider(parameters: dict[str, str]) -> Document:
        details = {
            "client_id": {"Fn::GetAtt": ["Secrets", "GOOGLE_CLIENT_ID"]},
            "authorize_scopes": "openid",
        }
        properties = {
            "UserPoolId": {"Ref": "Pool"},
            "ProviderName": "Google",
            "ProviderType": "Google",
            "ProviderDetails": details,
        }
        google = {"Type": "AWS::Cognito::UserPoolIdentityProvider", "Properties": properties}
        return seed(parameters, Secrets=custom(), Google=google)

    unknown, known = provider({}), provider({"Secrets.GOOGLE_CLIENT_ID": "1.apps"})
    [one] = known["IdentityProviders"]
    assert one["ProviderDetails"]["client_id"] == "1.apps"
    assert list(known.notes) == []
    [note] = unknown.notes
    assert "what Secrets.GOOGLE_CLIENT_ID is" in note
    assert "--parameter Secrets.GOOGLE_CLIENT_ID=VALUE says it" in note


def test_a_stack_set_says_where_its_template_belongs() -> None:
    [row] = told(seed(Sets={"Type": "AWS::CloudFormation::StackSet", "Properties": {}}), "Sets")
    assert "give that one" in row


def test_of_functions_that_no_trigger_names_no_name_is_asked() -> None:
    other = {"FunctionName": {"Fn::ImportValue": "from-elsewhere"}}
    [row] = told(seed(Other={"Type": "AWS::Lambda::Function", "Properties": other}), "Other")
    assert row.endswith("no trigger names it")


# --- the Serverless Framework ---------------------------------------------------------------------


def existing(*configs: dict[str, str], pool: str = "members") -> dict[str, Any]:
    """What `existing: true` of a cognitoUserPool event becomes."""
    return custom(
        "Custom::CognitoUserPool",
        FunctionName="members-dev-hook",
        UserPoolName=pool,
        UserPoolConfigs=list(configs),
    )


def test_functions_for_an_existing_pool() -> None:
    sender = {"Trigger": "CustomEmailSender", "LambdaVersion": "V1_0", "KMSKeyID": "arn:aws:kms::k"}
    found = seed(It=existing({"Trigger": "PreSignUp"}, sender))
    assert found["LambdaConfig"] == {
        "PreSignUp": FUNCTION,
        "CustomEmailSender": {"LambdaArn": FUNCTION, "LambdaVersion": "V1_0"},
        "KMSKeyID": "arn:aws:kms::k",
    }
    [row] = told(found, "It")
    written = "PreSignUp, CustomEmailSender, KMSKeyID"
    assert row == f"folded  Resources.It: in LambdaConfig of members it is {written}"


def test_functions_for_a_pool_that_is_not_here_are_lost() -> None:
    found = seed(It=existing({"Trigger": "PreSignUp"}, pool="others"))
    assert "LambdaConfig" not in found
    [row] = told(found, "It")
    assert row.startswith("lost")
    assert "its user pool, others, is not in this template" in row


def test_a_custom_resource_of_that_name_may_be_another_s() -> None:
    [row] = told(seed(It=custom("Custom::CognitoUserPool", ClientApps=["a"])), "It")
    assert row.startswith("skipped")

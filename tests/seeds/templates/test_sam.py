"""What SAM makes of a template's functions, and what refers to it."""

from __future__ import annotations

from typing import Any

from cognito_emulator.seeds import SeedError, Stack, document_of
from tests.table import table

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:hook"


def document(
    callback: Any = "https://a.example/cb", hook: Any = None, **function: Any
) -> dict[str, Any]:
    """A seed of a template with a pool, a client and a function."""
    properties = {"FunctionName": "hook", "Handler": "a.b", "Runtime": "python3.12", **function}
    triggers = {} if hook is None else {"LambdaConfig": {"PreSignUp": hook}}
    client = {"UserPoolId": {"Ref": "Pool"}, "CallbackURLs": [callback]}
    template = {
        "Transform": "AWS::Serverless-2016-10-31",
        "Parameters": {"Alias": {"Type": "String", "Default": "blue"}},
        "Globals": {"Function": {"Timeout": 3, "AutoPublishAlias": "live"}},
        "Resources": {
            "Pool": {"Type": "AWS::Cognito::UserPool", "Properties": triggers},
            "Web": {"Type": "AWS::Cognito::UserPoolClient", "Properties": client},
            "Hook": {"Type": "AWS::Serverless::Function", "Properties": properties},
        },
    }
    return dict(document_of(template, Stack(name="shop")))


def of_api(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Get": {"Type": kind, "Properties": {"Path": "/", "Method": "get", **properties}}}


@table(
    "reference, gives",
    [
        ({"Ref": "Hook.Alias"}, f"{FUNCTION}:live"),
        ({"Fn::Sub": "${Hook.Alias}"}, f"{FUNCTION}:live"),
        ({"Fn::GetAtt": ["Hook", "Alias"]}, f"{FUNCTION}:live"),
        ({"Ref": "HookAliaslive"}, f"{FUNCTION}:live"),
        ({"Ref": "Hook.Version"}, f"{FUNCTION}:1"),
        ({"Fn::GetAtt": ["Hook", "Arn"]}, FUNCTION),
        ({"Fn::GetAtt": ["HookRole", "Arn"]}, "arn:aws:iam::123456789012:role/shop-HookRole"),
    ],
)
def test_what_is_made_beside_a_function(reference: Any, gives: str) -> None:
    assert document(hook=reference)["LambdaConfig"] == {"PreSignUp": gives}


def test_an_alias_may_be_a_parameter() -> None:
    seed = document(hook={"Ref": "HookAliasblue"}, AutoPublishAlias={"Ref": "Alias"})
    assert seed["LambdaConfig"] == {"PreSignUp": f"{FUNCTION}:blue"}


def test_events_are_given_the_alias() -> None:
    """Its translator points all event sources to it (documented)."""
    event = {"Type": "Cognito", "Properties": {"UserPool": {"Ref": "Pool"}, "Trigger": "PreSignUp"}}
    assert document(Events={"Sign": event})["LambdaConfig"] == {"PreSignUp": f"{FUNCTION}:live"}


@table(
    "callback, function, gives",
    [
        (
            "https://${ServerlessHttpApi}.execute-api.us-east-1.amazonaws.com/cb",
            {"Events": of_api("HttpApi")},
            "https://shop-ServerlessHttpApi.execute-api.us-east-1.amazonaws.com/cb",
        ),
        (
            "${ServerlessHttpApi.ApiEndpoint}/cb",
            {"Events": of_api("HttpApi")},
            "https://serverlesshttpapi.execute-api.us-east-1.amazonaws.com/cb",
        ),
        (
            "https://${ServerlessRestApi}.execute-api.us-east-1.amazonaws.com/Prod/cb",
            {"Events": of_api("Api")},
            "https://shop-ServerlessRestApi.execute-api.us-east-1.amazonaws.com/Prod/cb",
        ),
        (
            "${HookUrl.FunctionUrl}cb",
            {"FunctionUrlConfig": {"AuthType": "NONE"}},
            "https://hookurl.lambda-url.us-east-1.on.aws/cb",
        ),
    ],
)
def test_addresses_of_what_is_made(callback: str, function: dict[str, Any], gives: str) -> None:
    [client] = document({"Fn::Sub": callback}, **function)["Clients"]
    assert client["CallbackURLs"] == [gives]


@table(
    "name, function",
    [
        ("ServerlessHttpApi", {}),
        ("ServerlessHttpApi", {"Events": of_api("HttpApi", ApiId="elsewhere")}),
        ("ServerlessRestApi", {"Events": of_api("HttpApi")}),
        ("HookRole", {"Role": "arn:aws:iam::123456789012:role/mine"}),
        ("HookUrl", {}),
        ("Hook.Alias", {"AutoPublishAlias": {"Ref": "Nobody"}}),
    ],
)
def test_what_is_not_made_is_not_there(name: str, function: dict[str, Any]) -> None:
    try:
        document(hook={"Ref": name}, **function)
    except SeedError as refusal:
        assert f"There is no resource or parameter {name}" in str(refusal)
    else:
        raise AssertionError(name)


def test_a_lambda_config_that_is_none_is_refused() -> None:
    event = {"Type": "Cognito", "Properties": {"UserPool": {"Ref": "Pool"}, "Trigger": "PreSignUp"}}
    pool = {"Type": "AWS::Cognito::UserPool", "Properties": {"LambdaConfig": "a text"}}
    hook = {"Type": "AWS::Serverless::Function", "Properties": {"Events": {"Sign": event}}}
    try:
        document_of({"Resources": {"Pool": pool, "Hook": hook}})
    except SeedError as refusal:
        assert str(refusal) == (
            "seed: Resources.Pool.Properties.LambdaConfig: This must be an object with members,"
            " not text."
        )
    else:
        raise AssertionError

"""AWS Lambda Powertools as published, behind a load balancer and behind AppSync."""

from __future__ import annotations

from typing import Any

import pytest
from aws_lambda_powertools.event_handler import (
    ALBResolver,
    AppSyncEventsResolver,
    AppSyncResolver,
)
from aws_lambda_powertools.event_handler.events_appsync.exceptions import UnauthorizedException

from pytest_cognito_emulator import CognitoAlb, CognitoAppSync, CognitoUser, MakeCognitoUser


@pytest.mark.parametrize("listener", [{}, {"multi_value_headers": True}])
def test_a_resolver_behind_a_load_balancer(
    cognito_alb: CognitoAlb, cognito_user: CognitoUser, listener: Any
) -> None:
    app = ALBResolver()

    @app.get("/orders/<number>")
    def order(number: str) -> dict[str, Any]:
        event = app.current_event
        sub = (
            event.headers.get("x-amzn-oidc-identity")
            or event["multiValueHeaders"]["x-amzn-oidc-identity"]
        )
        group = event.request_context.elb_target_group_arn
        return {"number": number, "sub": sub, "q": event.get_query_string_value("q"), "of": group}

    alb = cognito_alb(app, **listener)

    got = alb.get("/orders/7?q=x", user=cognito_user)

    assert got.status == 200, got.reason
    assert got.headers["Content-Type"] == "application/json"
    assert got.json()["number"] == "7"
    assert got.json()["sub"] in (cognito_user.sub, [cognito_user.sub])
    assert got.json()["of"].startswith("arn:aws:elasticloadbalancing:")
    assert alb.get("/nowhere", user=cognito_user).status == 404


def test_a_resolver_behind_appsync(
    cognito_appsync: CognitoAppSync, make_cognito_user: MakeCognitoUser
) -> None:
    app = AppSyncResolver()  # type: ignore[no-untyped-call]

    @app.resolver(type_name="Query", field_name="getOrder")
    def get_order(id: int) -> dict[str, Any]:  # noqa: A002 - the argument's name
        event: Any = app.current_event
        identity = event.identity
        return {
            "id": id,
            "owner": identity.username,
            "groups": identity.groups,
            "email": identity.claims["email"],
            "fields": event.info.selection_set_list,
        }

    api = cognito_appsync(app, groups=["staff"])
    user = make_cognito_user(groups=["staff"])

    got = api.query("getOrder", {"id": 1}, user=user, fields=["id", "owner", "groups", "email"])

    assert got.data["getOrder"] == {
        "id": 1,
        "owner": user.username,
        "groups": ["staff"],
        "email": user.email,
    }
    assert api.query("getOrder", {"id": 1}, user=make_cognito_user()).errors
    missing = api.query("getNothing", user=user)
    assert missing.errors[0]["message"] == "No resolver found for 'Query.getNothing'"


def test_handlers_of_channels(cognito_appsync: CognitoAppSync, cognito_user: CognitoUser) -> None:
    app = AppSyncEventsResolver()  # type: ignore[no-untyped-call]

    @app.on_publish("/default/*")
    def publish(payload: dict[str, Any]) -> dict[str, Any]:
        if payload["total"] < 0:
            raise ValueError("below zero")
        identity: Any = app.current_event.identity
        return {**payload, "owner": identity.username}

    @app.on_subscribe("/default/*")
    def subscribe() -> None:
        if app.current_event.info.channel_segments[-1] == "secret":
            raise UnauthorizedException("not for you")

    api = cognito_appsync(app)

    got = api.publish("/default/orders", {"total": 1}, {"total": -1}, user=cognito_user)

    assert [each["index"] for each in got.json()["successful"]] == [0]
    assert [each["index"] for each in got.json()["failed"]] == [1]
    assert "below zero" in got.json()["failed"][0]["message"]
    assert api.subscribe("/default/orders", user=cognito_user).status == 200
    refused = api.subscribe("/default/secret", user=cognito_user)
    assert (refused.status, refused.json()["errors"][0]["message"]) == (401, "not for you")

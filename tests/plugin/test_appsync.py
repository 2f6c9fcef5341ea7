"""A function behind AppSync: who is let in, what it is told, and what the client gets."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_cognito_emulator import (
    APPSYNC_REFUSES,
    BAD_ID_TOKENS,
    BAD_TOKENS,
    Cognito,
    CognitoAppSync,
    CognitoUser,
    MakeCognitoUser,
)


def order(event: dict[str, Any]) -> dict[str, Any]:
    """Resolve getOrder."""
    return {
        "id": event["arguments"].get("id"),
        "total": 12.5,
        "owner": event["identity"]["username"],
        "customer": {"name": "Ada", "city": "London"},
    }


# --- who is let in --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("authorization", "message", "reason"),
    [
        (None, "Valid authorization header not provided.", "there is no header Authorization"),
        ("", "Valid authorization header not provided.", "there is no header Authorization"),
        ("nonsense", "Unable to parse JWT token.", "Authorization: no token"),
        ("Bearer a.b.c", "Unable to parse JWT token.", "Authorization: Bearer stands before"),
    ],
)
def test_what_is_no_token(
    cognito_appsync: CognitoAppSync, authorization: str | None, message: str, reason: str
) -> None:
    """Measured [appsync-3, appsync-4, appsync-5]: the body to the byte."""
    api = cognito_appsync(order)

    got = api.query("getOrder", token=authorization)

    assert got.status == 401
    assert got.text == (
        '{\n  "errors" : [ {\n    "errorType" : "UnauthorizedException",\n'
        f'    "message" : "{message}"\n'
        "  } ]\n}"
    )
    assert got.data is None
    assert got.errors == [{"errorType": "UnauthorizedException", "message": message}]
    assert str(got.reason).startswith(reason)


def test_bearer_before_a_good_token(
    cognito_appsync: CognitoAppSync, cognito_user: CognitoUser
) -> None:
    api = cognito_appsync(order)
    tokens = cognito_user.tokens()

    assert api.query("getOrder", token=tokens.authorization).errors[0]["message"] == (
        "Unable to parse JWT token."
    )
    assert api.query("getOrder", token=tokens.access_token).status == 200
    assert api.query("getOrder", token=tokens.id_token).status == 200
    assert api.query("getOrder", token=tokens).status == 200  # as AppSync takes it


@pytest.mark.parametrize("flaw", BAD_TOKENS)
def test_bad_tokens(
    cognito: Cognito, cognito_appsync: CognitoAppSync, cognito_user: CognitoUser, flaw: str
) -> None:
    got = cognito_appsync(order).query("getOrder", token=cognito.bad_tokens(cognito_user)[flaw])

    assert (got.status == 401) == (flaw in APPSYNC_REFUSES)
    assert got.allowed == (got.reason is None)
    if flaw == "expired":
        assert got.errors[0]["message"] == "Token has expired."


@pytest.mark.parametrize("flaw", BAD_ID_TOKENS)
def test_bad_id_tokens(cognito: Cognito, cognito_appsync: CognitoAppSync, flaw: str) -> None:
    got = cognito_appsync(order).query("getOrder", token=cognito.bad_tokens(use="id")[flaw])

    assert (got.status == 401) == (flaw in APPSYNC_REFUSES)


def test_which_clients_are_taken(
    cognito: Cognito, cognito_appsync: CognitoAppSync, cognito_user: CognitoUser
) -> None:
    api = cognito_appsync(order, app_id_client_regex=f"^{cognito.client_id}$")
    other = cognito.client()

    assert api.query("getOrder", user=cognito_user).status == 200
    assert api.query("getOrder", token=cognito_user.tokens(client=other).id_token).status == 401
    assert api.query("getOrder", token=cognito_user.tokens(client=other).access_token).reason == (
        f"appIdClientRegex does not match the client {other.id}"
    )


# --- groups ---------------------------------------------------------------------------------------


def test_a_field_for_groups(
    cognito_appsync: CognitoAppSync, make_cognito_user: MakeCognitoUser
) -> None:
    """Measured [appsync-2]: null in data, and the error with its members in order."""
    api = cognito_appsync(order, groups=["admins", "staff"], type="Query")

    denied = api.query("getCheck", user=make_cognito_user(groups=["guests"]))
    allowed = api.query("getCheck", user=make_cognito_user(groups=["staff"]), fields=["id"])

    assert (denied.status, denied.event) == (200, None)
    assert denied.data == {"getCheck": None}
    (error,) = denied.errors
    assert list(error) == ["path", "data", "errorType", "errorInfo", "locations", "message"]
    assert error["path"] == ["getCheck"]
    assert error["errorType"] == "Unauthorized"
    assert error["message"] == "Not Authorized to access getCheck on type Query"
    assert denied.reason == "the token has none of the groups admins, staff"
    assert allowed.data == {"getCheck": {"id": None}}
    assert allowed.errors == []


def test_a_default_that_denies(cognito_appsync: CognitoAppSync, cognito_user: CognitoUser) -> None:
    api = cognito_appsync(order, type="Mutation", default_action="DENY")

    got = api.query("placeOrder", user=cognito_user)

    assert got.errors[0]["message"] == "Not Authorized to access placeOrder on type Mutation"
    assert got.reason == "the field has no groups, and defaultAction is DENY"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"default_action": "allow"}, "default_action is 'allow'; .*ALLOW"),
        ({"app_id_client_regex": "("}, "app_id_client_regex is '\\('"),
        ({"app_id_client_regex": "(" * 3000}, "recursion"),
        ({"app_id_client_regex": "a{99999999999}"}, "too large"),
    ],
)
def test_what_there_is_not(
    cognito_appsync: CognitoAppSync, wrong: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        cognito_appsync(order, **wrong)


# --- what the function is told, and what comes of its answer --------------------------------------


def test_the_identity_is_as_it_was_measured(
    cognito: Cognito, cognito_appsync: CognitoAppSync, make_cognito_user: MakeCognitoUser
) -> None:
    """Measured [appsync-6]: members sorted, claims in the token's order and with its types."""
    user = make_cognito_user(groups=["admin"])
    tokens = user.tokens()

    told = cognito_appsync(order).query("getOrder", token=tokens.id_token).event

    assert told is not None
    identity = told["identity"]
    assert list(identity) == [
        *("claims", "defaultAuthStrategy", "groups", "issuer", "sourceIp", "sub", "username"),
    ]
    assert identity["claims"] == tokens.id_claims
    assert list(identity["claims"]) == list(tokens.id_claims)
    assert identity["claims"]["email_verified"] is True
    assert isinstance(identity["claims"]["exp"], int)
    assert identity["defaultAuthStrategy"] == "ALLOW"
    assert identity["groups"] == ["admin"]
    assert identity["issuer"] == cognito.issuer
    assert identity["sourceIp"] == ["127.0.0.1"]
    assert (identity["sub"], identity["username"]) == (user.sub, user.username)


def test_without_groups_and_by_an_access_token(
    cognito_appsync: CognitoAppSync, cognito_user: CognitoUser
) -> None:
    by_access = cognito_appsync.identity(cognito_user, use="access")
    by_id = cognito_appsync(order).identity(cognito_user)

    assert by_access["groups"] is None
    assert by_access["claims"]["token_use"] == "access"
    assert by_id["claims"]["token_use"] == "id"
    assert by_access["username"] == by_id["username"] == cognito_user.username


def test_a_machine_s_token(cognito: Cognito, cognito_appsync: CognitoAppSync) -> None:
    scopes = cognito.resource_server("orders", scopes=["read"]).scopes
    worker = cognito.client(
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=scopes,
    )

    got = cognito_appsync(order).query("getOrder", token=cognito.machine_tokens(worker))

    assert got.data["getOrder"]["owner"] == worker.id


def test_the_event_of_a_resolver(
    cognito_appsync: CognitoAppSync, cognito_user: CognitoUser
) -> None:
    event = cognito_appsync.event(
        "customer",
        {"id": 1},
        type="Order",
        fields=["id", "customer/name", "customer/city", "total"],
        source={"id": 7},
        user=cognito_user,
        headers={"X-Own": "mine"},
    )

    assert list(event) == [
        *("arguments", "identity", "source", "request", "prev", "info", "stash"),
    ]
    assert event["arguments"] == {"id": 1}
    assert event["source"] == {"id": 7}
    assert event["request"]["headers"]["x-own"] == "mine"
    assert "authorization" in event["request"]["headers"]
    assert event["info"] == {
        "selectionSetList": ["id", "customer", "customer/name", "customer/city", "total"],
        "selectionSetGraphQL": "{\n  id\n  customer {\n    name\n    city\n  }\n  total\n}",
        "parentTypeName": "Order",
        "fieldName": "customer",
        "variables": {},
    }


def test_what_is_asked_for_is_answered(
    cognito_appsync: CognitoAppSync, cognito_user: CognitoUser
) -> None:
    api = cognito_appsync(lambda event: [order(event)] * 2)

    got = api.query(
        "listOrders", {"id": 1}, user=cognito_user, fields=["id", "customer/name", "missing"]
    )

    assert got.data == {"listOrders": [{"id": 1, "customer": {"name": "Ada"}, "missing": None}] * 2}
    assert api.query("listOrders", user=cognito_user).data["listOrders"][0]["total"] == 12.5
    with pytest.raises(ValueError, match="'customer/' is no field"):
        api.query("listOrders", user=cognito_user, fields=["customer/"])


def test_a_function_that_raises(cognito_appsync: CognitoAppSync, cognito_user: CognitoUser) -> None:
    """Measured [appsync-10]; its members are recorded [appsync-7]."""

    def broken(_event: object) -> None:
        raise LookupError("owned failure")

    got = cognito_appsync(broken).query("fail", user=cognito_user)

    assert got.status == 200
    assert got.data == {"fail": None}
    assert got.errors == [
        {
            "path": ["fail"],
            "data": None,
            "errorType": "Lambda:Unhandled",
            "errorInfo": None,
            "locations": [{"line": 2, "column": 3, "sourceName": None}],
            "message": "owned failure",
        }
    ]
    assert "owned failure" in str(got.reason)


def test_there_is_no_event_of_who_is_refused(cognito_appsync: CognitoAppSync) -> None:
    with pytest.raises(ValueError, match="the front answers 401: there is no header"):
        cognito_appsync.event("getOrder")


# --- AppSync Events -------------------------------------------------------------------------------


def test_the_event_of_what_is_published(
    cognito_appsync: CognitoAppSync, cognito_user: CognitoUser
) -> None:
    seen: list[dict[str, Any]] = []

    def handler(event: dict[str, Any]) -> dict[str, Any]:
        seen.append(event)
        return {"events": event["events"]}

    api = cognito_appsync(handler)

    got = api.publish("/default/orders", {"id": 1}, "text", user=cognito_user)

    (event,) = seen
    assert event["info"] == {
        "channel": {"path": "/default/orders", "segments": ["default", "orders"]},
        "channelNamespace": {"name": "default"},
        "operation": "PUBLISH",
    }
    assert event["events"] == [{"payload": {"id": 1}, "id": "0"}, {"payload": "text", "id": "1"}]
    assert event["identity"]["sub"] == cognito_user.sub
    assert got.json()["failed"] == []
    assert [each["index"] for each in got.json()["successful"]] == [0, 1]


def test_what_a_handler_refuses(cognito_appsync: CognitoAppSync, cognito_user: CognitoUser) -> None:
    def choosy(event: dict[str, Any]) -> dict[str, Any]:
        first, *rest = event["events"]
        return {"events": [{"id": first["id"], "error": "too dear"}, *rest]}

    one = cognito_appsync(choosy).publish("/default/orders", 1, 2, user=cognito_user)
    everything = cognito_appsync(lambda _: {"error": "closed"}).publish(
        "default/orders", 1, 2, user=cognito_user
    )

    assert [(each["index"], each["message"]) for each in one.json()["failed"]] == [(0, "too dear")]
    assert [each["index"] for each in one.json()["successful"]] == [1]
    assert [each["message"] for each in everything.json()["failed"]] == ["closed", "closed"]


def test_subscribing(cognito_appsync: CognitoAppSync, cognito_user: CognitoUser) -> None:
    seen: list[dict[str, Any]] = []

    def closed(_event: object) -> None:
        raise PermissionError("not yours")

    def open_to_all(event: dict[str, Any]) -> None:
        seen.append(event)

    good = cognito_appsync(open_to_all).subscribe("/default/orders", user=cognito_user)
    bad = cognito_appsync(closed).subscribe("/default/orders", user=cognito_user)

    assert (good.status, good.json()) == (200, {"type": "subscribe_success"})
    assert (seen[0]["info"]["operation"], seen[0]["events"]) == ("SUBSCRIBE", None)
    assert bad.status == 401
    assert bad.json()["errors"][0]["message"] == "not yours"
    assert cognito_appsync(closed).subscribe("/default/orders").status == 401


@pytest.mark.parametrize("channel", ["", "/", "/default//orders"])
def test_what_is_no_channel(cognito_appsync: CognitoAppSync, channel: str) -> None:
    with pytest.raises(ValueError, match="is no channel; '/default/orders' is one"):
        cognito_appsync(order).publish(channel, 1)


def test_too_many_events(cognito_appsync: CognitoAppSync) -> None:
    with pytest.raises(ValueError, match="6 events are too many; 5 is the most"):
        cognito_appsync(order).publish("/default/orders", *range(6))

"""The configuration of sessions, of pools and of clients."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.domain import doors
from cognito_emulator.domain.clients import session_reuse
from tests.support import Lab

LITE = (
    "The following features need to be disabled for the LITE pricing tier configured:"
    " User Session Tracking"
)


def track(lab: Lab, mode: str = "ENABLED", most: int = 5) -> Any:
    return lab.call(
        "SetUserPoolSessionConfiguration",
        UserPoolId=lab.pool_id,
        UserSessionTracking=mode,
        TokenSession={"MaxPerUser": most},
    )


def of_client(lab: Lab, minutes: int | None = None) -> Any:
    named = {"UserPoolId": lab.pool_id, "ClientId": lab.client_id}
    if minutes is None:
        return lab.call("GetUserPoolClientSessionConfiguration", **named)
    session = {"MaxValidityMinutes": minutes}
    return lab.call("SetUserPoolClientSessionConfiguration", **named, SSOSession=session)


def reusable(lab: Lab) -> int:
    return lab.emulator.run(
        lambda ctx: session_reuse.reusable_minutes(
            doors.pool(ctx, lab.pool_id), doors.client(ctx, lab.client_id)
        )
    )


def test_never_set(lab: Lab) -> None:
    assert lab.call("GetUserPoolSessionConfiguration", UserPoolId=lab.pool_id) == {
        "TokenSession": {"MaxPerUser": 20},
        "UserPoolId": lab.pool_id,
        "UserSessionTracking": "DISABLED",
    }
    assert of_client(lab) == {
        "ClientId": lab.client_id,
        "SSOSession": {"MaxValidityMinutes": 60},
        "UserPoolId": lab.pool_id,
    }
    assert reusable(lab) == 60


def test_of_a_pool(lab: Lab) -> None:
    answer = track(lab)
    assert answer == {
        "TokenSession": {"MaxPerUser": 5},
        "UserPoolId": lab.pool_id,
        "UserSessionTracking": "ENABLED",
    }
    assert lab.call("GetUserPoolSessionConfiguration", UserPoolId=lab.pool_id) == answer
    lab.call("UpdateUserPool", UserPoolId=lab.pool_id)
    assert lab.call("GetUserPoolSessionConfiguration", UserPoolId=lab.pool_id) == answer


@pytest.mark.parametrize("minutes", [0, 5, 129_600])
def test_of_a_client(lab: Lab, minutes: int) -> None:
    track(lab)
    assert of_client(lab, minutes)["SSOSession"] == {"MaxValidityMinutes": minutes}
    assert of_client(lab)["SSOSession"] == {"MaxValidityMinutes": minutes}
    assert reusable(lab) == minutes
    lab.call("UpdateUserPoolClient", UserPoolId=lab.pool_id, ClientId=lab.client_id)
    assert reusable(lab) == minutes


def test_a_client_s_sleeps_while_sessions_are_not_tracked(lab: Lab) -> None:
    track(lab)
    of_client(lab, 5)
    track(lab, "DISABLED")
    assert of_client(lab)["SSOSession"] == {"MaxValidityMinutes": 5}
    assert reusable(lab) == 60
    track(lab)
    assert reusable(lab) == 5


def test_a_pool_that_does_not_track(lab: Lab) -> None:
    request = {
        "UserPoolId": lab.pool_id,
        "ClientId": lab.client_id,
        "SSOSession": {"MaxValidityMinutes": 5},
    }
    message = lab.refused(
        "SetUserPoolClientSessionConfiguration", errors.InvalidParameterException, **request
    )
    assert message == "User session tracking must be enabled for the user pool."
    assert of_client(lab)["SSOSession"] == {"MaxValidityMinutes": 60}


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        (
            "SetUserPoolSessionConfiguration",
            {"UserSessionTracking": "DISABLED", "TokenSession": {"MaxPerUser": 20}},
        ),
        ("SetUserPoolClientSessionConfiguration", {"SSOSession": {"MaxValidityMinutes": 5}}),
    ],
)
def test_lite_has_none_of_it(lab: Lab, operation: str, more: dict[str, Any]) -> None:
    lab.pool_id = lab.pool(UserPoolTier="LITE")
    lab.client_id = lab.client()
    named = {"UserPoolId": lab.pool_id}
    if "SSOSession" in more:
        named["ClientId"] = lab.client_id
    message = lab.refused(operation, errors.FeatureUnavailableInTierException, **{**named, **more})
    assert message == LITE


def test_a_pool_that_tracks_cannot_become_lite(lab: Lab) -> None:
    track(lab)
    request = {"UserPoolId": lab.pool_id, "UserPoolTier": "LITE"}
    message = lab.refused("UpdateUserPool", errors.TierChangeNotAllowedException, **request)
    assert message == LITE
    track(lab, "DISABLED")
    lab.call("UpdateUserPool", **request)


@pytest.mark.parametrize(
    "operation",
    ["GetUserPoolClientSessionConfiguration", "SetUserPoolClientSessionConfiguration"],
)
def test_an_unknown_client(lab: Lab, operation: str) -> None:
    request: dict[str, Any] = {"UserPoolId": lab.pool_id, "ClientId": "missing"}
    if operation.startswith("Set"):
        request["SSOSession"] = {"MaxValidityMinutes": 5}
    message = lab.refused(operation, errors.ResourceNotFoundException, **request)
    assert message == "User pool client does not exist."


@pytest.mark.parametrize(
    ("number", "clause"),
    [(0, "greater than or equal to 1"), (101, "less than or equal to 100")],
)
def test_numbers_of_sessions_out_of_range(lab: Lab, number: int, clause: str) -> None:
    request = {
        "UserPoolId": lab.pool_id,
        "UserSessionTracking": "ENABLED",
        "TokenSession": {"MaxPerUser": number},
    }
    message = lab.refused(
        "SetUserPoolSessionConfiguration", errors.InvalidParameterException, **request
    )
    assert message == (
        f"1 validation error detected: Value '{number}' at 'tokenSession.maxPerUser' failed to"
        f" satisfy constraint: Member must have value {clause}"
    )


@pytest.mark.parametrize(
    ("minutes", "clause"),
    [(-1, "greater than or equal to 0"), (129_601, "less than or equal to 129600")],
)
def test_minutes_out_of_range(lab: Lab, minutes: int, clause: str) -> None:
    request = {
        "UserPoolId": lab.pool_id,
        "ClientId": lab.client_id,
        "SSOSession": {"MaxValidityMinutes": minutes},
    }
    message = lab.refused(
        "SetUserPoolClientSessionConfiguration", errors.InvalidParameterException, **request
    )
    path = message.partition(" at '")[2].partition("'")[0]
    assert path.endswith(".maxValidityMinutes")
    assert message.endswith(f"failed to satisfy constraint: Member must have value {clause}")

"""PreAuthentication and PostAuthentication, and what all events have in common."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.emulator import Emulator
from tests.support import PASSWORD, Lab, SrpClient
from tests.triggers.support import FUNCTION, Event, Spy


def test_the_order_of_a_sign_in(lab: Lab) -> None:
    lab.user()
    order: list[str] = []
    for trigger in ("PreAuthentication", "PostAuthentication", "PreTokenGeneration"):
        Spy(lab, trigger).deed = lambda event: order.append(event["triggerSource"])
    lab.tokens()
    assert order == [
        "PreAuthentication_Authentication",
        "PostAuthentication_Authentication",
        "TokenGeneration_Authentication",
    ]
    with pytest.raises(errors.NotAuthorizedException):
        lab.tokens(password="wrong")
    assert order[3:] == ["PreAuthentication_Authentication"]  # before the password is looked at


def test_srp(lab: Lab) -> None:
    lab.user()
    before, after = Spy(lab, "PreAuthentication"), Spy(lab, "PostAuthentication")
    client = SrpClient(lab.pool_id, PASSWORD)
    parameters = {"USERNAME": "alice", "SRP_A": client.srp_a}
    begun = lab.begin(AuthFlow="USER_SRP_AUTH", AuthParameters=parameters)
    assert (len(before.events), len(after.events)) == (1, 0)
    lab.call(
        "RespondToAuthChallenge",
        ClientId=lab.client_id,
        ChallengeName="PASSWORD_VERIFIER",
        ChallengeResponses=client.respond(begun["ChallengeParameters"]),
        ClientMetadata={"from": "answer"},
    )
    assert (len(before.events), len(after.events)) == (1, 1)
    assert after.event["request"]["clientMetadata"] == {"from": "answer"}


def test_refreshing_asks_neither(lab: Lab) -> None:
    lab.user()
    tokens = lab.tokens()
    before, after = Spy(lab, "PreAuthentication"), Spy(lab, "PostAuthentication")
    lab.refresh(tokens["RefreshToken"])
    assert before.events == after.events == []


def test_what_they_are_told(lab: Lab) -> None:
    sub = lab.user(email="alice@example.com")
    before, after = Spy(lab, "PreAuthentication"), Spy(lab, "PostAuthentication")
    lab.begin(ClientMetadata={"from": "start"})
    attributes = {
        "sub": sub,
        "cognito:user_status": "CONFIRMED",
        "email": "alice@example.com",
    }
    assert before.event["request"] == {
        "userAttributes": attributes,
        "validationData": {"from": "start"},
    }
    assert after.event["request"] == {"userAttributes": attributes, "newDeviceUsed": False}
    assert before.event["response"] == after.event["response"] == {}


@pytest.mark.parametrize("admin", [True, False])
def test_a_global_sign_out_is_remembered(lab: Lab, *, admin: bool) -> None:
    """Measured [users-33]: by its moment in milliseconds."""
    lab.user()
    token = lab.tokens()["AccessToken"]
    lab.emulator.clock.freeze("2026-01-01T00:00:00.250")
    if admin:
        lab.call("AdminUserGlobalSignOut", UserPoolId=lab.pool_id, Username="alice")
    else:
        lab.call("GlobalSignOut", AccessToken=token)
    spy = Spy(lab, "PreAuthentication")
    lab.tokens()
    assert spy.event["request"]["userAttributes"]["cognito:token_nbf"] == "1767225600250"


@pytest.mark.parametrize("hidden", [True, False])
def test_strangers(lab: Lab, *, hidden: bool) -> None:
    if hidden:
        lab.client_id = lab.client(PreventUserExistenceErrors="ENABLED")
    spy = Spy(lab, "PreAuthentication")
    refusal = errors.NotAuthorizedException if hidden else errors.UserNotFoundException
    with pytest.raises(refusal):
        lab.tokens("nobody")
    if not hidden:
        assert spy.events == []
        return
    assert spy.event["userName"] == "nobody"
    assert spy.event["request"]["userNotFound"] is True
    assert spy.event["request"]["userAttributes"] == {}
    lab.user()
    lab.tokens()
    assert spy.events[-1]["request"]["userNotFound"] is False


def test_their_refusals(lab: Lab) -> None:
    lab.user()

    def refuse(event: Event) -> None:
        raise PermissionError(f"not {event['userName']}")

    for trigger in ("PostAuthentication", "PreAuthentication"):
        Spy(lab, trigger).deed = refuse
        with pytest.raises(errors.UserLambdaValidationException) as refusal:
            lab.tokens()
        assert str(refusal.value) == f"{trigger} failed with error not alice."


# --- events ---------------------------------------------------------------------------------------


def test_active_aliases_are_attributes(emulator: Emulator) -> None:
    """Measured [users-33] for pools with AliasAttributes."""
    lab = Lab(emulator, pool_request={"AliasAttributes": ["email", "phone_number"]})
    phone = {"phone_number": "+12025550123", "phone_number_verified": "true"}
    lab.user("alice", email="alice@example.com", **phone)
    spy = Spy(lab, "PreAuthentication")
    lab.tokens("+12025550123")
    told = spy.event["request"]["userAttributes"]
    assert told["cognito:phone_number_alias"] == "+12025550123"
    assert "cognito:email_alias" not in told
    assert spy.event["userName"] == "alice"


def test_the_region_is_the_pool_s(emulator: Emulator) -> None:
    caller = emulator.caller()
    lab = Lab(emulator)
    lab.user()
    spy = Spy(lab, "PreAuthentication")
    lab.tokens()
    assert spy.event["region"] == caller.region == "us-east-1"


# --- attaching ------------------------------------------------------------------------------------


def test_a_decorator(lab: Lab) -> None:
    lab.user()
    seen: list[str] = []

    @lab.emulator.on("PreAuthentication")
    def every_pool(event: Event, context: Any) -> Event:
        seen.append(context.function_name)
        return event

    @lab.emulator.on("PreTokenGeneration", pool_id=lab.pool_id, version="V3_0")
    def one_pool(event: Event) -> Event:
        seen.append(event["version"])
        return event

    lab.tokens()
    assert seen == ["every_pool", "3"]
    assert every_pool.__name__ == "every_pool"  # it stays what it was
    assert one_pool({"version": "0"}) == {"version": "0"}


def test_of_one_pool(lab: Lab) -> None:
    lab.user()
    other = Lab(lab.emulator)
    other.user()
    spy = Spy(lab, "PreAuthentication")
    lab.emulator.off("PreAuthentication")
    lab.emulator.on("PreAuthentication", spy, pool_id=other.pool_id)
    lab.tokens()
    assert spy.events == []
    other.tokens()
    assert spy.event["userPoolId"] == other.pool_id
    lab.emulator.off("PreAuthentication", pool_id=other.pool_id)
    other.tokens()
    assert len(spy.events) == 1


def test_by_lambda_config(lab: Lab) -> None:
    lab.user()
    spy = Spy(lab, "PostAuthentication")
    lab.emulator.off("PostAuthentication")
    arn = f"{FUNCTION}post:live"
    lab.call("UpdateUserPool", UserPoolId=lab.pool_id, LambdaConfig={"PostAuthentication": arn})
    with pytest.raises(
        errors.UnexpectedLambdaException, match="has no function for arn:aws:lambda"
    ):
        lab.tokens()
    lab.emulator.bind(arn, spy)
    lab.tokens()
    lab.emulator.reset()  # forgets pools, not functions
    assert spy.event["triggerSource"] == "PostAuthentication_Authentication"
    assert lab.emulator.functions.find("PostAuthentication", "any", arn)


def test_nobody_in_place_of_what_lambda_config_says(lab: Lab) -> None:
    lab.user()
    config = {"PreAuthentication": f"{FUNCTION}pre"}
    lab.call("UpdateUserPool", UserPoolId=lab.pool_id, LambdaConfig=config)
    lab.emulator.on("PreAuthentication", None)
    assert lab.tokens()


@pytest.mark.parametrize(
    ("trigger", "function", "message"),
    [
        ("PreSignup", lambda event: event, "There is no trigger PreSignup"),
        ("PreSignUp", "nowhere:f", "nowhere cannot be imported"),
        ("PreSignUp", lambda: None, "has to take"),
    ],
)
def test_what_cannot_be_attached(lab: Lab, trigger: Any, function: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        lab.emulator.on(trigger, function)
    if trigger != "PreSignUp":
        with pytest.raises(ValueError, match=message):
            lab.emulator.on(trigger)(function)
        with pytest.raises(ValueError, match=message):
            lab.emulator.off(trigger)

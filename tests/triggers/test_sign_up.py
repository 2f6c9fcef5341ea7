"""PreSignUp and PostConfirmation: what they are told, when, and what becomes of their answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.emulator import Emulator
from tests.support import PASSWORD, Lab
from tests.triggers.support import Event, Spy

EMAIL, PHONE = "alice@example.com", "+12025550123"
SMS = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x"}
NOTHING_DECIDED = {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False}


def pairs(**values: str) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in values.items()]


def sign_up(lab: Lab, username: str = "alice", **request: Any) -> Any:
    defaults = {"ClientId": lab.client_id, "Username": username, "Password": PASSWORD}
    return lab.call("SignUp", **{**defaults, **request})


def user(lab: Lab, username: str = "alice") -> Any:
    found = lab.call("AdminGetUser", UserPoolId=lab.pool_id, Username=username)
    return found["UserStatus"], {a["Name"]: a["Value"] for a in found["UserAttributes"]}


@pytest.fixture
def lab(emulator: Emulator) -> Lab:
    """A pool that verifies addresses."""
    return Lab(emulator, pool_request={"AutoVerifiedAttributes": ["email"]})


def with_aliases(emulator: Emulator) -> Lab:
    return Lab(emulator, pool_request={"AliasAttributes": ["email", "phone_number"]})


# --- PreSignUp ------------------------------------------------------------------------------------


def test_what_it_is_told(lab: Lab) -> None:
    spy = Spy(lab, "PreSignUp")
    sign_up(
        lab,
        UserAttributes=pairs(email=EMAIL, name="Alice"),
        ValidationData=pairs(captcha="7"),
        ClientMetadata={"from": "web"},
    )
    assert spy.event == {
        "version": "1",
        "triggerSource": "PreSignUp_SignUp",
        "region": "us-east-1",
        "userPoolId": lab.pool_id,
        "userName": "alice",
        "callerContext": {
            "awsSdkVersion": "aws-sdk-unknown-unknown",
            "clientId": lab.client_id,
        },
        "request": {
            "userAttributes": {"email": EMAIL, "name": "Alice"},
            "validationData": {"captcha": "7"},
            "clientMetadata": {"from": "web"},
        },
        "response": NOTHING_DECIDED,
    }


def test_what_it_is_not_told(lab: Lab) -> None:
    """No clientMetadata (measured [triggers-5]), but validationData of null (documented)."""
    spy = Spy(lab, "PreSignUp")
    sign_up(lab)
    assert spy.event["request"] == {"userAttributes": {}, "validationData": None}


def test_what_it_is_told_of_an_administrator_s_user(lab: Lab) -> None:
    spy = Spy(lab, "PreSignUp", autoConfirmUser=True, autoVerifyEmail=True)
    lab.call(
        "AdminCreateUser",
        UserPoolId=lab.pool_id,
        Username="alice",
        UserAttributes=pairs(email=EMAIL),
        ValidationData=pairs(by="hand"),
        ClientMetadata={"from": "desk"},
        MessageAction="SUPPRESS",
    )
    assert spy.event["triggerSource"] == "PreSignUp_AdminCreateUser"
    assert spy.event["callerContext"]["clientId"] == "CLIENT_ID_NOT_APPLICABLE"
    assert spy.event["request"] == {
        "userAttributes": {"email": EMAIL},
        "validationData": {"by": "hand"},
        "clientMetadata": {"from": "desk"},
    }
    status, attributes = user(lab)
    assert status == "FORCE_CHANGE_PASSWORD"  # its flags have no effect here (documented)
    assert "email_verified" not in attributes


def test_an_invitation_sent_again_makes_nobody(lab: Lab) -> None:
    lab.invited("alice")
    spy = Spy(lab, "PreSignUp")
    request = {"UserPoolId": lab.pool_id, "Username": "alice", "MessageAction": "RESEND"}
    lab.call("AdminCreateUser", **request)
    assert spy.events == []


def test_the_name_that_it_is_told_is_the_user_s(emulator: Emulator) -> None:
    lab = Lab(emulator, pool_request={"UsernameAttributes": ["email"]})
    spy = Spy(lab, "PreSignUp")
    answer = sign_up(lab, EMAIL)
    assert spy.event["userName"] == answer["UserSub"]
    assert spy.event["request"]["userAttributes"] == {}  # as it was sent
    assert user(lab, EMAIL)[1]["email"] == EMAIL


def test_nothing_decided_changes_nothing(lab: Lab) -> None:
    Spy(lab, "PreSignUp")
    answer = sign_up(lab, UserAttributes=pairs(email=EMAIL))
    assert answer["UserConfirmed"] is False
    assert answer["CodeDeliveryDetails"]["Destination"] == "a***@e***"
    assert user(lab) == (
        "UNCONFIRMED",
        {"sub": answer["UserSub"], "email": EMAIL, "email_verified": "false"},
    )


def test_it_confirms(lab: Lab) -> None:
    spy = Spy(lab, "PostConfirmation")
    Spy(lab, "PreSignUp", autoConfirmUser=True)
    answer = sign_up(lab, UserAttributes=pairs(email=EMAIL), ClientMetadata={"from": "web"})
    assert answer == {"UserConfirmed": True, "UserSub": answer["UserSub"]}
    assert lab.emulator.messages() == []
    assert lab.tokens()
    assert spy.event["triggerSource"] == "PostConfirmation_ConfirmSignUp"
    assert spy.event["request"] == {
        "userAttributes": {
            "sub": answer["UserSub"],
            "cognito:user_status": "CONFIRMED",
            "email": EMAIL,
            "email_verified": "false",
        },
        "clientMetadata": {"from": "web"},
    }


def test_it_verifies(emulator: Emulator) -> None:
    lab = Lab(
        emulator,
        pool_request={
            "AutoVerifiedAttributes": ["email", "phone_number"],
            "SmsConfiguration": SMS,
        },
    )
    Spy(lab, "PreSignUp", autoVerifyEmail=True, autoVerifyPhone=True)
    answer = sign_up(lab, UserAttributes=pairs(email=EMAIL, phone_number=PHONE))
    status, attributes = user(lab)
    assert status == "UNCONFIRMED"
    assert (attributes["email_verified"], attributes["phone_number_verified"]) == ("true", "true")
    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == "SMS"  # still to be confirmed


@pytest.mark.parametrize("flag", ["autoVerifyEmail", "autoVerifyPhone"])
def test_it_verifies_no_address_that_is_not_there(lab: Lab, flag: str) -> None:
    Spy(lab, "PreSignUp", autoConfirmUser=True).response[flag] = True
    with pytest.raises(errors.InvalidParameterException, match="is required to verify/un-verify"):
        sign_up(lab)
    assert lab.call("ListUsers", UserPoolId=lab.pool_id)["Users"] == []


@pytest.mark.parametrize("flag", NOTHING_DECIDED)
@pytest.mark.parametrize("value", ["true", 1, {}])
def test_its_flags_are_true_or_false(lab: Lab, flag: str, value: Any) -> None:
    Spy(lab, "PreSignUp").response[flag] = value
    with pytest.raises(errors.InvalidLambdaResponseException):
        sign_up(lab, UserAttributes=pairs(email=EMAIL, phone_number=PHONE))


def test_a_verified_alias_moves(emulator: Emulator) -> None:
    lab = with_aliases(emulator)
    lab.user("old", email=EMAIL, email_verified="true")
    spy = Spy(lab, "PostConfirmation")
    Spy(lab, "PreSignUp", autoConfirmUser=True, autoVerifyEmail=True)
    sign_up(lab, "new", UserAttributes=pairs(email=EMAIL))
    assert user(lab, "old")[1]["email_verified"] == "false"
    assert lab.call("AdminGetUser", UserPoolId=lab.pool_id, Username=EMAIL)["Username"] == "new"
    assert spy.event["request"]["userAttributes"]["cognito:email_alias"] == EMAIL


def test_who_is_confirmed_by_it_has_no_session_to_confirm_with(lab: Lab) -> None:
    lab.client_id = lab.client(ExplicitAuthFlows=["ALLOW_USER_AUTH"])
    assert "Session" in sign_up(lab, "bob")
    Spy(lab, "PreSignUp", autoConfirmUser=True)
    assert "Session" not in sign_up(lab, "alice")


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        ({"Password": "short"}, errors.InvalidPasswordException),
        ({"UserAttributes": pairs(email="nonsense")}, errors.InvalidParameterException),
    ],
)
def test_what_is_refused_anyway_it_is_not_asked(lab: Lab, request_: Any, error: Any) -> None:
    spy = Spy(lab, "PreSignUp")
    with pytest.raises(error):
        sign_up(lab, **request_)
    assert spy.events == []


def test_it_can_make_way_for_the_new_user(lab: Lab) -> None:
    """It is asked before anybody looks whether the name is taken."""
    first = sign_up(lab)["UserSub"]
    spy = Spy(lab, "PreSignUp")
    spy.deed = lambda event: lab.call(
        "AdminDeleteUser", UserPoolId=event["userPoolId"], Username=event["userName"]
    )
    second = sign_up(lab)["UserSub"]
    assert user(lab)[1]["sub"] == second != first
    assert len(spy.events) == 1


def test_a_taken_name_is_refused_after_it(lab: Lab) -> None:
    sign_up(lab)
    spy = Spy(lab, "PreSignUp", autoConfirmUser=True)
    with pytest.raises(errors.UsernameExistsException, match=r"^User already exists$"):
        sign_up(lab)
    assert len(spy.events) == 1
    assert user(lab)[0] == "UNCONFIRMED"


def test_seeds_ask_nobody() -> None:
    asked: list[Event] = []

    def function(event: Event) -> Event:
        asked.append(event)
        return event

    arn = "arn:aws:lambda:us-east-1:123456789012:function:f"
    seed = {
        "PoolName": "a",
        "LambdaConfig": {"PreSignUp": arn, "PostConfirmation": arn},
        "Users": [{"Username": "alice", "Password": PASSWORD}],
        "Functions": {arn: function},
    }
    emulator = Emulator(seed=seed)
    emulator.reset()
    assert asked == []


# --- PostConfirmation -----------------------------------------------------------------------------


def confirm(lab: Lab) -> None:
    lab.call(
        "ConfirmSignUp",
        ClientId=lab.client_id,
        Username="alice",
        ConfirmationCode=lab.emulator.messages()[-1].code,
        ClientMetadata={"from": "web"},
    )


def admin_confirm(lab: Lab) -> None:
    request = {"UserPoolId": lab.pool_id, "Username": "alice", "ClientMetadata": {"from": "desk"}}
    lab.call("AdminConfirmSignUp", **request)


def recover(lab: Lab) -> None:
    confirm(lab)
    lab.call("ForgotPassword", ClientId=lab.client_id, Username="alice")
    lab.call(
        "ConfirmForgotPassword",
        ClientId=lab.client_id,
        Username="alice",
        Password="Another-Horse2",
        ConfirmationCode=lab.emulator.messages()[-1].code,
        ClientMetadata={"from": "mail"},
    )


@pytest.mark.parametrize(
    ("step", "sources", "client", "verified", "metadata"),
    [
        (confirm, ["ConfirmSignUp"], "a client", "true", {"from": "web"}),
        (admin_confirm, ["ConfirmSignUp"], None, "false", {"from": "desk"}),
        (
            recover,
            ["ConfirmSignUp", "ConfirmForgotPassword"],
            "a client",
            "true",
            {"from": "mail"},
        ),
    ],
)
def test_what_it_is_told_of_a_confirmation(
    lab: Lab,
    step: Callable[[Lab], None],
    sources: list[str],
    client: str | None,
    verified: str,
    metadata: Any,
) -> None:
    spy = Spy(lab, "PostConfirmation")
    sign_up(lab, UserAttributes=pairs(email=EMAIL))
    assert spy.events == []
    step(lab)
    assert spy.sources == [f"PostConfirmation_{source}" for source in sources]
    told = spy.events[-1]
    assert told["userName"] == "alice"
    assert told["callerContext"]["clientId"] == (client and lab.client_id)
    assert told["response"] == {}
    assert told["request"]["clientMetadata"] == metadata
    attributes = told["request"]["userAttributes"]
    assert attributes["cognito:user_status"] == "CONFIRMED"
    assert attributes["email_verified"] == verified


def test_nobody_is_confirmed_by_an_administrator_s_creation(lab: Lab) -> None:
    spy = Spy(lab, "PostConfirmation")
    lab.invited("carol")
    session = lab.begin("carol")["Session"]
    lab.call(
        "RespondToAuthChallenge",
        ClientId=lab.client_id,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        ChallengeResponses={"USERNAME": "carol", "NEW_PASSWORD": "Another-Horse2"},
        Session=session,
    )
    lab.user("dave")  # by AdminSetUserPassword
    assert spy.events == []


def test_the_function_finds_the_user(lab: Lab) -> None:
    """As people do: put everybody who confirms into a group."""
    lab.call("CreateGroup", UserPoolId=lab.pool_id, GroupName="members")
    spy = Spy(lab, "PostConfirmation")
    spy.deed = lambda event: lab.call(
        "AdminAddUserToGroup",
        UserPoolId=event["userPoolId"],
        Username=event["userName"],
        GroupName="members",
    )
    sign_up(lab, UserAttributes=pairs(email=EMAIL))
    confirm(lab)
    member = {"UserPoolId": lab.pool_id, "GroupName": "members"}
    assert [u["Username"] for u in lab.call("ListUsersInGroup", **member)["Users"]] == ["alice"]


def test_its_error_reaches_the_caller_and_the_user_stays_confirmed(lab: Lab) -> None:
    def refuse(_event: Event) -> None:
        raise RuntimeError("no groups today")

    spy = Spy(lab, "PostConfirmation")
    spy.deed = refuse
    sign_up(lab, UserAttributes=pairs(email=EMAIL))
    with pytest.raises(errors.UserLambdaValidationException) as refusal:
        confirm(lab)
    assert str(refusal.value) == "PostConfirmation failed with error no groups today."
    assert user(lab)[0] == "CONFIRMED"
    assert lab.tokens()


def test_a_confirmation_that_fails_is_none(lab: Lab) -> None:
    spy = Spy(lab, "PostConfirmation")
    sign_up(lab, UserAttributes=pairs(email=EMAIL))
    with pytest.raises(errors.CodeMismatchException):
        lab.call(
            "ConfirmSignUp", ClientId=lab.client_id, Username="alice", ConfirmationCode="wrong"
        )
    assert spy.events == []

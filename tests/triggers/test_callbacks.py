"""Functions that call the emulator back while the operation that asks them is under way."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from cognito_emulator import TriggerName, errors, runner
from cognito_emulator.emulator import Emulator
from cognito_emulator.web.server import Server
from tests.support import PASSWORD, Lab, claims
from tests.triggers.support import Event, Spy

Call = Callable[..., Any]


@pytest.fixture(params=["in process", "over HTTP"])
def call(request: pytest.FixtureRequest, lab: Lab) -> Iterator[Call]:
    """How a function calls the emulator."""
    if request.param == "in process":
        yield lab.call
        return

    with Server(lab.emulator, port=0) as server:

        def over_http(operation: str, **parameters: Any) -> Any:
            answer = requests.post(
                server.url,
                json=parameters,
                headers={
                    "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
                    "Authorization": "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/cognito-idp/"
                    "aws4_request, SignedHeaders=host, Signature=x",
                },
                timeout=60,
            )
            answer.raise_for_status()
            return answer.json() if answer.content else {}

        yield over_http


@pytest.fixture(params=[10, 1, 0], ids=["racing", "after one lost race", "after all lost races"])
def _tries(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """How often an operation runs before all others are kept out."""
    monkeypatch.setattr(runner, "_OPTIMISTIC_TRIES", request.param)


pytestmark = pytest.mark.usefixtures("_tries")


def rename(call: Call) -> Callable[[Event], object]:
    """Return the deed of changing the very user."""
    return lambda event: call(
        "AdminUpdateUserAttributes",
        UserPoolId=event["userPoolId"],
        Username=event["userName"],
        UserAttributes=[{"Name": "name", "Value": event["triggerSource"]}],
    )


@pytest.mark.parametrize("trigger", ["PreAuthentication", "PostAuthentication"])
def test_a_sign_in_shows_what_its_function_wrote(
    lab: Lab, call: Call, trigger: TriggerName
) -> None:
    lab.user()
    spy = Spy(lab, trigger)
    spy.deed = rename(call)
    tokens = lab.tokens()
    assert claims(tokens["IdToken"])["name"] == f"{trigger}_Authentication"
    assert len(spy.events) == 1


def test_tokens_say_what_the_function_wrote_before_them(lab: Lab, call: Call) -> None:
    lab.user()
    spy = Spy(
        lab, "PreTokenGeneration", claimsOverrideDetails={"claimsToAddOrOverride": {"a": "b"}}
    )
    spy.deed = rename(call)
    said = claims(lab.tokens()["IdToken"])
    assert (said["name"], said["a"]) == ("TokenGeneration_Authentication", "b")
    assert len(spy.events) == 1


def test_a_sign_up_whose_function_makes_somebody_else(lab: Lab, call: Call) -> None:
    spy = Spy(lab, "PreSignUp")
    spy.deed = lambda event: (
        call(
            "AdminCreateUser",
            UserPoolId=event["userPoolId"],
            Username="twin",
            MessageAction="SUPPRESS",
        )
        if event["triggerSource"] == "PreSignUp_SignUp"
        else None
    )
    lab.call("SignUp", ClientId=lab.client_id, Username="alice", Password=PASSWORD)
    names = {u["Username"] for u in lab.call("ListUsers", UserPoolId=lab.pool_id)["Users"]}
    assert names == {"alice", "twin"}
    assert spy.sources == ["PreSignUp_SignUp", "PreSignUp_AdminCreateUser"]


def test_a_sign_up_whose_function_takes_the_name(lab: Lab, call: Call) -> None:
    spy = Spy(lab, "PreSignUp")
    spy.deed = lambda event: (
        call(
            "AdminCreateUser",
            UserPoolId=event["userPoolId"],
            Username=event["userName"],
            MessageAction="SUPPRESS",
        )
        if event["triggerSource"] == "PreSignUp_SignUp"
        else None
    )
    with pytest.raises(errors.UsernameExistsException):
        lab.call("SignUp", ClientId=lab.client_id, Username="alice", Password=PASSWORD)
    assert len(spy.events) == 2


def test_the_sub_that_a_function_was_told_is_the_user_s(emulator: Emulator) -> None:
    """It is drawn once, however often the operation runs."""
    lab = Lab(emulator, pool_request={"UsernameAttributes": ["email"]})
    spy = Spy(lab, "PreSignUp", autoConfirmUser=True)
    spy.deed = lambda event: lab.call(  # what the operation has read, changes: it runs again
        "UpdateUserPoolClient",
        UserPoolId=event["userPoolId"],
        ClientId=lab.client_id,
        ClientName="renamed",
    )
    answer = lab.call("SignUp", ClientId=lab.client_id, Username="a@example.com", Password=PASSWORD)
    assert spy.event["userName"] == answer["UserSub"]


def test_a_group_for_everybody_who_confirms(lab: Lab, call: Call) -> None:
    pool = {"UserPoolId": lab.pool_id}
    lab.call("CreateGroup", **pool, GroupName="members")
    spy = Spy(lab, "PostConfirmation")
    spy.deed = lambda event: call(
        "AdminAddUserToGroup", **pool, Username=event["userName"], GroupName="members"
    )
    lab.call("SignUp", ClientId=lab.client_id, Username="alice", Password=PASSWORD)
    lab.call("AdminConfirmSignUp", **pool, Username="alice")
    assert claims(lab.tokens()["IdToken"])["cognito:groups"] == ["members"]
    assert len(spy.events) == 1


def test_a_migrated_user_is_there_for_the_other_functions(lab: Lab, call: Call) -> None:
    migration = Spy(lab, "UserMigration", finalUserStatus="CONFIRMED", messageAction="SUPPRESS")
    migration.response["userAttributes"] = {"email": "bob@example.com"}
    spy = Spy(lab, "PreAuthentication")
    spy.deed = rename(call)
    assert claims(lab.tokens("bob")["IdToken"])["name"] == "PreAuthentication_Authentication"
    assert (len(migration.events), len(spy.events)) == (1, 1)


def test_custom_challenges(lab: Lab, call: Call) -> None:
    lab.client_id = lab.client(ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH"])
    lab.user()
    define = Spy(lab, "DefineAuthChallenge", challengeName="CUSTOM_CHALLENGE")
    create = Spy(lab, "CreateAuthChallenge", privateChallengeParameters={"any": "answer"})
    verify = Spy(lab, "VerifyAuthChallengeResponse")
    for spy in (define, create, verify):
        spy.deed = rename(call)
    request = {"AuthFlow": "CUSTOM_AUTH", "AuthParameters": {"USERNAME": "alice"}}
    begun = lab.call("InitiateAuth", ClientId=lab.client_id, **request)
    define.response = {"issueTokens": True}
    verify.response = {"answerCorrect": True}
    done = lab.call(
        "RespondToAuthChallenge",
        ClientId=lab.client_id,
        ChallengeName="CUSTOM_CHALLENGE",
        ChallengeResponses={"USERNAME": "alice", "ANSWER": "x"},
        Session=begun["Session"],
    )
    said = claims(done["AuthenticationResult"]["IdToken"])
    assert said["name"] == "DefineAuthChallenge_Authentication"
    assert [len(spy.events) for spy in (define, create, verify)] == [2, 1, 1]


def test_a_message_s_function(lab: Lab, call: Call) -> None:
    lab.user("alice", email="alice@example.com", email_verified="true")
    spy = Spy(lab, "CustomMessage", emailMessage="{####}")
    spy.deed = rename(call)
    lab.call("ForgotPassword", ClientId=lab.client_id, Username="alice")
    assert len(spy.events) == len(lab.emulator.messages()) == 1


def test_nobody_waits_for_a_function_of_somebody_else(lab: Lab) -> None:
    """While one is at work, other operations go on, those on the same user too."""
    lab.user()
    asked, may_go_on = threading.Event(), threading.Event()

    def wait(_event: Event) -> None:
        asked.set()
        may_go_on.wait(60)

    spy = Spy(lab, "PreAuthentication")
    spy.deed = wait
    with ThreadPoolExecutor(1) as pool:
        sign_in = pool.submit(lab.tokens)
        assert asked.wait(60)
        lab.call(
            "AdminUpdateUserAttributes",
            UserPoolId=lab.pool_id,
            Username="alice",
            UserAttributes=[{"Name": "name", "Value": "Alice"}],
        )
        may_go_on.set()
        assert claims(sign_in.result(30)["IdToken"])["name"] == "Alice"
    assert len(spy.events) == 1


def test_a_crowd_asks_once_for_each_sign_in(lab: Lab) -> None:
    """All of them write to the same user from within."""
    lab.user()
    spy = Spy(lab, "PostAuthentication")
    spy.deed = lambda event: lab.call(
        "AdminUpdateUserAttributes",
        UserPoolId=event["userPoolId"],
        Username="alice",
        UserAttributes=[{"Name": "name", "Value": str(len(spy.events))}],
    )
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as pool:
            done = list(pool.map(lambda _: lab.tokens(), range(24)))
    finally:
        sys.setswitchinterval(before)
    assert len({tokens["AccessToken"] for tokens in done}) == len(spy.events) == 24


def test_each_message_keeps_its_own_words(emulator: Emulator) -> None:
    """A run that sends one message less hears the answer about the other, not about that one."""
    sms = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x"}
    verified = {"AutoVerifiedAttributes": ["email", "phone_number"], "SmsConfiguration": sms}
    lab = Lab(emulator, pool_request=verified)
    lab.user()
    token = lab.tokens()["AccessToken"]
    phone = {"Name": "phone_number", "Value": "+12025550123"}

    def word(event: Event) -> None:
        event["response"]["smsMessage"] = "by phone: {####}"
        event["response"]["emailMessage"] = "by mail: {####}"
        if event["request"]["userAttributes"].get("phone_number_verified") == "false":
            done = {"Name": "phone_number_verified", "Value": "true"}
            lab.call(
                "AdminUpdateUserAttributes",
                UserPoolId=lab.pool_id,
                Username="alice",
                UserAttributes=[phone, done],
            )

    Spy(lab, "CustomMessage").deed = word
    mail = {"Name": "email", "Value": "alice@example.com"}
    lab.call("UpdateUserAttributes", AccessToken=token, UserAttributes=[phone, mail])
    (message,) = [each for each in emulator.messages() if each.medium == "EMAIL"]
    assert message.body == f"by mail: {message.code}"

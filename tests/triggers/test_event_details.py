"""What the events of each operation say of its request: the client, and its ClientMetadata.

Which operations hand ClientMetadata to which triggers is documented, for each operation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import pytest

from cognito_emulator import errors
from cognito_emulator.emulator import Emulator
from cognito_emulator.lambdas import Trigger
from tests.support import ALL_FLOWS, PASSWORD, TEMPORARY, Lab
from tests.triggers.support import Event

METADATA = {"from": "here"}
HEARD, UNHEARD = True, False
SMS = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x"}
# What callerContext says of the client: its id, null, or that there is none.
OWN, NULL, NONE = "own", None, "CLIENT_ID_NOT_APPLICABLE"

Told = dict[str, bool]
"""The triggers that an operation asks, and whether each gets ``clientMetadata``."""


class World(Lab):
    """A lab whose functions write down what each of their events says of the request.

    Alice is confirmed and has signed in, bob has signed up, carol has a temporary password.
    """

    def __init__(self, emulator: Emulator) -> None:
        super().__init__(
            emulator, pool_request={"AutoVerifiedAttributes": ["email"], "SmsConfiguration": SMS}
        )
        self.client_id = self.client(ExplicitAuthFlows=[*ALL_FLOWS, "ALLOW_CUSTOM_AUTH"])
        self.user("alice", email="alice@example.com", email_verified="true")
        self.invited("carol", TEMPORARY, email="c@example.com", phone_number="+15551234567")
        self.by_client(
            "SignUp",
            Username="bob",
            Password=PASSWORD,
            UserAttributes=[{"Name": "email", "Value": "bob@example.com"}],
        )
        self.its_tokens = self.tokens("alice")
        self.events: list[Event] = []
        for trigger in get_args(Trigger):
            emulator.on(trigger, self.listen)

    def listen(self, event: Event) -> Event:
        """Keep an event, and see to it that custom sign-in goes on."""
        self.events.append(event)
        source, request = event["triggerSource"], event["request"]
        if source.startswith("DefineAuthChallenge"):
            event["response"].update(
                {"issueTokens": True}
                if request["session"]
                else {"challengeName": "CUSTOM_CHALLENGE"}
            )
        elif source.startswith("CreateAuthChallenge"):
            event["response"]["privateChallengeParameters"] = {"any": "answer"}
        elif source.startswith("VerifyAuthChallengeResponse"):
            event["response"]["answerCorrect"] = True
        return event

    def by_client(self, operation: str, **request: Any) -> Any:
        return self.call(operation, ClientId=self.client_id, **request)

    def by_admin(self, operation: str, username: str, **request: Any) -> Any:
        return self.call(operation, UserPoolId=self.pool_id, Username=username, **request)

    def by_token(self, operation: str, **request: Any) -> Any:
        return self.call(operation, AccessToken=self.its_tokens["AccessToken"], **request)

    def both(self, operation: str, *, admin: bool, **request: Any) -> Any:
        """Call an operation of sign-in, or its admin twin."""
        if admin:
            return self.by_client(f"Admin{operation}", UserPoolId=self.pool_id, **request)
        return self.by_client(operation, **request)

    def of_nobody(self, operation: str, **request: Any) -> None:
        """Call an operation for a user whom no function knows either."""
        with pytest.raises(errors.UserNotFoundException):
            self.by_client(operation, **request)

    def code(self, username: str) -> str:
        return self.emulator.messages(username=username)[-1].code


MAIL = [{"Name": "email", "Value": "new@example.com"}]


def confirm(world: World, **more: Any) -> None:
    code = world.code("bob")
    world.by_client("ConfirmSignUp", Username="bob", ConfirmationCode=code, **more)


def recover(world: World, **more: Any) -> None:
    world.by_client("ForgotPassword", Username="alice")
    world.events.clear()
    code = world.code("alice")
    world.by_client(
        "ConfirmForgotPassword",
        Username="alice",
        ConfirmationCode=code,
        Password=f"{PASSWORD}2",
        **more,
    )


def begin(
    world: World, flow: str = "USER_PASSWORD_AUTH", *, admin: bool = False, **more: Any
) -> Any:
    parameters = {"USERNAME": "alice", "PASSWORD": PASSWORD}
    return world.both("InitiateAuth", admin=admin, AuthFlow=flow, AuthParameters=parameters, **more)


def answer_riddle(world: World, *, admin: bool, **more: Any) -> None:
    session = begin(world, "CUSTOM_AUTH")["Session"]
    world.events.clear()
    world.both(
        "RespondToAuthChallenge",
        admin=admin,
        ChallengeName="CUSTOM_CHALLENGE",
        Session=session,
        ChallengeResponses={"USERNAME": "alice", "ANSWER": "x"},
        **more,
    )


def go_on_to_a_code(world: World, challenge: Any, *, admin: bool, **more: Any) -> None:
    session = world.begin("carol", TEMPORARY)["Session"]
    world.emulator.force_challenge(challenge, pool_id=world.pool_id, username="carol")
    world.events.clear()
    world.both(
        "RespondToAuthChallenge",
        admin=admin,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=session,
        ChallengeResponses={"USERNAME": "carol", "NEW_PASSWORD": PASSWORD},
        **more,
    )


OF_AN_ANSWER: Told = {
    "VerifyAuthChallengeResponse": HEARD,
    "DefineAuthChallenge": HEARD,
    "PostAuthentication": HEARD,
    "PreTokenGeneration": HEARD,
}
OF_A_BEGINNING: Told = {
    "PreAuthentication": UNHEARD,
    "PostAuthentication": UNHEARD,
    "PreTokenGeneration": UNHEARD,
}
MAILED: Told = {"CustomMessage": HEARD, "CustomEmailSender": UNHEARD}

CASES: dict[str, tuple[Callable[..., object], str | None, Told]] = {
    "SignUp": (
        lambda w, **m: w.by_client(
            "SignUp", Username="dave", Password=PASSWORD, UserAttributes=MAIL, **m
        ),
        OWN,
        {"PreSignUp": HEARD, **MAILED},
    ),
    "AdminCreateUser": (
        lambda w, **m: w.by_admin("AdminCreateUser", "dave", UserAttributes=MAIL, **m),
        NONE,
        {"PreSignUp": HEARD, "CustomMessage": UNHEARD, "CustomEmailSender": UNHEARD},
    ),
    "AdminCreateUser, again": (
        lambda w, **m: w.by_admin(
            "AdminCreateUser",
            "carol",
            MessageAction="RESEND",
            DesiredDeliveryMediums=["EMAIL"],
            **m,
        ),
        NONE,
        {"CustomMessage": UNHEARD, "CustomEmailSender": UNHEARD},
    ),
    "ConfirmSignUp": (confirm, OWN, {"PostConfirmation": HEARD}),
    "AdminConfirmSignUp": (
        lambda w, **m: w.by_admin("AdminConfirmSignUp", "bob", **m),
        NULL,
        {"PostConfirmation": HEARD},
    ),
    "ResendConfirmationCode": (
        lambda w, **m: w.by_client("ResendConfirmationCode", Username="bob", **m),
        OWN,
        MAILED,
    ),
    "ForgotPassword": (
        lambda w, **m: w.by_client("ForgotPassword", Username="alice", **m),
        OWN,
        MAILED,
    ),
    "ForgotPassword, unknown": (
        lambda w, **m: w.of_nobody("ForgotPassword", Username="nobody", **m),
        OWN,
        {"UserMigration": HEARD},
    ),
    "ConfirmForgotPassword": (recover, OWN, {"PostConfirmation": HEARD}),
    "AdminResetUserPassword": (
        lambda w, **m: w.by_admin("AdminResetUserPassword", "alice", **m),
        NONE,
        MAILED,
    ),
    "UpdateUserAttributes": (
        lambda w, **m: w.by_token("UpdateUserAttributes", UserAttributes=MAIL, **m),
        OWN,
        MAILED,
    ),
    "AdminUpdateUserAttributes": (
        lambda w, **m: w.by_admin("AdminUpdateUserAttributes", "alice", UserAttributes=MAIL, **m),
        NONE,
        MAILED,
    ),
    "GetUserAttributeVerificationCode": (
        lambda w, **m: w.by_token("GetUserAttributeVerificationCode", AttributeName="email", **m),
        OWN,
        MAILED,
    ),
    "InitiateAuth": (begin, OWN, OF_A_BEGINNING),
    "AdminInitiateAuth": (
        lambda w, **m: begin(w, "ADMIN_USER_PASSWORD_AUTH", admin=True, **m),
        OWN,
        OF_A_BEGINNING,
    ),
    "InitiateAuth, unknown": (
        lambda w, **m: w.of_nobody(
            "InitiateAuth",
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "nobody", "PASSWORD": PASSWORD},
            **m,
        ),
        OWN,
        {"UserMigration": UNHEARD},
    ),
    "InitiateAuth, custom": (
        lambda w, **m: begin(w, "CUSTOM_AUTH", **m),
        OWN,
        {
            "PreAuthentication": UNHEARD,
            "DefineAuthChallenge": UNHEARD,
            "CreateAuthChallenge": UNHEARD,
        },
    ),
    "REFRESH_TOKEN_AUTH": (
        lambda w, **m: w.refresh(w.its_tokens["RefreshToken"], **m),
        OWN,
        {"PreTokenGeneration": UNHEARD},
    ),
    "GetTokensFromRefreshToken": (
        lambda w, **m: w.by_client(
            "GetTokensFromRefreshToken", RefreshToken=w.its_tokens["RefreshToken"], **m
        ),
        OWN,
        {"PreTokenGeneration": HEARD},
    ),
    "RespondToAuthChallenge": (
        lambda w, **m: answer_riddle(w, admin=False, **m),
        OWN,
        OF_AN_ANSWER,
    ),
    "AdminRespondToAuthChallenge": (
        lambda w, **m: answer_riddle(w, admin=True, **m),
        OWN,
        OF_AN_ANSWER,
    ),
    "RespondToAuthChallenge, mail": (
        lambda w, **m: go_on_to_a_code(w, "EMAIL_OTP", admin=False, **m),
        OWN,
        {"CustomMessage": UNHEARD, "CustomEmailSender": HEARD},
    ),
    "AdminRespondToAuthChallenge, text": (
        lambda w, **m: go_on_to_a_code(w, "SMS_MFA", admin=True, **m),
        OWN,
        {"CustomMessage": HEARD, "CustomSMSSender": HEARD},
    ),
    "RespondToAuthChallenge, custom": (
        lambda w, **m: go_on_to_a_code(w, "CUSTOM_CHALLENGE", admin=False, **m),
        OWN,
        {"CreateAuthChallenge": HEARD},
    ),
}


@pytest.fixture
def world(emulator: Emulator) -> World:
    """Return alice, bob and carol, and functions behind all triggers."""
    return World(emulator)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_events_say_of_the_request(
    world: World, case: tuple[Callable[..., object], str | None, Told]
) -> None:
    act, client, told = case
    act(world, ClientMetadata=METADATA)
    assert world.emulator.wait_for_senders()
    heard = {}
    for event in world.events:
        source = event["triggerSource"].partition("_")[0]
        trigger = "PreTokenGeneration" if source == "TokenGeneration" else source
        heard[trigger] = event["request"].get("clientMetadata") == METADATA
        expected = world.client_id if client == OWN else client
        assert event["callerContext"]["clientId"] == expected, trigger
    assert heard == told

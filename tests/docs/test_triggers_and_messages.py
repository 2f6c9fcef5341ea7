"""Which operation fires which trigger, and sends which message: the pages say what happens.

One play calls all operations that do either, with a function behind every trigger that takes notes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_args

import pytest

from cognito_emulator import Message, MessageReason
from cognito_emulator.domain.tokens.triggers import TokenGeneration
from cognito_emulator.emulator import Emulator
from cognito_emulator.lambdas.base import Trigger
from tests.support import ALL_FLOWS, PASSWORD, SMS_ROLE, TEMPORARY, DeviceClient, Lab, SrpClient

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
TRIGGERS = (REFERENCE / "triggers.md").read_text(encoding="utf-8")
MESSAGES = (REFERENCE / "messages.md").read_text(encoding="utf-8")
SENDERS = ("CustomEmailSender", "CustomSMSSender")
NEW = "Another-Horse1"

Seen = Mapping[str, set[str]]


@dataclass
class NotingLab(Lab):
    """Knows which operation is called."""

    operation: str = ""

    def call(self, operation: str, **request: Any) -> Any:
        self.operation = operation
        answer = super().call(operation, **request)
        self.emulator.wait_for_senders()  # they are called once the operation is over
        return answer


class Play:
    """Calls of operations, with notes of which triggers each fires and which messages it sends."""

    def __init__(self, emulator: Emulator) -> None:
        self.sources: dict[str, set[str]] = defaultdict(set)
        self.reasons: dict[str, set[str]] = defaultdict(set)
        self.migrates = False
        self.confirms = False
        pool: dict[str, Any] = {
            "AutoVerifiedAttributes": ["email"],
            "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True},
            "SmsConfiguration": SMS_ROLE,
            "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}},
        }
        self.lab = NotingLab(emulator, pool_request=pool)
        flows = [*ALL_FLOWS, "ALLOW_CUSTOM_AUTH", "ALLOW_USER_AUTH"]
        self.lab.client_id = self.lab.client(ExplicitAuthFlows=flows)
        rotating = {"RefreshTokenRotation": {"Feature": "ENABLED"}}
        flows.remove("ALLOW_REFRESH_TOKEN_AUTH")
        self.rotating = self.lab.client(ExplicitAuthFlows=flows, **rotating)
        for trigger in get_args(Trigger):
            emulator.on(trigger, self._noted)
        emulator.on_message(lambda message: self.reasons[message.reason].add(self.lab.operation))

    def call(self, operation: str, **request: Any) -> Any:
        """Call an operation; of a user, by the pool's id or by the client's."""
        pool = {"UserPoolId": self.lab.pool_id} if operation.startswith("Admin") else {}
        return self.lab.call(operation, **pool, **request)

    def of_client(self, operation: str, **request: Any) -> Any:
        return self.call(operation, **{"ClientId": self.lab.client_id, **request})

    def _noted(self, event: dict[str, Any]) -> dict[str, Any]:
        trigger, _, _ = event["triggerSource"].partition("_")
        self.sources[event["triggerSource"]].add(self.lab.operation)
        answer: dict[str, Any] = event["response"]
        if trigger == "PreSignUp":
            answer["autoConfirmUser"] = self.confirms
        if trigger == "UserMigration" and self.migrates:
            answer["userAttributes"] = {"email": "m@example.com", "email_verified": "true"}
        if trigger == "DefineAuthChallenge":
            done = len(event["request"]["session"]) > 1
            answer |= {"issueTokens": done} if done else {"challengeName": "CUSTOM_CHALLENGE"}
        if trigger == "CreateAuthChallenge":
            answer["privateChallengeParameters"] = {"answer": "any"}
        if trigger == "VerifyAuthChallengeResponse":
            answer["answerCorrect"] = True
        return event

    # -- the scenes -------------------------------------------------------------------------------

    def of_accounts(self) -> None:
        email = [{"Name": "email", "Value": "ada@example.com"}]
        for username in ("ada", "bob"):
            own = [{"Name": "email", "Value": f"{username}@example.com"}]
            self.of_client("SignUp", Username=username, Password=PASSWORD, UserAttributes=own)
        self.of_client("ResendConfirmationCode", Username="ada")
        self.of_client("ConfirmSignUp", Username="ada", ConfirmationCode=self.code("ada"))
        self.call("AdminConfirmSignUp", Username="bob")
        self.confirms = True
        self.of_client("SignUp", Username="carl", Password=PASSWORD)
        self.confirms = False
        for more in ({}, {"MessageAction": "RESEND"}):
            attributes = [{"Name": "email", "Value": "dan@example.com"}]
            request = {"TemporaryPassword": TEMPORARY, "UserAttributes": attributes, **more}
            self.call("AdminCreateUser", Username="dan", **request)
        self.of_client("ForgotPassword", Username="ada")
        code = {"ConfirmationCode": self.code("ada")}
        self.of_client("ConfirmForgotPassword", Username="ada", Password=PASSWORD, **code)
        self.call("AdminResetUserPassword", Username="ada")
        self.call("AdminSetUserPassword", Username="ada", Password=PASSWORD, Permanent=True)
        token = self.begin("ada", PASSWORD)["AuthenticationResult"]["AccessToken"]
        new = [{"Name": "email", "Value": "ada2@example.com"}]
        self.call("UpdateUserAttributes", AccessToken=token, UserAttributes=new)
        self.call("GetUserAttributeVerificationCode", AccessToken=token, AttributeName="email")
        self.call("AdminUpdateUserAttributes", Username="ada", UserAttributes=email)

    def of_sign_ins(self, prefix: str) -> None:
        """By the operations of users, or by their twins for administrators."""
        user = f"{prefix}user"
        phone = "+15555550123"
        email = {"email": f"{user}@example.com", "email_verified": "true"}
        self.lab.user(user, phone_number=phone, **email)
        tokens = self.begin(user, PASSWORD, prefix)["AuthenticationResult"]
        device = self.lab.confirm_device(tokens)
        refreshing = {"AuthFlow": "REFRESH_TOKEN_AUTH"}
        parameters = {"REFRESH_TOKEN": tokens["RefreshToken"], "DEVICE_KEY": device.device_key}
        self.of_client(f"{prefix}InitiateAuth", AuthParameters=parameters, **refreshing)
        self.by_device(user, device, prefix)
        self.by_messages(user, prefix)
        self.by_riddle(user, prefix)
        self.lab.invited(f"{user}2", TEMPORARY, email=f"{user}2@example.com")
        met = self.begin(f"{user}2", TEMPORARY, prefix)
        self.respond(met, f"{user}2", prefix, NEW_PASSWORD=NEW)

    def by_device(self, user: str, device: DeviceClient, prefix: str) -> None:
        met = self.begin(user, PASSWORD, prefix, DEVICE_KEY=device.device_key)
        met = self.respond(met, user, prefix, **device.begin(user))
        self.respond(met, user, prefix, **device.respond(met["ChallengeParameters"]))

    def by_messages(self, user: str, prefix: str) -> None:
        """With a code as first factor, as second factor, and as one after a proof by SRP."""
        wish = {"USERNAME": user, "PREFERRED_CHALLENGE": "EMAIL_OTP"}
        met = self.of_client(f"{prefix}InitiateAuth", AuthFlow="USER_AUTH", AuthParameters=wish)
        self.respond(met, user, prefix, EMAIL_OTP_CODE=self.code(user))
        self.lab.emulator.force_challenge(
            "SMS_MFA", pool_id=self.lab.pool_id, username=user, times=2
        )
        self.respond(self.begin(user, PASSWORD, prefix), user, prefix, SMS_MFA_CODE=self.code(user))
        srp = SrpClient(self.lab.pool_id, PASSWORD)
        beginning = {"USERNAME": user, "SRP_A": srp.srp_a}
        met = self.of_client(
            f"{prefix}InitiateAuth", AuthFlow="USER_SRP_AUTH", AuthParameters=beginning
        )
        met = self.respond(met, user, prefix, **srp.respond(met["ChallengeParameters"]))
        self.respond(met, user, prefix, SMS_MFA_CODE=self.code(user))

    def by_riddle(self, user: str, prefix: str) -> None:
        beginning = {"USERNAME": user}
        met = self.of_client(
            f"{prefix}InitiateAuth", AuthFlow="CUSTOM_AUTH", AuthParameters=beginning
        )
        met = self.respond(met, user, prefix, ANSWER="whatever")
        self.respond(met, user, prefix, ANSWER="whatever")

    def of_rotation(self) -> None:
        self.lab.user("zoe")
        tokens = self.lab.tokens("zoe", ClientId=self.rotating)
        of_device = {
            "RefreshToken": tokens["RefreshToken"],
            "DeviceKey": self.lab.confirm_device(tokens).device_key,
        }
        self.of_client("GetTokensFromRefreshToken", ClientId=self.rotating, **of_device)

    def of_migration(self) -> None:
        """In a pool whose users need passwords: in the other one they are welcomed without."""
        self.lab.pool_id = self.lab.pool(AutoVerifiedAttributes=["email"])
        self.lab.client_id = self.lab.client()
        self.migrates = True
        for prefix in ("", "Admin"):
            with pytest.raises(Exception, match=r"reset|Password"):
                self.begin(f"newcomer{prefix}", PASSWORD, prefix)
            self.call("AdminDeleteUser", Username=f"newcomer{prefix}")
        self.of_client("ForgotPassword", Username="latecomer")

    def begin(self, user: str, password: str, prefix: str = "", **more: str) -> Any:
        flow = "ADMIN_USER_PASSWORD_AUTH" if prefix else "USER_PASSWORD_AUTH"
        parameters = {"USERNAME": user, "PASSWORD": password, **more}
        return self.of_client(f"{prefix}InitiateAuth", AuthFlow=flow, AuthParameters=parameters)

    def respond(self, met: Mapping[str, Any], user: str, prefix: str, **responses: str) -> Any:
        session = {"Session": met["Session"]} if "Session" in met else {}
        return self.of_client(
            f"{prefix}RespondToAuthChallenge",
            ChallengeName=met["ChallengeName"],
            ChallengeResponses={"USERNAME": user, **responses},
            **session,
        )

    def code(self, user: str) -> str:
        return self.lab.emulator.messages(self.lab.pool_id, user)[-1].code


@pytest.fixture
def play(emulator: Emulator) -> Play:
    """The whole of it."""
    play = Play(emulator)
    play.of_accounts()
    for prefix in ("", "Admin"):
        play.of_sign_ins(prefix)
    play.of_rotation()
    play.of_migration()
    return play


def rows(page: str, heading: str) -> list[list[str]]:
    section = page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = re.findall(r"^\| (`.*) \|$", section, re.MULTILINE)
    return [line.split(" | ") for line in lines]


def names(cell: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", cell))


def test_pages_say_which_operation_fires_which_trigger_and_sends_what(play: Play) -> None:
    fired = {
        source.strip("`"): names(operations)
        for _, source, operations in rows(TRIGGERS, "Trigger sources")
        if not source.endswith("...`") and names(operations)
    }
    of_senders = {source for source in play.sources if source.startswith(SENDERS)}
    sent = {
        reason.strip("`"): names(operations) for reason, operations, *_ in rows(MESSAGES, "Reasons")
    }

    assert fired == {s: who for s, who in play.sources.items() if s not in of_senders}
    assert {source.partition("_")[2] for source in of_senders} == set(sent)
    assert sent == play.reasons


def test_every_trigger_has_its_row() -> None:
    assert {row[0].strip("`") for row in rows(TRIGGERS, "Trigger sources")} == set(
        get_args(Trigger)
    )


def test_sources_of_tokens_that_come_later_are_the_code_s() -> None:
    later = [row[1] for row in rows(TRIGGERS, "Trigger sources") if row[2].startswith("not yet")]
    told = TokenGeneration.__doc__ or ""

    for source in (each for each in later if each.startswith("`TokenGeneration_")):
        assert f"``{source.strip('`').removeprefix('TokenGeneration_')}``" in told


def test_every_reason_of_a_message_has_its_row() -> None:
    assert {row[0].strip("`") for row in rows(MESSAGES, "Reasons")} == set(get_args(MessageReason))


def test_every_member_of_a_message_has_its_row() -> None:
    assert [row[0].strip("`") for row in rows(MESSAGES, "Members")] == [
        field.name for field in fields(Message)
    ]

"""Codes to sign in with, sent by mail or text message: as second factor, and as first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from cognito_emulator import ForceableChallenge, errors
from cognito_emulator.domain.sign_in import rules
from cognito_emulator.domain.sign_in.attempt import AttemptState
from cognito_emulator.domain.sign_in.flows import FLOWS, entry
from cognito_emulator.domain.sign_in.record import Attempt
from cognito_emulator.domain.sign_in.way import SignInRequest
from cognito_emulator.domain.work.context import Context
from cognito_emulator.emulator import Emulator
from cognito_emulator.settings import Settings
from tests.support import ALL_FLOWS, Lab, StockKeys

EMAIL, PHONE = "jane@example.com", "+15551234567"
WRONG = "Invalid code or auth state for the user."
# Each challenge with its medium, its masked destination, and the attribute that it proves.
CHALLENGES = [
    ("EMAIL_OTP", "EMAIL", "j***@e***", "email"),
    ("SMS_MFA", "SMS", "+*******4567", "phone_number"),
    ("SMS_OTP", "SMS", "+*******4567", "phone_number"),
]
SECOND_FACTORS = [row for row in CHALLENGES if row[0] != "SMS_OTP"]
FIRST_FACTORS = [row for row in CHALLENGES if row[0] != "SMS_MFA"]


def answer(lab: Lab, name: str, session: str, code: str | None, username: str = "jane") -> Any:
    responses = {"USERNAME": username, f"{name}_CODE": code}
    return lab.call("RespondToAuthChallenge", **request(lab, name, session, responses))


def refused(lab: Lab, name: str, session: str, code: str, username: str = "jane") -> str:
    responses = {"USERNAME": username, f"{name}_CODE": code}
    return lab.refused(
        "RespondToAuthChallenge",
        errors.CodeMismatchException,
        **request(lab, name, session, responses),
    )


def request(
    lab: Lab, name: str, session: str, responses: Mapping[str, str | None]
) -> dict[str, Any]:
    return {
        "ClientId": lab.client_id,
        "ChallengeName": name,
        "Session": session,
        "ChallengeResponses": {n: v for n, v in responses.items() if v is not None},
    }


def attributes(lab: Lab, username: str = "jane") -> dict[str, str]:
    user = lab.call("AdminGetUser", UserPoolId=lab.pool_id, Username=username)
    return {a["Name"]: a["Value"] for a in user["UserAttributes"]}


def challenged(lab: Lab, name: ForceableChallenge) -> Any:
    """Sign in with a password and meet a challenge."""
    lab.user("jane", email=EMAIL, phone_number=PHONE)
    lab.emulator.force_challenge(name, pool_id=lab.pool_id, username="jane")
    return lab.begin("jane")


# --- as second factor -----------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "medium", "masked", "attribute"), SECOND_FACTORS)
def test_a_code_is_sent_and_taken(
    lab: Lab, name: ForceableChallenge, medium: str, masked: str, attribute: str
) -> None:
    met = challenged(lab, name)
    assert met["ChallengeName"] == name
    assert met["ChallengeParameters"] == {
        "CODE_DELIVERY_DELIVERY_MEDIUM": medium,
        "CODE_DELIVERY_DESTINATION": masked,
        "USER_ID_FOR_SRP": "jane",
    }
    (message,) = lab.emulator.messages(username="jane")
    assert (message.reason, message.medium) == ("Authentication", medium)
    assert message.destination == {"email": EMAIL, "phone_number": PHONE}[attribute]
    assert message.body == f"Your authentication code is {message.code}. "
    assert message.subject == ("Your authentication code" if medium == "EMAIL" else None)
    assert len(message.code) == 6
    assert message.code.isdigit()
    assert "AuthenticationResult" in answer(lab, name, met["Session"], message.code)


def test_nothing_is_supplied_to_whoever_has_an_address(lab: Lab) -> None:
    challenged(lab, "EMAIL_OTP")
    (waiting,) = lab.emulator.open_challenges(lab.pool_id, "jane")
    assert waiting.supplied == {}


def defining(lab: Lab, challenge: str) -> None:
    """Have DefineAuthChallenge ask for a challenge, then give tokens."""

    def define(event: dict[str, Any]) -> dict[str, Any]:
        met = event["request"]["session"]
        event["response"] = {"issueTokens": True} if met else {"challengeName": challenge}
        return event

    for trigger in ("CreateAuthChallenge", "VerifyAuthChallengeResponse"):
        lab.emulator.on(trigger, lambda event: event)
    lab.emulator.on("DefineAuthChallenge", define)
    lab.client_id = lab.client(ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH"])


@pytest.mark.parametrize(("name", "medium", "masked", "attribute"), SECOND_FACTORS)
def test_one_that_a_trigger_asks_for_is_a_second_factor_s(
    lab: Lab, name: str, medium: str, masked: str, attribute: str
) -> None:
    del medium, attribute
    lab.user("jane", email=EMAIL, phone_number=PHONE)
    defining(lab, name)
    met = lab.begin(AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": "jane"})
    assert met["ChallengeName"] == name
    assert met["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"] == masked
    assert met["ChallengeParameters"]["USER_ID_FOR_SRP"] == "jane"
    (message,) = lab.emulator.messages(username="jane")
    assert len(message.code) == 6
    assert "AuthenticationResult" in answer(lab, name, met["Session"], message.code)


@pytest.mark.parametrize("name", [row[0] for row in SECOND_FACTORS])
def test_no_trigger_can_ask_for_one_of_whoever_has_no_address(lab: Lab, name: str) -> None:
    lab.user("jane")
    defining(lab, name)
    said = lab.refused(
        "InitiateAuth",
        errors.InvalidParameterException,
        ClientId=lab.client_id,
        AuthFlow="CUSTOM_AUTH",
        AuthParameters={"USERNAME": "jane"},
    )
    assert said == f"User does not have delivery config set to turn on {name}"


@pytest.mark.parametrize(("name", "attribute"), [(row[0], row[3]) for row in SECOND_FACTORS])
def test_a_right_code_verifies_the_address(
    lab: Lab, name: ForceableChallenge, attribute: str
) -> None:
    session = challenged(lab, name)["Session"]
    code = lab.emulator.messages()[0].code
    assert attributes(lab).get(f"{attribute}_verified") != "true"
    assert answer(lab, name, session, code)
    assert attributes(lab)[f"{attribute}_verified"] == "true"


def test_an_address_that_changed_since_is_not_verified(lab: Lab) -> None:
    session = challenged(lab, "EMAIL_OTP")["Session"]
    code = lab.emulator.messages()[0].code
    lab.call(
        "AdminUpdateUserAttributes",
        UserPoolId=lab.pool_id,
        Username="jane",
        UserAttributes=[{"Name": "email", "Value": "other@example.com"}],
    )
    assert answer(lab, "EMAIL_OTP", session, code)
    assert attributes(lab)["email_verified"] == "false"


def test_nothing_is_written_where_nothing_is_new(lab: Lab) -> None:
    lab.user("jane", email=EMAIL, email_verified="true")
    lab.emulator.force_challenge("EMAIL_OTP", pool_id=lab.pool_id)
    before = lab.call("AdminGetUser", UserPoolId=lab.pool_id, Username="jane")
    lab.emulator.clock.shift(10)
    session = lab.begin("jane")["Session"]
    assert answer(lab, "EMAIL_OTP", session, lab.emulator.messages()[0].code)
    assert lab.call("AdminGetUser", UserPoolId=lab.pool_id, Username="jane") == before


def test_a_wrong_code_uses_nothing_up(lab: Lab) -> None:
    session = challenged(lab, "SMS_MFA")["Session"]
    code = lab.emulator.messages()[0].code
    wrong = f"{(int(code) + 1) % 10**6:06}"
    assert [refused(lab, "SMS_MFA", session, wrong) for _ in range(4)] == [WRONG] * 4
    assert "AuthenticationResult" in answer(lab, "SMS_MFA", session, code)
    used = lab.refused(
        "RespondToAuthChallenge",
        errors.NotAuthorizedException,
        **request(lab, "SMS_MFA", session, {"USERNAME": "jane", "SMS_MFA_CODE": code}),
    )
    assert used == "Invalid session for the user, session can only be used once."


@pytest.mark.parametrize(
    ("responses", "missing"),
    [
        ({"SMS_MFA_CODE": "123456"}, "USERNAME"),
        ({"USERNAME": "jane"}, "SMS_MFA_CODE"),
        ({"USERNAME": "jane", "SMS_MFA_CODE": "123456"}, "Session"),
    ],
)
def test_what_an_answer_needs(lab: Lab, responses: dict[str, str | None], missing: str) -> None:
    given = request(lab, "SMS_MFA", challenged(lab, "SMS_MFA")["Session"], responses)
    if missing == "Session":
        del given["Session"]
    said = lab.refused("RespondToAuthChallenge", errors.InvalidParameterException, **given)
    assert said == f"Missing required parameter {missing}"


@pytest.mark.parametrize(("name", "medium", "masked", "attribute"), SECOND_FACTORS)
def test_a_user_without_the_address_is_lent_one(
    lab: Lab, name: ForceableChallenge, medium: str, masked: str, attribute: str
) -> None:
    """A test that forces a code need not care for an address; the user stays without."""
    del masked
    lab.user("jane")
    lab.emulator.force_challenge(name, pool_id=lab.pool_id)
    session = lab.begin("jane")["Session"]
    (message,) = lab.emulator.messages(username="jane")
    assert message.medium == medium
    (waiting,) = lab.emulator.open_challenges(lab.pool_id, "jane")
    assert (waiting.name, waiting.session) == (name, session)
    assert waiting.supplied == {attribute: message.destination}
    assert waiting.responses == {"USERNAME": "jane", f"{name}_CODE": message.code}
    assert "AuthenticationResult" in answer(lab, name, session, message.code)
    assert attribute not in attributes(lab)
    assert lab.emulator.open_challenges(lab.pool_id, "jane") == []


def test_the_pool_words_its_text_messages(emulator: Emulator) -> None:
    lab = Lab(emulator, pool_request={"SmsAuthenticationMessage": "Show {####} at the door"})
    challenged(lab, "SMS_MFA")
    message = emulator.messages()[0]
    assert message.body == f"Show {message.code} at the door"


def test_the_settings_name_the_code(stock_keys: StockKeys) -> None:
    lab = Lab(Emulator(Settings(code="999999"), keys=stock_keys))
    session = challenged(lab, "SMS_MFA")["Session"]
    assert "AuthenticationResult" in answer(lab, "SMS_MFA", session, "999999")


# --- as first factor ------------------------------------------------------------------------------


@pytest.fixture
def choice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let USER_AUTH begin with the challenge that is preferred, and with nothing else."""

    def begin(ctx: Context, request: SignInRequest) -> Attempt:
        who = entry.identify(ctx, request)
        attempt = who.attempt(request, "USER_AUTH")
        return replace(attempt, chosen=request.parameters["PREFERRED_CHALLENGE"])

    def preferred(state: AttemptState) -> str | None:
        return None if state.attempt.first_factor_passed else state.attempt.chosen

    monkeypatch.setitem(FLOWS, "USER_AUTH", FLOWS["USER_AUTH"]._replace(begin=begin))
    monkeypatch.setattr(rules, "RULES", (preferred,))


@pytest.fixture
def hiding(lab: Lab, choice: None) -> Lab:  # noqa: ARG001 - asked for because of what it changes
    """A lab whose client hides who is a user, and lets users choose."""
    lab.client_id = lab.client(
        PreventUserExistenceErrors="ENABLED", ExplicitAuthFlows=[*ALL_FLOWS, "ALLOW_USER_AUTH"]
    )
    return lab


def prefer(lab: Lab, name: str, username: str = "jane") -> Any:
    return lab.call(
        "InitiateAuth",
        ClientId=lab.client_id,
        AuthFlow="USER_AUTH",
        AuthParameters={"USERNAME": username, "PREFERRED_CHALLENGE": name},
    )


@pytest.mark.parametrize(("name", "medium", "masked", "attribute"), FIRST_FACTORS)
def test_a_first_factor_has_eight_digits(
    hiding: Lab, name: str, medium: str, masked: str, attribute: str
) -> None:
    hiding.user("jane", email=EMAIL, phone_number=PHONE)
    met = prefer(hiding, name)
    assert met["ChallengeParameters"] == {
        "CODE_DELIVERY_DELIVERY_MEDIUM": medium,
        "CODE_DELIVERY_DESTINATION": masked,
    }
    code = hiding.emulator.messages()[0].code
    assert len(code) == 8
    assert refused(hiding, name, met["Session"], code[:6]) == WRONG
    assert "AuthenticationResult" in answer(hiding, name, met["Session"], code)
    assert attributes(hiding)[f"{attribute}_verified"] == "true"


@pytest.mark.parametrize(
    ("name", "typed", "destination"),
    [
        ("EMAIL_OTP", "nobody@inexistent.example", "n***@i***"),
        ("SMS_OTP", "+15559876543", "+*******6543"),
    ],
)
def test_a_stranger_seems_to_get_a_code(
    hiding: Lab, name: str, typed: str, destination: str
) -> None:
    met = prefer(hiding, name, typed)
    assert met["ChallengeParameters"]["CODE_DELIVERY_DESTINATION"] == destination
    assert set(met["ChallengeParameters"]) == {
        "CODE_DELIVERY_DELIVERY_MEDIUM",
        "CODE_DELIVERY_DESTINATION",
    }
    assert hiding.emulator.messages() == []
    assert refused(hiding, name, met["Session"], "12345678", typed) == WRONG


@pytest.mark.parametrize(
    ("name", "medium", "shape"), [("EMAIL_OTP", "EMAIL", "***@"), ("SMS_OTP", "SMS", "+***")]
)
def test_a_name_that_is_no_address_gets_an_invented_one(
    hiding: Lab, name: str, medium: str, shape: str
) -> None:
    shown = prefer(hiding, name, "nobody")["ChallengeParameters"]
    assert shown["CODE_DELIVERY_DELIVERY_MEDIUM"] == medium
    assert shape in shown["CODE_DELIVERY_DESTINATION"]
    assert prefer(hiding, name, "somebody")["ChallengeParameters"] == shown


@pytest.mark.usefixtures("choice")
def test_no_code_is_a_strangers(stock_keys: StockKeys) -> None:
    lab = Lab(Emulator(Settings(code="99999999"), keys=stock_keys))
    lab.client_id = lab.client(
        PreventUserExistenceErrors="ENABLED", ExplicitAuthFlows=["ALLOW_USER_AUTH"]
    )
    session = prefer(lab, "EMAIL_OTP", "nobody@inexistent.example")["Session"]
    assert refused(lab, "EMAIL_OTP", session, "99999999", "nobody@inexistent.example") == WRONG

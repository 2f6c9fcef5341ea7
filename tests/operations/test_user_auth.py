"""USER_AUTH with passwords: choosing, preferring, finishing in one call; sessions of sign-ups."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator import errors
from tests.support import PASSWORD, TEMPORARY, Lab, SrpClient

DENIED = errors.NotAuthorizedException
REFUSED = "Incorrect username or password."
PASSWORDS = ["PASSWORD_SRP", "PASSWORD"]


@pytest.fixture
def choice(lab: Lab) -> Lab:
    """A lab whose client allows USER_AUTH alone, with a user."""
    lab.client_id = lab.client(ExplicitAuthFlows=["ALLOW_USER_AUTH"])
    lab.user(email="alice@example.com", email_verified="true")
    return lab


def start(lab: Lab, username: str = "alice", **parameters: str) -> Any:
    return lab.call("InitiateAuth", **request(lab, username, **parameters))


def request(lab: Lab, username: str = "alice", **parameters: str) -> dict[str, Any]:
    return {
        "ClientId": lab.client_id,
        "AuthFlow": "USER_AUTH",
        "AuthParameters": {"USERNAME": username, **parameters},
    }


def answer(lab: Lab, begun: Any, **responses: str) -> dict[str, Any]:
    return {
        "ClientId": lab.client_id,
        "ChallengeName": begun["ChallengeName"],
        "Session": begun.get("Session", ""),
        "ChallengeResponses": {"USERNAME": "alice", **responses},
    }


def proof(lab: Lab, begun: Any, client: SrpClient) -> dict[str, Any]:
    return {
        "ClientId": lab.client_id,
        "ChallengeName": "PASSWORD_VERIFIER",
        "ChallengeResponses": client.respond(begun["ChallengeParameters"]),
    }


def test_without_a_preference_one_chooses(choice: Lab) -> None:
    begun = start(choice)
    assert begun["ChallengeName"] == "SELECT_CHALLENGE"
    assert begun["ChallengeParameters"] == {}
    assert begun["AvailableChallenges"] == PASSWORDS
    done = choice.call(
        "RespondToAuthChallenge", **answer(choice, begun, ANSWER="PASSWORD", PASSWORD=PASSWORD)
    )
    assert done["AuthenticationResult"]["AccessToken"]
    assert done["ChallengeParameters"] == {}


def test_a_choice_without_the_password_is_asked_for_it(choice: Lab) -> None:
    begun = start(choice)
    asked = choice.call("RespondToAuthChallenge", **answer(choice, begun, ANSWER="PASSWORD"))
    assert asked["ChallengeName"] == "PASSWORD"
    assert asked["Session"] != begun["Session"]
    assert asked["AvailableChallenges"] == PASSWORDS
    wrong = answer(choice, asked, PASSWORD="Wrong-Horse-9")
    assert choice.refused("RespondToAuthChallenge", DENIED, **wrong) == REFUSED
    done = choice.call("RespondToAuthChallenge", **answer(choice, asked, PASSWORD=PASSWORD))
    assert done["AuthenticationResult"]


def test_srp_by_choice_in_one_call_and_in_two(choice: Lab) -> None:
    client = SrpClient(choice.pool_id, PASSWORD)
    at_once = choice.call(
        "RespondToAuthChallenge",
        **answer(choice, start(choice), ANSWER="PASSWORD_SRP", SRP_A=client.srp_a),
    )
    assert at_once["ChallengeName"] == "PASSWORD_VERIFIER"
    assert choice.call("RespondToAuthChallenge", **proof(choice, at_once, client))[
        "AuthenticationResult"
    ]
    asked = choice.call(
        "RespondToAuthChallenge", **answer(choice, start(choice), ANSWER="PASSWORD_SRP")
    )
    assert asked["ChallengeName"] == "PASSWORD_SRP"
    begun = choice.call("RespondToAuthChallenge", **answer(choice, asked, SRP_A=client.srp_a))
    assert choice.call("RespondToAuthChallenge", **proof(choice, begun, client))[
        "AuthenticationResult"
    ]


def test_a_preference_with_all_it_needs_takes_one_call(choice: Lab) -> None:
    done = start(choice, PREFERRED_CHALLENGE="PASSWORD", PASSWORD=PASSWORD)
    assert done["AuthenticationResult"]
    client = SrpClient(choice.pool_id, PASSWORD)
    begun = start(choice, PREFERRED_CHALLENGE="PASSWORD_SRP", SRP_A=client.srp_a)
    assert begun["ChallengeName"] == "PASSWORD_VERIFIER"
    assert begun["AvailableChallenges"] == PASSWORDS
    assert choice.call("RespondToAuthChallenge", **proof(choice, begun, client))[
        "AuthenticationResult"
    ]


def test_wrong_passwords_are_refused_on_every_way(choice: Lab) -> None:
    bad = "Wrong-Horse-9"
    client = SrpClient(choice.pool_id, bad)
    preferred = request(choice, PREFERRED_CHALLENGE="PASSWORD", PASSWORD=bad)
    assert choice.refused("InitiateAuth", DENIED, **preferred) == REFUSED
    chosen = answer(choice, start(choice), ANSWER="PASSWORD", PASSWORD=bad)
    assert choice.refused("RespondToAuthChallenge", DENIED, **chosen) == REFUSED
    begun = start(choice, PREFERRED_CHALLENGE="PASSWORD_SRP", SRP_A=client.srp_a)
    claimed = proof(choice, begun, client)
    assert choice.refused("RespondToAuthChallenge", DENIED, **claimed) == REFUSED


@pytest.mark.parametrize("wish", ["WEB_AUTHN", "EMAIL_OTP", "SMS_OTP", "NONSENSE"])
def test_a_preference_that_cannot_be_is_no_error(choice: Lab, wish: str) -> None:
    begun = start(choice, PREFERRED_CHALLENGE=wish)
    assert begun["ChallengeName"] == "SELECT_CHALLENGE"
    assert begun["AvailableChallenges"] == PASSWORDS


def test_a_choice_that_is_not_on_offer(choice: Lab) -> None:
    begun = start(choice)
    message = choice.refused(
        "RespondToAuthChallenge",
        errors.InvalidParameterException,
        **answer(choice, begun, ANSWER="EMAIL_OTP"),
    )
    assert "EMAIL_OTP" in message
    assert choice.call(
        "RespondToAuthChallenge", **answer(choice, begun, ANSWER="PASSWORD", PASSWORD=PASSWORD)
    )["AuthenticationResult"]


def test_a_session_answers_for_its_own_user(choice: Lab) -> None:
    choice.user("bob")
    request = answer(choice, start(choice), ANSWER="PASSWORD", PASSWORD=PASSWORD)
    request["ChallengeResponses"]["USERNAME"] = "bob"
    message = choice.refused("RespondToAuthChallenge", DENIED, **request)
    assert message == "Invalid session provided for the user."


def test_whoever_is_disabled_in_between_is_refused(choice: Lab) -> None:
    request = answer(choice, start(choice), ANSWER="PASSWORD", PASSWORD=PASSWORD)
    choice.call("AdminDisableUser", UserPoolId=choice.pool_id, Username="alice")
    assert choice.refused("RespondToAuthChallenge", DENIED, **request) == "User is disabled."


def test_a_temporary_password_still_has_to_be_replaced(choice: Lab) -> None:
    choice.invited("carol", TEMPORARY)
    begun = start(choice, "carol", PREFERRED_CHALLENGE="PASSWORD", PASSWORD=TEMPORARY)
    assert begun["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


def test_strangers_are_hidden_whatever_the_client_says(choice: Lab) -> None:
    """Documented: PreventUserExistenceErrors does not matter here."""
    begun = start(choice, "nobody", PREFERRED_CHALLENGE="PASSWORD")
    assert begun["ChallengeName"] == "PASSWORD"
    request = answer(choice, begun, PASSWORD=PASSWORD)
    request["ChallengeResponses"]["USERNAME"] = "nobody"
    assert choice.refused("RespondToAuthChallenge", DENIED, **request) == REFUSED


def test_not_enabled_for_the_client(lab: Lab) -> None:
    lab.user()
    wrong = errors.InvalidParameterException
    message = lab.refused("InitiateAuth", wrong, **request(lab))
    assert message == "USER_AUTH flow not enabled for this client"


def test_not_in_a_lite_pool(lab: Lab) -> None:
    lab.pool_id = lab.pool(UserPoolTier="LITE")
    lab.client_id = lab.client(ExplicitAuthFlows=["ALLOW_USER_AUTH"])
    lab.user()
    said = lab.refused("InitiateAuth", errors.FeatureUnavailableInTierException, **request(lab))
    assert "Passwordless Sign-In" in said


def test_a_step_up_is_said_to_be_not_emulated(choice: Lab) -> None:
    step_up = request(choice, TARGET_ACR_VALUES="x")
    message = choice.refused("InitiateAuth", errors.NotImplementedException, **step_up)
    assert message == "TARGET_ACR_VALUES is not emulated yet."


# --- without a password ---------------------------------------------------------------------------


@pytest.fixture
def codes(emulator: Any) -> Lab:
    """A lab whose pool lets users begin with codes."""
    factors = ["PASSWORD", "EMAIL_OTP", "SMS_OTP"]
    sms = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x"}
    lab = Lab(
        emulator,
        pool_request={
            "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": factors}},
            "SmsConfiguration": sms,
        },
    )
    lab.client_id = lab.client(ExplicitAuthFlows=["ALLOW_USER_AUTH"])
    return lab


def last_code(lab: Lab, username: str = "alice") -> str:
    return lab.emulator.messages(lab.pool_id, username)[-1].code


def test_a_code_by_mail(codes: Lab) -> None:
    codes.user(email="jane@gmail.com", email_verified="true")
    begun = start(codes, PREFERRED_CHALLENGE="EMAIL_OTP")
    assert begun["ChallengeName"] == "EMAIL_OTP"
    assert begun["AvailableChallenges"] == [*PASSWORDS, "EMAIL_OTP"]
    assert begun["ChallengeParameters"] == {
        "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
        "CODE_DELIVERY_DESTINATION": "j***@g***",
    }
    code = last_code(codes)
    assert len(code) == 8
    wrong = answer(codes, begun, EMAIL_OTP_CODE="x" + code[1:])
    for _ in range(6):  # measured [sign-in-35]: no lock-out
        message = codes.refused("RespondToAuthChallenge", errors.CodeMismatchException, **wrong)
        assert message == "Invalid code or auth state for the user."
    done = codes.call("RespondToAuthChallenge", **answer(codes, begun, EMAIL_OTP_CODE=code))
    assert done["AuthenticationResult"]["AccessToken"]


def test_a_code_by_choice_comes_with_another_session(codes: Lab) -> None:
    codes.user(phone_number="+15555550123", phone_number_verified="true")
    begun = start(codes)
    assert begun["AvailableChallenges"] == [*PASSWORDS, "SMS_OTP"]
    chosen = codes.call("RespondToAuthChallenge", **answer(codes, begun, ANSWER="SMS_OTP"))
    assert chosen["ChallengeName"] == "SMS_OTP"
    assert chosen["Session"] != begun["Session"]
    code = last_code(codes)
    done = codes.call("RespondToAuthChallenge", **answer(codes, chosen, SMS_OTP_CODE=code))
    assert done["AuthenticationResult"]


def test_a_user_without_a_password(codes: Lab) -> None:
    """None is made where codes will do; such a user is confirmed (measured [registration-7])."""
    made = codes.call(
        "AdminCreateUser",
        UserPoolId=codes.pool_id,
        Username="alice",
        MessageAction="SUPPRESS",
        UserAttributes=[
            {"Name": "email", "Value": "alice@example.com"},
            {"Name": "email_verified", "Value": "true"},
        ],
    )["User"]
    assert made["UserStatus"] == "CONFIRMED"
    begun = start(codes)
    assert begun["AvailableChallenges"] == ["EMAIL_OTP"]


def test_a_temporary_password_comes_before_codes(codes: Lab) -> None:
    codes.invited("alice", TEMPORARY, email="alice@example.com", email_verified="true")
    begun = start(codes, PREFERRED_CHALLENGE="EMAIL_OTP")
    assert begun["ChallengeName"] == "SELECT_CHALLENGE"
    assert begun["AvailableChallenges"] == PASSWORDS


def test_a_stranger_seems_to_get_a_code(codes: Lab) -> None:
    begun = start(codes, "nobody@internet.example", PREFERRED_CHALLENGE="EMAIL_OTP")
    assert begun["ChallengeName"] == "EMAIL_OTP"
    assert begun["AvailableChallenges"] == ["EMAIL_OTP"]
    assert begun["ChallengeParameters"] == {
        "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
        "CODE_DELIVERY_DESTINATION": "n***@i***",
    }
    assert codes.emulator.messages() == []
    guess = answer(codes, begun, EMAIL_OTP_CODE="12345678")
    guess["ChallengeResponses"]["USERNAME"] = "nobody@internet.example"
    codes.refused("RespondToAuthChallenge", errors.CodeMismatchException, **guess)


def test_nobody_can_know_the_code_that_a_stranger_seems_to_get(codes: Lab) -> None:
    start(codes, "nobody@internet.example", PREFERRED_CHALLENGE="EMAIL_OTP")
    (waiting,) = codes.emulator.open_challenges(codes.pool_id)
    assert (waiting.name, waiting.responses) == ("EMAIL_OTP", None)


def test_a_stranger_meets_no_challenge_in_a_user_s_place(codes: Lab) -> None:
    codes.user(email="alice@example.com", email_verified="true")
    codes.emulator.force_challenge("EMAIL_OTP", pool_id=codes.pool_id)
    start(codes, "nobody@internet.example", PREFERRED_CHALLENGE="EMAIL_OTP")
    assert [wish.challenge for wish in codes.emulator.forced_challenges()] == ["EMAIL_OTP"]


def test_a_stranger_sees_the_same_each_time(codes: Lab) -> None:
    seen = {tuple(start(codes, "nobody")["AvailableChallenges"]) for _ in range(5)}
    assert len(seen) == 1
    offers = {tuple(start(codes, f"nobody{n}")["AvailableChallenges"]) for n in range(30)}
    assert offers == {("PASSWORD_SRP", "PASSWORD"), ("EMAIL_OTP",), ("SMS_OTP",)}


# --- signing up, and in ---------------------------------------------------------------------------


@pytest.fixture
def sign_up(emulator: Any) -> Lab:
    """A lab whose pool verifies mail addresses, and whose client allows USER_AUTH."""
    lab = Lab(emulator, pool_request={"AutoVerifiedAttributes": ["email"]})
    lab.client_id = lab.client(ExplicitAuthFlows=["ALLOW_USER_AUTH"])
    return lab


def signed_up(lab: Lab, username: str = "alice") -> Any:
    return lab.call(
        "SignUp",
        ClientId=lab.client_id,
        Username=username,
        Password=PASSWORD,
        UserAttributes=[{"Name": "email", "Value": f"{username}@example.com"}],
    )


def confirmation(lab: Lab, session: str | None, username: str = "alice") -> dict[str, Any]:
    request = {
        "ClientId": lab.client_id,
        "Username": username,
        "ConfirmationCode": lab.emulator.messages(lab.pool_id, username)[-1].code,
    }
    return request if session is None else {**request, "Session": session}


@pytest.mark.parametrize("sent", [True, False])
def test_a_confirmed_sign_up_leads_to_tokens(sign_up: Lab, *, sent: bool) -> None:
    """Whether SignUp's Session comes along or not: Amplify does not send it."""
    first = signed_up(sign_up)["Session"]
    confirmed = sign_up.call("ConfirmSignUp", **confirmation(sign_up, first if sent else None))
    session = confirmed["Session"]
    sign_in = {**request(sign_up), "Session": session}
    done = sign_up.call("InitiateAuth", **sign_in)
    assert done["AuthenticationResult"]["AccessToken"]
    message = sign_up.refused("InitiateAuth", DENIED, **sign_in)
    assert message == "Invalid session for the user, session can only be used once."


def test_its_session_is_good_for_a_while_and_for_its_user(sign_up: Lab) -> None:
    session = signed_up(sign_up)["Session"]
    signed_up(sign_up, "bob")
    foreign = confirmation(sign_up, session, "bob")
    message = sign_up.refused("ConfirmSignUp", DENIED, **foreign)
    assert message == "Invalid session for the user."
    session = sign_up.call("ConfirmSignUp", **confirmation(sign_up, session))["Session"]
    sign_up.call("ConfirmSignUp", **confirmation(sign_up, None, "bob"))
    other = {**request(sign_up, "bob"), "Session": session}
    assert sign_up.refused("InitiateAuth", DENIED, **other) == "Invalid session for the user."
    sign_up.emulator.clock.shift(minutes=3)
    late = {**request(sign_up), "Session": session}
    message = sign_up.refused("InitiateAuth", DENIED, **late)
    assert message == "Invalid session for the user, session is expired."


def test_an_unconfirmed_sign_up_does_not_lead_there(sign_up: Lab) -> None:
    session = signed_up(sign_up)["Session"]
    early = {**request(sign_up), "Session": session}
    sign_up.refused("InitiateAuth", errors.UserNotConfirmedException, **early)
    sign_up.call("ConfirmSignUp", **confirmation(sign_up, None))
    assert sign_up.refused("InitiateAuth", DENIED, **early) == "Invalid session for the user."


def test_it_does_not_stand_in_for_a_second_factor(sign_up: Lab) -> None:
    session = signed_up(sign_up)["Session"]
    sign_up.set_mfa("ON", "SOFTWARE_TOKEN_MFA")
    assert "Session" not in sign_up.call("ConfirmSignUp", **confirmation(sign_up, session))


def test_nor_once_one_has_come_to_be_due(sign_up: Lab) -> None:
    signed_up(sign_up)
    session = sign_up.call("ConfirmSignUp", **confirmation(sign_up, None))["Session"]
    sign_up.set_mfa("ON", "SOFTWARE_TOKEN_MFA")
    late = {**request(sign_up), "Session": session}
    assert sign_up.refused("InitiateAuth", DENIED, **late) == "Invalid session for the user."


def test_it_helps_no_stranger(sign_up: Lab) -> None:
    signed_up(sign_up)
    session = sign_up.call("ConfirmSignUp", **confirmation(sign_up, None))["Session"]
    foreign = {**request(sign_up, "nobody"), "Session": session}
    assert sign_up.refused("InitiateAuth", DENIED, **foreign) == "Invalid session for the user."


def test_there_is_none_in_a_lite_pool(sign_up: Lab) -> None:
    sign_up.pool_id = sign_up.pool(UserPoolTier="LITE", AutoVerifiedAttributes=["email"])
    sign_up.client_id = sign_up.client(ExplicitAuthFlows=["ALLOW_USER_AUTH"])
    assert "Session" not in signed_up(sign_up)
    assert "Session" not in sign_up.call("ConfirmSignUp", **confirmation(sign_up, None))


def test_who_does_not_use_it_gets_none(sign_up: Lab) -> None:
    sign_up.client_id = sign_up.client()
    assert "Session" not in signed_up(sign_up)
    assert "Session" not in sign_up.call("ConfirmSignUp", **confirmation(sign_up, None))

"""CUSTOM_AUTH: three triggers decide, in every order of rounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cognito_emulator import TriggerName, errors
from tests.support import PASSWORD, Lab, SrpClient

ALLOWED = ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
REFUSED = "Incorrect username or password."
DENIED = errors.NotAuthorizedException


class Triggers:
    """The three functions of a riddle: three tries, and a record of what they were told."""

    def __init__(self, lab: Lab) -> None:
        self.events: list[dict[str, Any]] = []
        self.define: Callable[[list[dict[str, Any]]], dict[str, Any]] = self.by_three_tries
        for name in ("DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"):
            lab.emulator.on(name, getattr(self, f"on_{name[:6].lower()}"))

    def on_define(self, event: dict[str, Any]) -> dict[str, Any]:
        self.events.append(event)
        event["response"] = self.define(event["request"]["session"])
        return event

    def by_three_tries(self, session: list[dict[str, Any]]) -> dict[str, Any]:
        rounds = [each for each in session if each["challengeName"] == "CUSTOM_CHALLENGE"]
        if rounds and rounds[-1]["challengeResult"]:
            return {"issueTokens": True, "failAuthentication": False}
        if len(rounds) == 3:
            return {"issueTokens": False, "failAuthentication": True}
        return {"challengeName": "CUSTOM_CHALLENGE", "issueTokens": False}

    def on_create(self, event: dict[str, Any]) -> dict[str, Any]:
        self.events.append(event)
        number = len(event["request"]["session"]) + 1
        event["response"] = {
            "publicChallengeParameters": {"riddle": f"{number} + 1"},
            "privateChallengeParameters": {"answer": str(number + 1)},
            "challengeMetadata": f"RIDDLE-{number}",
        }
        return event

    def on_verify(self, event: dict[str, Any]) -> dict[str, Any]:
        self.events.append(event)
        wanted = event["request"]["privateChallengeParameters"]["answer"]
        event["response"]["answerCorrect"] = event["request"]["challengeAnswer"] == wanted
        return event

    def sources(self) -> list[str]:
        return [event["triggerSource"].partition("_")[0] for event in self.events]


@pytest.fixture
def custom(lab: Lab) -> Lab:
    """A lab whose client allows custom sign-in, with a user."""
    lab.client_id = lab.client(ExplicitAuthFlows=ALLOWED)
    lab.user(email="alice@example.com")
    return lab


@pytest.fixture
def triggers(custom: Lab) -> Triggers:
    """The three triggers."""
    return Triggers(custom)


def start(lab: Lab, **parameters: str) -> dict[str, Any]:
    return {
        "ClientId": lab.client_id,
        "AuthFlow": "CUSTOM_AUTH",
        "AuthParameters": {"USERNAME": "alice", **parameters},
    }


def reply(lab: Lab, begun: Any, answer: str, **request: Any) -> dict[str, Any]:
    return {
        "ClientId": lab.client_id,
        "ChallengeName": "CUSTOM_CHALLENGE",
        "Session": begun["Session"],
        "ChallengeResponses": {"USERNAME": "alice", "ANSWER": answer},
        **request,
    }


def test_a_right_answer_leads_to_tokens(custom: Lab, triggers: Triggers) -> None:
    begun = custom.call("InitiateAuth", **start(custom))
    assert begun["ChallengeName"] == "CUSTOM_CHALLENGE"
    assert begun["ChallengeParameters"] == {"riddle": "1 + 1", "USERNAME": "alice"}
    assert "AvailableChallenges" not in begun
    done = custom.call("RespondToAuthChallenge", **reply(custom, begun, "2"))
    assert set(done["AuthenticationResult"]) >= {"AccessToken", "IdToken", "RefreshToken"}
    assert triggers.sources() == [
        "DefineAuthChallenge",
        "CreateAuthChallenge",
        "VerifyAuthChallengeResponse",
        "DefineAuthChallenge",
    ]


@pytest.mark.parametrize(
    "response",
    [
        {},
        {"privateChallengeParameters": None},
        {"privateChallengeParameters": {}},
        {"publicChallengeParameters": {"riddle": "?"}},
    ],
)
def test_without_private_parameters_the_sign_in_ends(
    custom: Lab, triggers: Triggers, response: dict[str, Any]
) -> None:
    custom.emulator.on("CreateAuthChallenge", lambda event: {**event, "response": response})
    said = custom.refused("InitiateAuth", DENIED, **start(custom))
    assert said == "Incorrect username or password."
    assert triggers.sources() == ["DefineAuthChallenge"]
    (warning,) = custom.emulator.warnings()
    assert warning.sentence == (
        "CreateAuthChallenge made no privateChallengeParameters, which ends the sign-in;"
        " VerifyAuthChallengeResponse needs at least one."
    )
    assert warning.user_pool_id == custom.pool_id


def test_a_wrong_answer_leads_to_another_round_with_another_session(
    custom: Lab, triggers: Triggers
) -> None:
    first = custom.call("InitiateAuth", **start(custom))
    second = custom.call("RespondToAuthChallenge", **reply(custom, first, "9"))
    assert second["ChallengeParameters"]["riddle"] == "2 + 1"
    assert second["Session"] != first["Session"]
    assert "session can only be used once" in custom.refused(
        "RespondToAuthChallenge", DENIED, **reply(custom, first, "2")
    )
    assert custom.call("RespondToAuthChallenge", **reply(custom, second, "3"))[
        "AuthenticationResult"
    ]
    assert triggers.events[-1]["request"]["session"] == [
        {
            "challengeName": "CUSTOM_CHALLENGE",
            "challengeResult": False,
            "challengeMetadata": "RIDDLE-1",
        },
        {
            "challengeName": "CUSTOM_CHALLENGE",
            "challengeResult": True,
            "challengeMetadata": "RIDDLE-2",
        },
    ]


@pytest.mark.usefixtures("triggers")
def test_fail_authentication_ends_it_and_its_session(custom: Lab) -> None:
    begun = custom.call("InitiateAuth", **start(custom))
    for _ in range(2):
        begun = custom.call("RespondToAuthChallenge", **reply(custom, begun, "no"))
    last = reply(custom, begun, "no")
    assert custom.refused("RespondToAuthChallenge", DENIED, **last) == REFUSED
    again = custom.refused("RespondToAuthChallenge", DENIED, **last)
    assert again == "Invalid session for the user."


def test_srp_first(custom: Lab, triggers: Triggers) -> None:
    """PASSWORD_VERIFIER is the service's own; CreateAuthChallenge is not asked for it."""
    triggers.define = lambda session: (
        {"challengeName": "PASSWORD_VERIFIER", "issueTokens": False}
        if len(session) == 1
        else triggers.by_three_tries(session)
    )
    client = SrpClient(custom.pool_id, PASSWORD)
    begun = custom.call("InitiateAuth", **start(custom, CHALLENGE_NAME="SRP_A", SRP_A=client.srp_a))
    assert begun["ChallengeName"] == "PASSWORD_VERIFIER"
    assert triggers.events[0]["request"]["session"] == [
        {"challengeName": "SRP_A", "challengeResult": True, "challengeMetadata": None}
    ]
    proof = {
        "ClientId": custom.client_id,
        "ChallengeName": "PASSWORD_VERIFIER",
        "ChallengeResponses": client.respond(begun["ChallengeParameters"]),
    }
    riddle = custom.call("RespondToAuthChallenge", **proof)
    assert triggers.events[1]["request"]["session"][1:] == [
        {"challengeName": "PASSWORD_VERIFIER", "challengeResult": True, "challengeMetadata": None}
    ]
    assert riddle["ChallengeParameters"]["riddle"] == "3 + 1"
    assert custom.call("RespondToAuthChallenge", **reply(custom, riddle, "4"))[
        "AuthenticationResult"
    ]


def test_a_wrong_password_in_it_is_refused_without_asking_the_trigger(
    custom: Lab, triggers: Triggers
) -> None:
    triggers.define = lambda _session: {"challengeName": "PASSWORD_VERIFIER"}
    client = SrpClient(custom.pool_id, "Wrong-Horse-9")
    begun = custom.call("InitiateAuth", **start(custom, CHALLENGE_NAME="SRP_A", SRP_A=client.srp_a))
    message = custom.refused(
        "RespondToAuthChallenge",
        DENIED,
        ClientId=custom.client_id,
        ChallengeName="PASSWORD_VERIFIER",
        ChallengeResponses=client.respond(begun["ChallengeParameters"]),
    )
    assert message == REFUSED
    assert triggers.sources() == ["DefineAuthChallenge"]


def test_what_the_triggers_are_told(custom: Lab, triggers: Triggers) -> None:
    """ClientMetadata reaches them from the answer, never from InitiateAuth (documented)."""
    begun = custom.call("InitiateAuth", **start(custom), ClientMetadata={"from": "start"})
    custom.call(
        "RespondToAuthChallenge", **reply(custom, begun, "2"), ClientMetadata={"from": "answer"}
    )
    define, create, verify, decide = triggers.events
    assert define["version"] == "1"
    assert define["userPoolId"] == custom.pool_id
    assert define["region"] == "us-east-1"
    assert define["userName"] == "alice"
    assert define["callerContext"] == {
        "awsSdkVersion": "aws-sdk-unknown-unknown",
        "clientId": custom.client_id,
    }
    assert define["request"]["userAttributes"]["email"] == "alice@example.com"
    assert define["request"]["userAttributes"]["cognito:user_status"] == "CONFIRMED"
    assert define["request"]["session"] == create["request"]["session"] == []
    assert create["request"]["challengeName"] == "CUSTOM_CHALLENGE"
    for asked_at_the_start in (define, create):
        assert "clientMetadata" not in asked_at_the_start["request"]
    for asked_with_the_answer in (verify, decide):
        assert asked_with_the_answer["request"]["clientMetadata"] == {"from": "answer"}
    assert verify["request"]["privateChallengeParameters"] == {"answer": "2"}
    assert verify["request"]["challengeAnswer"] == "2"
    assert "userNotFound" not in define["request"]


def test_a_stranger_is_asked_but_never_let_in(custom: Lab, triggers: Triggers) -> None:
    custom.client_id = custom.client(
        ExplicitAuthFlows=ALLOWED, PreventUserExistenceErrors="ENABLED"
    )
    request = start(custom)
    request["AuthParameters"]["USERNAME"] = "nobody"
    begun = custom.call("InitiateAuth", **request)
    assert triggers.events[0]["request"]["userNotFound"] is True
    assert triggers.events[0]["request"]["userAttributes"] == {}
    answer = reply(custom, begun, "2")
    answer["ChallengeResponses"]["USERNAME"] = "nobody"
    assert custom.refused("RespondToAuthChallenge", DENIED, **answer) == REFUSED


def test_where_strangers_are_hidden_it_is_told_of_users_that_they_are_none(
    custom: Lab, triggers: Triggers
) -> None:
    custom.client_id = custom.client(
        ExplicitAuthFlows=ALLOWED, PreventUserExistenceErrors="ENABLED"
    )
    custom.call("InitiateAuth", **start(custom))
    assert [event["request"]["userNotFound"] for event in triggers.events] == [False, False]


def test_a_stranger_gets_no_challenge_that_only_users_have(custom: Lab, triggers: Triggers) -> None:
    custom.client_id = custom.client(
        ExplicitAuthFlows=ALLOWED, PreventUserExistenceErrors="ENABLED"
    )
    triggers.define = lambda _session: {"challengeName": "NEW_PASSWORD_REQUIRED"}
    request = start(custom)
    request["AuthParameters"]["USERNAME"] = "nobody"
    assert custom.refused("InitiateAuth", DENIED, **request) == REFUSED


def test_a_stranger_proves_a_password_in_vain(custom: Lab, triggers: Triggers) -> None:
    """And meets the same challenge as everybody on the way."""
    custom.client_id = custom.client(
        ExplicitAuthFlows=ALLOWED, PreventUserExistenceErrors="ENABLED"
    )
    triggers.define = lambda _session: {"challengeName": "PASSWORD_VERIFIER"}
    client = SrpClient(custom.pool_id, PASSWORD)
    srp = {"CHALLENGE_NAME": "SRP_A", "SRP_A": client.srp_a}
    alice_s, begun = (
        custom.call("InitiateAuth", **start(custom, USERNAME=username, **srp))
        for username in ("alice", "nobody")
    )
    assert alice_s["ChallengeName"] == begun["ChallengeName"] == "PASSWORD_VERIFIER"
    assert alice_s["ChallengeParameters"].keys() == begun["ChallengeParameters"].keys()
    proof = {"ClientId": custom.client_id, "ChallengeName": "PASSWORD_VERIFIER"}
    responses = client.respond(begun["ChallengeParameters"])
    said = custom.refused("RespondToAuthChallenge", DENIED, **proof, ChallengeResponses=responses)
    assert said == REFUSED


def test_a_stranger_is_said_to_be_unknown_where_nobody_hides_that(
    custom: Lab, triggers: Triggers
) -> None:
    request = start(custom)
    request["AuthParameters"]["USERNAME"] = "nobody"
    unknown = errors.UserNotFoundException
    assert custom.refused("InitiateAuth", unknown, **request) == "User does not exist."
    assert triggers.events == []


@pytest.mark.usefixtures("triggers")
def test_whoever_is_disabled_in_between_is_refused(custom: Lab) -> None:
    begun = custom.call("InitiateAuth", **start(custom))
    custom.call("AdminDisableUser", UserPoolId=custom.pool_id, Username="alice")
    message = custom.refused("RespondToAuthChallenge", DENIED, **reply(custom, begun, "2"))
    assert message == "User is disabled."


@pytest.mark.parametrize(
    ("there", "told"),
    [
        (
            [],
            "no DefineAuthChallenge, no CreateAuthChallenge, no VerifyAuthChallengeResponse",
        ),
        (["CreateAuthChallenge"], "no DefineAuthChallenge, no VerifyAuthChallengeResponse"),
        (["DefineAuthChallenge", "VerifyAuthChallengeResponse"], "no CreateAuthChallenge"),
    ],
)
def test_without_one_of_the_triggers(custom: Lab, there: list[TriggerName], told: str) -> None:
    for trigger in there:
        custom.emulator.on(trigger, lambda event: event)
    said = custom.refused("InitiateAuth", errors.InvalidParameterException, **start(custom))
    assert said == "Custom auth lambda trigger is not configured for the user pool."
    (warning,) = custom.emulator.warnings()
    assert warning.sentence == f"CUSTOM_AUTH needs three triggers; there is {told}."
    assert warning.user_pool_id == custom.pool_id


def test_a_trigger_that_raises_spends_the_session(custom: Lab, triggers: Triggers) -> None:
    begun = custom.call("InitiateAuth", **start(custom))

    def broken(_session: list[dict[str, Any]]) -> dict[str, Any]:
        raise KeyError("challengeMetaData")

    triggers.define = broken
    message = custom.refused(
        "RespondToAuthChallenge", errors.UserLambdaValidationException, **reply(custom, begun, "2")
    )
    assert message == "DefineAuthChallenge failed with error 'challengeMetaData'."
    triggers.define = triggers.by_three_tries
    again = custom.refused("RespondToAuthChallenge", DENIED, **reply(custom, begun, "2"))
    assert again == "Invalid session for the user."


@pytest.mark.usefixtures("triggers")
@pytest.mark.parametrize(
    "trigger", ["DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"]
)
def test_a_trigger_that_goes_in_between(custom: Lab, trigger: TriggerName) -> None:
    begun = custom.call("InitiateAuth", **start(custom))
    custom.emulator.off(trigger)
    message = custom.refused(
        "RespondToAuthChallenge", errors.InvalidParameterException, **reply(custom, begun, "no")
    )
    assert message == "Custom auth lambda trigger is not configured for the user pool."


@pytest.mark.parametrize(
    "response",
    [
        {},
        {"challengeName": "NO_SUCH_CHALLENGE"},
        {"challengeName": "PASSWORD_VERIFIER"},
        {"challengeName": 5},
        {"issueTokens": "yes"},
    ],
)
def test_nonsense_is_not_recognized(
    custom: Lab, triggers: Triggers, response: dict[str, Any]
) -> None:
    triggers.define = lambda _session: response
    message = custom.refused("InitiateAuth", errors.InvalidLambdaResponseException, **start(custom))
    assert message == "Unrecognizable lambda output"


@pytest.mark.parametrize("proves", [False, True])
def test_whoever_wrote_the_function_is_told_what_it_may_ask_for(
    custom: Lab, triggers: Triggers, *, proves: bool
) -> None:
    """PASSWORD_VERIFIER is among it only where the client has begun to prove the password."""
    triggers.define = lambda _session: {"challengeName": "NONSENSE"}
    srp = {"CHALLENGE_NAME": "SRP_A", "SRP_A": "2"} if proves else {}
    request = start(custom, **srp)
    custom.refused("InitiateAuth", errors.InvalidLambdaResponseException, **request)
    (warning,) = custom.emulator.warnings()
    assert warning.sentence == (
        "DefineAuthChallenge_Authentication: Unrecognizable lambda output:"
        " response.challengeName is 'NONSENSE'; without issueTokens or failAuthentication it must"
        f" be one of CUSTOM_CHALLENGE, {'PASSWORD_VERIFIER, ' if proves else ''}SMS_MFA, EMAIL_OTP,"
        " SOFTWARE_TOKEN_MFA, NEW_PASSWORD_REQUIRED."
    )
    assert warning.user_pool_id == custom.pool_id


@pytest.mark.usefixtures("triggers")
@pytest.mark.parametrize(
    ("responses", "session", "message"),
    [
        ({}, True, "Missing required parameter challenge responses."),
        ({"ANSWER": "2"}, True, "Missing required parameter USERNAME"),
        ({"USERNAME": "alice"}, True, "Missing required parameter ANSWER"),
        ({"USERNAME": "alice", "ANSWER": "2"}, False, "Missing required parameter Session"),
    ],
)
def test_what_an_answer_needs(
    custom: Lab, responses: dict[str, str], *, session: bool, message: str
) -> None:
    begun = custom.call("InitiateAuth", **start(custom))
    request = reply(custom, begun, "2", ChallengeResponses=responses)
    if not session:
        del request["Session"]
    wrong = errors.InvalidParameterException
    assert custom.refused("RespondToAuthChallenge", wrong, **request) == message


@pytest.mark.usefixtures("triggers")
def test_the_admin_half_answers_the_same(custom: Lab) -> None:
    pool = {"UserPoolId": custom.pool_id}
    begun = custom.call("AdminInitiateAuth", **start(custom), **pool)
    done = custom.call("AdminRespondToAuthChallenge", **reply(custom, begun, "2"), **pool)
    assert done["AuthenticationResult"]["AccessToken"]


def test_one_that_a_test_forces_without_triggers_shows_nothing_but_the_name(lab: Lab) -> None:
    lab.user()
    lab.emulator.force_challenge("CUSTOM_CHALLENGE", pool_id=lab.pool_id)
    begun = lab.begin()
    assert begun["ChallengeParameters"] == {"USERNAME": "alice"}
    wrong = reply(lab, begun, "no such code")
    assert lab.refused("RespondToAuthChallenge", DENIED, **wrong) == REFUSED


def test_one_that_a_test_forces_is_made_by_the_pool_s_own_triggers(
    lab: Lab, custom: Lab, triggers: Triggers
) -> None:
    """DefineAuthChallenge, which decides in CUSTOM_AUTH alone, is not asked."""
    custom.client_id = lab.client()
    for given, right in (("9", False), ("2", True)):
        custom.emulator.force_challenge("CUSTOM_CHALLENGE", pool_id=custom.pool_id)
        begun = custom.begin()
        assert begun["ChallengeParameters"] == {"riddle": "1 + 1", "USERNAME": "alice"}
        waiting = custom.emulator.open_challenges(custom.pool_id, "alice")[-1]
        assert waiting.responses is None  # only the triggers know
        answer = reply(custom, begun, given)
        if right:
            assert custom.call("RespondToAuthChallenge", **answer)["AuthenticationResult"]
        else:
            assert custom.refused("RespondToAuthChallenge", DENIED, **answer) == REFUSED
    assert set(triggers.sources()) == {"CreateAuthChallenge", "VerifyAuthChallengeResponse"}

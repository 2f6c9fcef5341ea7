"""Challenges that wait for an answer, as a test is told of them, each with what is right."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from cognito_emulator import ForceableChallenge, errors
from tests.support import PASSWORD, TEMPORARY, App, Lab, SrpClient


@pytest.fixture
def people(lab: Lab) -> Lab:
    """Alice and Bob, for whom a code is forced as often as they sign in."""
    lab.emulator.clock.freeze("2026-01-01T00:00:00")
    for username in ("alice", "bob"):
        lab.user(username)
    lab.emulator.force_challenge("SMS_MFA", pool_id=lab.pool_id, times=10)
    return lab


def waiting(lab: Lab, username: str | None = None) -> list[str]:
    return [each.username for each in lab.emulator.open_challenges(lab.pool_id, username)]


def test_of_one_user_or_of_all_oldest_first(people: Lab) -> None:
    for username in ("bob", "alice", "bob"):
        people.begin(username)
    assert waiting(people) == ["bob", "alice", "bob"]
    assert waiting(people, "alice") == ["alice"]
    assert waiting(people, "bob") == ["bob", "bob"]


def test_what_is_told_of_one(people: Lab) -> None:
    now = people.emulator.clock.now()
    session = people.begin()["Session"]
    (open_,) = people.emulator.open_challenges(people.pool_id, "alice")
    (message,) = people.emulator.messages(username="alice")
    assert open_.name == "SMS_MFA"
    assert (open_.pool_id, open_.client_id) == (people.pool_id, people.client_id)
    assert (open_.username, open_.session) == ("alice", session)
    assert open_.responses == {"USERNAME": "alice", "SMS_MFA_CODE": message.code}
    assert open_.supplied == {"phone_number": message.destination}
    assert open_.expires_at == now + 180


def test_until_the_very_second_in_which_it_expires(people: Lab) -> None:
    people.begin()
    people.emulator.clock.shift(179.999)
    assert waiting(people) == ["alice"]
    people.emulator.clock.shift(0.001)
    assert waiting(people) == []


def test_until_its_client_is_deleted(people: Lab) -> None:
    people.begin()
    people.call("DeleteUserPoolClient", UserPoolId=people.pool_id, ClientId=people.client_id)
    assert waiting(people) == []


def test_a_sign_up_that_waits_for_its_code_is_none(lab: Lab) -> None:
    lab.client_id = lab.client(ExplicitAuthFlows=["ALLOW_USER_AUTH"])
    signed_up = lab.call("SignUp", ClientId=lab.client_id, Username="dave", Password=PASSWORD)
    assert signed_up["Session"]
    assert waiting(lab) == waiting(lab, "dave") == []


def test_what_follows_on_a_proof_that_is_sent_twice_waits_each_time(people: Lab) -> None:
    client = SrpClient(people.pool_id, PASSWORD)
    parameters = {"USERNAME": "alice", "SRP_A": client.srp_a}
    begun = people.begin(AuthFlow="USER_SRP_AUTH", AuthParameters=parameters)
    for times in (1, 2):
        met = people.respond("PASSWORD_VERIFIER", client.respond(begun["ChallengeParameters"]))
        assert met["ChallengeName"] == "SMS_MFA"
        assert waiting(people) == ["alice"] * times


def test_a_proof_that_was_given_waits_no_more(lab: Lab) -> None:
    """Though it could be given again: SRP's counts more than once."""
    lab.user()
    assert lab.by_srp()["AuthenticationResult"]
    assert waiting(lab) == []


# --- what is right --------------------------------------------------------------------------------

# MFA_SETUP takes calls of other operations in between; it is tested with software tokens.
SOLVABLE = [name for name in get_args(ForceableChallenge) if name != "MFA_SETUP"]


@pytest.mark.parametrize("challenge", SOLVABLE)
@pytest.mark.parametrize(
    "pool", [{}, {"UsernameAttributes": ["email"]}], ids=["names", "addresses"]
)
def test_whatever_is_forced_can_be_answered_as_is_told(
    lab: Lab, challenge: ForceableChallenge, pool: dict[str, Any]
) -> None:
    lab.pool_id = lab.pool(**pool)
    lab.client_id = lab.client()
    name = "jane@example.com" if pool else "jane"
    lab.user(name)
    lab.emulator.force_challenge(challenge, pool_id=lab.pool_id)
    met = lab.begin(name)
    assert met["ChallengeName"] == challenge
    while "ChallengeName" in met:
        (open_,) = lab.emulator.open_challenges(lab.pool_id, name)
        assert open_.responses is not None
        met = lab.respond(open_.name, open_.responses, Session=open_.session)
    token = met["AuthenticationResult"]["AccessToken"]
    assert lab.call("GetUser", AccessToken=token)


def test_a_lent_app_has_a_secret_for_the_test(lab: Lab) -> None:
    lab.user()
    lab.emulator.force_challenge("SOFTWARE_TOKEN_MFA", pool_id=lab.pool_id)
    lab.begin()
    (open_,) = lab.emulator.open_challenges(lab.pool_id, "alice")
    assert {*open_.supplied} == {"SecretCode"}


@pytest.fixture
def app(lab: Lab) -> App:
    """Alice's app, which she prefers; time stands still."""
    lab.emulator.clock.freeze("2026-01-01T00:00:00")
    lab.set_mfa("OPTIONAL", "SOFTWARE_TOKEN_MFA")
    lab.user()
    app = lab.app()
    lab.prefer(SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True})
    return app


def told(lab: Lab) -> Any:
    """The responses that would be right, of the only challenge."""
    (open_,) = lab.emulator.open_challenges(lab.pool_id, "alice")
    return open_.responses


def test_a_code_of_an_app_that_was_not_used_yet(lab: Lab, app: App) -> None:
    """The next ones count already, and the last one still; then there is none for a while."""
    codes = set()
    for used in range(1, 3):
        session = lab.begin()["Session"]
        codes.add(told(lab)["SOFTWARE_TOKEN_MFA_CODE"])
        lab.respond("SOFTWARE_TOKEN_MFA", told(lab), Session=session)
        assert len(codes) == used
    lab.begin()
    assert app.shows() not in codes  # it was used to verify the app
    assert told(lab) is None
    lab.emulator.clock.shift(60)
    assert told(lab) == {"USERNAME": "alice", "SOFTWARE_TOKEN_MFA_CODE": app.shows()}


@pytest.mark.usefixtures("app")
def test_no_code_of_an_app_that_is_gone(lab: Lab) -> None:
    lab.emulator.clock.shift(30)
    lab.begin()
    assert told(lab) is not None
    lab.call("AdminDeleteSoftwareToken", UserPoolId=lab.pool_id, Username="alice")
    assert told(lab) is None


def test_a_new_password_that_the_policy_allows(lab: Lab) -> None:
    policy = {"PasswordPolicy": {"MinimumLength": 40, "RequireSymbols": True}}
    lab.pool_id = lab.pool(Policies=policy)
    lab.client_id = lab.client()
    lab.invited("alice", TEMPORARY + "!" * 40)
    session = lab.begin("alice", TEMPORARY + "!" * 40)["Session"]
    (open_,) = lab.emulator.open_challenges(lab.pool_id, "alice")
    assert open_.responses is not None
    assert {*open_.responses} == {"USERNAME", "NEW_PASSWORD"}
    assert lab.respond("NEW_PASSWORD_REQUIRED", open_.responses, Session=session)
    assert lab.tokens("alice", open_.responses["NEW_PASSWORD"])


@pytest.mark.parametrize("begin", ["required attributes", "a password by SRP", "a riddle"])
def test_what_only_the_client_can_know(lab: Lab, begin: str) -> None:
    if begin == "required attributes":
        lab.pool_id = lab.pool(Schema=[{"Name": "family_name", "Required": True}])
        lab.client_id = lab.client()
        lab.invited("alice")
        lab.begin()
    elif begin == "a password by SRP":
        lab.user()
        parameters = {"USERNAME": "alice", "SRP_A": "2"}
        lab.begin(AuthFlow="USER_SRP_AUTH", AuthParameters=parameters)
    else:
        lab.user()
        riddle = {"privateChallengeParameters": {"answer": "42"}}
        lab.emulator.on("DefineAuthChallenge", lambda event: event)
        lab.emulator.on("CreateAuthChallenge", lambda event: {**event, "response": riddle})
        lab.emulator.on("VerifyAuthChallengeResponse", lambda event: event)
        lab.emulator.force_challenge("CUSTOM_CHALLENGE", pool_id=lab.pool_id)
        lab.begin()
    (open_,) = lab.emulator.open_challenges(lab.pool_id, "alice")
    assert open_.responses is None


def test_of_no_pool_and_of_nobody(lab: Lab) -> None:
    with pytest.raises(errors.ResourceNotFoundException):
        lab.emulator.open_challenges("us-east-1_nowhere")
    with pytest.raises(errors.UserNotFoundException):
        lab.emulator.open_challenges(lab.pool_id, "nobody")

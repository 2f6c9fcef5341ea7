"""The functions that are asked while somebody signs in by a provider: which, what of, and no."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.web.hosting import CALLBACK
from tests.web.trial import ADDRESS, NEWCOMER, PROTOCOLS, Event, Trial


def _raising(_event: Event) -> Event:
    raise ValueError("No")


def newcomer(_trial: Trial) -> None:
    """Somebody who has never been here."""


def returning(trial: Trial) -> None:
    """Somebody who has signed in before."""
    assert "code" in trial.come()


def linked(trial: Trial) -> None:
    """Somebody whom an administrator has linked to a user of the pool."""
    trial.link()


FIRST = [
    "InboundFederation_ExternalProvider",
    "PreSignUp_ExternalProvider",
    "PostConfirmation_ConfirmSignUp",
    "TokenGeneration_HostedAuth",
]
LATER = [
    "InboundFederation_ExternalProvider",
    "PreAuthentication_Authentication",
    "PostAuthentication_Authentication",
    "TokenGeneration_HostedAuth",
]
SITUATIONS = [(newcomer, NEWCOMER, FIRST), (returning, NEWCOMER, LATER), (linked, "alice", LATER)]
situations = pytest.mark.parametrize(("situation", "username", "sources"), SITUATIONS)
protocols = pytest.mark.parametrize("protocol", PROTOCOLS)

# Members of userAttributes that stand in one bucket of the service's map come in any order.
ALIASES = "cognito:email_alias cognito:phone_number_alias"
TOLD_OF_USERS = "sub cognito:user_status identities email_verified email"


@protocols
@situations
def test_who_is_asked_and_of_whom(
    protocol: str, situation: Callable[[Trial], None], username: str, sources: list[str]
) -> None:
    """Measured [federation-14]; InboundFederation is documented, of the name at the provider."""
    trial = Trial(protocol, triggers=True)
    situation(trial)

    claims = trial.claims()

    assert trial.sources == sources
    assert [event["userName"] for event in trial.events] == [NEWCOMER, *[username] * 3]
    assert claims["cognito:username"] == username
    caller = {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": trial.hosting.client.id}
    for event in trial.events:
        assert event["callerContext"] == caller
        assert event["userPoolId"] == trial.hosting.pool_id
        assert "clientMetadata" not in event["request"]


@protocols
@situations
def test_what_they_are_told_of_the_user(
    protocol: str, situation: Callable[[Trial], None], username: str, sources: list[str]
) -> None:
    """Names and order measured [federation-13, federation-28]."""
    trial = Trial(protocol, triggers=True)
    situation(trial)

    trial.claims()

    told = {event["triggerSource"]: event["request"] for event in trial.events[1:]}
    assert list(told) == sources[1:]
    status = "EXTERNAL_PROVIDER" if username == NEWCOMER else "CONFIRMED"
    for source, request in told.items():
        attributes = request["userAttributes"]
        assert all(isinstance(value, str) for value in attributes.values()), source
        if source == "PreSignUp_ExternalProvider":
            assert list(attributes) == f"email_verified {ALIASES} email".split()
            assert attributes["email"] == ADDRESS
            assert attributes["email_verified"] == "false"
            continue
        assert sorted(attributes) == sorted(TOLD_OF_USERS.split()), source
        assert (next(iter(attributes)), list(attributes)[-1]) == ("sub", "email"), source
        assert attributes["cognito:user_status"] == status


@protocols
def test_what_else_they_are_told(protocol: str) -> None:
    trial = Trial(protocol, triggers=True)
    trial.claims()
    inbound, sign_up, confirmation, generation = (event["request"] for event in trial.events)
    trial.claims()
    _, before, after, _ = (event["request"] for event in trial.events)

    assert (inbound["providerName"], inbound["providerType"]) == ("Corp", protocol)
    parts = ["tokenResponse", "idToken", "userInfo"] if protocol == "OIDC" else ["samlResponse"]
    assert list(inbound["attributes"]) == parts
    assert not sign_up["validationData"]
    assert set(confirmation) == {"userAttributes"}
    assert generation["groupConfiguration"] == {
        "groupsToOverride": [f"{trial.hosting.pool_id}_Corp"],
        "iamRolesToOverride": [],
        "preferredRole": None,
    }
    assert not before["validationData"]
    assert after["newDeviceUsed"] is False


@protocols
def test_a_function_that_is_told_of_a_sign_in_finds_its_user(protocol: str) -> None:
    """And what it changes is in the tokens; documented of PostConfirmation, as its purpose."""
    trial = Trial(protocol, triggers=True)

    def verify(event: Event) -> Event:
        verified = [{"Name": "email_verified", "Value": "true"}]
        trial.hosting.call("AdminUpdateUserAttributes", **trial.named(), UserAttributes=verified)
        return event

    trial.refusing = {"PostConfirmation": verify, "PostAuthentication": verify}

    for _ in range(2):  # the provider says each time that the address is not verified
        assert trial.claims()["email_verified"] is True


# --- who refuses ----------------------------------------------------------------------------------

#: Triggers, who meets them, and whether the user is there afterwards.
REFUSALS = [
    ("InboundFederation", newcomer, False),
    ("PreSignUp", newcomer, False),
    ("PostConfirmation", newcomer, True),
    ("InboundFederation", returning, True),
    ("PreAuthentication", returning, True),
    ("PostAuthentication", returning, True),
    ("InboundFederation", linked, False),
    ("PreAuthentication", linked, False),
    ("PostAuthentication", linked, False),
]


def refused(protocol: str, text: str) -> dict[str, str]:
    """What the app gets, in the service's order."""
    saml = protocol == "SAML"
    return {
        "error_description": f"{'Invalid SAML response received: ' if saml else ''}{text} ",
        "state": "a-state",
        "error": "server_error" if saml else "invalid_request",
    }


@protocols
@pytest.mark.parametrize(("trigger", "situation", "there"), REFUSALS)
def test_what_a_refusal_gives_the_app(
    protocol: str,
    trigger: str,
    situation: Callable[[Trial], None],
    there: bool,  # noqa: FBT001 - a column
) -> None:
    """Measured [oauth-14, federation-27, saml-7] of PreSignUp; whoever is there stays (claimed)."""
    trial = Trial(protocol, triggers=True)
    situation(trial)
    trial.refusing = {trigger: _raising}

    told = trial.come()

    assert told == refused(protocol, f"{trigger} failed with error No.")
    assert list(told) == ["error_description", "state", "error"]
    assert trial.sources[-1].partition("_")[0] == trigger
    assert (NEWCOMER in trial.users()) is there


@protocols
@pytest.mark.parametrize(
    ("function", "text"),
    [
        (_raising, "PostConfirmation failed with error No."),
        (lambda _event: None, "Invalid lambda function output : Invalid JSON"),
        (lambda _event: "nonsense", "Unrecognizable lambda output"),
    ],
    ids=["raises", "says nothing", "talks nonsense"],
)
@pytest.mark.parametrize("trigger", ["InboundFederation", "PreSignUp", "PostConfirmation"])
def test_however_a_function_fails_the_app_hears_of_it(
    protocol: str, function: Callable[[Event], Any], text: str, trigger: str
) -> None:
    trial = Trial(protocol, triggers=True)
    trial.refusing = {trigger: function}

    told = trial.come()

    if protocol == "SAML" and not text.endswith("."):
        text = f"{text}."  # whatever SAML is refused with has a full stop
    assert told == refused(protocol, text.replace("PostConfirmation", trigger))


@protocols
def test_whom_post_confirmation_refused_is_known_the_next_time(protocol: str) -> None:
    """The user stays (claimed), so nobody is asked about a sign-up again."""
    trial = Trial(protocol, triggers=True)
    trial.refusing = {"PostConfirmation": _raising}
    trial.come()
    trial.refusing = {}

    assert trial.claims()["cognito:username"] == NEWCOMER
    assert trial.sources == LATER


@protocols
def test_no_code_and_no_session_where_a_function_refuses(protocol: str) -> None:
    trial = Trial(protocol, triggers=True)
    trial.refusing = {"PostConfirmation": _raising}
    trial.come()

    login = trial.hosting.authorize()

    assert "/login" in login.headers["Location"]
    assert not login.headers["Location"].startswith(CALLBACK)


@protocols
def test_pre_token_generation_refuses_at_the_token_endpoint(protocol: str) -> None:
    trial = Trial(protocol, triggers=True)
    trial.refusing = {"PreTokenGeneration": _raising}

    answer = trial.hosting.token(code=trial.come()["code"])

    assert answer.status_code == 400
    assert answer.get_json() == {
        "error": "invalid_request",
        "error_description": "PreTokenGeneration failed with error No.",
    }


# --- PreSignUp links ------------------------------------------------------------------------------

ALREADY = f"Already found an entry for username {NEWCOMER}"


def linking(trial: Trial, *, made: bool = False, problem: str = "") -> Callable[[Event], Event]:
    """A function that links to alice, or to a user that it makes, and refuses with a problem."""

    def link(event: Event) -> Event:
        if made:
            name = trial.named("made")
            trial.hosting.call("AdminCreateUser", **name, MessageAction="SUPPRESS")
            trial.hosting.call(
                "AdminSetUserPassword", **name, Password="Correct-Horse1", Permanent=True
            )
        trial.link("made" if made else "alice")
        if problem:
            raise ValueError(problem)
        return event

    return link


@protocols
def test_the_first_click_of_whom_pre_sign_up_links_to_somebody_fails(protocol: str) -> None:
    """Measured [identities-10] of OIDC; the clock stands still, as tests may have it."""
    trial = Trial(protocol, triggers=True)
    trial.hosting.emulator.clock.freeze()
    trial.refusing = {"PreSignUp": linking(trial)}

    first = trial.come()
    assert trial.sources == FIRST[:2]
    second = trial.claims()

    text = f"{ALREADY}." if protocol == "SAML" else ALREADY
    assert first == refused(protocol, text)
    assert second["cognito:username"] == "alice"
    assert trial.sources == LATER
    assert trial.users() == {"alice"}


@protocols
def test_the_first_click_of_whom_pre_sign_up_makes_and_links_goes_on(protocol: str) -> None:
    """Measured [identities-11]; which functions are asked then is a guess."""
    trial = Trial(protocol, triggers=True)
    trial.hosting.emulator.clock.freeze()
    trial.refusing = {"PreSignUp": _but_of_others(linking(trial, made=True))}

    assert trial.claims()["cognito:username"] == "made"
    assert trial.sources == [
        "InboundFederation_ExternalProvider",
        "PreSignUp_ExternalProvider",
        "PreSignUp_AdminCreateUser",
        *LATER[1:],
    ]
    assert trial.users() == {"alice", "made"}


def _but_of_others(link: Callable[[Event], Event]) -> Callable[[Event], Event]:
    def answered(event: Event) -> Event:
        return link(event) if event["triggerSource"] == "PreSignUp_ExternalProvider" else event

    return answered


@protocols
def test_whom_pre_sign_up_links_and_refuses_comes_in_at_the_second_click(protocol: str) -> None:
    trial = Trial(protocol, triggers=True)
    trial.refusing = {"PreSignUp": linking(trial, problem="linked, once more please")}

    first = trial.come()

    assert first == refused(protocol, "PreSignUp failed with error linked, once more please.")
    assert trial.claims()["cognito:username"] == "alice"
    assert trial.sources == LATER

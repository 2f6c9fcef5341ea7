"""Triggers that fail: the service's error, and everything as it was before."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from cognito_emulator import TriggerName, errors
from cognito_emulator.api import registry, spec
from cognito_emulator.emulator import Emulator
from cognito_emulator.lambdas import TimedOutError
from tests.support import PASSWORD, Lab
from tests.triggers.support import FUNCTION, Event, Spy

EMAIL = "alice@example.com"
ARN = f"{FUNCTION}nowhere"
SMS = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x"}
POOL = {"AutoVerifiedAttributes": ["email"], "SmsConfiguration": SMS}
CUSTOM = ("DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse")
ALLOWED = [
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
]


class World(Lab):
    """A lab in which alice is confirmed and signed in, and bob has signed up."""

    def __init__(self, emulator: Emulator) -> None:
        super().__init__(emulator, pool_request=POOL)
        self.client_id = self.client(ExplicitAuthFlows=ALLOWED)
        self.user("alice", email=EMAIL, email_verified="true")
        self.sign_up("bob")
        self.its_tokens = self.tokens()
        self.challenge: Any = None

    def sign_up(self, username: str) -> Any:
        request = {"ClientId": self.client_id, "Username": username, "Password": PASSWORD}
        mail = [{"Name": "email", "Value": f"{username}@example.com"}]
        return self.call("SignUp", **request, UserAttributes=mail)

    def of_client(self, operation: str, **request: Any) -> Any:
        return self.call(operation, ClientId=self.client_id, **request)

    def of_alice(self, operation: str, **request: Any) -> Any:
        who = {"UserPoolId": self.pool_id, "Username": "alice"}
        return self.call(operation, **{**who, **request})

    def of_token(self, operation: str, **request: Any) -> Any:
        return self.call(operation, AccessToken=self.its_tokens["AccessToken"], **request)

    def begin_custom(self) -> Any:
        request = {"AuthFlow": "CUSTOM_AUTH", "AuthParameters": {"USERNAME": "alice"}}
        self.challenge = self.of_client("InitiateAuth", **request)
        return self.challenge

    def answer(self) -> Any:
        return self.of_client(
            "RespondToAuthChallenge",
            ChallengeName="CUSTOM_CHALLENGE",
            ChallengeResponses={"USERNAME": "alice", "ANSWER": "x"},
            Session=self.challenge["Session"],
        )

    def state(self, without: tuple[str, ...]) -> dict[str, Any]:
        """All records, by the names of their tables."""
        tables = self.emulator.snapshot().records.records
        return {
            t.name: records for t, records in tables.items() if t.name not in (*without, "warnings")
        }


MAIL = [{"Name": "email", "Value": "new@example.com"}]


class Case(NamedTuple):
    """A trigger, and an operation that asks it.

    Attributes:
        kept: the tables in which even a failed operation may leave something.

    """

    trigger: TriggerName
    act: Callable[[World], Any]
    kept: tuple[str, ...] = ()
    before: Callable[[World], Any] = lambda _world: None


CASES = {
    "SignUp": Case("PreSignUp", lambda w: w.sign_up("carol")),
    "AdminCreateUser": Case("PreSignUp", lambda w: w.of_alice("AdminCreateUser", Username="carol")),
    "InitiateAuth": Case("PreAuthentication", World.tokens),
    "InitiateAuth, after": Case("PostAuthentication", World.tokens),
    "InitiateAuth, tokens": Case("PreTokenGeneration", World.tokens),
    "AdminInitiateAuth, tokens": Case(
        "PreTokenGeneration",
        lambda w: w.call(
            "AdminInitiateAuth",
            UserPoolId=w.pool_id,
            ClientId=w.client_id,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "alice", "PASSWORD": PASSWORD},
        ),
    ),
    "refresh": Case("PreTokenGeneration", lambda w: w.refresh(w.its_tokens["RefreshToken"])),
    "GetTokensFromRefreshToken": Case(
        "PreTokenGeneration",
        lambda w: w.of_client(
            "GetTokensFromRefreshToken", RefreshToken=w.its_tokens["RefreshToken"]
        ),
    ),
    "define": Case("DefineAuthChallenge", World.begin_custom),
    "create": Case("CreateAuthChallenge", World.begin_custom),
    "verify": Case("VerifyAuthChallengeResponse", World.answer, ("attempts",), World.begin_custom),
    "migration": Case("UserMigration", lambda w: w.tokens("dave")),
    "migration, forgotten": Case(
        "UserMigration", lambda w: w.of_client("ForgotPassword", Username="dave")
    ),
    "SignUp, message": Case("CustomMessage", lambda w: w.sign_up("carol")),
    "AdminCreateUser, message": Case(
        "CustomMessage",
        lambda w: w.of_alice(
            "AdminCreateUser",
            Username="carol",
            UserAttributes=MAIL,
        ),
    ),
    "ResendConfirmationCode": Case(
        "CustomMessage",
        lambda w: w.of_client("ResendConfirmationCode", Username="bob"),
        ("tallies",),
    ),
    "ForgotPassword": Case(
        "CustomMessage", lambda w: w.of_client("ForgotPassword", Username="alice"), ("tallies",)
    ),
    "AdminResetUserPassword": Case("CustomMessage", lambda w: w.of_alice("AdminResetUserPassword")),
    "UpdateUserAttributes": Case(
        "CustomMessage", lambda w: w.of_token("UpdateUserAttributes", UserAttributes=MAIL)
    ),
    "AdminUpdateUserAttributes": Case(
        "CustomMessage", lambda w: w.of_alice("AdminUpdateUserAttributes", UserAttributes=MAIL)
    ),
    "GetUserAttributeVerificationCode": Case(
        "CustomMessage",
        lambda w: w.of_token("GetUserAttributeVerificationCode", AttributeName="email"),
        ("tallies",),
    ),
}


@pytest.fixture
def world(emulator: Emulator) -> World:
    """Alice and bob, with triggers of custom challenges that do their part."""
    world = World(emulator)
    Spy(world, "DefineAuthChallenge", challengeName="CUSTOM_CHALLENGE")
    Spy(world, "CreateAuthChallenge", privateChallengeParameters={"any": "answer"})
    Spy(world, "VerifyAuthChallengeResponse", answerCorrect=True)
    return world


def refused(world: World, case: Case, error: type[errors.CognitoError]) -> str:
    """Have the operation fail; its message. Nothing else must have become of it."""
    before = world.state(case.kept)
    heard: list[object] = []
    world.emulator.on_message(heard.append)
    with pytest.raises(errors.CognitoError) as refusal:
        case.act(world)
    assert type(refusal.value) is error
    assert world.state(case.kept) == before
    assert heard == []
    return str(refusal.value)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_function_that_raises(world: World, case: Case) -> None:
    case.before(world)

    def refuse(_event: Event) -> None:
        raise RuntimeError("it rains")

    Spy(world, case.trigger).deed = refuse
    message = refused(world, case, errors.UserLambdaValidationException)
    assert message == f"{case.trigger} failed with error it rains."


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_function_that_is_too_slow(world: World, case: Case) -> None:
    case.before(world)
    tries: list[object] = []

    def slow(invocation: object) -> None:
        tries.append(invocation)
        raise TimedOutError

    world.emulator.functions.attach(case.trigger, slow)
    message = refused(world, case, errors.UnexpectedLambdaException)
    assert message == (
        f"{case.trigger} invocation failed due to error "
        "Socket timeout while invoking Lambda function."
    )
    assert len(tries) == 3


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_arn_that_leads_nowhere(world: World, case: Case) -> None:
    case.before(world)
    world.emulator.off(case.trigger)
    pool = {"UserPoolId": world.pool_id, **POOL}
    world.call("UpdateUserPool", **pool, LambdaConfig={case.trigger: ARN})
    message = refused(world, case, errors.UnexpectedLambdaException)
    assert message == (
        f"{case.trigger} invocation failed due to error ResourceNotFoundException: "
        f"the emulator has no function for {ARN}: bind one with"
        " --function, a seed's Functions or emulator.bind(), or none; in pytest,"
        f' cognito.on("{case.trigger}", ...) or triggers={{"{case.trigger}": ...}}'
        " answers in its place."
    )


NOT_CUSTOM = {name: case for name, case in CASES.items() if case.trigger not in CUSTOM}


@pytest.mark.parametrize("case", NOT_CUSTOM.values(), ids=NOT_CUSTOM)
def test_an_arn_that_is_bound_to_nobody(world: World, case: Case) -> None:
    pool = {"UserPoolId": world.pool_id, **POOL}
    world.call("UpdateUserPool", **pool, LambdaConfig={case.trigger: ARN})
    world.emulator.bind(ARN, "none")
    if case.trigger == "UserMigration":
        with pytest.raises(
            errors.UserNotFoundException, match=r"User does not exist|Username/client"
        ):
            case.act(world)
    else:
        case.act(world)


@pytest.mark.parametrize("trigger", CUSTOM)
def test_custom_challenges_need_each_of_the_three(world: World, trigger: TriggerName) -> None:
    world.emulator.off(trigger)
    pool = {"UserPoolId": world.pool_id, **POOL}
    world.call("UpdateUserPool", **pool, LambdaConfig={trigger: ARN})
    world.emulator.bind(ARN, None)
    with pytest.raises(errors.InvalidParameterException, match="is not configured for the user po"):
        world.begin_custom()


def without(member: str) -> Callable[[Event], Event]:
    return lambda event: {name: value for name, value in event.items() if name != member}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_an_answer_holds_without_effect_is_told(world: World, case: Case) -> None:
    """By each operation that asks, also where the rest of the answer has it fail."""
    case.before(world)
    world.emulator.forget_warnings()
    spy = Spy(world, case.trigger, bogus=1)
    with suppress(errors.CognitoError):
        case.act(world)
    (told,) = {w.sentence for w in world.emulator.warnings() if "bogus" in w.sentence}
    assert told.startswith(f"{spy.sources[0]}: response.bogus has no effect: ")


NONSENSE: dict[str, Callable[[Event], Any]] = {
    "text": lambda _event: "fine",
    "a list": lambda event: [event],
    "an empty object": lambda _event: {},
    "a response of null": lambda event: {**event, "response": None},
    "only the response": lambda event: {"response": event["response"]},
    "names in Pascal case": lambda event: {k[0].upper() + k[1:]: v for k, v in event.items()},
    "another version": lambda event: {**event, "version": "9"},
    "clientMetadata of null": lambda event: {
        **event,
        "request": {**event["request"], "clientMetadata": None},
    },
    **{
        f"no {member}": without(member)
        for member in ("version", "region", "userPoolId", "userName", "callerContext", "response")
    },
}


#: Those of UserMigration are in test_migration.py: its client is told something else.
OF_ANSWERS = {name: case for name, case in CASES.items() if case.trigger != "UserMigration"}


@pytest.mark.parametrize("case", OF_ANSWERS.values(), ids=OF_ANSWERS)
def test_nonsense(world: World, case: Case) -> None:
    case.before(world)
    prepared = world.emulator.snapshot()
    said = {}
    for name, answer in NONSENSE.items():
        world.emulator.restore(prepared)
        world.emulator.on(case.trigger, answer)
        said[name] = refused(world, case, errors.InvalidLambdaResponseException)
    assert said == dict.fromkeys(NONSENSE, "Unrecognizable lambda output")


@pytest.mark.parametrize("case", OF_ANSWERS.values(), ids=OF_ANSWERS)
def test_no_answer(world: World, case: Case) -> None:
    case.before(world)
    world.emulator.on(case.trigger, lambda _event: None)
    message = refused(world, case, errors.InvalidLambdaResponseException)
    assert message == "Invalid lambda function output : Invalid JSON"


def test_an_answer_may_leave_the_request_out(world: World) -> None:
    world.emulator.on("PreAuthentication", lambda event: {**event, "request": None})
    assert world.tokens()


def test_a_function_that_really_is_slow(world: World) -> None:
    woken = threading.Event()
    world.emulator.settings = replace(world.emulator.settings, trigger_timeout=0.01)
    world.emulator.on("PreAuthentication", lambda _event: woken.wait(60))
    with pytest.raises(errors.UnexpectedLambdaException, match=r"invoking Lambda function\.$"):
        world.tokens()
    (warning,) = world.emulator.warnings()
    assert "Lambda function: 3 attempts of 0.01 s each. --trigger-timeout, " in warning.sentence
    world.emulator.settings = replace(world.emulator.settings, trigger_timeout=0)
    woken.set()
    with pytest.raises(errors.InvalidLambdaResponseException):  # it is waited for, and says True
        world.tokens()


@pytest.mark.parametrize(
    ("answer", "flaw"),
    [
        (None, "Invalid lambda function output : Invalid JSON: the function returned nothing."),
        (5, "Unrecognizable lambda output: the function returned 5, not the event that it got"),
        (
            {"bogus": 1},
            "Unrecognizable lambda output: the function lost or changed version, triggerSource",
        ),
        (
            "response",
            "Unrecognizable lambda output: response is 'nothing'; it must be an object",
        ),
    ],
)
def test_what_cannot_be_recognized_is_logged(
    world: World, caplog: pytest.LogCaptureFixture, answer: object, flaw: str
) -> None:
    """The client is told nothing of it, so whoever wrote the function has to be."""

    def nonsense(event: Event) -> object:
        return {**event, "response": "nothing"} if answer == "response" else answer

    world.emulator.on("PreAuthentication", nonsense)
    with pytest.raises(errors.InvalidLambdaResponseException):
        world.tokens()
    assert f"PreAuthentication_Authentication: {flaw}" in caplog.text


def test_what_a_function_raises_is_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    def broken(_event: Event) -> None:
        raise KeyError("response")

    world.emulator.on("PreAuthentication", broken)
    with pytest.raises(errors.UserLambdaValidationException) as refusal:
        world.tokens()
    line = broken.__code__.co_firstlineno + 1
    told = f"KeyError: 'response' (test_failures.py:{line})"
    assert f"PreAuthentication_Authentication failed: {told}" in caplog.text
    assert refusal.value.message == "PreAuthentication failed with error 'response'."
    assert "in broken" in caplog.text
    assert isinstance(refusal.value.__cause__, KeyError)


LAMBDA_ERRORS = {
    "InvalidLambdaResponseException",
    "UnexpectedLambdaException",
    "UserLambdaValidationException",
}


def test_the_operations_that_can_fail_like_this() -> None:
    """Those of the service model are those that ask triggers here.

    But for ConfirmDevice, which has no reason to.
    """
    found = {name for name in spec.operations() if spec.operation(name).errors & LAMBDA_ERRORS}
    declaring = {name for name in found if spec.operation(name).errors >= LAMBDA_ERRORS}
    assert found - declaring == {"ConfirmDevice"}
    assert declaring & set(registry.registered()) == {
        "AdminConfirmSignUp",
        "AdminCreateUser",
        "AdminInitiateAuth",
        "AdminResetUserPassword",
        "AdminRespondToAuthChallenge",
        "AdminUpdateUserAttributes",
        "ConfirmForgotPassword",
        "ConfirmSignUp",
        "ForgotPassword",
        "GetTokensFromRefreshToken",
        "GetUserAttributeVerificationCode",
        "InitiateAuth",
        "ResendConfirmationCode",
        "RespondToAuthChallenge",
        "SignUp",
        "UpdateUserAttributes",
    }

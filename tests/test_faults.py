"""Faults: calls that fail or wait because a test wished for it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator import ErrorName, Fault, errors, faults, transport
from cognito_emulator.api import spec
from cognito_emulator.emulator import Emulator
from cognito_emulator.store.sql import SqlStore
from cognito_emulator.web.server import Server
from cognito_emulator.wire import handle
from tests.support import PASSWORD, Lab, StockKeys, not_emulated
from tests.table import table

TARGET = "AWSCognitoIdentityProviderService."
SIGNED = {"Authorization": "AWS4-HMAC-SHA256 Credential=x/x/us-east-1/x/x, Signature=0"}
THROTTLED = errors.TooManyRequestsException


@pytest.fixture
def emulator(stock_keys: StockKeys) -> Emulator:
    """Not held against the model, whose operations list few of the errors that any call may get."""
    return Emulator(keys=stock_keys)


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds waited, instead of waiting."""
    seconds: list[float] = []
    monkeypatch.setattr(time, "sleep", seconds.append)
    return seconds


def outcomes(lab: Lab, count: int) -> str:
    """Call ``count`` times; a letter for each: failed or answered."""
    letters = ""
    for _ in range(count):
        try:
            lab.call("ListUserPools", MaxResults=1)
            letters += "a"
        except THROTTLED:
            letters += "f"
    return letters


# --- how they fail --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        ("TooManyRequestsException", 400, "Rate exceeded"),
        ("ThrottlingException", 400, "Rate exceeded"),
        ("InternalErrorException", 500, "Internal server error."),
        ("InternalFailure", 500, "Internal Failure"),
        ("ServiceUnavailable", 503, "Service Unavailable"),
        ("ExpiredTokenException", 400, "The security token included in the request is expired"),
        (
            "UnrecognizedClientException",
            400,
            "The security token included in the request is invalid.",
        ),
        (
            "AccessDeniedException",
            400,
            (
                "User: arn:aws:iam::123456789012:user/emulator is not authorized to perform: "
                "cognito-idp:AdminGetUser because no identity-based policy allows the "
                "cognito-idp:AdminGetUser action"
            ),
        ),
        ("UserNotFoundException", 400, "User does not exist."),
        ("ResourceNotFoundException", 400, "A test wished for this error."),
    ],
)
def test_through_the_wire_it_is_the_service_s_error(
    emulator: Emulator, error: ErrorName, status: int, message: str
) -> None:
    emulator.fail("AdminGetUser", error)
    headers = {"X-Amz-Target": f"{TARGET}AdminGetUser", **SIGNED}
    answer = handle(emulator, "POST", headers, b"{}")
    assert answer.status == status
    member = "Message" if error == "AccessDeniedException" else "message"
    assert json.loads(answer.body) == {"__type": error, member: message}
    assert answer.headers["x-amzn-ErrorType"] == f"{error}:"
    assert answer.headers["x-amzn-ErrorMessage"] == message
    assert answer.headers["x-amzn-RequestId"]


def test_every_error_that_can_be_wished_for_has_a_class() -> None:
    for name in faults.possible(None):
        assert issubclass(getattr(errors, name), errors.CognitoError)


def test_a_message_of_one_s_own(lab: Lab) -> None:
    lab.emulator.fail("SignUp", "TooManyRequestsException", message="Come {back} later.")
    assert lab.refused("SignUp", THROTTLED) == "Come {back} later."


def test_nothing_of_the_call_happens(lab: Lab) -> None:
    lab.emulator.fail("SignUp", "TooManyRequestsException")
    request = {"ClientId": lab.client_id, "Username": "ada", "Password": PASSWORD}
    lab.refused("SignUp", THROTTLED, **request)
    assert lab.call("ListUsers", UserPoolId=lab.pool_id)["Users"] == []
    assert not lab.call("SignUp", **request)["UserConfirmed"]


def test_requests_that_cannot_be_read_meet_no_fault(lab: Lab) -> None:
    """As in the service they are refused before anybody counts them."""
    wished = lab.emulator.fail(None, "ThrottlingException")
    headers = {"X-Amz-Target": f"{TARGET}ListUsers"}
    for more, body in (({}, b"{}"), (SIGNED, b"{"), ({"X-Amz-Target": "Nothing"}, b"{}")):
        assert b"Throttling" not in handle(lab.emulator, "POST", headers | more, body).body
    lab.refused("NoSuchOperation", errors.UnknownOperationException)
    assert lab.emulator.faults() == [wished]


def test_operations_that_are_not_emulated_fail_too(lab: Lab) -> None:
    name = not_emulated()
    lab.emulator.fail(name, "ThrottlingException")
    lab.refused(name, errors.ThrottlingException)
    lab.refused(name, errors.NotImplementedException)


# --- which calls, and how many --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "met"),
    [
        ({}, "faaaaaaa"),
        ({"times": 3}, "fffaaaaa"),
        ({"probability": 1}, "ffffffff"),
        ({"probability": 1, "times": 2}, "ffaaaaaa"),
        ({"probability": 0.5, "seed": 6}, "afaafafa"),
        ({"probability": 0.5, "seed": 6, "times": 2}, "afaafaaa"),
    ],
)
def test_how_many_calls(lab: Lab, wish: dict[str, Any], met: str) -> None:
    lab.emulator.fail("ListUserPools", "TooManyRequestsException", **wish)
    assert outcomes(lab, 8) == met


def test_real_dice_fall_either_way(lab: Lab) -> None:
    lab.emulator.fail("ListUserPools", "TooManyRequestsException", probability=0.5)
    assert set(outcomes(lab, 100)) == {"a", "f"}


def test_a_seed_is_a_number_or_a_text(lab: Lab) -> None:
    runs = set()
    for seed in (1, 1, "x", "x"):
        lab.emulator.forget_faults()
        lab.emulator.fail("ListUserPools", "TooManyRequestsException", probability=0.5, seed=seed)
        runs.add(outcomes(lab, 64))
    assert len(runs) == 2


def test_other_operations_are_spared(lab: Lab) -> None:
    lab.emulator.fail("SignUp", "TooManyRequestsException")
    assert outcomes(lab, 1) == "a"
    assert len(lab.emulator.faults()) == 1


def test_every_operation_that_may_be_refused_so(lab: Lab) -> None:
    lab.emulator.fail(None, "UsernameExistsException")
    assert outcomes(lab, 1) == "a"
    lab.refused("SignUp", errors.UsernameExistsException)
    lab.emulator.fail(None, "TooManyRequestsException", times=2)
    lab.refused("AssociateSoftwareToken", THROTTLED)
    assert outcomes(lab, 2) == "fa"


def test_the_oldest_strikes_first(lab: Lab) -> None:
    lab.emulator.fail(None, "ThrottlingException")
    lab.emulator.fail("ListUserPools", "TooManyRequestsException")
    lab.refused("ListUserPools", errors.ThrottlingException)
    assert outcomes(lab, 2) == "fa"


def test_each_fault_strikes_its_number_of_concurrent_calls(lab: Lab) -> None:
    lab.emulator.fail("ListUserPools", "TooManyRequestsException", times=2)
    with ThreadPoolExecutor(8) as threads:
        met = "".join(threads.map(lambda _: outcomes(lab, 10), range(8)))
    assert met.count("f") == 2


# --- waiting --------------------------------------------------------------------------------------


def test_a_call_waits_and_is_answered(lab: Lab, waited: list[float]) -> None:
    wished = lab.emulator.delay("ListUserPools", 1.5)
    assert wished == Fault(operation="ListUserPools", delay=1.5, times=1)
    assert outcomes(lab, 2) == "aa"
    assert waited == [1.5]


def test_a_delay_and_a_failure_strike_the_same_call(lab: Lab, waited: list[float]) -> None:
    lab.emulator.fail("ListUserPools", "TooManyRequestsException")
    lab.emulator.delay(None, 2)
    lab.emulator.delay(None, 3)
    assert outcomes(lab, 2) == "fa"
    assert waited == [2, 3]


def test_others_are_answered_while_a_call_waits(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    met: list[str] = []
    monkeypatch.setattr(time, "sleep", lambda _: met.append(outcomes(lab, 1)))
    lab.emulator.delay("ListUserPools", 60)
    assert outcomes(lab, 1) == "a"
    assert met == ["a"]


def test_it_is_real_time_that_passes(lab: Lab) -> None:
    lab.emulator.clock.freeze()
    before = lab.emulator.clock.now()
    lab.emulator.delay("ListUserPools", 0.01)
    begun = time.perf_counter()
    outcomes(lab, 1)
    assert time.perf_counter() - begun >= 0.01
    assert lab.emulator.clock.now() == before


# --- how they end ---------------------------------------------------------------------------------


def leave(emulator: Emulator) -> None:
    with emulator:
        pass


@pytest.mark.parametrize(
    "end", [Emulator.forget_faults, Emulator.reset, leave], ids=["forgotten", "reset", "left"]
)
def test_faults_are_forgotten(lab: Lab, end: Callable[[Emulator], object]) -> None:
    lab.emulator.fail(None, "TooManyRequestsException")
    lab.emulator.delay(None, 60)
    end(lab.emulator)
    assert lab.emulator.faults() == []
    assert lab.emulator.forget_faults() == 0
    assert outcomes(lab, 1) == "a"


def test_a_snapshot_has_the_faults_as_they_were(lab: Lab) -> None:
    """What is left of them, and how their dice will fall."""
    lab.emulator.fail("ListUserPools", "TooManyRequestsException", times=2)
    outcomes(lab, 1)
    lab.emulator.fail("ListUserPools", "TooManyRequestsException", probability=0.5, seed=1)
    before, then = lab.emulator.faults(), lab.emulator.snapshot()
    met = outcomes(lab, 32)
    lab.emulator.fail("SignUp", "TooManyRequestsException")
    for _ in range(2):
        lab.emulator.restore(then)
        assert lab.emulator.faults() == before
        assert outcomes(lab, 32) == met


# --- several processes ----------------------------------------------------------------------------


@pytest.fixture
def beside(tmp_path: Path, stock_keys: StockKeys) -> Iterator[Callable[[], Lab]]:
    """Begins one more process: each has the file, and nothing else in common with the others."""
    stores: list[SqlStore] = []

    def begun() -> Lab:
        stores.append(SqlStore(str(tmp_path / "dev.db")))
        return Lab(Emulator(keys=stock_keys, store=stores[-1]))

    yield begun
    for store in stores:
        store.close()


def test_each_fault_strikes_its_number_of_calls_whoever_answers_them(
    beside: Callable[[], Lab],
) -> None:
    labs = beside(), beside()
    labs[0].emulator.fail("ListUserPools", "TooManyRequestsException", times=5)
    with ThreadPoolExecutor(8) as threads:
        met = "".join(threads.map(lambda n: outcomes(labs[n % 2], 4), range(8)))
    assert met.count("f") == 5
    assert labs[0].emulator.faults() == labs[1].emulator.faults() == []


def test_dice_with_a_seed_fall_alike_whoever_throws_them(beside: Callable[[], Lab]) -> None:
    labs = [beside(), beside()]
    labs[0].emulator.fail("ListUserPools", "TooManyRequestsException", probability=0.5, seed=6)
    labs[0].emulator.store.close()
    labs[0] = beside()  # after a restart
    assert "".join(outcomes(lab, 1) for lab in labs * 4) == "afaafafa"
    assert [fault.struck for fault in labs[0].emulator.faults()] == [3]


@pytest.mark.parametrize("end", [Emulator.forget_faults, Emulator.reset])
def test_what_is_forgotten_is_so_everywhere(
    beside: Callable[[], Lab], waited: list[float], end: Callable[[Emulator], object]
) -> None:
    ours, theirs = beside(), beside()
    theirs.emulator.delay(None, 60)
    assert outcomes(ours, 1) == "a"
    theirs.emulator.delay(None, 60)
    then = ours.emulator.snapshot()
    end(ours.emulator)
    assert outcomes(theirs, 1) == "a"
    ours.emulator.restore(then)
    assert outcomes(theirs, 1) == "a"
    assert waited == [60, 60]


# --- what can be wished for -----------------------------------------------------------------------


@table(
    "operation, error, wish, named",
    [
        ("InitAuth", "X", {}, "There is no operation InitAuth; the nearest is InitiateAuth"),
        (
            "SignUp",
            "Toomanyrequests",
            {},
            "is refused with Toomanyrequests; the nearest is TooManyReq",
        ),
        ("SignUp", "UserNotFoundException", {}, "No call of SignUp is refused with UserNotFound"),
        ("SignUp", "ExpiredTokenException", {}, "No call of SignUp is refused with ExpiredToken"),
        (None, "NoSuchError", {}, "No call is refused with NoSuchError"),
        (None, "NotImplementedException", {}, "No call is refused with NotImplementedException"),
        (None, None, {}, "error must be the name"),
        (5, "ThrottlingException", {}, "operation must be"),
        (None, "ThrottlingException", {"message": 5}, "message"),
        (None, "ThrottlingException", {"times": 0}, "times"),
        (None, "ThrottlingException", {"times": 1.0}, "times"),
        (None, "ThrottlingException", {"times": True}, "times"),
        (None, "ThrottlingException", {"probability": 0}, "probability"),
        (None, "ThrottlingException", {"probability": 1.1}, "probability"),
        (None, "ThrottlingException", {"probability": float("nan")}, "probability"),
        (None, "ThrottlingException", {"probability": True}, "probability"),
        (None, "ThrottlingException", {"probability": 0.5, "seed": 0.5}, "seed"),
        (None, "ThrottlingException", {"seed": 5}, "seed is for dice"),
    ],
)
def test_a_wish_that_cannot_be_is_named(
    lab: Lab, operation: Any, error: Any, wish: Any, named: str
) -> None:
    with pytest.raises(ValueError, match=named):
        lab.emulator.fail(operation, error, **wish)
    assert lab.emulator.faults() == []


@pytest.mark.parametrize("seconds", [-1, float("nan"), float("inf"), 86_401, "1", True, [1]])
def test_a_delay_that_cannot_be(lab: Lab, seconds: Any) -> None:
    with pytest.raises(ValueError, match="seconds, from 0 to 86400"):
        lab.emulator.delay(None, seconds)


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.lists(st.none())
)
OPERATIONS = st.sampled_from(sorted(spec.operations()))
SUBJECT = Emulator()


@given(
    operation=OPERATIONS | ANYTHING,
    error=st.sampled_from(sorted(faults.possible(None))) | ANYTHING,
    times=st.integers(1, 3) | ANYTHING,
    probability=st.floats(0, 1) | ANYTHING,
    seed=ANYTHING,
)
def test_a_wish_is_refused_in_a_sentence_or_comes_true(
    operation: Any, error: Any, times: Any, probability: Any, seed: Any
) -> None:
    SUBJECT.forget_faults()
    try:
        SUBJECT.fail(operation, error, times=times, probability=probability, seed=seed)
    except ValueError as refusal:
        assert str(refusal).endswith(".")
        assert SUBJECT.faults() == []
        return
    if probability is None and operation is not None:
        with pytest.raises(errors.CognitoError) as met:
            SUBJECT.call(operation)
        assert met.value.type == error


# --- boto3 ----------------------------------------------------------------------------------------


@pytest.fixture(params=["in process", "over HTTP"])
def cognito(
    request: pytest.FixtureRequest, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """A client that tries three times, without a pause."""
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0)
    options: Any = {
        "region_name": "us-east-1",
        "aws_access_key_id": "x",
        "aws_secret_access_key": "x",
        "config": Config(retries={"mode": "standard", "total_max_attempts": 3}),
    }
    if request.param == "in process":
        yield transport.attach(boto3.client("cognito-idp", **options), emulator)
        return
    with Server(emulator, port=0) as server:
        yield boto3.client("cognito-idp", endpoint_url=server.url, **options)


@pytest.mark.parametrize(
    "error", ["TooManyRequestsException", "ThrottlingException", "ServiceUnavailable"]
)
def test_boto3_tries_again(cognito: Any, emulator: Emulator, error: ErrorName) -> None:
    emulator.fail("ListUserPools", error, times=2)
    answer = cognito.list_user_pools(MaxResults=1)
    assert answer["UserPools"] == []
    assert answer["ResponseMetadata"]["RetryAttempts"] == 2


def test_boto3_gives_up(cognito: Any, emulator: Emulator) -> None:
    emulator.fail("ListUserPools", "TooManyRequestsException", times=4)
    with pytest.raises(ClientError) as refused:
        cognito.list_user_pools(MaxResults=1)
    assert isinstance(refused.value, cognito.exceptions.TooManyRequestsException)
    told = refused.value.response["Error"]
    assert (told["Code"], told["Message"]) == ("TooManyRequestsException", "Rate exceeded")
    assert [fault.times for fault in emulator.faults()] == [1]


def test_boto3_knows_what_is_not_worth_another_try(cognito: Any, emulator: Emulator) -> None:
    emulator.fail("ListUserPools", "AccessDeniedException", times=2)
    with pytest.raises(ClientError, match="not authorized to perform: cognito-idp:ListUserPools"):
        cognito.list_user_pools(MaxResults=1)
    assert [fault.times for fault in emulator.faults()] == [1]

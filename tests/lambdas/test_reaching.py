"""How a function is reached: in the process, at a URL, behind a Lambda invoke endpoint."""

from __future__ import annotations

import contextvars
import functools
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest

from cognito_emulator.lambdas import (
    Function,
    FunctionError,
    Functions,
    Invocation,
    InvocationError,
    TargetError,
    TimedOutError,
    UnreachableError,
    ask,
    resolve,
)
from tests.lambdas.support import Exchange, functions_at
from tests.table import table
from tests.triggers.support import FUNCTION, Event

EVENT: Event = {"triggerSource": "PreSignUp_SignUp", "response": {}}
SECONDS = 5.0


def function(target: Any, folder: Path | None = None) -> Function:
    found = resolve(target, folder)
    assert found is not None
    return found


def asked(target: Any, seconds: float | None = SECONDS) -> Any:
    return ask(function(target), EVENT, "a-request", seconds)


# --- in the process -------------------------------------------------------------------------------


class Handlers:
    """Functions as people write them."""

    def method(self, event: Event) -> Event:
        return event

    def __call__(self, event: Event, context: Any) -> str:
        return f"{context.function_name} {event['triggerSource']}"


def with_context(event: Event, context: Any) -> list[Any]:
    del event
    return [context.function_name, context.aws_request_id]


def with_optional_context(event: Event, context: Any = None) -> bool:
    del event
    return context is not None


def with_its_own_default(event: Event, wanted: str = "mine") -> str:
    del event
    return wanted


@pytest.mark.parametrize(
    ("handler", "answer"),
    [
        (lambda event: event, EVENT),
        (Handlers().method, EVENT),
        (Handlers(), "Handlers PreSignUp_SignUp"),
        (with_context, ["with_context", "a-request"]),
        (with_optional_context, True),
        (with_its_own_default, "mine"),
        (
            functools.partial(
                with_context, context=SimpleNamespace(function_name=1, aws_request_id=2)
            ),
            [1, 2],
        ),
        (lambda *arguments: len(arguments), 1),
        (Mock(return_value="mocked"), "mocked"),
        (dict, EVENT),  # written in C: shows no parameters
        (lambda _event: (1, {"a": Decimal(2), "b": Decimal("2.5")}), [1, {"a": 2, "b": 2.5}]),
        (lambda _event: None, None),
    ],
    ids=[
        "function",
        "method",
        "object",
        "with context",
        "with optional context",
        "with its own default",
        "partial",
        "any arguments",
        "mock",
        "built-in",
        "tuples and decimals",
        "nothing",
    ],
)
@pytest.mark.parametrize("seconds", [SECONDS, None], ids=["timed", "patient"])
def test_python_functions(handler: Any, answer: Any, seconds: float | None) -> None:
    assert asked(handler, seconds) == answer


def test_lambda_s_context() -> None:
    seen: list[Any] = []

    def handler(_event: Event, context: Any) -> None:
        seen.append(context)

    asked(handler)
    asked(handler, None)
    timed, patient = seen
    assert 0 < timed.get_remaining_time_in_millis() <= SECONDS * 1000
    assert patient.get_remaining_time_in_millis() > 800_000
    assert timed.invoked_function_arn.endswith(":function:handler")
    assert timed.log_group_name == "/aws/lambda/handler"
    assert timed.log_stream_name == "[$LATEST]a-request"
    assert (timed.function_version, timed.memory_limit_in_mb) == ("$LATEST", "128")


def raising(error: BaseException) -> Callable[[Event], None]:
    def handler(_event: Event) -> None:
        raise error

    return handler


@table(
    "handler, message",
    [
        (raising(ValueError("not today")), "not today"),
        (raising(KeyError("challengeMetaData")), "'challengeMetaData'"),
        (raising(ValueError()), ""),
        (raising(SystemExit(3)), "Runtime exited with error: exit status 3"),
        (
            lambda _event: datetime.now(UTC),
            "Unable to marshal response: Object of type datetime is not JSON serializable",
        ),
    ],
)
def test_what_a_function_raises(handler: Any, message: str) -> None:
    with pytest.raises(FunctionError) as thrown:
        asked(handler)
    assert str(thrown.value) == message


def test_an_answer_without_an_end() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(FunctionError, match="Unable to marshal response"):
        asked(lambda _event: endless)


def test_an_interrupt_is_the_caller_s() -> None:
    with pytest.raises(KeyboardInterrupt):
        asked(raising(KeyboardInterrupt()))


@pytest.mark.parametrize(
    "handler",
    [lambda: None, lambda _a, _b, _c: None, lambda **_: None],
    ids=["nothing", "too much", "names"],
)
def test_no_function_of_an_event(handler: Any) -> None:
    with pytest.raises(TargetError, match=r"has to take \(event\) or \(event, context\)"):
        resolve(handler)


def test_no_async_function() -> None:
    async def handler(event: Event) -> Event:
        return event

    with pytest.raises(TargetError, match="is async"):
        resolve(handler)


def test_each_try_has_an_event_of_its_own() -> None:
    def handler(event: Event) -> None:
        event["response"]["changed"] = True

    asked(handler)
    assert EVENT["response"] == {}


def test_context_variables_reach_the_function() -> None:
    variable = contextvars.ContextVar("variable", default="unset")
    variable.set("set")
    assert asked(lambda _event: variable.get()) == "set"


# --- patience -------------------------------------------------------------------------------------


class Sleeper:
    """Sleeps through every try until it is woken, and counts them."""

    def __init__(self) -> None:
        self._tries = threading.Semaphore(0)
        self._awake = threading.Event()

    def sleep(self, _told: object = None) -> None:
        self._tries.release()
        self._awake.wait(60)

    def woken_after(self, tries: int) -> bool:
        """Wake it; whether there were so many tries and no more."""
        counted = all(self._tries.acquire(timeout=60) for _ in range(tries))
        self._awake.set()
        return counted and not self._tries.acquire(blocking=False)


def test_a_slow_function_is_tried_three_times() -> None:
    sleeper = Sleeper()
    with pytest.raises(TimedOutError, match=r"^Socket timeout while invoking Lambda function$"):
        asked(sleeper.sleep, 0.01)
    assert sleeper.woken_after(3)


def test_a_function_that_is_in_time_once() -> None:
    late = Mock(side_effect=[TimedOutError, TimedOutError, "warm"])
    assert ask(late, EVENT, "a-request", SECONDS) == "warm"
    late = Mock(side_effect=[TimedOutError, TimedOutError, TimedOutError, "warm"])
    with pytest.raises(TimedOutError):
        ask(late, EVENT, "a-request", SECONDS)


def test_an_error_is_not_worth_another_try() -> None:
    handler = Mock(side_effect=ValueError("no"))
    with pytest.raises(FunctionError):
        asked(handler)
    handler.assert_called_once_with(EVENT)


# --- over HTTP ------------------------------------------------------------------------------------


@pytest.fixture
def exchanges() -> list[Exchange]:
    return []


Answer = Callable[[Exchange], None]


@pytest.fixture
def reply() -> dict[str, Any]:
    """What the server answers; by default the event."""
    return {}


@pytest.fixture
def url(exchanges: list[Exchange], reply: dict[str, Any]) -> Iterator[str]:
    """A server that answers as ``reply`` says."""

    def answer(exchange: Exchange) -> None:
        exchanges.append(exchange)
        exchange.answer = exchange.event
        for name, value in reply.items():
            setattr(exchange, name, value)

    with functions_at(answer) as address:
        yield address


def test_a_url(url: str, exchanges: list[Exchange]) -> None:
    assert asked(f"{url}/pre-sign-up") == EVENT
    (exchange,) = exchanges
    assert exchange.path == "/pre-sign-up"
    assert exchange.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"status": 500, "answer": b"<h1>Oops</h1>"}, "HTTP 500 Internal Server Error"),
        ({"status": 403, "answer": {"errorMessage": "not today"}}, "not today"),
        ({"answer": {"errorMessage": "not today", "errorType": "Error"}}, "not today"),
    ],
)
def test_an_error_at_a_url(url: str, reply: dict[str, Any], said: Any, message: str) -> None:
    reply.update(said)
    with pytest.raises(FunctionError) as thrown:
        asked(url)
    assert str(thrown.value) == message


@pytest.mark.parametrize("body", [b"", b"fine", b"[1", b"[" * 100_000], ids=range(4))
def test_what_is_no_json_is_no_event(url: str, reply: dict[str, Any], body: bytes) -> None:
    reply["answer"] = body
    assert asked(url) is None


@pytest.mark.parametrize("target", ["{}/functions/f", "lambda:{}/f"])
def test_a_slow_server_is_tried_three_times(target: str) -> None:
    sleeper = Sleeper()
    with functions_at(sleeper.sleep) as url:
        with pytest.raises(TimedOutError):
            asked(target.format(url), 0.05)
        assert sleeper.woken_after(3)


@pytest.mark.parametrize("target", ["http://127.0.0.1:1/f", "lambda:http://127.0.0.1:1/f"])
def test_a_server_that_is_not_there(target: str) -> None:
    with pytest.raises(
        UnreachableError, match=r"ConnectionError: no answer from http://127\.0\.0\.1:1"
    ):
        asked(target)


def test_a_lambda_endpoint(url: str, exchanges: list[Exchange]) -> None:
    assert asked(f"lambda:{url}/pre-sign-up") == EVENT
    (exchange,) = exchanges
    assert exchange.path == "/2015-03-31/functions/pre-sign-up/invocations"
    assert exchange.headers["X-Amz-Invocation-Type"] == "RequestResponse"


@pytest.mark.parametrize(
    ("said", "error", "message"),
    [
        (
            {
                "answer": {"errorMessage": "not today", "errorType": "Error"},
                "answer_headers": {"X-Amz-Function-Error": "Unhandled"},
            },
            FunctionError,
            "not today",
        ),
        ({"answer": {"errorMessage": "not today"}}, FunctionError, "not today"),
        ({"answer_headers": {"X-Amz-Function-Error": "Unhandled"}}, FunctionError, "Unhandled"),
        (
            {
                "status": 404,
                "answer": {"Type": "User", "message": "Function not found"},
                "answer_headers": {"X-Amzn-ErrorType": "ResourceNotFoundException:http://x"},
            },
            UnreachableError,
            "ResourceNotFoundException",
        ),
        (
            {"status": 403, "answer": {"__type": "AccessDeniedException"}},
            UnreachableError,
            "AccessDeniedException",
        ),
        ({"status": 502, "answer": b"Bad Gateway"}, UnreachableError, "HTTP 502"),
    ],
)
def test_an_error_behind_a_lambda_endpoint(
    url: str, reply: dict[str, Any], said: Any, error: type[InvocationError], message: str
) -> None:
    reply.update(said)
    with pytest.raises(error) as failed:
        asked(f"lambda:{url}/f")
    assert type(failed.value) is error
    assert str(failed.value) == message


# --- where functions are --------------------------------------------------------------------------


def test_a_module_s_function(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "my_triggers"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "sign_up.py").write_text("class Deep:\n    pre = staticmethod(lambda e: 'found')\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert asked("my_triggers.sign_up:Deep.pre") == "found"


def test_the_functions_of_a_file_share_it(tmp_path: Path) -> None:
    (tmp_path / "lib.py").write_text(
        "from __future__ import annotations\n"
        "from dataclasses import dataclass\n"
        "@dataclass\n"
        "class Count:\n    n: int = 0\n"
        "count = Count()\n"
        "def first(event):\n    count.n += 1\n"
        "def second(event):\n    return count.n\n"
    )
    function("lib.py:first", tmp_path)(Invocation({}, "r"))
    assert function("./lib.py:second", tmp_path)(Invocation({}, "r")) == 1


def test_nobody() -> None:
    assert resolve("none") is None
    assert resolve(None) is None


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("PreSignUp", "'PreSignUp' names no function: that is module:function"),
        ("module:", "names no function"),
        (":function", "names no function"),
        ("no_such_module:f", "no_such_module cannot be imported: ModuleNotFoundError: No module"),
        ("json:no.such", "json has no function no.such; it has "),
        ("json:__name__", "json:__name__ is no function."),
        ("missing.py:f", r"There is no file /.*/missing\.py\."),
        ("broken.py:f", "broken.py cannot be loaded: SyntaxError"),
        (
            "raises.py:f",
            r"raises.py cannot be loaded: ZeroDivisionError: .* zero \(raises.py:1\)\.",
        ),
        (
            "opens.py:f",
            r"opens.py cannot be loaded: FileNotFoundError: .* \(opens.py:1\)\.",
        ),
        ("ends.py:f", r"ends.py cannot be loaded: SystemExit: 3 \(ends.py:1\)\."),
        ("fine.py:g", "fine.py has no function g; it has lambda_handler, f."),
        ("fine.py:handler", "it has lambda_handler, f."),
        ("empty.py:f", "empty.py has no function f; it has none."),
        ("fine.py:f", r"has to take \(event\) or \(event, context\)"),
        ("lambda:f", "'lambda:f' is no lambda:http://HOST/NAME."),
        ("lambda:http://localhost:3001", "is no lambda:http://HOST/NAME."),
        ("lambda:http://localhost:3001/", "is no lambda:http://HOST/NAME."),
        (5, "5 is no function."),
    ],
)
def test_there_is_no_function(tmp_path: Path, target: Any, message: str) -> None:
    (tmp_path / "broken.py").write_text("def f(:\n")
    (tmp_path / "raises.py").write_text("1 / 0\n")
    (tmp_path / "opens.py").write_text("open('nowhere')\n")
    (tmp_path / "ends.py").write_text("raise SystemExit(3)\n")
    (tmp_path / "fine.py").write_text("import os\ndef f(): pass\ndef lambda_handler(): pass\n")
    (tmp_path / "empty.py").write_text("from pathlib import Path\n")
    with pytest.raises(TargetError, match=message):
        resolve(target, tmp_path)


# --- which one ------------------------------------------------------------------------------------


def named(name: str) -> Function:
    return function(lambda _event: name)


def who(functions: Functions, trigger: str = "PreSignUp", arn: str | None = None) -> Any:
    found = functions.find(trigger, "pool", arn)
    return found and found.function(Invocation({}, "r"))


def test_the_closest_answers() -> None:
    functions = Functions()
    assert who(functions) is None
    functions.bind(FUNCTION + "a", named("the ARN's"))
    assert who(functions, arn=FUNCTION + "a") == "the ARN's"
    functions.attach("PreSignUp", named("every pool's"))
    assert who(functions, arn=FUNCTION + "a") == "every pool's"
    functions.attach("PreSignUp", named("the pool's"), "pool")
    functions.attach("PreSignUp", named("another pool's"), "another")
    assert who(functions, arn=FUNCTION + "a") == "the pool's"
    functions.attach("PreSignUp", None, "pool")
    assert who(functions, arn=FUNCTION + "a") is None
    functions.detach("PreSignUp", "pool")
    functions.detach("PreSignUp")
    functions.detach("PreSignUp")
    functions.bind(FUNCTION + "a", None)
    assert who(functions, arn=FUNCTION + "a") is None
    functions.unbind(FUNCTION + "a")
    functions.unbind(FUNCTION + "a")
    with pytest.raises(UnreachableError, match=f"no function for {FUNCTION}a: bind one with "):
        who(functions, arn=FUNCTION + "a")


@pytest.mark.parametrize(
    ("arn", "path"),
    [
        (FUNCTION + "my-f", "my-f/invocations"),
        (FUNCTION + "my-f:live", "my-f/invocations?Qualifier=live"),
        ("arn:aws:lambda:odd", "arn%3Aaws%3Alambda%3Aodd/invocations"),
    ],
)
def test_all_other_arns(url: str, exchanges: list[Exchange], arn: str, path: str) -> None:
    functions = Functions(url)
    functions.bind(FUNCTION + "bound", named("bound"))
    assert who(functions, arn=FUNCTION + "bound") == "bound"
    assert who(functions, arn=arn) == {}
    assert exchanges[0].path == f"/2015-03-31/functions/{path}"


@table(
    "trigger, version, message",
    [
        (
            "PreSignup",
            None,
            "There is no trigger PreSignup; the nearest is PreSignUp",
        ),
        ("PreTokenGeneration:V4_0", None, "There is no version V4_0; there are V1_0, V2_0, V3_0."),
        ("PreTokenGeneration:", None, "There is no version ; there are V1_0, V2_0, V3_0."),
        ("PreTokenGeneration:V2_0", "V3_0", "V2_0 and version V3_0 are two versions; name one."),
        ("PreSignUp:V1_0", None, "Only PreTokenGeneration has versions, PreSignUp has none."),
        ("PreSignUp", "V2_0", "Only PreTokenGeneration has versions, PreSignUp has none."),
        ("PreTokenGeneration", "2", "There is no version 2; there are V1_0, V2_0, V3_0."),
    ],
)
def test_what_cannot_be_attached(trigger: str, version: str | None, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Functions().attach(trigger, named("f"), version=version)


# --- on the side ----------------------------------------------------------------------------------


def test_nobody_waits_for_what_runs_on_the_side() -> None:
    functions, may_go_on = Functions(), threading.Event()
    told: list[Event] = []
    failures: list[InvocationError] = []

    def sender(event: Event) -> None:
        may_go_on.wait(60)
        told.append(event)
        raise ValueError("lost")

    functions.start(function(sender), EVENT, "a-request", failures.append)
    assert told == []
    assert not functions.finish(0)
    may_go_on.set()
    assert functions.finish(30)
    assert told == [EVENT]
    assert [str(failure) for failure in failures] == ["lost"]


def test_lambda_is_told_that_nobody_waits(url: str, exchanges: list[Exchange]) -> None:
    functions = Functions()
    functions.start(function(f"lambda:{url}/f"), EVENT, "a-request", print)
    assert functions.finish(30)
    assert exchanges[0].headers["X-Amz-Invocation-Type"] == "Event"


def test_time_is_not_the_emulator_s(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that stops the clock stops no function."""
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert asked(lambda _event: "done") == "done"


# --- proxies and redirects ------------------------------------------------------------------------

PROXIES = ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")


@pytest.fixture
def behind_a_proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Exchange]]:
    """What reaches the proxy that the environment names."""
    caught: list[Exchange] = []

    def answer(exchange: Exchange) -> None:
        caught.append(exchange)
        exchange.answer = {"from": "the proxy"}

    with functions_at(answer) as proxy:
        for name in PROXIES:
            monkeypatch.setenv(name, proxy)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        yield caught


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST"])
@pytest.mark.parametrize("target", ["{url}/f", "lambda:{url}/f"])
def test_an_event_to_this_machine_goes_past_proxies(
    url: str,
    exchanges: list[Exchange],
    behind_a_proxy: list[Exchange],
    name: str,
    target: str,
) -> None:
    here = target.format(url=url.replace("127.0.0.1", name))
    function(here)(Invocation(EVENT, "a-request", 30))
    assert len(exchanges) == 1
    assert behind_a_proxy == []


def test_an_event_to_another_machine_takes_the_proxy(behind_a_proxy: list[Exchange]) -> None:
    there = function("http://functions.example.com/f")
    assert there(Invocation(EVENT, "a-request", 30)) == {"from": "the proxy"}
    assert [exchange.path for exchange in behind_a_proxy] == ["http://functions.example.com/f"]


@table("status", [301, 302, 303, 307, 308])
@table("target", ["{url}/f", "lambda:{url}/f"])
def test_a_redirect_is_not_followed(status: int, target: str) -> None:
    asked_for: list[str] = []

    def elsewhere(exchange: Exchange) -> None:
        asked_for.append(exchange.path)
        exchange.status = status
        exchange.answer_headers = {"Location": "https://elsewhere.example.com/f"}

    with functions_at(elsewhere) as url, pytest.raises(UnreachableError) as refusal:
        function(target.format(url=url))(Invocation(EVENT, "a-request", 30))
    assert str(refusal.value).startswith(f"HTTP {status}: {url}/")
    assert str(refusal.value).endswith(
        " redirects to https://elsewhere.example.com/f, and redirects are not followed: name the"
        " address where the function is"
    )
    assert len(asked_for) == 1

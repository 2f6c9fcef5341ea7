"""Functions in JavaScript: a child ``node`` for each file, kept alive, asked in lines of JSON."""

from __future__ import annotations

import atexit
import itertools
import json
import os
import shutil
import subprocess
import sys
import threading
from codecs import getincrementaldecoder
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import IO, Any
from weakref import WeakSet

import orjson

from cognito_emulator.lambdas.base import (
    Function,
    FunctionError,
    Invocation,
    TimedOutError,
    UnreachableError,
)
from cognito_emulator.lambdas.in_process import LambdaContext
from cognito_emulator.nearest import nearest

_RUNTIME = Path(__file__).with_name("node_runtime.mjs")
_LOADING = 60.0  # seconds that a file may take to load; only one that hangs takes as long
_LAST_WORDS = 1.0  # seconds for what a child printed before it was ended
_LONGEST = 900.0  # seconds until even a function that nobody waits for is given up

Message = dict[str, Any]


class NodeError(ValueError):
    """There is no such function in JavaScript; the message says why."""


def in_node(file: Path, name: str) -> Function:
    """Return the function of that name in a file, which is loaded now.

    Args:
        file: a module of Node.js, of either kind.
        name: as it exports it; ``handler`` is also what it exports as its default.

    Raises:
        NodeError: there is no Node.js, no such file or function, or the file cannot be loaded.

    """
    if not file.is_file():
        raise NodeError(f"There is no file {file}.")
    runtime = _runtime(file.resolve())
    try:
        answer = runtime.ask({"find": name}, _LOADING)
    except (FunctionError, UnreachableError) as error:
        raise NodeError(f"{file} cannot be loaded: {error}.") from None
    if not answer["found"]:
        there_is = nearest(name, answer["names"]) if answer["names"] else "it exports no function"
        raise NodeError(f"{file} exports no function {name}; {there_is}.")
    return NodeFunction(runtime, name)


class NodeFunction:
    """A function of a file.

    Attributes:
        keeps_time: it gives up by itself when its time is over, and needs no thread for that.

    """

    keeps_time = True

    def __init__(self, runtime: Runtime, name: str) -> None:
        self._runtime = runtime
        self._name = name

    def __call__(self, invocation: Invocation) -> Any:  # noqa: ANN401 - whatever it returns
        """Try it once; see `Function`."""
        seconds = _LONGEST if invocation.seconds is None else invocation.seconds
        about = LambdaContext.of(self._name, invocation)
        answer = self._runtime.ask(
            {
                "handler": self._name,
                "event": invocation.event,
                "context": {
                    "functionName": about.function_name,
                    "functionVersion": about.function_version,
                    "invokedFunctionArn": about.invoked_function_arn,
                    "memoryLimitInMB": about.memory_limit_in_mb,
                    "awsRequestId": about.aws_request_id,
                    "logGroupName": about.log_group_name,
                    "logStreamName": about.log_stream_name,
                    "seconds": seconds,
                },
            },
            seconds,
        )
        if "error" in answer:
            raise FunctionError(answer["error"], answer.get("detail"))
        try:
            return json.loads(answer["result"])
        except RecursionError as error:
            raise FunctionError(f"Unable to read the response: {error}") from None


class Runtime:
    """The child of one file: started when it is needed, and again when it has ended."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._environment = os.environ.copy()  # a child that replaces another has the same
        self._child: Child | None = None
        self._lock = threading.Lock()

    def ask(self, message: Message, seconds: float) -> Message:
        """Return the answer to a message.

        Raises:
            TimedOutError: there was none in time; the child is gone, and all that it was about.
            FunctionError: the child ended itself.
            UnreachableError: it cannot be started.

        """
        child = self._running()
        answer = child.ask(message)
        try:
            return answer.result(seconds)
        except TimeoutError:
            child.kill()
            raise TimedOutError from None

    def __del__(self) -> None:
        """End the child when the last function of the file is gone."""
        if self._child is not None:
            self._child.kill()

    def stop(self) -> None:
        """End the child; the next question starts another one, which reads the file again."""
        with self._lock:
            child, self._child = self._child, None
        if child is not None:
            child.kill()

    def _running(self) -> Child:
        with self._lock:
            if self._child is None or not self._child.lives:
                self._child = Child(self.file, self._environment)
            return self._child


class Child:
    """One process of Node.js, from its start to its end.

    Raises:
        UnreachableError: it cannot be started, or the file cannot be loaded.

    """

    def __init__(self, file: Path, environment: Mapping[str, str]) -> None:
        node = shutil.which("node")
        if node is None:
            raise UnreachableError(
                "a function in JavaScript needs Node.js, and there is no node on the PATH"
            )
        self._open: dict[int, Future[Message]] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self._writing = threading.Lock()  # another one: who listens must not wait for who writes
        self._killed = False
        self._loaded: Future[Message] = Future()
        reading, writing = os.pipe()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the user's own node, on the user's own file
                [node, str(_RUNTIME), str(file), str(writing)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=environment,
                pass_fds=(writing,),
                start_new_session=True,  # Ctrl-C is for us, who end it
            )
        except OSError as error:
            os.close(reading)
            raise UnreachableError(f"{node} cannot be started: {error}") from None
        finally:
            os.close(writing)
        questions, prints = self._process.stdin, self._process.stdout
        assert questions is not None  # noqa: S101 - it is a pipe
        assert prints is not None  # noqa: S101 - it is a pipe
        self._questions = questions
        self._printer = threading.Thread(
            target=_pass_on, args=(prints,), name="cognito-node-prints", daemon=True
        )
        self._printer.start()
        self._listener = threading.Thread(
            target=self._listen, args=(reading,), name="cognito-node", daemon=True
        )
        self._listener.start()
        self._await_loading()

    @property
    def lives(self) -> bool:
        """Whether it can be asked."""
        return not self._killed and self._process.poll() is None

    def ask(self, message: Message) -> Future[Message]:
        """Send a message; what is returned will have the answer to it, or why there is none."""
        answer: Future[Message] = Future()
        with self._lock:
            number = next(self._numbers)
            self._open[number] = answer
        line = orjson.dumps({"id": number, **message}) + b"\n"
        with self._writing, suppress(OSError, ValueError):  # of a pipe that nobody reads any more
            self._questions.write(line)
            self._questions.flush()
        if self._process.poll() is not None:  # who listens may have missed this one
            self._listener.join()
            self._end()
        return answer

    def kill(self) -> None:
        """End it at once, whatever it is about."""
        self._killed = True
        self._process.kill()
        self._process.wait()
        self._printer.join(_LAST_WORDS)

    def _await_loading(self) -> None:
        try:
            answer = self._loaded.result(_LOADING)
        except TimeoutError:
            self.kill()
            raise UnreachableError(f"it takes more than {_LOADING:.0f} seconds to load") from None
        except FunctionError as error:
            raise UnreachableError(str(error)) from None
        if not answer["loaded"]:
            raise UnreachableError(answer["why"])

    def _listen(self, descriptor: int) -> None:
        """Hand out the answers until there are no more."""
        with os.fdopen(descriptor, "rb") as lines:
            for line in lines:
                message = json.loads(line)  # unlike orjson, it takes halves of characters
                if "loaded" in message:
                    self._loaded.set_result(message)
                    continue
                with self._lock:
                    answer = self._open.pop(message["id"], None)
                if answer is not None:
                    answer.set_result(message)
        self._end()

    def _end(self) -> None:
        """Tell all who still wait that there will be no answer."""
        status = self._process.wait()
        with self._writing, suppress(OSError):
            self._questions.close()
        with self._lock:
            waiting, self._open = list(self._open.values()), {}
        for answer in (self._loaded, *waiting):
            if not answer.done():
                answer.set_exception(
                    TimedOutError() if self._killed else FunctionError(_ended(status))
                )


def _ended(status: int) -> str:
    """Return what Lambda says of a process that ended by itself."""
    how = f"exit status {status}" if status >= 0 else f"signal: {-status}"
    return f"Runtime exited with error: {how}"


def _pass_on(prints: IO[bytes]) -> None:
    """Write to our standard error what functions print, as far as somebody wants it.

    It is read in any case: a function must not wait for who reads our standard error.
    """
    decode = getincrementaldecoder("utf-8")("replace").decode
    with prints:
        while chunk := os.read(prints.fileno(), 1 << 16):
            with suppress(AttributeError, OSError, ValueError):  # of a stream that is gone
                sys.stderr.write(decode(chunk))
                sys.stderr.flush()


# --- one for each file of this process ------------------------------------------------------------

_runtimes: dict[Path, Runtime] = {}
_all: WeakSet[Runtime] = WeakSet()
_lock = threading.Lock()


def _runtime(file: Path) -> Runtime:
    with _lock:
        if file not in _runtimes:
            _runtimes[file] = Runtime(file)
            _all.add(_runtimes[file])
        return _runtimes[file]


def forget(file: Path) -> None:
    """Have a file be read again when it is next loaded; functions of it stay as they were."""
    with _lock:
        _runtimes.pop(file, None)


@atexit.register
def stop_all() -> None:
    """End all children; whoever asks again has them start anew, from their files as they are."""
    with _lock:
        runtimes = list(_all)
    for runtime in runtimes:
        runtime.stop()

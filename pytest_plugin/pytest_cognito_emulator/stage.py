"""What the fixtures set up and take down again. Loaded with pytest, it imports the rest late."""

from __future__ import annotations

import os
import re
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

import pytest_cognito_emulator as types

if TYPE_CHECKING:
    from cognito_emulator.signing_keys import PoolKeys
    from pytest_cognito_emulator.options import Options

#: The ``cognito`` of a test, for its report.
COGNITO = pytest.StashKey["types.Cognito"]()
#: The test that is being run. A fixture that takes ``request`` to learn it costs 28 µs a test.
ITEM = pytest.StashKey[pytest.Item]()
MARKERS = ("cognito", "cognito_challenge", "cognito_fault")
#: The fixtures whose pools hold what outlasts a test.
WIDER = frozenset({"class_cognito", "module_cognito", "package_cognito", "session_cognito"})


class Explained:
    """Reports what is wrong with an option by its sentence alone: nobody needs our traceback."""

    def __enter__(self) -> None: ...

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: object
    ) -> None:
        if wrong is None:
            return
        from cognito_emulator import printable  # noqa: PLC0415 - late, as all of the emulator
        from cognito_emulator.lambdas import TargetError  # noqa: PLC0415
        from cognito_emulator.seeds import SeedError  # noqa: PLC0415
        from pytest_cognito_emulator.options import OptionError  # noqa: PLC0415

        if isinstance(wrong, OptionError | SeedError | TargetError):
            raise pytest.fail.Exception(printable.block(str(wrong)), pytrace=False) from None


@contextmanager
def a_server(config: pytest.Config) -> Iterator[types.CognitoServer]:
    """Give an emulator as the ini file wants it.

    Making keys takes tenths of a second, but not the GIL: it goes on beside loading the emulator.
    """
    keys = _keys(config)
    making = Thread(target=keys.make)
    making.start()
    try:
        from pytest_cognito_emulator.options import from_ini  # noqa: PLC0415

        with Explained():
            server = types.CognitoServer(*from_ini(config), keys, config.stash)
        try:
            yield server
        finally:
            server.close()
    finally:
        making.join()


def _keys(config: pytest.Config) -> PoolKeys:
    """Return the keys of the ini file, or such as are made when they are first needed."""
    from cognito_emulator import signing_keys  # noqa: PLC0415 - late, as all of the emulator

    path = config.getini("cognito_signing_key")
    if not path:
        return signing_keys.PoolKeys()
    try:
        return signing_keys.read(config.rootpath / path)
    except signing_keys.KeyFileError as wrong:
        sentence = f"ini option cognito_signing_key: {wrong}"
        raise pytest.fail.Exception(sentence, pytrace=False) from None


def a_clock(server: types.CognitoServer) -> types.CognitoClock:
    """Return a clock, which has to put the time back in the end."""
    return types.CognitoClock(server.session.clock, server.emulator.clock, server.expiry_of_refresh)


@contextmanager
def a_test(
    server: types.CognitoServer, clock: types.CognitoClock, settings: Mapping[str, Any]
) -> Iterator[types.Cognito]:
    """Give a test its pool, as its settings and markers want it."""
    node = server.stash[ITEM]
    with Explained():
        markers = _markers(node)
        options = server.options.over(settings, "cognito_settings")
        for marker in markers["cognito"]:
            options = options.over(_keywords(marker), "@pytest.mark.cognito")
        with (
            server.during("function", f"the test {node.nodeid}"),
            _pool(server, options, clock, node.nodeid) as cognito,
            server.guarding(lambda: not options.allow_aws),
        ):
            node.stash[COGNITO] = cognito
            try:
                for marker in markers["cognito_challenge"]:
                    _force(cognito, marker)
                for marker in markers["cognito_fault"]:
                    _inject(cognito, marker)
                yield cognito
            finally:
                del node.stash[COGNITO]


@contextmanager
def a_scope(
    request: pytest.FixtureRequest, server: types.CognitoServer, settings: Mapping[str, Any]
) -> Iterator[types.Cognito]:
    """Give fixtures of a wider scope their pool."""
    kind = request.scope
    name = f"{kind}_cognito of {request.node.nodeid or 'the session'}"
    with Explained():
        options = server.options.over(settings, "cognito_settings")
        with (
            server.during(kind, name),
            _pool(server, options, a_clock(server), name) as cognito,
            server.guarding(lambda: _is_in_use(server) and not options.allow_aws),
        ):
            yield cognito


def _is_in_use(server: types.CognitoServer) -> bool:
    """Whether the test that is being run uses a pool; others are let alone."""
    return "cognito" in getattr(server.stash[ITEM], "fixturenames", ())


@contextmanager
def an_environment(monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, str]) -> Iterator[None]:
    """Set variables, and remove those that would lead an SDK elsewhere.

    boto3 keeps the credentials that it found, in its default session: it begins a new one.
    """
    from cognito_emulator import environment  # noqa: PLC0415 - late, as all of the emulator

    for name in environment.misleading(os.environ):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with _new_boto3_session(monkeypatch):
        yield


def warn_of_old_sdks() -> None:
    """Warn of a botocore that looks for no endpoint in the environment."""
    from cognito_emulator import environment  # noqa: PLC0415 - late, as all of the emulator

    found = _botocore()
    sentence = None if found is None else environment.about_botocore(found)
    if sentence is not None:
        warnings.warn(
            pytest.PytestWarning(f"cognito_env: {sentence}; or take cognito_intercept."),
            stacklevel=2,
        )


@cache
def _botocore() -> str | None:
    """Return the version of botocore here; to look costs a millisecond, once."""
    try:
        return version("botocore")
    except PackageNotFoundError:
        return None


@contextmanager
def as_the_service(
    cognito: types.Cognito, server: types.CognitoServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Answer the real service's URLs, with its issuer in the tokens."""
    from cognito_emulator import environment  # noqa: PLC0415 - late, as all of the emulator

    server.start()
    with server.as_the_service(), server.intercepting():
        for_sdks = environment.for_sdks(None, server.region)
        variables = environment.beside(os.environ, for_sdks)
        if os.environ.get(environment.EMULATOR_URL) == cognito.url:
            # cognito_env was there before: what it said of the issuer is no longer true.
            monkeypatch.delenv(environment.ENDPOINT, raising=False)
            variables = cognito.env
        with an_environment(monkeypatch, variables):
            yield


def first_of_a_test(item: pytest.Item, names: Sequence[str]) -> int:
    """Return the place of a test's first fixture that is its own, not of a wider scope."""
    definitions = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
    for place, name in enumerate(names):
        found = definitions.get(name)
        if found and found[-1].scope == "function":
            return place
    return len(names)


@contextmanager
def _pool(
    server: types.CognitoServer, options: Options, clock: types.CognitoClock, name: str
) -> Iterator[types.Cognito]:
    from cognito_emulator import environment  # noqa: PLC0415 - late, as all of the emulator

    if options.clock is not None:
        clock.use(options.clock)
    patch = pytest.MonkeyPatch()
    with server.scope(options), server.peace():
        for variable, value in environment.past_proxies(server.url, os.environ).items():
            patch.setenv(variable, value)
        try:
            with clock.undone():  # before the emulator's clock is put back
                yield types.Cognito(server, server.home(name), clock, name)
        finally:
            patch.undo()


@contextmanager
def _new_boto3_session(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    boto3: Any = sys.modules.get("boto3")
    if boto3 is not None:
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    yield
    boto3 = sys.modules.get("boto3")
    if boto3 is not None:  # loaded by the test, maybe
        boto3.DEFAULT_SESSION = None


def _markers(node: pytest.Item) -> Mapping[str, list[pytest.Mark]]:
    """Return a test's markers by their names, of each name the most particular one last.

    pytest has those of a function from the inside out, and then those of its parameters.
    """
    found: dict[str, list[pytest.Mark]] = {name: [] for name in MARKERS}
    for place in node.listchain():
        marks = [mark for mark in place.own_markers if mark.name in found]
        if isinstance(place, pytest.Class):
            marks.sort(key=lambda mark: _distance(place.obj, mark), reverse=True)
        if place is node:
            of_parameters = list(getattr(getattr(node, "callspec", None), "marks", ()))
            marks = [mark for mark in marks if mark not in of_parameters][::-1]
            marks += [mark for mark in of_parameters if mark.name in found]
        for mark in marks:
            found[mark.name].append(mark)
    return found


def _distance(owner: type, mark: pytest.Mark) -> int:
    """Return how far up its bases a class has a marker; pytest before 8.0 has the nearest first."""
    for distance, base in enumerate(owner.__mro__):
        marks = vars(base).get("pytestmark", ())
        if mark in (marks if isinstance(marks, list) else [marks]):
            return distance
    return 0  # a plugin has added it to the class itself


def _keywords(marker: pytest.Mark) -> Mapping[str, Any]:
    from pytest_cognito_emulator.options import OptionError  # noqa: PLC0415 - late, as all of it

    if marker.args:
        raise OptionError(f"@pytest.mark.{marker.name} takes keywords, not {marker.args[0]!r}.")
    return marker.kwargs


def _force(cognito: types.Cognito, marker: pytest.Mark) -> None:
    """Force what ``@pytest.mark.cognito_challenge`` asks for; its user may be yet to be made."""
    with _blaming(marker):
        _check_keywords(marker, "challenge", "user", "times")
        _forced(cognito, *marker.args, **marker.kwargs)


def _forced(
    cognito: types.Cognito,
    challenge: types.ForceableChallenge,
    *,
    user: str | None = None,
    times: int = 1,
) -> None:
    cognito.emulator.force_challenge(
        challenge, pool_id=cognito.pool_id, username=user, times=times, expected=True
    )


def _inject(cognito: types.Cognito, marker: pytest.Mark) -> None:
    """Inject what ``@pytest.mark.cognito_fault`` asks for: a failure, a delay, or both."""
    with _blaming(marker):
        _check_keywords(
            marker, "operation", "error", "delay", "times", "probability", "seed", "message"
        )
        wanted = dict(marker.kwargs)
        operation, error = _operation_and_error(*marker.args, **wanted)
        wanted = {n: v for n, v in wanted.items() if n not in ("operation", "error")}
        delay = wanted.pop("delay", None)
        if error is None and delay is None:
            raise ValueError("it needs an error or a delay.")
        if delay is not None:
            timing = {name: value for name, value in wanted.items() if name != "message"}
            cognito.delay(operation, delay, **timing)
        if error is not None:
            cognito.fail(operation, error, **wanted)


def _operation_and_error(
    operation: types.Operation | None = None, error: types.ErrorName | None = None, **_: object
) -> tuple[types.Operation | None, types.ErrorName | None]:
    return operation, error


def _check_keywords(marker: pytest.Mark, *known: str) -> None:
    from pytest_cognito_emulator.names import checked_keywords  # noqa: PLC0415 - late, as all of it

    checked_keywords(marker.name, marker.kwargs, known)


@contextmanager
def _blaming(marker: pytest.Mark) -> Iterator[None]:
    """Say of which marker it is that something is wrong."""
    from pytest_cognito_emulator.options import OptionError  # noqa: PLC0415 - late, as all of it

    try:
        yield
    except (TypeError, ValueError) as wrong:
        sentence = re.sub(r"^\w+\(\) ", "", str(wrong))  # whatever function took it
        raise OptionError(f"@pytest.mark.{marker.name}: {sentence}") from None

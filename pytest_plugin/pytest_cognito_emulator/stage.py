"""What the fixtures set up and take down again. Loaded with pytest, it imports the rest late."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

import pytest_cognito_emulator as types

if TYPE_CHECKING:
    from pytest_cognito_emulator.options import Options

#: The ``cognito`` of a test, for its report.
COGNITO = pytest.StashKey["types.Cognito"]()
MARKERS = ("cognito", "cognito_challenge", "cognito_fault")


@contextmanager
def explained() -> Iterator[None]:
    """Report what is wrong with an option by its sentence alone: nobody needs our traceback."""
    try:
        yield
    except (TypeError, ValueError) as wrong:
        raise pytest.fail.Exception(str(wrong), pytrace=False) from None


@contextmanager
def a_server(config: pytest.Config) -> Iterator[types.CognitoServer]:
    """Give an emulator as the ini file wants it."""
    from pytest_cognito_emulator.options import from_ini  # noqa: PLC0415 - late, as all of it

    with explained():
        server = types.CognitoServer(*from_ini(config))
    try:
        yield server
    finally:
        server.close()


@contextmanager
def a_clock(config: pytest.Config) -> Iterator[types.CognitoClock]:
    """Give a clock, and put the time back in the end."""
    clock = types.CognitoClock(config.getini("cognito_clock"))
    try:
        yield clock
    finally:
        clock.put_back()


@contextmanager
def a_test(
    node: pytest.Item,
    server: types.CognitoServer,
    clock: types.CognitoClock,
    settings: Mapping[str, Any],
) -> Iterator[types.Cognito]:
    """Give a test its pool, as its settings and markers want it."""
    with explained():
        options = server.options.over(settings, "cognito_settings")
        for marker in _markers(node, "cognito"):
            options = options.over(_keywords(marker), "@pytest.mark.cognito")
    with _pool(server, options, clock, node.nodeid) as cognito:
        node.stash[COGNITO] = cognito
        with explained():
            for marker in _markers(node, "cognito_challenge"):
                cognito.force_challenge(*marker.args, **marker.kwargs)
            for marker in _markers(node, "cognito_fault"):
                _inject(cognito, *marker.args, **marker.kwargs)
        with server.testing():
            yield cognito


@contextmanager
def a_scope(
    server: types.CognitoServer, clock: types.CognitoClock, settings: Mapping[str, Any], name: str
) -> Iterator[types.Cognito]:
    """Give fixtures of a wider scope their pool."""
    with explained():
        server.refuse_latecomers(name)
        options = server.options.over(settings, "cognito_settings")
    with _pool(server, options, clock, name) as cognito:
        yield cognito


@contextmanager
def an_environment(monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, str]) -> Iterator[None]:
    """Set variables, and remove those that would lead an SDK elsewhere.

    boto3 keeps the credentials that it found, in its default session: it begins a new one.
    """
    from cognito_emulator import environment  # noqa: PLC0415 - late, as all of the emulator

    for name in environment.MISLEADING:
        monkeypatch.delenv(name, raising=False)
    endpoint = variables.get(environment.EMULATOR_URL, "")
    for name, value in {**variables, **environment.past_proxies(endpoint, os.environ)}.items():
        monkeypatch.setenv(name, value)
    with _new_boto3_session(monkeypatch):
        yield


@contextmanager
def as_the_service(server: types.CognitoServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Answer the real service's URLs, with its issuer in the tokens."""
    from cognito_emulator import environment  # noqa: PLC0415 - late, as all of the emulator

    credentials = environment.for_sdks(None, server.region)
    server.start()
    with (
        server.as_the_service(),
        server.intercepting(),
        an_environment(monkeypatch, credentials),
    ):
        yield


@contextmanager
def _pool(
    server: types.CognitoServer, options: Options, clock: types.CognitoClock, seed: str
) -> Iterator[types.Cognito]:
    scope = server.scope(options)
    with explained():
        ground = scope.__enter__()
    try:
        with server.peace():
            yield types.Cognito(server, ground, clock, seed)
    finally:
        scope.__exit__(None, None, None)


@contextmanager
def _new_boto3_session(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    boto3: Any = sys.modules.get("boto3")
    if boto3 is not None:
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    yield
    boto3 = sys.modules.get("boto3")
    if boto3 is not None:  # loaded by the test, maybe
        boto3.DEFAULT_SESSION = None


def _markers(node: pytest.Item, name: str) -> list[pytest.Mark]:
    """Return a test's markers of a name, the closest last."""
    return list(node.iter_markers(name))[::-1]


def _keywords(marker: pytest.Mark) -> Mapping[str, Any]:
    if marker.args:
        raise ValueError(f"@pytest.mark.{marker.name} takes keywords, not {marker.args[0]!r}.")
    return marker.kwargs


def _inject(
    cognito: types.Cognito,
    operation: str | None,
    error: str | None = None,
    *,
    delay: float | None = None,
    **more: Any,  # noqa: ANN401 - what fail and delay take
) -> None:
    """Inject what ``@pytest.mark.cognito_fault`` asks for: a failure, a delay, or both."""
    if error is None and delay is None:
        raise ValueError("@pytest.mark.cognito_fault needs an error or a delay.")
    if delay is not None:
        timing = {name: value for name, value in more.items() if name != "message"}
        cognito.delay(operation, delay, **timing)
    if error is not None:
        cognito.fail(operation, error, **more)

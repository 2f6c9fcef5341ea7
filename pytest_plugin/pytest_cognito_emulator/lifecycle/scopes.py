"""The emulator of a session, the pool of a test and of wider scopes: set up, and taken down again.

Loaded with pytest, it imports the rest late.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

import pytest_cognito_emulator as types
from pytest_cognito_emulator.lifecycle import markers

if TYPE_CHECKING:
    from cognito_emulator.signing_keys import PoolKeys
    from pytest_cognito_emulator.options import Options

#: The ``cognito`` of a test, for its report.
COGNITO = pytest.StashKey["types.Cognito"]()
#: The test that is being run. A fixture that takes ``request`` to learn it costs 28 µs a test.
ITEM = pytest.StashKey[pytest.Item]()
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
    from cognito_emulator.loading import without_garbage_collection  # noqa: PLC0415 - late

    with without_garbage_collection():
        keys = _keys(config)
        making = Thread(target=keys.make)
        making.start()
    try:
        with without_garbage_collection(), Explained():
            server = _server(config, keys)
        try:
            yield server
        finally:
            server.close()
    finally:
        making.join()


def _server(config: pytest.Config, keys: PoolKeys) -> types.CognitoServer:
    from pytest_cognito_emulator.options import from_ini  # noqa: PLC0415 - late, as all of it

    return types.CognitoServer(*from_ini(config), keys, config.stash)


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
        found = markers.by_name(node)
        options = _over(server, server.options, settings, "cognito_settings")
        for marker in found["cognito"]:
            options = _over(server, options, markers.keywords(marker), "@pytest.mark.cognito")
        with (
            server.during("function", f"the test {node.nodeid}"),
            _pool(server, options, clock, node.nodeid) as cognito,
            server.guarding(lambda: not options.allow_aws),
        ):
            node.stash[COGNITO] = cognito
            try:
                for marker in found["cognito_challenge"]:
                    markers.force(cognito, marker)
                for marker in found["cognito_fault"]:
                    markers.inject(cognito, marker)
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
        options = _over(server, server.options, settings, "cognito_settings")
        with (
            server.during(kind, name),
            _pool(server, options, a_clock(server), name) as cognito,
            server.guarding(lambda: _is_in_use(server) and not options.allow_aws),
        ):
            yield cognito


def _over(
    server: types.CognitoServer, options: Options, wanted: Mapping[str, Any], where: str
) -> Options:
    """Return options with others over them, as `Options.over` does, if all that they name is there.

    Raises:
        OptionError: there is no such option, no such value, or no such identity provider.
        SeedError: the seed cannot be read.

    """
    from pytest_cognito_emulator.options import check_provider_names  # noqa: PLC0415 - late

    merged = options.over(wanted, where, server.session.root)
    check_provider_names(server.session, merged, wanted, where)
    return merged


def _is_in_use(server: types.CognitoServer) -> bool:
    """Whether the test that is being run uses a pool; others are let alone."""
    return "cognito" in getattr(server.stash[ITEM], "fixturenames", ())


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
    with server.scope(options), server.passthrough():
        for variable, value in environment.past_proxies(server.url, os.environ).items():
            patch.setenv(variable, value)
        try:
            with clock.undone():  # before the emulator's clock is put back
                yield types.Cognito(server, server.home(name), clock, name)
        finally:
            patch.undo()

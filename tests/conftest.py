"""What all tests share: an emulator with a pool, clients and users at hand, and the wheel."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Generator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from cognito_emulator import engine, environment, loading
from cognito_emulator.emulator import Emulator
from tests import properties, sdk
from tests.contract import CheckedEmulator
from tests.packaging import installation
from tests.store.stores import PASSING
from tests.support import Lab, StockKeys

properties.load_profiles()

KEY = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


# Folders whose every test needs a library of others as it is published, a browser, or the wheel
# installed somewhere.
SLOW = frozenset({"clients", "clients_python", "packaging", "providers", "typing"})
#: So are all tests of a module that says this.
ALL_SLOW = re.compile(r"^pytestmark = .*\bpytest\.mark\.slow\b", re.MULTILINE)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--store",
        choices=("memory", *PASSING),
        default="memory",
        help="where the emulators of this process keep their records",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Forget what a developer's shell says of AWS: tests set what they are about."""
    sdk.read_files_once()
    store = PASSING.get(config.getoption("--store"))
    if store is not None:
        engine.MemoryStore = store  # type: ignore[assignment,attr-defined]
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", *KEY, *environment.MISLEADING):
        os.environ.pop(name, None)


def pytest_xdist_auto_num_workers() -> int:
    """Have more processes than processors: tests wait for children, browsers and servers."""
    on_linux = hasattr(os, "sched_getaffinity")
    processors = len(os.sched_getaffinity(0)) if on_linux else os.cpu_count() or 1
    return processors * 3 // 2


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Spare the fast tests the import of all that is slow."""
    if config.getoption("markexpr") != "not slow":
        return None
    if collection_path.suffix == ".py":
        slow = ALL_SLOW.search(collection_path.read_text(encoding="utf-8")) is not None
    else:
        slow = collection_path.name in SLOW
    return slow or None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage while tests are collected, nor later among what then was there.

    Modules and thousands of tests stay; each search would go through all of them.
    """
    with loading.without_garbage_collection():
        collected = yield
        gc.freeze()  # before it is looked for again, which would begin with all of them
    return collected


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what is slow, and leave out what is about another store.

    Workers get the wheel's tests first: they take longest.
    """
    for item in items:
        if item.path.parent.name in SLOW:
            item.add_marker(pytest.mark.slow)
        if item.get_closest_marker("memory") and config.getoption("--store") != "memory":
            item.add_marker(pytest.mark.skip(reason="is about the store in memory"))
    items.sort(key=lambda item: "wheel" not in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def stock_keys() -> StockKeys:
    """One pair of signing keys for all pools of all tests: making keys takes tenths of a second."""
    return StockKeys()


@pytest.fixture
def small_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have keys be made anew each time, but in a tenth of the time, as they have 1,024 bits."""
    make = rsa.generate_private_key

    def small(public_exponent: int, **_size: int) -> rsa.RSAPrivateKey:
        return make(public_exponent, 1024)

    monkeypatch.setattr(rsa, "generate_private_key", small)


@pytest.fixture
def emulator(stock_keys: StockKeys) -> Emulator:
    """An empty emulator, whose every answer is held against the service model."""
    return CheckedEmulator(keys=stock_keys)


@pytest.fixture
def lab(emulator: Emulator) -> Lab:
    """An emulator with one pool and one client that may use every flow."""
    return Lab(emulator)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this working copy."""
    return installation.wheel(tmp_path_factory)


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> installation.Environment:
    """An environment into which only the wheel was installed."""
    return installation.environment(tmp_path_factory, wheel)

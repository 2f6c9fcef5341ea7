"""The plugin itself: what pytest calls, and nothing else. Importing it costs next to nothing."""

from __future__ import annotations

from collections.abc import Generator
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import pytest

from pytest_cognito_emulator.fixtures import (
    _cognito_server,
    class_cognito,
    cognito,
    cognito_alb,
    cognito_appsync,
    cognito_clock,
    cognito_env,
    cognito_http_api,
    cognito_intercept,
    cognito_rest_api,
    cognito_settings,
    cognito_user,
    make_cognito_user,
    module_cognito,
    package_cognito,
    session_cognito,
)
from pytest_cognito_emulator.lifecycle.markers import MARKERS
from pytest_cognito_emulator.lifecycle.scopes import COGNITO, ITEM, WIDER, first_of_a_test

__all__ = [
    "_cognito_server",
    "class_cognito",
    "cognito",
    "cognito_alb",
    "cognito_appsync",
    "cognito_clock",
    "cognito_env",
    "cognito_http_api",
    "cognito_intercept",
    "cognito_rest_api",
    "cognito_settings",
    "cognito_user",
    "make_cognito_user",
    "module_cognito",
    "package_cognito",
    "pytest_addoption",
    "pytest_configure",
    "pytest_report_header",
    "pytest_runtest_call",
    "pytest_runtest_makereport",
    "pytest_runtest_setup",
    "pytest_terminal_summary",
    "session_cognito",
]

_BACKENDS = ("freezegun", "time-machine", "emulator")
_REGION = "us-east-1"
_POOL_SUFFIX = "TestPool1"  # as in cognito_emulator.stock, which is not imported only to say so
_TITLE = "cognito-emulator"

_TEXTS = {
    "cognito_seed": "file that describes the pool, relative to the root folder",
    "cognito_mfa": "MfaConfiguration of the pool: OFF, OPTIONAL or ON",
    "cognito_pool_id": f"id of the pool (default: <region>_{_POOL_SUFFIX})",
    "cognito_client_id": "id of the pool's client",
    "cognito_client_secret": "secret of the pool's client (default: it has none)",
    "cognito_code": "the confirmation code in every message (default: a random one in each)",
    "cognito_signing_key": "PEM file with the RSA keys that the pool signs tokens with",
    "cognito_domain": "prefix of the pool's domain, or a domain of its own",
}
SWITCHES = {
    "cognito_allow_aws": "calls to the real service may leave the process, while a pool is in use",
    "cognito_strict": "a test fails if it never meets a forced challenge or a fault",
}
_LINES = {
    "cognito_username_attributes": "email, phone_number: people sign in with addresses",
    "cognito_pool": "members of CreateUserPool, as NAME = JSON or text; false for no pool",
    "cognito_client": "members of CreateUserPoolClient, as NAME = JSON or text",
    "cognito_triggers": "functions for Lambda triggers, such as PreSignUp = path/file.py:function",
    "cognito_providers": "who plays identity providers: NAME = stand-in or real, * for all others",
    "cognito_parameters": "parameters of a seed that is a template, as NAME = value or file://FILE",
    "cognito_env": "more variables of cognito_env, such as MY_POOL = pool_id",
}
_MARKERS = (
    (
        "cognito(*, seed, parameters, mfa, username_attributes, pool, client, triggers, providers"
        ", clock, allow_aws, code, strict): what this test's pool is, and what its test may do"
    ),
    "cognito_challenge(challenge, *, user, times): as cognito.force_challenge",
    "cognito_fault(operation, error, *, delay, times, probability, seed, message): as cognito.fail",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    parser.addini(
        "cognito_clock",
        f"what moves the time for cognito_clock: {' or '.join(_BACKENDS)}; the last moves the "
        f"emulator's time alone (default: {_BACKENDS[0]})",
        default=_BACKENDS[0],
    )
    parser.addini("cognito_region", f"AWS region (default: the pool's, or {_REGION})", default="")
    parser.addini(
        "cognito_trigger_timeout",
        "seconds that a trigger's function may take, in each of three attempts (default: 5)",
        default="5",
    )
    for name, purpose in _TEXTS.items():
        parser.addini(name, purpose, default="")
    for name, purpose in SWITCHES.items():
        parser.addini(name, f"{purpose} (default: false)", type="bool", default=False)
    for name, purpose in _LINES.items():
        parser.addini(name, purpose, type="linelist", default=[])
    parser.getgroup("cognito-emulator").addoption(
        "--cognito-log",
        action="store_true",
        help="show the emulator's calls, messages and clock for all tests, not only failed ones",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Refuse options that cannot be met, before any test runs."""
    _spare_the_emulator(config)
    for marker in _MARKERS:
        config.addinivalue_line("markers", marker)
    backend = config.getini("cognito_clock")
    if backend not in _BACKENDS:
        raise pytest.UsageError(
            f"ini option cognito_clock is {backend!r}; it must be {' or '.join(_BACKENDS)}"
        )
    for name in SWITCHES:
        try:
            config.getini(name)
        except (TypeError, ValueError, pytest.UsageError) as wrong:  # which one, pytest's age says
            raise pytest.UsageError(
                f"ini option {name}: {wrong}; it must be true or false"
            ) from None


def pytest_report_header(config: pytest.Config) -> str:
    """Say which emulator this is, its pool, and what moves its clock."""
    usual = f"{config.getini('cognito_region') or _REGION}_{_POOL_SUFFIX}"
    pool = config.getini("cognito_pool_id") or config.getini("cognito_seed") or usual
    if [line.lower() for line in config.getini("cognito_pool")] == ["false"]:
        pool = "none"
    return f"{_TITLE}: {_version()}, pool: {pool}, clock: {config.getini('cognito_clock')}"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Give a test the fixture that its markers are about, or that undoes what it does to a pool.

    It comes before all fixtures of a test's own, and after those of wider scopes.
    """
    names = getattr(item, "fixturenames", ["cognito"])
    wider = not WIDER.isdisjoint(names)
    if "cognito" not in names and (wider or any(map(item.get_closest_marker, MARKERS))):
        place = first_of_a_test(item, names)
        item.fixturenames = [*names[:place], "cognito", *names[place:]]  # type: ignore[attr-defined]
    item.config.stash[ITEM] = item


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a strict test for what it wished for and did not meet: itself, not its teardown."""
    result = yield
    it = item.stash.get(COGNITO, None)
    if it is not None and it.strict:
        it.assert_all_met()
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add what happened in the emulator to the report of a failed test, or of all."""
    if call.excinfo is not None:
        from pytest_cognito_emulator.frames import hide  # noqa: PLC0415 - only failures need it

        hide(call.excinfo.value)
    report = yield
    it = item.stash.get(COGNITO, None)
    wanted = report.failed or (call.when == "call" and item.config.getoption("cognito_log"))
    if it is not None and wanted and call.when != "teardown":
        report.sections.append((_TITLE, _summary(it)))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show the sections of tests that passed, for ``--cognito-log``; pytest shows the others."""
    if not terminalreporter.config.getoption("cognito_log"):
        return
    shown = ("passed", "xfailed", "xpassed", "skipped", "subtests passed")
    for report in (report for kind in shown for report in terminalreporter.getreports(kind)):
        for text in (text for title, text in report.sections if title == _TITLE):
            terminalreporter.write_sep("-", f"{_TITLE}: {report.nodeid}")
            terminalreporter.write_line(text)


def _summary(it: Any) -> str:  # noqa: ANN401 - a Cognito, which is not imported here
    """Return what happened; a test may have left nothing whole that this needs, not even time."""
    try:
        from pytest_cognito_emulator.report import summary  # noqa: PLC0415 - only reports need it

        return summary(it)
    except Exception as error:  # noqa: BLE001 - the session must go on
        return f"cannot be told: {error!r}"


def _spare_the_emulator(config: pytest.Config) -> None:
    """Have the emulator imported as it was compiled at its installation.

    pytest rewrites the assertions of all that comes in one distribution with a plugin. The emulator
    has none, and where no bytecode may be written the rewriting costs 0.35 s in every session.
    pytest has no public way to say so; should the private one go, only time is lost.
    """
    hook = getattr(config.pluginmanager, "rewrite_hook", None)
    marked = getattr(hook, "_must_rewrite", None)
    if isinstance(marked, set):
        marked.discard("cognito_emulator")


def _version() -> str:
    try:
        return version("cognito-emulator")
    except PackageNotFoundError:  # run from its sources
        return "unknown version"

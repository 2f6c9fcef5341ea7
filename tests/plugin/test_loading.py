"""What the plugin costs a suite that does not use it, and how it shows itself."""

from __future__ import annotations

import importlib
import sys

import pytest

import pytest_cognito_emulator
from pytest_cognito_emulator import intercept
from pytest_cognito_emulator.former_paths import MOVED
from pytest_cognito_emulator.plugin import SWITCHES
from tests.plugin.conftest import Run
from tests.table import table

HEAVY = ("boto3", "cognito_emulator", "cryptography", "faker", "flask", "freezegun")

CONFTEST = f"""
import sys

def pytest_unconfigure():
    print("loaded:", [name for name in {HEAVY!r} if name in sys.modules])
"""


def test_imports_nothing_heavy_before_a_fixture_is_used(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # Faker has a plugin that imports it
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile("def test_unrelated(): pass")

    result = pytester.runpytest_subprocess("-p", "pytest_cognito_emulator.plugin", "-s")

    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["loaded: []"])


def test_the_emulator_is_not_rewritten(pytester: pytest.Pytester, run_apart: Run) -> None:
    # What pytest does where the wheel is installed: all packages beside a plugin are marked.
    pytester.makeconftest("import pytest; pytest.register_assert_rewrite('cognito_emulator')")

    result = run_apart("""
        def test_loader(cognito):
            import cognito_emulator.emulator
            loader = type(cognito_emulator.emulator.__loader__)
            assert loader.__name__ == "SourceFileLoader"
    """)

    result.assert_outcomes(passed=1)


def test_header_says_version_and_clock(run: Run) -> None:
    result = run("def test_unrelated(): pass")

    result.stdout.fnmatch_lines(
        ["cognito-emulator: *, pool: us-east-1_TestPool1, clock: freezegun"]
    )


def test_refuses_an_unknown_clock(run: Run) -> None:
    result = run("def test_unrelated(): pass", "-o", "cognito_clock=sundial")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["*ini option cognito_clock is 'sundial'; it must be freezegun or time-machine*"]
    )


@pytest.mark.parametrize("switch", SWITCHES)
def test_refuses_what_is_neither_true_nor_false_by_its_option(run: Run, switch: str) -> None:
    result = run("def test_unrelated(): pass", "-o", f"{switch}=maybe")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: ini option {switch}: *'maybe'; it must be true or false"])


def test_fixtures_are_listed_with_their_purpose(run: Run) -> None:
    result = run("", "--fixtures")

    result.stdout.fnmatch_lines_random(
        [
            "cognito -- *",
            "*A user pool and an app client, as new for each test.*",
            "cognito_user -- *",
            "make_cognito_user -- *",
            "cognito_clock -- *",
            "*Move the time of the emulator and of the test*",
            "cognito_env -- *",
            "cognito_intercept -- *",
            "cognito_settings [[]session scope[]] -- *",
            "class_cognito [[]class scope[]] -- *",
            "*The same pool, for fixtures of class scope that make users.*",
            "module_cognito [[]module scope[]] -- *",
            "package_cognito [[]package scope[]] -- *",
            "session_cognito [[]session scope[]] -- *",
        ]
    )


def test_types_are_there_to_import(run: Run) -> None:
    result = run("""
        import typing
        import pytest_cognito_emulator
        from pytest_cognito_emulator import Cognito, CognitoClock, CognitoUser, MakeCognitoUser

        def test_types(
            cognito: Cognito,
            cognito_clock: CognitoClock,
            cognito_user: CognitoUser,
            make_cognito_user: MakeCognitoUser,
        ):
            assert isinstance(cognito, Cognito)
            assert isinstance(cognito_clock, CognitoClock)
            assert isinstance(cognito_user, CognitoUser)
            assert isinstance(make_cognito_user, MakeCognitoUser)

        def test_all_names_resolve():
            for name in pytest_cognito_emulator.__all__:
                value = getattr(pytest_cognito_emulator, name)
                assert getattr(value, "__name__", name) == name or typing.get_args(value)

        def test_names_come_from_the_emulator_s_face():
            inside = ("domain", "engine", "operations", "store", "views")
            for home in pytest_cognito_emulator._HOMES.values():
                assert not home.startswith(tuple(f"cognito_emulator.{one}" for one in inside))

        def test_unknown_name():
            with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
                pytest_cognito_emulator.Nothing

        import pytest
    """)

    result.assert_outcomes(passed=4)


@table("former", MOVED)
def test_former_paths_go_on_working_and_warn(former: str) -> None:
    sys.modules.pop(former, None)

    with pytest.warns(DeprecationWarning, match=f"^{former} has moved") as warned:
        found = importlib.import_module(former)
    again = importlib.import_module(former)

    now = importlib.import_module(MOVED[former])
    public = [name for name in vars(now) if name in pytest_cognito_emulator.__all__]
    assert public
    assert all(getattr(found, name) is getattr(now, name) for name in public)
    assert again is found
    assert len(warned) == 1


def test_a_path_that_never_was_is_not_found() -> None:
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("pytest_cognito_emulator.nothing")


def test_a_former_name_of_the_interception_goes_on_working_and_warns() -> None:
    with pytest.warns(DeprecationWarning, match="Peace is called Passthrough") as warned:
        former = intercept.Peace  # type: ignore[attr-defined]
    assert former is intercept.Passthrough
    assert warned[0].filename == __file__
    with pytest.raises(AttributeError):
        intercept.War  # type: ignore[attr-defined]  # noqa: B018 - reading it is the slip

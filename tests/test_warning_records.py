"""Warnings: who hears of them, how often, and how long they are remembered."""

from __future__ import annotations

from itertools import count

import pytest

from cognito_emulator import WarningRecord, errors
from cognito_emulator.domain import doors
from cognito_emulator.domain.work.context import Context, RunAgain
from cognito_emulator.emulator import Emulator
from tests.support import PASSWORD, Lab
from tests.triggers.support import Event, Spy


@pytest.fixture
def heard(emulator: Emulator) -> list[WarningRecord]:
    """What is warned of."""
    warnings: list[WarningRecord] = []
    emulator.on_warning(warnings.append)
    return warnings


def refuse(_event: Event) -> None:
    raise KeyError("rain")


#: What is said of it, with the line that raised.
RAIN = (
    f"{{}} failed: KeyError: 'rain' (test_warning_records.py:{refuse.__code__.co_firstlineno + 1})"
)


def test_a_listener_hears_of_an_operation_that_fails(lab: Lab, heard: list[WarningRecord]) -> None:
    lab.emulator.clock.move_to(1_900_000_000)
    lab.emulator.clock.freeze()
    lab.emulator.on("PreSignUp", refuse)
    with pytest.raises(errors.UserLambdaValidationException):
        lab.call("SignUp", ClientId=lab.client_id, Username="ada", Password=PASSWORD)
    (warning,) = heard
    assert warning.sentence == RAIN.format("PreSignUp_SignUp")
    assert (warning.operation, warning.user_pool_id) == ("SignUp", lab.pool_id)
    assert warning.at == 1_900_000_000
    assert isinstance(warning.error, KeyError)
    assert str(warning) == f"SignUp in {lab.pool_id}: {RAIN.format('PreSignUp_SignUp')}"


def test_it_goes_to_the_log_where_nobody_listens(
    lab: Lab, caplog: pytest.LogCaptureFixture
) -> None:
    leave = lab.emulator.on_warning(lambda _warning: None)
    lab.emulator.warn("The first.")
    leave()
    lab.emulator.warn("The second.", user_pool_id=lab.pool_id)
    assert [record.getMessage() for record in caplog.records] == [f"{lab.pool_id}: The second."]
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_they_are_remembered_until_a_reset(emulator: Emulator) -> None:
    emulator.warn("The first.")
    before = emulator.snapshot()
    emulator.warn("The second.")
    assert [warning.sentence for warning in emulator.warnings()] == ["The first.", "The second."]
    emulator.restore(before)
    assert [warning.sentence for warning in emulator.warnings()] == ["The first."]
    assert emulator.forget_warnings() == 1
    assert emulator.warnings() == []
    emulator.warn("The third.")
    emulator.reset()
    assert emulator.warnings() == []


def test_what_a_function_raised_is_not_kept(lab: Lab, heard: list[WarningRecord]) -> None:
    """It holds the frames of its way, and so all that they know."""
    lab.emulator.on("PreSignUp", refuse)
    with pytest.raises(errors.UserLambdaValidationException):
        lab.call("SignUp", ClientId=lab.client_id, Username="ada", Password=PASSWORD)
    assert heard[0].error is not None
    assert [warning.error for warning in lab.emulator.warnings()] == [None]


def test_an_operation_that_loses_a_race_warns_once(lab: Lab, heard: list[WarningRecord]) -> None:
    def meddle(_event: Event) -> None:
        of_ada = {"UserPoolId": lab.pool_id, "Username": "ada"}
        lab.call(
            "AdminUpdateUserAttributes", **of_ada, UserAttributes=[{"Name": "name", "Value": "A"}]
        )
        raise RuntimeError("rain")

    lab.user("ada")
    Spy(lab, "PreAuthentication").deed = meddle
    with pytest.raises(errors.UserLambdaValidationException):
        lab.begin("ada")
    (warning,) = heard
    assert warning.sentence.startswith(
        "PreAuthentication_Authentication failed: RuntimeError: rain (test_warning_records.py:"
    )


def test_what_only_a_lost_run_saw_is_not_told(lab: Lab, heard: list[WarningRecord]) -> None:
    lab.user("ada")
    runs: list[int] = []

    def work(ctx: Context) -> None:
        pool = doors.pool(ctx, lab.pool_id)
        runs.append(len(runs))
        if len(runs) == 1:
            ctx.warn("Half of a change.", pool)
            lab.call("UpdateUserPool", UserPoolId=lab.pool_id)
        ctx.warn("All of it.", pool)

    lab.emulator.run(work)
    assert len(runs) == 2
    assert [warning.sentence for warning in heard] == ["All of it."]


def test_what_an_operation_says_before_it_begins_anew_is_told_once(
    lab: Lab, heard: list[WarningRecord]
) -> None:
    def work(ctx: Context) -> None:
        ctx.warn("Before.")
        if ctx.memory.setdefault(("runs", 0), 0) == 0:
            ctx.memory["runs", 0] = 1
            raise RunAgain
        ctx.warn("After.")

    lab.emulator.run(work)
    assert [warning.sentence for warning in heard] == ["Before.", "After."]


def test_an_operation_that_runs_alone_warns_once(lab: Lab, heard: list[WarningRecord]) -> None:
    changes = count()  # each makes another record, even where it is compared by its value

    def work(ctx: Context) -> None:
        ctx.warn("All alone." if ctx.alone else "In a race.")
        pool = doors.pool(ctx, lab.pool_id)
        if ctx.alone:
            ctx.outside("function", lambda: None)
        else:
            lab.call("UpdateUserPool", UserPoolId=pool.id, PoolName=f"pool {next(changes)}")

    lab.emulator.run(work)
    assert [warning.sentence for warning in heard] == ["All alone."]


def test_a_trigger_after_the_operation_warns(lab: Lab, heard: list[WarningRecord]) -> None:
    lab.user("ada")
    lab.emulator.on("PostConfirmation", refuse)
    lab.call("SignUp", ClientId=lab.client_id, Username="bob", Password=PASSWORD)
    of_bob = {"UserPoolId": lab.pool_id, "Username": "bob"}
    with pytest.raises(errors.UserLambdaValidationException):
        lab.call("AdminConfirmSignUp", **of_bob)
    assert [w.sentence for w in heard] == [RAIN.format("PostConfirmation_ConfirmSignUp")]


def test_what_listens_may_object(lab: Lab) -> None:
    """Then the caller hears of that; the warning is remembered all the same."""

    def object_to(warning: WarningRecord) -> None:
        raise AssertionError(warning.sentence)

    lab.emulator.on_warning(object_to)
    lab.emulator.on("PreSignUp", refuse)
    with pytest.raises(AssertionError, match="PreSignUp_SignUp failed"):
        lab.call("SignUp", ClientId=lab.client_id, Username="ada", Password=PASSWORD)
    assert len(lab.emulator.warnings()) == 1


def test_a_call_that_outlives_its_state_warns_the_log_alone(
    lab: Lab, caplog: pytest.LogCaptureFixture
) -> None:
    def end_of_test(_event: Event) -> None:
        lab.emulator.reset()
        raise RuntimeError("late")

    lab.call("SignUp", ClientId=lab.client_id, Username="ada", Password=PASSWORD)
    lab.emulator.on("PostConfirmation", end_of_test)
    with pytest.raises(errors.UserLambdaValidationException):
        lab.call("AdminConfirmSignUp", UserPoolId=lab.pool_id, Username="ada")
    assert lab.emulator.warnings() == []
    assert "PostConfirmation_ConfirmSignUp failed: RuntimeError: late" in caplog.text


def test_a_line_has_nothing_that_a_terminal_would_obey(emulator: Emulator) -> None:
    emulator.warn("up \x1b[2J\n\x9bdown\x7f" + "x" * 2000)
    (warning,) = emulator.warnings()
    assert str(warning).startswith(r"up \x1b[2J \x9bdown\x7fxx")
    assert str(warning).isprintable()
    assert len(str(warning)) == 1_000

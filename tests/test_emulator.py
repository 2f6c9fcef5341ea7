"""How operations run: again where others came first, and their messages told once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from cognito_emulator import errors
from cognito_emulator.domain import doors
from cognito_emulator.domain.messages import delivery
from cognito_emulator.domain.users import directory
from cognito_emulator.domain.work.events import NO_DETAILS
from tests.support import Lab, not_emulated

if TYPE_CHECKING:
    from cognito_emulator.domain.messages.record import Message
    from cognito_emulator.domain.work.context import Context


def rename(lab: Lab, name: str) -> None:
    lab.call(
        "AdminUpdateUserAttributes",
        UserPoolId=lab.pool_id,
        Username="alice",
        UserAttributes=[{"Name": "name", "Value": name}],
    )


def test_an_operation_not_emulated_is_named(lab: Lab) -> None:
    """So that whoever reads the answer knows what is missing."""
    name = not_emulated()
    message = lab.refused(name, errors.NotImplementedException)
    assert message == f"{name} is not emulated yet."


@pytest.mark.parametrize("failure", [RuntimeError, errors.NotAuthorizedException])
def test_a_failure_that_saw_half_a_change_counts_for_nothing(
    lab: Lab, failure: type[Exception]
) -> None:
    lab.user()
    runs: list[str] = []

    def work(ctx: Context) -> str:
        user = directory.for_admin(ctx, doors.pool(ctx, lab.pool_id), "alice")
        runs.append(user.attributes.get("name", ""))
        if len(runs) == 1:
            rename(lab, "Alice")  # by somebody else, meanwhile
            raise failure
        return runs[-1]

    assert lab.emulator.run(work) == "Alice"
    assert runs == ["", "Alice"]


def test_a_failure_that_nobody_interfered_with_is_told_at_once(lab: Lab) -> None:
    runs: list[str] = []

    def work(ctx: Context) -> None:
        runs.append(doors.pool(ctx, lab.pool_id).id)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        lab.emulator.run(work)
    assert len(runs) == 1


def test_messages_are_announced_once_and_after_the_fact(lab: Lab) -> None:
    """Although the operation runs twice; and the listener finds it done."""
    lab.user()
    announced: list[Message] = []
    kept: list[Message] = []

    def listener(message: Message) -> None:
        announced.append(message)
        kept.extend(lab.emulator.messages(lab.pool_id))

    lab.emulator.on_message(listener)
    runs: list[int] = []

    def work(ctx: Context) -> None:
        pool = doors.pool(ctx, lab.pool_id)
        user = directory.for_admin(ctx, pool, "alice")
        runs.append(len(announced))
        if len(runs) == 1:
            rename(lab, "Alice")
        contact = delivery.Contact("email", "alice@example.com")
        delivery.send_code(ctx, pool, user, contact, delivery.FORGOT_PASSWORD, NO_DETAILS)

    lab.emulator.run(work)
    assert runs == [0, 0]
    assert kept == announced
    assert len(announced) == 1


def test_listeners_are_as_they_were_when_they_were_remembered(lab: Lab) -> None:
    """Those who were there come back, those who came since are gone: of each kind."""
    emulator, heard = lab.emulator, list[str]()
    address = [{"Name": "email", "Value": "ada@example.com"}]

    def listen(who: str) -> list[Callable[[], None]]:
        return [
            emulator.on_call(lambda _call: heard.append(f"{who}: call")),
            emulator.on_message(lambda _message: heard.append(f"{who}: message")),
            emulator.on_warning(lambda _warning: heard.append(f"{who}: warning")),
        ]

    leave = listen("first")
    bring_back = emulator.remember_listeners()
    for each in leave:
        each()
    listen("late")
    bring_back()
    emulator.warn("Mind the step.")
    lab.call("AdminCreateUser", Username="ada", UserPoolId=lab.pool_id, UserAttributes=address)
    assert heard == ["first: warning", "first: message", "first: call"]

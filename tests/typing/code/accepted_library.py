"""The emulator as a library: a script, a test suite without pytest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, assert_type

import cognito_emulator
from cognito_emulator import (
    Call,
    Clock,
    CognitoError,
    Emulator,
    Factor,
    Fault,
    Message,
    Server,
    Settings,
    Status,
    WarningRecord,
)

POOL = {"UserPools": [{"PoolName": "shop", "Users": [{"Username": "ada"}]}]}


def watched(calls: list[Call]) -> Callable[[], None]:
    emulator = Emulator(
        Settings(
            region="eu-central-1",
            access_keys={"AKIA": None},
            allow_origins=["https://app.example.com"],
            allow_hosts=("id.example.com",),
        ),
        seed=Path("users.yaml"),
        seeds=["more.yaml", POOL],
        clock=Clock(),
    )
    warnings: list[WarningRecord] = []
    emulator.on_warning(warnings.append)
    return emulator.on_call(calls.append)


def sign_up() -> str | None:
    with Emulator(seed=POOL) as emulator:
        assert_type(emulator, Emulator)
        assert_type(emulator.clock, Clock)
        assert_type(emulator.settings, Settings)

        @emulator.on("PreSignUp")
        def confirm(event: dict[str, Any]) -> dict[str, Any]:
            event["response"]["autoConfirmUser"] = True
            return event

        assert_type(confirm({}), dict[str, Any])
        emulator.on("PostConfirmation", "lambda:http://localhost:3001/welcome", pool_id="x")
        try:
            answer = emulator.call("SignUp", {"Username": "ada"})
        except CognitoError as error:
            assert_type(error.message, str | None)
            return error.type
        assert_type(answer, Mapping[str, Any])
    return None


def serve(emulator: Emulator) -> None:
    with Server(emulator, "127.0.0.1", 0) as server:
        assert_type(server, Server)
        server.on_request(print)
        assert_type(server.url, str)


def trouble(emulator: Emulator) -> list[Fault]:
    assert_type(emulator.fail("SignUp", "LimitExceededException"), Fault)
    before = emulator.snapshot()
    emulator.clock.shift(hours=2)
    emulator.restore(before)
    return emulator.faults()


def mail(emulator: Emulator) -> list[Message]:
    status: Status = "CONFIRMED"
    factors: list[Factor] = ["EMAIL_OTP"]
    emulator.plant_user(
        "us-east-1_DemoPool1",
        {"Username": "ada", "UserStatus": status, "UserMFASettingList": factors},
    )
    return emulator.messages()


assert_type(cognito_emulator.__version__, str)

"""What a new pool or user of the same id or name inherits: nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.domain import doors
from cognito_emulator.domain.accounts import registration
from cognito_emulator.domain.users.record import User
from cognito_emulator.emulator import Emulator
from tests.support import PASSWORD, Lab, claims

POOL_ID = "us-east-1_again"
CLIENT_ID = "again"
SUB = "5b1c0000-0000-7000-0000-000000000001"
EMAIL = "alice@example.com"
BY_ADDRESS = {"UsernameAttributes": ["email"]}


class Heirs:
    """A pool, a client and a user whose ids are always the same."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.make_pool()
        self.make_user()

    def make_pool(self) -> None:
        tags = {"_custom_id_": POOL_ID}
        request = {
            "UserPoolTags": tags,
            "AutoVerifiedAttributes": ["email"],
            "DeviceConfiguration": {"DeviceOnlyRememberedOnUserPrompt": False},
        }
        self.lab = Lab(self.emulator, pool_request=request)
        self.lab.client_id = self.lab.client(ClientName=f"_custom_id_:{CLIENT_ID}")

    def make_user(self) -> None:
        given = {"email": EMAIL, "email_verified": "true"}
        self.emulator.run(
            lambda ctx: registration.create(
                ctx, doors.pool(ctx, POOL_ID), "alice", given, PASSWORD, temporary=False, sub=SUB
            )
        )

    def new_pool(self) -> None:
        self.lab.call("DeleteUserPool", UserPoolId=POOL_ID)
        self.make_pool()
        self.make_user()

    def new_user(self) -> None:
        self.lab.call("AdminDeleteUser", UserPoolId=POOL_ID, Username="alice")
        self.make_user()

    def forgot(self) -> str:
        self.lab.call("ForgotPassword", ClientId=CLIENT_ID, Username="alice")
        return self.emulator.messages()[-1].code


@pytest.fixture
def heirs(emulator: Emulator) -> Heirs:
    return Heirs(emulator)


@pytest.fixture(params=["pool", "user"])
def succeed(request: pytest.FixtureRequest, heirs: Heirs) -> Callable[[], None]:
    """Replace the pool, or the user, by one with the same ids."""
    return heirs.new_pool if request.param == "pool" else heirs.new_user


def test_no_code(heirs: Heirs, succeed: Callable[[], None]) -> None:
    code = heirs.forgot()
    succeed()
    heirs.lab.refused(
        "ConfirmForgotPassword",
        errors.ExpiredCodeException,
        ClientId=CLIENT_ID,
        Username="alice",
        ConfirmationCode=code,
        Password=PASSWORD,
    )


def test_no_tally(heirs: Heirs, succeed: Callable[[], None]) -> None:
    heirs.emulator.clock.freeze()
    for _ in range(20):
        heirs.forgot()
    with pytest.raises(errors.LimitExceededException):
        heirs.forgot()
    succeed()
    heirs.forgot()


def test_no_device(heirs: Heirs, succeed: Callable[[], None]) -> None:
    heirs.lab.confirm_device(heirs.lab.tokens())
    succeed()
    whose = {"UserPoolId": POOL_ID, "Username": "alice"}
    assert heirs.lab.call("AdminListDevices", **whose) == {"Devices": []}


def test_no_sign_in_under_way(heirs: Heirs, succeed: Callable[[], None]) -> None:
    heirs.emulator.force_challenge("SMS_MFA", pool_id=POOL_ID, username="alice")
    session = heirs.lab.begin()["Session"]
    (waiting,) = heirs.emulator.open_challenges(POOL_ID, "alice")
    succeed()
    assert heirs.emulator.open_challenges(POOL_ID, "alice") == []
    with pytest.raises(errors.NotAuthorizedException, match=r"Invalid session for the user\."):
        heirs.lab.respond("SMS_MFA", waiting.responses or {}, Session=session)


def test_no_forced_challenge(heirs: Heirs, succeed: Callable[[], None]) -> None:
    heirs.emulator.force_challenge("NEW_PASSWORD_REQUIRED", pool_id=POOL_ID, username="alice")
    succeed()
    assert heirs.lab.tokens()


def test_wishes_for_everybody_outlast_a_user(heirs: Heirs) -> None:
    heirs.emulator.force_challenge("NEW_PASSWORD_REQUIRED", pool_id=POOL_ID)
    heirs.new_user()
    assert "ChallengeName" in heirs.lab.begin()


@pytest.mark.parametrize(("pool", "name"), [({}, "alice"), (BY_ADDRESS, EMAIL)])
def test_a_sub_may_be_chosen_once(emulator: Emulator, pool: dict[str, Any], name: str) -> None:
    lab = Lab(emulator, pool_request=pool)

    def make(username: str) -> User:
        return emulator.run(
            lambda ctx: registration.create(
                ctx, doors.pool(ctx, lab.pool_id), username, {}, PASSWORD, temporary=False, sub=SUB
            )
        )

    made = make(name)
    assert (made.sub, made.username) == (SUB, SUB if pool else name)
    assert claims(lab.tokens(name)["IdToken"])["sub"] == SUB
    with pytest.raises(errors.InvalidParameterException, match=f"already is a user .* {SUB}"):
        make(f"b{name}")

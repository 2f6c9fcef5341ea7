"""The sign-in policy as a table: an attempt's state, and the challenge that comes next."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cognito_emulator.domain.auth.attempt import TOKENS, Attempt, Situation
from cognito_emulator.domain.auth.rules import (
    RULES,
    device_as_second_factor,
    device_proof,
    next_challenge,
)
from cognito_emulator.domain.clients import Client
from cognito_emulator.domain.devices import Device, Secret
from cognito_emulator.domain.pools import Pool
from cognito_emulator.domain.users import Status, User

SRP, PASSWORD = "USER_SRP_AUTH", "USER_PASSWORD_AUTH"
NEW = "NEW_PASSWORD_REQUIRED"
PROOF = "PASSWORD_VERIFIER"
BEGIN, PROVE = "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"
CUSTOM = "CUSTOM_AUTH"
POOL = Pool(id="p_1", region="p", account_id="1", name="p", created_at=0, modified_at=0)
CLIENT = Client(id="c", pool_id="p_1", name="c", created_at=0, modified_at=0)
USER = User(pool_id="p_1", username="u", sub="s", status="CONFIRMED", created_at=0, modified_at=0)


@pytest.mark.parametrize(
    ("flow", "passed", "status", "forced", "expected"),
    [
        (PASSWORD, ["PASSWORD"], "CONFIRMED", [], None),
        (PASSWORD, ["PASSWORD"], "FORCE_CHANGE_PASSWORD", [], NEW),
        (PASSWORD, ["PASSWORD", NEW], "CONFIRMED", [], None),
        (PASSWORD, ["PASSWORD"], "CONFIRMED", [NEW], NEW),
        (PASSWORD, ["PASSWORD", NEW], "CONFIRMED", [NEW], None),
        (SRP, [], "CONFIRMED", [], PROOF),
        (SRP, [], "FORCE_CHANGE_PASSWORD", [], PROOF),
        (SRP, [], "CONFIRMED", [NEW], PROOF),
        (SRP, [PROOF], "CONFIRMED", [], None),
        (SRP, [PROOF], "CONFIRMED", [NEW], NEW),
        (SRP, [PROOF], "FORCE_CHANGE_PASSWORD", [], NEW),
        (SRP, [], None, [], PROOF),
    ],
)
def test_policy(
    flow: str, passed: list[str], status: Status | None, forced: list[str], expected: str | None
) -> None:
    at = Situation(
        Attempt(
            pool_id="p",
            client_id="c",
            username="u",
            sub=None,
            flow=flow,
            passed=tuple(passed),
            srp_a="1" if flow == SRP else None,
        ),
        POOL,
        CLIENT,
        status and replace(USER, status=status),
        tuple(forced),
    )
    assert next_challenge(at) == expected


def from_device(
    flow: str, passed: list[str], status: Status, remembered: str, *, stands_in: bool = True
) -> Situation:
    """Return the situation of a sign-in that comes from a known device."""
    attempt = Attempt(
        pool_id="p",
        client_id="c",
        username="u",
        sub=None,
        flow=flow,
        passed=tuple(passed),
        srp_a="1" if flow == SRP else None,
        defined=TOKENS if TOKENS in passed else None,
    )
    device = Device(
        pool_id="p_1",
        sub="s",
        key="p_1",
        name=None,
        secret=None if remembered == "without a secret" else Secret(1, 2),
        remembered=remembered != "no",
        created_at=0,
        modified_at=0,
        authenticated_at=0,
        last_ip="127.0.0.1",
    )
    configuration = {"DeviceConfiguration": {"ChallengeRequiredOnNewDevice": stands_in}}
    pool = replace(POOL, echoed=configuration)
    return Situation(attempt, pool, CLIENT, replace(USER, status=status), device=device)


@pytest.mark.parametrize("stands_in", ["yes", "no"])
@pytest.mark.parametrize(
    ("flow", "passed", "status", "remembered", "expected"),
    [
        (PASSWORD, ["PASSWORD"], "CONFIRMED", "yes", BEGIN),
        (PASSWORD, ["PASSWORD", BEGIN], "CONFIRMED", "yes", PROVE),
        (PASSWORD, ["PASSWORD", BEGIN, PROVE], "CONFIRMED", "yes", None),
        (PASSWORD, ["PASSWORD"], "CONFIRMED", "no", None),
        (PASSWORD, ["PASSWORD"], "CONFIRMED", "without a secret", None),
        (PASSWORD, ["PASSWORD", BEGIN], "CONFIRMED", "no", None),
        (PASSWORD, ["PASSWORD"], "FORCE_CHANGE_PASSWORD", "yes", NEW),
        (PASSWORD, ["PASSWORD", NEW], "CONFIRMED", "yes", BEGIN),
        (SRP, [], "CONFIRMED", "yes", PROOF),
        (SRP, [PROOF], "CONFIRMED", "yes", BEGIN),
        (CUSTOM, [], "CONFIRMED", "yes", None),
        (CUSTOM, [TOKENS], "CONFIRMED", "yes", BEGIN),
    ],
)
def test_devices(
    flow: str,
    passed: list[str],
    status: Status,
    remembered: str,
    expected: str | None,
    stands_in: str,
) -> None:
    """A trusted device proves itself in any case, be it in place of a second factor or not."""
    at = from_device(flow, passed, status, remembered, stands_in=stands_in == "yes")
    assert next_challenge(at) == expected


def test_a_device_comes_before_the_second_factor_only_where_it_stands_in() -> None:
    """The rule of the second factor belongs between the two rules of devices."""
    stands_in = from_device(PASSWORD, ["PASSWORD"], "CONFIRMED", "yes")
    does_not = from_device(PASSWORD, ["PASSWORD"], "CONFIRMED", "yes", stands_in=False)
    assert RULES.index(device_as_second_factor) < RULES.index(device_proof)
    assert device_as_second_factor(stands_in) == BEGIN
    assert device_as_second_factor(does_not) is None

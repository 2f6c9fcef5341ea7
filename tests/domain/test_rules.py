"""The sign-in policy as a table: an attempt's state, and the challenge that comes next."""

from __future__ import annotations

import pytest

from cognito_emulator.domain.auth.attempt import Attempt, Situation
from cognito_emulator.domain.auth.rules import next_challenge
from cognito_emulator.domain.clients import Client
from cognito_emulator.domain.pools import Pool
from cognito_emulator.domain.users import Status, User

SRP, PASSWORD = "USER_SRP_AUTH", "USER_PASSWORD_AUTH"
NEW = "NEW_PASSWORD_REQUIRED"
PROOF = "PASSWORD_VERIFIER"


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
        Pool(id="p_1", region="p", account_id="1", name="p", created_at=0, modified_at=0),
        Client(id="c", pool_id="p_1", name="c", created_at=0, modified_at=0),
        status
        and User(pool_id="p_1", username="u", sub="s", status=status, created_at=0, modified_at=0),
        tuple(forced),
    )
    assert next_challenge(at) == expected

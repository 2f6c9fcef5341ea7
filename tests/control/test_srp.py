"""The client's side of SRP."""

from __future__ import annotations

import pytest

from cognito_emulator import errors
from cognito_emulator.control import srp
from tests.support import PASSWORD, Lab


def answer(lab: Lab, password: str) -> dict[str, str]:
    proof = srp.Proof()
    begun = lab.begin(
        AuthFlow="USER_SRP_AUTH", AuthParameters={"USERNAME": "alice", "SRP_A": proof.srp_a}
    )
    now = lab.emulator.clock.now()
    return proof.responses(begun["ChallengeParameters"], lab.pool_id, password, now)


def test_proves_a_password(lab: Lab) -> None:
    lab.user()

    assert lab.respond("PASSWORD_VERIFIER", answer(lab, PASSWORD))["AuthenticationResult"]


def test_proves_no_other(lab: Lab) -> None:
    lab.user()

    with pytest.raises(errors.NotAuthorizedException):
        lab.respond("PASSWORD_VERIFIER", answer(lab, "Another-Horse1"))


def test_no_two_proofs_begin_alike() -> None:
    assert srp.Proof().srp_a != srp.Proof().srp_a

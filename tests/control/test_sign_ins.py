"""Who is signed in, and until when."""

from __future__ import annotations

import pytest

from cognito_emulator.control import sign_ins
from tests.support import Lab, claims


def test_a_sign_in_is_over_once_it_is_ended(lab: Lab) -> None:
    lab.user()
    event_id = claims(lab.tokens()["AccessToken"])["event_id"]
    assert not sign_ins.is_over(lab.emulator, event_id)

    sign_ins.end(lab.emulator, event_id)

    assert sign_ins.is_over(lab.emulator, event_id)


def test_a_sign_in_is_over_once_its_refresh_token_is_revoked(lab: Lab) -> None:
    lab.user()
    tokens = lab.tokens()

    lab.call("RevokeToken", ClientId=lab.client_id, Token=tokens["RefreshToken"])

    assert sign_ins.is_over(lab.emulator, claims(tokens["AccessToken"])["event_id"])
    assert not sign_ins.open_ones(lab.emulator, lab.pool_id)


def test_a_sign_in_that_there_is_not_is_not_over(lab: Lab) -> None:
    assert not sign_ins.is_over(lab.emulator, "nothing")


def test_a_refresh_token_tells_its_end(lab: Lab) -> None:
    lab.user()
    token = lab.tokens()["RefreshToken"]
    (signed_in,) = sign_ins.open_ones(lab.emulator, lab.pool_id)

    assert sign_ins.expiry(lab.emulator, token) == signed_in.expires_at
    with pytest.raises(ValueError, match="did not issue the refresh token"):
        sign_ins.expiry(lab.emulator, "nothing")

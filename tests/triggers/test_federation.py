"""InboundFederation: ready for identity providers, which are not emulated yet."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.domain import doors
from cognito_emulator.domain.accounts import triggers as account_triggers
from cognito_emulator.domain.federation import triggers
from cognito_emulator.domain.work.context import Context
from cognito_emulator.domain.work.events import NO_DETAILS
from tests.support import Lab
from tests.triggers.support import Spy

CLAIMS = {"sub": "1234", "email": "alice@example.com"}


def mapped(lab: Lab) -> dict[str, str] | None:
    """What a federated sign-in would map."""

    def work(ctx: Context) -> dict[str, str] | None:
        return triggers.inbound(
            ctx,
            doors.pool(ctx, lab.pool_id),
            "Google_1234",
            ("Google", "Google"),
            {"tokenResponse": {"access_token": "x"}, "idToken": CLAIMS, "userInfo": CLAIMS},
            NO_DETAILS,
        )

    return lab.emulator.run(work)


def test_without_the_trigger(lab: Lab) -> None:
    assert mapped(lab) is None


@pytest.mark.parametrize(
    ("answer", "attributes"),
    [
        (None, None),
        ({}, None),
        ({"email": "a@example.com"}, {"email": "a@example.com"}),
    ],
)
def test_what_it_maps(lab: Lab, answer: Any, attributes: Any) -> None:
    spy = Spy(lab, "InboundFederation", userAttributesToMap=answer)
    assert mapped(lab) == attributes
    assert spy.event["triggerSource"] == "InboundFederation_ExternalProvider"
    assert spy.event["userName"] == "Google_1234"
    assert spy.event["request"] == {
        "providerName": "Google",
        "providerType": "Google",
        "attributes": {
            "tokenResponse": {"access_token": "x"},
            "idToken": CLAIMS,
            "userInfo": CLAIMS,
        },
    }
    assert spy.event["response"] == {"userAttributesToMap": None}


@pytest.mark.parametrize("answer", ["text", ["a"], {"a": 1}])
def test_nonsense(lab: Lab, answer: Any) -> None:
    Spy(lab, "InboundFederation", userAttributesToMap=answer)
    with pytest.raises(errors.InvalidLambdaResponseException):
        mapped(lab)


def test_a_first_sign_in(lab: Lab) -> None:
    """PreSignUp is asked under a name of its own, and hears that its flags have no effect."""
    spy = Spy(lab, "PreSignUp", autoConfirmUser=True, autoVerifyEmail=True)

    def work(ctx: Context) -> account_triggers.Verdict:
        pool = doors.pool(ctx, lab.pool_id)
        return account_triggers.before(
            ctx, pool, "ExternalProvider", "Google_1234", CLAIMS, NO_DETAILS
        )

    assert lab.emulator.run(work) == account_triggers.Verdict()
    assert spy.event["triggerSource"] == "PreSignUp_ExternalProvider"
    warnings = [warning.sentence for warning in lab.emulator.warnings()]
    assert [sentence.partition(" here")[0] for sentence in warnings] == [
        "PreSignUp_ExternalProvider: response.autoConfirmUser has no effect",
        "PreSignUp_ExternalProvider: response.autoVerifyEmail has no effect",
    ]
    assert all("AttributeMapping has email_verified" in sentence for sentence in warnings)

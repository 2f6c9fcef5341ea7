"""Managed login sends another code of a sign-in; the one before is void."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.forms import forms, submit
from tests.web.hosting import Hosting, back
from tests.web.pages.test_ways import MFA, PHONE, last_code
from tests.web.pages.ways import CHOICES, CHOOSING, SECRET, Walk, signing_in, user

NEW = "We have sent a new code."
MAILED: dict[str, Any] = {"pool": MFA, "users": [user(UserMFASettingList=["EMAIL_OTP"])]}
TEXTED: dict[str, Any] = {
    "pool": MFA,
    "users": [user(UserAttributes=PHONE, UserMFASettingList=["SMS_MFA"])],
}


def again(walk: Walk) -> None:
    """Ask for another code."""
    answer = submit(walk.hosting, walk.page, "resendcodeform", resend_code="Send a new code")
    walk.page = walk.followed(answer)


@pytest.mark.parametrize("made", [MAILED, TEXTED], ids=["mail", "text message"])
def test_the_new_code_signs_in_and_the_old_one_does_not(made: dict[str, Any]) -> None:
    hosting = Hosting(version=2, **made)
    walk = signing_in(hosting)
    old = last_code(hosting)

    again(walk)

    assert NEW in walk.text
    new = last_code(hosting)
    assert new != old
    walk.send(authentication_code=old)
    assert walk.problem == "That code is not right. Check it and try again."
    assert "code" in back(walk.send(authentication_code=new))


def test_a_first_factor() -> None:
    """A code of eight digits, as the one before."""
    hosting = Hosting(version=2, pool=CHOICES, ExplicitAuthFlows=CHOOSING)
    walk = Walk(hosting)
    walk.send(username="alice", signInSubmitButton="Next")
    walk.send(answer="EMAIL_OTP")

    again(walk)

    assert len(last_code(hosting)) == 8
    assert "code" in back(walk.send(authentication_code=last_code(hosting)))


def test_a_reload_sends_nothing_and_says_nothing_once_more() -> None:
    hosting = Hosting(version=2, **MAILED)
    walk = signing_in(hosting)
    again(walk)

    assert NEW not in walk.get("/mfa").text
    assert len(hosting.emulator.messages(hosting.pool_id)) == 2


def test_the_next_one_takes_its_time() -> None:
    hosting = Hosting(version=2, **MAILED)
    walk = signing_in(hosting)
    hosting.emulator.clock.freeze()
    again(walk)
    hosting.emulator.clock.shift(10)

    again(walk)
    assert walk.problem == "We have just sent one. Wait 20 seconds before you ask for another."
    assert 'aria-invalid="true"' not in walk.text
    assert len(hosting.emulator.messages(hosting.pool_id)) == 2

    hosting.emulator.clock.shift(20)
    again(walk)
    assert NEW in walk.text
    assert len(hosting.emulator.messages(hosting.pool_id)) == 3


def test_a_new_code_lasts_as_long_as_the_first() -> None:
    hosting = Hosting(version=2, **MAILED)
    walk = signing_in(hosting)
    hosting.emulator.clock.shift(150)
    again(walk)
    hosting.emulator.clock.shift(150)

    assert "code" in back(walk.send(authentication_code=last_code(hosting)))


def test_the_session_is_over() -> None:
    hosting = Hosting(version=2, **MAILED)
    walk = signing_in(hosting)
    hosting.emulator.clock.shift(181)

    again(walk)

    assert walk.title == "This step is over"
    assert len(hosting.emulator.messages(hosting.pool_id)) == 1


def test_a_form_of_somewhere_else_sends_nothing() -> None:
    hosting = Hosting(version=2, **MAILED)
    walk = signing_in(hosting)

    submit(hosting, walk.page, "resendcodeform", resend_code="1", _csrf="made-up")

    assert len(hosting.emulator.messages(hosting.pool_id)) == 1


def test_the_address_is_gone() -> None:
    hosting = Hosting(version=2, **TEXTED)
    walk = signing_in(hosting)
    hosting.call(
        "AdminDeleteUserAttributes",
        UserPoolId=hosting.pool_id,
        Username="alice",
        UserAttributeNames=["phone_number"],
    )

    again(walk)

    assert walk.title == "Enter the code"
    assert walk.problem == "User does not have delivery config set to turn on SMS_MFA"


def test_an_app_shows_its_codes_by_itself() -> None:
    alice = user(SoftwareTokenSecret=SECRET, UserMFASettingList=["SOFTWARE_TOKEN_MFA"])
    hosting = Hosting(version=2, pool=MFA, users=[alice])
    walk = signing_in(hosting)
    assert "resendcodeform" not in forms(walk.page)

    walk.send(resend_code="Send a new code")

    assert walk.problem == "No code is sent for SOFTWARE_TOKEN_MFA."


def test_somebody_who_does_not_exist_seems_to_be_sent_one() -> None:
    factors = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}}
    hosting = Hosting(
        version=2,
        # What somebody unknown seems to have is made of the pool's id and the name.
        pool={"Id": "us-east-1_Hidden001", "Policies": factors},
        ExplicitAuthFlows=CHOOSING,
        PreventUserExistenceErrors="ENABLED",
    )
    walk = Walk(hosting)
    walk.send(username="nobody", signInSubmitButton="Next")
    assert walk.title == "Enter the code"

    again(walk)

    assert NEW in walk.text
    assert hosting.emulator.messages(hosting.pool_id) == []


def test_classic_pages_offer_none() -> None:
    assert "resendcodeform" not in forms(signing_in(Hosting(**MAILED)).page)

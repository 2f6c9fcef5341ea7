"""The sign-in policy as a table: an attempt's state, and the challenge that comes next."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import pytest

from cognito_emulator.domain.auth.attempt import Attempt, Situation
from cognito_emulator.domain.auth.rules import next_challenge
from cognito_emulator.domain.clients import Client
from cognito_emulator.domain.mfa import policy
from cognito_emulator.domain.mfa.record import Factor, Mfa, SoftwareToken
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


# --- second factors, against "Details of MFA logic at user runtime" -------------------------------
#
# A pool is its mode and its factors, a user what there is to ask by and what was turned on:
# p for phone and text messages, e for e-mail, t for an authenticator app; capitals are preferred.

SMS_MFA, EMAIL_OTP, TOTP = "SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA"
SELECT, SETUP = "SELECT_MFA_TYPE", "MFA_SETUP"
BY_MAIL, BY_PHONE, BY_NOBODY = "verified_email", "verified_phone_number", "admin_only"


@pytest.mark.parametrize(
    ("mode", "offers", "recovers", "has", "on", "expected"),
    [
        # Off: nothing is asked for.
        ("OFF", "pet", BY_MAIL, "pet", "peT", None),
        # Optional: what the user turned on, and can use.
        ("OPTIONAL", "pet", BY_MAIL, "pet", "", None),
        ("OPTIONAL", "pet", BY_MAIL, "pet", "t", TOTP),
        ("OPTIONAL", "pet", BY_MAIL, "pet", "T", TOTP),
        ("OPTIONAL", "pet", BY_MAIL, "pet", "p", SMS_MFA),
        ("OPTIONAL", "pet", BY_MAIL, "pet", "e", EMAIL_OTP),
        ("OPTIONAL", "pet", BY_MAIL, "pet", "pt", SELECT),
        ("OPTIONAL", "pet", BY_MAIL, "pet", "Pt", SMS_MFA),
        ("OPTIONAL", "t", BY_MAIL, "p", "P", None),  # the pool cannot send
        ("OPTIONAL", "t", BY_MAIL, "pt", "Pt", TOTP),
        ("OPTIONAL", "p", BY_MAIL, "pt", "T", TOTP),  # the app outlives the pool's offer
        ("OPTIONAL", "pet", BY_MAIL, "t", "Et", TOTP),  # the address is gone
        # Required, with a preference.
        ("ON", "pet", BY_MAIL, "pet", "E", EMAIL_OTP),
        ("ON", "pet", BY_MAIL, "pet", "P", SMS_MFA),
        ("ON", "t", BY_MAIL, "pt", "P", TOTP),  # measured: one that cannot be used does not count
        # Required, with an app.
        ("ON", "t", BY_MAIL, "t", "", TOTP),
        ("ON", "t", BY_MAIL, "pet", "", TOTP),
        ("ON", "pt", BY_MAIL, "pt", "", SELECT),
        ("ON", "pt", BY_PHONE, "pt", "", TOTP),
        ("ON", "et", BY_MAIL, "et", "", TOTP),
        ("ON", "p", BY_MAIL, "pt", "", SMS_MFA),  # apps are no longer on offer
        ("ON", "p", BY_MAIL, "t", "", TOTP),  # yet there is nothing else
        # Required, without an app, one address.
        ("ON", "pet", BY_MAIL, "p", "", SMS_MFA),
        ("ON", "pet", BY_PHONE, "e", "", EMAIL_OTP),
        ("ON", "pet", BY_NOBODY, "e", "", EMAIL_OTP),
        ("ON", "pet", BY_MAIL, "e", "", SETUP),
        ("ON", "t", BY_MAIL, "e", "", SETUP),
        ("ON", "t", BY_MAIL, "pe", "", SETUP),
        ("ON", "p", BY_MAIL, "e", "", SETUP),  # which tells that nobody can sign in like this
        # Required, without an app, both addresses.
        ("ON", "pet", BY_MAIL, "pe", "", SMS_MFA),
        ("ON", "pet", BY_PHONE, "pe", "", EMAIL_OTP),
        ("ON", "pet", BY_NOBODY, "pe", "", SELECT),
        ("ON", "p", BY_NOBODY, "pe", "", SMS_MFA),
        # Required, and the user has nothing.
        ("ON", "pet", BY_MAIL, "", "", SETUP),
    ],
)
def test_second_factor(
    mode: Mode, offers: str, recovers: str, has: str, on: str, expected: str | None
) -> None:
    pool, user = a_pool(mode, offers, recovers), a_user(has, on)
    assert next_challenge(signing_in(pool, user, "PASSWORD")) == expected


@pytest.mark.parametrize(
    ("passed", "chosen", "expected"),
    [
        (["PASSWORD"], None, SELECT),
        (["PASSWORD_VERIFIER"], None, SELECT),
        (["PASSWORD", NEW], None, SELECT),
        (["PASSWORD", SELECT], SMS_MFA, SMS_MFA),
        (["PASSWORD", SELECT, SMS_MFA], SMS_MFA, None),
        (["PASSWORD", TOTP], None, None),
        (["PASSWORD", EMAIL_OTP], None, None),
        (["PASSWORD", SETUP], None, None),
        (["PASSWORD", SETUP], EMAIL_OTP, EMAIL_OTP),
        (["PASSWORD", SETUP, EMAIL_OTP], EMAIL_OTP, None),
        (["PASSWORD", "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"], None, None),
        # Only a password is followed by a second factor.
        ([EMAIL_OTP], EMAIL_OTP, None),
        (["SMS_OTP"], "SMS_OTP", None),
        (["WEB_AUTHN"], "WEB_AUTHN", None),
    ],
)
def test_what_stands_for_a_second_factor(
    passed: list[str], chosen: str | None, expected: str | None
) -> None:
    at = signing_in(a_pool("ON", "pt", BY_MAIL), a_user("pt", ""), *passed, chosen=chosen)
    assert next_challenge(at) == expected


def test_a_passkey_that_knew_its_user_is_two_factors() -> None:
    at = signing_in(a_pool("ON", "t", BY_MAIL), a_user("t", ""), "PASSWORD", "WEB_AUTHN")
    assert next_challenge(at) == TOTP
    assert next_challenge(at.moved(user_verified=True)) is None


def test_a_temporary_password_is_replaced_first() -> None:
    user = replace(a_user("t", ""), status="FORCE_CHANGE_PASSWORD")
    pool = a_pool("ON", "t", BY_MAIL)
    assert next_challenge(signing_in(pool, user, "PASSWORD")) == NEW
    assert next_challenge(signing_in(pool, user, "PASSWORD", NEW)) == TOTP


@pytest.mark.parametrize(
    ("offers", "recovers", "has", "expected"),
    [
        ("t", BY_MAIL, "", [TOTP]),
        ("pet", BY_MAIL, "", [SMS_MFA, TOTP]),
        ("pet", BY_PHONE, "", [EMAIL_OTP, TOTP]),
        ("pet", BY_NOBODY, "", [SMS_MFA, EMAIL_OTP, TOTP]),
        ("pet", BY_MAIL, "e", [TOTP]),
        ("p", BY_MAIL, "e", []),
    ],
)
def test_what_can_be_set_up(offers: str, recovers: str, has: str, expected: list[str]) -> None:
    able = policy.to_set_up(a_pool("ON", offers, recovers), a_user(has, ""))
    assert list(able) == expected


Mode = Literal["OFF", "ON", "OPTIONAL"]
NAMES: dict[str, Factor] = {"p": "SMS_MFA", "e": "EMAIL_OTP", "t": "SOFTWARE_TOKEN_MFA"}


def a_pool(mode: Mode, offers: str, recovers: str) -> Pool:
    blocks: dict[str, Any] = {
        "e": {"EmailMfaConfiguration": {}},
        "t": {"SoftwareTokenMfaConfiguration": {"Enabled": True}},
    }
    return Pool(
        id="p_1",
        region="p",
        account_id="1",
        name="p",
        created_at=0,
        modified_at=0,
        mfa=mode,
        mfa_factors={name: v for key in offers for name, v in blocks.get(key, {}).items()},
        echoed={"SmsConfiguration": {"SnsCallerArn": "arn"}} if "p" in offers else {},
        recovery=(recovers,),
    )


def a_user(has: str, on: str) -> User:
    addresses = {"p": ("phone_number", "+1555"), "e": ("email", "a@b.example")}
    preferred = next((NAMES[key.lower()] for key in on if key.isupper()), None)
    return User(
        pool_id="p_1",
        username="u",
        sub="s",
        status="CONFIRMED",
        created_at=0,
        modified_at=0,
        attributes=dict(addresses[key] for key in has if key in addresses),
        mfa=Mfa(
            token=SoftwareToken(secret="s") if "t" in has else None,
            enabled=tuple(NAMES[key.lower()] for key in on),
            preferred=preferred,
        ),
    )


def signing_in(pool: Pool, user: User, *passed: str, chosen: str | None = None) -> Situation:
    return Situation(
        Attempt(
            pool_id=pool.id,
            client_id="c",
            username="u",
            sub="s",
            flow=PASSWORD,
            passed=passed,
            chosen=chosen,
        ),
        pool,
        Client(id="c", pool_id="p_1", name="c", created_at=0, modified_at=0),
        user,
    )

"""The sign-in policy as tables: where an attempt stands, and the challenge that comes next.

To be read beside the documentation's flows, "Details of MFA logic at user runtime", and the pages
on devices and custom challenges.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Literal

from cognito_emulator.domain.clients.record import Client
from cognito_emulator.domain.factors import policy
from cognito_emulator.domain.factors.record import Device, Secret
from cognito_emulator.domain.pools.devices import DeviceConfiguration
from cognito_emulator.domain.pools.factors import (
    EmailMfa,
    Factor,
    SecondFactors,
    SoftwareTokenMfa,
)
from cognito_emulator.domain.pools.record import Pool
from cognito_emulator.domain.pools.senders import SmsConfiguration
from cognito_emulator.domain.sign_in.attempt import AttemptState
from cognito_emulator.domain.sign_in.record import TOKENS, Attempt
from cognito_emulator.domain.sign_in.rules import next_challenge
from cognito_emulator.domain.users.mfa import Mfa, SoftwareToken
from cognito_emulator.domain.users.record import Status, User
from tests.table import table

Mode = Literal["OFF", "ON", "OPTIONAL"]

PASSWORD, SRP, CHOICE, CUSTOM = "USER_PASSWORD_AUTH", "USER_SRP_AUTH", "USER_AUTH", "CUSTOM_AUTH"
PROOF, NEW, RIDDLE = "PASSWORD_VERIFIER", "NEW_PASSWORD_REQUIRED", "CUSTOM_CHALLENGE"
CHOOSE = "SELECT_CHALLENGE"
SMS_MFA, EMAIL_OTP, TOTP = "SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA"
SELECT, SETUP = "SELECT_MFA_TYPE", "MFA_SETUP"
BEGIN, PROVE = "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"
BY_MAIL, BY_PHONE, BY_NOBODY = "verified_email", "verified_phone_number", "admin_only"

POOL = Pool(id="p_1", region="p", account_id="1", name="p", created_at=0, modified_at=0)
CLIENT = Client(id="c", pool_id="p_1", name="c", created_at=0, modified_at=0)
USER = User(pool_id="p_1", username="u", sub="s", status="CONFIRMED", created_at=0, modified_at=0)


def state_of(
    *passed: str,
    flow: str = PASSWORD,
    pool: Pool = POOL,
    user: User | None = USER,
    device: Device | None = None,
    forced: Iterable[str] = (),
    **attempt: Any,
) -> AttemptState:
    """Return where an attempt stands that has passed those challenges."""
    begun = Attempt(
        pool_id="p_1", client_id="c", username="u", sub="s", flow=flow, passed=passed, **attempt
    )
    return AttemptState(begun, pool, CLIENT, user, tuple(forced), device)


# --- the flows ------------------------------------------------------------------------------------


@table(
    "flow, passed, status, forced, expected",
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
def test_a_password_comes_first(
    flow: str, passed: list[str], status: Status | None, forced: list[str], expected: str | None
) -> None:
    user = status and replace(USER, status=status)
    srp_a = "1" if flow == SRP else None
    state = state_of(*passed, flow=flow, user=user, forced=forced, srp_a=srp_a)
    assert next_challenge(state) == expected


@table(
    "passed, chosen, status, expected",
    [
        ([], None, "CONFIRMED", CHOOSE),
        ([], "EMAIL_OTP", "CONFIRMED", EMAIL_OTP),
        ([], "PASSWORD", "CONFIRMED", "PASSWORD"),
        ([], "PASSWORD_SRP", "CONFIRMED", "PASSWORD_SRP"),
        ([CHOOSE], "SMS_OTP", "CONFIRMED", "SMS_OTP"),
        ([CHOOSE], "WEB_AUTHN", "CONFIRMED", "WEB_AUTHN"),
        ([CHOOSE, "SMS_OTP"], "SMS_OTP", "CONFIRMED", None),
        ([EMAIL_OTP], "EMAIL_OTP", "CONFIRMED", None),
        (["WEB_AUTHN"], "WEB_AUTHN", "CONFIRMED", None),
        (["PASSWORD"], "PASSWORD", "CONFIRMED", None),
        (["PASSWORD"], "PASSWORD", "FORCE_CHANGE_PASSWORD", NEW),
        ([PROOF], "PASSWORD_SRP", "FORCE_CHANGE_PASSWORD", NEW),
    ],
)
def test_in_user_auth_one_chooses_first(
    passed: list[str], chosen: str | None, status: Status, expected: str | None
) -> None:
    state = state_of(*passed, flow=CHOICE, user=replace(USER, status=status), chosen=chosen)
    assert next_challenge(state) == expected


def test_srp_that_was_chosen_is_proved_once_it_has_begun() -> None:
    state = state_of("PASSWORD_SRP", flow=CHOICE, chosen="PASSWORD_SRP", srp_a="1")
    assert next_challenge(state) == PROOF


@table(
    "passed, defined, mode, forced, expected",
    [
        ([], None, "OFF", [], None),  # DefineAuthChallenge has to be asked
        ([], RIDDLE, "OFF", [], RIDDLE),
        ([RIDDLE], RIDDLE, "OFF", [], RIDDLE),  # once more
        ([], PROOF, "OFF", [], PROOF),
        ([PROOF], None, "ON", [], TOTP),  # the service's own, after a password
        ([PROOF, TOTP], None, "ON", [], None),
        ([RIDDLE], None, "ON", [], None),  # and after a password only
        ([RIDDLE], TOKENS, "ON", [], None),
        ([RIDDLE], None, "OFF", [SMS_MFA], None),  # what a test forces comes when all is done
        ([RIDDLE], TOKENS, "OFF", [SMS_MFA], SMS_MFA),
        ([RIDDLE, SMS_MFA], TOKENS, "OFF", [SMS_MFA], None),
    ],
)
def test_in_custom_auth_the_trigger_decides(
    passed: list[str], defined: str | None, mode: Mode, forced: list[str], expected: str | None
) -> None:
    state = state_of(
        *passed,
        flow=CUSTOM,
        pool=a_pool(mode, "t", BY_MAIL),
        user=a_user("t", ""),
        forced=forced,
        srp_a="1",
        defined=defined,
    )
    assert next_challenge(state) == expected


# --- second factors -------------------------------------------------------------------------------
#
# A pool is its mode and its factors, a user what there is to ask by and what was turned on:
# p for phone and text messages, e for e-mail, t for an authenticator app; capitals are preferred.


@table(
    "mode, offers, recovers, has, on, expected",
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
        ("ON", "t", BY_MAIL, "pt", "P", TOTP),  # measured [mfa-12]: it cannot be asked for
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
    state = state_of("PASSWORD", pool=a_pool(mode, offers, recovers), user=a_user(has, on))
    assert next_challenge(state) == expected


@table(
    "passed, chosen, expected",
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
    pool, user = a_pool("ON", "pt", BY_MAIL), a_user("pt", "")
    state = state_of(*passed, pool=pool, user=user, chosen=chosen)
    assert next_challenge(state) == expected


def test_a_temporary_password_is_replaced_first() -> None:
    user = replace(a_user("t", ""), status="FORCE_CHANGE_PASSWORD")
    pool = a_pool("ON", "t", BY_MAIL)
    assert next_challenge(state_of("PASSWORD", pool=pool, user=user)) == NEW
    assert next_challenge(state_of("PASSWORD", NEW, pool=pool, user=user)) == TOTP


@table(
    "offers, recovers, has, expected",
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


NAMES: dict[str, Factor] = {"p": "SMS_MFA", "e": "EMAIL_OTP", "t": "SOFTWARE_TOKEN_MFA"}


def a_pool(mode: Mode, offers: str, recovers: str) -> Pool:
    return replace(
        POOL,
        mfa=mode,
        second_factors=SecondFactors(
            software_token=SoftwareTokenMfa(enabled=True) if "t" in offers else None,
            email=EmailMfa() if "e" in offers else None,
        ),
        sms=SmsConfiguration(caller_arn="arn") if "p" in offers else None,
        recovery=(recovers,),
    )


def a_user(has: str, on: str) -> User:
    addresses = {"p": ("phone_number", "+1555"), "e": ("email", "a@b.example")}
    preferred = next((NAMES[key.lower()] for key in on if key.isupper()), None)
    return replace(
        USER,
        attributes=dict(addresses[key] for key in has if key in addresses),
        mfa=Mfa(
            token=SoftwareToken(secret="s") if "t" in has else None,
            enabled=tuple(NAMES[key.lower()] for key in on),
            preferred=preferred,
        ),
    )


# --- devices --------------------------------------------------------------------------------------


def a_device(remembered: str) -> Device:
    return Device(
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


def tracking(pool: Pool, *, stands_in: bool) -> Pool:
    return replace(pool, devices=DeviceConfiguration(challenge_on_new_device=stands_in))


@table("stands_in", ["yes", "no"])
@table(
    "flow, passed, status, remembered, expected",
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
    state = state_of(
        *passed,
        flow=flow,
        pool=tracking(POOL, stands_in=stands_in == "yes"),
        user=replace(USER, status=status),
        device=a_device(remembered),
        srp_a="1" if flow == SRP else None,
        defined=TOKENS if TOKENS in passed else None,
    )
    assert next_challenge(state) == expected


@table(
    "passed, remembered, stands_in, expected",
    [
        (["PASSWORD"], "yes", True, BEGIN),
        (["PASSWORD", BEGIN], "yes", True, PROVE),
        (["PASSWORD", BEGIN, PROVE], "yes", True, None),  # in place of the code
        (["PASSWORD"], "no", True, TOTP),  # known, but not remembered
        (["PASSWORD", TOTP], "no", True, None),
        (["PASSWORD"], "yes", False, TOTP),  # besides the code
        (["PASSWORD", TOTP], "yes", False, BEGIN),
        (["PASSWORD", TOTP, BEGIN], "yes", False, PROVE),
        (["PASSWORD", TOTP, BEGIN, PROVE], "yes", False, None),
    ],
)
def test_devices_and_second_factors(
    passed: list[str], remembered: str, *, stands_in: bool, expected: str | None
) -> None:
    state = state_of(
        *passed,
        pool=tracking(a_pool("ON", "t", BY_MAIL), stands_in=stands_in),
        user=a_user("t", ""),
        device=a_device(remembered),
    )
    assert next_challenge(state) == expected

"""Passkeys beside MFA: two factors at once, where pool and user want it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.domain.factors.passkeys.virtual_authenticator import Key
from tests.passkeys.conftest import ORIGIN, RP, PasskeyLab, request_options
from tests.support import App

ON, OFF = {"Enabled": True}, {"Enabled": False}
PASSWORDS = ["PASSWORD_SRP", "PASSWORD"]


def configure(passkeys: PasskeyLab, mode: str, factor: str) -> None:
    """Give the pool authenticator apps as second factor, and passkeys as one or two."""
    configuration = {"RelyingPartyId": RP, "FactorConfiguration": factor}
    passkeys.set_mfa(mode, "SOFTWARE_TOKEN_MFA", WebAuthnConfiguration=configuration)


@pytest.fixture
def key(passkeys: PasskeyLab) -> Key:
    """A passkey of alice's, in a pool where it can be two factors at once."""
    configure(passkeys, "OPTIONAL", "MULTI_FACTOR_WITH_USER_VERIFICATION")
    return passkeys.register()


@pytest.fixture
def app(passkeys: PasskeyLab, key: Key) -> App:  # noqa: ARG001 - her passkey comes first
    """Alice's authenticator app, which is turned on."""
    app = passkeys.app()
    passkeys.prefer(SoftwareTokenMfaSettings=ON)
    return app


def refused(passkeys: PasskeyLab, **settings: Any) -> str:
    return passkeys.refused(
        "SetUserMFAPreference",
        errors.InvalidParameterException,
        AccessToken=passkeys.access_token,
        **settings,
    )


def offered(passkeys: PasskeyLab) -> list[str]:
    return list(passkeys.started(wish="")["AvailableChallenges"])


def listed(passkeys: PasskeyLab) -> list[str]:
    user = passkeys.call("GetUser", AccessToken=passkeys.access_token)
    return list(user.get("UserMFASettingList", []))


# --- turning them on ------------------------------------------------------------------------------


@pytest.mark.usefixtures("app")
def test_another_factor_is_turned_on_in_the_same_request(passkeys: PasskeyLab) -> None:
    said = refused(passkeys, WebAuthnMfaSettings=ON)
    assert said == "WebAuthn MFA requires enabling an additional MFA setting."
    said = refused(passkeys, WebAuthnMfaSettings=ON, SoftwareTokenMfaSettings=OFF)
    assert said == "WebAuthn MFA requires enabling an additional MFA setting."
    assert listed(passkeys) == ["SOFTWARE_TOKEN_MFA"]
    passkeys.prefer(WebAuthnMfaSettings=ON, SoftwareTokenMfaSettings=ON)
    assert listed(passkeys) == ["SOFTWARE_TOKEN_MFA", "WEB_AUTHN_MFA"]


@pytest.mark.usefixtures("app")
def test_both_can_be_turned_off_at_once(passkeys: PasskeyLab) -> None:
    passkeys.prefer(WebAuthnMfaSettings=ON, SoftwareTokenMfaSettings=ON)
    passkeys.prefer(WebAuthnMfaSettings=OFF, SoftwareTokenMfaSettings=OFF)
    assert listed(passkeys) == []


def test_a_passkey_is_needed(passkeys: PasskeyLab) -> None:
    configure(passkeys, "OPTIONAL", "MULTI_FACTOR_WITH_USER_VERIFICATION")
    passkeys.app()
    said = refused(passkeys, WebAuthnMfaSettings=ON, SoftwareTokenMfaSettings=ON)
    expected = "User does not have applicable WebAuthn credentials to enable WebAuthn MFA."
    assert said == expected


@pytest.mark.usefixtures("app")
def test_so_is_a_pool_that_wants_it(passkeys: PasskeyLab) -> None:
    configure(passkeys, "OPTIONAL", "SINGLE_FACTOR")
    said = refused(passkeys, WebAuthnMfaSettings=ON, SoftwareTokenMfaSettings=ON)
    assert "FactorConfiguration" in said


# --- signing in with them -------------------------------------------------------------------------


@pytest.mark.usefixtures("key")
def test_a_passkey_is_on_offer_to_who_has_no_second_factor(passkeys: PasskeyLab) -> None:
    assert offered(passkeys) == [*PASSWORDS, "WEB_AUTHN"]


@pytest.mark.usefixtures("app")
def test_but_to_who_has_only_when_it_is_turned_on(passkeys: PasskeyLab) -> None:
    assert offered(passkeys) == PASSWORDS
    passkeys.prefer(WebAuthnMfaSettings=ON, SoftwareTokenMfaSettings=ON)
    assert offered(passkeys) == [*PASSWORDS, "WEB_AUTHN"]


@pytest.mark.usefixtures("app")
def test_and_only_while_the_pool_wants_it(passkeys: PasskeyLab) -> None:
    passkeys.prefer(WebAuthnMfaSettings=ON, SoftwareTokenMfaSettings=ON)
    configure(passkeys, "OPTIONAL", "SINGLE_FACTOR")
    assert offered(passkeys) == PASSWORDS


@pytest.mark.parametrize("mode", ["OPTIONAL", "ON"])
@pytest.mark.usefixtures("app")
def test_it_is_two_factors_at_once(passkeys: PasskeyLab, key: Key, mode: str) -> None:
    passkeys.prefer(WebAuthnMfaSettings=ON, SoftwareTokenMfaSettings=ON)
    configure(passkeys, mode, "MULTI_FACTOR_WITH_USER_VERIFICATION")
    assert "AccessToken" in passkeys.sign_in(key)
    assert passkeys.begin()["ChallengeName"] == "SOFTWARE_TOKEN_MFA"


def test_its_authenticator_has_to_know_the_user(passkeys: PasskeyLab, key: Key) -> None:
    begun = passkeys.started()
    options = request_options(begun)
    assert options["userVerification"] == "required"
    assert passkeys.options()["authenticatorSelection"]["userVerification"] == "required"
    unknowing = replace(key, verifies=False).assertion(options["challenge"], ORIGIN)
    request = passkeys.answer(begun, unknowing)
    passkeys.refused("RespondToAuthChallenge", errors.NotAuthorizedException, **request)

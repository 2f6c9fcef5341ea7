"""Signing in with passkeys: USER_AUTH and its challenge WEB_AUTHN."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from cognito_emulator import base64url, errors
from cognito_emulator.control import pools
from cognito_emulator.domain.factors.passkeys.virtual_authenticator import Key
from cognito_emulator.domain.factors.record import PASSKEYS
from cognito_emulator.emulator import Emulator
from tests.passkeys.conftest import ORIGIN, RP, PasskeyLab, request_options
from tests.support import PASSWORD, StockKeys, claims

DENIED = errors.NotAuthorizedException
REFUSED = "Incorrect username or password."
RESPOND = "RespondToAuthChallenge"


def sign_count(lab: PasskeyLab, key: Key) -> int:
    record = lab.emulator.run(lambda ctx: ctx.tx.get(PASSKEYS, (lab.pool_id, key.id)))
    assert record is not None
    return record.sign_count


def asserted(begun: Any, key: Key, origin: str = ORIGIN) -> dict[str, Any]:
    return key.assertion(request_options(begun)["challenge"], origin)


# --- the challenge --------------------------------------------------------------------------------


def test_the_challenge(passkeys: PasskeyLab) -> None:
    first = passkeys.register()
    second = passkeys.register(transports=("hybrid", "internal"))
    begun = passkeys.started()
    assert begun["ChallengeName"] == "WEB_AUTHN"
    assert begun["Session"]
    assert begun["AvailableChallenges"] == ["PASSWORD_SRP", "PASSWORD", "WEB_AUTHN"]
    assert list(begun["ChallengeParameters"]) == ["CREDENTIAL_REQUEST_OPTIONS"]
    assert " " not in begun["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"]
    options = request_options(begun)
    assert list(options) == ["challenge", "timeout", "rpId", "allowCredentials", "userVerification"]
    assert len(base64url.decode(options.pop("challenge"))) == 16
    assert options == {
        "timeout": 180000,
        "rpId": RP,
        "allowCredentials": [
            {"type": "public-key", "id": first.id, "transports": ["internal"]},
            {"type": "public-key", "id": second.id, "transports": ["hybrid", "internal"]},
        ],
        "userVerification": "preferred",
    }
    passkeys.configure(RelyingPartyId=RP, UserVerification="required")
    assert request_options(passkeys.started())["userVerification"] == "required"


def test_no_passkey_no_challenge(passkeys: PasskeyLab) -> None:
    begun = passkeys.started()
    assert begun["ChallengeName"] == "SELECT_CHALLENGE"
    assert begun["AvailableChallenges"] == ["PASSWORD_SRP", "PASSWORD"]


@pytest.mark.parametrize("configuration", [{}, {"RelyingPartyId": "example.org"}])
def test_passkeys_of_a_former_relying_party_are_not_on_offer(
    passkeys: PasskeyLab, configuration: dict[str, str]
) -> None:
    key = passkeys.register()
    passkeys.configure(**configuration)
    assert passkeys.started()["ChallengeName"] == "SELECT_CHALLENGE"
    assert [each["CredentialId"] for each in passkeys.listed()["Credentials"]] == [key.id]


def test_a_passkey_is_among_the_user_s_factors(passkeys: PasskeyLab) -> None:
    def configured() -> Any:
        shown = passkeys.call("GetUserAuthFactors", AccessToken=passkeys.access_token)
        return shown["ConfiguredUserAuthFactors"]

    assert configured() == ["PASSWORD"]
    passkeys.register()
    assert configured() == ["PASSWORD", "WEB_AUTHN"]


# --- signing in -----------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_a_sign_in(passkeys: PasskeyLab, stock_keys: StockKeys, algorithm: str) -> None:
    private = None if algorithm == "ES256" else stock_keys.of("").access.private
    key = passkeys.register(private)
    tokens = passkeys.sign_in(key.used())
    assert claims(tokens["AccessToken"])["sub"] == passkeys.sub
    assert sign_count(passkeys, key) == 1


def test_by_choice(passkeys: PasskeyLab) -> None:
    key = passkeys.register()
    begun = passkeys.started(wish="EMAIL_OTP")
    assert begun["ChallengeName"] == "SELECT_CHALLENGE"
    chosen = {**passkeys.answer(begun, ""), "ChallengeName": "SELECT_CHALLENGE"}
    chosen["ChallengeResponses"] = {"USERNAME": "alice", "ANSWER": "WEB_AUTHN"}
    asked = passkeys.call(RESPOND, **chosen)
    done = passkeys.call(RESPOND, **passkeys.answer(asked, asserted(asked, key)))
    assert done["AuthenticationResult"]


def test_as_administrator(passkeys: PasskeyLab) -> None:
    key = passkeys.register()
    pool = {"UserPoolId": passkeys.pool_id}
    wish = {"USERNAME": "alice", "PREFERRED_CHALLENGE": "WEB_AUTHN"}
    begun = passkeys.call(
        "AdminInitiateAuth",
        **pool,
        ClientId=passkeys.client_id,
        AuthFlow="USER_AUTH",
        AuthParameters=wish,
    )
    answer = passkeys.answer(begun, asserted(begun, key))
    assert passkeys.call("AdminRespondToAuthChallenge", **pool, **answer)["AuthenticationResult"]


def test_each_of_several_passkeys(passkeys: PasskeyLab) -> None:
    for key in [passkeys.register(), passkeys.register()]:
        assert passkeys.sign_in(key)


def test_a_synced_passkey_does_not_count(passkeys: PasskeyLab) -> None:
    key = passkeys.register()
    assert passkeys.sign_in(key)
    assert passkeys.sign_in(key)
    assert sign_count(passkeys, key) == 0


def test_a_response_need_not_name_its_user(passkeys: PasskeyLab) -> None:
    key = passkeys.register()
    begun = passkeys.started()
    credential = asserted(begun, key)
    credential["response"]["userHandle"] = None
    assert passkeys.call(RESPOND, **passkeys.answer(begun, credential))["AuthenticationResult"]


# --- refusals -------------------------------------------------------------------------------------

Forge = Callable[[PasskeyLab, Any, Key], object]


def another_origin(_lab: PasskeyLab, begun: Any, key: Key) -> object:
    return asserted(begun, key, "https://example.org")


def no_tls(_lab: PasskeyLab, begun: Any, key: Key) -> object:
    return asserted(begun, key, "http://login.example.com")


def another_relying_party(_lab: PasskeyLab, begun: Any, key: Key) -> object:
    return asserted(begun, replace(key, rp_id="example.org"))


def another_challenge(lab: PasskeyLab, _begun: Any, key: Key) -> object:
    return asserted(lab.started(), key)


def another_key(_lab: PasskeyLab, begun: Any, key: Key) -> object:
    return asserted(begun, replace(key, private=ec.generate_private_key(ec.SECP256R1())))


def another_user_handle(_lab: PasskeyLab, begun: Any, key: Key) -> object:
    return asserted(begun, replace(key, user_handle=base64url.encode(b"bob")))


def an_unknown_passkey(lab: PasskeyLab, begun: Any, _key: Key) -> object:
    return asserted(begun, lab.key(lab.options()))


def somebody_elses_passkey(lab: PasskeyLab, begun: Any, _key: Key) -> object:
    lab.user("bob")
    lab.access_token = lab.tokens("bob")["AccessToken"]
    return asserted(begun, lab.register())


def a_deleted_passkey(lab: PasskeyLab, begun: Any, key: Key) -> object:
    mine = {"AccessToken": lab.access_token, "CredentialId": key.id}
    lab.call("DeleteWebAuthnCredential", **mine)
    return asserted(begun, key)


def a_counter_that_stands_still(_lab: PasskeyLab, begun: Any, key: Key) -> object:
    return asserted(begun, replace(key, sign_count=7))


def a_counter_that_went_back(_lab: PasskeyLab, begun: Any, key: Key) -> object:
    return asserted(begun, replace(key, sign_count=6))


def a_registration(_lab: PasskeyLab, begun: Any, key: Key) -> object:
    return key.attestation(request_options(begun)["challenge"], ORIGIN)


def client_data_of_a_registration(_lab: PasskeyLab, begun: Any, key: Key) -> object:
    credential = asserted(begun, key)
    made = key.attestation(request_options(begun)["challenge"], ORIGIN)["response"]
    credential["response"]["clientDataJSON"] = made["clientDataJSON"]
    return credential


def no_json(_lab: PasskeyLab, _begun: Any, _key: Key) -> object:
    return "no JSON"


def a_list(_lab: PasskeyLab, _begun: Any, _key: Key) -> object:
    return []


@pytest.mark.parametrize(
    "forge",
    [
        another_origin,
        no_tls,
        another_relying_party,
        another_challenge,
        another_key,
        another_user_handle,
        an_unknown_passkey,
        somebody_elses_passkey,
        a_deleted_passkey,
        a_counter_that_stands_still,
        a_counter_that_went_back,
        a_registration,
        client_data_of_a_registration,
        no_json,
        a_list,
    ],
)
def test_what_does_not_hold(passkeys: PasskeyLab, forge: Forge) -> None:
    key = passkeys.register(sign_count=7)
    begun = passkeys.started()
    forged = passkeys.answer(begun, forge(passkeys, begun, key.used()))
    assert passkeys.refused(RESPOND, DENIED, **forged) == REFUSED
    if forge is not a_deleted_passkey:
        assert sign_count(passkeys, key) == 7
        right = passkeys.answer(begun, asserted(begun, key.used()))
        assert passkeys.call(RESPOND, **right)["AuthenticationResult"]


def test_an_answer_counts_once(passkeys: PasskeyLab) -> None:
    key = passkeys.register()
    begun = passkeys.started()
    answer = passkeys.answer(begun, asserted(begun, key.used()))
    assert passkeys.call(RESPOND, **answer)["AuthenticationResult"]
    assert passkeys.refused(RESPOND, DENIED, **answer) == (
        "Invalid session for the user, session can only be used once."
    )
    another = {**answer, "Session": passkeys.started()["Session"]}
    assert passkeys.refused(RESPOND, DENIED, **another) == REFUSED


def test_user_verification_is_required_where_it_is_configured(passkeys: PasskeyLab) -> None:
    key = passkeys.register()
    careless = replace(key, verifies=False)
    assert passkeys.sign_in(careless)
    passkeys.configure(RelyingPartyId=RP, UserVerification="required")
    begun = passkeys.started()
    answer = passkeys.answer(begun, asserted(begun, careless))
    assert passkeys.refused(RESPOND, DENIED, **answer) == REFUSED
    assert passkeys.sign_in(key)


def test_the_relying_party_is_lost_in_between(passkeys: PasskeyLab) -> None:
    key = passkeys.register()
    begun = passkeys.started()
    passkeys.configure()
    answer = passkeys.answer(begun, asserted(begun, key))
    assert passkeys.refused(RESPOND, DENIED, **answer) == REFUSED


def test_the_user_is_lost_in_between(passkeys: PasskeyLab) -> None:
    key = passkeys.register()
    begun = passkeys.started()
    answer = passkeys.answer(begun, asserted(begun, key))
    passkeys.call("AdminDisableUser", UserPoolId=passkeys.pool_id, Username="alice")
    assert passkeys.refused(RESPOND, DENIED, **answer) == "User is disabled."
    passkeys.call("AdminDeleteUser", UserPoolId=passkeys.pool_id, Username="alice")
    assert passkeys.refused(RESPOND, DENIED, **answer) == "Invalid session for the user."


@pytest.mark.parametrize("missing", ["USERNAME", "CREDENTIAL"])
def test_what_is_missing(passkeys: PasskeyLab, missing: str) -> None:
    passkeys.register()
    answer = passkeys.answer(passkeys.started(), {})
    del answer["ChallengeResponses"][missing]
    said = passkeys.refused(RESPOND, errors.InvalidParameterException, **answer)
    assert said == f"Missing required parameter {missing}"


# --- strangers ------------------------------------------------------------------------------------


def test_a_stranger_seems_to_have_a_passkey(passkeys: PasskeyLab) -> None:
    key = passkeys.register()
    begun = passkeys.started("nobody")
    options = request_options(begun)
    (allowed,) = options["allowCredentials"]
    of_user = request_options(passkeys.started())
    assert options.keys() == of_user.keys()
    (real,) = of_user["allowCredentials"]
    assert allowed == {**real, "id": allowed["id"]}
    assert request_options(passkeys.started("nobody"))["allowCredentials"] == [allowed]
    assert request_options(passkeys.started("nemo"))["allowCredentials"] != [allowed]
    answer = passkeys.answer(begun, asserted(begun, key), "nobody")
    assert passkeys.refused(RESPOND, DENIED, **answer) == REFUSED


def test_a_stranger_without_a_relying_party_seems_to_have_none(passkeys: PasskeyLab) -> None:
    passkeys.configure()
    begun = passkeys.started("nobody")
    assert begun["ChallengeName"] == "SELECT_CHALLENGE"
    assert begun["AvailableChallenges"] == ["PASSWORD_SRP", "PASSWORD"]


# --- forced by a test -----------------------------------------------------------------------------


def forced(lab: PasskeyLab) -> Any:
    """Begin with a password a sign-in that has to go on with a passkey."""
    lab.emulator.force_challenge("WEB_AUTHN", pool_id=lab.pool_id, username="alice")
    begun = lab.begin()
    assert begun["ChallengeName"] == "WEB_AUTHN"
    return begun


@pytest.mark.parametrize(
    "configuration",
    [{}, {"RelyingPartyId": RP}, {"RelyingPartyId": RP, "UserVerification": "required"}],
)
def test_whoever_has_no_passkey_is_lent_one(
    passkeys: PasskeyLab, configuration: dict[str, str]
) -> None:
    passkeys.configure(**configuration)
    begun = forced(passkeys)
    options = request_options(begun)
    assert options["rpId"] == configuration.get("RelyingPartyId", "localhost")
    assert options["userVerification"] == configuration.get("UserVerification", "preferred")
    (waiting,) = passkeys.emulator.open_challenges(passkeys.pool_id, "alice")
    assert waiting.responses is not None
    credential = json.loads(waiting.responses["CREDENTIAL"])
    assert [credential["id"]] == [each["id"] for each in options["allowCredentials"]]
    assert base64url.decode(credential["response"]["userHandle"])
    wrong = {**credential, "id": "AAAA", "rawId": "AAAA"}
    refused = passkeys.answer(begun, wrong)
    assert passkeys.refused(RESPOND, DENIED, **refused) == REFUSED
    answer = passkeys.answer(begun, credential)
    assert passkeys.call(RESPOND, **answer)["AuthenticationResult"]
    assert passkeys.listed() == {"Credentials": []}


def test_each_time_another_passkey_is_lent(passkeys: PasskeyLab) -> None:
    first, second = request_options(forced(passkeys)), request_options(forced(passkeys))
    assert first["allowCredentials"] != second["allowCredentials"]


def test_strangers_are_lent_nothing(passkeys: PasskeyLab) -> None:
    passkeys.emulator.force_challenge("WEB_AUTHN", pool_id=passkeys.pool_id)
    passkeys.started("nobody")
    (waiting,) = passkeys.emulator.open_challenges(passkeys.pool_id)
    assert waiting.responses is None


def test_whoever_has_a_passkey_uses_it(passkeys: PasskeyLab) -> None:
    key = passkeys.register()
    begun = forced(passkeys)
    (waiting,) = passkeys.emulator.open_challenges(passkeys.pool_id, "alice")
    assert waiting.responses is None
    answer = passkeys.answer(begun, asserted(begun, key.used()))
    assert passkeys.call(RESPOND, **answer)["AuthenticationResult"]
    assert sign_count(passkeys, key) == 1


# --- what the MFA policy asks ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("configuration", "counts"),
    [
        ({}, False),
        ({"RelyingPartyId": RP}, False),
        ({"RelyingPartyId": RP, "FactorConfiguration": "SINGLE_FACTOR"}, False),
        ({"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}, True),
    ],
)
def test_what_counts_as_two_factors(
    passkeys: PasskeyLab,
    configuration: dict[str, str],
    counts: bool,  # noqa: FBT001 - a table
) -> None:
    passkeys.configure(**configuration)
    assert passkeys.emulator.pool(passkeys.pool_id).passkeys_satisfy_mfa is counts


def test_passwords_go_on_beside_passkeys(passkeys: PasskeyLab) -> None:
    passkeys.register()
    assert passkeys.tokens("alice", PASSWORD)
    assert json.loads(json.dumps(passkeys.started(wish="PASSWORD")))["ChallengeName"] == "PASSWORD"


def test_a_passkey_of_an_export_signs_in(passkeys: PasskeyLab) -> None:
    key = passkeys.register()
    exported = pools.exported(passkeys.emulator, passkeys.pool_id)
    passkeys.emulator = Emulator(seed=exported)
    assert passkeys.sign_in(key)["AccessToken"]

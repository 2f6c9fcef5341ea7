"""Registering, listing and deleting passkeys."""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from webauthn import helpers

from cognito_emulator import base64url, errors
from cognito_emulator.domain.factors.passkeys import ceremonies
from cognito_emulator.domain.factors.passkeys.relying_party import is_origin_of
from cognito_emulator.domain.factors.record import PASSKEYS, REGISTRATIONS, Passkey
from cognito_emulator.domain.work.context import Context
from cognito_emulator.wire import handle
from tests.passkeys.conftest import ORIGIN, RP, PasskeyLab
from tests.support import PASSWORD, Lab, StockKeys
from tests.table import table

NOT_VALID = "Credential data is not valid"
CHALLENGE = re.compile("[A-Za-z0-9_-]{22}")
START, COMPLETE = "StartWebAuthnRegistration", "CompleteWebAuthnRegistration"


def refusal(lab: PasskeyLab, error: type[errors.CognitoError], credential: object) -> str:
    return lab.refused(COMPLETE, error, **lab.completing(credential))


def records(lab: PasskeyLab) -> list[Passkey]:
    return lab.emulator.run(lambda ctx: ctx.tx.all(PASSKEYS, "pool", lab.pool_id))


# --- starting -------------------------------------------------------------------------------------


def test_options(passkeys: PasskeyLab) -> None:
    options = passkeys.options()
    assert CHALLENGE.fullmatch(options.pop("challenge"))
    user = options.pop("user")
    assert urlsafe_b64decode(user.pop("id") + "==").decode() == passkeys.sub
    assert user == {"displayName": "alice", "name": "alice"}
    assert options == {
        "authenticatorSelection": {
            "requireResidentKey": True,
            "residentKey": "required",
            "userVerification": "preferred",
        },
        "excludeCredentials": [],
        "pubKeyCredParams": [
            {"alg": -7, "type": "public-key"},
            {"alg": -257, "type": "public-key"},
        ],
        "rp": {"id": RP, "name": RP},
        "timeout": 60000,
    }


def test_options_name_what_is_known_and_what_is_required(passkeys: PasskeyLab) -> None:
    first, second = passkeys.register(), passkeys.register()
    passkeys.configure(RelyingPartyId=RP, UserVerification="required")
    options = passkeys.options()
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["excludeCredentials"] == [
        {"id": key.id, "type": "public-key"} for key in (first, second)
    ]


def test_a_pool_without_a_relying_party(passkeys: PasskeyLab) -> None:
    passkeys.configure()
    request = {"AccessToken": passkeys.access_token}
    assert passkeys.refused(START, errors.WebAuthnConfigurationMissingException, **request)
    passkeys.configure(UserVerification="required")
    assert passkeys.refused(START, errors.WebAuthnConfigurationMissingException, **request)


def test_a_pool_without_passkeys(lab: Lab) -> None:
    lab.user()
    request = {"AccessToken": lab.tokens()["AccessToken"]}
    assert lab.refused(START, errors.WebAuthnNotEnabledException, **request)
    assert lab.refused(COMPLETE, errors.WebAuthnNotEnabledException, **request, Credential={})
    assert lab.call("ListWebAuthnCredentials", **request) == {"Credentials": []}


# --- completing -----------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_a_registration(passkeys: PasskeyLab, stock_keys: StockKeys, algorithm: str) -> None:
    private = None if algorithm == "ES256" else stock_keys.of("").access.private
    key = passkeys.register(private, sign_count=3)
    (record,) = records(passkeys)
    assert record.id == key.id
    assert (record.pool_id, record.sub, record.rp_id) == (passkeys.pool_id, passkeys.sub, RP)
    assert (record.sign_count, record.transports) == (3, ("internal",))
    assert (record.backup_eligible, record.backed_up) == (False, False)
    assert record.created_at <= passkeys.emulator.clock.now()


@pytest.mark.parametrize(
    "credential",
    [
        5,
        "text",
        [],
        {},
        {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {}},
    ],
)
def test_what_is_no_credential(passkeys: PasskeyLab, credential: object) -> None:
    assert refusal(passkeys, errors.InvalidParameterException, credential) == NOT_VALID


@pytest.mark.parametrize(
    "change",
    [
        {"rawId": "AAAA"},
        {"id": "AAAA", "rawId": "AAAA"},
        {"id": "not base64url!", "rawId": "not base64url!"},
        {"type": "password"},
        {"authenticatorAttachment": "glued"},
        {"clientExtensionResults": {"credProps": {"rk": False}}},
        {"clientExtensionResults": "none"},
        {"response": None},
    ],
)
def test_a_credential_that_is_wrong_somewhere(passkeys: PasskeyLab, change: dict[str, Any]) -> None:
    options = passkeys.options()
    credential = passkeys.key(options).attestation(options["challenge"], ORIGIN)
    assert (
        refusal(passkeys, errors.InvalidParameterException, {**credential, **change}) == NOT_VALID
    )
    passkeys.complete(credential)  # the challenge is still good


def test_an_assertion_is_no_registration(passkeys: PasskeyLab) -> None:
    options = passkeys.options()
    key = passkeys.key(options)
    credential = key.attestation(options["challenge"], ORIGIN)
    signed = key.assertion(options["challenge"], ORIGIN)["response"]["clientDataJSON"]
    credential["response"]["clientDataJSON"] = signed
    assert refusal(passkeys, errors.InvalidParameterException, credential) == NOT_VALID


def test_a_key_that_is_no_point_of_the_curve(passkeys: PasskeyLab) -> None:
    options = passkeys.options()
    credential = passkeys.key(options).attestation(options["challenge"], ORIGIN)
    sealed = bytearray(base64url.decode(credential["response"]["attestationObject"]))
    sealed[-1] ^= 1
    credential["response"]["attestationObject"] = base64url.encode(bytes(sealed))
    assert refusal(passkeys, errors.InvalidParameterException, credential) == NOT_VALID


def test_user_verification_is_required_where_it_is_configured(passkeys: PasskeyLab) -> None:
    passkeys.register(verifies=False)
    passkeys.configure(RelyingPartyId=RP, UserVerification="required")
    options = passkeys.options()
    key = passkeys.key(options)
    careless = replace(key, verifies=False).attestation(options["challenge"], ORIGIN)
    assert refusal(passkeys, errors.InvalidParameterException, careless) == NOT_VALID
    passkeys.complete(key.attestation(options["challenge"], ORIGIN))


def test_a_challenge_counts_once(passkeys: PasskeyLab) -> None:
    options = passkeys.options()
    credential = passkeys.key(options).attestation(options["challenge"], ORIGIN)
    passkeys.complete(credential)
    again = passkeys.key(options).attestation(options["challenge"], ORIGIN)
    assert refusal(passkeys, errors.WebAuthnChallengeNotFoundException, again)


def test_a_challenge_lapses(passkeys: PasskeyLab) -> None:
    passkeys.emulator.clock.freeze()
    options = passkeys.options()
    credential = passkeys.key(options).attestation(options["challenge"], ORIGIN)
    passkeys.emulator.clock.shift(seconds=60)
    assert refusal(passkeys, errors.WebAuthnChallengeNotFoundException, credential)
    passkeys.emulator.clock.shift(seconds=-0.001)
    passkeys.complete(credential)


def test_each_of_several_challenges_is_good(passkeys: PasskeyLab) -> None:
    first, second = passkeys.options(), passkeys.options()
    for options in (second, first):
        passkeys.complete(passkeys.key(options).attestation(options["challenge"], ORIGIN))
    assert len(records(passkeys)) == 2


def test_nobody_elses_challenge(passkeys: PasskeyLab) -> None:
    options = passkeys.options()
    passkeys.user("bob")
    passkeys.access_token = passkeys.tokens("bob")["AccessToken"]
    credential = passkeys.key(options).attestation(options["challenge"], ORIGIN)
    assert refusal(passkeys, errors.WebAuthnChallengeNotFoundException, credential)


def test_another_client(passkeys: PasskeyLab) -> None:
    options = passkeys.options()
    credential = passkeys.key(options).attestation(options["challenge"], ORIGIN)
    here, passkeys.client_id = passkeys.access_token, passkeys.client()
    passkeys.access_token = passkeys.tokens()["AccessToken"]
    assert refusal(passkeys, errors.WebAuthnClientMismatchException, credential)
    passkeys.access_token = here
    passkeys.complete(credential)


@table(
    "rp_id, origin, allowed",
    [
        ("example.com", "https://example.com", True),
        ("example.com", "https://login.example.com", True),
        ("example.com", "https://a.b.example.com:8443", True),
        ("example.com", "http://example.com", False),
        ("example.com", "https://example.org", False),
        ("example.com", "https://badexample.com", False),
        ("example.com", "https://example.com.evil.org", False),
        ("example.com", "https://example.com@evil.org", False),
        ("example.com", "https://example.com/", False),
        ("example.com", "http://localhost:3000", False),
        ("example.com", "null", False),
        ("example.com", "", False),
        ("example.com", "android:apk-key-hash:hxAc", True),
        ("login.example.com", "https://example.com", False),
        ("localhost", "http://localhost", True),
        ("localhost", "http://localhost:3000", True),
        ("localhost", "https://localhost:3000", True),
        ("localhost", "http://app.localhost:3000", True),
        ("app.localhost", "http://app.localhost:3000", True),
        ("app.localhost", "http://localhost:3000", False),
        ("localhost", "http://localhost.evil.org", False),
        ("localhost", "http://127.0.0.1:3000", False),
    ],
)
def test_origins(rp_id: str, origin: str, allowed: bool) -> None:  # noqa: FBT001 - a table
    assert is_origin_of(rp_id, origin) is allowed


def test_another_origin(passkeys: PasskeyLab) -> None:
    options = passkeys.options()
    key = passkeys.key(options)
    elsewhere = key.attestation(options["challenge"], "https://example.org")
    assert refusal(passkeys, errors.WebAuthnOriginNotAllowedException, elsewhere)
    passkeys.complete(key.attestation(options["challenge"], ORIGIN))


def test_another_relying_party(passkeys: PasskeyLab) -> None:
    options = passkeys.options()
    key = replace(passkeys.key(options), rp_id="login.example.com")
    credential = key.attestation(options["challenge"], ORIGIN)
    assert refusal(passkeys, errors.WebAuthnRelyingPartyMismatchException, credential)


def test_a_relying_party_that_is_gone(passkeys: PasskeyLab) -> None:
    options = passkeys.options()
    passkeys.configure()
    credential = passkeys.key(options).attestation(options["challenge"], ORIGIN)
    assert refusal(passkeys, errors.WebAuthnRelyingPartyMismatchException, credential)


def test_an_algorithm_that_is_not_supported(passkeys: PasskeyLab) -> None:
    options = passkeys.options()
    key = passkeys.key(options, ed25519.Ed25519PrivateKey.generate())
    credential = key.attestation(options["challenge"], ORIGIN)
    assert "-8" in refusal(passkeys, errors.WebAuthnCredentialNotSupportedException, credential)


def test_a_credential_is_registered_once(passkeys: PasskeyLab) -> None:
    key = passkeys.register()
    passkeys.user("bob")
    passkeys.access_token = passkeys.tokens("bob")["AccessToken"]
    stolen = key.attestation(passkeys.options()["challenge"], ORIGIN)
    assert refusal(passkeys, errors.InvalidParameterException, stolen) == NOT_VALID


def test_attestation_is_not_enforced(passkeys: PasskeyLab) -> None:
    """Which would read the process's clock, to judge certificates."""
    options = passkeys.options()
    credential = passkeys.key(options).attestation(options["challenge"], ORIGIN)
    sealed = helpers.parse_cbor(base64url.decode(credential["response"]["attestationObject"]))
    sealed |= {"fmt": "apple", "attStmt": {"x5c": [b"certificate"]}}
    packed = base64url.encode(helpers.encode_cbor(sealed))
    credential["response"]["attestationObject"] = packed
    passkeys.complete(credential)


def test_the_twenty_first(passkeys: PasskeyLab) -> None:
    options = passkeys.options()
    last = passkeys.key(options).attestation(options["challenge"], ORIGIN)
    for _ in range(20):
        passkeys.register()
    limit = errors.LimitExceededException
    assert passkeys.refused(START, limit, AccessToken=passkeys.access_token)
    assert refusal(passkeys, limit, last)
    oldest = passkeys.listed()["Credentials"][0]["CredentialId"]
    passkeys.call(
        "DeleteWebAuthnCredential", AccessToken=passkeys.access_token, CredentialId=oldest
    )
    passkeys.complete(last)


# --- listing and deleting -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("aaguid", "attachment", "name"),
    [
        ("fbfc3007154e4ecc8c0b6e020557d7bd", "platform", "iCloud Keychain"),
        ("ea9b8d664d011d213ce4b6b48cb575d4", "cross-platform", "Google Password Manager"),
        ("00" * 16, "cross-platform", "Roaming passkey"),
        ("00" * 16, "platform", "Platform passkey"),
        ("ab" * 16, None, "Passkey"),
    ],
)
def test_the_list(passkeys: PasskeyLab, aaguid: str, attachment: str | None, name: str) -> None:
    made = bytes.fromhex(aaguid)
    key = passkeys.register(aaguid=made, attachment=attachment, transports=("usb", "nfc"))
    (listed,) = passkeys.listed()["Credentials"]
    assert listed.pop("CreatedAt")
    assert listed.pop("AuthenticatorAttachment", None) == attachment
    assert listed == {
        "AuthenticatorTransports": ["usb", "nfc"],
        "CredentialId": key.id,
        "FriendlyCredentialName": name,
        "RelyingPartyId": RP,
    }


def test_pages(passkeys: PasskeyLab) -> None:
    ids = [passkeys.register().id for _ in range(3)]
    first = passkeys.listed(MaxResults=2)
    assert [each["CredentialId"] for each in first["Credentials"]] == ids[:2]
    passkeys.access_token = passkeys.tokens()["AccessToken"]
    rest = passkeys.listed(MaxResults=2, NextToken=first["NextToken"])
    assert [each["CredentialId"] for each in rest["Credentials"]] == ids[2:]
    assert "NextToken" not in rest
    assert len(passkeys.listed(MaxResults=0)["Credentials"]) == 3
    passkeys.user("bob")
    passkeys.access_token = passkeys.tokens("bob")["AccessToken"]
    token = {"AccessToken": passkeys.access_token, "NextToken": first["NextToken"]}
    assert passkeys.refused("ListWebAuthnCredentials", errors.InvalidParameterException, **token)


def test_deleting(passkeys: PasskeyLab) -> None:
    gone, kept = passkeys.register(), passkeys.register()
    mine = {"AccessToken": passkeys.access_token}
    assert passkeys.call("DeleteWebAuthnCredential", **mine, CredentialId=gone.id) == {}
    assert [each["CredentialId"] for each in passkeys.listed()["Credentials"]] == [kept.id]
    missing = errors.ResourceNotFoundException
    assert passkeys.refused("DeleteWebAuthnCredential", missing, **mine, CredentialId=gone.id)
    passkeys.user("bob")
    bobs = {"AccessToken": passkeys.tokens("bob")["AccessToken"], "CredentialId": kept.id}
    assert passkeys.refused("DeleteWebAuthnCredential", missing, **bobs)


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        (START, {}),
        (COMPLETE, {"Credential": {}}),
        ("ListWebAuthnCredentials", {}),
        ("DeleteWebAuthnCredential", {"CredentialId": "AAAA"}),
    ],
)
def test_whoever_is_gone_is_not_authorized(
    passkeys: PasskeyLab, operation: str, request_: dict[str, Any]
) -> None:
    pool = {"UserPoolId": passkeys.pool_id}
    asked = {"AccessToken": passkeys.access_token, **request_}

    def denied(**changes: str) -> bool:
        said = passkeys.refused(operation, errors.NotAuthorizedException, **{**asked, **changes})
        return said != ""

    assert denied(AccessToken="a.b.c")
    passkeys.call("AdminDeleteUser", **pool, Username="alice")
    assert denied()
    passkeys.call("SignUp", ClientId=passkeys.client_id, Username="alice", Password=PASSWORD)
    assert denied()
    passkeys.call("DeleteUserPoolClient", **pool, ClientId=passkeys.client_id)
    assert denied()


@pytest.mark.parametrize("what", ["user", "pool"])
def test_passkeys_go_with_what_they_belong_to(passkeys: PasskeyLab, what: str) -> None:
    passkeys.register()
    passkeys.options()
    if what == "user":
        passkeys.call("AdminDeleteUser", UserPoolId=passkeys.pool_id, Username="alice")
    else:
        passkeys.call("DeleteUserPool", UserPoolId=passkeys.pool_id)

    def left(ctx: Context) -> list[object]:
        kept = ctx.tx.all(PASSKEYS, "pool", passkeys.pool_id)
        return [*kept, *ctx.tx.all(REGISTRATIONS, "pool", passkeys.pool_id)]

    assert passkeys.emulator.run(left) == []


def test_the_wire_takes_and_gives_documents(passkeys: PasskeyLab) -> None:
    """As boto3 sends them: the credential is JSON within JSON, not a text."""

    def send(operation: str, **request: Any) -> Any:
        target = {"X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}"}
        body = json.dumps({"AccessToken": passkeys.access_token, **request}).encode()
        answer = handle(passkeys.emulator, "POST", target, body)
        assert answer.status == 200, answer.body
        return json.loads(answer.body)

    options = send(START)["CredentialCreationOptions"]
    assert list(options) == sorted(options)
    key = passkeys.key(options)
    assert send(COMPLETE, Credential=key.attestation(options["challenge"], ORIGIN)) == {}
    assert isinstance(send("ListWebAuthnCredentials")["Credentials"][0]["CreatedAt"], float)


def test_a_challenge_is_compared_whole(passkeys: PasskeyLab) -> None:
    options = passkeys.options()
    key = passkeys.key(options)
    other = passkeys.options()["challenge"]
    response = ceremonies.read_registration(key.attestation(other, ORIGIN))
    with pytest.raises(ceremonies.CredentialError):
        ceremonies.verify_registration(
            response, challenge=options["challenge"], rp_id=RP, user_verification=False
        )

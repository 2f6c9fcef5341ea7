"""Whatever is sent in place of a credential is refused in the service's words, never a crash."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from webauthn import helpers

from cognito_emulator import base64url
from cognito_emulator.domain.factors.passkeys import ceremonies, virtual_authenticator

KEY = virtual_authenticator.Key(
    id=base64url.encode(bytes(16)),
    private=ec.derive_private_key(1, ec.SECP256R1()),
    rp_id="example.com",
    user_handle=base64url.encode(b"alice"),
)
CHALLENGE = base64url.encode(bytes(range(16)))
ORIGIN = "https://example.com"

_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_bytes = st.binary(max_size=200).map(base64url.encode)
_client_data = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["webauthn.create", "webauthn.get"]) | _json,
        "challenge": st.just(CHALLENGE) | _json,
        "origin": st.just(ORIGIN) | _json,
        "tokenBinding": _json,
    },
).map(lambda data: base64url.encode(json.dumps(data).encode()))


def edited(response: dict[str, Any], place: str, start: int, put: bytes) -> dict[str, Any]:
    """The response with some bytes of one member replaced."""
    old = base64url.decode(response["response"][place])
    start %= len(old)
    new = old[:start] + put + old[start + len(put) :]
    return {**response, "response": {**response["response"], place: base64url.encode(new)}}


def judge_registration(document: object) -> None:
    try:
        response = ceremonies.read_registration(document)
        ceremonies.verify_registration(
            response, challenge=CHALLENGE, rp_id="example.com", user_verification=False
        )
    except ceremonies.CredentialError:
        pass


def judge_assertion(text: str) -> None:
    try:
        response = ceremonies.read_assertion(text)
        ceremonies.verify_assertion(
            response,
            challenge=CHALLENGE,
            rp_id="example.com",
            user_verification=False,
            public_key=KEY.public_key,
            sign_count=0,
        )
    except ceremonies.CredentialError:
        pass


@given(_json)
def test_any_document(document: object) -> None:
    judge_registration(document)
    judge_assertion(json.dumps(document))


@given(st.text())
def test_any_text(text: str) -> None:
    judge_assertion(text)


@given(
    st.fixed_dictionaries(
        {"id": st.just(KEY.id), "rawId": st.just(KEY.id), "type": st.just("public-key")},
        optional={
            "authenticatorAttachment": _json,
            "clientExtensionResults": _json | st.fixed_dictionaries({"credProps": _json}),
            "response": st.fixed_dictionaries(
                {},
                optional={
                    "attestationObject": _bytes | _json,
                    "authenticatorData": _bytes | _json,
                    "clientDataJSON": _client_data | _bytes | _json,
                    "signature": _bytes | _json,
                    "transports": _json,
                    "userHandle": _bytes | _json,
                },
            ),
        },
    )
)
def test_almost_a_credential(document: dict[str, Any]) -> None:
    judge_registration(document)
    judge_assertion(json.dumps(document))


@given(st.integers(0, 400), st.binary(min_size=1, max_size=4))
def test_any_damage(start: int, put: bytes) -> None:
    made = KEY.attestation(CHALLENGE, ORIGIN)
    for place in ("clientDataJSON", "attestationObject"):
        judge_registration(edited(made, place, start, put))
    signed = KEY.assertion(CHALLENGE, ORIGIN)
    for place in ("clientDataJSON", "authenticatorData", "signature"):
        judge_assertion(json.dumps(edited(signed, place, start, put)))


@given(st.integers(0, 400), st.binary(min_size=1, max_size=4))
def test_damage_to_what_was_signed_shows(start: int, put: bytes) -> None:
    signed = KEY.assertion(CHALLENGE, ORIGIN)
    for place in ("clientDataJSON", "authenticatorData"):
        damaged = edited(signed, place, start, put)
        if damaged == signed:
            continue
        with pytest.raises(ceremonies.CredentialError):
            ceremonies.verify_assertion(
                ceremonies.read_assertion(json.dumps(damaged)),
                challenge=CHALLENGE,
                rp_id="example.com",
                user_verification=False,
                public_key=KEY.public_key,
                sign_count=0,
            )


def test_deep_nesting() -> None:
    judge_assertion("[" * 100_000)
    judge_registration({"response": "[" * 100_000})


def test_nobody_pays_for_py_webauthn_who_has_no_passkeys() -> None:
    code = "import cognito_emulator.emulator, sys; print('webauthn' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "False\n"


def test_ceremonies_read_no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """py_webauthn would, to judge an attestation statement of Android's."""

    def forbidden() -> float:
        raise AssertionError("somebody asks for the time")

    made = KEY.attestation(CHALLENGE, ORIGIN)
    sealed = helpers.parse_cbor(base64url.decode(made["response"]["attestationObject"]))
    sealed |= {"fmt": "android-safetynet", "attStmt": {"ver": "1", "response": b"a.b.c"}}
    packed = base64url.encode(helpers.encode_cbor(sealed))
    made["response"]["attestationObject"] = packed
    monkeypatch.setattr(time, "time", forbidden)
    response = ceremonies.read_registration(made)
    credential = ceremonies.verify_registration(
        response, challenge=CHALLENGE, rp_id="example.com", user_verification=True
    )
    assert credential.id == KEY.id

"""Encrypted assertions: opened by the pool's key, and refused without saying why."""

from __future__ import annotations

from base64 import b64decode, b64encode
from random import Random

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from hypothesis import given, settings
from hypothesis import strategies as st

from cognito_emulator.saml import encryption, issuing
from cognito_emulator.saml.encryption import METHODS, Transport
from cognito_emulator.saml.refusals import Reason
from tests.properties import examples
from tests.saml.keys import certificate, key
from tests.saml.provider import (
    DRAFT,
    EXPECTED,
    answer,
    around,
    reason,
    refused,
    signed,
    signer,
    verify,
)
from tests.table import table

OPENING = EXPECTED._replace(decryption_keys=(key("pool"),))
CBC = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
GCM = encryption.AES_256_GCM


def sealed(assertion: str, method: str = GCM, owner: str = "pool") -> str:
    return issuing.encrypt(assertion, certificate(owner), Random(1).randbytes, method)


def test_all_methods_are_those_of_the_specification() -> None:
    assert sorted(METHODS) == [
        "http://www.w3.org/2001/04/xmlenc#aes128-cbc",
        "http://www.w3.org/2001/04/xmlenc#aes192-cbc",
        "http://www.w3.org/2001/04/xmlenc#aes256-cbc",
        "http://www.w3.org/2009/xmlenc11#aes128-gcm",
        "http://www.w3.org/2009/xmlenc11#aes192-gcm",
        "http://www.w3.org/2009/xmlenc11#aes256-gcm",
    ]


@table("method", METHODS)
@table("part", ["assertion", "response", "both"])
def test_what_is_encrypted_is_read_as_what_is_not(method: str, part: str) -> None:
    assertion = issuing.assertion(DRAFT) if part == "response" else signed()
    response = around(sealed(assertion, method))
    if part != "assertion":
        response = issuing.sign(response, signer())

    assert "alice" not in response
    assert verify(response, OPENING) == verify(answer())


def test_prefixes_may_be_declared_around_it() -> None:
    """As xmlsec1 encrypts: an element without what was declared around it."""
    declared = 'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"'
    bare = signed().replace(f" {declared}", "", 1)

    assert verify(around(sealed(bare)), OPENING) == verify(answer())


@pytest.mark.parametrize("begin", ["\ufeff", "\n", '<?xml version="1.0" encoding="UTF-16"?>\n'])
def test_it_may_be_a_document_of_its_own(begin: str) -> None:
    assert verify(around(sealed(f"{begin}{signed()}")), OPENING) == verify(answer())


def test_one_of_several_keys_is_enough() -> None:
    keys = (key("next"), key("pool"))

    assert verify(around(sealed(signed())), OPENING._replace(decryption_keys=keys))


@table("length", range(33))
@table("method", [CBC, GCM])
def test_any_length_is_padded_and_opened(method: str, length: int) -> None:
    secret, data = bytes(METHODS[method].key_bytes), bytes(range(length))
    written = encryption._sealed(method, secret, data, Random(1).randbytes)

    assert encryption.opened(method, secret, written) == data


# --- keys that travel otherwise -------------------------------------------------------------------

ENC11 = "http://www.w3.org/2009/xmlenc11#"


def with_transport(method: str, digest: type, mask: type, label: bytes | None = None) -> str:
    """An encrypted assertion whose key was wrapped in another way, which is named."""
    document = sealed(signed(), CBC)
    secret = Random(1).randbytes(16)
    oaep = padding.OAEP(padding.MGF1(mask()), digest(), label)
    wrapped = key("pool").public_key().encrypt(secret, oaep)
    before, _, rest = document.partition(
        f'<xenc:EncryptionMethod Algorithm="{encryption.OAEP_MGF1P}"/>'
    )
    after = rest[rest.index("</xenc:CipherValue>") :]
    value = b64encode(wrapped).decode()
    return f"{before}{method}<xenc:CipherData><xenc:CipherValue>{value}{after}"


SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
SHA512 = "http://www.w3.org/2001/04/xmlenc#sha512"


def transport_by(method: str, digest: str = "", mask: str = "", label: str = "") -> str:
    """What names how a key travels."""
    parts = [f'<xenc:EncryptionMethod Algorithm="{method}">']
    if digest:
        parts.append(f'<ds:DigestMethod Algorithm="{digest}"/>')
    if mask:
        parts.append(f'<x:MGF xmlns:x="{ENC11}" Algorithm="{mask}"/>')
    if label:
        parts.append(f"<xenc:OAEPparams>{label}</xenc:OAEPparams>")
    return "".join([*parts, "</xenc:EncryptionMethod>"])


@pytest.mark.parametrize(
    ("method", "digest", "mask", "label"),
    [
        (
            transport_by(encryption.OAEP_MGF1P, SHA256),
            hashes.SHA256,
            hashes.SHA1,
            None,
        ),
        (
            transport_by(encryption.OAEP, SHA512, f"{ENC11}mgf1sha256", "bGFiZWw="),
            hashes.SHA512,
            hashes.SHA256,
            b"label",
        ),
        (
            transport_by(encryption.OAEP),
            hashes.SHA1,
            hashes.SHA1,
            None,
        ),
    ],
    ids=["mgf1p", "all", "defaults"],
)
def test_a_key_may_travel_otherwise(
    method: str, digest: type, mask: type, label: bytes | None
) -> None:
    assert verify(around(with_transport(method, digest, mask, label)), OPENING)


def test_a_key_may_stand_beside_the_data() -> None:
    document = sealed(signed())
    begin, end = document.index("<xenc:EncryptedKey>"), document.index("</ds:KeyInfo>")
    wrapped = document[begin:end]
    moved = document.replace(wrapped, '<ds:RetrievalMethod URI="#key"/>').replace(
        "</xenc:EncryptedData>",
        "</xenc:EncryptedData>"
        + wrapped.replace(
            "<xenc:EncryptedKey>",
            '<xenc:EncryptedKey xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" Id="key">',
        ),
    )

    assert verify(around(moved), OPENING)


# --- what is refused ------------------------------------------------------------------------------


def test_what_must_be_encrypted_is_refused_otherwise() -> None:
    twice = [sealed(signed()), sealed(signed())]
    for inside in ([], [signed()], twice, [sealed(signed()), signed()]):
        assert reason(around(*inside), OPENING) is Reason.NOT_ENCRYPTED
    assert reason(around(sealed(signed()))) is Reason.ENCRYPTED
    assert reason(around(*twice)) is Reason.SEVERAL_ASSERTIONS


def test_an_encrypted_assertion_has_its_place() -> None:
    document = around(f"<samlp:Extensions>{sealed(signed())}</samlp:Extensions>")

    assert reason(document, OPENING) is Reason.NO_ASSERTION


def parted(document: str) -> tuple[str, str, str]:
    """What stands before the encrypted data, they themselves, and what stands behind them."""
    begin = document.rindex("<xenc:CipherValue>") + len("<xenc:CipherValue>")
    end = document.rindex("</xenc:CipherValue>")
    return document[:begin], document[begin:end], document[end:]


def with_value(document: str, value: str) -> str:
    before, _, after = parted(document)
    return before + value + after


def changed_value(document: str, change: int) -> str:
    """A document of which a byte of the encrypted data is another one."""
    data = bytearray(b64decode(parted(document)[1]))
    data[change % len(data)] ^= 1 + change % 255
    return with_value(document, b64encode(data).decode())


NOT_SIGNED = issuing.assertion(DRAFT)
#: What may be in an encrypted assertion, none of which may be told from another.
INSIDE = {
    "not signed": lambda: sealed(NOT_SIGNED),
    "signed by another": lambda: sealed(signed(owner="mallory")),
    "no XML": lambda: sealed("no XML"),
    "a document type": lambda: sealed(f"<!DOCTYPE x>{signed()}"),
    "something else": lambda: sealed("<x/>"),
    "a response": lambda: sealed(answer()),
    "an assertion in it": lambda: sealed(
        NOT_SIGNED.replace("<saml:Subject>", f"<saml:Advice>{signed()}</saml:Advice><saml:Subject>")
    ),
    "two assertions": lambda: sealed(signed() + signed(DRAFT._replace(assertion_id="_b"))),
    "text only": lambda: sealed("alice"),
    "an end before its time": lambda: sealed(f"</place>{signed()}<place>"),
    "a comment": lambda: sealed(signed().replace(">alice<", ">alice<!---->x<")),
    "another name": lambda: sealed(signed().replace(">alice<", ">admin<")),
    "for another": lambda: sealed(signed(), owner="mallory"),
    "padding": lambda: changed_value(sealed(signed(), CBC), -1),
    "a first block": lambda: changed_value(sealed(signed(), CBC), 17),
    "a tag": lambda: changed_value(sealed(signed(), GCM), -1),
    "another method": lambda: sealed(signed(), CBC).replace(CBC, f"{ENC11}aes128-gcm"),
    "no block": lambda: with_value(sealed(signed(), CBC), "AAAA"),
    "no data behind the block": lambda: with_value(sealed(signed(), CBC), "A" * 22 + "=="),
    "no nonce": lambda: with_value(sealed(signed(), GCM), "AAAA"),
    "nothing": lambda: with_value(sealed(signed(), GCM), ""),
    "another key": lambda: sealed(signed(), CBC).replace("128-cbc", "256-cbc"),
}


@table("inside", INSIDE)
def test_what_is_wrong_inside_cannot_be_told_apart(inside: str) -> None:
    assert reason(around(INSIDE[inside]()), OPENING) is Reason.DECRYPTION


@settings(max_examples=examples(40))
@given(st.integers(0, 10_000), st.sampled_from([CBC, GCM]))
def test_no_change_of_what_is_encrypted_can_be_told_from_another(place: int, method: str) -> None:
    assert reason(around(changed_value(sealed(signed(), method), place)), OPENING) is (
        Reason.DECRYPTION
    )


def test_what_is_wrong_with_a_signed_assertion_is_told() -> None:
    """The provider has made it, so nobody can try out others."""
    document = around(sealed(signed(DRAFT._replace(audience="other"))))

    assert reason(document, OPENING) is Reason.AUDIENCE


METHOD = f'<xenc:EncryptionMethod Algorithm="{GCM}"/>'
TRANSPORT = f'<xenc:EncryptionMethod Algorithm="{encryption.OAEP_MGF1P}"/>'


@table(
    "before, after, expected, sentence",
    [
        (GCM, "http://www.w3.org/2001/04/xmlenc#tripledes-cbc", Reason.ALGORITHM, "The assertion"),
        (METHOD, "", Reason.ALGORITHM, "The assertion is encrypted in a way that is not taken: n"),
        (
            encryption.OAEP_MGF1P,
            "http://www.w3.org/2001/04/xmlenc#rsa-1_5",
            Reason.ALGORITHM,
            "The key is encrypted in a way that is not taken: http://www.w3.org/2001/04/xmlenc#rsa",
        ),
        (TRANSPORT, "", Reason.ALGORITHM, "not taken: none is named"),
        (
            TRANSPORT,
            transport_by(encryption.OAEP, "urn:md5"),
            Reason.ALGORITHM,
            "#rsa-oaep urn:md5 http",
        ),
        (
            TRANSPORT,
            transport_by(encryption.OAEP, mask="urn:mask"),
            Reason.ALGORITHM,
            "#sha1 urn:mask",
        ),
        ("xenc:EncryptedData", "xenc:Encrypted", Reason.MALFORMED, "has no xenc:EncryptedData"),
        ("xenc:CipherData", "xenc:Cipher", Reason.MALFORMED, "has no xenc:CipherData"),
        ("xenc:CipherValue", "xenc:CipherReference", Reason.MALFORMED, "no xenc:CipherValue"),
        ("<xenc:CipherValue>", "<xenc:CipherValue>!", Reason.MALFORMED, "is not in base64"),
        ("xenc:EncryptedKey", "xenc:Key", Reason.MALFORMED, "has 0 EncryptedKey; 1 to 10 may be"),
        ("ds:KeyInfo", "ds:Info", Reason.MALFORMED, "has 0 EncryptedKey; 1 to 10 may be"),
    ],
)
def test_what_anybody_can_see_is_told(
    before: str, after: str, expected: Reason, sentence: str
) -> None:
    document = sealed(signed())
    assert before in document
    refusal = refused(around(document.replace(before, after)), OPENING)

    assert refusal.reason is expected
    assert sentence in refusal.sentence


def test_keys_are_not_tried_without_end() -> None:
    document = sealed(signed())
    begin = document.index("<xenc:EncryptedKey>")
    end = document.index("</xenc:EncryptedKey>") + len("</xenc:EncryptedKey>")
    many = document[:begin] + document[begin:end] * 11 + document[end:]

    assert "has 11 EncryptedKey" in refused(around(many), OPENING).sentence


def test_a_key_is_bound_to_its_transport() -> None:
    secret = Random(1).randbytes(16)
    wrapped = key("pool").public_key().encrypt(secret, encryption._oaep(Transport()))

    assert encryption.unwrapped(wrapped, key("pool"), Transport()) == secret
    for other in (Transport(mask=hashes.SHA256), Transport(label=b"x")):
        with pytest.raises(ValueError, match="ecryption failed"):
            encryption.unwrapped(wrapped, key("pool"), other)

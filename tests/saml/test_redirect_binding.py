"""Messages in query strings: written, read, signed, verified."""

from __future__ import annotations

import zlib
from base64 import b64encode
from contextlib import suppress
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given, settings
from hypothesis import strategies as st

from cognito_emulator.saml import redirect_binding
from cognito_emulator.saml.names import RSA_SHA256
from cognito_emulator.saml.redirect_binding import Kind, Message
from cognito_emulator.saml.refusals import Reason, SamlError
from tests.properties import examples
from tests.saml.keys import certificate, key, of_another_kind
from tests.table import table

SSO = "https://idp.example.com/sso"
DOCUMENT = "<samlp:AuthnRequest ID='_1'/>" * 9


def query(address: str) -> str:
    return urlsplit(address).query


def raw(data: bytes) -> str:
    return quote(b64encode(data).decode(), safe="")


def deflated(document: bytes = DOCUMENT.encode()) -> bytes:
    return zlib.compress(document, wbits=-15)


def test_the_parameters_stand_in_their_order() -> None:
    address = redirect_binding.address(SSO, DOCUMENT, relay_state="a.b/c d", key=key())

    assert address.startswith(f"{SSO}?SAMLRequest={raw(deflated())}&RelayState=a.b%2Fc%20d&SigAlg=")
    assert [name for name, _ in parse_qsl(query(address))] == [
        "SAMLRequest",
        "RelayState",
        "SigAlg",
        "Signature",
    ]
    assert (
        "&SigAlg=http%3A%2F%2Fwww.w3.org%2F2001%2F04%2Fxmldsig-more%23rsa-sha256&Signature="
        in address
    )
    assert "%0A" not in address


def test_what_is_not_given_is_left_out() -> None:
    assert (
        redirect_binding.address(SSO, DOCUMENT, kind="SAMLResponse")
        == f"{SSO}?SAMLResponse={raw(deflated())}"
    )


def test_a_destination_keeps_its_own_parameters() -> None:
    address = redirect_binding.address(f"{SSO}?tenant=1", DOCUMENT)

    assert address.startswith(f"{SSO}?tenant=1&SAMLRequest=")
    assert redirect_binding.read(query(address)).document == DOCUMENT


TEXTS = st.text(st.characters(codec="utf-8"))
KINDS: st.SearchStrategy[Kind] = st.sampled_from(["SAMLRequest", "SAMLResponse"])


@given(document=TEXTS, relay_state=st.none() | TEXTS, kind=KINDS)
def test_what_is_written_is_read_again(document: str, relay_state: str | None, kind: Kind) -> None:
    address = redirect_binding.address(SSO, document, kind=kind, relay_state=relay_state)

    assert redirect_binding.read(query(address)) == Message(kind, document, relay_state, None)


@pytest.mark.parametrize("relay_state", [None, "", "a b+c%2F~"])
def test_a_signature_is_verified(relay_state: str | None) -> None:
    address = redirect_binding.address(SSO, DOCUMENT, relay_state=relay_state, key=key())
    message = redirect_binding.read(query(address))

    redirect_binding.verify(message, [certificate("another"), certificate()])

    assert message.relay_state == relay_state


def test_a_signature_is_over_what_was_written() -> None:
    """Lower-case digits, blanks as plus signs: another program's percent-encoding."""
    signed = f"SAMLRequest={raw(deflated()).replace('%2B', '%2b')}&RelayState=a+b"
    signed += f"&SigAlg={quote(RSA_SHA256, safe=':')}"
    signature = key().sign(signed.encode(), PKCS1v15(), SHA256())
    message = redirect_binding.read(f"other=1&{signed}&Signature={raw(signature)}")

    redirect_binding.verify(message, [certificate()])
    assert message.relay_state == "a b"


def refused(query: str, trusted: tuple[bytes, ...] = ()) -> SamlError:
    with pytest.raises(SamlError) as refusal:
        redirect_binding.verify(redirect_binding.read(query), trusted)
    return refusal.value


@table(
    "query, reason, sentence",
    [
        ("", Reason.MALFORMED, "must have one of SAMLRequest and SAMLResponse"),
        ("SAMLRequest=eA&SAMLResponse=eA", Reason.MALFORMED, "must have one of"),
        (f"SAMLRequest={raw(deflated())}&SAMLRequest=", Reason.MALFORMED, "SAMLRequest twice"),
        (f"SAMLRequest={raw(deflated())}&RelayState=1&RelayState=2", Reason.MALFORMED, "twice"),
        (f"SAMLRequest={raw(deflated())}&SAMLEncoding=gzip", Reason.MALFORMED, "SAMLEncoding"),
        ("SAMLRequest=%C3%A4", Reason.MALFORMED, "SAMLRequest is not in base64"),
        ("SAMLRequest=e", Reason.MALFORMED, "SAMLRequest is not in base64"),
        ("SAMLRequest=", Reason.MALFORMED, "compressed by DEFLATE"),
        (f"SAMLRequest={raw(b'<plain/>')}", Reason.MALFORMED, "compressed by DEFLATE"),
        (f"SAMLRequest={raw(deflated(bytes([255])))}", Reason.MALFORMED, "text of UTF-8"),
        (f"SAMLRequest={raw(deflated()[:-4])}", Reason.MALFORMED, "compressed by DEFLATE"),
        (f"SAMLRequest={raw(deflated(bytes(100_001)))}", Reason.TOO_LONG, "100000 bytes"),
        (f"SAMLRequest={raw(deflated())}", Reason.UNSIGNED, "no Signature"),
        (f"SAMLRequest={raw(deflated())}&Signature=eA%3D%3D", Reason.ALGORITHM, "must be http"),
        (f"SAMLRequest={raw(deflated())}&Signature=e", Reason.MALFORMED, "Signature is not in"),
    ],
)
def test_what_cannot_be_read_or_trusted_is_refused(
    query: str, reason: Reason, sentence: str
) -> None:
    refusal = refused(query)

    assert refusal.reason is reason
    assert sentence in refusal.sentence == str(refusal)


def test_a_bomb_is_not_inflated() -> None:
    """Eight megabytes of zeros, which eight kilobytes stand for."""
    deflate = zlib.compressobj(wbits=-15)
    bomb = b"".join(deflate.compress(bytes(1 << 20)) for _ in range(8)) + deflate.flush()

    assert refused(f"SAMLRequest={raw(bomb)}").reason is Reason.TOO_LONG


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("RelayState=state", "RelayState=other"),
        ("&RelayState=state", ""),
        (raw(deflated()), raw(deflated(b"<other/>"))),
        ("SAMLRequest=", "SAMLResponse="),
    ],
)
def test_a_signature_over_something_else_is_refused(before: str, after: str) -> None:
    written = query(redirect_binding.address(SSO, DOCUMENT, relay_state="state", key=key()))
    assert before in written

    refusal = refused(written.replace(before, after), (certificate(),))
    assert refusal.reason is Reason.SIGNATURE


def test_a_signature_by_another_key_is_refused() -> None:
    written = query(redirect_binding.address(SSO, DOCUMENT, key=key("another")))

    assert refused(written, (certificate(),)).reason is Reason.SIGNATURE


def test_a_certificate_of_another_kind_of_key_is_passed_over() -> None:
    curve = of_another_kind(ec.generate_private_key(ec.SECP256R1()), SHA256())
    message = redirect_binding.read(query(redirect_binding.address(SSO, DOCUMENT, key=key())))

    redirect_binding.verify(message, [curve, certificate()])
    with pytest.raises(SamlError):
        redirect_binding.verify(message, [curve])


@table(
    "algorithm",
    [
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
        "none",
        "",
    ],
)
def test_other_algorithms_are_refused(algorithm: str) -> None:
    written = query(redirect_binding.address(SSO, DOCUMENT, key=key()))
    changed = written.replace(quote(RSA_SHA256, safe=""), quote(algorithm, safe=""))

    assert refused(changed, (certificate(),)).reason is Reason.ALGORITHM


@settings(max_examples=examples(50))
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["SAMLRequest", "SAMLResponse", "RelayState", "SAMLEncoding", "SigAlg", "Signature"]
            ),
            st.binary().map(raw)
            | st.binary().map(deflated).map(raw)
            | st.text().map(lambda text: text.replace("&", "")),
        )
    )
)
def test_any_query_is_a_message_or_refused(parameters: list[tuple[str, str]]) -> None:
    with suppress(SamlError):
        redirect_binding.read("&".join(f"{name}={value}" for name, value in parameters))

"""The metadata of identity providers: what is read of them, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator.saml import metadata
from cognito_emulator.saml.certificates import LIFETIME_SECONDS
from cognito_emulator.saml.metadata import Flaw, Metadata, MetadataError
from tests.saml.keys import NOW, base64, certificate
from tests.table import table

ENTITY = "https://idp.example.com/metadata"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"


def key_descriptor(der: bytes | str, use: str = ' use="signing"') -> str:
    text = der if isinstance(der, str) else base64(der)
    return (
        f'<KeyDescriptor{use}><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'
        f"<ds:X509Data><ds:X509Certificate>{text}</ds:X509Certificate></ds:X509Data>"
        "</ds:KeyInfo></KeyDescriptor>"
    )


def endpoint(service: str, location: str, binding: str = REDIRECT) -> str:
    return f'<{service} Binding="{binding}" Location="{location}"/>'


SSO = endpoint("SingleSignOnService", "https://idp.example.com/sso?a=1&amp;b=2")


def described(
    *parts: str, entity_id: str = ENTITY, protocols: str = PROTOCOL, namespace: bool = True
) -> str:
    """The metadata of one provider."""
    own = ' xmlns="urn:oasis:names:tc:SAML:2.0:metadata"' if namespace else ""
    return (
        f'<EntityDescriptor{own} entityID="{entity_id}">'
        f'<IDPSSODescriptor protocolSupportEnumeration="{protocols}">'
        f"{''.join(parts)}</IDPSSODescriptor></EntityDescriptor>"
    )


USUAL = described(key_descriptor(certificate()), SSO)


def together(*entities: str) -> str:
    return (
        '<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">'
        f"{''.join(entities)}</EntitiesDescriptor>"
    )


def test_a_provider_is_read() -> None:
    assert metadata.read(USUAL) == Metadata(
        entity_id=ENTITY,
        sso_redirect_url="https://idp.example.com/sso?a=1&b=2",
        slo_redirect_url=None,
        certificates=(certificate(),),
    )


@table(
    "document",
    [
        USUAL.encode(),
        f'<?xml version="1.0" encoding="UTF-16"?>{USUAL}',  # a text is a text, whatever it says
        f'<?xml version="1.0" encoding="UTF-16"?>{USUAL}'.encode("utf-16"),
        f'<?xml version="1.0" encoding="ISO-8859-1"?>{USUAL}'.encode("latin-1"),
        b"\xef\xbb\xbf" + USUAL.encode(),
        f"\n<!-- a provider -->{USUAL}",
        together(USUAL),
        together(
            "<EntityDescriptor entityID='sp'><SPSSODescriptor/></EntityDescriptor>", together(USUAL)
        ),
    ],
)
def test_it_is_read_in_any_encoding_and_place(document: str | bytes) -> None:
    assert metadata.read(document) == metadata.read(USUAL)


def test_all_that_it_says_is_read() -> None:
    read = metadata.read(
        described(
            key_descriptor(certificate("encryption"), ' use="encryption"'),
            key_descriptor(f"\n  {base64(certificate())[:64]}\n  {base64(certificate())[64:]}\n"),
            key_descriptor(certificate("next"), ""),
            endpoint("SingleLogoutService", "https://idp.example.com/post", POST),
            endpoint("SingleLogoutService", "https://idp.example.com/slo"),
            endpoint("SingleSignOnService", "https://idp.example.com/post", POST),
            endpoint("SingleSignOnService", "http://localhost:8080/sso"),
            protocols=f"urn:oasis:names:tc:SAML:1.1:protocol {PROTOCOL}",
        )
    )

    assert read == Metadata(
        entity_id=ENTITY,
        sso_redirect_url="http://localhost:8080/sso",
        slo_redirect_url="https://idp.example.com/slo",
        certificates=(certificate(), certificate("next")),
    )


def test_a_comment_hides_nothing() -> None:
    half = base64(certificate())
    read = metadata.read(described(key_descriptor(f"{half[:9]}<!-- -->{half[9:]}"), SSO))

    assert read.certificates == (certificate(),)


def bomb() -> str:
    entities = "".join(f'<!ENTITY e{n} "&e{n - 1};&e{n - 1};">' for n in range(1, 40))
    return f'<!DOCTYPE EntityDescriptor [<!ENTITY e0 "ha">{entities}]>' + described(
        SSO, entity_id="&e39;"
    )


@table(
    "document, flaw, sentence",
    [
        ("", Flaw.NOT_XML, "no well-formed XML: no element found"),
        ("not XML", Flaw.NOT_XML, "no well-formed XML: syntax error"),
        (USUAL[:-9], Flaw.NOT_XML, "no well-formed XML"),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', Flaw.NOT_XML, "no well-formed XML"),
        ("\ud800", Flaw.NOT_XML, "no well-formed XML"),
        ("<a>\0</a>", Flaw.NOT_XML, "no well-formed XML"),
        (" " * (metadata.LONGEST + 1), Flaw.TOO_LONG, "longer than 1048576 characters"),
        (f"<!DOCTYPE html>{USUAL}", Flaw.DTD, "<!DOCTYPE>"),
        (bomb(), Flaw.DTD, "<!DOCTYPE>"),
        (
            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
            Flaw.DTD,
            "<!DOCTYPE>",
        ),
        ("<html/>", Flaw.NOT_METADATA, "begin with html, not with an EntityDescriptor"),
        (described(SSO, namespace=False), Flaw.NOT_METADATA, "begin with EntityDescriptor, not"),
        (together(), Flaw.NO_PROVIDER, "there is no IDPSSODescriptor"),
        (
            described(SSO, protocols="urn:oasis:names:tc:SAML:1.1:protocol"),
            Flaw.NO_PROVIDER,
            "protocolSupportEnumeration",
        ),
        (together(USUAL, USUAL), Flaw.SEVERAL_PROVIDERS, "describe 2 identity providers"),
        (
            described(key_descriptor(certificate()), SSO, entity_id=""),
            Flaw.NO_ENTITY_ID,
            "must have 1 to 1024 characters; it has 0",
        ),
        (
            described(key_descriptor(certificate()), SSO, entity_id="e" * 1025),
            Flaw.NO_ENTITY_ID,
            "it has 1025",
        ),
        (
            described(
                key_descriptor(certificate()),
                endpoint("SingleSignOnService", "https://idp.example.com/sso", POST),
            ),
            Flaw.NO_REDIRECT_BINDING,
            "no SingleSignOnService with the binding urn:oasis",
        ),
        (described(SSO), Flaw.NO_CERTIFICATE, "no certificate for signing"),
        (
            described(key_descriptor(certificate(), ' use="encryption"'), SSO),
            Flaw.NO_CERTIFICATE,
            "no certificate for signing",
        ),
        (
            described(key_descriptor(certificate()), key_descriptor("AAAA"), SSO),
            Flaw.CERTIFICATE,
            "Certificate 2 for signing is no X.509 certificate in base64 with a key for RSA or EC",
        ),
        (described(key_descriptor("ä"), SSO), Flaw.CERTIFICATE, "Certificate 1 for signing"),
        (described(key_descriptor(""), SSO), Flaw.CERTIFICATE, "it is empty"),
        (
            described(key_descriptor("A" * 4097), SSO),
            Flaw.CERTIFICATE_TOO_LONG,
            "has 4097 characters; 4096 are the most",
        ),
    ],
)
def test_what_describes_no_provider_is_refused(
    document: str | bytes, flaw: Flaw, sentence: str
) -> None:
    with pytest.raises(MetadataError) as refusal:
        metadata.read(document)

    assert refusal.value.flaw is flaw
    assert sentence in refusal.value.sentence == str(refusal.value)


@table("service", ["SingleSignOnService", "SingleLogoutService"])
@table(
    "location",
    [
        "",
        "idp.example.com/sso",
        "/sso",
        "https:///sso",
        "ftp://idp.example.com/sso",
        "javascript:alert(1)",
        "https://idp.example.com/s so",
        "https://idp.example.com/s&#10;so",
        "https://idp.example.com:port/sso",
        "https://idp.example.com:0/sso",
        "https://[idp/sso",
        "https://idp.example.com/ä",
        f"https://idp.example.com/{'a' * 2048}",
    ],
)
def test_an_address_that_is_none_is_refused(service: str, location: str) -> None:
    with pytest.raises(MetadataError, match=f"The Location of the {service} is no") as refusal:
        metadata.read(described(key_descriptor(certificate()), endpoint(service, location), SSO))

    assert refusal.value.flaw is Flaw.ADDRESS


@pytest.mark.parametrize("now", [NOW, None])
def test_a_certificate_that_has_not_expired_is_taken(now: float | None) -> None:
    assert metadata.read(USUAL, now=now).certificates


def test_a_certificate_may_not_have_expired_when_it_is_configured() -> None:
    with pytest.raises(MetadataError, match="Certificate 1 for signing has expired") as refusal:
        metadata.read(USUAL, now=NOW + LIFETIME_SECONDS)

    assert refusal.value.flaw is Flaw.CERTIFICATE_EXPIRED


def read_or_refused(document: str | bytes) -> None:
    try:
        assert isinstance(metadata.read(document, now=NOW), Metadata)
    except MetadataError as refusal:
        assert refusal.sentence


@given(st.text() | st.binary())
def test_anything_is_metadata_or_refused(document: str | bytes) -> None:
    read_or_refused(document)


def mutations(text: str) -> st.SearchStrategy[str]:
    """Texts that differ from one in a place."""

    def changed(place: int, length: int, inserted: str) -> str:
        return text[:place] + inserted + text[place + length :]

    bits = st.sampled_from(["", "<", ">", "&", '"', "\0", "ä", "<!--", "]]>", "&x;", "<?a?>", "A"])
    return st.builds(changed, st.integers(0, len(text)), st.integers(0, 40), bits)


@given(mutations(USUAL))
def test_metadata_that_were_changed_are_read_or_refused(document: str) -> None:
    read_or_refused(document)


@given(mutations(USUAL), st.sampled_from(["utf-8", "utf-16", "latin-1"]))
def test_in_any_encoding(document: str, encoding: str) -> None:
    read_or_refused(document.encode(encoding, "replace"))


def test_the_sentences_are_printable() -> None:

    with pytest.raises(MetadataError) as refusal:
        metadata.read("<\u00aa\u202eb/>")
    assert refusal.value.sentence.isprintable()

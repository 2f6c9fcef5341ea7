"""Attacks on what reads SAML, each of which is refused: mallory signs in as nobody else.

Mallory has a response of the provider's, or a key of mallory's own, and wants to be admin. Where a
name has a number, it is that of the variant in "On Breaking SAML" (Somorovsky and others, 2012), as
SAML Raider has them.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from copy import deepcopy

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner

from cognito_emulator.saml import certificates, issuing
from cognito_emulator.saml.names import NAMESPACES
from cognito_emulator.saml.refusals import Reason
from tests.saml.keys import base64, certificate, key, of_another_kind
from tests.saml.provider import (
    DRAFT,
    EXPECTED,
    SIGNED_PARTS,
    answer,
    around,
    reason,
    signed,
    signer,
    verify,
)
from tests.table import table

Element = etree._Element
DS, SAML, SAMLP = (f"{{{NAMESPACES[prefix]}}}" for prefix in ("ds", "saml", "samlp"))
MALLORY = DRAFT._replace(name_id="mallory")


def parsed(document: str) -> Element:
    return etree.fromstring(document)


def written(root: Element) -> str:
    return etree.tostring(root, encoding="unicode")


def find(root: Element, path: str) -> Element:
    found = root.find(path, NAMESPACES)
    assert found is not None
    return found


def remove(element: Element) -> Element:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)
    return element


def evil(element: Element, new_id: str = "_evil") -> Element:
    """A copy of what was signed, not signed, that says it is about admin."""
    copy = deepcopy(element)
    copy.set("ID", new_id)
    for signature in list(copy.iter(f"{DS}Signature")):
        remove(signature)
    for name_id in copy.iter(f"{SAML}NameID"):
        name_id.text = "admin"
    return copy


# --- XML signature wrapping -----------------------------------------------------------------------


def xsw1() -> Element:
    """The signed response is moved into the signature of another one."""
    original = parsed(answer(MALLORY, "response"))
    signature = deepcopy(find(original, "ds:Signature"))
    root = evil(original)
    root.insert(1, signature)
    remove(find(original, "ds:Signature"))
    signature.append(original)
    return root


def xsw2() -> Element:
    """The signed response stands before the signature in another one."""
    original = parsed(answer(MALLORY, "response"))
    signature = deepcopy(find(original, "ds:Signature"))
    root = evil(original)
    remove(find(original, "ds:Signature"))
    root.insert(1, signature)
    root.insert(1, original)
    return root


def xsw3() -> Element:
    """Another assertion stands before the signed one."""
    root = parsed(answer(MALLORY))
    original = find(root, "saml:Assertion")
    original.addprevious(evil(original))
    return root


def xsw4() -> Element:
    """The signed assertion is moved into another one."""
    root = parsed(answer(MALLORY))
    original = find(root, "saml:Assertion")
    wrapper = evil(original)
    original.addprevious(wrapper)
    wrapper.append(original)
    return root


def xsw5() -> Element:
    """Another assertion has the signature; the signed one stands behind it."""
    root = parsed(answer(MALLORY))
    original = find(root, "saml:Assertion")
    signature = deepcopy(find(original, "ds:Signature"))
    wrapper = evil(original)
    wrapper.insert(1, signature)
    remove(find(original, "ds:Signature"))
    original.addprevious(wrapper)
    return root


def xsw6() -> Element:
    """Another assertion has the signature, and the signed one stands in that."""
    root = xsw5()
    original = root.findall("saml:Assertion", NAMESPACES)[1]
    find(root, "saml:Assertion/ds:Signature").append(original)
    return root


def xsw7() -> Element:
    """Another assertion of the same id stands in Extensions."""
    root = parsed(answer(MALLORY))
    original = find(root, "saml:Assertion")
    extensions = etree.Element(f"{SAMLP}Extensions")
    extensions.append(evil(original, "_assertion"))
    root.insert(1, extensions)
    return root


def xsw8() -> Element:
    """The signed assertion is moved into an Object of the signature, which another one has."""
    root = xsw5()
    original = root.findall("saml:Assertion", NAMESPACES)[1]
    signature = find(root, "saml:Assertion/ds:Signature")
    etree.SubElement(signature, f"{DS}Object").append(original)
    return root


WRAPPED = [xsw1, xsw2, xsw3, xsw4, xsw5, xsw6, xsw7, xsw8]


@pytest.mark.parametrize("wrapped", WRAPPED, ids=lambda each: each.__name__)
@pytest.mark.parametrize("same_id", [False, True], ids=["another id", "the same id"])
def test_wrapping_is_refused(wrapped: Callable[[], Element], same_id: bool) -> None:  # noqa: FBT001
    document = written(wrapped())
    assert ">admin</" in document
    assert ">mallory</" in document
    if same_id:
        document = document.replace('ID="_evil"', 'ID="_assertion"')

    assert reason(document) in {
        Reason.SEVERAL_ASSERTIONS,
        Reason.SIGNATURE,
        Reason.MALFORMED,  # an id that is there twice
    }


def test_a_wrapped_response_with_one_assertion_is_refused() -> None:
    """Of the response only the shell is another one; the signed one stands in Extensions."""
    original = parsed(answer(MALLORY, "response"))
    root = deepcopy(original)
    root.set("ID", "_evil")
    remove(find(root, "saml:Assertion"))
    extensions = etree.Element(f"{SAMLP}Extensions")
    remove(find(original, "ds:Signature"))
    extensions.append(original)
    root.insert(2, extensions)

    assert reason(written(root)) is Reason.NO_ASSERTION


def test_a_signature_that_refers_elsewhere_is_refused() -> None:
    """The response is signed, and the assertion's signature refers to the response."""
    root = parsed(around(issuing.assertion(MALLORY)))
    response_signature = find(parsed(answer(MALLORY, "response")), "ds:Signature")
    find(root, "saml:Assertion").insert(1, response_signature)

    assert reason(written(root)) is Reason.SIGNATURE


# --- what is signed is changed --------------------------------------------------------------------


@table("part", SIGNED_PARTS)
@table(
    "before, after",
    [
        (">mallory<", ">admin<"),
        (">mallory<", "><![CDATA[admin]]><"),
        (">alice@example.com<", ">admin@example.com<"),
        ('Name="email"', 'Name="mail"'),
        ("NotOnOrAfter=", "notOnOrAfter="),
        ("</saml:Subject>", "<saml:Extra/></saml:Subject>"),
    ],
)
def test_what_was_changed_is_refused(part: str, before: str, after: str) -> None:
    document = answer(MALLORY, part)
    assert before in document

    assert reason(document.replace(before, after)) is Reason.SIGNATURE


@pytest.mark.parametrize("part", ["response", "both"])
def test_a_signed_response_is_signed_as_a_whole(part: str) -> None:
    document = answer(MALLORY, part).replace("status:Success", "status:Success ", 1)

    assert reason(document) in {Reason.STATUS, Reason.SIGNATURE}
    assert reason(answer(MALLORY, part).replace("<samlp:Status>", "<samlp:Status >x", 1)) is (
        Reason.SIGNATURE
    )


def test_of_two_signatures_both_must_fit() -> None:
    inner_wrong = issuing.sign(around(signed(MALLORY, "stranger")), signer())
    outer_wrong = issuing.sign(around(signed(MALLORY)), signer("stranger"))

    assert reason(inner_wrong) is Reason.SIGNATURE
    assert reason(outer_wrong) is Reason.SIGNATURE


# --- texts that are read in two ways --------------------------------------------------------------

SUFFIXED = DRAFT._replace(
    name_id="admin.mallory", attributes={"email": ["admin@example.com.mallory.example"]}
)


@table("part", SIGNED_PARTS)
@table("split", ["<!---->", "<!-- x -->", "<?x?>", "<?x y?>"])
@table("place", ["admin.mallory", "admin@example.com.mallory"])
def test_a_comment_truncates_nothing(part: str, split: str, place: str) -> None:
    """Canonical XML has no comments, so the signature still fits."""
    document = answer(SUFFIXED, part).replace(place, place.replace(".m", f"{split}.m"))
    assert split in document

    assert reason(document) is Reason.MALFORMED


def test_a_comment_in_a_digest_is_refused() -> None:
    document = answer(MALLORY).replace("<ds:DigestValue>", "<ds:DigestValue><!--AAAA-->")

    assert reason(document) is Reason.MALFORMED


def test_a_section_of_characters_is_text_as_any_other() -> None:
    document = answer(SUFFIXED).replace("admin.mallory", "<![CDATA[admin]]>.mallory")

    assert verify(document).name_id.value == "admin.mallory"


def test_elements_in_a_name_hide_nothing() -> None:
    assertion = issuing.assertion(SUFFIXED).replace("admin.mallory", "admin<saml:x/>.mallory")

    assert verify(around(issuing.sign(assertion, signer()))).name_id.value == "admin.mallory"


# --- entities, and much of anything ---------------------------------------------------------------

BOMB = "".join(f'<!ENTITY e{n} "&e{n - 1};&e{n - 1};">' for n in range(1, 40))


@table(
    "declared",
    [
        '<!DOCTYPE Response [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE Response [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>',
        '<!DOCTYPE Response SYSTEM "http://127.0.0.1:9/x.dtd">',
        f'<!DOCTYPE Response [<!ENTITY e0 "x">{BOMB}]>',
        '<!DOCTYPE Response [<!ATTLIST saml:NameID Format CDATA "x">]>',
        "<!DOCTYPE html>",
    ],
)
@table("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_document_type_is_refused(declared: str, encoding: str) -> None:
    entity = "e39" if "e39" in declared else "x"
    document = declared + answer(MALLORY).replace(">mallory<", f">&{entity};<")

    assert reason(document.encode(encoding)) is Reason.MALFORMED


def test_a_document_type_in_disguise_is_refused() -> None:
    """UTF-7 writes an angle bracket with letters only."""
    body = answer(MALLORY).encode("utf-7")
    hidden = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE html+AD4-' + body

    assert reason(hidden) is Reason.MALFORMED


def test_an_entity_without_a_document_type_is_refused() -> None:
    assert reason(answer(MALLORY).replace(">mallory<", ">&admin;<")) is Reason.MALFORMED


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("x" * 100_001, Reason.TOO_LONG),
        ("<a>" * 30_000, Reason.MALFORMED),
        ("<a " + " ".join(f'a{n}=""' for n in range(9_000)) + "/>", Reason.MALFORMED),
        ("<a>" + "&#65;" * 19_000 + "</a>", Reason.MALFORMED),
    ],
    ids=["long", "deep", "broad", "numbered"],
)
def test_huge_documents_are_refused(document: str, expected: Reason) -> None:
    assert reason(document) is expected


# --- ids, namespaces, assertions ------------------------------------------------------------------


@pytest.mark.parametrize("attribute", ["ID", "Id", "id", "xml:id"])
def test_an_id_that_is_there_twice_is_refused(attribute: str) -> None:
    document = answer(MALLORY).replace(
        "<samlp:Status>", f'<samlp:Extensions {attribute}="_assertion"/><samlp:Status>'
    )

    assert reason(document) is Reason.MALFORMED


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("saml:Assertion", Reason.NO_ASSERTION),
        ("ds:Signature", Reason.UNSIGNED),
        ("saml:NameID", Reason.SIGNATURE),
    ],
)
def test_another_namespace_is_another_name(name: str, expected: Reason) -> None:
    other = f"x:{name.partition(':')[2]}"
    document = answer(MALLORY).replace(f"<{name} ", f'<{other} xmlns:x="urn:x" ')

    assert reason(document.replace(f"</{name}>", f"</{other}>")) is expected


@pytest.mark.parametrize(
    "others",
    [
        lambda: signed(MALLORY._replace(assertion_id="_second", name_id="admin")),
        lambda: signed(MALLORY._replace(assertion_id="_second", name_id="admin"), "stranger"),
        lambda: issuing.assertion(MALLORY._replace(assertion_id="_second", name_id="admin")),
    ],
    ids=["signed", "signed by another", "unsigned"],
)
@pytest.mark.parametrize("before", [False, True], ids=["behind", "before"])
def test_a_second_assertion_is_refused(others: Callable[[], str], before: bool) -> None:  # noqa: FBT001
    both = [signed(MALLORY), others()]

    assert reason(around(*reversed(both) if before else both)) is Reason.SEVERAL_ASSERTIONS


@pytest.mark.parametrize("wrapper", ["saml:Advice", "samlp:Extensions", "samlp:StatusDetail"])
def test_a_second_assertion_is_refused_anywhere(wrapper: str) -> None:
    hidden = issuing.assertion(MALLORY._replace(assertion_id="_second"))
    document = around(
        signed(MALLORY), f"<{wrapper} xmlns:saml='{NAMESPACES['saml']}'>{hidden}</{wrapper}>"
    )

    assert reason(document) is Reason.SEVERAL_ASSERTIONS


# --- signatures and keys --------------------------------------------------------------------------


def test_no_signature_is_none() -> None:
    root = parsed(answer(MALLORY))
    remove(find(root, "saml:Assertion/ds:Signature"))

    assert reason(written(root)) is Reason.UNSIGNED


def test_an_empty_signature_is_none() -> None:
    root = parsed(answer(MALLORY))
    find(root, "saml:Assertion/ds:Signature").clear()

    assert reason(written(root)) is Reason.SIGNATURE


@pytest.mark.parametrize("name", ["SignatureValue", "DigestValue", "Reference", "SignedInfo"])
def test_half_a_signature_is_none(name: str) -> None:
    root = parsed(answer(MALLORY))
    remove(find(root, f".//ds:{name}"))

    assert reason(written(root)) in {Reason.SIGNATURE, Reason.ALGORITHM}


@table("name", ["SignatureValue", "DigestValue"])
@table("value", ["", "AAAA", "not base64", "=", "ä"])
def test_a_value_that_is_none_is_refused(name: str, value: str) -> None:
    root = parsed(answer(MALLORY))
    find(root, f".//ds:{name}").text = value

    assert reason(written(root)) is Reason.SIGNATURE


def test_a_signature_brings_no_key_of_its_own() -> None:
    """It is mallory's, with mallory's certificate or key in KeyInfo: what it says is not asked."""
    document = answer(DRAFT._replace(name_id="admin"), owner="mallory")
    assert base64(certificate("mallory"))[:40] in document

    assert reason(document) is Reason.SIGNATURE


def test_a_signature_that_shows_the_right_certificate_is_held_against_it() -> None:
    document = answer(DRAFT._replace(name_id="admin"), owner="mallory")
    root = parsed(document)
    find(root, ".//ds:X509Certificate").text = base64(certificate())

    assert reason(written(root)) is Reason.SIGNATURE


def test_what_a_signature_says_of_its_key_does_not_count() -> None:
    root = parsed(answer(MALLORY))
    find(root, ".//ds:X509Certificate").text = base64(certificate("mallory"))
    assert verify(written(root)).name_id.value == "mallory"

    remove(find(root, ".//ds:KeyInfo"))
    assert verify(written(root)).name_id.value == "mallory"


def test_no_certificate_vouches_for_nothing() -> None:
    assert reason(answer(MALLORY), EXPECTED._replace(certificates=())) is Reason.SIGNATURE


class AnySigner(XMLSigner):
    """Signs by whatever algorithm."""

    def check_deprecated_methods(self) -> None:
        """Take all of them."""


def signed_by(
    method: SignatureMethod = SignatureMethod.RSA_SHA256,
    digest: DigestAlgorithm = DigestAlgorithm.SHA256,
    canonicalization: CanonicalizationMethod = (
        CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0
    ),
) -> str:
    """A response whose assertion is signed in a certain way."""
    signing = AnySigner(
        signature_algorithm=method, digest_algorithm=digest, c14n_algorithm=canonicalization
    )
    root = parsed(issuing.assertion(MALLORY))
    is_hmac = method.name.startswith("HMAC")
    result = signing.sign(
        root,
        # What verifies by the provider's public key: the confusion of algorithms.
        key=certificate() if is_hmac else key(),
        reference_uri="#_assertion",
        id_attribute="ID",
    )
    issuer = find(result, "saml:Issuer")
    issuer.addnext(find(result, "ds:Signature"))
    return around(written(result))


@table("method", ["RSA_SHA256", "RSA_SHA384", "RSA_SHA512", "SHA256_RSA_MGF1"])
@table("digest", ["SHA256", "SHA384", "SHA512"])
def test_algorithms_that_are_taken(method: str, digest: str) -> None:
    document = signed_by(SignatureMethod[method], DigestAlgorithm[digest])

    assert verify(document).name_id.value == "mallory"


@pytest.mark.parametrize("method", ["ECDSA_SHA256", "ECDSA_SHA512"])
def test_keys_of_elliptic_curves_are_taken(method: str) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    curve = of_another_kind(private, SHA256())
    signing = XMLSigner(
        signature_algorithm=SignatureMethod[method],
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    result = signing.sign(
        parsed(issuing.assertion(MALLORY)),
        key=private,
        cert=[certificates.load(curve)],
        reference_uri="#_assertion",
        id_attribute="ID",
    )
    document = around(written(result))

    assert verify(document, EXPECTED._replace(certificates=(certificate(), curve)))
    assert reason(document) is Reason.SIGNATURE
    assert reason(answer(MALLORY), EXPECTED._replace(certificates=(curve,))) is Reason.SIGNATURE


@table("method", ["HMAC_SHA256", "HMAC_SHA512", "HMAC_SHA1", "RSA_SHA1", "RSA_SHA224"])
def test_algorithms_that_are_not_taken(method: str) -> None:
    assert reason(signed_by(SignatureMethod[method])) is Reason.ALGORITHM


@pytest.mark.parametrize("digest", ["SHA1", "SHA224"])
def test_digests_that_are_not_taken(digest: str) -> None:
    assert reason(signed_by(digest=DigestAlgorithm[digest])) is Reason.ALGORITHM


@table(
    "canonicalization",
    [
        each.name
        for each in CanonicalizationMethod
        if each is not CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0
    ],
)
def test_other_canonicalizations_of_what_is_signed_are_not_taken(canonicalization: str) -> None:
    document = signed_by(canonicalization=CanonicalizationMethod[canonicalization])

    assert reason(document) is Reason.ALGORITHM


@table("algorithm", ["", "none", "http://www.w3.org/2000/09/xmldsig#hmac-sha1", "urn:other"])
@table("name", ["SignatureMethod", "DigestMethod", "CanonicalizationMethod", "Transform"])
def test_another_algorithm_cannot_be_put_in_its_place(name: str, algorithm: str) -> None:
    root = parsed(answer(MALLORY))
    find(root, f".//ds:{name}").set("Algorithm", algorithm)

    assert reason(written(root)) is Reason.ALGORITHM


XSLT = (
    '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">'
    '<xsl:template match="/"><xsl:value-of select="document(\'file:///etc/passwd\')"/>'
    "</xsl:template></xsl:stylesheet>"
)


@table(
    "algorithm, content",
    [
        ("http://www.w3.org/TR/1999/REC-xslt-19991116", XSLT),
        ("http://www.w3.org/TR/1999/REC-xpath-19991116", "<ds:XPath>false()</ds:XPath>"),
        ("http://www.w3.org/2002/06/xmldsig-filter2", ""),
        ("http://www.w3.org/2000/09/xmldsig#base64", ""),
        ("http://www.w3.org/2000/09/xmldsig#enveloped-signature", ""),
        ("http://www.w3.org/2001/10/xml-exc-c14n#", ""),
    ],
)
@table("place", [0, 1, 2])
def test_other_transforms_are_not_taken(algorithm: str, content: str, place: int) -> None:
    root = parsed(answer(MALLORY))
    transform = parsed(
        f'<ds:Transform xmlns:ds="{NAMESPACES["ds"]}" Algorithm="{algorithm}">{content}'
        "</ds:Transform>"
    )
    find(root, ".//ds:Transforms").insert(place, transform)

    assert reason(written(root)) is Reason.ALGORITHM


@pytest.mark.parametrize("count", [0, 1])
def test_transforms_may_not_be_missing(count: int) -> None:
    root = parsed(answer(MALLORY))
    remove(find(root, ".//ds:Transforms")[count])
    assert reason(written(root)) is Reason.ALGORITHM

    remove(find(root, ".//ds:Transforms"))
    assert reason(written(root)) is Reason.ALGORITHM


@table("uri", ["", "#", "_assertion", "##_assertion", "#_response", "#xpointer(/)", "http://x/y"])
def test_a_reference_is_to_the_assertion(uri: str) -> None:
    root = parsed(answer(MALLORY))
    find(root, ".//ds:Reference").set("URI", uri)

    assert reason(written(root)) is Reason.SIGNATURE


def test_a_second_reference_is_refused() -> None:
    root = parsed(answer(MALLORY))
    reference = find(root, ".//ds:Reference")
    reference.addnext(deepcopy(reference))

    assert reason(written(root)) is Reason.MALFORMED


def test_a_second_signature_is_refused() -> None:
    root = parsed(answer(MALLORY))
    signature = find(root, ".//ds:Signature")
    signature.addprevious(find(parsed(answer(owner="mallory")), ".//ds:Signature"))

    assert reason(written(root)) is Reason.MALFORMED


@pytest.mark.parametrize("place", ["saml:Subject", "saml:Subject/saml:NameID", "samlp:Status"])
def test_a_signature_has_its_place(place: str) -> None:
    root = parsed(answer(MALLORY))
    path = place if place.startswith("samlp") else f"saml:Assertion/{place}"
    find(root, path).append(remove(find(root, ".//ds:Signature")))

    assert reason(written(root)) is Reason.SIGNATURE


def test_an_object_in_a_signature_is_refused() -> None:
    root = parsed(answer(MALLORY))
    etree.SubElement(find(root, ".//ds:Signature"), f"{DS}Object")

    assert reason(written(root)) is Reason.SIGNATURE


def test_a_signature_of_another_assertion_is_refused() -> None:
    root = parsed(around(issuing.assertion(DRAFT._replace(name_id="admin"))))
    find(root, "saml:Assertion").insert(1, find(parsed(answer(MALLORY)), ".//ds:Signature"))

    assert reason(written(root)) is Reason.SIGNATURE


def test_bytes_that_are_no_document_are_refused() -> None:
    for data in (b"\xff\xfe<", b64encode(b"x"), b"\x00", b"PK\x03\x04"):
        assert reason(data) is Reason.MALFORMED

"""Enveloped XML signatures, as SAML has them (SAML Core, section 5.4).

signxml verifies them, by the certificates of whom the message must be from. Which key the signature
names itself does not count, and what signxml returns is all that may be read (decision 0032).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from lxml import etree
from signxml.algorithms import (
    CanonicalizationMethod,
    DigestAlgorithm,
    SignatureConstructionMethod,
    SignatureMethod,
)
from signxml.exceptions import SignXMLException
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from cognito_emulator.printable import line
from cognito_emulator.saml import certificates
from cognito_emulator.saml.refusals import Reason, SamlError
from cognito_emulator.saml.signed.documents import Element, alone, child, children

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

# Which ones the service takes is not known: these are a guess. SHA-1 is not among them.
_METHODS = frozenset(
    {
        SignatureMethod.RSA_SHA256,
        SignatureMethod.RSA_SHA384,
        SignatureMethod.RSA_SHA512,
        SignatureMethod.SHA256_RSA_MGF1,
        SignatureMethod.SHA384_RSA_MGF1,
        SignatureMethod.SHA512_RSA_MGF1,
        SignatureMethod.ECDSA_SHA256,
        SignatureMethod.ECDSA_SHA384,
        SignatureMethod.ECDSA_SHA512,
    }
)
_DIGESTS = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})
_EXCLUSIVE = CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0
# Of what is signed: SAML Core, section 5.4.4. Of the signature itself .NET's default as well.
_TRANSFORMS = [SignatureConstructionMethod.enveloped.value, _EXCLUSIVE.value]
_CANONICALIZATIONS = {_EXCLUSIVE.value, CanonicalizationMethod.CANONICAL_XML_1_0.value}


def is_signed(element: Element) -> bool:
    """Tell whether an element has a signature directly in it."""
    return bool(children(element, "ds:Signature"))


def verified(element: Element, trusted: Sequence[bytes]) -> Element:
    """Return what of a signed element is signed: all of it, but for the signature.

    Args:
        element: a message or an assertion, with its signature in it.
        trusted: certificates, DER; the signature must fit one of them. Whether they have ended does
            not count, as it does not when a provider is configured once (documented).

    Raises:
        SamlError: the signature is none, or fits none of them.

    """
    own = alone(element)  # so that its signature can be about nothing else in the document
    _require_usual(own)
    for der in trusted:
        found = _verified_by(own, certificates.load(der))
        if found is not None and (found.tag, found.get("ID")) == (own.tag, own.get("ID")):
            return found
    raise SamlError(
        Reason.SIGNATURE,
        f"The signature of the {_local(own)} fits no certificate in the provider's metadata, or "
        "what it is over was changed.",
    )


def _verified_by(element: Element, certificate: Certificate) -> Element | None:
    """Return what is signed by the key of a certificate, if anything is."""
    configuration = SignatureConfiguration(
        location="./",
        expect_references=1,
        signature_methods=_METHODS,
        digest_algorithms=_DIGESTS,
        ignore_ambiguous_key_info=True,  # as none of it counts
        verification_time=certificate.not_valid_before_utc,
    )
    try:
        result = XMLVerifier().verify(
            element, x509_cert=certificate, expect_config=configuration, id_attribute="ID"
        )
    except (SignXMLException, etree.LxmlError, ValueError, TypeError):
        return None
    return cast("VerifyResult", result).signed_xml  # one, as one reference is expected


def _require_usual(element: Element) -> None:
    """Refuse signatures that are more, or made in another way, than those that SAML has.

    Raises:
        SamlError: it is no signature of one reference to the element, by known algorithms.

    """
    signature = child(element, "ds:Signature")
    info = None if signature is None else child(signature, "ds:SignedInfo")
    if signature is None or info is None or children(signature, "ds:Object"):
        raise _unusual(element, "must have a SignedInfo and no Object")
    reference = child(info, "ds:Reference")
    if reference is None or reference.get("URI") != f"#{element.get('ID')}":
        raise _unusual(element, f"must refer to the {_local(element)} by its ID, and to that alone")
    _require_algorithms(element, info, reference)


def _require_algorithms(element: Element, info: Element, reference: Element) -> None:
    method = _algorithm(info, "ds:SignatureMethod")
    digest = _algorithm(reference, "ds:DigestMethod")
    canonicalization = _algorithm(info, "ds:CanonicalizationMethod")
    list_of_transforms = child(reference, "ds:Transforms")
    transforms = [
        each.get("Algorithm", "")
        for each in (
            [] if list_of_transforms is None else children(list_of_transforms, "ds:Transform")
        )
    ]
    if method not in {each.value for each in _METHODS}:
        raise _not_taken(element, "the method", method)
    if digest not in {each.value for each in _DIGESTS}:
        raise _not_taken(element, "the digest", digest)
    if canonicalization not in _CANONICALIZATIONS:
        raise _not_taken(element, "the canonicalization", canonicalization)
    if transforms != _TRANSFORMS:
        raise _not_taken(element, "the transforms", " ".join(transforms))


def _algorithm(element: Element, prefixed: str) -> str:
    found = child(element, prefixed)
    return "" if found is None else found.get("Algorithm", "")


def _unusual(element: Element, what: str) -> SamlError:
    return SamlError(Reason.SIGNATURE, f"The signature of the {_local(element)} {what}.")


def _not_taken(element: Element, what: str, found: str) -> SamlError:
    return SamlError(
        Reason.ALGORITHM,
        f"The signature of the {_local(element)} is not taken: {what} it is made with, "
        f"{line(found, 120) or 'none'}.",
    )


def _local(element: Element) -> str:
    return etree.QName(element).localname

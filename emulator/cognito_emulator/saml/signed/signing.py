"""Enveloped XML signatures are made, by signxml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree
from signxml.algorithms import CanonicalizationMethod
from signxml.signer import XMLSigner

from cognito_emulator.saml import certificates
from cognito_emulator.saml.names import NAMESPACES
from cognito_emulator.saml.signed.documents import name

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey


def signed(document: str, key: RSAPrivateKey, certificate: bytes) -> str:
    """Return a document with a signature behind its issuer, by RSA with SHA-256."""
    root = etree.fromstring(document)
    place = etree.Element(name("ds:Signature"), {"Id": "placeholder"}, {"ds": NAMESPACES["ds"]})
    root.insert(1, place)  # the issuer is the first
    signer = XMLSigner(
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    result = signer.sign(
        root,
        key=key,
        cert=[certificates.load(certificate)],
        reference_uri=f"#{root.get('ID')}",
        id_attribute="ID",
    )
    return etree.tostring(result, encoding="unicode")

"""The names that SAML 2.0, XML Signature and XML Encryption give to what is of theirs."""

from __future__ import annotations

from typing import Final

#: Namespaces, by the prefixes that this package writes and looks for.
NAMESPACES: Final = {
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "md": "urn:oasis:names:tc:SAML:2.0:metadata",
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "xenc": "http://www.w3.org/2001/04/xmlenc#",
    "xenc11": "http://www.w3.org/2009/xmlenc11#",
}

PROTOCOL: Final = NAMESPACES["samlp"]
ASSERTION: Final = NAMESPACES["saml"]
METADATA: Final = NAMESPACES["md"]

HTTP_POST: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
HTTP_REDIRECT: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"

RSA_SHA256: Final = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"

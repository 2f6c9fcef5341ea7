"""Identity and service provider of pysaml2 and xmlsec1: implementations that are not ours."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from lxml import etree

from tests.saml.keys import base64, certificate, key
from tests.saml.provider import ACS, ISSUER, POOL

XMLSEC1 = shutil.which("xmlsec1")
needs_xmlsec1 = pytest.mark.skipif(
    XMLSEC1 is None, reason="needs xmlsec1: on Debian, apt-get install xmlsec1"
)
SSO = "https://idp.example.com/sso"
SLO = "https://idp.example.com/slo"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"


def service_provider(entity_id: str, acs: str, encryption: bytes) -> str:
    """Metadata of a pool, which who uses the service writes by hand, as it offers none."""
    return (
        f'<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" '
        f'entityID="{entity_id}"><md:SPSSODescriptor '
        'protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor>'
        '<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>'
        f"<ds:X509Certificate>{base64(encryption)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
        f'</md:KeyDescriptor><md:SingleLogoutService Binding="{POST}" '
        f'Location="{acs.replace("idpresponse", "logout")}"/>'
        f'<md:AssertionConsumerService Binding="{POST}" Location="{acs}" index="1"/>'
        "</md:SPSSODescriptor></md:EntityDescriptor>"
    )


def imported(name: str) -> Any:
    """A module of pysaml2, which uses what newer versions of others warn of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip(name)


def files(folder: Path, owner: str) -> tuple[str, str]:
    """Somebody's key and certificate, in files."""
    private, public = folder / f"{owner}.key", folder / f"{owner}.pem"
    private.write_bytes(key(owner).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(pem(certificate(owner)))
    return str(private), str(public)


def pem(der: bytes) -> bytes:
    return x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM)


class Provider:
    """An identity provider.

    Args:
        folder: where its files are.
        pool: the entity id of the pool that it knows.
        acs: the pool's assertion consumer service.
        certificate_of_pool: by which the pool signs and decrypts.

    """

    def __init__(
        self,
        folder: Path,
        *,
        pool: str = POOL,
        acs: str = ACS,
        certificate_of_pool: bytes | None = None,
    ) -> None:
        private, public = files(folder, "provider")
        self._pool, self._acs = pool, acs
        self._encryption = certificate_of_pool or certificate("pool")
        self._folder = folder
        self._configuration = (
            imported("saml2.config")
            .IdPConfig()
            .load(
                {
                    "entityid": ISSUER,
                    "key_file": private,
                    "cert_file": public,
                    "xmlsec_binary": XMLSEC1,
                    "metadata": {"inline": [service_provider(pool, acs, self._encryption)]},
                    "service": {
                        "idp": {
                            "endpoints": {
                                "single_sign_on_service": [(SSO, REDIRECT)],
                                "single_logout_service": [(SLO, REDIRECT)],
                            },
                            "policy": {"default": {"lifetime": {"minutes": 5}}},
                            "want_authn_requests_signed": True,
                        }
                    },
                }
            )
        )
        self.server = imported("saml2.server").Server(config=self._configuration)

    def metadata(self) -> str:
        return str(imported("saml2.metadata").entity_descriptor(self._configuration))

    def response(self, in_response_to: str | None, **how: bool) -> str:
        """A response about alice: `sign_assertion`, `sign_response`."""
        name_id = imported("saml2.saml").NameID(format=PERSISTENT, text="alice")
        return str(
            self.server.create_authn_response(
                {"mail": ["alice@example.com"], "eduPersonAffiliation": ["staff", "admin"]},
                in_response_to=in_response_to,
                destination=self._acs,
                sp_entity_id=self._pool,
                name_id=name_id,
                authn={"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"},
                sign_alg=RSA_SHA256,
                digest_alg=SHA256,
                **how,
            )
        )

    def encrypted(self, response: str, method: str, session_key: str) -> str:
        """A response whose assertion is encrypted for the pool, by xmlsec1."""
        root = etree.fromstring(response.encode())
        assertion = root.find("{*}Assertion")
        assert assertion is not None
        place = etree.Element("{urn:oasis:names:tc:SAML:2.0:assertion}EncryptedAssertion")
        assertion.addprevious(place)
        place.append(assertion)
        public = self._folder / "encryption.pem"
        public.write_bytes(pem(self._encryption))
        template = imported("saml2.sigver").pre_encryption_part(msg_enc=method)
        result: str = self.server.sec.crypto.encrypt_assertion(
            etree.tostring(root, encoding="unicode"),
            str(public),
            str(template),
            key_type=session_key,
        )
        return result

    def logout_response(self, request_id: str) -> str:
        """A signed answer to a logout request."""
        issuer = imported("saml2.saml").Issuer(text=self._pool)
        request = imported("saml2.samlp").LogoutRequest(id=request_id, version="2.0", issuer=issuer)
        return str(
            self.server.create_logout_response(
                request, bindings=[POST], sign=True, sign_alg=RSA_SHA256, digest_alg=SHA256
            )
        )


class ServiceProvider:
    """A service provider that trusts one identity provider."""

    def __init__(self, folder: Path, metadata: str) -> None:
        private, public = files(folder, "pool")
        configuration = (
            imported("saml2.config")
            .SPConfig()
            .load(
                {
                    "entityid": POOL,
                    "key_file": private,
                    "cert_file": public,
                    "encryption_keypairs": [{"key_file": private, "cert_file": public}],
                    "xmlsec_binary": XMLSEC1,
                    "metadata": {"inline": [metadata]},
                    "service": {
                        "sp": {
                            "endpoints": {"assertion_consumer_service": [(ACS, POST)]},
                            "want_response_signed": False,
                            "want_assertions_or_response_signed": True,
                        }
                    },
                }
            )
        )
        self._client = imported("saml2.client").Saml2Client(config=configuration)

    def read(self, response: str, request: str) -> tuple[str, dict[str, list[str]]]:
        """Whom a response is about, and what it says; whatever is wrong is raised."""
        found = self._client.parse_authn_request_response(
            base64(response.encode()), POST, {request: "/"}
        )
        attributes = {
            attribute.name: [value.text for value in attribute.attribute_value]
            for attribute in found.assertion.attribute_statement[0].attribute
        }
        return found.name_id.text, attributes

"""SAML providers: their metadata, their details, and the certificates that they are shown."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

import pytest
from cryptography import x509

from cognito_emulator import errors
from cognito_emulator.control import pools
from cognito_emulator.domain import doors
from cognito_emulator.domain.pools.providers import metadata, saml_keys
from cognito_emulator.domain.pools.providers import settings as providers
from cognito_emulator.domain.work.context import Context
from cognito_emulator.saml.certificates import LIFETIME_SECONDS
from tests.operations.provider_web import Web
from tests.operations.test_identities import attributes, federated, shown
from tests.operations.test_identity_providers import described, update
from tests.saml.keys import NOW, certificate
from tests.saml.test_metadata import ENTITY, SSO, USUAL, endpoint, key_descriptor
from tests.saml.test_metadata import described as metadata_of
from tests.support import Lab

SSO_URL = "https://idp.example.com/sso?a=1&b=2"
SLO_URL = "https://idp.example.com/slo"
WITH_LOGOUT = metadata_of(
    key_descriptor(certificate()), endpoint("SingleLogoutService", SLO_URL), SSO
)
URL = "https://idp.example/metadata"


@pytest.fixture(autouse=True)
def now(lab: Lab) -> None:
    """Before the end of certificates."""
    lab.emulator.clock.freeze(NOW)


def create(lab: Lab, details: dict[str, str] | None = None, **request: Any) -> Any:
    made = asked(lab, **({} if details is None else {"ProviderDetails": details}), **request)
    return lab.call("CreateIdentityProvider", **made)["IdentityProvider"]


def asked(lab: Lab, **request: Any) -> dict[str, Any]:
    made = {"UserPoolId": lab.pool_id, "ProviderName": "Corp", "ProviderType": "SAML"}
    return {**made, "ProviderDetails": {"MetadataFile": USUAL}, **request}


def refused(lab: Lab, **details: str) -> str:
    request = asked(lab, ProviderDetails=details)
    return lab.refused("CreateIdentityProvider", errors.InvalidParameterException, **request)


def test_what_follows_from_metadata(lab: Lab) -> None:
    made = create(lab)
    details = made["ProviderDetails"]
    assert details.keys() == {
        "MetadataFile",
        "SSORedirectBindingURI",
        "ActiveEncryptionCertificate",
    }
    assert (details["MetadataFile"], details["SSORedirectBindingURI"]) == (USUAL, SSO_URL)
    assert made["AttributeMapping"] == {}
    assert described(lab) == {**made, "IdpIdentifiers": []}


def test_an_address_to_sign_out(lab: Lab) -> None:
    details = create(lab, {"MetadataFile": WITH_LOGOUT})["ProviderDetails"]
    assert details["SLORedirectBindingURI"] == SLO_URL


@pytest.mark.parametrize("encrypted", ["true", "false"])
def test_other_details_are_told_back(lab: Lab, encrypted: str) -> None:
    more = {
        "IDPInit": "true",
        "IDPSignout": "false",
        "EncryptedResponses": encrypted,
        "RequestSigningAlgorithm": "rsa-sha256",
    }
    details = create(lab, {"MetadataFile": USUAL, **more})["ProviderDetails"]
    assert {key: details[key] for key in more} == more
    assert details["ActiveEncryptionCertificate"]
    assert lab.emulator.warnings() == []


def test_a_mapping_stays_as_it_is(lab: Lab) -> None:
    assert create(lab, AttributeMapping={"email": "mail"})["AttributeMapping"] == {"email": "mail"}


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({}, "At least one of the MetadataURL or MetadataFile should be provided."),
        (
            {"MetadataFile": "", "MetadataURL": ""},
            "At least one of the MetadataURL or MetadataFile should be provided.",
        ),
        (
            {"MetadataFile": USUAL, "MetadataURL": URL},
            "Only one of the MetadataURL or MetadataFile should be provided.",
        ),
        (
            {"MetadataFile": USUAL, "IDPSignout": "yes"},
            "IDPSignout must be true or false, not yes.",
        ),
        (
            {"MetadataFile": USUAL, "RequestSigningAlgorithm": "rsa-sha1"},
            "RequestSigningAlgorithm must be rsa-sha256, not rsa-sha1.",
        ),
        (
            {"MetadataFile": metadata_of(key_descriptor(certificate()))},
            "There is no SingleSignOnService with the binding",
        ),
        ({"MetadataFile": "<a"}, "The metadata are no well-formed XML"),
    ],
)
def test_what_is_refused(lab: Lab, details: dict[str, str], said: str) -> None:
    assert refused(lab, **details).startswith(said)


def test_a_certificate_must_not_have_ended_when_a_provider_is_made(lab: Lab) -> None:
    create(lab)
    lab.emulator.clock.freeze(NOW + LIFETIME_SECONDS)
    update(lab, AttributeMapping={"email": "mail"})
    lab.pool_id = lab.pool()
    assert refused(lab, MetadataFile=USUAL).startswith("Certificate 1 for signing has expired.")


def test_a_certificate_may_have_ended_when_a_seed_is_planted(lab: Lab) -> None:
    """So what was exported can be planted, whenever that is."""
    create(lab)
    exported = pools.exported(lab.emulator, lab.pool_id)
    lab.emulator.clock.freeze(NOW + LIFETIME_SECONDS)
    lab.emulator.plant(exported, anew=True)
    assert described(lab)["ProviderDetails"]["SSORedirectBindingURI"] == SSO_URL


def test_other_metadata_lead_elsewhere(lab: Lab) -> None:
    """Terraform gives back all that it was shown but for the certificate."""
    details = create(lab, {"MetadataFile": WITH_LOGOUT})["ProviderDetails"]
    del details["ActiveEncryptionCertificate"]
    details["MetadataFile"] = metadata_of(
        key_descriptor(certificate()), endpoint("SingleSignOnService", "https://new.example/sso")
    )
    changed = update(lab, ProviderDetails=details)["ProviderDetails"]
    assert changed["SSORedirectBindingURI"] == "https://new.example/sso"


def test_the_issuer_of_an_identity_is_the_entity_id(lab: Lab) -> None:
    create(lab)
    user = shown(lab, federated(lab, "ada"))
    assert f'"providerType":"SAML","issuer":"{ENTITY}"' in attributes(user)["identities"]


# --- certificates ---------------------------------------------------------------------------------


def loaded(text: str) -> x509.Certificate:
    assert "\n" not in text
    return x509.load_der_x509_certificate(b64decode(text, validate=True))


def signing(lab: Lab) -> str:
    certificate_ = lab.call("GetSigningCertificate", UserPoolId=lab.pool_id)["Certificate"]
    return str(certificate_)


def test_the_certificate_of_a_pool(lab: Lab) -> None:
    found = loaded(signing(lab))
    assert found.subject == found.issuer
    assert found.subject.rfc4514_string() == f"CN={lab.pool_id}"
    assert found.not_valid_before_utc.timestamp() == NOW
    assert not found.extensions
    assert 0 < found.serial_number < 1 << 64
    assert signing(lab) == signing(lab)


def test_the_key_is_that_of_the_certificate(lab: Lab) -> None:
    text = signing(lab)

    def public(ctx: Context) -> Any:
        pair = saml_keys.signing(ctx, doors.pool(ctx, lab.pool_id).id)
        return saml_keys.private(pair).public_key().public_numbers()

    key: Any = loaded(text).public_key()
    assert lab.emulator.run(public) == key.public_numbers()


def test_each_provider_has_a_certificate_of_its_own(lab: Lab) -> None:
    first = create(lab)["ProviderDetails"]["ActiveEncryptionCertificate"]
    second = create(lab, ProviderName="Other")["ProviderDetails"]["ActiveEncryptionCertificate"]
    assert len({first, second, signing(lab)}) == 3
    assert loaded(first).subject.rfc4514_string() == f"CN={lab.pool_id}"
    changed = update(lab, ProviderDetails={"MetadataFile": WITH_LOGOUT})["ProviderDetails"]
    assert changed["ActiveEncryptionCertificate"] == first


def test_a_certificate_goes_with_its_provider(lab: Lab) -> None:
    first = create(lab)["ProviderDetails"]["ActiveEncryptionCertificate"]
    lab.call("DeleteIdentityProvider", UserPoolId=lab.pool_id, ProviderName="Corp")
    assert create(lab)["ProviderDetails"]["ActiveEncryptionCertificate"] != first


# --- metadata while they are used -----------------------------------------------------------------


def entity_id(lab: Lab) -> str:
    def work(ctx: Context) -> str:
        provider = providers.get(ctx, doors.pool(ctx, lab.pool_id), "Corp")
        return metadata.current(ctx, provider).entity_id

    return lab.emulator.run(work)


OTHER = metadata_of(key_descriptor(certificate()), SSO, entity_id="other")


def test_metadata_are_good_for_six_hours(lab: Lab) -> None:
    web = Web(lab, {URL: USUAL})
    create(lab, {"MetadataURL": URL})
    web.documents[URL] = OTHER
    lab.emulator.clock.freeze(NOW + 6 * 3600 - 1)
    assert entity_id(lab) == ENTITY
    lab.emulator.clock.freeze(NOW + 6 * 3600)
    assert [entity_id(lab), entity_id(lab)] == ["other", "other"]
    assert web.fetched == [URL, URL]


@pytest.mark.parametrize("document", [404, "<html/>"])
def test_former_metadata_stay_good_where_there_are_no_others(lab: Lab, document: int | str) -> None:
    web = Web(lab, {URL: USUAL})
    create(lab, {"MetadataURL": URL})
    web.documents[URL] = document
    lab.emulator.clock.freeze(NOW + 6 * 3600)
    assert entity_id(lab) == ENTITY


def test_metadata_of_a_file_stay(lab: Lab) -> None:
    create(lab)
    lab.emulator.clock.freeze(NOW + 7 * 3600)
    assert entity_id(lab) == ENTITY


def test_metadata_of_a_seed_are_fetched_when_they_are_needed(lab: Lab) -> None:
    provider = {
        "ProviderName": "Corp",
        "ProviderType": "SAML",
        "ProviderDetails": {"MetadataURL": URL},
    }
    (planted,) = lab.emulator.plant({"PoolName": "seeded", "IdentityProviders": [provider]})
    lab.pool_id = planted.pool.id
    web = Web(lab)
    with pytest.raises(errors.InvalidParameterException, match="Error retrieving metadata from"):
        entity_id(lab)
    web.documents[URL] = USUAL
    assert entity_id(lab) == ENTITY
    assert described(lab)["ProviderDetails"]["SSORedirectBindingURI"] == SSO_URL

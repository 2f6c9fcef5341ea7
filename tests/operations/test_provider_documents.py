"""What providers say of themselves when they are made: discovery, and metadata by URL."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from cognito_emulator import errors
from tests.operations.provider_web import Web
from tests.operations.test_identity_providers import OIDC, create, described, refused, update
from tests.saml.test_metadata import USUAL
from tests.support import Lab

ISSUER = "https://idp.example"
DISCOVERY = f"{ISSUER}/.well-known/openid-configuration"
ENDPOINTS = ("authorize_url", "token_url", "attributes_url", "jwks_uri")
DISCOVERED = {key: value for key, value in OIDC.items() if key not in ENDPOINTS}
DOCUMENT = json.dumps({"issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/authorize"})
METADATA = "https://idp.example/metadata"
BY_URL: dict[str, Any] = {
    "ProviderType": "SAML",
    "ProviderDetails": {"MetadataURL": METADATA},
    "AttributeMapping": {},
}
UNREACHABLE = "Unable to contact well-known endpoint"
NO_METADATA = f"Error retrieving metadata from {METADATA}"


# --- discovery ------------------------------------------------------------------------------------


@pytest.mark.parametrize("issuer", [ISSUER, f"{ISSUER}/"])
def test_an_issuer_is_asked_for_its_endpoints(lab: Lab, issuer: str) -> None:
    web = Web(lab, {DISCOVERY: DOCUMENT})
    create(lab, ProviderDetails={**DISCOVERED, "oidc_issuer": issuer})
    assert web.fetched == [DISCOVERY]
    shown = described(lab)["ProviderDetails"]
    assert shown == {**DISCOVERED, "oidc_issuer": issuer, "attributes_url_add_attributes": "false"}


@pytest.mark.parametrize("missing", ENDPOINTS)
def test_one_endpoint_that_is_missing_is_looked_for(lab: Lab, missing: str) -> None:
    web = Web(lab)
    given = {key: value for key, value in OIDC.items() if key != missing}
    assert refused(lab, ProviderDetails=given) == UNREACHABLE
    assert web.fetched == [DISCOVERY]


def test_nobody_is_asked_who_is_known(lab: Lab) -> None:
    web = Web(lab)
    create(lab)
    update(lab, ProviderDetails={**OIDC, "client_id": "other"})
    assert web.fetched == []


NO_ENDPOINT = "its discovery document has no authorization_endpoint"


@pytest.mark.parametrize(
    ("document", "flaw"),
    [
        (None, f"no answer from {DISCOVERY}"),
        (404, f"{DISCOVERY} answers with the status 404"),
        ("<html>", "its discovery document is no JSON"),
        (b"\xff", "its discovery document is no JSON"),
        ("[" * 100_000, "its discovery document is no JSON"),
        ("[]", NO_ENDPOINT),
        ("{}", NO_ENDPOINT),
        ('{"authorization_endpoint": ""}', NO_ENDPOINT),
    ],
)
def test_what_is_no_discovery_document(
    lab: Lab, document: str | bytes | int | None, flaw: str
) -> None:
    Web(lab, {} if document is None else {DISCOVERY: document})
    assert refused(lab, ProviderDetails=DISCOVERED) == UNREACHABLE
    (warning,) = lab.emulator.warnings()
    assert warning.user_pool_id == lab.pool_id
    assert warning.sentence == (
        f"The identity provider Corp does not say of itself what is needed: {flaw}. With a"
        " stand-in in its place (--provider Corp=stand-in) nothing is fetched."
    )


def test_an_update_asks_only_for_other_details(lab: Lab) -> None:
    web = Web(lab, {DISCOVERY: DOCUMENT})
    create(lab, ProviderDetails=DISCOVERED)
    update(lab, AttributeMapping={"email": "mail"})
    update(lab, ProviderDetails=DISCOVERED)
    assert web.fetched == [DISCOVERY]
    del web.documents[DISCOVERY]
    request = {"UserPoolId": lab.pool_id, "ProviderName": "Corp"}
    details = {**DISCOVERED, "client_id": "other"}
    refusal = errors.InvalidParameterException
    said = lab.refused("UpdateIdentityProvider", refusal, **request, ProviderDetails=details)
    assert said == UNREACHABLE


# --- metadata -------------------------------------------------------------------------------------


def test_metadata_are_fetched(lab: Lab) -> None:
    web = Web(lab, {METADATA: USUAL})
    create(lab, **BY_URL)
    details = described(lab)["ProviderDetails"]
    assert details.pop("ActiveEncryptionCertificate")
    assert details == {
        "MetadataURL": METADATA,
        "SSORedirectBindingURI": "https://idp.example.com/sso?a=1&b=2",
    }
    assert web.fetched == [METADATA]


@pytest.mark.parametrize("document", [None, 404])
def test_metadata_that_cannot_be_had(lab: Lab, document: int | None) -> None:
    Web(lab, {} if document is None else {METADATA: document})
    assert refused(lab, **BY_URL) == NO_METADATA


def test_metadata_that_are_none(lab: Lab) -> None:
    Web(lab, {METADATA: "<html/>"})
    assert refused(lab, **BY_URL).startswith("The metadata begin with html")


# --- stand-ins ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["*", "Corp"])
def test_nothing_is_fetched_where_a_stand_in_plays(lab: Lab, name: str) -> None:
    lab.emulator.settings = replace(lab.emulator.settings, stand_ins={name: True})
    web = Web(lab)
    create(lab, ProviderDetails=DISCOVERED)
    shown = described(lab)["ProviderDetails"]
    assert shown == {**DISCOVERED, "attributes_url_add_attributes": "false"}
    lab.call("DeleteIdentityProvider", UserPoolId=lab.pool_id, ProviderName="Corp")
    create(lab, **BY_URL)
    assert described(lab)["ProviderDetails"].keys() == {
        "MetadataURL",
        "ActiveEncryptionCertificate",
    }
    assert web.fetched == []


@pytest.mark.parametrize(
    ("said", "seeded", "plays"),
    [
        ({}, None, False),
        ({}, True, True),
        ({}, False, False),
        ({"*": True}, None, True),
        ({"*": True}, False, True),
        ({"*": False}, True, False),
        ({"*": True, "Corp": False}, True, False),
        ({"*": False, "Corp": True}, False, True),
        ({"Other": True}, None, False),
    ],
)
def test_who_says_whether_a_stand_in_plays(
    lab: Lab,
    said: dict[str, bool],
    seeded: bool | None,  # noqa: FBT001
    plays: bool,  # noqa: FBT001
) -> None:
    lab.emulator.settings = replace(lab.emulator.settings, stand_ins=said)
    stand_in = {} if seeded is None else {"StandIn": seeded}
    provider = {
        "ProviderName": "Corp",
        "ProviderType": "OIDC",
        "ProviderDetails": DISCOVERED,
        **stand_in,
    }
    (planted,) = lab.emulator.plant({"PoolName": "seeded", "IdentityProviders": [provider]})
    lab.pool_id = planted.pool.id
    web = Web(lab, {DISCOVERY: DOCUMENT})
    update(lab, ProviderDetails={**DISCOVERED, "client_id": "other"})
    assert web.fetched == ([] if plays else [DISCOVERY])


def test_a_social_provider_is_never_asked(lab: Lab) -> None:
    web = Web(lab)
    lab.emulator.settings = replace(lab.emulator.settings, stand_ins={"*": False})
    create(lab, "Google")
    assert web.fetched == []


# --- in seeds -------------------------------------------------------------------------------------


def test_a_seed_asks_nobody(lab: Lab) -> None:
    """A provider may not be there yet."""
    providers = [
        {"ProviderName": "Corp", "ProviderType": "OIDC", "ProviderDetails": DISCOVERED},
        {"ProviderName": "Saml", **BY_URL},
    ]
    web = Web(lab)
    (planted,) = lab.emulator.plant({"PoolName": "shop", "IdentityProviders": providers})
    lab.pool_id = planted.pool.id
    assert "SSORedirectBindingURI" not in described(lab, "Saml")["ProviderDetails"]
    assert web.fetched == []


def test_an_identifier_goes_to_the_provider_of_the_newer_seed(lab: Lab) -> None:
    def seed(name: str) -> dict[str, Any]:
        provider = {"ProviderName": name, "ProviderType": "OIDC", "ProviderDetails": DISCOVERED}
        listed = [{**provider, "IdpIdentifiers": ["corp"]}]
        return {"PoolName": "shop", "Id": "us-east-1_shop", "IdentityProviders": listed}

    lab.emulator.plant(seed("Former"))
    lab.emulator.plant(seed("Newer"), anew=True)
    request = {"UserPoolId": "us-east-1_shop", "IdpIdentifier": "corp"}
    found = lab.call("GetIdentityProviderByIdentifier", **request)["IdentityProvider"]
    assert found["ProviderName"] == "Newer"
    listed = lab.call("ListIdentityProviders", UserPoolId="us-east-1_shop", MaxResults=9)
    assert [each["ProviderName"] for each in listed["Providers"]] == ["Newer"]

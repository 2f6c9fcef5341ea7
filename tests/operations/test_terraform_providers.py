"""aws_cognito_identity_provider of Terraform: what was configured is what is read back.

The calls, what they have in them and what is compared are those of the provider's sources
(documented).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, get_args

import pytest

from cognito_emulator import errors
from cognito_emulator.domain.pools.providers.record import ProviderType
from tests.operations.test_identity_providers import DERIVED, DETAILS, OIDC
from tests.saml.keys import NOW, certificate
from tests.saml.test_metadata import USUAL, described, endpoint, key_descriptor
from tests.support import Lab


class Resource(NamedTuple):
    """The arguments of a resource; ``None`` where one is left out.

    Attributes:
        ignored: which of the details ``ignore_changes`` names.

    """

    type: str
    details: Mapping[str, str]
    mapping: Mapping[str, str] | None = None
    identifiers: tuple[str, ...] = ()
    name: str = "Corp"
    ignored: tuple[str, ...] = ()


GOOGLE = Resource("Google", DETAILS["Google"], {"username": "sub", "email": "email"}, name="Google")
SAML = Resource("SAML", {"MetadataFile": USUAL}, {"email": "mail"}, ("corp", "example.com"))
#: Describe never shows Apple's key, so it has to be ignored.
APPLE = Resource(
    "SignInWithApple",
    {**DERIVED["SignInWithApple"], **DETAILS["SignInWithApple"]},
    {"username": "sub", "email": "email"},
    name="SignInWithApple",
    ignored=("private_key",),
)
SSO_URL = "https://idp.example.com/sso?a=1&b=2"
#: As they are written: what Describe adds, most people have to write down as well.
RESOURCES = {
    "OIDC": Resource("OIDC", {**DERIVED["OIDC"], **OIDC}, {"username": "sub", "email": "mail"}),
    "OIDC without a mapping": Resource("OIDC", {**DERIVED["OIDC"], **OIDC}),
    "Google": GOOGLE,
    "Google in full": GOOGLE._replace(details={**DERIVED["Google"], **DETAILS["Google"]}),
    **{
        name: Resource(name, {**DERIVED[name], **DETAILS[name]}, name=name)
        for name in ("Facebook", "LoginWithAmazon")
    },
    "SignInWithApple": APPLE,
    "SAML": SAML,
    "SAML in full": SAML._replace(
        details={
            "MetadataFile": USUAL,
            "EncryptedResponses": "true",
            "IDPSignout": "true",
            "SSORedirectBindingURI": SSO_URL,
        }
    ),
}
#: What the provider lets Describe add.
FORGIVEN = {
    "Google": DERIVED["Google"],
    "SAML": {"ActiveEncryptionCertificate": None, "SSORedirectBindingURI": None},
}


def create(lab: Lab, config: Resource) -> None:
    request: dict[str, Any] = {
        "UserPoolId": lab.pool_id,
        "ProviderName": config.name,
        "ProviderType": config.type,
        "ProviderDetails": dict(config.details),
    }
    if config.mapping:
        request["AttributeMapping"] = dict(config.mapping)
    if config.identifiers:
        request["IdpIdentifiers"] = list(config.identifiers)
    lab.call("CreateIdentityProvider", **request)


def read(lab: Lab, name: str) -> Resource:
    request = {"UserPoolId": lab.pool_id, "ProviderName": name}
    found = lab.call("DescribeIdentityProvider", **request)["IdentityProvider"]
    return Resource(
        found["ProviderType"],
        found["ProviderDetails"],
        found["AttributeMapping"],
        tuple(found["IdpIdentifiers"]),
        found["ProviderName"],
    )


def details_differ(config: Resource, state: Resource) -> bool:
    added = {key: value for key, value in state.details.items() if key not in config.details}
    allowed = FORGIVEN.get(config.type, {})
    forgiven = all(key in allowed and allowed[key] in (None, value) for key, value in added.items())
    held = {key: it for key, it in config.details.items() if key not in config.ignored}
    return not forgiven or any(state.details.get(key) != it for key, it in held.items())


def planned(config: Resource, state: Resource) -> set[str]:
    """The arguments that a plan would change."""
    changes = {
        "provider_details": details_differ(config, state),
        "attribute_mapping": config.mapping is not None and config.mapping != state.mapping,
        "idp_identifiers": config.identifiers != state.identifiers,
        "replacement": (config.name, config.type) != (state.name, state.type),
    }
    return {name for name, changed in changes.items() if changed}


def update(lab: Lab, config: Resource, state: Resource) -> None:
    changes = planned(config, state)
    request: dict[str, Any] = {"UserPoolId": lab.pool_id, "ProviderName": config.name}
    if "provider_details" in changes:
        request["ProviderDetails"] = {**state.details, **config.details}
        request["ProviderDetails"].pop("ActiveEncryptionCertificate", None)
    if "attribute_mapping" in changes:
        request["AttributeMapping"] = dict(config.mapping or {})
    if "idp_identifiers" in changes:
        request["IdpIdentifiers"] = list(config.identifiers)
    lab.call("UpdateIdentityProvider", **request)


@pytest.fixture(autouse=True)
def now(lab: Lab) -> None:
    """Before the end of certificates."""
    lab.emulator.clock.freeze(NOW)


@pytest.mark.parametrize("config", RESOURCES.values(), ids=RESOURCES)
def test_a_second_plan_is_empty(lab: Lab, config: Resource) -> None:
    create(lab, config)
    assert planned(config, read(lab, config.name)) == set()


def test_each_type_has_such_a_plan() -> None:
    assert {config.type for config in RESOURCES.values()} == set(get_args(ProviderType))


def test_apple_s_key_is_planned_for_ever_unless_it_is_ignored(lab: Lab) -> None:
    """As with the service."""
    create(lab, APPLE)
    state = read(lab, APPLE.name)
    assert "private_key" not in state.details
    assert planned(APPLE._replace(ignored=()), state) == {"provider_details"}


OTHER_SSO = endpoint("SingleSignOnService", "https://new.example/sso")
CHANGES = {
    "another client": ("Google", {"details": {**GOOGLE.details, "client_id": "other"}}),
    "another secret": ("OIDC", {"details": {**RESOURCES["OIDC"].details, "client_secret": "x"}}),
    "another key of Apple": (
        "SignInWithApple",
        {"details": {**APPLE.details, "key_id": "KEY0000002"}},
    ),
    "a mapping": ("OIDC without a mapping", {"mapping": {"username": "sub", "name": "n"}}),
    "another mapping": ("SAML", {"mapping": {"name": "n"}}),
    "identifiers": ("OIDC", {"identifiers": ("b", "a")}),
    "no identifiers": ("SAML", {"identifiers": ()}),
    "other metadata": (
        "SAML",
        {"details": {"MetadataFile": described(key_descriptor(certificate()), OTHER_SSO)}},
    ),
}


@pytest.mark.parametrize(("name", "change"), CHANGES.values(), ids=CHANGES)
def test_a_change_is_made_once(lab: Lab, name: str, change: dict[str, Any]) -> None:
    config = RESOURCES[name]
    create(lab, config)
    changed = config._replace(**change)
    assert planned(changed, read(lab, config.name))
    update(lab, changed, read(lab, config.name))
    assert planned(changed, read(lab, config.name)) == set()


def test_a_resource_goes(lab: Lab) -> None:
    create(lab, SAML)
    named = {"UserPoolId": lab.pool_id, "ProviderName": SAML.name}
    lab.call("DeleteIdentityProvider", **named)
    for operation in ("DescribeIdentityProvider", "DeleteIdentityProvider"):
        lab.refused(operation, errors.ResourceNotFoundException, **named)

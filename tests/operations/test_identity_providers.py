"""Identity providers: what each type has to be told, what answers show, what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from cognito_emulator import errors
from tests.support import Lab
from tests.table import table

APP = {"client_id": "app", "client_secret": "secret"}
OIDC = {
    **APP,
    "authorize_scopes": "openid email",
    "oidc_issuer": "https://idp.example",
    "attributes_request_method": "GET",
    "authorize_url": "https://idp.example/authorize",
    "token_url": "https://idp.example/token",
    "attributes_url": "https://idp.example/userinfo",
    "jwks_uri": "https://idp.example/jwks",
}
APPLE = {
    "client_id": "com.example.app",
    "team_id": "TEAM",
    "key_id": "KEY",
    "private_key": "PRIVATE",
    "authorize_scopes": "email name",
}
DETAILS: Mapping[str, Mapping[str, str]] = {
    "OIDC": OIDC,
    "Google": {**APP, "authorize_scopes": "email profile openid"},
    "Facebook": {**APP, "authorize_scopes": "public_profile, email", "api_version": "v15.0"},
    "LoginWithAmazon": {**APP, "authorize_scopes": "profile postal_code"},
    "SignInWithApple": APPLE,
}
SOCIAL = [name for name in DETAILS if name != "OIDC"]
DERIVED: Mapping[str, Mapping[str, str]] = {
    "OIDC": {"attributes_url_add_attributes": "false"},
    "Google": {
        "attributes_url": "https://people.googleapis.com/v1/people/me?personFields=",
        "attributes_url_add_attributes": "true",
        "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth",
        "oidc_issuer": "https://accounts.google.com",
        "token_request_method": "POST",
        "token_url": "https://www.googleapis.com/oauth2/v4/token",
    },
    "Facebook": {
        "attributes_url": "https://graph.facebook.com/v15.0/me?fields=",
        "attributes_url_add_attributes": "true",
        "authorize_url": "https://www.facebook.com/v15.0/dialog/oauth",
        "token_request_method": "GET",
        "token_url": "https://graph.facebook.com/v15.0/oauth/access_token",
    },
    "LoginWithAmazon": {
        "attributes_url": "https://api.amazon.com/user/profile",
        "attributes_url_add_attributes": "false",
        "authorize_url": "https://www.amazon.com/ap/oa",
        "token_request_method": "POST",
        "token_url": "https://api.amazon.com/auth/o2/token",
    },
    "SignInWithApple": {
        "attributes_url_add_attributes": "false",
        "authorize_url": "https://appleid.apple.com/auth/authorize",
        "oidc_issuer": "https://appleid.apple.com",
        "token_request_method": "POST",
        "token_url": "https://appleid.apple.com/auth/token",
    },
}
SUBJECTS = {
    "OIDC": "sub",
    "Google": "sub",
    "Facebook": "id",
    "LoginWithAmazon": "user_id",
    "SignInWithApple": "sub",
}
SOCIAL_MISSING = "clientId, clientSecret and authorizeScopes are all required idp details."
MISSING = {
    "OIDC": (
        "clientId, authorizeScopes, oidcIssuer and attributesRequestMethod"
        " are all required idp details."
    ),
    "Google": SOCIAL_MISSING,
    "Facebook": SOCIAL_MISSING,
    "LoginWithAmazon": SOCIAL_MISSING,
    "SignInWithApple": "clientId, privateKey, teamId, and keyId are all required idp details.",
}
REQUIRED = {
    "OIDC": ("client_id", "authorize_scopes", "oidc_issuer", "attributes_request_method"),
    **dict.fromkeys(("Google", "Facebook", "LoginWithAmazon"), (*APP, "authorize_scopes")),
    "SignInWithApple": ("client_id", "private_key", "team_id", "key_id"),
}


def asked(lab: Lab, type_: str = "OIDC", **request: Any) -> dict[str, Any]:
    """A request to create a provider."""
    name = "Corp" if type_ == "OIDC" else type_
    made = {
        "UserPoolId": lab.pool_id,
        "ProviderName": name,
        "ProviderType": type_,
        "ProviderDetails": dict(DETAILS[type_]),
    }
    return {**made, **request}


def create(lab: Lab, type_: str = "OIDC", **request: Any) -> Any:
    return lab.call("CreateIdentityProvider", **asked(lab, type_, **request))["IdentityProvider"]


def refused(lab: Lab, type_: str = "OIDC", **request: Any) -> str:
    refusal = errors.InvalidParameterException
    return lab.refused("CreateIdentityProvider", refusal, **asked(lab, type_, **request))


def described(lab: Lab, name: str = "Corp") -> Any:
    request = {"UserPoolId": lab.pool_id, "ProviderName": name}
    return lab.call("DescribeIdentityProvider", **request)["IdentityProvider"]


# --- what is shown --------------------------------------------------------------------------------


@pytest.mark.parametrize("type_", DETAILS)
def test_what_follows_from_the_details(lab: Lab, type_: str) -> None:
    made = create(lab, type_)
    shown = described(lab, made["ProviderName"])
    given = {key: value for key, value in DETAILS[type_].items() if key != "private_key"}
    assert shown == {
        "UserPoolId": lab.pool_id,
        "ProviderName": "Corp" if type_ == "OIDC" else type_,
        "ProviderType": type_,
        "ProviderDetails": {**DERIVED[type_], **given},
        "AttributeMapping": {"username": SUBJECTS[type_]},
        "IdpIdentifiers": [],
        "CreationDate": shown["CreationDate"],
        "LastModifiedDate": shown["CreationDate"],
    }
    assert made == {name: value for name, value in shown.items() if name != "IdpIdentifiers"}


def test_what_is_given_is_kept(lab: Lab) -> None:
    own = {"authorize_url": "https://google.example/auth", "token_url": "https://google.example/t"}
    create(lab, "Google", ProviderDetails={**DETAILS["Google"], **own})
    shown = described(lab, "Google")["ProviderDetails"]
    assert shown == {**DERIVED["Google"], **DETAILS["Google"], **own}


def test_facebook_has_a_version_by_default(lab: Lab) -> None:
    create(lab, "Facebook", ProviderDetails={**APP, "authorize_scopes": "email"})
    shown = described(lab, "Facebook")["ProviderDetails"]
    assert shown["authorize_url"] == "https://www.facebook.com/v17.0/dialog/oauth"
    assert "api_version" not in shown


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({}, {}),
        ({"email": "mail"}, {"username": "sub", "email": "mail"}),
        ({"name": "nick", "username": "oid"}, {"name": "nick", "username": "oid"}),
    ],
)
def test_a_mapping_says_who_the_user_is_unless_it_is_empty(
    lab: Lab, given: dict[str, str], kept: dict[str, str]
) -> None:
    assert create(lab, AttributeMapping=given)["AttributeMapping"] == kept
    assert described(lab)["AttributeMapping"] == kept


@pytest.mark.parametrize("given", [["corp", "example.com"], []])
def test_identifiers_are_told_back_where_they_are_given(lab: Lab, given: list[str]) -> None:
    assert create(lab, IdpIdentifiers=given)["IdpIdentifiers"] == given
    assert described(lab)["IdpIdentifiers"] == given


def test_acr_values(lab: Lab) -> None:
    levels = {"Level1": "low", "Level2": "high"}
    assert create(lab, AcrMapping=levels)["AcrMapping"] == levels
    assert described(lab)["AcrMapping"] == levels


def test_pools_have_their_own(lab: Lab) -> None:
    create(lab, IdpIdentifiers=["corp"])
    create(lab, UserPoolId=lab.pool(), IdpIdentifiers=["corp"])


# --- what is refused ------------------------------------------------------------------------------


@table("type_, key", [(type_, key) for type_, keys in REQUIRED.items() for key in keys])
def test_what_each_type_needs(lab: Lab, type_: str, key: str) -> None:
    without = {name: value for name, value in DETAILS[type_].items() if name != key}
    assert refused(lab, type_, ProviderDetails=without) == MISSING[type_]
    assert refused(lab, type_, ProviderDetails={**without, key: ""}) == MISSING[type_]


@pytest.mark.parametrize("type_", SOCIAL)
def test_a_social_provider_has_its_type_s_name(lab: Lab, type_: str) -> None:
    said = refused(lab, type_, ProviderName="Corp")
    assert said == f"Provider Corp cannot be of type {type_}."
    said = refused(lab, "OIDC", ProviderName=type_)
    assert said == f"Provider {type_} cannot be of type OIDC."


@pytest.mark.parametrize("name", ["COGNITO", "Cognito"])
def test_the_pool_itself_is_no_provider(lab: Lab, name: str) -> None:
    assert refused(lab, ProviderName=name) == f"Provider {name} cannot be of type OIDC."


def test_a_name_is_there_once(lab: Lab) -> None:
    create(lab)
    refusal = errors.DuplicateProviderException
    said = lab.refused("CreateIdentityProvider", refusal, **asked(lab))
    assert said == f"Corp already exists for tenant {lab.pool_id}."
    create(lab, ProviderName="corp")


@pytest.mark.parametrize("issuer", ["idp.example", "ftp://idp.example", "https://", "https://["])
def test_an_issuer_is_an_address(lab: Lab, issuer: str) -> None:
    said = refused(lab, ProviderDetails={**OIDC, "oidc_issuer": issuer})
    assert said == "OIDC endpoint must start with https://"


def test_an_issuer_may_be_on_this_machine(lab: Lab) -> None:
    create(lab, ProviderDetails={**OIDC, "oidc_issuer": "http://localhost:8080/realms/corp"})


def test_details_without_a_meaning_are_told_with_the_nearest(lab: Lab) -> None:
    given = {**OIDC, "authorize_endpoint": "https://idp.example/authorize"}
    create(lab, ProviderDetails=given)
    (warning,) = lab.emulator.warnings()
    assert warning.sentence == (
        "The detail authorize_endpoint of the identity provider Corp has no meaning for OIDC;"
        " the nearest are authorize_scopes, authorize_url."
    )
    assert described(lab)["ProviderDetails"]["authorize_endpoint"]


@pytest.mark.parametrize("type_", DETAILS)
def test_what_is_shown_can_be_given(lab: Lab, type_: str) -> None:
    shown = create(lab, type_)["ProviderDetails"]
    lab.pool_id = lab.pool()
    secret = {key: DETAILS[type_][key] for key in DETAILS[type_].keys() & {"private_key"}}
    assert create(lab, type_, ProviderDetails={**shown, **secret})["ProviderDetails"] == shown
    assert lab.emulator.warnings() == []


def test_how_attributes_are_requested(lab: Lab) -> None:
    said = refused(lab, ProviderDetails={**OIDC, "attributes_request_method": "PUT"})
    assert said == "Member must satisfy enum value set: [POST, GET]"


@pytest.mark.parametrize(
    ("mapping", "unknown"),
    [
        ({"custom:groups": "groups"}, "custom:groups"),
        ({"mail": "email", "email": "email", "Username": "sub"}, "mail, Username"),
    ],
)
def test_a_mapping_is_of_the_pool_s_attributes(
    lab: Lab, mapping: dict[str, str], unknown: str
) -> None:
    said = refused(lab, AttributeMapping=mapping)
    assert said == f"AttributeMapping contains invalid mapping: [{unknown}]"


def test_a_mapping_of_google_is_of_what_google_tells(lab: Lab) -> None:
    """Measured [federation-24]."""
    google: Mapping[str, Any] = {
        "ProviderName": "Google",
        "ProviderType": "Google",
        "ProviderDetails": DETAILS["Google"],
    }
    said = refused(lab, **google, AttributeMapping={"email": "email", "name": "hd"})
    assert said == "AttributeMapping contains invalid mapping: [hd]"


def test_an_identifier_is_one_provider_s(lab: Lab) -> None:
    create(lab, IdpIdentifiers=["corp"])
    said = refused(lab, ProviderName="Other", IdpIdentifiers=["other", "corp"])
    assert said == "The identifier corp is already in use by the identity provider Corp."


def test_only_oidc_has_acr_values(lab: Lab) -> None:
    said = refused(lab, "Google", AcrMapping={"Level1": "low"})
    assert said == "AcrMapping is supported only for OIDC identity providers."


@pytest.mark.parametrize(
    ("request_", "constraint"),
    [
        ({"ProviderName": "ab"}, "'providerName' failed to satisfy constraint: Member must satis"),
        ({"ProviderName": "_corp"}, "'providerName' failed to satisfy constraint: Member must sa"),
        ({"ProviderName": "c" * 33}, "Member must have length less than or equal to 32"),
        ({"IdpIdentifiers": ["x"] * 51}, "Member must have length less than or equal to 50"),
        ({"IdpIdentifiers": ["a/b"]}, "Member must satisfy regular expression pattern"),
        (
            {"ProviderType": "Okta"},
            "value set: [Facebook, SAML, SignInWithApple, LoginWithAmazon, OIDC, Google]",
        ),
    ],
)
def test_what_the_model_refuses(lab: Lab, request_: dict[str, Any], constraint: str) -> None:
    assert constraint in refused(lab, **request_)


@pytest.mark.parametrize("operation", ["DescribeIdentityProvider", "DeleteIdentityProvider"])
def test_an_unknown_one(lab: Lab, operation: str) -> None:
    create(lab, ProviderName="corp")
    create(lab, UserPoolId=lab.pool())
    request = {"UserPoolId": lab.pool_id, "ProviderName": "Corp"}
    said = lab.refused(operation, errors.ResourceNotFoundException, **request)
    assert said == f"Identity provider Corp for tenantId {lab.pool_id} does not exist."


def test_a_deleted_one_is_gone(lab: Lab) -> None:
    create(lab, IdpIdentifiers=["corp"])
    request = {"UserPoolId": lab.pool_id, "ProviderName": "Corp"}
    assert not lab.call("DeleteIdentityProvider", **request)
    lab.refused("DescribeIdentityProvider", errors.ResourceNotFoundException, **request)
    create(lab, ProviderName="Other", IdpIdentifiers=["corp"])


def test_a_pool_has_300(lab: Lab) -> None:
    for number in range(300):
        create(lab, ProviderName=f"corp{number}")
    refusal = errors.LimitExceededException
    said = lab.refused("CreateIdentityProvider", refusal, **asked(lab))
    assert said == "A user pool can have no more than 300 identity providers."


# --- found otherwise ------------------------------------------------------------------------------


def test_a_provider_by_its_identifier(lab: Lab) -> None:
    create(lab, IdpIdentifiers=["corp", "example.com"])
    create(lab, UserPoolId=lab.pool(), ProviderName="Other", IdpIdentifiers=["other"])
    request = {"UserPoolId": lab.pool_id, "IdpIdentifier": "example.com"}
    found = lab.call("GetIdentityProviderByIdentifier", **request)["IdentityProvider"]
    assert found == described(lab)
    request["IdpIdentifier"] = "other"
    refusal = errors.ResourceNotFoundException
    said = lab.refused("GetIdentityProviderByIdentifier", refusal, **request)
    assert said == (
        f"Identity provider with identifier other for tenantId {lab.pool_id} does not exist."
    )


def test_a_list_goes_by_names(lab: Lab) -> None:
    for name in ("Okta", "Auth0", "Zitadel"):
        create(lab, ProviderName=name)
    create(lab, "Google")
    request = {"UserPoolId": lab.pool_id, "MaxResults": 3}
    first = lab.call("ListIdentityProviders", **request)
    then = lab.call("ListIdentityProviders", **request, NextToken=first["NextToken"])
    assert "NextToken" not in then
    listed = [*first["Providers"], *then["Providers"]]
    assert [each["ProviderName"] for each in listed] == ["Auth0", "Google", "Okta", "Zitadel"]
    shown = described(lab, "Google")
    members = ("ProviderName", "ProviderType", "CreationDate", "LastModifiedDate")
    assert listed[1] == {name: shown[name] for name in members}


def test_a_list_needs_a_page_size(lab: Lab) -> None:
    said = lab.refused(
        "ListIdentityProviders", errors.InvalidParameterException, UserPoolId=lab.pool_id
    )
    assert said == (
        "1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint:"
        " Member must have value greater than or equal to 1"
    )


# --- changed --------------------------------------------------------------------------------------


def update(lab: Lab, **request: Any) -> Any:
    named = {"UserPoolId": lab.pool_id, "ProviderName": "Corp", **request}
    return lab.call("UpdateIdentityProvider", **named)["IdentityProvider"]


FULL: Mapping[str, Any] = {
    "AttributeMapping": {"username": "sub", "email": "mail"},
    "IdpIdentifiers": ["corp"],
    "AcrMapping": {"Level1": "low"},
}


def test_what_an_update_does_not_name_stays(lab: Lab) -> None:
    create(lab, **FULL)
    before = described(lab)
    lab.emulator.clock.shift(60)
    answer = update(lab)
    assert answer.pop("LastModifiedDate") > before.pop("LastModifiedDate")
    assert answer == {name: value for name, value in before.items() if name != "IdpIdentifiers"}
    after = described(lab)
    del after["LastModifiedDate"]
    assert after == before


@pytest.mark.parametrize(
    ("request_", "shown"),
    [
        ({"AttributeMapping": {}}, {"AttributeMapping": {}}),
        (
            {"AttributeMapping": {"name": "n"}},
            {"AttributeMapping": {"username": "sub", "name": "n"}},
        ),
        ({"IdpIdentifiers": []}, {"IdpIdentifiers": []}),
        ({"IdpIdentifiers": ["b", "corp"]}, {"IdpIdentifiers": ["b", "corp"]}),
        ({"AcrMapping": {"Level2": "mid"}}, {"AcrMapping": {"Level2": "mid"}}),
        ({"AcrMapping": {}}, {"AcrMapping": None}),
    ],
)
def test_what_an_update_names_takes_the_place(
    lab: Lab, request_: dict[str, Any], shown: dict[str, Any]
) -> None:
    create(lab, **FULL)
    answer = update(lab, **request_)
    after = described(lab)
    for name, value in shown.items():
        assert answer.get(name) == after.get(name) == value
    untouched = FULL.keys() - request_.keys()
    assert {name: after[name] for name in untouched} == {name: FULL[name] for name in untouched}


def test_details_are_changed_as_a_whole(lab: Lab) -> None:
    create(lab)
    given = {key: value for key, value in OIDC.items() if key != "client_secret"}
    assert update(lab, ProviderDetails=given)["ProviderDetails"] == {**given, **DERIVED["OIDC"]}


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ({"ProviderDetails": {}}, MISSING["OIDC"]),
        ({"AttributeMapping": {"mail": "m"}}, "AttributeMapping contains invalid mapping: [mail]"),
        (
            {"IdpIdentifiers": ["taken"]},
            "The identifier taken is already in use by the identity provider Other.",
        ),
    ],
)
def test_an_update_keeps_to_the_rules(lab: Lab, request_: dict[str, Any], said: str) -> None:
    create(lab)
    create(lab, ProviderName="Other", IdpIdentifiers=["taken"])
    before = described(lab)
    request = {"UserPoolId": lab.pool_id, "ProviderName": "Corp", **request_}
    refusal = errors.InvalidParameterException
    assert lab.refused("UpdateIdentityProvider", refusal, **request) == said
    assert described(lab) == before


def test_an_identifier_may_move_within_a_provider(lab: Lab) -> None:
    create(lab, IdpIdentifiers=["a", "b"])
    assert update(lab, IdpIdentifiers=["b", "c"])["IdpIdentifiers"] == ["b", "c"]
    create(lab, ProviderName="Other", IdpIdentifiers=["a"])


def test_an_unknown_one_is_not_changed(lab: Lab) -> None:
    request = {"UserPoolId": lab.pool_id, "ProviderName": "Corp"}
    said = lab.refused("UpdateIdentityProvider", errors.ResourceNotFoundException, **request)
    assert said == f"Identity provider Corp in User Pool {lab.pool_id} does not exist."

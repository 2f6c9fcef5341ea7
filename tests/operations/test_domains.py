"""Domains of pools: where their pages and OAuth endpoints are."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.control import pools
from cognito_emulator.domain import doors
from cognito_emulator.domain.pools import domains
from cognito_emulator.domain.work.context import Caller
from cognito_emulator.emulator import Emulator
from tests.support import PASSWORD, Lab
from tests.table import table

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1"
CUSTOM = {"CertificateArn": CERTIFICATE}
FAILOVER = {"Failover": {"SecondaryRegion": "us-west-2", "PrimaryRoute53HealthCheckId": "x"}}
NO_SUCH = "No such domain or user pool exists."
INVALID_CHARACTER = (
    "The domain name contains an invalid character. Domain names can only contain lower-case"
    " letters, numbers, and hyphens. Please enter a different name that follows this format:"
    r" ^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$"
)
NO_SUBDOMAIN = (
    "Custom domain is not a valid subdomain: Was not able to resolve the root domain, please ensure"
    " an A record exists for the root domain."
)
NO_CERTIFICATE = (
    "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or"
    " doesn't include a valid certificate chain."
)
TOO_LONG = (
    f"1 validation error detected: Value '{'a' * 64}' at 'domain' failed to satisfy constraint:"
    " Member must have length less than or equal to 63"
)
UNKNOWN_VERSION = "ManagedLoginVersion must be 1 or 2."
invalid = errors.InvalidParameterException


def create(lab: Lab, name: str, **request: Any) -> Any:
    return lab.call("CreateUserPoolDomain", **{"UserPoolId": lab.pool_id, "Domain": name} | request)


def update(lab: Lab, name: str, **request: Any) -> Any:
    return lab.call("UpdateUserPoolDomain", **{"UserPoolId": lab.pool_id, "Domain": name} | request)


def described(lab: Lab, name: str) -> Any:
    return lab.call("DescribeUserPoolDomain", Domain=name)["DomainDescription"]


def shown_by_pool(lab: Lab) -> tuple[str | None, str | None]:
    pool = lab.call("DescribeUserPool", UserPoolId=lab.pool_id)["UserPool"]
    return pool.get("Domain"), pool.get("CustomDomain")


# --- what they show -------------------------------------------------------------------------------


def test_a_prefix(lab: Lab) -> None:
    assert create(lab, "my-app") == {"ManagedLoginVersion": 1}
    shown = described(lab, "my-app")
    assert re.fullmatch(r"\d{14}", shown.pop("Version"))
    assert shown == {
        "AWSAccountId": "123456789012",
        "CloudFrontDistribution": "d3oia8etllorh5.cloudfront.net",
        "Domain": "my-app",
        "ManagedLoginVersion": 1,
        "S3Bucket": "aws-cognito-prod-iad-assets",
        "Status": "ACTIVE",
        "UserPoolId": lab.pool_id,
    }


def shown_version(lab: Lab, name: str) -> str:
    version: str = described(lab, name)["Version"]
    return version


def test_its_version_is_the_moment_of_its_making(lab: Lab) -> None:
    lab.emulator.clock.freeze("2030-01-31T12:34:56Z")
    create(lab, "my-app")
    lab.emulator.clock.shift(hours=1)
    update(lab, "my-app", ManagedLoginVersion=2)
    assert shown_version(lab, "my-app") == "20300131123456"


def test_a_custom_domain(lab: Lab) -> None:
    made = create(lab, "auth.example.com", CustomDomainConfig=CUSTOM)
    distribution = made["CloudFrontDomain"]
    assert re.fullmatch(r"d[a-z0-9]{13}\.cloudfront\.net", distribution)
    assert made == {"CloudFrontDomain": distribution, "ManagedLoginVersion": 1}
    shown = described(lab, "auth.example.com")
    assert shown["CustomDomainConfig"] == CUSTOM
    assert shown["CloudFrontDistribution"] == distribution


def test_what_is_given_is_shown(lab: Lab) -> None:
    config = {**CUSTOM, "SecurityPolicy": "TLS_V1_2_2021"}
    request = {"CustomDomainConfig": config, "Routing": FAILOVER, "ManagedLoginVersion": 2}
    made = create(lab, "auth.example.com", **request)
    assert made["Routing"] == FAILOVER
    shown = described(lab, "auth.example.com")
    assert {name: shown[name] for name in request} == request


def test_of_one_that_is_not_there_an_empty_one_is_shown(lab: Lab) -> None:
    create(lab, "my-app")
    for name in ("other", "MY-APP", "not a domain"):
        assert described(lab, name) == {}


def test_regions_do_not_show_each_other_s(lab: Lab) -> None:
    create(lab, "my-app")
    caller = Caller(request_id="1", region="eu-west-1")
    found = lab.emulator.call("DescribeUserPoolDomain", {"Domain": "my-app"}, caller)
    assert found == {"DomainDescription": {}}


@pytest.mark.parametrize(
    ("region", "bucket", "distribution"),
    [
        ("eu-west-1", "aws-cognito-prod-dub-assets", "d2uqej7bo24sqa.cloudfront.net"),
        ("xx-nowhere-1", "aws-cognito-prod-xx-nowhere-1-assets", None),
    ],
)
def test_each_region_has_its_own_assets(
    emulator: Emulator, region: str, bucket: str, distribution: str | None
) -> None:
    caller = Caller(request_id="1", region=region)
    pool = emulator.call("CreateUserPool", {"PoolName": "x"}, caller)["UserPool"]
    request = {"UserPoolId": pool["Id"], "Domain": "my-app"}
    emulator.call("CreateUserPoolDomain", request, caller)
    answer = emulator.call("DescribeUserPoolDomain", {"Domain": "my-app"}, caller)
    shown = answer["DomainDescription"]
    assert shown["S3Bucket"] == bucket
    assert re.fullmatch(r"d[a-z0-9]{13}\.cloudfront\.net", shown["CloudFrontDistribution"])
    assert distribution in (None, shown["CloudFrontDistribution"])


def test_the_pool_shows_both(lab: Lab) -> None:
    assert shown_by_pool(lab) == (None, None)
    create(lab, "my-app")
    create(lab, "auth.example.com", CustomDomainConfig=CUSTOM)
    assert shown_by_pool(lab) == ("my-app", "auth.example.com")


# --- what becomes of them -------------------------------------------------------------------------


def test_it_is_active_when_the_clock_says_so(lab: Lab) -> None:
    lab.emulator.settings = replace(lab.emulator.settings, domain_creation_seconds=60.0)
    lab.emulator.clock.freeze()
    create(lab, "my-app")
    assert described(lab, "my-app")["Status"] == "CREATING"
    assert shown_by_pool(lab) == ("my-app", None)
    lab.emulator.clock.shift(59)
    assert described(lab, "my-app")["Status"] == "CREATING"
    lab.emulator.clock.shift(1)
    assert described(lab, "my-app")["Status"] == "ACTIVE"
    update(lab, "my-app", ManagedLoginVersion=2)
    assert described(lab, "my-app")["Status"] == "UPDATING"
    lab.emulator.clock.shift(60)
    assert described(lab, "my-app")["Status"] == "ACTIVE"


def test_an_update(lab: Lab) -> None:
    create(lab, "my-app")
    assert update(lab, "my-app", ManagedLoginVersion=2) == {"ManagedLoginVersion": 2}
    assert described(lab, "my-app")["ManagedLoginVersion"] == 2


def test_an_update_keeps_what_it_omits(lab: Lab) -> None:
    create(
        lab,
        "auth.example.com",
        CustomDomainConfig=CUSTOM,
        ManagedLoginVersion=2,
        Routing=FAILOVER,
    )
    other = {"CertificateArn": CERTIFICATE + "2"}
    answer = update(lab, "auth.example.com", CustomDomainConfig=other)
    assert answer["ManagedLoginVersion"] == 2
    shown = described(lab, "auth.example.com")
    assert shown["CustomDomainConfig"] == other
    assert (shown["ManagedLoginVersion"], shown["Routing"]) == (2, FAILOVER)


def test_one_that_was_deleted_is_free(lab: Lab) -> None:
    create(lab, "my-app")
    assert not lab.call("DeleteUserPoolDomain", UserPoolId=lab.pool_id, Domain="my-app")
    assert described(lab, "my-app") == {}
    assert shown_by_pool(lab) == (None, None)
    create(lab, "my-app", UserPoolId=lab.pool())


def test_a_pool_with_a_domain_is_not_deleted(lab: Lab) -> None:
    create(lab, "my-app")
    message = lab.refused("DeleteUserPool", invalid, UserPoolId=lab.pool_id)
    assert message == (
        "User pool cannot be deleted. It has a domain configured that should be deleted first."
    )
    lab.call("DeleteUserPoolDomain", UserPoolId=lab.pool_id, Domain="my-app")
    lab.call("DeleteUserPool", UserPoolId=lab.pool_id)


def test_a_pool_that_is_only_lent_a_domain_is_deleted_at_once(lab: Lab) -> None:
    """For the API it has none, so there is nothing to delete first."""
    pool_id = lab.pool()
    lent = pools.domain_of(lab.emulator, pool_id)
    assert lent == pool_id.replace("_", "").lower()
    lab.call("DeleteUserPool", UserPoolId=pool_id)
    assert lent not in lab.emulator.run_inside(domains.addresses)


# --- what is refused ------------------------------------------------------------------------------

REFUSED_NAMES: list[tuple[str, dict[str, Any], str]] = [
    ("My-App", {}, INVALID_CHARACTER),
    ("my_app", {}, INVALID_CHARACTER),
    ("-app", {}, INVALID_CHARACTER),
    ("app-", {}, INVALID_CHARACTER),
    ("my-app\n", {}, INVALID_CHARACTER),
    ("auth.example.com", {}, INVALID_CHARACTER),
    ("my-aws-app", {}, "Domain cannot contain reserved word: aws"),
    ("aws", {}, "Domain cannot contain reserved word: aws"),
    ("newcognito", {}, "Domain cannot contain reserved word: cognito"),
    ("amazonia", {}, "Domain cannot contain reserved word: amazon"),
    ("my-app", {"CustomDomainConfig": CUSTOM}, NO_SUBDOMAIN),
    ("auth..example.com", {"CustomDomainConfig": CUSTOM}, NO_SUBDOMAIN),
    ("Auth.example.com", {"CustomDomainConfig": CUSTOM}, NO_SUBDOMAIN),
    (
        "auth.example.com",
        {"CustomDomainConfig": {"CertificateArn": CERTIFICATE.replace("us-east", "eu-west")}},
        NO_CERTIFICATE,
    ),
    ("my-app", {"ManagedLoginVersion": 3}, UNKNOWN_VERSION),
    ("my-app", {"ManagedLoginVersion": 0}, UNKNOWN_VERSION),
    (
        "a" * 64,
        {},
        TOO_LONG,
    ),
]


@table("name, more, text", REFUSED_NAMES)
def test_what_no_pool_can_have(lab: Lab, name: str, more: dict[str, Any], text: str) -> None:
    request = {"UserPoolId": lab.pool_id, "Domain": name, **more}
    assert lab.refused("CreateUserPoolDomain", invalid, **request) == text
    assert described(lab, name[:63]) == {}


@pytest.mark.parametrize("name", ["a", "1", "my-awsome-app", "a" * 63, "a--b"])
def test_what_a_pool_can_have(lab: Lab, name: str) -> None:
    create(lab, name)
    assert described(lab, name)["Status"] == "ACTIVE"


def test_a_custom_domain_may_have_any_word(lab: Lab) -> None:
    create(lab, "cognito.aws.example.com", CustomDomainConfig=CUSTOM)


TAKEN = "Domain already associated with another user pool."
SECOND = "User pool already has a domain configured."


@pytest.mark.parametrize(
    ("whose", "name", "more", "text"),
    [
        ("own", "my-app", {}, "Domain already exists."),
        ("own", "second", {}, SECOND),
        ("own", "auth.example.com", {"CustomDomainConfig": CUSTOM}, "Domain already exists."),
        ("own", "two.example.com", {"CustomDomainConfig": CUSTOM}, SECOND),
        ("another", "my-app", {}, TAKEN),
        ("another", "auth.example.com", {"CustomDomainConfig": CUSTOM}, TAKEN),
    ],
)
def test_what_is_taken(lab: Lab, whose: str, name: str, more: dict[str, Any], text: str) -> None:
    create(lab, "my-app")
    create(lab, "auth.example.com", CustomDomainConfig=CUSTOM)
    pool_id = lab.pool_id if whose == "own" else lab.pool()
    request = {"UserPoolId": pool_id, "Domain": name, **more}
    assert lab.refused("CreateUserPoolDomain", invalid, **request) == text


@pytest.mark.parametrize(
    ("domains", "name", "more", "text"),
    [
        ({}, "my-app", {"ManagedLoginVersion": 2}, NO_SUCH),
        ({"my-app": {}}, "other", {"ManagedLoginVersion": 2}, NO_SUCH),
        ({"my-app": {}}, "my-app", {"ManagedLoginVersion": 3}, UNKNOWN_VERSION),
        (
            {"my-app": {}},
            "my-app",
            {"CustomDomainConfig": CUSTOM},
            "User pool should have a custom domain associated, failed to update the certificate.",
        ),
        (
            {"auth.example.com": {"CustomDomainConfig": CUSTOM}},
            "auth.example.com",
            {"ManagedLoginVersion": 2},
            "Cannot convert custom domain to prefix domain.",
        ),
        (
            {"my-app": {}, "auth.example.com": {"CustomDomainConfig": CUSTOM}},
            "my-app",
            {"CustomDomainConfig": CUSTOM},
            "Cannot convert prefix domain to custom domain.",
        ),
        (
            {"auth.example.com": {"CustomDomainConfig": CUSTOM}},
            "auth.example.com",
            {"CustomDomainConfig": {"CertificateArn": CERTIFICATE.replace("us-east", "eu-west")}},
            NO_CERTIFICATE,
        ),
        (
            {"auth.example.com": {"CustomDomainConfig": CUSTOM}},
            "two.example.com",
            {"CustomDomainConfig": CUSTOM},
            NO_SUCH,
        ),
    ],
)
def test_updates_that_are_refused(
    lab: Lab, domains: dict[str, Any], name: str, more: dict[str, Any], text: str
) -> None:
    for each, request in domains.items():
        create(lab, each, **request)
    before = [described(lab, each) for each in domains]
    request = {"UserPoolId": lab.pool_id, "Domain": name, **more}
    assert lab.refused("UpdateUserPoolDomain", invalid, **request) == text
    assert [described(lab, each) for each in domains] == before


@pytest.mark.parametrize("operation", ["UpdateUserPoolDomain", "DeleteUserPoolDomain"])
@pytest.mark.parametrize("whose", ["another's", "nobody's"])
def test_a_domain_of_another_pool(lab: Lab, operation: str, whose: str) -> None:
    create(lab, "my-app", UserPoolId=lab.pool())
    pool_id = lab.pool_id if whose == "another's" else "us-east-1_Missing00"
    request = {"UserPoolId": pool_id, "Domain": "my-app"}
    assert lab.refused(operation, invalid, **request) == NO_SUCH
    assert described(lab, "my-app")["Status"] == "ACTIVE"


MANAGED_ON_LITE = (
    "The following feature is not available for the LITE pricing tier configured: Managed Login"
    " Version 2"
)


def test_managed_login_is_not_in_lite(lab: Lab) -> None:
    request = {"UserPoolId": lab.pool(UserPoolTier="LITE"), "Domain": "my-app"}
    refusal = errors.FeatureUnavailableInTierException
    managed = {**request, "ManagedLoginVersion": 2}
    assert lab.refused("CreateUserPoolDomain", refusal, **managed) == MANAGED_ON_LITE
    lab.call("CreateUserPoolDomain", **request)
    assert lab.refused("UpdateUserPoolDomain", refusal, **managed) == MANAGED_ON_LITE
    assert described(lab, "my-app")["ManagedLoginVersion"] == 1


def test_a_pool_with_managed_login_stays_out_of_lite(lab: Lab) -> None:
    create(lab, "my-app", ManagedLoginVersion=2)
    request = {"UserPoolId": lab.pool_id, "UserPoolTier": "LITE"}
    message = lab.refused("UpdateUserPool", errors.TierChangeNotAllowedException, **request)
    assert message.endswith("Managed Login Version 2")
    update(lab, "my-app", ManagedLoginVersion=1)
    lab.call("UpdateUserPool", **request)


# --- links ----------------------------------------------------------------------------------------

NOWHERE = (
    "Cannot perform specific action because there does not exist a valid use pool domain associated"
    " with the user pool"
)


def by_link(emulator: Emulator) -> Lab:
    template = {"DefaultEmailOption": "CONFIRM_WITH_LINK"}
    return Lab(
        emulator,
        pool_request={
            "AutoVerifiedAttributes": ["email", "phone_number"],
            "SmsConfiguration": {
                "SnsCallerArn": "arn:aws:iam::123456789012:role/sms",
                "ExternalId": "x",
            },
            "VerificationMessageTemplate": template,
        },
    )


def sign_up(lab: Lab, **attributes: str) -> dict[str, Any]:
    return {
        "ClientId": lab.client_id,
        "Username": "carol",
        "Password": PASSWORD,
        "UserAttributes": [{"Name": name, "Value": value} for name, value in attributes.items()],
    }


def test_a_link_needs_a_domain(emulator: Emulator) -> None:
    lab = by_link(emulator)
    request = sign_up(lab, email="carol@example.com")
    assert lab.refused("SignUp", invalid, **request) == NOWHERE
    assert not lab.call("ListUsers", UserPoolId=lab.pool_id)["Users"]
    create(lab, "my-app")
    assert lab.call("SignUp", **request)["UserConfirmed"] is False
    lab.call("DeleteUserPoolDomain", UserPoolId=lab.pool_id, Domain="my-app")
    again = {"ClientId": lab.client_id, "Username": "carol"}
    assert lab.refused("ResendConfirmationCode", invalid, **again) == NOWHERE


def test_a_code_needs_none(emulator: Emulator) -> None:
    lab = by_link(emulator)
    lab.call("SignUp", **sign_up(lab, phone_number="+15555550100"))


class Abroad:
    """Another region, with pools of its own."""

    def __init__(self, lab: Lab, region: str = "eu-west-1") -> None:
        self.emulator, self.caller = lab.emulator, Caller(request_id="1", region=region)

    def call(self, operation: str, **request: Any) -> Any:
        return self.emulator.call(operation, request, self.caller)

    def pool(self) -> str:
        return str(self.call("CreateUserPool", PoolName="x")["UserPool"]["Id"])

    def create(self, name: str, **more: Any) -> str:
        """Give a new pool a domain; return where the domain is."""
        pool_id = self.pool()
        self.call("CreateUserPoolDomain", UserPoolId=pool_id, Domain=name, **more)
        url = pools.domain_url(self.emulator, pool_id, "http://localhost")
        return str(url).removeprefix("http://localhost/_domain/")


def test_a_prefix_is_there_once_in_each_region(lab: Lab) -> None:
    """The emulator's own addresses have no region: the second has another one, and is told of."""
    create(lab, "my-app")
    abroad = Abroad(lab)
    assert lab.emulator.warnings() == []

    assert abroad.create("my-app") == "my-app-eu-west-1"

    (warning,) = lab.emulator.warnings()
    assert warning.sentence.startswith("The domain my-app exists in another region too. ")
    assert warning.sentence.endswith(" is my-app-eu-west-1.")
    here = described(lab, "my-app")
    there = abroad.call("DescribeUserPoolDomain", Domain="my-app")["DomainDescription"]
    assert (here["UserPoolId"][:9], there["UserPoolId"][:9]) == ("us-east-1", "eu-west-1")
    assert described(lab, "my-app-eu-west-1") == {}
    assert pools.is_domain_host(lab.emulator, "my-app.auth.eu-west-1.amazoncognito.com")
    assert not pools.is_domain_host(lab.emulator, "my-app.auth.eu-west-2.amazoncognito.com")
    with pytest.raises(invalid, match=TAKEN):
        abroad.create("my-app")
    with pytest.raises(invalid, match=TAKEN):
        create(lab, "my-app", UserPoolId=lab.pool())


@pytest.mark.parametrize(
    ("name", "region", "found"),
    [
        ("my-app", None, "us-east-1"),
        ("my-app", "us-east-1", "us-east-1"),
        ("my-app", "eu-west-1", "eu-west-1"),
        ("MY-APP-eu-west-1", None, "eu-west-1"),
        ("my-app", "eu-west-2", None),
        ("my-app-eu-west-1", "eu-west-1", None),
    ],
)
def test_which_of_a_prefix_is_asked(
    lab: Lab, name: str, region: str | None, found: str | None
) -> None:
    """At the service's own hosts the region says it."""
    create(lab, "my-app")
    Abroad(lab).create("my-app")

    def asked() -> str:
        return lab.emulator.run(lambda ctx: doors.domain(ctx, name, region)).pool.region

    if found is not None:
        assert asked() == found
        return
    with pytest.raises(errors.ResourceNotFoundException):
        asked()


def test_each_of_a_prefix_goes_by_itself(lab: Lab) -> None:
    create(lab, "my-app")
    abroad = Abroad(lab)
    abroad.create("my-app")
    there = abroad.call("DescribeUserPoolDomain", Domain="my-app")["DomainDescription"]

    abroad.call("DeleteUserPoolDomain", UserPoolId=there["UserPoolId"], Domain="my-app")

    assert abroad.call("DescribeUserPoolDomain", Domain="my-app") == {"DomainDescription": {}}
    assert described(lab, "my-app")
    lab.call("DeleteUserPoolDomain", UserPoolId=lab.pool_id, Domain="my-app")
    assert abroad.create("my-app") == "my-app"


def test_an_address_that_another_domain_has_is_free_in_its_region(lab: Lab) -> None:
    create(lab, "my-app")
    abroad, third = Abroad(lab), Abroad(lab, "eu-west-2")
    assert abroad.create("my-app") == "my-app-eu-west-1"
    assert third.create("my-app-eu-west-1") == "my-app-eu-west-1-eu-west-2"
    assert Abroad(lab, "eu-west-1").create("my-app-eu-west-1") == "my-app-eu-west-1-eu-west-1"
    assert third.create("my-app") == "my-app-eu-west-2"


def test_a_custom_domain_is_there_once_in_all_regions(lab: Lab) -> None:
    custom = {"CustomDomainConfig": {"CertificateArn": CERTIFICATE}}
    create(lab, "auth.example.com", **custom)
    with pytest.raises(invalid, match=TAKEN):
        Abroad(lab).create("auth.example.com", **custom)


def test_a_link_leads_where_whoever_asks_can_go(emulator: Emulator) -> None:
    lab = by_link(emulator)
    create(lab, "my-app")
    request = sign_up(lab, email="carol@example.com")
    hosts = {
        "http://10.0.2.2:9329": "http://10.0.2.2:9329/_domain/my-app",
        "https://cognito-idp.us-east-1.amazonaws.com": (
            "https://my-app.auth.us-east-1.amazoncognito.com"
        ),
        'http://"><b>': "http://%22%3E%3Cb%3E/_domain/my-app",
    }
    for number, base_url in enumerate(hosts):
        caller = emulator.caller(base_url=base_url)
        emulator.call("SignUp", {**request, "Username": f"carol-{number}"}, caller)
    create(lab, "auth.example.com", CustomDomainConfig={"CertificateArn": CERTIFICATE})
    here = emulator.caller(base_url="https://cognito-idp.us-east-1.amazonaws.com")
    emulator.call("SignUp", request, here)
    links = [message.link or "" for message in emulator.messages()]
    expected = [*hosts.values(), "https://auth.example.com"]
    assert [link.partition("/confirmUser?")[0] for link in links] == expected

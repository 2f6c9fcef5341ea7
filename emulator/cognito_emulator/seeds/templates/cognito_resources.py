"""The resources of AWS::Cognito, in the words of a seed.

Their properties are called as the members of the API's requests, but for those that stand here
(documented in their registry schemas).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from cognito_emulator.nearest import MOST
from cognito_emulator.seeds import values, vocabulary
from cognito_emulator.seeds.places import Mistakes, Place, Placed, items
from cognito_emulator.seeds.templates.assembling import MEMBERSHIPS, POOLS, kind_of
from cognito_emulator.seeds.templates.report import Report


class Members(NamedTuple):
    """The properties of a resource, as far as they are resolved and translated.

    Attributes:
        place: of the properties.
        logical_id: of the resource.
        own_id: the id of a pool or a client, else its logical id.

    """

    place: Place
    logical_id: str
    own_id: str
    given: dict[str, Any]
    origins: dict[str, Place]
    report: Report

    def fold(self, name: str, into: str, sentence: str = "") -> Any:  # noqa: ANN401 - any JSON
        """Take a property out, as it becomes a part of another member; ``None`` without it."""
        if name not in self.given:
            return None
        here = self.place.member(name)
        self.report.folded(here, sentence or f"it is {into}")
        self.origins.setdefault(into.partition(".")[0], here)
        return self.given.pop(name)

    def lose(self, name: str, sentence: str) -> None:
        """Take a property out that a deployed pool would have, if it is there."""
        if self.given.pop(name, None) is not None:
            self.report.lost(self.place.member(name), sentence)

    def default(self, name: str, value: str) -> None:
        """Have a member that the template leaves to CloudFormation."""
        if name not in self.given:
            self.given[name] = value
            self.report.taken(self.place.member(name), f"by default, it is {value}")


class Type(NamedTuple):
    """A type of resource.

    Attributes:
        part: the list of a pool that holds them.
        ref: the member that ``Ref`` gives.
        translate: completes its members.
        added: properties that are no members of the API's request.
        absent: members of the request that are no properties, as far as is known.

    """

    part: str
    ref: str
    translate: Callable[[Members], None]
    added: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()

    @property
    def taken(self) -> frozenset[str]:
        """The properties that it may have; also members of the request that may become ones."""
        kind = kind_of(self.part)
        return self.added | (vocabulary.words(kind).wanted.keys() if kind else frozenset())

    def home(self, name: str) -> str | None:
        """Return where what is no property belongs, in a sentence, if that is known."""
        kind = kind_of(self.part)
        return kind.home(name) if kind else None

    @property
    def properties(self) -> frozenset[str]:
        """The properties that it is known to have (documented in the registry schemas)."""
        return self.taken - self.absent


def _as_it_is(_members: Members) -> None:
    return


def _named(member: str) -> Callable[[Members], None]:
    """Return what names a resource, where CloudFormation would make a name up."""
    return lambda members: members.default(member, members.logical_id)


def _pool(members: Members) -> None:
    name = members.fold("UserPoolName", "PoolName")
    members.given["PoolName"] = name if name is not None else members.logical_id
    if name is None:
        members.report.taken(
            members.place.member("UserPoolName"), f"by default, it is {members.logical_id}"
        )
    _factors(members)
    _passkeys(members)


def _factors(members: Members) -> None:
    """Read EnabledMfas, which CloudFormation sends to SetUserPoolMfaConfig (claimed)."""
    here = members.place.member("EnabledMfas")
    given = members.fold("EnabledMfas", "the factors", "each is a member of its own")
    for place, factor in items(here, given or []):
        match factor:
            case "SOFTWARE_TOKEN_MFA":
                members.given["SoftwareTokenMfaConfiguration"] = {"Enabled": True}
            case "SMS_MFA":
                members.given["SmsMfaConfiguration"] = _text_messages(members)
            case "EMAIL_OTP":
                members.given["EmailMfaConfiguration"] = _mails(members)
            case _:
                raise place.wrong(
                    f"There is no value {factor}; all of them: {', '.join(_FACTORS)}."
                )
    for name in ("SoftwareToken", "Sms", "Email"):
        members.origins[f"{name}MfaConfiguration"] = here
    for property_ in _OF_MAILS:
        members.lose(property_, "it is not used, as EMAIL_OTP is not among the EnabledMfas")


def _mails(members: Members) -> dict[str, Any]:
    return {
        name: value
        for property_, name in _OF_MAILS.items()
        if (value := members.fold(property_, f"EmailMfaConfiguration.{name}")) is not None
    }


_OF_MAILS = {"EmailAuthenticationMessage": "Message", "EmailAuthenticationSubject": "Subject"}
_FACTORS = ("SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP")


def _text_messages(members: Members) -> dict[str, Any]:
    sender, text = (
        members.given.get(name) for name in ("SmsConfiguration", "SmsAuthenticationMessage")
    )
    return {
        **({"SmsConfiguration": sender} if sender is not None else {}),
        **({"SmsAuthenticationMessage": text} if text is not None else {}),
    }


def _passkeys(members: Members) -> None:
    found = {
        name: value
        for name, property_ in _OF_PASSKEYS.items()
        if (value := members.fold(property_, f"WebAuthnConfiguration.{name}")) is not None
    }
    if found:
        members.given["WebAuthnConfiguration"] = found


_OF_PASSKEYS = {
    "RelyingPartyId": "WebAuthnRelyingPartyID",
    "UserVerification": "WebAuthnUserVerification",
    "FactorConfiguration": "WebAuthnFactorConfiguration",
}


def _client(members: Members) -> None:
    members.default("ClientName", members.logical_id)
    members.default("ClientId", members.own_id)


def _user(members: Members) -> None:
    """Complete a user: the service sends an invitation, and the password in it is temporary."""
    members.default("Username", members.logical_id)
    members.given["UserStatus"] = "FORCE_CHANGE_PASSWORD"


def _style(members: Members) -> None:
    if members.given.pop("ReturnMergedResources", None) is not None:
        here = members.place.member("ReturnMergedResources")
        members.report.skipped(here, "it is about answers, not about the style")


_POOL = "AWS::Cognito::UserPool"
_API_NAME = "PoolName"  # which the translation makes of UserPoolName

TYPES: Mapping[str, Type] = {
    _POOL: Type(
        POOLS,
        "Id",
        _pool,
        frozenset({"UserPoolName", "EnabledMfas", *_OF_MAILS, *_OF_PASSKEYS.values()}),
        frozenset({"PoolName", "AcrConfiguration", "DcrConfiguration"}),
    ),
    "AWS::Cognito::UserPoolClient": Type(
        "Clients",
        "ClientId",
        _client,
        absent=frozenset({"ClientSecret", "PublishSecretsInAWSSecretsManager"}),
    ),
    "AWS::Cognito::UserPoolDomain": Type("Domain", "Domain", _as_it_is),
    "AWS::Cognito::UserPoolGroup": Type("Groups", "GroupName", _named("GroupName")),
    "AWS::Cognito::UserPoolUser": Type(
        "Users", "Username", _user, absent=frozenset({"TemporaryPassword"})
    ),
    "AWS::Cognito::UserPoolUserToGroupAttachment": Type(
        MEMBERSHIPS, "", _as_it_is, frozenset({"UserPoolId", "Username", "GroupName"})
    ),
    "AWS::Cognito::UserPoolResourceServer": Type("ResourceServers", "Identifier", _as_it_is),
    "AWS::Cognito::UserPoolIdentityProvider": Type(
        "IdentityProviders", "ProviderName", _as_it_is, absent=frozenset({"AcrMapping"})
    ),
    "AWS::Cognito::UserPoolUICustomizationAttachment": Type(
        "UICustomizations", "", _as_it_is, absent=frozenset({"ImageFile"})
    ),
    "AWS::Cognito::ManagedLoginBranding": Type(
        "ManagedLoginBrandings", "", _style, frozenset({"ReturnMergedResources"})
    ),
    "AWS::Cognito::Terms": Type("Terms", "", _as_it_is),
}

# What a pool has in the real service, and not here.
_NOT_EMULATED: Mapping[str, str] = {
    "AWS::Cognito::UserPoolRiskConfigurationAttachment": "SetRiskConfiguration is not emulated",
    "AWS::Cognito::LogDeliveryConfiguration": "SetLogDeliveryConfiguration is not emulated",
}


# Custom resources of the CDK that change nothing (documented in its source).
_ONLY_READ = ("Custom::DescribeCognitoUserPoolClient", "Custom::UserPoolCloudFrontDomainName")
_NO_PART = "it is no part of a user pool"
_NO_PARTS: Mapping[str, str] = {
    "AWS::CloudFormation::StackSet": (
        "it deploys its template elsewhere: give that one, if it has a user pool"
    ),
}


def is_custom(kind: str) -> bool:
    """Whether a function that somebody wrote makes resources of a type."""
    return kind.startswith("Custom::") or kind == "AWS::CloudFormation::CustomResource"


def why_not(kind: str, *, is_about_pool: bool = False) -> tuple[bool, str]:
    """Return whether a pool loses something without a resource, and why it is not taken.

    Args:
        kind: the type of the resource.
        is_about_pool: whether its properties name a user pool, or what belongs to one.

    """
    if is_custom(kind):
        return _why_no_custom(kind, is_about_pool=is_about_pool)
    if kind in _NOT_EMULATED:
        return True, _NOT_EMULATED[kind]
    if kind.startswith("AWS::Cognito::IdentityPool"):
        return False, "identity pools are not emulated"
    if kind.startswith("AWS::Cognito::"):
        return True, "it is not emulated"
    return False, _NO_PARTS.get(kind, _NO_PART)


def _why_no_custom(kind: str, *, is_about_pool: bool) -> tuple[bool, str]:
    if kind in _ONLY_READ:
        return False, "a custom resource that only reads"
    if is_about_pool:
        return True, "a custom resource: what its function does to the user pool is not here"
    return False, _NO_PART


def refuse_unknown(kind: str, place: Place, names: Iterable[str]) -> None:
    """Refuse what is no property of a type, in the words of CloudFormation.

    Raises:
        SeedError: some are none; what may have been meant is named.

    """
    mistakes, of_it = Mistakes(), TYPES[kind]
    for name in names:
        if name in of_it.taken and name != _API_NAME:
            continue
        sentence = of_it.home(name) or values.unknown(name, of_it.properties)
        others = [other for other, it in TYPES.items() if name in it.properties]
        also = f" It is one of {', '.join(others[:MOST])}." if others else ""
        mistakes.add(place.member(name).wrong(f"{sentence}{also}"))
    mistakes.settle()


def placed(members: Members) -> Placed:
    """Return translated members with where they were written."""
    return Placed(members.place, members.given, members.origins)

"""The resources of Terraform's provider for AWS, in the words of a seed.

An argument is called as the API's member, in lower case with underscores; a block is a list of one
(documented in the provider's source). What is empty, false by omission or 0 the provider does not
send.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator.domain.pools import schema
from cognito_emulator.seeds import values, vocabulary
from cognito_emulator.seeds.templates.assembling import MEMBERSHIPS, POOLS, kind_of

if TYPE_CHECKING:
    from cognito_emulator.api.spec import Shape
    from cognito_emulator.seeds.places import Place
    from cognito_emulator.seeds.templates.report import Report

Values = dict[str, Any]


class Resource(NamedTuple):
    """A resource on its way into a seed.

    Attributes:
        place: of its values.
        values: those that are left to read.
        members: of the seed.
        origins: where its members were written.

    """

    place: Place
    values: Values
    members: dict[str, Any]
    origins: dict[str, Place]
    report: Report

    def take(self, name: str, member: str) -> Any:  # noqa: ANN401 - any JSON
        """Take an argument out, as it becomes a part of a member; ``None`` without it."""
        value = self.values.pop(name, None)
        if _is_empty(value):
            return None
        here = self.place.member(name)
        self.origins.setdefault(member.partition(".")[0], here)
        self.report.folded(here, f"it is {member}")
        return value


class Type(NamedTuple):
    """A type of resource.

    Attributes:
        part: the list of a pool that holds them.
        renamed: arguments that are called otherwise than the member.
        computed: attributes that say nothing of their own.
        complete: reads what is no member by itself.

    """

    part: str
    renamed: Mapping[str, str]
    computed: frozenset[str]
    complete: Callable[[Resource], None]


_ALWAYS = frozenset({"id", "user_pool_id", "timeouts", "region"})
# Of blocks.
_RENAMED = {
    "from_email_address": "From",
    "recovery_mechanism": "RecoveryMechanisms",
    "asset": "Assets",
    "scope": "Scopes",
}


def members(kind: Type, resource: Resource) -> None:
    """Read the arguments of a resource into members of the seed."""
    kind.complete(resource)
    described = kind_of(kind.part)
    words = vocabulary.words(described) if described else None
    shapes = {**words.wanted, **words.own} if words else {}
    for name, value in resource.values.items():
        if name in kind.computed or name in _ALWAYS or _is_empty(value):
            continue
        here = resource.place.member(name)
        member = kind.renamed.get(name) or _member(name, shapes)
        if member is None and words is None:
            resource.members[name] = value
        elif member is None:
            resource.report.skipped(here, "the API has no such member")
        else:
            _refuse_unknown(here, shapes[member], value)
            resource.members[member] = _fitted(shapes[member], value)
            resource.origins[member] = here
            resource.report.taken(here)


def _is_empty(value: object) -> bool:
    return value is None or value in ("", [], {}) or (value == 0 and value is not False)


def _squashed(name: str) -> str:
    return name.replace("_", "").lower()


def _member(name: str, shapes: Mapping[str, Shape]) -> str | None:
    """Return the member of an argument's name: ``callback_urls`` is CallbackURLs."""
    if _RENAMED.get(name) in shapes:
        return _RENAMED[name]
    wanted = _squashed(name)
    return next((member for member in shapes if member.lower() == wanted), None)


def _refuse_unknown(place: Place, shape: Shape, value: object) -> None:
    """Refuse what is no argument of a block, all the way down, in the words of Terraform.

    Raises:
        SeedError: there is one; what may have been meant is named.

    """
    if shape.kind == "list" and shape.element and isinstance(value, list):
        for number, item in enumerate(value):
            _refuse_unknown(place.item(number), shape.element, item)
    if shape.kind != "structure" or shape.document:
        return
    is_block = isinstance(value, list) and len(value) == 1
    block, here = (value[0], place.item(0)) if is_block else (value, place)  # type: ignore[index]
    for name, item in block.items() if isinstance(block, Mapping) else ():
        if _is_empty(item):
            continue
        member = _member(name, shape.members)
        if member is None:
            raise here.member(name).wrong(values.unknown(name, map(_argument, shape.members)))
        _refuse_unknown(here.member(name), shape.members[member], item)


def _argument(member: str) -> str:
    """Return what Terraform calls a member: ``EmailSubjectByLink`` is email_subject_by_link."""
    renamed = next((name for name, it in _RENAMED.items() if it == member), None)
    return renamed or "".join(_spelled(member)).lower()


def _spelled(member: str) -> Iterator[str]:
    """Give the letters of a member, with an underscore before each word: SMS and Message."""
    for number, letter in enumerate(member):
        after_word = number > 0 and not member[number - 1].isupper()
        before_word = number > 0 and member[number + 1 : number + 2].islower()
        yield f"_{letter}" if letter.isupper() and (after_word or before_word) else letter


def _fitted(shape: Shape, value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a value as the API has it; a block is the object in its list."""
    if shape.document:
        return value
    if shape.kind == "structure":
        block = value[0] if isinstance(value, list) and len(value) == 1 else value
        if not isinstance(block, Mapping):
            return value
        given = {
            _member(name, shape.members) or name: item
            for name, item in block.items()
            if not _is_empty(item)
        }
        return {
            name: _fitted(shape.members[name], item) if name in shape.members else item
            for name, item in given.items()
        }
    if shape.kind == "list" and shape.element and isinstance(value, list):
        return [_fitted(shape.element, item) for item in value]
    if shape.kind == "map" and isinstance(value, Mapping):
        return {name: item for name, item in value.items() if item is not None}
    return value


# --- one by one -----------------------------------------------------------------------------------


def _as_it_is(_resource: Resource) -> None:
    return


def _pool(resource: Resource) -> None:
    _tags(resource)
    if policy := resource.take("password_policy", "Policies.PasswordPolicy"):
        resource.members.setdefault("Policies", {})["PasswordPolicy"] = _policy(
            resource, "password_policy", "PasswordPolicy", policy
        )
    if policy := resource.take("sign_in_policy", "Policies.SignInPolicy"):
        resource.members.setdefault("Policies", {})["SignInPolicy"] = _policy(
            resource, "sign_in_policy", "SignInPolicy", policy
        )
    _require_all_texts(resource)
    _factors(resource)


def _tags(resource: Resource) -> None:
    """Read the tags with those that the provider gives to all resources (documented)."""
    of_all = resource.values.pop("tags_all", None)
    if isinstance(of_all, Mapping) and of_all:
        resource.values["tags"] = of_all


def _require_all_texts(resource: Resource) -> None:
    """Refuse an invitation of which the provider sends an empty text.

    It sends all three, and the service wants six characters at least, or one (documented).

    Raises:
        SeedError: a plan leaves one out; a state has the empty texts of what was made otherwise.

    """
    here = resource.place
    given: object = [resource.values]
    for block in ("admin_create_user_config", "invite_message_template"):
        given = given[0].get(block) if isinstance(given, list) and given else None
        if not isinstance(given, list) or not all(isinstance(each, Mapping) for each in given):
            return
        here = here.member(block).item(0)
    for name, text in given[0].items() if isinstance(given, list) and given else ():
        if text is None:
            raise here.member(name).wrong(
                "The provider sends an empty text for it, which the service refuses: all three"
                " texts of an invitation have to be there."
            )


def _policy(resource: Resource, argument: str, name: str, value: object) -> Any:  # noqa: ANN401 - any JSON
    shape = vocabulary.words(_pool_kind()).wanted["Policies"].members[name]
    _refuse_unknown(resource.place.member(argument), shape, value)
    return _fitted(shape, value)


def _pool_kind() -> Any:  # noqa: ANN401 - a Kind
    return kind_of(POOLS)


def _factors(resource: Resource) -> None:
    """Read the second factors as the provider sends them: none while MFA is off (documented)."""
    mode = resource.values.get("mfa_configuration") or "OFF"
    token = "software_token_mfa_configuration"  # noqa: S105 - no secret
    for name in (token, "email_mfa_configuration"):
        if mode == "OFF" and resource.values.pop(name, None):
            resource.report.skipped(resource.place.member(name), "MFA is off")
    if mode != "OFF" and (sender := resource.values.get("sms_configuration")):
        text = resource.values.get("sms_authentication_message")
        own = vocabulary.words(_pool_kind()).own["SmsMfaConfiguration"].members
        resource.members["SmsMfaConfiguration"] = {
            "SmsConfiguration": _fitted(own["SmsConfiguration"], sender),
            **({"SmsAuthenticationMessage": text} if text else {}),
        }
        resource.origins["SmsMfaConfiguration"] = resource.place.member("sms_configuration")


def _client(resource: Resource) -> None:
    if resource.values.get("client_secret"):  # of a state: it is the one that apps have
        resource.values.pop("generate_secret", None)


def _domain(resource: Resource) -> None:
    if certificate := resource.take("certificate_arn", "CustomDomainConfig.CertificateArn"):
        resource.members["CustomDomainConfig"] = {"CertificateArn": certificate}


def _provider(resource: Resource) -> None:
    details = resource.values.get("provider_details")
    if isinstance(details, Mapping):  # what the service adds and no request may have
        kept = {name: it for name, it in details.items() if name != "ActiveEncryptionCertificate"}
        resource.values["provider_details"] = kept


def _user(resource: Resource) -> None:
    """Read a user; attributes that are not standard are the pool's own (documented)."""
    standard = {each.name for each in schema.STANDARD} | {"sub"}
    sub = resource.values.pop("sub", None)
    said = resource.take("attributes", "UserAttributes")
    given = {**({} if sub is None else {"sub": sub}), **(said if isinstance(said, Mapping) else {})}
    if given:
        resource.members["UserAttributes"] = [
            {"Name": name if name in standard or ":" in name else f"custom:{name}", "Value": value}
            for name, value in given.items()
            if value is not None
        ]
    if resource.values.get("password"):
        resource.values.pop("status", None)
    elif not resource.values.get("status"):  # invited, as nobody said a password
        resource.members["UserStatus"] = "FORCE_CHANGE_PASSWORD"


def _membership(resource: Resource) -> None:
    for name, member in (("username", "Username"), ("group_name", "GroupName")):
        if (value := resource.values.pop(name, None)) is not None:
            resource.members[member] = value


def _style(resource: Resource) -> None:
    if isinstance(settings := resource.values.get("settings"), str):
        try:
            resource.values["settings"] = json.loads(settings)
        except ValueError:
            raise resource.place.member("settings").wrong("This is no JSON.") from None


_COMPUTED_OF_POOL = frozenset(
    {
        "arn",
        "creation_date",
        "custom_domain",
        "domain",
        "endpoint",
        "estimated_number_of_users",
        "last_modified_date",
    }
)
_OF_A_USER = frozenset(
    {"creation_date", "last_modified_date", "mfa_setting_list", "preferred_mfa_setting"}
)

TYPES: Mapping[str, Type] = {
    "aws_cognito_user_pool": Type(
        POOLS, {"name": "PoolName", "tags": "UserPoolTags"}, _COMPUTED_OF_POOL, _pool
    ),
    "aws_cognito_user_pool_client": Type("Clients", {"name": "ClientName"}, frozenset(), _client),
    "aws_cognito_managed_user_pool_client": Type(
        "Clients", {"name": "ClientName"}, frozenset({"name_pattern", "name_prefix"}), _client
    ),
    "aws_cognito_user_pool_domain": Type(
        "Domain",
        {},
        frozenset(
            {
                "aws_account_id",
                "cloudfront_distribution",
                "cloudfront_distribution_arn",
                "cloudfront_distribution_zone_id",
                "s3_bucket",
                "version",
            }
        ),
        _domain,
    ),
    "aws_cognito_user_group": Type("Groups", {"name": "GroupName"}, frozenset(), _as_it_is),
    "aws_cognito_user": Type("Users", {"status": "UserStatus"}, _OF_A_USER, _user),
    "aws_cognito_user_in_group": Type(MEMBERSHIPS, {}, frozenset(), _membership),
    "aws_cognito_resource_server": Type(
        "ResourceServers", {}, frozenset({"scope_identifiers"}), _as_it_is
    ),
    "aws_cognito_identity_provider": Type("IdentityProviders", {}, frozenset(), _provider),
    "aws_cognito_user_pool_ui_customization": Type(
        "UICustomizations",
        {},
        frozenset({"creation_date", "css_version", "image_url", "last_modified_date"}),
        _as_it_is,
    ),
    "aws_cognito_managed_login_branding": Type(
        "ManagedLoginBrandings",
        {},
        frozenset({"managed_login_branding_id", "settings_all", "return_merged_resources"}),
        _style,
    ),
}

_NOT_EMULATED: Mapping[str, str] = {
    "aws_cognito_risk_configuration": "SetRiskConfiguration is not emulated",
    "aws_cognito_log_delivery_configuration": "SetLogDeliveryConfiguration is not emulated",
    "aws_cognito_user_pool_replica": "replicas of user pools are not emulated",
}


def why_not(kind: str) -> tuple[bool, str]:
    """Return whether a pool loses something without a resource, and why it is not taken."""
    if kind in _NOT_EMULATED:
        return True, _NOT_EMULATED[kind]
    if kind.startswith("aws_cognito_identity_pool"):
        return False, "identity pools are not emulated"
    if kind == "aws_cognito_managed_user_pool_client":
        return True, "another service makes this app client: a state has it"
    if kind.startswith("aws_cognito_"):
        return True, "it is not emulated"
    return False, "it is no part of a user pool"

"""Pools of cognito-local, another emulator, as seeds.

It keeps a file for each pool, ``.cognito/db/<pool id>.json``, and the clients of all pools beside
them in ``clients.json``. It holds passwords to no policy and attributes to no schema, so its users
come as they are. What has no meaning here is named in a note: nothing is lost silently.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator import stock
from cognito_emulator.api import spec
from cognito_emulator.api.validate import examine
from cognito_emulator.domain.factors import software_tokens
from cognito_emulator.domain.pools import schema
from cognito_emulator.domain.pools.factors import TOTP
from cognito_emulator.printable import line
from cognito_emulator.seeds import values, vocabulary
from cognito_emulator.seeds.kinds import POOL
from cognito_emulator.seeds.kinds.clients import KIND as CLIENT
from cognito_emulator.seeds.kinds.groups import KIND as GROUP
from cognito_emulator.seeds.kinds.users import KIND as USER
from cognito_emulator.seeds.places import Place, items, mapping

if TYPE_CHECKING:
    from cognito_emulator.seeds.kind import Kind

#: The file that holds the clients of all pools in a folder.
CLIENTS_FILE = "clients.json"

# What DescribeUserPool shows and no seed can hold: the name alone makes no custom domain.
_NOT_HELD = frozenset({"CustomDomain"})
# What a seed has by these names is another thing.
_MEANT_OTHERWISE = frozenset({"Devices", "Passkeys"})
# The attributes that say whether an address is verified; there are files with True and "True".
_FLAGS = ("email_verified", "phone_number_verified")


def is_pool(document: Mapping[str, Any]) -> bool:
    """Whether a document is the file of a pool."""
    return isinstance(document.get("Options"), Mapping) and isinstance(
        document.get("Users", {}), Mapping
    )


def is_clients(document: Mapping[str, Any]) -> bool:
    """Whether a document is the file with all clients."""
    return document.keys() == {"Clients"} and isinstance(document["Clients"], Mapping)


class Notes:
    """What somebody who goes on here with pools of cognito-local has to know."""

    def __init__(self) -> None:
        self._sentences: dict[str, dict[str, int]] = {}

    def add(self, sentence: str, *names: str) -> None:
        """Remember a sentence, and whom it is about."""
        about = self._sentences.setdefault(sentence, {})
        for name in names:
            about[name] = about.get(name, 0) + 1

    def lines(self, source: str) -> Iterator[str]:
        """Give each sentence with where it is from, and a few of those whom it is about."""
        for sentence, about in self._sentences.items():
            listed = [
                name if number == 1 else f"{name} ({number} times)"
                for name, number in about.items()
            ]
            more = f" and {len(listed) - _MOST_NAMES} more" if len(listed) > _MOST_NAMES else ""
            names = f": {', '.join(listed[:_MOST_NAMES])}{more}" if listed else ""
            yield line(f"{source}: {sentence}{names}.")


_MOST_NAMES = 10
_UNREAD = "These members have no meaning here and are not read"


def pool(
    place: Place,
    pool_id: str,
    document: Mapping[str, Any],
    clients: Mapping[str, Any],
    notes: Notes,
) -> dict[str, Any]:
    """Return a pool as a seed describes it.

    Args:
        place: of its file.
        pool_id: the id that the file's name says.
        document: what stands in the file.
        clients: those of all pools, by their ids.
        notes: get what somebody has to know.

    Raises:
        SeedError: it is not what cognito-local writes.

    """
    here = place.member("Options")
    options = _members(place, document, "Options")
    groups = _groups(place, document)
    users = _users(place, document, groups, options, notes)
    for name in document:
        if name not in ("Options", "Users", "Groups"):
            notes.add(_UNREAD, name)
    described = {"Id": pool_id, **_kept(POOL, options, "Options", notes)}
    described.setdefault("Name", described["Id"])  # which older versions did not keep
    if "LambdaConfig" in described:
        described["LambdaConfig"] = _triggers(_members(here, options, "LambdaConfig"), notes)
    if entries := _schema(_objects(here, options, "SchemaAttributes"), users, notes):
        described["SchemaAttributes"] = entries
    return {
        **described,
        **_factors(options, notes),
        "Clients": list(_clients(described["Id"], clients, notes)),
        "Groups": [_kept(GROUP, group, "Groups", notes, "members") for group in groups],
        "Users": users,
    }


def of_folder(clients: Mapping[str, Any], pool_ids: Collection[str], notes: Notes) -> None:
    """Note the clients that are no pool's."""
    for client_id, client in clients.items():
        if not isinstance(client, Mapping) or client.get("UserPoolId") not in pool_ids:
            notes.add("Clients of pools that are not here are left out", client_id)


def of_config(notes: Notes) -> None:
    """Note that the configuration is not read."""
    notes.add(
        "It is not read. For its TriggerFunctions there are --trigger, --function and"
        " --lambda-endpoint, for its TokenConfig --public-url and --aws-issuer"
    )


def _objects(place: Place, described: Mapping[str, Any], member: str) -> list[dict[str, Any]]:
    """Return a member that is a list of objects, empty where it is not there.

    Raises:
        SeedError: it is something else.

    """
    given, here = described.get(member), place.member(member)
    return [] if given is None else [mapping(*item) for item in items(here, given)]


def _texts(place: Place, described: Mapping[str, Any], member: str) -> list[str]:
    """Return a member that is a list of texts, empty where it is not there.

    Raises:
        SeedError: it is something else.

    """
    given, here = described.get(member), place.member(member)
    return [] if given is None else [values.text(*item) for item in items(here, given)]


def _members(place: Place, described: Mapping[str, Any], member: str) -> dict[str, Any]:
    """Return a member that is an object, empty where it is not there.

    Raises:
        SeedError: it is something else.

    """
    given = described.get(member)
    return {} if given is None else mapping(place.member(member), given)


def _kept(
    kind: Kind, described: Mapping[str, Any], where: str, notes: Notes, *known: str
) -> dict[str, Any]:
    """Return the members that a seed may have; note the others, but for those that are known."""
    words = vocabulary.words(kind)
    kept = {}
    for name, value in described.items():
        if value is None or name in known:
            continue
        if kind.renamed.get(name, name) in words.valid - _MEANT_OTHERWISE:
            kept[name] = value
        elif name not in words.read_only - _NOT_HELD and value not in ([], {}):
            notes.add(_UNREAD, f"{where}.{name}")
    return kept


# --- the pool -------------------------------------------------------------------------------------


def _triggers(given: Mapping[str, Any], notes: Notes) -> dict[str, Any]:
    """Return a LambdaConfig without what the API has no place for."""
    known = spec.operation("CreateUserPool").input.members["LambdaConfig"].members
    for name in given:
        if name not in known:
            notes.add(_UNREAD, f"Options.LambdaConfig.{name}")
    return {name: value for name, value in given.items() if name in known}


def _schema(
    given: Iterable[Mapping[str, Any]], users: Iterable[Mapping[str, Any]], notes: Notes
) -> list[Any]:
    """Return the schema, with the custom attributes that users have and it lacks."""
    entries = [_entry(each, notes) for each in given]
    there = {*_STANDARD, *(_full_name(str(each.get("Name"))) for each in entries)}
    for name in dict.fromkeys(each["Name"] for user in users for each in user["Attributes"]):
        if name in there or name == "identities":
            continue
        if ":" in name:
            entries.append({"Name": name, "AttributeDataType": "String", "Mutable": True})
            notes.add("The pool's schema lacks attributes of users; they are added, as text", name)
        else:
            notes.add("The pool's schema lacks attributes of users, who keep them", name)
    return entries


def _entry(entry: Mapping[str, Any], notes: Notes) -> Mapping[str, Any]:
    """Return an entry of a schema; no custom attribute can be required."""
    name = entry.get("Name")
    if not entry.get("Required") or name in _STANDARD:
        return entry
    notes.add("No custom attribute can be required; these are not", str(name))
    return {**entry, "Required": False}


_STANDARD = frozenset(attribute.name for attribute in schema.STANDARD)


def _full_name(name: str) -> str:
    return name if name in _STANDARD or ":" in name else f"custom:{name}"


def _factors(options: Mapping[str, Any], notes: Notes) -> dict[str, Any]:
    """Return the second factors of a pool that has MFA: text messages always go there."""
    mode = options.get("MfaConfiguration", "OFF")
    if mode == "OFF" or "SmsConfiguration" in options:
        return {}
    notes.add(f"MFA is {mode}; text messages are a factor, by a role that is made up")
    token = options.get("SoftwareTokenMfaConfiguration", {"Enabled": True})
    return {
        "SmsMfaConfiguration": {"SmsConfiguration": dict(stock.TEXT_MESSAGES)},
        "SoftwareTokenMfaConfiguration": token,
    }


# --- what belongs to it ---------------------------------------------------------------------------


def _clients(pool_id: str, clients: Mapping[str, Any], notes: Notes) -> Iterator[dict[str, Any]]:
    for client_id, client in clients.items():
        if not isinstance(client, Mapping) or client.get("UserPoolId") != pool_id:
            continue
        named = {"ClientName": client_id, "ClientId": client_id}
        described = {**named, **_kept(CLIENT, client, "Clients", notes)}
        if not described.get("ExplicitAuthFlows"):
            described["ExplicitAuthFlows"] = list(stock.FLOWS)
            notes.add("Clients without ExplicitAuthFlows may use every flow", client_id)
        yield described


def _groups(place: Place, document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the groups, each with the names of its ``members``."""
    groups = []
    for name, given in _members(place, document, "Groups").items():
        here = place.member("Groups").member(name)
        group = mapping(here, given)
        groups.append({"GroupName": name, **group, "members": _texts(here, group, "members")})
    return groups


def _users(
    place: Place,
    document: Mapping[str, Any],
    groups: Iterable[Mapping[str, Any]],
    options: Mapping[str, Any],
    notes: Notes,
) -> list[dict[str, Any]]:
    memberships: dict[str, list[str]] = {}
    for group in groups:
        for member in group["members"]:
            memberships.setdefault(member, []).append(group["GroupName"])
    users = []
    for key, given in _members(place, document, "Users").items():
        here = place.member("Users").member(key)
        user = {"Username": key, **mapping(here, given)}
        name = values.text(here.member("Username"), user["Username"])
        joined = memberships.pop(name, [])
        if _cannot_be_sent("AdminGetUser", "Username", name):
            notes.add("Users whose names no request can hold are left out", repr(name))
            continue
        users.append({**_user(here, user, options, notes), "Groups": joined})
    if memberships:
        notes.add("Groups have members that are no users", *sorted(memberships))
    return users


def _user(
    place: Place, user: Mapping[str, Any], options: Mapping[str, Any], notes: Notes
) -> dict[str, Any]:
    given = _objects(place, user, "Attributes")
    had = {values.text(place.member("Attributes"), each.get("Name")): each for each in given}
    factors = _factors_of(place, user, options, notes, has_phone="phone_number" in had)
    described = _kept(USER, user, "Users", notes, *_FACTORS, "Attributes")
    if _cannot_be_sent("AdminSetUserPassword", "Password", described.get("Password")):
        del described["Password"]
        notes.add("Passwords that no request can hold are left out, of", user["Username"])
    return {
        **described,
        **factors,
        "Attributes": [
            {"Name": name, "Value": _value(name, each["Value"])}
            for name, each in had.items()
            if each.get("Value") is not None
        ],
        "Unchecked": True,
    }


def _value(name: str, value: object) -> object:
    return str(value).lower() if name in _FLAGS else value


_FACTORS = (
    "MFAOptions",
    "UserMFASettingList",
    "PreferredMfaSetting",
    "SoftwareTokenMfaConfiguration",
)


def _factors_of(
    place: Place,
    user: Mapping[str, Any],
    options: Mapping[str, Any],
    notes: Notes,
    *,
    has_phone: bool,
) -> dict[str, Any]:
    """Return a user's second factors, as far as the user has what they need."""
    token = _members(place, user, "SoftwareTokenMfaConfiguration")
    secret = token.get("Secret") if token.get("Verified") else None
    if not isinstance(secret, str) or not software_tokens.is_secret(secret):
        secret = None
    wanted = _texts(place, user, "UserMFASettingList")
    if any(each.get("DeliveryMedium") == "SMS" for each in _objects(place, user, "MFAOptions")):
        wanted.append("SMS_MFA")
    on = options.get("MfaConfiguration", "OFF") != "OFF"
    can: dict[str, bool] = {"SMS_MFA": on and has_phone, TOTP: on and secret is not None}
    had = [name for name in dict.fromkeys(wanted) if can.get(name)]
    for name in dict.fromkeys(wanted):
        if not can.get(name):
            notes.add(f"Users lack what {name} needs, it is off for them", user["Username"])
    preferred = user.get("PreferredMfaSetting")
    return {
        **({"SoftwareTokenSecret": secret} if secret is not None else {}),
        **({"UserMFASettingList": had} if had else {}),
        **({"PreferredMfaSetting": preferred} if preferred in had else {}),
    }


def _cannot_be_sent(operation: str, member: str, value: object) -> bool:
    """Whether no request can hold a value, as it breaks a constraint of the model."""
    if not isinstance(value, str):
        return False  # a wrong type, which is refused later
    _, violations = examine(spec.operation(operation), {member: value})
    return any(violation.path.lower() == member.lower() for violation in violations)

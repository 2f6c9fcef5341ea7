"""Users in seeds.

A seed has no word for a user's earlier passwords, codes on their way and sign-ins. Of a password it
can have the hash, which is good in a pool of the same id only, for a user of the same username.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

from cognito_emulator import ids
from cognito_emulator.api import spec
from cognito_emulator.domain.accounts import endings
from cognito_emulator.domain.factors import devices, policy
from cognito_emulator.domain.pools import lookup as pool_lookup
from cognito_emulator.domain.pools import schema
from cognito_emulator.domain.pools.factors import TOTP
from cognito_emulator.domain.tokens import sign_ins
from cognito_emulator.domain.users import attributes, directory, identities, usernames
from cognito_emulator.domain.users.record import USERS
from cognito_emulator.errors import CognitoError
from cognito_emulator.seeds import belongings, people, vocabulary
from cognito_emulator.seeds.kind import FLAG, TEXT, TEXTS, Entry, Kind, Modelled, Part, advice_for
from cognito_emulator.seeds.people import CLOSED, WRAPPER, Newcomer
from cognito_emulator.seeds.places import Place, items, kind_of, mapping, refuse_half_characters
from cognito_emulator.views import users as user_views

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context

# --- how they are written -------------------------------------------------------------------------


def _attributes(place: Place, value: object) -> list[Any]:
    """Return attributes as the API lists them; a mapping of names to values is welcome too."""
    if isinstance(value, Mapping):
        return [
            {"Name": name, "Value": _attribute_value(place, name, one)}
            for name, one in mapping(place, value).items()
            if one is not None
        ]
    return [
        {**item, "Value": _attribute_value(here, "Value", item["Value"])}
        if isinstance(item, dict) and item.get("Value") is not None
        else item
        for here, item in items(place, value)
    ]


def _attribute_value(place: Place, member: str, value: object) -> str:
    """Return a value as text: all attributes are, whatever JSON or YAML take them for."""
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise place.member(member).wrong(f"This must be text, not {kind_of(value)}.")


def _home(name: str) -> str | None:
    if ":" in name or name.lower() in (each.name for each in schema.STANDARD):
        return "This is an attribute; it belongs into UserAttributes."
    return None


KIND = Kind(
    operation="AdminCreateUser",
    shown=(("AdminGetUser", None), ("AdminCreateUser", WRAPPER)),
    wrapper=WRAPPER,
    own={
        "Password": Modelled("AdminSetUserPassword", "Password", held=True),
        "PasswordHash": spec.Shape("hash", "structure", {"Salt": TEXT, "Hash": TEXT}),
        "Groups": TEXTS,
        "UserStatus": TEXT,
        "Enabled": FLAG,
        "SoftwareTokenSecret": TEXT,
        "SoftwareTokenName": Modelled("VerifySoftwareToken", "FriendlyDeviceName", held=True),
        "UserMFASettingList": TEXTS,
        "PreferredMfaSetting": TEXT,
        # What AdminSetUserSettings, the older operation, has turned on.
        "MFAOptions": Modelled("AdminSetUserSettings", "MFAOptions"),
        "Devices": spec.Shape("devices", "list", element=belongings.DEVICE),
        "Passkeys": spec.Shape("passkeys", "list", element=belongings.PASSKEY),
        "Unchecked": FLAG,
    },
    renamed={"Attributes": "UserAttributes"},
    rewritten={"UserAttributes": _attributes, "Attributes": _attributes},
    advice=advice_for(
        "Users",
        one=["AdminGetUser", "GetUser", "AdminCreateUser"],
        several=["ListUsers", "ListUsersInGroup"],
    ),
    home=_home,
)


# --- planting -------------------------------------------------------------------------------------


def plant_user(
    ctx: Context, pool: Pool, described: Mapping[str, Any], *, invented: bool = False
) -> User:
    """Make the user that stands in a seed's ``Users``; part of a transaction.

    Args:
        ctx: the transaction's.
        pool: whose user it will be.
        described: the user.
        invented: whether we have made it up ourselves, with its attributes as a mapping: then the
            API's own constraints are met. Those of the pool are looked at in any case.

    Raises:
        SeedError: something in it is not as the API wants it, or the service would refuse it.

    """
    place = Place("user")
    if invented:
        entry = vocabulary.parted(KIND, place, described)
        return people.make(ctx, pool, Newcomer(entry, described["UserAttributes"], None))
    refuse_half_characters(place, described)
    return _plant(ctx, pool, vocabulary.entry(KIND, place, described))


def _plant(ctx: Context, pool: Pool, entry: Entry) -> User:
    return people.make(ctx, pool, Newcomer.of(entry))


def _with_lasting_subs(
    ctx: Context,
    pool: Pool,
    entries: Sequence[Entry],
    *,
    named: bool,
    lasting: bool,  # noqa: ARG001 - a sub always is
) -> Sequence[Entry]:
    """Return users each with the ``sub`` that is the same in every run.

    An app's own records refer to it: it may stand in the seed, and follows else from the user's
    name and the pool's id, or the pool's name where nobody says the id.
    """
    if ctx.settings.seeded_ids is not None:  # from which all ids follow
        return entries
    owner = ("id", pool.id) if named else ("name", pool.name)
    namesakes = (
        [] if named else [one for one in pool_lookup.in_region(ctx) if one.name == pool.name]
    )

    def with_sub(entry: Entry) -> Entry:
        given = entry.request.get("UserAttributes", [])
        if any(each["Name"] == "sub" for each in given):
            return entry
        names = (*owner, pool.fold(entry.request["Username"]))
        sub = {"Name": "sub", "Value": _lasting_sub(ctx, namesakes, names)}
        return entry._replace(request={**entry.request, "UserAttributes": [*given, sub]})

    return [with_sub(entry) for entry in entries]


def _lasting_sub(ctx: Context, namesakes: Iterable[Pool], names: tuple[str, ...]) -> str:
    """Return the first ``sub`` that follows from names and that no user of a namesake has."""
    subs = (ids.sub_of(*names, str(number)) for number in count())
    return next(sub for sub in subs if all(_by_sub(ctx, pool, sub) is None for pool in namesakes))


def _by_sub(ctx: Context, pool: Pool, sub: str | None) -> User | None:
    return ctx.tx.find(USERS, "sub", (pool.id, sub))


def _make_room(ctx: Context, pool: Pool, entries: Sequence[Entry]) -> None:
    """Remove the users whose names, identities or ``sub`` the new ones have, and all of theirs.

    Their sign-ins are ended first: with the same ``sub``, their tokens would be the new users'.
    """
    for entry in entries:
        newcomer = Newcomer.of(entry)
        for identity in newcomer.identities(pool):
            _evict(ctx, identities.holder(ctx, pool, identity))
        _evict(ctx, directory.by_name(ctx, pool, newcomer.login(pool)))
        _evict(ctx, _by_sub(ctx, pool, newcomer.sub))


def _evict(ctx: Context, user: User | None) -> None:
    if user is not None:
        sign_ins.sign_out_everywhere(ctx, user)
        endings.delete(ctx, user)


# --- exporting ------------------------------------------------------------------------------------


def _export(ctx: Context, pool: Pool) -> Iterator[Mapping[str, Any]]:
    has_belongings = belongings.present(ctx, pool)
    for user in directory.everyone(ctx, pool):
        yield _exported(ctx, pool, user, has_belongings=has_belongings)


def _exported(ctx: Context, pool: Pool, user: User, *, has_belongings: bool) -> dict[str, Any]:
    """Return a user as a seed has it: what AdminGetUser shows, and more.

    Somebody whom AdminCreateUser would not make just so, as an update or another emulator led
    there, is ``Unchecked``.

    Args:
        ctx: of the transaction that reads the pool.
        pool: the user's.
        user: the user.
        has_belongings: whether anybody in the pool has any, so that the user's are looked for.

    """
    exported: dict[str, Any] = dict(user_views.user_for_admin(user))
    for attribute in exported["UserAttributes"]:
        if attribute["Name"] == identities.ATTRIBUTE:  # with what no answer shows of them
            attribute["Value"] = identities.complete_text(user.identities)
    if user.groups:
        exported["Groups"] = list(user.groups)
    if user.password is not None:
        salt, x = user.password.salt.hex(), user.password.x.hex()
        exported["PasswordHash"] = {"Salt": salt, "Hash": x}
    if user.mfa.token is not None:
        exported["SoftwareTokenSecret"] = user.mfa.token.secret
        if user.mfa.token.name:
            exported["SoftwareTokenName"] = user.mfa.token.name
    if has_belongings:
        exported |= dict(belongings.export(ctx, pool, user))
    is_tracked = devices.tracked(pool) or "Devices" not in exported
    if not (_is_made_so(pool, user) and _has_factors(pool, user) and is_tracked):
        exported["Unchecked"] = True
    return exported


def _is_made_so(pool: Pool, user: User) -> bool:
    """Whether an administrator, or a provider, would make just this user."""
    given = {name: value for name, value in user.attributes.items() if name not in CLOSED}
    login = people.login(pool, user.username, {**given, "sub": user.sub})
    try:
        if user.status == "EXTERNAL_PROVIDER":
            username = login
        else:
            usernames.check_shape(pool, login)
            username = user.sub if pool.username_attributes else login
        made = attributes.of_new_user(pool, None, given)
    except CognitoError:
        return False
    return username == user.username and list(made.items()) == list(user.attributes.items())


def _has_factors(pool: Pool, user: User) -> bool:
    """Whether a user has what the second factors need that are on."""
    if TOTP in user.mfa.enabled and pool.mfa == "OFF":
        return False
    return all(policy.owns(user, factor) for factor in policy.active(user))


PART = Part("Users", KIND, _make_room, _plant, _export, prepare=_with_lasting_subs)

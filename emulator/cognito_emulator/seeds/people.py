"""Making the users whom seeds describe: who they are, what they have, and whose place they take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from cognito_emulator import ids
from cognito_emulator.domain.accounts import endings, registration
from cognito_emulator.domain.factors import preferences, software_tokens
from cognito_emulator.domain.pools import lookup as pool_lookup
from cognito_emulator.domain.pools.factors import FACTORS, PASSKEY_MFA, TOTP
from cognito_emulator.domain.tokens import sign_ins
from cognito_emulator.domain.users import attributes, directory
from cognito_emulator.domain.users.mfa import SoftwareToken
from cognito_emulator.domain.users.record import GROUPS, USERS, Status, group_key
from cognito_emulator.nearest import missed, nearest
from cognito_emulator.seeds import vocabulary
from cognito_emulator.seeds.places import Mistakes, Place, items, refuse_half_characters
from cognito_emulator.seeds.vocabulary import Entry, or_refuse

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.factors import Factor
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context


class Newcomer(NamedTuple):
    """A user to make.

    Attributes:
        given: the attributes, ``sub`` and ``identities`` among them.
        sub: the one that the user shall have; ``None`` for a new one.

    """

    entry: Entry
    given: Mapping[str, str]
    sub: str | None

    @classmethod
    def of(cls, entry: Entry) -> Newcomer:
        """Return the user that an entry describes."""
        given = attributes.from_list(entry.request.get("UserAttributes"))
        return cls(entry, given, given.get("sub"))


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
        entry = vocabulary.parted(vocabulary.USER, place, described)
        return make(ctx, pool, Newcomer(entry, described["UserAttributes"], None))
    refuse_half_characters(place, described)
    entry = vocabulary.entry(vocabulary.USER, place, described)
    return make(ctx, pool, Newcomer.of(entry))


def make(ctx: Context, pool: Pool, newcomer: Newcomer) -> User:
    """Make a user with all that a seed says; part of a transaction.

    Raises:
        SeedError: the service would refuse it.

    """
    entry = newcomer.entry
    if newcomer.given.get("sub") == "":
        raise vocabulary.place_of_attribute(entry.place, "sub").wrong("A sub cannot be empty.")
    if not entry.extra.get("Unchecked", False):
        _require_known_attributes(pool, newcomer)
    status = _status(entry)
    user = or_refuse(entry, lambda: _registered(ctx, pool, newcomer, status))
    user = _with_second_factors(ctx, pool, user, entry)
    user = _with_options(ctx, pool, user, entry)
    return _with_groups(ctx, pool, user, entry)


def password_of(entry: Entry) -> str | None:
    """Return the password that a user shall have, permanent or not."""
    password: str | None = entry.extra.get("Password", entry.request.get("TemporaryPassword"))
    return password


# --- the same in every run ------------------------------------------------------------------------


def newcomers(ctx: Context, pool: Pool, entries: Iterable[Entry], *, fixed: bool) -> list[Newcomer]:
    """Return the users to make, each with the ``sub`` that is the same in every run.

    An app's own records refer to it: it may stand in the seed, and follows else from the user's
    name and the pool's id, or the pool's name where nobody says the id.
    """
    described = [Newcomer.of(entry) for entry in entries]
    if ctx.settings.seeded_ids is not None:  # from which all ids follow
        return described
    owner = ("id", pool.id) if fixed else ("name", pool.name)
    namesakes = (
        [] if fixed else [one for one in pool_lookup.in_region(ctx) if one.name == pool.name]
    )

    def lasting(one: Newcomer) -> Newcomer:
        names = (*owner, pool.fold(one.entry.request["Username"]))
        return one if one.sub else one._replace(sub=_lasting_sub(ctx, namesakes, names))

    return [lasting(one) for one in described]


def _lasting_sub(ctx: Context, namesakes: Iterable[Pool], names: tuple[str, ...]) -> str:
    """Return the first ``sub`` that follows from names and that no user of a namesake has."""
    subs = (ids.sub_of(*names, str(number)) for number in count())
    return next(sub for sub in subs if all(_by_sub(ctx, pool, sub) is None for pool in namesakes))


def _by_sub(ctx: Context, pool: Pool, sub: str | None) -> User | None:
    return ctx.tx.find(USERS, "sub", (pool.id, sub))


# --- in place of others ---------------------------------------------------------------------------


def evict_former(ctx: Context, pool: Pool, newcomers: Iterable[Newcomer]) -> None:
    """Remove the users whose names or ``sub`` the new ones have, with all that is theirs.

    Their sign-ins are ended first: with the same ``sub``, their tokens would be the new users'.
    """
    for newcomer in newcomers:
        _evict(ctx, directory.by_name(ctx, pool, _sign_in_name(pool, newcomer)))
        _evict(ctx, _by_sub(ctx, pool, newcomer.sub))


def _evict(ctx: Context, user: User | None) -> None:
    if user is not None:
        sign_ins.sign_out_everywhere(ctx, user)
        endings.delete(ctx, user)


# --- registration ---------------------------------------------------------------------------------


def _registered(ctx: Context, pool: Pool, newcomer: Newcomer, status: Status) -> User:
    """Make a user as an administrator would, as a provider does, or as it was elsewhere."""
    entry, sub = newcomer.entry, newcomer.sub
    name, password = _sign_in_name(pool, newcomer), password_of(entry)
    given = {each: value for each, value in newcomer.given.items() if each not in _CLOSED}
    if entry.extra.get("Unchecked", False):
        user = registration.restore(ctx, pool, name, given, password, sub=sub, status=status)
    elif status == "EXTERNAL_PROVIDER":
        user = registration.create_federated(ctx, pool, name, given, sub)
    else:
        user = registration.create(
            ctx,
            pool,
            name,
            given,
            password,
            temporary=status == "FORCE_CHANGE_PASSWORD",
            force_alias=entry.request.get("ForceAliasCreation", False),
            sub=sub,
            quietly=True,
        )
    enabled = entry.extra.get("Enabled", True)
    linked = newcomer.given.get("identities")
    if user.status == status and enabled and linked is None:
        return user
    had = user.attributes if linked is None else {**user.attributes, "identities": linked}
    return directory.save(ctx, pool, user, status=status, enabled=enabled, attributes=had)


# Attributes that no request may set.
_CLOSED = ("sub", "identities")


def _sign_in_name(pool: Pool, newcomer: Newcomer) -> str:
    """Return what a user is made with: where people sign in with addresses, one of those.

    Answers show the ``sub`` there, and may be pasted into a seed.
    """
    name, given = newcomer.entry.request["Username"], newcomer.given
    if name != given.get("sub"):
        return str(name)
    return next((given[each] for each in pool.username_attributes if given.get(each)), name)


def _require_known_attributes(pool: Pool, newcomer: Newcomer) -> None:
    """Refuse attributes that the pool's schema lacks, and say what to add to it.

    Raises:
        SeedError: it lacks some.

    """
    mistakes = Mistakes()
    for name in newcomer.given:
        if name in pool.schema or name in _CLOSED:
            continue
        wanted = _advice(pool, name)
        place = vocabulary.place_of_attribute(newcomer.entry.place, name)
        mistakes.add(place.wrong(f"The pool's Schema has no attribute {name}: {wanted}."))
    mistakes.settle()


def _advice(pool: Pool, name: str) -> str:
    """Say which attribute was probably meant, or how the pool gets this one."""
    bare = name.removeprefix("dev:").removeprefix("custom:")
    near = missed(f"custom:{bare}", [known for known in pool.schema if ":" in known])
    if near:
        return f"{near} may be meant"
    add = f"add {_schema_entry(name, bare)} to the Schema"
    if ":" in name:
        return add
    add += f", and write custom:{name} here"
    standard = missed(name, [known for known in pool.schema if ":" not in known], _A_SLIP)
    return f"{standard} may be meant; if not, {add}" if standard else add


# Two letters that changed places in a word of five leave it so alike: `emial`, `email`.
_A_SLIP = 0.8


def _schema_entry(name: str, bare: str) -> str:
    developer_only = ", DeveloperOnlyAttribute: true" if name.startswith("dev:") else ""
    return f"{{Name: {bare}, AttributeDataType: String, Mutable: true{developer_only}}}"


def _with_groups(ctx: Context, pool: Pool, user: User, entry: Entry) -> User:
    for here, name in items(entry.place.member("Groups"), entry.extra.get("Groups", [])):
        if ctx.tx.get(GROUPS, group_key(pool.id, name)) is None:
            there = [group.name for group in ctx.tx.all(GROUPS, "pool", pool.id)]
            near = nearest(name, there) if there else "the pool has none in Groups"
            raise here.wrong(f"There is no group {name}; {near}.")
        user = registration.join(ctx, pool, user, [name])
    return user


def _with_second_factors(ctx: Context, pool: Pool, user: User, entry: Entry) -> User:
    secret = entry.extra.get("SoftwareTokenSecret")
    if secret is not None:
        if not software_tokens.is_secret(secret):
            raise entry.place.member("SoftwareTokenSecret").wrong(
                "This must be base32 (letters and the digits 2 to 7), of 16 characters or more."
            )
        mfa = replace(user.mfa, token=SoftwareToken(secret=secret))
        user = directory.save(ctx, pool, user, mfa=mfa)
    wishes = _wishes(entry)
    if not wishes:
        return user
    member = "UserMFASettingList" if "UserMFASettingList" in entry.extra else "PreferredMfaSetting"
    if TOTP in wishes and secret is None:
        raise entry.place.member(member).wrong(f"{TOTP} needs a SoftwareTokenSecret.")
    here = Entry(entry.place.member(member), {}, {})
    return or_refuse(here, lambda: preferences.prefer(ctx, pool, user, wishes))


def _with_options(ctx: Context, pool: Pool, user: User, entry: Entry) -> User:
    """Turn text messages on by the older of the two ways, if the user had them so."""
    options = entry.extra.get("MFAOptions", [])
    if not options:
        return user
    here = Entry(entry.place.member("MFAOptions"), {}, {})
    return or_refuse(here, lambda: preferences.set_options(ctx, pool, user, options))


def _wishes(entry: Entry) -> dict[Factor, preferences.Wish]:
    """Return what is wanted of the second factors; the preferred one is on in any case."""
    preferred = entry.extra.get("PreferredMfaSetting")
    listed = items(
        entry.place.member("UserMFASettingList"), entry.extra.get("UserMFASettingList", [])
    )
    if preferred is not None:
        listed.append((entry.place.member("PreferredMfaSetting"), preferred))
    return {
        _factor(here, name): preferences.Wish(enabled=True, preferred=name == preferred)
        for here, name in listed
        if name != PASSKEY_MFA  # shown, but a passkey cannot be written into a file
    }


def _factor(place: Place, name: str) -> Factor:
    found = next((factor for factor in FACTORS if factor == name), None)
    if found is None:
        raise place.wrong(f"{name} is none of {', '.join(FACTORS)}.")
    return found


def _status(entry: Entry) -> Status:
    """Return the status that a user shall have: what is said, else what the password means."""
    temporary = "TemporaryPassword" in entry.request
    if temporary and "Password" in entry.extra:
        raise entry.place.wrong("A user has a Password or a TemporaryPassword, not both.")
    said = entry.extra.get("UserStatus")
    if said is None:
        return "FORCE_CHANGE_PASSWORD" if temporary else "CONFIRMED"
    here = entry.place.member("UserStatus")
    if said not in _STATUSES:
        raise here.wrong(f"{said} is none of {', '.join(_STATUSES)}.")
    if temporary and said != "FORCE_CHANGE_PASSWORD":
        raise here.wrong("With a TemporaryPassword it can only be FORCE_CHANGE_PASSWORD.")
    status: Status = said
    return status


_STATUSES: tuple[Status, ...] = get_args(Status)

"""Making what seeds describe, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, get_args

from cognito_emulator import ids, regions
from cognito_emulator.domain import attributes, clients, groups, pools, registration, users
from cognito_emulator.domain.mfa import preferences, software_tokens
from cognito_emulator.domain.mfa.record import FACTORS, PASSKEY_MFA, TOTP, SoftwareToken
from cognito_emulator.domain.tokens import sessions
from cognito_emulator.domain.users import Status
from cognito_emulator.errors import CognitoError
from cognito_emulator.nearest import missed, nearest
from cognito_emulator.seeds import vocabulary
from cognito_emulator.seeds.documents import with_lines
from cognito_emulator.seeds.places import (
    Mistakes,
    Place,
    SeedError,
    items,
    refuse_half_characters,
)
from cognito_emulator.seeds.vocabulary import Entry

if TYPE_CHECKING:
    from cognito_emulator.domain.clients import Client
    from cognito_emulator.domain.context import Context
    from cognito_emulator.domain.mfa.record import Factor
    from cognito_emulator.domain.pools import Pool
    from cognito_emulator.domain.users import User
    from cognito_emulator.seeds.reading import PoolSeed, Seed


Result = TypeVar("Result")


class Planted(NamedTuple):
    """What came of a pool's seed.

    Attributes:
        passwords: those of its users, by their usernames.

    """

    pool: Pool
    clients: tuple[Client, ...]
    passwords: Mapping[str, str]


def plant(ctx: Context, seeds: Iterable[Seed], *, anew: bool = False) -> list[Planted]:
    """Make what the seeds describe; part of a transaction.

    Args:
        ctx: the transaction's.
        seeds: as they were read.
        anew: whether pools, clients, users and groups take the place of those of their ids and
            names; all else stays.

    Raises:
        SeedError: the service would refuse some of it.

    """
    mistakes = Mistakes()
    planted = []
    try:
        for seed in seeds:
            for pool in seed.pools:
                with mistakes:
                    planted.append(_plant(ctx, pool, mistakes, anew=anew))
        mistakes.settle()
    except SeedError as error:
        raise with_lines(error) from error.__cause__
    return planted


def _plant(ctx: Context, seed: PoolSeed, mistakes: Mistakes, *, anew: bool) -> Planted:
    pool_id = _fixed_id(seed.pool)
    if anew:
        _make_room(ctx, pool_id, seed)
    home = ctx.settings.region
    region = regions.of_pool(pool_id, home) if pool_id else home
    ctx = replace(ctx, caller=replace(ctx.caller, region=region))
    pool = _or_refuse(seed.pool, lambda: _plant_pool(ctx, seed.pool, pool_id))
    for entry in seed.groups:
        with mistakes:
            _plant_group(ctx, pool, entry)
    made = []
    for entry in seed.clients:
        with mistakes:
            made.append(_plant_client(ctx, pool, entry))
    newcomers = _newcomers(ctx, pool, seed.users, fixed=pool_id is not None)
    if anew:
        _evict_former(ctx, pool, newcomers)
    passwords = {}
    for each in newcomers:
        with mistakes:
            user = _plant_user(ctx, pool, each.entry, each.sub)
            if (password := _password(each.entry)) is not None:
                passwords[user.username] = password
    return Planted(pool, tuple(made), passwords)


def _fixed_id(entry: Entry) -> str | None:
    """Return the id that a pool shall have, if the seed says one."""
    tags = entry.request.get("UserPoolTags", {})
    fixed: str | None = entry.extra.get("Id", tags.get(pools.ID_TAG))
    return fixed


def _make_room(ctx: Context, pool_id: str | None, seed: PoolSeed) -> None:
    """Remove the pool, the clients and the groups of the ids and names of what comes."""
    for entry in seed.clients:
        ctx.tx.delete(clients.CLIENTS, entry.extra.get("ClientId"))
    if pool_id is None:
        return
    for entry in seed.groups:
        ctx.tx.delete(groups.GROUPS, groups.key(pool_id, entry.request["GroupName"]))
    ctx.tx.delete(pools.POOLS, pool_id)


def _plant_pool(ctx: Context, entry: Entry, pool_id: str | None) -> Pool:
    """Make a pool; second factors of its own come with MFA itself, as the service wants it."""
    blocks = {name: entry.extra[name] for name in vocabulary.MFA_BLOCKS if name in entry.extra}
    mode = entry.request.get("MfaConfiguration", "OFF")
    if not blocks and mode != "OFF" and "SmsConfiguration" not in entry.request:
        raise entry.place.member("MfaConfiguration").wrong(
            f"MFA needs a factor: one of {', '.join(vocabulary.MFA_BLOCKS[:3])}, as"
            " GetUserPoolMfaConfig shows them, or SmsConfiguration."
        )
    if not blocks:
        return pools.create(ctx, entry.request, pool_id)
    request = {name: value for name, value in entry.request.items() if name != "MfaConfiguration"}
    pool = pools.create(ctx, request, pool_id)
    return pools.set_mfa(ctx, pool, {"MfaConfiguration": mode, **blocks})


def _or_refuse(entry: Entry, make: Callable[[], Result]) -> Result:
    """Return what ``make`` makes; tell of a refusal where the seed is to blame."""
    try:
        return make()
    except CognitoError as refusal:
        raise entry.place.wrong(f"{refusal.type}: {refusal}") from refusal


def _plant_client(ctx: Context, pool: Pool, entry: Entry) -> Client:
    client_id = entry.extra.get("ClientId")
    return _or_refuse(entry, lambda: clients.create(ctx, pool, entry.request, client_id))


def _plant_group(ctx: Context, pool: Pool, entry: Entry) -> None:
    request = entry.request
    _or_refuse(
        entry,
        lambda: groups.create(
            ctx,
            pool,
            request["GroupName"],
            description=request.get("Description"),
            precedence=request.get("Precedence"),
            role_arn=request.get("RoleArn"),
        ),
    )


def plant_user(ctx: Context, pool: Pool, described: Mapping[str, Any]) -> User:
    """Make the user that stands in a seed's ``Users``; part of a transaction.

    Raises:
        SeedError: something in it is not as the API wants it, or the service would refuse it.

    """
    place = Place("user")
    refuse_half_characters(place, described)
    entry = vocabulary.entry(vocabulary.USER, place, described)
    return _plant_user(ctx, pool, entry, _given(entry).get("sub"))


class _Newcomer(NamedTuple):
    """A user to make.

    Attributes:
        sub: ``None`` for a new one.

    """

    entry: Entry
    sub: str | None


def _newcomers(
    ctx: Context, pool: Pool, entries: Iterable[Entry], *, fixed: bool
) -> list[_Newcomer]:
    """Return the users to make, each with the ``sub`` that is the same in every run.

    An app's own records refer to it: it may stand in the seed, and follows else from the user's
    name and the pool's id, or the pool's name where nobody says the id.
    """
    if ctx.settings.seeded_ids is not None:  # from which all ids follow
        return [_Newcomer(entry, _given(entry).get("sub")) for entry in entries]
    owner = ("id", pool.id) if fixed else ("name", pool.name)
    namesakes = [] if fixed else [one for one in pools.in_region(ctx) if one.name == pool.name]
    return [
        _Newcomer(
            entry,
            _given(entry).get("sub")
            or _lasting_sub(ctx, namesakes, (*owner, pool.fold(entry.request["Username"]))),
        )
        for entry in entries
    ]


def _lasting_sub(ctx: Context, namesakes: Iterable[Pool], names: tuple[str, ...]) -> str:
    """Return the first ``sub`` that follows from names and that no user of a namesake has."""
    subs = (ids.sub_of(*names, str(number)) for number in count())
    return next(sub for sub in subs if all(_by_sub(ctx, pool, sub) is None for pool in namesakes))


def _by_sub(ctx: Context, pool: Pool, sub: str | None) -> User | None:
    return ctx.tx.find(users.USERS, "sub", (pool.id, sub))


def _evict_former(ctx: Context, pool: Pool, newcomers: Iterable[_Newcomer]) -> None:
    """Remove the users whose names or ``sub`` the new ones have, with all that is theirs.

    Their sign-ins are ended first: with the same ``sub``, their tokens would be the new users'.
    """
    for newcomer in newcomers:
        _evict(ctx, users.by_name(ctx, pool, newcomer.entry.request["Username"]))
        _evict(ctx, _by_sub(ctx, pool, newcomer.sub))


def _evict(ctx: Context, user: User | None) -> None:
    if user is not None:
        sessions.sign_out_everywhere(ctx, user)
        users.delete(ctx, user)


def _given(entry: Entry) -> dict[str, str]:
    return attributes.from_list(entry.request.get("UserAttributes"))


def _plant_user(ctx: Context, pool: Pool, entry: Entry, sub: str | None) -> User:
    status, password = _status(entry), _password(entry)
    given = {name: value for name, value in _given(entry).items() if name != "sub"}
    enabled = entry.extra.get("Enabled", True)
    federated = {n: given.pop(n) for n in ("identities",) if n in given}  # which no request may set

    def make() -> User:
        """Make the user as an administrator would, or as a provider's coming does."""
        name = entry.request["Username"]
        if status == "EXTERNAL_PROVIDER":
            user = registration.admit(ctx, pool, name, given, sub)
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
        if user.status == status and enabled and not federated:
            return user
        told = {**user.attributes, **federated}
        return users.save(ctx, pool, user, status=status, enabled=enabled, attributes=told)

    _require_known_attributes(pool, entry, given)
    user = _plant_second_factors(ctx, pool, _or_refuse(entry, make), entry)
    for here, name in items(entry.place.member("Groups"), entry.extra.get("Groups", [])):
        if ctx.tx.get(groups.GROUPS, groups.key(pool.id, name)) is None:
            there = [group.name for group in ctx.tx.all(groups.GROUPS, "pool", pool.id)]
            near = nearest(name, there) if there else "the pool has none in Groups"
            raise here.wrong(f"There is no group {name}; {near}.")
        user = registration.join(ctx, pool, user, [name])
    return user


def _require_known_attributes(pool: Pool, entry: Entry, given: Mapping[str, str]) -> None:
    """Refuse attributes that the pool's schema lacks, and say what to add to it.

    Raises:
        SeedError: it lacks some.

    """
    mistakes = Mistakes()
    for name in given.keys() - pool.schema.keys():
        bare = name.removeprefix("dev:").removeprefix("custom:")
        near = missed(f"custom:{bare}", [known for known in pool.schema if ":" in known])
        meant = f"{near} may be meant" if near else f"add {_schema_entry(name, bare)} to the Schema"
        full = "" if ":" in name or near else f", and write custom:{name} here"
        place = vocabulary.place_of_attribute(entry.place, name)
        mistakes.add(place.wrong(f"The pool's Schema has no attribute {name}: {meant}{full}."))
    mistakes.settle()


def _schema_entry(name: str, bare: str) -> str:
    developer_only = ", DeveloperOnlyAttribute: true" if name.startswith("dev:") else ""
    return f"{{Name: {bare}, AttributeDataType: String, Mutable: true{developer_only}}}"


def _password(entry: Entry) -> str | None:
    password: str | None = entry.extra.get("Password", entry.request.get("TemporaryPassword"))
    return password


def _plant_second_factors(ctx: Context, pool: Pool, user: User, entry: Entry) -> User:
    secret = entry.extra.get("SoftwareTokenSecret")
    if secret is not None:
        if not software_tokens.is_secret(secret):
            raise entry.place.member("SoftwareTokenSecret").wrong(
                "This must be base32 (letters and the digits 2 to 7), of 16 characters or more."
            )
        mfa = replace(user.mfa, token=SoftwareToken(secret=secret))
        user = users.save(ctx, pool, user, mfa=mfa)
    wishes = _wishes(entry)
    if not wishes:
        return user
    member = "UserMFASettingList" if "UserMFASettingList" in entry.extra else "PreferredMfaSetting"
    if TOTP in wishes and secret is None:
        raise entry.place.member(member).wrong(f"{TOTP} needs a SoftwareTokenSecret.")
    here = Entry(entry.place.member(member), {}, {})
    return _or_refuse(here, lambda: preferences.prefer(ctx, pool, user, wishes))


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

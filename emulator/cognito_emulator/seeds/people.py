"""Making one user as a seed describes it: who it is, and what it has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, get_args

from cognito_emulator.domain.accounts import registration
from cognito_emulator.domain.factors import preferences, software_tokens
from cognito_emulator.domain.pools.factors import ADDRESSES, FACTORS, PASSKEY_MFA, TOTP
from cognito_emulator.domain.users import attributes, directory, identities
from cognito_emulator.domain.users.mfa import SoftwareToken
from cognito_emulator.domain.users.record import GROUPS, Password, Status, group_key
from cognito_emulator.nearest import missed, nearest
from cognito_emulator.seeds import belongings
from cognito_emulator.seeds.kind import Entry, or_refuse
from cognito_emulator.seeds.places import Item, Mistakes, Place, items
from cognito_emulator.seeds.vocabulary import unwrapped

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.factors import Factor
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import Identity, User
    from cognito_emulator.domain.work.context import Context

#: The member in which answers have a user.
WRAPPER = "User"
#: Attributes that no request may set.
CLOSED = ("sub", identities.ATTRIBUTE)


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

    def identities(self, pool: Pool) -> tuple[Identity, ...]:
        """Return who the user is at identity providers.

        Raises:
            SeedError: that is not written as the attribute has it.

        """
        given = self.given.get(identities.ATTRIBUTE)
        if given is None:
            return ()
        try:
            return identities.read(pool, given)
        except ValueError as error:
            place = _place_of_attribute(self.entry.place, identities.ATTRIBUTE)
            raise place.wrong(str(error)) from None

    def login(self, pool: Pool) -> str:
        """Return the name, or the address, that the user is made with."""
        return login(pool, str(self.entry.request["Username"]), self.given)


def make(ctx: Context, pool: Pool, newcomer: Newcomer) -> User:
    """Make a user with all that a seed says; part of a transaction.

    Raises:
        SeedError: the service would refuse it.

    """
    entry = newcomer.entry
    if newcomer.given.get("sub") == "":
        raise _place_of_attribute(entry.place, "sub").wrong("A sub cannot be empty.")
    if not entry.extra.get("Unchecked", False):
        _require_known_attributes(pool, newcomer)
    status = _status(entry)
    user = or_refuse(entry, lambda: _registered(ctx, pool, newcomer, status))
    user = _with_software_token(ctx, pool, user, entry)
    user = _with_second_factors(ctx, pool, user, entry)
    user = belongings.plant(ctx, pool, user, entry)
    return _with_groups(ctx, pool, user, entry)


def password_of(entry: Entry) -> str | None:
    """Return the password that a user shall have, permanent or not."""
    password: str | None = entry.extra.get("Password", entry.request.get("TemporaryPassword"))
    return password


# --- registration ---------------------------------------------------------------------------------


def _registered(ctx: Context, pool: Pool, newcomer: Newcomer, status: Status) -> User:
    """Make a user as an administrator would, as a provider does, or as it was elsewhere."""
    entry, sub = newcomer.entry, newcomer.sub
    name, password = newcomer.login(pool), password_of(entry)
    given = {each: value for each, value in newcomer.given.items() if each not in CLOSED}
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
        )
    enabled = entry.extra.get("Enabled", True)
    linked = newcomer.identities(pool)
    _require_new_identities(ctx, pool, newcomer, user)
    hashed = _password_hash(ctx, entry, status)
    if user.status == status and enabled and not linked and hashed is None:
        return user
    return directory.save(
        ctx,
        pool,
        user,
        status=status,
        enabled=enabled,
        identities=linked,
        password=hashed or user.password,
    )


def _require_new_identities(ctx: Context, pool: Pool, newcomer: Newcomer, user: User) -> None:
    """Refuse identities that another user of the pool has.

    Raises:
        SeedError: there is one.

    """
    for identity in newcomer.identities(pool):
        holder = identities.holder(ctx, pool, identity)
        if holder is not None and holder.sub != user.sub:
            place = _place_of_attribute(newcomer.entry.place, identities.ATTRIBUTE)
            raise place.wrong(f"The user {holder.username} is {identity.username} already.")


def _password_hash(ctx: Context, entry: Entry, status: Status) -> Password | None:
    """Return the password of which a seed knows the hash only, as SRP keeps it.

    Raises:
        SeedError: it is none, or not the only password.

    """
    given = entry.extra.get("PasswordHash")
    if given is None:
        return None
    here = entry.place.member("PasswordHash")
    if password_of(entry) is not None:
        raise here.wrong("A user has a password or a PasswordHash, not both.")
    parts = []
    for name, length in _HASH_BYTES.items():
        digits = given.get(name, "")
        if len(digits) != 2 * length or not _HEXADECIMAL.issuperset(digits):
            raise here.member(name).wrong(f"This must be {2 * length} hexadecimal digits.")
        parts.append(bytes.fromhex(digits))
    salt, x = parts
    return Password(salt, x, ctx.now, temporary=status == "FORCE_CHANGE_PASSWORD")


_HASH_BYTES: Mapping[str, int] = {"Salt": 16, "Hash": 32}
_HEXADECIMAL = frozenset("0123456789abcdef")


def login(pool: Pool, username: str, given: Mapping[str, str]) -> str:
    """Return what a user is made with: where people sign in with addresses, one of those.

    Answers show the ``sub`` there, and may be pasted into a seed.
    """
    if username != given.get("sub"):
        return username
    return next((given[each] for each in pool.username_attributes if given.get(each)), username)


def _require_known_attributes(pool: Pool, newcomer: Newcomer) -> None:
    """Refuse attributes that the pool's schema lacks, and say what to add to it.

    Raises:
        SeedError: it lacks some.

    """
    mistakes = Mistakes()
    for name in newcomer.given:
        if name in pool.schema or name in CLOSED:
            continue
        wanted = _advice(pool, name)
        place = _place_of_attribute(newcomer.entry.place, name)
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


def _with_software_token(ctx: Context, pool: Pool, user: User, entry: Entry) -> User:
    secret, name = entry.extra.get("SoftwareTokenSecret"), entry.extra.get("SoftwareTokenName", "")
    if secret is None:
        if name:
            here = entry.place.member("SoftwareTokenName")
            raise here.wrong("An authenticator app needs a SoftwareTokenSecret.")
        return user
    if not software_tokens.is_secret(secret):
        raise entry.place.member("SoftwareTokenSecret").wrong(
            "This must be base32 (letters and the digits 2 to 7), of 16 characters or more."
        )
    mfa = replace(user.mfa, token=SoftwareToken(secret=secret, name=name))
    return directory.save(ctx, pool, user, mfa=mfa)


def _with_second_factors(ctx: Context, pool: Pool, user: User, entry: Entry) -> User:
    """Turn second factors on, text messages maybe by the older of the two ways."""
    wishes, options = _wishes(entry), entry.extra.get("MFAOptions", [])
    member = "UserMFASettingList" if "UserMFASettingList" in entry.extra else "PreferredMfaSetting"
    here = Entry(entry.place.member(member), {}, {})
    there = Entry(entry.place.member("MFAOptions"), {}, {})
    if TOTP in wishes and user.mfa.token is None:
        raise here.place.wrong(f"{TOTP} needs a SoftwareTokenSecret.")
    if entry.extra.get("Unchecked", False):
        return or_refuse(there, lambda: preferences.restore(ctx, pool, user, wishes, options))
    if wishes:
        advice = _advice_on_factors(pool, user, wishes)
        user = or_refuse(here, lambda: preferences.prefer(ctx, pool, user, wishes), advice)
    if not options:
        return user
    advice = _advice_on_factors(pool, user, ["SMS_MFA"])
    return or_refuse(there, lambda: preferences.set_options(ctx, pool, user, options), advice)


def _advice_on_factors(pool: Pool, user: User, wanted: Iterable[Factor]) -> str:
    """Say what a seed needs for those of the factors that a user cannot turn on."""
    lacking = [factor for factor in wanted if not preferences.available(pool, user, factor)]
    return " ".join(f"For {factor} {_NEEDS[factor]}." for factor in lacking)


_NEEDS: Mapping[Factor, str] = {
    **{factor: f"the user needs the attribute {name}" for factor, name in ADDRESSES.items()},
    TOTP: (
        "the pool needs MfaConfiguration: OPTIONAL and "
        "SoftwareTokenMfaConfiguration: { Enabled: true }"
    ),
}


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
        if name != PASSKEY_MFA  # which follows from the passkeys
    }


def _factor(place: Place, name: str) -> Factor:
    found = next((factor for factor in FACTORS if factor == name), None)
    if found is None:
        raise place.wrong(f"{name} is none of {', '.join(FACTORS)}.")
    return found


def _status(entry: Entry) -> Status:
    """Return the status that a user shall have: the given one, else what the password means."""
    temporary = "TemporaryPassword" in entry.request
    if temporary and "Password" in entry.extra:
        raise entry.place.wrong("A user has a Password or a TemporaryPassword, not both.")
    given = entry.extra.get("UserStatus")
    if given is None:
        return "FORCE_CHANGE_PASSWORD" if temporary else "CONFIRMED"
    here = entry.place.member("UserStatus")
    if given not in _STATUSES:
        raise here.wrong(f"{given} is none of {', '.join(_STATUSES)}.")
    if temporary and given != "FORCE_CHANGE_PASSWORD":
        raise here.wrong("With a TemporaryPassword it can only be FORCE_CHANGE_PASSWORD.")
    status: Status = given
    return status


_STATUSES: tuple[Status, ...] = get_args(Status)


def _place_of_attribute(place: Place, name: str) -> Place:
    """Return where an attribute stands of a user who stands at a place."""
    last = place.steps[-1] if place.steps else ""
    described = unwrapped(last.value, WRAPPER) if isinstance(last, Item) else {}
    member = "Attributes" if "Attributes" in described else "UserAttributes"
    here, listed = place.member(member), described.get(member)
    if not isinstance(listed, list):
        return here.member(name)
    return next((each for each, item in items(here, listed) if item.get("Name") == name), here)

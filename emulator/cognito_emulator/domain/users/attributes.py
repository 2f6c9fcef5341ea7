"""Writing a user's attributes, and what follows from it: flags, aliases, addresses that wait."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator import errors
from cognito_emulator.domain.users import directory, usernames
from cognito_emulator.domain.users.attribute_rules import (
    AT_CREATION,
    AT_DELETION,
    AT_UPDATE,
    IN_FEDERATION,
    AttributeChange,
    obey,
    require_addresses,
)

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context

#: The attributes that a message can go to, in the order in which sign-up tries them: with both to
#: be verified, the phone gets the code (documented).
CONTACTS = ("phone_number", "email")


def from_list(attributes: Iterable[Mapping[str, Any]] | None) -> dict[str, str]:
    """Return an AttributeListType as a mapping.

    Of a name that is there twice the last value counts, and only that one is looked at (recorded
    [users-4]).
    """
    return {attribute["Name"]: attribute.get("Value", "") for attribute in attributes or ()}


def of_new_user(pool: Pool, client: Client | None, values: Mapping[str, str]) -> dict[str, str]:
    """Return the attributes that a new user begins with.

    A sign-up marks the addresses as unverified, an administrator's creation does not; standard
    attributes stand before custom ones (all recorded [users-5, users-6, users-7]).

    Raises:
        NotAuthorizedException: the client may not write one of them.
        InvalidParameterException: one is not the schema's, missing, or badly formed.

    """
    values = {name: value for name, value in values.items() if value}
    obey(
        AT_CREATION,
        AttributeChange(pool=pool, client=client, current={}, values=values, filling=True),
    )
    unverified = {} if client is None else {f"{n}_verified": "false" for n in addresses_in(values)}
    initial = _normal(pool, {**values, **unverified})
    return _arranged(dict(sorted(initial.items())))


def verified(initial: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """Return a new user's attributes with some addresses marked as verified.

    Raises:
        InvalidParameterException: there is no such address (that it is an error is documented, the
            text a guess).

    """
    flags = {f"{name}_verified": "true" for name in names}
    require_addresses(flags, initial)
    return _arranged(dict(sorted({**initial, **flags}.items())))


def write(
    ctx: Context, pool: Pool, client: Client | None, user: User, values: Mapping[str, str]
) -> User:
    """Write attributes that complete a user, immutable ones included; no code is sent.

    Raises:
        NotAuthorizedException: the client may not write one of them.
        InvalidParameterException: one is not the schema's, or badly formed.
        AliasExistsException: one is another user's name.

    """
    change = AttributeChange(
        pool=pool, client=client, current=user.attributes, values=values, filling=True
    )
    obey(AT_UPDATE, change)
    require_free_names(ctx, pool, user, values)
    return save(ctx, pool, user, values, user.pending)


def check_federated(pool: Pool, current: Mapping[str, str], values: Mapping[str, str]) -> None:
    """Check what an identity provider tells of a user.

    Raises:
        InvalidParameterException: an attribute is missing, immutable, or badly formed.

    """
    change = AttributeChange(pool=pool, client=None, current=current, values=values, filling=True)
    obey(IN_FEDERATION, change)


def write_federated(ctx: Context, pool: Pool, user: User, values: Mapping[str, str]) -> User:
    """Write what an identity provider tells of a user; no code is sent.

    Raises:
        InvalidParameterException: an attribute is missing, immutable, or badly formed.
        AliasExistsException: one is another user's name.

    """
    check_federated(pool, user.attributes, values)
    require_free_names(ctx, pool, user, values)
    return save(ctx, pool, user, values, user.pending)


def delete(
    ctx: Context, pool: Pool, client: Client | None, user: User, names: Iterable[str]
) -> None:
    """Remove attributes; one that the user does not have is no error (recorded [users-8]).

    Raises:
        NotAuthorizedException: the client may not write one of them.
        InvalidParameterException: one is required, immutable, or not the schema's.

    """
    values = dict.fromkeys(names, "")
    obey(
        AT_DELETION,
        AttributeChange(pool=pool, client=client, current=user.attributes, values=values),
    )
    save(ctx, pool, user, values, without(user.pending, values))


def require_free_names(ctx: Context, pool: Pool, user: User, values: Mapping[str, str]) -> None:
    """Refuse attributes by which another user signs in.

    Raises:
        AliasExistsException: one is another user's name.

    """
    refusal = usernames.refusal(ctx, pool, user, values, federated=user.is_federated)
    if refusal is not None:
        raise errors.AliasExistsException(refusal)


def save(
    ctx: Context, pool: Pool, user: User, values: Mapping[str, str], pending: Mapping[str, str]
) -> User:
    """Save a user with other attributes; aliases that are active now are nobody else's."""
    merged = _merged(pool, user.attributes, values)
    usernames.take_over(ctx, pool, user, merged)
    return directory.touch(ctx, pool, user, attributes=merged, pending=pending)


def without(values: Mapping[str, str], names: Container[str]) -> dict[str, str]:
    """Return attributes but for those of some names."""
    return {name: value for name, value in values.items() if name not in names}


def addresses_in(values: Mapping[str, str]) -> list[str]:
    """Return the address attributes that have a value, in the order in which codes are sent."""
    return [name for name in CONTACTS if values.get(name)]


def _merged(pool: Pool, current: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """Return the attributes after a change.

    A new address is unverified unless the change says otherwise; an address that goes takes its
    flag along (both recorded [users-9, users-10]).
    """
    new = {f"{n}_verified": "false" for n in addresses_in(values) if values[n] != current.get(n)}
    gone = {f"{n}_verified": "" for n in CONTACTS if values.get(n) == ""}
    merged = {**current, **_normal(pool, {**values, **without(new, values), **gone})}
    return _arranged({name: value for name, value in merged.items() if value})


def _normal(pool: Pool, values: Mapping[str, str]) -> dict[str, str]:
    """Return the values as they are kept: ``True`` counts as true (measured [users-11])."""
    types = {name: pool.schema[name].type for name in values}
    return {n: v.lower() if types[n] == "Boolean" else v for n, v in values.items()}


def _arranged(values: Mapping[str, str]) -> dict[str, str]:
    """Return attributes with the standard ones first (recorded [users-7]), else as were."""
    return dict(sorted(values.items(), key=lambda attribute: ":" in attribute[0]))

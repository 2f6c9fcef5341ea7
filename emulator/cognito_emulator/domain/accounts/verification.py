"""Addresses that have to be verified: codes for them, and what a right code does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.messages import codes, delivery, limits
from cognito_emulator.domain.users import attributes
from cognito_emulator.domain.users.attribute_rules import AT_UPDATE, AttributeChange, obey
from cognito_emulator.domain.users.attributes import CONTACTS, addresses_in, without

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.messages.delivery import Contact
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.domain.work.events import EventDetails


def update(
    ctx: Context,
    pool: Pool,
    client: Client | None,
    user: User,
    values: Mapping[str, str],
    details: EventDetails,
) -> list[Contact]:
    """Write attributes for a client's user or an administrator; return where codes went.

    All are written, or none (recorded [verification-1]).

    A new address that is verified automatically gets a code. Where the pool wants it verified
    before the update, the old address stays in force until then, unless an administrator vouches
    for the new one (documented).

    Raises:
        NotAuthorizedException: the client may not write one of them.
        InvalidParameterException: one is not the schema's, or badly formed.
        AliasExistsException: one is another user's name.

    """
    change = AttributeChange(pool=pool, client=client, current=user.attributes, values=values)
    obey(AT_UPDATE, change)
    attributes.require_free_names(ctx, pool, user, values)
    unproven = [
        name
        for name in addresses_in(values)
        if values[name] != user.attributes.get(name) and f"{name}_verified" not in values
    ]
    waiting = {name: values[name] for name in unproven if name in pool.verified_before_update}
    at_once = without(values, waiting)
    pending = without({**user.pending, **waiting}, at_once)
    updated = attributes.save(ctx, pool, user, at_once, pending)
    return [
        delivery.send_code(
            ctx,
            pool,
            updated,
            delivery.Contact(name, values[name]),
            delivery.of_update(name),
            details,
        )
        for name in unproven
        if name in pool.auto_verified or name in waiting
    ]


def send_verification(
    ctx: Context, pool: Pool, user: User, name: str, details: EventDetails
) -> Contact:
    """Send a code to an address of the user, to the one that waits if there is one.

    An address that is verified already gets one as well (measured [verification-2]).

    Raises:
        InvalidParameterException: the attribute is no address, or has no value (texts measured
            [verification-3, verification-4]).
        LimitExceededException: too many codes within an hour.

    """
    _require_address(name)
    address = user.pending.get(name) or user.attributes.get(name)
    if not address:
        what = "email address" if name == "email" else "phone number"
        raise errors.InvalidParameterException(f"User does not have a valid registered {what}")
    limits.count(ctx, pool, user.sub, limits.GET_ATTRIBUTE_CODE)
    contact = delivery.Contact(name, address)
    return delivery.send_code(ctx, pool, user, contact, delivery.of_verification(name), details)


def verify(ctx: Context, pool: Pool, user: User, name: str, code: str) -> None:
    """Mark an address as verified; one that waited takes the place of the old one.

    An alias that is active elsewhere moves here without an error (documented; the service model
    lists AliasExistsException, which is left to addresses that stand for the username).

    Raises:
        InvalidParameterException: the attribute is no address.
        CodeMismatchException, ExpiredCodeException: the code is not good.
        AliasExistsException: somebody else has come to sign in with that address.
        LimitExceededException: too many tries within an hour.

    """
    _require_address(name)
    limits.count(ctx, pool, user.sub, limits.VERIFY_ATTRIBUTE)
    proven = codes.use(ctx, user, codes.of_attribute(name), code).address
    if proven not in (user.pending.get(name), user.attributes.get(name)):
        raise codes.no_code()  # the address changed since the code was sent
    attributes.require_free_names(ctx, pool, user, {name: proven})
    confirm_address(ctx, pool, user, name, proven)


def confirm_address(ctx: Context, pool: Pool, user: User, name: str, address: str) -> User:
    """Save that an address is the user's; its alias becomes active."""
    proven = {name: address, f"{name}_verified": "true"}
    return attributes.save(ctx, pool, user, proven, without(user.pending, (name,)))


def _require_address(name: str) -> None:
    if name not in CONTACTS:
        raise errors.InvalidParameterException(
            "Invalid attribute name. Only phone_number and email can be verified."
        )

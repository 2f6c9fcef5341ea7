"""Names to sign in with: their shapes, who holds them, and how an alias changes hands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.users import directory

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context

# That the service is no stricter than these is a guess.
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_PHONE = re.compile(r"\+[0-9]{1,15}")
# By UsernameAttributes. The first is measured [users-26], the second claimed, the third a guess.
_WANTED = {
    frozenset({"email"}): "Username should be an email.",
    frozenset({"email", "phone_number"}): "Username should be either an email or a phone number.",
    frozenset({"phone_number"}): "Username should be a phone number.",
}
# The first is recorded [users-27], the second claimed.
_LOOKS_LIKE_AN_ALIAS = {
    "email": "Username cannot be of email format, since user pool is configured for email alias.",
    "phone_number": "Username cannot be of phone number format, "
    "since user pool is configured for phone number alias.",
}


def is_email(text: str) -> bool:
    """Whether a text looks like a mail address."""
    return _EMAIL.fullmatch(text) is not None


def is_phone(text: str) -> bool:
    """Whether a text looks like a phone number with its country."""
    return _PHONE.fullmatch(text) is not None


_SHAPES: Mapping[str, Callable[[str], bool]] = {"email": is_email, "phone_number": is_phone}


def check_shape(pool: Pool, name: str) -> None:
    """Refuse a username that is no address where it has to be, or is one where it must not be.

    A preferred_username that is an alias meets the second half too (recorded [users-27]).

    Raises:
        InvalidParameterException: in the words that the pool's configuration calls for.

    """
    if pool.username_attributes and not address_attribute(pool, name):
        raise errors.InvalidParameterException(_WANTED[frozenset(pool.username_attributes)])
    check_no_alias_shape(pool, name)


def check_no_alias_shape(pool: Pool, name: str) -> None:
    """Refuse a name that could be taken for an e-mail or phone alias.

    Raises:
        InvalidParameterException: it could.

    """
    for attribute, sentence in _LOOKS_LIKE_AN_ALIAS.items():
        if attribute in pool.alias_attributes and _SHAPES[attribute](name):
            raise errors.InvalidParameterException(sentence)


def with_address(pool: Pool, name: str, values: Mapping[str, str]) -> Mapping[str, str]:
    """Return a new user's attributes with the address that is the username filled in.

    That it is filled in is measured [users-28].

    Raises:
        InvalidParameterException: another address is given (text measured [users-29] for
            e-mail, a guess for phone).

    """
    attribute = address_attribute(pool, name)
    if attribute is None:
        return values
    if values.get(attribute) not in (None, "", name):
        what = attribute.replace("_", " ")
        raise errors.InvalidParameterException(
            f"User {what} should be empty or same as username, since username attribute is {what}."
        )
    return {**values, attribute: name}


def taken_by(ctx: Context, pool: Pool, name: str, user: User | None = None) -> User | None:
    """Return who else signs in with a name."""
    holder = directory.by_name(ctx, pool, name)
    return None if holder is None or (user and holder.sub == user.sub) else holder


def refusal(
    ctx: Context,
    pool: Pool,
    user: User | None,
    values: Mapping[str, str],
    *,
    federated: bool = False,
) -> str | None:
    """Return why somebody cannot have these names, if so: another user signs in with one of them.

    What kind of error it is depends on the operation.

    Args:
        ctx: the operation.
        pool: the user's.
        user: whose names they will be; ``None`` for somebody new.
        values: attributes.
        federated: whether the user comes from a provider. Then an address is no username, and may
            be another user's (measured [identities-13]).

    Raises:
        InvalidParameterException: a preferred_username looks like another alias (recorded
            [users-27]).

    """
    if federated:
        return _taken_preferred(ctx, pool, user, values)
    return _taken_address(ctx, pool, user, values) or _taken_preferred(ctx, pool, user, values)


def _taken_address(
    ctx: Context, pool: Pool, user: User | None, values: Mapping[str, str]
) -> str | None:
    """An address that stands for the username need not be verified to be taken (a guess).

    The text is measured [users-30] for e-mail, claimed for phone.
    """
    for attribute in pool.username_attributes:
        address = values.get(attribute)
        if address and taken_by(ctx, pool, address, user):
            return f"An account with the given {attribute} already exists."
    return None


def _taken_preferred(
    ctx: Context, pool: Pool, user: User | None, values: Mapping[str, str]
) -> str | None:
    """Recorded [users-31] for another user's username; for a preferred_username a guess."""
    name = values.get("preferred_username")
    if not name or "preferred_username" not in pool.alias_attributes:
        return None
    check_no_alias_shape(pool, name)
    if taken_by(ctx, pool, name, user):
        return "User account already exists for the alias."
    return None


def verified_aliases(pool: Pool, attributes: Mapping[str, str]) -> list[str]:
    """Return which address attributes are active aliases with these values."""
    return [
        name
        for name in _SHAPES
        if name in pool.alias_attributes
        and attributes.get(name)
        and attributes.get(f"{name}_verified") == "true"
    ]


def rival(ctx: Context, pool: Pool, user: User | None, attributes: Mapping[str, str]) -> str | None:
    """Return the attribute whose verified value is another user's active alias."""
    aliases = verified_aliases(pool, attributes)
    return next((name for name in aliases if taken_by(ctx, pool, attributes[name], user)), None)


def take_over(ctx: Context, pool: Pool, user: User | None, attributes: Mapping[str, str]) -> None:
    """Make others give up the aliases that these values are: unverified there from now on.

    Documented for ForceAliasCreation and VerifyUserAttribute, measured [users-32] for
    AdminUpdateUserAttributes.
    """
    for name in verified_aliases(pool, attributes):
        holder = taken_by(ctx, pool, attributes[name], user)
        if holder is not None:
            unverified = {**holder.attributes, f"{name}_verified": "false"}
            directory.touch(ctx, pool, holder, attributes=unverified)


def address_attribute(pool: Pool, name: str) -> str | None:
    """Return the attribute that a username is, where people sign in with addresses."""
    return next((known for known in pool.username_attributes if _SHAPES[known](name)), None)

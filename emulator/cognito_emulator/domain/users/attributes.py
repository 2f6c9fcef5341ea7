"""Attributes of users: what may be written, by whom, and what follows from it.

The service words broken schemas in two ways: an older half answers updates, a younger one creation
and deletion (recorded 2026-09). A :class:`Problem` knows both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import errors
from cognito_emulator.domain.users import usernames

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context

import re
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cognito_emulator import clock
from cognito_emulator.domain.users import directory

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.pools.schema import Attribute
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context

_FLAGS = ("email_verified", "phone_number_verified")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")

# How the younger half names attributes: the first is recorded (2026-09), the next two are claimed,
# the others guessed from them.
_INTERNAL = {
    "family_name": "name.familyName",
    "preferred_username": "preferredUsername",
    "nickname": "nickName",
    "given_name": "name.givenName",
    "middle_name": "name.middleName",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What somebody wants of a user's attributes: all that the rules below look at.

    Attributes:
        client: through which client the user asks; ``None`` for an administrator.
        known: the attributes as they are; empty for a new user.
        given: the values wanted; a blank one removes the attribute.
        filling: whether immutable attributes may be set that have no value yet.

    """

    pool: Pool
    client: Client | None
    known: Mapping[str, str]
    given: Mapping[str, str]
    filling: bool = False


class Problem(NamedTuple):
    """What is wrong with one attribute.

    Attributes:
        old: what the older half says of it, behind its name.
        new: all that the younger half says; by default the same with its internal name.

    """

    name: str
    old: str
    new: str = ""


def from_list(given: Iterable[Mapping[str, Any]] | None) -> dict[str, str]:
    """Return an AttributeListType as a mapping.

    Of a name given twice the last value counts, and only that one is looked at (recorded 2026-09).
    """
    return {attribute["Name"]: attribute.get("Value", "") for attribute in given or ()}


# --- the schema: what is wrong with one value -----------------------------------------------------


def _mutable(change: Change, attribute: Attribute, _value: str) -> Problem | None:
    if attribute.mutable or (change.filling and not change.known.get(attribute.name)):
        return None
    sentence = "This attribute does not satisfy the mutability validation defined in the schema."
    return Problem(
        attribute.name, "Attribute cannot be updated.", f"{_internal(attribute.name)}: {sentence}"
    )


def _present(_change: Change, attribute: Attribute, value: str) -> Problem | None:
    return _missing(attribute) if attribute.required and not value else None


def _typed(_change: Change, attribute: Attribute, value: str) -> Problem | None:
    if not value or _READABLE_AS[attribute.type](value):
        return None
    return Problem(attribute.name, f"{attribute.type} value is not valid")  # a guess


def _long_enough(_change: Change, attribute: Attribute, value: str) -> Problem | None:
    least = attribute.minimum
    if not value or least is None or len(value) >= int(least):
        return None
    return Problem(attribute.name, f"String must be no shorter than {least} characters")  # claimed


def _short_enough(_change: Change, attribute: Attribute, value: str) -> Problem | None:
    most = attribute.maximum
    if most is None or len(value) <= int(most):
        return None
    return Problem(attribute.name, f"String must be no longer than {most} characters")


def _great_enough(_change: Change, attribute: Attribute, value: str) -> Problem | None:
    least = attribute.minimum
    if not value or least is None or float(value) >= float(least):
        return None
    return Problem(attribute.name, f"Number must be no less than {least}")  # a guess


def _small_enough(_change: Change, attribute: Attribute, value: str) -> Problem | None:
    most = attribute.maximum
    if not value or most is None or float(value) <= float(most):
        return None
    return Problem(attribute.name, f"Number must be no greater than {most}")  # a guess


_Check = Callable[[Change, "Attribute", str], Problem | None]

_CHECKS: Mapping[str, tuple[_Check, ...]] = {
    "String": (_mutable, _present, _long_enough, _short_enough),
    "Number": (_mutable, _present, _typed, _great_enough, _small_enough),
    "Boolean": (_mutable, _present, _typed),
    "DateTime": (_mutable, _present, _typed),
}


def _is_moment(value: str) -> bool:
    try:
        clock.parse(value)
    except ValueError:
        return _NUMBER.fullmatch(value) is not None
    return True


# What the service takes for a Boolean or a DateTime is a guess, except "True" (measured).
_READABLE_AS: Mapping[str, Callable[[str], bool]] = {
    "Number": lambda value: _NUMBER.fullmatch(value) is not None,
    "Boolean": lambda value: value.lower() in ("true", "false"),
    "DateTime": _is_moment,
}


def _problem(change: Change, name: str, value: str) -> Problem | None:
    """Return the first thing that is wrong with a value."""
    attribute = change.pool.schema.get(name)
    if attribute is None:
        return Problem(
            name,
            "Attribute does not exist in the schema.",
            f"Type for attribute {{{name}}} could not be determined",
        )
    for check in _CHECKS[attribute.type]:
        problem = check(change, attribute, value)
        if problem is not None:
            return problem
    return None


def _problems(change: Change) -> Iterator[Problem]:
    """Give at most one problem for each attribute that is to be written."""
    found = (_problem(change, name, value) for name, value in change.given.items())
    return (problem for problem in found if problem)


def _missing(attribute: Attribute) -> Problem:
    name = _internal(attribute.name)
    return Problem(
        attribute.name, "The attribute is required", f"{name}: The attribute {name} is required"
    )


def _internal(name: str) -> str:
    if ":" in name:
        return f"Custom.User.{name.rpartition(':')[2]}"
    head, *tail = name.split("_")
    return _INTERNAL.get(name) or head + "".join(word.title() for word in tail)


# --- rules, in the service's order ----------------------------------------------------------------


def permitted(change: Change) -> None:
    """Hold a client to its WriteAttributes, before the schema is looked at (measured)."""
    client = change.client
    if client is None:
        return
    listed = client.write_attributes
    for name in change.given:
        if name.startswith("dev:") or (listed is not None and name not in listed):
            raise errors.NotAuthorizedException(
                "A client attempted to write unauthorized attribute"
            )


def writable(change: Change) -> None:
    """Keep what the service itself sets; administrators set the flags (recorded 2026-09)."""
    closed = ("sub",) if change.client is None else ("sub", *_FLAGS)
    for name in change.given:
        if name in closed:
            raise errors.InvalidParameterException(
                f"Cannot modify the non-mutable attribute {name}"
            )


def conforms_at_update(change: Change) -> None:
    """Name all attributes that break the schema, a line for each (recorded 2026-09)."""
    lines = [f"user.{problem.name}: {problem.old}\n" for problem in _problems(change)]
    if lines:
        raise errors.InvalidParameterException("".join(lines))


def conforms_at_creation(change: Change) -> None:
    """Name the first attribute that breaks the schema (that the others are not named: a guess)."""
    _refuse_first("Attributes did not conform to the schema", _problems(change))


def complete(change: Change) -> None:
    """Have a sign-up supply what the pool requires; administrators need not (documented)."""
    if change.client is None:
        return
    required = (a for a in change.pool.schema.values() if a.required and a.name != "sub")
    missing = (_missing(a) for a in required if not change.given.get(a.name))
    _refuse_first("Attributes did not conform to the schema", missing)


def conforms_at_deletion(change: Change) -> None:
    """Name the first attribute that may not go (recorded 2026-09)."""
    _refuse_first("Invalid user attributes", _problems(change))


def well_formed(change: Change) -> None:
    """Look at the shape of addresses (texts measured)."""
    email, phone = change.given.get("email"), change.given.get("phone_number")
    if email and not usernames.is_email(email):
        raise errors.InvalidParameterException("Invalid email address format.")
    if phone and not usernames.is_phone(phone):
        raise errors.InvalidParameterException("Invalid phone number format.")


def flags_belong(change: Change) -> None:
    """Want an address where its flag is set (claimed)."""
    _require_addresses(change.given, {**change.known, **change.given})


def _require_addresses(flags: Mapping[str, str], known: Mapping[str, str]) -> None:
    for address, sentence in (
        ("email", "Email is required to verify/un-verify an email"),
        ("phone_number", "Phone Number is required to verify/un-verify a phone number"),
    ):
        if flags.get(f"{address}_verified") and not known.get(address):
            raise errors.InvalidParameterException(sentence)


_Rule = Callable[[Change], None]

AT_CREATION: tuple[_Rule, ...] = (
    permitted,
    writable,
    conforms_at_creation,
    complete,
    well_formed,
    flags_belong,
)
AT_UPDATE: tuple[_Rule, ...] = (permitted, writable, conforms_at_update, well_formed, flags_belong)
AT_DELETION: tuple[_Rule, ...] = (permitted, writable, conforms_at_deletion)


def _obey(rules: tuple[_Rule, ...], change: Change) -> None:
    for rule in rules:
        rule(change)


def _refuse_first(prefix: str, problems: Iterator[Problem]) -> None:
    problem = next(problems, None)
    if problem is not None:
        sentence = problem.new or f"{_internal(problem.name)}: {problem.old}"
        raise errors.InvalidParameterException(f"{prefix}: {sentence}")


# --- changing -------------------------------------------------------------------------------------


def of_new_user(pool: Pool, client: Client | None, given: Mapping[str, str]) -> dict[str, str]:
    """Return the attributes that a new user begins with.

    A sign-up marks the addresses as unverified, an administrator's creation does not; standard
    attributes stand before custom ones (both recorded 2026-09).

    Raises:
        NotAuthorizedException: the client may not write one of them.
        InvalidParameterException: one is not the schema's, missing, or badly formed.

    """
    given = {name: value for name, value in given.items() if value}
    _obey(AT_CREATION, Change(pool=pool, client=client, known={}, given=given, filling=True))
    unverified = {} if client is None else {f"{n}_verified": "false" for n in _addresses(given)}
    initial = _normal(pool, {**given, **unverified})
    return _arranged(dict(sorted(initial.items())))


def verified(initial: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """Return a new user's attributes with some addresses marked as verified.

    Raises:
        InvalidParameterException: there is no such address (that it is an error is documented, the
            text a guess).

    """
    flags = {f"{name}_verified": "true" for name in names}
    _require_addresses(flags, initial)
    return _arranged(dict(sorted({**initial, **flags}.items())))


def write(
    ctx: Context, pool: Pool, client: Client | None, user: User, given: Mapping[str, str]
) -> User:
    """Write attributes that complete a user, immutable ones included; no code is sent.

    Raises:
        NotAuthorizedException: the client may not write one of them.
        InvalidParameterException: one is not the schema's, or badly formed.
        AliasExistsException: one is another user's name.

    """
    change = Change(pool=pool, client=client, known=user.attributes, given=given, filling=True)
    _obey(AT_UPDATE, change)
    _claim(ctx, pool, user, given)
    return _changed(ctx, pool, user, given, user.pending)


def delete(
    ctx: Context, pool: Pool, client: Client | None, user: User, names: Iterable[str]
) -> None:
    """Remove attributes; one that the user does not have is no error (recorded 2026-09).

    Raises:
        NotAuthorizedException: the client may not write one of them.
        InvalidParameterException: one is required, immutable, or not the schema's.

    """
    given = dict.fromkeys(names, "")
    _obey(AT_DELETION, Change(pool=pool, client=client, known=user.attributes, given=given))
    _changed(ctx, pool, user, given, _without(user.pending, given))


def _claim(ctx: Context, pool: Pool, user: User, given: Mapping[str, str]) -> None:
    refusal = usernames.refusal(ctx, pool, user, given)
    if refusal is not None:
        raise errors.AliasExistsException(refusal)


def _changed(
    ctx: Context, pool: Pool, user: User, given: Mapping[str, str], pending: Mapping[str, str]
) -> User:
    """Save a user with other attributes; aliases that are active now are nobody else's."""
    merged = _merged(pool, user.attributes, given)
    usernames.take_over(ctx, pool, user, merged)
    return directory.touch(ctx, pool, user, attributes=merged, pending=pending)


def _merged(pool: Pool, known: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Return the attributes after a change.

    A new address is unverified unless the change says otherwise; an address that goes takes its
    flag along (both recorded 2026-09).
    """
    new = {f"{n}_verified": "false" for n in _addresses(given) if given[n] != known.get(n)}
    gone = {f"{n}_verified": "" for n in CONTACTS if given.get(n) == ""}
    merged = {**known, **_normal(pool, {**given, **_without(new, given), **gone})}
    return _arranged({name: value for name, value in merged.items() if value})


def _without(values: Mapping[str, str], names: Container[str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if name not in names}


def _addresses(given: Mapping[str, str]) -> list[str]:
    """Return which address attributes are given a value, in the order in which codes are sent."""
    return [name for name in CONTACTS if given.get(name)]


def _normal(pool: Pool, given: Mapping[str, str]) -> dict[str, str]:
    """Return the values as they are kept: ``True`` counts as true (measured)."""
    types = {name: pool.schema[name].type for name in given}
    return {n: v.lower() if types[n] == "Boolean" else v for n, v in given.items()}


def _arranged(values: Mapping[str, str]) -> dict[str, str]:
    """Return attributes with the standard ones first (recorded 2026-09), else as they were."""
    return dict(sorted(values.items(), key=lambda attribute: ":" in attribute[0]))


# --- verifying ------------------------------------------------------------------------------------


#: The attributes that a message can go to, in the order in which sign-up tries them: with both to
#: be verified, the phone gets the code (documented).
CONTACTS = ("phone_number", "email")

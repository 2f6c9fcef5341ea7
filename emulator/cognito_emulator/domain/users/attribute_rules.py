"""What may be written into a user's attributes, by whom: the schema and the service's other rules.

The service words broken schemas in two ways: an older half answers updates (recorded
[users-12, users-14, users-15]), a younger one creation and deletion (recorded
[users-17, users-18, users-19, users-20], measured [users-16]). A
:class:`Problem` knows both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import clock, errors
from cognito_emulator.domain.users import usernames

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.pools.schema import Attribute

_FLAGS = ("email_verified", "phone_number_verified")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")

# How the younger half names attributes: the first is recorded [users-17], the next two are claimed,
# the others guessed from them.
_INTERNAL = {
    "family_name": "name.familyName",
    "preferred_username": "preferredUsername",
    "nickname": "nickName",
    "given_name": "name.givenName",
    "middle_name": "name.middleName",
}


class AttributeChange(NamedTuple):
    """A change of a user's attributes: all that the rules below look at.

    Attributes:
        pool: the user's.
        client: through which client the user asks; ``None`` for an administrator.
        current: the attributes as they are; empty for a new user.
        values: what they shall be; a blank one removes the attribute.
        filling: whether immutable attributes may be set that have no value yet.

    """

    pool: Pool
    client: Client | None
    current: Mapping[str, str]
    values: Mapping[str, str]
    filling: bool = False


class Problem(NamedTuple):
    """What is wrong with one attribute.

    Attributes:
        name: the attribute's.
        old: what the older half says of it, behind its name.
        new: all that the younger half says; by default the same with its internal name.

    """

    name: str
    old: str
    new: str = ""


class MissingAttributesError(errors.InvalidParameterException):
    """A provider does not tell all that the pool requires.

    Attributes:
        names: of the attributes that are missing.
        emptied: those of them that it tells, without a value.

    """

    def __init__(self, names: Collection[str], emptied: Collection[str]) -> None:
        super().__init__(f"attributes required: [{', '.join(names)}]")
        self.names = names
        self.emptied = emptied


# --- the schema -----------------------------------------------------------------------------------


def _mutable(change: AttributeChange, attribute: Attribute, _value: str) -> Problem | None:
    if attribute.mutable or (change.filling and not change.current.get(attribute.name)):
        return None
    sentence = "This attribute does not satisfy the mutability validation defined in the schema."
    return Problem(
        attribute.name, "Attribute cannot be updated.", f"{_internal(attribute.name)}: {sentence}"
    )


def _present(_change: AttributeChange, attribute: Attribute, value: str) -> Problem | None:
    return _missing(attribute) if attribute.required and not value else None


def _typed(_change: AttributeChange, attribute: Attribute, value: str) -> Problem | None:
    if not value or _READABLE_AS[attribute.type](value):
        return None
    return Problem(attribute.name, f"{attribute.type} value is not valid")  # a guess


def _long_enough(_change: AttributeChange, attribute: Attribute, value: str) -> Problem | None:
    least = attribute.minimum
    if not value or least is None or len(value) >= int(least):
        return None
    return Problem(attribute.name, f"String must be no shorter than {least} characters")  # claimed


def _short_enough(_change: AttributeChange, attribute: Attribute, value: str) -> Problem | None:
    most = attribute.maximum
    if most is None or len(value) <= int(most):
        return None
    return Problem(attribute.name, f"String must be no longer than {most} characters")


def _great_enough(_change: AttributeChange, attribute: Attribute, value: str) -> Problem | None:
    least = attribute.minimum
    if not value or least is None or float(value) >= float(least):
        return None
    return Problem(attribute.name, f"Number must be no less than {least}")  # a guess


def _small_enough(_change: AttributeChange, attribute: Attribute, value: str) -> Problem | None:
    most = attribute.maximum
    if not value or most is None or float(value) <= float(most):
        return None
    return Problem(attribute.name, f"Number must be no greater than {most}")  # a guess


_Check = Callable[[AttributeChange, "Attribute", str], Problem | None]

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


# What the service takes for a Boolean or a DateTime is a guess, except "True": measured [users-11].
_READABLE_AS: Mapping[str, Callable[[str], bool]] = {
    "Number": lambda value: _NUMBER.fullmatch(value) is not None,
    "Boolean": lambda value: value.lower() in ("true", "false"),
    "DateTime": _is_moment,
}


def _problem(change: AttributeChange, name: str, value: str) -> Problem | None:
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


def _problems(change: AttributeChange) -> Iterator[Problem]:
    """Give at most one problem for each attribute that is to be written."""
    found = (_problem(change, name, value) for name, value in change.values.items())
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


def permitted(change: AttributeChange) -> None:
    """Hold a client to its WriteAttributes (text recorded [users-21]).

    That comes before the schema is looked at (measured [users-22]).
    """
    client = change.client
    if client is None:
        return
    listed = client.write_attributes
    for name in change.values:
        if name.startswith("dev:") or (listed is not None and name not in listed):
            raise errors.NotAuthorizedException(
                "A client attempted to write unauthorized attribute"
            )


def writable(change: AttributeChange) -> None:
    """Keep what the service itself sets; administrators set the flags.

    Both are recorded [users-23, users-24].
    """
    closed = ("sub",) if change.client is None else ("sub", *_FLAGS)
    for name in change.values:
        if name in closed:
            raise errors.InvalidParameterException(
                f"Cannot modify the non-mutable attribute {name}"
            )


def conforms_at_update(change: AttributeChange) -> None:
    """Name all attributes that break the schema, a line for each.

    A single line is recorded [users-12], several are measured [users-13].
    """
    lines = [f"user.{problem.name}: {problem.old}\n" for problem in _problems(change)]
    if lines:
        raise errors.InvalidParameterException("".join(lines))


def conforms_in_federation(change: AttributeChange) -> None:
    """Name all attributes that a provider may not set so, a line for each.

    A single line, and the blank behind it, are measured [federation-17].
    """
    lines = [f"{problem.name}: {problem.old}\n" for problem in _problems(change)]
    if lines:
        raise errors.InvalidParameterException(f"Invalid user attributes: {''.join(lines)} ")


def complete_in_federation(change: AttributeChange) -> None:
    """Have a provider tell what the pool requires (text measured [federation-18])."""
    told = {**change.current, **change.values}
    missing = [
        attribute.name
        for attribute in change.pool.schema.values()
        if attribute.required and attribute.name != "sub" and not told.get(attribute.name)
    ]
    if missing:
        raise MissingAttributesError(missing, emptied=[name for name in missing if name in told])


def conforms_at_creation(change: AttributeChange) -> None:
    """Name the first attribute that breaks the schema (that the others are not named: a guess)."""
    _refuse_first("Attributes did not conform to the schema", _problems(change))


def complete(change: AttributeChange) -> None:
    """Have a sign-up supply what the pool requires; administrators need not (documented)."""
    if change.client is None:
        return
    required = (a for a in change.pool.schema.values() if a.required and a.name != "sub")
    missing = (_missing(a) for a in required if not change.values.get(a.name))
    _refuse_first("Attributes did not conform to the schema", missing)


def conforms_at_deletion(change: AttributeChange) -> None:
    """Name the first attribute that may not go (that the others are not named: a guess)."""
    _refuse_first("Invalid user attributes", _problems(change))


def well_formed(change: AttributeChange) -> None:
    """Look at the shape of addresses (text measured [users-25] for e-mail, else claimed)."""
    email, phone = change.values.get("email"), change.values.get("phone_number")
    if email and not usernames.is_email(email):
        raise errors.InvalidParameterException("Invalid email address format.")
    if phone and not usernames.is_phone(phone):
        raise errors.InvalidParameterException("Invalid phone number format.")


def flags_belong(change: AttributeChange) -> None:
    """Want an address where its flag is set (claimed)."""
    require_addresses(change.values, {**change.current, **change.values})


def require_addresses(flags: Mapping[str, str], attributes: Mapping[str, str]) -> None:
    """Refuse a flag without its address.

    Raises:
        InvalidParameterException: there is one (text claimed).

    """
    for address, sentence in (
        ("email", "Email is required to verify/un-verify an email"),
        ("phone_number", "Phone Number is required to verify/un-verify a phone number"),
    ):
        if flags.get(f"{address}_verified") and not attributes.get(address):
            raise errors.InvalidParameterException(sentence)


_Rule = Callable[[AttributeChange], None]

AT_CREATION: tuple[_Rule, ...] = (
    permitted,
    writable,
    conforms_at_creation,
    complete,
    well_formed,
    flags_belong,
)
AT_UPDATE: tuple[_Rule, ...] = (permitted, writable, conforms_at_update, well_formed, flags_belong)
IN_FEDERATION: tuple[_Rule, ...] = (complete_in_federation, conforms_in_federation, well_formed)
AT_DELETION: tuple[_Rule, ...] = (permitted, writable, conforms_at_deletion)


def obey(rules: tuple[_Rule, ...], change: AttributeChange) -> None:
    """Hold a change against rules, in their order.

    Raises:
        NotAuthorizedException: the client may not write one of the attributes.
        InvalidParameterException: one is not the schema's, missing, or badly formed.

    """
    for rule in rules:
        rule(change)


def _refuse_first(prefix: str, problems: Iterator[Problem]) -> None:
    problem = next(problems, None)
    if problem is not None:
        sentence = problem.new or f"{_internal(problem.name)}: {problem.old}"
        raise errors.InvalidParameterException(f"{prefix}: {sentence}")

"""The attribute schema of a pool."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from cognito_emulator import errors
from cognito_emulator.records import Record

DataType = Literal["String", "Number", "DateTime", "Boolean"]

_NUMBER = re.compile("-?[0-9]{1,1000}")  # how long a number may be is a guess
_MOST_CUSTOM = 50  # documented
_LONGEST = 2048
# Members of a SchemaAttributeType that bound a value: per type, the group, the least, the most.
_CONSTRAINTS: Mapping[str, tuple[str, str, str]] = {
    "String": ("StringAttributeConstraints", "MinLength", "MaxLength"),
    "Number": ("NumberAttributeConstraints", "MinValue", "MaxValue"),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Attribute(Record):
    """One attribute of a pool's schema.

    Attributes:
        name: the full name: ``email``, ``custom:team``, ``dev:custom:team``.
        minimum, maximum: a String's lengths or a Number's bounds, as the text that was given;
            ``None`` where none was.

    """

    name: str
    type: DataType = "String"
    mutable: bool = True
    required: bool = False
    developer_only: bool = False
    minimum: str | None = None
    maximum: str | None = None

    @property
    def custom(self) -> bool:
        """Whether the pool's owner added it."""
        return ":" in self.name


def _text(name: str, minimum: str = "0", maximum: str = "2048") -> Attribute:
    return Attribute(name=name, minimum=minimum, maximum=maximum)


#: The standard attributes as CreateUserPool returns them (recorded [schema-1]).
STANDARD: tuple[Attribute, ...] = (
    Attribute(name="sub", mutable=False, required=True, minimum="1", maximum="2048"),
    *map(_text, ("name", "given_name", "family_name", "middle_name", "nickname")),
    *map(_text, ("preferred_username", "profile", "picture", "website", "email")),
    Attribute(name="email_verified", type="Boolean"),
    _text("gender"),
    _text("birthdate", "10", "10"),
    *map(_text, ("zoneinfo", "locale", "phone_number")),
    Attribute(name="phone_number_verified", type="Boolean"),
    _text("address"),
    Attribute(name="updated_at", type="Number", minimum="0"),
)

#: What DescribeUserPool shows besides: the links to external providers (recorded [schema-2]).
IDENTITIES = Attribute(name="identities")

# DescribeUserPool's own order; custom attributes stand between the two (recorded [schema-3]).
_BEFORE_CUSTOM = (
    *("profile", "address", "birthdate", "gender", "preferred_username", "updated_at", "website"),
    *("picture", "identities", "sub", "email_verified", "phone_number_verified", "phone_number"),
    "zoneinfo",
)
_AFTER_CUSTOM = (
    *("locale", "email", "given_name", "family_name", "middle_name", "name", "nickname"),
)
#: Listed in a Schema these two count as custom attributes (measured [schema-4]).
NOT_TO_BE_LISTED = frozenset({"email_verified", "phone_number_verified"})


def standard() -> dict[str, Attribute]:
    """Return the schema of a pool that was made without one."""
    return {attribute.name: attribute for attribute in STANDARD}


def build(entries: Iterable[Mapping[str, Any]]) -> dict[str, Attribute]:
    """Return the schema of a new pool: the standard attributes, changed, and the custom ones.

    Args:
        entries: the ``Schema`` of CreateUserPool.

    Raises:
        InvalidParameterException: an entry is not allowed (of one that is there twice: text
            measured [schema-5]).

    """
    schema = standard()
    for entry in entries:
        known = schema.get(entry.get("Name", ""))
        if known is not None and not known.custom and known.name not in NOT_TO_BE_LISTED:
            schema[known.name] = _changed(known, entry)
            continue
        attribute = _custom(entry)
        if attribute.name in schema:
            raise errors.InvalidParameterException(
                f"Duplicate custom attribute names {attribute.name} are not allowed"
                " in a user pool schema."
            )
        schema[attribute.name] = attribute
    return schema


def extend(
    schema: Mapping[str, Attribute], entries: Iterable[Mapping[str, Any]]
) -> dict[str, Attribute]:
    """Return a schema with more custom attributes.

    Args:
        schema: the schema so far.
        entries: the ``CustomAttributes`` of AddCustomAttributes; every name counts as custom.

    Raises:
        InvalidParameterException: an attribute exists (text measured [schema-6]), is not allowed,
            or is the 51st (text: guess).

    """
    extended = dict(schema)
    for entry in entries:
        attribute = _custom(entry)
        if attribute.name in extended:
            named = attribute.name.removeprefix("dev:")
            raise errors.InvalidParameterException(
                f"{named}: Existing attribute already has name {attribute.name}."
            )
        extended[attribute.name] = attribute
    if sum(attribute.custom for attribute in extended.values()) > _MOST_CUSTOM:
        raise errors.InvalidParameterException(
            f"A user pool can have no more than {_MOST_CUSTOM} custom attributes."
        )
    return extended


def described(schema: Mapping[str, Attribute]) -> list[Attribute]:
    """Return a schema as DescribeUserPool lists it: another order, and ``identities``."""
    known = {**standard(), IDENTITIES.name: IDENTITIES, **schema}
    custom = (attribute for attribute in schema.values() if attribute.custom)
    return [
        *(known[name] for name in _BEFORE_CUSTOM),
        *custom,
        *(known[name] for name in _AFTER_CUSTOM),
    ]


def _changed(known: Attribute, entry: Mapping[str, Any]) -> Attribute:
    """Return a standard attribute as an entry of a Schema wants it.

    It keeps its constraints where the entry has none (recorded [schema-7]). Listed without
    ``Mutable`` it becomes immutable, which it is not when unlisted (measured [schema-8]).

    Raises:
        InvalidParameterException: it would become another attribute (text measured [schema-10]).

    """
    if entry.get("AttributeDataType", known.type) != known.type or _flag(
        entry, "DeveloperOnlyAttribute"
    ):
        raise errors.InvalidParameterException(
            "You can not change AttributeDataType or set developerOnlyAttribute"
            f" for standard schema attribute {known.name}"
        )
    least, most = _bounds(entry, known.type)
    return _checked(
        replace(
            known,
            mutable=_flag(entry, "Mutable"),
            required=_flag(entry, "Required"),
            minimum=known.minimum if least is None else least,
            maximum=known.maximum if most is None else most,
        )
    )


def _custom(entry: Mapping[str, Any]) -> Attribute:
    """Return a custom attribute; one without ``Mutable`` is immutable (measured [schema-9])."""
    if "AttributeDataType" not in entry:  # text: claimed
        raise errors.InvalidParameterException(
            "Invalid AttributeDataType input, consider using the provided AttributeDataType enum."
        )
    if _flag(entry, "Required"):  # text: measured [schema-11]
        raise errors.InvalidParameterException(
            "Required custom attributes are not supported currently."
        )
    if "Name" not in entry:  # text: guess
        raise errors.InvalidParameterException("A custom attribute must have a name.")
    developer_only = _flag(entry, "DeveloperOnlyAttribute")
    least, most = _bounds(entry, entry["AttributeDataType"])
    return _checked(
        Attribute(
            name=f"{'dev:' if developer_only else ''}custom:{entry['Name']}",
            type=entry["AttributeDataType"],
            mutable=_flag(entry, "Mutable"),
            developer_only=developer_only,
            minimum=least,
            maximum=most,
        )
    )


def _flag(entry: Mapping[str, Any], member: str) -> bool:
    return bool(entry.get(member, False))


def _bounds(entry: Mapping[str, Any], data_type: str) -> tuple[str | None, str | None]:
    group, least, most = _CONSTRAINTS.get(data_type, ("", "", ""))
    given = entry.get(group, {})
    return given.get(least), given.get(most)


def _checked(attribute: Attribute) -> Attribute:
    for rule in _CONSTRAINT_RULES:
        if attribute.type in _CONSTRAINTS and (broken := rule(attribute)) is not None:
            raise errors.InvalidParameterException(broken)
    return attribute


def _numeric(attribute: Attribute) -> str | None:
    """Text: claimed; it names the structure, not the bound."""
    group, *_ = _CONSTRAINTS[attribute.type]
    given = (text for text in (attribute.minimum, attribute.maximum) if text is not None)
    if any(_number(text) is None for text in given):
        return f"Invalid {group} for schema attribute {attribute.name}"
    return None


def _not_too_long(attribute: Attribute) -> str | None:
    """Text: claimed. Either bound is held against the limit before their order is."""
    lengths = (_number(attribute.minimum), _number(attribute.maximum))
    if attribute.type == "String" and any((length or 0) > _LONGEST for length in lengths):
        return f"user.{attribute.name}: String attributes cannot have a length of more than 2048"
    return None


def _not_empty(attribute: Attribute) -> str | None:
    """Text of a Number: measured [schema-13]; of a String its end is, measured [schema-12]."""
    least, most = _number(attribute.minimum), _number(attribute.maximum)
    if least is None or most is None or least <= most:
        return None
    what = "max length shorter" if attribute.type == "String" else "max value smaller"
    bound = "min length" if attribute.type == "String" else "min value"
    return f"Attribute {attribute.name} cannot have a {what} than it's {bound}"


_CONSTRAINT_RULES: tuple[Callable[[Attribute], str | None], ...] = (
    _numeric,
    _not_too_long,
    _not_empty,
)


def _number(text: str | None) -> int | None:
    return None if text is None or not _NUMBER.fullmatch(text) else int(text)

"""What a pool's sign-up form asks for, and which of its fields a refusal is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import errors

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.password_policy import PasswordPolicy
    from cognito_emulator.domain.pools.record import Pool

USERNAME, PASSWORD = "username", "password"
_NEVER = ("sub", "updated_at")
# How browsers ask for an attribute, and how they know it (HTML, 4.10.18.7).
_INPUTS: Mapping[str, tuple[str, str]] = {
    "address": ("text", "street-address"),
    "birthdate": ("date", "bday"),
    "email": ("email", "email"),
    "family_name": ("text", "family-name"),
    "gender": ("text", "sex"),
    "given_name": ("text", "given-name"),
    "middle_name": ("text", "additional-name"),
    "name": ("text", "name"),
    "nickname": ("text", "nickname"),
    "phone_number": ("tel", "tel"),
    "picture": ("url", "photo"),
    "preferred_username": ("text", "nickname"),
    "profile": ("url", "url"),
    "website": ("url", "url"),
}
_ABOUT: Mapping[str, str] = {
    "Invalid email address format.": "email",
    "Invalid phone number format.": "phone_number",
}


class FormField(NamedTuple):
    """A field of the form.

    Attributes:
        attribute: what it asks for: an attribute's name, or `USERNAME`.
        name: its name in the form.
        type: of the input.
        autocomplete: what browsers may fill in.
        label: its key in the section ``attribute`` or ``shared`` of the texts.
        required: whether the browser insists on it.

    """

    attribute: str
    name: str
    type: str
    autocomplete: str
    label: str
    required: bool = True


class Rule(NamedTuple):
    """A line of the password policy.

    Attributes:
        name: its key in the section ``policy`` of the texts.
        css: the end of its class on classic pages (measured [pages-7]).

    """

    name: str
    css: str


def fields(pool: Pool) -> tuple[FormField, ...]:
    """Return what the form asks for: the name, and what the pool requires (documented).

    The names of the fields are measured [pages-7]. What stands in for the name is asked for once,
    as the name (a guess).
    """
    return (_name(pool), *(_attribute(pool, name) for name in _required(pool)))


def attributes(pool: Pool, form: Mapping[str, str]) -> dict[str, str]:
    """Return the attributes that a form has; nothing but what it asks for (a guess)."""
    asked = (field for field in fields(pool) if field.attribute != USERNAME)
    given = {field.attribute: form.get(field.name, "").strip() for field in asked}
    return {name: value for name, value in given.items() if value}


def rules(policy: PasswordPolicy) -> tuple[Rule, ...]:
    """Return the policy's lines, in the order of classic pages (measured [pages-7])."""
    lines = (
        (policy.lowercase, Rule("lowercase", "lowerletter")),
        (policy.uppercase, Rule("uppercase", "upperletter")),
        (policy.symbols, Rule("symbol", "symbols")),
        (policy.numbers, Rule("number", "numbers")),
        (True, Rule("length", "length")),
    )
    return tuple(rule for wanted, rule in lines if wanted)


def blamed(pool: Pool, refusal: errors.CognitoError) -> str:
    """Return the attribute whose field a refusal is about; empty where it is about none."""
    message = refusal.message or ""
    if isinstance(refusal, errors.InvalidPasswordException):
        return PASSWORD
    asked = {field.attribute for field in fields(pool)}
    for name in (USERNAME, PASSWORD):
        if f" at '{name}' failed" in message:
            return name
    known = _ABOUT.get(message) or next((name for name in asked if f"{name}:" in message), None)
    if known is not None:
        return known if known in asked else USERNAME
    return USERNAME if isinstance(refusal, errors.UsernameExistsException) else ""


def _name(pool: Pool) -> FormField:
    if len(pool.username_attributes) == 1:
        (attribute,) = pool.username_attributes
        kind, known_as = _INPUTS[attribute]
        return FormField(USERNAME, USERNAME, kind, known_as, f"shared.{attribute}")
    label = "shared.email_or_phone" if pool.username_attributes else "shared.username"
    return FormField(USERNAME, USERNAME, "text", "username", label)


def _required(pool: Pool) -> list[str]:
    wanted = (each.name for each in pool.schema.values() if each.required)
    instead = pool.username_attributes if len(pool.username_attributes) == 1 else ()
    return [name for name in wanted if name not in (*_NEVER, *instead)]


def _attribute(pool: Pool, name: str) -> FormField:
    """Return an attribute's field; who types an address as the name need not type it again."""
    kind, known_as = _INPUTS.get(name, ("text", "off"))
    may_be_name = name in pool.username_attributes
    label = f"attribute.{name}"
    return FormField(
        name, f"requiredAttributes[{name}]", kind, known_as, label, required=not may_be_name
    )

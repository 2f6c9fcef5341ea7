"""Passwords: how they are kept, and the policy that new ones meet."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from string import ascii_lowercase, ascii_uppercase, digits
from typing import TYPE_CHECKING, Any

from cognito_emulator import errors

if TYPE_CHECKING:
    from cognito_emulator.ids import Ids

_UPPERCASE, _LOWERCASE, _NUMBERS = map(frozenset, (ascii_uppercase, ascii_lowercase, digits))
# The service's guide; a space counts inside a password, where the validator lets it through.
_SYMBOLS = frozenset("^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+- ")


@dataclass(frozen=True, slots=True)
class Password:
    """A password as SRP keeps it: salt and ``x``, the private exponent, never the text.

    Attributes:
        salt: 16 bytes, the same for all sign-ins of the user.
        x: SHA256(salt | SHA256(pool name | username | ":" | password)).
        set_at: epoch seconds.
        temporary: whether it must be changed at the next sign-in.

    """

    salt: bytes
    x: bytes
    set_at: float
    temporary: bool = False

    def matches(self, identity: str, text: str) -> bool:
        """Whether ``text`` is the password of ``identity`` (pool name and username, joined)."""
        return hmac.compare_digest(self.x, private_exponent(self.salt, identity, text))


def private_exponent(salt: bytes, identity: str, text: str) -> bytes:
    """Return SRP's ``x`` as Cognito computes it; ``salt`` is padded like a signed integer."""
    padded = b"\0" + salt if salt[0] > 0x7F else salt  # noqa: PLR2004 - the sign bit
    return sha256(padded + sha256(f"{identity}:{text}".encode()).digest()).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordPolicy:
    """PasswordPolicyType; ``temporary_days`` is TemporaryPasswordValidityDays.

    The defaults are those of a pool made without a policy (recorded 2026-09).
    """

    minimum_length: int = 8
    uppercase: bool = True
    lowercase: bool = True
    numbers: bool = True
    symbols: bool = True
    history: int | None = None
    temporary_days: int = 7

    @classmethod
    def given(cls, members: Mapping[str, Any]) -> PasswordPolicy:
        """Return the policy that a request describes.

        A class of characters that it does not name is not required: the model's plain booleans
        are false when omitted (measured for the booleans of a Schema, here not confirmed). An
        empty description counts as none (not confirmed), no days as the default (documented).
        """
        default = cls()
        if not members:
            return default
        return cls(
            minimum_length=members.get("MinimumLength", default.minimum_length),
            uppercase=members.get("RequireUppercase", False),
            lowercase=members.get("RequireLowercase", False),
            numbers=members.get("RequireNumbers", False),
            symbols=members.get("RequireSymbols", False),
            history=members.get("PasswordHistorySize"),
            temporary_days=members.get("TemporaryPasswordValidityDays") or default.temporary_days,
        )

    def violation(self, text: str) -> str | None:
        """Return the first rule that ``text`` breaks, in the service's words, or ``None``.

        Length comes first (recorded 2026-09); the order of the others is not confirmed.
        """
        if len(text) < self.minimum_length:
            return "Password not long enough"
        if self.uppercase and _UPPERCASE.isdisjoint(text):
            return "Password must have uppercase characters"
        if self.lowercase and _LOWERCASE.isdisjoint(text):
            return "Password must have lowercase characters"
        if self.numbers and _NUMBERS.isdisjoint(text):
            return "Password must have numeric characters"
        if self.symbols and _SYMBOLS.isdisjoint(text):
            return "Password must have symbol characters"
        return None

    def enforce(self, text: str, prefix: str) -> None:
        """Refuse a password that breaks the policy.

        Raises:
            InvalidPasswordException: ``prefix``, which differs by operation, and the rule.

        """
        broken = self.violation(text)
        if broken:
            raise errors.InvalidPasswordException(f"{prefix}: {broken}")


def generate(ids: Ids, policy: PasswordPolicy) -> str:
    """Return a new password of all classes, as long as the policy wants it."""
    text = ids.password()
    while len(text) < policy.minimum_length:
        text += ids.password()
    return text


#: Prefixes of the policy's refusals: SignUp; AdminCreateUser; all that change a password
#: (the first measured, the second and, for three operations, the third recorded 2026-09).
AT_SIGN_UP = "Password did not conform with policy"
AT_ADMIN_CREATION = "Password did not conform with password policy"
AT_CHANGE = "Password does not conform to policy"

"""The policy that new passwords meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Any

from cognito_emulator import errors
from cognito_emulator.records import Record

#: What a refusal begins with: of SignUp (measured [passwords-2]), of AdminCreateUser (recorded
#: [passwords-3]), and of what changes a password (recorded [passwords-4] of two operations,
#: measured [passwords-5] of a third, a guess of ChangePassword).
SIGN_UP_PREFIX = "Password did not conform with policy"
ADMIN_CREATION_PREFIX = "Password did not conform with password policy"
CHANGE_PREFIX = "Password does not conform to policy"

_UPPERCASE, _LOWERCASE, _NUMBERS = map(frozenset, (ascii_uppercase, ascii_lowercase, digits))
# Documented; a space counts inside a password, where the validator lets it through.
_SYMBOLS = frozenset("^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+- ")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class PasswordPolicy(Record):
    """PasswordPolicyType; ``temporary_days`` is TemporaryPasswordValidityDays.

    The defaults are those of a pool made without a policy (recorded [passwords-1]).
    """

    minimum_length: int = 8
    uppercase: bool = True
    lowercase: bool = True
    numbers: bool = True
    symbols: bool = True
    history: int | None = None
    temporary_days: int = 7

    @classmethod
    def of(cls, members: Mapping[str, Any]) -> PasswordPolicy:
        """Return the policy that a request describes.

        A class of characters that it does not name is not required (measured [passwords-9]). An
        empty description counts as none (a guess), no days as the default (documented).
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

        Length comes first (recorded [passwords-6]); the order of the others is a guess. Their
        words are measured [passwords-7] of uppercase, claimed [passwords-8] of the other classes.
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

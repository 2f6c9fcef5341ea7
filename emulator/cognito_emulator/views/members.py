"""Members that the documents of several families have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cognito_emulator.domain.pools.factors import PASSKEY_MFA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cognito_emulator.api import shapes
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.parts import Part


def present(**members: object) -> dict[str, Any]:
    """Return those members that have a value."""
    return {name: value for name, value in members.items() if value is not None}


def shown(part: Part | None) -> dict[str, Any] | None:
    """Return the document of a part that was given, if only empty."""
    return None if part is None else part.document()


def attributes(values: Mapping[str, str], sub: str) -> list[shapes.AttributeType]:
    """Return attributes as the API lists them, ``sub`` last (recorded [users-7])."""
    return [{"Name": name, "Value": value} for name, value in (*values.items(), ("sub", sub))]


def mfa_options(record: User) -> dict[str, Any]:
    """Return the older member, which knows text messages only (documented)."""
    if not record.mfa.sms_option:
        return {}
    return {"MFAOptions": [{"AttributeName": "phone_number", "DeliveryMedium": "SMS"}]}


def preferences(record: User) -> dict[str, Any]:
    """Return the younger members; passkeys have a name of their own there (claimed)."""
    passkeys = [PASSKEY_MFA] if record.mfa.passkeys else []
    return present(
        PreferredMfaSetting=record.mfa.preferred,
        UserMFASettingList=[*record.mfa.enabled, *passkeys] or None,
    )


def second_factors(record: User) -> dict[str, Any]:
    """Return the members that tell of MFA: absent, not empty, without it (recorded [shapes-1])."""
    return {**mfa_options(record), **preferences(record)}

"""What the tiers of a pool include, in the words of the service's refusals."""

from __future__ import annotations

ROTATION = "Refresh Token Rotation"  # recorded 2026-09
PASSWORDLESS = "Passwordless Sign-In"  # measured
TOKEN_CUSTOMIZATION = "Token Customization with Pre-Token Generation Lambda V2_0"  # noqa: S105 - measured
PASSWORD_HISTORY = "Password History"  # noqa: S105 - rule documented, name not confirmed

EMAIL_MFA = "Email MFA"  # rule documented, name not confirmed

THREAT_PROTECTION = "Threat Protection"  # measured


def not_in_lite(*features: str) -> str:
    """Return the refusal of what LITE lacks (recorded 2026-09; how several are joined is not)."""
    return _lacking("LITE", features)


def not_in_essentials(*features: str) -> str:
    """Return the refusal of what ESSENTIALS lacks (its end measured, the rest as for LITE)."""
    return _lacking("ESSENTIALS", features)


def _lacking(tier: str, features: tuple[str, ...]) -> str:
    return (
        f"The following features need to be disabled for the {tier} pricing tier configured:"
        f" {', '.join(features)}"
    )

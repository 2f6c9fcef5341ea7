"""What the tiers of a pool include, in the words of the service's refusals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cognito_emulator import errors

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.change import PoolChange
    from cognito_emulator.domain.pools.record import Pool

ROTATION = "Refresh Token Rotation"  # recorded [pools-16, pools-17]
PASSWORDLESS = "Passwordless Sign-In"  # measured [pools-18]
#: The name is the same for V3_0 (measured [pools-19]).
TOKEN_CUSTOMIZATION = "Token Customization with Pre-Token Generation Lambda V2_0"  # noqa: S105 - no secret
PASSWORD_HISTORY = "Password History"  # noqa: S105 - rule documented, the name is a guess
EMAIL_MFA = "Email MFA"  # rule documented, the name is a guess
MANAGED_LOGIN = "Managed Login Version 2"  # measured [domains-17]
SESSION_TRACKING = "User Session Tracking"  # rule documented, the name is a guess
THREAT_PROTECTION = "Threat Protection"  # measured [pools-20]


def check(change: PoolChange) -> None:
    """Refuse what the tier of a pool lacks.

    Raises:
        FeatureUnavailableInTierException: the tier lacks what is asked for.
        TierChangeNotAllowedException: LITE lacks what the pool has already.

    """
    if change.pool.tier == "ESSENTIALS" and _protects(change.pool):
        refusal = not_in_essentials(THREAT_PROTECTION)
        raise errors.FeatureUnavailableInTierException(refusal)
    if change.pool.tier != "LITE":
        return
    features = [*_features(change.pool)]
    leaves = change.before is not None and change.before.tier != "LITE"
    if leaves and change.clients_rotate():
        features.append(ROTATION)
    if leaves and change.has_managed_login():
        features.append(MANAGED_LOGIN)  # a guess
    if features:
        error = (
            errors.TierChangeNotAllowedException
            if leaves
            else errors.FeatureUnavailableInTierException
        )
        raise error(not_in_lite(*features))


def not_in_lite(*features: str) -> str:
    """Return the refusal of what LITE lacks (recorded [pools-16]; how several join: a guess)."""
    return _lacking("LITE", features)


def not_in_essentials(*features: str) -> str:
    """Return the refusal of what ESSENTIALS lacks (end: measured [pools-20]; rest: a guess)."""
    return _lacking("ESSENTIALS", features)


def _lacking(tier: str, features: tuple[str, ...]) -> str:
    return (
        f"The following features need to be disabled for the {tier} pricing tier configured:"
        f" {', '.join(features)}"
    )


def _protects(pool: Pool) -> bool:
    """Whether threat protection is on; LITE may have it, from the time before there were tiers."""
    return pool.add_ons is not None and pool.add_ons.protect


def _features(pool: Pool) -> Iterator[str]:
    """Name what a pool uses beyond LITE."""
    if set(pool.first_factors) - {"PASSWORD"}:
        yield PASSWORDLESS
    function = pool.lambda_config.functions.get("PreTokenGenerationConfig")
    if function is not None and function.version != "V1_0":
        yield TOKEN_CUSTOMIZATION
    if pool.password_policy.history:
        yield PASSWORD_HISTORY
    if pool.second_factors.email is not None:
        yield EMAIL_MFA
    if pool.session_tracking.enabled:
        yield SESSION_TRACKING

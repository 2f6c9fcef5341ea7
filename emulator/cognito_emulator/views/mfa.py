"""Second factors as the API writes them: a pool's, and those of its users."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, cast

from cognito_emulator.domain.pools import factors
from cognito_emulator.views.members import preferences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cognito_emulator.api import shapes
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User


def pool_mfa(record: Pool) -> shapes.GetUserPoolMfaConfigResponse:
    """Return GetUserPoolMfaConfig's document; what is not set is absent (measured).

    Text messages show as a factor where they are one and MFA is on.
    """
    sms = {
        name: record.echoed[name]
        for name in ("SmsAuthenticationMessage", "SmsConfiguration")
        if name in record.echoed
    }
    texts = record.mfa != "OFF" and "SMS_MFA" in factors.offered(record)
    shown = {"SmsMfaConfiguration": sms} if texts else {}
    document = {**record.mfa_factors, **shown, "MfaConfiguration": record.mfa}
    return cast("shapes.GetUserPoolMfaConfigResponse", deepcopy(document))


def auth_factors(record: User, factors: Iterable[str]) -> shapes.GetUserAuthFactorsResponse:
    """Return the answer of GetUserAuthFactors and its admin twin."""
    document = {
        **preferences(record),
        "ConfiguredUserAuthFactors": list(factors),
        "Username": record.username,
    }
    return cast("shapes.GetUserAuthFactorsResponse", document)

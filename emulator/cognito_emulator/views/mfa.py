"""Second factors as the API writes them: a pool's, and those of its users."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from cognito_emulator.domain.pools import factors
from cognito_emulator.views.members import preferences, present, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cognito_emulator.api import shapes
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User


def pool_mfa(record: Pool) -> shapes.GetUserPoolMfaConfigResponse:
    """Return GetUserPoolMfaConfig's document; what is not set is absent (measured [shapes-2]).

    Text messages show as a factor where they are one and MFA is on.
    """
    texts = record.mfa != "OFF" and "SMS_MFA" in factors.offered(record)
    sms = present(
        SmsAuthenticationMessage=record.sms_authentication, SmsConfiguration=shown(record.sms)
    )
    document = present(
        EmailMfaConfiguration=shown(record.second_factors.email),
        MfaConfiguration=record.mfa,
        SmsMfaConfiguration=sms if texts else None,
        SoftwareTokenMfaConfiguration=shown(record.second_factors.software_token),
        WebAuthnConfiguration=shown(record.web_authn),
    )
    return cast("shapes.GetUserPoolMfaConfigResponse", document)


def auth_factors(record: User, factors: Iterable[str]) -> shapes.GetUserAuthFactorsResponse:
    """Return the answer of GetUserAuthFactors and its admin twin."""
    document = {
        **preferences(record),
        "ConfiguredUserAuthFactors": list(factors),
        "Username": record.username,
    }
    return cast("shapes.GetUserAuthFactorsResponse", document)

"""An assertion is good for one sign-in (documented)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.federation.failures import FederationError
from cognito_emulator.domain.federation.record import SEEN_ASSERTIONS, SeenAssertion
from cognito_emulator.domain.federation.saml import failures

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.saml.responses import Assertion


def require_first(ctx: Context, provider: IdentityProvider, assertion: Assertion) -> None:
    """Keep that an assertion is used, for as long as it could be used again.

    It is used up also where the sign-in fails later (a guess).

    Raises:
        FederationError: it was used before (text: guess).

    """
    seen = SeenAssertion(
        pool_id=provider.pool_id,
        provider=provider.name,
        assertion_id=assertion.id,
        expires_at=assertion.expires,
    )
    if ctx.tx.get(SEEN_ASSERTIONS, (seen.pool_id, seen.provider, seen.assertion_id)) is not None:
        raise FederationError(failures.REPLAYED)
    ctx.tx.keep(SEEN_ASSERTIONS, seen)

"""Single logout: the session at a SAML provider ends with the browser's (SAML Profiles, 4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.federation import place as places
from cognito_emulator.domain.federation.failures import FederationError
from cognito_emulator.domain.federation.saml import departure, reach
from cognito_emulator.domain.oauth.failures import UntrustedRequest
from cognito_emulator.domain.oauth.record import SINGLE_LOGOUTS, SingleLogout
from cognito_emulator.domain.pools.providers import details
from cognito_emulator.domain.pools.providers import settings as providers
from cognito_emulator.saml import extra, logout, responses
from cognito_emulator.saml.refusals import Reason, SamlError

if TYPE_CHECKING:
    from cognito_emulator.domain.federation.place import Place
    from cognito_emulator.domain.oauth.record import BrowserSession
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context

#: For how long a browser may be away, in seconds (a guess).
LIFETIME = 300
#: What the error page says of an answer that cannot be believed (a guess).
INVALID = "Invalid samlResponse or relayState from identity provider"


def begun(ctx: Context, pool: Pool, ended: BrowserSession, location: str, emulator_url: str) -> str:
    """Return where a browser goes that signs out: to the provider first, if there is one to tell.

    It is one of SAML with IDPSignout, whose metadata say where (documented). One that cannot be
    reached is passed over, and a warning says so (a guess).

    Args:
        ctx: the request.
        pool: of which.
        ended: the browser's session.
        location: where it goes in the end.
        emulator_url: where this browser reaches the emulator.

    """
    if ended.saml_session is None or ended.provider is None:
        return location
    provider = providers.by_name(ctx, pool.id, ended.provider)
    if provider is None or not details.is_on(provider, "IDPSignout"):
        return location
    request_id = departure.request_id(ctx)
    handle = ctx.ids.uuid()
    try:
        there = departure.logout_location(
            ctx, provider, ended.saml_session, request_id, handle, emulator_url
        )
    except FederationError as failure:
        ctx.warn(f"{provider.name} was not told that a user signs out: {failure.description}", pool)
        return location
    if there is None:
        return location
    kept = SingleLogout(
        handle=handle,
        pool_id=pool.id,
        provider=provider.name,
        request_id=request_id,
        location=location,
        expires_at=ctx.now + LIFETIME,
    )
    ctx.tx.put(SINGLE_LOGOUTS, kept)
    return there


def answered(ctx: Context, pool: Pool, relay_state: str, field: str, place: Place) -> str:
    """Return where a browser goes that comes back from its provider.

    It goes on if the provider could not end the session, too; a warning says so (a guess).

    Args:
        ctx: the request.
        pool: whose domain is asked.
        relay_state: what was sent to the provider.
        field: SAMLResponse of the form.
        place: where the browser is.

    Raises:
        UntrustedRequest: nobody asked for it, or the provider has not said it.

    """
    kept = ctx.tx.get(SINGLE_LOGOUTS, relay_state) if relay_state else None
    if kept is None or kept.pool_id != pool.id or kept.expires_at <= ctx.now:
        raise UntrustedRequest(INVALID, hint="RelayState is of no sign-out that is under way.")
    ctx.tx.delete(SINGLE_LOGOUTS, kept.handle)
    try:
        _verify(ctx, pool, kept, field, place)
    except SamlError as refusal:
        sentence = f"{kept.provider} answers a logout request in another way. {refusal.sentence}"
        ctx.warn(sentence, pool)
        if refusal.reason is not Reason.STATUS:
            raise UntrustedRequest(INVALID, hint=sentence) from None
    except (FederationError, extra.MissingExtraError) as failure:
        raise UntrustedRequest(INVALID, hint=str(failure)) from None
    return kept.location


def _verify(ctx: Context, pool: Pool, kept: SingleLogout, field: str, place: Place) -> None:
    extra.require()
    known = reach.of(ctx, providers.get(ctx, pool, kept.provider), place.emulator_url)
    expected = logout.ExpectedLogout(
        issuer=known.entity_id,
        certificates=known.certificates,
        destinations=places.addresses_of_pool(ctx, pool, place, "/saml2/logout"),
        in_response_to=kept.request_id,
    )
    logout.verify(responses.decode(field), expected)

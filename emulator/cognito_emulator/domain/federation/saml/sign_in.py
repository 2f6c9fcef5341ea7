"""A sign-in by a SAML provider: what the response is good for that a browser brings."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.domain.federation.failures import FederationError
from cognito_emulator.domain.federation.place import entity_id
from cognito_emulator.domain.federation.profile import Profile
from cognito_emulator.domain.federation.saml import failures, reach, replays
from cognito_emulator.domain.pools.providers import details, saml_keys
from cognito_emulator.saml import extra, responses
from cognito_emulator.saml.refusals import SamlError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.saml.responses import Assertion


class Delivery(NamedTuple):
    """A response, and how it came.

    Attributes:
        field: SAMLResponse of the form, in base64.
        recipients: the addresses that it may have been sent to.
        in_response_to: the ID of the request; ``None`` if the provider came by itself.
        emulator_url: where this browser reaches the emulator.

    """

    field: str
    recipients: Collection[str]
    in_response_to: str | None
    emulator_url: str


def profile(ctx: Context, provider: IdentityProvider, delivery: Delivery) -> Profile:
    """Return whom a response is about; nobody comes in by it a second time (documented).

    Raises:
        FederationError: something of it is not to be believed.

    """
    try:
        assertion = _verified(ctx, provider, delivery)
    except SamlError as refusal:
        ctx.warn(f"{provider.name} sent a SAML response that is refused. {refusal.sentence}")
        raise failures.failure(refusal) from None
    except extra.MissingExtraError as missing:
        raise FederationError(str(missing), "server_error") from None
    replays.require_first(ctx, provider, assertion)
    return Profile(
        subject=assertion.name_id.value,
        claims={name: _claim(values) for name, values in assertion.attributes.items() if values},
        told={"samlResponse": {name: ",".join(it) for name, it in assertion.attributes.items()}},
        session=assertion.session,
    )


def _verified(ctx: Context, provider: IdentityProvider, delivery: Delivery) -> Assertion:
    known = reach.of(ctx, provider, delivery.emulator_url)
    expected = responses.Expected(
        issuer=known.entity_id,
        certificates=known.certificates,
        audience=entity_id(provider.pool_id),
        recipients=delivery.recipients,
        in_response_to=delivery.in_response_to,
        now=ctx.now,
        decryption_keys=_decryption_keys(ctx, provider),
    )
    return responses.verify(responses.decode(delivery.field), expected)


def _decryption_keys(ctx: Context, provider: IdentityProvider) -> tuple[RSAPrivateKey, ...]:
    """Return the key for encrypted responses, where only such are taken (documented)."""
    if not details.is_on(provider, "EncryptedResponses"):
        return ()
    return (saml_keys.private(saml_keys.encryption(ctx, provider)),)


def _claim(values: tuple[str, ...]) -> str | list[str]:
    """Return what an attribute says: one text, or several."""
    return values[0] if len(values) == 1 else list(values)

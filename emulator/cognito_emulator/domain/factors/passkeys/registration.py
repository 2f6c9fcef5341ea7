"""Registering a passkey, in two steps.

The conditions of the errors are documented by the service model. Their texts are guesses, but for
the one about credentials that are not valid (measured [passkeys-1]).
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import errors
from cognito_emulator.domain.factors.passkeys import (
    ceremonies,
    lookup,
    provider_names,
    relying_party,
)
from cognito_emulator.domain.factors.record import PASSKEYS, REGISTRATIONS, Passkey, Registration

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.factors.passkeys.ceremonies import Credential, Response
    from cognito_emulator.domain.factors.passkeys.relying_party import RelyingParty
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context

#: Milliseconds that a browser gives its user to make a passkey (documented).
REGISTRATION_TIMEOUT = 60_000

_MOST = 20  # documented


class CreationOptions(NamedTuple):
    """What an authenticator shall make: the parts of CredentialCreationOptions.

    Attributes:
        challenge: in base64url.
        party: whom the passkey is for.
        user: whose it will be.
        excluded: the passkeys that the user has already: no authenticator makes a second one.

    """

    challenge: str
    party: RelyingParty
    user: User
    excluded: list[Passkey]


def start(ctx: Context, pool: Pool, client: Client, user: User) -> CreationOptions:
    """Begin a registration. It is good for as long as the browser has time (a guess).

    Raises:
        WebAuthnNotEnabledException: passkeys are no first factor of the pool.
        WebAuthnConfigurationMissingException: the pool names no relying party.
        LimitExceededException: the user has as many passkeys as one can have.

    """
    _require_enabled(pool)
    party = relying_party.of_pool(pool)
    if party is None:
        raise errors.WebAuthnConfigurationMissingException(
            "The user pool has neither a RelyingPartyId nor a domain."
        )
    existing = _require_room(ctx, user)
    registration = Registration(
        pool_id=pool.id,
        sub=user.sub,
        client_id=client.id,
        challenge=relying_party.new_challenge(ctx),
        expires_at=ctx.now + REGISTRATION_TIMEOUT / 1000,
    )
    ctx.tx.put(REGISTRATIONS, registration)
    return CreationOptions(registration.challenge, party, user, existing)


def complete(ctx: Context, pool: Pool, client: Client, user: User, document: object) -> Passkey:
    """End a registration; one that fails may be tried again (a guess).

    Args:
        ctx: the operation.
        pool: the user's pool.
        client: through which the user is signed in.
        user: whose passkey it becomes.
        document: a RegistrationResponseJSON, if it is one.

    Raises:
        WebAuthnNotEnabledException: passkeys are no first factor of the pool.
        InvalidParameterException: the credential is not valid, or somebody has it already.
        WebAuthnChallengeNotFoundException: the user started no such registration, or too long ago.
        WebAuthnClientMismatchException: it was started through another client.
        WebAuthnOriginNotAllowedException: it was made on somebody else's page.
        WebAuthnRelyingPartyMismatchException: it was made for somebody else.
        WebAuthnCredentialNotSupportedException: its key is of another algorithm.
        LimitExceededException: the user has as many passkeys as one can have.

    """
    _require_enabled(pool)
    try:
        response = ceremonies.read_registration(document)
        registration = _registration(ctx, client, user, response)
        party = _party_of(pool, response)
        credential = ceremonies.verify_registration(
            response,
            challenge=registration.challenge,
            rp_id=party.id,
            user_verification=party.requires_verification,
        )
    except ceremonies.CredentialError as problem:
        raise not_valid() from problem
    _require_room(ctx, user)
    if ctx.tx.get(PASSKEYS, (pool.id, credential.id)) is not None:
        raise not_valid()
    ctx.tx.delete(REGISTRATIONS, REGISTRATIONS.key(registration))
    return _keep(ctx, user, party, credential)


def not_valid() -> errors.InvalidParameterException:
    """Return the error for a credential that is wrong in any other way.

    The text is measured [passkeys-1].
    """
    return errors.InvalidParameterException("Credential data is not valid")


def _require_enabled(pool: Pool) -> None:
    if "WEB_AUTHN" not in pool.first_factors:
        raise errors.WebAuthnNotEnabledException("WebAuthn is not enabled for the user pool.")


def _require_room(ctx: Context, user: User) -> list[Passkey]:
    """Return the passkeys of a user who may have one more."""
    existing = lookup.of_user(ctx, user)
    if len(existing) >= _MOST:
        raise errors.LimitExceededException(f"A user can have at most {_MOST} passkeys.")
    return existing


def _registration(ctx: Context, client: Client, user: User, response: Response) -> Registration:
    """Return the registration that a response answers."""
    key = user.pool_id, user.sub, response.challenge
    registration = ctx.tx.get(REGISTRATIONS, key)
    if registration is None or ctx.now >= registration.expires_at:
        raise errors.WebAuthnChallengeNotFoundException(
            "The registration was not started, has expired or was completed."
        )
    if registration.client_id != client.id:
        raise errors.WebAuthnClientMismatchException(
            "The registration was started through another app client."
        )
    return registration


def _party_of(pool: Pool, response: Response) -> RelyingParty:
    """Return the pool's relying party, if a key that it can use was made for it, on its pages."""
    party = relying_party.of_pool(pool)
    if party is not None and not relying_party.is_origin_of(party.id, response.origin):
        raise errors.WebAuthnOriginNotAllowedException(
            f"{response.origin} is no origin of the relying party {party.id}."
        )
    # Without a party the pool has lost it since the start.
    if party is None or response.rp_id_hash != sha256(party.id.encode()).digest():
        raise errors.WebAuthnRelyingPartyMismatchException(
            "The credential was made for another relying party than the user pool's."
        )
    if response.algorithm not in ceremonies.ALGORITHMS:
        raise errors.WebAuthnCredentialNotSupportedException(
            f"Keys for the algorithm {response.algorithm} are not supported."
        )
    return party


def _keep(ctx: Context, user: User, party: RelyingParty, credential: Credential) -> Passkey:
    passkey = Passkey(
        pool_id=user.pool_id,
        sub=user.sub,
        id=credential.id,
        public_key=credential.public_key,
        sign_count=credential.sign_count,
        transports=credential.transports,
        attachment=credential.attachment,
        name=provider_names.friendly(credential.aaguid, credential.attachment),
        rp_id=party.id,
        aaguid=credential.aaguid,
        backup_eligible=credential.backup_eligible,
        backed_up=credential.backed_up,
        created_at=ctx.now,
    )
    return ctx.tx.put(PASSKEYS, passkey)

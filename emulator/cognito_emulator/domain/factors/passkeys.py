"""Passkeys: registering, listing and deleting them, and what a sign-in with one has to prove.

The conditions of the errors are documented by the service model. Their texts are guesses, but for
the one about credentials that are not valid (measured).
"""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, NamedTuple

from cognito_emulator import base64url, errors
from cognito_emulator.domain.factors import ceremonies, passkey_names
from cognito_emulator.domain.factors.record import PASSKEYS, REGISTRATIONS, Passkey, Registration

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.factors.ceremonies import Credential, Response
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context

#: Milliseconds that a browser gives its user to make a passkey (documented).
REGISTRATION_TIMEOUT = 60_000

_MOST = 20  # documented
_CHALLENGE_BYTES = 16  # measured
_ORIGIN = re.compile(r"(https?)://([^/:?#@\[\]]+)(?::\d+)?")
_ANDROID = "android:apk-key-hash:"


class RelyingParty(NamedTuple):
    """Whom a pool's passkeys are made for: WebAuthnConfiguration.

    Attributes:
        id: a domain.
        user_verification: whether authenticators have to know the user, or should if they can.

    """

    id: str
    user_verification: Literal["required", "preferred"]

    @property
    def requires_verification(self) -> bool:
        """Whether an authenticator that did not verify the user is refused."""
        return self.user_verification == "required"


class Started(NamedTuple):
    """What an authenticator is told to make: the parts of CredentialCreationOptions.

    Attributes:
        challenge: in base64url.
        known: the passkeys that the user has already, lest one authenticator makes two.

    """

    challenge: str
    party: RelyingParty
    user: User
    known: list[Passkey]


def relying_party(pool: Pool) -> RelyingParty | None:
    """Return a pool's relying party, ``None`` if it names none.

    Where passkeys are two factors at once, authenticators have to know the user (documented). The
    service would fall back to the pool's domain (documented), which is not emulated yet.
    """
    configured = pool.mfa_factors.get("WebAuthnConfiguration") or {}
    if not configured.get("RelyingPartyId"):
        return None
    required = configured.get("UserVerification") == "required" or pool.passkeys_satisfy_mfa
    # The default is documented.
    return RelyingParty(configured["RelyingPartyId"], "required" if required else "preferred")


def of_user(ctx: Context, user: User) -> list[Passkey]:
    """Return a user's passkeys, oldest first, also those of a former relying party."""
    return ctx.tx.all(PASSKEYS, "user", (user.pool_id, user.sub))


def usable(ctx: Context, pool: Pool, user: User) -> list[Passkey]:
    """Return those of a user's passkeys that were made for the pool's relying party of today."""
    party = relying_party(pool)
    return [key for key in of_user(ctx, user) if party is not None and key.rp_id == party.id]


# --- registration ---------------------------------------------------------------------------------


def start(ctx: Context, pool: Pool, client: Client, user: User) -> Started:
    """Begin a registration. It is good for as long as the browser has time (a guess).

    Raises:
        WebAuthnNotEnabledException: passkeys are no first factor of the pool.
        WebAuthnConfigurationMissingException: the pool names no relying party.
        LimitExceededException: the user has as many passkeys as one can have.

    """
    _require_enabled(pool)
    party = relying_party(pool)
    if party is None:
        raise errors.WebAuthnConfigurationMissingException(
            "The user pool has neither a RelyingPartyId nor a domain."
        )
    known = _with_room(ctx, user)
    registration = Registration(
        pool_id=pool.id,
        sub=user.sub,
        client_id=client.id,
        challenge=new_challenge(ctx),
        expires_at=ctx.now + REGISTRATION_TIMEOUT / 1000,
    )
    ctx.tx.put(REGISTRATIONS, registration)
    return Started(registration.challenge, party, user, known)


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
    except ceremonies.NotValid as flaw:
        raise not_valid() from flaw
    _with_room(ctx, user)
    if ctx.tx.get(PASSKEYS, (pool.id, credential.id)) is not None:
        raise not_valid()
    ctx.tx.delete(REGISTRATIONS, REGISTRATIONS.key(registration))
    return _keep(ctx, user, party, credential)


def delete(ctx: Context, user: User, credential_id: str) -> None:
    """Remove one of a user's passkeys.

    Raises:
        ResourceNotFoundException: the user has no such passkey.

    """
    passkey = ctx.tx.get(PASSKEYS, (user.pool_id, credential_id))
    if passkey is None or passkey.sub != user.sub:
        raise errors.ResourceNotFoundException("Credential not found.")
    ctx.tx.delete(PASSKEYS, PASSKEYS.key(passkey))


def not_valid() -> errors.InvalidParameterException:
    """Return the error for a credential that is wrong in any other way (text measured)."""
    return errors.InvalidParameterException("Credential data is not valid")


def new_challenge(ctx: Context) -> str:
    """Return something that nobody can have signed before."""
    return base64url.encode(ctx.ids.token_bytes(_CHALLENGE_BYTES))


def user_handle(sub: str) -> bytes:
    """Return what authenticators know a user by: the text of ``sub`` (documented)."""
    return sub.encode()


def _require_enabled(pool: Pool) -> None:
    if "WEB_AUTHN" not in pool.first_factors:
        raise errors.WebAuthnNotEnabledException("WebAuthn is not enabled for the user pool.")


def _with_room(ctx: Context, user: User) -> list[Passkey]:
    """Return the passkeys of a user who may have one more."""
    known = of_user(ctx, user)
    if len(known) >= _MOST:
        raise errors.LimitExceededException(f"A user can have at most {_MOST} passkeys.")
    return known


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
    party = relying_party(pool)
    if party is not None and not is_origin_of(party.id, response.origin):
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
        name=passkey_names.friendly(credential.aaguid, credential.attachment),
        rp_id=party.id,
        aaguid=credential.aaguid,
        backup_eligible=credential.backup_eligible,
        backed_up=credential.backed_up,
        created_at=ctx.now,
    )
    return ctx.tx.put(PASSKEYS, passkey)


# --- both ceremonies ------------------------------------------------------------------------------


def is_origin_of(rp_id: str, origin: str) -> bool:
    """Whether pages of that origin may use passkeys of a relying party.

    Its own domain and those below it, at any port; without TLS only where browsers trust that, on
    this machine. An Android app has the hash of its certificate for an origin, and its system has
    seen to it that the domain vouches for it; that the service leaves it at that is a guess.
    """
    if origin.startswith(_ANDROID):
        return True
    match = _ORIGIN.fullmatch(origin)
    if match is None:
        return False
    scheme, host = match.groups()
    secure = scheme == "https" or _is_within(host, "localhost")
    return secure and _is_within(host, rp_id)


def _is_within(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


# --- sign-in --------------------------------------------------------------------------------------


class Question(NamedTuple):
    """What a user is asked to sign.

    Attributes:
        challenge: in base64url.
        party: who asks.
        keys: the passkeys that will do.

    """

    challenge: str
    party: RelyingParty
    keys: list[Passkey]


def prove(question: Question, user: User, text: str) -> Passkey:
    """Verify that a user signed what was asked; return the passkey as this use leaves it.

    Args:
        question: what was asked.
        user: who it has to be.
        text: an AuthenticationResponseJSON, if it is one.

    Raises:
        NotValid: anything is wrong with it.

    """
    challenge, party, keys = question
    response = ceremonies.read_assertion(text)
    passkey = next((key for key in keys if key.id == response.id), None)
    if passkey is None:
        raise ceremonies.NotValid("the user has no such passkey for this relying party")
    if response.user_handle not in (None, user_handle(user.sub)):
        raise ceremonies.NotValid("the passkey is somebody else's")
    if not is_origin_of(party.id, response.origin):
        raise ceremonies.NotValid(f"{response.origin} is no origin of {party.id}")
    assertion = ceremonies.verify_assertion(
        response,
        challenge=challenge,
        rp_id=party.id,
        user_verification=party.requires_verification,
        public_key=passkey.public_key,
        sign_count=passkey.sign_count,
    )
    return replace(passkey, sign_count=assertion.sign_count, backed_up=assertion.backed_up)

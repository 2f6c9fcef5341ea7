"""Whom a pool's passkeys are made for, and which pages may use them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from cognito_emulator import base64url

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context

_CHALLENGE_BYTES = 16  # measured [passkeys-3]
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


def of_pool(pool: Pool) -> RelyingParty | None:
    """Return a pool's relying party, ``None`` if it names none.

    Where passkeys are two factors at once, authenticators have to know the user (documented). The
    service would fall back to the pool's domain (documented): `CreateUserPoolDomain` is not
    emulated.
    """
    configured = pool.web_authn
    if configured is None or not configured.rp_id:
        return None
    required = configured.user_verification == "required" or configured.satisfies_mfa
    # The default is documented.
    return RelyingParty(configured.rp_id, "required" if required else "preferred")


def new_challenge(ctx: Context) -> str:
    """Return something that nobody can have signed before."""
    return base64url.encode(ctx.ids.token_bytes(_CHALLENGE_BYTES))


def user_handle(sub: str) -> bytes:
    """Return what authenticators know a user by: the text of ``sub`` (documented)."""
    return sub.encode()


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

"""Sign-ins that were completed: what refreshing and revoking go by."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from cognito_emulator.domain.tokens.record import ROTATED_OUT, SIGN_INS, RotatedOut, SignIn

if TYPE_CHECKING:
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.store import Reader


def digest_of(refresh_token: str) -> bytes:
    """Return what is kept of a refresh token."""
    return blake2b(refresh_token.encode(), digest_size=16).digest()


def by_token(ctx: Context, refresh_token: str) -> SignIn | None:
    """Return the sign-in that a refresh token descends from."""
    return by_digest(ctx, digest_of(refresh_token))


def by_digest(ctx: Context, digest: bytes) -> SignIn | None:
    """Return the sign-in that a refresh token descends from, by what is kept of the token."""
    return known(ctx.tx, digest)


def known(reader: Reader, digest: bytes) -> SignIn | None:
    """Return a sign-in as :func:`by_digest` does."""
    found = reader.find(SIGN_INS, "token", digest)
    if found is None and (rotated_out := reader.get(ROTATED_OUT, digest)):
        return reader.get(SIGN_INS, rotated_out.event_id)
    return found


def rotate_out(ctx: Context, sign_in: SignIn, token: bytes) -> None:
    """Remember a refresh token of a sign-in that no longer names it."""
    if token != sign_in.root:  # which every sign-in names
        record = RotatedOut(token=token, event_id=sign_in.event_id, pool_id=sign_in.pool_id)
        ctx.tx.put(ROTATED_OUT, record)


def sign_out_everywhere(ctx: Context, user: User) -> None:
    """End all of a user's sign-ins: GlobalSignOut, AdminUserGlobalSignOut, AdminDisableUser."""
    for sign_in in ctx.tx.all(SIGN_INS, "user", (user.pool_id, user.sub)):
        if not sign_in.signed_out:
            ctx.tx.put(SIGN_INS, replace(sign_in, signed_out=True))

"""The records of completed sign-ins, and of their refresh tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from cognito_emulator.domain.tokens.scopes import API_SCOPE
from cognito_emulator.records import Record
from cognito_emulator.store import Table


class Authorized(NamedTuple):
    """What an app was authorized to, beside its scopes, by a sign-in at the pool's domain.

    Attributes:
        resource: the audience of its access tokens (RFC 8707); refreshing keeps it (documented).

    """

    resource: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SignIn(Record):
    """One completed sign-in and the refresh tokens that descend from it.

    Attributes:
        event_id: the id of the request that completed it; in every token, kept by refreshing.
        auth_time: epoch seconds.
        expires_at: when refreshing ends; rotation does not prolong it (documented).
        origin_jti: by which its tokens are revoked together.
        root, current, previous: digests of the first, the newest and the last but one refresh
            token.
        previous_until: until when the last but one is still accepted (RetryGracePeriodSeconds).
        detached_origin: the ``origin_jti`` of tokens issued from ``current`` while rotation is off,
            which differs from the sign-in's once the session has rotated (recorded [tokens-25]).
        revoked: whether RevokeToken ended it.
        signed_out: whether a sign-out of the user or the user's disabling ended it.
        device_key: of the device that it came from, or that was offered to be one (documented).
        scopes: of its access tokens; refreshing keeps them (documented).
        authorized: of a sign-in at the pool's domain; ``None`` of one through the API.

    """

    event_id: str
    pool_id: str
    client_id: str
    username: str
    sub: str
    auth_time: int
    expires_at: float
    origin_jti: str
    root: bytes
    current: bytes
    previous: bytes | None = None
    previous_until: float = 0.0
    detached_origin: str | None = None
    revoked: bool = False
    signed_out: bool = False
    device_key: str | None = None
    scopes: tuple[str, ...] = (API_SCOPE,)
    authorized: Authorized | None = None


SIGN_INS: Table[SignIn] = Table(
    "sign_ins",
    SignIn,
    key=lambda sign_in: sign_in.event_id,
    belongs_to=("pool",),
    outlives={
        "user": "their tokens are told of the deletion",
        "client": "access tokens stay good, and refreshing looks for the client first",
    },
    unique={
        "token": lambda s: {s.root, s.current, *((s.previous,) if s.previous else ())},
    },
    groups={"user": lambda s: ((s.pool_id, s.sub),)},
    capacity=100_000,  # or a load test would fill the memory
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RotatedOut(Record):
    """A refresh token that its sign-in does not name any more, but that is known when it comes.

    A record of its own, so that the thousandth rotation of a sign-in costs what the first does.
    """

    token: bytes
    event_id: str
    pool_id: str


ROTATED_OUT: Table[RotatedOut] = Table(
    "rotated_out_refresh_tokens",
    RotatedOut,
    key=lambda rotated_out: rotated_out.token,
    belongs_to=("pool",),
    capacity=100_000,  # as sign-ins
)

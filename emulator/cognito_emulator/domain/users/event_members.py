"""A user as the events of triggers show one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator import java_maps
from cognito_emulator.domain.users import identities, usernames

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.events import EventDetails


def attributes(pool: Pool, user: User) -> dict[str, str]:
    """Return ``userAttributes`` of somebody who is there: all texts, with these additions.

    All measured [users-33]; the moment of the last global sign-out is in milliseconds. Members that
    share a bucket of `java_maps` stand in no certain order (measured [federation-28]).
    """
    aliases = usernames.verified_aliases(pool, user.attributes)
    out = user.signed_out_at
    told = {
        **({} if out is None else {"cognito:token_nbf": f"{out * 1000:.0f}"}),
        "sub": user.sub,
        **{f"cognito:{name}_alias": user.attributes[name] for name in aliases},
        "cognito:user_status": user.status,
        **identities.shown(user),
    }
    return java_maps.copied(told)


def not_found(details: EventDetails, user: User | None) -> dict[str, bool]:
    """Return ``userNotFound``: only where the client hides users (measured [hidden-users-8])."""
    return {"userNotFound": user is None} if details.client.hides_users else {}

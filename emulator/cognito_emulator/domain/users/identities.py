"""Who users are at identity providers: how they are found by that, and how it is written.

The attribute ``identities`` is made of it. No request can write that one, and no schema has it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator.domain.pools.providers import details
from cognito_emulator.domain.pools.schema import IDENTITIES
from cognito_emulator.domain.users import directory
from cognito_emulator.domain.users.record import USERS, Identity

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context

#: The attribute's name.
ATTRIBUTE = IDENTITIES.name

_MILLISECONDS = re.compile(r"[0-9]{1,15}")
_FLAGS = {"true": True, "false": False}


class Linked(NamedTuple):
    """A user, and the identity that led there."""

    user: User
    identity: Identity


# --- found ----------------------------------------------------------------------------------------


def by_subject(ctx: Context, pool: Pool, provider: str, subject: str) -> Linked | None:
    """Return the user who is a subject at a provider.

    Where the pool's names have no case, its spelling may differ from that of the ``user_id``.
    """
    return _found(ctx, pool, provider, None, subject)


def by_attribute(
    ctx: Context, pool: Pool, provider: str, attribute: str, value: str
) -> Linked | None:
    """Return the user who was linked to a provider's users by an attribute of the pool."""
    return _found(ctx, pool, provider, attribute, value)


def holder(ctx: Context, pool: Pool, identity: Identity) -> User | None:
    """Return the user who has an identity, or signs in with the name that it gives."""
    found = _found(ctx, pool, identity.provider, identity.attribute, identity.user_id)
    if found is not None or identity.attribute is not None:
        return found and found.user
    return directory.by_name(ctx, pool, identity.username)


def _found(
    ctx: Context, pool: Pool, provider: str, attribute: str | None, value: str
) -> Linked | None:
    key = pool.fold(value)
    user = ctx.tx.find(USERS, "identity", (pool.id, provider, attribute, key))
    if user is None:
        return None
    places = ((each.provider, each.attribute, each.key) for each in user.identities)
    return Linked(user, user.identities[list(places).index((provider, attribute, key))])


# --- made and written -----------------------------------------------------------------------------


def made(
    ctx: Context,
    pool: Pool,
    provider: IdentityProvider,
    user_id: str,
    *,
    primary: bool,
    attribute: str | None = None,
) -> Identity:
    """Return who somebody is at a provider, from now on.

    Args:
        ctx: the operation.
        pool: the provider's.
        provider: the provider.
        user_id: the subject there, or the value of the attribute.
        primary: whether the user comes from there, and is not linked.
        attribute: the pool's attribute by which it is known there, if it is not the subject.

    """
    return Identity(
        provider=provider.name,
        type=provider.type,
        user_id=user_id,
        key=pool.fold(user_id),
        issuer=details.issuer(provider),
        primary=primary,
        created_at=int(ctx.now * 1000),
        attribute=attribute,
    )


def username_of(pool: Pool, provider: str, subject: str) -> str:
    """Return the name of a user who comes from a provider."""
    return as_kept(pool, f"{provider}_{subject}")


def as_kept(pool: Pool, username: str) -> str:
    """Return the name of a user who comes from a provider, as the pool keeps it.

    Where case does not count it is in small letters (measured [identities-2]).
    """
    return username.lower() if pool.case_sensitive is False else username


def shown(user: User) -> Mapping[str, str]:
    """Return a user's attributes as answers, tokens and events have them.

    That ``identities`` stands before the others is a guess.
    """
    if not user.identities:
        return user.attributes
    return {ATTRIBUTE: text(user.identities), **user.attributes}


def text(identities: Iterable[Identity]) -> str:
    """Return the value of the attribute: JSON without blanks (measured [identities-1])."""
    return _json([_document(each) for each in identities])


def complete_text(identities: Iterable[Identity]) -> str:
    """Return the same with what no answer shows, for :func:`read`."""
    return _json([_complete(each) for each in identities])


def read(pool: Pool, value: str) -> tuple[Identity, ...]:
    """Return the identities that a value of the attribute tells of.

    Raises:
        ValueError: it tells of none; the message says why.

    """
    try:
        documents = json.loads(value)
    except (ValueError, RecursionError):
        raise ValueError("This must be JSON.") from None
    if not isinstance(documents, list) or not all(isinstance(it, dict) for it in documents):
        raise ValueError("This must be a list of identities, as JSON.")
    return tuple(_read(pool, document) for document in documents)


def _complete(identity: Identity) -> dict[str, object]:
    by = identity.attribute
    return {**_document(identity), **({} if by is None else {_ATTRIBUTE_NAME: by})}


def _document(identity: Identity) -> dict[str, object]:
    return {
        "userId": identity.user_id,
        "providerName": identity.provider,
        "providerType": identity.type,
        "issuer": identity.issuer,
        "primary": identity.primary,
        "dateCreated": identity.created_at,
    }


def _read(pool: Pool, document: Mapping[str, Any]) -> Identity:
    """Return an identity; tokens have truth values and numbers as texts."""
    user_id = _text_of(document, "userId")
    issuer, attribute = document.get("issuer"), document.get(_ATTRIBUTE_NAME)
    primary = _FLAGS.get(str(document.get("primary")).lower())
    created_at = str(document.get("dateCreated"))
    if primary is None:
        raise ValueError("primary must be true or false.")
    if not _MILLISECONDS.fullmatch(created_at):
        raise ValueError("dateCreated must be milliseconds since 1970.")
    return Identity(
        provider=_text_of(document, "providerName"),
        type=_text_of(document, "providerType"),
        user_id=user_id,
        key=pool.fold(user_id),
        issuer=None if issuer is None else str(issuer),
        primary=primary,
        created_at=int(created_at),
        attribute=None if attribute is None else str(attribute),
    )


def _text_of(document: Mapping[str, Any], member: str) -> str:
    value = document.get(member)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{member} must be text.")
    return value


def _json(document: object) -> str:
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


#: In exports only: by what a link was made.
_ATTRIBUTE_NAME = "providerAttributeName"

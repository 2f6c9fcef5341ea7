"""Links of users to identity providers, which administrators make and undo.

A link names somebody at a provider who has not signed in yet: by the subject, or by an attribute
of the pool that the provider's mapping fills in. The second kind holds for as long as the provider
tells that value (claimed by who links so in production; the API speaks of "a specified attribute
name and value").

That a user has immutable custom attributes is no reason to refuse. The API's text once said so; it
does no longer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator import errors
from cognito_emulator.domain.pools.providers import settings as providers
from cognito_emulator.domain.pools.providers.rules import OWN_USERS_AS_LINKED
from cognito_emulator.domain.pools.providers.types import TYPES
from cognito_emulator.domain.users import directory, identities

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.identities import Linked
    from cognito_emulator.domain.users.record import Identity, User
    from cognito_emulator.domain.work.context import Context

#: What stands for the subject in place of an attribute's name.
SUBJECT = "Cognito_Subject"

_MOST_IDENTITIES = 5  # documented
_MOST_CHARACTERS = 128  # of the three members together (measured [identities-7])

_invalid = errors.InvalidParameterException


class Named(NamedTuple):
    """Somebody, as a ProviderUserIdentifierType says.

    Attributes:
        member: of the request, for refusals.
        attribute: the name of an attribute of the pool, or `SUBJECT`.

    """

    member: str
    provider: str
    attribute: str
    value: str

    @property
    def is_local(self) -> bool:
        """Whether it is one of the pool's own users."""
        return self.provider == OWN_USERS_AS_LINKED


def link(
    ctx: Context, pool: Pool, destination: Mapping[str, Any], source: Mapping[str, Any]
) -> User:
    """Link somebody at an identity provider to a user.

    Args:
        ctx: the operation.
        pool: the user's.
        destination: the user: a ProviderUserIdentifierType, whose attribute does not count.
        source: who signs in as that user from then on: another one.

    Raises:
        InvalidParameterException: one of them is not said as it must be; the source has signed in
            already, or is linked to this user; or the user is somebody else at that provider.
        ResourceNotFoundException: the pool has no such provider (a guess).
        UserNotFoundException: there is no such user (text: guess).
        AliasExistsException: the source is linked to another user (a guess).
        LimitExceededException: the user has as many identities as one may have (text: guess).

    """
    to = _named("DestinationUser", {"ProviderAttributeName": SUBJECT, **destination})
    of = _named("SourceUser", source)
    identity = _identity(ctx, pool, of)
    user = _destination(ctx, pool, to)
    _require_new(ctx, pool, user, identity)
    return directory.touch(ctx, pool, user, identities=(*user.identities, identity))


def disable(ctx: Context, pool: Pool, whom: Mapping[str, Any]) -> User:
    """Undo a link, or take a local user's password (documented).

    Args:
        ctx: the operation.
        pool: the user's.
        whom: the linked identity, or the local user: a ProviderUserIdentifierType.

    Raises:
        InvalidParameterException: nobody is linked so (text measured [identities-6]); that is no
            such document.
        ResourceNotFoundException: the pool has no such provider (a guess).
        UserNotFoundException: there is no such local user (text: guess).

    """
    named = _named("User", whom)
    if named.is_local:
        _require_subject(named)
        user = directory.for_admin(ctx, pool, named.value)
        return directory.touch(ctx, pool, user, password=None)
    providers.get(ctx, pool, named.provider)
    linked = _linked(ctx, pool, named)
    if linked is None or linked.identity.primary or linked.identity.user_id != named.value:
        raise _invalid(
            "Account isn't linked to anyone else, verify that the account has been linked"
        )
    kept = tuple(each for each in linked.user.identities if each is not linked.identity)
    return directory.touch(ctx, pool, linked.user, identities=kept)


def _named(member: str, given: Mapping[str, Any]) -> Named:
    """Return who is named.

    Raises:
        InvalidParameterException: a member is missing (text: guess), or they are too long together
            (measured [identities-7]; text: guess).

    """
    parts = []
    for name in ("ProviderName", "ProviderAttributeName", "ProviderAttributeValue"):
        value = given.get(name)
        if not value:
            raise _invalid(f"Invalid {member}: {name} is required.")
        parts.append(value)
    if sum(map(len, parts)) > _MOST_CHARACTERS:
        raise _invalid(
            f"Invalid {member}: ProviderName, ProviderAttributeName and ProviderAttributeValue"
            f" must have no more than {_MOST_CHARACTERS} characters together."
        )
    return Named(member, *parts)


def _identity(ctx: Context, pool: Pool, source: Named) -> Identity:
    """Return who a source is.

    Raises:
        InvalidParameterException: it is one of the pool's own users (text measured [identities-3]),
            or named by what the provider does not tell (texts: guess).
        ResourceNotFoundException: there is no such provider.

    """
    if source.is_local:
        raise _invalid(
            "Invalid SourceUser: Cognito users with a username/password may not be passed in as a"
            " SourceUser, only as a DestinationUser"
        )
    provider = providers.get(ctx, pool, source.provider)
    attribute = _attribute(provider, source)
    return identities.made(ctx, pool, provider, source.value, primary=False, attribute=attribute)


def _attribute(provider: IdentityProvider, source: Named) -> str | None:
    if source.attribute == SUBJECT:
        return None
    if TYPES[provider.type].social:
        _require_subject(source)
    if source.attribute not in provider.mapping:
        raise _invalid(
            f"Invalid {source.member}: {source.attribute} is not in the AttributeMapping of"
            f" {provider.name}."
        )
    return source.attribute


def _require_subject(named: Named) -> None:
    """Refuse another attribute than the subject where it has to be that (text: guess)."""
    if named.attribute != SUBJECT:
        raise _invalid(
            f"Invalid {named.member}: ProviderAttributeName must be {SUBJECT} for {named.provider}."
        )


def _destination(ctx: Context, pool: Pool, named: Named) -> User:
    if named.is_local:
        return directory.for_admin(ctx, pool, named.value)
    linked = identities.by_subject(ctx, pool, named.provider, named.value)
    if linked is None:
        raise errors.UserNotFoundException("User does not exist.")
    return linked.user


def _require_new(ctx: Context, pool: Pool, user: User, identity: Identity) -> None:
    """Refuse an identity that somebody has, or that a user cannot have beside others.

    Raises:
        InvalidParameterException: it is this user's (text measured [identities-4]), it is that of
            somebody who has signed in (text measured [identities-5]), or the user has another one
            at that provider (measured [identities-3]).
        AliasExistsException, LimitExceededException: see `link`.

    """
    holder = identities.holder(ctx, pool, identity)
    if holder is not None:
        raise _taken(holder, user, identity)
    if any(each.provider == identity.provider for each in user.identities):
        raise _invalid(
            f"Invalid SourceUser: {user.username} has another identity of {identity.provider}"
        )
    if len(user.identities) >= _MOST_IDENTITIES:
        raise errors.LimitExceededException(
            f"A user can have no more than {_MOST_IDENTITIES} identities."
        )


def _taken(holder: User, user: User, identity: Identity) -> errors.CognitoError:
    if holder.sub == user.sub:
        return _invalid("SourceUser is already linked to DestinationUser")
    if holder.is_federated:
        return _invalid(
            "Merging is not currently supported, provide a SourceUser that has not been signed up"
            " in order to link"
        )
    return errors.AliasExistsException(f"Already found an entry for username {identity.username}")


def _linked(ctx: Context, pool: Pool, named: Named) -> Linked | None:
    if named.attribute == SUBJECT:
        return identities.by_subject(ctx, pool, named.provider, named.value)
    return identities.by_attribute(ctx, pool, named.provider, named.attribute, named.value)

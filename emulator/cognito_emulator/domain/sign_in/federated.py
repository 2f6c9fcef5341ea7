"""A sign-in that an identity provider vouches for: the user behind a profile, found or made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator import errors
from cognito_emulator.domain.accounts import eligibility, registration
from cognito_emulator.domain.accounts import triggers as account_triggers
from cognito_emulator.domain.federation import failures, mapping
from cognito_emulator.domain.federation import triggers as federation_triggers
from cognito_emulator.domain.federation.failures import FederationError
from cognito_emulator.domain.pools.providers.types import TYPES
from cognito_emulator.domain.sign_in import triggers
from cognito_emulator.domain.sign_in.way import PAGES
from cognito_emulator.domain.tokens.completed import CompletedSignIn
from cognito_emulator.domain.users import attributes, directory, groups, identities
from cognito_emulator.domain.work import events

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.federation.profile import Profile
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.domain.work.events import EventDetails

_LONGEST = 2048  # characters of a claim (documented)
_LONGEST_NAME = 128  # characters of a user's name
# What PreSignUp is told of somebody new beside the attributes (measured [federation-13]).
_NO_ALIASES = {"cognito:email_alias": "", "cognito:phone_number_alias": ""}


class _Somebody(NamedTuple):
    """Somebody as a provider tells of them, whether the pool knows them or not.

    Attributes:
        subject: by what the provider knows them.
        username: the name that they have, unless they are linked to a user.
        values: their attributes, as the pool names them.

    """

    subject: str
    username: str
    values: Mapping[str, str]


def completed(
    ctx: Context,
    pool: Pool,
    client: Client,
    provider: IdentityProvider,
    profile: Profile,
    details: EventDetails,
) -> CompletedSignIn:
    """Return the sign-in of somebody for whom a provider vouches.

    The order of the triggers is measured [federation-14]: InboundFederation, then PreSignUp and
    PostConfirmation of somebody new, PreAuthentication and PostAuthentication of somebody known.
    PostConfirmation and PostAuthentication are asked once the user is there, and up to date: so
    what their functions change lasts (measured [federation-19]).

    Args:
        ctx: the request.
        pool: to which the user signs in.
        client: by which.
        provider: who vouches.
        profile: what the provider says of the user, verified.
        details: of the request, for triggers.

    Raises:
        FederationError: the user cannot come in like this.
        UserLambdaValidationException, UnexpectedLambdaException, InvalidLambdaResponseException: a
            function refuses that is asked once the user is there.

    """
    try:
        user = _signed_in(ctx, pool, client, provider, profile, details)
    except errors.CognitoError as refusal:
        raise failures.of_service(refusal) from refusal
    passed = (provider.name,)
    return CompletedSignIn(
        pool=pool,
        client=client,
        user=user,
        flow=provider.type,
        passed=passed,
        at=ctx.now,
        source=PAGES.source_of_tokens(passed),
    )


def _signed_in(
    ctx: Context,
    pool: Pool,
    client: Client,
    provider: IdentityProvider,
    profile: Profile,
    details: EventDetails,
) -> User:
    """Return the user: somebody new, or somebody whom the pool knows by subject or attribute."""
    told = _told(pool, provider, profile, _inbound(ctx, pool, provider, profile, details))
    linked = identities.by_subject(ctx, pool, provider.name, told.subject) or _by_attribute(
        ctx, pool, provider, told.values
    )
    if ctx.once("a federated newcomer", lambda: linked is None):
        _ask_to_sign_up(ctx, pool, told, linked, details)
    if linked is None:
        return _added(ctx, pool, provider, told, details)
    return _known(ctx, pool, client, linked.user, told.values, details)


def _inbound(
    ctx: Context, pool: Pool, provider: IdentityProvider, profile: Profile, details: EventDetails
) -> Mapping[str, Any]:
    """Return the claims that are to be mapped: the provider's, or what a function makes of them."""
    changed = federation_triggers.inbound(
        ctx,
        pool,
        identities.username_of(pool, provider.name, profile.subject),
        (provider.name, provider.type),
        profile.told,
        details,
    )
    return profile.claims if changed is None else changed


def _told(
    pool: Pool, provider: IdentityProvider, profile: Profile, claims: Mapping[str, Any]
) -> _Somebody:
    subject = _subject(provider, profile, claims)
    return _Somebody(subject, _username(pool, provider, subject), _values(provider, claims))


def _subject(provider: IdentityProvider, profile: Profile, claims: Mapping[str, Any]) -> str:
    """Return by what the pool knows the user: the claim that is mapped to ``username``.

    Raises:
        FederationError: it is not there (text measured [federation-15]).

    """
    named = provider.mapping.get("username", TYPES[provider.type].subject)
    subject = profile.subject if named is None else claims.get(named)
    if subject is None or not (text := mapping.text(subject)):
        raise FederationError("username attribute mapping required")
    return text


def _username(pool: Pool, provider: IdentityProvider, subject: str) -> str:
    """Return the user's name.

    Raises:
        FederationError: it is too long (text measured [saml-8] of SAML, else a guess).

    """
    name = identities.username_of(pool, provider.name, subject)
    if len(name) > _LONGEST_NAME:
        raise FederationError(
            f"1 validation error detected: Value '{name}' at 'userName' failed to satisfy"
            f" constraint: Member must have length less than or equal to {_LONGEST_NAME}"
        )
    return name


def _values(provider: IdentityProvider, claims: Mapping[str, Any]) -> dict[str, str]:
    """Return the attributes that a provider tells of.

    An address is unverified unless the provider says otherwise, also where the user had verified it
    before (measured [federation-19]).

    Raises:
        FederationError: one is too long (text claimed, by a vendor).

    """
    values = mapping.mapped(provider.mapping, claims)
    for name, value in values.items():
        if len(value) > _LONGEST:
            raise FederationError(
                f"The value of the attribute {name} must have a length less than or equal to"
                f" {_LONGEST} characters"
            )
    unverified = {f"{name}_verified": "false" for name in attributes.addresses_in(values)}
    return {**unverified, **values}


def _by_attribute(
    ctx: Context, pool: Pool, provider: IdentityProvider, values: Mapping[str, str]
) -> identities.Linked | None:
    """Return the user who was linked by the value of an attribute, and not by the subject."""
    for name, value in values.items():
        linked = identities.by_attribute(ctx, pool, provider.name, name, value)
        if linked is not None:
            return linked
    return None


def _known(
    ctx: Context,
    pool: Pool,
    client: Client,
    user: User,
    values: Mapping[str, str],
    details: EventDetails,
) -> User:
    """Let in somebody known; mapped attributes are written where they differ (documented)."""
    eligibility.admit(client, user)
    triggers.before(ctx, pool, user, user.username, details)
    news = {name: value for name, value in values.items() if user.attributes.get(name) != value}
    if news:
        user = attributes.write_federated(ctx, pool, user, news)
    ctx.afterwards.append(lambda: triggers.after(ctx, pool, user, details, new_device=False))
    return user


def _ask_to_sign_up(
    ctx: Context,
    pool: Pool,
    newcomer: _Somebody,
    linked: identities.Linked | None,
    details: EventDetails,
) -> None:
    """Ask PreSignUp about somebody whom the pool did not know when the request came.

    Its function may link them to a user; then the request runs again, and finds them linked. The
    link stays. This sign-in goes on if the function made that user too (measured [identities-11]).
    Else it is refused (measured [identities-10], other than in another pool, measured
    [identities-12]; see decision 0035).

    Args:
        ctx: the request.
        pool: to which the user signs in.
        newcomer: who signs in.
        linked: the user whom the function has linked them to, in a run that comes after.
        details: of the request, for the function.

    Raises:
        CognitoError: an attribute will not do, or the function refuses: in each run (a guess).
        FederationError: the function linked them to a user who was there before.

    """
    attributes.check_federated(pool, {}, newcomer.values)
    if not events.is_set(ctx, pool, "PreSignUp"):
        return
    newest = ctx.once("users before PreSignUp", lambda: directory.newest(ctx, pool))
    told = {"email_verified": "false", **_NO_ALIASES, **newcomer.values}
    account_triggers.before(ctx, pool, "ExternalProvider", newcomer.username, told, details)
    if linked is not None and not directory.came_since(ctx, pool, newest, linked.user):
        raise FederationError(f"Already found an entry for username {newcomer.username} ")


def _added(
    ctx: Context,
    pool: Pool,
    provider: IdentityProvider,
    newcomer: _Somebody,
    details: EventDetails,
) -> User:
    """Make a user of somebody whom the pool does not know."""
    identity = identities.made(ctx, pool, provider, newcomer.subject, primary=True)
    user = registration.create_federated(ctx, pool, identity.username, newcomer.values, None)
    group = groups.of_provider(ctx, pool, provider.name)
    user = directory.save(
        ctx, pool, user, groups=(*user.groups, group.name), identities=(identity,)
    )
    account_triggers.confirmed(ctx, pool, user, details)
    return user

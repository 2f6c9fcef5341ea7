"""Stand-ins of identity providers: who has an account with one, and signs in by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from cognito_emulator.control import authorization as requests
from cognito_emulator.domain import doors
from cognito_emulator.domain.federation.place import Place
from cognito_emulator.domain.federation.stand_ins import playing
from cognito_emulator.domain.federation.stand_ins.address import address
from cognito_emulator.domain.federation.stand_ins.people import StoredPeople
from cognito_emulator.domain.oauth import (
    authorization,
    browser_sessions,
    federated_requests,
    federated_returns,
)
from cognito_emulator.domain.pools.providers import settings as providers
from cognito_emulator.domain.pools.providers import stand_ins
from cognito_emulator.domain.pools.providers.record import OWN_USERS
from cognito_emulator.idp import authorization as idp_authorization
from cognito_emulator.idp import editing, invention
from cognito_emulator.idp.authorization import UntrustedClient, WishError
from cognito_emulator.idp.behaviours import Behaviour
from cognito_emulator.idp.exchange import request_to
from cognito_emulator.idp.people import Person
from cognito_emulator.nearest import nearest

if TYPE_CHECKING:
    from cognito_emulator.control.authorization import Parameters
    from cognito_emulator.domain.oauth.federated_returns import Return
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.engine import Engine
    from cognito_emulator.idp.authorization import Delivery
    from cognito_emulator.idp.exchange import Request
    from cognito_emulator.idp.provider import Provider

Result = TypeVar("Result")

__all__ = [
    "Behaviour",
    "Choice",
    "Person",
    "authorize",
    "behaviours",
    "change",
    "everybody",
    "make",
    "person",
    "remove",
]


class Choice(NamedTuple):
    """What is chosen on the page of a stand-in.

    Attributes:
        subject: of who signs in; ``None`` refuses.
        behaviour: what goes wrong; empty for nothing.

    """

    subject: str | None
    behaviour: Behaviour = ""


def everybody(engine: Engine, pool_id: str, provider: str) -> list[Person]:
    """Return who has an account with the stand-in of a pool's provider, in the order made.

    Raises:
        ValueError: the pool has no such provider, or no stand-in plays it.
        ResourceNotFoundException: there is no such pool.

    """
    return engine.run_inside(lambda ctx: [*_played(ctx, pool_id, provider).people.all()])


def person(engine: Engine, pool_id: str, provider: str, subject: str) -> Person:
    """Return somebody who has an account with a stand-in.

    Raises:
        ValueError: nobody has that subject, or as for `everybody`.

    """
    return engine.run_inside(lambda ctx: _known(_played(ctx, pool_id, provider), subject))


def make(
    engine: Engine, pool_id: str, provider: str, claims: Mapping[str, Any] | None = None
) -> Person:
    """Give somebody an account with a stand-in.

    Args:
        engine: the engine.
        pool_id: the provider's pool.
        provider: its name.
        claims: what it says of the person, by the names of OpenID Connect, beside what is invented;
            ``None`` in place of a value leaves a claim out. ``sub`` is the subject.

    Raises:
        ValueError: the claims are none, somebody has that subject, or as for `everybody`.

    """

    def made(ctx: Context) -> Person:
        stand_in = _played(ctx, pool_id, provider)
        new = invention.somebody_new(stand_in)
        given = {**editing.claims_of(new), **(claims or {})}
        found = editing.person_of(stand_in, _there(given))
        if stand_in.people.find(found.subject) is not None:
            raise ValueError(f"There is somebody with the subject {found.subject} already.")
        stand_in.people.keep(found)
        return found

    return engine.run_inside(made)


def change(
    engine: Engine, pool_id: str, provider: str, subject: str, claims: Mapping[str, Any]
) -> Person:
    """Change what a stand-in says of somebody.

    Args:
        engine: the engine.
        pool_id: the provider's pool.
        provider: its name.
        subject: the person's.
        claims: those that change; ``None`` in place of a value leaves a claim out.

    Raises:
        ValueError: nobody has that subject, or as for `everybody`.

    """

    def changed(ctx: Context) -> Person:
        stand_in = _played(ctx, pool_id, provider)
        before = _known(stand_in, subject)
        if claims.get("sub", subject) != subject:
            raise ValueError("sub cannot be changed: it is by what the provider knows a person.")
        given = _there({**before.claims, **claims, "sub": subject})
        after = editing.person_of(stand_in, given)
        kept = Person(subject=subject, claims=after.claims, known_to=before.known_to)
        stand_in.people.keep(kept)
        return kept

    return engine.run_inside(changed)


def remove(engine: Engine, pool_id: str, provider: str, subject: str) -> None:
    """Take somebody's account away; it is no error if nobody has that subject.

    Raises:
        ValueError, ResourceNotFoundException: as for `everybody`.

    """
    engine.run_inside(lambda ctx: _played(ctx, pool_id, provider).people.remove(subject))


def behaviours(engine: Engine, pool_id: str, provider: str) -> list[Behaviour]:
    """Return what can go wrong at a stand-in.

    Raises:
        ValueError, ResourceNotFoundException: as for `everybody`.

    """
    return engine.run_inside(lambda ctx: [*_played(ctx, pool_id, provider).kind.behaviours])


def authorize(
    engine: Engine,
    provider: str,
    choice: Choice,
    location: str,
    *,
    base_url: str | None = None,
) -> str:
    """Sign somebody in by a provider where an app sends its user; return where the browser ends.

    It is the way that a browser takes from the app to the provider and back: what the provider
    answers is verified, functions behind triggers are asked, and the pool gets its user. No browser
    session is left.

    Args:
        engine: the engine.
        provider: the name of the provider; the app need not name it, but no other one.
        choice: who signs in, and what goes wrong.
        location: the URL by which the app sends its user to the pool's domain.
        base_url: the emulator's address, which the issuer of tokens begins with.

    Returns:
        The app's callback URL with a code, or with the error that the app gets.

    Raises:
        ValueError: the URL is no authorization request of a client that lets users come by this
            provider, or it leads elsewhere, nobody has the subject, or nothing goes wrong by that
            name.
        ResourceNotFoundException: there is no such client.

    """
    parameters = _as_if_clicked(provider, requests.asked_by(location))

    def transaction(work: Callable[[Context, Pool], Result]) -> Result:
        def at_pool(ctx: Context) -> Result:
            client = doors.client(ctx, parameters["client_id"])
            return work(ctx, doors.pool_of(ctx, client))

        return engine.run_inside(at_pool, base_url=base_url)

    def there_and_back(ctx: Context, pool: Pool) -> Return:
        place = Place(_domain_at(location), ctx.caller.base_url)
        return _journey(ctx, pool, provider, parameters, place, choice)

    def passed() -> str:
        arrival = federated_returns.arrival(transaction, transaction(there_and_back))
        engine.run_inside(lambda ctx: browser_sessions.end(ctx, arrival.session))
        return arrival.location

    return requests.sent_back(passed)


def _as_if_clicked(provider: str, asked: Mapping[str, str]) -> dict[str, str]:
    """Return an app's request that leads to a provider, if the login page would offer it.

    An app that names a provider gets no page: its request stays as it is.
    """
    named = asked.get("idp_identifier") or asked.get("identity_provider") or OWN_USERS
    return {**asked, "identity_provider": provider} if named == OWN_USERS else {**asked}


def _journey(
    ctx: Context, pool: Pool, name: str, parameters: Parameters, place: Place, choice: Choice
) -> Return:
    """Go from the app to the provider, and back to the pool's domain."""
    stand_in = _played(ctx, pool.id, name)
    client, request = authorization.requested(ctx, pool, parameters)
    if name not in client.oauth.identity_providers:
        raise ValueError(
            f"The client {client.id} lets nobody come by {name}: its SupportedIdentityProviders"
            f" are {', '.join(client.oauth.identity_providers) or 'none'}."
        )
    provider = federated_requests.provider_of(ctx, pool, client, request)
    if provider is None:
        raise ValueError(federated_requests.why_unavailable(ctx, pool, client, request))
    if provider.name != name:
        raise ValueError(f"The app sends its user to {provider.name}, and not to {name}.")
    departure = federated_requests.begun(ctx, pool, client, request, provider, place)
    here = address(provider, place.emulator_url)
    asked = request_to(here, "GET", departure.location, ctx.now)
    told = _told(stand_in, asked, choice).parameters
    state = told.get("RelayState" if provider.type == "SAML" else "state")
    kept = federated_requests.returned(ctx, pool, state, departure.state, cookie_required=True)
    return federated_returns.brought(kept, told, place.emulator_url)


def _told(stand_in: Provider, asked: Request, choice: Choice) -> Delivery:
    """Return what the provider tells the pool, once somebody has been chosen or has refused."""
    kind = stand_in.kind
    if choice.behaviour and choice.behaviour not in kind.behaviours:
        near = nearest(choice.behaviour, kind.behaviours)
        raise ValueError(f"At {stand_in.name} there is no behaviour {choice.behaviour}; {near}.")
    who = None if choice.subject is None else _known(stand_in, choice.subject)
    try:
        wish = kind.read(stand_in, asked)
    except WishError as error:
        return idp_authorization.failed(stand_in, error)
    except UntrustedClient as error:
        raise ValueError(f"{stand_in.name} refuses the pool: {error}") from None
    if who is None:
        return kind.refuse(stand_in, wish, asked.now)
    return kind.allow(stand_in, wish, who, asked.now, choice.behaviour)


def _played(ctx: Context, pool_id: str, name: str) -> Provider:
    """Return the stand-in of a pool's provider, with its people.

    Raises:
        ValueError: the pool has no such provider, or no stand-in plays it.

    """
    provider = _provider(ctx, pool_id, name)
    if not stand_ins.plays(ctx, provider):
        raise ValueError(
            f"{name} is the real provider. A stand-in plays it by --provider {name}=stand-in, by"
            f" StandIn: true in a seed, or in tests by cognito(providers={{{name!r}: 'stand-in'}})."
        )
    people = StoredPeople(lambda work: work(ctx), provider)
    certificate = playing.encryption_for(ctx, provider)
    return playing.played(provider, ctx.keys, people, certificate)


def _provider(ctx: Context, pool_id: str, name: str) -> IdentityProvider:
    pool = doors.pool(ctx, pool_id)
    provider = providers.by_name(ctx, pool.id, name)
    if provider is None:
        there = providers.names(ctx, pool)
        near = nearest(name, there) if there else "it has none"
        raise ValueError(f"The pool {pool_id} has no identity provider {name}; {near}.")
    return provider


def _known(stand_in: Provider, subject: str) -> Person:
    found = stand_in.people.find(subject)
    if found is None:
        raise ValueError(f"{stand_in.name} knows nobody with the subject {subject}.")
    return found


def _there(claims: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in claims.items() if value is not None}


def _domain_at(location: str) -> str:
    """Return where a pool's domain is, by a URL at one of its paths."""
    parts = urlsplit(location)
    path = parts.path.removesuffix("/oauth2/authorize").removesuffix("/login")
    return f"{parts.scheme}://{parts.netloc}{path}" if parts.netloc else path

"""Identity providers in seeds, with the people of their stand-ins.

Nothing is fetched when they are planted: the provider may not be there yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cognito_emulator.api.spec import Shape
from cognito_emulator.domain.federation.stand_ins import people, playing
from cognito_emulator.domain.pools.providers import settings as providers
from cognito_emulator.domain.pools.providers.record import IDENTITY_PROVIDERS
from cognito_emulator.idp.editing import ClaimsError, claims_of, person_of
from cognito_emulator.idp.people import PeopleInMemory
from cognito_emulator.seeds.kind import FLAG, Kind, Part, advice_for
from cognito_emulator.seeds.places import items
from cognito_emulator.seeds.values import any_json
from cognito_emulator.views import identity_providers as provider_views

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.idp.people import Person
    from cognito_emulator.idp.provider import Provider
    from cognito_emulator.seeds.kind import Entry
    from cognito_emulator.seeds.places import Place

_STAND_IN = "StandIn"
_PEOPLE = "People"
_CLAIMS = Shape("claims", "structure", document=True)

KIND = Kind(
    operation="CreateIdentityProvider",
    shown=(("DescribeIdentityProvider", "IdentityProvider"),),
    wrapper="IdentityProvider",
    own={_STAND_IN: FLAG, _PEOPLE: Shape("people", "list", element=_CLAIMS)},
    advice={
        **advice_for(
            "IdentityProviders",
            one=["DescribeIdentityProvider", "GetIdentityProviderByIdentifier"],
            several=(),
        ),
        "ListIdentityProviders": "It only names identity providers: the output of `aws cognito-idp"
        " describe-identity-provider` can stand in the list IdentityProviders of a seed.",
    },
)


def _make_room(ctx: Context, pool: Pool, entries: Sequence[Entry]) -> None:
    """Remove the providers of the new ones' names, and those that have their identifiers.

    Of the former the people, too.
    """
    for entry in entries:
        people.remove_all(ctx, pool.id, entry.request["ProviderName"])
        named = providers.by_name(ctx, pool.id, entry.request["ProviderName"])
        identified = (
            providers.by_identifier(ctx, pool.id, each)
            for each in entry.request.get("IdpIdentifiers", ())
        )
        for former in (named, *identified):
            if former is not None:
                providers.delete(ctx, former)


def _plant(ctx: Context, pool: Pool, entry: Entry) -> IdentityProvider:
    provider = providers.restore(ctx, pool, entry.request, stand_in=entry.extra.get(_STAND_IN))
    known = PeopleInMemory(people.everybody(ctx, provider))
    stand_in = playing.played(provider, ctx.keys, known)
    for here, claims in items(entry.place.member(_PEOPLE), entry.extra.get(_PEOPLE, [])):
        person = _person(stand_in, here, claims)
        known.keep(person)
        people.keep(ctx, provider, person)
    return provider


def _person(stand_in: Provider, place: Place, claims: object) -> Person:
    """Return somebody who is to have an account with a stand-in.

    Raises:
        SeedError: of nobody can be said what is said, or somebody else has the subject.

    """
    try:
        person = person_of(stand_in, any_json(place, claims))
    except ClaimsError as error:
        raise place.wrong(str(error)) from None
    if stand_in.people.find(person.subject) is not None:
        raise place.wrong(f"There is somebody with the subject {person.subject} already.")
    return person


def _export(ctx: Context, pool: Pool) -> Iterator[Mapping[str, Any]]:
    """Yield providers with their details as they were given, secret ones too."""
    for record in ctx.tx.all(IDENTITY_PROVIDERS, "pool", pool.id):
        stand_in = {} if record.stand_in is None else {_STAND_IN: record.stand_in}
        yield {
            **provider_views.identity_provider(record, record.details),
            **stand_in,
            **_people(ctx, record),
        }


def _people(ctx: Context, provider: IdentityProvider) -> dict[str, Any]:
    listed = [claims_of(person) for person in people.everybody(ctx, provider)]
    return {_PEOPLE: listed} if listed else {}


PART = Part("IdentityProviders", KIND, _make_room, _plant, _export, before=("Clients",))

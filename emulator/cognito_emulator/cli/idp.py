"""``cognito-emulator idp``: identity providers to play with, for any application."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from cognito_emulator import __version__
from cognito_emulator.cli import trust
from cognito_emulator.cli.output import BOLD, Output, Styled, colourful
from cognito_emulator.cli.status import CommandLineError
from cognito_emulator.clock import Clock
from cognito_emulator.idp.editing import ClaimsError, person_of
from cognito_emulator.idp.keys import Keys
from cognito_emulator.idp.kinds import KINDS
from cognito_emulator.idp.people import PeopleInMemory
from cognito_emulator.idp.provider import Client, Provider
from cognito_emulator.nearest import nearest
from cognito_emulator.seeds import SeedError
from cognito_emulator.seeds.documents import load
from cognito_emulator.seeds.files import with_lines
from cognito_emulator.seeds.places import Mistakes, Place, items, mapping
from cognito_emulator.seeds.values import any_json
from cognito_emulator.settings import Settings, Tls
from cognito_emulator.web.front import merging_slashes
from cognito_emulator.web.guard import Guard
from cognito_emulator.web.listening import CannotListen, is_open
from cognito_emulator.web.ports import Ports
from cognito_emulator.web.stand_ins.index import create_app
from cognito_emulator.web.tls import AuthorityError

if TYPE_CHECKING:
    from argparse import Namespace

Providers = Mapping[str, Provider]


def idp(options: Namespace) -> int:
    """Play identity providers until stopped.

    Raises:
        CommandLineError: something is wrong with what was asked for.

    """
    providers = providers_as(options)
    settings = Settings(allow_hosts=tuple(options.allow_host or ()))
    tls = Tls(port=options.tls_port, folder=options.tls_folder) if options.tls else None
    try:
        ports = Ports(options.host, options.port, settings, tls=tls)
    except (CannotListen, AuthorityError) as error:
        raise CommandLineError(str(error)) from None
    output = Output(sys.stdout, coloured=colourful(sys.stdout, os.environ))
    try:
        remarks = remarks_on(options.host, ports.remarks)
        output.say(*banner(providers, ports.url, ports.https_url, remarks))
        time = Clock()
        guard = Guard(settings, options.host)
        ports.run(merging_slashes(create_app(providers, time, guard)), time)
    finally:
        ports.stop()
        output.close()
    return 0


def providers_as(options: Namespace) -> Providers:
    """Return the providers that options name, with their people.

    Raises:
        CommandLineError: a name is there twice, or the file of people is wrong.

    """
    wished = options.provider or [(name, name) for name in KINDS]
    clients = {name: Client(secret=secret) for name, secret in options.client or ()} or None
    keys = Keys()
    providers: dict[str, Provider] = {}
    for name, kind in wished:
        if name in providers:
            raise CommandLineError(f"--provider: There are two by the name {name}.")
        providers[name] = Provider(
            name=name, kind=KINDS[kind], people=PeopleInMemory(), keys=keys, clients=clients
        )
    if options.people is not None:
        try:
            _add_people(providers, options.people)
        except SeedError as error:
            raise CommandLineError(f"--people: {with_lines(error)}") from None
    return providers


def _add_people(providers: Providers, file: Path) -> None:
    """Read who has an account: a list of claims for each provider.

    Raises:
        SeedError: the file cannot be read, or says something else.

    """
    place = Place(str(file), file=file)
    if file.is_dir():
        raise place.wrong("This is a folder.")
    mistakes = Mistakes()
    for name, listed in load(file).items():
        here = place.member(name)
        with mistakes:
            if name not in providers:
                raise here.wrong(f"There is no such provider; {nearest(name, providers)}.")
            for where, claims in items(here, listed):
                with mistakes:
                    _add_person(providers[name], where, claims)
    mistakes.settle()


def _add_person(provider: Provider, place: Place, claims: object) -> None:
    try:
        person = person_of(provider, any_json(place, mapping(place, claims)))
    except ClaimsError as error:
        raise place.wrong(str(error)) from None
    if provider.people.find(person.subject) is not None:
        raise place.wrong(f"There is somebody with the subject {person.subject} already.")
    provider.people.keep(person)


# --- what is said first ---------------------------------------------------------------------------


def banner(
    providers: Providers, url: str, https_url: str | None, remarks: Iterable[str]
) -> Iterator[str | Styled]:
    """Yield what applications need to know.

    Args:
        providers: by their names.
        url: where the server is.
        https_url: where it is by HTTPS, and what applications are told then; ``None`` without it.
        remarks: what whoever started it should know.

    """
    yield Styled(f"cognito-emulator {__version__} plays identity providers at {url}", BOLD)
    if https_url is not None:
        yield f"  {trust.hint(https_url)}"
    yield from remarks
    for name, provider in providers.items():
        yield ""
        yield Styled(f"{name} ({provider.kind.title})", BOLD)
        here = f"{https_url or url}/{quote(name, safe='')}"
        for title, line in _about(provider, here):
            yield f"  {title:<9} {line}"


def remarks_on(host: str, remarks: Iterable[str]) -> Iterator[str]:
    """Yield what whoever started it should know of where it listens.

    Args:
        host: what it was told to listen on.
        remarks: those of its ports.

    """
    yield from remarks
    if is_open(host):
        yield (
            f"The server listens on {host or 'all addresses'}: everybody who reaches this machine "
            "can sign in as anybody. Without --host only this machine reaches it."
        )


def _about(provider: Provider, here: str) -> Iterator[tuple[str, str]]:
    endpoints = provider.kind.endpoints
    if "metadata" in endpoints:
        yield "metadata", here + endpoints["metadata"].path
        yield "sign in", here + endpoints["authorization"].path
    elif "discovery" in endpoints:
        yield "discovery", here + endpoints["discovery"].path
    else:
        titles = (("authorize", "authorization"), ("token", "token"), ("profile", "user_info"))
        yield from ((title, here + endpoints[name].path) for title, name in titles)
    yield "entity id" if "metadata" in endpoints else "issuer", provider.issuer_at(here)
    yield "clients", _clients(provider)
    yield "people", ", ".join(each.label for each in provider.people.all()) or "none yet"
    yield "page", f"{here}/"


def _clients(provider: Provider) -> str:
    """Return the ids that are let in; a secret is never shown."""
    if provider.clients is None:
        return "any"
    return ", ".join(
        f"{name} (with its secret)" if client.secret else name
        for name, client in provider.clients.items()
    )

"""``cognito-emulator event``: what a Lambda function behind a service gets of a request."""

from __future__ import annotations

import json
import sys
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from cognito_emulator import signing_keys
from cognito_emulator.cli.running import Running
from cognito_emulator.cli.status import CommandLineError
from cognito_emulator.control import balancer_keys, minting, pools
from cognito_emulator.control.minting import API_SCOPE, Use, Wish
from cognito_emulator.emulator import Emulator
from cognito_emulator.environment import jwks_url
from cognito_emulator.errors import CognitoError
from cognito_emulator.fronts.alb import identity
from cognito_emulator.nearest import nearest
from cognito_emulator.seeds import SeedError
from cognito_emulator.web.control.fronts import decision
from cognito_emulator.web.control.parameters import BadRequest

if TYPE_CHECKING:
    from argparse import Namespace

Document = dict[str, Any]

REFUSED = 1
"""The exit status where the front refuses the request."""


class Pool(NamedTuple):
    """A pool and its clients, by their ids."""

    id: str
    clients: tuple[str, ...]


class Wanted(NamedTuple):
    """A token that is wanted."""

    client_id: str
    username: str
    scopes: tuple[str, ...] | None
    use: Use


class Source(Protocol):
    """Where pools, tokens and decisions come from."""

    def pools(self) -> list[Pool]:
        """Return the pools that there are."""

    def token(self, wanted: Wanted) -> str:
        """Return a new token.

        Raises:
            CommandLineError: there is no such user.

        """

    def decision(self, document: Document) -> Document:
        """Return what a front decides, as ``/_emulator/authorize`` answers.

        Raises:
            CommandLineError: something is wrong with the request.

        """

    def keys(self, pool: str) -> str:
        """Say which keys verify the pool's tokens."""

    def balancer_key(self, kid: str) -> str:
        """Say which key verifies what a load balancer says of users."""


def event(options: Namespace) -> int:
    """Print an event on stdout, and on stderr which keys verify its token.

    Returns:
        The exit status.

    Raises:
        CommandLineError: something is wrong with what was asked for.

    """
    if not options.user:
        raise CommandLineError("event needs a user: --user NAME.")
    source: Source = Seeded(options) if options.seed else ByControl(options.endpoint)
    pool, client_id = _chosen(source.pools(), options.pool, options.client)
    asked = Asked(source, options, pool, client_id, tuple((options.scopes or "").split()))
    of_all = {"front": options.front, "user_pool_id": pool, "method": options.method}
    request = {**of_all, "path": options.path, "body": options.body, **_ASKED[options.front](asked)}
    decided = source.decision(request)
    if not decided["allowed"]:
        sys.stderr.write(f"The front answers {decided['status']}: {decided['reason']}.\n")
        return REFUSED
    sys.stdout.write(f"{json.dumps(decided['event'], indent=2)}\n")
    sys.stderr.write(f"{_keys(asked, decided['event'])}\n")
    return 0


def _chosen(there: list[Pool], pool_id: str | None, client_id: str | None) -> tuple[str, str]:
    """Return the pool and the client that are meant, the first ones where none is named."""
    if not there:
        raise CommandLineError("There is no pool.")
    found = {pool.id: pool for pool in there}
    if pool_id is None:
        with_it = (pool for pool in there if client_id in pool.clients)
        pool = next(with_it, there[0]) if client_id else there[0]
    elif pool_id in found:
        pool = found[pool_id]
    else:
        raise CommandLineError(f"--pool: There is no pool {pool_id}; {nearest(pool_id, found)}.")
    if client_id is not None and client_id not in pool.clients:
        near = nearest(client_id, pool.clients) if pool.clients else "there is none"
        raise CommandLineError(f"--client: {pool.id} has no client {client_id}; {near}.")
    if not pool.clients:
        raise CommandLineError(f"{pool.id} has no client, which a token needs.")
    return pool.id, client_id or pool.clients[0]


class Asked(NamedTuple):
    """What is asked for, and of which pool."""

    source: Source
    options: Namespace
    pool: str
    client_id: str
    scopes: tuple[str, ...]

    def token(self, use: Use) -> str:
        """Return a new token of the user."""
        wanted = Wanted(self.client_id, self.options.user, self.scopes or None, use)
        return self.source.token(wanted)


def _rest(asked: Asked) -> Document:
    token = asked.token("access" if asked.scopes else "id")
    scopes = list(asked.scopes)
    return {"authorization": token, "scopes": scopes, "resource": asked.options.resource}


def _http(asked: Asked) -> Document:
    return {
        "authorization": f"Bearer {asked.token('access')}",
        "scopes": list(asked.scopes),
        "route": asked.options.route,
        "payload": asked.options.payload,
    }


def _alb(asked: Asked) -> Document:
    """Let the user have signed in already: the load balancer gets its token by itself."""
    who = {"username": asked.options.user, "client_id": asked.client_id}
    return {**who, "scopes": list(asked.scopes) or None}


def _appsync(asked: Asked) -> Document:
    options = asked.options
    try:
        arguments = json.loads(options.arguments or "{}")
    except ValueError as error:
        raise CommandLineError(f"--arguments is no JSON: {error}.") from None
    if not options.field:
        raise CommandLineError("event appsync needs a field: --field NAME.")
    return {
        "authorization": asked.token("id"),
        "field": options.field,
        "type": options.type,
        "arguments": arguments,
        "fields": (options.fields or "").split(),
    }


_ASKED: Mapping[str, Callable[[Asked], Document]] = {
    "rest": _rest,
    "http": _http,
    "alb": _alb,
    "appsync": _appsync,
}


def _keys(asked: Asked, event: Document) -> str:
    """Say which keys verify what the event has; a load balancer has one of its own."""
    said = asked.source.keys(asked.pool)
    if asked.options.front != "alb":
        return said
    header = event["headers"][identity.DATA].partition(".")[0]
    kid = json.loads(urlsafe_b64decode(header))["kid"]
    return f"{said}\n{asked.source.balancer_key(kid)}"


class Seeded:
    """An emulator for the moment, of a seed."""

    def __init__(self, options: Namespace) -> None:
        try:
            self._emulator = Emulator(seed=options.seed)
            if options.signing_key:
                keys = signing_keys.ring([str(options.signing_key)])
                self._emulator.keys = keys
        except (SeedError, signing_keys.KeyFileError) as error:
            raise CommandLineError(str(error)) from None

    def pools(self) -> list[Pool]:
        """Return the pools of the seed, with clients in its order."""
        found = pools.everywhere(self._emulator)
        return [Pool(pool.id, tuple(self._emulator.clients_of(pool.id))) for pool in found]

    def token(self, wanted: Wanted) -> str:
        """Mint a token."""
        wish = Wish(scopes=(API_SCOPE,) if wanted.scopes is None else wanted.scopes)
        try:
            minted = self._emulator.mint(wanted.client_id, wanted.username, wish)
        except CognitoError as error:
            raise CommandLineError(f"{error.type}: {error.message}") from None
        return minting.signed(self._emulator, minted).of(wanted.use)

    def decision(self, document: Document) -> Document:
        """Decide here."""
        try:
            return decision(self._emulator, document)
        except BadRequest as error:
            raise CommandLineError(str(error)) from None
        except CognitoError as error:
            raise CommandLineError(f"{error.type}: {error.message}") from None

    def keys(self, pool: str) -> str:
        """Show the keys themselves."""
        jwks = json.dumps(self._emulator.keys.of(pool).jwks)
        return f"These keys verify its token; nobody serves them: {jwks}"

    def balancer_key(self, kid: str) -> str:
        """Show the key itself."""
        pem = balancer_keys.public_key(self._emulator, kid)
        return f"This key verifies {identity.DATA}; nobody serves it:\n{pem.rstrip()}"


class ByControl:
    """An emulator that is running, asked by its control API."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._running = Running(url, advice=", and --seed does without")

    def pools(self) -> list[Pool]:
        """Return the pools of all regions."""
        return [
            Pool(pool["user_pool_id"], tuple(each["client_id"] for each in pool["clients"]))
            for pool in self._running.ask("pools")["pools"]
        ]

    def token(self, wanted: Wanted) -> str:
        """Have a token minted."""
        asked = {
            "client_id": wanted.client_id,
            "username": wanted.username,
            "scopes": None if wanted.scopes is None else list(wanted.scopes),
        }
        return str(self._running.ask("tokens", asked)[f"{wanted.use}_token"])

    def decision(self, document: Document) -> Document:
        """Have it decided there."""
        return self._running.ask("authorize", document)

    def keys(self, pool: str) -> str:
        """Say where the keys are."""
        return f"These keys verify its token: {jwks_url(self._url, pool)}"

    def balancer_key(self, kid: str) -> str:
        """Say where the key is."""
        return f"This key verifies {identity.DATA}: {self._url}/_emulator/alb/keys/{kid}"

"""A pool as an app has to know it: its ids, its keys, its addresses."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cognito_emulator import environment, regions
from cognito_emulator.control import pools

if TYPE_CHECKING:
    from cognito_emulator import Emulator
    from cognito_emulator.signing_keys import PoolKeys
    from pytest_cognito_emulator.lifecycle.home import Home
    from pytest_cognito_emulator.lifecycle.server import CognitoServer


class Facts:
    """What an app has to know of a pool, and a test of its emulator.

    Attributes:
        home: its ids, where it has any.

    """

    def __init__(self, server: CognitoServer, home: Home) -> None:
        self._server = server
        self.home = home

    @property
    def pool_id(self) -> str:
        """The user pool's id.

        Raises:
            LookupError: there is no pool: ``pool=False``; the message says what to do.

        """
        return self.home.pool_id

    @property
    def client_id(self) -> str:
        """The app client's id.

        Raises:
            LookupError: there is none; the message says what to do.

        """
        return self.home.client_id

    @property
    def client_secret(self) -> str | None:
        """The app client's secret, ``None`` if it has none."""
        return self._server.client(self.client_id).secret

    @property
    def client_ids(self) -> list[str]:
        """The ids of all app clients of the pool."""
        return self.emulator.clients_of(self.pool_id)

    def secret_hash(self, username: str) -> str | None:
        """Return the SECRET_HASH of a user for the app client, ``None`` if it has no secret."""
        return self._server.client(self.client_id).secret_hash(username)

    @property
    def region(self) -> str:
        """The AWS region that the pool is in; where there is none, that of the session."""
        if self.home.pool is None:
            return self._server.region
        return regions.of_pool(self.pool_id, self._server.region)

    @property
    def url(self) -> str:
        """The address of a real HTTP server; reading it starts the server."""
        self._server.start()
        return self._server.url

    @property
    def issuer(self) -> str:
        """The ``iss`` of the pool's tokens, under which its documents are served.

        Reading it starts the server. With ``cognito_intercept`` it is the real service's.
        """
        settings = self.emulator.settings
        return settings.issuer(self.pool_id, self.region, self.url)

    @property
    def jwks_url(self) -> str:
        """Where the pool's public keys are served; reading it starts the server."""
        return f"{self.issuer}/.well-known/jwks.json"

    @property
    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """The pool's public keys, as they are served at :attr:`jwks_url`."""
        return self.keys.jwks

    @property
    def keys(self) -> PoolKeys:
        """The keys that sign the pool's tokens, ``keys.id`` and ``keys.access``."""
        return self.emulator.keys.of(self.pool_id)

    @property
    def domain_url(self) -> str:
        """Where the pool's pages and its OAuth endpoints are; reading it starts the server.

        With ``cognito_intercept`` it is the real service's, if the pool was given a domain.

        Raises:
            LookupError: there is no pool: ``pool=False``; the message says what to do.

        """
        here = self.url  # which starts the server
        base = self.emulator.settings.public_url or here
        there = pools.domain_url(self.emulator, self.pool_id, base)
        return there or str(pools.domain_url(self.emulator, self.pool_id, here))

    @property
    def env(self) -> dict[str, str]:
        """What ``cognito_env`` sets, the variables of SDKs and of an app.

        Region and access key are those that the environment has already, if it has any: an app's
        other resources live there. Reading it starts the server.
        """
        endpoint = None if self._server.poses else self.url
        for_sdks = environment.for_sdks(endpoint, self.region)
        variables = environment.beside(os.environ, for_sdks)
        return {**variables, **self._for_apps()}

    def _for_apps(self) -> dict[str, str]:
        """Return what apps read; without a pool, of what there is without one."""
        chosen = self._server.session.env
        if self.home.pool is not None:
            return environment.for_apps(self, chosen)
        place = environment.Place(url=self.url, region=self.region)
        there = {name: fact for name, fact in chosen.items() if getattr(place, fact) is not None}
        return environment.for_apps(place, there)

    @property
    def emulator(self) -> Emulator:
        """The emulator itself, for what is not here."""
        return self._server.emulator

    @property
    def strict(self) -> bool:
        """Whether what is never met fails the test, an option of ``cognito_settings``."""
        return self._server.strict

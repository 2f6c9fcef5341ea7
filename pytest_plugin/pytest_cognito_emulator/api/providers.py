"""Identity providers of a test's pool, and the people who have an account with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, get_args

from cognito_emulator.control import identity_providers, stand_ins
from cognito_emulator.control.identity_providers import ProviderType
from cognito_emulator.control.stand_ins import Choice
from cognito_emulator.hints import elsewhere
from pytest_cognito_emulator.api.redirects import Redirect, location_of
from pytest_cognito_emulator.hints import PERSON, PROVIDER
from pytest_cognito_emulator.names import checked_choice, naming

if TYPE_CHECKING:
    from cognito_emulator.control.stand_ins import Behaviour, Person
    from pytest_cognito_emulator.lifecycle.home import Home
    from pytest_cognito_emulator.lifecycle.server import CognitoServer

_TYPES = get_args(ProviderType)


class _Played:
    """The stand-in of a pool's provider, as `control` knows it.

    Attributes:
        name: of the provider.

    """

    def __init__(self, server: CognitoServer, pool_id: str, name: str) -> None:
        self._server = server
        self._pool_id = pool_id
        self.name = name

    def everybody(self) -> list[Person]:
        return stand_ins.everybody(self._server.emulator, self._pool_id, self.name)

    def behaviours(self) -> list[Behaviour]:
        return stand_ins.behaviours(self._server.emulator, self._pool_id, self.name)

    def make(self, claims: Mapping[str, object]) -> Person:
        return stand_ins.make(self._server.emulator, self._pool_id, self.name, claims)

    def person(self, sub: str) -> Person:
        return stand_ins.person(self._server.emulator, self._pool_id, self.name, sub)

    def change(self, sub: str, claims: Mapping[str, object]) -> None:
        stand_ins.change(self._server.emulator, self._pool_id, self.name, sub, claims)

    def remove(self, sub: str) -> None:
        stand_ins.remove(self._server.emulator, self._pool_id, self.name, sub)

    def led(self, choice: Choice, redirect: object) -> Redirect:
        return Redirect(self._server.federated(self.name, choice, location_of(redirect)))


class CognitoPerson:
    """Somebody who has an account with an identity provider, and perhaps none with the app yet.

    Attributes:
        sub: by what the provider knows the person.

    """

    def __init__(self, played: _Played, sub: str) -> None:
        self._played = played
        self.sub = sub

    if not TYPE_CHECKING:  # a wrong name is an error of types, too

        def __getattr__(self, name: str) -> object:
            return elsewhere(self, name, PERSON)

    def __repr__(self) -> str:
        return f"<CognitoPerson {self.sub} of {self._played.name}>"

    @property
    def claims(self) -> Mapping[str, Any]:
        """What the provider says of the person, by the names of OpenID Connect."""
        return self._played.person(self.sub).claims

    @property
    def name(self) -> str:
        """The person's name, or else the address or ``sub``."""
        return self._played.person(self.sub).label

    @property
    def email(self) -> str | None:
        """The e-mail address; ``None`` if the provider has none."""
        found = self.claims.get("email")
        return None if found is None else str(found)

    def update(self, **claims: object) -> None:
        """Change what the provider says of the person; the app's user hears of it at a sign-in.

        >>> ada.update(email="ada@new.example.com", email_verified=False)

        Args:
            **claims: those that change; ``None`` takes one away.

        Raises:
            ValueError: ``sub`` is among them.

        """
        self._played.change(self.sub, claims)

    def remove(self) -> None:
        """Take the account with the provider away; the app's user stays."""
        self._played.remove(self.sub)

    @naming()
    def authorize(self, redirect: object, *, behaviour: Behaviour = "") -> Redirect:
        """Sign in by the provider where an app redirects; return the URL that leads back.

        It is the way of a browser, without one: from the pool's domain to the provider and back.
        What the provider says is verified, functions behind triggers are asked, and the pool has
        its user. The app need not name the provider, as if its button had been clicked; an app that
        names another one sends its users elsewhere, and gets an error here.

        >>> ada = cognito.provider("Google").person(email="ada@example.com", email_verified=True)
        >>> answer = client.get(ada.authorize(client.get("/login")))

        Args:
            redirect: the URL at /oauth2/authorize, or the response of the app that redirects
                there: of the test client of Flask, Django or FastAPI, or of an HTTP client.
            behaviour: what goes wrong at the provider, for example ``wrong-audience``; by default
                nothing.

        Returns:
            The callback URL of the app, a text with the members ``code``, ``state``, ``error`` and
            ``parameters``.

        Raises:
            TypeError: the argument is neither a text nor a response.
            ValueError: the response is not a redirect, the client lets nobody come by the provider,
                the app names another one, or there is no such behaviour.
            ResourceNotFoundException: there is no such client.

        """
        return self._played.led(Choice(self.sub, behaviour), redirect)


class CognitoProvider:
    """An identity provider of a test's pool, which a stand-in plays.

    Attributes:
        name: what the pool calls it.

    """

    def __init__(self, played: _Played) -> None:
        self._played = played
        self.name = played.name

    if not TYPE_CHECKING:  # a wrong name is an error of types, too

        def __getattr__(self, name: str) -> object:
            return elsewhere(self, name, PROVIDER)

    def __repr__(self) -> str:
        return f"<CognitoProvider {self.name}>"

    @property
    def people(self) -> list[CognitoPerson]:
        """Who has an account with it, in the order made."""
        return [CognitoPerson(self._played, each.subject) for each in self._played.everybody()]

    @property
    def behaviours(self) -> list[Behaviour]:
        """What can go wrong with it."""
        return self._played.behaviours()

    def person(self, **claims: object) -> CognitoPerson:
        """Give somebody an account with it; who that is, is invented.

        >>> ada = google.person(email="ada@example.com", email_verified=True)

        Args:
            **claims: what the provider says of the person, by the names of OpenID Connect, beside
                what is invented; ``None`` leaves a claim out, ``sub`` is the subject.

        Raises:
            ValueError: somebody has that ``sub``, or it is none.

        """
        return CognitoPerson(self._played, self._played.make(claims).subject)

    def refuse(self, redirect: object) -> Redirect:
        """Refuse at the provider where an app redirects; return the URL that leads back.

        Args:
            redirect: as `CognitoPerson.authorize` takes it.

        Raises:
            TypeError, ValueError, ResourceNotFoundException: as there.

        """
        return self._played.led(Choice(None), redirect)


class Providers:
    """The identity providers of a test's pool: found, or made, by their names."""

    def __init__(self, server: CognitoServer, home: Home) -> None:
        self._server = server
        self._home = home

    def __repr__(self) -> str:
        return f"<Providers: {', '.join(self.names) or 'none'}>"

    @property
    def names(self) -> list[str]:
        """The names of those that there are; none where there is no pool."""
        return [*self._types] if self._home.pool else []

    @property
    def _types(self) -> Mapping[str, ProviderType]:
        return identity_providers.types(self._server.emulator, self._home.pool_id)

    @naming("cognito.provider")
    def __call__(
        self,
        name: str,
        *,
        type: ProviderType | None = None,  # noqa: A002 - as the API calls it
        details: Mapping[str, str] | None = None,
        mapping: Mapping[str, str] | None = None,
    ) -> CognitoProvider:
        """Return an identity provider of the pool, which a stand-in plays; make it if need be.

        Users come by one that is made here through all clients of the pool that may use its domain.

        Args:
            name: of the provider.
            type: of one that is made: ``Google``, ``Facebook``, ``LoginWithAmazon``,
                ``SignInWithApple``, ``OIDC`` or ``SAML``; by default the name, or OIDC.
            details: of one that is made, members of ProviderDetails; a stand-in needs none.
            mapping: of one that is made, AttributeMapping; by default names and addresses.

        Raises:
            ValueError: there is no such type, the provider is there and is to be otherwise, or
                only the case of its name differs from a type or a provider.
            TypeError: details or mapping is no mapping.
            CognitoError: the service refuses such a provider.

        """
        kind: ProviderType
        there = self._types.get(name)
        if type is not None:
            checked_choice("type", type, ProviderType)
            kind = type
        elif there is None and name not in _TYPES:
            _no_slip(name, (*_TYPES, *self._types))
            kind = "OIDC"
        else:
            kind = name  # type: ignore[assignment]
        if there is None:
            _checked_mappings(details=details, mapping=mapping)
            self._make(name, kind, details, mapping)
        elif type not in (None, there) or details is not None or mapping is not None:
            raise ValueError(f"There is {name} already, of type {there}; call provider({name!r}).")
        return CognitoProvider(_Played(self._server, self._home.pool_id, name))

    def _make(
        self,
        name: str,
        kind: ProviderType,
        details: Mapping[str, str] | None,
        mapping: Mapping[str, str] | None,
    ) -> None:
        self._server.refuse_late(self._home)
        emulator, pool_id = self._server.emulator, self._home.pool_id
        identity_providers.install(emulator, pool_id, name, kind, details=details, mapping=mapping)


def _no_slip(name: str, known: Iterable[str]) -> None:
    """Refuse a name that differs from another by the case of letters alone.

    Such a provider would be another one than the app names.
    """
    for other in known:
        if other != name and other.lower() == str(name).lower():
            raise ValueError(
                f"provider is {name!r}; the nearest is {other!r}. If it is another one, of that"
                f" name: type='OIDC'."
            )


def _checked_mappings(**given: object) -> None:
    """Refuse details and mappings that are no mappings."""
    for parameter, value in given.items():
        if value is not None and not isinstance(value, Mapping):
            raise TypeError(
                f"{parameter} is {value!r}; it is a mapping, such as {_LIKE[parameter]}."
            )


_LIKE = {"details": "{'client_id': 'my-app'}", "mapping": "{'email': 'mail'}"}

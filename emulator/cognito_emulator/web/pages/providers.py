"""Buttons of identity providers on /login and /signup, and the way to a provider.

Names, classes and texts of the classic buttons are measured [pages-10, pages-11] of Google and
Facebook, and of SAML and OIDC providers. Those of Amazon and Apple follow the same rule, a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.domain.federation import choice
from cognito_emulator.domain.oauth import federated_requests
from cognito_emulator.domain.pools.providers.types import SOCIAL
from cognito_emulator.web.hosting import departure
from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.pages import app_request, fields
from cognito_emulator.web.pages.look import look

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.oauth.federated_requests import Departure
    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.work.context import Context

_FIELD = "identity_provider"
# How classic buttons of social providers are called, but for their ends.
_SHORT: Mapping[str, str] = {
    "Facebook": "facebook",
    "Google": "google",
    "LoginWithAmazon": "amazon",
    "SignInWithApple": "apple",
}
_ENDS = ("SignInButton", "SignUpButton")
_BUTTONS = {f"{short}{end}": name for name, short in _SHORT.items() for end in _ENDS}
# As people call them; others go by their names.
_TITLES: Mapping[str, str] = {"LoginWithAmazon": "Login with Amazon", "SignInWithApple": "Apple"}

Choose = Callable[["Context", "PoolDomain", "Client"], "IdentityProvider | None"]


class Button(NamedTuple):
    """A button.

    Attributes:
        provider: the name of where it leads.
        title: as people call that.
        short: what names and classes begin with on classic pages; empty of providers that are not
            social ones.

    """

    provider: str
    title: str
    short: str


class Offered(NamedTuple):
    """The providers that a page offers.

    Attributes:
        social, corporate: buttons, in their order; managed login has them in one row.
        known_by_addresses: whether an e-mail address may lead to one of them.

    """

    social: tuple[Button, ...] = ()
    corporate: tuple[Button, ...] = ()
    known_by_addresses: bool = False

    @property
    def all(self) -> list[Button]:
        """The buttons of managed login: the style may name some that come first (documented)."""
        order = look().providers.order
        buttons = [*self.social, *self.corporate]
        named = [it for name in order for it in buttons if it.provider == name]
        return [*named, *(it for it in buttons if it not in named)]


def offered(ctx: Context, place: PoolDomain, client: Client) -> Offered:
    """Return the providers of a client, in its order."""
    found = choice.of_client(ctx, place.pool, client)
    buttons = [
        Button(it.name, _TITLES.get(it.name, it.name), _SHORT.get(it.name, "")) for it in found
    ]
    return Offered(
        social=tuple(it for it in buttons if it.provider in SOCIAL),
        corporate=tuple(it for it in buttons if it.provider not in SOCIAL),
        known_by_addresses=any(it.identifiers for it in found),
    )


def pressed() -> str | None:
    """Return the provider whose button was pressed; ``None`` if none was."""
    form = visit().form
    named = (name for field, name in _BUTTONS.items() if field in form)
    return fields.text(_FIELD) or next(named, None)


def to_named(name: str) -> Response | None:
    """Lead to the provider of a button; ``None`` if the client does not have it any more.

    Raises:
        UntrustedRequest, AuthorizationError: the page's authorization request is not good.

    """
    return _to(lambda ctx, place, client: choice.named(ctx, place.pool, client, name))


def to_that_of(address: str) -> Response | None:
    """Lead to the provider that has an address's domain for an identifier (documented).

    ``None`` where there is none. It gets the address as a hint, as one that an app gives (a guess).

    Raises:
        UntrustedRequest, AuthorizationError: the page's authorization request is not good.

    """
    return _to(
        lambda ctx, place, client: choice.of_address(ctx, place.pool, client, address), address
    )


def _to(choose: Choose, hint: str | None = None) -> Response | None:
    here = visit()

    def begun(ctx: Context, place: PoolDomain) -> Departure | None:
        client, wanted = app_request.read(ctx, place)
        provider = choose(ctx, place, client)
        if provider is None:
            return None
        request = wanted if hint is None else replace(wanted, login_hint=hint)
        return federated_requests.begun(ctx, place.pool, client, request, provider, here.place)

    left = here.run(begun)
    return None if left is None else departure.to_provider(left)

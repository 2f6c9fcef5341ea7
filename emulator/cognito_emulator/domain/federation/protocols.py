"""How one signs in by a provider of each type: there, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cognito_emulator.domain.federation.oidc import departure as oauth_departure
from cognito_emulator.domain.federation.oidc import sign_in as oauth_sign_in
from cognito_emulator.domain.federation.oidc.dialect import Dialect, Wish
from cognito_emulator.domain.federation.saml import departure as saml_departure
from cognito_emulator.domain.federation.saml import failures as saml_failures
from cognito_emulator.domain.federation.saml import sign_in as saml_sign_in
from cognito_emulator.domain.federation.social.facebook import Facebook
from cognito_emulator.domain.federation.social.google import Google
from cognito_emulator.domain.federation.social.login_with_amazon import LoginWithAmazon
from cognito_emulator.domain.federation.social.sign_in_with_apple import SignInWithApple

if TYPE_CHECKING:
    from cognito_emulator.domain.federation.failures import FederationError
    from cognito_emulator.domain.federation.place import Place
    from cognito_emulator.domain.federation.profile import Profile
    from cognito_emulator.domain.pools.providers.record import IdentityProvider, ProviderType
    from cognito_emulator.domain.work.context import Context


class Errand(NamedTuple):
    """A browser that is on its way to a provider, or back.

    Attributes:
        provider: where it goes.
        place: where the pool's domain is, for this browser.
        state: what it has to bring back.
        request_id: how the protocol names the request; ``None`` where it does not.
        wish: what the app says of the sign-in.

    """

    provider: IdentityProvider
    place: Place
    state: str
    request_id: str | None = None
    wish: Wish = Wish()


class SignInProtocol(Protocol):
    """A protocol by which somebody signs in."""

    def request_id(self, ctx: Context) -> str | None:
        """Return the name of a new request; ``None`` where requests have none."""
        ...

    def location(self, ctx: Context, errand: Errand) -> str:
        """Return where the browser goes.

        Raises:
            FederationError: the provider cannot be reached.

        """
        ...

    def profile(self, ctx: Context, errand: Errand, brought: Mapping[str, str]) -> Profile:
        """Return whom the provider vouches for.

        Args:
            ctx: the request.
            errand: with what the browser was sent away.
            brought: what it brings.

        Raises:
            FederationError: something of it is not to be believed, or does not come.

        """
        ...

    def in_words(self, failure: FederationError) -> FederationError:
        """Return a failure as the app hears of it."""
        ...


class _OAuth:
    """OAuth 2.0, in a dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def request_id(self, _ctx: Context) -> str | None:
        return None

    def location(self, ctx: Context, errand: Errand) -> str:
        return oauth_departure.location(
            ctx, errand.provider, self._dialect, errand.place, errand.state, errand.wish
        )

    def profile(self, ctx: Context, errand: Errand, brought: Mapping[str, str]) -> Profile:
        return oauth_sign_in.profile(ctx, errand.provider, self._dialect, errand.place, brought)

    def in_words(self, failure: FederationError) -> FederationError:
        return failure


class _Saml:
    """SAML 2.0."""

    def request_id(self, ctx: Context) -> str | None:
        return saml_departure.request_id(ctx)

    def location(self, ctx: Context, errand: Errand) -> str:
        return saml_departure.location(
            ctx, errand.provider, errand.place, errand.request_id or "", errand.state
        )

    def profile(self, ctx: Context, errand: Errand, brought: Mapping[str, str]) -> Profile:
        field = brought.get("SAMLResponse", "")
        place = errand.place
        delivery = saml_sign_in.Delivery(field, (place.acs,), errand.request_id, place.emulator_url)
        return saml_sign_in.profile(ctx, errand.provider, delivery)

    def in_words(self, failure: FederationError) -> FederationError:
        return saml_failures.in_words(failure)


PROTOCOLS: Mapping[ProviderType, SignInProtocol] = {
    "SAML": _Saml(),
    "OIDC": _OAuth(Dialect()),
    "Google": _OAuth(Google()),
    "Facebook": _OAuth(Facebook()),
    "LoginWithAmazon": _OAuth(LoginWithAmazon()),
    "SignInWithApple": _OAuth(SignInWithApple()),
}
"""All of them, by the types of providers."""

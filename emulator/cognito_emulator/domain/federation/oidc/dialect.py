"""How providers speak OAuth 2.0: as OpenID Connect has it, or in a dialect of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.work.context import Context


class Wish(NamedTuple):
    """What an app says of the sign-in that it wants.

    Attributes:
        login_hint: whom it expects; ``None`` if it does not say.
        prompts: the words of its ``prompt``.

    """

    login_hint: str | None = None
    prompts: tuple[str, ...] = ()


class Answers(NamedTuple):
    """What a provider has said of somebody, verified.

    Attributes:
        brought: what the browser brought.
        id_token: the claims of the ID token; empty where there is none.
        profile: the document that the profile is; empty where there is none, or it did not come.

    """

    brought: Mapping[str, str]
    id_token: Mapping[str, Any]
    profile: Mapping[str, Any]


class Dialect:
    """OpenID Connect; the other dialects are told by how they differ from it.

    What the details of a provider say, as by which method its token endpoint is asked, is no
    matter of the dialect.

    Attributes:
        blank: how the address to which browsers are sent has a blank.

    """

    blank = "+"

    def parameters(self, wish: Wish) -> Mapping[str, str]:
        """Return what browsers take along beside what they take to all providers.

        That hints and prompts are handed on is documented; their place is a guess.
        """
        prompts = " ".join(word for word in wish.prompts if word != "none")
        return {**hinted(wish), **({"prompt": prompts} if prompts else {})}

    def client_secret(self, _ctx: Context, provider: IdentityProvider) -> str | None:
        """Return by what the pool proves at the token endpoint that it is the client.

        Raises:
            FederationError: there is nothing of the kind.

        """
        return provider.details.get("client_secret")

    def fields(self, wanted: Iterable[str]) -> list[str]:
        """Return what a profile has to be asked for, by the claims that are mapped."""
        return list(dict.fromkeys(wanted))

    def subject_of(self, profile: Mapping[str, Any]) -> object:
        """Return whom a profile is about that comes beside an ID token, if it says so."""
        return profile.get("sub")

    def claims(self, answers: Answers) -> Mapping[str, Any]:
        """Return what can be mapped; a profile is newer than an ID token (a guess)."""
        return {**answers.id_token, **answers.profile}

    def user_info(self, answers: Answers) -> Mapping[str, Any]:
        """Return what InboundFederation is told as ``userInfo``."""
        return answers.profile


def hinted(wish: Wish) -> dict[str, str]:
    """Return whom an app expects, as a parameter."""
    return {} if wish.login_hint is None else {"login_hint": wish.login_hint}

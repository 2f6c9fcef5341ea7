"""Tokens that a resource server must refuse, each for one reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator.control.bad_tokens import Model, bad_token
from pytest_cognito_emulator.api.tokens import Use
from pytest_cognito_emulator.flaws import BAD_ID_TOKENS, BAD_TOKENS
from pytest_cognito_emulator.names import checked_choice, naming

if TYPE_CHECKING:
    from pytest_cognito_emulator.api.cognito import Cognito
    from pytest_cognito_emulator.api.user import CognitoUser


@dataclass(frozen=True, slots=True)
class BadToken:
    """A token that must be refused.

    Attributes:
        flaw: what is wrong with it: one of ``BAD_TOKENS`` or ``BAD_ID_TOKENS``.
        token: the JSON Web Token.

    """

    flaw: str
    token: str

    def __str__(self) -> str:
        return self.token

    @property
    def authorization(self) -> str:
        """The value of an ``Authorization`` header: ``Bearer`` and the token."""
        return f"Bearer {self.token}"


class Wish(NamedTuple):
    """What bad tokens are like apart from their flaw."""

    user: CognitoUser | None = None
    use: Use = "access"
    scopes: tuple[str, ...] | None = None
    claims: Mapping[str, Any] = MappingProxyType({})


class BadTokens(Mapping[str, BadToken]):
    """Bad tokens by their flaw; each is made when it is asked for.

    >>> @pytest.mark.parametrize("flaw", BAD_TOKENS)
    ... def test_refuses(flaw, cognito, app):
    ...     headers = {"Authorization": cognito.bad_tokens[flaw].authorization}
    ...     assert app.get("/me", headers=headers).status_code == 401

    Call it to get tokens for your own user, scopes and claims. Then only the flaw can be the reason
    of a refusal:

    >>> cognito.bad_tokens(cognito_user, scopes=["orders/read"])["expired"]

    For an app that wants ID tokens, the flaws are those of ``BAD_ID_TOKENS``, and the tokens those
    of ``cognito.bad_tokens(use="id")``.
    """

    def __init__(self, cognito: Cognito, wish: Wish | None = None) -> None:
        self._cognito = cognito
        self._wish = wish or Wish()

    @naming("bad_tokens")
    def __call__(
        self,
        user: CognitoUser | None = None,
        *,
        use: Use = "access",
        scopes: Iterable[str] | None = None,
        claims: Mapping[str, Any] | None = None,
    ) -> BadTokens:
        """Return bad tokens that are like certain good ones.

        Args:
            user: whose tokens they are; by default a user who is made for them.
            use: whether they are access tokens or ID tokens.
            scopes: the scopes of access tokens; by default those of a sign-in by the API.
            claims: claims that replace the tokens' own or are added to them.

        Raises:
            ValueError: there is no such use.

        """
        checked_choice("use", use, Use)
        wanted = None if scopes is None else tuple(scopes)
        return BadTokens(self._cognito, Wish(user, use, wanted, claims or {}))

    def __getitem__(self, flaw: str) -> BadToken:
        """Return a token with that flaw.

        Raises:
            KeyError: there is no such flaw, or it is no flaw in tokens of this use.

        """
        user = self._user
        model = Model(
            client_id=user._client_id(None),  # noqa: SLF001 - nobody else has use of it
            username=user.username,
            use=self._wish.use,
            claims=self._wish.claims,
            scopes=self._wish.scopes,
        )
        try:
            return BadToken(flaw, bad_token(self._cognito.emulator, flaw, model))
        except ValueError as error:
            names = "BAD_ID_TOKENS" if self._wish.use == "id" else "BAD_TOKENS"
            raise KeyError(f"{error}; the flaws are {names}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._flaws)

    def __len__(self) -> int:
        return len(self._flaws)

    @property
    def _flaws(self) -> tuple[str, ...]:
        return BAD_ID_TOKENS if self._wish.use == "id" else BAD_TOKENS

    @property
    def _user(self) -> CognitoUser:
        """Whose tokens they are: the given user, or one who is made for them."""
        return self._wish.user or self._somebody

    @cached_property
    def _somebody(self) -> CognitoUser:
        return self._cognito.users.make()

"""A user, and what a test may ask of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cognito_emulator import errors
from cognito_emulator.control import authenticators, users
from cognito_emulator.control.authenticators import TOTP
from cognito_emulator.control.minting import Wish
from cognito_emulator.hints import elsewhere
from pytest_cognito_emulator.api.clients import CognitoClient, client_id_of
from pytest_cognito_emulator.api.read_only import ReadOnly
from pytest_cognito_emulator.api.redirects import Redirect, location_of
from pytest_cognito_emulator.api.sign_in import Credentials, Flow, sign_in, solved
from pytest_cognito_emulator.api.tokens import CognitoTokens, Use, checked_tokens
from pytest_cognito_emulator.hints import USER
from pytest_cognito_emulator.names import checked_choice, checked_claims, naming
from pytest_cognito_emulator.options import texts

if TYPE_CHECKING:
    from cognito_emulator import Challenge
    from cognito_emulator.control.users import User
    from pytest_cognito_emulator.lifecycle.home import Home
    from pytest_cognito_emulator.lifecycle.server import CognitoServer


class CognitoUser:
    """A user of a test's pool.

    Attributes:
        pool_id: the id of that pool.
        username: the name in the pool; it is the ``sub`` where people sign in with addresses.
        login: the name that the user types to sign in: the username, or the address.
        sub: the ``sub`` attribute.
        email: the address when the user was made or found, ``None`` if there was none.

    """

    def __init__(self, server: CognitoServer, home: Home, record: User, login: str) -> None:
        self._server = server
        self._home = home
        self.pool_id = home.pool_id
        self.username: str = record.username
        self.login = login
        self.sub: str = record.sub
        self.email: str | None = record.attributes.get("email")

    if not TYPE_CHECKING:  # a wrong name is an error of types, too

        def __getattr__(self, name: str) -> object:
            return elsewhere(self, name, USER)

    def __repr__(self) -> str:
        return f"<CognitoUser {self.login}>"

    @property
    def password(self) -> str:
        """The password that the user was made with, or that was set here since.

        Raises:
            LookupError: the password is not known, because the app made the user.

        """
        known = self._server.passwords.get(self._key)
        if known is not None:
            return known
        if self.status == "EXTERNAL_PROVIDER":
            raise LookupError(f"{self.login} is federated and has no password: use tokens().")
        raise LookupError(
            f"The password of {self.login} is not known here; set it: user.password = ..."
        )

    @password.setter
    def password(self, password: str) -> None:
        self._server.passwords[self._key] = password

    @property
    def attributes(self) -> Mapping[str, str]:
        """The attributes as they are now, ``sub`` among them."""
        return ReadOnly({"sub": self.sub, **users.attributes(self._record)}, _ATTRIBUTES)

    @property
    def status(self) -> str:
        """The UserStatus as it is now."""
        return self._record.status

    @property
    def enabled(self) -> bool:
        """Whether the user is enabled now."""
        return self._record.enabled

    @property
    def groups(self) -> list[str]:
        """The names of the user's groups as they are now, in the order of ``cognito:groups``."""
        answer = self._server.ask("AdminListGroupsForUser", **self._named())
        return [group["GroupName"] for group in answer["Groups"]]

    @property
    def mfa(self) -> list[str]:
        """The second factors that are turned on now, UserMFASettingList."""
        return users.second_factors(self._record)

    def totp(self) -> str:
        """Return a code of the user's authenticator app that can be used now.

        Each code works once: the first is the one that the app shows, then comes that of the next
        half minute, then the one before. There are codes also for an app that waits for its first
        code, as AssociateSoftwareToken makes it, and for an app that was lent for a forced
        challenge, once the sign-in has come to that challenge.

        Raises:
            ValueError: the user has no app, or has used all three codes: move the clock.

        """
        user = self._record
        if user.mfa.token is None and (lent := self._lent_code()) is not None:
            return lent
        try:
            code = authenticators.code_of(self._server.emulator, user)
        except LookupError:
            raise ValueError(
                f"{self.login} has no authenticator app: "
                'make one with make_cognito_user(mfa="SOFTWARE_TOKEN_MFA").'
            ) from None
        return usable(code, self.login)

    def _lent_code(self) -> str | None:
        waiting = self._server.emulator.open_challenges(self._home.pool_id, self.username)
        found = [each.responses for each in waiting if each.name == TOTP and each.responses]
        return found[-1].get(f"{TOTP}_CODE") if found else None

    @naming()
    def sign_in(
        self,
        flow: Flow = "USER_PASSWORD_AUTH",
        *,
        client: CognitoClient | str | None = None,
        preferred: Challenge | None = None,
        solve: bool = False,
    ) -> CognitoTokens:
        """Sign in anew, as an app does.

        Args:
            flow: the AuthFlow of InitiateAuth.
            client: the app client, or its id; by default the pool's first client.
            preferred: in USER_AUTH, the preferred challenge, for example ``EMAIL_OTP``.
            solve: whether to answer challenges as they come, with what the emulator knows. In
                USER_AUTH the password is then preferred, unless ``preferred`` says otherwise.

        Raises:
            ChallengeRequired: the sign-in needs more than the password. Answer with the
                exception's ``respond``, or let its ``solve`` do that.
            CognitoError: the service's error.
            ValueError: only the user or the client can know the answer to a challenge.

        """
        through = self._server.client(self._client_id(client))
        who = Credentials(self._key, through, self.login, self.password)
        if not solve:
            return self._got(sign_in(self._server, who, flow, preferred))
        chosen = preferred or ("PASSWORD" if flow == "USER_AUTH" else None)
        return self._got(solved(lambda: sign_in(self._server, who, flow, chosen)))

    def tokens(
        self,
        claims: Mapping[str, Any] | None = None,
        *,
        scopes: Iterable[str] | str | None = None,
        age: timedelta | float = 0,
        expires_in: timedelta | float | None = None,
        use: Use | None = None,
        client: CognitoClient | str | None = None,
        **more_claims: object,
    ) -> CognitoTokens:
        """Make tokens as a sign-in would give them, without password, challenges and flow.

        They are signed, and can be refreshed and revoked as any others. Each call makes new ones.
        (Where a pool tracks devices, only the tokens of a device can be refreshed: not these.)

        >>> user.tokens(scopes=["orders/read"], expires_in=30).authorization
        >>> user.tokens({"custom:team": "blue"}, use="id").id_token
        >>> user.tokens(nonce="n", claims={"scope": "claims that are called nearly as parameters"})

        Args:
            claims: claims to add to the tokens or to replace; ``None`` leaves a claim out.
            scopes: the scopes of the access token, as a list or a text with spaces; by default
                those of a sign-in by the API.
            age: how long ago the tokens were issued, in seconds or as a timedelta.
            expires_in: how long from now both tokens are valid, in seconds or as a timedelta; by
                default as the client's settings say.
            use: ``access`` or ``id``: the token that gets the claims, and that ``authorization``
                has. By default both get the claims, and ``authorization`` has the access token.
            client: the app client, or its id; by default the pool's first client.
            **more_claims: the same as ``claims``. A name that is nearly a parameter's is refused.

        Raises:
            ValueError: there is no such use, or a time cannot be read.
            TypeError: a keyword is nearly the name of a parameter.
            UserNotFoundException: the user was deleted.
            UserLambdaValidationException: PreTokenGeneration refuses.

        """
        checked_claims("tokens", more_claims, _PARAMETERS)
        if use is not None:
            checked_choice("use", use, Use)
        wanted = {**(claims or {}), **more_claims}
        wish = Wish(
            identity=wanted if use != "access" else {},
            access=wanted if use != "id" else {},
            **({} if scopes is None else {"scopes": texts("scopes", scopes)}),
            age=_seconds("age", age),
            expires_in=None if expires_in is None else _seconds("expires_in", expires_in),
        )
        return self._got(
            self._server.mint(self._client_id(client), self.username, wish, use or "access")
        )

    def authorize(self, redirect: object) -> Redirect:
        """Sign in at the domain to which an app redirects; return the URL that leads back.

        There are no pages, no password and no challenges. An OAuth error comes back as the app
        gets it: it is ``error`` of the result.

        The app client needs AllowedOAuthFlowsUserPoolClient, ``code`` in AllowedOAuthFlows, the
        app's scopes in AllowedOAuthScopes, and its callback URL in CallbackURLs: with Flask's test
        client for example ``http://localhost/callback``.

        >>> back = cognito_user.authorize(client.get("/login"))
        >>> assert client.get(back).status_code == 200

        Args:
            redirect: the URL at /oauth2/authorize, or the response of the app that redirects
                there: of the test client of Flask, Django or FastAPI, or of an HTTP client.

        Returns:
            The callback URL of the app, a text with the members ``code``, ``state``, ``error`` and
            ``parameters``.

        Raises:
            TypeError: the argument is neither a text nor a response.
            ValueError: the response is not a redirect, or the redirect URI is not registered, so
                nothing goes back to the app.
            ResourceNotFoundException: there is no such client.
            CognitoError: a fault of ``login``, or one of ``oauth2/authorize`` that is not an OAuth
                error: the app does not hear of it.

        """
        return Redirect(self._server.redirected(self.username, location_of(redirect)))

    def refresh(self, tokens: CognitoTokens | None = None) -> CognitoTokens:
        """Get new tokens for a refresh token, as an app does when the others have expired.

        The new tokens have the refresh token that is good from now on: with rotation another one.

        Args:
            tokens: whose refresh token; by default that of the user's latest tokens.

        Raises:
            LookupError: the user has no tokens yet.
            CognitoError: the service's error.
            TypeError: the argument is not tokens.

        """
        latest = tokens or self._server.latest.get(self._key)
        if latest is None:
            raise LookupError(f"{self.login} has no tokens yet: sign_in() or tokens() gets some.")
        checked_tokens("refresh", latest)
        return self._got(self._server.refresh(latest))

    @property
    def authorization(self) -> str:
        """The ``Authorization`` header of the latest tokens; they are made if there are none."""
        return (self._server.latest.get(self._key) or self.tokens()).authorization

    def _got(self, tokens: CognitoTokens) -> CognitoTokens:
        """Remember tokens as the latest, as long as what they were got in lasts."""
        self._server.latest[self._key] = tokens
        return tokens

    def _client_id(self, client: CognitoClient | str | None) -> str:
        named = client_id_of(client)
        if named is not None:
            return named
        self._require_home()
        return self._home.client_id

    def _require_home(self) -> None:
        """Refuse to pass for a namesake, where a test's seed has given the client to its own pool.

        Raises:
            LookupError: the user's pool and client are no longer together.

        """
        pool_id, client_id = self._home.pool_id, self._home.client_id
        try:
            together = self._server.emulator.client(client_id).pool_id == pool_id
        except errors.ResourceNotFoundException:
            together = False
        if not together:
            raise LookupError(
                f"{self.login} is of {pool_id}, but this test's seed has a pool of its own; "
                "name a client= of that pool, or make a user in this one."
            )

    @property
    def _key(self) -> tuple[str, str]:
        """What tells the user from all others, of other pools too."""
        return self._home.pool_id, self.username

    @property
    def _record(self) -> User:
        try:
            return self._server.emulator.user(self._home.pool_id, self.username)
        except (errors.ResourceNotFoundException, errors.UserNotFoundException):
            raise errors.UserNotFoundException(
                f"{self.login} of {self._home.pool_id} is not there: deleted, or with the pool."
            ) from None

    def _named(self) -> dict[str, str]:
        return {"UserPoolId": self._home.pool_id, "Username": self.username}


def usable(code: str | None, owner: str) -> str:
    """Return a code of an authenticator app, if there is one that could be used.

    Raises:
        ValueError: there is none.

    """
    if code is None:
        raise ValueError(
            f"{owner} has used all codes that are good now, and each is good once: "
            "cognito_clock.shift(30) brings a new one."
        )
    return code


_ATTRIBUTES = (
    "attributes cannot be changed here; "
    "cognito.call('AdminUpdateUserAttributes', ...) does it, make(attributes={...}) from the start"
)

#: Those of `CognitoUser.tokens`.
_PARAMETERS = ("claims", "scopes", "age", "expires_in", "use", "client")


def _seconds(name: str, period: timedelta | float) -> float:
    if isinstance(period, timedelta):
        return period.total_seconds()
    if isinstance(period, bool) or not isinstance(period, int | float):
        raise ValueError(f"{name} is {period!r}; it must be seconds or a timedelta.")  # noqa: TRY004
    return period

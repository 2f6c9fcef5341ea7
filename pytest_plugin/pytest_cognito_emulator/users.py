"""Users: making them, finding them, and what a test may ask of one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any, get_args

from cognito_emulator import errors, stock
from cognito_emulator.domain.mfa import policy, software_tokens
from cognito_emulator.domain.mfa.record import Factor
from cognito_emulator.domain.tokens.minting import Wish
from cognito_emulator.domain.users import Status
from cognito_emulator.ids import Ids
from pytest_cognito_emulator.challenges import refused
from pytest_cognito_emulator.profiles import Profile, profile
from pytest_cognito_emulator.sign_in import Credentials, Flow, sign_in, solved
from pytest_cognito_emulator.tokens import CognitoTokens, Use

if TYPE_CHECKING:
    from cognito_emulator.domain.pools import Pool
    from cognito_emulator.domain.users import User
    from pytest_cognito_emulator.clients import CognitoClient
    from pytest_cognito_emulator.server import CognitoServer, Ground

__tracebackhide__ = refused

PASSWORD = "Correct-Horse-1"  # noqa: S105 - of people who do not exist

_SOCIAL = ("Facebook", "Google", "LoginWithAmazon", "SignInWithApple")


class CognitoUser:
    """A user of a test's pool.

    Attributes:
        username: as the pool knows the user; the ``sub`` where people sign in with addresses.
        login: what the user types in: the username, or the address.
        sub: the ``sub`` attribute.
        email: as it was when the user was made or found, ``None`` if there was none.

    """

    def __init__(self, server: CognitoServer, ground: Ground, record: User, login: str) -> None:
        self._server = server
        self._ground = ground
        self._latest: CognitoTokens | None = None
        self.username: str = record.username
        self.login = login
        self.sub: str = record.sub
        self.email: str | None = record.attributes.get("email")

    def __repr__(self) -> str:
        return f"<CognitoUser {self.login}>"

    @property
    def password(self) -> str:
        """The password, as it was when the user was made, or as it was set here since.

        Raises:
            LookupError: it is not known: the app made the user.

        """
        known = self._server.passwords.get((self._ground.pool_id, self.username))
        if known is None:
            raise LookupError(
                f"The password of {self.login} is not known here; set it: user.password = ..."
            )
        return known

    @password.setter
    def password(self, password: str) -> None:
        self._server.passwords[self._ground.pool_id, self.username] = password

    @property
    def attributes(self) -> dict[str, str]:
        """The attributes as they are now, ``sub`` among them."""
        return {"sub": self.sub, **self._record.attributes}

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
        """The second factors that are turned on now: UserMFASettingList."""
        return list(policy.active(self._record))

    def totp(self) -> str:
        """Return the code that the user's authenticator app shows now.

        Raises:
            ValueError: the user has no app, or used up all codes of this half minute: each is good
                once, so move the clock.

        """
        app = self._record.mfa.token
        if app is None:
            raise ValueError(
                f"{self.login} has no authenticator app: "
                'make one with make_cognito_user(mfa="SOFTWARE_TOKEN_MFA").'
            )
        code = software_tokens.code(app, self._server.emulator.clock.now())
        if code is None:
            raise ValueError(
                f"{self.login} has used all codes of this half minute, and each is good once: "
                "cognito_clock.shift(30)."
            )
        return code

    def sign_in(
        self,
        flow: Flow = "USER_PASSWORD_AUTH",
        *,
        client: CognitoClient | None = None,
        solve: bool = False,
    ) -> CognitoTokens:
        """Sign in anew, as an app does.

        Args:
            flow: the AuthFlow of InitiateAuth.
            client: through which one; by default the pool's first.
            solve: whether challenges are answered as they come, with what the emulator knows.

        Raises:
            ChallengeRequired: there is more to it than the password; answer with its ``respond``,
                or let its ``solve`` do that.
            CognitoError: the service's refusal.
            ValueError: of a challenge only the user or the client can know the answer.

        """
        who = Credentials(
            self._ground.pool_id, client or self._ground.client, self.login, self.password
        )
        if solve:
            self._latest = solved(lambda: sign_in(self._server, who, flow))
        else:
            self._latest = sign_in(self._server, who, flow)
        return self._latest

    def tokens(
        self,
        claims: Mapping[str, Any] | None = None,
        /,
        *,
        scopes: Iterable[str] | None = None,
        age: timedelta | float = 0,
        expires_in: timedelta | float | None = None,
        use: Use | None = None,
        client: CognitoClient | None = None,
        **more_claims: object,
    ) -> CognitoTokens:
        """Mint tokens, as a sign-in would yield them: without password, challenges and flow.

        They are as good as any: signed, to be refreshed and revoked. Each call mints others.

        >>> user.tokens(scopes=["orders/read"], expires_in=30).authorization
        >>> user.tokens({"custom:team": "blue"}, use="id").id_token

        Args:
            claims: claims that the tokens have in place of, or beside, their own; ``None`` leaves
                one out.
            scopes: of the access token; by default those of a sign-in by the API.
            age: how long ago they were issued, in seconds or a timedelta.
            expires_in: in what time from now both expire, in seconds or a timedelta; by default
                when the client's settings say.
            use: which of the two it is about: that one gets the claims, and is in
                ``authorization``. By default both get them, and it is the access token.
            client: through which one; by default the pool's first.
            **more_claims: the same as ``claims``.

        Raises:
            ValueError: there is no such use.
            UserNotFoundException: the user was deleted.
            UserLambdaValidationException: PreTokenGeneration refuses.

        """
        if use not in (None, *get_args(Use)):
            raise ValueError(f"use is {use!r}; it must be access or id.")
        client_id = (client or self._ground.client).id
        said = {**(claims or {}), **more_claims}
        wish = Wish(
            identity=said if use != "access" else {},
            access=said if use != "id" else {},
            **({} if scopes is None else {"scopes": tuple(scopes)}),
            age=_seconds(age),
            expires_in=None if expires_in is None else _seconds(expires_in),
        )
        self._latest = self._server.mint(client_id, self.username, wish, use or "access")
        return self._latest

    @property
    def authorization(self) -> str:
        """The ``Authorization`` header of the latest tokens, which are minted if there are none."""
        return (self._latest or self.tokens()).authorization

    @property
    def _record(self) -> User:
        return self._server.emulator.user(self._ground.pool_id, self.username)

    def _named(self) -> dict[str, str]:
        return {"UserPoolId": self._ground.pool_id, "Username": self.username}


class MakeCognitoUser:
    """Makes users of the test's pool; the same test gets the same people each time it runs."""

    def __init__(self, server: CognitoServer, ground: Ground, seed: str) -> None:
        self._server = server
        self._ground = ground
        self._seed = seed
        self._numbers = count(1)
        self._taken: set[str] = set()

    def __call__(  # noqa: PLR0913 - what can be told about a user, all of it optional
        self,
        *,
        username: str | None = None,
        password: str = PASSWORD,
        email: str | None = None,
        groups: Iterable[str] = (),
        attributes: Mapping[str, str | float | None] | None = None,
        status: Status = "CONFIRMED",
        enabled: bool = True,
        mfa: Factor | Iterable[Factor] = (),
        provider: str = "Google",
    ) -> CognitoUser:
        """Make a user and return it.

        Nothing is sent to the user and no trigger is asked, except for what a status implies: the
        code of a sign-up that waits for its confirmation, the code of a reset.

        Args:
            username: by default a person's name; where people sign in with addresses, the address.
            password: the temporary one, if the status is ``FORCE_CHANGE_PASSWORD``.
            email: by default the username at example.com; verified, unless the user is unconfirmed.
            groups: names; groups that do not exist are made.
            attributes: more of them, or others than a person's; ``None`` leaves one out, and
                numbers and truth values become text. Custom attributes that the pool does not have
                are added to it, as texts.
            status: the UserStatus. ``EXTERNAL_PROVIDER`` is a federated user, who has no password.
            enabled: whether the user may sign in.
            mfa: second factors that are turned on: ``SMS_MFA``, ``SOFTWARE_TOKEN_MFA``,
                ``EMAIL_OTP``. A single one is the preferred one. The pool offers them from then on.
            provider: the name of a federated user's identity provider.

        Raises:
            ValueError: a user cannot be made with this status or factor, or there is no such one.
            CognitoError: the service would not make such a user.

        """
        factors = _checked("mfa", (mfa,) if isinstance(mfa, str) else tuple(mfa), Factor)
        _checked("status", (status,), Status)
        pool = self._server.emulator.pool(self._ground.pool_id)
        person = self._person()
        name = username or person.username
        given = _chosen(person, email or _address(name), status, attributes or {})
        described: dict[str, Any] = {"Username": username or _name(pool, name, given)}
        if status == "EXTERNAL_PROVIDER":
            groups = [*groups, f"{pool.id}_{provider}"]
            subject = person.subject
            described["Username"] = username or f"{provider}_{subject}"
            given["identities"] = _identities(provider, subject, self._server.emulator.clock.now())
        else:
            word = "TemporaryPassword" if status == "FORCE_CHANGE_PASSWORD" else "Password"
            described[word] = password
        self._offer(pool, factors)
        self._declare(pool, given)
        described |= {
            "UserAttributes": given,
            "UserStatus": _before(status),
            "Enabled": enabled,
            "Groups": self._made(groups),
            **_second_factors(factors),
        }
        record = self._server.plant_user(pool.id, described)
        user = CognitoUser(self._server, self._ground, record, described["Username"])
        if status != "EXTERNAL_PROVIDER":
            user.password = password
        self._send_code(user, status)
        return user

    def _person(self) -> Profile:
        """Return the next person whose name is still free."""
        people = (profile(f"{self._seed}#{number}") for number in self._numbers)
        person = next(one for one in people if self._is_free(one.username))
        self._taken.add(person.username)
        return person

    def _is_free(self, name: str) -> bool:
        """Whether nobody is of that name, here or made in a wider scope."""
        if name in self._taken:
            return False
        try:
            self._server.emulator.user(self._ground.pool_id, name)
        except errors.UserNotFoundException:
            return True
        return False

    def _declare(self, pool: Pool, attributes: Mapping[str, str]) -> None:
        """Add the custom attributes that the pool lacks."""
        missing = [n for n in attributes if n.startswith("custom:") and n not in pool.schema]
        if missing:
            self._server.ask(
                "AddCustomAttributes",
                UserPoolId=pool.id,
                CustomAttributes=[
                    {
                        "Name": name.removeprefix("custom:"),
                        "AttributeDataType": "String",
                        "Mutable": True,
                    }
                    for name in missing
                ],
            )

    def _offer(self, pool: Pool, factors: tuple[Factor, ...]) -> None:
        """Have the pool offer second factors that it does not offer yet."""
        offered = () if pool.mfa == "OFF" else policy.offered(pool)
        if set(factors) <= set(offered):
            return
        passkeys = pool.mfa_factors.get("WebAuthnConfiguration")
        self._server.ask(
            "SetUserPoolMfaConfig",
            UserPoolId=pool.id,
            MfaConfiguration="OPTIONAL" if pool.mfa == "OFF" else pool.mfa,
            **{_BLOCKS[factor]: _block(pool, factor) for factor in {*offered, *factors}},
            **({} if passkeys is None else {"WebAuthnConfiguration": passkeys}),
        )

    def _made(self, groups: Iterable[str]) -> list[str]:
        """Make the groups that there are not yet; return the names."""
        names = list(groups)
        for name in names:
            try:
                self._server.ask("GetGroup", UserPoolId=self._ground.pool_id, GroupName=name)
            except errors.ResourceNotFoundException:
                self._server.ask("CreateGroup", UserPoolId=self._ground.pool_id, GroupName=name)
        return names

    def _send_code(self, user: CognitoUser, status: Status) -> None:
        if status == "UNCONFIRMED":
            self._server.send_sign_up_code(self._ground.pool_id, user.username)
        if status == "RESET_REQUIRED":
            named = {"UserPoolId": self._ground.pool_id, "Username": user.username}
            self._server.ask("AdminResetUserPassword", **named)


class Users(Mapping[str, CognitoUser]):
    """The users of a pool, by all names that they go by; iterating gives their usernames.

    Attributes:
        make: makes another one.

    """

    def __init__(self, server: CognitoServer, ground: Ground, seed: str) -> None:
        self._server = server
        self._ground = ground
        self.make = MakeCognitoUser(server, ground, seed)

    def __repr__(self) -> str:
        return f"<Users {', '.join(self)}>"

    def __getitem__(self, name: str) -> CognitoUser:
        """Return a user by username, alias or ``sub``.

        Raises:
            KeyError: there is none.

        """
        try:
            record = self._server.emulator.user(self._ground.pool_id, name)
        except errors.UserNotFoundException:
            known = ", ".join(self) or "nobody"
            raise KeyError(f"there is no user {name}; there is {known}") from None
        return CognitoUser(self._server, self._ground, record, name)

    def __iter__(self) -> Iterator[str]:
        users = self._server.emulator.users_of(self._ground.pool_id)
        return iter([user.username for user in users])

    def __len__(self) -> int:
        return len(self._server.emulator.users_of(self._ground.pool_id))


class Groups(Mapping[str, list[str]]):
    """The groups of a pool: their members' usernames, by the groups' names."""

    def __init__(self, server: CognitoServer, ground: Ground) -> None:
        self._server = server
        self._ground = ground

    def __repr__(self) -> str:
        return f"<Groups {', '.join(self)}>"

    def make(self, name: str, *, precedence: int | None = None, role_arn: str | None = None) -> str:
        """Make a group and return its name.

        Raises:
            GroupExistsException: there is one of that name.

        """
        given = {"Precedence": precedence, "RoleArn": role_arn}
        told = {member: value for member, value in given.items() if value is not None}
        self._server.ask("CreateGroup", UserPoolId=self._ground.pool_id, GroupName=name, **told)
        return name

    def __getitem__(self, name: str) -> list[str]:
        """Return the usernames of a group's members.

        Raises:
            KeyError: there is no such group.

        """
        if name not in list(self):
            raise KeyError(f"there is no group {name}; there is {', '.join(self) or 'none'}")
        users = self._server.emulator.users_of(self._ground.pool_id)
        return [user.username for user in users if name in user.groups]

    def __iter__(self) -> Iterator[str]:
        return iter(self._server.emulator.groups_of(self._ground.pool_id))

    def __len__(self) -> int:
        return len(self._server.emulator.groups_of(self._ground.pool_id))


# --- what a user is made of -----------------------------------------------------------------------

_BLOCKS: Mapping[Factor, str] = {
    "SMS_MFA": "SmsMfaConfiguration",
    "EMAIL_OTP": "EmailMfaConfiguration",
    "SOFTWARE_TOKEN_MFA": "SoftwareTokenMfaConfiguration",
}


def _block(pool: Pool, factor: Factor) -> dict[str, Any]:
    if factor == "SMS_MFA":
        return {"SmsConfiguration": pool.echoed.get("SmsConfiguration", stock.TEXT_MESSAGES)}
    return {"Enabled": True} if factor == "SOFTWARE_TOKEN_MFA" else {}


def _second_factors(factors: tuple[Factor, ...]) -> dict[str, Any]:
    """Return them as a seed tells them; a single one is the preferred one."""
    if not factors:
        return {}
    app = "SOFTWARE_TOKEN_MFA" in factors
    return {
        "UserMFASettingList": list(factors),
        **({"PreferredMfaSetting": factors[0]} if len(factors) == 1 else {}),
        **({"SoftwareTokenSecret": Ids().software_token_secret()} if app else {}),
    }


def _chosen(
    person: Profile, email: str, status: Status, wanted: Mapping[str, str | float | None]
) -> dict[str, str]:
    """Return the attributes to make a user with: a person's, then the test's own."""
    chosen: dict[str, str | float | None] = {**person.attributes, "email": email}
    if status != "UNCONFIRMED":  # signing up cannot verify anything
        chosen["email_verified"] = "true"
    chosen.update(wanted)
    if chosen["email"] is None:
        chosen["email_verified"] = None
    return {name: _text(value) for name, value in chosen.items() if value is not None}


def _name(pool: Pool, name: str, attributes: Mapping[str, str]) -> str:
    """Return what a user is made by: the name, or an address where people sign in with those."""
    addresses = (attributes.get(kind) for kind in pool.username_attributes)
    return next((address for address in addresses if address), name)


def _identities(provider: str, subject: str, now: float) -> str:
    """Return the attribute ``identities`` of a user who comes from a provider."""
    kind = provider if provider in _SOCIAL else "OIDC"
    identity = {
        "userId": subject,
        "providerName": provider,
        "providerType": kind,
        "issuer": None,
        "primary": True,
        "dateCreated": int(now * 1000),
    }
    return json.dumps([identity], separators=(",", ":"))


def _before(status: Status) -> Status:
    """Return the status to make a user with; a reset is an event, not a way to be made."""
    return "CONFIRMED" if status == "RESET_REQUIRED" else status


def _checked(what: str, given: tuple[Any, ...], known: Any) -> tuple[Any, ...]:  # noqa: ANN401
    """Return what is given if all of it is known to a Literal.

    Raises:
        ValueError: something is not.

    """
    for value in given:
        if value not in get_args(known):
            raise ValueError(f"{what} is {value!r}; it must be {' or '.join(get_args(known))}")
    return given


def _text(value: str | float) -> str:
    """Return an attribute's value as the service keeps it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _address(username: str) -> str:
    return username if "@" in username else f"{username}@example.com"


def _seconds(period: timedelta | float) -> float:
    return period.total_seconds() if isinstance(period, timedelta) else period

"""Making users: what they are by default, and what the pool needs for them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import count, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator import errors, stock
from cognito_emulator.domain.mfa import policy
from cognito_emulator.domain.mfa.record import Factor
from cognito_emulator.domain.users import Status
from cognito_emulator.ids import Ids
from pytest_cognito_emulator.names import checked_choice, naming
from pytest_cognito_emulator.options import texts
from pytest_cognito_emulator.profiles import Profile, profile
from pytest_cognito_emulator.user import CognitoUser

if TYPE_CHECKING:
    from cognito_emulator.domain.pools import Pool
    from pytest_cognito_emulator.ground import Home
    from pytest_cognito_emulator.server import CognitoServer

# Of people who do not exist; as much of it as a pool's policy wants.
_PASSWORD = "Correct-Horse-1-Battery-Staple"  # noqa: S105
_USUAL_LENGTH = 15
_TRIES = 10_000  # to find somebody whose name and number are free

_SOCIAL = ("Facebook", "Google", "LoginWithAmazon", "SignInWithApple")


class Origin(NamedTuple):
    """Where a user comes from, in a seed's words.

    Attributes:
        credentials: the password; none for somebody who is federated.
        attributes, groups: that come with it.

    """

    username: str
    credentials: Mapping[str, str]
    attributes: Mapping[str, str] = {}
    groups: tuple[str, ...] = ()


class MakeCognitoUser:
    """Makes users of the test's pool; the same test gets the same people each time it runs."""

    def __init__(self, server: CognitoServer, home: Home, seed: str) -> None:
        self._server = server
        self._home = home
        self._seed = seed
        self._numbers = count(1)
        self._taken: set[str] = set()

    @naming("make_cognito_user", 'If it is an attribute: attributes={{"{name}": ...}}.')
    def __call__(  # noqa: PLR0913 - what can be told about a user, all of it optional
        self,
        *,
        username: str | None = None,
        password: str | None = None,
        email: str | None = None,
        groups: Iterable[str] | str = (),
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
            password: the temporary one, if the status is ``FORCE_CHANGE_PASSWORD``; by default
                ``Correct-Horse-1``, and more where the pool wants more.
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
            OptionError: it is too late for what a wider scope makes.
            CognitoError: the service would not make such a user.

        """
        self._server.refuse_late(self._home)
        factors = (mfa,) if isinstance(mfa, str) else tuple(mfa)
        for factor in factors:
            checked_choice("mfa", factor, Factor)
        checked_choice("status", status, Status)
        pool = self._server.emulator.pool(self._home.pool_id)
        person = self._person(pool)
        if username == "":
            raise ValueError("username is empty.")
        name = username or person.username
        password = _password(pool) if password is None else password
        given = _chosen(person, email or _address(name), status, attributes or {})
        if username and status != "EXTERNAL_PROVIDER":
            given |= _said_by(username, pool)
        if status == "EXTERNAL_PROVIDER":
            now = self._server.emulator.clock.now()
            origin = _federated(pool, provider, person.subject, now)
        else:
            origin = _local(pool, name, given, status, password)
        self._offer(pool, factors)
        self._declare(pool, given)
        described = {
            "Username": username or origin.username,
            **origin.credentials,
            "UserAttributes": {**given, **origin.attributes},
            "UserStatus": _before(status),
            "Groups": self._made((*texts("groups", groups), *origin.groups)),
            **_second_factors(factors),
        }
        record = self._server.plant_user(pool.id, described)
        user = CognitoUser(self._server, self._home, record, described["Username"])
        if origin.credentials:
            user.password = password
        self._send_code(user, status)
        if not enabled:
            self._server.ask("AdminDisableUser", UserPoolId=pool.id, Username=user.username)
        return user

    def _person(self, pool: Pool) -> Profile:
        """Return the next person whose name is still free, and number where it is a name."""
        numbers = "phone_number" in (*pool.username_attributes, *pool.alias_attributes)
        people = (profile(f"{self._seed}#{number}") for number in islice(self._numbers, _TRIES))
        for person in people:
            names = [person.username, *([person.phone_number] if numbers else [])]
            if all(self._is_free(name) for name in names):
                self._taken.add(person.username)
                return person
        raise ValueError(f"{_TRIES} people were tried, and all have names or numbers of others.")

    def _is_free(self, name: str) -> bool:
        """Whether nobody goes by that name, here or made in a wider scope."""
        if name in self._taken:
            return False
        try:
            self._server.emulator.user(self._home.pool_id, name)
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
                self._server.ask("GetGroup", UserPoolId=self._home.pool_id, GroupName=name)
            except errors.ResourceNotFoundException:
                self._server.ask("CreateGroup", UserPoolId=self._home.pool_id, GroupName=name)
        return names

    def _send_code(self, user: CognitoUser, status: Status) -> None:
        if status == "UNCONFIRMED":
            self._server.send_sign_up_code(self._home.pool_id, user.username)
        if status == "RESET_REQUIRED":
            named = {"UserPoolId": self._home.pool_id, "Username": user.username}
            self._server.ask("AdminResetUserPassword", **named)


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


def _password(pool: Pool) -> str:
    """Return a password that is long enough for a pool; it has all kinds of characters."""
    wanted = pool.password_policy.minimum_length
    longest = _PASSWORD * (wanted // len(_PASSWORD) + 1)
    return longest[: max(wanted, _USUAL_LENGTH)]


def _said_by(username: str, pool: Pool) -> dict[str, str]:
    """Return the address that a name is, where people sign in with those."""
    kind = "email" if "@" in username else "phone_number"
    return {kind: username} if kind in pool.username_attributes else {}


def _local(
    pool: Pool, name: str, attributes: Mapping[str, str], status: Status, password: str
) -> Origin:
    """Return what makes somebody who has a password; an address is the name where people use it."""
    addresses = (attributes.get(kind) for kind in pool.username_attributes)
    word = "TemporaryPassword" if status == "FORCE_CHANGE_PASSWORD" else "Password"
    return Origin(next((each for each in addresses if each), name), {word: password})


def _federated(pool: Pool, provider: str, subject: str, now: float) -> Origin:
    """Return what makes somebody who comes from a provider, whom the service puts into a group."""
    identity = {
        "userId": subject,
        "providerName": provider,
        "providerType": provider if provider in _SOCIAL else "OIDC",
        "issuer": None,
        "primary": True,
        "dateCreated": int(now * 1000),
    }
    identities = json.dumps([identity], separators=(",", ":"))
    groups = (f"{pool.id}_{provider}",)
    return Origin(f"{provider}_{subject}", {}, {"identities": identities}, groups)


def _before(status: Status) -> Status:
    """Return the status to make a user with; a reset is an event, not a way to be made."""
    return "CONFIRMED" if status == "RESET_REQUIRED" else status


def _text(value: str | float) -> str:
    """Return an attribute's value as the service keeps it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _address(username: str) -> str:
    return username if "@" in username else f"{username}@example.com"

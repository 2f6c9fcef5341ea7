"""Users: making them, and what a test may ask of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any, Literal, get_args

from cognito_emulator import errors
from pytest_cognito_emulator.challenges import refused
from pytest_cognito_emulator.profiles import Profile, profile
from pytest_cognito_emulator.sign_in import CognitoTokens, Credentials, Flow, sign_in

if TYPE_CHECKING:
    from pytest_cognito_emulator.server import CognitoServer

__tracebackhide__ = refused

Status = Literal["CONFIRMED", "UNCONFIRMED", "FORCE_CHANGE_PASSWORD", "RESET_REQUIRED"]

PASSWORD = "Correct-Horse-1"  # noqa: S105 - of people who do not exist


class CognitoUser:
    """A user of the test's pool.

    Attributes:
        username: as the pool knows the user.
        password: as it was when the user was made.
        sub: the ``sub`` attribute.
        email: as it was when the user was made, ``None`` if there was none.

    """

    def __init__(
        self, server: CognitoServer, username: str, password: str, sub: str, email: str | None
    ) -> None:
        self._server = server
        self._tokens: CognitoTokens | None = None
        self.username = username
        self.password = password
        self.sub = sub
        self.email = email

    def __repr__(self) -> str:
        return f"<CognitoUser {self.username}>"

    @property
    def attributes(self) -> dict[str, str]:
        """The attributes as they are now, ``sub`` among them."""
        return _plain(self._described()["UserAttributes"])

    @property
    def status(self) -> str:
        """The UserStatus as it is now."""
        return str(self._described()["UserStatus"])

    @property
    def enabled(self) -> bool:
        """Whether the user is enabled now."""
        return bool(self._described()["Enabled"])

    @property
    def groups(self) -> list[str]:
        """The names of the user's groups as they are now, in the order of ``cognito:groups``."""
        answer = self._server.call("AdminListGroupsForUser", **self._named())
        return [group["GroupName"] for group in answer["Groups"]]

    def sign_in(self, flow: Flow = "USER_PASSWORD_AUTH") -> CognitoTokens:
        """Sign in anew.

        Args:
            flow: the AuthFlow of InitiateAuth.

        Raises:
            ChallengeRequired: there is more to it than the password; answer with its ``respond``.
            CognitoError: the service's refusal.

        """
        return sign_in(self._server, Credentials(self.username, self.password), flow)

    def tokens(self) -> CognitoTokens:
        """Return the tokens of the first sign-in, which happens at the first call."""
        if self._tokens is None:
            self._tokens = self.sign_in()
        return self._tokens

    def _described(self) -> Mapping[str, Any]:
        return self._server.call("AdminGetUser", **self._named())

    def _named(self) -> dict[str, str]:
        return {"UserPoolId": self._server.pool_id, "Username": self.username}


class MakeCognitoUser:
    """Makes users of the test's pool; the same test gets the same people each time it runs."""

    def __init__(self, server: CognitoServer, seed: str) -> None:
        self._server = server
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
    ) -> CognitoUser:
        """Make a user and return it.

        Nothing is sent to the user, except what a status implies: the code of a sign-up that waits
        for its confirmation, the code of a reset.

        Args:
            username: by default a person's name.
            password: the temporary one, if the status is ``FORCE_CHANGE_PASSWORD``.
            email: by default the username at example.com; verified, unless the user is unconfirmed.
            groups: names; groups that do not exist are made.
            attributes: more of them, or others than a person's; ``None`` leaves one out, and
                numbers and truth values become text. Custom attributes that the pool does not have
                are added to it, as texts.
            status: the UserStatus.
            enabled: whether the user may sign in.

        Raises:
            ValueError: a user cannot be made with this status, or there is no such one.
            CognitoError: the service would not make such a user.

        """
        if status not in get_args(Status):
            raise ValueError(f"status is {status!r}; it must be {' or '.join(get_args(Status))}")
        person = self._person()
        username = username or person.username
        given = _chosen(person, email or _address(username), status, attributes or {})
        self._declare(given)
        sub = self._create(username, password, given, status)
        for group in groups:
            self._join(username, group)
        if not enabled:
            self._on("AdminDisableUser", username)
        return CognitoUser(self._server, username, password, sub, given.get("email"))

    def _person(self) -> Profile:
        """Return the next person whose name is still free."""
        people = (profile(f"{self._seed}#{number}") for number in self._numbers)
        person = next(one for one in people if one.username not in self._taken)
        self._taken.add(person.username)
        return person

    def _declare(self, attributes: Mapping[str, str]) -> None:
        """Add the custom attributes that the pool lacks."""
        wanted = [name for name in attributes if name.startswith("custom:")]
        if not wanted:
            return
        pool = self._server.call("DescribeUserPool", UserPoolId=self._server.pool_id)["UserPool"]
        known = {attribute["Name"] for attribute in pool["SchemaAttributes"]}
        missing = [name.removeprefix("custom:") for name in wanted if name not in known]
        if missing:
            self._server.call(
                "AddCustomAttributes",
                UserPoolId=self._server.pool_id,
                CustomAttributes=[
                    {"Name": name, "AttributeDataType": "String", "Mutable": True}
                    for name in missing
                ],
            )

    def _create(
        self, username: str, password: str, attributes: Mapping[str, str], status: Status
    ) -> str:
        """Make the user by the operations that lead to the status; return the ``sub``."""
        if status == "UNCONFIRMED":
            return self._sign_up(username, password, attributes)
        user = self._on(
            "AdminCreateUser",
            username,
            UserAttributes=_pairs(attributes),
            TemporaryPassword=password,
            MessageAction="SUPPRESS",
        )["User"]
        if status != "FORCE_CHANGE_PASSWORD":
            self._on("AdminSetUserPassword", username, Password=password, Permanent=True)
        if status == "RESET_REQUIRED":
            self._on("AdminResetUserPassword", username)
        return _plain(user["Attributes"])["sub"]

    def _sign_up(self, username: str, password: str, attributes: Mapping[str, str]) -> str:
        answer = self._server.call(
            "SignUp",
            ClientId=self._server.client_id,
            Username=username,
            Password=password,
            UserAttributes=_pairs(attributes),
        )
        return str(answer["UserSub"])

    def _join(self, username: str, group: str) -> None:
        try:
            self._on("AdminAddUserToGroup", username, GroupName=group)
        except errors.ResourceNotFoundException:
            self._server.call("CreateGroup", UserPoolId=self._server.pool_id, GroupName=group)
            self._on("AdminAddUserToGroup", username, GroupName=group)

    def _on(self, operation: str, username: str, /, **request: object) -> Mapping[str, Any]:
        return self._server.call(
            operation, UserPoolId=self._server.pool_id, Username=username, **request
        )


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


def _text(value: str | float) -> str:
    """Return an attribute's value as the service keeps it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _address(username: str) -> str:
    return username if "@" in username else f"{username}@example.com"


def _pairs(attributes: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in attributes.items()]


def _plain(pairs: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {pair["Name"]: pair["Value"] for pair in pairs}

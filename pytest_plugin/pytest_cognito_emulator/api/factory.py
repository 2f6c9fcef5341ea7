"""Making users: who they are by default."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count, islice
from typing import TYPE_CHECKING

from cognito_emulator import Factor, Status, errors
from cognito_emulator.control import people
from cognito_emulator.errors import CognitoError
from cognito_emulator.profiles import Profile, profile
from pytest_cognito_emulator.api.user import CognitoUser
from pytest_cognito_emulator.names import checked_choice, naming
from pytest_cognito_emulator.options import texts

if TYPE_CHECKING:
    from cognito_emulator.control.pools import Pool
    from pytest_cognito_emulator.lifecycle.home import Home
    from pytest_cognito_emulator.lifecycle.server import CognitoServer

_TRIES = 10_000  # to find somebody whose name and number are free


class MakeCognitoUser:
    """Makes users of the test's pool; the same test gets the same people each time it runs."""

    def __init__(self, server: CognitoServer, home: Home, seed: str) -> None:
        self._server = server
        self._home = home
        self._seed = seed
        self._numbers = count(1)
        self._taken: set[str] = set()

    def __repr__(self) -> str:
        return f"<MakeCognitoUser: pool {self._home}>"

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
        given = _chosen(person, email or _address(name), status, attributes or {})
        if username and status != "EXTERNAL_PROVIDER":
            given |= _said_by(username, pool)
        unsaid = all(each is None for each in (username, password, email, attributes))
        wanted = people.Person(
            username=username,
            name=name,
            subject=person.subject,
            password=password,
            attributes=given,
            groups=texts("groups", groups),
            status=status,
            enabled=enabled,
            mfa=factors,
            provider=provider,
            invented=unsaid and groups == () and status != "EXTERNAL_PROVIDER",
        )
        try:
            made = people.make(self._server.emulator, pool.id, wanted)
        except CognitoError as refusal:  # the way through the emulator tells a test nothing
            raise refusal.with_traceback(None) from None
        user = CognitoUser(self._server, self._home, made.user, made.login)
        if made.password is not None:
            user.password = made.password
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


# --- what a user is made of -----------------------------------------------------------------------


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


def _said_by(username: str, pool: Pool) -> dict[str, str]:
    """Return the address that a name is, where people sign in with those."""
    kind = "email" if "@" in username else "phone_number"
    return {kind: username} if kind in pool.username_attributes else {}


def _text(value: str | float) -> str:
    """Return an attribute's value as the service keeps it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _address(username: str) -> str:
    return username if "@" in username else f"{username}@example.com"

"""The users and the groups of a pool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cognito_emulator import errors
from pytest_cognito_emulator.api.factory import MakeCognitoUser
from pytest_cognito_emulator.api.user import CognitoUser
from pytest_cognito_emulator.names import naming, none_of, some

if TYPE_CHECKING:
    from pytest_cognito_emulator.lifecycle.home import Home
    from pytest_cognito_emulator.lifecycle.server import CognitoServer


class Users(Mapping[str, CognitoUser]):
    """The users of a pool, by username, alias or ``sub``; iterating gives their usernames.

    Attributes:
        make: makes another user.

    """

    def __init__(self, server: CognitoServer, home: Home, seed: str) -> None:
        self._server = server
        self._home = home
        self.make = MakeCognitoUser(server, home, seed)

    def __repr__(self) -> str:
        return f"<Users {some(self)}>"

    def __getitem__(self, name: str) -> CognitoUser:
        """Return a user by username, alias or ``sub``.

        Raises:
            KeyError: there is none.

        """
        try:
            record = self._server.emulator.user(self._home.pool_id, name)
        except errors.UserNotFoundException:
            raise KeyError(none_of("user", name, self)) from None
        return CognitoUser(self._server, self._home, record, name)

    def __iter__(self) -> Iterator[str]:
        users = self._server.emulator.users_of(self._home.pool_id)
        return iter([user.username for user in users])

    def __len__(self) -> int:
        return len(self._server.emulator.users_of(self._home.pool_id))


class Groups(Mapping[str, list[str]]):
    """The groups of a pool: the usernames of each group's members, by the group's name."""

    def __init__(self, server: CognitoServer, home: Home) -> None:
        self._server = server
        self._home = home

    def __repr__(self) -> str:
        return f"<Groups {some(self)}>"

    @naming("groups.make")
    def make(self, name: str, *, precedence: int | None = None, role_arn: str | None = None) -> str:
        """Make a group and return its name.

        Raises:
            GroupExistsException: there is a group of that name already.

        """
        self._server.refuse_late(self._home)
        given = {"Precedence": precedence, "RoleArn": role_arn}
        members = {name: value for name, value in given.items() if value is not None}
        self._server.ask("CreateGroup", UserPoolId=self._home.pool_id, GroupName=name, **members)
        return name

    def __getitem__(self, name: str) -> list[str]:
        """Return the usernames of a group's members.

        Raises:
            KeyError: there is no such group.

        """
        if name not in list(self):
            raise KeyError(none_of("group", name, self))
        users = self._server.emulator.users_of(self._home.pool_id)
        return [user.username for user in users if name in user.groups]

    def __iter__(self) -> Iterator[str]:
        return iter(self._server.emulator.groups_of(self._home.pool_id))

    def __len__(self) -> int:
        return len(self._server.emulator.groups_of(self._home.pool_id))

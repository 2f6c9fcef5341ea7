"""Reading the users of a pool, page by page, as a seed has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from cognito_emulator.pulling.listing import Page, pages
from cognito_emulator.pulling.reader import needed

if TYPE_CHECKING:
    from cognito_emulator.pulling.anonymous import Anonymous
    from cognito_emulator.pulling.reader import Reader

People = Literal["none", "anonymous", "real"]
"""Whom to take of a pool."""

PAGE = 60  # the most that the service lists at once (documented)
_CANNOT_BE_READ = (
    "Passwords, secrets of authenticator apps, devices, passkeys and second factors of users cannot"
    " be read: they stay at AWS."
)
_KEY = "Key"


class Pull(NamedTuple):
    """What is wanted of a pool.

    Attributes:
        people: whom.
        password: that users get who have one, as the real ones cannot be read.
        anonymous: makes somebody else of each user, where they are to be anonymous.
        progress: is told how many users were read, and of about how many.

    """

    pool_id: str
    people: People
    password: str | None
    anonymous: Anonymous
    progress: Callable[[int, int], None]


class Users:
    """The users of a pool.

    Attributes:
        notes: what whoever has the seed has to know of them.

    """

    def __init__(self, reader: Reader, wanted: Pull, addresses: Sequence[str]) -> None:
        """Read nothing yet.

        Args:
            reader: of the pool.
            wanted: whom to take.
            addresses: the attributes that people sign in with; empty for usernames.

        """
        self._reader = reader
        self._wanted = wanted
        self._addresses = addresses
        self.notes = [_CANNOT_BE_READ]

    def read(self, groups: Iterable[Mapping[str, Any]], about: int) -> list[dict[str, Any]]:
        """Return all users, each once and with the groups.

        Args:
            groups: of the pool.
            about: how many users there may be.

        Raises:
            AwsError: the service refuses.

        """
        number = 0

        def page(token: str | None) -> Page:
            nonlocal number
            found = self._reader.journal.step(
                f"users {token or ''}", partial(self._page, token, number)
            )
            number += len(found["users"])
            self._wanted.progress(number, max(about, number))
            return Page(found["users"], found["next"])

        # Whoever is changed while users are listed may be on two pages.
        users: dict[str, dict[str, Any]] = {}
        for each in pages("ListUsers", page):
            users |= {user[_KEY]: user for user in each.items if isinstance(user, dict)}
        return self._in_groups(users, groups)

    def _page(self, token: str | None, first: int) -> dict[str, Any]:
        """Return a page of users as they will stand in the seed, and where the next one begins."""
        more = {} if token is None else {"PaginationToken": token}
        answer = self._reader.call("ListUsers", Limit=PAGE, **more)
        users = [
            self._described(first + place, user)
            for place, user in enumerate(answer.get("Users", []))
        ]
        return {"users": users, "next": answer.get("PaginationToken") or None}

    def _described(self, number: int, user: Mapping[str, Any]) -> dict[str, Any]:
        given = _attributes(user)
        described: dict[str, Any] = {
            "Username": needed("ListUsers", user, "Username"),
            "UserStatus": user.get("UserStatus", "CONFIRMED"),
            "Enabled": user.get("Enabled", True),
            "UserAttributes": given,
            "Unchecked": True,  # it is there, whatever the pool would take today
        }
        if self._wanted.people == "anonymous":
            described = self._wanted.anonymous.user(number, described, self._addresses)
        return {**described, _KEY: self._key(user)}

    def _key(self, user: Mapping[str, Any]) -> str:
        """Return what a user is found by among the members of groups.

        Of a real one the ``sub`` stays in the journal; of an invented one a digest that does not
        lead back to it.
        """
        sub = _attributes(user).get("sub") or str(needed("ListUsers", user, "Username"))
        return sub if self._wanted.people == "real" else self._wanted.anonymous.digest(sub)

    # -- groups, and passwords ---------------------------------------------------------------------

    def _in_groups(
        self, users: Mapping[str, dict[str, Any]], groups: Iterable[Mapping[str, Any]]
    ) -> list[dict[str, Any]]:
        joined: dict[str, list[str]] = {}
        for group in groups:
            name = needed("ListGroups", group, "GroupName")
            for key in self._members(name):
                joined.setdefault(key, []).append(name)
        return [
            {**self._with_password(user), **({"Groups": joined[key]} if key in joined else {})}
            for key, user in users.items()
        ]

    def _with_password(self, user: Mapping[str, Any]) -> dict[str, Any]:
        rest = {name: value for name, value in user.items() if name != _KEY}
        if self._wanted.password is None or user["UserStatus"] == "EXTERNAL_PROVIDER":
            return rest
        temporary = user["UserStatus"] == "FORCE_CHANGE_PASSWORD"
        return {**rest, "TemporaryPassword" if temporary else "Password": self._wanted.password}

    def _members(self, group: str) -> list[str]:
        """Return the keys of a group's members; none of a group that was deleted meanwhile."""
        return self._reader.listed(
            "ListUsersInGroup",
            "Keys",
            size=("Limit", PAGE),
            kept=self._keys,
            GroupName=group,
        )

    def _keys(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Return what of a page of members is written down: nobody's name."""
        keys = [self._key(user) for user in answer.get("Users", [])]
        return {"Keys": keys, "NextToken": answer.get("NextToken")}


def _attributes(user: Mapping[str, Any]) -> dict[str, str]:
    return {
        needed("ListUsers", each, "Name"): each.get("Value", "")
        for each in user.get("Attributes", [])
    }

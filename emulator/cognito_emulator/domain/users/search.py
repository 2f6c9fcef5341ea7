"""ListUsers: the filter's grammar, and the users that it lets through."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import errors
from cognito_emulator.domain.users import identities
from cognito_emulator.domain.users.record import USERS, User
from cognito_emulator.store import Reach

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context

_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_CONDITION = re.compile(rf'\s*(?:{_QUOTED}|([^\s"=^]+))\s*(\^?=)\s*{_QUOTED}\s*', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def _attribute(name: str) -> Callable[[User], str | None]:
    return lambda user: user.attributes.get(name)


#: What can be searched (documented), and how it is read from a user.
_SEARCHABLE: Mapping[str, Callable[[User], str | None]] = {
    "username": lambda user: user.username,
    "sub": lambda user: user.sub,
    "status": lambda user: "Enabled" if user.enabled else "Disabled",
    "cognito:user_status": lambda user: user.status,
    **{
        name: _attribute(name)
        for name in (
            "email",
            "phone_number",
            "name",
            "given_name",
            "family_name",
            "preferred_username",
        )
    },
}
_ONE_AT_MOST: Mapping[str, Callable[[Context, Pool, str], User | None]] = {
    "username": lambda ctx, pool, name: ctx.tx.get(USERS, (pool.id, name)),
    "sub": lambda ctx, pool, sub: ctx.tx.find(USERS, "sub", (pool.id, sub.lower())),
}
#: Compared as they are written (documented); that the case of all others does not matter is
#: documented for ``cognito:user_status`` only.
_CASE_COUNTS = frozenset({"username", "status"})


class Filter(NamedTuple):
    """One condition on one attribute."""

    name: str
    is_prefix: bool
    value: str

    def admits(self, user: User) -> bool:
        """Whether a user meets the condition; one without the attribute never does."""
        found = _SEARCHABLE[self.name](user)
        if found is None:
            return False
        wanted = self.value
        if self.name not in _CASE_COUNTS:
            found, wanted = found.casefold(), wanted.casefold()
        return found.startswith(wanted) if self.is_prefix else found == wanted


def parse(text: str) -> Filter | None:
    r"""Return the condition that a filter states, ``None`` for an empty one, which admits all.

    >>> parse('"given_name" ^= "Jo\\"hn"')
    Filter(name='given_name', is_prefix=True, value='Jo"hn')

    Raises:
        InvalidParameterException: it cannot be parsed, or the attribute cannot be searched (texts
            measured [users-34, users-35]).

    """
    if not text.strip():
        return None
    parts = _CONDITION.fullmatch(text)
    if parts is None:
        raise errors.InvalidParameterException("Error while parsing filter.")
    quoted, bare, operator, value = parts.groups()
    name = bare if quoted is None else _unescaped(quoted)
    if name not in _SEARCHABLE:
        raise errors.InvalidParameterException("Input fails to satisfy the constraints.")
    return Filter(name, operator == "^=", _unescaped(value))


def page(
    ctx: Context, pool: Pool, condition: Filter | None, start: int, limit: int
) -> tuple[list[User], int | None]:
    """Return the next users who meet a condition, oldest first, and where more begin."""
    if condition is None:
        return ctx.tx.page(USERS, "pool", pool.id, Reach(start, limit))
    reach = Reach(start, limit, condition.admits)
    if not condition.is_prefix and condition.name in _ONE_AT_MOST:
        user = _ONE_AT_MOST[condition.name](ctx, pool, condition.value)
        return [user] if user else [], None
    if not condition.is_prefix and condition.name == "email":
        return ctx.tx.page(USERS, "email", (pool.id, condition.value.casefold()), reach)
    return ctx.tx.page(USERS, "pool", pool.id, reach)


def require_everywhere(found: list[User], names: Iterable[str]) -> None:
    """Refuse AttributesToGet that not all users of a page have (documented; text claimed).

    Raises:
        InvalidParameterException: somebody lacks one.

    """
    wanted = frozenset(names)
    for user in found:
        if any(name != "sub" and name not in identities.shown(user) for name in wanted):
            raise errors.InvalidParameterException("One or more requested attributes do not exist.")


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)

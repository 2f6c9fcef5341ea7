"""A pool about to be written, and the rules that it is held against."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator import errors

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool


class PoolChange(NamedTuple):
    """A pool about to be written.

    Attributes:
        request: what is asked for.
        pool: what the pool would be.
        before: what it is, ``None`` for a new one.
        clients_rotate: whether any of its clients rotates refresh tokens; asked only where it
            matters, as it takes a look at all of them.
        has_managed_login: whether any of its domains has managed login; asked as rarely.

    """

    request: Mapping[str, Any]
    pool: Pool
    before: Pool | None = None
    clients_rotate: Callable[[], bool] = lambda: False
    has_managed_login: Callable[[], bool] = lambda: False


#: Returns the refusal, if the rule is broken.
Rule = Callable[[PoolChange], str | None]


def obey(rules: Iterable[Rule], change: PoolChange) -> None:
    """Refuse a pool that breaks one of these rules.

    Raises:
        InvalidParameterException: in the words of the first rule that is broken.

    """
    for rule in rules:
        if (broken := rule(change)) is not None:
            raise errors.InvalidParameterException(broken)

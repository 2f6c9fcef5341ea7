"""Where the users of a scope live."""

from __future__ import annotations

from dataclasses import dataclass

NO_POOL = (
    "This test has no pool of its own, as pool is False: in its marker, in cognito_settings or in "
    "the ini option cognito_pool. Make one with cognito.pool(), or take one that the app has made: "
    'cognito.pools["its id or its name"].'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where users live: a pool, and the client that is theirs unless they name another.

    Attributes:
        pool: the pool's id; ``None`` where there is none.
        client: the client's id; ``None`` where there is none.
        scope: the name of the scope that holds what is made there.
        depth: how many scopes were open when it had begun.

    """

    pool: str | None
    client: str | None
    scope: str
    depth: int

    def __str__(self) -> str:
        return "none" if self.pool is None else f"{self.pool}, client {self.client or 'none'}"

    @property
    def pool_id(self) -> str:
        """The pool's id.

        Raises:
            LookupError: there is no pool; the message says what to do.

        """
        if self.pool is None:
            raise LookupError(NO_POOL)
        return self.pool

    @property
    def client_id(self) -> str:
        """The client's id.

        Raises:
            LookupError: there is no pool, or it has no client; the message says what to do.

        """
        if self.client is None:
            raise LookupError(
                f"The pool {self.pool_id} has no client yet. Have the app make one, or make one "
                f'with cognito.pools["{self.pool_id}"].client(), before you take the pool.'
            )
        return self.client

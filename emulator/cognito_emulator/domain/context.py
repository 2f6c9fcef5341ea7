"""What an operation is given: its transaction, its moment, its caller, three doors into state."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain import clients, pools
from cognito_emulator.domain.tokens import verify

if TYPE_CHECKING:
    from cognito_emulator.domain.messages import Message
    from cognito_emulator.domain.tokens.keys import KeyRing
    from cognito_emulator.domain.tokens.verify import Subject
    from cognito_emulator.ids import Ids
    from cognito_emulator.settings import Settings
    from cognito_emulator.store import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who sent a request, and how.

    Attributes:
        request_id: the answer's ``x-amzn-RequestId``; a sign-in's ``event_id`` (recorded 2026-09).
        region: the region of the signature's credential scope, else the emulator's.
        signed: whether the request carries AWS credentials.
        base_url: where the caller reaches this emulator, without a trailing slash.

    """

    request_id: str
    region: str
    signed: bool = True
    base_url: str = "http://localhost"


@dataclass(slots=True)
class Context:
    """One run of one operation.

    Attributes:
        tx: the transaction; the operation's reads and writes.
        now: epoch seconds at which the operation happens, the same for all of it.
        outbox: messages to announce once the transaction is committed.

    """

    tx: Transaction
    now: float
    ids: Ids
    keys: KeyRing
    settings: Settings
    caller: Caller
    outbox: list[Message] = field(default_factory=list)

    def pool(self, pool_id: str) -> pools.Pool:
        """Return the pool of that id in the caller's region.

        Raises:
            ResourceNotFoundException: there is none (text recorded 2026-09).

        """
        pool = self.tx.get(pools.POOLS, pool_id)
        if pool is None or (self.caller.signed and pool.region != self.caller.region):
            raise errors.ResourceNotFoundException(f"User pool {pool_id} does not exist.")
        return pool

    def client(self, client_id: str) -> clients.Client:
        """Return the app client of that id, whatever its pool.

        Raises:
            ResourceNotFoundException: there is none (text recorded 2026-09).

        """
        client = self.tx.get(clients.CLIENTS, client_id)
        if client is None:
            raise errors.ResourceNotFoundException(f"User pool client {client_id} does not exist.")
        return client

    def subject(self, access_token: str) -> Subject:
        """Return whom an access token stands for, after all of the service's checks.

        Raises:
            NotAuthorizedException, UserNotFoundException, UserNotConfirmedException,
            ResourceNotFoundException: see `cognito_emulator.domain.tokens.verify.subject`.

        """
        return verify.subject(self, access_token)

    def pool_of(self, client: clients.Client) -> pools.Pool:
        """Return the pool of a client that was just looked up."""
        pool = self.tx.get(pools.POOLS, client.pool_id)
        if pool is None:  # a pool takes its clients with it, so only a race can get here
            raise errors.ResourceNotFoundException(f"User pool client {client.id} does not exist.")
        return pool

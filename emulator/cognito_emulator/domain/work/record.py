"""What is no record of the API: warnings, faults, and what of an engine a lasting store keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.counts import counted, often
from cognito_emulator.printable import line
from cognito_emulator.records import Record
from cognito_emulator.store import Table

if TYPE_CHECKING:
    from cognito_emulator.store import Transaction

_numbers = count()
_LONGEST = 1_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class WarningRecord(Record):
    """One warning, for example that a member of a trigger's answer has no effect.

    ``str(record)`` is one line for a report: the operation, the pool and the sentence.

    Attributes:
        sentence: what is wrong, and what would be right.
        at: when, in epoch seconds on the emulator's clock.
        operation: the operation of the API during which it came up; empty outside of one.
        user_pool_id: the pool that it is about, ``None`` where it is about none.
        error: the exception that a function of the test raised, for the log; only listeners get it.

    """

    sentence: str
    at: float
    operation: str = ""
    user_pool_id: str | None = None
    error: BaseException | None = field(default=None, repr=False, compare=False)
    number: int = field(default_factory=lambda: next(_numbers), repr=False, compare=False)

    def __str__(self) -> str:
        place = " in ".join(part for part in (self.operation, self.user_pool_id) if part)
        return line(f"{place}: {self.sentence}" if place else self.sentence, _LONGEST)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class StoredWarning(Record):
    """A warning as it is kept: without the error, which holds the frames of its way."""

    number: int
    sentence: str
    at: float
    operation: str
    user_pool_id: str | None

    @classmethod
    def of(cls, record: WarningRecord) -> StoredWarning:
        """Return what is kept of a warning."""
        return cls(**{member.name: getattr(record, member.name) for member in fields(cls)})

    @property
    def record(self) -> WarningRecord:
        """The warning as whoever reads it later sees it."""
        return WarningRecord(
            sentence=self.sentence,
            at=self.at,
            operation=self.operation,
            user_pool_id=self.user_pool_id,
            number=self.number,
        )


WARNINGS: Table[StoredWarning] = Table(
    "warnings",
    StoredWarning,
    key=lambda record: record.number,
    belongs_to=(),
    # The next pool of that id has no use of them, so it cannot inherit them either.
    outlives={"pool": "they tell what happened"},
    groups={"all": lambda _record: ("all",)},
    capacity=1_000,
)


def keep_warning(tx: Transaction, warning: WarningRecord) -> None:
    """Write a warning, with a number that no other has: another process may have counted, too."""
    if tx.get(WARNINGS, warning.number) is not None:
        last = max(kept.number for kept in tx.all(WARNINGS, "all", "all"))
        warning = replace(warning, number=last + 1)
    tx.put(WARNINGS, StoredWarning.of(warning))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Secret(Record):
    """What signs or seals, where the store lasts; else it is the process's.

    Attributes:
        pool_id: whose it is; ``None`` for those of the emulator.
        name: what it is for.
        text: it, as its kind writes it: private keys as PEM in PKCS#8.

    """

    pool_id: str | None
    name: str
    text: str


SECRETS: Table[Secret] = Table(
    "secrets",
    Secret,
    key=lambda secret: (secret.pool_id, secret.name),
    belongs_to=("pool",),
    groups={"all": lambda _secret: ("all",)},
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ClockSetting(Record):
    """How the clock was set, where the store lasts.

    Attributes:
        offset: seconds by which it is ahead of the process.
        frozen_at: where it stands still, in epoch seconds; ``None`` where it runs.

    """

    offset: float
    frozen_at: float | None


CLOCKS: Table[ClockSetting] = Table(
    "clocks",
    ClockSetting,
    key=lambda _setting: "clocks",
    belongs_to=(),
    outlives={"pool": "one time is that of all pools"},
    groups={"all": lambda _setting: ("all",)},
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SeededIds(Record):
    """How far ids have come that follow from a text, where the store lasts.

    Attributes:
        text: that of ``--seeded-ids``.
        blocks: how many were begun; each gives ids of its own.

    """

    text: str
    blocks: int


SEEDED_IDS: Table[SeededIds] = Table(
    "seeded_ids",
    SeededIds,
    key=lambda ids: ids.text,
    belongs_to=(),
    outlives={"pool": "an id that was given is not given again"},
    groups={"all": lambda _ids: ("all",)},
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Exchange(Record):
    """The latest exchange of all state, where the store lasts.

    Attributes:
        by: the process that made it.
        resets: how many of all exchanges were resets: after each, files are as they are by then.

    """

    by: str = ""
    resets: int = 0


EXCHANGES: Table[Exchange] = Table(
    "exchanges",
    Exchange,
    key=lambda _exchange: "exchanges",
    belongs_to=(),
    outlives={"pool": "all pools were exchanged"},
    groups={"all": lambda _exchange: ("all",)},
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class AttachedTarget(Record):
    """A function that answers a trigger for all processes, where the store lasts.

    Attributes:
        trigger: its name in LambdaConfig.
        pool_id: of which pool; ``None`` for all pools.
        version: of the events that it wants, ``None`` where that is the pool's affair.
        target: where the function is, as `cognito_emulator.lambdas.remote_function` takes it.

    """

    trigger: str
    pool_id: str | None
    version: str | None
    target: str


ATTACHED_TARGETS: Table[AttachedTarget] = Table(
    "attached_targets",
    AttachedTarget,
    key=lambda attached: (attached.trigger, attached.pool_id),
    belongs_to=(),
    outlives={"pool": "a pool of that id may be made again, as by a reset"},
    groups={"all": lambda _attached: ("all",)},
)


class PlantedPool(NamedTuple):
    """A pool that came of a seed; passwords are those of its users, by their usernames."""

    pool_id: str
    client_ids: tuple[str, ...]
    passwords: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class PlantedSeed(Record):
    """A seed that was planted into a store that lasts.

    Attributes:
        name: its file, or what stands in place of one.
        digest: of what was in it.
        pools: what came of it then.

    """

    name: str
    digest: str
    pools: tuple[PlantedPool, ...]


PLANTED_SEEDS: Table[PlantedSeed] = Table(
    "planted_seeds",
    PlantedSeed,
    key=lambda seed: seed.name,
    belongs_to=(),
    outlives={"pool": "a pool that was deleted is not planted again"},
    groups={"all": lambda _seed: ("all",)},
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Fault(Record):
    """A wish that future calls fail or are delayed.

    Attributes:
        operation: the operation whose calls are struck, for example ``InitiateAuth``, or the page
            or endpoint of a pool's domain, for example ``oauth2/token``; ``None`` for every
            operation (that may fail with `error`).
        error: the class name of the error with which calls fail; ``None`` for a delay.
        message: the error's message; ``None`` for the service's own, as far as it is known.
        delay: how many seconds of real time calls wait; ``None`` for an error.
        times: how many more calls will be struck; ``None`` for no limit.
        probability: how likely a call is struck, above 0, at most 1; ``None`` for always.
        seed: what determines which calls are struck; ``None`` for real chance.
        struck: how many calls were struck.

    """

    operation: str | None = None
    error: str | None = None
    message: str | None = None
    delay: float | None = None
    times: int | None = None
    probability: float | None = None
    seed: int | str | None = None
    struck: int = 0

    @property
    def what(self) -> str:
        """What becomes of which calls, in words."""
        what = self.error if self.delay is None else f"a delay of {counted(self.delay, 'second')}"
        return f"{self.operation or 'any operation'}: {what}"

    def __str__(self) -> str:
        times = "always" if self.times is None else often(self.times)
        chance = "" if self.probability is None else f", with probability {self.probability:g}"
        return f"{self.what}, {times}{chance}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class WaitingFault(Record):
    """A fault that waits for calls.

    Attributes:
        number: above that of each older one.
        thrown: how often its dice were thrown, if they have a seed: what comes next follows.

    """

    number: int
    fault: Fault
    thrown: int = 0


FAULTS: Table[WaitingFault] = Table(
    "faults",
    WaitingFault,
    key=lambda waiting: waiting.number,
    belongs_to=(),
    outlives={"pool": "they strike calls, whichever pool those are for"},
    groups={"all": lambda _waiting: ("all",)},
)

"""What a kind of record is in a seed: its words, and how it is planted, planted anew, exported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from cognito_emulator.api import spec
from cognito_emulator.errors import CognitoError

if TYPE_CHECKING:
    from cognito_emulator.api.spec import Shape
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.seeds.places import Place

Result = TypeVar("Result")

TEXT = spec.Shape("text", "string")
FLAG = spec.Shape("flag", "boolean")
TEXTS = spec.Shape("texts", "list", element=TEXT)


class Entry(NamedTuple):
    """One thing to make.

    Attributes:
        request: in the API's words, checked against the model.
        extra: members of the seed that the API's request has no place for.

    """

    place: Place
    request: Mapping[str, Any]
    extra: Mapping[str, Any]


def or_refuse(entry: Entry, make: Callable[[], Result], advice: str = "") -> Result:
    """Return what ``make`` makes of an entry.

    Args:
        entry: the thing to make.
        make: makes it.
        advice: what the seed needs if the service would refuse it; follows the service's words.

    Raises:
        SeedError: the service would refuse it.

    """
    try:
        return make()
    except CognitoError as refusal:
        said = f"{refusal.type}: {refusal}"
        raise entry.place.wrong(f"{said}. {advice}" if advice else said) from refusal


# --- how it is written ----------------------------------------------------------------------------


class Modelled(NamedTuple):
    """A member that the kind's own request has no place for, and another operation's has.

    Attributes:
        operation, member: whose type in the model it has.
        held: whether it is held against the model's constraints too.
        hint: how it is written, where the model's words do not say it plainly.

    """

    operation: str
    member: str
    held: bool = False
    hint: str = ""


def _unchanged(request: dict[str, Any]) -> dict[str, Any]:
    return request


def _unknown(_name: str) -> str | None:
    return None


@dataclass(frozen=True, kw_only=True, eq=False)
class Kind:
    """How a kind of record is written.

    Attributes:
        operation: the one that makes it, whose request it is.
        completion: the operation that sets what the first cannot: those members of `own` that are
            in its request are held against it.
        shown: what shows it: operations, and the member of their answer.
        wrapper: the member in which answers have it.
        own: members that the request has no place for.
        renamed: members of the request by their names in answers.
        rewritten: members that may be written otherwise than the request has them.
        parts: the lists that may stand in it.
        beside: other members that stand in it and are read elsewhere.
        advice: what to do with answers of the API that are no seed by themselves, by operation.
        tidied: returns a request without what answers show twice and a request may say only once.
        home: returns where a member belongs that is not the kind's, in a sentence, if that is
            known.

    """

    operation: str
    completion: str = ""
    shown: tuple[tuple[str, str | None], ...]
    wrapper: str
    own: Mapping[str, Shape | Modelled] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)
    rewritten: Mapping[str, Callable[[Place, Any], Any]] = field(default_factory=dict)
    parts: Mapping[str, Part] = field(default_factory=dict)
    beside: tuple[str, ...] = ()
    advice: Mapping[str, str] = field(default_factory=dict)
    tidied: Callable[[dict[str, Any]], dict[str, Any]] = _unchanged
    home: Callable[[str], str | None] = _unknown


def advice_for(part: str, *, one: Iterable[str], several: Iterable[str]) -> dict[str, str]:
    """Return what to do with answers that have one record of a list, or several."""
    return {
        **dict.fromkeys(several, f"Put its {part} into a seed, beside the PoolName."),
        **dict.fromkeys(one, f"Put it into the list {part} of a seed, beside the PoolName."),
    }


# --- what becomes of it ---------------------------------------------------------------------------


class Prepare(Protocol):
    """What completes the entries of a list before they are planted."""

    def __call__(
        self, ctx: Context, pool: Pool, entries: Sequence[Entry], *, named: bool, lasting: bool
    ) -> Sequence[Entry]:
        """Return them with what a seed need not say; ``named`` is whether it says the pool's id."""


def _as_written(
    ctx: Context,  # noqa: ARG001 - as a Prepare
    pool: Pool,  # noqa: ARG001
    entries: Sequence[Entry],
    *,
    named: bool,  # noqa: ARG001
    lasting: bool,  # noqa: ARG001
) -> Sequence[Entry]:
    return entries


class Part(NamedTuple):
    """A kind of record that belongs to a pool, and stands in a list of its own in the seed.

    Attributes:
        name: of the list.
        kind: how one of them is written.
        make_room: removes the records whose place the new ones take, before any of them is made;
            the pool is there.
        plant: makes one of them; what the service refuses becomes a `SeedError` at the entry's
            place.
        export: returns all of a pool, as answers show them; members that a seed cannot have, such
            as dates, are left out by `exporting`.
        before: the lists of what refers to these, and is made later.
        short: the member that a text is in place of one of them; where there is one, a single one
            may stand in place of the list.
        prepare: see there.

    """

    name: str
    kind: Kind
    make_room: Callable[[Context, Pool, Sequence[Entry]], None]
    plant: Callable[[Context, Pool, Entry], object]
    export: Callable[[Context, Pool], Iterable[Mapping[str, Any]]]
    before: tuple[str, ...] = ()
    short: str = ""
    prepare: Prepare = _as_written

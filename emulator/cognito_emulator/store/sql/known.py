"""What a process knows of a database: facts that were read, and until when they are right.

All facts are right at one state, the latest that the process has heard of. Each commit leaves its
news in the database: the places that it changed. Whoever asks for the state is told all news since,
and forgets what was at those places. So what nobody changed costs no question.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

Fact = TypeVar("Fact")

Place = tuple[str, str]
"""Where something stands: a table's name and a key, or the path of an index and a value."""

KEPT_FACTS = 20_000  # of each kind
KEPT_NEWS = 1_000  # commits
NEVER = 2**62  # no number of changes reaches it
_NO_GENERATION = -1


class State(NamedTuple):
    """How much has happened: while both are the same, everything is.

    Attributes:
        changes: the last number that was given to anything, in this generation.
        generation: which state this goes on from: how often all was exchanged, in which history.

    """

    changes: int
    generation: int

    def is_taken_back(self, now: State) -> bool:
        """Whether a database that was asked once this was known has come to an earlier state.

        Numbers only rise in a generation. So the database was put back to what it had been.
        """
        return self.generation == now.generation and now.changes < self.changes != NEVER

    def is_exchanged(self, now: State) -> bool:
        """Whether something else takes the place of all that was heard of."""
        return self.generation not in {now.generation, _NO_GENERATION}

    @classmethod
    def of(cls, changes: object, generation: object) -> State | None:
        """Return what a database says of itself, unless it cannot be."""
        if isinstance(changes, int) and isinstance(generation, int):
            state = cls(changes, generation)
            return state if min(state) >= 0 and max(state) < NEVER else None
        return None


class News(NamedTuple):
    """What one commit has changed.

    Attributes:
        since: the number of changes before it.
        upto: their number after it.
        places: where something else stands now.
        growth: how many records more its tables have, by their names.

    """

    since: int
    upto: int
    places: frozenset[Place]
    growth: Mapping[str, int]

    def text(self) -> bytes:
        """Return what is written down of it, beside the numbers."""
        return msgspec.json.encode((tuple(map(spelled, self.places)), self.growth))

    @classmethod
    def read(cls, since: object, upto: object, text: bytes) -> News:
        """Return what was written down.

        Raises:
            ValueError, TypeError: it is nothing of that kind.

        """
        if not (isinstance(since, int) and isinstance(upto, int)):
            raise TypeError
        places, growth = _decode(text)
        return cls(since, upto, frozenset(map(_place, places)), growth)


_decode = msgspec.json.Decoder(tuple[list[str], dict[str, int]]).decode


def spelled(place: Place) -> str:
    """Return a place as one text, as PostgreSQL looks for it in news."""
    return f"{place[0]} {place[1]}"


def _place(text: str) -> Place:
    name, _, key = text.partition(" ")  # no table's name has a space
    return name, key


class Shelf(Generic[Fact]):
    """Facts of one kind, by their places; of too many the oldest go."""

    def __init__(self) -> None:
        self._facts: OrderedDict[Any, Fact] = OrderedDict()
        self.at = self._facts.get
        self.drop = self._facts.pop
        self.clear = self._facts.clear

    def keep(self, place: object, fact: Fact) -> None:
        """Keep a fact in place of the former one."""
        if len(self._facts) >= KEPT_FACTS:
            self._facts.popitem(last=False)
        self._facts[place] = fact


class Known:
    """The facts that a process knows, all of them right at one state.

    Readers take no lock. They hold what they saw against the news since they began.

    Attributes:
        state: at which all facts are right.
        rows: records, by table and primary key.
        holders: what unique indexes lead to.
        groups: groups, maybe with their members.
        sizes: how many records tables have.

    """

    def __init__(self, generation: int = _NO_GENERATION) -> None:
        """Know nothing yet.

        Args:
            generation: the latest that the process has heard of.

        """
        self.state = State(NEVER, generation)
        self.rows: Shelf[Any] = Shelf()
        self.holders: Shelf[Any] = Shelf()
        self.groups: Shelf[Any] = Shelf()
        self.sizes: Shelf[int] = Shelf()
        self._lock = threading.Lock()
        self._news: deque[News] = deque()
        self._complete_since = NEVER

    def advance(self, state: State, news: Iterable[News], asked: State) -> None:
        """Bring all facts to a state.

        Within a generation a higher number is the later one. Of two generations neither is: numbers
        begin anew where a database was lost. So an answer leads to another generation only if this
        one was known already as it was asked for; else it may be older.

        Args:
            state: as the database has it.
            news: what is there of it since ``asked``, oldest first; where some is missing,
                everything is forgotten.
            asked: what :attr:`state` was when the database was asked.

        """
        with self._lock:
            if state.generation != self.state.generation:
                if asked.generation == self.state.generation:
                    self._forget(state)
                return
            if state.changes <= self.state.changes != NEVER:
                return  # another thread was told more
            for one in news:
                if one.upto <= self.state.changes:
                    continue
                if one.since != self.state.changes:
                    break
                self._take(one)
            if state != self.state:
                self._forget(state)

    def took(self, one: News, rows: Mapping[Place, Any], generation: int) -> None:
        """Take the news of a commit of this process.

        Args:
            one: the news.
            rows: what the commit has written.
            generation: in which it did.

        """
        with self._lock:
            if generation != self.state.generation or one.since != self.state.changes:
                return  # another thread was told of it, or will be
            if one.upto == one.since:
                return
            self._take(one)
            for place, row in rows.items():
                self.rows.keep(place, row)

    def learn(self, shelf: Shelf[Fact], place: Place | str, fact: Fact, state: State) -> None:
        """Keep a fact that was read at some state, if it is right still."""
        with self._lock:
            if state.generation == self.state.generation and not self._changed(place, state):
                shelf.keep(place, fact)

    def touched(self, since: State, places: tuple[Iterable[Place], ...]) -> bool:
        """Whether news since a state may be about any of these places."""
        with self._lock:
            if since == self.state:
                return False
            if since.generation != self.state.generation:
                return True
            if not self._complete_since <= since.changes <= self.state.changes:
                return True
            return any(
                not one.places.isdisjoint(group)
                for one in self._since(since.changes)
                for group in places
            )

    def _changed(self, place: Place | str, state: State) -> bool:
        """Whether something may have changed at a place since it was read."""
        if state.changes == self.state.changes:
            return False
        if not self._complete_since <= state.changes < self.state.changes:
            return True
        return any(place in one.places or place in one.growth for one in self._since(state.changes))

    def _since(self, changes: int) -> Iterator[News]:
        return takewhile(lambda one: one.upto > changes, reversed(self._news))

    def _take(self, one: News) -> None:
        for place in one.places:
            self.rows.drop(place, None)
            self.holders.drop(place, None)
            self.groups.drop(place, None)
        for kind, growth in one.growth.items():
            size = self.sizes.at(kind)
            if size is not None:
                self.sizes.keep(kind, size + growth)
        self._news.append(one)
        if len(self._news) > KEPT_NEWS:
            self._complete_since = self._news.popleft().upto
        self.state = State(one.upto, self.state.generation)

    def _forget(self, state: State) -> None:
        for shelf in (self.rows, self.holders, self.groups, self.sizes):
            shelf.clear()
        self._news.clear()
        self._complete_since = state.changes
        self.state = state

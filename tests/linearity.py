"""Whether `re` matches a pattern in linear time: a proof, and texts to measure it with.

`re` tries one way through a pattern after the other. That takes more than linear time if the number
of ways through a text's beginnings grows with their length: if the pattern's automaton, each of
whose places may be the last, is infinitely ambiguous (Weideman et al., 2016). It is so (Weber and
Seidl, 1991) if a text leads from a place ``p`` back to it in two ways, or if one text leads from
``p`` to ``p``, from ``p`` to another place ``q``, and from ``q`` to ``q``.

Where this is not exact, it errs on the safe side: assertions are taken to hold, and what is atomic
counts as such only where nothing before it can be tried in another way.
"""

from __future__ import annotations

import random
import re
from collections import deque
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import product
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

# ASCII, and one each of what patterns tell apart beyond it: letters, marks, digits, line ends ...
ALPHABET = "".join(map(chr, range(0x80))) + "\u0080\u0085\u00a0\u00a1\u00a2\u00aa\u00b2\u0300\u2028"
_BYTES = "".join(character for character in ALPHABET if character <= "\xff")

_ENOUGH = 0.3  # how likely a sample ends where it can
_MANY = 64  # more repetitions than that count as any number
_LOOPS = {_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT}
_ONE_WAY = {getattr(_constants, n) for n in ("LITERAL", "NOT_LITERAL", "ANY", "IN", "AT")}
_WIDTHLESS = {_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT}
_BEGINNINGS = [
    (_constants.AT, _constants.AT_BEGINNING),
    (_constants.AT, _constants.AT_BEGINNING_STRING),
]
_ENDS = [(_constants.AT, _constants.AT_END), (_constants.AT, _constants.AT_END_STRING)]
_ANYTHING = (_constants.IN, [(_constants.RANGE, (0, 0x10FFFF))])
_SEARCH = (_constants.MIN_REPEAT, (0, _constants.MAXREPEAT, [_ANYTHING]))


@cache
def flaw(pattern: re.Pattern[Any], *, searched: bool = False) -> str | None:
    """Return why `pattern` may take more than linear time, or None.

    ``searched`` says that it may begin anywhere in a text, as in `re.search`.
    """
    items = _items(pattern)
    if searched and not (items[0] in _BEGINNINGS and not pattern.flags & re.MULTILINE):
        automaton = _Automaton([_SEARCH, *items], pattern.flags)
        automaton.leave_out(automaton.sure_to_end)
        return automaton.ambiguity()
    for piece in _pieces(items):
        automaton = _Automaton(piece, pattern.flags)
        automaton.leave_out(automaton.sure_to_go_on)
        if found := automaton.ambiguity():
            return found
    return None


def attacks(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str, str]]:
    """Yield what to begin with, to repeat and to end with, so that each loop of `pattern` fails.

    For a pattern of bytes, the characters are those of Latin-1.
    """
    alphabet = ALPHABET if isinstance(pattern.pattern, str) else _BYTES
    automaton = _Automaton(_items(pattern), pattern.flags, alphabet)
    literal = "".join(min(one) for one in automaton.characters if len(one) == 1)
    for place in automaton.loops:
        entry = automaton.way(automaton.first, place)
        around = automaton.way(automaton.followers[place], place)
        assert entry is not None
        assert around is not None
        rounds = {automaton.text(around, choose) for choose in (min, max)}
        if literal and set(literal) <= automaton.characters[place]:
            rounds |= {literal, *literal}
        for middle, end in product(sorted(rounds), ("\x01", " \x01", "\n")):
            yield automaton.text(entry, min), middle, end


def sample(pattern: re.Pattern[str], dice: random.Random, least: int, most: int) -> str:
    """Return a text that `pattern` matches, of about so many characters."""
    automaton = _Automaton(_items(pattern), pattern.flags)
    text, following = "", set(automaton.first)
    while following and len(text) < most:
        place = dice.choice(sorted(following))
        text += dice.choice(sorted(automaton.characters[place]))
        following = automaton.followers[place]
        if place in automaton.last and len(text) >= least and dice.random() < _ENOUGH:
            break
    return text


def _items(pattern: re.Pattern[Any]) -> list[Any]:
    source = pattern.pattern
    text = source.decode("latin-1") if isinstance(source, bytes) else source
    return list(_parser.parse(text, pattern.flags))


def _pieces(items: list[Any]) -> Iterator[list[Any]]:
    """Part a pattern where `re` never goes back: behind what is atomic."""
    piece: list[Any] = []
    for kind, value in items:
        settled = all(each in _ONE_WAY for each, _ in piece)
        if kind is _constants.ATOMIC_GROUP and settled:
            yield [*piece, *value]
            piece = []
        elif kind is _constants.POSSESSIVE_REPEAT and settled:
            yield [*piece, (kind, value)]
            piece = []
        else:
            piece.append((kind, value))
    yield piece


class _Part(NamedTuple):
    """A piece of a pattern: the places where it may begin and end, and whether it may be empty."""

    first: frozenset[int] = frozenset()
    last: frozenset[int] = frozenset()
    empty: bool = True


class _Automaton:
    """A pattern's places (Glushkov's positions), the characters of each, and what follows each."""

    def __init__(self, items: list[Any], flags: int, alphabet: str = ALPHABET) -> None:
        self._alphabet = alphabet
        self._flags = flags & ~re.DEBUG
        self._asserted: list[Any] = []
        self._unclear: str | None = None  # what the followers do not tell
        self.characters: list[frozenset[str]] = []
        self.followers: list[set[int]] = []
        self.first, self.last, _ = self._sequence(items)

    def _sequence(self, items: Iterable[Any]) -> _Part:
        whole = _Part()
        for item in items:
            whole = self._joined(whole, self._part(*item))
        return whole

    def _joined(self, one: _Part, other: _Part) -> _Part:
        for place in one.last:
            self.followers[place] |= other.first
        return _Part(
            one.first | other.first if one.empty else one.first,
            other.last | one.last if other.empty else other.last,
            one.empty and other.empty,
        )

    def _part(self, kind: Any, value: Any) -> _Part:
        if kind in _WIDTHLESS:
            self._asserted.append((kind, value))
            if kind is not _constants.AT and _Automaton(value[1], self._flags).loops:
                self._unclear = "an assertion may look at any length"
            return _Part()
        if kind is _constants.SUBPATTERN:
            return self._sequence(value[-1])
        if kind is _constants.ATOMIC_GROUP:
            return self._sequence(value)
        if kind is _constants.BRANCH:
            firsts, lasts, empty = zip(*map(self._sequence, value[1]), strict=True)
            if sum(empty) > 1:
                self._unclear = "two branches may be empty"
            return _Part(frozenset().union(*firsts), frozenset().union(*lasts), any(empty))
        if kind in _LOOPS:
            return self._repeated(*value)
        return self._place(kind, value)

    def _place(self, kind: Any, value: Any) -> _Part:
        state = _parser.State()
        state.flags = self._flags
        one = _compiler.compile(_parser.SubPattern(state, [(kind, value)]), self._flags)
        self.characters.append(frozenset(filter(one.fullmatch, self._alphabet)))
        self.followers.append(set())
        here = frozenset({len(self.characters) - 1})
        return _Part(here, here, empty=False)

    def _repeated(self, least: int, most: int, body: Any) -> _Part:
        needed = self._sequence([(_constants.SUBPATTERN, (body,))] * min(least, _MANY))
        if most > _MANY:
            return self._joined(needed, self._loop(body))
        rest = _Part()
        for _ in range(most - least):  # x?x?x? as (x(x(x)?)?)?
            rest = self._joined(self._sequence(body), rest)._replace(empty=True)
        return self._joined(needed, rest)

    def _loop(self, body: Any) -> _Part:
        part = self._sequence(body)
        for place in part.last:
            if part.empty or self.followers[place] & part.first:
                self._unclear = "a loop is all that a loop repeats"
            self.followers[place] |= part.first
        return part._replace(empty=True)

    @property
    def loops(self) -> list[int]:
        """The places that a way leads back to."""
        return [place for place, reached in enumerate(self._reached()) if place in reached]

    def _reached(self) -> list[set[int]]:
        """Return the places that a way leads to from each."""
        reached = []
        for followers in self.followers:
            waiting, seen = list(followers), set(followers)
            while waiting:
                new = self.followers[waiting.pop()] - seen
                seen |= new
                waiting += new
            reached.append(seen)
        return reached

    def way(self, starts: Iterable[int], goal: int) -> list[int] | None:
        """Return a shortest way from one of `starts` to `goal`, both included."""
        waiting = deque([place] for place in starts)
        seen = set(starts)
        while waiting:
            path = waiting.popleft()
            if path[-1] == goal:
                return path
            for follower in self.followers[path[-1]] - seen:
                seen.add(follower)
                waiting.append([*path, follower])
        return None

    def text(self, way: Iterable[int], choose: Any) -> str:
        """Return a text that leads along a way."""
        return "".join(choose(self.characters[place]) for place in way)

    @property
    def sure_to_go_on(self) -> set[int]:
        """The places that take whatever there is, to the end: nothing behind them can fail."""
        if any(each not in _ENDS for each in self._asserted):
            return set()
        everything = frozenset(ALPHABET)
        loops = {place for place in self.last if place in self.followers[place]}
        return {place for place in loops if self.characters[place] == everything}

    @property
    def sure_to_end(self) -> set[int]:
        """The places from which a search is sure to succeed, wherever its match ends."""
        sure = set() if self._asserted else set(self.last)
        while unsure := {place for place in sure if not self.followers[place] <= sure}:
            sure -= unsure
        return sure | self.sure_to_go_on

    def leave_out(self, places: set[int]) -> None:
        """Forget places behind which no other way is tried."""
        for place, followers in enumerate(self.followers):
            followers.difference_update(list(followers) if place in places else places)

    def ambiguity(self) -> str | None:
        """Return what makes the number of ways grow without bounds, or None.

        Places that lead to each other are a knot. If a text leads from one of them back to it in
        two ways, one does so from each other: it is enough to ask one. Two places of one knot need
        not be asked: repeating their text would be two ways from ``p`` back to it.
        """
        if self._unclear:
            return self._unclear
        reached = self._reached()
        knots = {
            p: frozenset(q for q in reached[p] if p in reached[q])
            for p in range(len(reached))
            if p in reached[p]
        }
        for knot in set(knots.values()):
            p = min(knot)
            if text := self._common((p, p), (p, p), (knot, knot)):
                return f"{text!r} may be repeated in several ways"
        for p, q in product(knots, repeat=2):
            if q in reached[p] and q not in knots[p]:
                within = knots[p], reached[p], knots[q]
                if text := self._common((p, p, q), (p, q, q), within):
                    return f"{text!r} may be repeated in several ways"
        return None

    def _common(
        self, start: tuple[int, ...], goal: tuple[int, ...], within: tuple[AbstractSet[int], ...]
    ) -> str | None:
        """Return a text that leads from each of `start` to its `goal`, not all by the same way.

        ``within`` says which places each way may pass: others do not lead to its goal.
        """
        waiting = deque([(start, False, "")])
        seen = {(start, False)}
        while waiting:
            places, parted, text = waiting.popleft()
            steps = (self.followers[p] & may for p, may in zip(places, within, strict=True))
            for following in product(*steps):
                reached = following, parted or len(set(following)) > 1
                if reached in seen:
                    continue
                characters = frozenset.intersection(*(self.characters[p] for p in following))
                if not characters:
                    continue
                longer = text + min(characters)
                if reached == (goal, True):
                    return longer
                seen.add(reached)
                waiting.append((*reached, longer))
        return None

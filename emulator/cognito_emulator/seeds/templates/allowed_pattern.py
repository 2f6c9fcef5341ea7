"""AllowedPattern of a parameter: a regular expression of a template, matched in linear time.

A template may be anybody's, and `re` takes exponential time for some patterns, in which no other
thread runs (decision 0010). So all ways through a pattern are gone side by side, as Thompson did.
What cannot be matched so, as what looks ahead, is not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

_MOST_STATES = 10_000  # ((a{99}){99}){99} has more
_DEEPEST = 50  # groups in groups
_ENDLESS = -1
_COUNTS = {"*": (0, _ENDLESS), "+": (1, _ENDLESS), "?": (0, 1)}

# How often; a class in brackets without another one in it; an escaped character; any other.
_TOKEN = re.compile(
    r"(?P<counted>\{\d{1,4}(?:,(?:\d{1,4})?)?\})"
    r"|(?P<class>\[\^?\]?(?:\\.|[^\[\]\\])*\])|\\.|[^\\\[{]",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\([dDwWsStnrf]|[^A-Za-z0-9])", re.DOTALL)
_LINE_ENDS = "\n\r\u0085\u2028\u2029"  # Java's

_Fits = Callable[[str], object]


class UnreadableError(ValueError):
    """A pattern cannot be matched here; the message says why."""


@dataclass(slots=True, eq=False)
class _State:
    """A place in a pattern.

    Attributes:
        fits: whether a character leads on; ``None`` where it takes none.
        anchor: ``^`` or ``$`` where only the beginning or the end of the text leads on.
        ways: where it goes on.

    """

    fits: _Fits | None = None
    anchor: str = ""
    ways: list[_State] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that was read."""

    start: _State
    end: _State

    def matches(self, text: str) -> bool:
        """Whether the whole of a text is as the pattern wants it."""
        length = len(text)
        reached = _freely([self.start], 0, length)
        for place, character in enumerate(text):
            taken = (state for state in reached if state.fits and state.fits(character))
            reached = _freely([way for state in taken for way in state.ways], place + 1, length)
        return self.end in reached


def _freely(states: list[_State], place: int, length: int) -> dict[_State, None]:
    """Return the states, and all that they lead to at a place of the text without a character."""
    found: dict[_State, None] = {}
    while states:
        state = states.pop()
        if state in found:
            continue
        found[state] = None
        is_barred = state.anchor and place != {"^": 0, "$": length}[state.anchor]
        if state.fits is None and not is_barred:
            states += state.ways
    return found


def read(pattern: str) -> Pattern:
    """Return a pattern as it can be matched.

    Raises:
        UnreadableError: it is no regular expression, or none that is read here.

    """
    reader = _Reader(pattern)
    whole = reader.alternatives(_DEEPEST)
    if reader.token is not None:
        raise UnreadableError("a bracket is closed that is not open")
    return Pattern(*whole(_States()))


class _States:
    """Makes states, as many as a pattern may have."""

    def __init__(self) -> None:
        self._left = _MOST_STATES

    def make(self, fits: _Fits | None = None, anchor: str = "") -> _State:
        self._left -= 1
        if not self._left:
            raise UnreadableError("it is too long")
        return _State(fits, anchor)


_Part = Callable[[_States], tuple[_State, _State]]
"""Makes the states of a part of a pattern: its first one, and its last one, which has no ways."""


def _single(fits: _Fits | None = None, anchor: str = "") -> _Part:
    def made(states: _States) -> tuple[_State, _State]:
        first, last = states.make(fits, anchor), states.make()
        first.ways.append(last)
        return first, last

    return made


def _sequence(parts: list[_Part]) -> _Part:
    def made(states: _States) -> tuple[_State, _State]:
        first = last = states.make()
        for part in parts:
            start, end = part(states)
            last.ways.append(start)
            last = end
        return first, last

    return made


def _choice(parts: list[_Part]) -> _Part:
    def made(states: _States) -> tuple[_State, _State]:
        first, last = states.make(), states.make()
        for part in parts:
            start, end = part(states)
            first.ways.append(start)
            end.ways.append(last)
        return first, last

    return made


def _maybe(part: _Part) -> _Part:
    return _choice([part, _single()])


def _often(part: _Part) -> _Part:
    """Let a part be there as often as it is, or not at all."""

    def made(states: _States) -> tuple[_State, _State]:
        turn, last = states.make(), states.make()
        start, end = part(states)
        turn.ways += [start, last]
        end.ways.append(turn)
        return turn, last

    return made


class _Reader:
    """Reads the parts of a pattern, from left to right."""

    def __init__(self, pattern: str) -> None:
        self._tokens = list(_tokens(pattern))[::-1]

    @property
    def token(self) -> str | None:
        """What comes next; ``None`` at the end."""
        return self._tokens[-1] if self._tokens else None

    def alternatives(self, deepest: int) -> _Part:
        """Read up to the end, or to the bracket that closes a group."""
        if not deepest:
            raise UnreadableError("its groups are nested too deeply")
        parts = [self._sequence(deepest)]
        while self.token == "|":  # noqa: S105 - of a pattern
            self._tokens.pop()
            parts.append(self._sequence(deepest))
        return _choice(parts) if len(parts) > 1 else parts[0]

    def _sequence(self, deepest: int) -> _Part:
        parts: list[_Part] = []
        while self.token not in (None, "|", ")"):
            part = self._one(deepest)
            least, most = self._count()
            parts += [part] * least
            parts += [_often(part)] if most == _ENDLESS else [_maybe(part)] * (most - least)
        return _sequence(parts)

    def _one(self, deepest: int) -> _Part:
        """Read a character, a class of them, an anchor, or a group."""
        token = self._tokens.pop()
        if token in ("^", "$"):
            return _single(anchor=token)
        if token != "(":  # noqa: S105 - of a pattern
            return _single(_fits(token))
        if self.token == "?":  # noqa: S105 - of a pattern
            if self._tokens[-2:] != [":", "?"]:
                raise UnreadableError("what (? begins is not known here")
            del self._tokens[-2:]
        inside = self.alternatives(deepest - 1)
        if self.token is None:
            raise UnreadableError("a bracket is not closed")
        self._tokens.pop()
        return inside

    def _count(self) -> tuple[int, int]:
        """Read how often the part before it may be there: at least, and at most."""
        token = self.token or ""
        if token in _COUNTS:
            counts = _COUNTS[token]
        elif token.startswith("{"):
            least, comma, most = token[1:-1].partition(",")
            counts = int(least), int(most or (_ENDLESS if comma else least))
            if _ENDLESS != counts[1] < counts[0]:
                raise UnreadableError(f"{token} counts backwards")
        else:
            return 1, 1
        self._tokens.pop()
        if self.token == "?":  # noqa: S105 - as few as possible, which of a whole text is the same
            self._tokens.pop()
        return counts


def _tokens(pattern: str) -> Iterator[str]:
    place = 0
    while place < len(pattern):
        found = _TOKEN.match(pattern, place)
        if found is None:
            raise UnreadableError(
                f"{pattern[place]} begins what is not known here, or does not end"
            )
        yield found[0]
        place = found.end()


def _fits(token: str) -> _Fits:
    """Return whether a character is what a token stands for."""
    if token[0] in "*+?{":
        raise UnreadableError(f"before {token} there is nothing, or it is held fast")
    if token == ".":  # noqa: S105 - of a pattern
        return lambda character: character not in _LINE_ENDS
    if len(token) == 1:
        return token.__eq__
    if "\\" in _ESCAPED.sub("", token) or "&&" in token:
        raise UnreadableError(f"{token} is not known here")
    try:
        return re.compile(token, re.ASCII).fullmatch
    except re.error:
        raise UnreadableError(f"{token} is no class of characters") from None

"""What a process knows, and what it makes of answers that it is told out of order."""

from __future__ import annotations

import pytest

from cognito_emulator.store.sql import statements
from cognito_emulator.store.sql.at_once import ASKING_HERE, NEWS_IF
from cognito_emulator.store.sql.known import Known, News, Place, State
from cognito_emulator.store.sql.together import _numbered
from tests.table import table

PLACE: Place = ("things", "1")
BEFORE = State(10, 7)


def news(since: int, upto: int) -> News:
    return News(since, upto, frozenset([PLACE]), {})


@pytest.fixture
def known() -> Known:
    """Something that knows a fact."""
    known = Known()
    known.advance(BEFORE, [], known.state)
    known.learn(known.rows, PLACE, "a fact", BEFORE)
    assert known.rows.at(PLACE) == "a fact"
    return known


@table(
    "state, since, is_state, is_known",
    [
        pytest.param(State(10, 7), [], State(10, 7), True, id="nothing new"),
        pytest.param(State(12, 7), [(10, 12)], State(12, 7), False, id="news of it"),
        pytest.param(State(12, 7), [(11, 12)], State(12, 7), False, id="news that is missing"),
        pytest.param(State(9, 7), [], State(10, 7), True, id="another thread was told more"),
        pytest.param(State(12, 8), [(10, 12)], State(12, 8), False, id="an exchange"),
        pytest.param(State(9, 3), [], State(9, 3), False, id="a history with lower numbers"),
        pytest.param(State(10, 3), [], State(10, 3), False, id="one with the same"),
    ],
)
def test_what_is_told_by_a_database(
    state: State, since: list[tuple[int, int]], is_state: State, *, is_known: bool
) -> None:
    one = Known()
    one.advance(BEFORE, [], one.state)
    one.learn(one.rows, PLACE, "a fact", BEFORE)
    one.advance(state, [news(*each) for each in since], BEFORE)
    assert (one.state, one.rows.at(PLACE) is not None) == (is_state, is_known)


def test_an_answer_of_a_generation_that_is_over_comes_too_late(known: Known) -> None:
    """A thread may be slow to say what it was told before another was told of an exchange."""
    now = State(4, 8)
    known.advance(now, [], BEFORE)
    known.learn(known.rows, PLACE, "another fact", now)
    known.advance(State(14, 7), [news(10, 14)], BEFORE)
    assert known.state == now
    known.took(news(4, 14), {PLACE: "a fact"}, 7)
    known.learn(known.rows, PLACE, "a fact", State(4, 7))
    assert (known.state, known.rows.at(PLACE)) == (now, "another fact")


def test_of_two_exchanges_neither_is_known_to_be_the_later_one(known: Known) -> None:
    """The next answer says it."""
    known.advance(State(4, 8), [], BEFORE)
    known.advance(State(5, 9), [], BEFORE)
    assert known.state == State(4, 8)
    known.advance(State(5, 9), [], known.state)
    assert known.state == State(5, 9)


@pytest.mark.parametrize("changes", [9, 10, 11])
def test_what_was_seen_in_another_generation_is_touched(known: Known, changes: int) -> None:
    known.advance(State(changes, 8), [], BEFORE)
    assert known.touched(BEFORE, ([PLACE],))


def test_what_was_seen_at_a_number_that_is_not_reached_is_touched(known: Known) -> None:
    assert not known.touched(BEFORE, ([PLACE],))
    assert known.touched(State(11, 7), ([PLACE],))


@table(
    "asked, now, is_taken_back",
    [
        (State(10, 7), State(10, 7), False),
        (State(10, 7), State(11, 7), False),
        (State(10, 7), State(9, 7), True),
        (State(10, 7), State(9, 8), False),
        (Known(7).state, State(9, 7), False),
    ],
)
def test_a_database_that_has_fewer_changes_was_put_back(
    asked: State, now: State, *, is_taken_back: bool
) -> None:
    assert asked.is_taken_back(now) is is_taken_back


def test_all_questions_for_the_state_say_of_which_table_it_is() -> None:
    questions = [
        each
        for each in (*vars(statements).values(), NEWS_IF)
        if isinstance(each, str)
        and "generation" in each
        and "SELECT" in each
        and each != statements.STATES  # which is asked for as a database is opened
    ]
    assert len(questions) == 8
    for each in questions:
        said = _numbered(each, ()).decode()
        assert said.count(ASKING_HERE) == 1, each
        assert said.count("tableoid") == 1 + (each is NEWS_IF), each

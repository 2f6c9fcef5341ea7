"""Parameters of a request to the control API, in its query or its body.

Each is read by a function that says in a sentence what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from flask import request

from cognito_emulator.nearest import nearest

# Tokens tell whole seconds since 1970; far ends leave room for the lifetimes that are added.
_EARLIEST = datetime(1970, 1, 2, tzinfo=UTC).timestamp()
_LATEST = datetime(9000, 1, 1, tzinfo=UTC).timestamp()

_NUMBER = re.compile(r"[0-9]{1,12}")

POOL = "user_pool_id"
_POOL_BEFORE = "pool_id"  # as query parameters had it; it goes on working


class BadRequest(ValueError):  # noqa: N818 - named for what it says of the request
    """A request that cannot be carried out; the sentence names the member."""


def query(*names: str) -> dict[str, str | None]:
    """Return the query parameters of these names; None for each that is missing.

    Raises:
        BadRequest: there is another parameter, or two different pools are named.

    """
    known = (*names, _POOL_BEFORE) if POOL in names else names
    refuse_unknown(request.args, known, "query parameter")
    given = {name: request.args.get(name) for name in names}
    before = request.args.get(_POOL_BEFORE)
    if before is not None and given.setdefault(POOL, before) not in (None, before):
        raise BadRequest(f"{POOL} and {_POOL_BEFORE} name two pools; {POOL} will do.")
    return given if before is None else {**given, POOL: before}


def nothing() -> None:
    """Take a request that has no parameters.

    Raises:
        BadRequest: it has one.

    """
    if request.method in _WITH_A_BODY and request.get_data():
        refuse_unknown(json_object("here it has no members, and may be missing"), (), "member")
    else:
        query()


_WITH_A_BODY = ("POST", "PUT", "PATCH")


def refuse_misplaced() -> None:
    """Raise BadRequest for a query where parameters are a body's members, and the reverse."""
    if request.method in _WITH_A_BODY:
        refuse_unknown(request.args, (), "query parameter", "members stand in the body alone")
    elif request.method == "DELETE" and request.get_data():
        document = json_object("but DELETE reads the query of the URL alone")
        refuse_unknown(document, (), "member", "DELETE reads the query of the URL alone")


def recipient() -> dict[str, str | None]:
    """Return the query parameters ``user_pool_id`` and ``username``; None for one that is missing.

    Raises:
        BadRequest: there is another parameter.

    """
    return query(POOL, "username")


def required(given: Mapping[str, str | None], name: str) -> str:
    """Return a query parameter that must be there.

    Raises:
        BadRequest: it is missing or empty.

    """
    value = given[name]
    if not value:
        raise BadRequest(f"{name} is missing.")
    return value


def body(*members: str) -> dict[str, Any]:
    """Return the request's JSON object, which has only these members; null counts as absent.

    Raises:
        BadRequest: it has others, or is no object.

    """
    document = json_object(f"its members are {listed(members)}")
    refuse_unknown(document, members, "member")
    return document


def json_object(advice: str) -> dict[str, Any]:
    """Return the request's JSON object, with any members.

    Raises:
        BadRequest: it is no object.

    """
    try:  # orjson reads nothing that it could not write again, into a sentence about it
        document = orjson.loads(request.get_data())
    except orjson.JSONDecodeError:
        document = None
    if not isinstance(document, dict):
        raise BadRequest(f"The body must be a JSON object; {advice}.")
    return document


def refuse_unknown(
    given: Iterable[str], known: tuple[str, ...], what: str, without: str = "there is none"
) -> None:
    """Raise BadRequest for a name that is not known.

    Args:
        given: the names.
        known: those that there are.
        what: what they are.
        without: what to say where none is known.

    """
    for name in given:
        if name not in known:
            there_is = nearest(name, known) if known else without
            raise BadRequest(f"{name} is no {what} here; {there_is}.")


def number_if_any(given: Mapping[str, str | None], name: str) -> int | None:
    """Return a query parameter that is a whole number where it is there.

    Raises:
        BadRequest: it is none.

    """
    value = given[name]
    if value is not None and not _NUMBER.fullmatch(value):
        raise BadRequest(f"{name} is {value!r}; it must be a whole number.")
    return None if value is None else int(value)


# --- members, by what they hold; each None where it is null or absent -----------------------------


def text(document: Mapping[str, Any], member: str) -> str:
    """Return a member that must be there and be a text.

    Raises:
        BadRequest: it is missing, empty or no text.

    """
    value = document.get(member)
    if not isinstance(value, str) or not value:
        raise BadRequest(f"{member} is {'missing' if value is None else 'no text'}.")
    return value


def text_if_any(document: Mapping[str, Any], member: str) -> str | None:
    """Return a member that is a text where it is there.

    Raises:
        BadRequest: it is empty or no text.

    """
    return None if document.get(member) is None else text(document, member)


def choice(document: Mapping[str, Any], member: str, known: tuple[str, ...]) -> Any:  # noqa: ANN401 - one of them
    """Return a member that is one of some texts where it is there.

    Raises:
        BadRequest: it is another.

    """
    value = document.get(member)
    if value is not None and value not in known:
        raise BadRequest(f"{member} is {value!r}; {nearest(str(value), known)}.")
    return value


def choices(document: Mapping[str, Any], member: str, known: tuple[str, ...]) -> Any:  # noqa: ANN401 - a tuple of them
    """Return a member that is a list of some texts where it is there.

    Raises:
        BadRequest: it is no list, or has another.

    """
    values = texts(document, member)
    for value in values or ():
        choice({member: value}, member, known)
    return values


def texts(document: Mapping[str, Any], member: str) -> tuple[str, ...] | None:
    """Return a member that is a list of texts where it is there.

    Raises:
        BadRequest: it is none.

    """
    value = document.get(member)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise BadRequest(f"{member} must be a list of texts.")
    return tuple(value)


def flag(document: Mapping[str, Any], member: str) -> bool | None:
    """Return a member that is true or false where it is there.

    Raises:
        BadRequest: it is neither.

    """
    value = document.get(member)
    if value is not None and not isinstance(value, bool):
        raise BadRequest(f"{member} must be true or false.")
    return value


def number(document: Mapping[str, Any], member: str) -> float | None:
    """Return a member that is a number where it is there.

    Raises:
        BadRequest: it is none.

    """
    value = document.get(member)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise BadRequest(f"{member} must be a number.")
    return value


def check_range(member: str, moment: float) -> None:
    """Raise BadRequest for a moment, in epoch seconds, that tokens cannot hold."""
    if not _EARLIEST <= moment <= _LATEST:
        raise BadRequest(f"{member} leads out of the years 1970 to 8999.")


def mapping(document: Mapping[str, Any], member: str) -> dict[str, Any]:
    """Return a member that is an object where it is there, else an empty one.

    Raises:
        BadRequest: it is none.

    """
    value = document.get(member)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadRequest(f"{member} must be an object.")
    return value


def items(document: Mapping[str, Any], member: str) -> list[Any]:
    """Return a member that is a list of anything where it is there, else an empty one.

    Raises:
        BadRequest: it is none.

    """
    value = document.get(member)
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadRequest(f"{member} must be a list.")
    return value


def listed(names: tuple[str, ...]) -> str:
    """Return names for a sentence."""
    return ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else names[0]

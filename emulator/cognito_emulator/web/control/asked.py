"""What a request to the control API asks for, read with a sentence for whatever is wrong in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from flask import request


class BadRequest(ValueError):  # noqa: N818 - named for what it says of the request
    """A request that cannot be carried out; the sentence names the member."""


def recipient() -> dict[str, str | None]:
    """Return whom the query parameters name: ``pool_id`` and ``username``, or None for each.

    Raises:
        BadRequest: there is another parameter.

    """
    refuse_unknown(request.args, ("pool_id", "username"), "query parameter")
    return {name: request.args.get(name) for name in ("pool_id", "username")}


def body(*members: str) -> dict[str, Any]:
    """Return the request's JSON object, which has none but these members.

    Raises:
        BadRequest: it has others, or is no object.

    """
    try:  # orjson reads nothing that it could not write again, into a sentence about it
        document = orjson.loads(request.get_data())
    except orjson.JSONDecodeError:
        document = None
    if not isinstance(document, dict):
        raise BadRequest(f"The body must be a JSON object; its members are {_listed(members)}.")
    refuse_unknown(document, members, "member")
    return document


def refuse_unknown(given: Mapping[str, Any], known: tuple[str, ...], what: str) -> None:
    """Raise BadRequest for a name that is not known."""
    for name in given:
        if name not in known:
            raise BadRequest(f"{name} is no {what} here; there is {_listed(known)}.")


def text(document: Mapping[str, Any], member: str) -> str:
    """Return a member that must be there and be a text.

    Raises:
        BadRequest: it is missing, empty or no text.

    """
    value = document.get(member)
    if not isinstance(value, str) or not value:
        raise BadRequest(f"{member} is {'missing' if value is None else 'no text'}.")
    return value


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:-1]) + f" and {names[-1]}"

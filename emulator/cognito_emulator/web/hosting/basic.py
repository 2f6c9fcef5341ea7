"""HTTP Basic, by which clients say who they are: RFC 6749, section 2.3.1."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote

from flask import request


class Basic(NamedTuple):
    """A client's id and its secret, as the header has them."""

    client_id: str
    secret: str


def is_given() -> bool:
    """Whether a request has such a header, whatever is in it."""
    return request.headers.get("Authorization", "").lower().startswith("basic")


def read() -> Basic | None:
    """Return what the header says; ``None`` if it says no id, or cannot be read.

    The values may be percent-encoded; a plus sign is one (claimed).
    """
    try:
        given = request.authorization
    except ValueError:  # werkzeug expects ASCII
        return None
    if given is None or not given.username:
        return None
    return Basic(unquote(given.username), unquote(given.password or ""))

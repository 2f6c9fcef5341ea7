"""The JSON types that stand for the model's: what else is taken for one, and what is refused.

A *sibling* is another service with the same AWS JSON 1.1 front.
"""

from __future__ import annotations

import base64
import binascii
import math
from typing import Never, NoReturn

from cognito_emulator.errors import SerializationException

# Measured [wire-34] for "yes", the rest measured on a sibling [wire-35].
BOOLEANS = {
    **dict.fromkeys(("true", "yes", "y", "t", "1"), True),
    **dict.fromkeys(("false", "no", "n", "f", "0"), False),
}


def whole(value: float) -> int:
    """Return a number without its fraction."""
    return 0 if value != value else int(value)  # noqa: PLR0124 - not a number; Java makes it 0


def decoded(text: str) -> bytes:
    """Return the bytes of a blob, which is base64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise SerializationException from None  # guess: as JSON that cannot be read


def document(value: object) -> object:
    """Return any JSON as it is.

    Raises:
        SerializationException: it is none; only callers in the same process can send such a thing.

    """
    waiting, seen = [value], set()  # a document in this process may hold itself
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict | list):
            if id(one) in seen:
                continue
            seen.add(id(one))
            waiting += one.values() if isinstance(one, dict) else one
        if not _is_json(one):
            raise SerializationException
    return value


def _is_json(one: object) -> bool:
    if isinstance(one, dict):
        return all(isinstance(name, str) for name in one)
    if isinstance(one, float):
        return math.isfinite(one)
    return one is None or isinstance(one, str | int | list)


def refuse(value: object, scalar: str) -> NoReturn:
    """Refuse a value where a container stands in the model; `scalar` is the sentence on scalars."""
    _refuse_start(value)
    raise SerializationException(scalar)


def refuse_element(value: object) -> NoReturn:
    """Refuse what is no structure in a list of structures: measured [wire-29] for numbers."""
    if isinstance(value, list):
        _refuse_start(value)
    raise SerializationException("Unexpected value type in payload")


def refuse_scalar(value: object, wanted: str) -> Never:
    """Refuse a value of another type than a scalar of the model wants."""
    _refuse_start(value)
    raise SerializationException(f"{_token(value)} can not be converted to {wanted}")


def _refuse_start(value: object) -> None:
    # The one sentence has a full stop (measured [wire-24]), the other none (measured on a sibling
    # [wire-25, wire-12]). That a structure fares alike where a list is wanted is measured on a
    # sibling [wire-26].
    if isinstance(value, dict):
        raise SerializationException("Start of structure or map found where not expected.")
    if isinstance(value, list):
        raise SerializationException("Start of list found where not expected")


def _token(value: object) -> str:
    """Name a scalar as the service's JSON parser does."""
    match value:
        case True:
            return "TRUE_VALUE"
        case False:
            return "FALSE_VALUE"
        case str():
            return "STRING_VALUE"
        case _:
            return "NUMBER_VALUE"

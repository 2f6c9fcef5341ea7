"""What a sample of a kind of record is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

#: Of authenticator apps.
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class Sample(NamedTuple):
    """One of a kind.

    Attributes:
        full: with all that a seed can say of it.
        other: another one, of the same id or name.
        shown: what shows it, and the request for that.
        deleted: what deletes it, and the request for that.
        named_by: others that name it, one of each kind that can, by the lists that they stand in.

    """

    full: Mapping[str, Any]
    other: Mapping[str, Any]
    shown: tuple[tuple[str, Mapping[str, Any]], ...]
    deleted: tuple[str, Mapping[str, Any]]
    named_by: Mapping[str, Mapping[str, Any]]

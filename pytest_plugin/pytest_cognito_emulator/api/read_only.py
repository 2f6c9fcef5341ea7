"""Dictionaries that show what is, and are changed elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, NoReturn


class ReadOnly(dict[str, Any]):
    """A dictionary that cannot be changed, and says where what it shows is.

    It is one, other than a ``MappingProxyType``, so that JSON can be made of it; what is copied
    from it (``dict(...)``, ``{**...}``, ``|``) can be changed.
    """

    __slots__ = ("_refusal",)

    def __init__(self, shown: Mapping[str, Any], refusal: str) -> None:
        """Show something.

        Args:
            shown: what it is.
            refusal: what to say to who would change it; without a full stop.

        """
        super().__init__(shown)
        self._refusal = refusal

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError(f"{self._refusal}.")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def copy(self) -> dict[str, Any]:
        """Return a dictionary of the same that can be changed."""
        return dict(self)

    __copy__ = copy

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Any]:
        return deepcopy(dict(self), memo)

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)

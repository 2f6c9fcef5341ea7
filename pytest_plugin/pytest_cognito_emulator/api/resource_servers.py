"""Resource servers of a test's pool."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pytest_cognito_emulator.options import texts


class ResourceServer(NamedTuple):
    """A resource server of a test's pool.

    Attributes:
        identifier: the first part of its scopes, before the slash.
        scopes: its scopes as tokens have them: ``orders/read``.

    """

    identifier: str
    scopes: list[str]


def described(scopes: Iterable[str] | Mapping[str, str]) -> list[dict[str, str]]:
    """Return scopes as CreateResourceServer takes them.

    Args:
        scopes: their names without the identifier: a list, a text with spaces, or a mapping of
            names to descriptions. By default a description is the name.

    """
    by_name = scopes if isinstance(scopes, Mapping) else {n: n for n in texts("scopes", scopes)}
    return [{"ScopeName": name, "ScopeDescription": text} for name, text in by_name.items()]

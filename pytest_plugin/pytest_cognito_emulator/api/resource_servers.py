"""APIs that access tokens are for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pytest_cognito_emulator.options import texts


class ResourceServer(NamedTuple):
    """A resource server of a test's pool.

    Attributes:
        identifier: what its scopes begin with.
        scopes: their names as tokens have them: ``orders/read``.

    """

    identifier: str
    scopes: list[str]


def described(scopes: Iterable[str] | Mapping[str, str]) -> list[dict[str, str]]:
    """Return scopes as CreateResourceServer takes them.

    Args:
        scopes: their names, without the identifier, as a list or a text with spaces; or their
            descriptions by their names. By default a description is the name.

    """
    by_name = scopes if isinstance(scopes, Mapping) else {n: n for n in texts("scopes", scopes)}
    return [{"ScopeName": name, "ScopeDescription": text} for name, text in by_name.items()]

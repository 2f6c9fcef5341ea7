"""Where the secrets of an emulator are: each is made by whoever needs it first."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

from cognito_emulator import base64url
from cognito_emulator.ids import Ids

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

Value = TypeVar("Value")
_BYTES = 32


class Kind(NamedTuple, Generic[Value]):
    """A kind of secret.

    Attributes:
        make: makes a new one.
        write: returns one as a text, for who keeps it.
        read: returns what such a text is of.

    """

    make: Callable[[], Value]
    write: Callable[[Value], str]
    read: Callable[[str], Value]


class Vault(Protocol):
    """Has secrets by their names."""

    def secret(self, name: str, kind: Kind[Value]) -> Value:
        """Return a secret; if there is none yet of that name, it is made and kept."""


class ProcessVault:
    """Secrets that nobody but this process knows, and that end with it; nothing writes them."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}
        self._making = Lock()

    def secret(self, name: str, kind: Kind[Value]) -> Value:
        """Return a secret; if there is none yet of that name, it is made and kept."""
        if name not in self._made:
            with self._making:
                if name not in self._made:
                    self._made[name] = kind.make()
        made: Value = self._made[name]
        return made


#: 32 random bytes. `--seeded-ids` does not make them known.
RANDOM: Kind[bytes] = Kind(lambda: Ids().token_bytes(_BYTES), base64url.encode, base64url.decode)


def pem(key: PrivateKeyTypes) -> str:
    """Return a private key as PEM: PKCS#8, not encrypted."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - slow to load

    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def private_key(text: str) -> Any:  # noqa: ANN401 - of the kind that was written
    """Return the private key that stands in PEM."""
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - slow to load

    return serialization.load_pem_private_key(text.encode(), None)

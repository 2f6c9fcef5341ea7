"""The extra ``saml``: what of this package needs lxml and signxml, and what to say without them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

#: What the extra brings.
PACKAGES = frozenset({"lxml", "signxml"})
SENTENCE = (
    "Signed SAML is read and written by lxml and signxml, which are not installed: "
    "pip install 'cognito-emulator[saml]'."
)


class MissingExtraError(ImportError):
    """The extra ``saml`` is not installed; the message says how to install it."""

    def __init__(self) -> None:
        super().__init__(SENTENCE)


@contextmanager
def needed() -> Iterator[None]:
    """Import what needs the extra.

    Raises:
        MissingExtraError: it is not installed.

    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in PACKAGES:
            raise
        raise MissingExtraError from None


def require() -> None:
    """Find out whether the extra is there, before it is needed.

    Raises:
        MissingExtraError: it is not installed.

    """
    with needed():
        import lxml  # noqa: F401, PLC0415 - it may be missing
        import signxml  # noqa: F401, PLC0415

"""Binary media types of a REST API: which bodies are bytes, and not texts."""

from __future__ import annotations

from collections.abc import Iterable


def is_binary(header: str | None, binary: Iterable[str]) -> bool:
    """Whether a header names a binary media type.

    Of a request that is its Content-Type, of an answer the client's Accept (documented, and
    measured [api-gateway-34]). That of an Accept with several types the first one counts is
    documented.

    Args:
        header: its value, ``None`` where there is none.
        binary: media types, such as ``image/png``, ``image/*`` or ``*/*``.

    """
    first = (header or "").partition(",")[0].partition(";")[0].strip().lower()
    kind = first.partition("/")[0]
    return bool({first, f"{kind}/*", "*/*"} & {each.lower() for each in binary})

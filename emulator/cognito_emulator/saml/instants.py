"""Moments as SAML writes them: ``xs:dateTime`` in UTC (SAML Core, section 1.3.3)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_WRITTEN = re.compile(
    r"(?P<second>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(?P<fraction>\d{1,30}))?(?:Z|\+00:00)?",
    re.ASCII,
)


def written(epoch: float) -> str:
    """Return epoch seconds as a moment with milliseconds (measured [saml-2])."""
    return (
        datetime.fromtimestamp(epoch, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )


def read(text: str) -> float:
    """Return a moment in epoch seconds; without a zone it is in UTC, as all moments of SAML are.

    Raises:
        ValueError: the text is no moment, or one in another zone.

    """
    parts = _WRITTEN.fullmatch(text.strip())
    if parts is None:
        raise ValueError(text)
    second = datetime.fromisoformat(parts["second"]).replace(tzinfo=UTC)
    return second.timestamp() + float(f"0.{parts['fraction'] or 0}")

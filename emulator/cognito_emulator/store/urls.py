"""How stores are written where somebody names them, and how they are shown without passwords."""

from __future__ import annotations

import re

SQLITE = "sqlite:///"
"""What the path of a file follows; an absolute path makes it four slashes."""
POSTGRESQL = "postgresql://"
"""What user, password, host and database follow."""

# Up to the last @, as a password that is not percent-encoded may have more of them.
_PASSWORD = re.compile(r"(?<=://)([^:/?#@]*):.*@", re.DOTALL)
_PARAMETER = re.compile(r"(?<=[?&])((?:ssl)?password|passwd)=[^&#]*", re.IGNORECASE)


def is_postgresql(name: str) -> bool:
    """Whether a store is PostgreSQL's; libpq takes the short form ``postgres://`` too."""
    return name.startswith((POSTGRESQL, "postgres://"))


def shown(name: str) -> str:
    """Return the name of a store as it may be read by anybody: passwords are starred."""
    return _PARAMETER.sub(r"\1=***", _PASSWORD.sub(r"\1:***@", name))

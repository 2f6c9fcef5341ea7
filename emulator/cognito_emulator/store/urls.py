"""How stores are written where somebody names them, and how they are shown without passwords."""

from __future__ import annotations

import re
from urllib.parse import unquote

SQLITE = "sqlite:///"
"""What the path of a file follows; an absolute path makes it four slashes."""
POSTGRESQL = "postgresql://"
"""What user, password, host and database follow."""

_SECRETS = {
    "password",
    "passwd",
    "sslpassword",
    "oauth_client_secret",
    "scram_client_key",
    "scram_server_key",
}
"""Of libpq's parameters (documented), and ``passwd``, which some take for one."""
_NO_USER = re.compile(r"[/?#@]")


def is_postgresql(name: str) -> bool:
    """Whether a store is PostgreSQL's; libpq takes the short form ``postgres://`` too."""
    return name.startswith((POSTGRESQL, "postgres://"))


def shown(name: str) -> str:
    """Return the name of a store as it may be read by anybody: passwords are starred."""
    scheme, mark, rest = name.partition("://")
    address, question, query = _without_password(rest).partition("?")
    parameters = "&".join(map(_starred, query.split("&")))
    return f"{scheme}{mark}{address}{question}{parameters}"


def _without_password(rest: str) -> str:
    """Star what is between the first : and the last @, as a password may have more of both."""
    login, at, place = rest.rpartition("@")
    user, colon, _password = login.partition(":")
    is_login = colon and not _NO_USER.search(user)
    return f"{user}:***{at}{place}" if is_login else rest


def _starred(parameter: str) -> str:
    name, equals, _value = parameter.partition("=")
    return f"{name}=***" if equals and unquote(name).lower() in _SECRETS else parameter

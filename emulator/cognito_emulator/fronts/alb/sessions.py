"""Sessions of load balancers: they live in cookies alone, which nobody else can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from cognito_emulator.fronts.alb import cookies

if TYPE_CHECKING:
    from cognito_emulator.fronts.alb.settings import Settings
    from cognito_emulator.idp.keys import Seal

#: What user claims and the access token may have together, in bytes (documented).
MOST_CLAIMS = 11 * 1024
_SHARD = 4096  # of a cookie's name and value (documented)
_MOST_SHARDS = 8
_FOR_EVER = 2**31  # how old a session is, it says itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A user who has signed in at a load balancer.

    Attributes:
        access_token: of the pool.
        refresh_token: it, if there is one.
        claims: what userInfo said.
        expires_at: when the access token expires, in epoch seconds.
        began_at: when the user signed in, in epoch seconds.

    """

    access_token: str
    refresh_token: str | None
    claims: Mapping[str, Any]
    expires_at: float
    began_at: float

    @property
    def size(self) -> int:
        """How many bytes the claims and the access token have, which are limited."""
        claims = sum(len(f"{name}{value}".encode()) for name, value in self.claims.items())
        return len(self.access_token) + claims


class InvalidCookie(Exception):  # noqa: N818 - named as the load balancer's log names it
    """The cookies of a session that no load balancer of this emulator has made."""


def kept_in(
    settings: Settings, seal: Seal, session: Session, sent: Mapping[str, str], now: float
) -> Iterator[str]:
    """Yield the Set-Cookie headers of a session: a cookie for each 4 KB (documented).

    Those of a longer session that it replaces are deleted (a guess).

    Args:
        settings: of the listener.
        seal: of the load balancer.
        session: what is kept.
        sent: the cookies of the request.
        now: epoch seconds.

    """
    sealed = seal.close(_use(settings), asdict(session), now)
    until = session.began_at + settings.session_timeout
    room = _SHARD - len(f"{settings.session_cookie}-0=")
    shards = [sealed[start : start + room] for start in range(0, len(sealed), room)]
    for number, shard in enumerate(shards):
        yield cookies.setting(f"{settings.session_cookie}-{number}", shard, until)
    for number in range(len(shards), _MOST_SHARDS):
        if (name := f"{settings.session_cookie}-{number}") in sent:
            yield cookies.setting(name, "", cookies.LONG_AGO)


def read(settings: Settings, seal: Seal, sent: Mapping[str, str], now: float) -> Session | None:
    """Return the session of a request's cookies; ``None`` if there is none, or no longer.

    Raises:
        InvalidCookie: the cookies are foreign or damaged.

    """
    sealed = "".join(_shards(settings, sent))
    if not sealed:
        return None
    content = seal.open(_use(settings), sealed, now, _FOR_EVER)
    if content is None:
        raise InvalidCookie
    session = Session(**content)
    return session if now < session.began_at + settings.session_timeout else None


def _shards(settings: Settings, sent: Mapping[str, str]) -> Iterator[str]:
    for number in count():
        shard = sent.get(f"{settings.session_cookie}-{number}")
        if shard is None:
            return
        yield shard


def _use(settings: Settings) -> str:
    return f"session {settings.client_id} {settings.session_cookie}"

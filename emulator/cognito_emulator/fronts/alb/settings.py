"""What is configured at a load balancer: the action of its listener, and its names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, get_args

from cognito_emulator.nearest import nearest

if TYPE_CHECKING:
    from cognito_emulator.fronts.user_pool import UserPool

#: OnUnauthenticatedRequest, in the words of the API (documented).
OnUnauthenticated = Literal["authenticate", "deny", "allow"]
#: What a listener does before it forwards a request (documented).
Action = Literal["authenticate-cognito", "jwt-validation"]

_WEEK = 7 * 24 * 3600  # seconds: SessionTimeout by default, and at most (documented)
_HOST = re.compile(r"[A-Za-z0-9._-]+(:[0-9]+)?")
_NAME = "cognito-emulator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A listener of a load balancer, in front of one target.

    The members are those of AuthenticateCognitoActionConfig; so are the defaults (documented).

    Attributes:
        client_id: UserPoolClientId, the app client that users are signed in by.
        action: the listener's action before it forwards.
        scope: Scope of authorization requests, with blanks between several.
        on_unauthenticated: OnUnauthenticatedRequest.
        extra_params: AuthenticationRequestExtraParams, such as ``prompt``.
        session_cookie: SessionCookieName.
        session_timeout: SessionTimeout in seconds.
        multi_value_headers: ``lambda.multi_value_headers.enabled`` of the target group.
        host: by what name clients ask, where a request has no Host.

    """

    client_id: str
    action: Action = "authenticate-cognito"
    scope: str = "openid"
    on_unauthenticated: OnUnauthenticated = "authenticate"
    extra_params: Mapping[str, str] = field(default_factory=dict)
    session_cookie: str = "AWSELBAuthSessionCookie"
    session_timeout: int = _WEEK
    multi_value_headers: bool = False
    host: str = "app.example.com"

    def __post_init__(self) -> None:
        """Refuse what the API would refuse.

        Raises:
            ValueError: there is no such choice, the timeout is too long or none, the host is no
                name, or the parameters are no mapping; the message says what is right.

        """
        _check("on_unauthenticated", self.on_unauthenticated, get_args(OnUnauthenticated))
        _check("action", self.action, get_args(Action))
        if type(self.session_timeout) is not int or not 1 <= self.session_timeout <= _WEEK:
            raise ValueError(
                f"session_timeout is {self.session_timeout!r}; it is 1 to {_WEEK} seconds."
            )
        if not _HOST.fullmatch(str(self.host)):
            raise ValueError(f"host is {self.host!r}; it is a name, such as 'app.example.com'.")
        if not isinstance(self.extra_params, Mapping):
            raise ValueError(  # noqa: TRY004 - as those above
                f"extra_params is {self.extra_params!r}; it is a mapping, such as"
                " {'prompt': 'login'}."
            )


def arn(pool: UserPool) -> str:
    """Return the ARN of the load balancer in front of a pool's app: ``signer`` of its tokens."""
    return _arn(pool, f"loadbalancer/app/{_NAME}")


def target_group_arn(pool: UserPool) -> str:
    """Return the ARN of its target group."""
    return _arn(pool, f"targetgroup/{_NAME}")


def _arn(pool: UserPool, resource: str) -> str:
    """Return an ARN whose last part, 16 hexadecimal digits, follows from the pool."""
    digits = sha256(f"{resource} {pool.id}".encode()).hexdigest()[:16]
    return f"arn:aws:elasticloadbalancing:{pool.region}:{pool.account_id}:{resource}/{digits}"


def _check(name: str, value: object, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ValueError(f"{name} is {value!r}; {nearest(str(value), known)}.")

"""The authentication flows: what each asks for, which clients may use it, how it begins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.domain.sign_in.flows import custom, password, refresh, srp, user_auth

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.tokens.issue import Tokens
    from cognito_emulator.domain.work.context import Context

Begin = Callable[["Context", "Pool", "Client", Mapping[str, str]], "Attempt | Tokens"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A flow of InitiateAuth.

    Attributes:
        allowed_by: the ExplicitAuthFlows that allow it, of new-style and of old-style lists.
        refusal: what a client is told that may not use it; the wording differs per flow.
        precondition: what is checked of the client before that.

    """

    begin: Begin
    allowed_by: frozenset[str]
    refusal: str
    for_public: bool = True
    for_admins: bool = True
    precondition: Callable[[Client], None] | None = None


# What a client may use that names no flows (recorded 2026-09 for SRP, else documented).
_BY_DEFAULT = ("ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH")
# The old-style names. Both allow SRP and refreshing too (measured); the third shuts out all other
# ways to sign in, but not refreshing (not confirmed).
_OLD_STYLE = ("USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH")
_CUSTOM_ONLY = "CUSTOM_AUTH_FLOW_ONLY"

_ADMIN_PASSWORD = Flow(
    begin=password.begin,
    allowed_by=frozenset({"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"}),
    refusal="Auth flow not enabled for this client",  # quoted
    for_public=False,
)
_REFRESH = Flow(
    begin=refresh.begin,
    allowed_by=frozenset({"ALLOW_REFRESH_TOKEN_AUTH", *_OLD_STYLE, _CUSTOM_ONLY}),
    refusal="REFRESH_TOKEN_AUTH is not enabled for the client.",  # not confirmed
    precondition=refresh.refuse_rotation,
)

FLOWS: Mapping[str, Flow] = {
    "USER_PASSWORD_AUTH": Flow(
        begin=password.begin,
        allowed_by=frozenset({"ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"}),
        refusal="USER_PASSWORD_AUTH flow not enabled for this client",  # recorded 2026-09
        for_admins=False,
    ),
    "ADMIN_USER_PASSWORD_AUTH": _ADMIN_PASSWORD,
    "ADMIN_NO_SRP_AUTH": _ADMIN_PASSWORD,
    "USER_SRP_AUTH": Flow(
        begin=srp.begin,
        allowed_by=frozenset({"ALLOW_USER_SRP_AUTH", *_OLD_STYLE}),
        refusal="USER_SRP_AUTH is not enabled for the client.",  # measured
    ),
    "REFRESH_TOKEN_AUTH": _REFRESH,
    "REFRESH_TOKEN": _REFRESH,
    "CUSTOM_AUTH": Flow(
        begin=custom.begin,
        allowed_by=frozenset({"ALLOW_CUSTOM_AUTH", _CUSTOM_ONLY}),
        refusal="CUSTOM_AUTH is not enabled for the client.",  # quoted
    ),
    "USER_AUTH": Flow(
        begin=user_auth.begin,
        allowed_by=frozenset({"ALLOW_USER_AUTH"}),
        refusal="USER_AUTH flow not enabled for this client",  # quoted once
    ),
}


def check_enabled(flow: Flow, client: Client) -> None:
    """Refuse a flow that the client's ExplicitAuthFlows do not allow.

    Raises:
        InvalidParameterException: in the flow's own words.
        UnsupportedOperationException: a refresh, and the client rotates refresh tokens.

    """
    if flow.precondition is not None:
        flow.precondition(client)
    given, refusal = client.flows or _BY_DEFAULT, flow.refusal
    if _CUSTOM_ONLY in given:
        given = (_CUSTOM_ONLY,)
        refusal = "Only custom auth (lambda driven) is enabled for this client."  # measured
    if flow.allowed_by.isdisjoint(given):
        raise errors.InvalidParameterException(refusal)

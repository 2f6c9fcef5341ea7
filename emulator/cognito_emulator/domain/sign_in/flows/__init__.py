"""The authentication flows: how each begins, and which clients may use it; for whom says `way`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.domain.clients import explicit_flows
from cognito_emulator.domain.sign_in.flows import custom, password, sign_up, srp, user_auth

if TYPE_CHECKING:
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.sign_in.way import SignInRequest
    from cognito_emulator.domain.work.context import Context

Begin = Callable[["Context", "SignInRequest"], "Attempt"]


class Flow(NamedTuple):
    """A flow of InitiateAuth.

    Attributes:
        allowed_by: the ExplicitAuthFlows that allow it, of new-style and of old-style lists.
        refusal: what a client is told that may not use it; the wording differs per flow.

    """

    begin: Begin
    allowed_by: frozenset[str]
    refusal: str


_ADMIN_PASSWORD = Flow(
    begin=password.begin,
    allowed_by=frozenset({"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"}),
    refusal="Auth flow not enabled for this client",  # claimed
)
FLOWS: Mapping[str, Flow] = {
    "USER_PASSWORD_AUTH": Flow(
        begin=password.begin,
        allowed_by=frozenset({"ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"}),
        refusal="USER_PASSWORD_AUTH flow not enabled for this client",  # recorded [sign-in-1]
    ),
    "ADMIN_USER_PASSWORD_AUTH": _ADMIN_PASSWORD,
    "ADMIN_NO_SRP_AUTH": _ADMIN_PASSWORD,
    "USER_SRP_AUTH": Flow(
        begin=srp.begin,
        allowed_by=frozenset({"ALLOW_USER_SRP_AUTH", *explicit_flows.OLD_STYLE}),
        refusal="USER_SRP_AUTH is not enabled for the client.",  # measured [sign-in-2]
    ),
    "CUSTOM_AUTH": Flow(
        begin=custom.begin,
        allowed_by=frozenset({"ALLOW_CUSTOM_AUTH", explicit_flows.CUSTOM_ONLY}),
        refusal="CUSTOM_AUTH is not enabled for the client.",  # claimed
    ),
    "USER_AUTH": Flow(
        begin=user_auth.begin,
        allowed_by=frozenset({"ALLOW_USER_AUTH"}),
        refusal="USER_AUTH flow not enabled for this client",  # claimed once
    ),
    sign_up.NAME: Flow(begin=sign_up.begin, allowed_by=frozenset(), refusal=""),  # the pages' own
}

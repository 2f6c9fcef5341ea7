"""The flows and challenges of a sign-in."""

from __future__ import annotations

from cognito_emulator.domain.sign_in import way
from cognito_emulator.domain.sign_in.challenges import CHALLENGES, FORCEABLE
from cognito_emulator.domain.sign_in.flows import FLOWS
from cognito_emulator.domain.tokens import refresh_flow
from cognito_emulator.domain.tokens.refresh_flow import _ALLOWED_BY as REFRESHING
from cognito_emulator.domain.tokens.refresh_flow import _REFUSAL as REFUSAL
from tools.reference.markdown import code, table
from tools.reference.regions import region


@region("flows")
def flows() -> str:
    """Return a row for each flow: where it begins, and which clients may use it."""
    rows = [
        (
            code(name),
            " or ".join(
                code(operation)
                for operation, of_it in (
                    ("InitiateAuth", way.SDK),
                    ("AdminInitiateAuth", way.ADMIN),
                )
                if name in of_it.flows
            ),
            code(*sorted(flow.allowed_by)),
            code(flow.refusal),
        )
        for name, flow in FLOWS.items()
    ]
    refreshing = (
        code(*sorted(refresh_flow.NAMES, reverse=True)),
        "`InitiateAuth` or `AdminInitiateAuth`",
        code(*sorted(REFRESHING)),
        code(REFUSAL),
    )
    head = ("Flow", "Begins with", "`ExplicitAuthFlows` that allow it", "Refusal of others")
    return table(head, [*rows, refreshing])


@region("challenge-sessions")
def challenge_sessions() -> str:
    """Return a row for each challenge: whether it can be forced, and what ends its session."""
    return table(
        ("Challenge", "Can be forced", "A right answer uses the session up", "A wrong one, too"),
        (
            (
                code(name),
                _yes(name in FORCEABLE),
                _yes(kind.single_use),
                _yes(kind.one_try),
            )
            for name, kind in CHALLENGES.items()
        ),
    )


def _yes(it: bool) -> str:  # noqa: FBT001 - it is what is said
    return "yes" if it else "no"

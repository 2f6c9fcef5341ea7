"""The triggers around a sign-up: PreSignUp before it, PostConfirmation after its confirmation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator.domain.users import event_members
from cognito_emulator.domain.work import events

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context


class Verdict(NamedTuple):
    """What PreSignUp made of somebody new.

    Attributes:
        confirmed: whether the sign-up needs no confirmation.
        verified: the address attributes that need no verification.

    """

    confirmed: bool = False
    verified: tuple[str, ...] = ()


# On AdminCreateUser the flags have no effect (documented).
_HEARD = ("SignUp", "ExternalProvider")
_FLAGS = {"email": "autoVerifyEmail", "phone_number": "autoVerifyPhone"}


def before(
    ctx: Context, pool: Pool, source: str, username: str, given: Mapping[str, str]
) -> Verdict:
    """PreSignUp: before the user is stored; only an error keeps anybody out (documented).

    Args:
        ctx: the operation.
        pool: whose user it will be.
        source: ``SignUp``, ``AdminCreateUser``, or, on a first federated sign-in,
            ``ExternalProvider``.
        username: the name that the user will have, the new ``sub`` where people sign in with
            addresses.
        given: the attributes as they were sent, which are all it is shown (measured).

    """
    answer = events.fire(
        ctx,
        pool,
        "PreSignUp",
        f"PreSignUp_{source}",
        username=username,
        request={
            "userAttributes": dict(given),
            "validationData": _validation_data(ctx),
            **events.metadata(ctx, "PreSignUp"),
        },
    )
    if answer is None:
        return Verdict()
    if source not in _HEARD:
        for flag in (name for name, wanted in answer.items() if wanted):
            ctx.warn(
                f"PreSignUp_{source}: response.{flag} has no effect here: whom an administrator"
                " makes is confirmed by the first password of their own.",
                pool,
            )
    verified = (name for name, flag in _FLAGS.items() if answer.get(flag))
    return Verdict(bool(answer.get("autoConfirmUser")), tuple(verified))


def confirmed(ctx: Context, pool: Pool, user: User, source: str = "ConfirmSignUp") -> None:
    """PostConfirmation: once the confirmation is committed, so that the function finds the user.

    Its error reaches the caller, and the user stays confirmed: the former is measured, the latter
    not confirmed.

    Args:
        ctx: the operation.
        pool: the user's.
        user: as confirmed.
        source: ``ConfirmSignUp``, or ``ConfirmForgotPassword``.

    """
    if not events.is_set(ctx, pool, "PostConfirmation"):
        return
    ctx.afterwards.append(lambda: _after(ctx, pool, user, source))


def _after(ctx: Context, pool: Pool, user: User, source: str) -> None:
    events.fire(
        ctx,
        pool,
        "PostConfirmation",
        f"PostConfirmation_{source}",
        username=user.username,
        request={
            "userAttributes": event_members.attributes(pool, user),
            **events.metadata(ctx, "PostConfirmation"),
        },
    )


def _validation_data(ctx: Context) -> dict[str, str] | None:
    """Return ValidationData as a map, null where there is none (documented)."""
    given = ctx.request.get("ValidationData")
    return {pair["Name"]: pair.get("Value", "") for pair in given} if given else None

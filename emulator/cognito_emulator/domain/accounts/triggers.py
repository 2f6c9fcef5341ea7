"""The triggers around a sign-up: PreSignUp before it, PostConfirmation after its confirmation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import java_maps
from cognito_emulator.domain.users import event_members
from cognito_emulator.domain.work import events

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.users.record import User
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.domain.work.events import EventDetails


class Verdict(NamedTuple):
    """What PreSignUp made of somebody new.

    Attributes:
        confirmed: whether the sign-up needs no confirmation.
        verified: the address attributes that need no verification.

    """

    confirmed: bool = False
    verified: tuple[str, ...] = ()


# Where the flags have no effect, and what does. On AdminCreateUser that is documented, on a first
# federated sign-in measured [federation-29].
_UNHEARD = {
    "AdminCreateUser": (
        "whom an administrator makes is confirmed by the first password of their own"
    ),
    "ExternalProvider": (
        "whom a provider vouches for needs no confirmation, and an address is verified if the"
        " provider's AttributeMapping has email_verified or phone_number_verified, or if"
        " PostConfirmation and PostAuthentication say so by AdminUpdateUserAttributes"
    ),
}
_CONFIRM = "autoConfirmUser"
_FLAGS = {"email": "autoVerifyEmail", "phone_number": "autoVerifyPhone"}


def before(
    ctx: Context,
    pool: Pool,
    source: str,
    username: str,
    given: Mapping[str, str],
    details: EventDetails,
) -> Verdict:
    """PreSignUp: before the user is stored; only an error keeps anybody out (documented).

    Args:
        ctx: the operation.
        pool: whose user it will be.
        source: ``SignUp``, ``AdminCreateUser``, or, on a first federated sign-in,
            ``ExternalProvider``.
        username: the name that the user will have, the new ``sub`` where people sign in with
            addresses.
        given: the attributes as they were sent, which are all it is shown (measured
            [registration-15]).
        details: of the request; ``validationData`` is null where there is none (documented).

    """
    answer = events.fire(
        ctx,
        pool,
        "PreSignUp",
        f"PreSignUp_{source}",
        username=username,
        request={
            "userAttributes": java_maps.copied(given),
            "validationData": details.validation_data,
            **details.client_metadata("PreSignUp"),
        },
        details=details,
    )
    if answer is None:
        return Verdict()
    if (instead := _UNHEARD.get(source)) is not None:
        for flag in filter(answer.get, (_CONFIRM, *_FLAGS.values())):
            ctx.warn(f"PreSignUp_{source}: response.{flag} has no effect here: {instead}.", pool)
        return Verdict()
    verified = (name for name, flag in _FLAGS.items() if answer.get(flag))
    return Verdict(bool(answer.get(_CONFIRM)), tuple(verified))


def confirmed(
    ctx: Context, pool: Pool, user: User, details: EventDetails, source: str = "ConfirmSignUp"
) -> None:
    """PostConfirmation: once the confirmation is committed, so that the function finds the user.

    Its error reaches the caller (measured [registration-14]), and the user stays confirmed (a
    guess).

    Args:
        ctx: the operation.
        pool: the user's.
        user: as confirmed.
        details: of the request.
        source: ``ConfirmSignUp``, or ``ConfirmForgotPassword``.

    """
    if not events.is_set(ctx, pool, "PostConfirmation"):
        return
    ctx.afterwards.append(lambda: _after(ctx, pool, user, details, source))


def _after(ctx: Context, pool: Pool, user: User, details: EventDetails, source: str) -> None:
    events.fire(
        ctx,
        pool,
        "PostConfirmation",
        f"PostConfirmation_{source}",
        username=user.username,
        request={
            "userAttributes": event_members.attributes(pool, user),
            **details.client_metadata("PostConfirmation"),
        },
        details=details,
    )

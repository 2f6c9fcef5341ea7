"""UserMigration: a function that knows users of another directory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, cast

from cognito_emulator.domain.work import events

if TYPE_CHECKING:
    from cognito_emulator.domain.messages.record import Medium
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.work.answers import Answer
    from cognito_emulator.domain.work.context import Context
    from cognito_emulator.domain.work.events import EventDetails

_MEDIA = ("EMAIL", "SMS")


class Newcomer(NamedTuple):
    """Somebody whom the function knows; what it left out is as documented.

    Attributes:
        attributes: empty where it knows nobody.
        confirmed: whether the password that was typed is good; otherwise it has to be reset.
        welcome: whether one is sent.
        media: by which it is wanted; empty for the one that there is an address for.
        force_alias: whether a verified address may be taken from its present holder.
        sms_mfa: whether text messages shall be a second factor, for which there must be a number.

    """

    attributes: Mapping[str, str]
    confirmed: bool
    welcome: bool
    media: tuple[Medium, ...]
    force_alias: bool
    sms_mfa: bool


def ask(
    ctx: Context,
    pool: Pool,
    source: str,
    username: str,
    password: str | None,
    details: EventDetails,
) -> Newcomer | None:
    """Ask the function for somebody whom the pool does not know, ``None`` where there is none.

    Args:
        ctx: the operation.
        pool: the pool.
        source: ``Authentication`` or ``ForgotPassword``.
        username: as it was typed (documented).
        password: as it was typed, ``None`` where none was.
        details: of the request.

    """
    answer = events.fire(
        ctx,
        pool,
        "UserMigration",
        f"UserMigration_{source}",
        username=username,
        request={
            **({} if password is None else {"password": password}),
            "validationData": details.validation_data,
            **details.client_metadata("UserMigration"),
        },
        details=details,
    )
    if answer is None:
        return None
    attributes = answer.get("userAttributes", {})
    others = [name for name, wish in answer.items() if wish and not attributes]
    if others:
        ctx.warn(
            f"UserMigration_{source}: response.{', response.'.join(others)} has no effect: without"
            " response.userAttributes there is nobody to come over.",
            pool,
        )
    return Newcomer(
        attributes,
        answer.get("finalUserStatus") == "CONFIRMED",
        answer.get("messageAction") != "SUPPRESS",
        _media(ctx, pool, source, answer),
        bool(answer.get("forceAliasCreation")),
        bool(answer.get("enableSMSMFA")),
    )


def _media(ctx: Context, pool: Pool, source: str, answer: Answer) -> tuple[Medium, ...]:
    wanted = answer.get("desiredDeliveryMediums", ())
    if not set(wanted) <= set(_MEDIA):
        flaw = f"response.desiredDeliveryMediums is {wanted!r}; each must be EMAIL or SMS"
        raise events.unrecognizable(ctx, pool, f"UserMigration_{source}", flaw)
    return cast("tuple[Medium, ...]", tuple(wanted))

"""UserMigration: a function that knows users of another directory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, cast

from cognito_emulator.domain.triggers import core

if TYPE_CHECKING:
    from cognito_emulator.domain.context import Context
    from cognito_emulator.domain.messages import Medium
    from cognito_emulator.domain.pools import Pool

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
    ctx: Context, pool: Pool, source: str, username: str, password: str | None
) -> Newcomer | None:
    """Ask the function for somebody whom the pool does not know, ``None`` where there is none.

    Args:
        ctx: the operation.
        pool: the pool.
        source: ``Authentication`` or ``ForgotPassword``.
        username: as it was typed (documented).
        password: as it was typed, ``None`` where none was.

    """
    signs_in = password is not None
    answer = core.fire(
        ctx,
        pool,
        "UserMigration",
        f"UserMigration_{source}",
        username=username,
        request={
            **({"password": password} if signs_in else {}),
            "validationData": ctx.request.get("ClientMetadata") if signs_in else None,
            **core.metadata(ctx, "UserMigration"),
        },
        response={
            "userAttributes": None,
            "finalUserStatus": None,
            "messageAction": None,
            "desiredDeliveryMediums": None,
            "forceAliasCreation": None,
            "enableSMSMFA": None,
        },
    )
    if answer is None:
        return None
    return Newcomer(
        core.read_map(answer, "userAttributes"),
        core.read(answer, "finalUserStatus", str) == "CONFIRMED",
        core.read(answer, "messageAction", str) != "SUPPRESS",
        _media(answer),
        bool(core.read(answer, "forceAliasCreation", bool)),
        bool(core.read(answer, "enableSMSMFA", bool)),
    )


def _media(answer: core.Answer) -> tuple[Medium, ...]:
    wanted = core.read_texts(answer, "desiredDeliveryMediums")
    if not set(wanted) <= set(_MEDIA):
        raise core.unrecognizable(f"desiredDeliveryMediums is {wanted!r}")
    return cast("tuple[Medium, ...]", tuple(wanted))

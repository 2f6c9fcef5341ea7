"""/mfaSetup: set up a second factor on the way; the path is a guess.

An authenticator app takes two forms: one makes its key, the other has a code of it.
"""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from markupsafe import Markup

from cognito_emulator.domain.pools.factors import TOTP
from cognito_emulator.domain.sign_in import enrolment
from cognito_emulator.domain.sign_in.driver import Challenge
from cognito_emulator.domain.users.record import USERS
from cognito_emulator.web.pages import fields
from cognito_emulator.web.pages.challenge_page import ChallengePage, answered
from cognito_emulator.web.pages.choices import FIELD, SECOND

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.sign_in.driver import Outcome
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context

_CODE, _NAME, _EMAIL = "software_token_code", "device_name", "email"
_QUIET_ZONE = 4  # modules of white around it, as ISO/IEC 18004 wants them
_MOST_CHARS = 120  # of each name, encoded: a code of more would be too fine for a phone's camera


def only_app(attempt: Attempt) -> bool:
    """Whether there is nothing else to set up than an authenticator app."""
    return _can(attempt) == [TOTP]


def with_key(ctx: Context, attempt: Attempt) -> Challenge:
    """Make the key of an authenticator app, which the page then shows."""
    session = enrolment.associate(ctx, attempt.handle).session
    return Challenge("MFA_SETUP", attempt.parameters, session)


def link(pool: Pool, username: str, secret: str) -> str:
    """Return what authenticator apps read: an otpauth URI, as all of them know it.

    Long names are cut: they only tell people which code is for what.
    """
    name, user = _label(pool.name), _label(username)
    return f"otpauth://totp/{name}:{user}?secret={secret}&issuer={name}"


def _label(name: str) -> str:
    """Return a name percent-encoded, as many of its characters as there is room for."""
    label = ""
    for part in (quote(character, safe="") for character in name):
        if len(label) + len(part) > _MOST_CHARS:
            break
        label += part
    return label


def _can(attempt: Attempt) -> list[str]:
    listed: list[str] = json.loads(attempt.parameters["MFAS_CAN_SETUP"])
    return listed


def _shown(ctx: Context, pool: Pool, attempt: Attempt) -> dict[str, Any]:
    choices = {name: SECOND[name] for name in _can(attempt)}
    if not attempt.private.get("associated"):
        return {"choices": choices, "secret": ""}
    user = ctx.tx.get(USERS, (pool.id, attempt.username))
    secret = user.mfa.waiting if user else None
    if secret is None:  # verified in the meantime, or the user is gone
        return {"choices": choices, "secret": ""}
    uri = link(pool, attempt.name or attempt.username, secret)
    grouped = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return {"choices": choices, "secret": grouped, "picture": _picture(uri)}


def _picture(uri: str) -> Markup:
    import segno  # noqa: PLC0415 - few sign-ins need it

    made = BytesIO()
    segno.make(uri, error="m").save(
        made,
        kind="svg",
        xmldecl=False,
        omitsize=True,
        border=_QUIET_ZONE,
        dark="#000",
        light="#fff",
    )
    return Markup(made.getvalue().decode())  # noqa: S704 - made of squares


def _step(ctx: Context, pool: Pool, client: Client, attempt: Attempt) -> Outcome:
    if attempt.private.get("associated"):
        code = "".join(fields.text(_CODE).split())
        session = enrolment.verify(ctx, attempt.handle, code, fields.text(_NAME))
        return answered(ctx, pool, client, attempt, {}, session=session)
    if fields.text(FIELD) == TOTP:
        return with_key(ctx, attempt)
    return answered(ctx, pool, client, attempt, {"email": fields.text(_EMAIL)})


PAGE = ChallengePage("/mfaSetup", "mfa_setup.html", _shown, _step)

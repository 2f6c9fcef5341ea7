"""/changePassword: a password of one's own in place of a temporary one; the path is a guess."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cognito_emulator import errors
from cognito_emulator.web.pages import fields, sign_up_form
from cognito_emulator.web.pages.challenge_page import ChallengePage, answered
from cognito_emulator.web.pages.look import language

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.sign_in.driver import Outcome
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context

_PASSWORD, _AGAIN = "new_password", "confirm_password"
_PREFIX = "userAttributes."


def _shown(_ctx: Context, pool: Pool, attempt: Attempt) -> dict[str, Any]:
    return {
        "attributes": {name: fields.text(_field(name)) for name in _required(attempt)},
        "rules": sign_up_form.rules(pool.password_policy),
        "length": pool.password_policy.minimum_length,
    }


def _step(ctx: Context, pool: Pool, client: Client, attempt: Attempt) -> Outcome:
    password = fields.text(_PASSWORD)
    if fields.text(_AGAIN) not in ("", password):
        raise errors.InvalidParameterException(language()("new_password.differ"))
    responses = {"NEW_PASSWORD": password}
    for name in _required(attempt):
        if value := fields.text(_field(name)):
            responses[_PREFIX + name] = value
    return answered(ctx, pool, client, attempt, responses)


def _required(attempt: Attempt) -> list[str]:
    listed: list[str] = json.loads(attempt.parameters["requiredAttributes"])
    return [name.removeprefix(_PREFIX) for name in listed]


def _field(name: str) -> str:
    """Return the name of an attribute's field, as sign-up has it (measured [pages-7])."""
    return f"requiredAttributes[{name}]"


PAGE = ChallengePage("/changePassword", "new_password.html", _shown, _step)

"""/mfa: a code that was sent, or that an authenticator app shows, as second factor or as first.

That managed login sends another code is a guess; classic pages do not, and neither does the API
(claimed).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cognito_emulator.domain.accounts import cooldown
from cognito_emulator.web.pages import fields
from cognito_emulator.web.pages.challenge_page import ChallengePage, answered, sent_again

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.sign_in.driver import Outcome
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context

#: The field with the code; its name is a guess.
FIELD = "authentication_code"
#: The button that asks for another code; its name is that of the page to confirm a sign-up.
RESEND = "resend_code"


def _shown(_ctx: Context, _pool: Pool, attempt: Attempt) -> dict[str, Any]:
    parameters = attempt.parameters
    return {
        "medium": parameters.get("CODE_DELIVERY_DELIVERY_MEDIUM", ""),
        "where": parameters.get("CODE_DELIVERY_DESTINATION", ""),
        "app": parameters.get("FRIENDLY_DEVICE_NAME", ""),
    }


def _step(ctx: Context, pool: Pool, client: Client, attempt: Attempt) -> Outcome:
    code = "".join(fields.text(FIELD).split())  # some apps show it in two groups
    return answered(ctx, pool, client, attempt, {f"{attempt.challenge}_CODE": code})


def resend(ctx: Context, pool: Pool, client: Client, attempt: Attempt) -> int:
    """Send another code; where it is too early, return how many seconds are to pass instead.

    Raises:
        InvalidParameterException: codes of this challenge are not sent.

    """
    seconds = cooldown.since(ctx, attempt.resent_at)
    if not seconds:
        sent_again(ctx, pool, client, attempt)
    return seconds


#: The page of all challenges for a code.
PAGE = ChallengePage("/mfa", "code.html", _shown, _step)

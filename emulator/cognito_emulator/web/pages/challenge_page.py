"""What a page of a challenge is: where it stands, what it shows, and what its form does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator.domain.sign_in import driver
from cognito_emulator.domain.sign_in.way import PAGES, SignInRequest
from cognito_emulator.domain.work.events import EventDetails

if TYPE_CHECKING:
    from cognito_emulator.domain.clients.record import Client
    from cognito_emulator.domain.pools.record import Pool
    from cognito_emulator.domain.sign_in.driver import Outcome
    from cognito_emulator.domain.sign_in.record import Attempt
    from cognito_emulator.domain.work.context import Context


class ChallengePage(NamedTuple):
    """The page of a challenge.

    Attributes:
        path: where it stands.
        template: its file.
        shown: what the template is about, beside the form's own fields.
        step: what its form does with the attempt.

    """

    path: str
    template: str
    shown: Callable[[Context, Pool, Attempt], Mapping[str, Any]]
    step: Callable[[Context, Pool, Client, Attempt], Outcome]


def answered(
    ctx: Context,
    pool: Pool,
    client: Client,
    attempt: Attempt,
    responses: Mapping[str, str],
    *,
    session: str = "",
) -> Outcome:
    """Answer the challenge that an attempt waits at.

    Args:
        ctx: the request.
        pool: the attempt's.
        client: the attempt's.
        attempt: which waits.
        responses: ChallengeResponses, but for USERNAME.
        session: the Session, where it is another one than the attempt's.

    """
    request = _request(pool, client, attempt, responses, session)
    return driver.answer(ctx, request, attempt.challenge or "")


def sent_again(ctx: Context, pool: Pool, client: Client, attempt: Attempt) -> None:
    """Send the code once more that an attempt waits for, see `driver.send_again`."""
    driver.send_again(ctx, _request(pool, client, attempt, {}), attempt.challenge or "")


def _request(
    pool: Pool, client: Client, attempt: Attempt, responses: Mapping[str, str], session: str = ""
) -> SignInRequest:
    parameters = {"USERNAME": attempt.username, **responses}
    handle, details = session or attempt.handle, EventDetails(client)
    return SignInRequest(pool, client, PAGES, parameters, handle, details)

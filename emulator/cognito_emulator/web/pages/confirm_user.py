"""GET /confirmUser: where the link in a mail leads, which confirms a sign-up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from cognito_emulator import errors
from cognito_emulator.domain.accounts import registration
from cognito_emulator.domain.oauth import authorization
from cognito_emulator.domain.work.events import EventDetails
from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.pages import conforming
from cognito_emulator.web.pages.problems import sentence
from cognito_emulator.web.pages.rendering import page

if TYPE_CHECKING:
    from flask import Response

    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.work.context import Context


def add(routes: Blueprint) -> None:
    """Add the page to routes, with the slash that the manual has and that no mail has."""
    routes.get("/confirmUser")(confirm_by_link)
    routes.get("/confirmUser/")(confirm_by_link)


def confirm_by_link() -> Response:
    """Confirm the sign-up, and say so.

    Nobody is signed in by it, and the browser goes nowhere (both claimed). The status and the words
    of refusals are guesses.
    """
    here = visit()

    def confirmed(ctx: Context, place: PoolDomain) -> None:
        client = authorization.client_of(ctx, place.pool, here.query)
        name, code = here.query.get("user_name", ""), here.query.get("confirmation_code", "")
        conforming.require("ConfirmSignUp", client, name, ConfirmationCode=code)
        registration.confirm_with_code(
            ctx, place.pool, client, name, code, details=EventDetails(client), force_alias=False
        )

    try:
        here.run(confirmed)
    except errors.CognitoError as refusal:
        return page("confirm_user.html", 400, problem=sentence(refusal))
    return page("confirm_user.html")

"""``/_emulator/sign-in`` and ``/_emulator/signed-in``: a sign-in at the pages without an app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from flask import redirect, request

from cognito_emulator import base64url
from cognito_emulator.control import trial_sign_in
from cognito_emulator.web.answers import answer
from cognito_emulator.web.aws_json import base_url
from cognito_emulator.web.control import parameters

if TYPE_CHECKING:
    from flask import Blueprint, Response
    from werkzeug.wrappers import Response as BaseResponse

    from cognito_emulator.emulator import Emulator


def add(routes: Blueprint, emulator: Emulator) -> None:
    """Add the routes."""

    @routes.get("/sign-in")
    def begin() -> BaseResponse:
        """Send a browser to a pool's pages, to sign in without an app."""
        parameters.nothing()
        here = _here(emulator)
        trial = trial_sign_in.beginning(emulator, here)
        if trial is None:
            raise parameters.BadRequest(
                "There is no client for this sign-in: it needs code in AllowedOAuthFlows, and "
                f"{trial_sign_in.end_at(here)} in CallbackURLs."
            )
        return redirect(trial.url)

    @routes.get("/signed-in")
    def end() -> Response:
        """Show the tokens of that sign-in."""
        back = parameters.query("code", "state", "error", "error_description")
        if back["error"] is not None:
            reason = back["error_description"] or "there is no description"
            raise parameters.BadRequest(f"The sign-in failed with {back['error']}: {reason}.")
        code = trial_sign_in.Code(back["code"] or "", back["state"] or "")
        try:
            tokens = trial_sign_in.redeemed(emulator, code, _here(emulator))
        except ValueError as error:
            raise parameters.BadRequest(str(error)) from None
        return answer(
            {
                "id_token_claims": _claims(tokens.id),
                "access_token_claims": _claims(tokens.access),
                "id_token": tokens.id,
                "access_token": tokens.access,
                "refresh_token": tokens.refresh,
                "expires_in": tokens.expires_in,
            }
        )


def _here(emulator: Emulator) -> str:
    return emulator.settings.public_url or base_url(request.environ)


def _claims(token: str | None) -> Any:  # noqa: ANN401 - JSON
    return None if token is None else orjson.loads(base64url.decode(token.split(".")[1]))

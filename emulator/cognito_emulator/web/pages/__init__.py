"""The hosted pages of a pool's domain; their forms call the domain, never the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request
from jinja2 import StrictUndefined

from cognito_emulator.domain.clients import lookup
from cognito_emulator.domain.clients.appearance import branding
from cognito_emulator.web.hosting.visit import visit
from cognito_emulator.web.pages import (
    aids,
    assets,
    challenges,
    confirm,
    confirm_user,
    error,
    forgot_password,
    login,
    passkeys,
    reset_password,
    signup,
)
from cognito_emulator.web.pages.look import look
from cognito_emulator.web.pages.problems import OfThePage
from cognito_emulator.web.pages.rendering import page

if TYPE_CHECKING:
    from flask import Response
    from flask.blueprints import BlueprintSetupState

    from cognito_emulator.domain.pools.domains import PoolDomain
    from cognito_emulator.domain.work.context import Context

#: What is there without a style: what went wrong has to be said somewhere.
_WITHOUT_STYLE = frozenset({"/error"})


def blueprint() -> Blueprint:
    """Return the routes of the pages."""
    routes = Blueprint("pages", __name__, template_folder="templates")
    routes.record(_set_up_templates)
    login.add(routes)
    challenges.add(routes)
    passkeys.add(routes)
    signup.add(routes)
    confirm.add(routes)
    confirm_user.add(routes)
    forgot_password.add(routes)
    reset_password.add(routes)
    error.add(routes)
    assets.add(routes)
    aids.add(routes)
    routes.before_request(_unavailable)
    return routes


def _unavailable() -> Response | None:
    """Refuse where the client has no style (status and text measured [branding-10])."""
    if request.path in _WITHOUT_STYLE or request.path.startswith(assets.PATH) or look().available:
        return None
    visit().look(_warn)
    return page("unavailable.html", 403)


def _warn(ctx: Context, place: PoolDomain) -> None:
    client = lookup.get(ctx, place.pool, visit().query["client_id"])
    ctx.warn_once(branding.lacks_style(client), place.pool)


def _set_up_templates(state: BlueprintSetupState) -> None:
    """Leave no trace of a template's statements in the page, and no unknown name unnoticed."""
    templates = state.app.jinja_env
    templates.trim_blocks = templates.lstrip_blocks = True
    templates.undefined = StrictUndefined
    templates.tests["of_the_page"] = lambda problem: isinstance(problem, OfThePage)

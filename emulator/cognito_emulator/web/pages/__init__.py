"""The hosted pages of a pool's domain; their forms call the domain, never the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint
from jinja2 import StrictUndefined

from cognito_emulator.web.pages import (
    confirm,
    confirm_user,
    error,
    forgot_password,
    login,
    reset_password,
    signup,
)

if TYPE_CHECKING:
    from flask.blueprints import BlueprintSetupState


def blueprint() -> Blueprint:
    """Return the routes of the pages."""
    routes = Blueprint("pages", __name__, template_folder="templates")
    routes.record(_set_up_templates)
    login.add(routes)
    signup.add(routes)
    confirm.add(routes)
    confirm_user.add(routes)
    forgot_password.add(routes)
    reset_password.add(routes)
    error.add(routes)
    return routes


def _set_up_templates(state: BlueprintSetupState) -> None:
    """Leave no trace of a template's statements in the page, and no unknown name unnoticed."""
    templates = state.app.jinja_env
    templates.trim_blocks = templates.lstrip_blocks = True
    templates.undefined = StrictUndefined

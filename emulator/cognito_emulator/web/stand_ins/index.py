"""The stand-ins that have a server for themselves, and the page that names them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Flask
from jinja2 import FileSystemLoader
from werkzeug.exceptions import HTTPException

from cognito_emulator.nearest import nearest
from cognito_emulator.web.stand_ins.address import StandInRouter, alone
from cognito_emulator.web.stand_ins.app import stand_in_application
from cognito_emulator.web.stand_ins.rendering import TEMPLATES, page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from wsgiref.types import WSGIApplication

    from flask import Response

    from cognito_emulator.clock import Clock
    from cognito_emulator.idp.provider import Provider
    from cognito_emulator.web.guard import Guard


def create_app(providers: Mapping[str, Provider], time: Clock, guard: Guard) -> WSGIApplication:
    """Return the application that serves stand-ins, each at ``/NAME/...``.

    Args:
        providers: by their names.
        time: the time that tokens have.
        guard: under which hosts there are pages.

    """
    app = Flask("cognito_emulator", static_folder=None)
    app.jinja_loader = FileSystemLoader(TEMPLATES)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.get("/")
    def index() -> Response:
        """Show which there are."""
        links = {name: f"/{quote(name, safe='')}/" for name in providers}
        return page("index.html", providers=providers, links=links)

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        """Say which there are, in place of one that is not there."""
        near = nearest("", providers)
        sentence = error.description if error.code != 404 else f"There is no such provider; {near}."  # noqa: PLR2004
        return page("error.html", error.code or 400, problem=sentence, provider=None)

    return StandInRouter(stand_in_application(), app, alone(providers, time, guard))

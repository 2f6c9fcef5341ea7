"""The requests of the control API, from its routes."""

from __future__ import annotations

from cognito_emulator.web.app import application
from cognito_emulator.web.front import HEALTH
from tools.reference.docstrings import docstring
from tools.reference.markdown import code, table
from tools.reference.regions import region

_PREFIX = "/_emulator/"
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def endpoints() -> list[tuple[str, str, str]]:
    """Return the method, the path and the purpose of each request."""
    app = application()
    found = [
        (method, rule.rule, docstring(app.view_functions[rule.endpoint]).what)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(_PREFIX)
        for method in _METHODS
        if method in (rule.methods or ())
    ]
    found.append(("GET", HEALTH, "Say that the emulator is there, its version, and its store."))
    return sorted(found, key=lambda each: (each[1], _METHODS.index(each[0])))


@region("control-requests")
def requests() -> str:
    """Return a row for each request."""
    return table(
        ("Request", "What it does"),
        ((code(f"{method} {path}"), purpose) for method, path, purpose in endpoints()),
    )

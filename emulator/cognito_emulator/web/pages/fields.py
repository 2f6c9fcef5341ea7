"""What a form has sent."""

from __future__ import annotations

import json

from cognito_emulator import printable
from cognito_emulator.web.hosting.visit import visit

_OWN = "signInSubmitButton"


def text(name: str) -> str:
    """Return a field; empty where it was not sent."""
    return visit().form.get(name, "")


def quoted(name: str) -> str:
    """Return a field that scripts, as the service's own, send as a JSON text (measured [pages-3]).

    Our forms send it as it is.
    """
    sent = text(name)
    if _OWN in visit().form or not sent.startswith('"'):
        return sent
    try:
        unquoted = json.loads(sent)
    except (ValueError, RecursionError):
        return sent
    return printable.whole(unquoted) if isinstance(unquoted, str) else sent

"""What a process has for itself alone: it is refused where several answer for one emulator.

An answer would be that of whichever process was asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

    from cognito_emulator.emulator import Emulator

# What a process knows alone, by the path in the control API, and what that is in a sentence.
_OF_ONE_PROCESS = {
    "/_emulator/triggers": "functions are attached to one process (name them when it starts)",
}


def objection(environ: WSGIEnvironment, emulator: Emulator) -> str | None:
    """Return why a process that is one of several cannot answer what is asked of the control API.

    Args:
        environ: the request.
        emulator: whose.

    """
    if not environ.get("wsgi.multiprocess"):
        return None
    path = environ.get("PATH_INFO", "")
    for start, why in _OF_ONE_PROCESS.items():
        if path == start or path.startswith(f"{start}/"):
            return f"{start} is not there with several processes: {why}."
    if path == "/_emulator/reset" and (changed := emulator.changed_files()):
        names = ", ".join(str(each) for each in changed)
        return (
            f"{names} changed, and with several processes only one would read it again: restart, "
            "and then reset."
        )
    return None

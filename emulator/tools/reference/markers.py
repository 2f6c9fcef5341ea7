"""The markers of the plugin."""

from __future__ import annotations

from collections.abc import Mapping

from pytest_cognito_emulator.api.cognito import Cognito
from pytest_cognito_emulator.plugin import _MARKERS as DECLARED
from tools.reference.docstrings import docstring
from tools.reference.markdown import code, sentence, table
from tools.reference.regions import region


def declared() -> dict[str, tuple[tuple[str, ...], str]]:
    """Return the arguments of each marker, and what it is, as ``pytest --markers`` shows them."""
    found = {}
    for marker in DECLARED:
        head, _, purpose = marker.partition("): ")
        name, _, names = head.partition("(")
        found[name] = (tuple(names.split(", ")), purpose)
    return found


@region("markers")
def markers() -> str:
    """Return a row for each marker."""
    return table(
        ("Marker", "What it is"),
        (
            (code(f"@pytest.mark.{name}({', '.join(arguments)})"), sentence(purpose))
            for name, (arguments, purpose) in declared().items()
        ),
    )


@region("cognito-challenge")
def of_challenge() -> str:
    """Return a row for each argument of ``cognito_challenge``."""
    return _arguments("cognito_challenge", docstring(Cognito.force_challenge).arguments)


@region("cognito-fault")
def of_fault() -> str:
    """Return a row for each argument of ``cognito_fault``."""
    seconds = docstring(Cognito.delay).arguments["seconds"]
    said = {**docstring(Cognito.fail).arguments, "delay": f"{seconds.rstrip('.')}, in seconds."}
    return _arguments("cognito_fault", said)


def _arguments(marker: str, said: Mapping[str, str]) -> str:
    names = declared()[marker][0]
    positional = names[: names.index("*")]
    return table(
        ("Argument", "How", "What it is"),
        (
            (
                code(name),
                "by place or keyword" if name in positional else "by keyword",
                sentence(said[name]),
            )
            for name in names
            if name != "*"
        ),
    )

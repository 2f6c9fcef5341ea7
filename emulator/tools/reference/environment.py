"""The environment variables by which SDKs and apps find the emulator."""

from __future__ import annotations

from cognito_emulator import environment
from cognito_emulator.environment import Facts
from tools.reference.docstrings import docstring
from tools.reference.markdown import code, sentence, table
from tools.reference.regions import region

_URL, _REGION = "http://127.0.0.1:9329", "us-east-1"


@region("variables-of-apps")
def variables_of_apps() -> str:
    """Return what an app is told, and by which word a variable of its own can hold it."""
    by_fact = {fact: name for name, fact in environment.NAMES.items()}
    by_fact["url"] = environment.EMULATOR_URL
    return table(
        ("Variable", "Fact", "What it is"),
        (
            (
                code(by_fact[fact]) if fact in by_fact else "none of its own",
                code(fact),
                sentence(docstring(getattr(Facts, fact)).what),
            )
            for fact in environment.FACTS
        ),
    )


@region("variables-of-sdks")
def variables_of_sdks() -> str:
    """Return what is set for SDKs."""
    found = environment.for_sdks(_URL, _REGION)
    return table(
        ("Variable", "Value"),
        ((code(name), _WORDS.get(value, code(value))) for name, value in found.items()),
    )


_WORDS = {_URL: "the address of the emulator", _REGION: "the region of the pool"}


@region("variables-that-are-unset")
def variables_that_are_unset() -> str:
    """Return what would lead an SDK elsewhere."""
    return "".join(f"- {code(name)}\n" for name in environment.MISLEADING)

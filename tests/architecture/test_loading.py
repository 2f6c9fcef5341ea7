"""What an import costs: nobody pays for a web framework or an SDK that they do not use."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import cognito_emulator

WEB = {"flask", "werkzeug"}
SDK = {"boto3", "botocore"}
LATE = {
    "defusedxml",
    "gmpy2",
    "lxml",
    "msgspec",
    "pyotp",
    "signxml",
    "ssl",
    "trustme",
    "webauthn",
}  # only who needs them waits for them
TEST_TOOLS = {"_pytest", "faker", "freezegun", "pytest"}
CHILDREN = {"subprocess"}  # which pytest loads itself


#: What a server needs only once there is a seed, somebody comes by a provider or to a pool's
#: domain, or a browser wants to see a page.
LATE_ROOMS = {
    "html",
    "xml.parsers.expat",
    "cognito_emulator.domain.federation.protocols",
    "cognito_emulator.domain.federation.stand_ins.playing",
    "cognito_emulator.domain.oauth.authorization",
    "cognito_emulator.idp.kinds",
    "cognito_emulator.idp.provider",
    "cognito_emulator.saml.issuing",
    "cognito_emulator.saml.responses",
    "cognito_emulator.seeds",
    "cognito_emulator.web.pages",
    "cognito_emulator.web.stand_ins.pools",
    "cognito_emulator.web.welcome_page",
}


def modules_after(module: str) -> set[str]:
    """What the import loads in a fresh interpreter beside what that has, as coverage's tracer."""
    code = f"""
import json, sys
had = set(sys.modules)
import {module}
print(json.dumps([name for name in sys.modules if name not in had]))
"""
    return set(json.loads(subprocess.check_output([sys.executable, "-c", code])))


def loaded_by(module: str) -> set[str]:
    """The top-level ones among them."""
    return {name.partition(".")[0] for name in modules_after(module)}


def test_public_names_are_all_there() -> None:
    for name in cognito_emulator.__all__:
        assert getattr(cognito_emulator, name)
    assert set(cognito_emulator.__all__) <= set(dir(cognito_emulator))


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("pytest_cognito_emulator.plugin", WEB | SDK | LATE | {"faker"}),
        ("cognito_emulator", WEB | SDK | LATE | TEST_TOOLS | CHILDREN),
        ("cognito_emulator.web.server", WEB | SDK | LATE | TEST_TOOLS | CHILDREN),
    ],
)
def test_loads_only_what_it_needs(module: str, unwanted: set[str]) -> None:
    assert loaded_by(module) & unwanted == set()


def test_a_server_loads_no_room_before_it_is_asked() -> None:
    assert modules_after("cognito_emulator.cli.serve") & LATE_ROOMS == set()

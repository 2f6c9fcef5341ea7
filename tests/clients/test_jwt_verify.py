"""aws-jwt-verify, as README has it."""

from __future__ import annotations

from dataclasses import replace

from cognito_emulator import environment
from cognito_emulator.emulator import Emulator
from cognito_emulator.environment import Place
from tests.architecture.test_readme_examples import EXAMPLES
from tests.clients.node import module
from tests.support import Lab

USE = "console.log((await claimsOf(process.env.TOKEN)).username);"


def test_a_token_of_the_real_issuer(emulator: Emulator, lab: Lab, url: str) -> None:
    emulator.settings = replace(emulator.settings, aws_issuer=True)
    lab.user()
    token = lab.begin()["AuthenticationResult"]["AccessToken"]
    place = Place(url=url, region="us-east-1", pool_id=lab.pool_id, client_id=lab.client_id)
    told = {**environment.for_apps(place), "TOKEN": token}
    assert module(EXAMPLES["jwt_verify"] + USE, told) == "alice\n"

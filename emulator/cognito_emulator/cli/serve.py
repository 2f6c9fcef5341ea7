"""``cognito-emulator serve``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cognito_emulator import __version__
from cognito_emulator.cli.start import emulator_as, server_at
from cognito_emulator.cli.terminal import letter, say

if TYPE_CHECKING:
    from argparse import Namespace

    from cognito_emulator.emulator import Emulator
    from cognito_emulator.seeds import Planted
    from cognito_emulator.settings import Settings


def serve(told: Namespace) -> int:
    """Answer HTTP requests until stopped.

    Raises:
        Wrong: something is wrong with what was asked for.

    """
    emulator = emulator_as(told, told.seed or (), told.public_url)
    server = server_at(told.host, told.port, emulator)
    emulator.on_message(lambda message: say(letter(message), sys.stdout))
    functions = [*(told.trigger or ()), *(told.function or ())]
    say(_welcome(emulator, server.url, functions), sys.stdout)
    try:
        server.run()
    finally:
        server.stop()
    return 0


def _welcome(emulator: Emulator, url: str, functions: list[tuple[str, str]]) -> str:
    lines = [f"cognito-emulator {__version__} listens on {url}"]
    for planted in emulator.seeded:
        lines += _pool_lines(planted)
    if functions:
        lines += ["", *(f"{name}: {target}" for name, target in functions)]
    return "\n".join((*lines, *_how_to_connect(emulator.settings, url)))


def _how_to_connect(settings: Settings, url: str) -> list[str]:
    here, region = settings.public_url or url, settings.region
    key, secret = next(iter(settings.access_keys.items()), ("x", None))
    secret = secret or "x"
    boto3 = (
        f'boto3.client("cognito-idp", endpoint_url="{here}", region_name="{region}", '
        f'aws_access_key_id="{key}", aws_secret_access_key="{secret}")'
    )
    aws = (
        f"AWS_ACCESS_KEY_ID={key} AWS_SECRET_ACCESS_KEY={secret} aws cognito-idp list-user-pools "
        f"--max-results 10 --endpoint-url {here} --region {region}"
    )
    return ["", "boto3:", f"  {boto3}", "AWS CLI:", f"  {aws}", "", _LAST_WORDS]


_LAST_WORDS = "Mails and text messages appear here. Ctrl-C stops."


def _pool_lines(planted: Planted) -> list[str]:
    lines = ["", f"pool {planted.pool.id} ({planted.pool.name})"]
    for client in planted.clients:
        secrets = "".join(f", secret {secret.value}" for secret in client.secrets)
        lines.append(f"  client {client.id} ({client.name}){secrets}")
    return lines

"""``cognito-emulator export``: the pools of a running emulator, as a seed that gives them back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from cognito_emulator.cli import seed_file
from cognito_emulator.cli.running import Running
from cognito_emulator.cli.status import CommandLineError
from cognito_emulator.fetching import Network
from cognito_emulator.printable import block

if TYPE_CHECKING:
    from argparse import Namespace

_SECONDS = 120.0
_MOST_BYTES = 1 << 30  # a million users


def export(options: Namespace) -> int:
    """Write the pools of a running emulator as a seed.

    Raises:
        CommandLineError: there is no emulator, no such pool, or the file cannot be written.

    """
    query = [("user_pool_id", each) for each in options.user_pool_id or ()]
    if options.with_keys:
        query.append(("signing_keys", "true"))
    running = Running(options.endpoint, Network(_SECONDS, _MOST_BYTES))
    answer = running.ask(f"export?{urlencode(query)}" if query else "export")
    seed = answer["seed"]
    if seed == {"UserPools": []}:
        raise CommandLineError(f"There is no user pool at {options.endpoint}.")
    seed_file.write(seed, options.output)
    lines = [*answer["left_behind"], seed_file.contents(seed).sentence]
    for pool_id, pem in answer.get("signing_keys", {}).items():
        file = _beside(options.output, pool_id)
        seed_file.write_private(file, pem)
        lines.append(f"Signing keys are in {file}: --signing-key {pool_id}={file}")
    sys.stderr.write(block("\n".join(lines)) + "\n")
    return 0


def _beside(output: Path | None, pool_id: str) -> Path:
    """Return the file of a pool's keys: beside the seed, and called like the pool."""
    return (output.parent if output else Path()) / f"{pool_id}.pem"

"""``cognito-emulator export``: pools that there are, as a seed that gives them back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from cognito_emulator.cli import seed_file
from cognito_emulator.cli.running import Running
from cognito_emulator.cli.start import require_file, store_named
from cognito_emulator.cli.status import CommandLineError
from cognito_emulator.control import exports
from cognito_emulator.control.exports import Export
from cognito_emulator.emulator import Emulator
from cognito_emulator.errors import CognitoError
from cognito_emulator.fetching import Network
from cognito_emulator.printable import block
from cognito_emulator.store import StoreError, UnreachableError, open_store
from cognito_emulator.store.named import MEMORY
from cognito_emulator.store.urls import SQLITE, shown

if TYPE_CHECKING:
    from argparse import Namespace

_SECONDS = 1_200.0  # a million users take minutes
_DATABASES = (".db", ".sqlite", ".sqlite3")
_MOST_BYTES = 1 << 30  # a million users


def export(options: Namespace) -> int:
    """Write the pools of a running emulator, or of a store of its state, as a seed.

    Raises:
        CommandLineError: there is no emulator, no such pool, or the file cannot be written.

    """
    store, output = _store(options), seed_file.target(options.output)
    found = _of_running(options) if store is None else _of_store(store, options)
    if found.seed == {"UserPools": []}:
        where = options.endpoint if store is None else options.state or shown(store)
        raise CommandLineError(f"There is no user pool at {where}.")
    seed_file.write(found.seed, output)
    lines = [*found.left, seed_file.contents(found.seed).sentence]
    for pool_id, pem in found.keys.items():
        file = _beside(output, pool_id)
        seed_file.write_private(file, pem)
        lines.append(f"Signing keys are in {file}: --signing-key {pool_id}={file}")
    sys.stderr.write(block("\n".join(lines)) + "\n")
    return 0


def _of_running(options: Namespace) -> Export:
    query = [("user_pool_id", each) for each in options.user_pool_id or ()]
    if options.with_keys:
        query.append(("signing_keys", "true"))
    running = Running(options.endpoint, Network(_SECONDS, _MOST_BYTES))
    answer = running.ask(f"export?{urlencode(query)}" if query else "export")
    return Export(answer["seed"], answer["left_behind"], answer.get("signing_keys", {}))


def _store(options: Namespace) -> str | None:
    """Return the name of the store that is to be read; ``None`` for a running emulator.

    Raises:
        CommandLineError: it has no file, or nothing can be in it.

    """
    name = store_named(options)
    if name == MEMORY:
        raise CommandLineError("--store memory: nothing is in it. Name one that lasts.")
    if name is not None and name.startswith(SQLITE):
        before = "--store: " if options.state is None else "--state: "
        require_file(name.removeprefix(SQLITE), before, _DATABASES)
    return name


def _of_store(name: str, options: Namespace) -> Export:
    """Read the pools of a store that lasts, while nobody serves them or while somebody does."""
    try:
        engine = Emulator(store=open_store(name))
        return exports.export(engine, options.user_pool_id or (), with_keys=options.with_keys)
    except (StoreError, UnreachableError, CognitoError) as error:
        raise CommandLineError(str(error)) from None


def _beside(output: Path | None, pool_id: str) -> Path:
    """Return the file of a pool's keys: beside the seed, and called like the pool."""
    return (output.parent if output else Path()) / f"{pool_id}.pem"

"""``cognito-emulator pull``: a pool of the real service as a seed."""

from __future__ import annotations

import os
import sys
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cognito_emulator import regions
from cognito_emulator.cli import seed_file
from cognito_emulator.cli.log import unsaid
from cognito_emulator.cli.status import CommandLineError
from cognito_emulator.emulator import Emulator
from cognito_emulator.printable import block
from cognito_emulator.seeds import SeedError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping

    from cognito_emulator.pulling import People

_UNKNOWN = "ResourceNotFoundException"  # of the pool: what else is not there is left out
_WIDTH = 30
_NARROWEST = 5  # a bar that is shorter shows nothing
_USUAL = 80  # columns of a terminal that does not tell
_PLACE = "us-east-1"


def pull(options: Namespace) -> int:
    """Read a pool, and write it as a seed.

    Raises:
        CommandLineError: something is wrong with what was asked for, or the service refuses.

    """
    try:
        from cognito_emulator import pulling  # noqa: PLC0415 - boto3 is an extra
    except ModuleNotFoundError as error:
        raise CommandLineError(
            f"pull needs boto3 ({error}): pip install 'cognito-emulator[boto3]'"
        ) from None
    pool_id, people = _pool_id(options), _people(options)
    region = options.region or regions.of_pool(pool_id, _PLACE)
    output = seed_file.target(options.output)
    path = _journal_of(output)
    bar = _Bar()
    wanted = pulling.Pull(
        pool_id, people, options.password, pulling.Anonymous(options.invent), bar.show
    )
    try:
        aws = pulling.Aws(
            region,
            profile=options.profile,
            endpoint_url=options.endpoint_url,
            per_second=options.calls_per_second,
        )
        journal = pulling.Journal(path, _about(options, pool_id, people, region))
        seed, notes = pulling.pull(aws, wanted, journal)
        seed_file.write(seed, output)
    except pulling.JournalError as error:
        raise CommandLineError(str(error)) from None
    except pulling.AwsError as error:
        also = f" It was asked for in {region}." if error.code == _UNKNOWN else _goes_on(path)
        raise CommandLineError(f"{str(error).rstrip('.')}.{also}") from None
    except OSError as error:
        raise CommandLineError(f"--output: {path}: {error.strerror}.{_goes_on(path)}") from None
    except CommandLineError as error:
        raise CommandLineError(f"{error}{_goes_on(path)}") from None
    except KeyboardInterrupt:
        bar.end()
        sys.stderr.write(block(f"cognito-emulator: Stopped.{_goes_on(path)}") + "\n")
        raise
    finally:
        bar.end()
    journal.end()
    sys.stderr.write(block("\n".join([*notes, seed_file.contents(seed).sentence])) + "\n")
    _check(seed)
    return 0


def _pool_id(options: Namespace) -> str:
    if not options.user_pool_id:
        raise CommandLineError("pull needs a pool: --user-pool-id ID.")
    return str(options.user_pool_id)


def _people(options: Namespace) -> People:
    if options.anonymize and not options.password:
        raise CommandLineError("--anonymize needs a --password, which invented people get.")
    if options.anonymize:
        return "anonymous"
    return "real" if options.real_people else "none"


def _journal_of(output: Path | None) -> Path | None:
    lasts = output is not None and seed_file.is_regular(output)
    return output.with_name(f".{output.name}.part") if output and lasts else None


def _goes_on(journal: Path | None) -> str:
    """Say that what was read is not lost, if anything was."""
    if journal is None or not journal.exists():
        return ""
    return f" The same command goes on where it was, by {journal}."


def _about(options: Namespace, pool_id: str, people: People, region: str) -> Mapping[str, str]:
    """Return what a journal is of: with anything else, its steps would be others.

    The text that people are invented from is not told: it would lead from invented ones back to
    their subjects.
    """
    invent = blake2b(str(options.invent).encode(), digest_size=8).hexdigest()
    return {
        "--user-pool-id": pool_id,
        "users": people,
        "--region": region,
        "--endpoint-url": options.endpoint_url or "",
        "--invent": invent if people == "anonymous" else "",
    }


class _Bar:
    """How many users were read, where somebody looks at it."""

    def __init__(self) -> None:
        self._open = False

    def show(self, done: int, about: int) -> None:
        """Show how many there are, and of about how many."""
        if not sys.stderr.isatty():
            return
        said = f"{done} of {about} users"
        width = min(_WIDTH, _columns() - len(f"[] {said}") - 1)  # the cursor stands behind it
        if width >= _NARROWEST:
            full = width * done // max(about, 1)
            said = f"[{'#' * full}{'.' * (width - full)}] {said}"
        sys.stderr.write(f"\r{said}")
        sys.stderr.flush()
        self._open = True

    def end(self) -> None:
        """Have what follows on a line of its own."""
        if self._open:
            sys.stderr.write("\n")
        self._open = False


def _columns() -> int:
    """Return how wide the terminal is: a line that is wider goes on below, and stays there."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or _USUAL
    except (OSError, ValueError):
        return _USUAL


def _check(seed: dict[str, Any]) -> None:
    """Hold a seed against the rules here.

    Raises:
        CommandLineError: it makes no pool; it is written all the same.

    """
    try:
        with unsaid():
            Emulator(seed=seed)
    except SeedError as error:
        raise CommandLineError(f"The seed is written, and is not taken as it is: {error}") from None

"""``cognito-emulator import``: what comes of a template, and the seed that it makes."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from cognito_emulator.cli import seed_file, values
from cognito_emulator.cli.log import unsaid
from cognito_emulator.cli.options import STANDARD_INPUT
from cognito_emulator.cli.start import require_file
from cognito_emulator.cli.status import CommandLineError
from cognito_emulator.counts import counted
from cognito_emulator.emulator import Emulator
from cognito_emulator.printable import block
from cognito_emulator.seeds import Document, SeedError, Stack, document_of, load, read_yaml
from cognito_emulator.seeds.templates.functions import is_inline
from cognito_emulator.seeds.templates.report import Outcome
from cognito_emulator.settings import Settings

if TYPE_CHECKING:
    from argparse import Namespace

    from cognito_emulator.seeds.templates.report import Row

_OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


def import_(options: Namespace) -> int:
    """Make a seed of a template, and say what became of each member.

    Raises:
        CommandLineError: there is no such file, or it makes no seed.

    """
    output = seed_file.target(options.output)
    settings = Settings(
        region=options.region,
        account_id=options.account_id,
        parameters=values.parameters(options.parameter),
        stack_name=options.stack_name,
    )
    sys.path.insert(0, os.getcwd())  # noqa: PTH109 - as text; modules are found from here
    try:
        document = _document(options.file, Stack.of(settings))
        with unsaid():
            Emulator(settings, seed=document)  # which holds it against the service's rules
    except SeedError as error:
        raise CommandLineError(str(error)) from None
    seed = _movable(document, output)
    seed_file.write(seed, output)
    sys.stderr.write(block("\n".join(_report(document, seed))) + "\n")
    return 0


def _document(file: Path, stack: Stack) -> Document:
    if str(file) == STANDARD_INPUT:
        return document_of(read_yaml(sys.stdin.read()), stack)
    require_file(str(file))
    return load(file, stack)


def _report(document: Document, seed: Mapping[str, Any]) -> list[str]:
    lines = [*document.notes]
    if document.report is not None:
        rows = document.report.rows
        told = {row.note for row in rows}
        counts = Counter(row.outcome for row in rows)
        sums = ", ".join(f"{counts[outcome]} {outcome}" for outcome in _OUTCOMES)
        lines = [
            *(note for note in document.notes if note not in told),
            *_by_template(rows),
            f"{counted(len(rows), 'member')}: {sums}.",
        ]
    return [*lines, seed_file.contents(seed).sentence]


def _by_template(rows: list[Row]) -> Iterator[str]:
    """Give a line for each row, below the names of the templates, where they are several."""
    templates = list(dict.fromkeys(row.place.source for row in rows))
    for template in templates:
        if len(templates) > 1:
            yield f"{template}:"
        yield from (str(row) for row in rows if row.place.source == template)


def _movable(document: Document, output: Path | None) -> dict[str, Any]:
    """Return a seed whose functions are found from where it is written to."""
    folder = document.path.parent if document.path else Path()
    home = output.parent if output else Path()

    def moved(pool: Mapping[str, Any]) -> dict[str, Any]:
        given = pool.get("Functions")
        if document.report is None or not isinstance(given, Mapping):
            return dict(pool)
        kept = {
            arn: _moved(target, folder, home)
            for arn, target in given.items()
            if not is_inline(target)  # whose file goes with this process
        }
        rest = {name: value for name, value in pool.items() if name != "Functions"}
        return {**rest, "Functions": kept} if kept else rest

    if "UserPools" in document:
        return {**document, "UserPools": [moved(pool) for pool in document["UserPools"]]}
    return moved(document)


def _moved(target: str, folder: Path, home: Path) -> str:
    path, _, name = target.rpartition(":")
    return f"{os.path.relpath(folder / path, home)}:{name}"

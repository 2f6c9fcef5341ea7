"""``cognito-emulator import``: what comes of templates, and the seed that they make."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
from cognito_emulator.seeds.files import with_lines
from cognito_emulator.seeds.kinds.pools import FUNCTIONS
from cognito_emulator.seeds.templates.functions import is_inline
from cognito_emulator.seeds.templates.report import Outcome
from cognito_emulator.settings import Settings

if TYPE_CHECKING:
    from argparse import Namespace

    from cognito_emulator.seeds.templates.report import Row

_OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
# A function in a file: the name in it may be left out of Node's.
_IN_FILE = re.compile(r"(?P<file>[^:]+\.(?:py|[cm]?[jt]s|tsx))(?P<name>:.*)?")


def import_(options: Namespace) -> int:
    """Make a seed of templates, and say what became of each member.

    Raises:
        CommandLineError: there is no such file, or they make no seed.

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
        documents = _documents(options.files, settings)
        with unsaid():
            Emulator(settings, seeds=documents)  # which holds them against the service's rules
    except SeedError as error:
        raise CommandLineError(str(with_lines(error))) from None
    seed = _together([_movable(document, output) for document in documents])
    seed_file.write(seed, output)
    sys.stderr.write(block("\n".join(_report(documents, seed))) + "\n")
    return 0


def _documents(files: Sequence[Path], settings: Settings) -> list[Document]:
    """Return what stands in files, which are deployed together."""
    named = [file for file in files if str(file) != STANDARD_INPUT]
    for file in named:
        require_file(str(file))
    stack = Stack.of(settings, named)
    return [_document(file, stack) for file in files]


def _document(file: Path, stack: Stack) -> Document:
    if str(file) == STANDARD_INPUT:
        return document_of(read_yaml(sys.stdin.read()), stack)
    return load(file, stack)


def _report(documents: Sequence[Document], seed: Mapping[str, Any]) -> list[str]:
    rows = [row for each in documents if each.report is not None for row in each.report.rows]
    told = {row.note for row in rows}
    lines = [note for each in documents for note in each.notes if note not in told]
    if rows:
        counts = Counter(row.outcome for row in rows)
        sums = ", ".join(f"{counts[outcome]} {outcome}" for outcome in _OUTCOMES)
        lines += [*_by_template(rows), f"{counted(len(rows), 'member')}: {sums}."]
    return [*lines, seed_file.contents(seed).sentence]


def _by_template(rows: list[Row]) -> Iterator[str]:
    """Give a line for each row, below the names of the templates, where they are several."""
    templates: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        templates[row.place.source].append(row)
    for template, listed in templates.items():
        if len(templates) > 1:
            yield f"{template}:"
        yield from map(str, listed)


def _together(seeds: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the seed with all pools of several."""
    if len(seeds) == 1:
        return seeds[0]
    pools = [pool for seed in seeds for pool in seed.get("UserPools", [seed])]
    shared = [seed.get(FUNCTIONS) or {} for seed in seeds if "UserPools" in seed]
    functions = {arn: target for each in shared for arn, target in each.items()}
    return {"UserPools": pools, **({FUNCTIONS: functions} if functions else {})}


def _movable(document: Document, output: Path | None) -> dict[str, Any]:
    """Return a seed whose functions are found from where it is written to."""
    folder = document.path.parent if document.path else Path()
    home = output.parent if output else Path()

    def moved(described: Mapping[str, Any]) -> dict[str, Any]:
        given = described.get(FUNCTIONS)
        if not isinstance(given, Mapping):
            return dict(described)
        kept = {
            arn: _moved(target, folder, home)
            for arn, target in given.items()
            if not is_inline(str(target))  # whose file goes with this process
        }
        rest = {name: value for name, value in described.items() if name != FUNCTIONS}
        return {**rest, FUNCTIONS: kept} if kept else rest

    if "UserPools" in document:
        return {**moved(document), "UserPools": [moved(pool) for pool in document["UserPools"]]}
    return moved(document)


def _moved(target: object, folder: Path, home: Path) -> object:
    found = _IN_FILE.fullmatch(target) if isinstance(target, str) else None
    if found is None:
        return target
    return f"{os.path.relpath(folder / found['file'], home)}{found['name'] or ''}"

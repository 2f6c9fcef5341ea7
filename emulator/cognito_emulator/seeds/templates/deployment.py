"""Templates that are deployed together: which files they are, and what they know of each other."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator.nearest import near
from cognito_emulator.seeds.places import Place

if TYPE_CHECKING:
    from cognito_emulator.seeds.stack import Stack
    from cognito_emulator.seeds.templates.cloudformation import Template

_MOST_FILES = 200
_MOST_VALUES = 50_000  # that loops make: CloudFormation deploys 500 resources (documented)
_LONGEST_OF_POOL = 40  # characters behind the region: the id of a pool has 55
_LONGEST_OF_CLIENT = 128
# Folders whose templates name what lies in the folder above, or in the one above that.
_PACKAGED = {".serverless": 1, "build": 2, "cdk.out": 1}


class Given(NamedTuple):
    """A template as somebody gave it.

    Attributes:
        path: of its file; ``None`` for one that stands in no file, which names no others.
        name: of its stack; empty for one that follows from the file's name.
        parameters: with which its tool deploys it.

    """

    place: Place
    document: Mapping[str, Any]
    path: Path | None
    name: str = ""
    parameters: Mapping[str, str] = {}


class Deployment:
    """What templates that are deployed together share.

    Attributes:
        stack: what all of them are deployed with.
        templates: of CloudFormation, in their order, without those nested in them.
        files: those that were read beside the templates that were given.
        under_way: what is being resolved, in any of them.
        asked: the names of parameters by which something was looked for.

    """

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.templates: list[Template] = []
        self.files: list[Path] = []
        self.under_way: list[str] = []
        self.asked: set[str] = set()
        self._names: set[str] = set()
        self._owners: dict[str, str] = {}
        self._numbers: dict[str, Iterator[int]] = defaultdict(lambda: count(2))  # of namesakes
        self._values = 0

    # -- names -------------------------------------------------------------------------------------

    def stack_name(self, given: Given) -> str:
        """Return a name that no other stack here has; of several the first has the one wished."""
        of_file = self.stack.name_of_file(given.path)
        folder = _folder_of(given.path).name if given.path else ""
        beside = re.sub(r"[^A-Za-z0-9]+", "-", f"{folder}-{of_file}").strip("-")
        names = filter(None, (self.stack.name, given.name, of_file, beside))
        numbered = (f"{of_file}-{number}" for number in count(2))
        found = next(each for each in chain(names, numbered) if each not in self._names)
        self._names.add(found)
        return found

    def identify(self, before: str, name: str, stack: str) -> tuple[str, str]:
        """Return an id that nothing else here has, and whose it would have been.

        Args:
            before: what stands before the name in the id of a pool; nothing of a client.
            name: letters and digits, as the id has them.
            stack: what tells the id apart, where another stack has it.

        """
        told_apart = re.sub(r"[^A-Za-z0-9]", "", stack)
        longest = _LONGEST_OF_POOL if before else _LONGEST_OF_CLIENT
        short = name[-longest:]
        other = f"{told_apart[: longest // 2]}{name[-longest // 2 :]}"
        numbers = self._numbers[f"{before}{short}"]  # goes on: those before are taken
        numbered = (f"{short[: longest - len(str(number))]}{number}" for number in numbers)
        found = next(
            each
            for each in chain((short, other), numbered)
            if f"{before}{each}" not in self._owners
        )
        self._owners[f"{before}{found}"] = stack
        return f"{before}{found}", self._owners[f"{before}{short}"]

    # -- what others export ------------------------------------------------------------------------

    def every_template(self) -> Iterator[Template]:
        """Give all templates, each before those nested in it."""
        for template in self.templates:
            yield from template.with_nested()

    def imported(self, place: Place, name: str) -> Any:  # noqa: ANN401 - any JSON
        """Return what a stack exports by a name; a parameter goes before it.

        Raises:
            SeedError: none does, and no parameter says it.

        """
        self.asked.add(name)
        if name in self.stack.parameters:
            return self.stack.parameters[name]
        known: list[str] = []
        for template in self.every_template():
            exports = template.exports()
            if name in exports:
                return template.output(place, exports[name])
            known += exports
        alike = near(name, known)
        also = f" The nearest that is exported here: {', '.join(alike)}." if alike else ""
        raise place.wrong(
            f"Another stack exports {name}, and nobody says what it is: give its template, too, or"
            f" --parameter {name}=VALUE.{also}"
        )

    def kept_elsewhere(self, reference: str) -> str | None:
        """Return what a parameter says of a dynamic reference, with its version or without."""
        for name in _spellings(reference):
            self.asked.add(name)
            if name in self.stack.parameters:
                return self.stack.parameters[name]
        return None

    # -- files -------------------------------------------------------------------------------------

    def local(self, place: Place, beside: Path | None, named: str) -> Path:
        """Return a file that a template names, from its own folder.

        Raises:
            SeedError: it is none, leads out of the project, or there are too many.

        """
        if beside is None:
            raise place.wrong(f"{named} is a file, and this template stands in none.")
        path = beside.parent / named
        if (sentence := outside(beside, path)) is not None:
            raise place.wrong(f"{named} {sentence}.")
        if not path.is_file():
            raise place.wrong(f"There is no file {named} beside {beside.name}.")
        if len(self.files) >= _MOST_FILES:
            raise place.wrong(f"These templates name more than {_MOST_FILES} files.")
        self.files.append(path)
        return path

    def spend(self, place: Place, values: int) -> None:
        """Count values that are written once, and there many times.

        Raises:
            SeedError: these are too many.

        """
        self._values += values
        if self._values > _MOST_VALUES:
            raise place.wrong(f"It makes too much of what is written: over {_MOST_VALUES} values.")


def outside(template: Path, path: Path) -> str | None:
    """Return what is wrong with a path that a template names, if it leads out of its project.

    That is the current folder, if the template is in it, or else the template's folder.
    """
    above = _folder_of(template)
    for _ in range(_PACKAGED.get(above.name, 0)):
        above = above.parent
    try:
        current = Path.cwd()
        home = (current if above.is_relative_to(current) else above).resolve()
        found = path.resolve()
    except (OSError, ValueError, RuntimeError):  # a NUL, a loop of links
        return "is no path"
    return None if found.is_relative_to(home) else f"leads out of the folder {home}"


def _folder_of(template: Path) -> Path:
    """Return the folder of a template, in which ``..`` leads out: links stay as they are."""
    return Path(os.path.abspath(template)).parent  # noqa: PTH100 - pathlib leaves .. where it is


def _spellings(reference: str) -> list[str]:
    """Return how a parameter may name a dynamic reference, the longest first."""
    found = [reference, reference.rstrip(":")]
    if reference.startswith(("ssm:", "ssm-secure:")) and reference.count(":") > 1:
        found.append(reference.rpartition(":")[0])
    return list(dict.fromkeys(found))

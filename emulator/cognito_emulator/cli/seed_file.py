"""Seeds as files: written so that only their owner reads what is private in them."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from tempfile import mkstemp
from typing import Any, NamedTuple

from cognito_emulator.cli.seed_text import as_json, as_yaml
from cognito_emulator.cli.status import CommandLineError
from cognito_emulator.counts import counted
from cognito_emulator.printable import line
from cognito_emulator.seeds import unwrapped

_PRIVATE = 0o600
_PUBLIC = 0o666  # less what the process's umask takes
_SECRET = re.compile(r"secret|private_key|password|hash|salt", re.IGNORECASE)
_LISTS = {
    "Clients": "app client",
    "Groups": "group",
    "Users": "user",
    "IdentityProviders": "identity provider",
    "ResourceServers": "resource server",
}


class Contents(NamedTuple):
    """What is in a seed.

    Attributes:
        sentence: for people.
        private: whether there are people or secrets in it.

    """

    sentence: str
    private: bool


def contents(seed: Mapping[str, Any]) -> Contents:
    """Return what is in a seed."""
    pools = [unwrapped(each, "UserPool") for each in seed.get("UserPools", [seed])]
    counts = [counted(len(pools), "user pool")]
    for name, word in _LISTS.items():
        if number := sum(len(pool.get(name, ())) for pool in pools):
            counts.append(counted(number, word))
    secrets = sorted({name for pool in pools for name in _secrets(pool)})
    people = any(pool.get("Users") for pool in pools) or any(map(_has_people, pools))
    sentence = f"{', '.join(counts)}."
    if secrets:
        sentence += f" Secrets are in it: {', '.join(secrets)}."
    return Contents(sentence, bool(people or secrets))


def _has_people(value: object) -> bool:
    """Whether there are the people of a stand-in, somewhere in it."""
    if isinstance(value, Mapping):
        return "People" in value or any(map(_has_people, value.values()))
    return isinstance(value, list) and any(map(_has_people, value))


def _secrets(value: object) -> Iterator[str]:
    """Give the names of members that hold secrets, all the way down."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            if _SECRET.search(str(name)) and isinstance(item, str | Mapping) and item:
                if name != "PasswordPolicy":
                    yield str(name)
            else:
                yield from _secrets(item)
    elif isinstance(value, list):
        for item in value:
            yield from _secrets(item)


def target(path: Path | None) -> Path | None:
    """Return the file that is meant by an option: of a link, that to which it leads.

    Returns:
        ``None`` for the standard output, which is ``-`` too.

    Raises:
        CommandLineError: a folder is there, or there is no folder to put it into.

    """
    if path is None or str(path) == "-":
        return None
    if path.is_dir():
        raise CommandLineError(f"--output: {path} is a folder. Name a file.")
    found = path.resolve() if path.is_symlink() else path
    if not found.parent.is_dir():
        raise CommandLineError(f"--output: {path}: There is no folder {found.parent}.")
    return found


def write(seed: Mapping[str, Any], path: Path | None) -> None:
    """Write a seed to a file, or to the standard output.

    A file with people or secrets can be read by its owner only, also where it was there already.

    Args:
        seed: the seed.
        path: as `target` returns it.

    Raises:
        CommandLineError: the file cannot be written.

    """
    found = contents(seed)
    is_json = path is not None and path.suffix.lower() == ".json"
    written = as_json(seed) if is_json else as_yaml(seed)
    text = written if is_json else chain([f"# {line(found.sentence)}\n"], written)
    if path is None:
        sys.stdout.writelines(text)
        return
    _write_or_complain(path, text, _PRIVATE if found.private else _PUBLIC)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read.

    Raises:
        CommandLineError: it cannot be written.

    """
    _write_or_complain(path, [text], _PRIVATE)


def _write_or_complain(path: Path, text: Iterable[str], mode: int) -> None:
    try:
        if is_regular(path):
            _write(path, text, mode)
        else:  # a pipe, a terminal: it stays what it is
            with path.open("w", encoding="utf-8") as file:
                file.writelines(text)
    except OSError as error:
        raise CommandLineError(f"--output: {path}: {error.strerror}.") from None


def is_regular(path: Path) -> bool:
    """Whether a file is one on a disk, or will be."""
    return path.is_file() or not path.exists()


def _write(path: Path, text: Iterable[str], mode: int) -> None:
    """Have the file there with all of its text, or as it was."""
    descriptor, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")  # its owner's only
    beside = Path(name)
    try:
        with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor
            file.writelines(text)
        if mode != _PRIVATE:
            beside.chmod(mode & ~_umask())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _umask() -> int:
    """Return what new files lack; there is no way to ask but by setting it."""
    found = os.umask(0o077)
    os.umask(found)
    return found

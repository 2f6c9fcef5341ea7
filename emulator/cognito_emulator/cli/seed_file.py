"""Seeds as files: written so that only their owner reads what is private in them."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import mkstemp
from typing import Any, NamedTuple

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
    people = any(pool.get("Users") for pool in pools) or "People" in json.dumps(seed, default=str)
    sentence = f"{', '.join(counts)}."
    if secrets:
        sentence += f" Secrets are in it: {', '.join(secrets)}."
    return Contents(sentence, bool(people or secrets))


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
    text = _as_json(seed) if is_json else f"# {line(found.sentence)}\n{_as_yaml(seed)}"
    if path is None:
        sys.stdout.write(text)
        return
    _write_or_complain(path, text, _PRIVATE if found.private else _PUBLIC)


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read.

    Raises:
        CommandLineError: it cannot be written.

    """
    _write_or_complain(path, text, _PRIVATE)


def _write_or_complain(path: Path, text: str, mode: int) -> None:
    try:
        if is_regular(path):
            _write(path, text, mode)
        else:  # a pipe, a terminal: it stays what it is
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandLineError(f"--output: {path}: {error.strerror}.") from None


def is_regular(path: Path) -> bool:
    """Whether a file is one on a disk, or will be."""
    return path.is_file() or not path.exists()


def _write(path: Path, text: str, mode: int) -> None:
    """Have the file there with all of its text, or as it was."""
    descriptor, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")  # its owner's only
    beside = Path(name)
    try:
        with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor
            file.write(text)
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


def _as_json(seed: Mapping[str, Any]) -> str:
    return json.dumps(seed, indent=2, ensure_ascii=False) + "\n"


def _as_yaml(seed: Mapping[str, Any]) -> str:
    import yaml  # noqa: PLC0415

    class Dumper(yaml.SafeDumper):
        """Writes no aliases: a seed is to be edited."""

        def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002 - as inherited
            return True

    def tagged(dumper: Dumper, number: float) -> yaml.Node:
        """Write a number as one: without the tag, seeds take it for text."""
        return dumper.represent_scalar("tag:yaml.org,2002:float", repr(number), style="'")

    Dumper.add_representer(float, tagged)
    plain = json.loads(json.dumps(seed))  # no subclasses of dictionaries
    text: str = yaml.dump(plain, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100)
    return text

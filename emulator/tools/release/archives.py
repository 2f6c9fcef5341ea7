"""What must stand in the archives of a release, and what must not.

Each function returns objections; none means that all is well.
"""

from __future__ import annotations

import tarfile
from collections.abc import Collection, Iterator
from email import message_from_string
from pathlib import Path
from zipfile import ZipFile

from tools.release.description import dead_links

#: Each package, by the folder that it stands in.
PACKAGES = {"cognito_emulator": "emulator", "pytest_cognito_emulator": "pytest_plugin"}
#: What the metadata of a wheel consists of.
METADATA = (
    "METADATA",
    "RECORD",
    "WHEEL",
    "entry_points.txt",
    "licenses/LICENSE",
    "licenses/NOTICE",
)
#: What the build adds to a source archive.
ADDED = ("PKG-INFO",)
#: What a source archive can neither be built nor tested without.
NEEDED = (
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "NOTICE",
    "README.md",
    "docs/",
    "emulator/README.md",
    "emulator/cognito_emulator/py.typed",
    "fixtures/",
    "pyproject.toml",
    "pytest_plugin/pytest_cognito_emulator/py.typed",
    "tests/conftest.py",
)
#: What no archive has, even if git had it: caches, and what was installed.
NEVER = frozenset({".venv", "__pycache__", "node_modules"})


def of_a_wheel(wheel: Path, tracked: Collection[str]) -> list[str]:
    """Return what is wrong with a wheel.

    Args:
        wheel: The file.
        tracked: The files that git has, by their paths from the top.

    """
    with ZipFile(wheel) as archive:
        names = archive.namelist()
        info = f"{'-'.join(wheel.name.split('-')[:2])}.dist-info"
        wanted = [*_of_packages(tracked), *(f"{info}/{name}" for name in METADATA)]
        metadata = archive.read(f"{info}/METADATA") if f"{info}/METADATA" in names else b""
    return [*_differences(names, wanted), *_of_the_description(metadata)]


def of_a_source_archive(sdist: Path, tracked: Collection[str]) -> list[str]:
    """Return what is wrong with a source archive.

    Args:
        sdist: The file.
        tracked: The files that git has, by their paths from the top.

    """
    top = sdist.name.removesuffix(".tar.gz")
    with tarfile.open(sdist) as archive:
        names = [member.name for member in archive.getmembers() if not member.isdir()]
        metadata = (
            file.read()
            if f"{top}/PKG-INFO" in names and (file := archive.extractfile(f"{top}/PKG-INFO"))
            else b""
        )
    inside = [name.removeprefix(f"{top}/") for name in names if name.startswith(f"{top}/")]
    return [
        *(f"{name} stands outside of {top}" for name in names if not name.startswith(f"{top}/")),
        *_differences(inside, [*tracked, *ADDED]),
        *_lacking(inside),
        *_of_the_description(metadata),
    ]


def _of_packages(tracked: Collection[str]) -> Iterator[str]:
    for package, root in PACKAGES.items():
        for path in tracked:
            if path.startswith(f"{root}/{package}/"):
                yield path.removeprefix(f"{root}/")


def _differences(names: Collection[str], wanted: Collection[str]) -> Iterator[str]:
    for name in sorted(set(names) - set(wanted)):
        yield f"{name} does not belong in it"
    for name in sorted(set(wanted) - set(names)):
        yield f"{name} is missing"
    for name in sorted(set(names) & set(wanted)):
        if NEVER & set(name.split("/")) or name.endswith(".pyc"):
            yield f"{name} may never be in it"


def _lacking(names: Collection[str]) -> Iterator[str]:
    for needed in NEEDED:
        folder = needed.endswith("/")
        if not any(name.startswith(needed) if folder else name == needed for name in names):
            yield f"{needed} is missing, which it is built or tested with"


def _of_the_description(metadata: bytes) -> Iterator[str]:
    description = message_from_string(metadata.decode("utf-8")).get_payload()
    if not isinstance(description, str) or not description:
        yield "it has no description"
        return
    for link in dead_links(description):
        yield f"a link of its description leads nowhere: {link}"

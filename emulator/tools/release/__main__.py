"""Make a release in dist/, or refuse to: `make release`; `make release PUBLISH=yes` uploads it."""

from __future__ import annotations

import argparse
import hashlib
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tools.release import archives, project, refusals, rehearsal

DIST = project.ROOT / "dist"


class RefusedError(Exception):
    """The release may not be made, or not be published."""

    def __init__(self, objections: Sequence[str]) -> None:
        super().__init__("; ".join(objections))
        self.objections = objections


class Release(NamedTuple):
    """The two files of a release."""

    sdist: Path
    wheel: Path


def main() -> int:
    """Return how a process ends that makes a release."""
    parser = argparse.ArgumentParser(prog="make release", description=__doc__)
    parser.add_argument("--publish", action="store_true", help="upload what was made")
    parser.add_argument("--args", default="", help="arguments for pytest, as for make test")
    options = parser.parse_args()
    try:
        if options.publish:
            insist(unpublishable())
        release = make(options.args)
        show(release)
        if options.publish:
            step("Upload both files", partial(published, release))
            return 0
    except RefusedError as refused:
        listed("\nRefused:", refused.objections)
        return 1
    forecast(unpublishable())
    return 0


def make(arguments: str) -> Release:
    """Return a release that was made, inspected and tried.

    Args:
        arguments: More of them for pytest.

    Raises:
        RefusedError: something is wrong with the working copy, or with what was made.

    """
    step("Look for changes that are not committed", unchanged)
    step("Compare version, changelog and classifiers", agreed)
    for target in ("lint", "types", "contracts"):
        step(f"make {target}", partial(made, target))
    step("Build the source archive, and the wheel from it", built)
    release = files()
    step("Inspect the source archive", partial(inspected, release.sdist))
    step("Inspect the wheel", partial(inspected, release.wheel))
    step("twine check", partial(accepted, release))
    step("Compare the wheel with one of the working copy", partial(compared, release.wheel))
    with TemporaryDirectory(prefix="release-") as folder:
        home = Path(folder).resolve()
        step("Install the wheel where nothing else is", partial(installed, release, home))
        step("Install the tools of developers beside it", partial(equipped, home))
        step("Run the suite without the sources", partial(passed, home, arguments))
    return release


def step(title: str, found: Callable[[], str]) -> None:
    """Do what a title says, and print what is found.

    Raises:
        RefusedError: the step objects, or a command of it fails.

    """
    print(f"{title} ...", flush=True)
    try:
        print(f"    {found()}", flush=True)
    except subprocess.CalledProcessError as error:
        command = error.cmd if isinstance(error.cmd, str) else shlex.join(map(str, error.cmd))
        raise RefusedError([f"status {error.returncode} of: {command}"]) from error


def unchanged() -> str:
    """Refuse changes that are not committed."""
    insist([f"not committed: {line}" for line in project.git("status", "--porcelain").splitlines()])
    return f"none; this is commit {project.git('rev-parse', '--short', 'HEAD').strip()}"


def agreed() -> str:
    """Refuse a version that changelog or classifiers contradict."""
    facts = project.facts()
    insist(refusals.against_releasing(facts, project.changelog()))
    return f"{facts['name']} {facts['version']}"


def made(target: str) -> str:
    """Refuse what a target of make refuses."""
    subprocess.run(["make", "--silent", target], cwd=project.ROOT, check=True)  # noqa: S607
    return "well"


def built() -> str:
    """Put both files into an empty dist/."""
    shutil.rmtree(DIST, ignore_errors=True)
    run("build", "--no-isolation", "--outdir", str(DIST), str(project.ROOT))
    return "well"


def files() -> Release:
    """Return what the build has made.

    Raises:
        RefusedError: it is not one file of each kind.

    """
    made = sorted(DIST.iterdir())
    wheels = [path for path in made if path.suffix == ".whl"]
    sdists = [path for path in made if path.name.endswith(".tar.gz")]
    if (len(made), len(wheels), len(sdists)) != (2, 1, 1):
        raise RefusedError([f"dist/ has {', '.join(path.name for path in made)}"])
    return Release(sdists[0], wheels[0])


def inspected(archive: Path) -> str:
    """Refuse an archive that has too much, too little, or a description with dead links."""
    tracked = project.tracked()
    if archive.suffix == ".whl":
        insist(archives.of_a_wheel(archive, tracked))
        return "the files of the two packages and their metadata, nothing else"
    insist(archives.of_a_source_archive(archive, tracked))
    return f"the {len(tracked)} files that git has and PKG-INFO, nothing else"


def accepted(release: Release) -> str:
    """Refuse what an index would."""
    run("twine", "check", "--strict", *map(str, release))
    return "well"


def compared(wheel: Path) -> str:
    """Refuse a wheel that depends on what it was built from."""
    with TemporaryDirectory(prefix="release-") as folder:
        run("build", "--wheel", "--no-isolation", "--outdir", folder, str(project.ROOT))
        other = Path(folder, wheel.name)
        if not other.exists() or other.read_bytes() != wheel.read_bytes():
            raise RefusedError(["built from the working copy, the wheel is another file"])
    return "they are the same file, so one is tried for both"


def installed(release: Release, home: Path) -> str:
    """Refuse a wheel that does not work alone."""
    rehearsal.prepare(release.sdist, release.wheel, home)
    return rehearsal.version(home)


def equipped(home: Path) -> str:
    """Refuse an environment in which the packages are not those of the wheel."""
    rehearsal.equip(home)
    insist([f"taken from elsewhere: {path}" for path in rehearsal.strays(home)])
    return "both packages are still those of the wheel"


def passed(home: Path, arguments: str) -> str:
    """Refuse what a test refuses."""
    if not rehearsal.suite(home, arguments):
        raise RefusedError(["the suite of the source archive fails against the wheel"])
    count = rehearsal.left_out(home)
    return f"passed; left out: {count} tests that judge the sources, and the slow ones"


def published(release: Release) -> str:
    """Upload the files; twine may ask for credentials, so the terminal is its own."""
    command = [sys.executable, "-m", "twine", "upload", *map(str, release)]
    subprocess.run(command, cwd=project.ROOT, check=True)
    return f"published; push the commit and its tag {project.tag()}"


def unpublishable() -> list[str]:
    """Return why the release of this commit may not be published."""
    return refusals.against_publishing(
        project.changelog(),
        project.naming(project.placeholder()),
        project.tag(),
        project.git("tag", "--points-at", "HEAD").split(),
        [path.name for path in (project.ROOT / "tests/store/released_databases").glob("*.db")],
    )


def show(release: Release) -> None:
    """Print what was made, by sizes and digests."""
    print(f"\n{DIST.name}/")
    for path in release:
        content = path.read_bytes()
        print(f"  {path.name}  {len(content):,} bytes")
        print(f"    sha256 {hashlib.sha256(content).hexdigest()}")


def forecast(objections: Collection[str]) -> None:
    """Print whether the release could be published."""
    if objections:
        listed("\nMade, but it may not be published:", objections)
    else:
        print("\nReady: make release PUBLISH=yes publishes it.")


def insist(objections: Sequence[str]) -> None:
    """Go on if there are no objections.

    Raises:
        RefusedError: there are.

    """
    if objections:
        raise RefusedError(objections)


def listed(head: str, lines: Collection[str]) -> None:
    """Print a list."""
    print(head)
    for line in lines:
        print(f"  - {line}")


def run(module: str, *arguments: str) -> None:
    """Run a Python program of the environment; show what it says only if it fails.

    Raises:
        subprocess.CalledProcessError: it fails.

    """
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=project.ROOT, check=False, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n")
    done.check_returncode()


if __name__ == "__main__":
    sys.exit(main())

"""Whether files have changed since they were read."""

from __future__ import annotations

from pathlib import Path

Stamp = tuple[tuple[str, int, int], ...]
"""What tells a file from what it was: names, times of change and sizes."""


def stamp(path: Path) -> Stamp:
    """Return the stamp of a file, or of the files in a folder; an empty one where there is none."""
    try:
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        states = [(file.name, file.stat()) for file in files]
    except (OSError, ValueError):  # of a name that no file can have
        return ()
    return tuple((name, state.st_mtime_ns, state.st_size) for name, state in states)

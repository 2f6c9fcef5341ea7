"""Whether files have changed since they were read."""

from __future__ import annotations

from pathlib import Path

Stamp = tuple[tuple[str, int, int], ...]
"""What tells a file from what it was: paths, times of change and sizes."""


def stamp(*paths: Path) -> Stamp:
    """Return the stamp of files and of those in folders; what is not there has none."""
    return tuple(state for path in paths for state in _states(path))


def _states(path: Path) -> Stamp:
    try:
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        states = [(str(file), file.stat()) for file in files]
    except (OSError, ValueError):  # of a name that no file can have
        return ()
    return tuple((name, state.st_mtime_ns, state.st_size) for name, state in states)

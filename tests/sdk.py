"""boto3 in tests."""

from __future__ import annotations

from typing import Any

from botocore.loaders import JSONFileLoader


def read_files_once() -> None:
    """Have this process read each of botocore's files once.

    Each session would read the service's model anew, which takes longer than most tests do. What
    clients of one session share, those of all sessions may.
    """
    read, known = JSONFileLoader.load_file, dict[str, Any]()

    def load_file(loader: JSONFileLoader, file_path: str) -> Any:
        if file_path not in known:
            known[file_path] = read(loader, file_path)
        return known[file_path]

    JSONFileLoader.load_file = load_file  # type: ignore[assignment]

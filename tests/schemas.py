"""Whether files of other tools are as these tools want them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from click.testing import Result


def judged(schema: str, *files: Path) -> Result:
    """Return what check-jsonschema says of files, by a schema that it brings along."""
    # Here, as it takes longer than most files of tests.
    from check_jsonschema import main  # type: ignore[import-untyped]  # noqa: PLC0415
    from click.testing import CliRunner  # noqa: PLC0415

    arguments = ["--builtin-schema", f"vendor.{schema}", *map(str, files)]
    return CliRunner().invoke(main, arguments)

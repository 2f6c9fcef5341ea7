"""Write README's table of operations anew: `python emulator/tools/operations_table.py`."""

from __future__ import annotations

import re
from pathlib import Path

from cognito_emulator import operations
from cognito_emulator.api import registry, spec

README = Path(__file__).parents[2] / "README.md"
TABLE = re.compile(r"(<!-- operations -->\n).*?(<!-- /operations -->)", re.DOTALL)


def table() -> str:
    """Return a row for each operation of the service model."""
    emulated = registry.registered()
    rows = [
        f"| `{name}` | {'yes' if name in emulated else 'no'} |"
        for name in sorted(spec.operations())
    ]
    return "\n".join(["| Operation | Emulated |", "|---|---|", *rows, ""])


def main() -> None:
    """Replace what stands between the table's marks."""
    text = README.read_text(encoding="utf-8")
    README.write_text(TABLE.sub(rf"\g<1>{table()}\g<2>", text), encoding="utf-8")
    done = len(registry.registered())
    print(f"{done} of {len(spec.operations())} operations, in {len(operations.FAMILIES)} families")


if __name__ == "__main__":
    main()

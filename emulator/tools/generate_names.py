"""Write the names of invented people anew from Faker.

Run by hand after an update of Faker: `python emulator/tools/generate_names.py`.
Decision 0009 says why Faker itself is not asked.
"""

from __future__ import annotations

import json
from pathlib import Path

from faker.providers.person.en_US import Provider

FILE = Path(__file__).parents[1] / "cognito_emulator" / "profiles.json"


def generate() -> str:
    """Return the file's content, all names in one line for each kind."""
    names = {"given": sorted(Provider.first_names), "family": sorted(Provider.last_names)}
    lines = (f"{json.dumps(kind)}: {json.dumps(them)}" for kind, them in names.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    FILE.write_text(generate(), encoding="utf-8")

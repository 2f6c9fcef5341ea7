"""README promises what the code keeps.

The table of operations stands between two comments and lists every operation of the service:

    <!-- operations -->
    | Operation | Emulated |
    |---|---|
    | `AddCustomAttributes` | yes |
    ...
    <!-- /operations -->
"""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from cognito_emulator import environment, operations
from cognito_emulator.api import registry, spec
from cognito_emulator.seeds.kinds import PARTS

README = Path(__file__).parents[2] / "README.md"
CHANGELOG = README.with_name("CHANGELOG.md")
TABLE = re.compile(r"<!-- operations -->(.*)<!-- /operations -->", re.DOTALL)
#: What README's "Not yet" calls those operations that are not emulated, by parts of their names.
NOT_YET = {
    "branding": "Branding|UICustomization",
    "derived tokens": "ClientToken|DerivedToken",
    "domains": "Domain",
    "federation": "IdentityProvider|ProviderForUser",
    "imports": "ImportJob|CSVHeader",
    "known by a URL": "CIMD|ClientMetadataURL",
    "lists of sessions": "UserSession|SessionConfiguration",
    "log delivery": "LogDelivery",
    "provisioned limits": "ProvisionedLimit",
    "recovery to a point in time": "PointInTime",
    "replicas": "Replica",
    "resource servers": "ResourceServer",
    "risk": "RiskConfiguration|AuthEvent",
    "signing certificates": "SigningCertificate",
    "terms": "Terms",
}
NOT_YET_PARAGRAPH = r"^\*\*Not yet\*\*: (.*)$"
ROW = re.compile(r"^\| `(\w+)` \| (yes|no) \|$", re.MULTILINE)


def documented() -> dict[str, bool]:
    """The README's table of operations: name -> emulated."""
    table = TABLE.search(README.read_text(encoding="utf-8"))
    assert table, "README.md has no <!-- operations --> ... <!-- /operations --> table"
    return {name: answer == "yes" for name, answer in ROW.findall(table[1])}


def test_lists_every_operation_of_the_service() -> None:
    assert sorted(documented()) == sorted(spec.operations())


def test_the_table_of_fixtures_is_that_of_their_docstrings() -> None:
    tool = runpy.run_path(str(README.parent / "emulator" / "tools" / "fixtures_table.py"))

    found = tool["TABLE"].search(README.read_text(encoding="utf-8"))

    assert found, "README.md has no <!-- fixtures --> ... <!-- /fixtures --> table"
    written = f"{found[1]}{tool['table']()}{found[2]}"
    assert found[0] == written, "make tables writes it anew"


def test_says_which_operations_are_emulated() -> None:
    emulated = {name for name, answer in documented().items() if answer}

    assert emulated == set(registry.registered()), "make tables writes it anew"


def test_says_what_is_not_yet_emulated() -> None:
    missing = set(spec.operations()) - set(registry.registered())
    [text] = re.findall(NOT_YET_PARAGRAPH, README.read_text("utf-8"), re.MULTILINE)
    due = {phrase for phrase, part in NOT_YET.items() if any(re.search(part, n) for n in missing)}
    named = {phrase for phrase in NOT_YET if phrase in text}
    nameless = {name for name in missing if not re.search("|".join(NOT_YET.values()), name)}

    assert not named - due, f"README's Not yet still names {sorted(named - due)}"
    assert not due - named, f"README's Not yet does not name {sorted(due - named)}"
    assert not nameless, f"NOT_YET here has no phrase for {sorted(nameless)}"


def test_names_the_lists_of_a_seed() -> None:
    section = README.read_text("utf-8").partition("\n## Seeds\n")[2].partition("\n## ")[0]

    assert {name for name in PARTS if f"`{name}`" not in section} == set()


def test_names_each_family_of_operations_as_does_the_changelog() -> None:
    """Above what is not yet, and apart from the table of operations."""
    section = README.read_text("utf-8").partition("\n## What is emulated\n")[2]
    readme = re.sub(NOT_YET_PARAGRAPH, "", section.partition("<details>")[0], flags=re.MULTILINE)
    texts = {"README.md": readme, "CHANGELOG.md": CHANGELOG.read_text("utf-8")}
    missing = {
        f"{name} names no {family}"
        for name, text in texts.items()
        for family in (family.replace("_", " ") for family in operations.FAMILIES)
        if not re.search(family.replace(" ", "[ -]"), text, re.IGNORECASE)
    }

    assert not missing, "; ".join(sorted(missing))


def test_tells_what_a_command_of_exec_finds() -> None:
    rows = re.findall(
        r"^\| (`COGNITO_.*) \| .* \| (.*) \|$", README.read_text("utf-8"), re.MULTILINE
    )
    told = {
        name: fact
        for names, facts in rows
        for name, fact in zip(
            re.findall(r"`(\w+)`", names), re.findall(r"`(\w+)`", facts), strict=True
        )
    }

    assert told == {**environment.NAMES, environment.EMULATOR_URL: "url"}

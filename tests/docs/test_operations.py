"""The page of operations promises what the code keeps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cognito_emulator import operations
from cognito_emulator.api import registry, spec

ROOT = Path(__file__).parents[2]
PAGE = ROOT.joinpath("docs", "reference", "operations.md").read_text(encoding="utf-8")
CHANGELOG = ROOT.joinpath("CHANGELOG.md").read_text(encoding="utf-8")
#: What "Not yet" calls those operations that are not emulated, by parts of their names.
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
ROW = re.compile(r"^\| `(\w+)` \| (yes|no) \|", re.MULTILINE)


def section(heading: str) -> str:
    text = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    assert text, f"docs/reference/operations.md has no section {heading}"
    return text


def documented() -> dict[str, bool]:
    """The table: name -> emulated."""
    return {name: answer == "yes" for name, answer in ROW.findall(section("All operations"))}


def test_lists_every_operation_of_the_service() -> None:
    assert sorted(documented()) == sorted(spec.operations())


def test_says_which_operations_are_emulated() -> None:
    emulated = {name for name, answer in documented().items() if answer}

    assert emulated == set(registry.registered()), "make reference writes it anew"


def test_says_what_is_not_yet_emulated() -> None:
    missing = set(spec.operations()) - set(registry.registered())
    text = section("Not yet")
    due = {phrase for phrase, part in NOT_YET.items() if any(re.search(part, n) for n in missing)}
    named = {phrase for phrase in NOT_YET if phrase in text}
    nameless = {name for name in missing if not re.search("|".join(NOT_YET.values()), name)}

    assert not named - due, f"Not yet still names {sorted(named - due)}"
    assert not due - named, f"Not yet does not name {sorted(due - named)}"
    assert not nameless, f"NOT_YET here has no phrase for {sorted(nameless)}"


def test_names_each_family_of_operations_as_does_the_changelog() -> None:
    """Above what is not yet, and apart from the table of operations."""
    texts = {"operations.md": section("What is emulated"), "CHANGELOG.md": CHANGELOG}
    missing = {
        f"{name} names no {family}"
        for name, text in texts.items()
        for family in (family.replace("_", " ") for family in operations.FAMILIES)
        if not re.search(family.replace(" ", "[ -]"), text, re.IGNORECASE)
    }

    assert not missing, "; ".join(sorted(missing))


@pytest.mark.parametrize("page", ["README.md", "docs/why/comparison.md"])
def test_comparisons_count_them(page: str) -> None:
    text = ROOT.joinpath(page).read_text(encoding="utf-8")
    all_of_them, emulated = len(spec.operations()), len(registry.registered())

    assert f"| Operations of the user pools API, of {all_of_them} | {emulated} |" in text

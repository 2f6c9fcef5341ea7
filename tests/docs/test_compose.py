"""The files of compose in the manual, as far as they can be judged without Docker."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from cognito_emulator.cli import options
from tests.docs.pages import page as page_of
from tests.prose import ROOT


def described(page: str) -> dict[str, Any]:
    blocks = page_of(ROOT / "docs" / "how-to" / page).blocks
    text = next(each.text for each in blocks if each.detail == "compose.yaml")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


@pytest.mark.parametrize("page", ["compose.md", "share-state.md"])
def test_the_emulator_takes_its_variables(page: str) -> None:
    services = described(page)["services"]
    for service in services.values():
        environment = service.get("environment", {})
        ours = {name: it for name, it in environment.items() if name.startswith("COGNITO_EMULATOR")}
        options.read(["serve"], {name: str(value) for name, value in ours.items()})
        assert set(service.get("depends_on", ())) <= services.keys()


def test_the_emulator_finds_its_database() -> None:
    found = described("share-state.md")
    database, cognito = found["services"]["database"], found["services"]["cognito"]
    made = database["environment"]
    url = urlsplit(cognito["environment"]["COGNITO_EMULATOR_STORE"])
    assert url.hostname == "database"
    assert (url.username, url.password) == (made["POSTGRES_USER"], made["POSTGRES_PASSWORD"])
    assert url.path == f"/{made['POSTGRES_DB']}"
    assert cognito["depends_on"]["database"]["condition"] == "service_healthy"
    assert made["POSTGRES_USER"] in database["healthcheck"]["test"][1]
    kept = [volume.partition(":")[0] for volume in database["volumes"]]
    assert kept == list(found["volumes"])

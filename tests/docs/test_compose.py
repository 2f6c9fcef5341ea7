"""The files of compose in the manual, as far as they can be judged without Docker."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from cognito_emulator.cli import options
from tests.docs.pages import page as page_of
from tests.prose import ROOT


def text_of(page: str, file: str) -> str:
    blocks = page_of(ROOT / "docs" / "how-to" / page).blocks
    return next(each.text for each in blocks if each.detail == file)


def described(page: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(text_of(page, "compose.yaml"))
    return found


def test_the_image_for_postgresql_is_the_other_one_with_the_extra() -> None:
    """Wheels of what the extra needs would be those of the reader's own system and Python."""
    plain, other = (
        text_of(page, "Dockerfile").splitlines() for page in ("compose.md", "share-state.md")
    )
    installs = [line for line in other if line not in plain]
    assert [line for line in plain if line not in other] == [
        "RUN pip install --no-cache-dir /tmp/*.whl"
    ]
    assert installs == ['RUN pip install --no-cache-dir "$(ls /tmp/*.whl)[postgres]"']


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

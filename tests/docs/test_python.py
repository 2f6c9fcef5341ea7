"""docs/reference/python.md has every public name of Python."""

from __future__ import annotations

import re
from types import ModuleType

import pytest

import cognito_emulator
import pytest_cognito_emulator
from tests.prose import ROOT

PAGE = ROOT.joinpath("docs", "reference", "python.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("package", [cognito_emulator, pytest_cognito_emulator])
def test_the_public_names_are_listed(package: ModuleType) -> None:
    listed = set(re.findall(r"[A-Za-z_]+", PAGE))

    assert [name for name in package.__all__ if name not in listed and name[0] != "_"] == []


@pytest.mark.parametrize("package", [cognito_emulator, pytest_cognito_emulator])
def test_names_that_are_listed_as_its_own_are_public(package: ModuleType) -> None:
    listed = re.findall(rf"^\.\. auto\w+:: {package.__name__}\.(\w+)(?:\(\))?$", PAGE, re.MULTILINE)

    assert listed
    assert set(listed) - {*package.__all__, "transport"} == set()

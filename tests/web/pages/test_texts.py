"""Texts are complete: each language says what English says, and pages say nothing else."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
import yaml

from cognito_emulator.web.pages import texts

PAGES = Path(texts.__file__).parents[1]
ENGLISH = texts.of_language("en").table


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", sorted(texts.TABLES))
def test_every_language_has_every_text(language: str) -> None:
    table = texts.of_language(language).table

    assert list(table) == list(ENGLISH)
    assert all(text.strip() for text in table.values())
    assert {k: places(text) for k, text in table.items()} == {
        k: places(text) for k, text in ENGLISH.items()
    }


@pytest.mark.parametrize("language", sorted({*texts.TABLES} - {"en"}))
def test_no_text_was_left_in_english(language: str) -> None:
    table = texts.of_language(language).table

    assert [k for k, text in table.items() if text == ENGLISH[k]] in ([], ["shared.code"])


def test_the_tables_are_those_that_there_are() -> None:
    assert {path.stem for path in PAGES.glob("texts/*.yaml")} == set(texts.TABLES)
    assert set(texts.TABLES) <= set(texts.LANGUAGES)


@pytest.mark.parametrize("language", ["es", "pt-BR", "xx", None])
def test_other_languages_fall_back_to_english(language: str | None) -> None:
    assert texts.of_language(language).language == "en"


@pytest.mark.sources
def test_pages_say_only_what_there_is_and_all_of_it() -> None:
    sources = [*PAGES.glob("*.py"), *PAGES.glob("templates/*.html")]
    code = "\n".join(path.read_text("utf-8") for path in sources)
    sections = {key.split(".")[0] for key in ENGLISH}
    said = {
        key
        for key in re.findall(r"""["']([a-z_]+\.[a-z_]*)["']""", code)
        if key.split(".")[0] in sections and not key.endswith((".html", "."))
    }

    assert said <= set(ENGLISH)
    computed = {
        *("shared", "problem", "choice", "mfa_choice", "mfa_setup", "attribute", "spent"),
        *("policy", "notice"),
    }
    assert {key for key in ENGLISH if key.split(".")[0] not in computed} <= said


def test_no_text_is_markup() -> None:
    for language in texts.TABLES:
        text = (PAGES / "texts" / f"{language}.yaml").read_text("utf-8")
        assert "<" not in "".join(
            str(v) for page in yaml.safe_load(text).values() for v in page.values()
        )

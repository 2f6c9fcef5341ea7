"""What pages say, in a table per language; managed login speaks all of them, classic pages English.

Which languages managed login has is documented; those without a table here speak English.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

#: What the service speaks, by its values of ``lang`` (documented).
LANGUAGES = ("de", "en", "es", "fr", "id", "it", "ja", "ko", "pt-BR", "zh-CN", "zh-TW")
#: What is spoken where nothing else is asked for.
ENGLISH = "en"
#: Those that have a table here, each with its own name for itself.
TABLES: Mapping[str, str] = {"de": "Deutsch", "en": "English", "ja": "日本語"}


class Texts(NamedTuple):
    """The texts of one language.

    Attributes:
        language: the language that they are in: a value of ``lang``, and of HTML's ``lang``.
        table: sentences by their keys, as ``login.title``.

    """

    language: str
    table: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Return a text, with values in the places that it has for them.

        Raises:
            KeyError: there is no such text.

        """
        return self.table[key].format(**values)

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        return key in self.table


def of_language(wanted: str | None) -> Texts:
    """Return the texts of a language, or English ones where it has none, or is none."""
    language = wanted if wanted is not None and wanted in TABLES else ENGLISH
    return Texts(language, _read(language))


@cache
def _read(language: str) -> Mapping[str, str]:
    document = yaml.safe_load(Path(__file__).with_name(f"{language}.yaml").read_text("utf-8"))
    return {
        f"{page}.{key}": text
        for page, its_texts in document.items()
        for key, text in its_texts.items()
    }

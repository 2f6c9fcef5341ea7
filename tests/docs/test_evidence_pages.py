"""The pages that show rows of evidence; that they are up to date, `test_reference` holds."""

from __future__ import annotations

from typing import Any

from tools.evidence import FOLDER, Family, Row, families
from tools.reference.evidence import rows_of

FACTS: dict[str, Any] = {
    "id": "wire-1",
    "operation": "GetUser, AdminGetUser",
    "situation": "A user <alice> is looked for.",
    "answer": "`Value 'a|b' at *` is the text.",
    "source": "boto/boto3#3581; a page",
    "sure": "measured",
}


def line(**facts: Any) -> str:
    """A row's line on its page."""
    text = rows_of(Family("wire", "What is sent.", (Row(**{**FACTS, **facts}),)))
    return text.splitlines()[-1]


def test_a_row_has_an_anchor_and_says_how_sure_it_is() -> None:
    assert line(date="2026-09").startswith(
        '| <a id="wire-1"></a>wire-1<br>measured<br>2026-09 | `GetUser`, `AdminGetUser`: A user '
    )


def test_a_sibling_is_named() -> None:
    assert "</a>wire-1<br>measured on a sibling | " in line(sibling=True)


def test_what_is_about_every_operation_names_none() -> None:
    assert " | A user " in line(operation="any")
    assert " | triggers: A user " in line(operation="triggers")


def test_only_backticks_are_markup() -> None:
    assert r"A user \<alice\> is looked for." in line()
    assert r"| `Value 'a\|b' at *` is the text. |" in line()


def test_issues_are_links() -> None:
    wanted = "| [boto/boto3#3581](https://github.com/boto/boto3/issues/3581); a page |"
    assert line().endswith(wanted)


def test_each_family_has_its_page() -> None:
    pages = {path.stem for path in FOLDER.glob("*.md")} - {"index"}

    assert pages == {family.name for family in families()}

"""Every code block of the manual says what a test does with it, and what plays them plays well."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

import pytest

from tests.docs.pages import Page, page, pages
from tests.docs.stage import stage
from tests.prose import ROOT
from tests.table import table

PROGRAMS = {"chromedriver", "chromium", "node", "npm"}


def test_the_tests_of_readme_pass(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this process; `test_played_pages.py` does all that README says, as a reader does."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    files = [block for block in page(ROOT / "README.md").blocks if block.kind == "file"]
    tests = {name: block.text for block in files if (name := block.detail).startswith("test_")}
    for name, text in tests.items():
        pytester.makefile(".py", **{name.removesuffix(".py"): text})

    result = pytester.runpytest_inprocess("-p", "pytest_cognito_emulator.plugin", *tests)

    result.assert_outcomes(passed="".join(tests.values()).count("\ndef test_"))


@table("page", pages)
def test_every_block_says_what_a_test_does_with_it(page: Page) -> None:
    silent = [f"{page.name}:{block.line}" for block in page.blocks if not block.is_right]

    assert page.tested_by or not silent, f"no comment before it that is known: {silent}"


@table("page", lambda: [page for page in pages() if page.tested_by])
def test_who_runs_another_s_blocks_names_the_page(page: Page) -> None:
    for test in page.tested_by:
        assert page.path.name in (ROOT / test).read_text(encoding="utf-8"), test


@table("page", pages)
def test_what_it_needs_is_known(page: Page) -> None:
    assert set(page.needs) <= PROGRAMS
    assert [name for name in page.files if not (ROOT / name).exists()] == []


@table("page", pages)
def test_its_commands_come_back_to_its_folder(page: Page) -> None:
    """A reader pastes all blocks into one shell; here each begins in the page's folder."""
    away = [
        f"{page.name}:{block.line}"
        for block in page.blocks
        if block.kind == "run" and folder_after(block.text) != FOLDER
    ]

    assert not away, f"the next block begins elsewhere; write (cd folder && command): {away}"


FOLDER = "/page"
_CD = re.compile(r"(?:^|[;&|{])\s*(?:cd|pushd)\s+([^\s;&|]+)", re.MULTILINE)


def folder_after(commands: str) -> str:
    """Return where a shell is when it has run a block in `FOLDER`; subshells move nobody."""
    here = before = FOLDER
    for target in _CD.findall(re.sub(r"\([^()]*\)", "", commands)):
        here, before = before if target == "-" else posixpath.normpath(f"{here}/{target}"), here
    return here


# What the pages are played by is tested itself, as a test that cannot fail holds nothing.

GREETING = """
<!-- file: folder/hello.py -->
```python
print("hello", 1 + 1)
```

<!-- run -->
```sh
python folder/hello.py
```

<!-- output -->
```text
hel... 2
```
"""


def played(text: str, folder: Path) -> None:
    path = folder / "page.md"
    path.write_text(text, encoding="utf-8")
    read = page(path)
    with stage(read, folder) as scene:
        for block in read.blocks:
            scene.play(block)


def test_files_commands_and_output(tmp_path: Path) -> None:
    played(GREETING, tmp_path)


@pytest.mark.parametrize(
    ("right", "wrong", "objection"),
    [
        ("hel... 2", "hel... 3", "printed was"),
        ("1 + 1", "1 + int()", "printed was"),
        ("python folder/hello.py", "python folder/hallo.py", "exit status 2"),
        ("<!-- run -->", "<!-- run: fails -->", "exit status 0"),
        ("<!-- run -->", "<!-- not run: the shell is on holiday -->", "printed anything"),
        ("<!-- run -->", "<!-- serve -->", "python folder/hello.py"),
    ],
)
def test_what_is_not_so_is_noticed(right: str, wrong: str, objection: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=objection):
        played(GREETING.replace(right, wrong), tmp_path)


def test_a_server_stays_on_a_free_port(tmp_path: Path) -> None:
    (tmp_path / "demo.yaml").write_bytes((ROOT / "fixtures" / "demo.yaml").read_bytes())
    played(
        "<!-- serve -->\n```sh\ncognito-emulator serve --port 9329 \\\n  --seed demo.yaml\n```\n\n"
        "<!-- run -->\n```sh\ncurl -s http://localhost:9329/_emulator/health\n```\n\n"
        '<!-- output -->\n```json\n{..."status":"ok"...}\n```\n',
        tmp_path,
    )


def test_a_command_s_own_port_is_a_free_one(tmp_path: Path) -> None:
    played(
        "<!-- ports: 3000 -->\n\n<!-- run -->\n```sh\ntest 3000 -ne $((3 * 1000))\n```\n",
        tmp_path,
    )


@pytest.mark.slow
def test_a_page_s_plugins_are_loaded_beside_ours(tmp_path: Path) -> None:
    workers = "<!-- run -->\n```sh\npytest -n 2 --markers\n```\n"
    output = "<!-- output -->\n```text\n...cognito_fault...\n```\n"
    with pytest.raises(AssertionError, match="unrecognized arguments"):
        played(workers, tmp_path)

    played(f"<!-- plugins: xdist.plugin, pytest_httpx -->\n\n{workers}\n{output}", tmp_path)


@table(
    "commands, after",
    [
        ("pytest", FOLDER),
        ("cd late\npytest", f"{FOLDER}/late"),
        ("mkdir late && cd late", f"{FOLDER}/late"),
        ("mkdir a; pushd a", f"{FOLDER}/a"),
        ("(cd late && pytest)", FOLDER),
        ("cd late\npytest\ncd ..", FOLDER),
        ("cd late/on\npytest\ncd ..", f"{FOLDER}/late"),
        ("cd late/on\npytest\ncd -", FOLDER),
        ("echo cd late", FOLDER),
    ],
)
def test_who_leaves_a_folder_is_noticed(commands: str, after: str) -> None:
    assert folder_after(commands) == after


@pytest.mark.parametrize(
    ("before", "right"),
    [
        ("<!-- run -->", True),
        ("<!-- run: fails -->", True),
        ("<!-- file: a/b.py -->", True),
        ("<!-- not run: it needs the network -->", True),
        ("<!-- not run -->", False),
        ("<!-- not run: no -->", False),
        ("<!-- ran -->", False),
        ("<!-- run: sometimes -->", False),
        ("<!-- file -->", False),
        ("Some text.", False),
        ("", False),
    ],
)
def test_a_block_without_a_word_is_noticed(before: str, right: bool, tmp_path: Path) -> None:  # noqa: FBT001 - data
    path = tmp_path / "page.md"
    path.write_text(f"# Title\n\n{before}\n```sh\ntrue\n```\n", encoding="utf-8")

    assert [block.is_right for block in page(path).blocks] == [right]


def test_what_stands_in_a_list_or_is_indented_is_a_block_too(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("1. First:\n\n   ```sh\n   true\n   ```\n\nText.\n\n    indented\n")

    assert [block.is_right for block in page(path).blocks] == [False, False]

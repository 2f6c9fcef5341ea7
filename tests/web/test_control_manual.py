"""docs/reference/control.md is true: its examples run, one after the other."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from cognito_emulator.emulator import Emulator
from cognito_emulator.web.app import application
from tests.support import StockKeys
from tests.table import table
from tests.web.client import WebClient

ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "docs" / "reference" / "control.md").read_text("utf-8")
EXAMPLE = re.compile(
    r"```http\n(\w+) (\S+)\n((?:[\w-]+: [^\n]*\n)*)(.*?)```\n```json\n(.*?)```", re.DOTALL
)


def fits(expected: Any, found: Any) -> bool:
    """Whether an answer is as the manual has it, where ``"..."`` stands for anything."""
    if expected == "...":
        return True
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(
            fits(value, found[name]) for name, value in expected.items()
        )
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(map(fits, expected, found))
    return bool(expected == found)


def test_its_examples_run(stock_keys: StockKeys) -> None:
    emulator = Emulator(seed=ROOT / "fixtures" / "demo.yaml", keys=stock_keys)
    web = WebClient(emulator)
    examples = EXAMPLE.findall(MANUAL)
    assert len(examples) == MANUAL.count("```http") > 15
    for method, path, headers, body, expected in examples:
        answer = web.open(
            path,
            method=method,
            data=json.dumps(json.loads(body)) if body else None,
            headers=dict(line.split(": ", 1) for line in headers.splitlines()),
        )
        found = json.loads(answer.data)
        assert fits(json.loads(expected), found), f"{method} {path}: {found}"


def paths() -> list[str]:
    """What there is under ``/_emulator/``."""
    rules = [rule.rule.partition("<")[0] for rule in application().url_map.iter_rules()]
    ours = (rule for rule in rules if rule.startswith("/_emulator/"))
    return sorted({rule.removeprefix("/_emulator/").rstrip("/") for rule in ours})


@table("path", paths())
def test_it_has_all_there_is(path: str) -> None:
    """In its tables, and in what it says below them."""
    explained = MANUAL.partition("\n## The state\n")[2]

    assert re.search(rf"^\| `[A-Z]+ /_emulator/{path}\b", MANUAL, re.MULTILINE)
    assert re.search(rf"(GET|POST|PUT|PATCH|DELETE) (/_emulator/)?{path}\b", explained)


def members() -> dict[str, set[str]]:
    """The members of requests, as the table has them, by method and path."""
    table = MANUAL.partition("\n## Members of requests\n")[2].partition("\n## ")[0]
    found: dict[str, set[str]] = {}
    request = ""
    for first, member in re.findall(r"^\| (.*?) ?\| `(\w+)`", table, re.MULTILINE):
        request = first or request
        for method in re.findall(r"`([A-Z]+)\b", request):
            path = re.findall(r"/_emulator/[\w/-]+", request)[0]
            found.setdefault(f"{method} {path}", set()).add(member)
    return found


def requests() -> list[tuple[str, str]]:
    """What there is, but for what takes a seed, and what names its only member in the path."""
    rules = [
        (method, rule.rule)
        for rule in application().url_map.iter_rules()
        if rule.rule.startswith("/_emulator/") and not rule.arguments
        for method in rule.methods or ()
        if method in {"GET", "POST", "PUT", "PATCH", "DELETE"}
    ]
    return sorted(rules)


@table("method, path", requests())
def test_it_has_all_members_of_a_body(method: str, path: str) -> None:
    """A body that is no object is refused with the names of those that there are."""
    said = WebClient(Emulator()).open(path, method=method, data="[]")
    named = re.search(r"its members are (.*)\.", json.loads(said.data).get("error", ""))
    of_body = set(re.split(r", | and ", named[1])) if named else set()

    if of_body:
        assert members()[f"{method} {path}"] == of_body
    elif method not in {"GET", "DELETE"}:
        assert f"{method} {path}" not in members()


#: The pages put there what is in the query of this one.
FROM_PAGES = "/_emulator/signed-in"


@table("method, path", [r for r in requests() if r[0] in {"GET", "DELETE"} and r[1] != FROM_PAGES])
def test_it_has_all_members_of_a_query(method: str, path: str) -> None:
    """A parameter that is none is refused, with the nearest ones: none are more than three."""
    asked = WebClient(Emulator()).open(f"{path}?unheard=1", method=method)
    said = json.loads(asked.data).get("error", "")
    named = re.findall(
        r"\w+", said.partition(";")[2].partition(" are " if " are " in said else " is ")[2]
    )
    known = set(named) - {"none", "pool_id"}

    assert members().get(f"{method} {path}", set()) == known

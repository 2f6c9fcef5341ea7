"""That no text takes a pattern more than linear time, and that patterns mean what they meant."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

import cognito_emulator
import pytest_cognito_emulator
from cognito_emulator.api import corrections, patterns, spec
from cognito_emulator.domain.messages.texts import Text
from cognito_emulator.domain.pools import templates
from cognito_emulator.idp.kinds import KINDS
from tests.linearity import attacks, flaw
from tests.table import table

# Where patterns are compiled that no module holds by name, and why that is no gap.
ELSEWHERE = {
    "cognito_emulator.api.patterns": "the model's, which have a test of their own",
    **{type(kind).__module__: "paths, which its endpoints have" for kind in KINDS.values()},
    "cognito_emulator.fronts.appsync.authorization": "a developer's own, for ids of app clients",
    "cognito_emulator.fronts.routes": "paths, of whose parts none takes what another can take",
    "cognito_emulator.seeds.parsing": "YAML's scalars, in a developer's own files",
}
TRUSTED = {
    "cognito_emulator.api.patterns._TOKEN": "reads the model's patterns only",
    "cognito_emulator.seeds.templates.intrinsics._IN_TEXT": "reads a developer's own templates",
    "cognito_emulator.seeds.templates.terraform_instances._INDEX": "reads a developer's own plans",
}
ANCHORED = {"fullmatch", "match"}
FUNCTIONS = {"search", "split", "findall", "finditer", "sub", "subn", *ANCHORED}


class Own(NamedTuple):
    """A pattern of ours, and whether it is looked for anywhere in a text."""

    name: str
    pattern: re.Pattern[Any]
    searched: bool


@cache
def of_model() -> list[str]:
    """Return the model's patterns, those of answers too, as the validator takes them."""
    found = set()
    seen: set[spec.Shape | None] = {None}
    waiting = [part for each in spec.operations().values() for part in (each.input, each.output)]
    while waiting:
        shape = waiting.pop()
        if shape is None or shape in seen:
            continue
        seen.add(shape)
        waiting += [*shape.members.values(), shape.element, shape.key, shape.value]
        if shape.pattern is not None:
            also = corrections.ALSO_ALLOWED.get(shape.name)
            found.add(shape.pattern if also is None else f"{shape.pattern}|{also}")
    return sorted(found)


@cache
def of_ours() -> list[Own]:
    """Return each ``NAME = re.compile(...)`` of both packages, and each ``re.sub("...", ...)``.

    Those of endpoints of stand-ins, too.
    """
    found = [*(own for module in modules() for own in in_module(module)), *of_endpoints()]
    return [own for own in found if own.name not in TRUSTED]


def modules() -> Iterator[ModuleType]:
    for package in (cognito_emulator, pytest_cognito_emulator):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def in_module(module: ModuleType) -> Iterator[Own]:
    text = Path(str(module.__file__)).read_text("utf-8")
    if not re.search(r"\bre\.", text) and not _patterns(module):
        return  # most modules; parsing takes long
    tree = ast.parse(text)
    held = {
        target.id: statement.value
        for statement in tree.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for target in ast.walk(statement)
        if isinstance(target, ast.Name) and isinstance(target.ctx, ast.Store)
    }
    used: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            used.setdefault(node.value.id, set()).add(node.attr)
    for name in held:
        if isinstance(pattern := getattr(module, name, None), re.Pattern):
            uses = used.get(name, FUNCTIONS) & FUNCTIONS if name.startswith("_") else FUNCTIONS
            yield Own(f"{module.__name__}.{name}", pattern, searched=not uses <= ANCHORED)
    for call in ast.walk(tree):
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=function)):
                pass
            case _:
                continue
        written = function in FUNCTIONS and isinstance(call.args[0], ast.Constant)
        if function == "compile" or (function in FUNCTIONS and not written):
            known = call in held.values() or module.__name__ in ELSEWHERE
            assert known, f"{module.__name__}, line {call.lineno}: name the pattern in the module"
        elif written:
            text = ast.literal_eval(call.args[0])
            name = f"{module.__name__}, line {call.lineno}"
            yield Own(name, re.compile(text), searched=function not in ANCHORED)


def of_endpoints() -> Iterator[Own]:
    for kind in KINDS.values():
        for name, endpoint in kind.endpoints.items():
            if endpoint.others is not None:
                yield Own(f"{kind.name}, {name}", endpoint.others, searched=False)


def _patterns(module: ModuleType) -> list[re.Pattern[Any]]:
    return [value for value in vars(module).values() if isinstance(value, re.Pattern)]


@table("pattern", of_model)
def test_each_pattern_of_the_model_is_linear(pattern: str) -> None:
    assert flaw(patterns.compiled(pattern)) is None


@table("own", of_ours)
def test_each_pattern_of_ours_is_linear(own: Own) -> None:
    assert flaw(own.pattern, searched=own.searched) is None


@table(
    "pattern, linear",
    [
        ("a*b*", True),
        ("a*ba*", True),
        ("(?:a|ab)*", True),
        ("[a-z]{0,61}[a-z]", True),
        ("(?:ab?c)++", True),
        ("(?>.*?x).*", True),
        ("a*a*", False),
        ("(?:a*)*", False),
        ("(?:a|a)*", False),
        ("(?:a|b|ab)*c", False),
        ("[ab]*a[ab]*", False),
        ("(?:x+x+)+y", False),
        ("a*(?>a*)", False),
        ("(a*)(?>a*)", False),
        ("(?:a*|b)(?>a*)", False),
        ("a{1,1000}a{0,1000}", False),
        ("(?:a(?=.*b))*", False),
        *((each, False) for each in patterns._LINEAR),
    ],
)
def test_the_proof_tells_linear_patterns_from_others(pattern: str, *, linear: bool) -> None:
    """Among the others are the model's own that are matched by other means."""
    compiled = re.compile(patterns._translated(pattern), re.ASCII)
    assert (flaw(compiled) is None) is linear


@table(
    "pattern, linear",
    [
        ("abc", True),
        ("a+", True),
        (r"(?:Credential|Signature)=[^\s,]*", True),
        ("^a+b", True),
        ("(?s)ab.*$", True),
        (r"(?s)\Aa.*b", True),
        ("a+b", False),
        ("a+$", False),
        ("(?m)^a+b", False),
        (r"(?s)a.*(?<!b)", False),
        (r"\{##.+?##\}", False),
        (r"\[[^\]]*\]", False),
    ],
)
def test_the_proof_knows_that_a_search_begins_anywhere(pattern: str, *, linear: bool) -> None:
    assert (flaw(re.compile(pattern), searched=True) is None) is linear


# --- timed ----------------------------------------------------------------------------------------

SIZES = (256, 2_048, 16_384)  # characters
LEAST = 0.0005  # seconds; less than that says nothing
MOST_GROWTH = 24  # from one size to the next, which is 8 times as great; the square is 64


def seconds(match: Callable[[str], object], text: str) -> float:
    """Return the processor's time for a match; what else the machine does is not in it."""
    begun = time.process_time()
    match(text)
    return time.process_time() - begun


def growth(match: Callable[[str], object], begin: str, middle: str, end: str) -> float:
    """Return by how much the time grows from one size to the next, at most."""
    greatest, before = 0.0, LEAST
    for size in SIZES:
        text = begin + middle * (size // len(middle)) + end
        now = seconds(match, text)
        if now > before * MOST_GROWTH / 2:  # perhaps it was not the match
            now = min(now, seconds(match, text))
        greatest, before = max(greatest, now / before), max(now, LEAST)
        if greatest > MOST_GROWTH:
            break
    return greatest


@table("pattern", of_model)
def test_a_pattern_of_the_model_takes_time_as_its_text_grows(pattern: str) -> None:
    compiled = patterns.compiled(pattern)
    assert flaw(compiled) is None  # or this might take days
    for attack in attacks(compiled):
        assert growth(compiled.fullmatch, *attack) <= MOST_GROWTH, attack


@table("own", of_ours)
def test_a_pattern_of_ours_takes_time_as_its_text_grows(own: Own) -> None:
    assert flaw(own.pattern, searched=own.searched) is None
    match = own.pattern.search if own.searched else own.pattern.fullmatch
    is_text = isinstance(own.pattern.pattern, str)
    for attack in attacks(own.pattern):
        grown = growth(match if is_text else lambda text: match(text.encode("latin-1")), *attack)
        assert grown <= MOST_GROWTH, attack


@pytest.mark.parametrize("pattern", sorted(patterns._LINEAR))
def test_the_measurement_notices_what_takes_more_than_linear_time(pattern: str) -> None:
    match = re.compile(patterns._translated(pattern), re.ASCII).fullmatch
    found = attacks(re.compile(patterns._translated(pattern), re.ASCII))
    assert any(growth(match, *attack) > MOST_GROWTH for attack in found)


@table("attack", ["{##", "{##a", "##}{##", "{####}", "{username}"])
@table(
    "work",
    [
        pytest.param(templates.has_link, id="has_link"),
        pytest.param(lambda text: Text(None, text).filled("1", "alice"), id="filled"),
    ],
)
def test_what_is_looked_for_without_a_pattern_takes_time_as_its_text_grows(
    work: Callable[[str], object], attack: str
) -> None:
    assert growth(work, "", attack, "") <= MOST_GROWTH


# --- what they mean -------------------------------------------------------------------------------

TOKENS = (
    ("a", " ", "\n", "\t", "\u0085", "\u00a0"),
    ("a", "\n", "\u2028", "{", "#", "{####}"),
    ("a", "\x01", "{", "#", "##}", "{####}"),
    ("a", "\x01", "#", "{##", "##}", "{####}"),
    ("a", " ", "@", "\x01", "\u00a2"),
)


@table("pattern, tokens", [*zip(patterns._LINEAR, TOKENS, strict=True)])
def test_what_stands_for_a_pattern_means_the_same(pattern: str, tokens: tuple[str, ...]) -> None:
    """All texts of up to five tokens are judged as by the pattern itself."""
    literal = re.compile(patterns._translated(pattern), re.ASCII).fullmatch
    matches = patterns.matcher(pattern)
    texts = ["".join(some) for length in range(6) for some in product(tokens, repeat=length)]
    wanted = {text: literal(text) is not None for text in texts}
    assert {text: matches(text) for text in texts} == wanted
    assert set(wanted.values()) == {True, False}


def test_links_are_found_as_their_description_says() -> None:
    """``{##``, as few characters as possible, but one or more, ``##}``."""
    described = re.compile(r"\{##.+?##\}", re.DOTALL)
    for length in range(7):
        for some in product(("{##", "##}", "#", "\n", "}"), repeat=length):
            text = "".join(some)
            assert templates.has_link(text) is (described.search(text) is not None), text
            filled = Text(None, text).filled("1", "alice", "url")
            with_code = text.replace("{####}", "1")
            assert filled.body == described.sub(_linked, with_code), text


def _linked(found: re.Match[str]) -> str:
    return f'<a href="url">{found[0][3:-3]}</a>'


def test_what_is_known_of_characters_does_not_fill_the_memory() -> None:
    matches = patterns.matcher(r"[\p{L}]+")
    for start in range(0x100, 0x30000, 0x1000):
        matches("".join(map(chr, range(start, start + 0x1000))))
    assert len(patterns._TABLE) <= patterns._KEPT
    assert matches("\U0002fa1d")
    assert not matches("\U000e0001")

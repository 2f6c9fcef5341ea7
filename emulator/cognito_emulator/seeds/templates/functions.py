"""The code of functions that stands beside a template, or in it."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator.lambdas import TargetError, resolve
from cognito_emulator.seeds.places import Place
from cognito_emulator.seeds.templates import physical

if TYPE_CHECKING:
    from cognito_emulator.seeds.templates.cloudformation import Resource, Template

_SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "nodejs": (".js", ".mjs", ".cjs"),
    "python": (".py",),
}
_TYPESCRIPT = (".ts", ".mts", ".cts", ".tsx")
_OF_CODE = ("Runtime", "Handler", "CodeUri", "Code", "InlineCode")
_PACKAGED = (".serverless",)  # folders whose functions' code lies in the folder above


class _Code(NamedTuple):
    """What a function says of its code.

    Attributes:
        folder: where it may lie.
        text: the code itself, where it stands in the template.

    """

    runtime: str
    handler: str
    folders: tuple[Path, ...]
    text: str


def bound(template: Template, arns: Mapping[str, Place], path: Path | None) -> dict[str, str]:
    """Return where the functions are that triggers name, by their ARNs.

    Args:
        template: it.
        arns: what stands in LambdaConfig, and where.
        path: of the template's file; without one no code is beside it.

    """
    functions = {
        str(template.attribute(each.place, each.logical_id, "Arn")): each
        for each in template.resources.values()
        if each.kind in physical.FUNCTIONS
    }
    named = {arn: _of(arn, functions) for arn in arns}
    found: dict[str, str] = {}
    for arn, place in arns.items():
        function = named[arn]
        if function is None:
            template.report.lost(place, f"{arn} is no function of this template; {advice(arn)}")
        elif path is not None:
            _bind(template, function, arn, path.parent, found)
    used = {each.logical_id for each in named.values() if each is not None}
    for function in functions.values():
        if function.logical_id not in used:
            template.report.skipped(function.place, "no trigger names it", function.kind)
    return found


def advice(arn: str) -> str:
    """Say how somebody names the code of a function."""
    return f"--function {arn}=TARGET says where it is"


def _of(arn: str, functions: Mapping[str, Resource]) -> Resource | None:
    """Return the function of an ARN, which may name a version of it."""
    if arn in functions:
        return functions[arn]
    return functions.get(arn.rpartition(":")[0])


def _bind(
    template: Template, function: Resource, arn: str, folder: Path, found: dict[str, str]
) -> None:
    try:
        target = _target(_code(template, function, folder), folder, function.logical_id)
        resolve(target, folder)
    except (TargetError, _NoCodeError) as error:
        sentence = str(error).rstrip(".")
        template.report.lost(function.place, f"{sentence}; {advice(arn)}", function.kind)
        return
    found[arn] = target
    where = "the code in the template" if is_inline(target) else target
    template.report.folded(function.place, f"it answers triggers, by {where}")


class _NoCodeError(Exception):
    """The code of a function is not there; the message says why."""


def _code(template: Template, function: Resource, folder: Path) -> _Code:
    given = {**template.globals_of(function.kind), **template.properties(function, *_OF_CODE)}
    code = given.get("CodeUri", given.get("Code", ""))
    inside = code if isinstance(code, Mapping) else {}
    text = given.get("InlineCode", inside.get("ZipFile", ""))
    return _Code(
        str(given.get("Runtime", "")),
        str(given.get("Handler", "index.handler")),
        tuple(_folders(folder, code)),
        text if isinstance(text, str) else "",
    )


def _folders(folder: Path, code: object) -> Iterator[Path]:
    """Give the folders in which a function's code may lie."""
    key = code.get("S3Key") if isinstance(code, Mapping) else None
    asset = folder / f"asset.{str(key).removesuffix('.zip')}"
    if asset.is_dir():  # of the CDK: the key is the name of a folder in its assembly
        yield asset
    elif isinstance(code, str) and "://" not in code:
        yield folder / code
    else:
        yield folder
        if folder.name in _PACKAGED:
            yield folder.parent


def _target(code: _Code, folder: Path, logical_id: str) -> str:
    """Return the target of a function, from the template's folder.

    Raises:
        _NoCodeError: it is in no language that runs here, or not there.

    """
    language = next((each for each in _SUFFIXES if code.runtime.startswith(each)), None)
    if language is None:
        raise _NoCodeError(f"code of the runtime {code.runtime or '(none)'} does not run here")
    module, _, name = code.handler.rpartition(".")
    if not module:
        raise _NoCodeError(f"the handler {code.handler} has no module")
    if code.text:
        return f"{_written(logical_id, module, _SUFFIXES[language][0], code.text)}:{name}"
    path = module.replace(".", "/") if language == "python" else module
    for place in code.folders:
        for suffix in _SUFFIXES[language]:
            file = place / f"{path}{suffix}"
            if file.is_file():
                return f"{_from(folder, file)}:{name}"
    typescript = [
        each
        for place in code.folders
        for suffix in _TYPESCRIPT
        if (each := place / f"{path}{suffix}").is_file()
    ]
    if typescript:
        raise _NoCodeError(
            f"its code is TypeScript, {_from(folder, typescript[0])}: build it first"
        )
    sought = " or ".join(str(_from(folder, place / path)) for place in code.folders)
    raise _NoCodeError(f"there is no file {sought}{_SUFFIXES[language][0]}")


def _from(folder: Path, file: Path) -> Path:
    return file.relative_to(folder) if file.is_relative_to(folder) else file


def _written(logical_id: str, module: str, suffix: str, text: str) -> Path:
    """Return a file with code that stands in a template."""
    folder = _scratch() / logical_id
    folder.mkdir(exist_ok=True)
    file = folder / f"{Path(module).name}{suffix}"
    if not file.is_file() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")
    return file


def is_inline(target: str) -> bool:
    """Whether a target is code that stands in a template: its file goes with this process."""
    return target.startswith(f"{_scratch()}{os.sep}")


@cache
def _scratch() -> Path:
    """Return a folder that is there for as long as the process."""
    folder = Path(tempfile.mkdtemp(prefix="cognito-emulator-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def named(pool: Mapping[str, Any], place: Place) -> Iterator[tuple[str, Place]]:
    """Give the ARNs of functions in a pool's LambdaConfig, with where they stand."""
    config = pool.get("LambdaConfig")
    for name, value in config.items() if isinstance(config, Mapping) else ():
        here = place.member(name)
        if name == "KMSKeyID":
            continue
        arn = value.get("LambdaArn") if isinstance(value, Mapping) else value
        if isinstance(arn, str):
            yield arn, here

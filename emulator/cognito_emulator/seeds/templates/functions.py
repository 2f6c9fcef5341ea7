"""The code of functions that stands beside a template, or in it."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cognito_emulator.lambdas import TargetError, resolve
from cognito_emulator.seeds.places import Place, SeedError
from cognito_emulator.seeds.templates import physical
from cognito_emulator.seeds.templates.deployment import outside

if TYPE_CHECKING:
    from cognito_emulator.seeds.templates.cloudformation import Resource, Template
    from cognito_emulator.seeds.templates.report import Report

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


class Found(NamedTuple):
    """A function of a template."""

    template: Template
    resource: Resource


class Trigger(NamedTuple):
    """A function that a pool names.

    Attributes:
        place: where the pool does.
        kind: of the pool's resource.
        report: of the pool's template.

    """

    arn: str
    place: Place
    kind: str
    report: Report


def bound(
    templates: Iterable[Template], triggers: Sequence[Trigger], base: Path | None
) -> dict[str, str]:
    """Return where the functions are that triggers name, by their ARNs.

    Args:
        templates: all that are deployed.
        triggers: what pools name.
        base: the folder from which targets are written; without one no code is beside a template.

    """
    there = [
        Found(template, each)
        for template in templates
        for each in template.resources.values()
        if each.kind in physical.FUNCTIONS
    ]
    functions = {arn: each for each in there if (arn := _arn(each)) is not None}
    named = {each.arn: _of(each.arn, functions) for each in triggers}
    found: dict[str, str] = {}
    for arn, (place, kind, report) in {each.arn: each[1:] for each in triggers}.items():
        function = named[arn]
        if function is None:
            report.lost(place, f"{_unknown(arn, kind)}; {advice(arn)}")
        elif base is not None and function.template.path is not None:
            _bind(function, arn, base, found)
        else:
            template, resource = function
            sentence = f"no code of this template is run from here; {advice(arn)}"
            template.report.lost(resource.place, sentence, resource.kind)
    used = {each.resource.place for each in named.values() if each is not None}
    for template, resource in there:
        if resource.place not in used:
            template.report.skipped(resource.place, "no trigger names it", resource.kind)
    return found


def _arn(function: Found) -> str | None:
    """Return a function's ARN; ``None`` where its name cannot be resolved: no trigger names it."""
    template, resource = function
    try:
        return str(template.attribute(resource.place, resource.logical_id, "Arn"))
    except SeedError:
        return None


def _unknown(arn: str, kind: str) -> str:
    if kind.startswith("aws_"):
        return "Terraform does not say where its code is"
    return f"{arn} is no function of this template"


def advice(arn: str) -> str:
    """Say how somebody names the code of a function."""
    return f"--function {arn}=TARGET says where it is"


def _of(arn: str, functions: Mapping[str, Found]) -> Found | None:
    """Return the function of an ARN, which may name a version of it."""
    if arn in functions:
        return functions[arn]
    return functions.get(arn.rpartition(":")[0])


def _bind(function: Found, arn: str, base: Path, found: dict[str, str]) -> None:
    template, resource = function
    try:
        target = _target(_code(template, resource), base, f"{template.name}-{resource.logical_id}")
        resolve(target, base)
    except (TargetError, _NoCodeError) as error:
        sentence = str(error).rstrip(".")
        template.report.lost(resource.place, f"{sentence}; {advice(arn)}", resource.kind)
        return
    found[arn] = target
    where = "the code in the template" if is_inline(target) else target
    template.report.folded(resource.place, f"it answers triggers, by {where}")


class _NoCodeError(Exception):
    """The code of a function is not there; the message says why."""


def _code(template: Template, function: Resource) -> _Code:
    """Return what a function says of its code.

    Raises:
        _NoCodeError: it says that it lies out of the template's project.

    """
    place, usual = template.globals_of(function.kind)
    said = {name: usual[name] for name in _OF_CODE if name in usual}
    given = {**template.resolver.resolve(place, said), **template.properties(function, *_OF_CODE)}
    code = given.get("CodeUri", given.get("Code", ""))
    inside = code if isinstance(code, Mapping) else {}
    text = given.get("InlineCode", inside.get("ZipFile", ""))
    handler = str(given.get("Handler", "index.handler"))
    folders = tuple(_folders(template.path, function, code)) if template.path else ()
    for folder in folders:
        path = folder / handler.rpartition(".")[0]
        if template.path and (sentence := outside(template.path, path)) is not None:
            raise _NoCodeError(f"its code {sentence}")
    return _Code(
        str(given.get("Runtime", "")), handler, folders, text if isinstance(text, str) else ""
    )


def _folders(template: Path, function: Resource, code: object) -> Iterator[Path]:
    """Give the folders in which a function's code may lie."""
    folder = template.parent
    key = code.get("S3Key") if isinstance(code, Mapping) else None
    metadata = function.described.get("Metadata")
    named = metadata.get("aws:asset:path") if isinstance(metadata, Mapping) else None
    for asset in (f"asset.{str(key).removesuffix('.zip')}", named):
        if isinstance(asset, str) and "\0" not in asset and (folder / asset).is_dir():
            yield folder / asset  # of the CDK: a folder in its assembly
            return
    if isinstance(code, str) and "://" not in code:
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

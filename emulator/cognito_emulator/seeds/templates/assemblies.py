"""Folders that tools write templates into: ``cdk.out``, ``.serverless`` and ``.aws-sam``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cognito_emulator.seeds.files import object_of
from cognito_emulator.seeds.places import Place, SeedError, mapping
from cognito_emulator.seeds.templates import MANIFEST, SAM, SERVERLESS, is_assembly

_DEEPEST = 10  # assemblies in an assembly: the CDK makes one for each Stage
_STATE = "serverless-state.json"


class Written(NamedTuple):
    """A template in such a folder.

    Attributes:
        name: of its stack; empty where nothing says it.
        parameters: with which it is deployed.

    """

    path: Path
    name: str = ""
    parameters: Mapping[str, str] = {}


def written_in(folder: Path) -> list[Written]:
    """Return the templates that a folder is for; none of a folder that no such tool has written.

    Raises:
        SeedError: its manifest cannot be read, or names what is not there.

    """
    manifest = folder / MANIFEST
    if manifest.is_file() and is_assembly(document := object_of(manifest)):
        found = list(_stacks(folder, document, ()))
        if not found:
            raise Place(str(manifest), file=manifest).wrong("There is no stack in it.")
        return found
    if (folder / SERVERLESS).is_file():
        return [Written(folder / SERVERLESS, _serverless_name(folder / _STATE))]
    for inside in (folder, folder / "build"):
        for name in SAM:
            if (inside / name).is_file():
                return [Written(inside / name)]
    return []


def _stacks(
    folder: Path, manifest: Mapping[str, Any], above: tuple[Path, ...]
) -> Iterator[Written]:
    """Give the stacks of a cloud assembly, and of those in it."""
    file = folder / MANIFEST
    place = Place(str(file), file=file).member("artifacts")
    for name, described in mapping(place, manifest["artifacts"]).items():
        artifact = mapping(place.member(name), described)
        inside = place.member(name).member("properties")
        properties = mapping(inside, artifact.get("properties") or {})
        if artifact.get("type") == "aws:cloudformation:stack":
            path = _inside(inside, folder, "templateFile", properties)
            stack = properties.get("stackName")
            given = mapping(inside.member("parameters"), properties.get("parameters") or {})
            values = {each: str(value) for each, value in given.items()}
            yield Written(path, stack if isinstance(stack, str) else name, values)
        elif artifact.get("type") == "cdk:cloud-assembly":
            child = _inside(inside, folder, "directoryName", properties)
            if child in above or len(above) >= _DEEPEST:
                raise inside.wrong(f"The assembly {child} is in itself, or too deep.")
            yield from _stacks(child, object_of(child / MANIFEST), (*above, child))


def _inside(place: Place, folder: Path, member: str, properties: Mapping[str, Any]) -> Path:
    """Return a path that a manifest names.

    Raises:
        SeedError: it is not there, or leads out of the folder.

    """
    named = properties.get(member)
    here = place.member(member)
    if not isinstance(named, str):
        raise here.wrong("This is missing, or no text.")
    path = folder / named
    if not path.resolve().is_relative_to(folder.resolve()):
        raise here.wrong(f"{named} leads out of the folder {folder}.")
    if not path.exists():
        raise here.wrong(f"There is no {named} in the folder {folder}; `cdk synth` writes it.")
    return path


def _serverless_name(state: Path) -> str:
    """Return the stack's name, ``SERVICE-STAGE`` by default (documented)."""
    if not state.is_file():
        return ""
    try:
        service = object_of(state).get("service")
    except SeedError:  # it only says the name
        return ""
    described = service if isinstance(service, Mapping) else {}
    given = described.get("provider")
    provider = given if isinstance(given, Mapping) else {}
    stack, stage = provider.get("stackName"), provider.get("stage", "dev")
    name = described.get("service")
    if isinstance(stack, str):
        return stack
    return f"{name}-{stage}" if isinstance(name, str) else ""

"""Generate what the package knows of the service from botocore's service model.

Run by hand after an update of botocore::

    python emulator/tools/generate_model.py            # write the files
    python emulator/tools/generate_model.py --check    # compare; exit status 1 where they differ

Only names, types and constraints are taken over, no prose.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from pathlib import Path
from typing import Any

import botocore

PACKAGE = Path(__file__).resolve().parents[1] / "cognito_emulator"
MODEL = Path(botocore.__file__).parent / "data" / "cognito-idp" / "2016-04-18"

_CONSTRAINTS = ("min", "max", "pattern", "enum", "sensitive", "document")
_PYTHON_TYPES = {
    "string": "str",
    "integer": "int",
    "long": "int",
    "boolean": "bool",
    "timestamp": "datetime",
    "blob": "bytes",
}

_STUBS_HEAD = """\
# ruff: noqa: E501 - a union stands on one line, however long
# fmt: off
# The documents of requests and answers, for type checkers only. Generated: do not edit.

from datetime import datetime
from typing import Any, Literal, Required, TypeAlias, TypedDict
"""
_ERRORS_HEAD = '''\
# ruff: noqa: N818 - the names are the service's own
"""The errors that the service model lists. Generated: do not edit."""

from __future__ import annotations

from typing import ClassVar

from cognito_emulator.errors.base import CognitoError
'''

_NAMES_HEAD = '''\
"""The names of the service model, for who checks types. Generated: do not edit."""

from __future__ import annotations

from typing import Literal
'''

Json = dict[str, Any]


def main(arguments: list[str] | None = None) -> int:
    """Write the files, or with ``--check`` compare them; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    check = parser.parse_args(arguments).check
    stale = {path: text for path, text in generate().items() if _read(path) != text}
    for path, text in stale.items():
        print(f"{'differs from the model' if check else 'written'}: {path.relative_to(PACKAGE)}")
        if not check:
            path.write_text(text, encoding="utf-8")
    return 1 if check and stale else 0


def generate() -> dict[Path, str]:
    """Return the generated files: path to content."""
    service = _load("service-2")
    paginators = _load("paginators-1")["pagination"]
    return {
        PACKAGE / "api" / "model.json": _model(service, paginators),
        PACKAGE / "api" / "shapes.pyi": _type_stubs(service),
        PACKAGE / "errors" / "modelled.py": _errors(service),
        PACKAGE / "names.py": _names(service),
    }


def _load(name: str) -> Any:  # noqa: ANN401 - foreign JSON
    plain = MODEL / f"{name}.json"
    if plain.exists():
        return json.loads(plain.read_bytes())
    return json.loads(gzip.decompress((MODEL / f"{name}.json.gz").read_bytes()))


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


# --- model.json -----------------------------------------------------------------------------------


def _model(service: Json, paginators: Json) -> str:
    operations = {
        name: _operation(operation, paginators.get(name))
        for name, operation in service["operations"].items()
    }
    shapes = {name: _shape(service["shapes"][name]) for name in _used_shapes(service)}
    head = {
        "version": service["metadata"]["apiVersion"],
        "target": service["metadata"]["targetPrefix"],
    }
    # One line for each entry: as short as one line for all, and a diff shows what changed.
    return (
        f"{_compact(head)[:-1]},\n"
        f'"operations":{{\n{_lines(operations)}\n}},\n'
        f'"shapes":{{\n{_lines(shapes)}\n}}}}\n'
    )


def _operation(operation: Json, paginator: Json | None) -> Json:
    return {
        "input": operation["input"]["shape"],
        "output": operation["output"]["shape"] if "output" in operation else None,
        "errors": sorted(error["shape"] for error in operation["errors"]),
        "signed": operation.get("authtype") != "none",
        "pagination": None
        if paginator is None
        else [paginator[key] for key in ("input_token", "output_token", "limit_key", "result_key")],
    }


def _shape(shape: Json) -> Json:
    entry: Json = {"type": shape["type"]}
    match shape["type"]:
        case "structure":
            entry["members"] = {name: to["shape"] for name, to in shape["members"].items()}
            if shape.get("required"):
                entry["required"] = shape["required"]
        case "list":
            entry["element"] = shape["member"]["shape"]
        case "map":
            entry["key"] = shape["key"]["shape"]
            entry["value"] = shape["value"]["shape"]
        case _:
            pass
    return entry | {key: shape[key] for key in _CONSTRAINTS if key in shape}


def _used_shapes(service: Json) -> list[str]:
    """Return the names of all shapes of requests and answers, sorted; cycles are refused."""
    shapes, seen = service["shapes"], set[str]()

    def visit(name: str, parents: tuple[str, ...]) -> None:
        if name in parents:
            raise ValueError(f"{name} contains itself: the package's loader knows no cycles.")
        if name not in seen:
            seen.add(name)
            for part in _parts(shapes[name]):
                visit(part, (*parents, name))

    for operation in service["operations"].values():
        for side in ("input", "output"):
            if side in operation:
                visit(operation[side]["shape"], ())
    return sorted(seen)


def _parts(shape: Json) -> list[str]:
    members = [member["shape"] for member in shape.get("members", {}).values()]
    return members + [shape[key]["shape"] for key in ("member", "key", "value") if key in shape]


def _lines(entries: Json) -> str:
    return ",\n".join(f'"{name}":{_compact(entry)}' for name, entry in sorted(entries.items()))


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True)


# --- shapes.pyi -----------------------------------------------------------------------------------


def _type_stubs(service: Json) -> str:
    shapes = service["shapes"]
    parts = [_STUBS_HEAD]
    for name in _used_shapes(service):
        shape = shapes[name]
        if shape["type"] == "structure" and not shape.get("document"):
            parts.append(_typed_dict(name, shape, shapes))
        elif "enum" in shape:
            parts.append(f"{name}: TypeAlias = {_literal(shape)}\n")
    return "\n".join(parts)


def _typed_dict(name: str, shape: Json, shapes: Json) -> str:
    required = shape.get("required", [])
    lines = [] if shape["members"] else ["    ...\n"]
    for member, to in shape["members"].items():
        kind = _python_type(to["shape"], shapes)
        lines.append(f"    {member}: {f'Required[{kind}]' if member in required else kind}\n")
    return f"class {name}(TypedDict, total=False):\n{''.join(lines)}"


def _python_type(name: str, shapes: Json) -> str:
    shape = shapes[name]
    if shape.get("document"):
        return "Any"
    if shape["type"] == "structure" or "enum" in shape:
        return name
    if shape["type"] == "list":
        return f"list[{_python_type(shape['member']['shape'], shapes)}]"
    if shape["type"] == "map":
        key, value = (_python_type(shape[part]["shape"], shapes) for part in ("key", "value"))
        return f"dict[{key}, {value}]"
    return _PYTHON_TYPES[shape["type"]]


def _literal(shape: Json) -> str:
    return f"Literal[{', '.join(_compact(value) for value in shape['enum'])}]"


# --- modelled.py ----------------------------------------------------------------------------------


def _errors(service: Json) -> str:
    parts = [_ERRORS_HEAD]
    errors = {name: shape for name, shape in service["shapes"].items() if shape.get("exception")}
    parts.extend(_error(name, shape) for name, shape in sorted(errors.items()))
    return "\n\n".join(parts)


# IAM's own, which the service passes on with the member's other spelling (recorded [wire-2]).
_OF_IAM = frozenset({"AccessDeniedException"})


def _error(name: str, shape: Json) -> str:
    extra = sorted(set(shape["members"]) - {"message"})
    if extra not in ([], ["reasonCode"]):
        raise ValueError(f"{name} has members that the package does not know: {extra}")
    text = f'class {name}(CognitoError):\n    """The service\'s {name}."""\n'
    if shape.get("fault"):
        text += "\n    status: ClassVar[int] = 500\n"
    if name in _OF_IAM:
        text += '\n    message_member: ClassVar[str] = "Message"\n'
    if extra:
        text += (
            "\n    def __init__("
            "self, message: str | None = None, *, reason_code: str | None = None) -> None:\n"
            "        super().__init__(message)\n"
            "        self.reason_code = reason_code\n"
        )
    return text


# --- names.py -------------------------------------------------------------------------------------


def _names(service: Json) -> str:
    shapes = service["shapes"]
    errors = [name for name, shape in shapes.items() if shape.get("exception")]
    literals = (
        ("Operation", service["operations"], "An operation of the API."),
        ("ModelledError", errors, "An error that the service model lists, by its class's name."),
        ("Challenge", shapes["ChallengeNameType"]["enum"], "A ChallengeName."),
    )
    parts = [_NAMES_HEAD]
    for alias, names, purpose in literals:
        lines = "".join(f'    "{name}",\n' for name in sorted(names))
        parts.append(f'{alias} = Literal[\n{lines}]\n"""{purpose}"""\n')
    return "\n".join(parts)


if __name__ == "__main__":
    sys.exit(main())

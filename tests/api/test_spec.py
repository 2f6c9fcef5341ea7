"""The service model and what is generated from it."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from botocore.session import get_session

from cognito_emulator import errors
from cognito_emulator.api import corrections, spec
from cognito_emulator.api.patterns import matcher
from tests.table import table

ROOT = Path(__file__).resolve().parents[2]
GENERATOR = ROOT / "emulator" / "tools" / "generate_model.py"
SERVICE = get_session().get_service_model("cognito-idp")
FAULTS = {"InternalErrorException", "InternalServerException"}


@pytest.mark.sources
def test_generated_files_are_those_of_the_installed_botocore() -> None:
    """Nobody edits generated files, and an update of botocore is noticed."""
    found = importlib.util.spec_from_file_location("generate_model", GENERATOR)
    assert found is not None
    assert found.loader is not None
    generator = importlib.util.module_from_spec(found)
    found.loader.exec_module(generator)
    for path, text in generator.generate().items():
        assert path.read_text(encoding="utf-8") == text, f"run {GENERATOR.relative_to(ROOT)}"


def test_all_operations_are_there() -> None:
    """153 operations, of which 34 need no AWS credentials."""
    operations = spec.operations()
    assert list(operations) == sorted(SERVICE.operation_names)
    assert len(operations) == 153
    assert sum(not operation.signed for operation in operations.values()) == 34
    assert "SignUp" in operations
    assert "Nothing" not in operations


def test_an_operation_says_what_the_model_says() -> None:
    """Shapes, errors and pagination are the model's."""
    listed = spec.operation("ListUsers")
    assert listed.signed
    assert listed.input.required == {"UserPoolId"}
    assert listed.input.members["Limit"].maximum == 60
    assert listed.output is not None
    assert listed.output.members["Users"].element is not None
    assert "ResourceNotFoundException" in listed.errors
    assert listed.pagination == spec.Pagination(
        input_token="PaginationToken",
        output_token="PaginationToken",
        limit="Limit",
        result="Users",
    )
    assert spec.operation("DeleteUser").output is None
    assert spec.operation("ListUsers") is listed


@pytest.mark.parametrize("name", corrections.PAGINATION)
def test_pagination_that_the_paginators_leave_out_is_the_shapes(name: str) -> None:
    operation = spec.operation(name)
    paging = operation.pagination
    assert paging
    assert operation.output
    assert {paging.input_token, paging.limit} <= set(operation.input.members)
    assert {paging.output_token, paging.result} <= set(operation.output.members)
    assert operation.output.members[paging.result].kind == "list"


def test_an_unknown_operation_is_a_key_error() -> None:
    """Whoever asks decides what that means."""
    with pytest.raises(KeyError):
        spec.operation("Nothing")


@table("name", sorted(spec.operations()))
def test_every_error_of_the_model_is_a_class(name: str) -> None:
    """An error's class bears its name on the wire; faults have status 500."""
    names = {shape.name for shape in SERVICE.operation_model(name).error_shapes}
    assert spec.operation(name).errors == names
    for error in names:
        raised = getattr(errors, error)("why")
        assert isinstance(raised, errors.CognitoError)
        assert raised.type == error
        assert raised.message == "why"
        assert raised.status == (500 if error in FAULTS else 400)


def test_reading_the_model_imports_no_sdk() -> None:
    """The package works where neither botocore nor the regular expression package is installed."""
    code = (
        "import sys, cognito_emulator.api.codec, cognito_emulator.api.validate\n"
        "print({'botocore', 'boto3', 'regex', 'flask'} & set(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(ROOT / "emulator")},
        capture_output=True,
        check=True,
        text=True,
    )
    assert ran.stdout == "set()\n"


@table(
    "pattern, text, matches",
    [
        (r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", "Zoë-日本語€½🙂", True),
        (r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", "no blank", False),
        (r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", "no\u00a0blank", False),
        (r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", "no\u200bformat", False),
        (r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+", "no end\n", False),
        (r"[\p{L}\p{M}\p{S}\p{N}\p{P}\p{Z}]+", "a\u2028b\u3000c", True),
        (r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*", "a\tb\n", True),
        (r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*", "a\u00a0b", False),
        (r"[^_\p{Z}][\p{L}\p{M}\p{S}\p{N}\p{P}][^_\p{Z}]+", "SAML", True),
        (r"[^_\p{Z}][\p{L}\p{M}\p{S}\p{N}\p{P}][^_\p{Z}]+", "_SAML", False),
        (r"[\w+]+", "naïve", False),
        (r"[0-9]+", "٣", False),
        (r".*\{####\}.*", "code {####}", True),
        (r".*\{####\}.*", "code\n{####}", False),
        (r".*\{####\}.*", "code\u2028{####}", False),
        (r"(?s).*", "a\nb\u2028", True),
        (r"^[\S]+.*[\S]+$", "a\u00a0", True),
        (r"^[\S]+.*[\S]+$", "a b\tc", True),
        (r"^[\S]+.*[\S]+$", "a\nb", False),
    ],
)
def test_patterns_are_java_s(pattern: str, text: str, *, matches: bool) -> None:
    r"""``\p{..}`` are Unicode categories, ``\w`` and ``\s`` ASCII, a dot is no line end."""
    assert matcher(pattern)(text) is matches

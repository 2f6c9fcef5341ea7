"""Functions behind triggers that are named by their files: where these are, and what they meet."""

from __future__ import annotations

import json
import os
from pathlib import Path

import boto3
import pytest

from tests.plugin.conftest import Run

FUNCTION = "functions/pre/lambda_function.py:lambda_handler"
HANDLER = """
from helper import CONFIRMED

def lambda_handler(event, context):
    event["response"]["autoConfirmUser"] = CONFIRMED
    return event
"""
SIGN_UP = """
import pytest

def is_confirmed(cognito):
    return cognito.call(
        "SignUp", ClientId=cognito.client_id, Username="ada", Password="Correct-Horse-1"
    )["UserConfirmed"]
"""


@pytest.fixture
def elsewhere(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A suite with a function in a folder; pytest is started in another folder."""
    function = pytester.mkdir("functions") / "pre"
    function.mkdir()
    (function / "lambda_function.py").write_text(HANDLER)
    (function / "helper.py").write_text("CONFIRMED = True")
    monkeypatch.chdir(pytester.mkdir("elsewhere"))
    pytester.makeini("[pytest]")
    return pytester.path


#: Each place that takes a path, and a suite that says it there.
PLACES = {
    "ini file": (
        f"[pytest]\ncognito_triggers =\n    PreSignUp = {FUNCTION}",
        "def test_it(cognito): assert is_confirmed(cognito)",
    ),
    "marker": (
        "[pytest]",
        (
            f'@pytest.mark.cognito(triggers={{"PreSignUp": "{FUNCTION}"}})\n'
            "def test_it(cognito): assert is_confirmed(cognito)"
        ),
    ),
    "cognito_settings": (
        "[pytest]",
        (
            '@pytest.fixture(scope="session")\n'
            f'def cognito_settings(): return {{"triggers": {{"PreSignUp": "{FUNCTION}"}}}}\n'
            "def test_it(cognito): assert is_confirmed(cognito)"
        ),
    ),
    "test": (
        "[pytest]",
        (
            "def test_it(cognito):\n"
            f'    cognito.on("PreSignUp", "{FUNCTION}")\n'
            "    assert is_confirmed(cognito)"
        ),
    ),
    "another pool": (
        "[pytest]",
        (
            "def test_it(cognito):\n"
            f'    assert is_confirmed(cognito.pool(triggers={{"PreSignUp": "{FUNCTION}"}}))'
        ),
    ),
    "seed of a marker": (
        "[pytest]",
        (
            '@pytest.mark.cognito(seed="functions/pool.json")\n'
            "def test_it(cognito): assert is_confirmed(cognito)"
        ),
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_paths_begin_at_the_root_folder(elsewhere: Path, run: Run, place: str) -> None:
    ini, test = PLACES[place]
    (elsewhere / "tox.ini").write_text(ini)
    arn = "arn:aws:lambda:us-east-1:123456789012:function:pre"
    seed = {
        "LambdaConfig": {"PreSignUp": arn},
        "Functions": {arn: "pre/lambda_function.py:lambda_handler"},
    }
    (elsewhere / "functions" / "pool.json").write_text(json.dumps(seed))

    run(f"{SIGN_UP}\n{test}", str(elsewhere)).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        (
            "pre/lambda_function.py:lambda_handler",
            "There is no file ROOT/pre/lambda_function.py.",
        ),
        (
            "functions/pre/lambda_function.py:handler",
            ("functions/pre/lambda_function.py has no function handler; it has lambda_handler."),
        ),
        (
            "functions/broken.py:handler",
            ("functions/broken.py cannot be loaded: KeyError: 'TABLE' (broken.py:3)."),
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_told(
    elsewhere: Path, run: Run, target: str, sentence: str
) -> None:
    (elsewhere / "functions" / "broken.py").write_text(
        "import os\n\nTABLE = os.environ['TABLE']\ndef handler(event): return event\n"
    )

    result = run(
        f"""
        import pytest

        @pytest.mark.cognito(triggers={{"PreSignUp": "{target}"}})
        def test_it(cognito): pass
        """,
        str(elsewhere),
    )

    result.assert_outcomes(errors=1)
    whole = f"@pytest.mark.cognito: triggers: PreSignUp: {sentence}"
    assert whole.replace("ROOT", str(elsewhere)) in result.stdout.lines


@pytest.mark.parametrize(
    ("options", "place"),
    [
        (["-o", "cognito_triggers=PreSignUp = nowhere.py:f"], "ini options"),
        ([], "cognito_settings"),
    ],
)
def test_who_wants_a_function_is_told(run: Run, options: list[str], place: str) -> None:
    wanted = {} if options else {"triggers": {"PreSignUp": "nowhere.py:f"}}
    result = run(
        f"""
        import pytest

        @pytest.fixture(scope="session")
        def cognito_settings(): return {wanted}

        def test_it(cognito): pass
        """,
        *options,
    )

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"{place}: triggers: PreSignUp: There is no file /*/nowhere.py."])


#: A function that makes a client while its file is loaded, and tells what the client has.
CLIENT = """
import os

import boto3

TABLES = boto3.client("dynamodb")
KEY = TABLES._request_signer._credentials.access_key
REGIONS = os.environ["AWS_REGION"], os.environ["AWS_DEFAULT_REGION"]

def handler(event):
    raise ValueError(f"{TABLES.meta.region_name} {KEY} {REGIONS} {os.environ.get('AWS_REGION')}")
"""
TOLD = """
import os

import boto3
import pytest

@pytest.mark.cognito(triggers={"PreSignUp": "function.py:handler"})
def test_it(cognito):
    assert "AWS_REGION" not in os.environ
    assert boto3.DEFAULT_SESSION is None
    with pytest.raises(Exception) as told:
        cognito.call(
            "SignUp", ClientId=cognito.client_id, Username="ada", Password="Correct-Horse-1"
        )
    assert "EXPECTED" in str(told.value)
"""


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "eu-west-1 emulator ('eu-west-1', 'eu-west-1') None"),
        (
            {"AWS_DEFAULT_REGION": "eu-north-1", "AWS_ACCESS_KEY_ID": "own"}
            | {"AWS_SECRET_ACCESS_KEY": "secret"},
            "eu-north-1 own ('eu-north-1', 'eu-north-1') None",
        ),
    ],
    ids=["nothing is set", "the environment's own stay"],
)
def test_a_file_is_loaded_with_what_lambda_sets(
    run: Run,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    told: str,
) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)  # other tests of this process have one
    (pytester.path / "function.py").write_text(CLIENT)

    result = run(TOLD.replace("EXPECTED", told), "-o", "cognito_region=eu-west-1")

    result.assert_outcomes(passed=1)


def test_who_lets_calls_through_keeps_the_environment(
    run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_REGION", raising=False)
    (pytester.path / "function.py").write_text(
        "import os\nassert 'AWS_REGION' not in os.environ\ndef handler(event): return event\n"
    )

    result = run("""
        import pytest

        @pytest.mark.cognito(allow_aws=True, triggers={"PreSignUp": "function.py:handler"})
        def test_it(cognito): pass
    """)

    result.assert_outcomes(passed=1)

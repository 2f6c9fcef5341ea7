"""cognito_env: what SDKs and an app read."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping

import boto3
import moto
import pytest

from pytest_cognito_emulator import Cognito, CognitoUser
from pytest_cognito_emulator.lifecycle import environment
from tests.plugin.conftest import Run

LIST_USERS = """
import boto3, os
users = boto3.client("cognito-idp").list_users(UserPoolId=os.environ["COGNITO_USER_POOL_ID"])
print([user["Username"] for user in users["Users"]])
"""


def test_boto3_with_nothing_configured(
    cognito_env: Mapping[str, str], cognito: Cognito, cognito_user: CognitoUser
) -> None:
    answer = boto3.client("cognito-idp").admin_get_user(
        UserPoolId=os.environ["COGNITO_USER_POOL_ID"], Username=cognito_user.username
    )

    assert answer["Username"] == cognito_user.username
    assert cognito.calls[-1].door == "http"
    assert cognito_env == cognito.env
    assert {name: os.environ[name] for name in cognito_env} == dict(cognito_env)


@pytest.mark.usefixtures("cognito_env")
def test_a_subprocess(cognito_user: CognitoUser) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIST_USERS], capture_output=True, text=True, check=False
    )

    assert done.stdout == f"['{cognito_user.username}']\n", done.stderr


@pytest.fixture
def own_aws() -> Iterator[dict[str, str]]:
    """An app's own region and access key, which another fixture of it has set before."""
    own = {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_SESSION_TOKEN": "testing",
    }
    with moto.mock_aws(), pytest.MonkeyPatch.context() as patch:
        for name, value in own.items():
            patch.setenv(name, value)
        yield own


@pytest.mark.parametrize("fixture", ["cognito_env", "cognito_intercept"])
def test_other_resources_of_the_app_are_found(
    own_aws: dict[str, str], cognito: Cognito, request: pytest.FixtureRequest, fixture: str
) -> None:
    boto3.client("sqs").create_queue(QueueName="jobs")
    request.getfixturevalue(fixture)

    assert boto3.client("sqs").get_queue_url(QueueName="jobs")["QueueUrl"]
    assert {name: os.environ[name] for name in own_aws} == own_aws
    assert {name: cognito.env.get(name, "testing") for name in own_aws} == own_aws
    made = boto3.client("cognito-idp").create_user_pool(PoolName="app")["UserPool"]
    assert made["Id"].startswith("eu-west-1_")
    cognito.assert_called("CreateUserPool")


def test_a_pool_that_is_asked_for_in_another_region_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    result = run("""
        import boto3, os

        def test_app(cognito_env):
            boto3.client("cognito-idp").list_users(UserPoolId=os.environ["COGNITO_USER_POOL_ID"])

        def test_elsewhere(cognito, cognito_env):
            assert boto3.client("cognito-idp").list_user_pools(MaxResults=1)["UserPools"]

        def test_the_same(cognito):
            cognito.call("AdminGetUser", UserPoolId="us-east-1_None", Username="ada")
    """)

    result.assert_outcomes(failed=3)
    result.stdout.fnmatch_lines(
        [
            "*_ test_app _*",
            "  * ListUsers -> * not exist. (asked in eu-west-1; a pool of that id is in us-east-1)",
            "regions: there were calls in eu-west-1, but pool us-east-1_TestPool1 is in us-east-1.",
            "  If they are for this pool: * us-east-1, or set * cognito_region = eu-west-1.",
            "*_ test_elsewhere _*",
            "  * ListUserPools -> ok",
            "regions: there were calls in eu-west-1, *",
            "*_ test_the_same _*",
            "  * AdminGetUser ada -> ResourceNotFoundException: User pool * does not exist.",
            "messages:",
        ],
        consecutive=False,
    )


def test_what_is_told(cognito: Cognito) -> None:
    env = cognito.env

    assert env["COGNITO_USER_POOL_ID"] == cognito.pool_id
    assert env["COGNITO_CLIENT_ID"] == cognito.client_id
    assert env["COGNITO_ISSUER"] == cognito.issuer
    assert env["COGNITO_JWKS_URL"] == cognito.jwks_url
    assert env["AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"] == cognito.url
    assert "COGNITO_CLIENT_SECRET" not in env


@pytest.mark.cognito(client={"GenerateSecret": True})
def test_a_secret_is_told(cognito: Cognito) -> None:
    assert cognito.env["COGNITO_CLIENT_SECRET"] == cognito.client_secret


def test_all_is_put_back(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "mine")
    result = run(
        """
        import os
        import boto3

        before, session = dict(os.environ), boto3.DEFAULT_SESSION

        def outside():
            return {name: value for name, value in os.environ.items() if "PYTEST" not in name}

        def test_inside(cognito_env, cognito_user):
            assert "AWS_PROFILE" not in os.environ
            assert os.environ["MY_POOL"] == os.environ["COGNITO_USER_POOL_ID"]
            assert os.environ["MY_REGION"] == "us-east-1"
            boto3.client("cognito-idp").list_users(UserPoolId=os.environ["MY_POOL"])

        def test_after():
            assert outside() == {n: v for n, v in before.items() if "PYTEST" not in n}
            assert boto3.DEFAULT_SESSION is session
        """,
        "-o",
        "cognito_env=MY_POOL = pool_id\nMY_REGION = region",
    )

    result.assert_outcomes(passed=2)


READS = """
import boto3
import botocore.session
import pytest
from botocore.loaders import JSONFileLoader, Loader

def loader():
    return type(boto3.Session()._session.get_component("data_loader"))

@pytest.fixture
def reads(monkeypatch):
    files, load = [], JSONFileLoader.load_file
    monkeypatch.setattr(
        JSONFileLoader, "load_file", lambda self, path: files.append(path) or load(self, path)
    )
    return files
"""


@pytest.mark.parametrize("fixture", ["cognito_env", "cognito_intercept"])
def test_boto3_reads_the_service_s_model_in_one_test_only(run: Run, fixture: str) -> None:
    result = run(
        READS
        + f"""
def test_first({fixture}):
    boto3.client("cognito-idp").list_user_pools(MaxResults=1)

def test_by_the_default_session({fixture}, reads):
    assert boto3.DEFAULT_SESSION is None  # boto3 has to make one, when it is asked
    boto3.client("cognito-idp").list_user_pools(MaxResults=1)
    assert reads == []

def test_by_a_session_of_the_app({fixture}, reads):
    boto3.session.Session().client("cognito-idp").list_user_pools(MaxResults=1)
    assert reads == []

def test_with_a_session_of_botocore({fixture}):
    core, own = botocore.session.Session(), Loader()
    core.register_component("data_loader", own)
    boto3.setup_default_session(botocore_session=core)
    boto3.client("cognito-idp").list_user_pools(MaxResults=1)
    assert boto3.DEFAULT_SESSION._session is core
    assert core.get_component("data_loader") is own

def test_without():
    assert loader() is Loader
"""
    )

    result.assert_outcomes(passed=5)


def test_boto3_that_is_not_there_or_that_a_test_imports(run_apart: Run) -> None:
    result = run_apart("""
        import os, sys
        from unittest.mock import MagicMock
        import pytest

        @pytest.fixture(params=[None, MagicMock()])
        def stand_in(request, monkeypatch):
            monkeypatch.setitem(sys.modules, "boto3", request.param)

        def test_app(stand_in, cognito_env):
            assert os.environ["COGNITO_USER_POOL_ID"]
            assert "botocore" not in sys.modules

        def list_user_pools():
            import boto3

            assert boto3.DEFAULT_SESSION is None
            boto3.client("cognito-idp").list_user_pools(MaxResults=1)

        def test_first(cognito_env):
            assert "boto3" not in sys.modules
            list_user_pools()

        def test_later(cognito_env):
            list_user_pools()

        def test_in_the_end():
            assert sys.modules["boto3"].DEFAULT_SESSION is None
    """)

    result.assert_outcomes(passed=5)


def test_an_old_botocore_is_warned_of(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would call the real service, whatever the environment says."""
    monkeypatch.setattr(environment, "_botocore", lambda: "1.30.1")

    result = run("def test_it(cognito_env): pass", "-W", "default")

    result.assert_outcomes(passed=1, warnings=1)
    result.stdout.fnmatch_lines("*PytestWarning: cognito_env: botocore 1.30.1 reads no endpoint*")

"""While a pool is in use, no call of the process reaches the real service."""

from __future__ import annotations

import socket
from typing import Any

import boto3
import botocore.session
import moto
import pytest
import requests
from botocore.exceptions import NoCredentialsError

from pytest_cognito_emulator import Cognito, CognitoUser, RealServiceError
from tests.plugin.conftest import Run

REAL = "https://cognito-idp.us-east-1.amazonaws.com/"
#: An app's client, made when its module was imported: before any test, with real credentials.
CLIENT = boto3.client(
    "cognito-idp",
    region_name="us-east-1",
    aws_access_key_id="real",
    aws_secret_access_key="real",
)


class NoCredentials:
    """What finds credentials on a machine of CI: none."""

    def load_credentials(self) -> None:
        """Find none."""


def nobodys_client() -> Any:
    """A client that was made where there are no credentials."""
    session = botocore.session.get_session()
    session.register_component("credential_provider", NoCredentials())
    return boto3.Session(botocore_session=session).client("cognito-idp", region_name="us-east-1")


NOBODYS = nobodys_client()
CLIENTS = pytest.mark.parametrize(
    "client", [CLIENT, NOBODYS], ids=["with credentials", "without credentials"]
)

INNER = """
    import boto3, pytest, requests

    CLIENT = boto3.client(
        "cognito-idp", region_name="us-east-1",
        aws_access_key_id="real", aws_secret_access_key="real",
    )
    REAL = "https://cognito-idp.us-east-1.amazonaws.com/"

    def refused():
        try:
            requests.get(REAL, timeout=60)
        except requests.ConnectionError as error:
            return "cognito_intercept" in str(error)
"""


@pytest.fixture(autouse=True)
def _no_internet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing leave this machine, should it not be refused."""
    look_up = socket.getaddrinfo

    def looked_up(host: Any, *arguments: Any, **options: Any) -> Any:
        if "amazon" in str(host) or "example" in str(host):
            raise socket.gaierror(socket.EAI_NONAME, f"{host} is on the internet")
        return look_up(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)


@CLIENTS
@pytest.mark.parametrize("fixture", ["cognito", "cognito_user", "cognito_env"])
def test_a_client_that_was_made_before_is_refused(
    request: pytest.FixtureRequest, fixture: str, client: Any
) -> None:
    request.getfixturevalue(fixture)

    with pytest.raises(RealServiceError, match="Take the fixture cognito_intercept"):
        client.list_user_pools(MaxResults=1)


@CLIENTS
def test_a_client_that_was_made_before_is_answered_by_the_emulator(
    cognito_intercept: Cognito, client: Any
) -> None:
    [pool] = client.list_user_pools(MaxResults=1)["UserPools"]

    assert pool["Id"] == cognito_intercept.pool_id
    assert cognito_intercept.refused_real_calls == 0


@pytest.mark.usefixtures("cognito_intercept")
def test_a_client_without_credentials_gets_none_for_other_services() -> None:
    session = botocore.session.get_session()
    session.register_component("credential_provider", NoCredentials())
    table = boto3.Session(botocore_session=session).client("dynamodb", region_name="us-east-1")

    with pytest.raises(NoCredentialsError):
        table.list_tables()


def test_a_client_without_credentials_has_none_afterwards() -> None:
    with pytest.raises(NoCredentialsError):
        NOBODYS.list_user_pools(MaxResults=1)


@pytest.mark.usefixtures("cognito")
@pytest.mark.parametrize(
    "url",
    [
        f"{REAL}us-east-1_AbCdEfGhI/.well-known/jwks.json",
        "https://tests.auth.us-east-1.amazoncognito.com/oauth2/token",
        "https://somebody.auth.eu-west-1.amazoncognito.com/login",
        "https://public-keys.auth.elb.us-east-1.amazonaws.com/some-kid",
    ],
)
def test_documents_and_domains_are_refused_too(url: str) -> None:
    with pytest.raises(requests.ConnectionError, match="cognito_intercept"):
        requests.get(url, timeout=60)


@pytest.mark.usefixtures("cognito")
def test_other_hosts_are_let_alone() -> None:
    with pytest.raises(requests.ConnectionError, match="is on the internet"):
        requests.get("https://www.example.com/", timeout=60)


@moto.mock_aws
def test_what_moto_answers_is_not_refused(cognito: Cognito) -> None:
    made = CLIENT.create_user_pool(PoolName="of moto")["UserPool"]

    assert made["Name"] == "of moto"
    assert cognito.calls == []


@pytest.mark.cognito(allow_aws=True)
def test_a_marker_allows_it(cognito_user: CognitoUser) -> None:
    cognito_user.sign_in()
    with pytest.raises(requests.ConnectionError, match="is on the internet"):
        requests.get(REAL, timeout=60)


def test_other_tests_are_let_alone(run: Run) -> None:
    """Also while a pool of a wider scope is there."""
    result = run(
        INNER
        + """
    import socket

    BEFORE = socket.getaddrinfo

    @pytest.fixture(scope="module")
    def admin(module_cognito):
        assert refused()
        return module_cognito.users.make(username="admin")

    def test_uses(admin):
        assert refused()

    def test_without():
        assert not refused()

    def test_uses_again(cognito):
        assert refused()

    @pytest.mark.cognito(allow_aws=True)
    def test_allowed(admin):
        assert not refused()

    class TestAllowed:
        @pytest.fixture
        def cognito_settings(self):
            return {"allow_aws": True}

        def test_allowed(self, cognito):
            assert not refused()

        @pytest.mark.cognito(allow_aws=False)
        def test_refused(self, cognito):
            assert refused()
    """
    )

    result.assert_outcomes(passed=6)


def test_all_is_put_back(run: Run) -> None:
    before = (socket.getaddrinfo, vars(socket.socket).get("connect"))
    result = run(
        """
        def test_user(cognito_user, module_cognito): pass
        """
    )

    result.assert_outcomes(passed=1)
    assert (socket.getaddrinfo, vars(socket.socket).get("connect")) == before


def test_the_ini_option_allows_it(run: Run) -> None:
    result = run(
        INNER
        + """
    def test_it(cognito):
        assert not refused()
    """,
        "-o",
        "cognito_allow_aws=true",
    )

    result.assert_outcomes(passed=1)


def test_what_an_app_caught_is_reported(run: Run) -> None:
    result = run(
        INNER
        + """
    def app():
        try:
            CLIENT.list_user_pools(MaxResults=1)
        except Exception:
            return 500

    def test_app(cognito):
        assert app() == 200
    """
    )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["calls to the real service: 1 refused.", "  *Take the fixture cognito_intercept: *"]
    )


def test_a_word_that_is_neither_true_nor_false_is_named(run: Run) -> None:
    result = run("""
        import pytest

        @pytest.mark.cognito(allow_aws="yes")
        def test_it(cognito): pass
    """)

    result.stdout.fnmatch_lines(["*allow_aws is 'yes'; it must be True or False.*"])

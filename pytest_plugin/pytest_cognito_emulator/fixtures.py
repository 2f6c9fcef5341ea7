"""The fixtures. Each docstring says scope, type, how to override it, and gives an example.

docs/reference/fixtures.md is made from them (`emulator/tools/reference/fixtures.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import pytest

# The types below are looked up through the package when a fixture first runs, so that importing
# this module imports neither the emulator nor what the fixtures are made of.
import pytest_cognito_emulator as types
from pytest_cognito_emulator.lifecycle import scopes


@pytest.fixture(scope="session")
def _cognito_server(request: pytest.FixtureRequest) -> Iterator[types.CognitoServer]:
    """The emulator behind all other fixtures: one per session, with pytest-xdist one per worker."""
    with scopes.a_server(request.config) as server:
        yield server


@pytest.fixture
def cognito(
    _cognito_server: types.CognitoServer,
    cognito_clock: types.CognitoClock,
    cognito_settings: Mapping[str, Any],
) -> Iterator[types.Cognito]:
    """A user pool and an app client, as new for each test.

    Their ids, the signing keys and the server's URL are the same for the whole session, so that an
    app under test can be configured once. After the test everything is as it was before this test's
    ``cognito`` was set up. What fixtures of a wider scope made before that stays.

    Scope: function. Type: ``Cognito``.

    Override: in a ``conftest.py``, to have groups or triggers in every test; the overriding fixture
    takes ``cognito``, changes it and returns it. Settings of the pool go into
    ``cognito_settings``.

    Example::

        def test_sign_up(cognito, app):
            app.post("/sign-up", json={"email": "ada@example.com", "password": "Correct-Horse-1"})
            assert cognito.messages[-1].destination == "ada@example.com"
    """
    with scopes.a_test(_cognito_server, cognito_clock, cognito_settings) as it:
        yield it


@pytest.fixture
def cognito_user(make_cognito_user: types.MakeCognitoUser) -> types.CognitoUser:
    """A confirmed user with a verified e-mail address and a known password.

    Scope: function. Type: ``CognitoUser``.

    Override: return another one from ``make_cognito_user``.

    Example::

        def test_profile(cognito_user, app):
            headers = {"Authorization": cognito_user.authorization}
            assert app.get("/me", headers=headers).json["email"] == cognito_user.email
    """
    return make_cognito_user()


@pytest.fixture
def make_cognito_user(cognito: types.Cognito) -> types.MakeCognitoUser:
    """Make users with realistic data; the same test gets the same users each time it runs.

    Scope: function. Type: ``MakeCognitoUser``.

    Override: in a ``conftest.py``, to give every user of the suite something of its own.

    Example::

        def test_admins_only(make_cognito_user, app):
            admin = make_cognito_user(groups=["admins"], attributes={"custom:team": "blue"})
            newcomer = make_cognito_user(status="FORCE_CHANGE_PASSWORD")
            careful = make_cognito_user(mfa="SOFTWARE_TOKEN_MFA")
    """
    return cognito.users.make


@pytest.fixture
def cognito_clock(_cognito_server: types.CognitoServer) -> Iterator[types.CognitoClock]:
    """Move the time of the emulator and of the test together; it is put back after the test.

    Scope: function. Type: ``CognitoClock``.

    Override: the ini option ``cognito_clock = time-machine`` uses time-machine in place of
    freezegun; ``cognito_clock = emulator`` moves the emulator's time alone. For one test, write
    ``@pytest.mark.cognito(clock="emulator")``. A test that uses freezegun or time-machine itself
    needs no ``cognito_clock``: the emulator follows them.

    Example::

        def test_session_ends(cognito_clock, cognito_user, app):
            headers = {"Authorization": cognito_user.authorization}
            cognito_clock.shift(hours=2)
            assert app.get("/me", headers=headers).status_code == 401
    """
    clock = scopes.a_clock(_cognito_server)
    yield clock
    clock.put_back()


@pytest.fixture
def cognito_env(
    cognito: types.Cognito, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Mapping[str, str]]:
    """Set the environment variables that SDKs and an app read, for the test and its subprocesses.

    AWS SDKs get an endpoint, and a region and a dummy access key if the environment has none yet.
    An app gets ``COGNITO_USER_POOL_ID``, ``COGNITO_CLIENT_ID``, ...

    Scope: function. Type: a mapping of what is set, the same as ``cognito.env``.

    Override: the ini option ``cognito_env`` adds variables, such as ``MY_POOL = pool_id``.

    Example::

        def test_cli(cognito_env, cognito_user):
            subprocess.run(["my-app", "whoami", cognito_user.username], check=True)
    """
    from pytest_cognito_emulator.lifecycle import environment  # noqa: PLC0415 - seldom needed

    environment.warn_of_old_sdks()
    with environment.an_environment(monkeypatch, cognito.env):
        yield cognito.env


@pytest.fixture
def cognito_intercept(
    cognito: types.Cognito,
    _cognito_server: types.CognitoServer,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[types.Cognito]:
    """Let the emulator answer the real service's URLs, for every HTTP client of this process.

    These are ``https://cognito-idp.<region>.amazonaws.com/...`` and the pool's domain. Tokens have
    the real issuer. So an app in which all this is hard-coded needs no change. Other hosts are
    reached as always.

    Scope: function. Type: ``Cognito``.

    Override: the ini options ``cognito_pool_id``, ``cognito_client_id``, ``cognito_client_secret``,
    ``cognito_region`` and ``cognito_domain`` give the pool what the app has hard-coded.

    Example::

        @pytest.mark.usefixtures("cognito_intercept")
        def test_hard_coded(cognito_user):
            cognito = boto3.client("cognito-idp", region_name="us-east-1")
            assert cognito.admin_get_user(UserPoolId="us-east-1_AbCdEfGhI", Username="ada")
    """
    from pytest_cognito_emulator.lifecycle import environment  # noqa: PLC0415 - seldom needed

    with environment.as_the_service(cognito, _cognito_server, monkeypatch):
        yield cognito


@pytest.fixture
def cognito_rest_api(cognito: types.Cognito) -> types.CognitoRestApi:
    """Put a Lambda function behind a REST API of API Gateway, whose authorizer knows the pool.

    A request is let in or refused as the service does it; the function is called with the event
    that the service makes, and the client gets what the service makes of its answer.

    Scope: function. Type: ``CognitoRestApi``.

    Override: return ``cognito_rest_api(handler, ...)``, to have one API in every test of a module.

    Example::

        def test_orders(cognito_rest_api, cognito_user):
            api = cognito_rest_api(handler, scopes=["orders/read"])
            assert api.get("/orders/1").status == 401
            assert api.get("/orders/1", user=cognito_user).json() == {"id": "1"}
    """
    return types.CognitoRestApi(cognito)


@pytest.fixture
def cognito_http_api(cognito: types.Cognito) -> types.CognitoHttpApi:
    """Put a Lambda function behind an HTTP API of API Gateway, whose authorizer knows the pool.

    A request is let in or refused as the service does it; the function is called with the event
    that the service makes, and the client gets what the service makes of its answer.

    Scope: function. Type: ``CognitoHttpApi``.

    Override: return ``cognito_http_api(handler, ...)``, to have one API in every test of a module.

    Example::

        def test_orders(cognito_http_api, cognito_user):
            api = cognito_http_api(handler, route="GET /orders/{id}")
            assert api.get("/orders/1").headers["www-authenticate"] == "Bearer"
            assert api.get("/orders/1", user=cognito_user).json() == {"id": "1"}
    """
    return types.CognitoHttpApi(cognito)


@pytest.fixture
def cognito_alb(cognito: types.Cognito) -> types.CognitoAlb:
    """Put an app, or a Lambda function, behind an Application Load Balancer that signs users in.

    The app is told of a user by the headers ``x-amzn-oidc-...``, signed as the service signs them.
    Who has not signed in is led to the pool's domain, and back.

    Scope: function. Type: ``CognitoAlb``.

    Override: return ``cognito_alb(app, ...)``, to have one load balancer in every test of a module.

    Example::

        def test_profile(cognito_alb, cognito_user):
            alb = cognito_alb(app, scope="openid email")
            assert alb.get("/").status == 302
            assert alb.get("/", user=cognito_user).json() == {"email": cognito_user.email}
    """
    return types.CognitoAlb(cognito)


@pytest.fixture
def cognito_appsync(cognito: types.Cognito) -> types.CognitoAppSync:
    """Put a Lambda function behind AppSync, as a resolver or as a handler of channels.

    A token is let in or refused as the service does it; the function is called with the event that
    the service makes, and the client gets what the service makes of its answer.

    Scope: function. Type: ``CognitoAppSync``.

    Override: return ``cognito_appsync(handler, ...)``, to have one API in every test of a module.

    Example::

        def test_order(cognito_appsync, make_cognito_user):
            api = cognito_appsync(handler, groups=["admins"])
            order = api.query("getOrder", {"id": 1}, user=make_cognito_user(groups=["admins"]))
            assert order.data == {"getOrder": {"id": 1}}
            assert api.query("getOrder", {"id": 1}, user=make_cognito_user()).errors
    """
    return types.CognitoAppSync(cognito)


@pytest.fixture(scope="session")
def cognito_settings() -> Mapping[str, Any]:
    """The settings of pools, unless a test's ``@pytest.mark.cognito`` says otherwise.

    Scope: session. Type: a mapping of the marker's arguments.

    Override: in a ``conftest.py``, a module or a class, at any scope that is not narrower than the
    ``..._cognito`` that is used. For example, beside ``module_cognito`` it has module, package or
    session scope; beside ``cognito`` alone it may have any. It overrides the ini options of the
    same names.

    Example::

        @pytest.fixture(scope="module")
        def cognito_settings():
            return {"mfa": "OPTIONAL", "client": {"AccessTokenValidity": 5}}
    """
    return {}


def _wider(scope: Literal["class", "module", "package", "session"]) -> object:
    """Return a ``cognito`` of a wider scope."""

    def wider_cognito(
        request: pytest.FixtureRequest,
        _cognito_server: types.CognitoServer,
        cognito_settings: Mapping[str, Any],
    ) -> Iterator[types.Cognito]:
        with scopes.a_scope(request, _cognito_server, cognito_settings) as cognito:
            yield cognito

    wider_cognito.__doc__ = f"""The same pool, for fixtures of {scope} scope that make users.

    What is made through it stays until the end of the {scope}. What a test does to it is undone
    after the test, as always.

    Scope: {scope}. Type: ``Cognito``.

    Override: like ``cognito``.

    Example::

        @pytest.fixture(scope="{scope}")
        def admin({scope}_cognito):
            return {scope}_cognito.users.make(groups=["admins"])
    """
    return pytest.fixture(scope=scope, name=f"{scope}_cognito")(wider_cognito)


class_cognito = _wider("class")
module_cognito = _wider("module")
package_cognito = _wider("package")
session_cognito = _wider("session")

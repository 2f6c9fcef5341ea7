"""The fixtures. Each docstring says scope, type, how to override it, and gives an example."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

# The types below are looked up through the package when a fixture first runs, so that importing
# this module imports neither the emulator nor what the fixtures are made of.
import pytest_cognito_emulator as types


@pytest.fixture(scope="session")
def _cognito_server() -> Iterator[types.CognitoServer]:
    """The emulator behind all other fixtures: one per session, with pytest-xdist one per worker."""
    server = types.CognitoServer()
    yield server
    server.close()


@pytest.fixture
def cognito_clock(pytestconfig: pytest.Config) -> Iterator[types.CognitoClock]:
    """Move the time of the emulator and of the test, both at once; put back after the test.

    Scope: function. Type: ``CognitoClock``.

    Override: the ini option ``cognito_clock = time-machine`` has time-machine do it in place of
    freezegun. A test that uses either of the two itself needs no ``cognito_clock``: the emulator
    follows them.

    Example::

        def test_session_ends(cognito_clock, cognito_user, app):
            headers = {"Authorization": cognito_user.tokens().authorization}
            cognito_clock.shift(hours=2)
            assert app.get("/me", headers=headers).status_code == 401
    """
    clock = types.CognitoClock(pytestconfig.getini("cognito_clock"))
    yield clock
    clock.put_back()


@pytest.fixture
def cognito(
    _cognito_server: types.CognitoServer, cognito_clock: types.CognitoClock
) -> Iterator[types.Cognito]:
    """A user pool and an app client, as new for each test.

    Their ids, the signing keys and the server's URL are the same for the whole session, so that an
    app under test may be configured once. After the test everything is as it was before the
    ``cognito`` of this test was set up: what fixtures of a wider scope made earlier stays.

    Scope: function. Type: ``Cognito``.

    Override: in a ``conftest.py``, to have groups or triggers in every test; the overriding fixture
    takes ``cognito``, changes it through ``cognito.call(...)`` and returns it.

    Example::

        def test_sign_up(cognito, app):
            app.post("/sign-up", json={"email": "ada@example.com", "password": "Correct-Horse-1"})
            assert cognito.messages[-1].destination == "ada@example.com"
    """
    with _cognito_server.one_test():
        yield types.Cognito(_cognito_server, cognito_clock)


@pytest.fixture
def make_cognito_user(
    cognito: types.Cognito,  # noqa: ARG001 - the users are undone with it
    _cognito_server: types.CognitoServer,
    request: pytest.FixtureRequest,
) -> types.MakeCognitoUser:
    """Make users: believable people, the same ones each time the same test runs.

    Scope: function. Type: ``MakeCognitoUser``.

    Override: in a ``conftest.py``, to give every user of the suite something of its own.

    Example::

        def test_admins_only(make_cognito_user, app):
            admin = make_cognito_user(groups=["admins"], attributes={"custom:team": "blue"})
            newcomer = make_cognito_user(status="FORCE_CHANGE_PASSWORD")
    """
    return types.MakeCognitoUser(_cognito_server, seed=request.node.nodeid)


@pytest.fixture
def cognito_user(make_cognito_user: types.MakeCognitoUser) -> types.CognitoUser:
    """A confirmed user with a verified e-mail address and a known password.

    Scope: function. Type: ``CognitoUser``.

    Override: return another one from ``make_cognito_user``.

    Example::

        def test_profile(cognito_user, app):
            headers = {"Authorization": cognito_user.tokens().authorization}
            assert app.get("/me", headers=headers).json["email"] == cognito_user.email
    """
    return make_cognito_user()

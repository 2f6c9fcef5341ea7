"""Whom the lines of `serve` and `exec` say that a request at a pool's domain is about."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from requests.auth import _basic_auth_str

from cognito_emulator.calls import Call
from cognito_emulator.cli.formats import Json, Text
from cognito_emulator.cli.whom import about
from tests.web.hosting import CALLBACK, LOGOUT, Hosting, back

MACHINE = "machineclient0000000000001"
SECRET = "machinesecret00000000000000000000000000000000000000001"
MACHINES: Mapping[str, Any] = {
    "ClientName": "machine",
    "ClientId": MACHINE,
    "ClientSecret": SECRET,
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["client_credentials"],
    "AllowedOAuthScopes": ["orders/read"],
}
SCOPE = {"ScopeName": "read", "ScopeDescription": "Look"}
ORDERS = {"Identifier": "orders", "Name": "Orders", "Scopes": [SCOPE]}


class Terminal:
    """A pool with two clients, and what is said of the requests at its domain."""

    def __init__(self) -> None:
        self.hosting = Hosting(
            pool={"ResourceServers": [ORDERS]}, PreventUserExistenceErrors="ENABLED"
        )
        self.lines: list[str] = []
        self.events: list[Mapping[str, Any]] = []
        request = {name: value for name, value in MACHINES.items() if name != "ClientId"}
        name = {**request, "ClientName": f"_custom_id_:{MACHINE}"}
        self.hosting.call("CreateUserPoolClient", UserPoolId=self.hosting.pool_id, **name)
        self.hosting.emulator.on_call(self._hear)

    def _hear(self, call: Call) -> None:
        found = about(self.hosting.emulator.store, call)
        (line,), (event,) = Text().call(call, found), Json().call(call, found)
        text = line if isinstance(line, str) else line.text
        self.lines.append(text.partition(" ")[2])
        self.events.append(json.loads(str(event)))

    @property
    def token(self) -> Mapping[str, Any]:
        """The tokens of alice, by the code flow."""
        answer: Mapping[str, Any] = self.hosting.token(code=self.hosting.code()).json or {}
        return answer

    def machine(self, **form: str) -> None:
        """Ask for tokens as a machine."""
        data = {"grant_type": "client_credentials", **form}
        self.hosting.browser.post(self.hosting.path("/oauth2/token"), data=data)


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


def with_code(terminal: Terminal) -> None:
    assert terminal.token["access_token"]


def that_is_not_its_place(terminal: Terminal) -> None:
    terminal.hosting.token(code=terminal.hosting.code(), redirect_uri="https://elsewhere.example")


def with_a_refresh_token(terminal: Terminal) -> None:
    refresh = terminal.token["refresh_token"]
    terminal.hosting.token(grant_type="refresh_token", refresh_token=refresh, redirect_uri=None)


def revoking(terminal: Terminal) -> None:
    data = {"token": terminal.token["refresh_token"], "client_id": terminal.hosting.client.id}
    terminal.hosting.browser.post(terminal.hosting.path("/oauth2/revoke"), data=data)


def of_a_machine(terminal: Terminal) -> None:
    terminal.machine(client_id=MACHINE, client_secret=SECRET)


def of_a_machine_by_basic(terminal: Terminal) -> None:
    terminal.hosting.browser.post(
        terminal.hosting.path("/oauth2/token"),
        data={"grant_type": "client_credentials"},
        headers={"Authorization": _basic_auth_str(MACHINE, SECRET)},
    )


def of_nobody(terminal: Terminal) -> None:
    terminal.machine(client_id="nobody")


def without_a_client(terminal: Terminal) -> None:
    terminal.machine()


def by_a_header_that_cannot_be_read(terminal: Terminal) -> None:
    path, headers = terminal.hosting.path("/oauth2/token"), {"Authorization": "Basic ="}
    terminal.hosting.browser.post(path, data={"grant_type": "refresh_token"}, headers=headers)


def at_the_pages(terminal: Terminal) -> None:
    terminal.hosting.sign_in()


def by_somebody_unknown(terminal: Terminal) -> None:
    terminal.hosting.sign_in("zoe")


def with_a_session(terminal: Terminal) -> None:
    terminal.hosting.sign_in()
    assert back(terminal.hosting.authorize())["code"]


def without_a_session(terminal: Terminal) -> None:
    terminal.hosting.authorize()


def asking_who_it_is(terminal: Terminal) -> None:
    headers = {"Authorization": f"Bearer {terminal.token['access_token']}"}
    terminal.hosting.browser.get(terminal.hosting.path("/oauth2/userInfo"), headers=headers)


def leaving(terminal: Terminal) -> None:
    client = terminal.hosting.client.id
    terminal.hosting.get("/logout", client_id=client, logout_uri=LOGOUT)


NO_CLIENT = "client nobody (there is no such client)"
WRONG = "NotAuthorizedException: Incorrect username or password."
OTHER_PLACE = f"redirect_uri is not that of the authorization request, {CALLBACK}."
UNKNOWN = "The pool has no client 'nobody'."
UNREADABLE = "The header Authorization cannot be read."


@pytest.mark.parametrize(
    ("request_", "line"),
    [
        (with_code, "oauth2/token authorization_code alice, client app -> tokens"),
        (
            that_is_not_its_place,
            (
                "oauth2/token authorization_code alice, client app -> unauthorized_client:"
                f" {OTHER_PLACE}"
            ),
        ),
        (with_a_refresh_token, "oauth2/token refresh_token alice, client app -> tokens"),
        (revoking, "oauth2/revoke alice, client app -> ok"),
        (of_a_machine, f"oauth2/token client_credentials, client _custom_id_:{MACHINE} -> tokens"),
        (
            of_a_machine_by_basic,
            f"oauth2/token client_credentials, client _custom_id_:{MACHINE} -> tokens",
        ),
        (
            of_nobody,
            f"oauth2/token client_credentials, {NO_CLIENT} -> invalid_client: {UNKNOWN}",
        ),
        (
            without_a_client,
            "oauth2/token client_credentials -> invalid_request: There is no client_id.",
        ),
        (
            by_a_header_that_cannot_be_read,
            f"oauth2/token refresh_token -> invalid_client: {UNREADABLE}",
        ),
        (at_the_pages, f"login code alice, client app -> redirect to {CALLBACK}"),
        (
            by_somebody_unknown,
            f"login code zoe (there is no such user), client app -> {WRONG}",
        ),
        (with_a_session, f"oauth2/authorize code alice, client app -> redirect to {CALLBACK}"),
        (
            without_a_session,
            "oauth2/authorize code, client app -> redirect to /_domain/shop/login",
        ),
        (asking_who_it_is, "oauth2/userInfo alice -> ok"),
        (leaving, f"logout, client app -> redirect to {LOGOUT}"),
    ],
)
def test_a_line_says_whom_it_is_about(
    terminal: Terminal, request_: Callable[[Terminal], None], line: str
) -> None:
    request_(terminal)
    assert terminal.lines[-1] == line


@pytest.mark.parametrize(
    ("request_", "members"),
    [
        (
            with_code,
            {"grant_type": "authorization_code", "client_name": "app", "username": "alice"},
        ),
        (
            of_a_machine_by_basic,
            {"grant_type": "client_credentials", "client_id": MACHINE, "signed_in": True},
        ),
        (of_nobody, {"client_id": "nobody", "client_name": None, "error": "invalid_client"}),
        (by_somebody_unknown, {"username": "zoe", "no_such_user": True, "client_name": "app"}),
        (
            with_a_session,
            {"response_type": "code", "client_name": "app", "username": "alice"},
        ),
    ],
)
def test_an_event_says_whom_it_is_about(
    terminal: Terminal, request_: Callable[[Terminal], None], members: Mapping[str, Any]
) -> None:
    request_(terminal)
    event = terminal.events[-1]
    assert {name: event.get(name) for name in members} == members
    assert "authorization_code" not in str({**event, "grant_type": None})  # no code, no token


def test_calls_tell_tests_of_their_client(terminal: Terminal) -> None:
    heard: list[Call] = []
    terminal.hosting.emulator.on_call(heard.append)
    of_a_machine_by_basic(terminal)
    terminal.hosting.authorize()
    asking_who_it_is(terminal)
    assert [heard[0].client_id, heard[1].client_id] == [MACHINE, terminal.hosting.client.id]
    assert heard[-1].client_id is None

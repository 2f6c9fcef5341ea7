"""Whom the lines of `serve` and `exec` say that a call is about."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest

from cognito_emulator.cli.formats import Json, Text
from cognito_emulator.cli.whom import About, Whom, about
from cognito_emulator.emulator import Emulator
from cognito_emulator.errors import CognitoError

POOL, CLIENT = "us-east-1_Shop", "shopclient0000000000000001"
MAIL, PASSWORD = "anna@example.com", "Anna-Password-1"
SEED = {
    "PoolName": "shop",
    "Id": POOL,
    "UsernameAttributes": ["email"],
    "MfaConfiguration": "OPTIONAL",
    "SoftwareTokenMfaConfiguration": {"Enabled": True},
    "Clients": [
        {
            "ClientName": "web",
            "ClientId": CLIENT,
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            "PreventUserExistenceErrors": "ENABLED",
        },
    ],
    "Users": [{"Username": MAIL, "Password": PASSWORD}],
}


class Heard(NamedTuple):
    """What was said of a call."""

    about: About
    line: str
    event: Mapping[str, Any]


class Terminal:
    """An emulator, and what is said of the calls that it gets."""

    def __init__(self) -> None:
        self.emulator = Emulator(seed=SEED)
        self._heard: list[Heard] = []
        self.emulator.on_call(self._hear)

    def _hear(self, call: Any) -> None:
        found = about(self.emulator.store, call)
        (line,), (event,) = Text().call(call, found), Json().call(call, found)
        text = line if isinstance(line, str) else line.text
        self._heard.append(Heard(found, text.partition(" ")[2], json.loads(str(event))))

    def call(self, operation: str, **request: Any) -> Any:
        """Call an operation, whether or not it is refused."""
        try:
            return self.emulator.call(operation, request)
        except CognitoError:
            return {}

    def says(self, operation: str, **request: Any) -> Heard:
        """Call an operation; return what is said of that."""
        self.call(operation, **request)
        return self._heard[-1]

    def sign_in(self) -> Mapping[str, Any]:
        """Tokens of the one user."""
        answer = self.call(
            "InitiateAuth",
            ClientId=CLIENT,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": MAIL, "PASSWORD": PASSWORD},
        )
        tokens: Mapping[str, Any] = answer["AuthenticationResult"]
        return tokens


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    made = Terminal()
    with made.emulator:
        yield made


def sub(terminal: Terminal) -> str:
    (user,) = terminal.emulator.users_of(POOL)
    return user.username


def test_a_sub_is_shown_with_the_address(terminal: Terminal) -> None:
    heard = terminal.says("AdminGetUser", UserPoolId=POOL, Username=sub(terminal))
    assert heard.line == f"AdminGetUser {sub(terminal)} ({MAIL}) -> ok"
    assert (heard.event["username"], heard.event["login"]) == (sub(terminal), MAIL)


def test_an_address_says_enough(terminal: Terminal) -> None:
    heard = terminal.says("AdminGetUser", UserPoolId=POOL, Username=MAIL)
    assert heard.line == f"AdminGetUser {MAIL} -> ok"
    assert "login" not in heard.event


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("GetUser", {}),
        ("AssociateSoftwareToken", {}),
        ("VerifySoftwareToken", {"UserCode": "000000"}),  # refused
        ("SetUserMFAPreference", {}),
        ("GlobalSignOut", {}),
    ],
)
def test_an_access_token_tells(terminal: Terminal, operation: str, more: dict[str, Any]) -> None:
    token = terminal.sign_in()["AccessToken"]
    heard = terminal.says(operation, AccessToken=token, **more)
    assert heard.about.user == Whom(sub(terminal), MAIL)
    assert heard.line.startswith(f"{operation} {sub(terminal)} ({MAIL}) -> ")


def test_a_user_who_is_gone_by_the_call_is_named_by_the_token(terminal: Terminal) -> None:
    name, token = sub(terminal), terminal.sign_in()["AccessToken"]
    heard = terminal.says("DeleteUser", AccessToken=token)
    assert heard.line == f"DeleteUser {name} -> ok"


def test_a_refresh_token_tells(terminal: Terminal) -> None:
    tokens = terminal.sign_in()
    refresh = {"AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": CLIENT}
    parameters = {"REFRESH_TOKEN": tokens["RefreshToken"]}
    heard = terminal.says("InitiateAuth", AuthParameters=parameters, **refresh)
    assert (
        heard.line
        == f"InitiateAuth REFRESH_TOKEN_AUTH {sub(terminal)} ({MAIL}), client web -> tokens"
    )
    heard = terminal.says("RevokeToken", Token=tokens["RefreshToken"], ClientId=CLIENT)
    assert heard.line == f"RevokeToken {sub(terminal)} ({MAIL}), client web -> ok"
    for nobody_s in ("nobody's", "half a character: \ud800"):
        assert terminal.says("RevokeToken", Token=nobody_s, ClientId=CLIENT).about.user is None


def test_a_session_tells(terminal: Terminal) -> None:
    terminal.emulator.force_challenge("MFA_SETUP", pool_id=POOL, username=MAIL)
    begun = terminal.call(
        "InitiateAuth",
        ClientId=CLIENT,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": MAIL, "PASSWORD": PASSWORD},
    )
    heard = terminal.says("AssociateSoftwareToken", Session=begun["Session"])
    assert heard.line == f"AssociateSoftwareToken {sub(terminal)} ({MAIL}) -> ok"
    nobody_s = terminal.says("AssociateSoftwareToken", Session="nobody's" * 3)
    assert nobody_s.about.user is None


@pytest.mark.parametrize(
    "token",
    [
        "nonsense",
        "a.b.c",
        "ä.ä.ä",
        "\ud800.\ud800.\ud800",
        "..",
        f"a.{base64.urlsafe_b64encode(b'[]').decode()}.c",
    ],
)
def test_a_token_that_is_none_tells_nothing(terminal: Terminal, token: str) -> None:
    assert terminal.says("GetUser", AccessToken=token).about.user is None


NOBODY = "nobody@example.com"


def test_a_name_that_nobody_has_is_told_where_the_answer_hides_it(terminal: Terminal) -> None:
    """As the service does; the developer has to know all the same."""
    heard = terminal.says(
        "InitiateAuth",
        ClientId=CLIENT,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": NOBODY, "PASSWORD": PASSWORD},
    )
    assert heard.line == (
        f"InitiateAuth USER_PASSWORD_AUTH {NOBODY} (there is no such user), client web -> "
        "NotAuthorizedException: Incorrect username or password."
    )
    assert heard.event["no_such_user"] is True
    assert heard.event["message"] == "Incorrect username or password."
    forgot = terminal.says("ForgotPassword", ClientId=CLIENT, Username=NOBODY)
    assert forgot.line == f"ForgotPassword {NOBODY} (there is no such user), client web -> ok"


def test_where_the_answer_says_it_nothing_is_added(terminal: Terminal) -> None:
    heard = terminal.says("AdminGetUser", UserPoolId=POOL, Username=NOBODY)
    assert heard.line == f"AdminGetUser {NOBODY} -> UserNotFoundException: User does not exist."
    heard = terminal.says("SignUp", ClientId=CLIENT, Username=NOBODY, Password="short")
    assert heard.line.startswith(f"SignUp {NOBODY}, client web -> InvalidPasswordException")


@pytest.mark.parametrize(
    ("operation", "request_", "line"),
    [
        ("DescribeUserPoolClient", {"ClientId": CLIENT}, ", client web -> ok"),
        (
            "DescribeUserPoolClient",
            {"ClientId": "x"},
            ", client x (there is no such client) -> Res",
        ),
        ("DeleteUserPoolClient", {"ClientId": CLIENT}, f", client {CLIENT} -> ok"),
        ("DeleteUserPoolClient", {"ClientId": "x"}, ", client x (there is no such client) -> Reso"),
        ("UpdateUserPoolClient", {"ClientId": CLIENT, "ClientName": "b"}, ", client b -> ok"),
        ("CreateUserPoolClient", {"ClientName": "b"}, " -> ok"),
        ("ListUsers", {}, " -> ok"),
    ],
)
def test_the_client_that_a_call_names_is_told(
    terminal: Terminal, operation: str, request_: dict[str, Any], line: str
) -> None:
    heard = terminal.says(operation, UserPoolId=POOL, **request_)

    assert heard.line.startswith(f"{operation}{line}")
    assert ("client" in heard.line.partition(" -> ")[0]) is ("ClientId" in request_)


def test_a_user_who_was_deleted_by_the_call_is_none_that_nobody_has(terminal: Terminal) -> None:
    heard = terminal.says("AdminDeleteUser", UserPoolId=POOL, Username=MAIL)
    assert heard.line == f"AdminDeleteUser {MAIL} -> ok"


def test_an_unknown_pool_or_client(terminal: Terminal) -> None:
    assert terminal.says("AdminGetUser", UserPoolId="us-east-1_X", Username="a").about.user == Whom(
        "a"
    )
    assert terminal.says("ForgotPassword", ClientId="x", Username="a").about.user == Whom("a")


def test_a_call_that_names_nobody(terminal: Terminal) -> None:
    heard = terminal.says("ListUserPools", MaxResults=1)
    assert (heard.about, heard.line) == (About(), "ListUserPools -> ok")
    assert "username" not in heard.event

"""What the control API does by one process, as another one sees it that shares the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt

POOL_ID = "us-east-1_Shared001"
CLIENT_ID = "sharedclient000000000001"
TRIAL_ID = "sharedtrial0000000000001"
HERE = "http://localhost:9329"
SIGNED_IN = f"{HERE}/_emulator/signed-in"
CALLBACK = "http://localhost:3000/"
PASSWORD = "Shared-Password-1"
_FLOW = {
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthScopes": ["openid", "email"],
    "SupportedIdentityProviders": ["COGNITO", "Google"],
}
SEED: Mapping[str, Any] = {
    "PoolName": "shared",
    "Id": POOL_ID,
    "Domain": "shared",
    "ResourceServers": [
        {
            "Identifier": "api",
            "Name": "api",
            "Scopes": [{"ScopeName": "r", "ScopeDescription": "r"}],
        }
    ],
    "IdentityProviders": [
        {
            "ProviderName": "Google",
            "ProviderType": "Google",
            "ProviderDetails": {
                "client_id": "any",
                "client_secret": "any",
                "authorize_scopes": "openid email",
            },
            "AttributeMapping": {"username": "sub", "email": "email"},
        }
    ],
    "Groups": [{"GroupName": "staff"}],
    "Users": [
        {
            "Username": "alice",
            "Password": PASSWORD,
            "Groups": ["staff"],
            "Attributes": {"email": "alice@example.com", "email_verified": "true"},
        }
    ],
    "Clients": [
        {
            "ClientName": "web",
            "ClientId": CLIENT_ID,
            "CallbackURLs": [CALLBACK],
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            "AllowedOAuthFlows": ["code"],
            **_FLOW,
        },
        {
            "ClientName": "trial",
            "ClientId": TRIAL_ID,
            "CallbackURLs": [SIGNED_IN],
            "AllowedOAuthFlows": ["code"],
            **_FLOW,
        },
        {
            "ClientName": "machine",
            "ClientId": "sharedmachine00000000001",
            "GenerateSecret": True,
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["client_credentials"],
            "AllowedOAuthScopes": ["api/r"],
        },
    ],
}


class Said(NamedTuple):
    """An answer."""

    status: int
    document: Any
    location: str | None = None


class Process(Protocol):
    """One of several processes that answer for an emulator."""

    def ask(self, method: str, path: str, document: object = None) -> Said:
        """Send a request; a path below the root, or a URL of the emulator."""

    def call(self, operation: str, **request: Any) -> Said:
        """Call an operation of the API, with credentials."""


def _in(said: Said) -> Any:
    assert said.status in (200, 201), said
    return said.document


def control(process: Process, method: str, path: str, document: object = None) -> Any:
    """Ask the control API for what it is to do, and return what it says."""
    return _in(process.ask(method, f"/_emulator/{path}", document))


def call(process: Process, operation: str, **request: Any) -> Any:
    return _in(process.call(operation, **request))


def begin(process: Process) -> None:
    """Have the pool be as the seed has it, and nothing else be there."""
    control(process, "POST", "reset")
    control(process, "POST", "pools", SEED)


OF_POOL = f"user_pool_id={POOL_ID}"
OF_ALICE = f"{OF_POOL}&username=alice"
GOOGLE = {"user_pool_id": POOL_ID, "provider": "Google"}
OF_GOOGLE = urlencode(GOOGLE)


def sign_in(process: Process) -> Said:
    return process.call(
        "InitiateAuth",
        ClientId=CLIENT_ID,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": PASSWORD},
    )


def usernames(process: Process) -> list[str]:
    return [each["username"] for each in control(process, "GET", f"users?{OF_POOL}")["users"]]


def authorization(client_id: str = CLIENT_ID, redirect_uri: str = CALLBACK) -> str:
    query = {"client_id": client_id, "response_type": "code", "redirect_uri": redirect_uri}
    return f"{HERE}/_domain/shared/oauth2/authorize?{urlencode({**query, 'state': client_id})}"


def code_in(url: str) -> str:
    return dict(parse_qsl(urlsplit(url).query))["code"]


def redeemed(process: Process, code: str, client_id: str = CLIENT_ID) -> int:
    form = {
        "grant_type": "authorization_code",
        "client_id": client_id,
        "code": code,
        "redirect_uri": CALLBACK,
    }
    return process.ask("POST", "/_domain/shared/oauth2/token", urlencode(form)).status


# --- a function for each theme: what is done at one process is there at the other -----------------


def resets(one: Process, other: Process) -> None:
    control(one, "PUT", "clock", {"freeze": True})
    call(one, "AdminCreateUser", UserPoolId=POOL_ID, Username="bob")
    control(one, "POST", "reset")
    assert control(other, "GET", "pools")["pools"] == []
    assert control(other, "GET", "clock")["frozen"] is False
    assert call(other, "ListUserPools", MaxResults=9)["UserPools"] == []


def pools(one: Process, other: Process) -> None:
    control(one, "POST", "pools", {"PoolName": "more", "Id": "us-east-1_Shared002"})
    assert {each["name"] for each in control(other, "GET", "pools")["pools"]} == {"shared", "more"}


def exports(one: Process, other: Process) -> None:
    call(one, "CreateGroup", UserPoolId=POOL_ID, GroupName="made")
    for each in (one, other):
        pool = control(each, "GET", "export")["seed"]
        assert [group["GroupName"] for group in pool["Groups"]] == ["staff", "made"]


def users(one: Process, other: Process) -> None:
    control(one, "POST", "users", {"user_pool_id": POOL_ID, "username": "bob"})
    assert usernames(other) == ["alice", "bob"]
    wish = {"user_pool_id": POOL_ID, "username": "bob", "groups": ["staff"], "enabled": False}
    control(other, "PATCH", "users", wish)
    [bob] = control(one, "GET", f"users?{OF_POOL}&username=bob")["users"]
    assert (bob["groups"], bob["enabled"]) == (["staff"], False)
    [staff] = control(one, "GET", f"groups?{OF_POOL}")["groups"]
    assert staff["usernames"] == ["alice", "bob"]
    control(one, "DELETE", f"users?{OF_POOL}&username=bob")
    assert usernames(other) == ["alice"]


def authenticators(one: Process, other: Process) -> None:
    """Whoever is asked for a code that was used gets the next one."""
    wish = {"user_pool_id": POOL_ID, "username": "alice", "mfa": ["SOFTWARE_TOKEN_MFA"]}
    control(one, "PUT", "clock", {"freeze": "2030-01-01T00:00:00Z"})
    shown = control(one, "PATCH", "users", wish)["totp"]
    assert shown is not None
    [alice] = control(other, "GET", f"users?{OF_ALICE}")["users"]
    assert alice["totp"] == shown
    secret = "JBSWY3DPEHPK3PXP"
    codes = [control(each, "GET", f"totp?secret={secret}") for each in (one, other)]
    assert codes[0] == codes[1]


def messages(one: Process, other: Process) -> None:
    call(one, "AdminResetUserPassword", UserPoolId=POOL_ID, Username="alice")
    [sent] = control(other, "GET", f"messages?{OF_ALICE}")["messages"]
    assert sent["code"]
    assert control(other, "DELETE", "messages") == {"deleted": 1}
    assert control(one, "GET", "messages")["messages"] == []


def clocks(one: Process, other: Process) -> None:
    control(one, "PUT", "clock", {"freeze": "2031-05-06T07:08:09Z"})
    assert control(other, "GET", "clock")["now"] == "2031-05-06T07:08:09.000Z"
    token = jwt.decode(_in(sign_in(other))["AuthenticationResult"]["AccessToken"], **_UNVERIFIED)
    assert token["iat"] == 1_935_817_689
    assert control(other, "PUT", "clock", {"shift": {"hours": 1}})["frozen"] is True
    assert control(one, "GET", "clock")["now"] == "2031-05-06T08:08:09.000Z"
    control(one, "DELETE", "clock")
    assert control(other, "GET", "clock")["offset_seconds"] == 0


_UNVERIFIED: dict[str, Any] = {"options": {"verify_signature": False}}


def faults(one: Process, other: Process) -> None:
    wish = {"operation": "InitiateAuth", "error": "TooManyRequestsException", "times": 2}
    control(one, "POST", "faults", wish)
    assert sign_in(other).document["__type"] == "TooManyRequestsException"
    [left] = control(one, "GET", "faults")["faults"]
    assert (left["times"], left["struck"]) == (1, 1)
    assert control(other, "DELETE", "faults") == {"deleted": 1}
    _in(sign_in(one))


def challenges(one: Process, other: Process) -> None:
    wish = {"user_pool_id": POOL_ID, "username": "alice", "challenge": "NEW_PASSWORD_REQUIRED"}
    control(one, "POST", "challenges", {**wish, "times": 2})
    assert _in(sign_in(other))["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    [waiting] = control(one, "GET", f"challenges/open?{OF_POOL}")["challenges"]
    assert waiting["username"] == "alice"
    [left] = control(one, "GET", "challenges")["challenges"]
    assert left["met"] == 1
    assert control(other, "DELETE", "challenges") == {"deleted": 1}
    assert "AuthenticationResult" in _in(sign_in(one))


def minted(one: Process, other: Process) -> None:
    wish = {"client_id": CLIENT_ID, "username": "alice"}
    tokens = control(one, "POST", "tokens", wish)
    assert call(other, "GetUser", AccessToken=tokens["access_token"])["Username"] == "alice"
    [open_one] = control(other, "GET", f"sign-ins?{OF_ALICE}")["sign_ins"]
    assert open_one["client_id"] == CLIENT_ID
    assert control(other, "DELETE", f"sign-ins?{OF_ALICE}") == {"deleted": 1}
    assert control(one, "GET", f"sign-ins?{OF_ALICE}")["sign_ins"] == []
    assert one.call("GetUser", AccessToken=tokens["access_token"]).status == 400
    bad = control(one, "POST", "tokens/bad", {**wish, "flaw": "expired"})
    assert other.call("GetUser", AccessToken=bad["token"]).status == 400


def codes(one: Process, other: Process) -> None:
    wish = {"client_id": CLIENT_ID, "username": "alice"}
    code = control(one, "POST", "authorization-codes", wish)["code"]
    assert redeemed(other, code) == 200
    assert redeemed(one, code) == 400
    back = control(other, "POST", "authorize", {"url": authorization(), "username": "alice"})
    assert redeemed(one, code_in(back["redirect"])) == 200


def machines(one: Process, other: Process) -> None:
    wish = {"client_id": "sharedmachine00000000001"}
    token = control(one, "POST", "machine-tokens", wish)["access_token"]
    for each in (one, other):
        front = {"front": "rest", "user_pool_id": POOL_ID, "authorization": token, "path": "/a"}
        decided = control(each, "POST", "authorize", {**front, "scopes": ["api/r"]})
        assert decided["allowed"], decided


def balancers(one: Process, other: Process) -> None:
    wish = {"front": "alb", "user_pool_id": POOL_ID, "client_id": CLIENT_ID, "username": "alice"}
    headers = control(one, "POST", "authorize", wish)["event"]["headers"]
    token = headers["x-amzn-oidc-data"]
    kid = jwt.get_unverified_header(token)["kid"]
    keys = [each.ask("GET", f"/_emulator/alb/keys/{kid}") for each in (one, other)]
    assert keys[0].document == keys[1].document
    assert keys[0].document.startswith("-----BEGIN PUBLIC KEY-----")


def people(one: Process, other: Process) -> None:
    def there(process: Process) -> list[str]:
        return [p["name"] for p in control(process, "GET", f"people?{OF_GOOGLE}")["people"]]

    ada = {"sub": "1", "email": "ada@example.com", "name": "Ada"}
    before = there(one)
    control(one, "POST", "people", {**GOOGLE, "claims": ada})
    assert there(other) == [*before, "Ada"]
    control(other, "PATCH", "people", {**GOOGLE, "sub": "1", "claims": {"name": "Ada Park"}})
    assert there(one) == [*before, "Ada Park"]
    wish = {"provider": "Google", "sub": "1", "url": authorization()}
    back = control(other, "POST", "people/authorize", wish)
    assert redeemed(one, code_in(back["redirect"])) == 200
    control(one, "DELETE", f"people?{OF_GOOGLE}&sub=1")
    assert there(other) == before


def trial(one: Process, other: Process) -> None:
    sent = one.ask("GET", f"{HERE}/_emulator/sign-in")
    assert sent.status == 302
    assert sent.location is not None
    wish = {"url": sent.location, "username": "alice"}
    back = control(other, "POST", "authorize", wish)["redirect"]
    shown = _in(other.ask("GET", back))
    assert shown["access_token_claims"]["username"] == "alice"
    assert one.ask("GET", back).status == 400


def calls(one: Process, other: Process) -> None:
    control(one, "DELETE", "calls")
    for each in (one, other, one):
        _in(sign_in(each))
    for each in (one, other):
        assert len(control(each, "GET", "calls?operation=InitiateAuth")["calls"]) == 3
    assert control(other, "DELETE", "calls")["deleted"] == 3
    assert control(one, "GET", "calls?operation=InitiateAuth")["calls"] == []


def calls_of_each(one: Process, other: Process) -> None:
    """Of two servers each has its own, as nobody says to one that there is another."""
    for each in (one, other):
        control(each, "DELETE", "calls")
    _in(sign_in(one))
    assert len(control(one, "GET", "calls?operation=InitiateAuth")["calls"]) == 1
    assert control(other, "GET", "calls?operation=InitiateAuth")["calls"] == []


def warnings(one: Process, other: Process) -> None:
    control(one, "DELETE", "warnings")
    control(one, "POST", "reset")  # which says so
    [there] = control(other, "GET", "warnings")["warnings"]
    assert "was emptied" in there["line"]
    assert control(other, "DELETE", "warnings") == {"deleted": 1}
    assert control(one, "GET", "warnings")["warnings"] == []


def snapshots(one: Process, other: Process) -> None:
    unnamed = control(one, "POST", "snapshots")["id"]
    control(one, "POST", "snapshots/base")
    call(one, "AdminCreateUser", UserPoolId=POOL_ID, Username="bob")
    assert [each["id"] for each in control(other, "GET", "snapshots")["snapshots"]] == [
        "base",
        unnamed,
    ]
    control(other, "PUT", "snapshots/base")
    assert usernames(one) == ["alice"]
    for name in ("base", unnamed):
        control(one, "DELETE", f"snapshots/{name}")
    assert control(other, "GET", "snapshots")["snapshots"] == []


def triggers(one: Process, other: Process) -> None:
    """Nobody listens there: whoever asks the function is refused."""
    wish = {"trigger": "PreAuthentication", "target": "http://127.0.0.1:1/f"}
    control(one, "POST", "triggers", {**wish, "user_pool_id": POOL_ID})
    assert sign_in(other).document["__type"] == "UnexpectedLambdaException"
    control(other, "POST", "triggers", {**wish, "target": "none", "user_pool_id": POOL_ID})
    _in(sign_in(one))
    control(one, "POST", "triggers", wish)  # of all pools, which that of the pool goes before
    shown = control(other, "GET", "triggers")["triggers"]
    assert [(each["target"], each["user_pool_id"]) for each in shown] == [
        (wish["target"], None),
        ("none", POOL_ID),
    ]
    _in(sign_in(other))
    of_trigger = "triggers?trigger=PreAuthentication"
    control(other, "DELETE", f"{of_trigger}&{OF_POOL}")
    assert sign_in(one).document["__type"] == "UnexpectedLambdaException"
    control(one, "DELETE", of_trigger)
    _in(sign_in(other))


Theme = Callable[[Process, Process], None]

#: What shows that each request is of all processes.
THEMES: Mapping[tuple[str, str], Theme] = {
    ("POST", "/_emulator/reset"): resets,
    ("GET", "/_emulator/pools"): pools,
    ("POST", "/_emulator/pools"): pools,
    ("GET", "/_emulator/export"): exports,
    ("GET", "/_emulator/users"): users,
    ("POST", "/_emulator/users"): users,
    ("PATCH", "/_emulator/users"): users,
    ("DELETE", "/_emulator/users"): users,
    ("GET", "/_emulator/groups"): users,
    ("GET", "/_emulator/totp"): authenticators,
    ("GET", "/_emulator/messages"): messages,
    ("DELETE", "/_emulator/messages"): messages,
    ("GET", "/_emulator/clock"): clocks,
    ("PUT", "/_emulator/clock"): clocks,
    ("DELETE", "/_emulator/clock"): clocks,
    ("GET", "/_emulator/faults"): faults,
    ("POST", "/_emulator/faults"): faults,
    ("DELETE", "/_emulator/faults"): faults,
    ("GET", "/_emulator/challenges"): challenges,
    ("GET", "/_emulator/challenges/open"): challenges,
    ("POST", "/_emulator/challenges"): challenges,
    ("DELETE", "/_emulator/challenges"): challenges,
    ("POST", "/_emulator/tokens"): minted,
    ("POST", "/_emulator/tokens/bad"): minted,
    ("GET", "/_emulator/sign-ins"): minted,
    ("DELETE", "/_emulator/sign-ins"): minted,
    ("POST", "/_emulator/authorization-codes"): codes,
    ("POST", "/_emulator/authorize"): codes,
    ("POST", "/_emulator/machine-tokens"): machines,
    ("GET", "/_emulator/alb/keys/<kid>"): balancers,
    ("GET", "/_emulator/people"): people,
    ("POST", "/_emulator/people"): people,
    ("PATCH", "/_emulator/people"): people,
    ("DELETE", "/_emulator/people"): people,
    ("POST", "/_emulator/people/authorize"): people,
    ("GET", "/_emulator/sign-in"): trial,
    ("GET", "/_emulator/signed-in"): trial,
    ("GET", "/_emulator/calls"): calls,
    ("DELETE", "/_emulator/calls"): calls,
    ("GET", "/_emulator/warnings"): warnings,
    ("DELETE", "/_emulator/warnings"): warnings,
    ("GET", "/_emulator/snapshots"): snapshots,
    ("POST", "/_emulator/snapshots"): snapshots,
    ("POST", "/_emulator/snapshots/<name>"): snapshots,
    ("PUT", "/_emulator/snapshots/<name>"): snapshots,
    ("DELETE", "/_emulator/snapshots/<name>"): snapshots,
    ("GET", "/_emulator/triggers"): triggers,
    ("POST", "/_emulator/triggers"): triggers,
    ("DELETE", "/_emulator/triggers"): triggers,
}

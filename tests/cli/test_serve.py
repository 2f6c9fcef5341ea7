"""``cognito-emulator serve``: what it says at first, what it says of each call, and to whom."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import IO, Any

import pytest
import requests

from cognito_emulator.cli.banner import Place, banner, warnings
from cognito_emulator.cli.formats import Format, Json, Text
from cognito_emulator.cli.log import logging_to
from cognito_emulator.cli.output import Output
from cognito_emulator.emulator import Emulator
from cognito_emulator.settings import Settings
from cognito_emulator.web.server import Server
from tests import forked
from tests.cli.test_output import fill
from tests.table import table

DEMO = Path(__file__).parents[2] / "fixtures" / "demo.yaml"
TARGET = "AWSCognitoIdentityProviderService."
HERE = Place("localhost", "http://localhost:9329")
ISSUER = "http://localhost:9329/us-east-1_DemoPool1"
SECRET = "dont-tell-anybody"


def call(url: str, operation: str, region: str = "us-east-1", **request: Any) -> requests.Response:
    """Call an operation by HTTP, signed somehow."""
    scope = f"AWS4-HMAC-SHA256 Credential=x/20300101/{region}/cognito-idp/aws4_request"
    headers = {"X-Amz-Target": TARGET + operation, "Authorization": f"{scope}, Signature=0"}
    return requests.post(url, json=request, headers=headers, timeout=30)


# --- what it says at first ------------------------------------------------------------------------


def told(emulator: Emulator, place: Place = HERE) -> str:
    """The banner, without its colours."""
    lines = banner(emulator, place, [])
    return "\n".join(line if isinstance(line, str) else line.text for line in lines)


def test_the_banner_fits_a_terminal_and_names_what_is_there() -> None:
    text = told(Emulator(seed=DEMO))
    assert max(map(len, text.splitlines())) <= 80
    for wanted in (
        "listens on http://localhost:9329\n",
        f"issuer   {ISSUER}\n",
        "demowebclient0000000000001 (web)",
        "secret demosecret00000000000000",
        "alice  Alice-Password-1\n",
        "carol  Carol-Temporary-1 (temporary)\n",
        "dan    Dan-Password-1; authenticator app\n",
        f"keys     {ISSUER}/.well-known/jwks.json\n",
        "domain   http://localhost:9329/_domain/demo\n",
        "sign in  http://localhost:9329/_emulator/sign-in\n",
        "  For the pages, Amplify needs HTTPS: start with --tls.\n",
        "  the code of dan's app, in a browser\n",
        "http://localhost:9329/_emulator/messages\n",
        'userPoolEndpoint: "http://localhost:9329"',
    ):
        assert wanted in text
    assert len(text.splitlines()) <= 36


PROVIDERS = {
    "PoolName": "shop",
    "Id": "us-east-1_Shop",
    "Domain": "shop",
    "IdentityProviders": [
        {
            "ProviderName": "Corp",
            "ProviderType": "SAML",
            "ProviderDetails": {"MetadataURL": "https://idp.example.com/metadata"},
        },
        {
            "ProviderName": "Acme",
            "ProviderType": "OIDC",
            "ProviderDetails": {
                "client_id": "shop",
                "oidc_issuer": "https://acme.example.com",
                "authorize_scopes": "openid",
                "attributes_request_method": "GET",
            },
        },
        {
            "ProviderName": "Google",
            "ProviderType": "Google",
            "ProviderDetails": {
                "client_id": "shop",
                "client_secret": "secret",
                "authorize_scopes": "openid",
            },
        },
    ],
}


def test_the_banner_has_what_to_register_at_real_providers() -> None:
    text = told(Emulator(seed=PROVIDERS))

    assert (
        "  register at Acme http://localhost:9329/_domain/shop/oauth2/idpresponse\n"
        "           at Corp urn:amazon:cognito:sp:us-east-1_Shop\n"
        "             ACS http://localhost:9329/_domain/shop/saml2/idpresponse\n"
    ) in text
    assert "at Google" not in text


def test_the_banner_has_the_pages_of_stand_ins() -> None:
    google = "Google http://localhost:9329/_provider/us-east-1_Shop/Google/\n"
    assert f"  stand-in {google}  register" in told(Emulator(seed=PROVIDERS))

    settings = Settings(stand_ins={"*": True}, public_url="https://id.test")
    text = told(Emulator(settings, seed=PROVIDERS))
    pages = [
        f"{name} https://id.test/_provider/us-east-1_Shop/{name}/"
        for name in ("Acme", "Corp", "Google")
    ]
    assert "  stand-in " + "\n           ".join(pages) + "\n" in text
    assert "register" not in text
    assert "stand-in" not in told(Emulator(Settings(stand_ins={"*": False}), seed=PROVIDERS))


def test_what_the_banner_shows_is_really_there(tmp_path: Path) -> None:
    """Every URL in it is answered, and its boto3 client and its command work as they stand."""
    with Emulator(seed=DEMO) as emulator, Server(emulator, port=0) as server:
        text = told(emulator, Place("localhost", server.url))
        urls = re.findall(r"http\S+/(?:\.well-known|_emulator)/[^\s.]+(?:\.json)?", text)
        keys, code, messages = (requests.get(url, timeout=30).json() for url in urls)
        assert keys.keys() == {"keys"}
        assert len(code["code"]) == len("123456")
        assert messages == {"messages": []}
        (client,) = re.findall(r"boto3\.client\([^)]*\)", text)
        program = f"import boto3; print(len({client}.list_user_pools(MaxResults=9)['UserPools']))"
        assert subprocess.check_output([sys.executable, "-c", program]) == b"1\n"
        command = text.partition("AWS CLI\n")[2].partition("\n\n")[0]
        (tmp_path / "aws").write_text('#!/bin/sh\necho "$AWS_ACCESS_KEY_ID $@"\n')
        (tmp_path / "aws").chmod(0o755)
        path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
        said = subprocess.check_output(["/bin/sh", "-ec", command], env={"PATH": path}, text=True)
        assert said.split() == [
            *("x", "cognito-idp", "list-users", "--user-pool-id", "us-east-1_DemoPool1"),
            *("--region", "us-east-1", "--endpoint-url", server.url),
        ]


def test_amplify_is_given_a_client_without_a_secret() -> None:
    pool = {"PoolName": "shop", "Id": "us-east-1_Shop"}
    backend = {"ClientName": "backend", "GenerateSecret": True}
    web = {"ClientName": "web", "ClientId": "shopwebclient0000000000001"}
    text = told(Emulator(seed={**pool, "Clients": [backend, web]}))
    assert 'userPoolClientId: "shopwebclient0000000000001",' in text
    assert "Amplify" not in told(Emulator(seed={**pool, "Clients": [backend]}))
    assert "Amplify" not in told(Emulator())


def test_with_https_amplify_is_told_of_the_pages() -> None:
    text = told(Emulator(seed=DEMO), HERE._replace(https_url="https://localhost:9330"))
    assert 'loginWith: { oauth: { domain: "demo.auth.localhost:9330",\n' in text
    assert 'redirectSignIn: ["http://localhost:3000/"],\n' in text
    assert "takes HTTPS" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_no_sign_in_is_offered_that_could_not_come_back() -> None:
    """Nor pages to Amplify, where no client may use them."""
    pool = {"PoolName": "shop", "Clients": [{"ClientName": "web"}]}
    text = told(Emulator(seed=pool))
    assert "sign in " not in text
    assert "oauth" not in text
    elsewhere = told(Emulator(seed=DEMO), Place("", "http://localhost:9400"))
    assert "_emulator/sign-in" not in elsewhere  # but the form, which leads to the app
    assert "  sign in  http://localhost:9400/_domain/demo/login?client_id=demoweb" in elsewhere
    assert (
        "redirect_uri=http%3A%2F%2Flocalhost%3A3000%2F\n"
        "           (to see the page: the app has not begun it, and may refuse it)\n"
    ) in elsewhere
    assert "has not begun" not in told(Emulator(seed=DEMO))


def app_with(name: str, **more: Any) -> dict[str, Any]:
    return {
        "ClientName": name,
        "ClientId": f"{name}client0000000000000001",
        "SupportedIdentityProviders": ["COGNITO"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid"],
        "CallbackURLs": ["http://localhost:5000/back?to=a"],
        **more,
    }


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"GenerateSecret": True},
        {"AllowedOAuthFlows": ["implicit"]},
        {
            "CallbackURLs": ["http://localhost:1/", "http://localhost:5000/back?to=a"],
            "DefaultRedirectURI": "http://localhost:5000/back?to=a",
        },
    ],
)
def test_each_pool_has_a_link_that_shows_the_form_of_its_first_app(more: dict[str, Any]) -> None:
    plain = {"ClientName": "backend"}
    shop = {"PoolName": "shop", "Clients": [plain, app_with("web", **more)]}
    club = {"PoolName": "club", "Clients": [app_with("club", **more)]}
    with Emulator(seed={"UserPools": [shop, club]}) as emulator, Server(emulator, port=0) as server:
        text = told(emulator, Place("localhost", server.url))
        links = re.findall(r"  sign in  (http\S+)\n", text)
        assert ["webclient" in link for link in links] == [True, False]
        for link in links:
            page = requests.get(link, timeout=30)
            assert page.status_code == 200
            assert 'name="username"' in page.text
            assert "localhost%3A5000%2Fback%3Fto%3Da" in link


def test_a_pool_without_a_domain_has_no_link() -> None:
    seed = {"PoolName": "shop", "Clients": [app_with("web")]}
    assert "sign in " not in told(Emulator(Settings(default_domain=False), seed=seed))


@pytest.mark.parametrize(
    "more",
    [
        {
            "AllowedOAuthFlowsUserPoolClient": False,
            "AllowedOAuthFlows": [],
            "AllowedOAuthScopes": [],
        },
        {
            "AllowedOAuthFlows": ["client_credentials"],
            "AllowedOAuthScopes": [],
            "GenerateSecret": True,
        },
    ],
)
def test_an_app_that_may_send_nobody_to_the_pages_has_no_link(more: dict[str, Any]) -> None:
    seed = {"PoolName": "shop", "Clients": [app_with("web", **more)]}
    assert "sign in " not in told(Emulator(seed=seed))


def test_a_user_without_an_app_has_no_code() -> None:
    user = {"Username": "ada", "Password": "Correct-Horse-1"}
    assert "'s app" not in told(Emulator(seed={"PoolName": "shop", "Users": [user]}))


def test_commands_are_for_the_region_of_the_seed() -> None:
    seed = {"PoolName": "shop", "Id": "eu-west-1_Shop"}
    text = told(Emulator(Settings(region="us-east-1"), seed=seed))
    assert 'region_name="eu-west-1"' in text
    assert "--region eu-west-1" in text
    assert "us-east-1" not in text


def test_without_pools() -> None:
    text = told(Emulator(Settings(region="eu-west-1")))
    assert "There is no user pool yet" in text
    assert "aws cognito-idp list-user-pools --max-results" in text
    assert "--region eu-west-1" in text


@pytest.mark.parametrize(
    ("settings", "issuer"),
    [
        (Settings(public_url="https://id.test"), "https://id.test/us-east-1_DemoPool1"),
        (
            Settings(aws_issuer=True),
            "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_DemoPool1",
        ),
    ],
)
def test_the_issuer_is_that_of_the_tokens(settings: Settings, issuer: str) -> None:
    text = told(Emulator(settings, seed=DEMO))
    assert f"issuer   {issuer}\n" in text
    assert "its host" not in text


def test_of_many_only_some_are_shown() -> None:
    users = [{"Username": f"user{n}", "Password": "Correct-Horse1"} for n in range(12)]
    clients = [{"ClientName": f"c{n}"} for n in range(8)]
    pools = [{"PoolName": f"pool{n}", "Users": users, "Clients": clients} for n in range(9)]
    text = told(Emulator(seed={"UserPools": pools}))
    assert text.count("User pool ") == 5
    assert text.count("\n           and 2 more\n") == 5
    assert text.count("\n           and 3 more\n") == 5
    assert "and 4 more user pools" in text


def test_people_are_named_as_they_sign_in() -> None:
    seed = {
        "PoolName": "shop",
        "UsernameAttributes": ["email"],
        "Users": [{"Username": "ada@example.com", "Password": "Correct-Horse1"}],
    }
    assert "ada@example.com  Correct-Horse1\n" in told(Emulator(seed=seed))


def test_access_keys_secrets_are_not_shown() -> None:
    settings = Settings(access_keys={"AKIATEST": SECRET})
    text = told(Emulator(settings, seed=DEMO))
    assert SECRET not in text + repr(settings)
    assert 'aws_access_key_id="AKIATEST"' in text


# --- what it warns of -----------------------------------------------------------------------------


def warned(seed: Mapping[str, Any] | None = None, place: Place = HERE) -> str:
    """What is said to whoever started it."""
    return "\n".join(sentence for sentence, _ in warnings(Emulator(seed=seed), place))


DOUBTFUL = {"ClientName": "web", "CallbackURLs": ["/cb"]}
CLIENTS = {"Clients": [{"ClientName": "web"}]}
NOBODY_S_PASSWORD = {"Users": [{"Username": "ada"}, {"Username": "bob", "Password": "Aa-1aaaaaa"}]}


def test_nothing_to_warn_of() -> None:
    emulator = Emulator(seed=DEMO)
    assert not list(warnings(emulator, HERE))
    assert emulator.warnings() == []


def test_a_pool_without_client() -> None:
    assert "no app client" in warned({"PoolName": "a"})


@table(
    "name, sentence",
    [
        ("Gogle", "--provider Gogle: no pool has it yet; the nearest is Google."),
        ("corpp", "--provider corpp: no pool has it yet; the nearest is corp."),
        ("corp", ""),  # it is there
        ("SignInWithApple", ""),  # may be made later, as may
        ("works", ""),
        ("*", ""),
    ],
)
def test_a_provider_that_is_probably_misspelt(name: str, sentence: str) -> None:
    details = {"MetadataURL": "https://idp.example.com/metadata"}
    corp = {"ProviderName": "corp", "ProviderType": "SAML", "ProviderDetails": details}
    seed = {"PoolName": "a", **CLIENTS, "IdentityProviders": [corp]}
    emulator = Emulator(Settings(stand_ins={name: True}), seed=seed)
    assert [*warnings(emulator, HERE)] == ([(sentence, None)] if sentence else [])


def test_a_user_without_password() -> None:
    sentence = warned({"PoolName": "a", **CLIENTS, **NOBODY_S_PASSWORD})
    assert "password nobody signs in: ada." in sentence


@pytest.mark.parametrize(
    "pool",
    [
        {"Users": [{"Username": "ada", "UserStatus": "EXTERNAL_PROVIDER"}]},
        {
            **NOBODY_S_PASSWORD,
            "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}},
        },
    ],
    ids=["federated", "passwordless"],
)
def test_who_needs_no_password(pool: Mapping[str, Any]) -> None:
    assert warned({"PoolName": "a", **CLIENTS, **pool}) == ""


@table(
    "host, is_open",
    [
        ("127.0.0.1", False),
        ("127.1.2.3", False),
        ("localhost", False),
        ("LocalHost", False),
        ("::1", False),
        ("0.0.0.0", True),  # noqa: S104 - the question
        ("::", True),
        ("", True),
        ("192.168.1.5", True),
        ("my-machine", True),
    ],
)
def test_a_host_beyond_loopback(host: str, *, is_open: bool) -> None:
    place = Place(host, "http://localhost:1")
    assert ("everybody who reaches this machine" in warned(place=place)) is is_open


# --- what it says of each call --------------------------------------------------------------------


@contextmanager
def logged(
    form: Format, seed: Any = DEMO, *, quiet: bool = False
) -> Iterator[tuple[Emulator, str, StringIO]]:
    """A server, its URL, and what is said of it; all of that once this has ended."""
    stream = StringIO()
    output = Output(stream)
    with (
        Emulator(Settings(code="123456"), seed=seed) as emulator,
        Server(emulator, port=0) as server,
        logging_to(output, form, emulator, server, quiet=quiet),
    ):
        emulator.clock.freeze("2030-01-01T12:30:00Z")
        yield emulator, server.url, stream
    output.close()


def exercise(url: str) -> None:
    """What somebody does with an emulator."""
    call(url, "ForgotPassword", ClientId="demowebclient0000000000001", Username="alice")
    call(url, "AdminGetUser", UserPoolId="us-east-1_DemoPool1", Username="zoe")
    call(url, "ListUsers", region="eu-west-1", UserPoolId="us-east-1_DemoPool1")
    requests.get(f"{url}/us-east-1_DemoPool1/.well-known/jwks.json?x=y", timeout=30)
    requests.get(f"{url}/_emulator/health", timeout=30)
    requests.get(f"{url}/_emulator/messages", timeout=30)
    requests.get(f"{url}/_emulator/nothing", timeout=30)
    requests.put(f"{url}/_emulator/clock", json={"move_to": "2030-01-01T00:00:00Z"}, timeout=30)
    requests.post(f"{url}/oauth2/token", timeout=30)
    requests.options(url, timeout=30)


def test_what_a_browser_gets_beside_a_page_is_no_line() -> None:
    with logged(Text()) as (_, url, stream):
        domain = f"{url}/_domain/demo"
        page = requests.get(f"{domain}/error", timeout=30)
        pictures = set(re.findall(r'url\("([^"]+)"\)', page.text))
        for picture in pictures:
            assert requests.get(f"{url}{picture}", timeout=30).ok
        for icon in (f"{url}/favicon.ico", f"{domain}/favicon.ico"):
            requests.get(icon, timeout=30)
        requests.get(f"{domain}/_assets/default/nothing.png", timeout=30)

    assert pictures
    assert [line.partition(" ")[2] for line in stream.getvalue().splitlines()] == [
        "GET /_domain/demo/error -> 400",
        "GET /_domain/demo/_assets/default/nothing.png -> 404",
    ]


def test_lines_for_people() -> None:
    with logged(Text()) as (_, url, stream):
        exercise(url)
    lines = [re.sub(r"^\d\d:\d\d:\d\d ", "", line) for line in stream.getvalue().splitlines()]
    elsewhere = (
        "ListUsers -> ResourceNotFoundException: User pool us-east-1_DemoPool1 does not exist. "
        "(asked in eu-west-1; a pool of that id is in us-east-1)"
    )
    domain = "belongs to a pool's domain: it is at /_domain/DOMAIN/oauth2/token."
    assert lines == [
        "",
        "--- mail to alice@example.com (ForgotPassword, user alice of us-east-1_DemoPool1)",
        "    Your verification code",
        "    Your verification code is 123456.",
        "    code: 123456",
        "ForgotPassword alice, client web -> ok",
        "AdminGetUser zoe -> UserNotFoundException: User does not exist.",
        elsewhere,
        "GET /us-east-1_DemoPool1/.well-known/jwks.json -> 200",
        lines[9],  # whatever the sentence says that names all there is
        "PUT /_emulator/clock -> 200",
        f"POST /oauth2/token -> 404: /oauth2/token {domain}",
    ]
    assert lines[9].startswith("GET /_emulator/nothing -> 404: ")


def test_a_line_for_what_cannot_be_read() -> None:
    with logged(Text(), quiet=False) as (_, url, stream):
        host, _, port = url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port)), timeout=30) as plug:
            plug.sendall(b"nonsense\r\n\r\n")
            plug.recv(65536)
    (line,) = stream.getvalue().splitlines()
    assert " (unreadable) -> 400: " in line


def test_lines_for_programs() -> None:
    with logged(Json()) as (_, url, stream):
        exercise(url)
    events = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert {event["time"][:5] for event in events} == {"2030-"}
    shown = [{k: v for k, v in one.items() if k not in ("time", "seconds")} for one in events]
    called = {"event": "call", "region": "us-east-1"}
    assert shown[:4] == [
        {
            "event": "message",
            "medium": "EMAIL",
            "destination": "alice@example.com",
            "reason": "ForgotPassword",
            "user_pool_id": "us-east-1_DemoPool1",
            "username": "alice",
        },
        {
            **called,
            "operation": "ForgotPassword",
            "client_id": "demowebclient0000000000001",
            "client_name": "web",
            "username": "alice",
            "status": 200,
        },
        {
            **called,
            "operation": "AdminGetUser",
            "user_pool_id": "us-east-1_DemoPool1",
            "username": "zoe",
            "status": 400,
            "error": "UserNotFoundException",
            "message": "User does not exist.",
        },
        {
            **called,
            "operation": "ListUsers",
            "region": "eu-west-1",
            "pool_region": "us-east-1",
            "user_pool_id": "us-east-1_DemoPool1",
            "status": 400,
            "error": "ResourceNotFoundException",
            "message": "User pool us-east-1_DemoPool1 does not exist.",
        },
    ]
    assert [one["status"] for one in shown if one["event"] == "request"] == [200, 404, 200, 404]


def test_no_secret_is_shown_to_programs() -> None:
    """No password, token, code or session, of all that a sign-in with a second factor has."""
    with logged(Json()) as (emulator, url, stream):
        emulator.force_challenge("SMS_MFA", pool_id="us-east-1_DemoPool1", username="alice")
        client = {"ClientId": "demowebclient0000000000001"}
        begun = call(
            url,
            "InitiateAuth",
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "alice", "PASSWORD": "Alice-Password-1"},
            **client,
        ).json()
        tokens = call(
            url,
            "RespondToAuthChallenge",
            ChallengeName="SMS_MFA",
            Session=begun["Session"],
            ChallengeResponses={"USERNAME": "alice", "SMS_MFA_CODE": "123456"},
            **client,
        ).json()["AuthenticationResult"]
        call(url, "GetUser", AccessToken=tokens["AccessToken"])
    text = stream.getvalue()
    for secret in ("Alice-Password-1", "123456", begun["Session"], *map(str, tokens.values())):
        assert secret not in text or secret in ("3600", "Bearer")
    first, *_, last = (json.loads(line) for line in text.splitlines() if '"call"' in line)
    assert (first["auth_flow"], first["next_challenge"]) == ("USER_PASSWORD_AUTH", "SMS_MFA")
    assert last["operation"] == "GetUser"


def test_quiet_leaves_warnings_and_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    with logged(Text(), quiet=True) as (emulator, url, stream):
        exercise(url)
        emulator.warn("A member has no effect.", user_pool_id="us-east-1_DemoPool1")
        monkeypatch.setattr(emulator, "call", broken)
        assert call(url, "ListUserPools", MaxResults=1).status_code == 500
    lines = stream.getvalue().splitlines()
    assert lines[0].endswith(" warning: us-east-1_DemoPool1: A member has no effect.")
    assert lines[1].endswith(" error: A bug in the emulator:")
    assert lines[-1] == "ZeroDivisionError: by nothing"


def broken(*_: object) -> None:
    raise ZeroDivisionError("by nothing")


# --- to whom --------------------------------------------------------------------------------------


@contextmanager
def serve(
    stdout: int | IO[Any],
    *options: str,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[tuple[str, forked.Process]]:
    """A server in a process of its own, and where it is."""
    told = {**os.environ, **(environment or {})}
    with forked.serving(*options, output=stdout, env=told, cwd=cwd) as (port, process):
        url = f"http://localhost:{port}"
        assert requests.get(f"{url}/_emulator/health", timeout=30).ok  # it runs, and has said so
        yield url, process


def test_doubts_about_a_seed_follow_the_address_in_the_same_form(tmp_path: Path) -> None:
    """They come up while it is read, before anybody knows where the server is."""
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps({"PoolName": "a", "Clients": [DOUBTFUL]}))
    options = ("--port", "0", "--quiet", "--log-format", "json", "--seed", str(seed))
    with (
        (tmp_path / "complaints").open("w+") as complaints,
        forked.talking("serve", *options, errors=complaints) as (said, process),
    ):
        listening, *doubts = (json.loads(said.readline()) for _ in range(3))
        process.terminate()
        process.wait()
        assert complaints.read() == ""

    (pool,) = listening["user_pools"]
    assert {doubt["user_pool_id"] for doubt in doubts} == {pool["id"]}
    assert "AllowedOAuthFlowsUserPoolClient is not true" in doubts[0]["message"]
    assert "has /cb among its CallbackURLs" in doubts[1]["message"]


def test_who_listens_everywhere_is_told_so() -> None:
    options = ("--host", "0.0.0.0", "--port", "0", "--quiet", "--log-format", "json")  # noqa: S104
    with forked.talking("serve", *options) as (said, process):
        listening, warning = (json.loads(said.readline()) for _ in range(2))
        process.terminate()
        assert process.wait() == 0

    assert listening["url"].startswith("http://localhost:")
    assert warning["event"] == "warning"
    assert warning["message"].startswith("The server listens on 0.0.0.0: everybody who reaches")


@contextmanager
def unread() -> Iterator[int]:
    """A pipe that nobody reads, and that is full."""
    reading, writing = os.pipe()
    fill(writing)
    yield writing
    os.close(writing)
    os.close(reading)


@contextmanager
def gone() -> Iterator[int]:
    """A pipe whose reader has ended."""
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


@contextmanager
def full() -> Iterator[int]:
    """A disk without room."""
    writing = os.open("/dev/full", os.O_WRONLY)
    yield writing
    os.close(writing)


FUNCTION = """
def confirm(event):
    print("a word of the function" * 1000)
    event["response"]["autoConfirmUser"] = True
    return event
"""


@pytest.mark.parametrize("output", [unread, gone, full])
def test_no_output_keeps_a_call_from_its_answer(output: Any, tmp_path: Path) -> None:
    """Neither what it says itself, nor what a function prints."""
    (tmp_path / "functions.py").write_text(FUNCTION)
    options = ("--seed", str(DEMO), "--trigger", "PreSignUp=functions.py:confirm")
    with output() as writing, serve(writing, *options, cwd=tmp_path) as (url, process):
        for number in range(20):
            answer = call(
                url,
                "SignUp",
                ClientId="demowebclient0000000000001",
                Username=f"user{number}",
                Password="Correct-Horse-1",
                UserAttributes=[{"Name": "email", "Value": "x@example.com"}],
            )
            assert answer.json()["UserConfirmed"]
        for _ in range(20):
            call(url, "ForgotPassword", ClientId="demowebclient0000000000001", Username="alice")
        process.terminate()
        assert process.wait() == 0


def test_the_last_lines_are_out_when_it_ends(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w+b") as log:
        with serve(log, "--log-format", "json", "--seed", str(DEMO)) as (url, process):
            call(url, "ListUserPools", MaxResults=1)
            process.send_signal(signal.SIGINT)
            assert process.wait() == 0
        log.seek(0)
        first, last = map(json.loads, log.read().splitlines())
    assert (first["event"], first["user_pools"][0]["id"]) == ("listening", "us-east-1_DemoPool1")
    assert (last["event"], last["operation"]) == ("call", "ListUserPools")


@pytest.mark.parametrize("environment", [{}, {"FORCE_COLOR": "1"}])
def test_colours_only_where_they_are_wished(environment: dict[str, str], tmp_path: Path) -> None:
    with (tmp_path / "log").open("w+b") as log:
        with serve(log, "--quiet", environment=environment) as (_, process):
            process.terminate()
            process.wait()
        log.seek(0)
        assert log.read().startswith(b"\x1b[1m" if environment else b"cognito-emulator ")

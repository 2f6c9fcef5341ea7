"""docs/why/troubleshooting.md quotes real messages: each is caused here, and stands there."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import botocore.config
import freezegun
import jwt
import pytest
import requests
from botocore.exceptions import ClientError

from cognito_emulator import CognitoError, Emulator, Server, Settings, stock
from cognito_emulator.web.listening import CannotListen
from cognito_emulator.web.pages import texts
from tests import forked
from tests.clients import node
from tests.prose import ROOT
from tests.web.federated import FederatedHosting

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.literals import AuthFlowTypeType

    from pytest_cognito_emulator import Cognito, CognitoClock, CognitoUser

PAGE = ROOT.joinpath("docs", "why", "troubleshooting.md").read_text(encoding="utf-8")
DEMO = ROOT / "fixtures" / "demo.yaml"
POOL = "us-east-1_DemoPool1"
CLIENT = "demowebclient0000000000001"
SECRET_CLIENT = "demobackendclient000000002"


@pytest.fixture
def server() -> Iterator[Server]:
    with Emulator(seed=DEMO) as emulator, Server(emulator, port=0) as served:
        yield served


@pytest.fixture(autouse=True)
def _nothing_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_ACCESS_KEY_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", "")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "")
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)


def sdk(server: Server, region: str = "us-east-1") -> CognitoIdentityProviderClient:
    return boto3.client(
        "cognito-idp",
        endpoint_url=server.url,
        region_name=region,
        aws_access_key_id="x",
        aws_secret_access_key="x",
        config=botocore.config.Config(retries={"total_max_attempts": 1}),
    )


def sign_in(
    server: Server, client: str = CLIENT, flow: AuthFlowTypeType = "USER_PASSWORD_AUTH", **more: str
) -> str:
    parameters = {"USERNAME": "alice", "PASSWORD": "Alice-Password-1", **more}
    answer = sdk(server).initiate_auth(ClientId=client, AuthFlow=flow, AuthParameters=parameters)
    token: str = answer["AuthenticationResult"]["AccessToken"]
    return token


def said(cause: Callable[[], object], kind: str) -> str:
    """What an error says that something causes; of botocore's, what the service said."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 - which one, the next line asks
        cause()
    error = caught.value
    assert type(error).__name__ == kind
    return error.response["Error"]["Message"] if isinstance(error, ClientError) else str(error)


def stands_there(message: str) -> bool:
    return f"`{message}`" in PAGE or f"\n### {message}\n" in PAGE


def test_a_message_that_is_not_there_is_noticed() -> None:
    assert stands_there("Invalid issuer")
    assert not stands_there("Invalid")
    assert not stands_there("Invalid issuers")


def test_issuers(server: Server) -> None:
    token = sign_in(server)
    key = jwt.PyJWKClient(f"{server.url}/{POOL}/.well-known/jwks.json").get_signing_key_from_jwt(
        token
    )
    issuer = f"https://cognito-idp.us-east-1.amazonaws.com/{POOL}"

    message = said(
        lambda: jwt.decode(token, key, algorithms=["RS256"], issuer=issuer), "InvalidIssuerError"
    )

    assert stands_there(message)


def test_keys_of_another_run(server: Server) -> None:
    with Emulator(seed=DEMO) as emulator, Server(emulator, port=0) as former:
        token = sign_in(former)
    keys = jwt.PyJWKClient(f"{server.url}/{POOL}/.well-known/jwks.json")

    message = said(lambda: keys.get_signing_key_from_jwt(token), "PyJWKClientError")

    assert stands_there(message.partition(":")[0])


def test_expired_tokens(
    cognito: Cognito, cognito_user: CognitoUser, cognito_clock: CognitoClock
) -> None:
    key = cognito.keys.access.public
    tokens = cognito_user.tokens()

    def decoded() -> object:
        return jwt.decode(tokens.access_token, key, algorithms=["RS256"], issuer=cognito.issuer)

    with cognito_clock.shift(hours=2):
        assert stands_there(said(decoded, "ExpiredSignatureError"))
        refused = said(
            lambda: cognito.call("GetUser", AccessToken=tokens.access_token),
            "NotAuthorizedException",
        )
        assert stands_there(refused)
    with cognito_clock.shift(hours=-2):
        assert stands_there(said(decoded, "ImmatureSignatureError"))


def test_pools_and_clients(server: Server) -> None:
    calls: list[str] = []
    server._emulator.on_call(lambda call: calls.append(str(call)))

    elsewhere = said(
        lambda: sdk(server, "eu-west-1").admin_get_user(UserPoolId=POOL, Username="alice"),
        "ResourceNotFoundException",
    )
    unknown = said(lambda: sign_in(server, client="nopenopenope"), "ResourceNotFoundException")

    assert stands_there(elsewhere)
    assert stands_there(unknown)
    assert sign_in_in_another_region(server)
    assert stands_there(re.findall(r"\(asked in .*?\)", calls[0])[0])


def sign_in_in_another_region(server: Server) -> object:
    return sdk(server, "eu-west-1").initiate_auth(
        ClientId=CLIENT,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": "Alice-Password-1"},
    )


def test_secret_hashes_and_flows(server: Server) -> None:
    missing = said(lambda: sign_in(server, SECRET_CLIENT), "NotAuthorizedException")
    wrong = said(lambda: sign_in(server, SECRET_CLIENT, SECRET_HASH="x"), "NotAuthorizedException")
    flow = said(lambda: sign_in(server, SECRET_CLIENT, "CUSTOM_AUTH"), "InvalidParameterException")

    assert stands_there(missing)
    assert stands_there(wrong)
    assert stands_there(flow)


def test_sdks_without_region_or_credentials(server: Server) -> None:
    def unsigned() -> object:
        client = boto3.client("cognito-idp", endpoint_url=server.url, region_name="us-east-1")
        return client.list_user_pools(MaxResults=1)

    assert stands_there(said(lambda: boto3.client("cognito-idp"), "NoRegionError"))
    assert stands_there(said(unsigned, "NoCredentialsError"))


def test_unknown_access_keys() -> None:
    settings = Settings(access_keys={"AKIAEXAMPLE": "secret"})
    with Emulator(settings, seed=DEMO) as emulator, Server(emulator, port=0) as server:
        message = said(lambda: sdk(server).list_user_pools(MaxResults=1), "ClientError")

    assert stands_there(message)


@pytest.mark.usefixtures("cognito")
def test_the_real_service() -> None:
    client = boto3.client(
        "cognito-idp", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )

    message = said(lambda: client.list_user_pools(MaxResults=1), "RealServiceError")

    assert stands_there(re.findall(r"A call to .*? the emulator\.", message)[0])


def test_commands_that_reach_nothing() -> None:
    ended = forked.run("exec", "--", sys.executable, "-c", "")

    assert stands_there(re.findall(r"Nothing reached .*?\.", ended.stderr)[0])


def test_commands_that_fail_before_they_reach_anything() -> None:
    ended = forked.run("exec", "--", sys.executable, "-c", "exit(1)")

    assert stands_there(re.findall(r"The command ended .*?\.", ended.stderr)[0])


def test_proxies(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)

    def health() -> object:
        return requests.get(f"{server.url}/_emulator/health", timeout=60)

    message = said(lambda: sdk(server).list_user_pools(MaxResults=1), "ProxyConnectionError")
    said(health, "ProxyError")

    assert stands_there(message.partition(":")[0])


def test_a_port_in_use(server: Server) -> None:
    port = int(server.url.rpartition(":")[2])

    with Emulator() as emulator, pytest.raises(CannotListen) as caught:
        Server(emulator, port=port)

    assert stands_there(str(caught.value).partition(" Stop")[0].replace(str(port), "9329"))


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/_emulator/pools", {"Origin": "https://app.example.com"}, 403),
        ("/_emulator/pools", {"Host": "cognito.example.com"}, 403),
        ("/login", {}, 404),
    ],
)
def test_what_is_refused(path: str, headers: dict[str, str], status: int, server: Server) -> None:
    answer = requests.get(server.url + path, headers=headers, timeout=60)
    sentence = answer.json()["error"]

    assert answer.status_code == status
    assert any(stands_there(part) for part in (sentence, sentence.partition(",")[0]))


@pytest.mark.parametrize("seed", [DEMO, stock.pool("us-east-1")], ids=["demo", "exec"])
def test_a_pool_that_was_given_a_domain(seed: Path | dict[str, Any]) -> None:
    with Emulator(seed=seed) as emulator:
        pool_id = emulator.seeded[0].pool.id
        with pytest.raises(CognitoError) as caught:
            emulator.call("DeleteUserPool", {"UserPoolId": pool_id})
        pool = emulator.call("DescribeUserPool", {"UserPoolId": pool_id})["UserPool"]
        emulator.call("DeleteUserPoolDomain", {"UserPoolId": pool_id, "Domain": pool["Domain"]})
        emulator.call("DeleteUserPool", {"UserPoolId": pool_id})

    assert stands_there(str(caught.value.message))
    assert f"`{pool['Domain']}`" in PAGE


def test_the_domain_of_a_pool(server: Server) -> None:
    domain, asked = f"{server.url}/_domain/demo", {"client_id": CLIENT, "response_type": "code"}
    elsewhere = {**asked, "redirect_uri": "http://localhost:1/nowhere"}

    nowhere = requests.get(f"{server.url}/_domain/shop/login", timeout=60)
    mismatch = requests.get(f"{domain}/oauth2/authorize", elsewhere, timeout=60)
    code = {"grant_type": "authorization_code", "code": "used", "redirect_uri": "x"}
    refused = requests.post(f"{domain}/oauth2/token", {**code, "client_id": CLIENT}, timeout=60)

    assert stands_there(nowhere.json()["error"].partition(" A pool's domain")[0])
    assert mismatch.url.startswith(f"{domain}/error?error=redirect_mismatch")
    assert stands_there("redirect_mismatch")
    assert stands_there(refused.text)


def test_pages_that_cannot_be_used(server: Server) -> None:
    callback = "http://localhost:3000/"
    plain = server._emulator.call(
        "CreateUserPoolClient",
        {
            "UserPoolId": POOL,
            "ClientName": "plain",
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": ["code"],
            "AllowedOAuthScopes": ["openid"],
            "CallbackURLs": [callback],
        },
    )["UserPoolClient"]["ClientId"]
    login, asked = f"{server.url}/_domain/demo/login", {"response_type": "code"}

    without_style = {**asked, "client_id": plain, "redirect_uri": callback}
    unavailable = requests.get(login, without_style, timeout=60)
    server._emulator.call(
        "CreateManagedLoginBranding",
        {"UserPoolId": POOL, "ClientId": plain, "UseCognitoProvidedValues": True},
    )
    name, old = {"username": "alice"}, {"XSRF-TOKEN": "of-another-page"}
    without_cookie = requests.post(login, name, params=without_style, timeout=60)
    out_of_date = requests.post(login, name, params=without_style, cookies=old, timeout=60)

    assert unavailable.status_code == 403
    assert "Login pages unavailable" in unavailable.text
    assert stands_there("Login pages unavailable")
    no_cookie = texts.of_language("en")("problem.no_cookie")
    assert no_cookie in without_cookie.text
    assert stands_there(no_cookie)
    assert "This page was out of date. Try again." in out_of_date.text
    assert stands_there("This page was out of date. Try again.")


def test_states_that_are_not_the_browsers() -> None:
    hosting = FederatedHosting()

    def shown(parameters: Mapping[str, str]) -> str:
        page = hosting.browser.get(hosting.bring(parameters).headers["Location"])
        assert "Invalid State" in page.text
        [hint] = re.findall('<p id="hint">([^<]+)</p>', page.text)
        return unescape(hint)

    used, first, second = (hosting.allowed(hosting.leave()) for _ in range(3))
    hints = {shown({}), shown({**used, "state": "x"}), shown(first)}
    for cookie in ("csrf-state", "csrf-state-legacy"):
        hosting.browser.delete_cookie(cookie, path=hosting.path(""))
    hints.add(shown(second))
    hosting.emulator.clock.shift(minutes=5)
    hints.add(shown(second))

    assert len(hints) == 5
    assert stands_there("Invalid State")
    assert [hint for hint in hints if not stands_there(hint)] == []


def test_a_test_without_the_plugin(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile("def test_it(cognito): pass")

    result = pytester.runpytest_inprocess()

    assert stands_there(re.findall(r"fixture 'cognito' not found", result.stdout.str())[0])


def test_classes_of_freezegun() -> None:
    with freezegun.freeze_time():
        message = said(_import_something, "TypeError")

    heading, _, sentence = message.partition(": ")
    assert stands_there(heading)
    assert stands_there(sentence)


def _import_something() -> None:
    import datetime as dt  # noqa: PLC0415 - as freezegun has it now

    class Kind(type):
        pass

    class Mine(dt.datetime, metaclass=Kind):
        pass


def test_messages_that_never_come(cognito: Cognito, cognito_user: CognitoUser) -> None:
    message = said(lambda: cognito.assert_message(to=cognito_user), "AssertionError")

    assert stands_there(message.partition(" with ")[0])


def test_reasons_for_no_message() -> None:
    with Emulator() as emulator:
        pool = emulator.call("CreateUserPool", {"PoolName": "shop"})["UserPool"]["Id"]
        client = emulator.call(
            "CreateUserPoolClient",
            {
                "UserPoolId": pool,
                "ClientName": "web",
                "PreventUserExistenceErrors": "ENABLED",
            },
        )["UserPoolClient"]["ClientId"]
        person = {
            "Username": "ada",
            "UserAttributes": [{"Name": "email", "Value": "ada@example.com"}],
        }
        emulator.call("SignUp", {"ClientId": client, "Password": "Correct-Horse-1", **person})
        emulator.call("ForgotPassword", {"ClientId": client, "Username": "nobody"})
        emulator.call(
            "AdminCreateUser",
            {"UserPoolId": pool, "MessageAction": "SUPPRESS", **person, "Username": "bob"},
        )

        assert emulator.messages() == []


IN_JAVASCRIPT = """
import { CognitoIdentityProviderClient as Client, ListUserPoolsCommand }
    from "@aws-sdk/client-cognito-identity-provider";
import { CognitoJwtVerifier, JwtVerifier } from "aws-jwt-verify";

const { ENDPOINT: endpoint, TOKEN: token } = process.env;
const list = (settings) => new Client(settings).send(new ListUserPoolsCommand({ MaxResults: 1 }));
const region = "us-east-1";
const credentials = { accessKeyId: "x", secretAccessKey: "x" };
const verifier = CognitoJwtVerifier.create(
    { userPoolId: "us-east-1_DemoPool1", clientId: null, tokenUse: "access" });
const issuer = `${endpoint}/us-east-1_DemoPool1`;
const byHttp = JwtVerifier.create(
    { issuer, audience: null, jwksUri: `${issuer}/.well-known/jwks.json` });
const attempts = [
    () => list({ endpoint }),
    () => list({ endpoint, region }),
    () => list({ endpoint: "http://127.0.0.1:1", region, credentials, maxAttempts: 1 }),
    () => verifier.verify(token),
    () => byHttp.verify(token),
];
for (const attempt of attempts) {
    await attempt().then(() => console.log("no error"), (error) => console.log(error.message));
}
"""


@pytest.mark.slow
def test_a_browser_that_keeps_refused_tokens(server: Server) -> None:
    """Amplify keeps them when the user is gone, and lets nobody else in."""
    control, erin = f"{server.url}/_emulator", {"username": "erin", "password": "Erin-Password-1"}
    requests.post(f"{control}/users", json={"user_pool_id": POOL, **erin}, timeout=60)
    with node.library("amplify.mjs") as amplify:
        amplify.call("configure", POOL, CLIENT, server.url)
        amplify.call("signIn", erin)
        requests.post(f"{control}/reset", timeout=60)
        amplify.refused("fetchUserAttributes")
        alice = {"username": "alice", "password": "Alice-Password-1"}
        name, message = amplify.refused("signIn", alice)
        assert name == "UserAlreadyAuthenticatedException"
        assert stands_there(message)
        amplify.call("signOut")
        amplify.call("signIn", alice)


@pytest.mark.slow
def test_javascript(server: Server) -> None:
    printed = node.module(IN_JAVASCRIPT, {"ENDPOINT": server.url, "TOKEN": sign_in(server)})

    region, credentials, refused, issuer, protocol = printed.splitlines()
    assert stands_there(region)
    assert stands_there(credentials)
    assert stands_there(refused.partition(" 127")[0])
    assert stands_there(issuer.partition(" http")[0])
    assert stands_there(protocol)

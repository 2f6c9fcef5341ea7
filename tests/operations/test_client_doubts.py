"""What is said of a client's settings that the service takes, and that will disappoint."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator import WarningRecord
from cognito_emulator.emulator import Emulator

BACK = "http://localhost:3000/callback"
OAUTH = {
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid"],
    "CallbackURLs": [BACK],
    "SupportedIdentityProviders": ["COGNITO"],
}
OFF = {**OAUTH, "AllowedOAuthFlowsUserPoolClient": False}
MACHINE = {
    "GenerateSecret": True,
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["client_credentials"],
    "AllowedOAuthScopes": ["api/read"],
}
API = {
    "Identifier": "api",
    "Name": "api",
    "Scopes": [{"ScopeName": "read", "ScopeDescription": "Read"}],
}
REFUSED = (
    "AllowedOAuthFlowsUserPoolClient is not true: its authorization requests are refused. Set it to"
    " true"
)
NO_PROVIDER = (
    "has no SupportedIdentityProviders: its pages sign in users of the pool here, but the real"
    " service is said to have none for it then. Set them, such as [COGNITO]."
)
NO_FLOW = (
    "has AllowedOAuthFlowsUserPoolClient, but no AllowedOAuthFlows: its authorization requests are"
    " refused. An update that leaves a list out empties it; name them all."
)
NO_STYLE = (
    "has no style, so managed login shows it no pages. Make a style with ManagedLoginBrandings in a"
    " seed, or CreateManagedLoginBranding."
)


def pool(emulator: Emulator) -> str:
    made = emulator.call("CreateUserPool", {"PoolName": "lab"})["UserPool"]
    return str(made["Id"])


def without(member: str) -> dict[str, Any]:
    return {name: value for name, value in OAUTH.items() if name != member}


def said(emulator: Emulator) -> list[str]:
    return [record.sentence for record in emulator.warnings()]


@pytest.mark.parametrize(
    ("settings", "doubts"),
    [
        pytest.param({}, [], id="api-only"),
        pytest.param(OAUTH, [], id="complete"),
        pytest.param({**OAUTH, "SupportedIdentityProviders": []}, [NO_PROVIDER], id="no-provider"),
        pytest.param(
            {**without("SupportedIdentityProviders"), "AllowedOAuthFlows": ["implicit"]},
            [NO_PROVIDER],
            id="implicit-without-provider",
        ),
        pytest.param(
            OFF,
            [f"has CallbackURLs and AllowedOAuthFlows, but {REFUSED}."],
            id="off",
        ),
        pytest.param(
            {"CallbackURLs": [BACK]},
            [f"has CallbackURLs, but {REFUSED}, with AllowedOAuthFlows and AllowedOAuthScopes."],
            id="callbacks-alone",
        ),
    ],
)
def test_settings(emulator: Emulator, settings: dict[str, Any], doubts: list[str]) -> None:
    request = {"UserPoolId": pool(emulator), "ClientName": "web", **settings}
    emulator.call("CreateUserPoolClient", request)
    assert said(emulator) == [f"The client web {doubt}" for doubt in doubts]


def test_a_client_of_machines_needs_no_provider(emulator: Emulator) -> None:
    pool_id = pool(emulator)
    emulator.call("CreateResourceServer", {"UserPoolId": pool_id, **API})
    emulator.call("CreateUserPoolClient", {"UserPoolId": pool_id, "ClientName": "m", **MACHINE})
    assert said(emulator) == []


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("localhost:3000/cb", "it has no scheme. Write http://localhost:3000/cb"),
        ("localhost", "it has no scheme. Write http://localhost"),
        ("127.0.0.1:3000?a=b", "it has no scheme. Write http://127.0.0.1:3000?a=b"),
        ("[::1]:3000/", "it has no scheme. Write http://[::1]:3000/"),
        ("app.example.com/cb", "it has no scheme. Write https://app.example.com/cb"),
        ("App.Example.com:8080", "it has no scheme. Write https://App.Example.com:8080"),
        ("//app.example.com/cb", f"it is no whole URL. Write it as in {BACK}"),
        ("/callback", f"it is no whole URL. Write it as in {BACK}"),
        ("callback", f"it is no whole URL. Write it as in {BACK}"),
        ("javascript:alert(1)", "no redirect leads to javascript:."),
        ("Data:text/html,x", "no redirect leads to data:."),
        ("file:///etc/hosts", "no redirect leads to file:."),
        ("https:///cb", f"it has no host. Write it as in {BACK}"),
        ("https:app", f"it has no host. Write it as in {BACK}"),
        ("https://[broken/", f"its host or its port cannot be read. Write it as in {BACK}"),
        ("https://a.example:99999/", f"its host or its port cannot be read. Write it as in {BACK}"),
        ("https://a.example:0/", "there is no port 0. Write that of the app"),
        ("https://*.a.example/cb", "URLs are compared letter by letter. Write out each host"),
    ],
)
@pytest.mark.parametrize("member", ["CallbackURLs", "LogoutURLs"])
def test_addresses_that_no_browser_reaches(
    emulator: Emulator, member: str, url: str, problem: str
) -> None:
    urls = {member: [BACK, url]}
    request = {"UserPoolId": pool(emulator), "ClientName": "web", **OAUTH, **urls}
    emulator.call("CreateUserPoolClient", request)
    (sentence,) = said(emulator)
    start = f"The client web has {url} among its {member}, which no browser reaches: {problem}"
    assert sentence.startswith(start)


@pytest.mark.parametrize(
    "url",
    [
        BACK,
        "HTTPS://App.Example.com/Callback",
        "https://bücher.example.com/é",
        "https://a.example.com:8443/*",
        "http://[::1]:5173/back",
        "myapp://",
        "myapp://*",
        "app://[broken/",
        "com.example.app:/oauth2redirect",
        "exp://127.0.0.1:8081/--/callback",
    ],
)
def test_addresses_that_may_be_reached(emulator: Emulator, url: str) -> None:
    urls = {"CallbackURLs": [url], "LogoutURLs": [url]}
    request = {"UserPoolId": pool(emulator), "ClientName": "web", **OAUTH, **urls}
    emulator.call("CreateUserPoolClient", request)
    assert said(emulator) == []


def test_an_update_tells_what_is_new(emulator: Emulator) -> None:
    """And what it has emptied by leaving lists out."""
    request = {"UserPoolId": pool(emulator), "ClientName": "web"}
    made = emulator.call(
        "CreateUserPoolClient", {**request, **without("SupportedIdentityProviders")}
    )
    names = {name: made["UserPoolClient"][name] for name in ("UserPoolId", "ClientId")}
    update = "UpdateUserPoolClient"
    told = [f"The client web {NO_PROVIDER}"]
    assert said(emulator) == told
    emulator.call(update, {**names, **without("SupportedIdentityProviders")})
    assert said(emulator) == told
    emulator.call(update, {**names, "CallbackURLs": [BACK, "/cb"]})
    told.append(f"The client web {NO_FLOW}")
    assert said(emulator)[:2] == told
    assert "has /cb among its CallbackURLs" in said(emulator)[2]
    emulator.call(update, {**names, "CallbackURLs": [BACK, "/cb"]})
    emulator.call(update, {**names, **OAUTH})
    assert len(said(emulator)) == 3
    emulator.call(update, {**names, "CallbackURLs": [BACK]})
    assert said(emulator)[3:] == [f"The client web {NO_FLOW}"]


# --- seeds ----------------------------------------------------------------------------------------

WEB = {"ClientName": "web", "ClientId": "webclient00000000000000001", **OAUTH}
STYLE = {"ClientId": WEB["ClientId"], "UseCognitoProvidedValues": True}


@pytest.mark.parametrize(
    ("seed", "doubts"),
    [
        pytest.param({}, [], id="default-domain"),
        pytest.param({"Domain": "shop"}, [], id="classic"),
        pytest.param({"Domain": {"Domain": "shop", "ManagedLoginVersion": 2}}, [NO_STYLE], id="2"),
        pytest.param(
            {
                "Domain": {"Domain": "shop", "ManagedLoginVersion": 2},
                "ManagedLoginBrandings": [STYLE],
            },
            [],
            id="styled",
        ),
    ],
)
def test_a_style_that_is_missing(seed: dict[str, Any], doubts: list[str]) -> None:
    backend = {"ClientName": "backend"}
    with Emulator(seed={"PoolName": "shop", "Clients": [WEB, backend], **seed}) as emulator:
        assert said(emulator) == [f"The client web {doubt}" for doubt in doubts]


def test_seeds_are_told_of_once_however_often_they_are_planted() -> None:
    """Two pools may have clients of one name, and each is told of."""
    of_one = {"Clients": [{"ClientName": "web", "CallbackURLs": ["/cb"]}]}
    with Emulator(seeds=[{"PoolName": "a", **of_one}, {"PoolName": "b", **of_one}]) as emulator:
        assert len(emulator.warnings()) == 4
        heard: list[WarningRecord] = []
        emulator.on_warning(heard.append)
        emulator.reset()
        assert heard == []
        assert len(emulator.warnings()) == 4  # whoever asks for them gets them
        emulator.reseed({"PoolName": "a", **of_one}, {"PoolName": "b", "Clients": []})
        emulator.reset()
        assert heard == []
        emulator.reseed({"PoolName": "a", **of_one}, {"PoolName": "b", **of_one})
        emulator.reset()
        pools = [pool.pool.id for pool in emulator.seeded]
        assert [record.user_pool_id for record in heard] == [pools[1]] * 2


def test_what_a_seed_is_warned_of_is_told_again_where_it_is_wrong_now() -> None:
    """What was told of a seed that could not be planted does not count."""
    good = {"PoolName": "a"}
    weak = {"PoolName": "b", "Users": [{"Username": "ada", "Password": "weak-one"}]}
    doubtful = {**good, "Clients": [{"ClientName": "web", "CallbackURLs": ["/cb"]}]}
    heard: list[WarningRecord] = []
    with Emulator(seed=good) as emulator:
        emulator.on_warning(heard.append)
        emulator.reseed(doubtful, weak)
        with pytest.raises(ValueError, match="Password did not conform"):
            emulator.reset()
        told = len(heard)
        emulator.reseed(doubtful)
        emulator.reset()
        assert len(heard) == told + 2

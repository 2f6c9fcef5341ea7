"""Which pages and hosts may control the emulator, and call operations that need credentials."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from cognito_emulator import Settings
from cognito_emulator.api import spec
from cognito_emulator.emulator import Emulator
from cognito_emulator.web.server import Server
from tests.support import Lab, StockKeys
from tests.table import table
from tests.web.client import WebClient

SERVICE = "AWSCognitoIdentityProviderService"
SIGNED = {
    "X-Amz-Target": f"{SERVICE}.ListUserPools",
    "Authorization": "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/cognito-idp/aws4_request, "
    "SignedHeaders=host;x-amz-date;x-amz-target, Signature=0",
    "X-Amz-Date": "20260101T000000Z",
}
CONTROL = ["health", "messages", "clock", "challenges", "faults"]

OWN = [
    "localhost",
    "localhost:9329",
    "LOCALHOST",
    "localhost.",
    "a.localhost",
    "127.0.0.1:9329",
    "127.8.8.8",
    "[::1]:9329",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
]
OWNERLESS = [
    "cognito",
    "cognito:9329",
    "Cognito.",
    "my_cognito",
    "app.local",
    "host.docker.internal:9329",
    "cognito.default.svc.cluster.internal",
    "api.test",
    "api.test.",
]
FOREIGN = [
    "evil.example",
    "evil.example:9329",
    "evil.com.",
    "localhost.evil.example:9329",
    "127.0.0.1.evil.example",
    "127.0.0.1.nip.io",
    "evillocalhost.com",
    "local.com",
    "test.internal.com",
    "10.0.0.1",
    "[2001:db8::1]:9329",
    "0.0.0.0:9329",
]
UNREADABLE = [
    "[",
    "localhost..",
    "a b",
    "localhost@evil.example",
    "evil.example@localhost",
    "localhost:x",
    "a,b",
]


def client(host: str = "127.0.0.1", **settings: Any) -> Any:
    return WebClient(Emulator(Settings(**settings)), host=host)


def kind(answer: Any) -> str | None:
    return json.loads(answer.data).get("__type")


# --- the Host, at /_emulator ----------------------------------------------------------------------


@table("path", CONTROL)
@table("host", [*OWN, *OWNERLESS])
def test_hosts_that_cannot_be_foreign_are_welcome(web: Any, path: str, host: str) -> None:
    """Containers call each other by names without a dot."""
    assert web.get(f"/_emulator/{path}", headers={"Host": host}).status_code == 200


@table("path", CONTROL)
@table("host", [*FOREIGN, *UNREADABLE])
def test_foreign_hosts_are_refused(web: Any, path: str, host: str) -> None:
    """A page that made its own name lead here (DNS rebinding) still names itself."""
    answer = web.get(f"/_emulator/{path}", headers={"Host": host})
    assert answer.status_code == 403 or (host in UNREADABLE and answer.status_code == 400)
    assert "error" in answer.json


def test_a_refused_host_says_what_to_do(web: Any) -> None:
    answer = web.get("/_emulator/clock", headers={"Host": "cognito.example.com:80"})
    assert answer.json["error"] == (
        "cognito-emulator is not controlled under the Host cognito.example.com:80, which may lead "
        "anywhere: use localhost, or the address that it listens on, or start it with "
        "--allow-host cognito.example.com."
    )


@table(
    "host, settings, welcome, refused",
    [
        ("10.0.0.1", {}, "10.0.0.1:9329", "10.0.0.2"),
        ("0.0.0.0", {}, "192.168.1.2", "evil.example"),  # noqa: S104 - binds nothing
        ("::", {}, "[2001:db8::1]:9329", "evil.example"),
        ("2001:DB8:0::1", {}, "[2001:db8::0:1]", "[2001:db8::2]"),
        (
            "127.0.0.1",
            {"public_url": "https://id.example.com:8443/x"},
            "id.example.com",
            "example.com",
        ),
        ("127.0.0.1", {"allow_hosts": ["id.example.com"]}, "ID.example.com:80", "a.id.example.com"),
        ("127.0.0.1", {"allow_hosts": ["10.0.0.1", "2001:db8::1"]}, "[2001:db8::1]", "10.0.0.2"),
    ],
)
def test_hosts_that_it_was_told(
    host: str, settings: dict[str, Any], welcome: str, refused: str
) -> None:
    web = client(host, **settings)
    statuses = [
        web.get("/_emulator/clock", headers={"Host": name}).status_code
        for name in (welcome, refused)
    ]
    assert statuses == [200, 403]


def test_the_api_answers_under_any_host(web: Any) -> None:
    """So it does where clients were led here from the service's own names."""
    headers = {**SIGNED, "Host": "cognito-idp.us-east-1.amazonaws.com"}
    assert web.post("/", data=b'{"MaxResults":1}', headers=headers).status_code == 200


# --- the Origin -----------------------------------------------------------------------------------

PAGES_OF_THIS_MACHINE = [
    "http://localhost:3000",
    "https://localhost",
    "HTTP://LocalHost:3000",
    "http://localhost.:3000",
    "http://app.localhost:8080",
    "http://127.0.0.1:5173",
    "http://[::1]:5173",
]
FOREIGN_PAGES = [
    "http://evil.example",
    "https://evil.example:9329",
    "http://evil.com.",
    "http://localhost.evil.example",
    "http://app.local:3000",
    "http://frontend:3000",
    "http://10.0.0.7",
    "http://0.0.0.0:3000",
    "https://[2001:db8::1]",
    "http://localhost@evil.example",
    "http://evil.example#localhost",
    "http://localhost/evil",
    "http://localhost,http://evil.example",
    "http://localhost http://evil.example",
    "http://[",
    "http://",
    "localhost",
    "null",
    "",
    "*",
    "file://",
    "chrome-extension://abcdefghijklmnop",
    "javascript://localhost",
    f"http://{'x' * 5000}.localhost",
]


def by_page(web: Any, origin: str, **headers: str) -> tuple[Any, Any]:
    """Call an operation that needs credentials, and control the emulator, from a page."""
    sent = {"Host": "localhost:9329", "Origin": origin, **headers}
    api = web.post("/", data=b'{"MaxResults":1}', headers=SIGNED | sent)
    return api, web.post("/_emulator/reset", headers=sent)


@pytest.mark.parametrize("origin", PAGES_OF_THIS_MACHINE)
def test_pages_of_this_machine_are_welcome(web: Any, origin: str) -> None:
    api, control = by_page(web, origin)
    assert (api.status_code, control.status_code) == (200, 200)
    assert control.headers["Access-Control-Allow-Origin"] == origin
    assert "Origin" in control.headers["Vary"]


@table("origin", FOREIGN_PAGES)
def test_foreign_pages_are_refused(web: Any, origin: str) -> None:
    api, control = by_page(web, origin)
    assert (api.status_code, kind(api)) == (400, "AccessDeniedException")
    assert control.status_code == 403
    assert "Access-Control-Allow-Origin" not in control.headers


def test_a_refused_page_is_told_what_to_do(web: Any) -> None:
    """In the API's answer, which it can read, and in the terminal."""
    sentence = (
        "cognito-emulator is closed to pages of https://app.example.com, except for operations "
        "that need no AWS credentials: start it with --allow-origin https://app.example.com, or "
        "serve the page from http://localhost."
    )
    api, control = by_page(web, "https://app.example.com")
    assert api.headers["access-control-allow-origin"] == "*"
    assert api.headers["x-amzn-ErrorMessage"] == sentence
    assert control.json["error"] == sentence
    _, control = by_page(web, "null")
    assert "serve the page from http://localhost" in control.json["error"]
    assert "--allow-origin" not in control.json["error"]


def test_a_long_origin_is_shown_in_part(web: Any) -> None:
    _, control = by_page(web, f"https://{'x' * 5000}.example")
    assert len(control.json["error"]) < 1000


@table(
    "settings, welcome, refused",
    [
        (
            {"public_url": "https://id.example.com/x"},
            "https://id.example.com",
            "http://id.example.com",
        ),
        ({"public_url": "http://id.example.com:80"}, "http://id.example.com", "http://example.com"),
        (
            {"allow_origins": ["https://App.example.com:443/"]},
            "https://app.example.com",
            "https://app.example.com:8443",
        ),
        (
            {"allow_origins": ["http://a.test", "http://10.0.0.7:3000"]},
            "http://10.0.0.7:3000",
            "http://10.0.0.7",
        ),
        (
            {"allow_origins": ["chrome-extension://abc"]},
            "chrome-extension://abc",
            "chrome-extension://abd",
        ),
        ({"allow_hosts": ["id.example.com"]}, "http://localhost", "http://id.example.com"),
    ],
)
def test_origins_that_it_was_told(settings: dict[str, Any], welcome: str, refused: str) -> None:
    web = client(**settings)
    assert [answer.status_code for answer in by_page(web, welcome)] == [200, 200]
    assert [answer.status_code for answer in by_page(web, refused)] == [400, 403]


@pytest.mark.parametrize(
    ("host", "origin", "welcome"),
    [
        ("cognito:9329", "http://cognito:9329", True),
        ("cognito", "https://cognito", True),
        ("app.local:80", "http://app.local", True),
        ("cognito:9329", "http://cognito:3000", False),
        ("cognito:9329", "http://other:9329", False),
        ("evil.example:9329", "http://evil.example:9329", False),
        ("10.0.0.7:9329", "http://10.0.0.7:9329", False),
    ],
)
def test_pages_that_came_from_the_emulator_itself(
    web: Any, host: str, origin: str, *, welcome: bool
) -> None:
    """As far as the name is no foreign one: a rebound page seems to have come from here, too."""
    answers = by_page(web, origin, Host=host)
    assert [answer.status_code for answer in answers] == ([200, 200] if welcome else [400, 403])


@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
def test_foreign_pages_may_call_public_operations(lab: Lab, origin: str) -> None:
    """As browsers' SDKs do; that they carry an Authorization header makes no difference."""
    web = WebClient(lab.emulator)
    public = [name for name in spec.operations() if not spec.operation(name).signed]
    assert "SignUp" in public
    for name in public:
        headers = {**SIGNED, "X-Amz-Target": f"{SERVICE}.{name}", "Origin": origin}
        assert kind(web.post("/", data=b"{}", headers=headers)) != "AccessDeniedException"


@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
def test_foreign_pages_may_call_no_other(lab: Lab, origin: str) -> None:
    web = WebClient(lab.emulator)
    heard: list[str] = []
    lab.emulator.on_call(lambda call: heard.append(str(call)))
    others = [name for name in spec.operations() if spec.operation(name).signed]
    assert "AdminDeleteUser" in others
    for name in others:
        headers = {**SIGNED, "X-Amz-Target": f"{SERVICE}.{name}", "Origin": origin}
        answer = web.post("/", data=b"{}", headers=headers)
        assert kind(answer) == "AccessDeniedException"
    assert len(heard) == len(others)
    assert all("AccessDeniedException" in line for line in heard)


@pytest.mark.parametrize(
    ("keys", "refusal"),
    [
        ({"x": None}, "AccessDeniedException"),  # nobody has to prove anything
        ({"x": "secret"}, "InvalidSignatureException"),
    ],
)
def test_keys_that_are_not_verified_do_not_help(keys: dict[str, str | None], refusal: str) -> None:
    api, _ = by_page(client(access_keys=keys), "http://evil.example")
    assert kind(api) == refusal


def test_keys_that_are_verified_do(stock_keys: StockKeys) -> None:
    """Whoever knows the secret is no page that happened to be visited."""
    settings = Settings(access_keys={"AKIAEXAMPLE": "secret", "TRUSTED": None})
    with Server(Emulator(settings, keys=stock_keys), port=0) as server:

        def call(key: str) -> Any:
            made = boto3.Session(key, "secret", region_name="us-east-1").client(
                "cognito-idp", endpoint_url=server.url
            )
            made.meta.events.register("before-sign", from_a_foreign_page)
            return made.list_user_pools(MaxResults=1)

        def from_a_foreign_page(request: Any, **_: object) -> None:
            request.headers["Origin"] = "http://evil.example"

        assert call("AKIAEXAMPLE")["UserPools"] == []
        with pytest.raises(ClientError, match=r"--allow-origin http://evil\.example"):
            call("TRUSTED")


def test_a_preflight_request_is_answered_as_what_follows_will_be(web: Any) -> None:
    asked = {
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "content-type",
    }
    welcome, foreign = {"Origin": "http://localhost:3000"}, {"Origin": "http://evil.example"}
    for path in CONTROL:
        answer = web.options(f"/_emulator/{path}", headers=asked | welcome)
        assert answer.status_code == 200
        assert answer.headers["Access-Control-Allow-Origin"] == welcome["Origin"]
        assert "PUT" in answer.headers["Access-Control-Allow-Methods"]
        assert answer.headers["Access-Control-Allow-Headers"] == "Content-Type"
        answer = web.options(f"/_emulator/{path}", headers=asked | foreign)
        assert answer.status_code == 403
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


def test_a_preflight_request_for_the_api_is_always_answered(web: Any) -> None:
    """Which operation will follow, it does not say; and a page is to read why it is refused."""
    answer = web.options("/", headers={"Origin": "http://evil.example"})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")


def test_programs_have_no_origin(web: Any) -> None:
    assert web.post("/", data=b'{"MaxResults":1}', headers=SIGNED).status_code == 200
    answer = web.post("/_emulator/reset")
    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers


@table(
    "settings",
    [
        {"allow_origins": ["null"]},
        {"allow_origins": ["*"]},
        {"allow_origins": ["app.example.com"]},
        {"allow_origins": ["https://app.example.com/path"]},
        {"allow_origins": ["https://*.example.com"]},
        {"allow_hosts": ["*"]},
        {"allow_hosts": ["http://id.example.com"]},
        {"allow_hosts": [""]},
    ],
)
def test_what_cannot_be_allowed(settings: dict[str, Any]) -> None:
    [[value]] = settings.values()
    with pytest.raises(ValueError, match=r"is no (origin|host)") as refusal:
        client(**settings)
    assert value in str(refusal.value)


@pytest.mark.parametrize("path", CONTROL)
@pytest.mark.parametrize("host", ["localhost", "evil.example"])
def test_answers_are_taken_for_nothing_but_json(web: Any, path: str, host: str) -> None:
    """By a browser that was sent here for an image, without an Origin."""
    answer = web.get(f"/_emulator/{path}", headers={"Host": host})
    assert answer.status_code == (200 if host == "localhost" else 403)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("host", ["localhost", "evil.example", "us-east-1lab1.auth.localhost"])
@pytest.mark.parametrize("origin", ["null", "https://evil.example", "http://localhost:3000"])
def test_domains_of_pools_are_open_to_pages_of_any_origin(
    emulator: Emulator, host: str, origin: str
) -> None:
    """Their forms have a token of their own, and their cookies belong to the host."""
    emulator.plant({"PoolName": "lab", "Id": "us-east-1_Lab1"})
    at_host = host.endswith(".auth.localhost")
    web: Any = WebClient(emulator)

    answer = web.post(
        f"http://{host}{'' if at_host else '/_domain/us-east-1lab1'}/oauth2/token",
        data={},
        headers={"Origin": origin},
    )

    assert (answer.status_code, answer.json) == (400, {"error": "invalid_request"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"

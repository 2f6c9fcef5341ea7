"""Pages of any origin may call what apps call themselves, and read it."""

from __future__ import annotations

import pytest

from tests.web.hosting import Hosting

HEADERS = "authorization,content-type,x-amz-user-agent"
DIRECT = ["/oauth2/token", "/oauth2/userInfo", "/oauth2/revoke", "/oauth2/register"]
KNOWN = ["openid-configuration", "jwks.json"]


def paths(hosting: Hosting) -> list[str]:
    return [
        *(hosting.path(path) for path in DIRECT),
        *(f"/{hosting.pool_id}/.well-known/{name}" for name in KNOWN),
    ]


@pytest.mark.parametrize("origin", ["https://app.example.com", "null", "http://localhost:5173"])
def test_preflights(hosting: Hosting, origin: str) -> None:
    for path in paths(hosting):
        answer = hosting.browser.options(
            path,
            headers={
                "Origin": origin,
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": HEADERS,
            },
        )
        assert answer.status_code == 200, path
        assert answer.data == b""
        assert "DELETE" not in answer.headers["Allow"]
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Access-Control-Allow-Headers"] == HEADERS
        method = "GET" if ".well-known" in path else "POST"
        assert method in answer.headers["Access-Control-Allow-Methods"]


def test_a_preflight_of_many_headers(hosting: Hosting) -> None:
    asked = {"Access-Control-Request-Headers": ",".join(f"x-{n}" for n in range(10_000))}

    answer = hosting.browser.options(hosting.path("/oauth2/token"), headers=asked)

    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Headers"].startswith("x-0,x-1,")


def test_a_browser_is_not_to_read_where_users_sign_in(hosting: Hosting) -> None:
    for path in ("/oauth2/authorize", "/login", "/logout"):
        answer = hosting.get(path, **hosting.wanted())
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_an_unknown_domain(hosting: Hosting) -> None:
    answer = hosting.browser.post("/_domain/nowhere/oauth2/token", data={"grant_type": "x"})

    assert answer.status_code == 404
    assert answer.headers["Access-Control-Allow-Origin"] == "*"

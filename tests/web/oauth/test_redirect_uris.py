"""Where answers go: to the registered URI, letter by letter, whatever a URL may be."""

from __future__ import annotations

from urllib.parse import quote

from tests.table import table
from tests.web.hosting import Hosting

URIS = [
    "https://app.example.com/callback?x=1&y=%20+z",
    "https://app.example.com/%zz",
    "HTTPS://App.Example.com/Callback",
    "https://user:password@app.example.com/",
    "https://app.example.com\\@elsewhere.example.com/",
    "https://[broken/",
    "app://[broken/",
    "app:///callback",
    "app://",
    "app:/callback",
    "exp://127.0.0.1:8081/--/callback",
    "https://bücher.example.com/é",
]


@table("uri", URIS)
@table("way", ["code", "refusal"])
def test_an_answer_goes_to_the_registered_uri(uri: str, way: str) -> None:
    hosting = Hosting(CallbackURLs=[uri])
    asked = {"redirect_uri": uri, "state": "a\r\nSet-Cookie: b=c"}

    answer = (
        hosting.sign_in(**asked)
        if way == "code"
        else hosting.authorize(**asked, response_type="nonsense")
    )

    assert answer.status_code == 302
    location = answer.headers["Location"]
    assert location.isascii()
    start = quote(uri, safe="!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
    assert location.startswith(f"{start}{'&' if '?' in uri else '?'}")
    assert "state=a%0D%0ASet-Cookie%3A+b%3Dc" in location
    assert "b" not in {each.split("=")[0] for each in answer.headers.getlist("Set-Cookie")}


@table(
    "uri",
    [
        "https://app.example.com/callback/",
        "https://app.example.com/Callback",
        "https://app.example.com/callback?",
        "https://app.example.com/callback#",
        "https://app.example.com/callback\0",
        "https://app.example.com/callback ",
        "https://app.example.com/a/../callback",
        "https://app.example.com//callback",
        "https://app.example.com:443/callback",
        "https://app.example.com./callback",
        "https://app.example.com@evil.example.com/callback",
        "https://evil.example.com/https://app.example.com/callback",
        "https://app.example.com\\callback",
        "https://app.example.com/%63allback",
        "//app.example.com/callback",
        "/callback",
        "\thttps://app.example.com/callback",
        "https://app.example.com/c\u0430llback",
    ],
)
@table("path", ["/oauth2/authorize", "/login", "/signup", "/forgotPassword"])
def test_nothing_goes_to_another_uri(hosting: Hosting, path: str, uri: str) -> None:
    answer = hosting.get(path, **hosting.wanted(redirect_uri=uri))

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(hosting.path("/error?"))

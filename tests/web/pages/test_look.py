"""What is set through the API shows: styles, UI customization, terms."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

import pytest

from cognito_emulator import WarningRecord
from tests.table import table
from tests.web.hosting import DOMAIN, Hosting

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


def styled(settings: Any, assets: Any = ()) -> Hosting:
    hosting = Hosting(version=2)
    hosting.restyle(settings, assets)
    return hosting


def test_a_client_without_a_style_has_no_pages() -> None:
    hosting = Hosting(version=2)
    hosting.call("DeleteManagedLoginBranding", **hosting.style())
    warnings: list[WarningRecord] = []
    hosting.emulator.on_warning(warnings.append)

    page = hosting.get("/login", **hosting.wanted())

    assert page.status_code == 403
    assert "For developers" in page.text
    assert "ManagedLoginBrandings" in page.text
    hosting.get("/signup", **hosting.wanted())
    told = f"The client {hosting.client.name} has no style, so managed login shows it no pages."
    assert [warning.sentence.startswith(told) for warning in warnings] == [True]  # once
    assert "Login pages unavailable. Please contact an administrator." in page.text
    assert hosting.get("/error", error="x", client_id=hosting.client.id).status_code == 400


def test_the_domain_that_is_lent_needs_no_style() -> None:
    hosting = Hosting()
    name = hosting.pool_id.replace("_", "").lower()
    hosting.call("DeleteUserPoolDomain", UserPoolId=hosting.pool_id, Domain=DOMAIN)
    page = hosting.browser.get(f"/_domain/{name}/login", query_string=hosting.wanted())

    assert page.status_code == 200
    assert "signInFormPassword" not in page.text  # it is managed login
    assert "prefers-color-scheme: dark" in page.text
    backgrounds = re.findall(r'url\("([^"]+)"\)', page.text)
    assert len(set(backgrounds)) == 2
    assert {hosting.browser.get(each).mimetype for each in backgrounds} == {"image/svg+xml"}


@pytest.mark.parametrize(
    ("scheme", "wanted"),
    [
        ("LIGHT", ["color-scheme: light;", "--primary: #11223344;"]),
        ("DARK", ["color-scheme: dark;", "--primary: #55667788;"]),
        ("DYNAMIC", ["--primary: #11223344;", "--primary: #55667788;"]),
    ],
)
def test_colours(scheme: str, wanted: list[str]) -> None:
    button = {
        "lightMode": {"defaults": {"backgroundColor": "11223344"}},
        "darkMode": {"defaults": {"backgroundColor": "55667788"}},
    }
    hosting = styled(
        {
            "categories": {"global": {"colorSchemeMode": scheme}},
            "components": {"primaryButton": button, "form": {"borderRadius": 20}},
        }
    )

    page = hosting.get("/login", **hosting.wanted()).text

    own = page.split("@media (forced-colors: active)")[1]
    assert [each for each in wanted if each not in own] == []
    assert "--form-radius: 20px;" in own
    assert ("11223344" in own) == (scheme != "DARK")


def test_what_is_no_colour_is_left_out() -> None:
    hostile = "0; } </style><script>alert(1)</script>"
    for value in (hostile, 7, None, {"a": 1}, ["0b5cad"], "12345"):
        hosting = styled({"components": {"pageText": {"lightMode": {"headingColor": value}}}})

        page = hosting.get("/login", **hosting.wanted())

        assert page.status_code == 200
        assert "<script" not in page.text
        assert "--heading: #1" not in page.text.split("forced-colors")[1]


@table("length", [True, "4px", -1, 1e9, None, [4]])
def test_what_is_no_length_is_left_out(length: object) -> None:
    hosting = styled({"components": {"form": {"borderRadius": length}}})

    page = hosting.get("/login", **hosting.wanted()).text

    assert "--form-radius" not in page.split("@media (forced-colors: active)")[1]


def test_pictures() -> None:
    hosting = styled(
        {
            "categories": {"global": {"colorSchemeMode": "DYNAMIC"}},
            "components": {
                "form": {"logo": {"enabled": True}},
                "pageHeader": {"logo": {"enabled": True}},
            },
        },
        [
            {"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "PNG", "Bytes": PNG},
            {"Category": "FORM_LOGO", "ColorMode": "DARK", "Extension": "SVG", "Bytes": SVG},
            {"Category": "FAVICON_SVG", "ColorMode": "DYNAMIC", "Extension": "SVG", "Bytes": SVG},
        ],
    )
    page = hosting.get("/login", **hosting.wanted()).text

    (logo,) = re.findall(r'<img class="logo[^"]*" src="([^"]+)"', page)
    (dark,) = re.findall(r'<source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)"', page)
    (icon,) = re.findall(r'<link rel="icon" href="([^"]+)"', page)
    assert dark == icon
    answers = [hosting.browser.get(each) for each in (logo, dark)]
    assert [(a.data, a.mimetype) for a in answers] == [(PNG, "image/png"), (SVG, "image/svg+xml")]
    assert all("immutable" in a.headers["Cache-Control"] for a in answers)
    assert all("sandbox" in a.headers["Content-Security-Policy"] for a in answers)


@table("name", ["nothing/x.png", "default/x.svg", "default/../../x", "%00/x", "default/"])
def test_pictures_that_are_not_there(name: str) -> None:
    hosting = Hosting(version=2)

    assert hosting.get(f"/_assets/{name}").status_code == 404


def test_classic_css_and_logo() -> None:
    hosting = Hosting()
    css = ".submitButton-customizable { background-color: #c00; }\n/* < > */"
    hosting.call(
        "SetUICustomization",
        UserPoolId=hosting.pool_id,
        ClientId=hosting.client.id,
        CSS=css,
        ImageFile=PNG,
    )

    page = hosting.get("/login", **hosting.wanted())

    style = page.text.split("<style>")[1].split("</style>")[0]
    assert ".submitButton-customizable { background-color: #c00; }" in style
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in page.headers["Content-Security-Policy"]
    (logo,) = re.findall(r'<img class="logo logo-customizable" src="([^"]+)"', page.text)
    assert hosting.browser.get(logo).data == PNG


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\r\r\n"])
def test_the_policy_has_the_hash_of_what_browsers_read(end: str) -> None:
    """They take each end of a line for a newline, and then hash."""
    hosting = Hosting()
    css = f".submitButton-customizable {{{end} background-color: #c00;{end}}}"
    client = {"UserPoolId": hosting.pool_id, "ClientId": hosting.client.id}
    hosting.call("SetUICustomization", **client, CSS=css)

    page = hosting.get("/login", **hosting.wanted())

    read = page.text.replace("\r\n", "\n").replace("\r", "\n")
    style = read.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in page.headers["Content-Security-Policy"]


def test_every_class_that_css_may_style_is_on_a_page() -> None:
    hosting = Hosting()
    page = hosting.sign_in("alice", "Wrong-Password-1").text

    for name in ("background", "errorMessage", "inputField", "label", "redirect", "submitButton"):
        assert f"{name}-customizable" in page


def test_a_choice_of_languages() -> None:
    hosting = styled({"categories": {"form": {"languageSelector": {"enabled": True}}}})

    page = hosting.get("/login", **hosting.wanted(state="<&>")).text

    links = dict(re.findall(r'<a href="(\?[^"]+)" lang="(\w+)"', page))
    assert sorted(links.values()) == ["de", "en", "ja"]
    assert all("state=%3C%26%3E" in link for link in links)


@pytest.mark.parametrize(("lang", "path"), [("en", "default"), ("de", "german"), ("ja", "default")])
def test_terms(lang: str, path: str) -> None:
    hosting = Hosting(version=2)
    terms = {
        "UserPoolId": hosting.pool_id,
        "ClientId": hosting.client.id,
        "TermsSource": "LINK",
        "Enforcement": "NONE",
        "Links": {
            "cognito:default": "https://example.com/default",
            "cognito:german": "https://example.com/german",
        },
    }
    hosting.call("CreateTerms", TermsName="terms-of-use", **terms)
    assert "example.com/d" not in hosting.get("/login", **hosting.wanted(lang=lang)).text
    hosting.call("CreateTerms", TermsName="privacy-policy", **terms)

    page = hosting.get("/login", **hosting.wanted(lang=lang)).text

    assert (
        re.findall(r'<a href="(https://example.com/\w+)" rel="noreferrer">', page)
        == [f"https://example.com/{path}"] * 2
    )

"""The pages of a stand-in, and its endpoints over HTTP."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from html import unescape
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from werkzeug.test import Client, TestResponse

from cognito_emulator import clock
from cognito_emulator.api.codec import MAX_BODY_BYTES
from cognito_emulator.clock import Clock
from cognito_emulator.idp.kinds import KINDS
from cognito_emulator.idp.people import PeopleInMemory, Person
from cognito_emulator.idp.provider import Provider
from cognito_emulator.saml import extra, issuing
from cognito_emulator.settings import Settings
from cognito_emulator.web.guard import Guard
from cognito_emulator.web.stand_ins.index import create_app
from tests.idp.playing import ADA, BACK, CLIENT, KEYS, query
from tests.web.forms import pressed

NAME = "Corp & Söhne"
GUARD = Guard(Settings(), "localhost")
HERE = "/Corp%20%26%20S%C3%B6hne"
BOB = Person(subject="bob", claims={"email": "bob@example.com"})


class Pages:
    """Somebody at a stand-in with Ada and Bob, whom an application has sent there."""

    def __init__(self, kind: str = "OIDC") -> None:
        self.people = PeopleInMemory([ADA, BOB])
        self.provider = Provider(name=NAME, kind=KINDS[kind], people=self.people, keys=KEYS)
        self.clock = Clock()
        self.browser = Client(create_app({NAME: self.provider}, self.clock, GUARD))

    def wanted(self, **parameters: str | None) -> str:
        usual = {
            "client_id": CLIENT,
            "redirect_uri": BACK,
            "scope": "openid email",
            "response_type": "code",
            "state": "a state&more",
        }
        both = {**usual, **parameters}
        return urlencode({name: value for name, value in both.items() if value is not None})

    def get(self, path: str, query: str | None = None) -> TestResponse:
        return self.browser.get(HERE + path, query_string=query)

    def post(
        self, form: Mapping[str, str], query: str | None = None, **headers: str
    ) -> TestResponse:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.browser.post(f"{HERE}/choose", query_string=query, data=form, headers=sent)

    def press(self, page: TestResponse, button: str, **fields: str) -> TestResponse:
        """Press a button of a page, as its form says."""
        action, sent = pressed(page, button)
        return self.browser.post(action, data={**fields, **sent})

    def tokens(self, back: TestResponse) -> dict[str, Any]:
        """What the application gets for the code that came back."""
        form = {
            "grant_type": "authorization_code",
            "client_id": CLIENT,
            "redirect_uri": BACK,
            "code": query(back.headers["Location"])["code"],
        }
        answer = self.browser.post(f"{HERE}/token", data=form)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = json.loads(answer.data)
        return found

    def profile(self, back: TestResponse) -> dict[str, Any]:
        bearer = f"Bearer {self.tokens(back)['access_token']}"
        answer = self.browser.get(f"{HERE}/userinfo", headers={"Authorization": bearer})
        found: dict[str, Any] = json.loads(answer.data)
        return found


@pytest.fixture
def pages() -> Pages:
    return Pages()


class TestSigningIn:
    def test_somebody_is_clicked(self, pages: Pages) -> None:
        page = pages.get("/authorize", pages.wanted())

        assert "Sign in with Corp &amp; Söhne" in page.text
        assert "cognito-emulator plays it" in page.text
        assert BACK in page.text
        back = pages.press(page, "person")
        assert back.status_code == 302
        assert query(back.headers["Location"])["state"] == "a state&more"
        assert pages.profile(back)["sub"] == ADA.subject

    def test_whom_the_application_expects_comes_first(self, pages: Pages) -> None:
        page = pages.get("/authorize", pages.wanted(login_hint="BOB@example.com"))

        assert pages.profile(pages.press(page, "person"))["sub"] == "bob"
        assert 'class="expected"' in page.text

    def test_somebody_new_is_invented(self, pages: Pages) -> None:
        back = pages.press(pages.get("/authorize", pages.wanted()), "new")

        person = pages.people.all()[-1]
        assert pages.profile(back)["email"] == person.claims["email"]
        again = pages.press(pages.get("/authorize", pages.wanted()), "new")
        assert pages.profile(again)["sub"] != person.subject

    def test_somebody_is_written(self, pages: Pages) -> None:
        page = pages.get("/edit", f"{pages.wanted()}&_preset=groups")
        text = re.search(r"<textarea[^>]*>\n([^<]*)</textarea>", page.text)
        assert text
        claims = json.loads(unescape(text[1]))
        assert claims["groups"] == ["admins", "staff"]

        back = pages.press(page, "add", claims=json.dumps({**claims, "sub": "x", "level": 7}))
        assert pages.profile(back) == {
            "sub": "x",
            "email": claims["email"],
            "email_verified": True,
            "groups": ["admins", "staff"],
            "department": "Sales",
            "level": 7,
        }

    def test_somebody_is_changed(self, pages: Pages) -> None:
        page = pages.get("/edit", f"{pages.wanted()}&_person=bob")
        assert "bob@example.com" in page.text

        back = pages.press(page, "add", claims='{"sub": "bob", "email": "rob@example.com"}')
        assert pages.profile(back)["email"] == "rob@example.com"
        assert len(pages.people.all()) == 2

    def test_a_subject_follows_from_the_address(self, pages: Pages) -> None:
        claims = '{"email": "eve@example.com"}'
        page = pages.get("/edit", pages.wanted())
        first = pages.profile(pages.press(page, "add", claims=claims))

        assert (
            pages.profile(
                pages.press(page, "add", claims=claims.upper().replace("EMAIL", "email"))
            )["sub"]
            == first["sub"]
        )

    def test_a_refusal_goes_back(self, pages: Pages) -> None:
        back = pages.press(pages.get("/authorize", pages.wanted()), "refuse")

        assert query(back.headers["Location"])["error"] == "access_denied"

    def test_a_form_is_posted_back(self, pages: Pages) -> None:
        page = pages.get("/authorize", pages.wanted(response_mode="form_post"))

        back = pages.press(page, "person")
        assert back.status_code == 200
        assert f'action="{BACK}"' in back.text

    def test_a_client_may_ask_by_post(self, pages: Pages) -> None:
        page = pages.browser.post(
            f"{HERE}/authorize",
            data=pages.wanted(),
            content_type="application/x-www-form-urlencoded",
        )

        assert pages.profile(pages.press(page, "person"))["sub"] == ADA.subject

    def test_a_scheme_of_an_app_comes_as_it_is(self, pages: Pages) -> None:
        page = pages.get("/authorize", pages.wanted(redirect_uri="app:///done"))

        assert pages.press(page, "person").headers["Location"].startswith("app:///done?code=")

    def test_something_goes_wrong_as_it_was_wished(self, pages: Pages) -> None:
        page = pages.get("/authorize", pages.wanted())

        assert 'value="no-id-token"' in page.text
        back = pages.press(page, "person", behaviour="no-id-token")
        assert "id_token" not in pages.tokens(back)


class TestPeople:
    def test_are_added_and_removed_without_an_application(self, pages: Pages) -> None:
        page = pages.get("/")
        assert f"http://localhost{HERE}/.well-known/openid-configuration" in page.text

        added = pages.press(page, "new")
        assert (added.status_code, added.headers["Location"]) == (303, f"{HERE}/")
        removed = pages.press(pages.get("/"), "remove")
        assert removed.status_code == 303
        assert pages.people.all()[0].subject == "bob"
        assert len(pages.people.all()) == 2

    def test_are_removed_on_the_way(self, pages: Pages) -> None:
        removed = pages.press(pages.get("/authorize", pages.wanted()), "remove")

        target = urlsplit(removed.headers["Location"])
        assert query(removed.headers["Location"])["state"] == "a state&more"
        assert target.path == f"{HERE}/authorize"
        assert pages.people.all() == [BOB]

    def test_nobody_is_there(self, pages: Pages) -> None:
        for person in pages.people.all():
            pages.people.remove(person.subject)

        assert "Nobody has an account yet." in pages.get("/").text

    def test_many_are_cut(self, pages: Pages) -> None:
        for number in range(200):
            pages.people.keep(Person(subject=f"p{number}"))

        assert "There are 2 more" in pages.get("/").text


class TestWhatIsRefused:
    def test_a_request_that_cannot_be_trusted_stays_here(self, pages: Pages) -> None:
        page = pages.get("/authorize", pages.wanted(redirect_uri="javascript:alert(1)"))

        assert page.status_code == 400
        assert "is no absolute URL" in page.text
        assert "<script" not in page.text

    def test_a_mistake_goes_back_to_the_application(self, pages: Pages) -> None:
        back = pages.get("/authorize", pages.wanted(response_type="token"))

        assert query(back.headers["Location"])["error"] == "unsupported_response_type"

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({"Origin": "http://localhost"}, 302),
            ({"Sec_Fetch_Site": "same-origin"}, 302),
            ({}, 302),
            ({"Origin": "https://evil.example"}, 403),
            ({"Origin": "null"}, 403),
            ({"Origin": "http://localhost", "Sec_Fetch_Site": "cross-site"}, 403),
        ],
    )
    def test_forms_of_other_sites(self, pages: Pages, headers: dict[str, str], status: int) -> None:
        answer = pages.post({"person": "bob"}, pages.wanted(), **headers)

        assert answer.status_code == status

    @pytest.mark.parametrize(
        ("form", "sentence"),
        [
            ({}, "Nobody has been chosen."),
            ({"person": "carol"}, "Nobody has been chosen."),
            (
                {"person": "bob", "behaviour": "wrong-issue"},
                "Nothing goes wrong by the name wrong-issue; the nearest is wrong-issuer.",
            ),
            (
                {"add": "1", "claims": '{"sub":\n "x" 7}'},
                "The claims are no JSON: Expecting ',' delimiter (line 2, column 6).",
            ),
            ({"add": "1", "claims": "[" * 100_000}, "The claims are nested too deeply."),
            ({"add": "1", "claims": "NaN"}, "NaN is no JSON."),
            (
                {"add": "1", "claims": "7"},
                'The claims are no JSON object, such as {"email": "ada@example.com"}.',
            ),
            (
                {"add": "1", "claims": '{"sub": 7}'},
                "sub is a text of 1 to 255 characters, not 7.",
            ),
            (
                {"add": "1", "claims": '{"sub": ""}'},
                "sub is a text of 1 to 255 characters, not &#39;&#39;.",
            ),
        ],
    )
    def test_forms_that_say_nothing(
        self, pages: Pages, form: dict[str, str], sentence: str
    ) -> None:
        answer = pages.post(form, pages.wanted())

        assert answer.status_code == 400
        assert unescape(sentence) in unescape(answer.text)
        assert pages.people.all() == [ADA, BOB]

    def test_pages_under_a_host_that_may_lead_anywhere(self, pages: Pages) -> None:
        there = "http://idp.example.com"
        page = pages.browser.get(f"{HERE}/", base_url=there)
        discovery = f"{HERE}/.well-known/openid-configuration"

        assert page.status_code == 403
        assert "--allow-host idp.example.com" in page.text
        assert pages.browser.get(discovery, base_url=there).status_code == 200

    def test_half_a_character_is_shown_as_none(self, pages: Pages) -> None:
        answer = pages.post({"add": "1", "claims": '{"sub": "x", "name": "\\ud800"}'})

        assert answer.status_code == 303
        assert pages.get("/").status_code == 200

    @pytest.mark.parametrize(
        ("path", "sentence"),
        [
            ("/nowhere/at/all", "There is no such provider; there is Corp & Söhne."),
            (f"{HERE}/nowhere", f"{NAME} has nothing at /nowhere"),
        ],
    )
    def test_what_is_not_there(self, pages: Pages, path: str, sentence: str) -> None:
        answer = pages.browser.get(path)

        assert answer.status_code == 404
        assert sentence in unescape(answer.text)

    def test_another_method(self, pages: Pages) -> None:
        assert pages.browser.post("/").status_code == 405
        assert pages.browser.delete(f"{HERE}/token").status_code == 405

    def test_a_body_that_is_too_large(self, pages: Pages) -> None:
        answer = pages.post({"claims": "x" * MAX_BODY_BYTES})

        assert answer.status_code == 413
        assert "cannot be answered" in answer.text


class TestSaml:
    """A SAML provider, which begins by itself: `tests/idp` has the rest."""

    @pytest.fixture
    def pages(self) -> Pages:
        return Pages("SAML")

    def test_begins_a_sign_in(self, pages: Pages) -> None:
        page = pages.get("/")
        assert 'name="providerId"' in page.text
        assert f"http://localhost{HERE}/metadata" in page.text
        assert "Asks for" not in page.text

        query = urlencode({"providerId": "urn:sp", "shire": BACK, "target": "a&b"})
        asked = pages.get("/sso", query)
        assert "The assertion is not signed" in html.unescape(asked.text)
        back = pages.press(asked, "person", behaviour="unsigned")

        assert f'action="{BACK}"' in back.text
        assert 'name="RelayState" value="a&amp;b"' in back.text

    def test_a_claim_that_cannot_be_told(self, pages: Pages) -> None:
        query = urlencode({"providerId": "urn:sp", "shire": BACK})
        answer = pages.post({"add": "1", "claims": '{"sub": "x", "name": "\\u0007"}'}, query)

        assert answer.status_code == 400
        assert "XML cannot hold the character U+0007." in answer.text

    def test_without_the_extra_nothing_is_signed(
        self, pages: Pages, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def missing(*_: object) -> str:
            raise extra.MissingExtraError

        monkeypatch.setattr(issuing, "sign", missing)
        query = urlencode({"providerId": "urn:sp", "shire": BACK})
        answer = pages.press(pages.get("/sso", query), "person")

        assert answer.status_code == 501
        assert "pip install" in answer.text


class TestPagesThemselves:
    def test_bring_all_they_need(self, pages: Pages) -> None:
        for page in (
            pages.browser.get("/"),
            pages.get("/"),
            pages.get("/authorize", pages.wanted()),
            pages.get("/edit", pages.wanted()),
        ):
            assert page.status_code == 200
            assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
            assert page.headers["X-Frame-Options"] == "DENY"
            assert page.headers["Cache-Control"] == "no-store"
            assert 'lang="en"' in page.text
            assert "Stand-in" in page.text

    def test_name_the_providers(self, pages: Pages) -> None:
        assert f'href="{HERE}/"' in pages.browser.get("/").text

    def test_what_people_wrote_is_no_markup(self, pages: Pages) -> None:
        pages.people.keep(Person(subject="<b>", claims={"name": "<script>", "email": '"><i>'}))

        for page in (pages.get("/authorize", pages.wanted()), pages.get("/edit", "_person=<b>")):
            assert "<script>" not in page.text
            assert "<i>" not in page.text


def test_who_is_kept_waiting_gets_no_answer_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    provider = Provider(name="x", kind=KINDS["OIDC"], people=PeopleInMemory([ADA]), keys=KEYS)
    monkeypatch.setattr(clock, "wait", waited.append)
    browser = Client(create_app({"x": provider}, Clock(), GUARD))
    wanted = Pages().wanted()
    back = browser.post(
        "/x/choose", query_string=wanted, data={"person": "ada-1", "behaviour": "token-timeout"}
    )
    form = {
        "grant_type": "authorization_code",
        "client_id": CLIENT,
        "redirect_uri": BACK,
        "code": query(back.headers["Location"])["code"],
    }

    assert browser.post("/x/token", data=form).status_code == 504
    assert waited == [60.0]

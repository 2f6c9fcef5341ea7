"""Who has an account with a stand-in, and signs in by it, by the control API."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from cognito_emulator.control import stand_ins
from tests.web.hosting import CALLBACK, Hosting

GOOGLE = {
    "ProviderName": "Google",
    "ProviderType": "Google",
    "ProviderDetails": {"client_id": "i", "client_secret": "s", "authorize_scopes": "openid email"},
    "AttributeMapping": {"username": "sub", "email": "email", "email_verified": "email_verified"},
}
REAL = {
    "ProviderName": "Real",
    "ProviderType": "OIDC",
    "ProviderDetails": {
        "client_id": "i",
        "authorize_scopes": "openid",
        "oidc_issuer": "https://corp.example.com",
        "attributes_request_method": "GET",
    },
}


CORP = {
    "ProviderName": "Corp",
    "ProviderType": "SAML",
    "ProviderDetails": {"MetadataURL": "https://corp.example.com/metadata"},
    "AttributeMapping": {"email": "mail"},
    "StandIn": True,
}


class Federated(Hosting):
    """A pool with Google and a real provider, and a client that lets users come by Google."""

    def __init__(self) -> None:
        super().__init__(
            users=[],
            pool={"IdentityProviders": [GOOGLE, REAL, CORP]},
            SupportedIdentityProviders=["COGNITO", "Google", "Corp"],
        )

    def ask(self, method: str, path: str = "", **members: Any) -> tuple[int, Any]:
        """Ask for people; a pool and a provider are named unless another is."""
        usual = {"user_pool_id": self.pool_id, "provider": "Google"}
        sent = {n: v for n, v in {**usual, **members}.items() if v is not None}
        given = {"query_string": sent} if method in ("GET", "DELETE") else {"json": sent}
        answer = self.browser.open(f"/_emulator/people{path}", method=method, **given)
        return answer.status_code, answer.json

    def make(self, **claims: Any) -> dict[str, Any]:
        status, person = self.ask("POST", claims=claims)
        assert status == 201, person
        found: dict[str, Any] = person
        return found

    def url(self, path: str = "/oauth2/authorize", **parameters: str | None) -> str:
        """Where the app sends its user."""
        return f"http://localhost{self.path(path)}?{urlencode(self.wanted(**parameters))}"

    def come(self, sub: str | None, url: str | None = None, **members: Any) -> tuple[int, Any]:
        body = {"user_pool_id": None, "sub": sub, "url": url or self.url(), **members}
        return self.ask("POST", "/authorize", **body)

    def back(self, sub: str | None, **members: Any) -> dict[str, str]:
        """What comes back to the app."""
        status, document = self.come(sub, **members)
        assert status == 201, document
        assert document["redirect"].startswith(f"{CALLBACK}?")
        return dict(parse_qsl(urlsplit(document["redirect"]).query))

    def users(self) -> list[dict[str, str]]:
        found = self.call("ListUsers", UserPoolId=self.pool_id)["Users"]
        return [{each["Name"]: each["Value"] for each in user["Attributes"]} for user in found]


@pytest.fixture
def hosting() -> Federated:
    return Federated()


class TestPeople:
    def test_somebody_is_invented_beside_what_is_said(self, hosting: Federated) -> None:
        ada = hosting.make(email="ada@example.com", email_verified=False, locale=None, groups=["a"])

        assert ada["claims"]["email"] == "ada@example.com"
        assert ada["claims"]["email_verified"] is False
        assert ada["claims"]["groups"] == ["a"]
        assert "locale" not in ada["claims"]
        assert ada["name"] == ada["claims"]["name"]
        assert len(ada["sub"]) == 21

    def test_a_subject_may_be_said(self, hosting: Federated) -> None:
        assert hosting.make(sub="1")["sub"] == "1"
        assert hosting.ask("POST", claims={"sub": "1"}) == (
            400,
            {"error": "There is somebody with the subject 1 already."},
        )

    def test_they_are_shown_changed_and_removed(self, hosting: Federated) -> None:
        ada, bob = hosting.make(), hosting.make()
        _, shown = hosting.ask("GET")
        assert shown == {"people": [ada, bob]}

        status, changed = hosting.ask("PATCH", sub=ada["sub"], claims={"name": "A", "email": None})
        assert (status, changed["name"], "email" in changed["claims"]) == (200, "A", False)
        assert changed["claims"]["given_name"] == ada["claims"]["given_name"]
        assert hosting.ask("DELETE", sub=bob["sub"]) == (200, {"deleted": 1})
        _, shown = hosting.ask("GET")
        assert shown == {"people": [changed]}

    @pytest.mark.parametrize(
        ("method", "members", "sentence"),
        [
            ("GET", {"provider": "Gogle"}, "has no identity provider Gogle; the nearest is Google"),
            ("GET", {"provider": None}, "provider is missing."),
            ("GET", {"user_pool_id": "us-east-1_Nobody"}, "ResourceNotFoundException"),
            (
                "POST",
                {"provider": "Real"},
                "Real is the real provider. A stand-in plays it by --provider Real=stand-in",
            ),
            ("POST", {"claims": {"sub": 7}}, "sub is a text of 1 to 255 characters, not 7."),
            ("POST", {"claims": []}, "claims must be an object."),
            ("PATCH", {"sub": "x"}, "Google knows nobody with the subject x."),
            ("PATCH", {"sub": "1", "claims": {"sub": "2"}}, "sub cannot be changed"),
            ("DELETE", {"sub": "x"}, "Google knows nobody with the subject x."),
        ],
    )
    def test_what_is_refused(
        self, hosting: Federated, method: str, members: dict[str, Any], sentence: str
    ) -> None:
        hosting.make(sub="1")
        status, document = hosting.ask(method, **members)

        assert status == 400
        assert sentence in document["error"]

    def test_a_pool_without_providers_says_so(self) -> None:
        hosting = Hosting()

        with pytest.raises(ValueError, match="has no identity provider Google; it has none"):
            stand_ins.everybody(hosting.emulator, hosting.pool_id, "Google")


class TestSigningIn:
    @pytest.mark.parametrize("path", ["/oauth2/authorize", "/login"])
    def test_somebody_comes_back_to_the_app(self, hosting: Federated, path: str) -> None:
        ada = hosting.make(email="ada@example.com", email_verified=True)
        back = hosting.back(ada["sub"], url=hosting.url(path))

        assert back["state"] == "a-state"
        assert hosting.token(code=back["code"]).status_code == 200
        [user] = hosting.users()
        assert (user["email"], user["email_verified"]) == ("ada@example.com", "true")

    def test_the_app_may_name_no_other_provider(self, hosting: Federated) -> None:
        ada = hosting.make()

        assert "code" in hosting.back(ada["sub"], url=hosting.url(identity_provider="COGNITO"))
        status, refused = hosting.come(ada["sub"], url=hosting.url(idp_identifier="nowhere"))
        assert status == 400
        assert "The app sends idp_identifier='nowhere', which is no provider's" in refused["error"]

    def test_what_the_provider_says_later_is_written(self, hosting: Federated) -> None:
        ada = hosting.make(email="ada@example.com")
        hosting.back(ada["sub"])
        hosting.ask("PATCH", sub=ada["sub"], claims={"email": "ada@new.example.com"})
        hosting.back(ada["sub"])

        [user] = hosting.users()
        assert user["email"] == "ada@new.example.com"

    def test_saml_goes_the_same_way(self, hosting: Federated) -> None:
        _, ada = hosting.ask("POST", provider="Corp", claims={"email": "ada@example.com"})
        back = hosting.back(ada["sub"], provider="Corp")
        assert hosting.token(code=back["code"]).status_code == 200
        assert [user["email"] for user in hosting.users()] == ["ada@example.com"]

        wrong = hosting.back(ada["sub"], provider="Corp", behaviour="unsigned")
        assert "signature is invalid" in wrong["error_description"]
        assert hosting.back(None, provider="Corp")["error"] == "access_denied"

    def test_somebody_refuses(self, hosting: Federated) -> None:
        back = hosting.back(None)

        assert back["error"] == "invalid_request"
        assert "access_denied" in back["error_description"]

    def test_something_goes_wrong(self, hosting: Federated) -> None:
        back = hosting.back(hosting.make()["sub"], behaviour="wrong-issuer")

        assert back["error_description"].startswith("Bad id_token issuer")
        assert hosting.users() == []

    def test_all_that_can_go_wrong_has_a_name(self, hosting: Federated) -> None:
        names = stand_ins.behaviours(hosting.emulator, hosting.pool_id, "Google")

        assert {"token-timeout", "expired", "userinfo-other-sub", "no-email"} <= {*names}

    @pytest.mark.parametrize(
        ("members", "sentence"),
        [
            ({"url": "http://localhost"}, "is not an authorization request"),
            ({"sub": "x"}, "Google knows nobody with the subject x."),
            ({"behaviour": "expird"}, "there is no behaviour expird; the nearest is expired"),
            ({"behaviour": "replayed"}, "At Google there is no behaviour replayed"),
            ({"provider": "Real"}, "Real is the real provider."),
            ({"provider": "Facebook"}, "has no identity provider Facebook"),
        ],
    )
    def test_what_is_refused(
        self, hosting: Federated, members: dict[str, Any], sentence: str
    ) -> None:
        hosting.make(sub="1")
        status, document = hosting.come(**{"sub": "1", **members})

        assert status == 400
        assert sentence in document["error"]

    def test_a_redirect_uri_that_is_not_registered(self, hosting: Federated) -> None:
        hosting.make(sub="1")
        status, document = hosting.come("1", hosting.url(redirect_uri=f"{CALLBACK}s"))

        assert (status, "redirect_mismatch" in document["error"]) == (400, True)

    def test_a_client_that_lets_nobody_come_by_it(self, hosting: Federated) -> None:
        hosting.make(sub="1")
        hosting.call(
            "UpdateUserPoolClient",
            UserPoolId=hosting.pool_id,
            ClientId=hosting.client.id,
            SupportedIdentityProviders=["COGNITO"],
            CallbackURLs=[CALLBACK],
            AllowedOAuthFlows=["code"],
            AllowedOAuthScopes=["openid", "email"],
            AllowedOAuthFlowsUserPoolClient=True,
        )
        status, document = hosting.come("1")

        assert status == 400
        assert "its SupportedIdentityProviders are COGNITO." in document["error"]

"""``cognito.provider``: people who sign in by Google and its like, at an app's test client."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import flask
import pytest
from flask.testing import FlaskClient

from cognito_emulator import errors
from pytest_cognito_emulator import Cognito
from pytest_cognito_emulator.api.clients import CognitoClient
from tests.plugin.conftest import Run

CALLBACK = "http://localhost/callback"


class App:
    """An app that sends its users to the pool's domain, and shows what comes back."""

    def __init__(self, cognito: Cognito) -> None:
        self.cognito = cognito
        self.client: CognitoClient = cognito.client(CallbackURLs=[CALLBACK])
        app = flask.Flask(__name__)
        app.add_url_rule("/login", "login", lambda: flask.redirect(self.redirect()))
        app.add_url_rule("/callback", "callback", lambda: dict(flask.request.args))
        self.browser: FlaskClient = app.test_client()

    def redirect(self) -> str:
        query = {
            "client_id": self.client.id,
            "response_type": "code",
            "redirect_uri": CALLBACK,
            "scope": "openid email profile",
            "state": "a-state",
        }
        return f"{self.cognito.domain_url}/oauth2/authorize?{urlencode(query)}"


@pytest.fixture
def app(cognito: Cognito) -> App:
    cognito.provider("Google")
    return App(cognito)


@pytest.mark.parametrize(
    "name", ["Google", "Facebook", "LoginWithAmazon", "SignInWithApple", "Corp", "SAML"]
)
def test_somebody_comes_to_the_app(cognito: Cognito, name: str) -> None:
    app = App(cognito)
    ada = cognito.provider(name).person(email="ada@example.com", email_verified=True, name="Ada P")
    assert (ada.name, ada.email) == ("Ada P", "ada@example.com")

    back = ada.authorize(app.browser.get("/login"))
    assert back.code
    assert app.browser.get(back).json == {"code": back.code, "state": "a-state"}
    [user] = cognito.users.values()
    assert user.status == "EXTERNAL_PROVIDER"
    assert user.username == f"{name}_{ada.sub}"
    assert user.attributes["email"] == "ada@example.com"


@pytest.mark.parametrize("name", ["Google", "Facebook", "SignInWithApple", "Corp", "SAML"])
def test_names_are_mapped_by_default(app: App, cognito: Cognito, name: str) -> None:
    """Whatever the provider calls them; Login with Amazon has no parts of a name."""
    names = {"given_name": "Ada", "family_name": "Park"}
    ada = cognito.provider(name).person(**names, name="Ada Park")
    ada.authorize(app.redirect())

    [user] = cognito.users.values()
    assert {**user.attributes, **names, "name": "Ada Park"} == user.attributes


def test_what_a_provider_says_is_mapped(app: App, cognito: Cognito) -> None:
    ada = cognito.provider("Google").person(email_verified=True, name="Ada P", given_name=None)
    ada.authorize(app.redirect())

    [user] = cognito.users.values()
    assert (user.attributes["email_verified"], user.attributes["name"]) == ("true", "Ada P")
    assert "given_name" not in user.attributes


def test_clients_that_are_made_later_let_users_come_too(cognito: Cognito) -> None:
    google = cognito.provider("Google")

    assert google.person().authorize(App(cognito).redirect()).code


def test_what_the_provider_says_changes(app: App, cognito: Cognito) -> None:
    google = cognito.provider("Google")
    ada = google.person(email="ada@example.com")
    ada.authorize(app.redirect())
    ada.update(email="ada@new.example.com", locale=None)
    ada.authorize(app.redirect())

    assert "locale" not in ada.claims
    [user] = cognito.users.values()
    assert user.attributes["email"] == "ada@new.example.com"
    ada.remove()
    assert google.people == []
    with pytest.raises(ValueError, match="Google knows nobody with the subject"):
        ada.authorize(app.redirect())


def test_somebody_refuses(app: App, cognito: Cognito) -> None:
    back = cognito.provider("Google").refuse(app.browser.get("/login"))

    assert back.error == "invalid_request"
    assert "access_denied" in back.parameters["error_description"]


def test_the_provider_misbehaves(app: App, cognito: Cognito) -> None:
    google = cognito.provider("Google")
    ada = google.person()
    back = ada.authorize(app.redirect(), behaviour="unsigned")

    assert back.error == "invalid_request"
    assert [*cognito.users] == []
    assert "unsigned" in google.behaviours


@pytest.mark.parametrize("name", ["Google", "SAML"])
def test_post_confirmation_refuses(cognito: Cognito, name: str) -> None:
    """The user is there, and comes in the next time."""
    app, refusals = App(cognito), ["Not today"]
    ada = cognito.provider(name).person(email="ada@example.com")

    @cognito.on("PostConfirmation")
    def refusing(event: dict[str, Any]) -> dict[str, Any]:
        [there] = cognito.users
        assert there == event["userName"]
        raise ValueError(refusals.pop())

    told = ada.authorize(app.redirect()).parameters
    assert told["error_description"].endswith("PostConfirmation failed with error Not today. ")
    assert told["state"] == "a-state"
    assert ada.authorize(app.redirect()).code
    assert len(cognito.users) == 1


def test_people_have_an_order_and_texts(cognito: Cognito) -> None:
    google = cognito.provider("Google")
    ada, bob = google.person(sub="1", name="Ada"), google.person(sub="2", email=None)

    assert [person.sub for person in google.people] == [ada.sub, bob.sub] == ["1", "2"]
    assert bob.email is None
    assert repr(ada) == "<CognitoPerson 1 of Google>"
    assert repr(google) == "<CognitoProvider Google>"
    assert repr(cognito.provider) == "<Providers: Google>"


def test_a_provider_is_made_as_it_is_wished(cognito: Cognito) -> None:
    mapping = {"email": "mail"}
    corp = cognito.provider("Corp", type="SAML", mapping=mapping, details={"IDPSignout": "true"})
    made = cognito.call(
        "DescribeIdentityProvider", UserPoolId=cognito.pool_id, ProviderName="Corp"
    )["IdentityProvider"]

    assert (made["ProviderType"], made["AttributeMapping"]) == ("SAML", mapping)
    assert made["ProviderDetails"]["IDPSignout"] == "true"
    assert cognito.provider("Corp").name == corp.name


@pytest.mark.parametrize("name", ["Facebook", "LoginWithAmazon", "SignInWithApple"])
def test_each_is_made_with_what_the_service_wants(cognito: Cognito, name: str) -> None:
    assert cognito.provider(name).people == []


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"type": "Gogle"}, "type is 'Gogle'; it must be Facebook or SAML or SignInWithApple"),
        ({"type": "OIDC"}, r"There is Google already, of type Google; call provider\('Google'\)"),
        ({"mapping": {}}, "There is Google already"),
    ],
)
def test_what_is_no_provider(cognito: Cognito, wish: Any, sentence: str) -> None:
    cognito.provider("Google")
    with pytest.raises(ValueError, match=sentence):
        cognito.provider("Google", **wish)


@pytest.mark.parametrize(
    ("name", "wish", "sentence"),
    [
        ("google", {}, "provider is 'google'; the nearest is 'Google'. If it is another one"),
        ("corp", {}, "provider is 'corp'; the nearest is 'Corp'."),
        ("Mine", {"mapping": ["email"]}, r"mapping is \['email'\]; it is a mapping, such as "),
        ("Mine", {"details": "x"}, "details is 'x'; it is a mapping, such as "),
    ],
)
def test_a_slip_where_a_provider_is_named(
    cognito: Cognito, name: str, wish: Any, sentence: str
) -> None:
    cognito.provider("Corp")
    with pytest.raises((TypeError, ValueError), match=sentence):
        cognito.provider(name, **wish)
    assert cognito.provider.names == ["Corp"]


def test_the_other_spelling_of_a_behaviour(cognito: Cognito) -> None:
    ada = cognito.provider("Google").person()
    with pytest.raises(
        TypeError, match=r"authorize\(\) has no parameter behavior; the nearest is b"
    ):
        ada.authorize("x", behavior="expired")  # type: ignore[call-arg]


def test_a_name_may_be_meant_to_differ_by_case_alone(cognito: Cognito) -> None:
    assert cognito.provider("google", type="OIDC").name == "google"
    assert cognito.provider("google").name == "google"


def test_what_the_service_would_refuse(cognito: Cognito) -> None:
    with pytest.raises(errors.InvalidParameterException):
        cognito.provider("Mine", type="Google")
    for name in ("My Corp", "_corp", "x" * 33):
        with pytest.raises(errors.InvalidParameterException, match="at 'providerName' failed to"):
            cognito.provider(name, type="OIDC")


def test_wrong_names_have_the_right_ones_beside_them(cognito: Cognito) -> None:
    google = cognito.provider("Google")
    with pytest.raises(AttributeError, match=r"it is provider\('Google'\)"):
        cognito.idp  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(AttributeError, match="it is people"):
        google.users  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(AttributeError, match="it is sub"):
        google.person().subject  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"identity_provider": "google"}, "sends identity_provider='google', and there is none: "),
        ({"identity_provider": "Facebook"}, "The app sends its user to Facebook, and not to Goog"),
        ({"idp_identifier": "face"}, "The app sends its user to Facebook, and not to Google."),
        ({"idp_identifier": "x"}, "sends idp_identifier='x', which is no provider's: the client "),
    ],
)
def test_an_app_that_sends_its_users_elsewhere(
    cognito: Cognito, asked: dict[str, str], sentence: str
) -> None:
    app, ada = App(cognito), cognito.provider("Google").person()
    cognito.provider("Facebook")
    cognito.call(
        "UpdateIdentityProvider",
        UserPoolId=cognito.pool_id,
        ProviderName="Facebook",
        IdpIdentifiers=["face"],
    )

    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the sentence is looked at
        ada.authorize(f"{app.redirect()}&{urlencode(asked)}")

    assert sentence in str(refused.value)
    assert not cognito.users


@pytest.mark.parametrize("named", ["Google", "COGNITO"])
def test_an_app_that_names_the_provider_or_its_own_users(cognito: Cognito, named: str) -> None:
    app, ada = App(cognito), cognito.provider("Google").person()

    assert ada.authorize(f"{app.redirect()}&{urlencode({'identity_provider': named})}").code


def test_a_client_that_may_not_use_the_domain(cognito: Cognito) -> None:
    ada = cognito.provider("Google").person()
    query = urlencode(
        {"client_id": cognito.client_id, "response_type": "code", "redirect_uri": "x"}
    )

    with pytest.raises(ValueError, match=r"cognito\.client\(CallbackURLs="):
        ada.authorize(f"{cognito.domain_url}/oauth2/authorize?{query}")


def test_each_test_begins_without_them(run: Run) -> None:
    run(
        """
        import pytest

        @pytest.mark.parametrize("number", [1, 2])
        def test_people(cognito, number):
            google = cognito.provider("Google")
            assert google.people == []
            assert google.person().email == google.people[0].email
        """
    ).assert_outcomes(passed=2)

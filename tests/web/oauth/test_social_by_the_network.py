"""What the emulator asks social providers that no stand-in plays, and where."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson
import pytest

from cognito_emulator.fetching import Fetch, Fetched, FetchFailure
from cognito_emulator.idp import discovery
from cognito_emulator.idp.exchange import Answer, request_to
from tests.idp.playing import ADA, Playing, query
from tests.table import table
from tests.web.federated import path_of
from tests.web.hosting import back
from tests.web.social import PROVIDERS, SocialHosting


class Network(SocialHosting):
    """A pool with a provider that is the real one, for which another program answers."""

    def __init__(self, name: str, **members: Any) -> None:
        super().__init__(providers={name: {**members, "StandIn": False}})
        self.name = name
        self.there = Playing(PROVIDERS[name]["ProviderType"])
        self.emulator.fetch = self._answered

    def _answered(self, wanted: Fetch) -> Fetched | FetchFailure:
        self.fetched.append(wanted)
        here = urlsplit(wanted.url)
        self.there.now = self.emulator.clock.now()
        request = request_to(
            f"{here.scheme}://{here.netloc}",
            wanted.method,
            wanted.url,
            self.there.now,
            headers=wanted.headers,
            body=wanted.body or b"",
        )
        answer = self.there.asked(request)
        assert isinstance(answer, Answer)
        return Fetched(answer.status, "", {}, answer.body)

    def sign_ada_in(self) -> Any:
        """Sign Ada in; return what the app gets."""
        sent = query(self.leave(self.name))
        self.there.now = self.emulator.clock.now()
        told = self.there.allow(ADA, **sent).parameters
        path = self.path("/oauth2/idpresponse")
        if self.name == "SignInWithApple":
            return back(self.browser.post(path, data=told))
        return back(self.browser.get(path, query_string=told))


@pytest.mark.parametrize(
    ("name", "there", "asked"),
    [
        (
            "Google",
            "https://accounts.google.com/o/oauth2/v2/auth",
            [
                ("POST", "https://www.googleapis.com/oauth2/v4/token"),
                ("GET", "https://www.googleapis.com/oauth2/v3/certs"),
                (
                    "GET",
                    "https://people.googleapis.com/v1/people/me?personFields=emailAddresses,names",
                ),
            ],
        ),
        (
            "Facebook",
            "https://www.facebook.com/v17.0/dialog/oauth",
            [
                ("GET", "https://graph.facebook.com/v17.0/oauth/access_token"),
                ("GET", "https://graph.facebook.com/v17.0/me?fields=id,email,name"),
            ],
        ),
        (
            "LoginWithAmazon",
            "https://www.amazon.com/ap/oa",
            [
                ("POST", "https://api.amazon.com/auth/o2/token"),
                ("GET", "https://api.amazon.com/user/profile"),
            ],
        ),
        (
            "SignInWithApple",
            "https://appleid.apple.com/auth/authorize",
            [
                ("POST", "https://appleid.apple.com/auth/token"),
                ("GET", "https://appleid.apple.com/auth/keys"),
            ],
        ),
    ],
)
def test_who_is_asked_for_what(name: str, there: str, asked: list[tuple[str, str]]) -> None:
    network = Network(name)

    assert path_of(network.leave(name)) == there
    assert "code" in network.sign_ada_in()

    token, *others = network.fetched
    assert [(token.method, path_of(token.url))] == asked[:1]
    assert [(each.method, each.url) for each in others] == asked[1:]
    form = dict(parse_qsl((token.body or b"").decode() or urlsplit(token.url).query))
    assert list(form) == ["grant_type", "client_id", "redirect_uri", "client_secret", "code"]


def test_facebook_is_asked_in_the_version_of_its_details() -> None:
    details = {**PROVIDERS["Facebook"]["ProviderDetails"], "api_version": "v15.0"}
    network = Network("Facebook", ProviderDetails=details)
    network.sign_ada_in()

    paths = [urlsplit(each.url).path for each in network.fetched]
    assert paths == ["/v15.0/oauth/access_token", "/v15.0/me"]


@table(
    "failure, description, error",
    [
        ("timed out", "Timeout occurred in calling IdP token endpoint", "invalid_request"),
        ("unreachable", "Connection reset", "invalid_request"),
        ("untrusted", "Exception processing authorization code", "server_error"),
        ("too large", "Exception processing authorization code", "server_error"),
        ("redirects", "Exception processing authorization code", "server_error"),
        ("bad url", "Exception processing authorization code", "server_error"),
    ],
)
def test_a_token_endpoint_that_does_not_answer(failure: Any, description: str, error: str) -> None:
    network = Network("Google")
    network.emulator.fetch = lambda _wanted: FetchFailure(failure, "no answer")

    told = network.sign_ada_in()

    assert (told["error_description"], told["error"]) == (description, error)


@pytest.mark.parametrize(
    ("failure", "description"),
    [
        ("timed out", "Timeout in calling jwks uri"),
        ("unreachable", "invalid_token_signature: Error when verifying signature"),
    ],
)
def test_keys_that_do_not_come(failure: Any, description: str) -> None:
    network = Network("Google")

    def fetch(wanted: Fetch) -> Fetched | FetchFailure:
        if wanted.url.endswith("/certs"):
            return FetchFailure(failure, "no answer")
        return network._answered(wanted)

    network.emulator.fetch = fetch

    assert network.sign_ada_in()["error_description"] == description


# --- a provider that says of itself where it is ---------------------------------------------------


def discovered(network: Network) -> None:
    """Let the provider say of itself where it is."""
    playing = network.there
    known = discovery.metadata(playing.provider, "https://corp.example.com")

    def fetch(wanted: Fetch) -> Fetched | FetchFailure:
        if wanted.url.endswith("/openid-configuration"):
            network.fetched.append(wanted)
            return Fetched(200, "OK", {}, orjson.dumps(known))
        return network._answered(wanted)

    network.emulator.fetch = fetch


def test_an_oidc_provider_is_asked_where_it_is() -> None:
    network = Network("Corp")
    discovered(network)

    assert path_of(network.leave("Corp")) == "https://corp.example.com/authorize"
    assert "code" in network.sign_ada_in()
    paths = [urlsplit(each.url).path for each in network.fetched]
    document = "/.well-known/openid-configuration"
    assert paths == [document, document, document, "/token", "/jwks", "/userinfo"]


def test_an_oidc_provider_that_does_not_say_where_it_is() -> None:
    network = Network("Corp")
    network.emulator.fetch = lambda _wanted: FetchFailure("unreachable", "no answer")

    told = back(network.authorize(identity_provider="Corp"))

    assert told == {
        "error_description": "Unable to contact well-known endpoint",
        "state": "a-state",
        "error": "server_error",
    }

"""Single logout: who signs out of the app is signed out at the SAML provider, too."""

from __future__ import annotations

import sys
from base64 import b64decode, b64encode
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from werkzeug.test import TestResponse

from cognito_emulator.saml import issuing, redirect_binding
from cognito_emulator.saml.issuing import Signer
from cognito_emulator.saml.refusals import Status
from cognito_emulator.saml.requests import LogoutRequest, read_logout_request
from tests.saml.keys import certificate, key
from tests.web.hosting import LOGOUT, back
from tests.web.saml_hosting import (
    ENTITY,
    METADATA,
    PROVIDER,
    SIGNER,
    SLO,
    SamlHosting,
    error_page,
)

INVALID = "Invalid samlResponse or relayState from identity provider"
FAILED = Status(("urn:oasis:names:tc:SAML:2.0:status:Responder",), "Still signed in elsewhere")


@pytest.fixture(scope="module")
def shared() -> SamlHosting:
    """A pool that tells its provider of sign-outs."""
    return SamlHosting(details={"IDPSignout": "true"})


def signed_in(hosting: SamlHosting) -> SamlHosting:
    assert "code" in back(hosting.federated())
    return hosting


def logout(hosting: SamlHosting, **query: str) -> TestResponse:
    wanted = {"client_id": hosting.client.id, "logout_uri": LOGOUT, **query}
    return hosting.get("/logout", **wanted)


def left(hosting: SamlHosting) -> tuple[LogoutRequest, str]:
    """Sign out; return what the provider is asked, and the RelayState."""
    location = logout(hosting).headers["Location"]
    assert location.startswith(f"{SLO}?SAMLRequest="), location
    message = redirect_binding.read(urlsplit(location).query)
    return read_logout_request(message.document), message.relay_state or ""


def answer(
    hosting: SamlHosting,
    request_id: str,
    *,
    signer: Signer | None = SIGNER,
    path: str = "/saml2/logout",
    status: Status = issuing.SUCCESS,
) -> str:
    document = issuing.logout_response(
        response_id="_answer",
        issuer=ENTITY,
        issue_instant=hosting.now,
        destination="http://localhost" + hosting.path(path),
        in_response_to=request_id,
        status=status,
    )
    return document if signer is None else issuing.sign(document, signer)


def bring(hosting: SamlHosting, document: str, relay_state: str) -> TestResponse:
    field = b64encode(document.encode()).decode()
    form = {"SAMLResponse": field, "RelayState": relay_state}
    return hosting.browser.post(hosting.path("/saml2/logout"), data=form)


def test_the_browser_goes_to_the_provider_first(shared: SamlHosting) -> None:
    response = logout(signed_in(shared))

    location = response.headers["Location"]
    assert [name for name, _ in parse_qsl(urlsplit(location).query)] == [
        "SAMLRequest",
        "RelayState",
        "SigAlg",
        "Signature",
    ]
    message = redirect_binding.read(urlsplit(location).query)
    shown = shared.call("GetSigningCertificate", UserPoolId=shared.pool_id)["Certificate"]
    redirect_binding.verify(message, [b64decode(shown)])
    asked = read_logout_request(message.document)
    assert asked._replace(id="") == LogoutRequest(
        id="",
        issuer=shared.entity_id,
        destination=SLO,
        name_id="alice",
        session_indexes=(f"session-{shared._count}",),
    )
    cookies = response.headers.getlist("Set-Cookie")
    assert any(each.startswith('cognito=""') for each in cookies)


def test_and_then_where_the_app_wants_it(shared: SamlHosting) -> None:
    request, relay_state = left(signed_in(shared))

    response = bring(shared, answer(shared, request.id), relay_state)

    assert (response.status_code, response.headers["Location"]) == (302, LOGOUT)
    assert "/login" in shared.authorize().headers["Location"]


def test_a_provider_that_fails_keeps_nobody_from_the_app(shared: SamlHosting) -> None:
    request, relay_state = left(signed_in(shared))

    response = bring(shared, answer(shared, request.id, status=FAILED), relay_state)

    assert response.headers["Location"] == LOGOUT
    [warning] = [each for each in shared.emulator.warnings() if "Still signed in" in each.sentence]
    assert "answers a logout request in another way" in warning.sentence


@pytest.mark.parametrize(
    "changes",
    [
        {"signer": None},
        {"signer": Signer(key("mallory"), certificate("mallory"))},
        {"path": "/saml2/elsewhere"},
    ],
    ids=["unsigned", "another key", "another address"],
)
def test_an_answer_that_is_not_the_providers_is_refused(
    shared: SamlHosting, changes: dict[str, Any]
) -> None:
    request, relay_state = left(signed_in(shared))

    response = bring(shared, answer(shared, request.id, **changes), relay_state)

    assert error_page(response) == INVALID


def test_an_answer_to_another_request_is_refused(shared: SamlHosting) -> None:
    earlier, _ = left(signed_in(shared))
    _, relay_state = left(signed_in(shared))

    assert error_page(bring(shared, answer(shared, earlier.id), relay_state)) == INVALID


@pytest.mark.parametrize("relay_state", ["", "another"])
def test_nobody_comes_unasked(shared: SamlHosting, relay_state: str) -> None:
    request, _ = left(signed_in(shared))

    assert error_page(bring(shared, answer(shared, request.id), relay_state)) == INVALID


def test_an_answer_is_good_once(shared: SamlHosting) -> None:
    request, relay_state = left(signed_in(shared))
    document = answer(shared, request.id)

    bring(shared, document, relay_state)
    assert error_page(bring(shared, document, relay_state)) == INVALID


def test_a_browser_comes_back_within_five_minutes() -> None:
    hosting = SamlHosting(details={"IDPSignout": "true"})
    request, relay_state = left(signed_in(hosting))
    hosting.emulator.clock.shift(seconds=300)

    assert error_page(bring(hosting, answer(hosting, request.id), relay_state)) == INVALID


def test_a_get_is_not_taken(shared: SamlHosting) -> None:
    assert shared.get("/saml2/logout").status_code == 405


# --- when nobody is told --------------------------------------------------------------------------


def test_a_pool_that_does_not_wish_it_tells_nobody() -> None:
    hosting = signed_in(SamlHosting())

    assert logout(hosting).headers["Location"] == LOGOUT


def test_a_provider_without_an_address_for_it_is_not_told() -> None:
    document = METADATA.replace("md:SingleLogoutService", "md:NameIDMappingService")
    hosting = signed_in(SamlHosting(details={"IDPSignout": "true", "MetadataFile": document}))

    assert logout(hosting).headers["Location"] == LOGOUT


def test_of_a_user_with_a_password_nobody_is_told(shared: SamlHosting) -> None:
    shared.sign_in(prompt="login")

    assert logout(shared).headers["Location"] == LOGOUT


def test_who_has_not_signed_in_is_not_told_of(shared: SamlHosting) -> None:
    shared.browser.delete_cookie("cognito", path=shared.path(""))

    assert logout(shared).headers["Location"] == LOGOUT


def test_a_provider_that_is_gone_is_not_told() -> None:
    hosting = signed_in(SamlHosting(details={"IDPSignout": "true"}))
    hosting.call("DeleteIdentityProvider", UserPoolId=hosting.pool_id, ProviderName=PROVIDER)

    assert logout(hosting).headers["Location"] == LOGOUT


def test_who_stays_at_the_domain_is_not_sent_away(shared: SamlHosting) -> None:
    """Where the browser goes is not the app's to say: a guess."""
    signed_in(shared)

    response = logout(shared, logout_uri="https://elsewhere.example.com")

    assert response.headers["Location"].startswith(shared.path("/error?"))


@pytest.mark.parametrize("package", ["lxml", "signxml"])
def test_who_lacks_the_extra_signs_out_of_the_app(
    monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    hosting = signed_in(SamlHosting(details={"IDPSignout": "true"}))
    monkeypatch.setitem(sys.modules, package, None)

    assert logout(hosting).headers["Location"] == LOGOUT
    [warning] = hosting.emulator.warnings()
    assert warning.sentence.startswith("Corp was not told that a user signs out: Signed SAML is")


def test_an_answer_that_cannot_be_read_without_the_extra_says_so(
    shared: SamlHosting, monkeypatch: pytest.MonkeyPatch
) -> None:
    request, relay_state = left(signed_in(shared))
    document = answer(shared, request.id)
    monkeypatch.setitem(sys.modules, "lxml", None)

    response = bring(shared, document, relay_state)

    page = shared.browser.get(response.headers["Location"])
    assert "cognito-emulator[saml]" in page.text

"""A sign-in by a SAML provider: from the app to the provider and back, or begun by the provider."""

from __future__ import annotations

import json
import re
import sys
from base64 import b64decode
from collections.abc import Callable
from random import Random
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest

from cognito_emulator.domain.federation.saml import failures
from cognito_emulator.errors import CognitoError
from cognito_emulator.fetching import Fetch, Fetched, FetchFailure
from cognito_emulator.saml import issuing, redirect_binding
from cognito_emulator.saml.names import ASSERTION
from cognito_emulator.saml.refusals import Reason, Status
from tests.saml.keys import certificate
from tests.web.hosting import back
from tests.web.saml_hosting import (
    ENTITY,
    METADATA,
    PROVIDER,
    SIGNER,
    SSO,
    SamlHosting,
    error_page,
)

DECODED: Any = {"verify_signature": False}
PREFIX = "Invalid SAML response received: "
NOT_OURS = "Invalid samlResponse or relayState from identity provider"
NO_STATE = "Invalid State/RelayState provided"


@pytest.fixture(scope="module")
def shared() -> SamlHosting:
    """For tests that leave no trace, or one of their own."""
    return SamlHosting()


def claims_of(hosting: SamlHosting, code: str) -> dict[str, Any]:
    tokens = hosting.token(code=code).get_json()
    claims: dict[str, Any] = jwt.decode(tokens["id_token"], options=DECODED)
    return claims


def attributes_of(hosting: SamlHosting, username: str) -> dict[str, str]:
    user = hosting.call("AdminGetUser", UserPoolId=hosting.pool_id, Username=username)
    return {each["Name"]: each["Value"] for each in user["UserAttributes"]}


def users(hosting: SamlHosting) -> set[str]:
    listed = hosting.call("ListUsers", UserPoolId=hosting.pool_id)["Users"]
    return {user["Username"] for user in listed}


# --- there ----------------------------------------------------------------------------------------


def test_the_provider_is_asked_in_the_services_form(shared: SamlHosting) -> None:
    response = shared.authorize(identity_provider=PROVIDER, prompt="login")
    location = response.headers["Location"]
    message = redirect_binding.read(urlsplit(location).query)

    assert [name for name, _ in parse_qsl(urlsplit(location).query)] == [
        "SAMLRequest",
        "RelayState",
    ]
    assert re.fullmatch(
        r'<\?xml version="1\.0" encoding="UTF-8"\?><saml2p:AuthnRequest '
        rf'AssertionConsumerServiceURL="{re.escape(shared.acs)}" Destination="{SSO}" '
        r'ID="_[0-9a-f-]{36}" IssueInstant="\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z" Version="2\.0" '
        r'xmlns:saml2p="urn:oasis:names:tc:SAML:2\.0:protocol"><saml2:Issuer '
        r'Format="urn:oasis:names:tc:SAML:2\.0:nameid-format:entity" '
        r'xmlns:saml2="urn:oasis:names:tc:SAML:2\.0:assertion">'
        rf"{shared.entity_id}</saml2:Issuer></saml2p:AuthnRequest>",
        message.document,
    )
    cookies = response.headers.getlist("Set-Cookie")
    assert any(each.startswith(f"csrf-state={message.relay_state}") for each in cookies)


def test_requests_may_be_signed() -> None:
    hosting = SamlHosting(details={"RequestSigningAlgorithm": "rsa-sha256"})
    location = hosting.authorize(identity_provider=PROVIDER).headers["Location"]
    shown = hosting.call("GetSigningCertificate", UserPoolId=hosting.pool_id)["Certificate"]

    redirect_binding.verify(redirect_binding.read(urlsplit(location).query), [b64decode(shown)])


def test_it_may_be_asked_for_by_an_identifier() -> None:
    hosting = SamlHosting(
        providers=(PROVIDER,),
    )

    assert hosting.authorize().headers["Location"].startswith(f"{SSO}?SAMLRequest=")


def test_metadata_of_an_address_are_fetched_when_they_are_needed() -> None:
    hosting = SamlHosting()
    fetched: list[Fetch] = []

    def answer(wanted: Fetch) -> Fetched | FetchFailure:
        fetched.append(wanted)
        return Fetched(200, "OK", {}, METADATA.encode())

    hosting.emulator.fetch = answer
    hosting.call(
        "UpdateIdentityProvider",
        UserPoolId=hosting.pool_id,
        ProviderName=PROVIDER,
        ProviderDetails={"MetadataURL": ENTITY},
    )
    assert "code" in back(hosting.federated())
    assert [each.url for each in fetched] == [ENTITY]


def test_a_provider_that_cannot_be_reached_is_told_of_at_the_app() -> None:
    seed = {
        "ProviderName": "Far",
        "ProviderType": "SAML",
        "ProviderDetails": {"MetadataURL": "http://127.0.0.1:9/metadata"},
    }
    hosting = SamlHosting(providers=("Far",), IdentityProviders=[seed])
    hosting.emulator.fetch = lambda wanted: FetchFailure(
        "unreachable", f"{wanted.url} is not there"
    )

    told = back(hosting.authorize())

    assert told == {
        "error_description": "Error retrieving metadata from http://127.0.0.1:9/metadata",
        "state": "a-state",
        "error": "server_error",
    }


@pytest.mark.parametrize("package", ["lxml", "signxml"])
def test_who_lacks_the_extra_is_told_before_anybody_leaves(
    shared: SamlHosting, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)

    told = back(shared.authorize(identity_provider=PROVIDER, prompt="login"))

    assert told["error"] == "server_error"
    assert told["error_description"].endswith("pip install 'cognito-emulator[saml]'.")


def test_who_lacks_it_since_then_is_told_as_well(
    shared: SamlHosting, monkeypatch: pytest.MonkeyPatch
) -> None:
    request, relay_state = shared.leave()
    response = shared.answer(shared.draft(request.id))
    for name in list(sys.modules):
        if name.startswith(("cognito_emulator.saml.signed", "signxml")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "signxml", None)

    told = back(shared.bring(response, relay_state))

    assert told["error_description"].endswith("pip install 'cognito-emulator[saml]'.")


# --- and back -------------------------------------------------------------------------------------


def test_a_new_user_comes_in() -> None:
    hosting = SamlHosting(mapping={"profile": "groups"})

    claims = claims_of(hosting, back(hosting.federated())["code"])

    user = hosting.call("AdminGetUser", UserPoolId=hosting.pool_id, Username="Corp_alice")
    assert user["UserStatus"] == "EXTERNAL_PROVIDER"
    assert claims["cognito:username"] == "Corp_alice"
    assert claims["cognito:groups"] == [f"{hosting.pool_id}_Corp"]
    assert claims["email"] == "alice@example.com"
    [identity] = claims["identities"]
    assert identity["userId"] == "alice"
    assert identity["providerType"] == "SAML"
    assert identity["issuer"] == ENTITY
    attributes = attributes_of(hosting, "Corp_alice")
    assert attributes["profile"] == "[admins, staff]"
    assert json.loads(attributes["identities"])[0]["issuer"] == ENTITY


def test_the_name_is_unchanged() -> None:
    hosting = SamlHosting()

    hosting.federated(name_id="AD\\jdoe")

    assert "Corp_AD\\jdoe" in users(hosting)


def test_who_comes_again_is_the_same_and_up_to_date() -> None:
    hosting = SamlHosting()
    first = claims_of(hosting, back(hosting.federated())["code"])
    again = claims_of(
        hosting, back(hosting.federated(attributes={"mail": ["new@example.com"]}))["code"]
    )

    assert again["sub"] == first["sub"]
    assert again["email"] == "new@example.com"


def test_an_attribute_without_values_leaves_the_old_one() -> None:
    hosting = SamlHosting()
    hosting.federated()

    hosting.federated(attributes={"mail": []})

    assert attributes_of(hosting, "Corp_alice")["email"] == "alice@example.com"


def test_a_trigger_hears_what_the_provider_says() -> None:
    hosting = SamlHosting(mapping={"name": "displayName"})
    heard: list[Any] = []

    def inbound(event: dict[str, Any]) -> dict[str, Any]:
        heard.append(event["request"])
        event["response"]["userAttributesToMap"] = {"displayName": "Alice"}
        return event

    hosting.emulator.on("InboundFederation", inbound)
    hosting.federated()

    assert heard == [
        {
            "providerName": "Corp",
            "providerType": "SAML",
            "attributes": {"samlResponse": {"mail": "alice@example.com", "groups": "admins,staff"}},
        }
    ]
    assert attributes_of(hosting, "Corp_alice")["name"] == "Alice"


# --- responses that are refused -------------------------------------------------------------------


def replaced(before: str, after: str) -> Callable[[str], str]:
    return lambda document: document.replace(before, after)


#: What is wrong with a response, and which reason that is.
WRONG: dict[str, tuple[dict[str, Any], Callable[[str], str], Reason]] = {
    "changed": ({}, replaced(">alice<", ">admin<"), Reason.SIGNATURE),
    "unsigned": (
        {},
        lambda it: re.sub("<ds:Signature .*</ds:Signature>", "", it, flags=re.DOTALL),
        Reason.UNSIGNED,
    ),
    "SHA-1": ({}, replaced("xmldsig-more#rsa-sha256", "xmldsig-more#rsa-sha1"), Reason.ALGORITHM),
    "no XML": ({}, lambda _: "no XML", Reason.MALFORMED),
    "empty": (
        {},
        lambda it: re.sub("<saml:Assertion .*</saml:Assertion>", "", it, flags=re.DOTALL),
        Reason.NO_ASSERTION,
    ),
    "doubled": (
        {},
        lambda it: it.replace(
            "</samlp:Response>",
            f'<saml:Assertion xmlns:saml="{ASSERTION}"/></samlp:Response>',
        ),
        Reason.SEVERAL_ASSERTIONS,
    ),
    "encrypted": (
        {},
        lambda it: it.replace("saml:Assertion ", "saml:EncryptedAssertion ").replace(
            "saml:Assertion>", "saml:EncryptedAssertion>"
        ),
        Reason.ENCRYPTED,
    ),
    "audience": ({"audience": "urn:other"}, str, Reason.AUDIENCE),
    "recipient": ({"recipient": "https://other"}, str, Reason.DESTINATION),
    "issuer": ({"issuer": "https://other"}, str, Reason.ISSUER),
    "name": ({"name_id": ""}, str, Reason.NAME_ID),
    "characters": ({"name_id": "\U0001f600"}, str, Reason.CHARACTERS),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_refused_is_told_to_the_app(shared: SamlHosting, wrong: str) -> None:
    changes, change, reason = WRONG[wrong]
    request, relay_state = shared.leave()
    before = users(shared)
    told = back(
        shared.bring(change(shared.answer(shared.draft(request.id, **changes))), relay_state)
    )

    assert list(told) == ["error_description", "state", "error"]
    assert told == {
        "error_description": f"{PREFIX}{failures.TEXTS[reason]}. ",
        "state": "a-state",
        "error": "server_error",
    }
    assert users(shared) == before


def test_every_reason_has_a_text() -> None:
    assert set(failures.TEXTS) == set(Reason) - {Reason.STATUS}


@pytest.mark.parametrize(("late", "reason"), [(-400, Reason.NOT_YET_VALID), (400, Reason.EXPIRED)])
def test_time_is_the_emulators(late: int, reason: Reason) -> None:
    hosting = SamlHosting()
    request, relay_state = hosting.leave()
    now = hosting.now - late
    draft = hosting.draft(
        request.id, issue_instant=now, not_before=now - 300, not_on_or_after=now + 300
    )

    told = back(hosting.bring(hosting.answer(draft), relay_state))

    assert told["error_description"] == f"{PREFIX}{failures.TEXTS[reason]}. "


def test_a_response_is_the_answer_to_this_request(shared: SamlHosting) -> None:
    earlier, _ = shared.leave()
    _, relay_state = shared.leave()

    told = back(shared.bring(shared.answer(shared.draft(earlier.id)), relay_state))

    assert told["error_description"] == f"{PREFIX}{failures.TEXTS[Reason.IN_RESPONSE_TO]}. "


def test_an_assertion_is_good_once() -> None:
    hosting = SamlHosting(details={"IDPInit": "true"}, providers=(PROVIDER,))
    response = hosting.answer(hosting.draft(None))

    assert "code" in back(hosting.bring(response, hosting.asked_for()))
    told = back(hosting.bring(response, hosting.asked_for()))

    assert told["error_description"] == f"{PREFIX}{failures.REPLAYED}. "


def test_a_provider_may_refuse(shared: SamlHosting) -> None:
    request, relay_state = shared.leave()
    draft = shared.draft(request.id)

    told = back(shared.bring(shared.around(draft=draft, status=issuing.DENIED), relay_state))

    assert told == {
        "error_description": (
            "Error in SAML Identity Provider; "
            "urn:oasis:names:tc:SAML:2.0:status:RequestDenied: "
            "No SAML assertion found in the SAML response. "
        ),
        "state": "a-state",
        "error": "access_denied",
    }


def test_a_status_of_one_code_is_told_as_well(shared: SamlHosting) -> None:
    request, relay_state = shared.leave()
    status = Status(("urn:oasis:names:tc:SAML:2.0:status:Responder",), "Not today")

    response = shared.around(draft=shared.draft(request.id), status=status)
    told = back(shared.bring(response, relay_state))

    assert told["error_description"].startswith("Error in SAML Identity Provider; urn:oasis")
    assert told["error"] == "access_denied"


# --- people who cannot come in --------------------------------------------------------------------


def test_a_function_may_refuse() -> None:
    hosting = SamlHosting()

    def refuse(_event: dict[str, Any]) -> dict[str, Any]:
        raise ValueError("Invalid email domain.")

    hosting.emulator.on("PreSignUp", refuse)
    told = back(hosting.federated())

    assert told["error"] == "server_error"
    assert told["error_description"] == (
        f"{PREFIX}PreSignUp failed with error Invalid email domain. "
    )


def test_a_required_attribute_that_is_not_delivered() -> None:
    hosting = SamlHosting(Schema=[{"Name": "email", "Required": True, "Mutable": True}])

    told = back(hosting.federated(attributes={}))

    assert told["error_description"] == (
        f"{PREFIX}Invalid user attributes: email: The attribute is required. "
    )


def test_a_required_attribute_that_is_empty() -> None:
    hosting = SamlHosting(Schema=[{"Name": "email", "Required": True, "Mutable": True}])
    hosting.federated()

    told = back(hosting.federated(attributes={"mail": [""]}))

    assert told["error_description"] == (
        f"{PREFIX}Invalid user attributes: email: Required attribute cannot be deleted. "
    )


def test_a_value_that_is_too_long() -> None:
    hosting = SamlHosting()

    told = back(hosting.federated(attributes={"mail": ["a" * 2049]}))

    assert told["error_description"] == (
        f"{PREFIX}The value of the attribute email must have a length less than or equal to 2048"
        " characters. "
    )


def test_a_name_that_is_too_long(shared: SamlHosting) -> None:
    told = back(shared.federated(name_id="a" * 124))

    assert told["error_description"] == (
        f"{PREFIX}1 validation error detected: Value 'Corp_{'a' * 124}' at 'userName' failed to"
        " satisfy constraint: Member must have length less than or equal to 128. "
    )
    assert "code" in back(shared.federated(name_id="a" * 123))


# --- encrypted ------------------------------------------------------------------------------------


def encrypting() -> tuple[SamlHosting, bytes]:
    """A pool that takes encrypted responses only, and the certificate to encrypt for."""
    hosting = SamlHosting(details={"EncryptedResponses": "true"})
    provider = hosting.call(
        "DescribeIdentityProvider", UserPoolId=hosting.pool_id, ProviderName=PROVIDER
    )["IdentityProvider"]
    return hosting, b64decode(provider["ProviderDetails"]["ActiveEncryptionCertificate"])


def test_an_encrypted_assertion_is_opened() -> None:
    hosting, shown = encrypting()
    request, relay_state = hosting.leave()
    draft = hosting.draft(request.id)
    assertion = issuing.sign(issuing.assertion(draft), SIGNER)
    sealed = issuing.encrypt(assertion, shown, Random(1).randbytes)

    assert "code" in back(hosting.bring(hosting.around(sealed, draft=draft), relay_state))


@pytest.mark.parametrize("what", ["plain", "two", "for another"])
def test_what_must_be_encrypted_is_refused_otherwise(what: str) -> None:
    hosting, shown = encrypting()
    request, relay_state = hosting.leave()
    draft = hosting.draft(request.id)
    assertion = issuing.sign(issuing.assertion(draft), SIGNER)
    sealed = issuing.encrypt(assertion, shown, Random(1).randbytes)
    other = issuing.encrypt(assertion, certificate("another"), Random(1).randbytes)
    inside = {"plain": [assertion], "two": [sealed, sealed], "for another": [other]}[what]

    told = back(hosting.bring(hosting.around(*inside, draft=draft), relay_state))

    assert (
        told["error_description"]
        == {
            "plain": f"{PREFIX}Responses must contain exactly one Encrypted Assertion. ",
            "two": f"{PREFIX}Responses must contain exactly one Encrypted Assertion. ",
            "for another": f"{PREFIX}SAML Assertion could not be decrypted. ",
        }[what]
    )


# --- RelayState -----------------------------------------------------------------------------------


def test_a_state_is_good_once(shared: SamlHosting) -> None:
    request, relay_state = shared.leave()

    assert "code" in back(shared.bring(shared.answer(shared.draft(request.id)), relay_state))
    again = shared.bring(shared.answer(shared.draft(request.id)), relay_state)
    assert error_page(again) == NO_STATE


def test_a_state_of_another_browser_is_none(shared: SamlHosting) -> None:
    request, relay_state = shared.leave()
    shared.leave()

    response = shared.bring(shared.answer(shared.draft(request.id)), relay_state)

    assert error_page(response) == NO_STATE


def test_a_state_of_five_minutes_ago_is_none() -> None:
    hosting = SamlHosting()
    request, relay_state = hosting.leave()
    hosting.emulator.clock.shift(seconds=300)

    response = hosting.bring(hosting.answer(hosting.draft(request.id)), relay_state)

    assert error_page(response) == NO_STATE


@pytest.mark.parametrize(
    ("relay_state", "told"),
    [(None, NOT_OURS), ("", NOT_OURS), ("x", NO_STATE), ("a.b.3", NO_STATE)],
)
def test_what_is_no_state(shared: SamlHosting, relay_state: str | None, told: str) -> None:
    request, _ = shared.leave()

    response = shared.bring(shared.answer(shared.draft(request.id)), relay_state)

    assert error_page(response) == told


def test_over_plain_http_a_post_from_elsewhere_brings_no_cookie(shared: SamlHosting) -> None:
    """There is no SameSite=None then: the state itself, which was kept, decides."""
    request, relay_state = shared.leave()
    shared.browser.delete_cookie("csrf-state", path=shared.path(""))
    shared.browser.delete_cookie("csrf-state-legacy", path=shared.path(""))

    assert "code" in back(shared.bring(shared.answer(shared.draft(request.id)), relay_state))


def test_a_get_is_not_taken(shared: SamlHosting) -> None:
    assert shared.get("/saml2/idpresponse").status_code == 405


# --- begun by the provider ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def beginning() -> SamlHosting:
    """A pool whose provider may begin."""
    return SamlHosting(details={"IDPInit": "true"}, providers=(PROVIDER,))


def test_a_provider_may_begin(beginning: SamlHosting) -> None:
    response = beginning.unsolicited(name_id="beginner")

    assert response.status_code == 302
    code = back(response)["code"]
    assert claims_of(beginning, code)["cognito:username"] == "Corp_beginner"
    assert "state" not in back(beginning.unsolicited(name_id="beginner"))


def test_it_may_still_be_asked(beginning: SamlHosting) -> None:
    assert "code" in back(beginning.federated())


@pytest.mark.parametrize(
    "recipient",
    [
        "https://shop.auth.us-east-1.amazoncognito.com",
        "http://localhost/_domain/shop",
        "http://shop.auth.localhost",
    ],
)
def test_the_recipient_is_any_address_of_the_pool(beginning: SamlHosting, recipient: str) -> None:
    response = beginning.unsolicited(recipient=f"{recipient}/saml2/idpresponse")

    assert "code" in back(response)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"recipient": "https://other.auth.us-east-1.amazoncognito.com"}, Reason.DESTINATION),
        ({"in_response_to": "_asked"}, Reason.IN_RESPONSE_TO),
    ],
)
def test_what_is_refused_of_it_is_told_to_the_app(
    beginning: SamlHosting, changes: dict[str, Any], reason: Reason
) -> None:
    told = back(beginning.unsolicited(**changes))

    assert told == {
        "error_description": f"{PREFIX}{failures.TEXTS[reason]}. ",
        "error": "server_error",
    }


def test_what_is_old_is_refused(beginning: SamlHosting) -> None:
    now = beginning.now

    told = back(beginning.unsolicited(issue_instant=now - 361, not_before=now - 361))

    assert told["error_description"] == f"{PREFIX}{failures.TEXTS[Reason.TOO_OLD]}. "
    assert "code" in back(beginning.unsolicited(issue_instant=now - 350, not_before=now - 361))


@pytest.mark.parametrize(
    ("parameters", "hint"),
    [
        ({"identity_provider": None}, None),  # the client has one only
        ({"identity_provider": "Other"}, "names no provider of the client"),
        ({"client_id": "another"}, "The pool has no client another"),
        ({"redirect_uri": "https://evil.example.com"}, "evil.example.com"),
    ],
)
def test_for_whom_it_is_says_relay_state(
    beginning: SamlHosting, parameters: dict[str, str | None], hint: str | None
) -> None:
    response = beginning.unsolicited(beginning.asked_for(**parameters))

    if hint is None:
        assert "code" in back(response)
        return
    assert error_page(response) == NOT_OURS
    page = beginning.browser.get(response.headers["Location"])
    assert hint in page.text


def test_a_wish_that_is_no_good_goes_to_the_app(beginning: SamlHosting) -> None:
    told = back(beginning.unsolicited(beginning.asked_for(scope="admin")))

    assert told["error"] == "invalid_request"


def test_scopes_may_stand_apart_by_plus_signs(beginning: SamlHosting) -> None:
    """As the service's manual has it: ``scope=email%2Bopenid`` (documented)."""
    told = back(beginning.unsolicited(beginning.asked_for(scope="openid+email")))

    assert "code" in told


def test_it_must_be_allowed_to_begin(shared: SamlHosting) -> None:
    """That is IDPInit, which is not set here."""
    assert error_page(shared.unsolicited()) == NOT_OURS


def test_a_client_that_has_other_users_takes_none_that_nobody_asked_for() -> None:
    hosting = SamlHosting(details={"IDPInit": "true"})

    response = hosting.unsolicited()

    assert error_page(response) == NOT_OURS
    page = hosting.browser.get(response.headers["Location"])
    assert "other identity providers than SAML ones: COGNITO" in page.text


def test_a_request_is_answered_once_also_where_the_sign_in_fails() -> None:
    hosting = SamlHosting()
    request, relay_state = hosting.leave()
    hosting.emulator.on("PreSignUp", _refusing)
    refused = hosting.bring(hosting.answer(hosting.draft(request.id)), relay_state)
    assert back(refused)["error"] == "server_error"

    hosting.emulator.on("PreSignUp", None)
    again = hosting.bring(hosting.answer(hosting.draft(request.id)), relay_state)

    assert error_page(again) == NO_STATE
    assert users(hosting) == {"alice"}


def test_an_assertion_is_used_up_also_where_the_sign_in_fails() -> None:
    """A guess: nobody comes in by it later."""
    hosting = SamlHosting(details={"IDPInit": "true"}, providers=(PROVIDER,))
    response = hosting.answer(hosting.draft(None))
    hosting.emulator.on("PreSignUp", _refusing)
    assert back(hosting.bring(response, hosting.asked_for()))["error"] == "server_error"

    hosting.emulator.on("PreSignUp", None)
    told = back(hosting.bring(response, hosting.asked_for()))

    assert told["error_description"] == f"{PREFIX}{failures.REPLAYED}. "


def _refusing(_event: dict[str, Any]) -> dict[str, Any]:
    raise CognitoError("No")

"""The stand-in as SAML provider: the project's own verification is the service provider."""

from __future__ import annotations

import time
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from cognito_emulator.idp.authorization import Delivery, UntrustedClient
from cognito_emulator.idp.behaviours import OF_SAML, Behaviour
from cognito_emulator.idp.editing import ClaimsError
from cognito_emulator.idp.exchange import Answer, request_to
from cognito_emulator.idp.kinds import KINDS
from cognito_emulator.idp.kinds.saml import SamlWish, signed_out
from cognito_emulator.idp.people import PeopleInMemory, Person
from cognito_emulator.idp.provider import Client, Provider
from cognito_emulator.saml import authn_request, logout, metadata, redirect_binding, responses
from cognito_emulator.saml.refusals import Reason, SamlError
from cognito_emulator.saml.responses import Assertion, Expected
from cognito_emulator.saml.sessions import NameId, SamlSession
from tests.idp.playing import ADA, KEYS, NOW, Playing
from tests.saml.keys import certificate, key
from tests.saml.peer import ServiceProvider, needs_xmlsec1
from tests.saml.provider import ACS, POOL, REQUEST
from tests.table import table

EMAIL_URI = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"


class SamlPlaying(Playing):
    """A SAML provider with Ada."""

    def __init__(self, person: Person = ADA, **more: Any) -> None:
        super().__init__("SAML", people=PeopleInMemory([person]))
        self.provider = replace(self.provider, **more)
        self.person = person

    def leave(self, relay_state: str | None = "a state&more") -> str:
        """Where a service provider sends a browser."""
        document = authn_request.write(
            request_id=REQUEST,
            issue_instant=NOW,
            destination=f"{self.base_url}/sso",
            acs_url=ACS,
            issuer=POOL,
        )
        return redirect_binding.address(
            f"{self.base_url}/sso", document, relay_state=relay_state, key=key("pool")
        )

    def read(self, url: str) -> SamlWish:
        request = request_to(self.base_url, "GET", url, self.now)
        found = self.provider.kind.read(self.provider, request)
        assert isinstance(found, SamlWish)
        return found

    def deliver(self, behaviour: Behaviour = "", url: str | None = None) -> Delivery:
        wish = self.read(url or self.leave())
        return self.provider.kind.allow(self.provider, wish, self.person, self.now, behaviour)

    def metadata(self) -> metadata.Metadata:
        answer = self.ask("GET", "/metadata")
        assert isinstance(answer, Answer)
        assert ("Content-Type", "application/samlmetadata+xml;charset=UTF-8") in answer.headers
        return metadata.read(answer.body)

    def expected(self, **more: Any) -> Expected:
        known = self.metadata()
        usual = Expected(
            issuer=known.entity_id,
            certificates=known.certificates,
            audience=POOL,
            recipients=(ACS,),
            in_response_to=REQUEST,
            now=self.now,
        )
        return usual._replace(**more)

    def verified(self, delivery: Delivery, **more: Any) -> Assertion:
        return responses.verify(document(delivery), self.expected(**more))


def document(delivery: Delivery) -> bytes:
    assert (delivery.mode, delivery.redirect_uri) == ("form_post", ACS)
    return b64decode(delivery.parameters["SAMLResponse"])


@pytest.fixture
def playing() -> SamlPlaying:
    return SamlPlaying()


def test_metadata_say_where_it_is(playing: SamlPlaying) -> None:
    known = playing.metadata()

    assert known.entity_id == f"{playing.base_url}/metadata"
    assert known.sso_redirect_url == f"{playing.base_url}/sso"
    assert known.certificates == (KEYS.signer(NOW).certificate,)


def test_somebody_signs_in(playing: SamlPlaying) -> None:
    delivery = playing.deliver()
    said = playing.verified(delivery)

    assert delivery.parameters["RelayState"] == "a state&more"
    assert said.name_id.value == ADA.subject
    assert said.session_index
    assert said.attributes["email"] == said.attributes[EMAIL_URI] == ("ada@example.com",)
    assert said.attributes["email_verified"] == ("true",)
    assert said.attributes["groups"] == ("admins", "staff")


def test_a_provider_may_begin_by_itself(playing: SamlPlaying) -> None:
    target = "identity_provider=Corp&client_id=app"
    query = urlencode({"providerId": POOL, "shire": ACS, "target": target})
    delivery = playing.deliver(url=f"{playing.base_url}/sso?{query}")

    assert delivery.parameters["RelayState"] == target
    assert playing.verified(delivery, in_response_to=None).name_id.value == ADA.subject


def test_without_a_relay_state_none_comes_back(playing: SamlPlaying) -> None:
    assert [*playing.deliver(url=playing.leave(None)).parameters] == ["SAMLResponse"]


def test_a_refusal_is_a_status_that_is_signed(playing: SamlPlaying) -> None:
    delivery = playing.provider.kind.refuse(playing.provider, playing.read(playing.leave()), NOW)

    with pytest.raises(SamlError) as refused:
        playing.verified(delivery)
    assert refused.value.reason is Reason.STATUS
    assert b"RequestDenied" in document(delivery)
    assert b"SignatureValue" in document(delivery)


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ("wrong-issuer", Reason.ISSUER),
        ("wrong-audience", Reason.AUDIENCE),
        ("wrong-recipient", Reason.RECIPIENT),
        ("wrong-request", Reason.IN_RESPONSE_TO),
        ("expired", Reason.EXPIRED),
        ("unsigned", Reason.UNSIGNED),
        ("altered", Reason.SIGNATURE),
        ("foreign-key", Reason.SIGNATURE),
        ("unknown-key", Reason.SIGNATURE),
    ],
)
def test_assertions_that_must_be_refused(
    playing: SamlPlaying, behaviour: Behaviour, reason: Reason
) -> None:
    with pytest.raises(SamlError) as refused:
        playing.verified(playing.deliver(behaviour))

    assert refused.value.reason is reason


def test_an_assertion_may_come_again(playing: SamlPlaying) -> None:
    first, again, other = (
        playing.verified(playing.deliver(behaviour)).id
        for behaviour in ("replayed", "replayed", "")
    )

    assert first == again != other


def test_an_address_may_be_kept_back(playing: SamlPlaying) -> None:
    said = playing.verified(playing.deliver("no-email"))

    assert not {"email", "email_verified", EMAIL_URI} & said.attributes.keys()


def test_every_behaviour_is_tried() -> None:
    tried = {
        *("wrong-issuer", "wrong-audience", "wrong-recipient", "wrong-request", "expired"),
        *("unsigned", "altered", "foreign-key", "unknown-key", "replayed", "no-email"),
    }

    assert tried == OF_SAML.keys()


def test_claims_have_other_names_for_who_maps_them() -> None:
    playing = SamlPlaying(aliases={"urn:oid:mail": "email", "groups": "name", "none": "nothing"})
    said = playing.verified(playing.deliver())

    assert said.attributes["urn:oid:mail"] == ("ada@example.com",)
    assert said.attributes["groups"] == ("admins", "staff")
    assert "none" not in said.attributes


class TestLogout:
    """Somebody is signed out by a request, at once, as nobody stays signed in."""

    def url(self, playing: SamlPlaying) -> str:
        destination = f"{playing.base_url}/slo"
        request = logout.request(
            request_id=REQUEST,
            issue_instant=NOW,
            destination=destination,
            issuer=POOL,
            session=SamlSession(NameId(ADA.subject, "persistent", None, None), "_1"),
        )
        return redirect_binding.address(
            destination, request, relay_state="a-handle", key=key("pool")
        )

    def asked(self, playing: SamlPlaying, url: str) -> Delivery:
        return signed_out(playing.provider, request_to(playing.base_url, "GET", url, NOW))

    def test_the_answer_is_signed(self) -> None:
        there = "https://shop.example.com/saml2/logout"
        playing = SamlPlaying(clients={POOL: Client(logout_url=there)})
        known = playing.metadata()
        assert known.slo_redirect_url == f"{playing.base_url}/slo"
        delivery = self.asked(playing, self.url(playing))

        assert (delivery.redirect_uri, delivery.mode) == (there, "form_post")
        assert delivery.parameters["RelayState"] == "a-handle"
        expected = logout.ExpectedLogout(known.entity_id, known.certificates, (there,), REQUEST)
        logout.verify(b64decode(delivery.parameters["SAMLResponse"]), expected)

    def test_whom_nobody_knows_is_not_answered(self) -> None:
        playing = SamlPlaying()
        assert playing.metadata().slo_redirect_url is None

        with pytest.raises(UntrustedClient, match="Nobody knows where urn:amazon"):
            self.asked(playing, self.url(playing))
        with pytest.raises(UntrustedClient, match="one of SAMLRequest and SAMLResponse"):
            self.asked(playing, f"{playing.base_url}/slo")


def test_a_claim_may_be_anything() -> None:
    claims = {"level": 7, "address": {"city": "Wien"}, "mixed": ["ä", 1, [True]], "gone": None}
    playing = SamlPlaying(Person(subject="Zoë", claims=claims))
    said = playing.verified(playing.deliver())

    assert said.name_id.value == "Zoë"
    assert said.attributes == {
        "level": ("7",),
        "address": ('{"city": "Wien"}',),
        "mixed": ("ä", "1", "true"),
    }


def test_an_assertion_is_encrypted_for_who_has_a_certificate() -> None:
    pool = Client(encryption_certificate=certificate("pool"))
    playing = SamlPlaying(clients={POOL: pool})
    delivery = playing.deliver()

    assert b"EncryptedAssertion" in document(delivery)
    assert b"ada@example.com" not in document(delivery)
    said = playing.verified(delivery, decryption_keys=(key("pool"),))
    assert said.name_id.value == ADA.subject


def test_an_issuer_may_be_given() -> None:
    playing = SamlPlaying(issuer="https://idp.example.com/real")

    assert playing.verified(playing.deliver()).issuer == "https://idp.example.com/real"


def test_a_certificate_is_new_once_the_old_one_has_ended(playing: SamlPlaying) -> None:
    before = playing.metadata().certificates
    assert before == playing.metadata().certificates
    playing.later(11 * 366 * 86_400)

    assert playing.metadata().certificates != before
    playing.now = NOW


@table(
    "query, sentence",
    [
        ({}, "The query string must have one of SAMLRequest and SAMLResponse."),
        ({"SAMLRequest": "x"}, "The SAMLRequest is not in base64."),
        ({"providerId": POOL}, "The request has no AssertionConsumerServiceURL."),
        (
            {"providerId": POOL, "shire": "javascript:x"},
            "The assertion consumer service javascript:x is no http or https URL.",
        ),
        (
            {"providerId": POOL, "shire": "http://[x"},
            "The assertion consumer service http://[x is no http or https URL.",
        ),
        (
            {"providerId": "urn:other", "shire": ACS},
            f"There is no service provider urn:other; there is {POOL}.",
        ),
    ],
)
def test_requests_that_are_not_answered(query: Mapping[str, str], sentence: str) -> None:
    playing = SamlPlaying(clients={POOL: Client()})

    with pytest.raises(UntrustedClient) as refused:
        playing.read(f"{playing.base_url}/sso?{urlencode(query)}")
    assert str(refused.value) == sentence


def test_a_character_that_xml_cannot_hold_is_told() -> None:
    playing = SamlPlaying(Person(subject="ada", claims={"name": "A\x07da"}))

    with pytest.raises(ClaimsError) as refused:
        playing.deliver()
    assert str(refused.value) == "XML cannot hold the character U+0007."


def test_people_have_readable_names() -> None:
    assert KINDS["SAML"].invent("x").subject.count(".") == 1


@pytest.mark.slow
@needs_xmlsec1
@pytest.mark.filterwarnings("ignore")  # pysaml2 uses what newer versions of others warn of
def test_pysaml2_is_satisfied(tmp_path: Path) -> None:
    """The signatures and all else, as xmlsec1 and pysaml2 see them, at the time that it is."""
    provider = Provider(name="corp", kind=KINDS["SAML"], people=PeopleInMemory([ADA]), keys=KEYS)
    playing = SamlPlaying()
    playing.provider, playing.now = provider, time.time()
    answer = playing.ask("GET", "/metadata")
    assert isinstance(answer, Answer)

    peer = ServiceProvider(tmp_path, answer.body.decode())
    subject, attributes = peer.read(document(playing.deliver()).decode(), REQUEST)

    assert subject == ADA.subject
    assert attributes["groups"] == ["admins", "staff"]

"""What a provider answers: read if all is well, refused for each thing that is not."""

from __future__ import annotations

import sys
from base64 import b64encode
from collections.abc import Callable
from importlib import import_module

import pytest

from cognito_emulator.saml import extra, issuing, responses
from cognito_emulator.saml.extra import MissingExtraError
from cognito_emulator.saml.refusals import Reason, SamlError, Status
from cognito_emulator.saml.responses import Assertion
from cognito_emulator.saml.sessions import NameId
from tests.saml.keys import NOW, certificate
from tests.saml.provider import (
    ACS,
    DRAFT,
    EXPECTED,
    ISSUER,
    POOL,
    REQUEST,
    SIGNED_PARTS,
    answer,
    around,
    refused,
    signed,
    signer,
    verify,
)
from tests.table import table

ALICE = Assertion(
    id="_assertion",
    issuer=ISSUER,
    issue_instant=NOW,
    name_id=NameId("alice", "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", None, None),
    session_index="_session",
    attributes={"email": ("alice@example.com",), "groups": ("admins", "staff")},
    expires=NOW + 360,
)


@pytest.mark.parametrize("part", SIGNED_PARTS)
def test_what_is_signed_is_read(part: str) -> None:
    assert verify(answer(part=part)) == ALICE


def test_one_of_several_certificates_is_enough() -> None:
    expected = EXPECTED._replace(certificates=(certificate("next"), certificate()))

    assert verify(answer(), expected) == ALICE


def test_a_certificate_may_have_ended_since() -> None:
    late = NOW + 20 * 365 * 86400
    draft = DRAFT._replace(issue_instant=late, not_before=late, not_on_or_after=late + 60)

    assert verify(answer(draft), EXPECTED._replace(now=late)).issue_instant == late


def test_it_may_be_the_answer_at_any_address_of_the_pool() -> None:
    assert verify(answer(), EXPECTED._replace(recipients=("https://other", ACS))) == ALICE


def test_a_provider_may_come_by_itself() -> None:
    draft = DRAFT._replace(in_response_to=None)

    assert verify(answer(draft), EXPECTED._replace(in_response_to=None)) == ALICE


def changed(before: str, after: str) -> str:
    """A response whose assertion says something else, and is signed as such."""
    assertion = issuing.assertion(DRAFT)
    assert before in assertion
    return around(issuing.sign(assertion.replace(before, after), signer()))


def test_a_name_without_a_format_is_unspecified() -> None:
    name_id = ' Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">'

    assert verify(
        changed(name_id, ' NameQualifier="idp" SPNameQualifier="sp">\n  ')
    ).name_id == NameId(
        "alice", "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified", "idp", "sp"
    )


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"none": []},
        {"empty": [""]},
        {"": ["nameless"]},
        {"urn:oid:0.9": ["a & b", "<c>", "\u00e4\u20ac\uffe6", "line\r\n\tline"]},
    ],
    ids=["no attributes", "no values", "empty", "nameless", "texts"],
)
def test_attributes_are_read(attributes: dict[str, list[str]]) -> None:
    found = verify(answer(DRAFT._replace(attributes=attributes))).attributes

    assert found == {name: tuple(values) for name, values in attributes.items()}


def test_an_attribute_may_be_there_twice_and_hold_elements() -> None:
    assert verify(
        changed(
            "</saml:AttributeStatement>",
            '<saml:Attribute Name="groups"><saml:AttributeValue> <saml:NameID>more</saml:NameID>'
            "</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>",
        )
    ).attributes["groups"] == ("admins", "staff", "more")


def test_a_session_need_not_be_named() -> None:
    assert verify(answer(DRAFT._replace(session_index=None))).session_index is None
    assert verify(changed("saml:AuthnStatement", "saml:Statement")).session_index is None


def test_conditions_without_consequence_are_passed_over() -> None:
    conditions = "</saml:AudienceRestriction><saml:OneTimeUse/><saml:ProxyRestriction/>"

    assert verify(changed("</saml:AudienceRestriction>", conditions)) == ALICE


def test_one_confirmation_of_several_is_enough() -> None:
    other = (
        '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"/>'
        '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">'
        '<saml:SubjectConfirmationData Recipient="https://other"/></saml:SubjectConfirmation>'
    )

    assert verify(changed("</saml:NameID>", f"</saml:NameID>{other}")) == ALICE


def test_a_response_need_not_say_who_and_where_it_is() -> None:
    document = around(signed()).replace(f' Destination="{ACS}"', "")
    document = document.replace(
        f'<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">{ISSUER}</saml:Issuer>',
        "",
    )

    assert document.count("Issuer") == 2
    assert verify(document) == ALICE


# --- time -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        (NOW - 361, Reason.NOT_YET_VALID),
        (NOW - 360, None),
        (NOW + 359, None),
        (NOW + 360, Reason.EXPIRED),
    ],
)
def test_it_is_valid_for_a_while(now: float, reason: Reason | None) -> None:
    expected = EXPECTED._replace(now=now)
    if reason is None:
        assert verify(answer(), expected) == ALICE
    else:
        assert refused(answer(), expected).reason is reason


def test_how_far_clocks_may_differ_can_be_said() -> None:
    expected = EXPECTED._replace(now=NOW + 300, skew_seconds=0)

    assert refused(answer(), expected).reason is Reason.EXPIRED


@pytest.mark.parametrize(("age", "reason"), [(360, None), (361, Reason.TOO_OLD)])
def test_what_nobody_asked_for_may_not_be_old(age: int, reason: Reason | None) -> None:
    draft = DRAFT._replace(in_response_to=None, issue_instant=NOW - age)
    expected = EXPECTED._replace(in_response_to=None)
    if reason is None:
        assert verify(answer(draft), expected)
    else:
        assert refused(answer(draft), expected).reason is reason
    assert verify(answer(draft._replace(in_response_to=REQUEST)))


def test_an_assertion_is_to_be_remembered_until_it_is_refused() -> None:
    """Whatever of it ends last: a second time is refused by who remembers, or by its end."""
    expires = verify(answer()).expires

    assert verify(answer(), EXPECTED._replace(now=expires - 1))
    assert refused(answer(), EXPECTED._replace(now=expires)).reason is Reason.EXPIRED


# --- refusals -------------------------------------------------------------------------------------

MADE = "2026-05-28T20:26:40.000Z"
BEARER = '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">'
UNTIL = ' NotOnOrAfter="2026-05-28T20:31:40.000Z"'


# What a provider sends in place of an answer, by what is wrong with it.
REFUSED: dict[str, tuple[Callable[[], str], Reason, str]] = {
    "nothing": (lambda: "", Reason.MALFORMED, "no well-formed XML"),
    "no XML": (lambda: "<a><b></a>", Reason.MALFORMED, "no well-formed XML"),
    "a prefix": (lambda: "<saml:Assertion/>", Reason.MALFORMED, "Namespace prefix saml"),
    "no response": (
        signed,
        Reason.MALFORMED,
        "no samlp:Response: {urn:oasis:names:tc:SAML:2.0:assertion}Assertion",
    ),
    "another namespace": (
        lambda: answer().replace("SAML:2.0:protocol", "SAML:1.0:protocol"),
        Reason.MALFORMED,
        "no samlp:Response: {urn:oasis:names:tc:SAML:1.0:protocol}Response",
    ),
    "another version": (
        lambda: around().replace('Version="2.0"', 'Version="1.1"'),
        Reason.MALFORMED,
        "not of Version 2.0",
    ),
    "no status": (
        lambda: around().replace("samlp:Status>", "samlp:State>"),
        Reason.MALFORMED,
        "no Status with a StatusCode",
    ),
    "no status code": (
        lambda: around().replace("StatusCode", "Code"),
        Reason.MALFORMED,
        "no Status with a StatusCode",
    ),
    "no assertion": (around, Reason.NO_ASSERTION, "no Assertion directly in it"),
    "no signature": (
        lambda: around(issuing.assertion(DRAFT)),
        Reason.UNSIGNED,
        "Neither the Assertion nor the Response is signed",
    ),
    "another key": (lambda: answer(owner="stranger"), Reason.SIGNATURE, "fits no certificate"),
    "another issuer": (
        lambda: answer(DRAFT._replace(issuer="https://other")),
        Reason.ISSUER,
        f"The Issuer of the Assertion is https://other, not {ISSUER}",
    ),
    "another audience": (
        lambda: answer(DRAFT._replace(audience="urn:amazon:cognito:sp:other")),
        Reason.AUDIENCE,
        f"The Audience is urn:amazon:cognito:sp:other; it must be {POOL}",
    ),
    "another recipient": (
        lambda: answer(DRAFT._replace(recipient="https://other")),
        Reason.RECIPIENT,
        f"The Recipient is https://other, not {ACS}",
    ),
    "another request": (
        lambda: answer(DRAFT._replace(in_response_to="_other")),
        Reason.IN_RESPONSE_TO,
        f"InResponseTo of the Response is _other; it must be {REQUEST}",
    ),
    "another request of the assertion": (
        lambda: around(signed(DRAFT._replace(in_response_to="_other"))),
        Reason.IN_RESPONSE_TO,
        f"InResponseTo of the SubjectConfirmationData is _other; it must be {REQUEST}",
    ),
    "no request": (
        lambda: answer(DRAFT._replace(in_response_to=None)),
        Reason.IN_RESPONSE_TO,
        "InResponseTo of the Response is absent; it must be",
    ),
    "no name": (lambda: answer(DRAFT._replace(name_id="")), Reason.NAME_ID, "or an empty one"),
    "a blank": (lambda: answer(DRAFT._replace(name_id=" \n")), Reason.NAME_ID, "or an empty one"),
    "an emoji in the name": (
        lambda: answer(DRAFT._replace(name_id="al\U0001f600ce")),
        Reason.CHARACTERS,
        "The NameID has a character that takes four bytes in UTF-8, which are not taken: U+1F600.",
    ),
    "an emoji in an attribute": (
        lambda: answer(DRAFT._replace(attributes={"mood": ["fine", "\U0001f600"]})),
        Reason.CHARACTERS,
        "The attribute mood has a character that takes four bytes in UTF-8",
    ),
}


@table("wrong", REFUSED)
def test_what_is_not_as_it_must_be_is_refused(wrong: str) -> None:
    document, reason, sentence = REFUSED[wrong]
    refusal = refused(document())

    assert refusal.reason is reason
    assert sentence in refusal.sentence == str(refusal)


# What an assertion may not say, although it is signed: in place of what, why, and the sentence.
SIGNED_IN_VAIN = [
    (' Version="2.0"', ' Version="2.1"', Reason.MALFORMED, "must be of Version 2.0"),
    (f' IssueInstant="{MADE}"', "", Reason.MALFORMED, "The Assertion has no IssueInstant"),
    (MADE, "today", Reason.MALFORMED, "IssueInstant is no moment in UTC: today"),
    (UNTIL, ' NotOnOrAfter=""', Reason.MALFORMED, "NotOnOrAfter is no moment in UTC: empty"),
    (BEARER, "<saml:SubjectConfirmation>", Reason.SUBJECT_CONFIRMATION, "The Subject has no Subj"),
    (f'{REQUEST}"{UNTIL}', f'{REQUEST}"', Reason.SUBJECT_CONFIRMATION, "have no NotOnOrAfter"),
    (f' Recipient="{ACS}"', "", Reason.RECIPIENT, "The Recipient is absent"),
    ("saml:Conditions", "saml:Advice", Reason.AUDIENCE, "has no AudienceRestriction"),
    (
        "</saml:AudienceRestriction>",
        "</saml:AudienceRestriction><saml:AudienceRestriction/>",
        Reason.AUDIENCE,
        "The Audience is empty",
    ),
    (
        "</saml:AudienceRestriction>",
        "</saml:AudienceRestriction><saml:Condition/>",
        Reason.CONDITION,
        "one that is not known: {urn:oasis:names:tc:SAML:2.0:assertion}Condition",
    ),
    ("saml:Subject>", "saml:Object>", Reason.SUBJECT_CONFIRMATION, "has no SubjectConfirmation"),
    ("saml:NameID", "saml:BaseID", Reason.NAME_ID, "has no NameID"),
    (
        "</saml:NameID>",
        "</saml:NameID><saml:NameID>mallory</saml:NameID>",
        Reason.MALFORMED,
        "it has saml:NameID 2 times",
    ),
    (
        "</saml:Issuer>",
        "</saml:Issuer><saml:Issuer>other</saml:Issuer>",
        Reason.MALFORMED,
        "it has saml:Issuer 2 times",
    ),
]


@table("before, after, reason, sentence", [pytest.param(*row, id=row[3]) for row in SIGNED_IN_VAIN])
def test_a_signature_makes_nothing_right(
    before: str, after: str, reason: Reason, sentence: str
) -> None:
    refusal = refused(changed(before, after))

    assert refusal.reason is reason
    assert sentence in refusal.sentence


@pytest.mark.parametrize("part", ["assertion", "both"])
@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (f'Destination="{ACS}"', 'Destination="https://other"', Reason.DESTINATION),
        (f">{ISSUER}<", ">https://other<", Reason.ISSUER),
    ],
    ids=["Destination", "Issuer"],
)
def test_what_the_response_says_of_itself_counts_against_it(
    part: str, before: str, after: str, reason: Reason
) -> None:
    response = around(signed()).replace(before, after, 1)
    if part == "both":
        response = issuing.sign(response, signer())

    assert refused(response).reason is reason


def test_what_was_asked_for_cannot_come_unasked() -> None:
    assert refused(answer(), EXPECTED._replace(in_response_to=None)).reason is (
        Reason.IN_RESPONSE_TO
    )


def test_an_assertion_that_was_asked_for_cannot_come_unasked_either() -> None:
    document = around(signed(), in_response_to=None)

    refusal = refused(document, EXPECTED._replace(in_response_to=None))
    assert refusal.sentence == (
        f"InResponseTo of the SubjectConfirmationData is {REQUEST}; it must be absent, as nobody "
        "had asked the provider."
    )


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (issuing.DENIED, "status:Responder / urn:oasis:names:tc:SAML:2.0:status:RequestDenied."),
        (
            Status(("urn:oasis:names:tc:SAML:2.0:status:Requester",), "No, & never."),
            "urn:oasis:names:tc:SAML:2.0:status:Requester, No, & never..",
        ),
        (Status(("",), ""), "The provider answers ."),
    ],
)
def test_a_provider_may_refuse(status: Status, shown: str) -> None:
    refusal = refused(
        issuing.response(
            response_id="_response",
            issuer=ISSUER,
            issue_instant=NOW,
            destination=ACS,
            in_response_to=REQUEST,
            status=status,
        )
    )

    assert refusal.reason is Reason.STATUS
    assert refusal.status == status
    assert shown in refusal.sentence


def test_status_codes_may_be_nested_as_deep_as_they_like() -> None:
    codes = tuple(f"code{number}" for number in range(100))
    document = issuing.response(
        response_id="_response",
        issuer=ISSUER,
        issue_instant=NOW,
        destination=ACS,
        in_response_to=REQUEST,
        status=Status(codes, None),
    )

    assert refused(document).status == Status(codes[:10], None)


# --- the form's field -----------------------------------------------------------------------------


def test_a_field_is_decoded() -> None:
    field = b64encode(answer().encode()).decode()

    assert verify(responses.decode(field)) == ALICE
    assert verify(responses.decode("\r\n".join([field[:76], field[76:]]))) == ALICE


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("<xml/>", Reason.MALFORMED),
        ("e", Reason.MALFORMED),
        ("ä", Reason.MALFORMED),
        ("A" * 100_001, Reason.TOO_LONG),
    ],
    ids=["XML", "half", "letters", "long"],
)
def test_a_field_that_is_none_is_refused(field: str, reason: Reason) -> None:
    with pytest.raises(SamlError) as refusal:
        responses.decode(field)

    assert refusal.value.reason is reason


# --- without the extra ----------------------------------------------------------------------------


@pytest.mark.parametrize("package", ["lxml", "signxml"])
def test_who_lacks_the_extra_is_told(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    document = answer().encode()
    for name in list(sys.modules):
        if name.split(".")[0] == package or name.startswith("cognito_emulator.saml.signed"):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(MissingExtraError, match=r"pip install 'cognito-emulator\[saml\]'\.$"):
        responses.verify(document, EXPECTED)


def test_another_module_that_is_missing_is_another_matter() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_module"), extra.needed():
        import_module("no_such_module")

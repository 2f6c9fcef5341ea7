"""An assertion is read that is known to be the provider's: is it for us, and now; what it says."""

from __future__ import annotations

from cognito_emulator.printable import line
from cognito_emulator.saml import instants
from cognito_emulator.saml.refusals import Reason, SamlError
from cognito_emulator.saml.responses import UNSOLICITED_SECONDS, Assertion, Expected
from cognito_emulator.saml.sessions import NameId
from cognito_emulator.saml.signed.documents import Element, child, children, name, tag, text
from cognito_emulator.saml.signed.messages import either, require_in_response_to, require_issuer

_BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
_UNSPECIFIED = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
#: Conditions that ask nothing of us: an assertion is used once, and not handed on, in any case.
_WITHOUT_CONSEQUENCE = {name("saml:OneTimeUse"), name("saml:ProxyRestriction")}


def read(assertion: Element, expected: Expected) -> Assertion:
    """Return what an assertion says, all of which the provider has signed.

    Raises:
        SamlError: it is not for us, or not now, or does not say what it must.

    """
    issuer = child(assertion, "saml:Issuer")
    subject = child(assertion, "saml:Subject")
    if assertion.get("Version") != "2.0" or not assertion.get("ID") or issuer is None:
        raise SamlError(
            Reason.MALFORMED, "The Assertion must be of Version 2.0, with an ID and an Issuer."
        )
    require_issuer("Assertion", text(issuer), expected.issuer)
    issue_instant = _moment(assertion, "IssueInstant")
    if issue_instant is None:
        raise SamlError(Reason.MALFORMED, "The Assertion has no IssueInstant.")
    _require_conditions(assertion, expected)
    expires = _confirmed_until(subject, expected)
    _require_recent(issue_instant, expected)
    return Assertion(
        id=assertion.get("ID", ""),
        issuer=text(issuer),
        issue_instant=issue_instant,
        name_id=_name_id(subject),
        session_index=_session_index(assertion),
        attributes=_attributes(assertion),
        expires=expires,
    )


def _require_recent(issue_instant: float, expected: Expected) -> None:
    """Refuse what nobody has asked for, if it is old."""
    age = expected.now - issue_instant
    if expected.in_response_to is None and age > UNSOLICITED_SECONDS:
        raise SamlError(
            Reason.TOO_OLD,
            f"The Assertion was made {age:.0f} seconds ago; in sign-in that the provider begins, "
            f"{UNSOLICITED_SECONDS} are the most.",
        )


def _require_conditions(assertion: Element, expected: Expected) -> None:
    """Hold an assertion against its conditions (SAML Core, section 2.5)."""
    conditions = child(assertion, "saml:Conditions")
    audiences = [] if conditions is None else children(conditions, "saml:AudienceRestriction")
    if conditions is None or not audiences:
        raise SamlError(
            Reason.AUDIENCE,
            f"The Assertion has no AudienceRestriction; its Audience must be {expected.audience}.",
        )
    _require_now("Conditions", conditions, expected)
    for restriction in audiences:
        _require_audience(restriction, expected)
    known = _WITHOUT_CONSEQUENCE | {name("saml:AudienceRestriction")}
    for condition in conditions:
        if condition.tag not in known:
            raise SamlError(
                Reason.CONDITION,
                f"The Conditions have one that is not known: {line(tag(condition), 100)}.",
            )


def _require_audience(restriction: Element, expected: Expected) -> None:
    found = [text(audience) for audience in children(restriction, "saml:Audience")]
    if expected.audience not in found:
        raise SamlError(
            Reason.AUDIENCE,
            f"The Audience is {line(', '.join(found), 200) or 'empty'}; it must be "
            f"{expected.audience}.",
        )


def _confirmed_until(subject: Element | None, expected: Expected) -> float:
    """Return until when whoever bears an assertion may use it (SAML Profiles, section 4.1.4.2).

    Raises:
        SamlError: nobody may, here and now; by the first confirmation, if there are several.

    """
    confirmations = [] if subject is None else children(subject, "saml:SubjectConfirmation")
    refusals: list[SamlError] = []
    for confirmation in confirmations:
        data = child(confirmation, "saml:SubjectConfirmationData")
        if confirmation.get("Method") != _BEARER or data is None:
            continue
        try:
            return _require_confirmation(data, expected)
        except SamlError as refusal:
            refusals.append(refusal)
    if refusals:
        raise refusals[0]
    raise SamlError(
        Reason.SUBJECT_CONFIRMATION,
        f"The Subject has no SubjectConfirmation of {_BEARER} with SubjectConfirmationData.",
    )


def _require_confirmation(data: Element, expected: Expected) -> float:
    recipient = data.get("Recipient")
    if recipient is None or recipient not in expected.recipients:
        raise SamlError(
            Reason.RECIPIENT,
            f"The Recipient is {line(recipient or 'absent', 200)}, not "
            f"{either(expected.recipients)}.",
        )
    require_in_response_to(
        "SubjectConfirmationData", data.get("InResponseTo"), expected.in_response_to
    )
    _require_now("SubjectConfirmationData", data, expected)
    end = _moment(data, "NotOnOrAfter")
    if end is None:
        raise SamlError(
            Reason.SUBJECT_CONFIRMATION, "The SubjectConfirmationData have no NotOnOrAfter."
        )
    return end + expected.skew_seconds


def _require_now(of: str, element: Element, expected: Expected) -> None:
    """Hold the time against the moments from and until which something is valid."""
    begin, end = _moment(element, "NotBefore"), _moment(element, "NotOnOrAfter")
    now = instants.written(expected.now)
    if begin is not None and expected.now + expected.skew_seconds < begin:
        raise SamlError(
            Reason.NOT_YET_VALID,
            f"NotBefore of the {of} is {element.get('NotBefore')}; it is {now}.",
        )
    if end is not None and expected.now - expected.skew_seconds >= end:
        raise SamlError(
            Reason.EXPIRED,
            f"NotOnOrAfter of the {of} is {element.get('NotOnOrAfter')}; it is {now}.",
        )


def _moment(element: Element, attribute: str) -> float | None:
    written = element.get(attribute)
    if written is None:
        return None
    try:
        return instants.read(written)
    except ValueError:
        raise SamlError(
            Reason.MALFORMED, f"{attribute} is no moment in UTC: {line(written, 60) or 'empty'}."
        ) from None


# --- what it says ---------------------------------------------------------------------------------


def _name_id(subject: Element | None) -> NameId:
    found = None if subject is None else child(subject, "saml:NameID")
    if found is None or not text(found):
        raise SamlError(Reason.NAME_ID, "The Subject has no NameID, or an empty one.")
    return NameId(
        value=_taken("NameID", text(found)),
        format=found.get("Format", _UNSPECIFIED),
        name_qualifier=found.get("NameQualifier"),
        sp_name_qualifier=found.get("SPNameQualifier"),
    )


def _session_index(assertion: Element) -> str | None:
    """Return the session by the first statement that somebody has signed in (documented)."""
    statements = children(assertion, "saml:AuthnStatement")
    return statements[0].get("SessionIndex") if statements else None


def _attributes(assertion: Element) -> dict[str, tuple[str, ...]]:
    """Return values by names; an attribute that is there twice has the values of both."""
    found: dict[str, tuple[str, ...]] = {}
    for statement in children(assertion, "saml:AttributeStatement"):
        for attribute in children(statement, "saml:Attribute"):
            named = attribute.get("Name", "")
            values = (text(value) for value in children(attribute, "saml:AttributeValue"))
            taken = (_taken(f"attribute {line(named, 60)}", value) for value in values)
            found[named] = (*found.get(named, ()), *taken)
    return found


def _taken(what: str, value: str) -> str:
    """Return a text, unless it has characters that take four bytes in UTF-8 (documented)."""
    for character in value:
        if ord(character) > 0xFFFF:  # noqa: PLR2004 - the last one of three bytes
            raise SamlError(
                Reason.CHARACTERS,
                f"The {what} has a character that takes four bytes in UTF-8, which are not taken: "
                f"U+{ord(character):X}.",
            )
    return value

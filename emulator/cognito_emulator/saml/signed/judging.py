"""A response is judged: first whether it is a provider's, then whether it is for us, and now."""

from __future__ import annotations

from cognito_emulator.printable import line
from cognito_emulator.saml import instants
from cognito_emulator.saml.refusals import Reason, SamlError, Status
from cognito_emulator.saml.responses import UNSOLICITED_SECONDS, Assertion, Expected, NameId
from cognito_emulator.saml.signed import signatures
from cognito_emulator.saml.signed.documents import Element, child, children, name, parsed, tag, text

_SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
_BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
_UNSPECIFIED = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
_NESTED = 10  # status codes at most
#: Conditions that ask nothing of us: an assertion is used once, and not handed on, in any case.
_WITHOUT_CONSEQUENCE = {name("saml:OneTimeUse"), name("saml:ProxyRestriction")}


def judge(document: bytes, expected: Expected) -> Assertion:
    """Return what a response asserts; see :func:`cognito_emulator.saml.responses.verify`."""
    response = parsed(document)
    _require_response(response)
    _require_success(response)
    assertion = _signed_assertion(response, expected)
    _require_addressed_to_us(response, expected)
    return _read(assertion, expected)


# --- what it is -----------------------------------------------------------------------------------


def _require_response(response: Element) -> None:
    if response.tag != name("samlp:Response"):
        raise SamlError(
            Reason.MALFORMED, f"The document is no samlp:Response: {line(tag(response), 100)}."
        )
    if response.get("Version") != "2.0":
        raise SamlError(Reason.MALFORMED, "The Response is not of Version 2.0.")


def _require_success(response: Element) -> None:
    """Refuse what is no success; it is seldom signed, and nothing depends on whether it is."""
    status = _status(response)
    if status.codes[0] != _SUCCESS:
        message = f", {line(status.message, 200)}" if status.message else ""
        codes = line(" / ".join(status.codes), 300)
        raise SamlError(Reason.STATUS, f"The provider answers {codes}{message}.", status)


def _status(response: Element) -> Status:
    status = child(response, "samlp:Status")
    codes: list[str] = []
    code = None if status is None else child(status, "samlp:StatusCode")
    while code is not None and len(codes) < _NESTED:
        codes.append(code.get("Value", ""))
        code = child(code, "samlp:StatusCode")
    if status is None or not codes:
        raise SamlError(Reason.MALFORMED, "The Response has no Status with a StatusCode.")
    message = child(status, "samlp:StatusMessage")
    return Status(tuple(codes), None if message is None else text(message))


# --- whether it is the provider's -----------------------------------------------------------------


def _signed_assertion(response: Element, expected: Expected) -> Element:
    """Return the one assertion, as it was signed: by itself, as part of the response, or both."""
    _require_one_assertion(response)
    _require_signatures_in_their_places(response)
    response_is_signed = signatures.is_signed(response)
    if response_is_signed:
        response = signatures.verified(response, expected.certificates)
    assertion = _assertion_in(response)
    if signatures.is_signed(assertion):
        return signatures.verified(assertion, expected.certificates)
    if not response_is_signed:
        raise SamlError(Reason.UNSIGNED, "Neither the Assertion nor the Response is signed.")
    return assertion


def _require_one_assertion(response: Element) -> None:
    """Refuse a response that has not exactly one assertion, wherever the others are."""
    found = len(list(response.iter(name("saml:Assertion"))))
    if found > 1:
        raise SamlError(
            Reason.SEVERAL_ASSERTIONS, f"The Response has {found} assertions; it must have one."
        )
    _assertion_in(response)


def _assertion_in(response: Element) -> Element:
    assertion = child(response, "saml:Assertion")
    if assertion is None:
        raise SamlError(Reason.NO_ASSERTION, "The Response has no Assertion directly in it.")
    return assertion


def _require_signatures_in_their_places(response: Element) -> None:
    """Refuse signatures anywhere but directly in the response and in the assertion, one in each."""
    places = [response, _assertion_in(response)]
    if any(each.getparent() not in places for each in response.iter(name("ds:Signature"))):
        raise SamlError(
            Reason.SIGNATURE,
            "There is a signature elsewhere than in the Response or the Assertion.",
        )


# --- whether it is for us, and now ----------------------------------------------------------------


def _require_addressed_to_us(response: Element, expected: Expected) -> None:
    """Refuse a response that says of itself that it is for somebody else."""
    issuer = child(response, "saml:Issuer")
    if issuer is not None:
        _require_issuer("Response", text(issuer), expected)
    destination = response.get("Destination")
    if destination is not None and destination not in expected.recipients:
        raise SamlError(
            Reason.DESTINATION,
            f"The Destination of the Response is {line(destination, 200)}, not "
            f"{_either(expected)}.",
        )
    _require_in_response_to("Response", response.get("InResponseTo"), expected)


def _require_issuer(of: str, issuer: str, expected: Expected) -> None:
    if issuer != expected.issuer:
        raise SamlError(
            Reason.ISSUER,
            f"The Issuer of the {of} is {line(issuer, 200) or 'empty'}, not "
            f"{line(expected.issuer, 200)}, which is the entityID in the provider's metadata.",
        )


def _require_in_response_to(of: str, request_id: str | None, expected: Expected) -> None:
    if request_id == expected.in_response_to:
        return
    found = "absent" if request_id is None else line(request_id, 60)
    wanted = expected.in_response_to or "absent, as nobody had asked the provider"
    raise SamlError(
        Reason.IN_RESPONSE_TO, f"InResponseTo of the {of} is {found}; it must be {wanted}."
    )


def _read(assertion: Element, expected: Expected) -> Assertion:
    """Return what an assertion says; all of it is signed by the provider."""
    issuer = child(assertion, "saml:Issuer")
    subject = child(assertion, "saml:Subject")
    if assertion.get("Version") != "2.0" or not assertion.get("ID") or issuer is None:
        raise SamlError(
            Reason.MALFORMED, "The Assertion must be of Version 2.0, with an ID and an Issuer."
        )
    _require_issuer("Assertion", text(issuer), expected)
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
            f"The Recipient is {line(recipient or 'absent', 200)}, not {_either(expected)}.",
        )
    _require_in_response_to("SubjectConfirmationData", data.get("InResponseTo"), expected)
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


def _either(expected: Expected) -> str:
    return " or ".join(expected.recipients)


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

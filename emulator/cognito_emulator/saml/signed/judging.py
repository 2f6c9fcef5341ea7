"""A response is judged: whether it is a provider's, and then what its assertion says."""

from __future__ import annotations

from cognito_emulator.saml.refusals import Reason, SamlError
from cognito_emulator.saml.responses import Assertion, Expected
from cognito_emulator.saml.signed import assertions, decryption, messages, signatures
from cognito_emulator.saml.signed.documents import (
    Element,
    child,
    name,
    parsed,
    parsed_within,
    tag,
    text,
)

_PLAIN, _ENCRYPTED = "saml:Assertion", "saml:EncryptedAssertion"


def judge(document: bytes, expected: Expected) -> Assertion:
    """Return what a response asserts; see :func:`cognito_emulator.saml.responses.verify`."""
    response = parsed(document)
    messages.require_kind(response, "samlp:Response")
    messages.require_success(response)
    assertion = _signed_assertion(response, expected)
    _require_addressed_to_us(response, expected)
    return assertions.read(assertion, expected)


def _require_addressed_to_us(response: Element, expected: Expected) -> None:
    """Refuse a response that says of itself that it is for somebody else."""
    issuer = child(response, "saml:Issuer")
    if issuer is not None:
        messages.require_issuer("Response", text(issuer), expected.issuer)
    messages.require_destination(response, expected.recipients)
    messages.require_in_response_to(
        "Response", response.get("InResponseTo"), expected.in_response_to
    )


def _signed_assertion(response: Element, expected: Expected) -> Element:
    """Return the one assertion, as it was signed: by itself, as part of the response, or both."""
    _require_one_assertion(response, encrypted=bool(expected.decryption_keys))
    _require_signatures_in_their_places(response)
    response_is_signed = signatures.is_signed(response)
    if response_is_signed:
        response = signatures.verified(response, expected.certificates)
    if expected.decryption_keys:
        return _decrypted_assertion(response, expected, response_is_signed=response_is_signed)
    return _verified_assertion(
        _child(response, _PLAIN), expected, response_is_signed=response_is_signed
    )


def _verified_assertion(
    assertion: Element, expected: Expected, *, response_is_signed: bool
) -> Element:
    if signatures.is_signed(assertion):
        return signatures.verified(assertion, expected.certificates)
    if not response_is_signed:
        raise SamlError(Reason.UNSIGNED, "Neither the Assertion nor the Response is signed.")
    return assertion


def _decrypted_assertion(
    response: Element, expected: Expected, *, response_is_signed: bool
) -> Element:
    """Return the assertion that was encrypted.

    Whatever is wrong with it has the same reason, until the provider is known to have signed it:
    who sends it changed, over and over, could else decrypt it by what is said of that.
    """
    encrypted = _child(response, _ENCRYPTED)
    sealed = decryption.sealed(encrypted)
    try:
        opened = sealed.opened(expected.decryption_keys)
        assertion = _only_assertion(parsed_within(encrypted, opened))
        return _verified_assertion(assertion, expected, response_is_signed=response_is_signed)
    except SamlError as refusal:
        raise SamlError(
            Reason.DECRYPTION, f"The EncryptedAssertion is refused. {refusal.sentence}"
        ) from None


def _only_assertion(assertion: Element) -> Element:
    if tag(assertion) != name(_PLAIN) or len(list(assertion.iter(name(_PLAIN)))) > 1:
        raise SamlError(Reason.MALFORMED, "There is something else than an Assertion in it.")
    _require_signatures_in_their_places(assertion)
    return assertion


def _require_one_assertion(response: Element, *, encrypted: bool) -> None:
    """Refuse a response that has not exactly one assertion, wherever the others are."""
    plain, sealed = (len(list(response.iter(name(each)))) for each in (_PLAIN, _ENCRYPTED))
    if encrypted and (plain, sealed) != (0, 1):
        raise SamlError(
            Reason.NOT_ENCRYPTED,
            f"The Response has {plain} Assertion and {sealed} EncryptedAssertion; it must have one"
            " of the latter only, as EncryptedResponses of the provider says.",
        )
    if plain + sealed > 1:
        raise SamlError(
            Reason.SEVERAL_ASSERTIONS,
            f"The Response has {plain + sealed} assertions; it must have one.",
        )
    if sealed and not encrypted:
        raise SamlError(
            Reason.ENCRYPTED,
            "The Assertion is encrypted; EncryptedResponses of the provider must be true for that.",
        )
    _child(response, _ENCRYPTED if encrypted else _PLAIN)


def _child(response: Element, wanted: str) -> Element:
    assertion = child(response, wanted)
    if assertion is None:
        raise SamlError(
            Reason.NO_ASSERTION, f"The Response has no {wanted.partition(':')[2]} directly in it."
        )
    return assertion


def _require_signatures_in_their_places(root: Element) -> None:
    """Refuse signatures anywhere but directly in the document's element and in the assertion."""
    places = [root, child(root, _PLAIN)]
    if any(each.getparent() not in places for each in root.iter(name("ds:Signature"))):
        raise SamlError(
            Reason.SIGNATURE,
            "There is a signature elsewhere than in the Response or the Assertion.",
        )

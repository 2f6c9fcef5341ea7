"""The answer to a logout request is judged."""

from __future__ import annotations

from cognito_emulator.saml.logout import ExpectedLogout
from cognito_emulator.saml.refusals import Reason, SamlError
from cognito_emulator.saml.signed import messages, signatures
from cognito_emulator.saml.signed.documents import child, parsed, text


def judge(document: bytes, expected: ExpectedLogout) -> None:
    """Accept an answer; see :func:`cognito_emulator.saml.logout.verify`."""
    received = parsed(document)
    messages.require_kind(received, "samlp:LogoutResponse")
    if not signatures.is_signed(received):
        raise SamlError(Reason.UNSIGNED, "The LogoutResponse is not signed.")
    answer = signatures.verified(received, expected.certificates)
    issuer = child(answer, "saml:Issuer")
    found = "" if issuer is None else text(issuer)
    messages.require_issuer("LogoutResponse", found, expected.issuer)
    messages.require_destination(answer, expected.destinations)
    messages.require_in_response_to(
        "LogoutResponse", answer.get("InResponseTo"), expected.in_response_to
    )
    messages.require_success(answer)

"""What all answers of a provider have in common: their status, and whether they are for us."""

from __future__ import annotations

from collections.abc import Collection

from cognito_emulator.printable import line
from cognito_emulator.saml.refusals import Reason, SamlError, Status
from cognito_emulator.saml.signed.documents import Element, child, name, tag, text

SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
_NESTED = 10  # status codes at most


def require_kind(message: Element, kind: str) -> None:
    """Refuse what is no message of a kind, such as ``samlp:Response``."""
    if tag(message) != name(kind):
        raise SamlError(Reason.MALFORMED, f"The document is no {kind}: {line(tag(message), 100)}.")
    if message.get("Version") != "2.0":
        raise SamlError(Reason.MALFORMED, f"The {_local(kind)} is not of Version 2.0.")


def require_success(message: Element) -> None:
    """Refuse what is no success; it is seldom signed, and nothing depends on whether it is."""
    status = _status(message)
    if status.codes[0] != SUCCESS:
        said = f", {line(status.message, 200)}" if status.message else ""
        codes = line(" / ".join(status.codes), 300)
        raise SamlError(Reason.STATUS, f"The provider answers {codes}{said}.", status)


def _status(message: Element) -> Status:
    status = child(message, "samlp:Status")
    codes: list[str] = []
    code = None if status is None else child(status, "samlp:StatusCode")
    while code is not None and len(codes) < _NESTED:
        codes.append(code.get("Value", ""))
        code = child(code, "samlp:StatusCode")
    if status is None or not codes:
        raise SamlError(Reason.MALFORMED, "The answer has no Status with a StatusCode.")
    said = child(status, "samlp:StatusMessage")
    return Status(tuple(codes), None if said is None else text(said))


def require_issuer(of: str, issuer: str, expected: str) -> None:
    """Refuse what says that somebody else has issued it."""
    if issuer != expected:
        raise SamlError(
            Reason.ISSUER,
            f"The Issuer of the {of} is {line(issuer, 200) or 'empty'}, not {line(expected, 200)}, "
            "which is the entityID in the provider's metadata.",
        )


def require_destination(message: Element, addresses: Collection[str]) -> None:
    """Refuse a message that says that it is for another address; it may say nothing."""
    destination = message.get("Destination")
    if destination is not None and destination not in addresses:
        raise SamlError(
            Reason.DESTINATION,
            f"The Destination is {line(destination, 200)}, not {either(addresses)}.",
        )


def require_in_response_to(of: str, request_id: str | None, expected: str | None) -> None:
    """Refuse what answers another request; ``None`` stands for none, on both sides."""
    if request_id == expected:
        return
    found = "absent" if request_id is None else line(request_id, 60)
    wanted = expected or "absent, as nobody had asked the provider"
    raise SamlError(
        Reason.IN_RESPONSE_TO, f"InResponseTo of the {of} is {found}; it must be {wanted}."
    )


def either(addresses: Collection[str]) -> str:
    """Return addresses, of which one would do, as a sentence has them."""
    return " or ".join(addresses)


def _local(kind: str) -> str:
    return kind.partition(":")[2]

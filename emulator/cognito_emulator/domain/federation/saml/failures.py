"""How a sign-in by a SAML provider fails: what the app is told.

Beside a text that somebody saw stands its row; all others are guesses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cognito_emulator.domain.federation.failures import FederationError
from cognito_emulator.domain.users.attribute_rules import MissingAttributesError
from cognito_emulator.saml.refusals import Reason, SamlError, Status

#: What begins every description but that of a refusal by the provider (measured [saml-5]).
PREFIX: Final = "Invalid SAML response received: "
_SIGNATURE: Final = "SAML Assertion signature is invalid"  # measured [saml-5]
_ONE_ENCRYPTED: Final = "Responses must contain exactly one Encrypted Assertion"  # claimed

#: The texts by reasons. Who attacks learns no more than the reason; the sentence goes to the log.
TEXTS: Final[Mapping[Reason, str]] = {
    Reason.MALFORMED: "SAML response could not be parsed",
    Reason.TOO_LONG: "SAML response is too long",
    Reason.NO_ASSERTION: "No SAML assertion found in the SAML response",
    Reason.SEVERAL_ASSERTIONS: "Responses must contain exactly one Assertion",
    Reason.NOT_ENCRYPTED: _ONE_ENCRYPTED,
    Reason.ENCRYPTED: "Responses must not contain an Encrypted Assertion",
    Reason.DECRYPTION: "SAML Assertion could not be decrypted",
    Reason.UNSIGNED: _SIGNATURE,
    Reason.ALGORITHM: _SIGNATURE,
    Reason.SIGNATURE: _SIGNATURE,
    Reason.ISSUER: "SAML Assertion issuer is invalid",
    Reason.DESTINATION: "SAML response destination is invalid",
    Reason.IN_RESPONSE_TO: "SAML response InResponseTo is invalid",
    Reason.AUDIENCE: "SAML Assertion audience is invalid",
    Reason.CONDITION: "SAML Assertion conditions are not met",
    Reason.SUBJECT_CONFIRMATION: "SAML Assertion subject confirmation is invalid",
    Reason.RECIPIENT: "SAML Assertion recipient is invalid",
    Reason.NOT_YET_VALID: "SAML Assertion is not yet valid",
    Reason.EXPIRED: "SAML Assertion has expired",
    Reason.TOO_OLD: "SAML Assertion was issued too long ago",
    Reason.NAME_ID: "SAML Assertion has no NameID",
    Reason.CHARACTERS: "SAML Assertion contains invalid characters",
}
REPLAYED: Final = "SAML Assertion has been used before"


def failure(refusal: SamlError) -> FederationError:
    """Return the failure that a refused response is."""
    if refusal.status is not None:
        return _refused_by_provider(refusal.status)
    return FederationError(TEXTS[refusal.reason])


def in_words(failed: FederationError) -> FederationError:
    """Return a failure as the app hears of it that asked for a sign-in by SAML.

    Whatever it is, a trigger's refusal too, it has the prefix, and a full stop and a blank at its
    end (measured [saml-5, saml-7, saml-8]).
    """
    if failed.error != "invalid_request":  # which has its words already
        return failed
    cause = failed.__cause__
    missing = _missing(cause) if isinstance(cause, MissingAttributesError) else None
    reason = (missing or failed.description).rstrip(". \n")
    return FederationError(f"{PREFIX}{reason}. ", "server_error")


def _missing(cause: MissingAttributesError) -> str:
    """Name attributes that are required (measured [saml-9]; if one is empty, documented).

    That several of them stand in lines of their own is a guess.
    """
    lines = (
        f"{name}: Required attribute cannot be deleted"
        if name in cause.emptied
        else f"{name}: The attribute is required"
        for name in cause.names
    )
    return "Invalid user attributes: " + "\n".join(lines)


def _refused_by_provider(status: Status) -> FederationError:
    """Return what is told of a status other than success (claimed): the innermost code counts."""
    return FederationError(
        f"Error in SAML Identity Provider; {status.codes[-1]}: "
        "No SAML assertion found in the SAML response. ",
        "access_denied",
    )

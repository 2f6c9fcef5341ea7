"""What an identity provider answers: a ``Response`` with an assertion (SAML Core, 3.3.3)."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from cognito_emulator.saml import extra
from cognito_emulator.saml.refusals import Reason, SamlError
from cognito_emulator.saml.sessions import NameId, SamlSession

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

#: How long the form's field SAMLResponse may be, in characters (documented).
LONGEST: Final = 100_000
#: By how much clocks may differ, in seconds. A guess.
SKEW_SECONDS: Final = 60
#: How old an assertion may be that nobody asked for, in seconds (documented).
UNSOLICITED_SECONDS: Final = 6 * 60


class Assertion(NamedTuple):
    """What a provider says of somebody, and has signed.

    Attributes:
        id: no second assertion may have it: see `expires`.
        issuer: the provider's entity id.
        issue_instant: when it was made, in epoch seconds.
        name_id: whom it is about.
        session_index: the session at the provider, by the first statement that names one.
        attributes: texts by the attribute's name, in the order of the assertion.
        expires: the moment from which it is refused, in epoch seconds; until then it has to be
            remembered, as it may come a second time.

    """

    id: str
    issuer: str
    issue_instant: float
    name_id: NameId
    session_index: str | None
    attributes: Mapping[str, tuple[str, ...]]
    expires: float

    @property
    def session(self) -> SamlSession:
        """The session at the provider that it tells of."""
        return SamlSession(self.name_id, self.session_index)


class Expected(NamedTuple):
    """What a response must be.

    Attributes:
        issuer: the provider's entity id.
        certificates: DER; signatures must fit one of them, whatever they bring themselves.
        audience: the service provider's entity id.
        recipients: addresses that the response may have been sent to.
        in_response_to: the id of the request; ``None`` if the provider came by itself.
        decryption_keys: keys for encrypted assertions. Where there is one, the assertion must be
            encrypted.
        now: the time in epoch seconds.
        skew_seconds: by how much the provider's clock may differ.

    """

    issuer: str
    certificates: Sequence[bytes]
    audience: str
    recipients: Collection[str]
    in_response_to: str | None
    now: float
    decryption_keys: Sequence[RSAPrivateKey] = ()
    skew_seconds: float = SKEW_SECONDS


def decode(field: str) -> bytes:
    """Return the document of a form's field SAMLResponse (SAML Bindings, section 3.5.4).

    Raises:
        SamlError: it is too long, or not base64.

    """
    if len(field) > LONGEST:
        raise SamlError(
            Reason.TOO_LONG,
            f"The SAMLResponse has {len(field)} characters; {LONGEST} are the most.",
        )
    try:
        return b64decode("".join(field.split()), validate=True)
    except ValueError:
        raise SamlError(Reason.MALFORMED, "The SAMLResponse is not in base64.") from None


def verify(document: bytes, expected: Expected) -> Assertion:
    """Return what a response asserts, if all of it is as it must be.

    Only what the signature covers is read. What stands outside of it can lead to a refusal, and to
    nothing else.

    Raises:
        SamlError: it is not.
        MissingExtraError: the extra ``saml`` is not installed.

    """
    with extra.needed():
        from cognito_emulator.saml.signed import judging  # noqa: PLC0415 - it may be missing
    return judging.judge(document, expected)

"""The two ceremonies of WebAuthn, verified by py_webauthn.

A response is read first, so that whoever asked can tell what is wrong with it in the service's
words, and then verified as a whole. py_webauthn takes 0.2 s to import, which nobody pays who has
no passkeys. It reads the time only to judge attestation statements, and those are left out: the
service asks for none, and does not enforce any (documented).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NamedTuple

from cognito_emulator import base64url

#: What keys may be made for, most wanted first: ES256 and RS256 (documented).
ALGORITHMS = (-7, -257)

_ALGORITHM = 3  # the label of `alg` in a COSE_Key (RFC 9052)


class CredentialError(Exception):
    """A response cannot be read, or does not prove what it should; the message says why."""


class Response(NamedTuple):
    """What an authenticator answered, read but not believed.

    Attributes:
        id: of the credential, in base64url.
        challenge: what it says it answers, in base64url.
        origin: of the page, or the app, that asked it.
        rp_id_hash: SHA-256 of the id of the relying party that it answered to.
        parsed: in py_webauthn's own form.
        algorithm: of a new key: a COSEAlgorithmIdentifier; ``None`` where there is no new key.
        user_handle: of an assertion: whom the authenticator takes the user for, if it says so.

    """

    id: str
    challenge: str
    origin: str
    rp_id_hash: bytes
    parsed: Any
    algorithm: int | None = None
    user_handle: bytes | None = None


class Credential(NamedTuple):
    """A public key credential that was just made.

    Attributes:
        id: in base64url.
        public_key: a COSE_Key.
        aaguid: tells the make of the authenticator, or nothing when it is all zeros.
        transports: how the authenticator is reached, as far as it says.
        attachment: ``platform`` or ``cross-platform``, if the client says.
        backup_eligible: whether it can be on several devices: a synced passkey.
        backed_up: whether it is.

    """

    id: str
    public_key: bytes
    sign_count: int
    aaguid: str
    transports: tuple[str, ...]
    attachment: str | None
    backup_eligible: bool
    backed_up: bool


class Assertion(NamedTuple):
    """What a verified assertion tells."""

    sign_count: int
    backed_up: bool


def read_registration(document: object) -> Response:
    """Read a RegistrationResponseJSON.

    Raises:
        CredentialError: it is none, or its credential is not discoverable (measured
            [passkeys-2]).

    """
    from webauthn import helpers  # noqa: PLC0415 - slow, see above

    with _judging():
        if not isinstance(document, Mapping):
            raise CredentialError("a credential is an object")
        if _said_undiscoverable(document):
            raise CredentialError("the credential is not discoverable")
        parsed = helpers.parse_registration_credential_json(dict(document))
        client = helpers.parse_client_data_json(parsed.response.client_data_json)
        sealed = helpers.parse_cbor(parsed.response.attestation_object)["authData"]
        data = helpers.parse_authenticator_data(sealed)
        if data.attested_credential_data is None:
            raise CredentialError("there is no new credential")
        bare = helpers.encode_cbor({"fmt": "none", "attStmt": {}, "authData": sealed})
        key = helpers.parse_cbor(data.attested_credential_data.credential_public_key)
        return Response(
            id=parsed.id,
            challenge=base64url.encode(client.challenge),
            origin=str(client.origin),
            rp_id_hash=data.rp_id_hash,
            algorithm=int(key[_ALGORITHM]),
            parsed=replace(parsed, response=replace(parsed.response, attestation_object=bare)),
        )


def verify_registration(
    response: Response, *, challenge: str, rp_id: str, user_verification: bool
) -> Credential:
    """Verify what `read_registration` read, but for its origin.

    Args:
        response: the response.
        challenge: what it has to answer.
        rp_id: the relying party that it has to be made for.
        user_verification: whether the user has to have been verified.

    Raises:
        CredentialError: it does not hold.

    """
    import webauthn  # noqa: PLC0415 - slow, see above
    from webauthn import helpers  # noqa: PLC0415
    from webauthn.helpers.cose import COSEAlgorithmIdentifier  # noqa: PLC0415

    with _judging():
        made = webauthn.verify_registration_response(
            credential=response.parsed,
            expected_challenge=base64url.decode(challenge),
            expected_rp_id=rp_id,
            expected_origin=response.origin,
            require_user_verification=user_verification,
            supported_pub_key_algs=[COSEAlgorithmIdentifier(each) for each in ALGORITHMS],
        )
        if made.credential_id != response.parsed.raw_id:
            raise CredentialError("the credential's id is another one than the authenticator's")
        # A key that is none would come to light only when somebody signs in with it.
        key = helpers.decode_credential_public_key(made.credential_public_key)
        helpers.decoded_public_key_to_cryptography(key)
    attachment = response.parsed.authenticator_attachment
    return Credential(
        id=response.id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        aaguid=made.aaguid,
        transports=tuple(each.value for each in response.parsed.response.transports or ()),
        attachment=attachment and attachment.value,
        backup_eligible=made.credential_device_type == "multi_device",
        backed_up=made.credential_backed_up,
    )


def read_assertion(text: str) -> Response:
    """Read an AuthenticationResponseJSON.

    Raises:
        CredentialError: it is none.

    """
    from webauthn import helpers  # noqa: PLC0415 - slow, see above

    with _judging():
        parsed = helpers.parse_authentication_credential_json(text)
        client = helpers.parse_client_data_json(parsed.response.client_data_json)
        data = helpers.parse_authenticator_data(parsed.response.authenticator_data)
        return Response(
            id=parsed.id,
            challenge=base64url.encode(client.challenge),
            origin=str(client.origin),
            rp_id_hash=data.rp_id_hash,
            user_handle=parsed.response.user_handle,
            parsed=parsed,
        )


def verify_assertion(
    response: Response,
    *,
    challenge: str,
    rp_id: str,
    user_verification: bool,
    public_key: bytes,
    sign_count: int,
) -> Assertion:
    """Verify what `read_assertion` read, but for its origin and its user.

    Args:
        response: the response.
        challenge: what it has to answer.
        rp_id: the relying party that it has to be made for.
        user_verification: whether the user has to have been verified.
        public_key: the credential's.
        sign_count: how far the credential's counter was; it must go up, unless it stays at zero.

    Raises:
        CredentialError: it does not hold.

    """
    import webauthn  # noqa: PLC0415 - slow, see above

    with _judging():
        verified = webauthn.verify_authentication_response(
            credential=response.parsed,
            expected_challenge=base64url.decode(challenge),
            expected_rp_id=rp_id,
            expected_origin=response.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=user_verification,
        )
    return Assertion(
        sign_count=verified.new_sign_count,
        backed_up=verified.credential_backed_up,
    )


def _said_undiscoverable(document: Mapping[str, Any]) -> bool:
    """Whether the client says, by the extension credProps, that the key stays unfindable."""
    properties: Any = document.get("clientExtensionResults") or {}
    return (properties.get("credProps") or {}).get("rk") is False


@contextmanager
def _judging() -> Iterator[None]:
    """Turn whatever is raised inside into `CredentialError`."""
    try:
        yield
    except CredentialError:
        raise
    # Besides its own errors py_webauthn lets through those of the decoders and of cryptography.
    except Exception as problem:
        raise CredentialError(f"{type(problem).__name__}: {problem}") from problem

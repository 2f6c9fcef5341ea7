"""One's own passkeys: registering them in two steps, listing and deleting them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator import errors
from cognito_emulator.api.paging import page
from cognito_emulator.api.registry import operation
from cognito_emulator.domain import doors
from cognito_emulator.domain.factors.passkeys import lookup, registration
from cognito_emulator.views import passkeys as passkey_views

if TYPE_CHECKING:
    from cognito_emulator.api import shapes
    from cognito_emulator.domain.tokens.verify import Subject
    from cognito_emulator.domain.work.context import Context


@operation("StartWebAuthnRegistration")
def start_web_authn_registration(
    ctx: Context, request: shapes.StartWebAuthnRegistrationRequest
) -> shapes.StartWebAuthnRegistrationResponse:
    """Tell a browser what to make."""
    pool, client, user, _ = _subject(ctx, request["AccessToken"])
    options = registration.start(ctx, pool, client, user)
    return {"CredentialCreationOptions": passkey_views.creation_options(options)}


@operation("CompleteWebAuthnRegistration")
def complete_web_authn_registration(
    ctx: Context, request: shapes.CompleteWebAuthnRegistrationRequest
) -> shapes.CompleteWebAuthnRegistrationResponse:
    """Take what the browser made."""
    pool, client, user, _ = _subject(ctx, request["AccessToken"])
    registration.complete(ctx, pool, client, user, request["Credential"])
    return {}


@operation("ListWebAuthnCredentials")
def list_web_authn_credentials(
    ctx: Context, request: shapes.ListWebAuthnCredentialsRequest
) -> shapes.ListWebAuthnCredentialsResponse:
    """List one's passkeys; a token of the list stays good when the access token is renewed."""
    user = _subject(ctx, request["AccessToken"]).user
    answer: shapes.ListWebAuthnCredentialsResponse = page(
        "ListWebAuthnCredentials",
        {**request, "AccessToken": user.sub},
        lookup.of_user(ctx, user),
        lambda passkey: passkey.id,
        passkey_views.passkey,
    )
    return answer


@operation("DeleteWebAuthnCredential")
def delete_web_authn_credential(
    ctx: Context, request: shapes.DeleteWebAuthnCredentialRequest
) -> shapes.DeleteWebAuthnCredentialResponse:
    """Remove one of one's passkeys; the authenticator keeps its half."""
    user = _subject(ctx, request["AccessToken"]).user
    lookup.delete(ctx, user, request["CredentialId"])
    return {}


def _subject(ctx: Context, access_token: str) -> Subject:
    """Return whom the token stands for.

    Raises:
        NotAuthorizedException: it is no good; also for a user or a client that is gone, as these
            operations declare nothing else (the text is a guess).

    """
    try:
        return doors.subject(ctx, access_token)
    except (
        errors.ResourceNotFoundException,
        errors.UserNotConfirmedException,
        errors.UserNotFoundException,
    ) as gone:
        raise errors.NotAuthorizedException("Access Token has been revoked") from gone

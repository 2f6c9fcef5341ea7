"""The environment variables by which SDKs and apps find an emulator."""

from __future__ import annotations

from collections.abc import Mapping

#: Variables that would lead an SDK elsewhere, whatever else is said: unset them.
MISLEADING = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SESSION_TOKEN",
    "AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
)

#: What of a pool an app may want to know, by the variables that name it unless others are chosen.
NAMES: Mapping[str, str] = {
    "COGNITO_USER_POOL_ID": "pool_id",
    "COGNITO_CLIENT_ID": "client_id",
    "COGNITO_CLIENT_SECRET": "client_secret",
    "COGNITO_ISSUER": "issuer",
    "COGNITO_JWKS_URL": "jwks_url",
    "COGNITO_DOMAIN_URL": "domain_url",
}


def for_sdks(
    url: str | None, region: str, access_key: tuple[str, str] = ("emulator", "emulator")
) -> dict[str, str]:
    """Return what AWS SDKs and the AWS CLI read.

    Args:
        url: the endpoint of Cognito user pools; ``None`` leaves SDKs the real service's.
        region: the AWS region.
        access_key: an AWS access key's id and its secret.

    """
    key, secret = access_key
    variables = {
        "AWS_ACCESS_KEY_ID": key,
        "AWS_SECRET_ACCESS_KEY": secret,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EC2_METADATA_DISABLED": "true",  # nobody waits for a machine's own credentials
    }
    if url is not None:
        variables["AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"] = url
    return variables

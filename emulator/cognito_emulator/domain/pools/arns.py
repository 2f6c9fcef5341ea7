"""What an ARN says: ``arn:<partition>:<service>:<region>:<account>:<resource>``."""

from __future__ import annotations


def user_pools(region: str, account: str, resource: str) -> str:
    """Return the ARN of something of user pools."""
    return f"arn:aws:cognito-idp:{region}:{account}:{resource}"


def region(arn: str) -> str:
    """Return the region, empty for services without."""
    return arn.split(":")[3]


def account(arn: str) -> str:
    """Return the account."""
    return arn.split(":")[4]


def foreign_role(arn: str | None, own_account: str) -> str | None:
    """Return why a role cannot be used: it is another account's (text measured [pools-4])."""
    if arn and account(arn) != own_account:
        return "Cross-account pass role is not allowed."
    return None

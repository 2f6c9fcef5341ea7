"""Users as the API writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from cognito_emulator.clock import instant
from cognito_emulator.domain.users import identities
from cognito_emulator.views.members import attributes, mfa_options, second_factors

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from cognito_emulator.api import shapes
    from cognito_emulator.domain.users.record import User


def user_for_oneself(record: User, shown: Mapping[str, str]) -> shapes.GetUserResponse:
    """Return GetUser's answer with those attributes that may be read."""
    document = {
        **second_factors(record),
        "UserAttributes": attributes(shown, record.sub),
        "Username": record.username,
    }
    return cast("shapes.GetUserResponse", document)


def user_for_admin(record: User) -> shapes.AdminGetUserResponse:
    """Return AdminGetUser's answer."""
    document = {
        **second_factors(record),
        "Enabled": record.enabled,
        "UserAttributes": attributes(identities.shown(record), record.sub),
        "UserCreateDate": instant(record.created_at),
        "UserLastModifiedDate": instant(record.modified_at),
        "UserStatus": record.status,
        "Username": record.username,
    }
    return cast("shapes.AdminGetUserResponse", document)


def user_with(record: User, names: Container[str]) -> shapes.UserType:
    """Return a UserType with those attributes only, for AttributesToGet."""
    document = user(record)
    document["Attributes"] = [a for a in document["Attributes"] if a["Name"] in names]
    return document


def user(record: User) -> shapes.UserType:
    """Return a UserType: an item of a list, or AdminCreateUser's answer."""
    document = {
        **mfa_options(record),
        "Attributes": attributes(identities.shown(record), record.sub),
        "Enabled": record.enabled,
        "UserCreateDate": instant(record.created_at),
        "UserLastModifiedDate": instant(record.modified_at),
        "UserStatus": record.status,
        "Username": record.username,
    }
    return cast("shapes.UserType", document)

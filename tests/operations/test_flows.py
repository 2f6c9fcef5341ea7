"""Which flows there are, for whom, and which clients may use them."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from cognito_emulator import errors
from tests.support import PASSWORD, Lab
from tests.table import table

CUSTOM_ONLY = "CUSTOM_AUTH_FLOW_ONLY"
OLD_STYLE = {"ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH"}
# All that ExplicitAuthFlows can name; None stands for a client that names nothing.
NAMES = [
    None,
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "CUSTOM_AUTH_FLOW_ONLY",
    *sorted(OLD_STYLE),
]


class Flow(NamedTuple):
    """A flow: the names that allow it, and what clients without any of them are told."""

    allowed_by: set[str | None]
    refusal: str
    public: bool = True
    admin: bool = True
    first: str = "USERNAME"  # what it needs before all else


BY_ADMINS = Flow(
    {"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"},
    "Auth flow not enabled for this client",
    public=False,
)
REFRESH = Flow(
    {None, "ALLOW_REFRESH_TOKEN_AUTH", CUSTOM_ONLY, *OLD_STYLE},
    "REFRESH_TOKEN_AUTH is not enabled for the client.",
    first="REFRESH_TOKEN",
)
FLOWS = {
    "ADMIN_NO_SRP_AUTH": BY_ADMINS,
    "ADMIN_USER_PASSWORD_AUTH": BY_ADMINS,
    "CUSTOM_AUTH": Flow(
        {None, "ALLOW_CUSTOM_AUTH", CUSTOM_ONLY}, "CUSTOM_AUTH is not enabled for the client."
    ),
    "REFRESH_TOKEN": REFRESH,
    "REFRESH_TOKEN_AUTH": REFRESH,
    "USER_AUTH": Flow({"ALLOW_USER_AUTH"}, "USER_AUTH flow not enabled for this client"),
    "USER_PASSWORD_AUTH": Flow(
        {"ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"},
        "USER_PASSWORD_AUTH flow not enabled for this client",
        admin=False,
    ),
    "USER_SRP_AUTH": Flow(
        {None, "ALLOW_USER_SRP_AUTH", *OLD_STYLE}, "USER_SRP_AUTH is not enabled for the client."
    ),
}
by_flow = pytest.mark.parametrize(("name", "flow"), FLOWS.items(), ids=FLOWS)


def refused(lab: Lab, name: str, client_id: str, *, admin: bool) -> str:
    """Begin a sign-in without any parameter; return what is said."""
    request = {"ClientId": client_id, "AuthFlow": name, "AuthParameters": {}}
    if admin:
        request["UserPoolId"] = lab.pool_id
    operation = "AdminInitiateAuth" if admin else "InitiateAuth"
    return lab.refused(operation, errors.InvalidParameterException, **request)


@by_flow
@pytest.mark.parametrize("admin", [False, True])
def test_a_flow_is_of_the_one_api_or_of_the_other(
    lab: Lab, name: str, flow: Flow, *, admin: bool
) -> None:
    """That is said before anything is said of the client or of the parameters."""
    for named in NAMES:
        client_id = lab.client(ExplicitAuthFlows=[named] if named else [])
        said = refused(lab, name, client_id, admin=admin)
        belongs = flow.admin if admin else flow.public
        assert (said == "Initiate Auth method not supported.") is not belongs


@table("name, flow", FLOWS.items())
@table("named", NAMES)
def test_which_clients_may_use_a_flow(lab: Lab, name: str, flow: Flow, named: str | None) -> None:
    """Others are told so before anything is said of the parameters."""
    client_id = lab.client(ExplicitAuthFlows=[named] if named else [])
    said = refused(lab, name, client_id, admin=flow.admin)
    if named in flow.allowed_by:
        assert said == f"Missing required parameter {flow.first}"
    elif named == CUSTOM_ONLY:
        assert said == "Only custom auth (lambda driven) is enabled for this client."
    else:
        assert said == flow.refusal


# --- who may not sign in --------------------------------------------------------------------------

WAYS = ["USER_PASSWORD_AUTH", "USER_SRP_AUTH", "CUSTOM_AUTH", "USER_AUTH"]
DISABLED = (errors.NotAuthorizedException, "User is disabled.")
UNCONFIRMED = (errors.UserNotConfirmedException, "User is not confirmed.")
RESET = (errors.PasswordResetRequiredException, "Password reset required for the user")
GENERIC = (errors.NotAuthorizedException, "Incorrect username or password.")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("state", "hides", "refusal"),
    [
        ("disabled", "LEGACY", DISABLED),
        ("disabled", "ENABLED", DISABLED),
        ("unconfirmed", "LEGACY", UNCONFIRMED),
        ("unconfirmed", "ENABLED", UNCONFIRMED),
        ("reset", "LEGACY", RESET),
        ("reset", "ENABLED", GENERIC),
    ],
)
def test_each_way_refuses_whoever_may_not_sign_in(
    lab: Lab, way: str, state: str, hides: str, refusal: tuple[type[errors.CognitoError], str]
) -> None:
    """Though the password is right."""
    for trigger in ("DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"):
        lab.emulator.on(trigger, lambda event: event)
    if state == "unconfirmed":
        lab.call("SignUp", ClientId=lab.client_id, Username="alice", Password=PASSWORD)
    else:
        lab.user(email="alice@example.com", email_verified="true")
        operation = {"disabled": "AdminDisableUser", "reset": "AdminResetUserPassword"}[state]
        lab.call(operation, UserPoolId=lab.pool_id, Username="alice")
    client_id = lab.client(ExplicitAuthFlows=[f"ALLOW_{way}"], PreventUserExistenceErrors=hides)
    error, message = refusal
    parameters = {"USERNAME": "alice", "PASSWORD": PASSWORD, "SRP_A": "2"}
    request = {"ClientId": client_id, "AuthFlow": way, "AuthParameters": parameters}
    assert lab.refused("InitiateAuth", error, **request) == message

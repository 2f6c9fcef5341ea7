"""The order of claims in a payload: that of the service's own tokens."""

from __future__ import annotations

from cognito_emulator import java_maps
from cognito_emulator.domain.tokens.claims import scope
from tests.table import table

# Insertion order as claims.py has it; the expected orders are recorded [tokens-9], the one with a
# device measured [tokens-10].
ACCESS = (
    "sub device_key cognito:groups iss origin_jti event_id token_use scope auth_time exp iat jti "
    "client_id username"
)
ID = (
    "origin_jti sub cognito:groups email_verified cognito:roles cognito:preferred_role iss "
    "cognito:username aud event_id token_use auth_time exp iat jti email given_name family_name "
    "custom:team custom:tenant"
)


RECORDED = {
    "access": """
        sub iss client_id origin_jti event_id token_use scope auth_time exp iat jti username
        """,
    "access, groups": """
        sub cognito:groups iss client_id origin_jti event_id token_use scope auth_time exp iat jti
        username
        """,
    "access, device": """
        sub device_key iss client_id origin_jti event_id token_use scope auth_time exp iat jti
        username
        """,
    "access, not revocable": """
        sub event_id token_use scope auth_time iss exp iat jti client_id username
        """,
    "id": "origin_jti sub aud event_id token_use auth_time iss cognito:username exp iat jti",
    "id, not revocable": "sub aud event_id token_use auth_time iss cognito:username exp iat",
    "id, email": """
        sub iss cognito:username origin_jti aud event_id token_use auth_time exp iat jti email
        """,
    "id, email, verified": """
        sub email_verified iss cognito:username origin_jti aud event_id token_use auth_time exp iat
        jti email
        """,
    "id, groups, roles": """
        sub cognito:groups email_verified cognito:preferred_role iss cognito:username origin_jti
        cognito:roles aud event_id token_use auth_time exp iat jti email
        """,
    "id, names, custom": """
        sub email_verified custom:team iss cognito:username given_name origin_jti aud event_id
        token_use auth_time custom:tenant exp iat family_name jti email
        """,
}


@table("kind", RECORDED)
def test_order(kind: str) -> None:
    names = RECORDED[kind].split()
    inserted = (ACCESS if kind.startswith("access") else ID).split()
    given = {name: None for name in inserted if name in names}
    assert list(java_maps.copied(given)) == names


def test_scopes_have_an_order_of_their_own() -> None:
    """As a token of the OAuth endpoints has them, whatever the order of the request."""
    order = "aws.cognito.signin.user.admin phone openid profile email"
    assert scope(reversed(order.split())) == scope(sorted(order.split())) == order

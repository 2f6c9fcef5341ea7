"""A sign-in by an OIDC provider, from the app to the provider and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import unescape
from typing import Any

import jwt
import pytest

from cognito_emulator.idp.behaviours import Behaviour
from cognito_emulator.idp.people import Person
from tests.idp.playing import ADA, query
from tests.web.federated import PROVIDER, FederatedHosting, path_of
from tests.web.hosting import back

DECODED: Any = {"verify_signature": False}


@pytest.fixture(scope="module")
def shared() -> FederatedHosting:
    """For tests that leave no trace, or one of their own."""
    return FederatedHosting()


def test_the_browser_goes_to_the_provider(shared: FederatedHosting) -> None:
    location = shared.leave()

    assert path_of(location) == "http://idp.localhost/corp/authorize"
    asked = query(location)
    own = ["client_id", "redirect_uri", "scope", "response_type", "state"]
    assert list(asked) == [*own, "prompt"]
    assert asked["client_id"] == "the-pool"
    assert asked["redirect_uri"] == "http://localhost" + shared.path("/oauth2/idpresponse")
    assert asked["scope"] == "openid email profile"


@pytest.mark.parametrize(
    ("pool_id", "digit"), [("us-east-1_StateDgt1", "4"), ("eu-west-2_StateDgt1", "3")]
)
def test_the_state_ends_by_the_region(pool_id: str, digit: str) -> None:
    """Measured [federation-31]."""
    state = query(FederatedHosting(Id=pool_id).leave())["state"]

    assert state.count(".") == 2
    assert state.endswith(f".{digit}")


def test_a_new_user_comes_in() -> None:
    hosting = FederatedHosting()

    code = back(hosting.federated())["code"]

    tokens = hosting.token(code=code).get_json()
    claims = jwt.decode(tokens["id_token"], options=DECODED)
    user = hosting.call("AdminGetUser", UserPoolId=hosting.pool_id, Username="Corp_ada-1")
    assert user["UserStatus"] == "EXTERNAL_PROVIDER"
    assert claims["cognito:username"] == "Corp_ada-1"
    assert claims["cognito:groups"] == [f"{hosting.pool_id}_Corp"]
    assert claims["email"] == "ada@example.com"
    [identity] = claims["identities"]
    assert identity["userId"] == "ada-1"
    assert identity["providerName"] == "Corp"
    assert identity["primary"] == "true"


def claims_of(hosting: FederatedHosting, code: str) -> dict[str, Any]:
    tokens = hosting.token(code=code).get_json()
    claims: dict[str, Any] = jwt.decode(tokens["id_token"], options=DECODED)
    return claims


def attributes_of(hosting: FederatedHosting, username: str) -> dict[str, str]:
    user = hosting.call("AdminGetUser", UserPoolId=hosting.pool_id, Username=username)
    return {each["Name"]: each["Value"] for each in user["UserAttributes"]}


def with_claims(**claims: Any) -> Person:
    """Ada, with other claims."""
    return replace(ADA, claims={**ADA.claims, **claims})


# --- what the emulator asks -----------------------------------------------------------------------


def test_the_provider_is_asked_in_the_services_order() -> None:
    """Measured [federation-1, federation-4]: token, keys, userinfo, with headers and forms."""
    hosting = FederatedHosting()

    answer = hosting.federated()

    token, keys, user_info = hosting.fetched
    assert token.method == "POST"
    request_id = token.headers["X-Amz-Cognito-Request-Id"]
    assert token.headers == {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "X-Amz-Cognito-Request-Id": request_id,
    }
    names = [pair.partition("=")[0] for pair in (token.body or b"").decode().split("&")]
    assert names == ["grant_type", "client_id", "redirect_uri", "client_secret", "code"]
    assert (keys.method, [*keys.headers]) == ("GET", ["X-Amz-Cognito-Request-Id"])
    assert answer.headers["X-Amz-Cognito-Request-Id"] == request_id
    assert user_info.method == "GET"
    assert user_info.headers["Authorization"].startswith("Bearer ")


# --- what does not come back ----------------------------------------------------------------------


def test_a_state_is_good_once(shared: FederatedHosting) -> None:
    brought = shared.allowed(shared.leave())
    first, second = shared.bring(brought), shared.bring(brought)

    assert "code" in back(first)
    assert second.headers["Location"] == shared.path("/error?error=Invalid+State")


def test_a_state_is_good_once_also_where_the_sign_in_fails(shared: FederatedHosting) -> None:
    brought = shared.allowed(shared.leave(), behaviour="token-error")
    first, second = shared.bring(brought), shared.bring(brought)

    assert back(first)["error_description"].startswith("Corp Error - 400 invalid_grant")
    assert second.headers["Location"] == shared.path("/error?error=Invalid+State")


def test_the_browser_forgets_the_state_where_the_sign_in_fails(shared: FederatedHosting) -> None:
    """Measured [federation-7]."""
    brought = shared.allowed(shared.leave(), behaviour="token-error")
    assert csrf_state(shared) == brought["state"]

    assert "error" in back(shared.bring(brought))
    assert csrf_state(shared) == ""


def csrf_state(hosting: FederatedHosting) -> str:
    """What the browser remembers of how it left."""
    cookie = hosting.browser.get_cookie("csrf-state", path=hosting.path(""))
    assert cookie is not None
    return cookie.decoded_value


def test_a_state_of_five_minutes_ago_is_none() -> None:
    hosting = FederatedHosting()
    location = hosting.leave()
    hosting.emulator.clock.shift(seconds=300)

    response = hosting.bring(hosting.allowed(location))

    assert response.headers["Location"] == hosting.path("/error?error=Invalid+State")


@pytest.mark.parametrize("state", ["", "x", "a.b.3", "H4sI.H4sI.3", None])
def test_what_is_no_state(shared: FederatedHosting, state: str | None) -> None:
    shared.leave()
    brought = {} if state is None else {"state": state}

    response = shared.bring({"code": "a-code", **brought})

    assert response.headers["Location"] == shared.path("/error?error=Invalid+State")


def test_a_state_of_another_browser_is_none(shared: FederatedHosting) -> None:
    """Somebody may send a victim a link that signs them in as the sender."""
    brought = shared.allowed(shared.leave())
    shared.leave()

    response = shared.bring(brought)

    assert response.headers["Location"] == shared.path("/error?error=Invalid+State")


def test_a_browser_without_its_cookie_has_no_state(shared: FederatedHosting) -> None:
    brought = shared.allowed(shared.leave())
    shared.browser.delete_cookie("csrf-state", path=shared.path(""))
    shared.browser.delete_cookie("csrf-state-legacy", path=shared.path(""))

    response = shared.bring(brought)

    assert response.headers["Location"] == shared.path("/error?error=Invalid+State")


def test_the_error_page_says_what_is_wrong_with_a_state() -> None:
    """For developers; of whoever comes back by another host there is no cookie."""
    hosting = FederatedHosting()

    def hint(parameters: Mapping[str, str]) -> str:
        response = hosting.bring(parameters)
        assert response.headers["Location"] == hosting.path("/error?error=Invalid+State")
        return unescape(hosting.browser.get(response.headers["Location"]).text)

    assert "There is no state: the provider has not" in hint({"error": "access_denied"})
    first = hosting.allowed(hosting.leave())
    forged = {**first, "state": first["state"][:-1] + "5"}
    assert "The state is none that was sent to a provider" in hint(forged)
    second = hosting.allowed(hosting.leave())
    assert "The state is not the latest that" in hint(first)
    for name in ("csrf-state", "csrf-state-legacy"):
        hosting.browser.delete_cookie(name, path=hosting.path(""))
    assert "This browser has no cookie for the state" in hint(second)
    third = hosting.allowed(hosting.leave())
    hosting.emulator.clock.shift(minutes=5)
    assert "The state is older than 5 minutes." in hint(third)
    hosting.emulator.clock.reset()
    hosting.bring(third)
    assert "or it has come back before." in hint(third)


# --- what goes wrong at the provider --------------------------------------------------------------

BAD_SIGNATURE = "invalid_token_signature: Error when verifying signature"


@pytest.mark.parametrize(
    ("behaviour", "error", "description"),
    [
        ("token-error", "invalid_request", "Corp Error - 400 invalid_grant"),
        ("token-server-error", "invalid_request", "Bad token response: HTTP/1.1 500"),
        ("token-garbage", "invalid_request", "Bad token response: HTTP/1.1 200 OK, entity: <!doc"),
        ("token-timeout", "invalid_request", "Timeout occurred in calling IdP token endpoint"),
        ("wrong-issuer", "invalid_request", "Bad id_token issuer https://somebody-else.example"),
        ("wrong-audience", "invalid_request", "Bad id_token audience somebody-elses-client"),
        ("expired", "invalid_request", "id_token has expired"),
        ("unsigned", "invalid_request", "invalid_token_signature: Unsupported algorithm none"),
        ("foreign-key", "invalid_request", BAD_SIGNATURE),
        ("unknown-key", "invalid_request", BAD_SIGNATURE),
        ("no-id-token", "invalid_request", "Missing id_token"),
        ("userinfo-other-sub", "invalid_request", "The sub of userinfo is not that of the"),
    ],
)
def test_what_the_app_is_told(
    shared: FederatedHosting, behaviour: Behaviour, error: str, description: str
) -> None:
    person = replace(ADA, subject=f"nobody-{behaviour}")
    shared.provider.people.keep(person)

    told = back(shared.federated(person, behaviour))

    assert list(told) == ["error_description", "state", "error"]
    assert told["error"] == error
    assert told["error_description"].startswith(description)
    assert told["state"] == "a-state"
    users = shared.call("ListUsers", UserPoolId=shared.pool_id)["Users"]
    assert f"Corp_{person.subject}" not in [user["Username"] for user in users]


@pytest.mark.parametrize("behaviour", ["userinfo-error", "userinfo-garbage", "userinfo-timeout"])
def test_the_id_token_is_enough(behaviour: Behaviour) -> None:
    hosting = FederatedHosting()

    assert "code" in back(hosting.federated(ADA, behaviour))


def test_a_refusal_goes_to_the_app(shared: FederatedHosting) -> None:
    """Measured [federation-12] of Facebook: the description, then what else there is."""
    state = query(shared.leave())["state"]
    refusal = {
        "error_reason": "user_denied",
        "error": "access_denied",
        "error_description": "Permissions error",
        "error_code": "200",
        "state": state,
    }

    told = back(shared.bring(refusal))

    assert told == {
        "error_description": (
            "Permissions error; error=access_denied; error_code=200; error_reason=user_denied"
        ),
        "state": "a-state",
        "error": "invalid_request",
    }


def test_a_required_attribute_that_is_not_delivered() -> None:
    schema = [{"Name": "email", "Required": True, "Mutable": True}]
    hosting = FederatedHosting(Schema=schema)

    told = back(hosting.federated(ADA, "no-email"))

    assert told["error_description"] == "attributes required: [email]"


# --- who comes in ---------------------------------------------------------------------------------


def test_who_comes_again_is_the_same_and_up_to_date() -> None:
    hosting = FederatedHosting(mapping={"name": "name", "nickname": "nickname"})
    first = claims_of(hosting, back(hosting.federated())["code"])

    person = replace(with_claims(name="Ada Byron"), known_to=())
    hosting.provider.people.keep(person)
    again = claims_of(hosting, back(hosting.federated())["code"])

    assert again["sub"] == first["sub"]
    assert attributes_of(hosting, "Corp_ada-1")["name"] == "Ada Byron"


def test_a_claim_that_is_gone_leaves_the_old_value() -> None:
    hosting = FederatedHosting(mapping={"name": "name"})
    hosting.federated()

    claims = {name: value for name, value in ADA.claims.items() if name != "name"}
    hosting.provider.people.keep(replace(ADA, claims=claims))
    hosting.federated()

    assert attributes_of(hosting, "Corp_ada-1")["name"] == "Ada Park"


def test_an_address_is_unverified_unless_that_is_mapped() -> None:
    unmapped, mapped = (
        FederatedHosting(),
        FederatedHosting(mapping={"email_verified": "email_verified"}),
    )
    unmapped.federated()
    mapped.federated()

    assert attributes_of(unmapped, "Corp_ada-1")["email_verified"] == "false"
    assert attributes_of(mapped, "Corp_ada-1")["email_verified"] == "true"


def test_a_linked_user_signs_in() -> None:
    hosting = FederatedHosting()
    source = {
        "ProviderName": PROVIDER,
        "ProviderAttributeName": "Cognito_Subject",
        "ProviderAttributeValue": "ada-1",
    }
    hosting.call(
        "AdminLinkProviderForUser",
        UserPoolId=hosting.pool_id,
        DestinationUser={"ProviderName": "Cognito", "ProviderAttributeValue": "alice"},
        SourceUser=source,
    )

    claims = claims_of(hosting, back(hosting.federated())["code"])

    assert claims["cognito:username"] == "alice"
    assert "cognito:groups" not in claims
    [identity] = claims["identities"]
    assert identity["primary"] == "false"


def test_a_disabled_user_stays_out() -> None:
    hosting = FederatedHosting()
    hosting.federated()
    hosting.call("AdminDisableUser", UserPoolId=hosting.pool_id, Username="Corp_ada-1")

    told = back(hosting.federated())

    assert told["error_description"] == "User is disabled."


def test_a_name_in_small_letters_where_case_does_not_count() -> None:
    hosting = FederatedHosting(UsernameConfiguration={"CaseSensitive": False})

    claims = claims_of(hosting, back(hosting.federated())["code"])

    assert claims["cognito:username"] == "corp_ada-1"
    assert claims["cognito:groups"] == [f"{hosting.pool_id}_Corp"]
    assert claims["identities"][0]["providerName"] == "Corp"


@pytest.mark.parametrize(
    "host", ["[", "a:b:c", "localhost:99999999", "localhost:", "[::1]:80", " "]
)
def test_a_host_that_is_none_breaks_nothing(shared: FederatedHosting, host: str) -> None:
    response = shared.browser.get(
        shared.path("/oauth2/authorize"),
        query_string=shared.wanted(identity_provider=PROVIDER, prompt="login"),
        headers={"Host": host},
    )

    assert response.status_code in {302, 400, 404}

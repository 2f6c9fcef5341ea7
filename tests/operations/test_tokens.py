"""Refreshing, rotating, revoking, signing out, and what each does to tokens already issued."""

from __future__ import annotations

import pickle
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import jwt
import pytest

from cognito_emulator import errors
from tests.support import PASSWORD, Lab, StockKeys, claims, header

REVOKED = "Access Token has been revoked"
REFRESH_REVOKED = "Refresh Token has been revoked"


@pytest.fixture
def signed_in(lab: Lab) -> Any:
    lab.emulator.clock.freeze()  # or a second passes between two tokens
    lab.user(email="alice@example.com", email_verified="true")
    return lab.tokens()


def get_user(lab: Lab, tokens: Any) -> Any:
    return lab.call("GetUser", AccessToken=tokens["AccessToken"])


def refusal_of(lab: Lab, token: str, error: type[errors.CognitoError]) -> str:
    return lab.refused("GetUser", error, AccessToken=token)


def test_tokens_verify_against_the_jwks(lab: Lab, signed_in: Any, stock_keys: StockKeys) -> None:
    """RS256, by two different keys of the pool; PyJWT agrees."""
    jwks = jwt.PyJWKSet.from_dict(stock_keys.of(lab.pool_id).jwks)
    assert [k.key_id for k in jwks.keys] == [
        header(signed_in["IdToken"])["kid"],
        header(signed_in["AccessToken"])["kid"],
    ]
    for token, audience in (
        (signed_in["AccessToken"], None),
        (signed_in["IdToken"], lab.client_id),
    ):
        assert list(header(token)) == ["kid", "alg"]
        key = jwks[header(token)["kid"]]
        assert jwt.decode(token, key, algorithms=["RS256"], audience=audience)


class TestAccessTokenChecks:
    def test_id_token(self, lab: Lab, signed_in: Any) -> None:
        token = signed_in["IdToken"]
        assert refusal_of(lab, token, errors.NotAuthorizedException) == "Invalid Access Token"

    @pytest.mark.parametrize(
        "token", ["abc", "a.b.c", "e30.e30.e30", "....", "e30.W10.x", "e30.W10.AAAA"]
    )
    def test_nonsense(self, lab: Lab, token: str) -> None:
        assert refusal_of(lab, token, errors.NotAuthorizedException) == "Invalid Access Token"

    def test_a_header_that_is_no_object(self, lab: Lab, signed_in: Any) -> None:
        _, payload, signature = signed_in["AccessToken"].split(".")
        token = f"W10.{payload}.{signature}"
        assert refusal_of(lab, token, errors.NotAuthorizedException) == "Invalid Access Token"

    def test_altered_signature(self, lab: Lab, signed_in: Any) -> None:
        head, payload, signature = signed_in["AccessToken"].split(".")
        raw = bytearray(urlsafe_b64decode(signature + "=="))
        raw[0] ^= 1
        altered = urlsafe_b64encode(raw).rstrip(b"=").decode()
        message = refusal_of(lab, f"{head}.{payload}.{altered}", errors.NotAuthorizedException)
        assert message == "Could not verify signature for Access Token"

    def test_unsigned(self, lab: Lab, signed_in: Any) -> None:
        payload = signed_in["AccessToken"].split(".")[1]
        none = urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
        message = refusal_of(lab, f"{none}.{payload}.", errors.NotAuthorizedException)
        assert message == "Invalid Access Token"

    def test_expired(self, lab: Lab, signed_in: Any) -> None:
        lab.emulator.clock.shift(hours=1)
        token = signed_in["AccessToken"]
        assert refusal_of(lab, token, errors.NotAuthorizedException) == "Access Token has expired"

    def test_disabled_then_enabled(self, lab: Lab, signed_in: Any) -> None:
        token = signed_in["AccessToken"]
        who = {"UserPoolId": lab.pool_id, "Username": "alice"}
        lab.call("AdminDisableUser", **who)
        assert refusal_of(lab, token, errors.NotAuthorizedException) == "User is disabled."
        lab.call("AdminEnableUser", **who)
        assert refusal_of(lab, token, errors.NotAuthorizedException) == REVOKED
        assert get_user(lab, lab.tokens())

    def test_deleted_then_created_anew(self, lab: Lab, signed_in: Any) -> None:
        token = signed_in["AccessToken"]
        lab.call("DeleteUser", AccessToken=token)
        assert refusal_of(lab, token, errors.UserNotFoundException) == "User does not exist."
        lab.call("SignUp", ClientId=lab.client_id, Username="alice", Password=PASSWORD)
        assert refusal_of(lab, token, errors.UserNotConfirmedException) == "User is not confirmed."
        lab.call("AdminConfirmSignUp", UserPoolId=lab.pool_id, Username="alice")
        assert refusal_of(lab, token, errors.NotAuthorizedException) == "Invalid access token."

    def test_deleted_client(self, lab: Lab, signed_in: Any) -> None:
        lab.call("DeleteUserPoolClient", UserPoolId=lab.pool_id, ClientId=lab.client_id)
        message = refusal_of(lab, signed_in["AccessToken"], errors.ResourceNotFoundException)
        assert message == f"User pool client {lab.client_id} does not exist."

    def test_new_passwords_leave_tokens_alone(self, lab: Lab, signed_in: Any) -> None:
        for permanent in (True, False):
            lab.call(
                "AdminSetUserPassword",
                UserPoolId=lab.pool_id,
                Username="alice",
                Password="Another-Horse2",
                Permanent=permanent,
            )
            assert get_user(lab, signed_in)
            assert lab.refresh(signed_in["RefreshToken"])


class TestRefresh:
    def test_keeps_what_belongs_to_the_sign_in(self, lab: Lab, signed_in: Any) -> None:
        lab.emulator.clock.shift(minutes=5)
        again = lab.refresh(signed_in["RefreshToken"])
        assert sorted(again) == ["AccessToken", "ExpiresIn", "IdToken", "TokenType"]
        before, after = claims(signed_in["AccessToken"]), claims(again["AccessToken"])
        for name in ("origin_jti", "event_id", "auth_time", "sub"):
            assert after[name] == before[name]
        assert after["jti"] != before["jti"]
        assert after["iat"] == before["iat"] + 300

    def test_reads_groups_anew(self, lab: Lab, signed_in: Any) -> None:
        lab.call("CreateGroup", UserPoolId=lab.pool_id, GroupName="readers")
        member = {"UserPoolId": lab.pool_id, "Username": "alice", "GroupName": "readers"}
        lab.call("AdminAddUserToGroup", **member)
        again = lab.refresh(signed_in["RefreshToken"])
        assert claims(again["AccessToken"])["cognito:groups"] == ["readers"]

    @pytest.mark.parametrize("days", [30, 31])
    def test_expires(self, lab: Lab, signed_in: Any, days: int) -> None:
        lab.emulator.clock.shift(days=days)
        with pytest.raises(errors.NotAuthorizedException) as refusal:
            lab.refresh(signed_in["RefreshToken"])
        assert str(refusal.value) == "Refresh Token has expired"

    def test_refusals(self, lab: Lab, signed_in: Any) -> None:
        with pytest.raises(errors.NotAuthorizedException) as garbage:
            lab.refresh("garbage")
        assert str(garbage.value) == "Invalid Refresh Token"
        with pytest.raises(errors.NotAuthorizedException) as foreign:
            lab.refresh(signed_in["RefreshToken"], ClientId=lab.client())
        assert str(foreign.value) == "Refresh Token has different Client"

    def test_token_of_another_pool(self, lab: Lab, signed_in: Any) -> None:
        lab.pool_id = lab.pool()
        with pytest.raises(errors.NotAuthorizedException) as refusal:
            lab.refresh(signed_in["RefreshToken"], ClientId=lab.client())
        assert str(refusal.value) == "Invalid Refresh Token"

    def test_deleted_user(self, lab: Lab, signed_in: Any) -> None:
        """Also when somebody else has the name by now."""
        lab.call("AdminDeleteUser", UserPoolId=lab.pool_id, Username="alice")
        deleted = "^The user has been deleted for the associated refresh token$"
        with pytest.raises(errors.NotAuthorizedException, match=deleted):
            lab.refresh(signed_in["RefreshToken"])
        lab.user()
        with pytest.raises(errors.NotAuthorizedException, match=deleted):
            lab.refresh(signed_in["RefreshToken"])

    def test_disabled_then_enabled_user(self, lab: Lab, signed_in: Any) -> None:
        """That the user is disabled comes before that the token was revoked."""
        for operation, message in (
            ("AdminDisableUser", "User is disabled."),
            ("AdminEnableUser", REFRESH_REVOKED),
        ):
            lab.call(operation, UserPoolId=lab.pool_id, Username="alice")
            with pytest.raises(errors.NotAuthorizedException) as refusal:
                lab.refresh(signed_in["RefreshToken"])
            assert str(refusal.value) == message

    def test_deleted_client(self, lab: Lab, signed_in: Any) -> None:
        lab.call("DeleteUserPoolClient", UserPoolId=lab.pool_id, ClientId=lab.client_id)
        with pytest.raises(errors.ResourceNotFoundException) as refusal:
            lab.refresh(signed_in["RefreshToken"])
        assert str(refusal.value) == f"User pool client {lab.client_id} does not exist."

    def test_both_names_and_both_halves(self, lab: Lab, signed_in: Any) -> None:
        parameters = {"REFRESH_TOKEN": signed_in["RefreshToken"]}
        assert lab.refresh("", AuthFlow="REFRESH_TOKEN", AuthParameters=parameters)
        assert lab.call(
            "AdminInitiateAuth",
            UserPoolId=lab.pool_id,
            ClientId=lab.client_id,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters=parameters,
        )

    def test_get_tokens_from_refresh_token(self, lab: Lab, signed_in: Any) -> None:
        request = {"ClientId": lab.client_id, "RefreshToken": signed_in["RefreshToken"]}
        answered = lab.call("GetTokensFromRefreshToken", **request)
        assert list(answered) == ["AuthenticationResult"]
        assert "RefreshToken" not in answered["AuthenticationResult"]

    @pytest.mark.parametrize(
        "more",
        [
            {"ClientSecret": "w" * 32},
            {"DeviceKey": "us-east-1_00000000-0000-0000-0000-000000000000"},
            {"ClientMetadata": {"a": "b"}},
        ],
    )
    def test_what_is_not_needed_is_ignored(self, lab: Lab, signed_in: Any, more: Any) -> None:
        request = {"ClientId": lab.client_id, "RefreshToken": signed_in["RefreshToken"], **more}
        assert lab.call("GetTokensFromRefreshToken", **request)

    @pytest.mark.parametrize(
        ("given", "error", "message"),
        [
            (
                {},
                errors.NotAuthorizedException,
                "Client {} is configured for secret but secret was not received",
            ),
            (
                {"ClientSecret": "w" * 32},
                errors.NotAuthorizedException,
                "Unable to verify secret hash for client {}",
            ),
            (
                {"ClientId": "nobody"},
                errors.ResourceNotFoundException,
                "User pool client nobody does not exist.",
            ),
        ],
    )
    def test_refusals_of_the_client(
        self, lab: Lab, given: Any, error: type[errors.CognitoError], message: str
    ) -> None:
        client_id = lab.client(GenerateSecret=True)
        request = {"ClientId": client_id, "RefreshToken": "x", **given}
        refused = lab.refused("GetTokensFromRefreshToken", error, **request)
        assert refused == message.format(client_id)

    def test_id_tokens_without_random_claims_are_the_same_within_a_second(self, lab: Lab) -> None:
        lab.user()
        lab.client_id = lab.client(EnableTokenRevocation=False)
        lab.emulator.clock.freeze()
        token = lab.tokens()["RefreshToken"]
        assert lab.refresh(token)["IdToken"] == lab.refresh(token)["IdToken"]


class TestRevocation:
    @pytest.mark.parametrize("how", ["RevokeToken", "GlobalSignOut", "AdminUserGlobalSignOut"])
    def test_ends_access_and_refresh(self, lab: Lab, signed_in: Any, how: str) -> None:
        refreshed = lab.refresh(signed_in["RefreshToken"])
        requests = {
            "RevokeToken": {"ClientId": lab.client_id, "Token": signed_in["RefreshToken"]},
            "GlobalSignOut": {"AccessToken": signed_in["AccessToken"]},
            "AdminUserGlobalSignOut": {"UserPoolId": lab.pool_id, "Username": "alice"},
        }
        assert lab.call(how, **requests[how]) == {}
        for tokens in (signed_in, refreshed):
            token = tokens["AccessToken"]
            assert refusal_of(lab, token, errors.NotAuthorizedException) == REVOKED
        with pytest.raises(errors.NotAuthorizedException) as refusal:
            lab.refresh(signed_in["RefreshToken"])
        assert str(refusal.value) == REFRESH_REVOKED
        assert get_user(lab, lab.tokens())

    def test_of_a_user_who_is_gone(self, lab: Lab, signed_in: Any) -> None:
        """GlobalSignOut declares no UserNotFoundException."""
        lab.call("AdminDeleteUser", UserPoolId=lab.pool_id, Username="alice")

        with pytest.raises(errors.NotAuthorizedException, match=REVOKED):
            lab.call("GlobalSignOut", AccessToken=signed_in["AccessToken"])

    def test_revoking_one_sign_in_leaves_others(self, lab: Lab, signed_in: Any) -> None:
        other = lab.tokens()
        lab.call("RevokeToken", ClientId=lab.client_id, Token=signed_in["RefreshToken"])
        assert get_user(lab, other)
        assert lab.refresh(other["RefreshToken"])

    def test_twice_or_never_issued_is_no_error(self, lab: Lab, signed_in: Any) -> None:
        twice = [signed_in["RefreshToken"]] * 2
        for token in (*twice, "never-issued", "never.issued.either", "eyJ.nor.this.one.here"):
            assert lab.call("RevokeToken", ClientId=lab.client_id, Token=token) == {}

    def test_an_access_token_is_no_refresh_token(self, lab: Lab, signed_in: Any) -> None:
        token = signed_in["AccessToken"]
        request = {"ClientId": lab.client_id, "Token": token}
        said = lab.refused("RevokeToken", errors.UnsupportedTokenTypeException, **request)
        assert said == "Unsupported token type"

    def test_a_token_of_another_client(self, lab: Lab, signed_in: Any) -> None:
        token = signed_in["RefreshToken"]
        request = {"ClientId": lab.client(), "Token": token}
        said = lab.refused("RevokeToken", errors.UnauthorizedException, **request)
        assert said == "Invalid client or secret"
        assert lab.refresh(token)

    def test_switched_off(self, lab: Lab) -> None:
        lab.user()
        lab.client_id = lab.client(EnableTokenRevocation=False)
        tokens = lab.tokens()
        assert "origin_jti" not in claims(tokens["AccessToken"])
        assert "jti" in claims(tokens["AccessToken"])
        assert not {"origin_jti", "jti"} & set(claims(tokens["IdToken"]))
        message = lab.refused(
            "RevokeToken",
            errors.UnsupportedOperationException,
            ClientId=lab.client_id,
            Token=tokens["RefreshToken"],
        )
        assert message == "This feature is not enabled for this client"

    @pytest.mark.parametrize("given", [{}, {"ClientSecret": "w" * 32}, {"ClientId": "nobody"}])
    def test_a_known_client_and_its_secret_are_needed(
        self, lab: Lab, given: dict[str, str]
    ) -> None:
        request = {"ClientId": lab.client(GenerateSecret=True), "Token": "x", **given}
        message = lab.refused("RevokeToken", errors.UnauthorizedException, **request)
        assert message == "Invalid client or secret"


class TestRotation:
    """R: a refresh token is replaced by each use."""

    @pytest.fixture
    def rotating(self, lab: Lab) -> Any:
        lab.user()
        lab.client_id = lab.client(
            ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
            RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
        )
        return lab.tokens()

    def test_rotated_tokens_are_of_one_length(self, lab: Lab, rotating: Any) -> None:
        """Another one than that of the first (recorded [ids-2])."""
        one = self.rotate(lab, rotating["RefreshToken"])["RefreshToken"]
        two = self.rotate(lab, one)["RefreshToken"]
        assert [len(rotating["RefreshToken"]), len(one), len(two)] == [1733, 1830, 1830]

    def test_without_a_period_a_token_is_good_once(self, lab: Lab) -> None:
        """Also for a call that began earlier, and comes later."""
        lab.user()
        lab.client_id = lab.client(
            ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
            RefreshTokenRotation={"Feature": "ENABLED", "RetryGracePeriodSeconds": 0},
        )
        token = lab.tokens()["RefreshToken"]
        self.rotate(lab, token)
        lab.emulator.clock.shift(-0.1)
        self.reused(lab, token)

    def rotate(self, lab: Lab, token: str) -> Any:
        request = {"ClientId": lab.client_id, "RefreshToken": token}
        return lab.call("GetTokensFromRefreshToken", **request)["AuthenticationResult"]

    def reused(self, lab: Lab, token: str) -> str:
        return lab.refused(
            "GetTokensFromRefreshToken",
            errors.RefreshTokenReuseException,
            ClientId=lab.client_id,
            RefreshToken=token,
        )

    def update(self, lab: Lab, feature: str) -> None:
        lab.call(
            "UpdateUserPoolClient",
            UserPoolId=lab.pool_id,
            ClientId=lab.client_id,
            ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
            RefreshTokenRotation={"Feature": feature},
        )

    def test_old_token_works_only_within_the_grace_period(self, lab: Lab, rotating: Any) -> None:
        one = self.rotate(lab, rotating["RefreshToken"])
        two = self.rotate(lab, rotating["RefreshToken"])
        assert self.reused(lab, one["RefreshToken"]) == "Refresh token reuse detected"
        lab.emulator.clock.shift(seconds=10)
        assert self.reused(lab, rotating["RefreshToken"]) == "Refresh token reuse detected"
        assert self.rotate(lab, two["RefreshToken"])

    def test_a_grandparent_is_refused_within_its_own_grace(self, lab: Lab, rotating: Any) -> None:
        one = self.rotate(lab, rotating["RefreshToken"])
        self.rotate(lab, one["RefreshToken"])
        assert self.reused(lab, rotating["RefreshToken"])

    @pytest.mark.parametrize("place", range(5))
    def test_none_of_five_that_were_rotated_out_is_taken_again(
        self, lab: Lab, rotating: Any, place: int
    ) -> None:
        family = [rotating["RefreshToken"]]
        for _ in range(5):
            family.append(self.rotate(lab, family[-1])["RefreshToken"])
        lab.emulator.clock.shift(seconds=10)
        assert self.reused(lab, family[place]) == "Refresh token reuse detected"
        assert self.rotate(lab, family[-1])  # the family lives on

    def test_origin_stays_and_old_access_tokens_live(self, lab: Lab, rotating: Any) -> None:
        one = self.rotate(lab, rotating["RefreshToken"])
        origin = claims(rotating["AccessToken"])["origin_jti"]
        assert claims(one["AccessToken"])["origin_jti"] == origin
        assert get_user(lab, rotating)

    def test_each_of_many_rotated_out_tokens_is_known_when_it_comes_back(
        self, lab: Lab, rotating: Any
    ) -> None:
        """Also those that a retry within the grace period displaced; the newest goes on working."""
        spent = [rotating["RefreshToken"]]
        for _ in range(5):
            spent.append(self.rotate(lab, spent[-1])["RefreshToken"])
        retried = self.rotate(lab, spent[-2])["RefreshToken"]
        for token in spent:
            if token != spent[-2]:  # the parent, whose grace period is not over
                assert self.reused(lab, token) == "Refresh token reuse detected"
        lab.call("RevokeToken", ClientId=lab.client_id, Token=spent[3])  # from the middle
        assert self.rotate(lab, retried)

    @pytest.mark.memory
    def test_the_hundredth_rotation_writes_what_the_third_does(
        self, lab: Lab, rotating: Any
    ) -> None:
        """A sign-in may be refreshed for years: what is kept of it does not grow by that."""
        token = rotating["RefreshToken"]
        written = []
        for _ in range(100):
            before = self.records(lab)
            token = self.rotate(lab, token)["RefreshToken"]
            after = self.records(lab)
            written.append(
                sorted(len(pickle.dumps(after[key])) for key in after.keys() - before.keys())
            )
        assert written[2] == written[99] != written[0]

    def records(self, lab: Lab) -> dict[int, Any]:
        stored = lab.emulator.store.snapshot().records.values()
        return {id(record): record for table in stored for record in table.values()}

    def test_rotation_does_not_prolong(self, lab: Lab, rotating: Any) -> None:
        lab.emulator.clock.shift(days=29)
        one = self.rotate(lab, rotating["RefreshToken"])
        lab.emulator.clock.shift(days=1)
        with pytest.raises(errors.NotAuthorizedException, match="Refresh Token has expired"):
            self.rotate(lab, one["RefreshToken"])

    @pytest.mark.parametrize("which", ["root", "newest"])
    def test_revoking_the_root_or_the_newest_ends_the_family(
        self, lab: Lab, rotating: Any, which: str
    ) -> None:
        newest = self.rotate(lab, self.rotate(lab, rotating["RefreshToken"])["RefreshToken"])
        token = {"root": rotating, "newest": newest}[which]["RefreshToken"]
        lab.call("RevokeToken", ClientId=lab.client_id, Token=token)
        with pytest.raises(errors.NotAuthorizedException) as refusal:
            self.rotate(lab, newest["RefreshToken"])
        assert refusal.value.message is None
        for tokens in (rotating, newest):
            token = tokens["AccessToken"]
            assert refusal_of(lab, token, errors.NotAuthorizedException) == REVOKED

    @pytest.mark.parametrize("how", ["GlobalSignOut", "AdminUserGlobalSignOut", "AdminDisableUser"])
    def test_signing_out_ends_the_family(self, lab: Lab, rotating: Any, how: str) -> None:
        """While rotation is on, the refusal has no message."""
        newest = self.rotate(lab, rotating["RefreshToken"])
        user = {"UserPoolId": lab.pool_id, "Username": "alice"}
        token = {"AccessToken": rotating["AccessToken"]}
        lab.call(how, **(token if how == "GlobalSignOut" else user))
        lab.call("AdminEnableUser", **user)
        with pytest.raises(errors.NotAuthorizedException) as refusal:
            self.rotate(lab, newest["RefreshToken"])
        assert refusal.value.message is None

    def test_switched_on_later(self, lab: Lab, signed_in: Any) -> None:
        """Sign-ins from before rotate from then on, and keep their ``origin_jti``."""
        self.update(lab, "ENABLED")
        one = self.rotate(lab, signed_in["RefreshToken"])
        assert self.reused(lab, signed_in["RefreshToken"])
        before, after = (claims(tokens["IdToken"]) for tokens in (signed_in, one))
        for name in ("origin_jti", "event_id", "auth_time"):
            assert before[name] == after[name]

    @pytest.mark.parametrize("which", ["root", "current"])
    def test_revoking_while_switched_off(self, lab: Lab, rotating: Any, which: str) -> None:
        """Access tokens issued while rotation is off have another origin, and stay accepted."""
        current = self.rotate(lab, rotating["RefreshToken"])
        self.update(lab, "DISABLED")
        issued = self.rotate(lab, current["RefreshToken"])
        token = {"root": rotating, "current": current}[which]["RefreshToken"]
        lab.call("RevokeToken", ClientId=lab.client_id, Token=token)
        with pytest.raises(errors.NotAuthorizedException) as refusal:
            self.rotate(lab, current["RefreshToken"])
        assert str(refusal.value) == REFRESH_REVOKED
        for dead in (rotating, current):
            token = dead["AccessToken"]
            assert refusal_of(lab, token, errors.NotAuthorizedException) == REVOKED
        assert get_user(lab, issued)

    def test_revoking_from_the_middle_has_no_effect(self, lab: Lab, rotating: Any) -> None:
        middle = self.rotate(lab, rotating["RefreshToken"])
        newest = self.rotate(lab, middle["RefreshToken"])
        lab.call("RevokeToken", ClientId=lab.client_id, Token=middle["RefreshToken"])
        assert self.rotate(lab, newest["RefreshToken"])

    def test_initiate_auth_refuses(self, lab: Lab, rotating: Any) -> None:
        with pytest.raises(errors.UnsupportedOperationException) as refusal:
            lab.refresh(rotating["RefreshToken"])
        assert str(refusal.value) == "This API does not support refresh token rotation"

    def test_switched_off_and_on_again(self, lab: Lab, rotating: Any) -> None:
        login_origin = claims(rotating["AccessToken"])["origin_jti"]
        one = self.rotate(lab, rotating["RefreshToken"])
        self.update(lab, "DISABLED")
        first, second = (self.rotate(lab, one["RefreshToken"]) for _ in range(2))
        assert "RefreshToken" not in first
        detached = claims(first["AccessToken"])["origin_jti"]
        assert detached == claims(second["AccessToken"])["origin_jti"] != login_origin
        with pytest.raises(errors.NotAuthorizedException) as refusal:
            self.rotate(lab, rotating["RefreshToken"])
        assert str(refusal.value) == REFRESH_REVOKED
        self.update(lab, "ENABLED")
        two = self.rotate(lab, one["RefreshToken"])
        assert claims(two["AccessToken"])["origin_jti"] == login_origin
        self.update(lab, "DISABLED")
        third = self.rotate(lab, two["RefreshToken"])
        assert claims(third["AccessToken"])["origin_jti"] not in (login_origin, detached)
        lab.call("RevokeToken", ClientId=lab.client_id, Token=two["RefreshToken"])
        assert refusal_of(lab, two["AccessToken"], errors.NotAuthorizedException) == REVOKED
        assert get_user(lab, third)
        lab.call("AdminUserGlobalSignOut", UserPoolId=lab.pool_id, Username="alice")
        assert refusal_of(lab, third["AccessToken"], errors.NotAuthorizedException) == REVOKED

    def test_origin_appears_with_the_first_rotation(self, lab: Lab) -> None:
        lab.user()
        lab.client_id = lab.client(
            ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
            EnableTokenRevocation=False,
            RefreshTokenRotation={"Feature": "ENABLED"},
        )
        login = lab.tokens()
        assert {"origin_jti", "jti"} <= set(claims(login["IdToken"]))
        assert "origin_jti" not in claims(login["AccessToken"])
        one = self.rotate(lab, login["RefreshToken"])
        assert "origin_jti" in claims(one["AccessToken"])
        request = {"ClientId": lab.client_id, "Token": one["RefreshToken"]}
        assert lab.refused("RevokeToken", errors.UnsupportedOperationException, **request)
        assert get_user(lab, one)


class TestRoles:
    """Which role is preferred among the groups of a user."""

    READ, WRITE = "arn:aws:iam::123456789012:role/read", "arn:aws:iam::123456789012:role/write"

    @pytest.mark.parametrize(
        ("groups", "roles", "preferred"),
        [
            ([("a", 10, READ), ("b", 5, WRITE)], {READ, WRITE}, WRITE),
            ([("a", 0, None), ("b", 5, WRITE)], {WRITE}, WRITE),
            ([("a", 5, READ), ("b", 5, WRITE)], {READ, WRITE}, None),
            ([("a", 5, READ), ("b", 5, READ)], {READ}, READ),
            ([("a", None, READ)], {READ}, None),
            ([("a", None, READ), ("b", 7, WRITE)], {READ, WRITE}, WRITE),
            ([("a", 1, None)], set(), None),
        ],
    )
    def test_roles(
        self,
        lab: Lab,
        groups: list[tuple[str, int | None, str | None]],
        roles: set[str],
        preferred: str | None,
    ) -> None:
        lab.user()
        for name, precedence, role in groups:
            given = {"Precedence": precedence, "RoleArn": role}
            present = {key: value for key, value in given.items() if value is not None}
            lab.call("CreateGroup", UserPoolId=lab.pool_id, GroupName=name, **present)
            member = {"UserPoolId": lab.pool_id, "Username": "alice", "GroupName": name}
            lab.call("AdminAddUserToGroup", **member)
        tokens = lab.tokens()
        identity, access = claims(tokens["IdToken"]), claims(tokens["AccessToken"])
        assert identity["cognito:groups"] == access["cognito:groups"]
        assert sorted(access["cognito:groups"]) == [group[0] for group in groups]
        assert set(identity.get("cognito:roles", ())) == roles
        assert identity.get("cognito:preferred_role") == preferred
        assert "cognito:roles" not in access

    def test_roles_do_not_follow_the_groups(self, lab: Lab) -> None:
        reader, writer = (f"arn:aws:iam::123456789012:role/{name}" for name in ("reader", "writer"))
        lab.user()
        for name, role in (("writer", reader), ("null-b", writer), ("reader", reader)):
            lab.call("CreateGroup", UserPoolId=lab.pool_id, GroupName=name, RoleArn=role)
            member = {"UserPoolId": lab.pool_id, "Username": "alice", "GroupName": name}
            lab.call("AdminAddUserToGroup", **member)

        identity = claims(lab.tokens()["IdToken"])

        assert identity["cognito:groups"] == ["writer", "null-b", "reader"]
        assert identity["cognito:roles"] == [writer, reader]

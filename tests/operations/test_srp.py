"""USER_SRP_AUTH on the wire: the form of what is sent, and whose proof counts for what."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.domain.factors import srp
from cognito_emulator.emulator import Emulator
from cognito_emulator.ids import Ids
from tests.support import PASSWORD, Lab, SrpClient, secret_hash, stamp

GENERIC = "Incorrect username or password."


def begin(lab: Lab, srp_a: str, username: str = "alice", **more: str) -> dict[str, str]:
    """Return the parameters of a PASSWORD_VERIFIER."""
    parameters = {"USERNAME": username, "SRP_A": srp_a, **more}
    begun = lab.begin(AuthFlow="USER_SRP_AUTH", AuthParameters=parameters)
    return dict(begun["ChallengeParameters"])


def respond(lab: Lab, responses: dict[str, str]) -> Any:
    return lab.call("RespondToAuthChallenge", **request(lab, responses))


def refused(lab: Lab, responses: dict[str, str]) -> str:
    error = errors.NotAuthorizedException
    return lab.refused("RespondToAuthChallenge", error, **request(lab, responses))


def request(lab: Lab, responses: dict[str, str]) -> dict[str, Any]:
    return {
        "ClientId": lab.client_id,
        "ChallengeName": "PASSWORD_VERIFIER",
        "ChallengeResponses": responses,
    }


@pytest.fixture
def client(lab: Lab) -> SrpClient:
    """The half of alice, who is in the pool."""
    lab.user()
    return SrpClient(lab.pool_id, PASSWORD)


class TestForm:
    def test_salt(self, lab: Lab, client: SrpClient) -> None:
        """16 bytes, the same at each sign-in and through each client (recorded [sign-in-21])."""
        first = begin(lab, client.srp_a)["SALT"]
        assert re.fullmatch("[0-9a-f]{32}", first)
        assert begin(lab, client.srp_a)["SALT"] == first
        lab.client_id = lab.client()
        assert begin(lab, client.srp_a)["SALT"] == first

    def test_salts_on_which_clients_agree(self) -> None:
        """Some keep a leading zero byte, others lose it: so there is none."""
        assert all(Ids(str(seed)).salt()[0] for seed in range(600))

    def test_fresh_every_time(self, lab: Lab, client: SrpClient) -> None:
        one, two = begin(lab, client.srp_a), begin(lab, client.srp_a)
        for name in ("SRP_B", "SECRET_BLOCK"):
            assert one[name] != two[name]

    def test_b_has_no_padding(
        self, lab: Lab, client: SrpClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Lower-case digits, no zeros before a high first one: recorded [sign-in-37]."""
        for b_public in (0xDE59 << 3056, 0xABC):
            monkeypatch.setattr(srp, "public_value", lambda _v, _b, b_public=b_public: b_public)
            assert begin(lab, client.srp_a)["SRP_B"] == f"{b_public:x}"

    @pytest.mark.usefixtures("client")
    @pytest.mark.parametrize(("srp_a", "length"), [("2", 1340), ("f" * 768, 2572)])
    def test_blocks_grow_with_a(self, lab: Lab, srp_a: str, length: int) -> None:
        """Recorded [sign-in-12]; the length for a full A is from the answer's size, so roughly."""
        block = begin(lab, srp_a)["SECRET_BLOCK"]
        assert b64decode(block, validate=True)
        assert abs(len(block) - length) <= 8

    def test_what_is_no_number_is_told_before_who_is_nobody(self, lab: Lab) -> None:
        parameters = {"USERNAME": "nobody", "SRP_A": "0x2"}
        error = errors.InvalidParameterException
        request = {"ClientId": lab.client_id, "AuthParameters": parameters}
        said = lab.refused("InitiateAuth", error, AuthFlow="USER_SRP_AUTH", **request)
        assert said.startswith("1 validation error detected: Value '0x2' at 'sRPA'")


class TestProof:
    def test_one_a_may_serve_again(self, lab: Lab, client: SrpClient) -> None:
        """Measured [sign-in-38]."""
        for _ in range(2):
            assert respond(lab, client.respond(begin(lab, client.srp_a)))["AuthenticationResult"]

    @pytest.mark.parametrize("right", [True, False])
    def test_an_answered_block_is_no_longer_open(
        self, lab: Lab, client: SrpClient, *, right: bool
    ) -> None:
        """Though it can be answered again (measured [sign-in-18, sign-in-20])."""
        begin(lab, client.srp_a)
        responses = client.respond(begin(lab, client.srp_a))
        assert len(lab.emulator.open_challenges(lab.pool_id, "alice")) == 2
        if right:
            assert respond(lab, responses)["AuthenticationResult"]
        else:
            zeros = b64encode(bytes(32)).decode()
            assert refused(lab, {**responses, "PASSWORD_CLAIM_SIGNATURE": zeros}) == GENERIC
        (waiting,) = lab.emulator.open_challenges(lab.pool_id, "alice")
        assert waiting.session != responses["PASSWORD_CLAIM_SECRET_BLOCK"]
        assert respond(lab, responses)["AuthenticationResult"]

    def test_what_follows_on_an_answer_given_again_is_open(self, lab: Lab) -> None:
        lab.invited("alice")
        client = SrpClient(lab.pool_id, PASSWORD)
        responses = client.respond(begin(lab, client.srp_a))
        sessions = [respond(lab, responses)["Session"] for _ in range(2)]
        waiting = lab.emulator.open_challenges(lab.pool_id, "alice")
        assert [each.session for each in waiting] == sessions
        assert {each.name for each in waiting} == {"NEW_PASSWORD_REQUIRED"}

    def test_an_answer_that_cannot_be_read_leaves_it_open(
        self, lab: Lab, client: SrpClient
    ) -> None:
        responses = client.respond(begin(lab, client.srp_a))
        lab.refused(
            "RespondToAuthChallenge",
            errors.InvalidParameterException,
            **request(lab, {**responses, "TIMESTAMP": "now"}),
        )
        assert len(lab.emulator.open_challenges(lab.pool_id, "alice")) == 1

    def test_an_address_stands_for_its_user(self, emulator: Emulator) -> None:
        """The canonical name comes back, and the answer must give it: measured [sign-in-39]."""
        lab = Lab(emulator, pool_request={"AliasAttributes": ["email"]})
        lab.user(email="alice@example.com", email_verified="true")
        client = SrpClient(lab.pool_id, PASSWORD)
        parameters = begin(lab, client.srp_a, "alice@example.com")
        assert parameters["USERNAME"] == parameters["USER_ID_FOR_SRP"] == "alice"
        responses = client.respond(parameters)
        assert refused(lab, {**responses, "USERNAME": "alice@example.com"}) == GENERIC
        assert respond(lab, responses)["AuthenticationResult"]

    def test_a_proof_is_its_user_s(self, lab: Lab, client: SrpClient) -> None:
        lab.user("bob")
        responses = client.respond(begin(lab, client.srp_a))
        assert refused(lab, {**responses, "USERNAME": "bob"}) == GENERIC

    def test_a_block_is_its_sign_in_s(self, lab: Lab, client: SrpClient) -> None:
        lab.user("bob")
        responses = client.respond(begin(lab, client.srp_a))
        for username in ("alice", "bob"):
            block = begin(lab, client.srp_a, username)["SECRET_BLOCK"]
            assert refused(lab, {**responses, "PASSWORD_CLAIM_SECRET_BLOCK": block}) == GENERIC

    def test_a_block_is_its_client_s(self, lab: Lab, client: SrpClient) -> None:
        responses = client.respond(begin(lab, client.srp_a))
        lab.client_id = lab.client()
        assert refused(lab, responses) == GENERIC

    @pytest.mark.parametrize("times", [0, 1, 2])
    def test_an_a_of_zero_proves_nothing(self, lab: Lab, client: SrpClient, times: int) -> None:
        """It is taken (recorded [sign-in-3]), but its shared number is known without a password."""
        a_public = times * srp.N
        parameters = begin(lab, f"{a_public:x}")
        known = srp.derived(srp.scrambling(a_public, int(parameters["SRP_B"], 16)), 0)
        when, block = stamp(), parameters["SECRET_BLOCK"]
        identity = client.pool_name + "alice"
        signature = srp.signature(known, identity, b64decode(block), when)
        responses = {
            "USERNAME": "alice",
            "TIMESTAMP": when,
            "PASSWORD_CLAIM_SECRET_BLOCK": block,
            "PASSWORD_CLAIM_SIGNATURE": b64encode(signature).decode(),
        }
        assert refused(lab, responses) == GENERIC


@pytest.mark.parametrize(
    ("operation", "hiding", "error", "text"),
    [
        ("AdminDisableUser", "LEGACY", errors.NotAuthorizedException, "User is disabled."),
        ("AdminDisableUser", "ENABLED", errors.NotAuthorizedException, "User is disabled."),
        (
            "AdminResetUserPassword",
            "LEGACY",
            errors.PasswordResetRequiredException,
            "Password reset required for the user",
        ),
        ("AdminResetUserPassword", "ENABLED", errors.NotAuthorizedException, GENERIC),
        ("AdminDeleteUser", "LEGACY", errors.NotAuthorizedException, GENERIC),
        ("AdminDeleteUser", "ENABLED", errors.NotAuthorizedException, GENERIC),
    ],
)
def test_what_happens_between_the_two_requests(
    lab: Lab, operation: str, hiding: str, error: type[errors.CognitoError], text: str
) -> None:
    """A right proof does not let in whoever may not go on by then."""
    lab.user(email="alice@example.com", email_verified="true")
    lab.client_id = lab.client(PreventUserExistenceErrors=hiding)
    client = SrpClient(lab.pool_id, PASSWORD)
    responses = client.respond(begin(lab, client.srp_a))
    lab.call(operation, UserPoolId=lab.pool_id, Username="alice")
    assert lab.refused("RespondToAuthChallenge", error, **request(lab, responses)) == text


class TestTemporaryPasswords:
    def test_wrong(self, lab: Lab) -> None:
        lab.invited("alice")
        client = SrpClient(lab.pool_id, "Wrong-Horse1")
        assert refused(lab, client.respond(begin(lab, client.srp_a))) == GENERIC

    def test_too_old(self, lab: Lab) -> None:
        lab.invited("alice")
        lab.emulator.clock.shift(days=7)
        client = SrpClient(lab.pool_id, PASSWORD)
        assert refused(lab, client.respond(begin(lab, client.srp_a))) == (
            "Temporary password has expired and must be reset by an administrator."
        )


def test_both_requests_need_the_secret_hash(lab: Lab) -> None:
    """Each over the name that it gives itself."""
    lab.user(email="alice@example.com")
    made = lab.call(
        "CreateUserPoolClient",
        UserPoolId=lab.pool_id,
        ClientName="secret",
        GenerateSecret=True,
        ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )["UserPoolClient"]
    lab.client_id = made["ClientId"]
    hashed = secret_hash(made["ClientSecret"], "alice", lab.client_id)
    client = SrpClient(lab.pool_id, PASSWORD)
    responses = client.respond(begin(lab, client.srp_a, SECRET_HASH=hashed))
    assert refused(lab, responses) == (
        f"Client {lab.client_id} is configured with secret but SECRET_HASH was not received"
    )
    wrong = {**responses, "SECRET_HASH": "nonsense"}
    assert refused(lab, wrong) == f"Unable to verify secret hash for client {lab.client_id}"
    assert respond(lab, {**responses, "SECRET_HASH": hashed})["AuthenticationResult"]

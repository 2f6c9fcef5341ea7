"""The stand-in as OpenID provider, with Authlib as the application."""

from __future__ import annotations

import json
from typing import Any, get_args

import httpx2
import jwt
import pytest
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt as jose
from joserfc.jwk import KeySet

from cognito_emulator.idp import authorization
from cognito_emulator.idp.authorization import UntrustedClient, WishError
from cognito_emulator.idp.behaviours import BEHAVIOURS, OF_SAML, Behaviour
from cognito_emulator.idp.exchange import NoAnswer, request_to
from cognito_emulator.idp.people import PeopleInMemory, Person
from cognito_emulator.idp.provider import Client
from cognito_emulator.idp.spending import MOST, SpendingInMemory
from tests.idp.playing import (
    ADA,
    BACK,
    CHALLENGE,
    CLIENT,
    NOW,
    VERIFIER,
    Playing,
    header,
    query,
    read,
)

OPENID = "openid profile email phone offline_access"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def playing() -> Playing:
    return Playing()


def claims(playing: Playing, id_token: str) -> dict[str, Any]:
    """What an ID token says, as PyJWT verifies it."""
    [key] = jwt.PyJWKSet.from_dict(read(playing.ask("GET", "/jwks"))).keys
    options: Any = {"verify_exp": False, "verify_iat": False}
    issuer = read(playing.ask("GET", "/.well-known/openid-configuration"))["issuer"]
    found: dict[str, Any] = jwt.decode(
        id_token, key.key, ["RS256"], options, audience=CLIENT, issuer=issuer
    )
    return found


class TestAuthlib:
    """An application that finds all it needs by discovery."""

    @pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
    def test_signs_somebody_in(self, method: str) -> None:
        playing = Playing(clients={CLIENT: Client(secret="s:e c%ret")})
        with httpx2.Client(transport=playing.transport()) as plain:
            metadata = plain.get(f"{playing.base_url}/.well-known/openid-configuration").json()
            keys = plain.get(metadata["jwks_uri"]).json()
        with OAuth2Client(
            CLIENT,
            "s:e c%ret",
            scope=OPENID,
            redirect_uri=BACK,
            code_challenge_method="S256",
            token_endpoint_auth_method=method,
            transport=playing.transport(),
        ) as app:
            url, state = app.create_authorization_url(
                metadata["authorization_endpoint"], code_verifier=VERIFIER, nonce="a-nonce"
            )
            delivery = authorization.allowed(
                playing.provider, playing.wish_at(url), ADA, playing.now
            )
            token = app.fetch_token(
                metadata["token_endpoint"],
                authorization_response=delivery.url,
                code_verifier=VERIFIER,
                state=state,
            )
            profile = app.get(metadata["userinfo_endpoint"]).json()
            renewed = app.refresh_token(metadata["token_endpoint"])
        said = jose.decode(token["id_token"], KeySet.import_key_set(keys), ["RS256"]).claims
        jose.JWTClaimsRegistry(
            now=int(playing.now),
            iss={"essential": True, "value": metadata["issuer"]},
            aud={"essential": True, "value": CLIENT},
            nonce={"essential": True, "value": "a-nonce"},
        ).validate(said)

        assert said["sub"] == profile["sub"] == ADA.subject
        assert said["email"] == profile["email"] == "ada@example.com"
        assert "nonce" not in claims(playing, renewed["id_token"])


class TestDiscovery:
    def test_names_what_is_there(self, playing: Playing) -> None:
        found = read(playing.ask("GET", "/.well-known/openid-configuration"))

        assert found["issuer"] == playing.base_url
        for name in ("token_endpoint", "userinfo_endpoint", "jwks_uri"):
            path = found[name].removeprefix(playing.base_url)
            answer = playing.ask("GET", path)
            assert not isinstance(answer, NoAnswer)
            assert answer.status != 404, name

    def test_keys_have_no_private_half(self, playing: Playing) -> None:
        [key] = read(playing.ask("GET", "/jwks"))["keys"]

        assert set(key) == {"kid", "use", "alg", "kty", "n", "e"}

    def test_pages_of_any_origin_may_ask(self, playing: Playing) -> None:
        answer = playing.ask("OPTIONS", "/userinfo", origin="http://localhost:3000")

        assert header(answer, "Access-Control-Allow-Origin") == "*"
        assert "Authorization" in header(answer, "Access-Control-Allow-Headers")

    def test_what_is_not_there_names_the_nearest(self, playing: Playing) -> None:
        said = read(playing.ask("GET", "/userInfos"), 404)

        assert (
            said["error_description"] == "corp has nothing at /userInfos; the nearest is /userinfo."
        )

    def test_another_method_is_refused(self, playing: Playing) -> None:
        answer = playing.ask("GET", "/token")

        assert read(answer, 405)["error_description"] == "/token takes POST, not GET."
        assert header(answer, "Allow") == "POST"


class TestAuthorization:
    def test_the_answer_keeps_the_query_of_the_redirect_uri(self, playing: Playing) -> None:
        delivery = playing.allow(
            redirect_uri="https://app.example.com/?tenant=a%20b", state="a b&c"
        )

        assert delivery.url.startswith("https://app.example.com/?tenant=a%20b&code=")
        assert query(delivery.url)["state"] == "a b&c"
        assert header(delivery.answer(), "Location") == delivery.url

    def test_a_form_is_sent_where_it_was_wished(self, playing: Playing) -> None:
        delivery = playing.allow(response_mode="form_post", state='"><script>')
        answer = delivery.answer()

        assert answer.status == 200
        assert b'action="https://app.example.com/callback"' in answer.body
        assert b'name="state" value="&quot;&gt;&lt;script&gt;"' in answer.body
        assert "script-src 'sha256-" in header(answer, "Content-Security-Policy")

    def test_a_fragment_is_sent_where_it_was_wished(self, playing: Playing) -> None:
        delivery = playing.allow(response_mode="fragment")

        assert delivery.url.startswith(f"{BACK}#code=")

    def test_parameters_may_come_by_post(self, playing: Playing) -> None:
        body = f"client_id={CLIENT}&redirect_uri={BACK}&response_type=code&scope=openid".encode()
        request = request_to(
            playing.base_url,
            "POST",
            f"{playing.base_url}/authorize",
            playing.now,
            headers={"Content-Type": FORM},
            body=body,
        )

        assert authorization.read(playing.provider, request).scopes == ("openid",)

    def test_a_refusal_is_told(self, playing: Playing) -> None:
        delivery = authorization.refused(playing.provider, playing.wish())

        assert query(delivery.url) == {
            "error": "access_denied",
            "error_description": "The user refused.",
            "state": "a-state",
        }

    @pytest.mark.parametrize(
        ("wrong", "error", "sentence"),
        [
            ({"response_type": None}, "invalid_request", "The request has no response_type."),
            (
                {"response_type": "token"},
                "unsupported_response_type",
                "The response_type token is not supported: use code.",
            ),
            (
                {"response_mode": "pigeon"},
                "invalid_request",
                "The response_mode pigeon is not supported: use query, form_post, fragment.",
            ),
            (
                {"code_challenge_method": "s256"},
                "invalid_request",
                "The code_challenge_method s256 is not supported: use S256, plain.",
            ),
            ({"prompt": "none"}, "login_required", "Nobody is signed in."),
            (
                {"prompt": "none login"},
                "invalid_request",
                "prompt cannot have none beside others.",
            ),
            (
                {"request": "ey"},
                "request_not_supported",
                "The parameter request is not supported.",
            ),
            (
                {"request_uri": "urn:x"},
                "request_uri_not_supported",
                "The parameter request_uri is not supported.",
            ),
        ],
    )
    def test_mistakes_are_told_to_the_client(
        self, playing: Playing, wrong: dict[str, str | None], error: str, sentence: str
    ) -> None:
        with pytest.raises(WishError) as raised:
            playing.wish(**wrong)
        told = authorization.failed(playing.provider, raised.value)

        assert query(told.url) == {
            "error": error,
            "error_description": sentence,
            "state": "a-state",
        }

    def test_a_mistake_is_told_in_the_mode_that_was_wished(self, playing: Playing) -> None:
        with pytest.raises(WishError) as raised:
            playing.wish(response_mode="form_post", prompt="none", state=None)

        told = authorization.failed(playing.provider, raised.value)
        assert told.mode == "form_post"
        assert "state" not in told.parameters

    def test_a_parameter_that_comes_twice_is_a_mistake(self, playing: Playing) -> None:
        with pytest.raises(WishError, match="The parameter scope was sent more than once"):
            playing.wish_at(
                f"{playing.base_url}/authorize?client_id={CLIENT}&redirect_uri={BACK}"
                "&response_type=code&scope=openid&scope=email"
            )

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"client_id": None}, "The request has no client_id."),
            ({"client_id": "an-ap"}, "There is no client an-ap; the nearest is an-app."),
            ({"redirect_uri": None}, "The request has no redirect_uri."),
            ({"redirect_uri": "/here"}, "The redirect_uri /here is no absolute URL."),
            (
                {"redirect_uri": "javascript:alert(1)"},
                "The redirect_uri javascript:alert(1) is no absolute URL.",
            ),
            ({"redirect_uri": "https:///x"}, "The redirect_uri https:///x has no host."),
            ({"redirect_uri": "http://[x"}, "The redirect_uri http://[x has no host."),
            ({"redirect_uri": f"{BACK}#x"}, f"The redirect_uri {BACK}#x has a fragment."),
            (
                {"redirect_uri": f"{BACK}s"},
                f"The redirect_uri {BACK}s is not registered; the nearest are {BACK}, {BACK}#x.",
            ),
        ],
    )
    def test_nothing_is_sent_where_it_may_not_go(
        self, wrong: dict[str, str | None], sentence: str
    ) -> None:
        registered = (BACK, "javascript:alert(1)", "https:///x", "http://[x", "/here", f"{BACK}#x")
        playing = Playing(clients={CLIENT: Client(redirect_uris=registered)})

        with pytest.raises(UntrustedClient) as raised:
            playing.wish(**wrong)
        assert str(raised.value) == sentence

    def test_an_app_on_a_phone_has_a_scheme_of_its_own(self, playing: Playing) -> None:
        assert playing.allow(redirect_uri="myapp://done").url.startswith("myapp://done?code=")


class TestTokens:
    def test_an_id_token_says_who_signed_in(self, playing: Playing) -> None:
        tokens = playing.tokens(scope="openid email", nonce="n")

        assert tokens["token_type"] == "Bearer"
        assert "refresh_token" not in tokens
        said = claims(playing, tokens["id_token"])
        assert said == {
            "email": "ada@example.com",
            "email_verified": True,
            "groups": ["admins", "staff"],
            "iss": playing.base_url,
            "aud": CLIENT,
            "sub": "ada-1",
            "iat": int(playing.now),
            "exp": int(playing.now) + 3600,
            "at_hash": said["at_hash"],
            "nonce": "n",
            "auth_time": int(playing.now),
        }

    def test_without_openid_there_is_no_id_token(self, playing: Playing) -> None:
        assert "id_token" not in playing.tokens(scope="email")

    def test_claims_of_the_protocol_are_nobodys(self) -> None:
        person = Person(subject="x", claims={"sub": "y", "iss": "z", "aud": "q", "exp": 1})
        playing = Playing(people=PeopleInMemory([person]))
        code = playing.allow(person).parameters["code"]

        said = claims(playing, read(playing.token(code=code))["id_token"])
        assert said["sub"] == "x"

    @pytest.mark.parametrize(
        ("wrong", "error", "sentence"),
        [
            ({"grant_type": None}, "invalid_request", "The request has no grant_type."),
            (
                {"grant_type": "password"},
                "unsupported_grant_type",
                "The grant_type password is not supported.",
            ),
            ({"code": None}, "invalid_request", "The request has no code."),
            ({"code": "nonsense"}, "invalid_grant", "The code is unknown or has expired."),
            (
                {"redirect_uri": "https://app.example.com/other"},
                "invalid_grant",
                f"The redirect_uri is not the one that the code was sent to: {BACK}",
            ),
            (
                {"client_id": "another"},
                "invalid_grant",
                "The code was given to another client.",
            ),
            ({"code_verifier": None}, "invalid_grant", "The request has no code_verifier."),
            (
                {"code_verifier": "x" * 43},
                "invalid_grant",
                "The code_verifier does not fit the code_challenge.",
            ),
        ],
    )
    def test_what_does_not_fit_the_code(
        self, playing: Playing, wrong: dict[str, str | None], error: str, sentence: str
    ) -> None:
        code = playing.code(code_challenge=CHALLENGE, code_challenge_method="S256")
        form: dict[str, str | None] = {"code": code, "code_verifier": VERIFIER, **wrong}

        answer = playing.token(**form)

        assert read(answer, 400) == {"error": error, "error_description": sentence}
        assert header(answer, "Cache-Control") == "no-store"

    def test_a_plain_challenge_is_its_verifier(self, playing: Playing) -> None:
        code = playing.code(code_challenge=VERIFIER)

        assert "access_token" in read(playing.token(code=code, code_verifier=VERIFIER))

    def test_a_verifier_without_a_challenge_is_refused(self, playing: Playing) -> None:
        said = read(playing.token(code=playing.code(), code_verifier=VERIFIER), 400)

        assert (
            said["error_description"]
            == "There is a code_verifier, but there was no code_challenge."
        )

    def test_a_code_is_used_once(self, playing: Playing) -> None:
        code = playing.code()
        read(playing.token(code=code))

        assert read(playing.token(code=code), 400)["error_description"] == (
            "The code was already used."
        )

    def test_a_code_lives_ten_minutes(self, playing: Playing) -> None:
        code = playing.code()
        playing.later(601)

        assert read(playing.token(code=code), 400)["error"] == "invalid_grant"

    def test_a_code_of_somebody_who_was_removed_is_worth_nothing(self, playing: Playing) -> None:
        code = playing.code()
        playing.people.remove(ADA.subject)

        assert read(playing.token(code=code), 400)["error"] == "invalid_grant"

    def test_another_provider_takes_no_code_of_this_one(self, playing: Playing) -> None:
        other = Playing()
        object.__setattr__(other.provider, "realm", "elsewhere")

        assert read(other.token(code=playing.code()), 400)["error"] == "invalid_grant"

    def test_a_code_is_no_token(self, playing: Playing) -> None:
        answer = playing.ask("GET", "/userinfo", authorization=f"Bearer {playing.code()}")

        assert "invalid_token" in header(answer, "WWW-Authenticate")

    def test_a_parameter_that_comes_twice_is_a_mistake(self, playing: Playing) -> None:
        body = b"grant_type=authorization_code&code=a&code=b"
        url = f"{playing.base_url}/token"
        headers = {"content-type": FORM}
        request = request_to(playing.base_url, "POST", url, playing.now, headers=headers, body=body)

        said = read(playing.asked(request), 400)
        assert said["error_description"] == "The parameter code was sent more than once."


class TestRefreshing:
    def test_brings_new_tokens_for_fewer_scopes(self, playing: Playing) -> None:
        tokens = playing.tokens(scope=OPENID, nonce="n")
        playing.later(7200)
        form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}

        renewed = read(playing.token(**form, redirect_uri=None, scope="openid email"))

        said = claims(playing, renewed["id_token"])
        assert (said["sub"], said["auth_time"], said["iat"] - said["auth_time"]) == (
            "ada-1",
            int(playing.now) - 7200,
            7200,
        )
        assert "name" not in said
        assert "nonce" not in said

    @pytest.mark.parametrize(
        ("wrong", "error"),
        [
            ({"refresh_token": None}, "invalid_request"),
            ({"refresh_token": "nonsense"}, "invalid_grant"),
            ({"client_id": "another"}, "invalid_grant"),
            ({"scope": "openid address"}, "invalid_scope"),
        ],
    )
    def test_what_is_refused(
        self, playing: Playing, wrong: dict[str, str | None], error: str
    ) -> None:
        token = playing.tokens(scope=OPENID)["refresh_token"]
        form: dict[str, str | None] = {
            "grant_type": "refresh_token",
            "refresh_token": token,
            **wrong,
        }

        assert read(playing.token(**form), 400)["error"] == error


class TestClients:
    @pytest.mark.parametrize(
        ("form", "headers", "status", "sentence"),
        [
            ({"client_id": None}, {}, 401, "The request has no client_id."),
            ({"client_id": "another"}, {}, 401, "There is no client another."),
            ({}, {}, 401, "The request has no client_secret."),
            ({"client_secret": "wrong"}, {}, 401, "The client_secret is wrong."),
            (
                {"client_secret": "secret"},
                {"authorization": "Basic YW4tYXBwOnNlY3JldA=="},
                400,
                "There is a client_secret in the header and another in the body: send one.",
            ),
            (
                {},
                {"authorization": "Basic ???"},
                400,
                "The header Authorization cannot be read.",
            ),
            (
                {},
                {"authorization": "Basic YW4tYXBw"},
                400,
                "The header Authorization cannot be read.",
            ),
        ],
    )
    def test_who_is_not_let_in(
        self, form: dict[str, str | None], headers: dict[str, str], status: int, sentence: str
    ) -> None:
        playing = Playing(clients={CLIENT: Client(secret="secret")})

        answer = playing.token(headers, code=playing.code(), **form)

        assert read(answer, status)["error_description"] == sentence
        if status == 401:
            assert header(answer, "WWW-Authenticate").startswith("Basic ")

    def test_any_client_is_let_in_unless_some_are_named(self, playing: Playing) -> None:
        code = playing.code(client_id="whoever")

        assert "access_token" in read(
            playing.token(code=code, client_id="whoever", client_secret="whatever")
        )

    def test_a_client_without_a_secret_needs_none(self) -> None:
        playing = Playing(clients={CLIENT: Client()})

        assert "access_token" in playing.tokens()


class TestUserInfo:
    def test_says_what_the_scopes_allow(self, playing: Playing) -> None:
        token = playing.tokens(scope="openid phone")["access_token"]

        for answer in (
            playing.ask("GET", "/userinfo", authorization=f"Bearer {token}"),
            playing.ask("POST", "/userinfo", authorization=f"bearer {token}"),
            playing.ask("POST", "/userinfo", {"access_token": token}),
        ):
            assert read(answer) == {
                "sub": "ada-1",
                "phone_number": "+12025550100",
                "groups": ["admins", "staff"],
            }

    def test_nobody_is_told_without_a_token(self, playing: Playing) -> None:
        answer = playing.ask("GET", "/userinfo")

        assert header(answer, "WWW-Authenticate") == "Bearer"

    def test_a_token_lives_an_hour(self, playing: Playing) -> None:
        token = playing.tokens()["access_token"]
        playing.later(3601)
        answer = playing.ask("GET", "/userinfo", authorization=f"Bearer {token}")

        assert 'error="invalid_token"' in header(answer, "WWW-Authenticate")


class TestBehaviours:
    """What an application has to withstand, as PyJWT and HTTP see it."""

    def test_each_is_described(self) -> None:
        assert {"", *BEHAVIOURS, *OF_SAML} == set(get_args(Behaviour))

    @pytest.mark.parametrize(
        ("behaviour", "refusal"),
        [
            ("wrong-issuer", jwt.InvalidIssuerError),
            ("wrong-audience", jwt.InvalidAudienceError),
            ("unsigned", jwt.InvalidAlgorithmError),
            ("foreign-key", jwt.InvalidSignatureError),
            ("unknown-key", jwt.InvalidSignatureError),
        ],
    )
    def test_id_tokens_that_must_be_refused(
        self, playing: Playing, behaviour: Behaviour, refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            claims(playing, playing.tokens(behaviour)["id_token"])

    def test_only_the_one_key_names_itself_wrongly(self, playing: Playing) -> None:
        kids = {
            behaviour: jwt.get_unverified_header(playing.tokens(behaviour)["id_token"])["kid"]
            for behaviour in ("", "foreign-key", "unknown-key")
        }

        assert kids["foreign-key"] == kids[""]
        assert kids["unknown-key"] != kids[""]

    def test_a_token_that_has_expired(self, playing: Playing) -> None:
        said = claims(playing, playing.tokens("expired")["id_token"])

        assert said["iat"] < said["exp"] < playing.now

    def test_a_nonce_of_another_sign_in(self, playing: Playing) -> None:
        assert claims(playing, playing.tokens("wrong-nonce", nonce="n")["id_token"])["nonce"] != "n"

    def test_no_id_token(self, playing: Playing) -> None:
        assert "id_token" not in playing.tokens("no-id-token")

    def test_no_address(self, playing: Playing) -> None:
        tokens = playing.tokens("no-email")
        profile = read(
            playing.ask("GET", "/userinfo", authorization=f"Bearer {tokens['access_token']}")
        )

        assert "email" not in claims(playing, tokens["id_token"])
        assert not {"email", "email_verified"} & set(profile)

    @pytest.mark.parametrize(
        ("behaviour", "status"),
        [("token-error", 400), ("token-server-error", 500), ("token-garbage", 200)],
    )
    def test_a_token_endpoint_that_fails(
        self, playing: Playing, behaviour: Behaviour, status: int
    ) -> None:
        answer = playing.token(code=playing.code(behaviour))

        assert answer.status == status
        if behaviour == "token-error":
            assert read(answer, 400)["error"] == "invalid_grant"
        else:
            with pytest.raises(json.JSONDecodeError):
                json.loads(answer.body)

    @pytest.mark.parametrize(
        ("behaviour", "status"), [("userinfo-error", 500), ("userinfo-garbage", 200)]
    )
    def test_a_profile_that_cannot_be_read(
        self, playing: Playing, behaviour: Behaviour, status: int
    ) -> None:
        token = playing.tokens(behaviour)["access_token"]
        answer = playing.ask("GET", "/userinfo", authorization=f"Bearer {token}")

        assert not isinstance(answer, NoAnswer)
        assert answer.status == status
        with pytest.raises(json.JSONDecodeError):
            json.loads(answer.body)

    def test_a_profile_of_somebody_else(self, playing: Playing) -> None:
        tokens = playing.tokens("userinfo-other-sub")
        answer = playing.ask("GET", "/userinfo", authorization=f"Bearer {tokens['access_token']}")

        assert read(answer)["sub"] != claims(playing, tokens["id_token"])["sub"]

    def test_endpoints_that_keep_their_client_waiting(self, playing: Playing) -> None:
        token = playing.tokens("userinfo-timeout")["access_token"]
        code = playing.code("token-timeout")
        with httpx2.Client(transport=playing.transport()) as app:
            with pytest.raises(httpx2.ReadTimeout):
                app.get(
                    f"{playing.base_url}/userinfo", headers={"authorization": f"Bearer {token}"}
                )
            with pytest.raises(httpx2.ReadTimeout):
                app.post(
                    f"{playing.base_url}/token",
                    data={
                        "grant_type": "authorization_code",
                        "client_id": CLIENT,
                        "redirect_uri": BACK,
                        "code": code,
                    },
                )


class TestPeople:
    def test_are_the_same_for_the_same_seed(self, playing: Playing) -> None:
        kind = playing.provider.kind

        assert kind.invent("corp 1") == kind.invent("corp 1")
        assert kind.invent("corp 1").subject != kind.invent("corp 2").subject

    def test_a_client_is_known_to_whom_it_was_introduced(self, playing: Playing) -> None:
        playing.allow()
        playing.allow()

        found = playing.people.find(ADA.subject)
        assert found is not None
        assert found.known_to == (CLIENT,)

    @pytest.mark.parametrize(
        ("claims", "label"),
        [
            ({"name": "Ada Park", "email": "a@example.com"}, "Ada Park"),
            ({"given_name": "Ada", "family_name": "Park"}, "Ada Park"),
            ({"email": "a@example.com"}, "a@example.com"),
            ({}, "x"),
        ],
    )
    def test_have_a_label(self, claims: dict[str, Any], label: str) -> None:
        assert Person(subject="x", claims=claims).label == label

    @pytest.mark.parametrize(
        ("hint", "meant"), [("ADA@example.com", True), ("ada-1", True), ("ada", False)]
    )
    def test_are_meant_by_a_hint(self, hint: str, meant: bool) -> None:  # noqa: FBT001 - a column
        assert ADA.answers_to(hint) is meant


def test_a_limited_number_of_codes_is_remembered() -> None:
    spending = SpendingInMemory()
    assert all(spending.spend(str(number), NOW) for number in range(MOST + 1))
    assert not spending.spend("1", NOW)
    assert spending.spend("0", NOW)

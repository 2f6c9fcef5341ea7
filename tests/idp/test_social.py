"""The social providers: what each sends, and what it wants, as their real ones do."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import jwt
import pytest
from authlib.integrations.httpx_client import OAuth2Client
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from cognito_emulator import base64url
from cognito_emulator.idp import authorization
from cognito_emulator.idp.authorization import WishError
from cognito_emulator.idp.exchange import Answer
from cognito_emulator.idp.kinds import KINDS
from cognito_emulator.idp.people import PeopleInMemory, Person
from cognito_emulator.idp.provider import AppleKey, Client
from tests.idp.playing import ADA, BACK, CLIENT, NOW, Playing, header, query, read
from tests.table import table

FULL = Person(
    subject="full",
    claims={
        **ADA.claims,
        "nickname": "Addie",
        "picture": "https://example.com/ada.jpg",
        "website": "https://example.com/",
        "gender": "female",
        "birthdate": "1990-02-28",
        "locale": "en-US",
        "address": {"locality": "Springfield", "postal_code": "62701", "country": "USA"},
        "employer": "Example",
    },
)
SCOPES = {
    "Google": "openid email profile",
    "Facebook": "public_profile,email",
    "LoginWithAmazon": "profile postal_code",
    "SignInWithApple": "name email",
}
KEY = ec.generate_private_key(ec.SECP256R1())
PUBLIC = (
    KEY.public_key()
    .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    .decode()
)
APPLE = AppleKey(team_id="TEAM000001", key_id="KEY0000001", public_key=PUBLIC)


def played(kind: str, **more: Any) -> Playing:
    return Playing(kind, people=PeopleInMemory([FULL]), **more)


def apple_secret(key: Any = KEY, /, kid: str = APPLE.key_id, **claims: Any) -> str:
    usual = {
        "iss": APPLE.team_id,
        "iat": int(NOW),
        "exp": int(NOW) + 300,
        "aud": "https://appleid.apple.com",
        "sub": CLIENT,
    }
    return jwt.encode({**usual, **claims}, key, "ES256", {"kid": kid})


def secret_of(kind: str) -> str | None:
    return apple_secret() if kind == "SignInWithApple" else "a-secret"


def mode_of(kind: str) -> str | None:
    return "form_post" if kind == "SignInWithApple" else None


def tokens(playing: Playing, **parameters: str | None) -> dict[str, Any]:
    kind = playing.kind
    wanted = {"scope": SCOPES[kind], "response_mode": mode_of(kind), **parameters}
    code = playing.allow(FULL, **wanted).parameters["code"]
    return read(playing.token(code=code, client_secret=secret_of(kind)))


def id_token(playing: Playing, token: str) -> dict[str, Any]:
    [key] = jwt.PyJWKSet.from_dict(read(playing.ask("GET", "/jwks"))).keys
    found: dict[str, Any] = jwt.decode(
        token, key.key, ["RS256"], {"verify_iat": False}, audience=CLIENT
    )
    return found


def profile(playing: Playing, path: str, status: int = 200, **parameters: str) -> dict[str, Any]:
    bearer = f"Bearer {tokens(playing, **parameters)['access_token']}"
    return read(playing.ask("GET", path, authorization=bearer), status)


@table(
    "kind, shape",
    [
        ("OIDC", r"[0-9a-f]{32}"),
        ("Google", r"[1-9][0-9]{20}"),
        ("Facebook", r"[1-9][0-9]{16}"),
        ("LoginWithAmazon", r"amzn1\.account\.[A-Z2-7]{28}"),
        ("SignInWithApple", r"[0-9]{6}\.[0-9a-f]{32}\.[0-9]{4}"),
    ],
)
def test_subjects_have_the_provider_s_shape(kind: str, shape: str) -> None:
    subjects = {KINDS[kind].invent(str(number)).subject for number in range(20)}

    assert len(subjects) == 20
    assert [each for each in subjects if not re.fullmatch(shape, each)] == []


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("Google", [("error", "access_denied"), ("state", "a-state")]),
        (
            "Facebook",
            [
                ("error", "access_denied"),
                ("error_code", "200"),
                ("error_description", "Permissions error"),
                ("error_reason", "user_denied"),
                ("state", "a-state"),
            ],
        ),
        (
            "LoginWithAmazon",
            [
                ("error_description", "Access not permitted."),
                ("state", "a-state"),
                ("error", "access_denied"),
            ],
        ),
        ("SignInWithApple", [("state", "a-state"), ("error", "user_cancelled_authorize")]),
    ],
)
def test_refusals(kind: str, told: list[tuple[str, str]]) -> None:
    playing = played(kind)
    wish = playing.wish(scope=SCOPES[kind], response_mode=mode_of(kind))

    assert [*authorization.refused(playing.provider, wish).parameters.items()] == told


@pytest.mark.parametrize(
    ("kind", "paths"),
    [
        ("Google", ["/o/oauth2/v2/auth", "/oauth2/v4/token", "/v1/people/me", "/oauth2/v3/certs"]),
        ("Facebook", ["/v17.0/dialog/oauth", "/v17.0/oauth/access_token", "/v2.12/me", "/me"]),
        ("LoginWithAmazon", ["/ap/oa", "/auth/o2/token", "/user/profile"]),
        ("SignInWithApple", ["/auth/authorize", "/auth/token", "/auth/keys"]),
    ],
)
def test_the_real_ones_paths_lead_there_too(kind: str, paths: list[str]) -> None:
    endpoints = KINDS[kind].endpoints.values()

    for path in paths:
        assert [each for each in endpoints if each.is_at(path)], path


@pytest.mark.parametrize("kind", ["Facebook", "LoginWithAmazon"])
def test_some_speak_no_openid(kind: str) -> None:
    playing = played(kind)

    assert "id_token" not in tokens(playing, scope=f"openid {SCOPES[kind]}")
    assert isinstance(answer := playing.ask("GET", "/.well-known/openid-configuration"), Answer)
    assert answer.status == 404


@pytest.mark.parametrize("kind", ["Google", "SignInWithApple"])
def test_discovery_names_only_what_is_there(kind: str) -> None:
    playing = played(kind)
    found = read(playing.ask("GET", "/.well-known/openid-configuration"))

    assert found["issuer"] == KINDS[kind].issuer
    assert ("userinfo_endpoint" in found) is (kind == "Google")
    assert found["token_endpoint"] == f"{playing.base_url}/token"


class TestGoogle:
    def test_sends_what_google_sends(self) -> None:
        delivery = played("Google").allow(FULL, scope="openid email profile")

        told = delivery.parameters
        assert [*told] == ["state", "iss", "code", "scope", "authuser", "prompt"]
        assert told["code"].startswith("4/0")
        assert "code=4%2F0" in delivery.url
        assert told["scope"] == (
            "openid email profile https://www.googleapis.com/auth/userinfo.email"
            " https://www.googleapis.com/auth/userinfo.profile"
        )

    def test_an_id_token_is_google_s(self) -> None:
        playing = played("Google")
        found = tokens(playing)

        said = id_token(playing, found["id_token"])
        assert (said["iss"], said["azp"]) == ("https://accounts.google.com", CLIENT)
        assert (said["email"], said["email_verified"]) == ("ada@example.com", True)
        assert found["scope"].split() == [
            "openid",
            "https://www.googleapis.com/auth/userinfo.email",
            "https://www.googleapis.com/auth/userinfo.profile",
        ]
        assert "refresh_token" not in found
        assert tokens(playing, access_type="offline")["refresh_token"].startswith("1//")

    def test_scopes_may_be_spelled_out(self) -> None:
        said = profile(
            played("Google"),
            "/userinfo",
            scope="openid https://www.googleapis.com/auth/userinfo.email",
        )

        assert said["email"] == "ada@example.com"
        assert "name" not in said

    def test_the_people_api_answers_in_lists(self) -> None:
        fields = "names,emailAddresses,birthdays,photos,phoneNumbers,addresses,genders,coverPhotos"
        said = profile(
            played("Google"),
            f"/v1/people/me?personFields={fields}",
            scope="profile email phone address",
        )

        own = {"primary": True, "source": {"type": "PROFILE", "id": "full"}}
        assert said == {
            "resourceName": "people/full",
            "etag": said["etag"],
            "names": [
                {
                    "metadata": own,
                    "displayName": "Ada Park",
                    "familyName": "Park",
                    "givenName": "Ada",
                }
            ],
            "emailAddresses": [{"metadata": {**own, "verified": True}, "value": "ada@example.com"}],
            "birthdays": [{"metadata": own, "date": {"year": 1990, "month": 2, "day": 28}}],
            "photos": [{"metadata": own, "url": "https://example.com/ada.jpg"}],
            "phoneNumbers": [{"metadata": own, "value": "+12025550100"}],
            "addresses": [
                {
                    "metadata": own,
                    "city": "Springfield",
                    "postalCode": "62701",
                    "country": "USA",
                }
            ],
            "genders": [{"metadata": own, "value": "female"}],
        }

    def test_who_says_little_has_few_fields(self) -> None:
        person = Person(subject="1", claims={"birthdate": "soon", "address": "here"})
        playing = Playing("Google", people=PeopleInMemory([person]))
        code = playing.allow(person, scope="profile email").parameters["code"]
        bearer = f"Bearer {read(playing.token(code=code))['access_token']}"
        fields = "names,emailAddresses,birthdays,addresses"
        answer = playing.ask("GET", f"/people/me?personFields={fields}", authorization=bearer)

        assert read(answer).keys() == {"resourceName", "etag"}

    @pytest.mark.parametrize(
        ("mask", "sentence"),
        [
            ("", "personFields mask is required."),
            ("names,email", 'Invalid personFields mask path: "email".'),
        ],
    )
    def test_masks_that_are_none(self, mask: str, sentence: str) -> None:
        said = profile(played("Google"), f"/people/me?personFields={mask}", 400)

        assert said["error"] == {"code": 400, "message": sentence, "status": "INVALID_ARGUMENT"}


class TestFacebook:
    def test_the_token_request_may_be_a_get(self) -> None:
        playing = played("Facebook")
        code = playing.allow(FULL, scope="public_profile,email").parameters["code"]
        path = f"/v17.0/oauth/access_token?client_id={CLIENT}&redirect_uri={BACK}&code={code}"

        found = read(playing.ask("GET", path))
        assert [*found] == ["access_token", "token_type", "expires_in"]
        assert found["expires_in"] == 5_183_944
        playing.later(found["expires_in"] - 1)
        said = read(playing.ask("GET", f"/me?access_token={found['access_token']}"))
        assert said == {"name": "Ada Park", "id": "full"}

    def test_the_fragment_is_facebook_s(self) -> None:
        playing = played("Facebook")

        assert playing.allow(FULL).url.endswith("#_=_")
        assert authorization.refused(playing.provider, playing.wish()).url.endswith("#_=_")

    def test_fields_are_those_that_are_asked_for(self) -> None:
        fields = (
            "email,first_name,last_name,birthday,locale,employer,short_name,link,hometown"
            ",picture.type(large){url},id"
        )
        said = profile(played("Facebook"), f"/v17.0/me?fields={fields}")

        assert said == {
            "email": "ada@example.com",
            "first_name": "Ada",
            "last_name": "Park",
            "birthday": "02/28/1990",
            "locale": "en_US",
            "employer": "Example",
            "short_name": "Addie",
            "picture": {
                "data": {
                    "height": 50,
                    "is_silhouette": False,
                    "url": "https://example.com/ada.jpg",
                    "width": 50,
                }
            },
            "id": "full",
        }

    def test_without_the_permission_there_is_no_address(self) -> None:
        said = profile(played("Facebook"), "/me?fields=name,email", scope="public_profile")

        assert said == {"name": "Ada Park", "id": "full"}

    @pytest.mark.parametrize("field", ["given_name", "nothing"])
    def test_a_field_that_is_none(self, field: str) -> None:
        said = profile(played("Facebook"), f"/me?fields=id,{field}", 400)

        assert said["error"]["message"] == (
            f"(#100) Tried accessing nonexisting field ({field}) on node type (User)"
        )

    def test_errors_are_those_of_the_graph_api(self) -> None:
        playing = played("Facebook", clients={CLIENT: Client(secret="s")})
        refused = read(playing.token(code="x", client_secret="t"), 400)

        assert refused["error"]["type"] == "OAuthException"
        assert read(playing.ask("GET", "/me"), 400)["error"]["code"] == 2500
        assert read(playing.ask("GET", "/me?access_token=x"), 400)["error"]["code"] == 190

    def test_a_person_has_a_birthday_only_as_a_date(self) -> None:
        person = Person(subject="1", claims={"birthdate": "soon", "picture": {"data": {}}})
        playing = Playing("Facebook", people=PeopleInMemory([person]))
        code = playing.allow(person).parameters["code"]
        token = read(playing.token(code=code))["access_token"]

        said = read(playing.ask("GET", f"/me?fields=birthday,picture&access_token={token}"))
        assert said == {"picture": {"data": {}}, "id": "1"}

    def test_authlib_is_satisfied(self) -> None:
        playing = played("Facebook")
        with OAuth2Client(
            CLIENT,
            "a-secret",
            scope="public_profile email",
            redirect_uri=BACK,
            token_endpoint_auth_method="client_secret_post",
            transport=playing.transport(),
        ) as app:
            url, state = app.create_authorization_url(f"{playing.base_url}/v17.0/dialog/oauth")
            wish = playing.wish_at(url)
            back = authorization.allowed(playing.provider, wish, FULL, playing.now).url.partition(
                "#"
            )[0]
            app.fetch_token(
                f"{playing.base_url}/v17.0/oauth/access_token",
                authorization_response=back,
                state=state,
            )
            answer: httpx2.Response = app.get(f"{playing.base_url}/v17.0/me?fields=id,name")

        assert answer.json() == {"name": "Ada Park", "id": "full"}


class TestLoginWithAmazon:
    def test_tokens_are_amazon_s(self) -> None:
        found = tokens(played("LoginWithAmazon"))

        assert [*found] == ["token_type", "access_token", "refresh_token", "expires_in"]
        assert found["access_token"].startswith("Atza|")
        assert found["refresh_token"].startswith("Atzr|")

    @pytest.mark.parametrize(
        ("scope", "names"),
        [
            ("profile", {"user_id", "email", "name"}),
            ("profile:user_id", {"user_id"}),
            ("profile postal_code", {"user_id", "email", "name", "postal_code"}),
        ],
    )
    def test_the_profile_is_what_scopes_allow(self, scope: str, names: set[str]) -> None:
        said = profile(played("LoginWithAmazon"), "/user/profile", scope=scope)

        assert said.keys() == names
        assert said.get("postal_code", "62701") == "62701"

    def test_an_address_may_be_kept_back(self) -> None:
        playing = played("LoginWithAmazon")
        code = playing.allow(FULL, "no-email", scope="profile").parameters["code"]
        bearer = f"Bearer {read(playing.token(code=code))['access_token']}"

        assert read(playing.ask("GET", "/userinfo", authorization=bearer)).keys() == {
            "user_id",
            "name",
        }

    def test_without_a_token_nobody_is_told(self) -> None:
        playing = played("LoginWithAmazon")

        assert read(playing.ask("GET", "/user/profile"), 400)["error"] == "invalid_request"
        answer = playing.ask("GET", "/user/profile", authorization="Bearer x")
        assert read(answer, 400)["error"] == "invalid_token"

    def test_what_a_code_is_for_comes_with_it(self) -> None:
        told = played("LoginWithAmazon").allow(FULL, scope="profile").parameters

        assert [*told] == ["code", "scope", "state"]


class TestSignInWithApple:
    def test_a_name_comes_once(self) -> None:
        playing = played("SignInWithApple")
        first, again = (
            playing.allow(FULL, scope="name email", response_mode="form_post") for _ in range(2)
        )

        assert [*first.parameters] == ["state", "code", "user"]
        assert json.loads(first.parameters["user"]) == {
            "name": {"firstName": "Ada", "lastName": "Park"},
            "email": "ada@example.com",
        }
        assert [*again.parameters] == ["state", "code"]
        other = playing.allow(
            FULL, scope="email", response_mode="form_post", client_id="another"
        ).parameters
        assert json.loads(other["user"]) == {"email": "ada@example.com"}

    def test_a_name_never_comes_in_a_url(self) -> None:
        with pytest.raises(WishError, match="response_mode must be form_post"):
            played("SignInWithApple").wish(scope="name")
        told = played("SignInWithApple").allow(FULL, scope=None)

        assert told.mode == "query"
        assert [*told.parameters] == ["state", "code"]

    def test_an_id_token_is_apple_s(self) -> None:
        playing = played("SignInWithApple", clients={CLIENT: Client(apple=APPLE)})
        found = tokens(playing, nonce="n")

        said = id_token(playing, found["id_token"])
        assert said == {
            "email": "ada@example.com",
            "email_verified": True,
            "iss": "https://appleid.apple.com",
            "aud": CLIENT,
            "sub": "full",
            "iat": int(NOW),
            "exp": int(NOW) + 86_400,
            "at_hash": said["at_hash"],
            "nonce": "n",
            "auth_time": int(NOW),
            "nonce_supported": True,
        }
        assert found.keys() == {
            "access_token",
            "token_type",
            "expires_in",
            "refresh_token",
            "id_token",
        }
        assert "email" not in id_token(playing, tokens(playing, scope="name")["id_token"])

    def test_a_hidden_address_is_a_preset(self) -> None:
        claims = KINDS["SignInWithApple"].presets["hidden address"](FULL.claims)

        assert re.fullmatch(r"[0-9a-f]{10}@privaterelay\.appleid\.com", claims["email"])
        assert claims["is_private_email"] is True

    def test_an_id_token_may_come_with_the_code(self) -> None:
        playing = played("SignInWithApple")
        told = playing.allow(
            FULL,
            scope="email",
            response_mode="form_post",
            response_type="id_token code",
        ).parameters

        assert "c_hash" in id_token(playing, told["id_token"])

    @pytest.mark.parametrize(
        ("secret", "sentence"),
        [
            ({}, None),
            ({"kid": "KEY0000002"}, "The kid of the client_secret is KEY0000002, not KEY0000001."),
            ({"iss": "TEAM2"}, "The iss of the client_secret is TEAM2, not TEAM000001."),
            ({"sub": "other"}, "The sub of the client_secret is other, not an-app."),
            (
                {"aud": "https://apple.com"},
                "The aud of the client_secret is https://apple.com, not https://appleid.apple.com.",
            ),
            (
                {"exp": int(NOW)},
                "The client_secret has expired, or lasts for more than six months.",
            ),
            (
                {"exp": int(NOW) + 16_000_000},
                "The client_secret has expired, or lasts for more than six months.",
            ),
            ({"exp": None}, "The client_secret has no exp or no iat."),
            ({"iat": None}, "The client_secret has no exp or no iat."),
        ],
    )
    def test_secrets(self, secret: Mapping[str, Any], sentence: str | None) -> None:
        playing = played("SignInWithApple", clients={CLIENT: Client(apple=APPLE)})
        code = playing.allow(FULL, scope=None).parameters["code"]
        answer = playing.token(code=code, client_secret=apple_secret(**secret))

        if sentence is None:
            assert answer.status == 200
        else:
            assert read(answer, 400) == {"error": "invalid_client", "error_description": sentence}

    @pytest.mark.parametrize(
        "secret",
        [
            "a-secret",
            "",
            apple_secret(ec.generate_private_key(ec.SECP256R1())),
            jwt.encode({"sub": CLIENT}, "x" * 32, "HS256"),
            f"{base64url.encode(b'[' * 100_000)}.e30.AA",
        ],
        ids=["no JWT", "nothing", "of another team", "of another kind", "nested without end"],
    )
    def test_secrets_that_the_team_has_not_signed(self, secret: str) -> None:
        playing = played("SignInWithApple", clients={CLIENT: Client(apple=APPLE)})
        code = playing.allow(FULL, scope=None).parameters["code"]

        said = read(playing.token(code=code, client_secret=secret or None), 400)
        assert said["error"] == "invalid_client"
        assert said["error_description"].startswith("The client_secret is no JWT")

    def test_where_no_key_is_known_only_the_claims_are_looked_at(self) -> None:
        playing = played("SignInWithApple")
        foreign = apple_secret(ec.generate_private_key(ec.SECP256R1()), iss="ANY", kid="ANY")
        code = playing.allow(FULL, scope=None).parameters["code"]

        assert playing.token(code=code, client_secret=foreign).status == 200
        code = playing.allow(FULL, scope=None).parameters["code"]
        wrong = apple_secret(sub="other")
        assert playing.token(code=code, client_secret=wrong).status == 400

    def test_the_form_goes_by_itself(self) -> None:
        answer = (
            played("SignInWithApple").allow(FULL, scope="name", response_mode="form_post").answer()
        )

        assert b'name="user" value="{&quot;name&quot;' in answer.body
        assert header(answer, "Content-Type").startswith("text/html")


def test_facebook_s_answer_is_read_without_its_fragment() -> None:
    url = played("Facebook").allow(FULL).url

    assert query(url)["state"] == "a-state"
    assert dict(parse_qsl(urlsplit(url).fragment)) == {"_": "_"}

"""Whatever comes as the ID token of a provider: nobody comes in whom the provider did not sign."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from math import inf
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from hypothesis import given, settings
from hypothesis import strategies as st

from cognito_emulator import base64url
from cognito_emulator.fetching import Fetch, Fetched, FetchFailure
from cognito_emulator.idp.keys import Key
from tests.idp.playing import KEYS
from tests.properties import examples
from tests.table import table
from tests.web.federated import REGISTERED, FederatedHosting
from tests.web.hosting import back

#: Of users that the pool has: their names and attributes.
People = Mapping[str, Mapping[str, str]]


class TamperedHosting(FederatedHosting):
    """A pool whose provider's answers are changed on their way; Ada has been there before.

    Attributes:
        tamper: makes another token of the ID token, or something that is none.
        keys: what comes in place of the published keys, unless it is ``None``.
        tells: whether the provider has a profile beside the ID token.
        right: the ID token as the provider made it last.

    """

    def __init__(self) -> None:
        super().__init__()
        self.tamper: Callable[[str], object] = str
        self.keys: object = None
        self.tells = True
        self.right = ""
        assert "code" in back(self.federated())

    def _fetch(self, wanted: Fetch) -> Fetched | FetchFailure:
        answer = super()._fetch(wanted)
        assert isinstance(answer, Fetched)
        if wanted.url.endswith("/token"):
            content = json.loads(answer.body)
            self.right = content["id_token"]
            content["id_token"] = self.tamper(self.right)
            return answer._replace(body=json.dumps(content).encode())
        if wanted.url.endswith("/jwks") and self.keys is not None:
            return answer._replace(body=json.dumps(self.keys).encode())
        if wanted.url.endswith("/userinfo") and not self.tells:
            return answer._replace(status=500)
        return answer

    @property
    def people(self) -> People:
        """The users of the pool."""
        return {each.username: each.attributes for each in self.emulator.users_of(self.pool_id)}

    def comes_in(self) -> bool:
        """Sign in by the provider; whether the app gets a code, and not an error."""
        answer = self.federated()
        assert answer.status_code == 302, answer.text
        told = back(answer)
        assert ("code" in told) is not ("error" in told)
        return "code" in told


@cache
def hosting() -> TamperedHosting:
    return TamperedHosting()


# --- tokens ---------------------------------------------------------------------------------------

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=12)
    | st.sampled_from(["ada-1", "the-pool", "RS256", 10**400, "x" * 3000, "a\0b", "\ud800"])
)
JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
ALGORITHMS = st.sampled_from(
    [
        *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"),
        *("HS256", "HS384", "HS512", "none", "None", "nOnE", "NONE", "", "rs256", "EdDSA"),
        *("dir", "RSA1_5", "A128KW", " RS256", "RS256\0"),
    ]
)
HEADERS: Mapping[str, st.SearchStrategy[Any]] = {
    "alg": ALGORITHMS | JSON,
    "kid": st.sampled_from(["", "x", KEYS.foreign.kid, "../../dev/null", "' or 1=1"]) | JSON,
    "typ": JSON,
    "jwk": st.just(KEYS.foreign.public) | JSON,
    "jku": st.just("https://evil.example.com/jwks") | JSON,
    "x5c": JSON,
    "x5u": JSON,
    "crit": st.just(["exp"]) | st.just(["b64"]) | JSON,
    "b64": st.booleans() | JSON,
    "zip": st.just("DEF") | JSON,
    "cty": st.just("JWT") | JSON,
}
CLAIMS: Mapping[str, st.SearchStrategy[Any]] = {
    "sub": st.sampled_from(["eve", "", "ada-1 ", "x" * 200, ["ada-1"], 1, None]) | JSON,
    "iss": st.sampled_from(["https://evil.example.com", "", "http://idp.localhost/corp/"]) | JSON,
    "aud": st.sampled_from([["the-pool", "x"], [["the-pool"]], "the-pool-", {"the-pool": 1}])
    | JSON,
    "exp": st.sampled_from([0, -1, "9999999999", True, inf, -inf, 10**400, 1e400]) | JSON,
    "nbf": st.sampled_from([0, 9_999_999_999, "0", False, inf, None]) | JSON,
    "iat": JSON,
    "email": st.sampled_from(["eve@example.com", "x" * 3000, "@", ["a@b.example"]]) | JSON,
    "azp": JSON,
    "nonce": JSON,
    "identities": JSON,
    "cognito:groups": JSON,
}
BITS = [
    "",
    ".",
    "..",
    "=",
    "==",
    "\0",
    " ",
    "\n",
    "é",
    "-_",
    "+/",
    "e30",
    "bnVsbA",
    "W10",
    "W1tbW1s",
]
DEEP = base64url.encode(b'{"a":' + b"[" * 100_000)


def written(parts: Mapping[str, Any]) -> str:
    """A segment of a token; what JSON cannot say is written as other programs do."""
    return base64url.encode(json.dumps(parts).encode())


def read(segment: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(base64url.decode(segment))
    return found


def changes(known: Mapping[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Some members with other values; ``...`` takes one away."""
    pairs = [st.tuples(st.just(name), values | st.just(...)) for name, values in known.items()]
    return st.lists(st.one_of(pairs), max_size=3).map(dict)


def with_changes(segment: str, changed: Mapping[str, Any]) -> str:
    if not changed:
        return segment
    mixed = {**read(segment), **changed}
    return written({name: value for name, value in mixed.items() if value is not ...})


def foreign(key: Key, data: bytes) -> bytes:
    return key.private.sign(data, padding.PKCS1v15(), hashes.SHA256())


def public_texts(key: Key) -> list[bytes]:
    """What everybody knows of a key: who takes it for a secret, takes what anybody has signed."""
    public = key.private.public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    pem, der = (public.public_bytes(each, form) for each in (_PEM, _DER))
    return [pem, pem.rstrip(), der, json.dumps(key.public).encode(), key.public["n"].encode(), b""]


_PEM, _DER = serialization.Encoding.PEM, serialization.Encoding.DER
SIGNERS: list[Callable[[bytes], bytes]] = [
    lambda _: b"",
    lambda _: b"\0" * 256,
    lambda data: sha256(data).digest(),
    lambda data: foreign(KEYS.foreign, data),
    *(
        lambda data, secret=secret: hmac.digest(secret, data, "sha256")
        for secret in public_texts(KEYS.signing)
    ),
]


def forged() -> st.SearchStrategy[Callable[[str], object]]:
    """Other headers and claims, under the signature that was there or somebody else's."""

    def of(
        header: Mapping[str, Any], claims: Mapping[str, Any], sign: Callable[[bytes], bytes] | None
    ) -> Callable[[str], object]:
        def tamper(token: str) -> str:
            head, body, signature = token.split(".")
            data = f"{with_changes(head, header)}.{with_changes(body, claims)}"
            return f"{data}.{signature if sign is None else base64url.encode(sign(data.encode()))}"

        return tamper

    signers = st.none() | st.sampled_from(SIGNERS)
    return st.builds(of, changes(HEADERS), changes(CLAIMS), signers)


def cut() -> st.SearchStrategy[Callable[[str], object]]:
    """The text of the token with other characters somewhere."""

    def of(place: float, gone: int, put: str) -> Callable[[str], object]:
        def tamper(token: str) -> str:
            at = int(place * len(token))
            return token[:at] + put + token[at + gone :]

        return tamper

    put = st.sampled_from(BITS) | st.text(max_size=4)
    return st.builds(of, st.floats(0, 1), st.integers(0, 40), put)


def rearranged() -> st.SearchStrategy[Callable[[str], object]]:
    """Segments in another order, more or fewer of them, and others."""

    def of(places: list[int], others: list[str]) -> Callable[[str], object]:
        def tamper(token: str) -> str:
            segments = [*token.split("."), *others]
            return ".".join(segments[place % len(segments)] for place in places)

        return tamper

    others = st.lists(st.sampled_from([*BITS, DEEP]) | JSON.map(json.dumps).map(_encoded))
    return st.builds(of, st.lists(st.integers(0, 9), max_size=6), others)


def _encoded(text: str) -> str:
    return base64url.encode(text.encode())


def something_else() -> st.SearchStrategy[Callable[[str], object]]:
    return (JSON | st.just(f"{DEEP}.{DEEP}.")).map(lambda value: lambda _token: value)


# --- properties -----------------------------------------------------------------------------------


def require_the_provider_s_word(tamper: Callable[[str], object]) -> None:
    """Whoever comes in by a token that others have made is Ada, as the provider signed it."""
    sent: list[object] = []
    shared, before = hosting(), hosting().people

    def noted(token: str) -> object:
        sent.append(tamper(token))
        return sent[-1]

    shared.tamper, shared.keys, shared.tells = noted, None, True
    came_in = shared.comes_in()

    assert shared.people == before
    if came_in:
        assert str(sent[-1]).rpartition(".")[0] == shared.right.rpartition(".")[0]


FORGERIES = forged() | cut() | rearranged() | something_else()


@settings(max_examples=examples(100))
@given(FORGERIES)
def test_what_others_have_made_lets_nobody_in(tamper: Callable[[str], object]) -> None:
    require_the_provider_s_word(tamper)


@pytest.mark.slow
@settings(max_examples=examples(1500))
@given(FORGERIES)
def test_whatever_others_have_made_lets_nobody_in(tamper: Callable[[str], object]) -> None:
    require_the_provider_s_word(tamper)


def require_what_is_said(claims: Mapping[str, Any]) -> None:
    """Of what the provider has signed, only what is right makes a user, and that one alone."""
    shared, before = hosting(), hosting().people
    said: dict[str, Any] = {}

    def resigned(token: str) -> str:
        head, body, _ = token.split(".")
        said.clear()
        data = f"{head}.{with_changes(body, claims)}"
        said.update(read(data.partition(".")[2]))
        return f"{data}.{base64url.encode(foreign(KEYS.signing, data.encode()))}"

    shared.tamper, shared.keys, shared.tells = resigned, None, False
    came_in = shared.comes_in()

    made = shared.people.keys() - before.keys()
    if not came_in:
        assert shared.people == before
        return
    assert made <= {f"Corp_{said['sub']}"}
    assert said["iss"] == "http://idp.localhost/corp"
    assert "the-pool" in (said["aud"] if isinstance(said["aud"], list) else [said["aud"]])
    assert said["exp"] > shared.emulator.clock.now() - 61
    assert isinstance(said["sub"], str)


@settings(max_examples=examples(100))
@given(changes(CLAIMS))
def test_what_the_provider_says_is_judged(claims: Mapping[str, Any]) -> None:
    require_what_is_said(claims)


@pytest.mark.slow
@settings(max_examples=examples(1000))
@given(changes(CLAIMS))
def test_whatever_the_provider_says_is_judged(claims: Mapping[str, Any]) -> None:
    require_what_is_said(claims)


KEY = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.just(value) | JSON for name, value in KEYS.signing.public.items()},
        "kty": st.sampled_from(["RSA", "EC", "oct", "OKP", ""]) | JSON,
        "crv": st.sampled_from(["P-256", "Ed25519"]) | JSON,
        "k": JSON,
        "d": JSON,
    },
)


@settings(max_examples=examples(100))
@given(JSON | st.fixed_dictionaries({"keys": JSON | st.lists(KEY, max_size=2)}))
def test_whatever_is_published_as_keys_lets_nobody_in_but_ada(keys: Any) -> None:
    shared, before = hosting(), hosting().people
    shared.tamper, shared.keys, shared.tells = str, keys, True

    shared.comes_in()

    assert shared.people == before


HEAD = base64url.encode(b'{"alg":"RS256"}')


@pytest.mark.parametrize(
    "token",
    [
        *("", ".", "..", "...", "a.b.c", f"{HEAD}.e30", f"{HEAD}.e30.", f"{HEAD}.e30.AA.AA"),
        *(f"{DEEP}.e30.AA", f"{HEAD}.{DEEP}.AA", f"{HEAD}.e30.{'A' * 100_000}"),
        *(f"{_encoded(header)}.e30.AA" for header in ("[]", "null", '"RS256"', "1", "{}", "{")),
        *(None, 7, [], {}, True),
    ],
    ids=lambda token: str(token)[:30],
)
def test_what_is_no_token(token: object) -> None:
    require_the_provider_s_word(lambda _: token)


@table("content", ["[]", "null", "1", '"ada-1"', "NaN", '{"exp":NaN}', "", "{"])
def test_what_the_provider_signs_and_is_no_object(content: str) -> None:
    def signed(token: str) -> str:
        data = f"{token.partition('.')[0]}.{_encoded(content)}"
        return f"{data}.{base64url.encode(foreign(KEYS.signing, data.encode()))}"

    shared, before = hosting(), hosting().people
    shared.tamper, shared.keys, shared.tells = signed, None, True

    assert not shared.comes_in()
    assert shared.people == before


def test_a_right_token_lets_ada_in() -> None:
    """Or nothing of the above would say anything."""
    shared = hosting()
    shared.tamper, shared.keys, shared.tells = str, None, True

    assert shared.comes_in()
    assert "Corp_bob" not in shared.people
    require_what_is_said({"sub": "bob"})
    assert "Corp_bob" in shared.people


def test_the_client_s_secret_signs_as_well() -> None:
    """As the service takes it (measured [federation-8]); any other secret does not."""
    shared = hosting()
    secrets = {REGISTERED["client_secret"]: True, "the-pools-secre": False, "": False}
    for secret, right in secrets.items():

        def signed(token: str, secret: str = secret) -> str:
            _, body, _ = token.split(".")
            data = f"{written({'alg': 'HS256'})}.{body}"
            mac = hmac.digest(secret.encode(), data.encode(), "sha256")
            return f"{data}.{base64url.encode(mac)}"

        shared.tamper, shared.keys, shared.tells = signed, None, True
        assert shared.comes_in() is right

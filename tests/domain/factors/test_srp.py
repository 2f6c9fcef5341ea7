"""SRP-6a: a vector computed elsewhere, and the server's half against a client's."""

from __future__ import annotations

import sys
from base64 import b64decode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from cognito_emulator.domain.factors import srp
from cognito_emulator.domain.users.record import private_exponent
from tests.properties import examples
from tests.support import SrpClient

USER = "11111111-2222-4333-8444-555555555555"
POOL = "us-east-1_AbCdEfGhI"
SALT = bytes.fromhex("8ce8291892390f6b53a245933faf6164")
A_PRIVATE = int.from_bytes(sha256(b"a").digest() * 4, "big")
B_PRIVATE = int.from_bytes(sha256(b"b").digest() * 4, "big")
X = "280701203521d604d8fc7c0a00a50eb4996c79a066116b4f7fa1a88180c7fffc"
U = "42b5795e84632844c2a31b067fa90d4e339e1d5fcb14f55c51adaba9d61a5962"
K = "538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6"


def test_vector() -> None:
    """Every intermediate of a sign-in whose client's side pycognito confirmed."""
    assert f"{srp.K:x}" == K
    identity = POOL.split("_")[1] + USER
    x = private_exponent(SALT, identity, "Passw0rd!")
    assert x.hex() == X
    v = srp.verifier(x)
    a_public = pow(2, A_PRIVATE, srp.N)
    b_public = srp.public_value(v, B_PRIVATE)
    assert sha256(f"{a_public:x}".encode()).hexdigest() == (
        "beee990bbc56d44949fcaf8f3f1eb77cc8d1b09d87723a902acbf00d02ab627f"
    )
    assert sha256(f"{b_public:x}".encode()).hexdigest() == (
        "53b7c13dfd44b59fa245985ccb20fcb6d60274250eabd6ab4fa467c17c31efcb"
    )
    assert f"{srp.scrambling(a_public, b_public):x}" == U
    key = srp.session_key(a_public, B_PRIVATE, b_public, v)
    assert key.hex() == "2de8e6082a0e3d25cc93bfc20409079a"
    block = b64decode("c2VjcmV0LWJsb2NrLWJ5dGVz")
    proof = srp.signature(key, identity, block, "Sat Sep 5 15:34:45 UTC 2026")
    assert proof == b64decode("SRVNB5pg2KYq8qCgzKYnr0Z4/drVuDsqxz+SnlXb5s4=")


@pytest.fixture(params=["gmpy2", "Python"], autouse=True)
def arithmetic(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Each test runs with gmpy2, where that is installed, and as if it were not."""
    name: str = request.param
    if name == "gmpy2":
        pytest.importorskip("gmpy2", exc_type=ImportError)
    else:
        monkeypatch.setitem(sys.modules, "gmpy2", None)
    forget()
    yield name
    forget()


def forget() -> None:
    """Forget which arithmetic was chosen, and what it came to."""
    srp._exponentiation.cache_clear()
    srp.verifier.cache_clear()


def test_gmpy2_is_optional(arithmetic: str) -> None:
    assert (srp._exponentiation() is pow) == (arithmetic == "Python")


@given(
    base=st.integers(min_value=0, max_value=1 << 3200),
    exponent=st.integers(min_value=0, max_value=1 << 64),
)
def test_powers(base: int, exponent: int) -> None:
    assert srp.power(base, exponent) == pow(base, exponent, srp.N)


def test_powers_in_several_threads() -> None:
    """gmpy2 computes while other threads run."""
    several = range(1 << 255, (1 << 255) + 24)
    expected = [pow(3, exponent, srp.N) for exponent in several]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda exponent: srp.power(3, exponent), several)) == expected


def test_verifiers_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    first = srp.verifier(b"x" * 32)
    monkeypatch.delattr(srp, "power")
    assert srp.verifier(b"x" * 32) == first


# Powers of 2 below N have every length and every first digit.
exponents = st.integers(min_value=1, max_value=3071) | st.integers(min_value=1, max_value=1 << 256)


@settings(max_examples=examples(40))
@given(
    salt=st.binary(min_size=16, max_size=16).filter(lambda salt: salt[0] != 0),
    password=st.text(min_size=1),
    a=exponents,
    b=exponents,
)
@example(salt=b"\x80" * 16, password="Pässwort-№1", a=3, b=7)  # 8: the top bit of a byte
@example(salt=b"\x0f" * 16, password="👩‍🚀", a=4, b=3070)  # 16: an even number of digits
@example(salt=b"\x7f" * 16, password=" ", a=3068, b=3072)  # an odd number of digits
def test_both_sides_agree(salt: bytes, password: str, a: int, b: int) -> None:
    """Whatever the numbers' lengths and top bits, client and server derive one key."""
    client = SrpClient(POOL, password, a)
    x = private_exponent(salt, client.pool_name + USER, password)
    v = srp.verifier(x)
    b_public = srp.public_value(v, b)
    key = srp.session_key(client.public, b, b_public, v)
    assert client.key(salt.hex(), f"{b_public:x}", USER) == key
    assert srp.client_key(a, b_public, x) == key


@settings(max_examples=examples(15))
@given(right=st.text(min_size=1), wrong=st.text(min_size=1), a=exponents, b=exponents)
def test_the_wrong_password_gives_another_key(right: str, wrong: str, a: int, b: int) -> None:
    assume(right != wrong)
    client = SrpClient(POOL, wrong, a)
    v = srp.verifier(private_exponent(SALT, client.pool_name + USER, right))
    b_public = srp.public_value(v, b)
    assert client.key(SALT.hex(), f"{b_public:x}", USER) != srp.session_key(
        client.public, b, b_public, v
    )


@given(number=st.integers(min_value=0, max_value=1 << 3072))
def test_numbers_are_hashed_in_the_fewest_bytes_with_a_sign(number: int) -> None:
    padded = srp.pad(number)
    assert int.from_bytes(padded, "big", signed=True) == number
    assert len(padded) == 1 or padded[0] != 0 or padded[1] > 0x7F

"""SRP-6a: a vector computed elsewhere, and the server's half against a client's."""

from __future__ import annotations

from base64 import b64decode
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator.domain import passwords, srp
from tests.support import SrpClient

USER = "11111111-2222-4333-8444-555555555555"
POOL = "us-east-1_AbCdEfGhI"
SALT = bytes.fromhex("8ce8291892390f6b53a245933faf6164")
A_PRIVATE = int.from_bytes(sha256(b"a").digest() * 4, "big")
B_PRIVATE = int.from_bytes(sha256(b"b").digest() * 4, "big")
X = "280701203521d604d8fc7c0a00a50eb4996c79a066116b4f7fa1a88180c7fffc"


def test_vector() -> None:
    """Every intermediate of a sign-in whose client's side pycognito confirmed."""
    identity = POOL.split("_")[1] + USER
    x = passwords.private_exponent(SALT, identity, "Passw0rd!")
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
    key = srp.session_key(a_public, B_PRIVATE, b_public, v)
    assert key.hex() == "2de8e6082a0e3d25cc93bfc20409079a"
    block = b64decode("c2VjcmV0LWJsb2NrLWJ5dGVz")
    proof = srp.signature(key, identity, block, "Sat Sep 5 15:34:45 UTC 2026")
    assert proof == b64decode("SRVNB5pg2KYq8qCgzKYnr0Z4/drVuDsqxz+SnlXb5s4=")


@given(
    salt=st.binary(min_size=16, max_size=16).filter(lambda salt: salt[0] != 0),
    password=st.text(min_size=1),
    a=st.integers(min_value=1, max_value=1 << 256),
    b=st.integers(min_value=1, max_value=1 << 256),
)
def test_both_sides_agree(salt: bytes, password: str, a: int, b: int) -> None:
    """Whatever the numbers' lengths and top bits, client and server derive one key."""
    client = SrpClient(POOL, password, a)
    x = passwords.private_exponent(salt, client.pool_name + USER, password)
    v = srp.verifier(x)
    b_public = srp.public_value(v, b)
    assert client.key(salt.hex(), f"{b_public:x}", USER) == srp.session_key(
        client.public, b, b_public, v
    )

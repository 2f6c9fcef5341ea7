"""SRP with numbers of every length: where client and server may differ is how numbers are hashed.

Cognito hashes a number in the fewest bytes that hold it and a sign bit. Who pads it otherwise
agrees most of the time, and fails in one of 16 or of 256 sign-ins. So the numbers are not left to
chance here: of each number that is hashed, each shape is met on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count, cycle

import pytest
from pycognito.aws_srp import AWSSRP

from cognito_emulator import transport
from cognito_emulator.domain import doors
from cognito_emulator.domain.factors import srp
from cognito_emulator.domain.users import directory
from cognito_emulator.ids import Ids
from tests.clients.node import Library
from tests.support import Lab

#: Signs a user in: of a username, a password and the client's private a.
SignIn = Callable[[str, str, int], None]
Check = Callable[[SignIn], None]

#: How many of the leading bits are zero.
SHAPES = {
    "top bit set": range(1),
    "plain": range(1, 4),
    "odd number of digits": range(4, 8),
    "a byte short": range(8, 256),
}

#: Each shape of each number twice. But an S that is a byte short is left to chance: to find one
#: takes hundreds of exponentiations.
CASES = [
    {name: shapes[(row + turn * place) % 4] for place, name in enumerate(("A", "B", "u", "S"))}
    for shapes in [list(SHAPES)]
    for turn in (1, -1)
    for row in range(4)
]

PASSWORDS = (
    "Correct-Horse1",
    "Pässwort-№1",
    "Пароль-1aZ",
    "Pa55 : word",
    "Aa1-👩‍🚀👩‍🚀",
    "Zz0-" * 60,
)


@dataclass(frozen=True, slots=True)
class Draw:
    """The random numbers of both sides of a sign-in, and the public ones that follow."""

    a: int
    b: int
    a_public: int
    b_public: int


def draw(x: int, wanted: Mapping[str, str]) -> Draw:
    """Draw so that the numbers of a sign-in have the shapes that are wanted of them.

    As the group's generator is 2, one power after the other costs little.
    """
    a, a_public = next((a, power) for a, power in powers(1 << 254) if fits(power, wanted["A"]))
    kv = srp.K * pow(srp.G, x, srp.N)
    for b, power in powers(1 << 255):
        b_public = (kv + power) % srp.N
        if not fits(b_public, wanted["B"]):
            continue
        u = srp.scrambling(a_public, b_public)
        if not fits(u, wanted["u"], bits=256):
            continue
        shared = pow(srp.G, b * (a + u * x), srp.N)  # the short way, as all secrets are known
        if wanted["S"] == "a byte short" or fits(shared, wanted["S"]):
            return Draw(a, b, a_public, b_public)
    raise AssertionError("powers do not end")


def powers(exponent: int) -> Iterator[tuple[int, int]]:
    """Yield exponents from this one on, and the powers of the generator."""
    power = pow(srp.G, exponent, srp.N)
    for n in count():
        yield exponent + n, power
        power = power * srp.G % srp.N


def fits(number: int, shape: str, *, bits: int = 3072) -> bool:
    return bits - number.bit_length() in SHAPES[shape]


def private_exponent(lab: Lab, username: str) -> int:
    user = lab.emulator.run(
        lambda ctx: directory.by_name(ctx, doors.pool(ctx, lab.pool_id), username)
    )
    assert user
    assert user.password
    return int.from_bytes(user.password.x, "big")


@pytest.fixture
def proofs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """A and B of all proofs that the emulator has judged."""
    seen: list[tuple[int, int]] = []
    session_key = srp.session_key

    def watched(a_public: int, b: int, b_public: int, v: int) -> bytes:
        seen.append((a_public, b_public))
        return session_key(a_public, b, b_public, v)

    monkeypatch.setattr(srp, "session_key", watched)
    return seen


@pytest.fixture
def check(lab: Lab, proofs: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch) -> Check:
    """Has a client sign users in, so that all cases are met."""

    def check(sign_in: SignIn) -> None:
        for n, (case, password) in enumerate(zip(CASES, cycle(PASSWORDS), strict=False)):
            lab.user(f"user{n}", password)
            numbers = draw(private_exponent(lab, f"user{n}"), case)
            monkeypatch.setattr(Ids, "exponent", lambda _, b=numbers.b: b)
            try:
                sign_in(f"user{n}", password, numbers.a)
            except Exception as error:
                error.add_note(str(case))
                raise
            assert proofs.pop() == (numbers.a_public, numbers.b_public)

    return check


def test_amplify(check: Check, amplify: Library) -> None:
    def sign_in(username: str, password: str, a: int) -> None:
        amplify.call("fixRandomness", f"{a:0256x}")
        assert amplify.call("signIn", {"username": username, "password": password})["isSignedIn"]
        amplify.call("signOut")

    check(sign_in)


def test_identity_js(check: Check, identity: Library) -> None:
    def sign_in(username: str, password: str, a: int) -> None:
        identity.call("fixRandomness", f"{a:0256x}")
        identity.call("user", username)
        assert identity.call("authenticateUser", password)["accessToken"]

    check(sign_in)


class TestPycognito:
    @pytest.fixture
    def client(self, lab: Lab) -> Callable[[str, str], AWSSRP]:
        """Makes pycognito's half of a sign-in, of a username and a password."""
        cognito = transport.client(lab.emulator)
        return lambda *user: AWSSRP(*user, lab.pool_id, lab.client_id, client=cognito)

    def test_all_cases(self, check: Check, client: Callable[[str, str], AWSSRP]) -> None:
        def sign_in(username: str, password: str, a: int) -> None:
            half = client(username, password)
            half.small_a_value, half.large_a_value = a, pow(srp.G, a, srp.N)
            assert half.authenticate_user()["AuthenticationResult"]

        check(sign_in)

    def test_at_random(self, lab: Lab, client: Callable[[str, str], AWSSRP]) -> None:
        for n, password in zip(range(32), cycle(PASSWORDS), strict=False):
            lab.user(f"user{n}", f"{password}{n}")
            assert client(f"user{n}", f"{password}{n}").authenticate_user()["AuthenticationResult"]

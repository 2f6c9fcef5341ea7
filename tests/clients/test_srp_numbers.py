"""SRP with numbers of every length: where client and server may differ is how numbers are hashed.

Cognito hashes a number in the fewest bytes that hold it and a sign bit. Who pads it otherwise
agrees most of the time, and fails in one of 16 or of 256 sign-ins. So the numbers are not left to
chance here: of each number that is hashed, each shape is met on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, cycle

import pytest
from pycognito.aws_srp import AWSSRP

from cognito_emulator import transport
from cognito_emulator.domain import srp, users
from cognito_emulator.ids import Ids
from tests.clients.node import Library
from tests.support import Lab

#: Signs a user in: of a username, a password and the client's private a.
SignIn = Callable[[str, str, int], None]
Check = Callable[[SignIn], None]

BITS = {"A": 3072, "B": 3072, "S": 3072, "u": 256}

#: How many of the leading bits are zero.
SHAPES = {
    "top bit set": range(1),
    "plain": range(1, 4),
    "odd number of digits": range(4, 8),
    "a byte short": range(8, 256),
}

#: All but one: finding an S that is a byte short would take hundreds of exponentiations.
CASES = [(n, s) for n in BITS for s in SHAPES if (n, s) != ("S", "a byte short")]

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
    A: int
    B: int

    @property
    def u(self) -> int:
        """What both sides hash A and B to."""
        return srp.scrambling(self.A, self.B)

    def shared(self, x: int) -> int:
        """Return S, which both sides arrive at: here the short way, as all secrets are known."""
        return pow(srp.G, self.b * (self.a + self.u * x), srp.N)

    def fits(self, number: str, shape: str, x: int) -> bool:
        """Whether one of the numbers has a shape."""
        value = self.shared(x) if number == "S" else getattr(self, number)
        return BITS[number] - value.bit_length() in SHAPES[shape]


def draws(x: int) -> Iterator[Draw]:
    """Draw for a private exponent, endlessly: powers of 2 one after the other cost little."""
    a, b = 1 << 254, 1 << 255
    power_a, power_b = pow(srp.G, a, srp.N), pow(srp.G, b, srp.N)
    kv = srp.K * pow(srp.G, x, srp.N)
    for n in count():
        yield Draw(a + n, b + n, power_a, (kv + power_b) % srp.N)
        power_a, power_b = power_a * srp.G % srp.N, power_b * srp.G % srp.N


def private_exponent(lab: Lab, username: str) -> int:
    user = lab.emulator.run(lambda ctx: users.by_name(ctx, ctx.pool(lab.pool_id), username))
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
        for (number, shape), password in zip(CASES, cycle(PASSWORDS), strict=False):
            username = f"{number}-{shape.replace(' ', '-')}"
            lab.user(username, password)
            x = private_exponent(lab, username)
            draw = next(draw for draw in draws(x) if draw.fits(number, shape, x))
            monkeypatch.setattr(Ids, "exponent", lambda _, b=draw.b: b)
            try:
                sign_in(username, password, draw.a)
            except Exception as error:
                error.add_note(f"{number}: {shape}")
                raise
            assert proofs.pop() == (draw.A, draw.B)

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
        for n, password in zip(range(25), cycle(PASSWORDS), strict=False):
            lab.user(f"user{n}", f"{password}{n}")
            assert client(f"user{n}", f"{password}{n}").authenticate_user()["AuthenticationResult"]

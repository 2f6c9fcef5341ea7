"""The records of sign-ins under way, and of challenges that tests force on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cognito_emulator.domain.factors.record import Device
from cognito_emulator.records import Record
from cognito_emulator.store import Json, Table

#: What DefineAuthChallenge wants where it wants no challenge any more.
TOKENS = "tokens"

_PASSWORDS = frozenset({"PASSWORD", "PASSWORD_VERIFIER"})
_FIRST_FACTORS = _PASSWORDS | {"EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Round(Record):
    """A challenge that was met or missed, as DefineAuthChallenge and CreateAuthChallenge see it."""

    name: str
    result: bool
    metadata: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Attempt(Record):
    """One sign-in, from its start to its tokens.

    Attributes:
        handle: how the client refers to it: the Session, or the SECRET_BLOCK of SRP; empty while
            no challenge is open.
        alias: what names it as well while this challenge is open, for clients that send no Session.
        username: the user's canonical name; of a hidden user what `hidden_users` makes of it.
        name: what whoever signs in typed as the name.
        sub: the user's ``sub``, ``None`` for a user who does not exist and must not be missed.
        flow: the AuthFlow that began it.
        passed: names of the challenges met so far, first factors included.
        srp_a: the client's public value of SRP, where it wants to prove the password with it.
        device_key: of the device that it claims to come from.
        device_srp_a: the client's public value of SRP for the device.
        offered: what the user may begin with in USER_AUTH: AvailableChallenges.
        chosen: the challenge that the user chose: by PREFERRED_CHALLENGE, or by answering
            SELECT_CHALLENGE or SELECT_MFA_TYPE.
        rounds: what DefineAuthChallenge is told of, in CUSTOM_AUTH.
        defined: what it wants next: a challenge, or `TOKENS`; ``None`` while it has to be asked.
        forced: whether the open challenge is a `ForcedChallenge`; then what the user lacks for it
            is supplied.
        supplied: what was, for the test to read.
        lent: the device that was, which is none of the user's own.
        challenge: the challenge that is open.
        parameters: its ChallengeParameters, for pages that show it once more.
        private: what the open challenge has to remember; never sent.
        expires_at: epoch seconds at which the open challenge lapses.
        spent: whether the open challenge was met: a Session counts once.
        void: whether the open challenge was missed for good.
        answered: whether the open challenge was answered, rightly or not, and can be again all the
            same: SRP's.
        resent_at: when its code was sent once more, in epoch seconds; ``None`` if it was not.

    """

    handle: str = ""
    alias: str | None = None
    pool_id: str
    client_id: str
    username: str
    name: str = ""
    sub: str | None
    flow: str
    passed: tuple[str, ...] = ()
    srp_a: str | None = None
    device_key: str | None = None
    device_srp_a: str | None = None
    offered: tuple[str, ...] = ()
    chosen: str | None = None
    rounds: tuple[Round, ...] = ()
    defined: str | None = None
    forced: bool = False
    supplied: Mapping[str, str] = field(default_factory=dict)
    lent: Device | None = None
    challenge: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    private: Json = field(default_factory=dict)
    expires_at: float = 0.0
    spent: bool = False
    void: bool = False
    answered: bool = False
    resent_at: float | None = None

    def past(self, name: str) -> Attempt:
        """Return the attempt with that challenge passed, if it was not passed before."""
        return self if name in self.passed else replace(self, passed=(*self.passed, name))

    @property
    def password_proved(self) -> bool:
        """Whether the password was the first factor, or part of a custom sign-in."""
        return not _PASSWORDS.isdisjoint(self.passed)

    @property
    def first_factor_passed(self) -> bool:
        """Whether whoever signs in has shown to be the user at all."""
        if self.flow == "CUSTOM_AUTH":
            return self.defined == TOKENS
        return not _FIRST_FACTORS.isdisjoint(self.passed)


ATTEMPTS: Table[Attempt] = Table(
    "attempts",
    Attempt,
    key=lambda attempt: attempt.handle,
    belongs_to=("pool", "user"),
    outlives={"client": "nobody answers a challenge without naming it, and it is looked for first"},
    unique={"alias": lambda attempt: (attempt.alias,) if attempt.alias else ()},
    capacity=20_000,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ForcedChallenge(Record):
    """A challenge that a test forces on the next sign-ins of a user.

    Attributes:
        username: the canonical name, ``None`` for every user of the pool.
        times: how many sign-ins are yet to meet it.
        met: how many have met it.

    """

    id: str
    pool_id: str
    username: str | None
    challenge: str
    times: int = 1
    met: int = 0


FORCED_CHALLENGES: Table[ForcedChallenge] = Table(
    "forced_challenges",
    ForcedChallenge,
    key=lambda forced: forced.id,
    belongs_to=("pool", "user"),
    by={"user": "username"},  # who may be yet to come
    groups={"all": lambda _forced: ("all",)},
)

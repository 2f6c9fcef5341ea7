"""The record of an app client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from cognito_emulator.domain.clients.analytics import AnalyticsConfiguration
from cognito_emulator.domain.clients.oauth_settings import OAuthSettings
from cognito_emulator.records import Record
from cognito_emulator.store import Table

_HOUR = 3600
UNIT_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
# Filled in once any unit is given (measured [clients-11]).
UNITS = {"AccessToken": "hours", "IdToken": "hours", "RefreshToken": "days"}
#: How long the session of a browser may be reused, unless something else is set (documented).
BROWSER_SESSION_MINUTES = 60


class ClientSecret(NamedTuple):
    """One of a client's secrets."""

    id: str
    value: str
    created_at: float


class Rotation(NamedTuple):
    """RefreshTokenRotation as it is shown; ``grace`` in seconds."""

    enabled: bool
    grace: int


class Validity(NamedTuple):
    """How long the tokens of a client live, in seconds."""

    access: int
    id: int
    refresh: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Client(Record):
    """An app client.

    Attributes:
        explicit_flows: ExplicitAuthFlows in the service's own order, ``None`` without any.
        read_attributes, write_attributes: the lists as given, ``None`` where none was given.
        access_validity, id_validity, refresh_validity: in the units of ``units``.
        units: TokenValidityUnits as shown: empty where none was given.
        hides_users: PreventUserExistenceErrors, ``None`` where it was not given (acts as LEGACY).
        session_minutes: AuthSessionValidity, minutes.
        browser_session_minutes: how long the session of a browser may be reused; see
            `session_reuse`.
        propagates_context: EnablePropagateAdditionalUserContextData.
        analytics: ``None`` where it was not given.

    """

    id: str
    pool_id: str
    name: str
    created_at: float
    modified_at: float
    secrets: tuple[ClientSecret, ...] = ()
    explicit_flows: tuple[str, ...] | None = None
    read_attributes: tuple[str, ...] | None = None
    write_attributes: tuple[str, ...] | None = None
    access_validity: int | None = None
    id_validity: int | None = None
    refresh_validity: int = 30
    units: Mapping[str, str] = field(default_factory=dict)
    revocable: bool = True
    hides_users: bool | None = None
    session_minutes: int = 3
    browser_session_minutes: int = BROWSER_SESSION_MINUTES
    rotation: Rotation | None = None
    propagates_context: bool = False
    oauth: OAuthSettings = field(default_factory=OAuthSettings)
    analytics: AnalyticsConfiguration | None = None

    @property
    def validity(self) -> Validity:
        """The lifetimes in force (defaults: one hour, one hour, thirty days)."""
        return Validity(
            _HOUR
            if self.access_validity is None
            else self._seconds("Access", self.access_validity),
            _HOUR if self.id_validity is None else self._seconds("Id", self.id_validity),
            self._seconds("Refresh", self.refresh_validity),
        )

    def _seconds(self, kind: str, validity: int) -> int:
        token = f"{kind}Token"
        return validity * UNIT_SECONDS[self.units.get(token, UNITS[token])]

    @property
    def rotates(self) -> bool:
        """Whether refresh token rotation is on."""
        return self.rotation is not None and self.rotation.enabled

    def readable(self, attributes: Mapping[str, str]) -> dict[str, str]:
        """Return what ID tokens and GetUser show of a user's attributes (recorded [clients-12]).

        Developer-only ones as well (documented; an emulator has it otherwise).
        """
        listed = self.read_attributes
        return {n: value for n, value in attributes.items() if listed is None or n in listed}


CLIENTS: Table[Client] = Table(
    "clients",
    Client,
    key=lambda client: client.id,
    belongs_to=("pool",),
)

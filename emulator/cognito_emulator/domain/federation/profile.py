"""What a provider says of somebody, once all of it is verified."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from cognito_emulator.saml.sessions import SamlSession


class Profile(NamedTuple):
    """Somebody who has signed in at a provider.

    Attributes:
        subject: by what the provider knows the user: ``sub``, ``id``, ``user_id`` or NameID.
        claims: what it says of the user, by its own names.
        told: the parts of the answer, as InboundFederation hears of them.
        session: of SAML the session at the provider, which can be ended there.

    """

    subject: str
    claims: Mapping[str, Any]
    told: Mapping[str, Mapping[str, Any]]
    session: SamlSession | None = None

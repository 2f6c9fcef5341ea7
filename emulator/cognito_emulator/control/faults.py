"""Faults that tests set: calls that are refused, or that have to wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cognito_emulator import errors, faults
from cognito_emulator.domain.work.record import Fault
from cognito_emulator.endpoints import ENDPOINTS
from cognito_emulator.errors.oauth import OAuthError

if TYPE_CHECKING:
    from cognito_emulator.endpoints import EndpointName
    from cognito_emulator.engine import Engine

__all__ = ["Fault", "Struck", "add", "at_endpoint", "for_app", "forget", "waiting"]


def add(engine: Engine, fault: Fault) -> Fault:
    """Let a fault wait for calls, and return it as it waits.

    Args:
        engine: the engine whose calls it strikes.
        fault: with ``times=None`` it strikes one call; if it also has a probability, any number.

    Raises:
        ValueError: such a fault cannot be; the message says what is wrong, and what there is.

    """
    return engine.pending_faults.add(fault)


def waiting(engine: Engine) -> list[Fault]:
    """Return the faults that still wait, oldest first."""
    return [each.fault for each in engine.pending_faults.waiting]


def forget(engine: Engine) -> int:
    """Forget all faults; return how many there were."""
    return engine.pending_faults.clear()


class Struck(NamedTuple):
    """What faults make of a request for a page or an endpoint of a domain.

    Attributes:
        injected: whether any struck it; it has waited as long as they wish.
        refusal: with what it is refused; ``None`` if it is not.

    """

    injected: bool = False
    refusal: errors.CognitoError | None = None


def at_endpoint(engine: Engine, name: EndpointName) -> Struck:
    """Let the faults strike that wait for a page or an endpoint.

    So do browsers and apps that ask for it, and functions of `control` that act in their place.
    """
    struck = engine.pending_faults.strike(name)
    try:
        faults.befall(name, struck)
    except errors.CognitoError as refusal:
        return Struck(injected=True, refusal=refusal)
    return Struck(injected=bool(struck))


def for_app(name: EndpointName, refusal: errors.CognitoError) -> OAuthError | None:
    """Return what the app hears of a refusal, at its redirect URI; ``None`` if it hears nothing.

    Of an error within the service it hears `server_error` (documented), from authorize.
    """
    if name == "oauth2/authorize" and isinstance(refusal, errors.InternalErrorException):
        return OAuthError("server_error")
    goes_to_app = name == "oauth2/authorize" or ENDPOINTS[name].operation is not None
    return refusal if goes_to_app and isinstance(refusal, OAuthError) else None

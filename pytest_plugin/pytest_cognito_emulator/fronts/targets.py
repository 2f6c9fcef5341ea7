"""What stands behind a load balancer: an app of WSGI or ASGI, or a Lambda function."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from cognito_emulator.lambdas.in_process import in_process
from pytest_cognito_emulator.names import checked_choice

if TYPE_CHECKING:
    from cognito_emulator.lambdas import Function

#: How a target is called.
Kind = Literal["wsgi", "asgi", "lambda"]

_ASGI_PARAMETERS = 3  # scope, receive, send
_WSGI_PARAMETERS = 2  # environ, start_response
_RATHER = "say which: kind='wsgi', kind='asgi' or kind='lambda'"


def kind_of(target: Callable[..., Any], said: Kind | None = None) -> Kind:
    """Return what a target is.

    An app of WSGI and a Lambda function both take two arguments: an app calls the second one
    ``start_response``, as PEP 3333 does.

    Args:
        target: it.
        said: what its author says that it is.

    Raises:
        TypeError: it cannot be called, or nobody could tell.
        ValueError: there is no such kind.

    """
    if said is not None:
        checked_choice("kind", said, Kind)
        return said
    if not callable(target):
        raise TypeError(f"{target!r} is no app and no handler: it cannot be called.")
    try:
        parameters = list(inspect.signature(target).parameters.values())
    except (TypeError, ValueError):
        raise TypeError(f"{target!r} does not tell its parameters; {_RATHER}.") from None
    if any(each.kind is inspect.Parameter.VAR_POSITIONAL for each in parameters):
        raise TypeError(f"{target!r} takes any arguments; {_RATHER}.")
    if len(parameters) == _ASGI_PARAMETERS:
        return "asgi"
    if len(parameters) == _WSGI_PARAMETERS and "start" in parameters[1].name:
        return "wsgi"
    return "lambda"


def function(target: Callable[..., Any]) -> Function:
    """Return how a Lambda function is called."""
    return in_process(target)

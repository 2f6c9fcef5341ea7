"""The AWS SDK: a call that is refused fails at once, with our message.

From a socket's error it would make an error of its own, without the message, and try four times
more. A client that was made before a fixture set credentials would not even get that far: it could
not sign its request.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from pytest_cognito_emulator.intercept.hooks import Foreign, Function, Replace
from pytest_cognito_emulator.intercept.routes import refuse, route_of


def hook_botocore(module: Foreign, replace: Replace) -> None:
    """Hook into botocore where it sends a request, after mocks of botocore had their turn."""
    replace(module, "URLLib3Session.send", _sending)


def hook_signing(module: Foreign, replace: Replace) -> None:
    """Hook into botocore where it signs a request."""
    replace(module, "SigV4Auth.add_auth", _signing)


def _signing(sign: Function) -> Function:
    def signed(self: Foreign, request: Foreign) -> object:
        if self.credentials is None:
            host = urlsplit(request.url).hostname
            refuse(host)
            if route_of(host) is not None:
                self.credentials = _any_credentials()
        return sign(self, request)

    return signed


def _any_credentials() -> object:
    """Return credentials for a client that has none: the emulator takes any."""
    from botocore.credentials import ReadOnlyCredentials  # noqa: PLC0415 - a client has imported it

    from cognito_emulator.environment import ANY_ACCESS_KEY  # noqa: PLC0415 - late, as all of it

    return ReadOnlyCredentials(*ANY_ACCESS_KEY, None)


def _sending(send: Function) -> Function:
    def sent(self: object, request: Foreign) -> object:
        refuse(urlsplit(request.url).hostname)
        return send(self, request)

    return sent

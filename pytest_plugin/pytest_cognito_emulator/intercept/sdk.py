"""The AWS SDK: a call that is refused is so at once, in our words.

From a socket's error it would make one of its own, without the sentence, and try four times more.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from pytest_cognito_emulator.intercept.hooks import Foreign, Function, Replace
from pytest_cognito_emulator.intercept.routes import refuse


def hook_botocore(module: Foreign, replace: Replace) -> None:
    """Hook into botocore where it sends a request, after whoever mocks it has had their say."""
    replace(module, "URLLib3Session.send", _sending)


def _sending(send: Function) -> Function:
    def sent(self: object, request: Foreign) -> object:
        refuse(urlsplit(request.url).hostname)
        return send(self, request)

    return sent

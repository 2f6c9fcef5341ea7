"""Lets the emulator answer the real service's addresses, for every Python client in the process.

>>> with Interception(service_hosts(), ("127.0.0.1", port)):
...     requests.get("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Ab1/.well-known/jwks.json")

An app that has these addresses hard-coded needs no change, no certificate and no proxy. Connections
to the hosts that are owned are led to the emulator. Where they would use TLS, they do not: bytes
pass unencrypted. Both work without knowing the HTTP client, so every client works, even one that is
imported later: http.client, urllib, urllib3, requests, botocore, httpx (also on trio), aiohttp,
with asyncio's own event loops and with uvloop.

Libraries that mock HTTP would answer or refuse such requests before they come to a socket. While a
:class:`Passthrough` lasts, they let requests to the emulator pass, and treat all others as usual:
responses, respx, requests-mock, pytest-httpx, and moto.

While a :class:`Guard` is set, every connection that would reach those hosts for real is refused.

What cannot be reached:

- Clients that do not use Python's sockets: pycurl and others in C, subprocesses, browsers. Clients
  that bring resolvers of their own: those of aiohttp (aiodns) and uvloop are covered, others not.
- TLS that is not Python's ``ssl``: pyOpenSSL, also below urllib3 where it was injected.
- HTTP/2 for clients that speak nothing else: the emulator speaks HTTP/1.1.
- A proxy that was given to requests, urllib3, botocore or aiohttp explicitly is used, and the
  request goes to the real service, from aiohttp even unencrypted; a guard refuses it where TLS
  begins. Proxies that come from the environment or the system are not used for owned hosts; for
  all other hosts they are.
- A connection that a client opened before the start, and keeps open, goes where it went. A guard
  refuses those of botocore.
- Names that were bound before the start: a module with ``from socket import getaddrinfo`` keeps
  the former function for good.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from pytest_cognito_emulator.intercept.guard import REFUSED, Guard, RealServiceError
from pytest_cognito_emulator.intercept.hosts import answered_hosts, real_hosts, service_hosts
from pytest_cognito_emulator.intercept.interception import Interception
from pytest_cognito_emulator.intercept.mocks import Passthrough

__all__ = [
    "REFUSED",
    "Guard",
    "Interception",
    "Passthrough",
    "RealServiceError",
    "answered_hosts",
    "real_hosts",
    "service_hosts",
]

if not TYPE_CHECKING:  # who checks types is told that there is no such name

    def __getattr__(name: str) -> object:
        if name == "Peace":
            sentence = f"{__name__}.Peace is called Passthrough."
            warnings.warn(sentence, DeprecationWarning, stacklevel=2)
            return Passthrough
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

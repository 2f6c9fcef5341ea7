"""The real service's addresses, answered by the emulator: for every Python client in the process.

>>> with Interception(service_hosts(), ("127.0.0.1", port)):
...     requests.get("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Ab1/.well-known/jwks.json")

An app that has these addresses hard-coded needs no change, no certificate and no proxy. Connections
to the hosts that are owned are led to the emulator, and what would be TLS on them is not: bytes
pass as they are. Neither needs to know any HTTP client, so each works, also one imported later:
http.client, urllib, urllib3, requests, botocore, httpx (also on trio), aiohttp, with asyncio's own
event loops and with uvloop.

Libraries that mock HTTP would answer or refuse such requests before they come to a socket. While a
:class:`Passthrough` lasts, they let pass what is for the emulator, and go on doing what they are
for with the rest: responses, respx, requests-mock, pytest-httpx, and moto.

While a :class:`Guard` stands, whatever would reach those hosts for real is refused.

What cannot be reached:

- Clients that do not use Python's sockets: pycurl and others in C, subprocesses, browsers. Clients
  that bring resolvers of their own: those of aiohttp (aiodns) and uvloop are covered, others not.
- TLS that is not Python's ``ssl``: pyOpenSSL, also below urllib3 where it was injected.
- HTTP/2 for clients that speak nothing else: the emulator speaks HTTP/1.1.
- A proxy that requests, urllib3, botocore or aiohttp was given in so many words is used, and the
  request goes to the real service, from aiohttp even in the open; a guard refuses it where TLS
  begins. Proxies that come from the environment or the system are passed by for owned hosts; they
  stay in force for all others.
- A connection that a client has kept open since before: it goes where it went. A guard refuses
  those of botocore.
- Names that were bound before the start: ``from socket import getaddrinfo`` in a module of one's
  own has the former function for good.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from pytest_cognito_emulator.intercept.guard import REFUSED, Guard, RealServiceError
from pytest_cognito_emulator.intercept.hosts import real_hosts, service_hosts
from pytest_cognito_emulator.intercept.interception import Interception
from pytest_cognito_emulator.intercept.mocks import Passthrough

__all__ = [
    "REFUSED",
    "Guard",
    "Interception",
    "Passthrough",
    "RealServiceError",
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

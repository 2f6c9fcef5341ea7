"""Every client, as a function that gets a JSON document from a URL in the client's own way."""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
import urllib.request
from collections.abc import Callable
from http.client import HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import anyio
import httpx
import httpx2
import requests
import trio
import truststore
import urllib3
from aiohttp.abc import AbstractResolver

Get = Callable[[str], Any]


def by_http_client(url: str) -> Any:
    parts = urlsplit(url)
    connection = HTTPSConnection(parts.netloc)
    try:
        connection.request("GET", parts.path)
        return json.load(connection.getresponse())
    finally:
        connection.close()


def by_urllib(url: str) -> Any:
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)


def by_urllib_with_a_context(url: str) -> Any:
    with urllib.request.urlopen(url, context=ssl.create_default_context()) as answer:
        return json.load(answer)


def by_urllib3(url: str) -> Any:
    with urllib3.PoolManager() as pools:
        return pools.request("GET", url, retries=False).json()


def by_requests(url: str) -> Any:
    return requests.get(url, timeout=60).json()


def by_requests_unverified(url: str) -> Any:
    return requests.get(url, timeout=60, verify=False).json()


def by_httpx(url: str) -> Any:
    return httpx.get(url).json()


def by_httpx_unverified(url: str) -> Any:
    return httpx.get(url, verify=False).json()


def by_httpx_with_truststore(url: str) -> Any:
    return httpx.get(url, verify=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)).json()


def by_httpx2(url: str) -> Any:
    return httpx2.get(url).json()


async def _by_httpx(url: str) -> Any:
    async with httpx.AsyncClient() as client:
        return (await client.get(url)).json()


async def _by_httpx2(url: str) -> Any:
    async with httpx2.AsyncClient() as client:
        return (await client.get(url)).json()


async def _by_aiohttp(url: str, resolver: type[AbstractResolver]) -> Any:
    async with (
        aiohttp.TCPConnector(resolver=resolver()) as connector,
        aiohttp.ClientSession(connector=connector) as client,
        client.get(url) as answer,
    ):
        return await answer.json()


async def _by_anyio(url: str) -> Any:
    parts = urlsplit(url)
    stream = await anyio.connect_tcp(str(parts.hostname), 443, tls=True)
    async with stream:
        await stream.send(_closing(parts.path, parts.netloc))
        return _body(b"".join([part async for part in stream]))


async def _by_streams(url: str) -> Any:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, 443, ssl=True)
    writer.write(_closing(parts.path, parts.netloc))
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return _body(answer)


def _closing(path: str, host: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()


def _body(answer: bytes) -> Any:
    return json.loads(answer.partition(b"\r\n\r\n")[2])


BLOCKING: dict[str, Get] = {
    "http.client": by_http_client,
    "urllib": by_urllib,
    "urllib, a context": by_urllib_with_a_context,
    "urllib3": by_urllib3,
    "requests": by_requests,
    "httpx": by_httpx,
    "httpx, truststore": by_httpx_with_truststore,
    "httpx2": by_httpx2,
}

# Without a certificate's check, a client may name no host where TLS begins.
UNVERIFIED: dict[str, Get] = {
    "requests, unverified": by_requests_unverified,
    "httpx, unverified": by_httpx_unverified,
}

ASYNC: dict[str, Get] = {
    "httpx, asyncio": lambda url: asyncio.run(_by_httpx(url)),
    "httpx, trio": lambda url: trio.run(_by_httpx, url),
    "httpx2, asyncio": lambda url: asyncio.run(_by_httpx2(url)),
    "aiohttp, aiodns": lambda url: asyncio.run(_by_aiohttp(url, aiohttp.AsyncResolver)),
    "aiohttp, threads": lambda url: asyncio.run(_by_aiohttp(url, aiohttp.ThreadedResolver)),
    "anyio, asyncio": lambda url: anyio.run(_by_anyio, url),
    "anyio, trio": lambda url: anyio.run(_by_anyio, url, backend="trio"),
    "asyncio": lambda url: asyncio.run(_by_streams(url)),
}

if sys.platform != "win32":
    import uvloop

    ASYNC |= {
        "httpx, uvloop": lambda url: uvloop.run(_by_httpx(url)),
        "aiohttp, uvloop": lambda url: uvloop.run(_by_aiohttp(url, aiohttp.ThreadedResolver)),
        "uvloop": lambda url: uvloop.run(_by_streams(url)),
    }

CLIENTS = BLOCKING | UNVERIFIED | ASYNC

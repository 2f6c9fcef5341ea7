"""Libraries that mock HTTP, made to let pass what is for the emulator."""

from __future__ import annotations

from threading import Lock
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from pytest_cognito_emulator.intercept.hooks import Foreign, Function, Hooks, Replace
from pytest_cognito_emulator.intercept.hosts import Owns, plain

_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class Peace:
    """While it is kept, no library that mocks HTTP answers what is for the emulator.

    responses, respx, requests-mock, pytest-httpx and moto let such requests pass to
    the client's own way of sending, and count none of them; all others are theirs as ever. It does
    not matter which of them begins to mock when, nor whether it is imported before or after.

    aioresponses is left alone: it has ``passthrough`` for that.

    A client that was given a mock in so many words keeps it: ``httpx.MockTransport``, an adapter
    mounted by hand, botocore's Stubber.

    Args:
        address: where the emulator listens, host and port; requests to that port of this machine
            are for the emulator.
        owns: tells of a host, in lower case, whether requests to it are for the emulator too.

    """

    def __init__(self, address: tuple[str, int], owns: Owns | None = None) -> None:
        self._address = address
        self._owns = owns
        self._kept = False

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Keep it from now on; again does no harm."""
        global _kept  # noqa: PLW0603 - the mocks are the process's
        with _lock:
            if not self._kept:
                _HOOKS.need()
                self._kept = True
                _kept = (self, *_kept)

    def stop(self) -> None:
        """Leave the libraries as they were; again does no harm."""
        global _kept  # noqa: PLW0603 - as above
        with _lock:
            if self._kept:
                _kept = tuple(one for one in _kept if one is not self)
                self._kept = False
                _HOOKS.release()

    def concerns(self, host: str, port: int | None) -> bool:
        """Tell whether requests to a host, plainly written, and a port are for the emulator."""
        here = host in _HERE or host == self._address[0] or host.endswith(".localhost")
        return (here and port == self._address[1]) or bool(self._owns and self._owns(host))


_lock = Lock()
_kept: tuple[Peace, ...] = ()  # replaced as a whole, and so read without the lock


def _ours(url: object) -> bool:
    """Tell whether a request is for the emulator, by its URL."""
    try:
        parts = urlsplit(str(url))
        host, port = plain(parts.hostname), parts.port
    except ValueError:  # whatever it is, it is not ours
        return False
    return any(peace.concerns(host, port) for peace in _kept)


# -- the libraries: what each does with a request that none of its mocks is for --------------------


def _hook_responses(module: Foreign, replace: Replace) -> None:
    def around(answer: Function) -> Function:
        def answered(self: object, adapter: object, request: Foreign, **options: Foreign) -> object:
            if _ours(request.url):
                return module._real_send(adapter, request, **options)
            return answer(self, adapter, request, **options)

        return answered

    replace(module, "RequestsMock._on_request", around)


def _hook_requests_mock(module: Foreign, replace: Replace) -> None:
    def around(send: Function) -> Function:
        def sent(session: object, request: Foreign, **options: object) -> object:
            if _ours(request.url):
                raise module.adapter._RunRealHTTP
            return send(session, request, **options)

        return sent

    replace(module, "_original_send", around)  # where it lends a session its adapter


def _hook_respx(module: Foreign, replace: Replace) -> None:
    def around(answer: Function) -> Function:
        def answered(cls: object, request: Foreign) -> object:
            if _ours(request.url):
                raise module.PassThrough("It is for the emulator.", request=request, origin=None)
            return answer(cls, request)  # for async_handler, what is to be awaited

        return answered

    replace(module, "Mocker.handler", around)
    replace(module, "Mocker.async_handler", around)


def _hook_pytest_httpx(module: Foreign, replace: Replace) -> None:
    def around(get: Function) -> Function:
        def got(self: object, name: str) -> object:
            value = get(self, name)
            if name != "should_mock":  # an attribute of each instance, asked of every request
                return value
            return lambda request: not _ours(request.url) and value(request)

        return got

    replace(module, "_HTTPXMockOptions.__getattribute__", around)


def _hook_moto(module: Foreign, replace: Replace) -> None:
    def around(answer: Function) -> Function:
        def answered(self: object, event_name: str, request: Foreign, **options: object) -> object:
            if _ours(request.url):
                return None  # which has botocore send it
            return answer(self, event_name, request, **options)

        return answered

    replace(module, "BotocoreStubber.__call__", around)


_HOOKS = Hooks(
    {
        "moto.core.botocore_stubber": _hook_moto,
        "pytest_httpx._options": _hook_pytest_httpx,
        "requests_mock.mocker": _hook_requests_mock,
        "responses": _hook_responses,
        "respx.mocks": _hook_respx,
    }
)

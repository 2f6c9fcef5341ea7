"""Makes libraries that mock HTTP let requests to the emulator pass."""

from __future__ import annotations

from copy import copy
from threading import Lock
from urllib.parse import urlsplit

from pytest_cognito_emulator.intercept.hooks import Foreign, Function, Hooks, Replace
from pytest_cognito_emulator.intercept.hosts import Owns, plain
from pytest_cognito_emulator.intercept.lasting import Lasting

_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class Passthrough(Lasting):
    """While it lasts, libraries that mock HTTP let requests to the emulator pass.

    responses, respx and requests-mock do not refuse, answer or count such requests. But a mock that
    a test has made for just this URL answers as always, for example to make the keys unreachable.
    moto and pytest-httpx never touch such requests. It does not matter when each library begins to
    mock, nor whether it is imported before or after.

    aioresponses is not covered: it has ``passthrough`` for that. A client that was given a mock
    explicitly keeps it: ``httpx.MockTransport``, an adapter mounted by hand, botocore's Stubber.

    Args:
        address: where the emulator listens, host and port; requests to that port of this machine
            are for the emulator.
        owns: takes a host, in lower case, and returns whether requests to it are for the emulator
            too.

    """

    def __init__(self, address: tuple[str, int], owns: Owns | None = None) -> None:
        self._address = address
        self._owns = owns
        self._started = False

    def start(self) -> None:
        """Make the libraries let requests pass from now on; a second call changes nothing."""
        global _lasting  # noqa: PLW0603 - the mocks are the process's
        with _lock:
            if not self._started:
                _HOOKS.need()
                self._started = True
                _lasting = (self, *_lasting)

    def stop(self) -> None:
        """Put the libraries back as they were; a second call changes nothing."""
        global _lasting  # noqa: PLW0603 - as above
        with _lock:
            if self._started:
                _lasting = tuple(one for one in _lasting if one is not self)
                self._started = False
                _HOOKS.release()

    def concerns(self, host: str, port: int | None) -> bool:
        """Return whether the emulator should get requests to a host, from `plain`, and a port."""
        here = host in _HERE or host == self._address[0] or host.endswith(".localhost")
        return (here and port == self._address[1]) or bool(self._owns and self._owns(host))


_lock = Lock()
_lasting: tuple[Passthrough, ...] = ()  # replaced as a whole, and so read without the lock


def _ours(url: object) -> bool:
    """Return whether a request is for the emulator, by its URL."""
    try:
        parts = urlsplit(str(url))
        host, port = plain(parts.hostname), parts.port
    except ValueError:  # whatever it is, it is not ours
        return False
    return any(each.concerns(host, port) for each in _lasting)


# -- the libraries, each of which has a way of its own to let a request pass -----------------------


def _hook_responses(module: Foreign, replace: Replace) -> None:
    def around(answer: Function) -> Function:
        def answered(
            self: Foreign, adapter: object, request: Foreign, **options: Foreign
        ) -> object:
            if _ours(request.url):
                self = copy(self)  # other threads use it as well
                self.passthru_prefixes = (*self.passthru_prefixes, request.url)
            return answer(self, adapter, request, **options)

        return answered

    replace(module, "RequestsMock._on_request", around)


def _hook_requests_mock(module: Foreign, replace: Replace) -> None:
    def around(send: Function) -> Function:
        def sent(session: Foreign, request: Foreign, **options: object) -> object:
            try:
                return send(session, request, **options)
            except module.exceptions.NoMockAddress as unmatched:
                seen = unmatched.request
                if seen._request is not request or not _ours(request.url):
                    raise
                session.get_adapter(request.url).request_history.remove(seen)
                raise module.adapter._RunRealHTTP from None

        return sent

    replace(module, "_original_send", around)  # where it puts its adapter into a session


def _hook_respx(module: Foreign, replace: Replace) -> None:
    def around(answer: Function) -> Function:
        def answered(cls: Foreign, request: Foreign) -> object:
            if _ours(request.url) and not _matched(cls.routers, request):
                raise module.PassThrough("It is for the emulator.", request=request, origin=None)
            return answer(cls, request)  # for async_handler, what is to be awaited

        return answered

    replace(module, "Mocker.handler", around)
    replace(module, "Mocker.async_handler", around)


def _matched(routers: Foreign, request: object) -> bool:
    patterns = [route.pattern for router in routers for route in router.routes]
    return any(pattern is None or pattern.match(request) for pattern in patterns)


def _hook_pytest_httpx(module: Foreign, replace: Replace) -> None:
    def around(get: Function) -> Function:
        def got(self: object, name: str) -> object:
            value = get(self, name)
            if name != "should_mock":  # each instance has one, which is called for every request
                return value
            return lambda request: not _ours(request.url) and value(request)

        return got

    replace(module, "_HTTPXMockOptions.__getattribute__", around)


def _hook_moto(module: Foreign, replace: Replace) -> None:
    def around(answer: Function) -> Function:
        def answered(self: object, event_name: str, request: Foreign, **options: object) -> object:
            if _ours(request.url):
                return None  # then botocore sends it
            return answer(self, event_name, request, **options)

        return answered

    replace(module, "BotocoreStubber.__call__", around)


def _hook_moto_s_responses(module: Foreign, replace: Replace) -> None:
    def around(match: Function) -> Function:
        def matched(self: object, request: Foreign) -> object:
            if _ours(request.url):
                return False, "It is for the emulator."
            return match(self, request)

        return matched

    replace(module, "CallbackResponse.matches", around)


_HOOKS = Hooks(
    {
        "moto.core.botocore_stubber": _hook_moto,
        "moto.core.custom_responses_mock": _hook_moto_s_responses,
        "pytest_httpx._options": _hook_pytest_httpx,
        "requests_mock.mocker": _hook_requests_mock,
        "responses": _hook_responses,
        "respx.mocks": _hook_respx,
    }
)

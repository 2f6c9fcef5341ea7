"""boto3 without sockets: the emulator answers clients in their own process.

>>> cognito = transport.client(emulator)
>>> cognito.create_user_pool(PoolName="demo")

Requests take the road of HTTP up to the last step: botocore builds and signs them as ever, and the
very bytes that would be sent go to ``cognito_emulator.wire.handle``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

import boto3
import botocore
import botocore.session
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.loaders import Loader, create_loader

from cognito_emulator.settings import DEFAULT_PORT
from cognito_emulator.wire import Answer, handle

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

    from cognito_emulator.emulator import Emulator

_EVENT = "before-send.cognito-idp"
_ID = "cognito-emulator"

Speaker = TypeVar("Speaker")


def attach(speaker: Speaker, emulator: Emulator) -> Speaker:
    """Have the emulator answer all ``cognito-idp`` calls of a client or session; return it.

    What the client was told, its region for example, stays; other services still use the network.
    A client that is attached again is answered by the newer emulator.

    Args:
        speaker: a boto3 client, a boto3 session (for the clients that it makes from now on), or a
            botocore one of either kind.
        emulator: the one to answer.

    Raises:
        TypeError: ``speaker`` is nothing of the kind.

    """
    events = _events(speaker)
    if events is None:
        raise TypeError(f"{type(speaker).__name__} is neither a boto3 client nor a session.")
    events.unregister(_EVENT, unique_id=_ID)
    events.register_first(_EVENT, _answering(emulator), unique_id=_ID)
    return speaker


def session(emulator: Emulator, *, region: str | None = None) -> boto3.Session:
    """Return a boto3 session whose ``cognito-idp`` clients the emulator answers.

    It has credentials of its own: neither ``AWS_...`` variables nor a profile are needed or used.

    Args:
        emulator: the one to answer.
        region: by default the emulator's.

    """
    key, secret = next(iter(emulator.settings.access_keys.items()), ("emulator", "emulator"))
    core = botocore.session.Session(session_vars=_NOTHING_FROM_OUTSIDE)
    _share_models(core)
    made = boto3.Session(
        aws_access_key_id=key,
        aws_secret_access_key=secret or "emulator",
        region_name=region or emulator.settings.region,
        botocore_session=core,
    )
    return attach(made, emulator)


def client(emulator: Emulator, *, region: str | None = None) -> CognitoIdentityProviderClient:
    """Return a boto3 ``cognito-idp`` client that the emulator answers.

    Args:
        emulator: the one to answer.
        region: by default the emulator's.

    """
    made: CognitoIdentityProviderClient = session(emulator, region=region).client(
        "cognito-idp",
        endpoint_url=emulator.settings.public_url or f"http://localhost:{DEFAULT_PORT}",
    )
    return made


@contextmanager
def shared_models() -> Iterator[None]:
    """Have sessions that botocore or boto3 makes meanwhile read each service's model once.

    To read it takes most of the time of a session's first client. What a session finds is the same
    as ever; a component ``data_loader`` that is registered in it takes precedence.
    """
    botocore.register_initializer(_share_models)
    try:
        yield
    finally:
        botocore.unregister_initializer(_share_models)


# Settings of botocore that would come from the environment: from nowhere, but for the default.
_NOTHING_FROM_OUTSIDE = {
    "profile": (None, None, None, None),
    "config_file": (None, None, "", None),
    "credentials_file": (None, None, "", None),
}


class _Raw(NamedTuple):
    """A body as urllib3 would hold it, as far as botocore looks."""

    body: bytes

    def stream(self, *_: object, **__: object) -> list[bytes]:
        """Return the body in one piece."""
        return [self.body]

    def read(self, *_: object, **__: object) -> bytes:
        """Return the body."""
        return self.body


def _answering(emulator: Emulator) -> Callable[..., AWSResponse]:
    def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        """Answer in place of the network."""
        url = urlsplit(str(request.url))
        headers = {name: _text(value) for name, value in request.headers.items()}
        reply = handle(
            emulator,
            str(request.method),
            {"Host": url.netloc, **headers},  # which urllib3 would add, and the signature covers
            _bytes(request.body),
            base_url=f"{url.scheme}://{url.netloc}",
            query=url.query,
            door="boto3",
        )
        return AWSResponse(str(request.url), reply.status, _case_blind(reply), _Raw(reply.body))

    return answer


def _events(speaker: object) -> Any:  # noqa: ANN401 - an emitter, of several kinds
    """Return the event emitter of a client or session, ``None`` if it has none."""
    meta = getattr(speaker, "meta", None)
    return (
        getattr(meta, "events", None)
        or getattr(speaker, "events", None)
        or (speaker if hasattr(speaker, "register_first") else None)
    )


class _SharingLoader(Loader):
    """A loader that reads what boto3 and botocore bring along once for all sessions.

    Its search paths are its own: boto3 adds one in each session, and an app may add others, or name
    them in AWS_DATA_PATH. A loader that has others reads everything itself: they may be a test's.
    """

    def load_service_model(
        self, service_name: str, type_name: str, api_version: str | None = None
    ) -> Any:  # noqa: ANN401 - as botocore has it
        """Return a model, which its users only read; so do the clients of one session."""
        if not self._finds_what_all_find():
            return super().load_service_model(service_name, type_name, api_version)
        with _reading:
            return _common_loader().load_service_model(service_name, type_name, api_version)

    def load_data_with_path(self, name: str) -> tuple[dict[str, Any], str]:
        """Return what a file has, and its path; ``load_data`` asks this, too."""
        if not self._finds_what_all_find():
            return super().load_data_with_path(name)
        with _reading:
            return _common_loader().load_data_with_path(name)

    def _finds_what_all_find(self) -> bool:
        # A path may stand there several times: of each boto3 session around one of botocore's.
        return list(dict.fromkeys(self.search_paths)) == _common_loader().search_paths


_reading = Lock()  # a model is completed in place, once it is read


@cache
def _common_loader() -> Loader:
    """Return the loader that reads for all, from where every session of boto3 looks."""
    loader = Loader()
    loader.search_paths.append(str(Path(boto3.__file__).with_name("data")))
    return loader


def _share_models(core: botocore.session.Session) -> None:
    if type(core) is not botocore.session.Session:
        return  # it may bring a loader of its own along

    def loader() -> Loader:
        paths = create_loader(core.get_config_variable("data_path")).search_paths
        return _SharingLoader(paths, include_default_search_paths=False)

    core.lazy_register_component("data_loader", loader)


def _case_blind(reply: Answer) -> HTTPHeaders:
    headers = HTTPHeaders()
    for name, value in reply.headers.items():
        headers[name] = value
    return headers


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _bytes(body: Any) -> bytes:  # noqa: ANN401 - what botocore sends
    if body is None:
        return b""
    return body.encode() if isinstance(body, str) else bytes(body)

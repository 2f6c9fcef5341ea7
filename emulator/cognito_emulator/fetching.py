"""Documents of other hosts, fetched over HTTP: the emulator as a client of identity providers.

What fails is returned rather than raised, so that a request that runs twice hears the same
(decision 0006). Every fetch has a limit of time and of size, and follows few redirects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import ip_address
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from cognito_emulator.deadlines import OutOfTimeError, within

if TYPE_CHECKING:
    from pathlib import Path

    from requests import PreparedRequest, Response, Session
    from requests.adapters import HTTPAdapter

#: Why there is no answer.
FailureKind = Literal["bad url", "unreachable", "untrusted", "timed out", "too large", "redirects"]

_NO_HEADERS: Mapping[str, str] = MappingProxyType({})
# As the service has them at a provider (measured [federation-1]).
_OWN_HEADERS = MappingProxyType(
    {"User-Agent": "Amazon/Cognito", "Accept-Encoding": "gzip,deflate", "Accept": None}
)
_MOST_REDIRECTS = 20  # documented
_CHUNK_BYTES = 65_536


class Fetch(NamedTuple):
    """A request for a document of another host.

    Attributes:
        url: ``http`` or ``https``, any port.
        method: ``GET`` or ``POST``.
        headers: beside the service's own, which they may replace.
        body: of a POST.

    """

    url: str
    method: Literal["GET", "POST"] = "GET"
    headers: Mapping[str, str] = _NO_HEADERS
    body: bytes | None = None


class Fetched(NamedTuple):
    """An answer, of whatever status.

    Attributes:
        status: for example 200.
        reason: what stands behind it, for example ``OK``; may be empty.
        headers: by names in lower case.
        body: decoded, if it came compressed.

    """

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes


class FetchFailure(NamedTuple):
    """There is no answer.

    Attributes:
        kind: why.
        sentence: the same for people; it names the URL.

    """

    kind: FailureKind
    sentence: str


#: Fetches a document, and never raises.
Fetcher: TypeAlias = Callable[[Fetch], Fetched | FetchFailure]


class Network:
    """Fetches over the network.

    Args:
        seconds: how long a fetch may take, redirects and body included.
        most_bytes: how large a body may be.

    """

    def __init__(self, seconds: float = 5.0, most_bytes: int = 1_048_576) -> None:
        self._seconds = seconds
        self._most_bytes = most_bytes
        self._authorities: tuple[str, ...] = ()

    def trust(self, ca_file: Path) -> None:
        """Trust certificates of an authority, beside those that this process trusts.

        Args:
            ca_file: its certificate, as PEM; it is read now, and may go.

        """
        self._authorities = (*self._authorities, ca_file.read_text("ascii"))

    def __call__(self, wanted: Fetch) -> Fetched | FetchFailure:
        """Fetch a document."""
        if not _is_web(wanted.url):
            return FetchFailure("bad url", f"{wanted.url!r} is no http or https URL")
        try:
            return within(self._seconds, lambda: self._fetched(wanted), "cognito-fetch")
        except OutOfTimeError:
            return self._timed_out(wanted)

    def _fetched(self, wanted: Fetch) -> Fetched | FetchFailure:
        import requests  # noqa: PLC0415 - 60 ms that only who has identity providers pays

        try:
            with requests.Session() as session:
                session.max_redirects = _MOST_REDIRECTS
                session.auth = _as_it_is
                if self._authorities:
                    session.mount("https://", _trusting(self._authorities))
                return self._received(self._begun(session, wanted), wanted.url)
        except requests.exceptions.SSLError as error:
            return FetchFailure("untrusted", f"{wanted.url} is not trusted: {error}")
        except requests.exceptions.TooManyRedirects:
            sentence = f"{wanted.url} redirects more than {_MOST_REDIRECTS} times"
            return FetchFailure("redirects", sentence)
        except requests.exceptions.Timeout:
            return self._timed_out(wanted)
        except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema):
            return FetchFailure("bad url", f"{wanted.url} is, or leads to, no http or https URL")
        except (requests.RequestException, OSError) as error:
            return FetchFailure(
                "unreachable", f"{type(error).__name__}: no answer from {wanted.url}"
            )

    def _begun(self, session: Session, wanted: Fetch) -> Response:
        return session.request(
            wanted.method,
            wanted.url,
            headers={**_OWN_HEADERS, **wanted.headers},
            data=wanted.body,
            timeout=self._seconds,
            proxies=DIRECTLY if is_loopback(wanted.url) else None,
            stream=True,
        )

    def _received(self, response: Response, url: str) -> Fetched | FetchFailure:
        body = bytearray()
        for chunk in response.iter_content(_CHUNK_BYTES):
            body += chunk
            if len(body) > self._most_bytes:
                sentence = f"{url} answers with more than {self._most_bytes:,} bytes"
                return FetchFailure("too large", sentence)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Fetched(response.status_code, response.reason or "", headers, bytes(body))

    def _timed_out(self, wanted: Fetch) -> FetchFailure:
        sentence = f"{wanted.url} did not answer within {self._seconds:g} s"
        return FetchFailure("timed out", sentence)


def _trusting(authorities: tuple[str, ...]) -> HTTPAdapter:
    """Return what makes connections that trust authorities beside those that requests trusts.

    A file in ``verify`` would take their place.

    Args:
        authorities: their certificates, as PEM.

    """
    from requests.adapters import HTTPAdapter  # noqa: PLC0415 - slow to load
    from urllib3.util.ssl_ import create_urllib3_context  # noqa: PLC0415 - likewise

    class Trusting(HTTPAdapter):
        def init_poolmanager(self, *given: Any, **how: Any) -> None:  # noqa: ANN401 - handed on
            context = create_urllib3_context()
            for certificate in authorities:
                context.load_verify_locations(cadata=certificate)
            super().init_poolmanager(*given, **how, ssl_context=context)

    return Trusting()


#: No proxy, whatever the environment says: it has those of other schemes and of all of them, too.
DIRECTLY = {"http": "", "https": ""}


def is_loopback(url: str) -> bool:
    """Whether a URL leads to this machine, which no proxy knows."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_web(url: str) -> bool:
    """Whether a text is an http or https URL with a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def _as_it_is(request: PreparedRequest) -> PreparedRequest:
    """Add no password of this machine's ``.netrc``, as requests would."""
    return request

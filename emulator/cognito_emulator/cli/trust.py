"""What other programs are told so that they trust the certificates of a server.

Most variables *replace* what a program trusts: the certificate alone would cut it off from the rest
of the world. So each of them gets what the program trusted before, and ours behind it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cognito_emulator import environment
from cognito_emulator.settings import DEFAULT_TLS_PORT

if TYPE_CHECKING:
    from cognito_emulator.web.server import Server

#: Of Node.js; it adds to what is trusted.
ADDING = "NODE_EXTRA_CA_CERTS"
#: Of OpenSSL (Python, Ruby, PHP, ...) and Go; of requests; of curl; of boto3 and the AWS CLI. Each
#: replaces what is trusted; requests reads the one of curl, too.
REPLACING: Mapping[str, tuple[str, ...]] = {
    "SSL_CERT_FILE": ("SSL_CERT_FILE",),
    "REQUESTS_CA_BUNDLE": ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
    "CURL_CA_BUNDLE": ("CURL_CA_BUNDLE", "SSL_CERT_FILE"),
    "AWS_CA_BUNDLE": ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"),
}
_BEGIN = "-----BEGIN CERTIFICATE-----"


def hint(https_url: str) -> str:
    """Return what is said of where HTTPS is, and of what that takes."""
    port = urlsplit(https_url).port
    which = "" if port in (None, DEFAULT_TLS_PORT) else f" --tls-port {port}"
    return f"HTTPS: {https_url} (how to trust it: cognito-emulator tls{which})"


def told(server: Server) -> dict[str, str]:
    """Return where a server's HTTPS is, and the file of its authority; nothing without it."""
    if server.https_url is None:
        return {}
    return {environment.HTTPS_URL: server.https_url, environment.CA_FILE: str(server.ca_file)}


@contextmanager
def given(server: Server, around: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Give the variables by which a child trusts a server, and their files until the end.

    Args:
        server: it may have no HTTPS; then there are none.
        around: the environment that the child has otherwise.

    """
    if server.ca_file is None:
        yield {}
        return
    from tempfile import TemporaryDirectory  # noqa: PLC0415 - archives and all

    with TemporaryDirectory(prefix="cognito-emulator-") as folder:
        yield {**told(server), **_variables(server.ca_file, around, Path(folder))}


def _variables(ca_file: Path, around: Mapping[str, str], folder: Path) -> dict[str, str]:
    ours = ca_file.read_text(encoding="ascii")
    texts = {ADDING: _first(around, (ADDING,)) or ""}
    for name, before in REPLACING.items():
        texts[name] = _first(around, before) or _usual()
    variables = {}
    for name, text in texts.items():
        bundle = folder / f"{name}.pem"
        bundle.write_text(f"{text.rstrip()}\n{ours}", encoding="utf-8")
        variables[name] = str(bundle)
    return variables


def _first(around: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    """Return the certificates to which the first variable leads that has any."""
    for name in names:
        if around.get(name) and (text := _certificates(Path(around[name]))):
            return text
    return None


def _usual() -> str:
    """Return what is trusted where no variable says otherwise."""
    import ssl  # noqa: PLC0415 - only here

    from requests.utils import DEFAULT_CA_BUNDLE_PATH  # noqa: PLC0415 - likewise

    system = ssl.get_default_verify_paths().cafile
    return (_certificates(Path(system)) if system else "") or _certificates(
        Path(DEFAULT_CA_BUNDLE_PATH)
    )


def _certificates(path: Path) -> str:
    """Return the certificates of a file, or of a folder's files; nothing of what is neither."""
    try:
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        texts = [each.read_text(encoding="utf-8", errors="replace") for each in files]
    except OSError:
        return ""
    return os.linesep.join(text for text in texts if _BEGIN in text)

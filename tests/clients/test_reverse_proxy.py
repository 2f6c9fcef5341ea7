"""A reverse proxy that signs users in, in the place of a load balancer that does: Apache's
mod_auth_openidc, and behind it an app that reads who somebody is from the headers of a request.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.clients.shop import SECRET, SITE, Shop, shop
from tests.clients.visitor import Visitor
from tests.conformance.serving import answers
from tests.ports import reserved_port

MODULES = Path("/usr/lib/apache2/modules")
APACHE = shutil.which("apache2")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        APACHE is None or not (MODULES / "mod_auth_openidc.so").exists(),
        reason="needs Debian's apache2-bin and libapache2-mod-auth-openidc",
    ),
]

CONFIGURATION = """
ServerRoot {folder}
ServerName localhost
PidFile {folder}/pid
ErrorLog {folder}/error.log
Listen 127.0.0.1:{port}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authn_core_module {modules}/mod_authn_core.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule authz_user_module {modules}/mod_authz_user.so
LoadModule proxy_module {modules}/mod_proxy.so
LoadModule proxy_http_module {modules}/mod_proxy_http.so
LoadModule auth_openidc_module {modules}/mod_auth_openidc.so
User www-data
Group www-data

OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration
OIDCClientID {client}
OIDCClientSecret {secret}
OIDCRedirectURI http://localhost:{port}/callback
OIDCScope "openid email"
OIDCPKCEMethod S256
OIDCCryptoPassphrase of-the-tests
OIDCSessionType client-cookie
OIDCRemoteUserClaim cognito:username
OIDCPassClaimsAs headers

ProxyPass /callback !
ProxyPass / http://127.0.0.1:{app}/
<Location />
  AuthType openid-connect
  Require valid-user
</Location>
"""


class _App(BaseHTTPRequestHandler):
    """Shows what it is told of its user."""

    def do_GET(self) -> None:
        told = {n.lower(): v for n, v in self.headers.items() if n.lower().startswith("oidc_")}
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def proxy(served: Shop, app: int, folder: Path) -> Iterator[str]:
    """Run Apache before an app; yield the address."""
    with reserved_port() as port:
        configuration = CONFIGURATION.format(
            folder=folder,
            modules=MODULES,
            port=port,
            app=app,
            issuer=served.issuer,
            client=SITE,
            secret=SECRET,
        )
        (folder / "apache.conf").write_text(configuration, encoding="utf-8")
        with subprocess.Popen(
            [str(APACHE), "-f", folder / "apache.conf", "-DFOREGROUND"]
        ) as process:
            try:
                assert answers(port, process), (folder / "error.log").read_text(encoding="utf-8")
                yield f"http://localhost:{port}"
            finally:
                process.terminate()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    with shop() as served, ThreadingHTTPServer(("127.0.0.1", 0), _App) as app:
        thread = Thread(target=app.serve_forever, daemon=True)
        thread.start()
        with proxy(served, app.server_port, tmp_path) as url:
            served.register(SITE, f"{url}/callback", f"{url}/goodbye")
            yield url
        app.shutdown()
        thread.join()


def test_who_is_signed_in_at_the_pages_reaches_the_app(site: str) -> None:
    visitor = Visitor()

    page = visitor.get(f"{site}/orders")
    told = visitor.get(visitor.signed_in(page)).json()

    assert "/_domain/" in page.url
    assert told["oidc_claim_email"] == "alice@example.com"
    assert visitor.get(f"{site}/orders").json()["oidc_claim_sub"] == told["oidc_claim_sub"]

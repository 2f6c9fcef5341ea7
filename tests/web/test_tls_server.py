"""A server of HTTP and HTTPS, as users have it."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import jwt
import pytest
import requests
from botocore.config import Config

from cognito_emulator import Emulator, Server, Settings, Tls
from cognito_emulator.domain.pools.custom_domain import CustomDomainConfig
from cognito_emulator.domain.pools.record import DOMAINS, Domain
from cognito_emulator.domain.work.context import Context
from cognito_emulator.fetching import Fetch, Fetched, FetchFailure, Network
from cognito_emulator.settings import DEFAULT_TLS_PORT, HTTPS_PORT
from cognito_emulator.web import listening
from cognito_emulator.web.exchange import Exchange
from cognito_emulator.web.listening import CannotListen
from cognito_emulator.web.tls import AuthorityError
from tests.ports import reserved_port
from tests.threads import running_threads, unending

POOL = "us-east-1_TlsPool01"
CLIENT = "tlsclient00000000000000001"
SEED = {
    "PoolName": "tls",
    "Id": POOL,
    "Clients": [
        {
            "ClientName": "app",
            "ClientId": CLIENT,
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        }
    ],
    "Users": [{"Username": "ada", "Password": "Ada-Password-1"}],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data") / "tls"


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    tls = Tls(port=0, folder=folder)
    with Emulator(seed=SEED) as emulator, Server(emulator, port=0, tls=tls) as running:
        yield running


def get(server: Server, path: str, host: str | None = None) -> requests.Response:
    """Ask by HTTPS, as a client that trusts the authority."""
    headers = {} if host is None else {"Host": host}
    url = f"{server.https_url}{path}"
    return requests.get(url, headers=headers, verify=str(server.ca_file), timeout=60)


def test_both_are_served(server: Server) -> None:
    assert server.https_url
    assert server.url.startswith("http://localhost:")
    assert server.https_url.startswith("https://localhost:")
    assert get(server, "/_emulator/health").json()["status"] == "ok"
    assert requests.get(f"{server.url}/_emulator/health", timeout=60).json()["status"] == "ok"


def test_without_tls_there_is_none(emulator: Emulator) -> None:
    with Server(emulator, port=0) as server:
        assert server.https_url is None
        assert server.ca_file is None


def test_a_flow_with_boto3(server: Server) -> None:
    cognito = boto3.client(
        "cognito-idp",
        region_name="us-east-1",
        endpoint_url=server.https_url,
        verify=str(server.ca_file),
        aws_access_key_id="x",
        aws_secret_access_key="x",
        config=Config(proxies={}),
    )
    signed_in = cognito.initiate_auth(
        ClientId=CLIENT,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": "Ada-Password-1"},
    )["AuthenticationResult"]
    assert cognito.get_user(AccessToken=signed_in["AccessToken"])["Username"] == "ada"
    assert cognito.list_users(UserPoolId=POOL)["Users"][0]["Username"] == "ada"
    issuer = f"{server.https_url}/{POOL}"
    keys = jwt.PyJWKSet.from_dict(get(server, f"/{POOL}/.well-known/jwks.json").json())
    token = signed_in["IdToken"]
    key = next(key for key in keys.keys if key.key_id == jwt.get_unverified_header(token)["kid"])
    claims = jwt.decode(token, key, algorithms=["RS256"], audience=CLIENT, issuer=issuer)
    assert claims["cognito:username"] == "ada"
    cognito.close()


def test_addresses_in_answers_are_https(server: Server) -> None:
    found = get(server, f"/{POOL}/.well-known/openid-configuration").json()
    assert found["issuer"] == f"{server.https_url}/{POOL}"
    assert found["jwks_uri"].startswith(f"{server.https_url}/")


def test_the_real_service_s_hosts(folder: Path) -> None:
    """Under them the API and what verifiers fetch answer; the control API does not."""
    tls = Tls(port=0, folder=folder, aws_regions=["us-east-1"])
    host = "cognito-idp.us-east-1.amazonaws.com"
    with Emulator(seed=SEED) as emulator, Server(emulator, port=0, tls=tls) as server:
        port = urlsplit(server.https_url or "").port
        trusting = ssl.create_default_context(cafile=str(server.ca_file))
        for name in (host, f"issuer-{host}", "demo.auth.us-east-1.amazoncognito.com"):
            plug = socket.create_connection(("127.0.0.1", port), timeout=60)
            trusting.wrap_socket(plug, server_hostname=name).close()
        document = get(server, f"/{POOL}/.well-known/openid-configuration", host).json()
        assert document["issuer"] == f"https://{host}/{POOL}"
        assert get(server, "/_emulator/users", host).status_code == 403


def put(domain: Domain, ctx: Context) -> None:
    ctx.tx.put(DOMAINS, domain)


def test_custom_domains_of_pools_have_certificates(folder: Path) -> None:
    with (
        Emulator(seed=SEED) as emulator,
        Server(emulator, port=0, tls=Tls(port=0, folder=folder)) as server,
    ):
        assert not server._is_domain("auth.shop.example")
        for name, custom in (("auth.shop.example", CustomDomainConfig()), ("shop", None)):
            domain = Domain(name=name, pool_id=POOL, created_at=0, active_at=0, custom=custom)
            emulator.run_inside(partial(put, domain))
        assert server._is_domain("auth.shop.example")
        assert not server._is_domain("shop")


def test_what_is_refused_is_reported(server: Server) -> None:
    seen: list[Exchange] = []
    leave = server.on_request(seen.append)
    try:
        where = urlsplit(server.https_url or "")
        requests.get(f"http://{where.netloc}/", timeout=60)
    finally:
        leave()
    assert [(each.status, each.path) for each in seen] == [(400, "")]


def test_silent_clients_of_one_port_stop_neither(server: Server) -> None:
    where = urlsplit(server.https_url or "")
    silent = [socket.create_connection((where.hostname, where.port)) for _ in range(50)]
    try:
        assert get(server, "/_emulator/health").status_code == 200
        assert requests.get(f"{server.url}/_emulator/health", timeout=60).status_code == 200
    finally:
        for plug in silent:
            plug.close()


def test_each_port_has_its_part_of_the_files(folder: Path, emulator: Emulator) -> None:
    with Server(emulator, port=0) as alone:
        (most,) = (http.max_connections for http in alone._ports._servers)
    with Server(emulator, port=0, tls=Tls(port=0, folder=folder)) as both:
        assert [http.max_connections for http in both._ports._servers] == [most // 2, most // 2]


# --- its beginning and its end --------------------------------------------------------------------


def test_ports() -> None:
    assert Tls().port_to_bind == DEFAULT_TLS_PORT
    assert Tls(aws_regions=["eu-west-1"]).port_to_bind == HTTPS_PORT
    assert Tls(port=0, aws_regions=["eu-west-1"]).port_to_bind == 0


def test_stopping_ends_both(emulator: Emulator, folder: Path) -> None:
    before = running_threads()
    server = Server(emulator, port=0, tls=Tls(port=0, folder=folder))
    with server:
        assert get(server, "/_emulator/health").status_code == 200
    server.stop()
    for url in (server.url, server.https_url or ""):
        where = urlsplit(url)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((where.hostname, where.port), timeout=60)
    assert unending(running_threads() - before) == []
    with pytest.raises(RuntimeError, match="already runs, or has been stopped"):
        server.start()


def test_running_in_this_thread_serves_both_and_ends_both(
    emulator: Emulator, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server(emulator, port=0, tls=Tls(port=0, folder=folder))
    answers = []

    def interrupted(connection: socket.socket, _: object) -> None:
        connection.close()
        raise KeyboardInterrupt

    def interrupt() -> None:
        answers.append(get(server, "/_emulator/health").status_code)
        monkeypatch.setattr(server._ports._servers[0], "process_request", interrupted)
        where = urlsplit(server.url)
        socket.create_connection((where.hostname, where.port), timeout=60).close()

    thread = threading.Thread(target=interrupt)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        server.run()
    thread.join()
    assert answers == [200]
    where = urlsplit(server.https_url or "")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((where.hostname, where.port), timeout=60)


def test_a_port_that_is_in_use(emulator: Emulator, folder: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=r"in use.* \(--tls-port 0 finds one\)"):
            Server(emulator, port=0, tls=Tls(port=port, folder=folder))


def test_where_one_port_is_in_use_the_other_is_free_again(emulator: Emulator, folder: Path) -> None:
    with reserved_port() as other, closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=r"in use.* \(--port 0 finds one\)"):
            Server(emulator, port=port, tls=Tls(port=other, folder=folder))
        Server(emulator, port=other).stop()


def test_an_authority_that_cannot_be_used(emulator: Emulator, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with reserved_port() as port:
        with pytest.raises(AuthorityError, match="cannot be kept"):
            Server(emulator, port=port, tls=Tls(port=0, folder=tmp_path / "file"))
        Server(emulator, port=port).stop()


@pytest.mark.parametrize(
    ("first", "said"),
    [
        ("1024", "ports below 1024 need the right CAP_NET_BIND_SERVICE."),
        ("nonsense", "ports below 1024 need special rights; run it with them"),
        (None, "ports below 1024 need special rights; run it with them"),
    ],
)
def test_a_missing_right_is_named(
    first: str | None,
    said: str,
    emulator: Emulator,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    create = socket.create_server

    def refuse(address: tuple[str, int], **options: object) -> socket.socket:
        if address[1] == HTTPS_PORT:
            raise PermissionError(13, "Permission denied")
        return create(address, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "create_server", refuse)
    monkeypatch.setattr(listening, "_FIRST_UNPRIVILEGED", tmp_path / "first")
    if first is not None:
        (tmp_path / "first").write_text(first)
    with pytest.raises(CannotListen, match=r"port 443: ") as refused:
        Server(emulator, port=0, tls=Tls(folder=folder, aws_regions=["eu-west-1"]))
    assert said in str(refused.value)
    assert "(--tls-port 0 finds one)" in str(refused.value)


def test_a_public_url_is_named(folder: Path) -> None:
    settings = Settings(public_url="https://id.example.com")
    with (
        Emulator(settings=settings) as emulator,
        Server(emulator, port=0, tls=Tls(port=0, folder=folder)) as server,
    ):
        assert server._ports._https
        assert "id.example.com" in server._ports._https.certificates._names.always


def test_an_address_that_is_reached_is_named(folder: Path) -> None:
    """A server that listens everywhere knows its addresses only as clients come."""
    everywhere = "0.0.0.0"  # noqa: S104 - the question
    with (
        Emulator() as emulator,
        Server(emulator, everywhere, 0, tls=Tls(port=0, folder=folder)) as server,
    ):
        port = urlsplit(server.https_url or "").port
        assert server.https_url == f"https://localhost:{port}"
        url = f"https://127.0.0.2:{port}/_emulator/health"  # of loopback, and not usual
        assert requests.get(url, verify=str(server.ca_file), timeout=60).ok


@pytest.mark.skipif(not socket.has_ipv6, reason="needs IPv6")
def test_ipv6(folder: Path) -> None:
    try:
        server = Server(Emulator(), "::1", 0, tls=Tls(port=0, folder=folder))
    except CannotListen:
        pytest.skip("no IPv6 here")
    with server:
        assert (server.https_url or "").startswith("https://[::1]:")
        assert get(server, "/_emulator/health").ok


def test_the_emulator_trusts_its_own_authority(server: Server) -> None:
    """A provider may be another pool of it, or a stand-in of the same folder, by HTTPS."""
    emulator = server._emulator
    details = {
        "client_id": "a-client",
        "client_secret": "a-secret",
        "authorize_scopes": "openid",
        "attributes_request_method": "GET",
        "oidc_issuer": f"{server.https_url}/{POOL}",
    }
    provider = {"UserPoolId": POOL, "ProviderName": "Company", "ProviderType": "OIDC"}
    emulator.call("CreateUserPoolDomain", {"UserPoolId": POOL, "Domain": "tls"})
    emulator.call("CreateIdentityProvider", {**provider, "ProviderDetails": details})

    stranger = Network()(Fetch(f"{server.https_url}/_emulator/health"))
    assert isinstance(stranger, FetchFailure)
    assert stranger.kind == "untrusted"


def test_whom_the_process_trusts_is_trusted_beside_it(
    server: Server, emulator: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch = server._emulator.fetch
    with Server(emulator, port=0, tls=Tls(port=0, folder=tmp_path / "tls")) as another:
        wanted = Fetch(f"{another.https_url}/_emulator/health")
        assert isinstance(fetch(wanted), FetchFailure)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(another.ca_file))
        assert isinstance(fetch(wanted), Fetched)

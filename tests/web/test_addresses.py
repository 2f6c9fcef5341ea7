"""Where a pool's domain is: by path, by host, at the service's own hosts."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator import Settings
from cognito_emulator.emulator import Emulator
from cognito_emulator.web.hosting.address import DomainAddress, address_of
from tests.support import PASSWORD, StockKeys, claims
from tests.table import table
from tests.web.client import WebClient
from tests.web.hosting import CALLBACK, Hosting, back, csrf

CUSTOM = "login.example.com"
SERVICE = "https://cognito-idp.us-east-1.amazonaws.com"
PREFIX = "https://shop.auth.us-east-1.amazoncognito.com"
PUBLIC = "http://cognito.localhost:9329"


def hosting(keys: StockKeys, settings: Settings | None = None) -> Hosting:
    return Hosting(Emulator(settings or Settings(), keys=keys))


def give_custom(there: Hosting) -> None:
    arn = "arn:aws:acm:us-east-1:123456789012:certificate/1"
    there.call(
        "CreateUserPoolDomain",
        UserPoolId=there.pool_id,
        Domain=CUSTOM,
        CustomDomainConfig={"CertificateArn": arn},
    )


@pytest.fixture(scope="module")
def shop(stock_keys: StockKeys) -> Hosting:
    """A pool with the prefix ``shop`` and a custom domain, and another pool without any."""
    there = hosting(stock_keys)
    give_custom(there)
    there.emulator.plant({"PoolName": "other", "Id": "us-east-1_Other1"})
    return there


def asked(shop: Hosting, host: str, path: str = "/login", scheme: str = "http") -> Any:
    environ = {"HTTP_HOST": host, "PATH_INFO": path, "wsgi.url_scheme": scheme}
    environ |= {"SERVER_NAME": "127.0.0.1", "SERVER_PORT": "9329"}
    return address_of(environ, shop.emulator)


# --- which domain ---------------------------------------------------------------------------------


@table(
    "host, path, address",
    [
        (
            "localhost:9329",
            "/_domain/shop/login",
            ("shop", "/_domain/shop", "http://localhost:9329"),
        ),
        ("localhost:9329", "/_domain/shop", ("shop", "/_domain/shop", "http://localhost:9329")),
        ("[::1]:9329", "/_domain/Shop/", ("shop", "/_domain/Shop", "http://[::1]:9329")),
        ("10.0.2.2:9329", "/_domain/shop/x", ("shop", "/_domain/shop", "http://10.0.2.2:9329")),
        ("api", f"/_domain/{CUSTOM}/x", (CUSTOM, f"/_domain/{CUSTOM}", "http://api")),
        ("shop.auth.localhost:9329", "/", ("shop", "", "http://localhost:9329")),
        ("SHOP.Auth.LOCALHOST", "/login", ("shop", "", "http://localhost")),
        ("shop.auth.localhost.:80", "/login", ("shop", "", "http://localhost:80")),
        ("shop.auth.localhost:", "/login", ("shop", "", "http://localhost")),
        ("shop.auth.localhost", "/_domain/other/login", ("shop", "", "http://localhost")),
        ("shop.auth.us-east-1.amazoncognito.com", "/", ("shop", "", SERVICE)),
        ("Shop.auth.us-east-1.AmazonCognito.com.", "/", ("shop", "", SERVICE)),
        ("shop.auth.us-east-1.amazoncognito.com:443", "/", ("shop", "", SERVICE)),
        ("shop.auth-fips.us-east-1.amazoncognito.com", "/", ("shop", "", SERVICE)),
        (
            "shop.auth.us-east-1.amazoncognito.com:9330",
            "/",
            ("shop", "", "http://cognito-idp.us-east-1.amazonaws.com:9330"),
        ),
        (CUSTOM, "/", (CUSTOM, "", SERVICE)),
        ("LOGIN.Example.com.:443", "/login", (CUSTOM, "", SERVICE)),
    ],
)
def test_an_address_of_a_domain(
    shop: Hosting, host: str, path: str, address: tuple[str, str, str]
) -> None:
    assert asked(shop, host, path)[:3] == address


@table(
    "host, path",
    [
        ("localhost:9329", "/"),
        ("localhost:9329", "/_domain/"),
        ("localhost:9329", "/_domain"),
        ("localhost:9329", "/_domains/shop/login"),
        ("localhost:9329", "/_domain/sh\0op/login"),
        ("localhost:9329", "/_domain/sh op/login"),
        ("localhost:9329", f"/_domain/{'a' * 256}/login"),
        ("", "/login"),
        ("auth.localhost", "/login"),
        (".auth.localhost", "/login"),
        ("a.shop.auth.localhost", "/login"),
        ("shop.auth.localhost.evil.example", "/login"),
        ("shop.auth.localhost:x", "/login"),
        ("shop.auth.localhost:123456", "/login"),
        ("user@shop.auth.localhost", "/login"),
        ("shop.example.com", "/login"),
        ("xlogin.example.com", "/login"),
        ("login.example.com.evil.example", "/login"),
        ("shop", "/login"),  # a prefix is no host
        ("shop.auth.us-east-1.amazoncognito.com.evil.example", "/login"),
        ("a.shop.auth.us-east-1.amazoncognito.com", "/login"),
        ("cognito-idp.us-east-1.amazonaws.com", "/login"),
    ],
)
def test_what_is_no_domain_s(shop: Hosting, host: str, path: str) -> None:
    assert asked(shop, host, path) is None


HOSTS = st.one_of(
    st.text(),
    st.text("shop.authlceni-us1amznrdTX:09@[]%\u00e9\u017f\u2024 ", max_size=60),
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(["shop", "Shop", "us-east-1other1", CUSTOM, "", "a.b", "\u017fhop"]),
        st.sampled_from([".auth", ".auth-fips", "", ".AUTH", "."]),
        st.sampled_from([".localhost", ".us-east-1.amazoncognito.com", "", ".eu-west-1.x"]),
        st.sampled_from(["", ".", ":80", ":", ":443", ":99999", ":-1", "\n", "/", "\u0660"]),
    ),
)
PATHS = st.one_of(
    st.text(),
    st.builds("/_domain/{}".format, st.text()),
    st.builds("/_domain/shop{}".format, st.text()),
)


@given(host=HOSTS, path=PATHS, scheme=st.sampled_from(["http", "https"]))
def test_whatever_is_asked_is_one_domain_or_none(
    shop: Hosting, host: str, path: str, scheme: str
) -> None:
    """It never fails, and a domain is found only where its name stands."""
    address = asked(shop, host, path, scheme)
    if address is None:
        return
    assert isinstance(address, DomainAddress)
    assert address.name == address.name.lower()
    assert address.name.isascii()
    if address.path:
        assert path.startswith(address.path)
        assert address.path.lower() == f"/_domain/{address.name}"
    else:
        assert host.lower().startswith(address.name)


@given(host=HOSTS, path=PATHS)
def test_nothing_that_is_asked_breaks_the_server(shop: Hosting, host: str, path: str) -> None:
    environ = {"HTTP_HOST": host.encode().decode("latin-1")}
    environ["PATH_INFO"] = path.encode().decode("latin-1")
    response = shop.browser.get("/", environ_overrides=environ)
    assert response.status_code < 500


@pytest.mark.parametrize(
    ("url", "path", "status"),
    [
        ("http://localhost", "/_domain/nobody/login", 404),
        ("http://nobody.auth.localhost", "/login", 404),
        ("https://nobody.auth.us-east-1.amazoncognito.com", "/login", 404),
        ("https://shop.auth.eu-west-1.amazoncognito.com", "/login", 404),
        ("https://us-east-1other1.auth.us-east-1.amazoncognito.com", "/login", 404),
        ("https://other.example.com", "/login", 404),
        ("http://localhost", "/_domain/us-east-1other1/login", 302),
        ("http://us-east-1other1.auth.localhost", "/login", 302),
    ],
)
def test_a_domain_that_is_not_there(shop: Hosting, url: str, path: str, status: int) -> None:
    """A request without parameters is sent to the error page, if there is such a domain."""
    response = shop.browser.get(path, base_url=url)
    assert response.status_code == status
    if status == 302:
        assert "/error?" in response.headers["Location"]


# --- what is named there --------------------------------------------------------------------------


class Place(NamedTuple):
    """Where a domain is asked: its URL, and the base URL that issuers begin with there."""

    url: str
    base: str


PLACES = {
    "path": Place("http://localhost:9329/_domain/shop", "http://localhost:9329"),
    "alias": Place("http://cognito:9329/_domain/shop", "http://cognito:9329"),
    "host": Place("http://shop.auth.localhost:9329", "http://localhost:9329"),
    "service": Place(PREFIX, SERVICE),
    "public": Place(f"{PUBLIC}/_domain/shop", PUBLIC),
}
OPTIONS = {
    "none": Settings(),
    "public-url": Settings(public_url=PUBLIC),
    "aws-issuer": Settings(aws_issuer=True),
    "both": Settings(public_url=PUBLIC, aws_issuer=True),
}


def code_at(shop: Hosting, place: Place) -> str:
    """Sign in at a place, or use the browser's session there."""
    query = urlencode(shop.wanted())
    answer = shop.browser.get(f"{place.url}/oauth2/authorize?{query}")
    if not answer.headers["Location"].startswith(CALLBACK):
        page = shop.browser.get(f"{place.url}/login?{query}")
        form = {"_csrf": csrf(page), "username": "alice", "password": PASSWORD}
        answer = shop.browser.post(f"{place.url}/login?{query}", data=form)
    return back(answer)["code"]


def tokens_at(shop: Hosting, place: Place, code: str) -> dict[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "client_id": shop.client.id,
        "redirect_uri": CALLBACK,
        "code": code,
    }
    answer = shop.browser.post(f"{place.url}/oauth2/token", data=form)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.get_json()
    return document


def discovery(shop: Hosting, base: str) -> dict[str, Any]:
    path = f"/{shop.pool_id}/.well-known/openid-configuration"
    found: dict[str, Any] = shop.browser.get(f"{base}{path}").get_json()
    return found


@pytest.mark.parametrize("settings", OPTIONS.values(), ids=OPTIONS.keys())
@pytest.mark.parametrize("begun_at", PLACES.values(), ids=PLACES.keys())
def test_authorize_at_one_place_and_get_tokens_and_discovery_at_another(
    stock_keys: StockKeys, settings: Settings, begun_at: Place
) -> None:
    """Tokens say where their code was exchanged, unless an option says something for all."""
    shop = hosting(stock_keys, settings)
    for place in PLACES.values():
        base = SERVICE if settings.aws_issuer else settings.public_url or place.base
        tokens = tokens_at(shop, place, code_at(shop, begun_at))
        issuers = {claims(tokens[name])["iss"] for name in ("id_token", "access_token")}

        found = discovery(shop, place.base)

        assert issuers == {f"{base}/{shop.pool_id}"} == {found["issuer"]}
        here = PREFIX if place.base == SERVICE else f"{place.base}/_domain/shop"
        of_browsers = f"{PUBLIC}/_domain/shop" if settings.public_url else here
        assert found == {
            "authorization_endpoint": f"{of_browsers}/oauth2/authorize",
            "end_session_endpoint": f"{of_browsers}/logout",
            "id_token_signing_alg_values_supported": ["RS256"],
            "issuer": f"{base}/{shop.pool_id}",
            "jwks_uri": f"{place.base}/{shop.pool_id}/.well-known/jwks.json",
            "response_types_supported": ["code", "token"],
            "revocation_endpoint": f"{here}/oauth2/revoke",
            "scopes_supported": ["openid", "email", "phone", "profile"],
            "subject_types_supported": ["public"],
            "token_endpoint": f"{here}/oauth2/token",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "userinfo_endpoint": f"{here}/oauth2/userInfo",
        }
        assert list(found) == sorted(found)
        assert shop.browser.get(found["jwks_uri"]).status_code == 200


def test_a_custom_domain_is_named_by_its_own_host_at_the_service_s(stock_keys: StockKeys) -> None:
    """Issuer and keys stay where they are."""
    shop = hosting(stock_keys)
    give_custom(shop)

    found = discovery(shop, SERVICE)

    assert found["issuer"] == f"{SERVICE}/{shop.pool_id}"
    assert found["jwks_uri"].startswith(f"{SERVICE}/")
    assert found["token_endpoint"] == f"https://{CUSTOM}/oauth2/token"
    assert found["end_session_endpoint"] == f"https://{CUSTOM}/logout"
    at_custom = Place(f"https://{CUSTOM}", SERVICE)
    tokens = tokens_at(shop, at_custom, code_at(shop, at_custom))
    assert claims(tokens["id_token"])["iss"] == f"{SERVICE}/{shop.pool_id}"


@pytest.mark.parametrize(
    ("settings", "url", "domain"),
    [
        (Settings(), "http://localhost:9329", "http://localhost:9329/_domain/us-east-1abc"),
        (Settings(), SERVICE, None),
        (Settings(public_url=SERVICE, aws_issuer=True), SERVICE, None),
        (
            Settings(public_url=SERVICE, aws_issuer=True),
            "http://127.0.0.1:9329",
            "http://127.0.0.1:9329/_domain/us-east-1abc",
        ),
        (Settings(default_domain=False), "http://localhost:9329", None),
    ],
)
def test_a_default_domain_is_named_where_it_is(
    stock_keys: StockKeys, settings: Settings, url: str, domain: str | None
) -> None:
    emulator = Emulator(settings, keys=stock_keys)
    emulator.plant({"Id": "us-east-1_Abc", "PoolName": "shop"})
    web: Any = WebClient(emulator)

    found = web.get(f"{url}/us-east-1_Abc/.well-known/openid-configuration").json

    if domain is None:
        assert found.keys() == {
            "id_token_signing_alg_values_supported",
            "issuer",
            "jwks_uri",
            "response_types_supported",
            "subject_types_supported",
        }
    else:
        assert found["authorization_endpoint"] == f"{domain}/oauth2/authorize"
        assert found["token_endpoint"] == f"{domain}/oauth2/token"


def test_a_public_url_with_a_path_is_a_proxy_s(stock_keys: StockKeys) -> None:
    """It strips the path, and passes the Host on: then what is named has scheme and path again."""
    shop = hosting(stock_keys, Settings(public_url="https://id.test/auth"))
    get = shop.browser.get

    found, elsewhere = discovery(shop, "http://id.test"), discovery(shop, "http://api:9329")
    sent = get(
        f"/_domain/shop/oauth2/authorize?{urlencode(shop.wanted())}", base_url="http://id.test"
    )

    assert found["jwks_uri"] == f"https://id.test/auth/{shop.pool_id}/.well-known/jwks.json"
    assert found["token_endpoint"] == "https://id.test/auth/_domain/shop/oauth2/token"
    assert elsewhere["token_endpoint"] == "http://api:9329/_domain/shop/oauth2/token"
    assert elsewhere["issuer"] == found["issuer"] == f"https://id.test/auth/{shop.pool_id}"
    assert sent.headers["Location"].startswith("/auth/_domain/shop/login?")


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
@pytest.mark.parametrize("document", ["jwks.json", "openid-configuration"])
def test_other_methods_of_the_documents(shop: Hosting, method: str, document: str) -> None:
    answer = shop.browser.open(
        f"/{shop.pool_id}/.well-known/{document}",
        method=method,
        headers={
            "Origin": "null",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "authorization",
        },
    )
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    if method == "OPTIONS":
        assert "GET" in answer.headers["Access-Control-Allow-Methods"]
        assert "authorization" in answer.headers["Access-Control-Allow-Headers"].lower()


@pytest.mark.parametrize("url", [SERVICE, "http://localhost:9329"])
def test_an_unknown_document_of_the_issuer_s_host(shop: Hosting, url: str) -> None:
    answer = shop.browser.get(f"{url}/{shop.pool_id}/.well-known/openid_configuration")
    assert answer.status_code == 400
    assert answer.text == (
        '{"code":"BadRequest",'
        '"message":"The server did not understand the operation that was requested.",'
        '"type":"client"}'
    )


@pytest.mark.parametrize(
    ("host", "scheme", "issuer"),
    [
        ("cognito-idp.us-east-1.amazonaws.com", "https", SERVICE),
        ("Cognito-IDP.us-east-1.amazonaws.com.:443", "https", SERVICE),
        ("cognito-idp-fips.us-east-1.amazonaws.com", "https", SERVICE),
        ("cognito-idp.us-east-1.amazonaws.com", "http", SERVICE),
        (
            "cognito-idp.us-east-1.amazonaws.com:9330",
            "https",
            "https://cognito-idp.us-east-1.amazonaws.com:9330",
        ),
    ],
)
def test_asked_at_the_service_s_own_host_the_issuer_is_the_service_s(
    shop: Hosting, host: str, scheme: str, issuer: str
) -> None:
    overrides = {"HTTP_HOST": host, "wsgi.url_scheme": scheme}
    path = f"/{shop.pool_id}/.well-known/openid-configuration"
    found = shop.browser.get(path, environ_overrides=overrides).get_json()
    assert found["issuer"] == f"{issuer}/{shop.pool_id}"

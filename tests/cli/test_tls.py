"""``--tls``, ``--aws-hosts`` and ``cognito-emulator tls``: what is served, told and trusted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import which

import pytest
import requests

import cognito_emulator
from cognito_emulator import Emulator, Server, Tls, cli
from cognito_emulator.cli import aws_hosts, options, trust
from cognito_emulator.cli.banner import Place, banner
from cognito_emulator.web.tls.authority import kept_in
from tests import forked
from tests.table import table

SOURCES = Path(cognito_emulator.__file__).parents[1]
POOLS = {
    "UserPools": [
        {"PoolName": "shop", "Id": "eu-west-1_Shop00001"},
        {"PoolName": "other", "Id": "us-east-1_Other0001"},
    ]
}
BEGIN = "-----BEGIN CERTIFICATE-----"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "tls"


def surroundings(**more: str) -> dict[str, str]:
    """The environment of a process, as if nobody trusted anything but the usual."""
    names = ("AWS_", "COGNITO_", "SSL_CERT", "CURL_CA", "REQUESTS_CA", "NODE_EXTRA")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(names)}
    return {**plain, "PYTHONPATH": str(SOURCES), **more}


# --- options --------------------------------------------------------------------------------------


@table(
    "words, regions",
    [
        ("", None),
        ("--aws-hosts", ()),
        ("--aws-hosts --quiet", ()),
        ("--aws-hosts eu-west-1", ("eu-west-1",)),
        ("--aws-hosts=eu-west-1,us-east-1", ("eu-west-1", "us-east-1")),
        ("--aws-hosts eu-west-1 --quiet", ("eu-west-1",)),
    ],
)
def test_regions(words: str, regions: tuple[str, ...] | None) -> None:
    assert options.read(["serve", *words.split()], {}).aws_hosts == regions


@table(
    "value, regions",
    [
        ("", None),
        ("0", None),
        ("1", ()),
        ("true", ()),
        ("eu-west-1, us-east-1", ("eu-west-1", "us-east-1")),
    ],
)
def test_regions_by_the_environment(value: str, regions: tuple[str, ...] | None) -> None:
    read = options.read(["serve"], {"COGNITO_EMULATOR_AWS_HOSTS": value})
    assert read.aws_hosts == regions


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("serve --aws-hosts pool.yaml", "--aws-hosts: 'pool.yaml' is no region"),
        ("serve --aws-hosts --tls-port", "--tls-port needs a value: --tls-port PORT"),
        ("serve --tls=1", "--tls takes no value."),
        ("exec --aws-hosts true", "exec has no option --aws-hosts"),
        ("tls --prot", "tls has no option --prot; the nearest is --path"),
        ("tls x", "tls takes only options, and x is none."),
    ],
)
def test_mistakes(words: str, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(words.split()) == 2
    assert capsys.readouterr().err.startswith(f"cognito-emulator: {sentence}")


# --- tls ------------------------------------------------------------------------------------------


def test_it_says_how_to_trust_and_changes_nothing_else(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["tls", "--tls-folder", str(folder)]) == 0
    text = capsys.readouterr().out
    assert f"\n  {folder}/ca.pem\n" in text
    for wanted in (
        "What trusting it means",
        f"curl --cacert {folder}/ca.pem https://localhost:9330/",
        f"export NODE_EXTRA_CA_CERTS={folder}/ca.pem",
        *(f"export {name}=" for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "AWS_CA_BUNDLE")),
        *("keytool -importcert", "certutil -d sql:", "Firefox", "security add-trusted-cert"),
    ):
        assert wanted in text
    assert sorted(path.name for path in folder.iterdir()) == ["ca-key.pem", "ca.pem"]


def test_it_is_about_the_port_that_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["tls", "--tls-folder", str(folder), "--tls-port", "9443"]) == 0
    assert f"curl --cacert {folder}/ca.pem https://localhost:9443/" in capsys.readouterr().out


def test_for_scripts_there_is_the_path_alone(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parents[1])
    assert cli.main(["tls", "--path", "--tls-folder", "data/tls"]) == 0
    assert capsys.readouterr().out == f"{folder}/ca.pem\n"


def test_a_path_is_quoted_for_shells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "a b"
    assert cli.main(["tls", "--tls-folder", str(folder)]) == 0
    assert f"NODE_EXTRA_CA_CERTS='{folder}/ca.pem'" in capsys.readouterr().out


def test_a_folder_that_is_open_to_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tmp_path.chmod(0o755)
    for command in (["tls"], ["serve", "--port", "0", "--tls"], ["exec", "--tls"]):
        words = [*command, "--tls-folder", str(tmp_path)]
        assert cli.main([*words, "true"] if command[0] == "exec" else words) == 2
        assert "is open to other users. Run chmod 700 " in capsys.readouterr().err


# --- serve ----------------------------------------------------------------------------------------


def told(place: Place) -> str:
    lines = banner(Emulator(seed=POOLS), place, [])
    return "\n".join(line if isinstance(line, str) else line.text for line in lines)


def test_the_banner_says_where_it_is_and_what_that_takes() -> None:
    text = told(Place("localhost", "http://localhost:9329", "https://localhost:9330"))
    assert "\n  HTTPS: https://localhost:9330 (how to trust it: cognito-emulator tls)\n" in text
    assert "HTTPS" not in told(Place("localhost", "http://localhost:9329"))
    elsewhere = told(Place("localhost", "http://localhost:9329", "https://localhost:9443"))
    assert "https://localhost:9443 (how to trust it: cognito-emulator tls --tls-port 9443)\n" in (
        elsewhere
    )


def test_the_banner_has_issuer_and_domain_by_each_address() -> None:
    emulator = Emulator(seed={"PoolName": "shop", "Id": "us-east-1_Shop"})
    place = Place("localhost", "http://localhost:9329", "https://localhost:9330")
    lines = [str(line) for line in banner(emulator, place, [])]
    urls = [f"{url}/us-east-1_Shop" for url in ("http://localhost:9329", "https://localhost:9330")]
    issuer = lines.index(f"  issuer   {urls[0]}")
    assert lines[issuer + 1] == f"           {urls[1]}"
    domain = lines.index("  domain   http://localhost:9329/_domain/us-east-1shop")
    assert lines[domain + 1] == "           https://localhost:9330/_domain/us-east-1shop"


def test_the_file_of_the_authority_is_named_for_programs_anywhere(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parents[1])
    assert kept_in(Path("data/tls")).file == folder / "ca.pem"


@contextmanager
def serving(*words: str) -> Iterator[dict[str, str]]:
    """A server in a process of its own, and what it says first; it ends as it should."""
    options = ("--port", "0", "--log-format", "json", *words)
    with forked.talking("serve", *options, env=surroundings()) as (said, process):
        yield json.loads(said.readline())
        process.terminate()
        assert process.wait() == 0


def test_serve_and_its_file_of_variables(folder: Path, tmp_path: Path) -> None:
    told_to = tmp_path / "emulator.env"
    words = ("--tls", "--tls-port", "0", "--tls-folder", str(folder), "--env-file", str(told_to))
    with serving(*words) as said:
        health = f"{said['https_url']}/_emulator/health"
        assert requests.get(health, verify=str(folder / "ca.pem"), timeout=60).ok
        variables = dict(line.split("=", 1) for line in told_to.read_text().splitlines()[1:])
        assert variables["COGNITO_EMULATOR_CA_FILE"] == f"{folder}/ca.pem"
        assert variables["COGNITO_EMULATOR_HTTPS_URL"].startswith("https://localhost:")
        assert variables["COGNITO_EMULATOR_URL"].startswith("http://localhost:")


# --- the real service's hosts ---------------------------------------------------------------------


def domain(emulator: Emulator, pool_id: str, name: str, **more: object) -> None:
    region = pool_id.partition("_")[0]

    caller = replace(emulator.caller(), region=region)
    emulator.call("CreateUserPoolDomain", {"Domain": name, "UserPoolId": pool_id, **more}, caller)


CUSTOM = {
    "CustomDomainConfig": {"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/x"}
}


def test_regions_follow_from_the_pools() -> None:
    emulator = Emulator(seed=POOLS)
    assert aws_hosts.regions(emulator, None) == ()
    assert aws_hosts.regions(emulator, ()) == ("us-east-1", "eu-west-1")
    assert aws_hosts.regions(emulator, ("ap-south-1",)) == ("ap-south-1",)


def test_a_line_for_each_host() -> None:
    emulator = Emulator(seed=POOLS)
    domain(emulator, "eu-west-1_Shop00001", "shop")
    domain(emulator, "us-east-1_Other0001", "auth.shop.example", **CUSTOM)
    lines = aws_hosts.lines(emulator, ["eu-west-1"], "http://localhost:9329")
    assert lines == [
        "127.0.0.1 cognito-idp.eu-west-1.amazonaws.com",
        "127.0.0.1 issuer-cognito-idp.eu-west-1.amazonaws.com",
        "127.0.0.1 public-keys.auth.elb.eu-west-1.amazonaws.com",
        "127.0.0.1 shop.auth.eu-west-1.amazoncognito.com",
        "127.0.0.1 auth.shop.example",
    ]
    assert "\n127.0.0.1 auth.shop.example\n" in told(Place("", "http://a", "https://a", lines))


def test_lines_lead_to_where_it_listens() -> None:
    emulator = Emulator()
    for url, address in (
        ("http://localhost:1", "127.0.0.1"),
        ("http://127.0.0.1:1", "127.0.0.1"),
        ("http://10.0.0.7:1", "10.0.0.7"),
        ("http://[::1]:1", "::1"),
    ):
        assert aws_hosts.lines(emulator, ["a-b-1"], url)[0].split() == [
            address,
            "cognito-idp.a-b-1.amazonaws.com",
        ]


def test_domains_that_are_made_later_are_told_of() -> None:
    emulator, said = Emulator(seed=POOLS), list[str]()
    aws_hosts.tell_of_more(emulator, "http://localhost:1", said.append)
    domain(emulator, "eu-west-1_Shop00001", "shop")
    with pytest.raises(cognito_emulator.CognitoError):
        domain(emulator, "eu-west-1_Shop00001", "second")
    domain(emulator, "us-east-1_Other0001", "auth.shop.example", **CUSTOM)
    assert said == [
        "127.0.0.1 shop.auth.eu-west-1.amazoncognito.com",
        "127.0.0.1 auth.shop.example",
    ]


def test_serve_under_the_real_hosts(folder: Path, tmp_path: Path) -> None:
    """A client with the real addresses in it, whose names lead to this machine."""
    seed = tmp_path / "pools.json"
    seed.write_text(json.dumps(POOLS))
    words = ("--aws-hosts", "--tls-port", "0", "--tls-folder", str(folder), "--seed", str(seed))
    with serving(*words) as said:
        port = said["https_url"].rpartition(":")[2]
        host = "cognito-idp.eu-west-1.amazonaws.com"
        document = subprocess.run(
            [
                *("curl", "-sS", "--cacert", str(folder / "ca.pem")),
                *("--connect-to", f"{host}:443:127.0.0.1:{port}"),
                f"https://{host}/eu-west-1_Shop00001/.well-known/openid-configuration",
            ],
            capture_output=True,
            check=True,
            env={"PATH": os.environ["PATH"]},
        ).stdout
    assert json.loads(document)["issuer"] == f"https://{host}/eu-west-1_Shop00001"


# --- exec, and what its command trusts ------------------------------------------------------------

PROGRAM = """
import json, os, urllib.request
import boto3, requests

url = os.environ["COGNITO_EMULATOR_URL"]
pools = boto3.client("cognito-idp").list_user_pools(MaxResults=5)["UserPools"]
with urllib.request.urlopen(os.environ["COGNITO_JWKS_URL"]) as answer:
    keys = json.load(answer)["keys"]
document = requests.get(f"{os.environ['COGNITO_ISSUER']}/.well-known/openid-configuration").json()
names = ("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "AWS_CA_BUNDLE")
print(json.dumps([url, pools[0]["Id"], len(keys), document["issuer"]]))
print(json.dumps([os.environ[name] for name in names]))
"""


def test_what_exec_runs_trusts_it(folder: Path) -> None:
    ended = forked.run(
        *("exec", "--tls", "--tls-folder", str(folder), "--", sys.executable, "-c", PROGRAM),
        env=surroundings(COGNITO_EMULATOR_CA_FILE="elsewhere"),
    )
    (url, pool, keys, issuer), files = map(json.loads, ended.stdout.splitlines())
    assert url.startswith("https://localhost:")
    assert (pool, keys, issuer) == ("us-east-1_TestPool1", 2, f"{url}/us-east-1_TestPool1")
    assert not any(Path(file).exists() for file in files)


@contextmanager
def given(folder: Path, around: Mapping[str, str]) -> Iterator[dict[str, str]]:
    server = Server(Emulator(), port=0, tls=Tls(port=0, folder=folder))
    try:
        with trust.given(server, around) as variables:
            yield variables
    finally:
        server.stop()


def test_what_was_trusted_stays_trusted(folder: Path, tmp_path: Path) -> None:
    """Of each variable its own, or what stands in for it; the usual certificates otherwise."""
    ours = kept_in(folder).certificate.decode()
    company, corporate = f"{BEGIN}\ncompany\n", tmp_path / "corporate.pem"
    corporate.write_text(company)
    around = {"REQUESTS_CA_BUNDLE": str(corporate), "NODE_EXTRA_CA_CERTS": str(corporate)}
    with given(folder, around) as variables:
        text = {
            name: Path(file).read_text() for name, file in variables.items() if "_URL" not in name
        }
    for name in ("REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "AWS_CA_BUNDLE"):
        assert text[name].startswith(company)
        assert text[name].count(BEGIN) == 2
    for name in ("SSL_CERT_FILE", "CURL_CA_BUNDLE"):
        assert text[name].count(BEGIN) > 50
    assert all(each.endswith(ours) for each in text.values())


def test_a_folder_of_certificates_is_read(folder: Path, tmp_path: Path) -> None:
    several = tmp_path / "certs"
    several.mkdir()
    for name in ("a.pem", "b.pem"):
        (several / name).write_text(f"{BEGIN}\n{name}\n")
    (several / "README").write_text("nothing")
    with given(folder, {"REQUESTS_CA_BUNDLE": str(several)}) as variables:
        assert Path(variables["REQUESTS_CA_BUNDLE"]).read_text().count(BEGIN) == 3


@pytest.mark.parametrize("what", ["nowhere", "README"])
def test_what_is_no_certificate_is_passed_over(what: str, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "README").write_text("nothing")
    with given(folder, {"SSL_CERT_FILE": str(tmp_path / what)}) as variables:
        assert Path(variables["SSL_CERT_FILE"]).read_text().count(BEGIN) > 50


def test_node_gets_ours_alone_if_it_has_none(folder: Path) -> None:
    """It adds to what Node.js trusts."""
    with given(folder, {}) as variables:
        assert Path(variables["NODE_EXTRA_CA_CERTS"]).read_text().count(BEGIN) == 1


def test_without_tls_nothing_is_told() -> None:
    server = Server(Emulator(), port=0)
    try:
        assert trust.told(server) == {}
        with trust.given(server, {}) as variables:
            assert variables == {}
    finally:
        server.stop()


# --- what others trust ----------------------------------------------------------------------------

IN_NODE = """
fetch(process.env.URL_ASKED).then((answer) => answer.json())
  .then(({ status }) => console.log(status), ({ cause }) => console.log(cause.code));
"""
IN_JAVA = """
import java.net.URL;

public class Asked {
    public static void main(String[] words) throws Exception {
        try (var answer = new URL(words[0]).openStream()) {
            System.out.println(new String(answer.readAllBytes()).contains("ok") ? "ok" : "?");
        } catch (javax.net.ssl.SSLException untrusted) {
            System.out.println("untrusted");
        }
    }
}
"""


@pytest.fixture
def health(folder: Path) -> Iterator[str]:
    with Emulator() as emulator, Server(emulator, port=0, tls=Tls(port=0, folder=folder)) as server:
        yield f"{server.https_url}/_emulator/health"


def printed(*command: str, **variables: str) -> str:
    done = subprocess.run(
        command, env=surroundings(**variables), capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.slow
@pytest.mark.skipif(which("node") is None, reason="needs Node.js")
def test_node_trusts_it_as_it_is_told(health: str, folder: Path) -> None:
    assert printed("node", "-e", IN_NODE, URL_ASKED=health) == "UNABLE_TO_VERIFY_LEAF_SIGNATURE"
    trusting = {"NODE_EXTRA_CA_CERTS": str(folder / "ca.pem")}
    assert printed("node", "-e", IN_NODE, URL_ASKED=health, **trusting) == "ok"


@pytest.mark.slow
@pytest.mark.skipif(which("keytool") is None, reason="needs a JDK")
def test_java_trusts_it_as_it_is_told(health: str, folder: Path, tmp_path: Path) -> None:
    asked, store = tmp_path / "Asked.java", str(tmp_path / "trust.p12")
    asked.write_text(IN_JAVA)
    printed(
        *("keytool", "-importcert", "-noprompt", "-alias", "cognito-emulator"),
        *("-file", str(folder / "ca.pem"), "-keystore", store),
        *("-storetype", "PKCS12", "-storepass", "changeit"),
    )
    trusting = (
        f"-Djavax.net.ssl.trustStore={store}",
        "-Djavax.net.ssl.trustStorePassword=changeit",
    )
    assert printed("java", str(asked), health) == "untrusted"
    assert printed("java", *trusting, str(asked), health) == "ok"


@pytest.mark.slow
@pytest.mark.skipif(which("openssl") is None, reason="needs OpenSSL")
def test_the_strictest_checks_find_nothing(health: str, folder: Path) -> None:
    """As newer versions of Python ask for them."""
    where = health.split("/")[2]
    done = subprocess.run(
        [
            *("openssl", "s_client", "-connect", where, "-CAfile", str(folder / "ca.pem")),
            *("-verify_return_error", "-x509_strict", "-verify_hostname", "localhost"),
        ],
        input="",
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Verify return code: 0 (ok)" in done.stdout

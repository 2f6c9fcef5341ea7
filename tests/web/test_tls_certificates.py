"""Which hosts certificates name, how long they live, and by whose clock."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import datetime, timedelta
from pathlib import Path

import freezegun
import pytest
import time_machine
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from cognito_emulator.clock import of_machine
from cognito_emulator.settings import Settings
from cognito_emulator.web.tls.authority import Authority, kept_in
from cognito_emulator.web.tls.certificates import Certificates
from cognito_emulator.web.tls.names import LOOPBACK, Names, of_prefix, of_service
from tests.table import table

DAY = 24 * 60 * 60


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return kept_in(tmp_path_factory.mktemp("data") / "tls")


def served(context: ssl.SSLContext, asked: str | None = None) -> x509.Certificate:
    """What a client gets that asks for a host and trusts anybody."""
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    here, there = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = client.wrap_bio(here, there, server_hostname=asked)
    theirs = context.wrap_bio(there, here, server_side=True)
    for _ in range(3):
        for each in (ours, theirs):
            try:
                each.do_handshake()
            except ssl.SSLWantReadError:
                continue
    found = ours.getpeercert(binary_form=True)
    assert found
    return x509.load_der_x509_certificate(found)


def names_in(certificate: x509.Certificate) -> list[str]:
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return [str(name.value) for name in found]


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "bound", "regions", "more"),
    [
        (Settings(), "127.0.0.1", (), []),
        (Settings(), "localhost", (), []),
        (Settings(), "0.0.0.0", (), []),  # noqa: S104 - it is no name
        (Settings(), "", (), []),
        (Settings(), "10.0.0.7", (), ["10.0.0.7"]),
        (Settings(public_url="https://ID.example.com:9330/x"), "::1", (), ["id.example.com"]),
        (Settings(allow_hosts=["A.test:80", "fe80::1"]), "::1", (), ["a.test", "fe80::1"]),
        (Settings(allow_hosts=["my_service"]), "::1", (), []),
        (
            Settings(),
            "::1",
            ("eu-west-1",),
            [
                "cognito-idp.eu-west-1.amazonaws.com",
                "issuer-cognito-idp.eu-west-1.amazonaws.com",
                "public-keys.auth.elb.eu-west-1.amazonaws.com",
                "*.auth.eu-west-1.amazoncognito.com",
            ],
        ),
    ],
    ids=repr,
)
def test_names_that_are_known(
    settings: Settings, bound: str, regions: tuple[str, ...], more: list[str], authority: Authority
) -> None:
    names = Names(settings, bound, regions)
    assert list(names.always) == [*LOOPBACK, *more]
    assert names_in(served(Certificates(authority, names).context(""))) == list(names.always)


def test_hosts_of_the_service() -> None:
    assert of_service("cn-north-1")[0] == "cognito-idp.cn-north-1.amazonaws.com.cn"
    assert of_prefix("demo", "us-east-1") == "demo.auth.us-east-1.amazoncognito.com"


@table(
    "asked, extra",
    [
        ("localhost", ""),
        ("LOCALHOST.", ""),
        ("demo.auth.localhost", ""),
        ("demo.auth.eu-west-1.amazoncognito.com", ""),
        ("cognito-idp.eu-west-1.amazonaws.com", ""),
        ("cognito", "cognito"),
        ("Cognito.localhost", "cognito.localhost"),
        ("id.test", "id.test"),
        ("auth.shop.example", "auth.shop.example"),
        ("cognito-idp.us-east-1.amazonaws.com", None),
        ("a.demo.auth.localhost", "a.demo.auth.localhost"),
        ("example.com", None),
        ("10.0.0.7", None),
        ("my_service", None),
        ("*.localhost", None),
        ("-a.localhost", None),
        ("", None),
        (f"{'a' * 64}.localhost", None),
        (f"{'a.' * 122}localhost", f"{'a.' * 122}localhost"),
        (f"{'a.' * 123}localhost", None),
    ],
)
def test_names_that_are_asked_for(asked: str, extra: str | None) -> None:
    names = Names(Settings(), "::1", ["eu-west-1"], lambda name: name == "auth.shop.example")
    assert names.extra_for_name(asked) == extra


@table(
    "address, extra",
    [
        ("127.0.0.1", ""),
        ("::1", ""),
        ("127.0.0.2", "127.0.0.2"),
        ("::ffff:127.0.0.1", ""),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("fe80::1%eth0", "fe80::1"),
    ],
)
def test_addresses_that_are_met(address: str, extra: str) -> None:
    assert Names(Settings(), "::").extra_for_address(address) == extra


@given(st.text(max_size=300))
def test_whatever_is_asked_for_can_be_in_a_certificate_or_is_refused(asked: str) -> None:
    extra = Names(Settings(), "::1").extra_for_name(asked)
    if extra:
        assert x509.DNSName(extra).value == asked.lower().removesuffix(".")


def test_who_asks_for_a_name_gets_it_and_others_do_not(authority: Authority) -> None:
    context = Certificates(authority, Names(Settings(), "::1")).context("")
    assert names_in(served(context, "cognito")) == [*LOOPBACK, "cognito"]
    assert names_in(served(context, "localhost")) == list(LOOPBACK)
    assert names_in(served(context)) == list(LOOPBACK)


@pytest.mark.parametrize("asked", ["example.com", "xn--a.localhost", "xn--.localhost"])
def test_who_asks_for_what_cannot_be_gets_the_usual_and_the_log_says_so(
    asked: str, authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    context = Certificates(authority, Names(Settings(), "::1")).context("")
    for _ in range(2):
        assert names_in(served(context, asked)) == list(LOOPBACK)
    (said,) = caplog.messages
    assert said.startswith(f"A client asked for the host {asked} by TLS")


def test_what_anybody_may_ask_for_does_not_pile_up(
    authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    certificates = Certificates(authority, Names(Settings(), "::1"))
    for number in range(150):
        served(certificates.context(""), f"a{number}.localhost")
        served(certificates.context(""), f"a{number}.example")
    assert len(certificates._leaves) == 100
    assert len(caplog.messages) == 20


# --- lifetimes ------------------------------------------------------------------------------------


class Moved:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = of_machine()

    def __call__(self) -> float:
        return self.now


def test_a_certificate_lives_397_days_at_most(authority: Authority) -> None:
    found = served(Certificates(authority, Names(Settings(), "::1")).context(""))
    lifetime = found.not_valid_after_utc - found.not_valid_before_utc
    assert lifetime == timedelta(days=397)
    now = datetime.fromtimestamp(of_machine(), found.not_valid_before_utc.tzinfo)
    assert found.not_valid_before_utc <= now - timedelta(hours=23)


@pytest.mark.parametrize("asked", [None, "cognito"])
@pytest.mark.parametrize(("days", "made"), [(0, 1), (300, 1), (365, 1), (367, 2), (4000, 2)])
def test_it_is_renewed_before_it_ends(
    days: int, made: int, asked: str | None, authority: Authority
) -> None:
    clock = Moved()
    certificates = Certificates(authority, Names(Settings(), "::1"), clock)
    first = served(certificates.context(""), asked)
    clock.now += days * DAY
    second = served(certificates.context(""), asked)
    assert len({first.serial_number, second.serial_number}) == made
    assert second.not_valid_before_utc.timestamp() < clock.now
    assert clock.now + 29 * DAY < second.not_valid_after_utc.timestamp()


def test_a_clock_that_was_put_back_makes_another(authority: Authority) -> None:
    """It was wrong before: a laptop without a battery, or a virtual machine that was asleep."""
    clock = Moved()
    certificates = Certificates(authority, Names(Settings(), "::1"), clock)
    certificates.context("")
    clock.now -= 1000 * DAY
    assert served(certificates.context("")).not_valid_before_utc.timestamp() < clock.now


@pytest.mark.parametrize("mover", ["freezegun", "time-machine"])
def test_a_test_that_moves_the_process_does_not_move_certificates(
    mover: str, authority: Authority, tmp_path: Path
) -> None:
    """TLS libraries of clients ask the system itself."""
    file = tmp_path / "now"
    moved = (
        freezegun.freeze_time("2040-01-01")
        if mover == "freezegun"
        else time_machine.travel(datetime(2040, 1, 1).astimezone())
    )
    with moved:
        file.touch()
        found = served(Certificates(authority, Names(Settings(), "::1")).context(""))
        assert abs(of_machine() - file.stat().st_mtime) < 120
    assert found.not_valid_before_utc.timestamp() < file.stat().st_mtime


def test_addresses_are_addresses(authority: Authority) -> None:
    """As names they would be worth nothing."""
    found = served(Certificates(authority, Names(Settings(), "::1")).context("10.0.0.7"))
    held = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    wanted = [ipaddress.ip_address(each) for each in ("127.0.0.1", "::1", "10.0.0.7")]
    assert held.get_values_for_type(x509.IPAddress) == wanted

"""Signing keys of one's own: which files are taken, for what, and what is said of all others."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from cognito_emulator import Emulator, signing_keys, stock
from cognito_emulator.cli import options, start
from cognito_emulator.cli.status import CommandLineError
from cognito_emulator.errors import NotAuthorizedException
from tests.support import StockKeys

POOL, OTHER = stock.pool_id("us-east-1"), "us-east-1_Other"
SEED = {
    **stock.pool("us-east-1"),
    "Clients": [stock.client()],
    "Users": [{"Username": "ada", "Password": "Correct-Horse-1"}],
}

File = Callable[..., Path]
Private = list[rsa.RSAPrivateKey]


def pem(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
    form: PrivateFormat = PrivateFormat.PKCS8,
    password: bytes | None = None,
) -> str:
    encryption = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, form, encryption).decode()


def public_pem(key: rsa.RSAPrivateKey) -> str:
    public = key.public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture
def private(stock_keys: StockKeys) -> Private:
    """Two keys, made once for all tests."""
    return [key.private for key in stock_keys.of("any")]


@pytest.fixture
def file(tmp_path: Path) -> File:
    """Write texts into a file."""

    def write(*texts: str, name: str = "keys.pem") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(texts), encoding="utf-8")
        return path

    return write


def tokens(emulator: Emulator) -> Mapping[str, Any]:
    request = {
        "ClientId": stock.CLIENT_ID,
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "ada", "PASSWORD": "Correct-Horse-1"},
    }
    result: Mapping[str, Any] = emulator.call("InitiateAuth", request)["AuthenticationResult"]
    return result


def verify(token: str, key: rsa.RSAPrivateKey) -> None:
    jwt.decode(token, key.public_key(), algorithms=["RS256"], options={"verify_aud": False})


def served(*arguments: str) -> Emulator:
    """The emulator of a command line."""
    wanted = options.read(["serve", *arguments], {})
    return start.emulator_as(wanted, [SEED], None, start.store_of(wanted))


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_one_key_signs_both_tokens(file: File, private: Private, form: PrivateFormat) -> None:
    emulator = served("--signing-key", str(file(pem(private[0], form))))

    for token in ("IdToken", "AccessToken"):
        verify(tokens(emulator)[token], private[0])
    (jwk,) = emulator.keys.of(POOL).jwks["keys"]
    assert jwt.PyJWK(jwk).key == private[0].public_key()


def test_of_two_keys_the_first_is_for_id_tokens(file: File, private: Private) -> None:
    path = file("Notes", *map(pem, private), public_pem(private[0]))
    emulator = served("--signing-key", str(path))

    result = tokens(emulator)
    verify(result["IdToken"], private[0])
    verify(result["AccessToken"], private[1])
    assert emulator.call("GetUser", {"AccessToken": result["AccessToken"]})["Username"] == "ada"
    assert len(emulator.keys.of(POOL).jwks["keys"]) == 2


def test_keys_are_the_same_after_a_restart(file: File, private: Private) -> None:
    """And their ids with them, which follow from the keys."""
    path = str(file(*map(pem, private)))
    first, second = served("--signing-key", path), served("--signing-key", path)

    assert first.keys.of(POOL).jwks == second.keys.of(POOL).jwks
    kid = jwt.get_unverified_header(tokens(first)["IdToken"])["kid"]
    assert kid == second.keys.of(POOL).id.kid


def test_a_larger_key_is_in_the_jwks_as_it_is(file: File) -> None:
    key = rsa.generate_private_key(public_exponent=3, key_size=2056)
    emulator = served("--signing-key", str(file(pem(key))))

    (jwk,) = emulator.keys.of(POOL).jwks["keys"]
    assert jwt.PyJWK(jwk).key == key.public_key()


def test_keys_are_of_one_pool_or_of_all(file: File, private: Private) -> None:
    one, for_all = (file(pem(key), name=f"{place}.pem") for place, key in enumerate(private))

    ring = served("--signing-key", f"{POOL}={one}", "--signing-key", str(for_all)).keys

    assert ring.of(POOL).id.public == private[0].public_key()
    for pool_id in (OTHER, "eu-west-1_Third"):
        assert ring.of(pool_id).id.public == private[1].public_key()


def test_a_pool_that_is_not_named_has_keys_of_its_own(file: File, private: Private) -> None:
    ring = signing_keys.ring([f"{POOL}={file(pem(private[0]))}"])

    assert ring.of(OTHER) is ring.of(OTHER) is not ring.of(POOL)


def test_keys_of_files_stay_and_others_go_with_their_pools(file: File, private: Private) -> None:
    emulator = served("--signing-key", f"{POOL}={file(pem(private[0]))}")
    other = emulator.call("CreateUserPool", {"PoolName": "other"})["UserPool"]["Id"]
    before = {pool_id: emulator.keys.of(pool_id) for pool_id in (POOL, other)}
    for pool_id in before:
        named = emulator.call("DescribeUserPool", {"UserPoolId": pool_id})["UserPool"].get("Domain")
        if named:
            emulator.call("DeleteUserPoolDomain", {"UserPoolId": pool_id, "Domain": named})
        emulator.call("DeleteUserPool", {"UserPoolId": pool_id})

    assert emulator.keys.of(POOL) is before[POOL]
    assert emulator.keys.of(other) is not before[other]


def public_keys(emulator: Emulator, *pool_ids: str) -> list[rsa.RSAPublicKey]:
    return [emulator.keys.of(each).id.public for each in pool_ids]


def test_a_store_that_lasts_takes_them_in(file: File, private: Private, tmp_path: Path) -> None:
    """So that whoever shares it, and the next start, sign with them too."""
    mine, all_mine = (file(pem(key), name=f"{at}.pem") for at, key in enumerate(private))
    state = ("--state", str(tmp_path / "dev.db"))
    given = ("--signing-key", f"{POOL}={mine}", "--signing-key", str(all_mine))
    expected = [key.public_key() for key in private]

    first, other = served(*state, *given), served(*state)
    assert public_keys(other, POOL, OTHER) == public_keys(first, POOL, OTHER) == expected
    assert served(*state, *given).warnings() == []
    assert public_keys(served(*state), POOL, OTHER, "eu-west-1_New") == [*expected, expected[1]]


def test_other_keys_than_a_store_has_take_their_place_and_are_named(
    file: File, private: Private, tmp_path: Path
) -> None:
    one, another = (file(pem(key), name=f"{at}.pem") for at, key in enumerate(private))
    state = ("--state", str(tmp_path / "dev.db"))
    before = served(*state, "--signing-key", str(one))
    former = tokens(before)["AccessToken"]

    emulator = served(*state, "--signing-key", f"{POOL}={another}")
    [warning] = emulator.warnings()
    assert str(warning) == (
        f"{POOL}: --signing-key takes the place of the keys that sqlite:///{tmp_path / 'dev.db'}"
        " had for this pool: tokens that those signed are no longer good."
    )
    with pytest.raises(NotAuthorizedException):
        before.call("GetUser", {"AccessToken": former})
    verify(tokens(before)["AccessToken"], private[1])


def refused(*arguments: str) -> str:
    with pytest.raises(CommandLineError) as wrong:
        served(*arguments)
    return str(wrong.value)


def test_what_is_no_file_says_how_to_make_one(tmp_path: Path) -> None:
    path = tmp_path / "none.pem"

    assert refused("--signing-key", str(path)) == (
        f"{path}: No such file or directory; openssl genrsa -out {path} 2048 makes one."
    )
    assert f"{tmp_path}: Is a directory; " in refused("--signing-key", str(tmp_path))


def ec_pem(form: PrivateFormat) -> str:
    return pem(ec.generate_private_key(ec.SECP256R1()), form)


CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"

#: What is in a file, and what is said of it.
UNFIT: Mapping[str, tuple[Callable[[Private], str], str]] = {
    "nothing": (lambda _k: "", "There is no RSA private key in PEM; openssl genrsa"),
    "prose": (lambda _k: "a key \u2026", "There is no RSA private key in PEM; openssl genrsa"),
    "encrypted": (
        lambda keys: pem(keys[0], password=b"x"),
        "The key is encrypted; openssl pkey -in ",
    ),
    "encrypted, PKCS#1": (
        lambda keys: pem(keys[0], PrivateFormat.TraditionalOpenSSL, b"x"),
        "The key is encrypted; openssl pkey -in ",
    ),
    "public": (
        lambda keys: public_pem(keys[0]),
        "This is a public key; signing takes the private one.",
    ),
    "certificate": (lambda _k: CERTIFICATE, "This is a certificate, which holds a public key; "),
    "EC": (
        lambda _k: ec_pem(PrivateFormat.PKCS8),
        "The key is EC; RS256 takes RSA: openssl ",
    ),
    "EC, SEC 1": (
        lambda _k: ec_pem(PrivateFormat.TraditionalOpenSSL),
        "The key is EC; RS256 takes RSA: openssl ",
    ),
    "OpenSSH": (
        lambda keys: pem(keys[0], PrivateFormat.OpenSSH),
        "This is a key of OpenSSH; ssh-keygen -p -m PEM -f ",
    ),
    "small": (
        lambda _k: pem(rsa.generate_private_key(65537, 1024)),  # noqa: S505 - refused
        "The key has 1024 bits; RS256 takes 2048: openssl genrsa",
    ),
    "broken": (
        lambda keys: pem(keys[0]).replace("M", "N"),
        "Its PRIVATE KEY cannot be read; openssl genrsa",
    ),
    "broken, and labelled oddly": (
        lambda _k: "-----BEGIN {0} \x1b[31m PRIVATE KEY-----\nMIIB\n-----END -----",
        r"Its {0} \x1b[31m PRIVATE KEY cannot be read; openssl genrsa -out NEW",
    ),
    "three": (lambda keys: pem(keys[0]) * 3, "It holds 3 keys; a pool signs with one or two."),
}


@pytest.mark.parametrize("what", UNFIT)
def test_what_is_no_signing_key_is_named(file: File, private: Private, what: str) -> None:
    text, sentence = UNFIT[what]
    path = file(text(private))

    assert refused("--signing-key", str(path)).startswith(f"{path}: {sentence}")


def test_two_files_for_the_same_pools(file: File, private: Private) -> None:
    path = str(file(pem(private[0])))

    assert f"Pool {POOL} has keys already." in refused(*["--signing-key", f"{POOL}={path}"] * 2)
    assert "POOL_ID=FILE is for one pool." in refused(*["--signing-key", path] * 2)


def test_openssl_makes_what_the_sentence_says(tmp_path: Path) -> None:
    path = tmp_path / "keys.pem"
    try:
        subprocess.run(
            ["openssl", "genrsa", "-out", path, "2048"],  # noqa: S607 - wherever it is
            check=True,
            capture_output=True,
        )
    except FileNotFoundError:
        pytest.skip("openssl is not there")
    assert signing_keys.read(path).id.kid

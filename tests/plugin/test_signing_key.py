"""A suite with a signing key of its own."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from cognito_emulator.domain.work.keys import SigningKey
from tests.plugin.conftest import Run

SUITE = """
    from pathlib import Path

    import jwt
    import pytest
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    PUBLIC = load_pem_public_key(Path("keys/public.pem").read_bytes())

    def check(cognito, user):
        for token in (user.tokens().access_token, user.sign_in().id_token):
            jwt.decode(token, PUBLIC, algorithms=["RS256"], options={"verify_aud": False})
        assert cognito.assert_claims(user.tokens())

    def test_it(cognito, cognito_user):
        check(cognito, cognito_user)

    @pytest.mark.cognito(seed={"PoolName": "x", "Id": "eu-west-1_Mine"})
    def test_a_seeds_pool(cognito, cognito_user):
        check(cognito, cognito_user)

    def test_another_pools_key_is_another(cognito):
        with pytest.raises(AssertionError, match="not genuine"):
            cognito.assert_claims(cognito.bad_tokens["another_pools_key"].token)
"""


def test_its_fixtures_may_hold_the_public_half(
    run: Run, keys: list[SigningKey], pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pytester.path)
    folder = pytester.mkdir("keys")
    key = keys[-1]
    private = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (folder / "signing.pem").write_bytes(private)
    (folder / "public.pem").write_bytes(public)

    result = run(SUITE, "-o", "cognito_signing_key=keys/signing.pem")

    result.assert_outcomes(passed=3)


def test_a_file_that_is_none_is_named(run: Run) -> None:
    result = run("def test_it(cognito): pass", "-o", "cognito_signing_key=none.pem")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["ini option cognito_signing_key: *none.pem: No such file or directory; openssl genrsa *"]
    )
    result.stdout.no_fnmatch_line("*cognito_emulator/*.py:*")

"""How stores are shown: never with a password."""

from __future__ import annotations

from cognito_emulator.store import urls
from tests.table import table


@table(
    "name, shown",
    [
        ("memory", "memory"),
        ("sqlite:///a b.db", "sqlite:///a b.db"),
        ("postgresql://host/db", "postgresql://host/db"),
        ("postgresql://host:5432/db", "postgresql://host:5432/db"),
        ("postgresql://user@host:5432/db", "postgresql://user@host:5432/db"),
        ("postgres://user:secret@host/db", "postgres://user:***@host/db"),
        ("postgresql://:secret@host", "postgresql://:***@host"),
        ("postgresql://user:se:c@r?e/t#@host/db", "postgresql://user:***@host/db"),
        ("postgresql://user:sec\nret@host/db", "postgresql://user:***@host/db"),
        ("postgresql:///db?password=secret", "postgresql:///db?password=***"),
        ("postgresql:///db?a=b&PassWord=s&c=d", "postgresql:///db?a=b&PassWord=***&c=d"),
        ("postgresql:///db?sslpassword=s&passwd=s", "postgresql:///db?sslpassword=***&passwd=***"),
        ("postgresql:///db?%70ass%77ord=secret", "postgresql:///db?%70ass%77ord=***"),
        ("postgresql:///db?oauth_client_secret=s", "postgresql:///db?oauth_client_secret=***"),
        ("postgresql:///db?scram_client_key=s", "postgresql:///db?scram_client_key=***"),
        ("postgresql:///db?password=a@b", "postgresql:///db?password=***"),
        ("postgresql://host:5432/db?password=a@b", "postgresql://host:***@b"),
    ],
)
def test_passwords_are_starred(name: str, shown: str) -> None:
    assert urls.shown(name) == shown

"""The people of stand-ins in seeds: who they are, and what is no person."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_emulator.control import pools
from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import SeedError
from tests.table import table

GOOGLE = {
    "ProviderName": "Google",
    "ProviderType": "Google",
    "ProviderDetails": {"client_id": "i", "client_secret": "s", "authorize_scopes": "openid"},
}
POOL_ID = "us-east-1_people"


def seed(*people: object) -> dict[str, Any]:
    provider = {**GOOGLE, "People": list(people)}
    return {"PoolName": "people", "Id": POOL_ID, "IdentityProviders": [provider]}


def people_of(emulator: Emulator) -> Any:
    (provider,) = pools.exported(emulator, POOL_ID)["IdentityProviders"]
    return provider.get("People")


def test_a_subject_follows_from_the_address() -> None:
    ada, bob = {"email": "ada@example.com"}, {"email": "bob@example.com"}
    (alone,) = people_of(Emulator(seed=seed(ada)))
    first, second = people_of(Emulator(seed=seed(bob, ada)))
    assert second == alone
    assert first["sub"] != second["sub"]
    assert alone["sub"].isdecimal()  # as Google has them


def test_people_without_claims_are_different_ones() -> None:
    first, second = people_of(Emulator(seed=seed({}, {})))
    assert first["sub"] != second["sub"]


def test_dates_of_yaml_are_texts(tmp_path: Any) -> None:
    file = tmp_path / "seed.yaml"
    file.write_text(
        f"""
PoolName: people
Id: {POOL_ID}
IdentityProviders:
  - ProviderName: Google
    ProviderType: Google
    ProviderDetails: {{ client_id: i, client_secret: s, authorize_scopes: openid }}
    People:
      - {{ sub: "1", birthdate: 1990-02-28, nested: [{{ at: 2020-01-01 }}] }}
""",
        encoding="utf-8",
    )
    assert people_of(Emulator(seed=file)) == [
        {"sub": "1", "birthdate": "1990-02-28", "nested": [{"at": "2020-01-01"}]}
    ]


def test_people_go_with_the_former_provider() -> None:
    emulator = Emulator(seed=seed({"sub": "1"}, {"sub": "2"}))
    emulator.plant(seed({"sub": "3"}), anew=True)
    assert people_of(emulator) == [{"sub": "3"}]


@table(
    "person, sentence",
    [
        ("ada", "This must be an object with members, not text."),
        ({"sub": 7}, "sub is a text of 1 to 255 characters, not 7."),
        ({"sub": "1"}, "There is somebody with the subject 1 already."),
        ({"email": {"a", "b"}}, ".email: This must be JSON, not a set."),
        ({"age": float("nan")}, ".age: This must be JSON, not the number nan."),
    ],
)
def test_who_is_no_person(person: Any, sentence: str) -> None:
    with pytest.raises(SeedError) as refusal:
        Emulator(seed=seed({"sub": "1"}, person))
    assert str(refusal.value).startswith("seed: IdentityProviders[0]")
    assert "People[1]" in str(refusal.value)
    assert str(refusal.value).endswith(sentence)


def test_providers_of_all_types_know_people() -> None:
    corp = {"ProviderName": "Corp", "ProviderType": "SAML", "People": [{"sub": "1"}]}
    details = {"ProviderDetails": {"MetadataURL": "https://idp.example/metadata"}}
    providers = [{**corp, **details}]
    seeded = {"PoolName": "people", "Id": POOL_ID, "IdentityProviders": providers}

    assert people_of(Emulator(seed=seeded)) == [{"sub": "1"}]

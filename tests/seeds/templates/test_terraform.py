"""Terraform and OpenTofu: what the provider sends, and what states have that is no longer there."""

from __future__ import annotations

from typing import Any

from cognito_emulator.seeds import Document, Stack, document_of

POOL = {"id": "eu-west-1_aaaaaaaaa", "name": "shop"}


def resource(kind: str, name: str, values: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "address": f"aws_cognito_{kind}.{name}",
        "mode": "managed",
        "type": f"aws_cognito_{kind}",
        "name": name,
        "values": values,
        **more,
    }


def shown(*resources: dict[str, Any], member: str = "values") -> Document:
    """What `terraform show -json` prints of a state, or of a plan."""
    root = {"root_module": {"resources": list(resources)}}
    return document_of({"terraform_version": "1.9.8", member: root}, Stack(region="us-east-1"))


def test_tags_are_those_of_all_resources_too() -> None:
    """The provider sends its default_tags with each (documented)."""
    tags = {"tags": {"Team": "a"}, "tags_all": {"Team": "a", "Env": "dev"}}
    assert shown(resource("user_pool", "it", {**POOL, **tags}))["UserPoolTags"] == {
        "Team": "a",
        "Env": "dev",
    }
    assert shown(resource("user_pool", "it", {**POOL, "tags": {"Team": "a"}}))["UserPoolTags"] == {
        "Team": "a"
    }


def test_a_plan_says_the_region_of_a_pool() -> None:
    elsewhere = resource("user_pool", "it", {"name": "shop", "region": "eu-north-1"})
    nowhere = resource("user_pool", "it", {"name": "shop"})
    assert shown(elsewhere, member="planned_values")["Id"] == "eu-north-1_it"
    assert shown(nowhere, member="planned_values")["Id"] == "us-east-1_it"


def client(client_id: str) -> dict[str, Any]:
    return {"id": client_id, "name": client_id, "user_pool_id": POOL["id"]}


def test_what_is_deposed_is_not_there() -> None:
    """A resource that another one has taken the place of, and that is still to be deleted."""
    pool = resource("user_pool", "it", POOL)
    former = resource("user_pool_client", "web", client("former"), deposed_key="1a2b3c4d")
    found = shown(pool, former, resource("user_pool_client", "web", client("now")))
    assert [each["ClientId"] for each in found["Clients"]] == ["now"]

    def listed(kind: str, name: str, *instances: dict[str, Any]) -> dict[str, Any]:
        return {"mode": "managed", "type": kind, "name": name, "instances": list(instances)}

    file = {
        "terraform_version": "1.9.8",
        "lineage": "x",
        "resources": [
            listed("aws_cognito_user_pool", "it", {"attributes": POOL}),
            listed(
                "aws_cognito_user_pool_client",
                "web",
                {"attributes": client("former"), "deposed": "1a2b3c4d"},
                {"attributes": client("now")},
            ),
        ],
    }
    assert [each["ClientId"] for each in document_of(file)["Clients"]] == ["now"]


def test_a_state_has_the_client_of_another_service() -> None:
    """OpenSearch makes it, Terraform manages it: what it is, a plan does not know."""
    values = {**client("opensearch"), "name_prefix": "AmazonOpenSearchService-search"}
    pool = resource("user_pool", "it", POOL)
    state = shown(pool, resource("managed_user_pool_client", "search", values))
    assert [each["ClientId"] for each in state["Clients"]] == ["opensearch"]
    plan = shown(
        pool,
        resource("managed_user_pool_client", "search", {"name_prefix": "AmazonOpenSearchService"}),
        member="planned_values",
    )
    assert "Clients" not in plan
    [note] = plan.notes
    assert note.endswith("another service makes this app client: a state has it.")


def test_a_state_has_the_sub_of_a_user() -> None:
    user = {"username": "ada", "sub": "3f0c2f0e-6d0f-7f0b-9c39-2f6a6c7b1d01"}
    found = shown(resource("user_pool", "it", POOL), resource("user", "ada", user))
    assert found["Users"][0]["UserAttributes"] == [{"Name": "sub", "Value": user["sub"]}]

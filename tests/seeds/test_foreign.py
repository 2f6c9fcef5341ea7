"""What looks like a seed and is none: the message says what it is, and what to do."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator.api import spec
from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import SeedError
from tests.table import table


def told(seed: Any) -> str:
    with pytest.raises(SeedError) as mistake:
        Emulator(seed=seed)
    return str(mistake.value)


SERVERLESS = """\
service: users
provider: {name: aws, runtime: nodejs20.x}
resources:
  Resources:
    Pool: {Type: AWS::Cognito::UserPool}
custom: {a: !Ref B}
"""
HCL = """\
# users
resource "aws_cognito_user_pool" "users" {
  name = "users"
}
"""


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        (
            "serverless.yml",
            SERVERLESS,
            "the configuration of the Serverless Framework. `serverless package`",
        ),
        ("main.tf", HCL, "Terraform's own language. What `terraform show -json` prints"),
        (
            "main.tf.json",
            json.dumps({"resource": {"aws_cognito_user_pool": {"it": {"name": "a"}}}}),
            "Terraform's own language. What `terraform show -json` prints",
        ),
        (
            "terraform.tfstate",
            json.dumps({"serial": 1, "lineage": "x", "encrypted_data": "QQ=="}),
            "an encrypted state of OpenTofu. What `tofu show -json` prints",
        ),
        (
            "stack.json",
            json.dumps({"version": 3, "deployment": {"resources": []}}),
            "a stack of Pulumi, as SST has it, too. It is not read yet.",
        ),
        ("plan.out", b"PK\3\4...", "a zip archive. If it is a Terraform plan, what"),
        (
            "amplify_outputs.json",
            json.dumps({"version": "1", "auth": {"user_pool_id": "us-east-1_abc"}}),
            "an Amplify configuration (amplify_outputs.json). It names a pool,",
        ),
        (
            "aws-exports.json",
            json.dumps({"aws_project_region": "us-east-1", "aws_user_pools_id": "us-east-1_abc"}),
            "an Amplify configuration. It names a pool,",
        ),
        ("aws-exports.js", 'const awsmobile = {\n  "a": "b"\n};', "JavaScript or TypeScript."),
        ("moto.json", json.dumps({"cognito-idp": {}, "s3": {}}), "the state of moto. It is not"),
        (
            "cdk.json",
            json.dumps({"app": "npx ts-node x", "context": {}}),
            "the configuration of an",
        ),
        ("keys.json", json.dumps({"keys": []}), "a set of public keys (JWKS)."),
        ("users.csv", "name,given_name,cognito:username\n", "the CSV of a user import job."),
        ("compose.yaml", "services: {app: {image: x}}", "a Compose file."),
        ("data.db", b"SQLite format 3\0...", "a database of SQLite."),
        ("seed.yaml.gz", gzip.compress(b"PoolName: x", mtime=0), "a compressed file."),
        ("config.json", json.dumps({"TriggerFunctions": {}}), "the configuration of cognito-local"),
    ],
)
def test_a_file_of_another_kind_is_named(
    tmp_path: Path, name: str, content: str | bytes, what: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    assert told(file).startswith(f"{file}: This is {what}")


PRINTED: Mapping[str, Any] = {
    "list-users": {"Users": [{"Username": "a", "Enabled": True}], "PaginationToken": "x"},
    "list-user-pools": {"UserPools": [{"Id": "us-east-1_a", "Name": "a", "CreationDate": "2026"}]},
    "list-user-pool-clients": {"UserPoolClients": [{"ClientId": "a"}]},
    "describe-user-pool-client": {"UserPoolClient": {"ClientName": "a", "ClientId": "a"}},
    "admin-get-user": {"Username": "a", "UserAttributes": [], "UserStatus": "CONFIRMED"},
    "admin-create-user": {"User": {"Username": "a"}},
    "list-groups": {"Groups": [{"GroupName": "a"}]},
    "get-group": {"Group": {"GroupName": "a"}},
    "get-user-pool-mfa-config": {"MfaConfiguration": "OFF", "WebAuthnConfiguration": {}},
    "list-identity-providers": {"Providers": []},
    "describe-identity-provider": {"IdentityProvider": {}},
    "describe-resource-server": {"ResourceServer": {}},
    "describe-user-pool-domain": {"DomainDescription": {}},
}


@table("command", PRINTED)
@table("by_boto3", [False, True])
def test_an_answer_that_describes_no_pool_is_named(command: str, *, by_boto3: bool) -> None:
    decoration = {"ResponseMetadata": {"HTTPStatusCode": 200}} if by_boto3 else {}
    message = told({**PRINTED[command], **decoration})
    assert message.startswith(f"seed: This is what {command} prints")
    assert message.endswith(("PoolName.", "can be a seed.", "of a seed."))


@table("operation", spec.operations())
def test_no_answer_is_taken_for_a_seed_by_mistake(operation: str) -> None:
    """What an operation answers is a seed, or said to be none."""
    output = spec.operation(operation).output
    answer = dict.fromkeys(output.members if output else (), "x")
    message = told(answer or {"x": 1})
    if operation not in ("DescribeUserPool", "CreateUserPool", "ListUserPools") and answer:
        assert " prints, and describes no pool." in message


def test_what_describe_user_pool_prints_is_a_seed() -> None:
    printed = {"UserPool": {"Id": "us-east-1_a", "Name": "a"}, "ResponseMetadata": {}}
    assert Emulator(seed=printed).seeded[0].pool.name == "a"


def test_pools_that_say_more_than_their_names_are_seeds() -> None:
    pool = {"Id": "us-east-1_a", "Name": "a", "CreationDate": "2026", "Clients": []}
    assert Emulator(seed={"UserPools": [pool]}).seeded


@pytest.mark.parametrize(
    "text",
    [
        "a: !Ref b\nPoolName: x",
        "a: !If {b: c}\nPoolName: x",
        "PoolName: !Sub x",
        "!Ref x",
        "- !Ref x",
    ],
)
def test_a_tag_in_something_else_is_told_as_such(tmp_path: Path, text: str) -> None:
    file = tmp_path / "seed.yaml"
    file.write_text(text)
    assert told(file).startswith(f"{file}:1: could not determine a constructor for the tag '!")

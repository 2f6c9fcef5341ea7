"""Whatever a template says, it is a seed, or an error that names its place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cognito_emulator.emulator import Emulator
from cognito_emulator.seeds import SeedError, Stack, document_of, read_yaml
from cognito_emulator.seeds.templates.cognito_resources import TYPES
from cognito_emulator.seeds.templates.nested import TYPES as NESTED
from cognito_emulator.seeds.templates.terraform_resources import TYPES as TERRAFORM
from tests.properties import examples

NAMES = st.sampled_from(["Pool", "Client", "A", "IsProd", "AWS::Region", "Arn", "", "Pool.Arn"])
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 20), NAMES, st.text(max_size=6), st.just("${Pool}")
)
FUNCTIONS = st.sampled_from(
    [
        *("Ref", "Condition", "Fn::GetAtt", "Fn::Sub", "Fn::Join", "Fn::Select", "Fn::Split"),
        *("Fn::If", "Fn::Equals", "Fn::Not", "Fn::And", "Fn::Or", "Fn::FindInMap", "Fn::Base64"),
        *("Fn::ImportValue", "Fn::GetAZs", "Fn::Length", "Fn::ToJsonString", "Fn::Cidr"),
        *("Fn::Transform", "Fn::ForEach::A", "Fn::Contains", "Fn::EachMemberIn"),
    ]
)
MEMBERS = st.sampled_from(
    [
        *("UserPoolId", "UserPoolName", "Schema", "Policies", "EnabledMfas", "LambdaConfig"),
        *("ClientName", "CallbackURLs", "Username", "UserAttributes", "GroupName", "Domain"),
        *("UserPoolTags", "MfaConfiguration", "ProviderDetails", "Events", "user_pool_id", "name"),
        *("schema", "attributes", "lambda_config", "settings", "password_policy", "username"),
        *("TemplateURL", "Location", "Parameters", "Name", "${A}", "Fn::Transform", "Assertions"),
    ]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(MEMBERS, inner, max_size=3),
        st.dictionaries(FUNCTIONS, inner, min_size=1, max_size=1),
    ),
    max_leaves=12,
)
KINDS = st.sampled_from(
    [*TYPES, *NESTED, "AWS::Serverless::Function", "AWS::S3::Bucket", "Custom::It", ""]
)
LOOPS = st.tuples(
    st.sampled_from(["A", "", "Pool"]),
    st.one_of(VALUES, st.lists(SCALARS, max_size=3)),
    st.dictionaries(st.sampled_from(["${A}", "B&{A}", "C"]), VALUES, max_size=2),
).map(list)
RESOURCES = st.fixed_dictionaries(
    {"Type": KINDS}, optional={"Properties": VALUES, "Condition": NAMES, "Metadata": VALUES}
)
POOL = {"Type": "AWS::Cognito::UserPool", "Properties": {}}
TEMPLATES = st.fixed_dictionaries(
    {
        "Resources": st.tuples(
            st.dictionaries(NAMES, RESOURCES, max_size=4),
            st.dictionaries(st.just("Fn::ForEach::Loop"), LOOPS, max_size=1),
        ).map(lambda both: {"Pool": POOL, **both[0], **both[1]})
    },
    optional={
        "Parameters": st.dictionaries(
            NAMES, st.fixed_dictionaries({"Default": VALUES}), max_size=2
        ),
        "Conditions": st.dictionaries(NAMES, VALUES, max_size=2),
        "Mappings": VALUES,
        "Globals": VALUES,
        "Rules": st.dictionaries(NAMES, VALUES, max_size=2),
        "Outputs": st.dictionaries(NAMES, VALUES, max_size=2),
        "Transform": VALUES,
    },
)


def is_a_seed_or_refused(template: dict[str, Any]) -> None:
    try:
        Emulator(seed=document_of(template, Stack(parameters={"A": "given"})))
    except SeedError as refusal:
        assert refusal.mistakes
        for mistake in refusal.mistakes:
            assert str(mistake).startswith("seed")
            assert len(mistake.sentence) > 10


@settings(max_examples=examples(200))
@given(TEMPLATES)
def test_any_template_of_cloudformation(template: dict[str, Any]) -> None:
    is_a_seed_or_refused(template)


INSTANCES = st.fixed_dictionaries(
    {
        "mode": st.sampled_from(["managed", "managed", "data"]),
        "type": st.sampled_from([*TERRAFORM, "aws_s3_bucket"]),
        "name": st.sampled_from(["a", "b"]),
        "address": st.sampled_from(["x.a", "x.b", "module.m.x.a[0]"]),
        "values": st.one_of(VALUES, st.dictionaries(MEMBERS, VALUES, max_size=4)),
    },
    optional={"index": st.one_of(st.integers(0, 2), NAMES)},
)
PLANS = st.fixed_dictionaries(
    {
        "terraform_version": st.just("1"),
        "planned_values": st.fixed_dictionaries(
            {"root_module": st.fixed_dictionaries({"resources": st.lists(INSTANCES, max_size=4)})}
        ),
    },
    optional={
        "configuration": st.one_of(
            VALUES,
            st.fixed_dictionaries(
                {
                    "root_module": st.fixed_dictionaries(
                        {
                            "resources": st.lists(
                                st.fixed_dictionaries(
                                    {
                                        "type": st.sampled_from([*TERRAFORM]),
                                        "name": st.sampled_from(["a", "b"]),
                                        "expressions": st.dictionaries(
                                            MEMBERS,
                                            st.fixed_dictionaries(
                                                {"references": st.lists(NAMES, max_size=2)}
                                            ),
                                            max_size=2,
                                        ),
                                    }
                                ),
                                max_size=3,
                            )
                        }
                    )
                }
            ),
        ),
        "resource_changes": st.lists(
            st.fixed_dictionaries(
                {
                    "address": st.sampled_from(["x.a", "x.b"]),
                    "change": st.fixed_dictionaries(
                        {"after_unknown": st.dictionaries(MEMBERS, st.just(True), max_size=3)}
                    ),
                }
            ),
            max_size=2,
        ),
    },
)


@settings(max_examples=examples(200))
@given(PLANS)
def test_any_plan_of_terraform(plan: dict[str, Any]) -> None:
    is_a_seed_or_refused(plan)


WORDS = st.sampled_from(
    [
        *("Resources:\n", "  Pool:\n", "    Type: AWS::Cognito::UserPool\n", "    Properties:\n"),
        *("      UserPoolName: ", "!Ref Pool", "!Sub '${A}'", "!If [A, b, c]", "!GetAtt A", "\n"),
        *("  - ", "{", "}", "[", "]", "&a ", "*a", "!", "!Fn", "!Ref [", "? ", "<<: ", "\t", "'"),
    ]
)


@settings(max_examples=examples(200))
@given(st.lists(WORDS, max_size=20).map("".join))
def test_any_text_of_yaml(text: str) -> None:
    try:
        document = read_yaml(text)
    except SeedError as refusal:
        assert str(refusal).startswith("seed")
        return
    is_a_seed_or_refused(dict(document))


def test_a_template_that_is_nested_too_deeply() -> None:
    value: Any = "x"
    for _ in range(3000):
        value = {"Fn::Base64": value}
    pool = {"Type": "AWS::Cognito::UserPool", "Properties": {"UserPoolName": value}}
    with pytest.raises(SeedError, match="nested too deeply"):
        Emulator(seed={"Resources": {"Pool": pool}})

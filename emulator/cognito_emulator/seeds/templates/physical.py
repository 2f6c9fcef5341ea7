"""What other resources would be called once they are deployed: names and ARNs that stand for them.

Nobody knows them before. Here they follow from the logical ids, so that they are the same in every
run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cognito_emulator.seeds.stack import Stack

FUNCTIONS = ("AWS::Lambda::Function", "AWS::Serverless::Function")
"""The types of resources that are functions."""

# What a resource is called by, if its template says it.
_NAMED_BY: Mapping[str, str] = {
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Serverless::Function": "FunctionName",
    "AWS::IAM::Role": "RoleName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::SES::EmailIdentity": "EmailIdentity",
}
_LONGEST_NAME = 64  # of a function and of a role
# Resources whose Ref is their ARN (documented).
_BY_ARN = (
    "AWS::CertificateManager::Certificate",
    "AWS::SNS::Topic",
    "AWS::Lambda::Alias",
    "AWS::Lambda::Version",
)
_KINDS: Mapping[str, tuple[str, str]] = {
    "AWS::Lambda::Function": ("lambda", "function:"),
    "AWS::Serverless::Function": ("lambda", "function:"),
    "AWS::IAM::Role": ("iam", "role/"),
    "AWS::KMS::Key": ("kms", "key/"),
    "AWS::CertificateManager::Certificate": ("acm", "certificate/"),
    "AWS::SNS::Topic": ("sns", ""),
    "AWS::SES::EmailIdentity": ("ses", "identity/"),
    "AWS::S3::Bucket": ("s3", ""),
    "AWS::KinesisFirehose::DeliveryStream": ("firehose", "deliverystream/"),
    "AWS::Logs::LogGroup": ("logs", "log-group:"),
}
# Attributes that are addresses, as they stand in lists of URLs (documented); a made-up name of the
# resource begins each.
_ADDRESSES: Mapping[tuple[str, str], str] = {
    ("AWS::ApiGatewayV2::Api", "ApiEndpoint"): "https://{name}.execute-api.{region}.amazonaws.com",
    ("AWS::Serverless::HttpApi", "ApiEndpoint"): (
        "https://{name}.execute-api.{region}.amazonaws.com"
    ),
    ("AWS::Lambda::Url", "FunctionUrl"): "https://{name}.lambda-url.{region}.on.aws/",
    ("AWS::S3::Bucket", "WebsiteURL"): "http://{name}.s3-website-{region}.amazonaws.com",
    ("AWS::CloudFront::Distribution", "DomainName"): "{name}.cloudfront.net",
    ("AWS::Amplify::App", "DefaultDomain"): "{name}.amplifyapp.com",
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "DNSName"): "{name}.{region}.elb.amazonaws.com",
}


def name(stack: Stack, of: str, kind: str, logical_id: str, properties: Mapping[str, Any]) -> str:
    """Return the name of a resource: its own, or one of the stack's and its logical id.

    Args:
        stack: what it is deployed with.
        of: the stack's name.
        kind: the resource's type.
        logical_id: in the template.
        properties: those that say its name, resolved.

    """
    said = properties.get(_NAMED_BY.get(kind, ""))
    if kind in _BY_ARN:
        return arn(stack, of, kind, logical_id, properties)
    return said if isinstance(said, str) else f"{of}-{logical_id}"[-_LONGEST_NAME:]


def naming(kind: str) -> tuple[str, ...]:
    """Return the properties that say what a resource is called."""
    if kind in ("AWS::Lambda::Alias", "AWS::Lambda::Version"):
        return ("FunctionName", "Name")
    return (_NAMED_BY[kind],) if kind in _NAMED_BY else ()


def arn(stack: Stack, of: str, kind: str, logical_id: str, properties: Mapping[str, Any]) -> str:
    """Return the ARN of a resource; for the arguments see `name`."""
    if kind in ("AWS::Lambda::Alias", "AWS::Lambda::Version"):
        function = str(properties.get("FunctionName", logical_id))
        if not function.startswith("arn:"):
            function = function_arn(stack, function)
        return f"{function}:{properties.get('Name', 1)}"
    service, before = _KINDS.get(kind, (_service(kind), ""))
    said = properties.get(_NAMED_BY.get(kind, ""))
    own = said if isinstance(said, str) else f"{of}-{logical_id}"[-_LONGEST_NAME:]
    region = "" if service in ("iam", "s3") else stack.region
    account = "" if service == "s3" else stack.account_id
    return f"arn:aws:{service}:{region}:{account}:{before}{own}"


def function_arn(stack: Stack, function: str) -> str:
    """Return the ARN of a Lambda function by its name."""
    return f"arn:aws:lambda:{stack.region}:{stack.account_id}:function:{function}"


def attribute(
    stack: Stack, of: str, kind: str, logical_id: str, wanted: str, properties: Mapping[str, Any]
) -> str:
    """Return an attribute of a resource: its ARN, its address, or a text like a host's name."""
    if wanted.endswith("Arn"):
        return arn(stack, of, kind, logical_id, properties)
    if (address := _ADDRESSES.get((kind, wanted))) is not None:
        return address.format(name=logical_id.lower(), region=stack.region)
    return f"{logical_id}-{wanted}".replace(".", "-").lower()


def _service(kind: str) -> str:
    """Return the service of a type: ``AWS::Lambda::Function`` is ``lambda``'s."""
    parts = kind.split("::")
    return parts[1].lower() if len(parts) > 1 else kind.lower()

from __future__ import annotations

from tests.seeds.sample import Sample

LIST = "Domain"
SAMPLE = Sample(
    full={
        "Domain": "auth.example.com",
        "ManagedLoginVersion": 2,
        "CustomDomainConfig": {
            "CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/1",
            "SecurityPolicy": "TLS_V1_3_2025",
        },
        "Routing": {
            "Failover": {"SecondaryRegion": "us-west-2", "PrimaryRoute53HealthCheckId": "x"}
        },
    },
    other={
        "Domain": "login.example.com",
        "CustomDomainConfig": {
            "CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/2"
        },
    },
    shown=(("DescribeUserPoolDomain", {"Domain": "auth.example.com"}),),
    deleted=("DeleteUserPoolDomain", {"Domain": "auth.example.com"}),
    named_by={},
)

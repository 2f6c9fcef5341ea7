from __future__ import annotations

from tests.seeds.sample import Sample

LIST = "Terms"
ID = "8b1c3f0e-6f0f-4c1e-9c53-0f5a4a5d1a02"
SAMPLE = Sample(
    full={
        "TermsId": ID,
        "ClientId": "base",
        "TermsName": "privacy-policy",
        "TermsSource": "LINK",
        "Enforcement": "NONE",
        "Links": {
            "cognito:default": "https://app.example/privacy",
            "cognito:german": "https://app.example/de/datenschutz",
        },
    },
    other={
        "TermsId": ID,
        "ClientId": "base",
        "TermsName": "terms-of-use",
        "TermsSource": "LINK",
        "Enforcement": "NONE",
        "Links": {"cognito:default": "https://app.example/terms"},
    },
    shown=(("DescribeTerms", {"TermsId": ID}), ("ListTerms", {})),
    deleted=("DeleteTerms", {"TermsId": ID}),
    named_by={},
)

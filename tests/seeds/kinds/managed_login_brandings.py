from __future__ import annotations

from tests.seeds.sample import Sample

LIST = "ManagedLoginBrandings"
ID = "8b1c3f0e-6f0f-4c1e-9c53-0f5a4a5d1a01"
SAMPLE = Sample(
    full={
        "ManagedLoginBrandingId": ID,
        "ClientId": "base",
        "Settings": {
            "categories": {
                "auth": {"authMethodOrder": [1, None]},
                "global": {"colorSchemeMode": "DARK"},
            },
        },
        "Assets": [
            {
                "Category": "FORM_LOGO",
                "ColorMode": "LIGHT",
                "Extension": "PNG",
                "Bytes": "iVBORw0KGgo=",
            },
            {
                "Category": "IDP_BUTTON_ICON",
                "ColorMode": "DYNAMIC",
                "Extension": "SVG",
                "Bytes": "PHN2Zy8+",
                "ResourceId": "Corp",
            },
        ],
    },
    other={
        "ManagedLoginBrandingId": ID,
        "ClientId": "base",
        "UseCognitoProvidedValues": True,
    },
    shown=(
        ("DescribeManagedLoginBranding", {"ManagedLoginBrandingId": ID}),
        (
            "DescribeManagedLoginBrandingByClient",
            {"ClientId": "base", "ReturnMergedResources": True},
        ),
    ),
    deleted=("DeleteManagedLoginBranding", {"ManagedLoginBrandingId": ID}),
    named_by={},
)

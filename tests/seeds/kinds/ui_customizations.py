from __future__ import annotations

from tests.seeds.sample import Sample

LIST = "UICustomizations"
SAMPLE = Sample(
    full={
        "ClientId": "base",
        "CSS": ".banner-customizable { background-color: #123456; }",
        "ImageFile": "iVBORw0KGgo=",
    },
    other={"ClientId": "base", "CSS": ".label-customizable { color: red }"},
    shown=(("GetUICustomization", {"ClientId": "base"}),),
    deleted=("DeleteUserPoolClient", {"ClientId": "base"}),  # else it takes a domain
    named_by={},
)

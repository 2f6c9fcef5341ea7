from __future__ import annotations

from tests.seeds.sample import Sample
from tests.support import PASSWORD

LIST = "Groups"
SAMPLE = Sample(
    full={
        "GroupName": "writers",
        "Description": "They write.",
        "Precedence": 3,
        "RoleArn": "arn:aws:iam::123456789012:role/writers",
    },
    other={"GroupName": "Writers", "Description": "They wrote."},
    shown=(("GetGroup", {"GroupName": "writers"}),),
    deleted=("DeleteGroup", {"GroupName": "writers"}),
    named_by={
        "Users": {
            "Username": "ada",
            "Password": PASSWORD,
            "UserAttributes": {"email": "ada@example.com"},
            "Groups": ["writers"],
        }
    },
)

"""What takes a template's resources one by one: twice as many cost twice as much."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator import cli
from tests.steps import steps

pytestmark = pytest.mark.slow  # some seven seconds

FEW = 30
# Steps that grow by the square are up to 1.67 times as many later on. A pool's clients, 1,000 at
# most, are counted as each is planted: that makes 1.05.
SLACK = 1.07

Document = Mapping[str, Any]


def cloudformation(number: int) -> Document:
    """So many groups, users, clients and memberships of a pool."""
    pool = {"UserPoolId": {"Ref": "Pool"}}
    listed: dict[str, tuple[str, Document]] = {"Pool": ("", {})}
    for each in range(number):
        user, group = {"Ref": f"User{each}"}, {"Ref": f"Group{each}"}
        listed |= {
            f"Group{each}": ("Group", {"GroupName": f"group-{each}", **pool}),
            f"User{each}": ("User", {"Username": f"user-{each}", **pool}),
            f"Client{each}": ("Client", {"ClientName": f"client-{each}", **pool}),
            f"In{each}": (
                "UserToGroupAttachment",
                {"Username": user, "GroupName": group, **pool},
            ),
        }
    return {
        "Resources": {
            name: {"Type": f"AWS::Cognito::UserPool{kind}", "Properties": properties}
            for name, (kind, properties) in listed.items()
        }
    }


def resource(kind: str, name: str, values: Document, **more: Any) -> dict[str, Any]:
    return {"mode": "managed", "type": kind, "name": name, "values": values, **more}


def written(kind: str, name: str) -> Document:
    """What a configuration says of a resource of a pool that has no id yet."""
    pool = {"references": ["aws_cognito_user_pool.it.id", "aws_cognito_user_pool.it"]}
    expressions = {} if kind.endswith("_pool") else {"user_pool_id": pool}
    return {"type": kind, "name": name, "expressions": expressions}


def plan(planned: Document, configuration: Document) -> Document:
    return {
        "terraform_version": "1.9.8",
        "planned_values": {"root_module": planned},
        "configuration": {"root_module": configuration},
    }


def terraform(number: int) -> Document:
    """So many groups, users, clients and memberships of a pool, each written for itself."""
    listed = [resource("aws_cognito_user_pool", "it", {"name": "it"})]
    for each in range(number):
        joined = {"username": f"user-{each}", "group_name": f"group-{each}"}
        listed += [
            resource("aws_cognito_user_group", f"g{each}", {"name": f"group-{each}"}),
            resource("aws_cognito_user", f"u{each}", {"username": f"user-{each}"}),
            resource("aws_cognito_user_pool_client", f"c{each}", {"name": f"client-{each}"}),
            resource("aws_cognito_user_in_group", f"m{each}", joined),
        ]
    return plan(
        {"resources": listed},
        {"resources": [written(each["type"], each["name"]) for each in listed]},
    )


def for_each(number: int) -> Document:
    """So many pools written once, each with a group that is written once."""
    kinds = ("aws_cognito_user_pool", "aws_cognito_user_group")
    listed = [
        resource(kind, "it", {"name": f"it-{each}"}, index=f"k{each}")
        for kind in kinds
        for each in range(number)
    ]
    return plan({"resources": listed}, {"resources": [written(kind, "it") for kind in kinds]})


def modules(number: int) -> Document:
    """So many modules with a pool and a group, whose keys have no letter that an id may have."""
    kinds = ("aws_cognito_user_pool", "aws_cognito_user_group")
    children = [
        {
            "address": f'module.of["{chr(0x4E00 + each)}"]',
            "resources": [resource(kind, "it", {"name": f"it-{each}"}) for kind in kinds],
        }
        for each in range(number)
    ]
    called = {"module": {"resources": [written(kind, "it") for kind in kinds]}}
    return plan({"child_modules": children}, {"module_calls": {"of": called}})


@pytest.mark.parametrize("made", [cloudformation, terraform, for_each, modules])
def test_each_resource_takes_as_many_steps_among_many(
    made: Callable[[int], Document], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An import reads, plants, exports and reports them: no step of it looks at all of them."""

    def taken(number: int) -> int:
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(made(number)))
        found = steps(partial(imported, file))
        assert " 0 lost." in capsys.readouterr().err
        return found

    few, twice, thrice = (taken(FEW * times) for times in (1, 2, 3))
    assert thrice - twice < SLACK * (twice - few), (few, twice, thrice)


def imported(file: Path) -> None:
    assert cli.main(["import", str(file)]) == 0

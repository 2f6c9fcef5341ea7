"""From a template to the pools that it describes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cognito_emulator.seeds.kinds.pools import FUNCTIONS
from cognito_emulator.seeds.places import Place, Placed
from cognito_emulator.seeds.stack import Stack
from cognito_emulator.seeds.templates import cloudformation, functions, is_terraform, terraform
from cognito_emulator.seeds.templates.assembling import assembled
from cognito_emulator.seeds.templates.functions import advice
from cognito_emulator.seeds.templates.report import Report


class Translated(NamedTuple):
    """What a template comes to.

    Attributes:
        pools: as a seed describes them.

    """

    pools: list[Placed]
    report: Report


def translated(
    place: Place,
    document: Mapping[str, Any],
    stack: Stack,
    path: Path | None = None,
    *,
    run_code: bool = True,
) -> Translated:
    """Return what a template comes to.

    Args:
        place: of the template.
        document: what stands in it.
        stack: what it is deployed with.
        path: of its file.
        run_code: whether functions beside it answer triggers: that runs them.

    Raises:
        SeedError: something in it cannot be resolved, or it has no user pool.

    """
    source: cloudformation.Template | terraform.Plan
    if is_terraform(document):
        source = terraform.Plan(place, document, stack)
    else:
        source = cloudformation.Template(place, document, stack, path)
    pools = assembled(source.found(), source.report)
    if not pools:
        raise place.wrong("There is no user pool in it.")
    arns = {
        arn: here
        for pool in pools
        for arn, here in functions.named(pool, pool.origin("LambdaConfig"))
    }
    found: dict[str, str] = {}
    if isinstance(source, cloudformation.Template):
        found = functions.bound(source, arns, path if run_code else None)
    else:
        for arn, here in arns.items():
            source.report.lost(here, f"Terraform does not say where its code is; {advice(arn)}")
    return Translated([_with_functions(pool, found) for pool in pools], source.report)


def _with_functions(pool: Placed, targets: Mapping[str, str]) -> Placed:
    own = {arn: targets[arn] for arn, _ in functions.named(pool, pool.place) if arn in targets}
    return Placed(pool.place, {**pool, FUNCTIONS: own} if own else pool, pool.origins)

"""Templates as seeds: what deploys pools, translated into what a seed says of them.

CloudFormation, and what becomes it (AWS SAM, ``cdk synth``, ``serverless package``), and what
``terraform show -json`` prints. A template is translated into the seed's own language and planted
as any seed is (decision 0038).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cognito_emulator.seeds.kinds.pools import FUNCTIONS
from cognito_emulator.seeds.places import Place, Placed
from cognito_emulator.seeds.stack import Stack
from cognito_emulator.seeds.templates import cloudformation, functions, terraform
from cognito_emulator.seeds.templates.assembling import assembled
from cognito_emulator.seeds.templates.functions import advice
from cognito_emulator.seeds.templates.report import Outcome, Report, Row
from cognito_emulator.seeds.templates.terraform_instances import is_terraform

__all__ = ["Outcome", "Report", "Row", "Translated", "is_template", "translated"]


class Translated(NamedTuple):
    """What a template comes to.

    Attributes:
        pools: as a seed describes them.

    """

    pools: list[Placed]
    report: Report


def is_template(document: Mapping[str, Any]) -> bool:
    """Whether a document is a template that can be translated."""
    return cloudformation.is_template(document) or is_terraform(document)


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

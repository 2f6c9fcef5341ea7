"""From templates to the pools that they describe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cognito_emulator.nearest import nearest
from cognito_emulator.seeds.kinds.pools import FUNCTIONS
from cognito_emulator.seeds.places import Mistakes, Place, Placed
from cognito_emulator.seeds.stack import Stack
from cognito_emulator.seeds.templates import (
    cloudformation,
    functions,
    is_terraform,
    resources,
    terraform,
)
from cognito_emulator.seeds.templates.assembling import Found, assembled
from cognito_emulator.seeds.templates.deployment import Deployment, Given
from cognito_emulator.seeds.templates.report import Report, Row


class Translated(NamedTuple):
    """What templates come to.

    Attributes:
        pools: as a seed describes them.
        report: of what became of the members of the templates, and of no others.
        notes: what else whoever has the seed has to know.
        files: those that were read beside them.

    """

    pools: list[Placed]
    report: Report
    notes: tuple[str, ...]
    files: tuple[Path, ...]


def translated(
    place: Place,
    own: Sequence[Given],
    stack: Stack,
    others: Sequence[tuple[Given, bool]] = (),
    base: Path | None = None,
) -> Translated:
    """Return what templates come to.

    Args:
        place: of all of them.
        own: the templates.
        stack: what they are deployed with.
        others: templates that are deployed together with them, whether each stands before them.
        base: the folder from which the code of functions is named; without one none is run.

    Raises:
        SeedError: something in them cannot be resolved, or neither they nor the others have a user
            pool.

    """
    deployment, report, elsewhere = Deployment(stack), Report(), Report()
    listed = [
        *((given, elsewhere) for given, is_before in others if is_before),
        *((given, report) for given in own),
        *((given, elsewhere) for given, is_before in others if not is_before),
    ]
    found = _found(listed, deployment)
    pools = assembled(found)
    if not pools:
        raise place.wrong(f"There is no user pool in it.{_elsewhere(found)}")
    code = functions.bound(deployment.every_template(), list(_triggers(pools)), base)
    mine = [_with_functions(each.members, code) for each in pools if each.report is report]
    notes = tuple(_unasked(place, deployment)) if listed[0][1] is report else ()
    return Translated(mine, report, notes, tuple(deployment.files))


def _elsewhere(found: Iterable[Found]) -> str:
    """Say what belongs to a pool that stands in another template, if anything does."""
    for each in found:
        if each.pool_id:
            where = Row(each.members.place, each.kind, "lost").where.removesuffix(".Properties")
            return f" {where} belongs to the user pool {each.pool_id}: give its template, too."
    return ""


def _found(listed: Iterable[tuple[Given, Report]], deployment: Deployment) -> list[Found]:
    """Return what is in templates of pools, all of them made before one is asked."""
    mistakes = Mistakes()
    sources: list[cloudformation.Template | terraform.Plan] = []
    for given, report in listed:
        with mistakes:
            sources.append(_opened(given, deployment, report))
    mistakes.settle()
    found: list[Found] = []
    for source in sources:
        with mistakes:
            found += (
                source.found() if isinstance(source, terraform.Plan) else resources.found(source)
            )
    mistakes.settle()
    return found


def _opened(
    given: Given, deployment: Deployment, report: Report
) -> cloudformation.Template | terraform.Plan:
    if is_terraform(given.document):
        return terraform.Plan(given, deployment, report)
    template = cloudformation.Template(given, deployment, report)
    deployment.templates.append(template)
    return template


def _triggers(pools: Iterable[Found]) -> Iterator[functions.Trigger]:
    for pool in pools:
        for arn, here in functions.named(pool.members, pool.members.origin("LambdaConfig")):
            yield functions.Trigger(arn, here, pool.kind, pool.report)


def _unasked(place: Place, deployment: Deployment) -> Iterator[str]:
    """Say which parameters nobody has asked for: names that are wrong.

    Names of exports and of secrets may be those of resources that are no part of a user pool.
    """
    known = {name for each in deployment.templates for name in each.parameters}
    for name in deployment.stack.parameters:
        if name.isalnum() and name not in known and name not in deployment.asked:
            others = nearest(name, known) if known else "it has none"
            yield f"{place.source}: there is no parameter {name}; {others}."


def _with_functions(pool: Placed, targets: Mapping[str, str]) -> Placed:
    own = {arn: targets[arn] for arn, _ in functions.named(pool, pool.place) if arn in targets}
    return Placed(pool.place, {**pool, FUNCTIONS: own} if own else pool, pool.origins)

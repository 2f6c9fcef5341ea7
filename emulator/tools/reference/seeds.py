"""What may stand in a seed, from its kinds and the service model."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from cognito_emulator.api import spec
from cognito_emulator.api.spec import Shape
from cognito_emulator.seeds.kind import Kind, Modelled
from cognito_emulator.seeds.kinds import PARTS, POOL
from tools.reference.markdown import code, table
from tools.reference.regions import region
from tools.reference.shapes import words

#: What a seed need not say: the pool is the one that it stands in.
_SELF = "UserPoolId"


def _members(kind: Kind) -> str:
    return table(("Member", "Type", "Needed", "From"), _rows(kind))


def _rows(kind: Kind) -> Iterator[tuple[str, str, str, str]]:
    request = spec.operation(kind.operation).input
    for name, shape in request.members.items():
        if name != _SELF:
            also = [other for other, own in kind.renamed.items() if own == name]
            shown = f"{code(name)}, or {code(*also)}" if also else code(name)
            needed = "yes" if name in request.required else "no"
            yield shown, words(shape), needed, code(kind.operation)
    for name, word in kind.own.items():
        origin = code(word.operation) if isinstance(word, Modelled) else "the seed's own"
        yield code(name), words(_shape(word)), "no", origin
    for name in kind.parts:
        yield code(name), _listed(name), "no", "the seed's own"
    for name in kind.beside:
        yield code(name), "object", "no", "the seed's own"


def _listed(name: str) -> str:
    short = "text, object, or " if PARTS[name].short else ""
    return f"{short}list of objects: [{name}](#{name.lower()})"


def _shape(word: Shape | Modelled) -> Shape:
    if isinstance(word, Modelled):
        return spec.operation(word.operation).input.members[word.member]
    return word


region("seed-of-a-pool")(partial(_members, POOL))
for _name, _part in PARTS.items():
    region(f"seed-{_name.lower()}")(partial(_members, _part.kind))

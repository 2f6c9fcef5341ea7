"""The section Rules: what has to be so of a template's parameters before it is deployed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cognito_emulator.seeds.places import Mistakes, Place, SeedError, items, mapping

if TYPE_CHECKING:
    from cognito_emulator.seeds.templates.intrinsics import Resolver


def enforce(place: Place, rules: Mapping[str, Any], resolver: Resolver) -> None:
    """Hold parameters against rules; one that asks for what is known in AWS only is left out.

    Raises:
        SeedError: some are broken; the message is that of the rule.

    """
    mistakes = Mistakes()
    for name, described in rules.items():
        here = place.member(name)
        with mistakes:
            rule = mapping(here, described)
            condition = rule.get("RuleCondition", True)
            if _is_met(here.member("RuleCondition"), condition, resolver):
                _assert(here.member("Assertions"), rule.get("Assertions"), resolver, mistakes)
    mistakes.settle()


def _assert(place: Place, listed: object, resolver: Resolver, mistakes: Mistakes) -> None:
    for here, described in items(place, listed or []):
        assertion = mapping(here, described)
        if _is_met(here.member("Assert"), assertion.get("Assert", True), resolver) is False:
            said = assertion.get("AssertDescription")
            sentence = said if isinstance(said, str) else "the parameters are not as it wants them"
            mistakes.add(here.wrong(f"The rule is broken: {sentence.rstrip('.')}."))


def _is_met(place: Place, condition: object, resolver: Resolver) -> bool | None:
    """Whether a condition is met; ``None`` where nobody here knows."""
    try:
        found = _resolved(place, condition, resolver)
    except SeedError:
        return None
    return found if isinstance(found, bool) else None


def _resolved(place: Place, condition: object, resolver: Resolver) -> Any:  # noqa: ANN401 - any JSON
    """Return what a condition of a rule comes to, by the functions that only rules have."""
    if not isinstance(condition, Mapping) or len(condition) != 1:
        return resolver.resolve(place, condition)
    [(name, argument)] = condition.items()
    here = place.member(name)
    match name:
        case "Fn::Contains" | "Fn::EachMemberIn" | "Fn::EachMemberEquals":
            value, known = (resolver.resolve(*each) for each in resolver.pair(here, argument))
            several = value if isinstance(value, list) else [value]
            if name == "Fn::EachMemberEquals":
                return all(str(each) == str(known) for each in several)
            if name == "Fn::Contains":  # which has the list first
                return str(known) in map(str, several)
            allowed = known if isinstance(known, list) else [known]
            return all(str(each) in map(str, allowed) for each in several)
        case "Fn::Not" | "Fn::And" | "Fn::Or":
            found = [_resolved(where, each, resolver) for where, each in items(here, argument)]
            return {"Fn::Not": not all(found), "Fn::And": all(found), "Fn::Or": any(found)}[name]
        case _:
            return resolver.resolve(place, condition)

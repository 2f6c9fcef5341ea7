"""Names that a test gives, held against those that there are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import wraps
from typing import Any, TypeVar, cast, get_args

from cognito_emulator import errors
from cognito_emulator.api import spec
from cognito_emulator.endpoints import ENDPOINTS, OAuthErrorName
from cognito_emulator.nearest import MOST, by_likeness, missed, nearest

_MENTIONED = 10  # of those that there are, in a repr
_FEW = 6  # values to choose from that a sentence names all

Function = TypeVar("Function", bound=Callable[..., Any])


def some(names: Iterable[str], most: int = _MENTIONED) -> str:
    """Return the first of the names, and how many more there are."""
    listed = list(names)
    more = len(listed) - most
    return ", ".join([*listed[:most], *([f"{more} more"] if more > 0 else [])]) or "none"


def none_of(kind: str, name: str, known: Collection[str]) -> str:
    """Return what to say of a name that nothing of a kind has, the nearest ones first.

    Args:
        kind: a noun in the singular: ``user``.
        name: the wrong name.
        known: the names that there are.

    """
    there = some(by_likeness(name, known), MOST) if known else ""
    rest = f"there is {there}" if there else f"there are no {kind}s yet"
    return f"there is no {kind} {name}; {rest}"


def checked_operation(name: str) -> None:
    """Refuse the name of an operation that there is not.

    Raises:
        ValueError: there is none of that name.

    """
    known = (*spec.operations(), *ENDPOINTS)
    if name not in known:
        raise ValueError(f"There is no operation {name}; {nearest(name, known)}.")


def checked_members(
    operation: str, names: Iterable[str], *, parameters: Iterable[str] = ()
) -> None:
    """Refuse members that an operation's request does not have.

    Args:
        operation: its name.
        names: of the members.
        parameters: what else could have been meant.

    Raises:
        ValueError: there is no such operation, or it has no such member.

    """
    checked_operation(operation)
    endpoint = ENDPOINTS.get(operation)
    known = endpoint.parameters if endpoint else tuple(spec.operation(operation).input.members)
    if not known:  # of a page, whose fields are many
        return
    for name in names:
        if name not in known:
            near = nearest(name, (*parameters, *known))
            raise ValueError(f"{operation} has no member {name}; {near}.")


def checked_error(name: str) -> None:
    """Refuse the name of an error that there is not.

    Raises:
        ValueError: there is none of that name.

    """
    known = (*errors.__all__, *get_args(OAuthErrorName))
    if name not in known:
        raise ValueError(f"There is no error {name}; {nearest(name, known)}.")


def checked_choice(what: str, value: object, choice: Any) -> None:  # noqa: ANN401 - a Literal
    """Refuse a value that is none of a Literal's.

    Raises:
        ValueError: it is none.

    """
    known = get_args(choice)
    if value not in known:
        few = len(known) <= _FEW
        texts = known if isinstance(value, str) else map(repr, known)  # 2.0 is not '2.0'
        right = f"it must be {' or '.join(texts)}" if few else nearest(str(value), known)
        raise ValueError(f"{what} is {value!r}; {right}.")


def checked_claims(function: str, names: Iterable[str], parameters: Iterable[str]) -> None:
    """Refuse what is given as a claim and was probably meant as a parameter.

    Args:
        function: whose parameters they are.
        names: of the claims.
        parameters: names of parameters.

    Raises:
        TypeError: a claim is called nearly as a parameter; the sentence says both ways on.

    """
    for name in names:
        meant = missed(name, parameters)
        if meant is not None:
            raise TypeError(
                f"{function}() has no parameter {name}; the nearest is {meant}. "
                f"If it is a claim: claims={{{name!r}: ...}}."
            )


def checked_keywords(
    function: str, names: Iterable[str], parameters: Collection[str], otherwise: str = ""
) -> None:
    """Refuse keywords that are no parameters.

    Args:
        function: its name.
        names: the keywords.
        parameters: names of parameters.
        otherwise: a sentence on what else it may have been; ``{name}`` is its name.

    Raises:
        TypeError: one is none.

    """
    for name in names:
        if name not in parameters:
            more = f" {otherwise.format(name=name)}" if otherwise else ""
            near = nearest(name, parameters)
            raise TypeError(f"{function}() has no parameter {name}; {near}.{more}")


def naming(called: str = "", otherwise: str = "") -> Callable[[Function], Function]:
    """Have a method that gets a keyword which it does not take name the nearest one that it does.

    Args:
        called: what tests call it by; by default its own name.
        otherwise: as `checked_keywords` takes it.

    """

    def decorate(method: Function) -> Function:
        code = method.__code__
        _, *parameters = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        known = frozenset(parameters)

        @wraps(method)
        def checked(*args: Any, **keywords: Any) -> Any:  # noqa: ANN401 - whatever the method takes
            __tracebackhide__ = True
            if not known.issuperset(keywords):
                checked_keywords(called or method.__name__, keywords, parameters, otherwise)
            return method(*args, **keywords)

        return cast("Function", checked)

    return decorate

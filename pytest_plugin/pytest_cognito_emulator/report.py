"""What happened in a test, for its report: the calls, the messages, the clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import TYPE_CHECKING

from cognito_emulator import printable
from cognito_emulator.clock import instant
from cognito_emulator.counts import often
from cognito_emulator.errors import (
    ResourceNotFoundException,
    SoftwareTokenMFANotFoundException,
)
from cognito_emulator.printable import line
from pytest_cognito_emulator.intercept import REFUSED

if TYPE_CHECKING:
    from cognito_emulator import Call, Message, WarningRecord
    from pytest_cognito_emulator.api.evidence import Evidence
    from pytest_cognito_emulator.api.user import CognitoUser

_NEWEST = 50  # of each kind; a report is to be read
_MOST_USERS = 10


def summary(cognito: Evidence) -> str:
    """Return all of it."""
    faults = [str(fault) for fault in cognito.emulator.faults()]
    challenges = [
        f"{wish.challenge} for {wish.username or 'everybody'}, {often(wish.times)}"
        for wish in cognito.emulator.forced_challenges()
    ]
    parts = [
        f"pool {cognito.home}, clock {cognito.clock.told}",
        *_users(cognito),
        f"calls:\n{call_lines(cognito.calls)}",
        *_refused_requests(cognito),
        *_regions(cognito),
        *_ids(cognito),
        *_mfa(cognito),
        *_refusals(cognito),
        f"messages:\n{message_lines(cognito.messages)}",
        *([f"warnings:\n{warning_lines(cognito.warnings)}"] if cognito.warnings else []),
        *([f"faults that still wait:\n{_listed(faults)}"] if faults else []),
        *([f"challenges that still wait:\n{_listed(challenges)}"] if challenges else []),
    ]
    return printable.block("\n".join(parts))


def call_lines(calls: list[Call]) -> str:
    """Return calls, a line each, in the order in which they came in."""
    begun = sorted(calls, key=attrgetter("number"))
    return _listed(f"{_time(call.at)} {call}" for call in begun)


def message_lines(messages: list[Message]) -> str:
    """Return messages, a line each; of which pool they are where there are several."""
    several = len({message.user_pool_id for message in messages}) > 1
    return _listed(_message(message, pool=several) for message in messages)


def _message(message: Message, *, pool: bool) -> str:
    of_pool = f" of {message.user_pool_id}" if pool else ""
    return (
        f"{_time(message.sent_at)} {message.medium} to {message.destination} "
        f"({message.username}{of_pool}), {message.reason}: {message.code}"
    )


def warning_lines(warnings: list[WarningRecord]) -> str:
    """Return warnings, a line each, with the time of the first of those that are alike."""
    first: dict[str, float] = {}
    for warning in warnings:
        first.setdefault(str(warning), warning.at)
    counts = Counter(map(str, warnings))
    return _listed(
        f"{_time(at)} {text}{f' ({counts[text]} times)' if counts[text] > 1 else ''}"
        for text, at in first.items()
    )


def _users(cognito: Evidence) -> Iterable[str]:
    """Tell of the users that the test has made, or had an app make."""
    if users := cognito.new_users:
        yield f"users:\n{_listed(map(_user, users), _MOST_USERS)}"


def _user(user: CognitoUser) -> str:
    name = user.login if user.login == user.username else f"{user.login} ({user.username})"
    facts = [
        user.status,
        *([] if user.enabled else ["disabled"]),
        *([f"groups {', '.join(user.groups)}"] if user.groups else []),
        *([f"factors {', '.join(user.mfa)}"] if user.mfa else []),
    ]
    return f"{name}: {'; '.join(facts)}"


def _mfa(cognito: Evidence) -> Iterable[str]:
    """Say how a pool comes to offer authenticator apps, where one was asked for in vain."""
    if cognito.home.pool is None or not any(_is_without_apps(call) for call in cognito.calls):
        return
    yield (
        "mfa: the test's pool has MFA off, or no authenticator apps among its factors.\n"
        '  To have them: @pytest.mark.cognito(mfa="OPTIONAL"), or the ini option cognito_mfa = '
        "OPTIONAL. If a seed or pool= names other factors, SoftwareTokenMfaConfiguration beside "
        "them."
    )


def _is_without_apps(call: Call) -> bool:
    """Whether the pool is to blame; a user may lack an app, too."""
    refusal = call.error
    return (
        isinstance(refusal, SoftwareTokenMFANotFoundException)
        and not call.injected
        and "userPool" in str(refusal)
    )


def _refusals(cognito: Evidence) -> Iterable[str]:
    """Tell of calls to the real service, of which an app may have caught the error."""
    if cognito.refused_real_calls:
        yield f"calls to the real service: {cognito.refused_real_calls} refused.\n  {REFUSED}"


def _regions(cognito: Evidence) -> Iterable[str]:
    """Say that an app asks in another region than the pool's, where it cannot find the pool."""
    others = dict.fromkeys(call.region for call in cognito.calls if call.region != cognito.region)
    if others and cognito.home.pool is not None:
        regions = ", ".join(others)
        yield (
            f"regions: there were calls in {regions}, but pool {cognito.pool_id} is in "
            f"{cognito.region}.\n"
            f"  If they are for this pool: have the app ask in {cognito.region}, or set the ini "
            f"option cognito_region = {next(iter(others))}."
        )


def _refused_requests(cognito: Evidence) -> Iterable[str]:
    """Tell of what was asked in vain beside calls: keys, discovery, pages that there are not."""
    if refused := cognito.refused_requests:
        yield f"refused requests that are no calls:\n{_listed(map(str, refused))}"


def _ids(cognito: Evidence) -> Iterable[str]:
    """Say that an app asks for another pool or client than the test's, which are not there."""
    if cognito.home.pool is None:
        return
    pools, clients = _missing(cognito)
    if not pools and not clients:
        return
    missing = [
        f"{kind} {line(each)}"
        for kind, ids in (("pool", pools), ("client", clients))
        for each in ids
    ]
    client = f", its client {cognito.home.client}" if cognito.home.client else ""
    options = [
        f"{option} = {line(ids[0])}"
        for option, ids in (("cognito_pool_id", pools), ("cognito_client_id", clients))
        if ids
    ]
    yield (
        f"ids: there {'is' if len(missing) == 1 else 'are'} no {', no '.join(missing)}; "
        f"the test's pool is {cognito.pool_id}{client}.\n"
        f"  If an app has them hard-coded: set the ini option{'s'[: len(options) > 1]} "
        f"{' and '.join(options)}, or have the app ask for the test's."
    )


def _missing(cognito: Evidence) -> tuple[list[str], list[str]]:
    """Return the ids of pools and clients that were asked for, as far as there are none."""
    pools: dict[str, None] = {}
    clients: dict[str, None] = {}
    for call in cognito.calls:
        if isinstance(call.error, ResourceNotFoundException) and not call.injected:
            _note(pools, call.request.get("UserPoolId"))
            _note(clients, call.request.get("ClientId"))
    for request in cognito.refused_requests:
        pool_id, known, _ = request.path.lstrip("/").partition("/.well-known/")
        if known:
            _note(pools, pool_id)
    emulator = cognito.emulator
    return (
        [each for each in pools if not _is_there(emulator.pool, each)],
        [each for each in clients if not _is_there(emulator.client, each)],
    )


def _note(ids: dict[str, None], value: object) -> None:
    if isinstance(value, str):
        ids[value] = None


def _is_there(find: Callable[[str], object], name: str) -> bool:
    try:
        find(name)
    except ResourceNotFoundException:
        return False
    return True


def _listed(lines: Iterable[str], most: int = _NEWEST) -> str:
    lines = list(lines)
    left_out = len(lines) - most
    head = [f"  ... and {left_out} before"] if left_out > 0 else []
    shown = (f"  {printable.exact(line)}" for line in lines[-most:])
    return "\n".join((*head, *shown)) or "  none"


def _time(epoch: float) -> str:
    return instant(epoch).strftime("%H:%M:%S.%f")[:-3]

"""Processes that share a store, and exchange its state: each is an emulator here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from cognito_emulator import errors
from cognito_emulator.clock import Clock
from cognito_emulator.control import triggers
from cognito_emulator.domain.work.kept_targets import KeptTargets
from cognito_emulator.domain.work.record import ATTACHED_TARGETS, AttachedTarget
from cognito_emulator.emulator import Emulator
from cognito_emulator.lambdas import Invocation, UnreachableError
from cognito_emulator.seeds import SeedError
from cognito_emulator.settings import Settings
from cognito_emulator.store import open_store
from tests.store import places
from tests.support import StockKeys
from tests.triggers.support import FUNCTION

POOL_ID = "us-east-1_Exchanged"
CLIENT_ID = "exchangedclient0000000001"
ARN = f"{FUNCTION}up"
NOWHERE = "http://127.0.0.1:1/f"
Start = Callable[..., Emulator]


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)],
)
def start(request: pytest.FixtureRequest, tmp_path: Path, stock_keys: StockKeys) -> Iterator[Start]:
    """Starts an emulator over the same store as all others."""
    running: list[Emulator] = []
    place = places.empty(request.param, tmp_path)

    def started(*seeds: Path, **settings: Any) -> Emulator:
        store = open_store(place)
        running.append(Emulator(Settings(**settings), seeds=seeds, keys=stock_keys, store=store))
        return running[-1]

    yield started
    for each in running:
        each.store.close()


def seed(path: Path, name: str, function: str = "none") -> Path:
    path.write_text(
        f"PoolName: {name}\nId: {POOL_ID}\nLambdaConfig: {{PreSignUp: {ARN}}}\n"
        f"Functions: {{{ARN}: {function}}}\n"
        f"Clients: [{{ClientName: web, ClientId: {CLIENT_ID}}}]\n",
        encoding="utf-8",
    )
    return path


def name(emulator: Emulator) -> str:
    return str(emulator.call("DescribeUserPool", {"UserPoolId": POOL_ID})["UserPool"]["Name"])


_numbers = count()


def sign_up(emulator: Emulator) -> str:
    """Sign up; return the type of the refusal."""
    request = {"ClientId": CLIENT_ID, "Username": f"u{next(_numbers)}", "Password": "Any-Pass-1!"}
    try:
        emulator.call("SignUp", request)
    except errors.CognitoError as error:
        return error.type
    return ""


REFUSED = "UnexpectedLambdaException"


# --- resets ---------------------------------------------------------------------------------------


def test_after_a_reset_all_have_seeds_and_functions_as_the_files_say(
    start: Start, tmp_path: Path
) -> None:
    file = seed(tmp_path / "seed.yaml", "before")
    one, other = start(file), start(file)
    seed(file, "changed", NOWHERE)
    assert one.reset() == [file]
    assert (name(other), sign_up(other), other.seeded[0].pool.name) == (
        "changed",
        REFUSED,
        "changed",
    )
    assert other.changed_files() == {}
    assert other.reset() == []
    assert name(one) == "changed"


def test_a_file_that_is_wrong_elsewhere_stays_as_it_was_there(start: Start, tmp_path: Path) -> None:
    ours = seed(tmp_path / "ours.yaml", "ours")
    theirs = seed(tmp_path / "theirs.yaml", "ours", NOWHERE)
    one, other = start(ours), start(theirs)
    theirs.write_text("PoolNam: slip", encoding="utf-8")
    one.reset()
    for _ in range(2):
        assert sign_up(other) == REFUSED
    said = [each.sentence for each in other.warnings() if "Another process" in each.sentence]
    assert len(said) == 1
    assert "PoolNam" in said[0]


def test_what_came_of_a_seed_is_known_where_its_file_is_another(
    start: Start, tmp_path: Path
) -> None:
    one, other = (start(seed(tmp_path / f"{each}.yaml", "shop")) for each in ("a", "b"))
    one.reset()
    name(other)
    assert [planted.pool.id for planted in other.seeded] == [POOL_ID]


def test_a_reset_that_fails_leaves_others_alone(start: Start, tmp_path: Path) -> None:
    file = seed(tmp_path / "seed.yaml", "before")
    one, other = start(file), start(file)
    file.write_text(f"PoolName: twice\nId: {POOL_ID}\nGroups: [{{}}]\n", encoding="utf-8")
    with pytest.raises(SeedError):
        one.reset()
    assert (name(one), name(other)) == ("before", "before")
    assert other.changed_files()
    assert other.warnings() == []


def test_what_was_reset_before_one_goes_back_to_a_snapshot_is_taken_up(
    start: Start, tmp_path: Path
) -> None:
    file = seed(tmp_path / "seed.yaml", "before")
    one, other = start(file), start(file)
    before = other.snapshot()
    seed(file, "changed", NOWHERE)
    one.reset()
    other.restore(before)
    assert sign_up(other) == REFUSED
    assert other.changed_files() == {}


def test_nobody_sees_half_of_a_reset(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So nothing of it is there either, if the process is killed before its end."""
    file = seed(tmp_path / "seed.yaml", "before")
    one, other = start(file), start(file)
    one.clock.freeze("2030-01-01T00:00:00Z")
    seed(file, "changed")
    seen: list[tuple[str, bool]] = []
    plant = one._beginning.begin

    def looked(*given: Any) -> Any:
        planted = plant(*given)
        seen.append((name(other), other.clock.frozen))
        return planted

    monkeypatch.setattr(one._beginning, "begin", looked)
    one.reset()
    assert seen == [("before", True)]
    assert (name(other), other.clock.frozen) == ("changed", False)


def test_no_id_is_given_twice_whoever_resets_and_goes_back(start: Start) -> None:
    """As two servers do with the same --seeded-ids."""
    one, other = start(seeded_ids="x"), start(seeded_ids="x")

    def make(emulator: Emulator, number: int) -> None:
        for _ in range(number):
            emulator.call("CreateUserPool", {"PoolName": "any"})

    def pools() -> int:
        return len(one.call("ListUserPools", {"MaxResults": 60})["UserPools"])

    one.reset()
    make(one, 3)
    other.reset()
    make(other, 5)
    make(one, 5)
    assert pools() == 10
    before = one.snapshot()
    one.reset()
    make(one, 1)
    other.restore(before)
    make(one, 6)
    make(other, 2)
    assert pools() == 18


# --- functions that are attached for all ----------------------------------------------------------


def test_an_attached_function_stays_until_it_is_taken_off(start: Start, tmp_path: Path) -> None:
    file = seed(tmp_path / "seed.yaml", "shop")
    one, other = start(file), start(file)
    before = one.snapshot()
    triggers.attach_for_all(one, "PreSignUp", NOWHERE)
    for exchange in (lambda: None, one.reset, lambda: one.restore(before)):
        exchange()
        assert [sign_up(each) for each in (one, other, start(file))] == [REFUSED] * 3
    triggers.detach_for_all(other, "PreSignUp")
    triggers.detach_for_all(other, "PreSignUp")
    assert [sign_up(each) for each in (one, other, start(file))] == [""] * 3


def test_it_goes_before_a_function_of_one_process_which_hears_of_it(
    start: Start, tmp_path: Path
) -> None:
    emulator = start(seed(tmp_path / "seed.yaml", "shop"))
    triggers.attach_for_all(emulator, "PreSignUp", NOWHERE)
    emulator.on("PreSignUp", lambda event: event)
    (said,) = emulator.warnings()
    assert said.sentence.startswith(f"PreSignUp is answered by {NOWHERE}, which POST /_emulator/")
    assert sign_up(emulator) == REFUSED
    triggers.detach_for_all(emulator, "PreSignUp")
    assert sign_up(emulator) == ""


def test_the_function_of_one_process_is_not_taken_off_for_all(start: Start, tmp_path: Path) -> None:
    emulator = start(seed(tmp_path / "seed.yaml", "shop"))
    emulator.on("PreSignUp", NOWHERE)
    with pytest.raises(ValueError, match="named where the emulator was started, and other proc"):
        triggers.detach_for_all(emulator, "PreSignUp")
    triggers.attach_for_all(emulator, "PreSignUp", "none")
    assert sign_up(emulator) == ""


def test_who_writes_into_the_store_has_nobody_run_code(start: Start, tmp_path: Path) -> None:
    emulator = start(seed(tmp_path / "seed.yaml", "shop"))
    evil = AttachedTarget(trigger="PreSignUp", pool_id=None, version=None, target="os:abort")
    emulator.run(lambda ctx: ctx.tx.put(ATTACHED_TARGETS, evil))
    assert sign_up(emulator) == REFUSED
    found = KeptTargets(emulator.store).attached()["PreSignUp", None]
    assert found is not None
    with pytest.raises(UnreachableError, match="functions of files and modules are named where"):
        found.function(Invocation({}, ""))


# --- at the same moment ---------------------------------------------------------------------------


def at_once(*work: Callable[[], object]) -> None:
    together = threading.Barrier(len(work))

    def each(one: Callable[[], object]) -> None:
        together.wait()
        for _ in range(10):
            one()

    threads = [threading.Thread(target=each, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_no_shift_of_the_clock_is_lost(start: Start) -> None:
    one, other = start(), start()
    one.clock.freeze("2030-01-01T00:00:00Z")
    begun = one.clock.now()
    at_once(*(lambda each=each: each.clock.shift(1) for each in (one, other, one)))
    for each in (one, other):
        each.clock.shift(0)  # looks how the store has it by now
        assert each.clock.now() == begun + 30


def test_no_shift_of_a_clock_in_memory_is_lost() -> None:
    clock = Clock()
    clock.freeze("2030-01-01T00:00:00Z")
    begun = clock.now()
    at_once(*(lambda: clock.shift(1) for _ in range(4)))
    assert clock.now() == begun + 40


def test_a_fault_strikes_as_often_as_it_says(start: Start) -> None:
    one, other = start(), start()
    one.fail("ListUserPools", "TooManyRequestsException", times=15)
    struck = []

    def ask(emulator: Emulator) -> None:
        try:
            emulator.call("ListUserPools", {"MaxResults": 1})
        except errors.TooManyRequestsException:
            struck.append(1)

    at_once(*(lambda each=each: ask(each) for each in (one, other)))
    assert (len(struck), other.faults()) == (15, [])


def test_resets_come_one_after_the_other(start: Start, tmp_path: Path) -> None:
    file = seed(tmp_path / "seed.yaml", "shop")
    one, other = start(file), start(file)
    at_once(one.reset, other.reset)
    for each in (one, other):
        assert [pool.id for pool in each.all_pools()] == [POOL_ID]
        assert each.seeded[0].pool.id == POOL_ID

"""What an authorised call of a function behind API Gateway costs, in the process of a test.

It is what `cognito_rest_api` and `cognito_http_api` do where a token is given: the
pool is looked up, the token verified, the event made and copied, the function called with a context
and its answer read. The time is that of the processor, as other programs take theirs.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from timeit import repeat
from typing import TYPE_CHECKING, Any

from cognito_emulator import Emulator, base64url
from cognito_emulator.control import fronts, minting
from cognito_emulator.fronts.http import HttpApi
from cognito_emulator.fronts.outcome import Admitted
from cognito_emulator.fronts.request import request
from cognito_emulator.fronts.rest import RestApi
from cognito_emulator.lambdas import Invocation
from cognito_emulator.lambdas.in_process import in_process

if TYPE_CHECKING:
    from cognito_emulator.fronts.front import Front

POOL, CLIENT = "us-east-1_Benchmark", "benchmarkclient00000000001"
SEED = {
    "PoolName": "benchmark",
    "Id": POOL,
    "Clients": [{"ClientName": "app", "ClientId": CLIENT}],
    "Users": [{"Username": "ada", "Password": "Correct-Horse-1"}],
}
_CALLS, _ROUNDS = 200, 15


@dataclass(frozen=True, slots=True)
class CostsOfFronts:
    """Milliseconds of the processor, the best of some rounds.

    Attributes:
        verification: of a token's signature alone.
        rest, http: of a call through either kind of API.

    """

    verification: float
    rest: float
    http: float


def costs_of_fronts() -> CostsOfFronts:
    """Measure in this process."""
    emulator = Emulator(seed=SEED)
    tokens = minting.signed(emulator, emulator.mint(CLIENT, "ada"))
    key = emulator.keys.of(POOL).id
    function = in_process(_answer)

    def verify() -> None:
        signed, _, signature = tokens.identity.rpartition(".")
        assert key.verifies(signed, base64url.decode(signature))

    def call(front: Front, authorization: str) -> None:
        pool = fronts.user_pool(emulator, POOL)
        sent = request("GET", "/orders/1", headers={"Authorization": authorization})
        outcome = front.decide(sent, pool)
        assert isinstance(outcome, Admitted)
        event = json.loads(json.dumps(outcome.event))
        result = function(Invocation(event, emulator.new_uuid()))
        front.answer(result, outcome.event, pool)

    return CostsOfFronts(
        verification=_best(verify),
        rest=_best(lambda: call(RestApi(), tokens.identity)),
        http=_best(lambda: call(HttpApi(), f"Bearer {tokens.access}")),
    )


def _answer(_event: Any, _context: Any) -> dict[str, Any]:
    return {"statusCode": 200, "body": "ok"}


def _best(work: Any) -> float:
    rounds = repeat(work, number=_CALLS, repeat=_ROUNDS, timer=time.process_time)
    return min(rounds) / _CALLS * 1000

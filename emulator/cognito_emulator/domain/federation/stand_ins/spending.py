"""The codes of a stand-in that were used, kept among the records of its pool.

So each is used once, whichever process is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_emulator.domain.federation.stand_ins.record import SPENT_CODES, SpentCode
from cognito_emulator.idp.spending import mark

if TYPE_CHECKING:
    from cognito_emulator.domain.pools.providers.record import IdentityProvider
    from cognito_emulator.domain.work.context import Context, Run


class StoredSpending:
    """What was used at a provider, for who is in no transaction.

    Args:
        run: runs work in a transaction.
        provider: whose stand-in has made the codes.

    """

    def __init__(self, run: Run, provider: IdentityProvider) -> None:
        self._run = run
        self._provider = provider

    def spend(self, text: str, until: float) -> bool:
        """Use a text; ``False`` if it was used before."""
        spent = SpentCode(
            pool_id=self._provider.pool_id,
            provider=self._provider.name,
            mark=mark(text),
            expires_at=until,
        )
        return self._run(lambda ctx: _is_first(ctx, spent))


def _is_first(ctx: Context, spent: SpentCode) -> bool:
    if ctx.tx.get(SPENT_CODES, (spent.pool_id, spent.provider, spent.mark)) is not None:
        return False
    ctx.tx.put(SPENT_CODES, spent)
    return True

"""What is kept is what seeds can say, or has a reason not to be."""

from __future__ import annotations

from cognito_emulator.domain.pools.record import POOLS
from cognito_emulator.domain.work.context import Context
from cognito_emulator.emulator import Emulator
from cognito_emulator.store import belonging_to, tables
from tests.seeds.samples import POOL_ID, SAMPLES, seed
from tests.support import StockKeys

#: Tables that no seed fills, and why.
WITHOUT_SEEDS = {
    "attached_targets": "attached by a test; what a seed needs its Functions name",
    "attempts": "a sign-in under way",
    "authorization_codes": "made for an app when somebody has signed in",
    "browser_sessions": "made by a sign-in at the pages",
    "clocks": "moved by a test",
    "codes": "sent when somebody asks for one",
    "exchanges": "a count of what happened",
    "failures": "made by wrong passwords",
    "faults": "wished for by a test",
    "federated_requests": "a sign-in under way",
    "forced_challenges": "wished for by a test",
    "messages": "sent by what happens",
    "passkey_registrations": "under way",
    "planted_seeds": "what was seeded",
    "rotated_out_refresh_tokens": "made by refreshing",
    "saml_keys": "made when they are first needed; no key lies in a file that nobody asked for",
    "secrets": "made when they are first needed; no key lies in a file unasked",
    "seen_assertions": "made by a sign-in by a SAML provider",
    "seeded_ids": "which ids were given",
    "sign_ins": "made by a sign-in",
    "single_logouts": "a browser that is being signed out at a SAML provider",
    "spent_codes": "a sign-in by a stand-in",
    "tallies": "counts of what happened",
    "warnings": "said of what happens",
}


def tables_with_records(ctx: Context) -> set[str]:
    filled = {t.name for t in belonging_to("pool") if ctx.tx.count(t, "pool", POOL_ID)}
    return {POOLS.name, *filled}


def test_whatever_is_kept_can_be_said_in_a_seed_or_has_a_reason_not_to(
    stock_keys: StockKeys,
) -> None:
    emulator = Emulator(keys=stock_keys)
    emulator.plant(seed(**{name: sample.full for name, sample in SAMPLES.items()}))
    ours = {t.name: t for t in tables() if t.record.__module__.startswith("cognito_emulator.")}
    planted = emulator.run(tables_with_records)

    assert planted | WITHOUT_SEEDS.keys() == ours.keys()
    assert planted & WITHOUT_SEEDS.keys() == set()

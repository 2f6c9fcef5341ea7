"""What goes with an app client when it is deleted."""

from __future__ import annotations

from typing import Any

from cognito_emulator.domain.clients.appearance.record import STYLES, TERMS, UI_CUSTOMIZATIONS
from cognito_emulator.domain.clients.record import CLIENTS
from cognito_emulator.store import Store, Table
from tests.contract import CheckedEmulator
from tests.store import busy
from tests.support import StockKeys

CLIENT = "base"


def test_what_belongs_to_a_client_goes_with_it(stock_keys: StockKeys, store: Store) -> None:
    """And nothing else does."""
    lab = busy.make(CheckedEmulator(keys=stock_keys, store=store))

    def stays(table: Table[Any], record: Any) -> bool:
        if table is CLIENTS:
            return bool(record.id != CLIENT)
        return "client" not in table.belongs_to or record.client_id != CLIENT

    before = store.snapshot().records
    expected = {
        table: {key: record for key, record in kept.items() if stays(table, record)}
        for table, kept in before.items()
    }
    gone = {table for table, kept in before.items() if kept != expected[table]}
    assert {CLIENTS, STYLES, TERMS, UI_CUSTOMIZATIONS} <= gone

    lab.call("DeleteUserPoolClient", UserPoolId=busy.POOL_ID, ClientId=CLIENT)

    after = store.snapshot().records
    assert {table: dict(kept) for table, kept in after.items() if kept} == {
        table: kept for table, kept in expected.items() if kept
    }

# SPDX-License-Identifier: Apache-2.0
"""The layout of the packed words is the contracts' own: by the names in their sources, and by what lies in storage."""

import re
from collections import defaultdict
from typing import Any

import boa
from eth_utils import keccak

from steelyard.artifacts.sources import contracts_dir
from steelyard.model import layout
from steelyard.model.layout import WORDS, Word
from tests.support.contracts import compiler_data
from tests.unit.leveraged_token.world import DAY, SHARE, TokenTerms, TokenWorld
from tests.unit.pairing_pool.world import LT, PoolWorld

_BEGINS = re.compile(r"^([A-Z_]+)_AT: constant\(uint256\) = (\d+)", re.MULTILINE)


def read(contract: Any, name: str, word: Word, key: str | None = None) -> dict[str, int]:
    """The parts of a word as they lie in the storage of `contract`, an instance of `name`."""
    module = compiler_data(name).storage_layout["storage_layout"][word.module.rpartition("/")[2]]
    slot = module[word.variable]["slot"]
    if key is not None:
        slot = int.from_bytes(keccak(slot.to_bytes(32) + bytes.fromhex(key[2:]).rjust(32, b"\0")))
    return word.read(boa.env.get_storage(contract.address, slot))


def test_the_contracts_name_the_same_bits() -> None:
    expected: dict[str, dict[str, int]] = defaultdict(dict)
    for word in WORDS:
        for part in list(word.parts)[1:]:
            begins = expected[word.packed_by or word.module].setdefault(part.upper(), word.begins(part))
            assert begins == word.begins(part)
    for module, parts in expected.items():
        source = (contracts_dir() / f"{module}.vy").read_text()
        assert {name: int(bit) for name, bit in _BEGINS.findall(source)} == parts


def test_parts_fill_a_word_and_no_more() -> None:
    for word in WORDS:
        used = sum(word.parts.values())
        assert used == 256 or (word is layout.CLOCKS and used < 256)
        assert word.read((1 << used) - 1) == {part: word.max(part) for part in word.parts}


def test_a_token(curator: str, guardian: str, holder: str, filler: str) -> None:
    """After a fill, with fees owed, interest, a sale that was refused once, and a report of a dead oracle."""
    terms = TokenTerms(fees=(10**15, 10**15, 10**16), rates=(10**17, 9 * 10**17, 10**17, 10**17))
    world = TokenWorld(curator, guardian, terms)
    world.mint(holder, 1_000 * SHARE)
    world.fund(filler)
    world.wait(10 * DAY)
    world.set_dollars(2_500)
    world.deleverage(filler, 10**18, 10**15)
    world.wind_down(2_000, filler)
    world.refuse(filler, 1)
    world.break_oracle()
    world.wait(1)
    world.token.report_oracle(sender=filler)
    sheet = world.token.balance_sheet()

    def parts(word: Word) -> dict[str, int]:
        return read(world.token, "LeveragedToken", word)

    balance = parts(layout.BALANCE)
    assert balance["collateral"] == sheet.collateral and balance["stage"] == sheet.state == 2
    assert balance["last_read"] == sheet.last_read > 0 and balance["fees_owed"] * 10**9 == sheet.fees_owed > 0
    principal = {"principal": sheet.debt - sheet.interest + 2**95, "last_price": sheet.last_price}
    assert parts(layout.PRINCIPAL) == principal
    counters = {"rebalance_cost": sheet.rebalance_cost + 2**95, "fee_shares": sheet.fee_shares}
    assert parts(layout.COUNTERS) == counters
    assert parts(layout.SALE) == {
        "since": sheet.since, "round": sheet.round, "clock": 600, "ramp": sheet.ramp, "bound": sheet.bound,
        "under": sheet.under,
    }  # fmt: skip
    assert parts(layout.OFFERS) == {"refused": sheet.refused, "reported": sheet.reported} and sheet.reported > 0


def test_a_pool(curator: str, guardian: str, holder: str, filler: str) -> None:
    """With a loan, interest, a ticket, a pause and a booked loss."""
    world = TokenWorld(curator, guardian, TokenTerms(lent=250_000, rates=(10**17, 9 * 10**17, 10**17, 10**17)))
    world.mint(holder, 1_000 * SHARE)
    world.fund(filler)
    world.wait(10 * DAY)
    world.pool.enqueue(world.pool.balanceOf(curator) // 2, sender=curator)
    world.governance.pause_borrowing(sender=guardian)
    world.wind_down(1_500, filler)
    world.token.impair(sender=filler)
    pool, sheet, own = world.pool, world.pool.pool_state(), world.pool.loan_state(world.address)

    def parts(word: Word, key: str | None = None) -> dict[str, int]:
        return read(pool, "LendingPool", word, key)

    assert parts(layout.LOANS) == {
        "rate": sheet.rate, "factor": 1_000, "debt_shares": 0, "index": sheet.index,
    }  # fmt: skip
    funds = parts(layout.FUNDS)
    assert (funds["is_busy"], funds["is_ending"], funds["cash"], funds["reserve"]) == (1, 1, sheet.cash, sheet.reserve)
    assert funds["utilization"] * 10**9 == sheet.utilization
    assert parts(layout.WAITING) == {
        "queued": sheet.queued, "claimable": 0, "paused_until": sheet.paused_until,
    }  # fmt: skip
    assert parts(layout.IMPAIRED) == {"nominal": sheet.nominal, "carried": sheet.carried}
    assert parts(layout.ENDING) == {"ending_shares": 0, "covered": sheet.covered} and sheet.covered > 0
    assert parts(layout.TERMS) == {"rate_model": int(pool.rate_model(), 16), "deposit_cap": pool.deposit_cap()}
    assert parts(layout.BORROWER, world.address)["limit"] == own.limit
    assert parts(layout.WIND_DOWN, world.address) == {
        "winding": 1, "nominal": own.nominal, "wind_down_carried": own.carried,
    }  # fmt: skip


def test_a_pairing_pool(holder: str) -> None:
    """Opened and traded."""
    world = PoolWorld()
    world.fund(holder)
    world.open()
    world.mint(LT, 10**18, holder)
    position, clocks = world.pool.position(), world.pool.clocks()

    def parts(word: Word) -> dict[str, int]:
        return read(world.pool, "PairingPool", word)

    assert parts(layout.MARKS) == {"reference": position.reference, "index": position.index}
    assert parts(layout.TOTALS)["underlying"] == position.underlying
    for word, vault in ((layout.LEVERAGED, position.leveraged), (layout.FUNDING, position.funding)):
        assert parts(word) == {"leveraged": vault.leveraged, "funding": vault.funding}
    names = ("accrued_at", "last_rebalance", "fresh_until", "stale_since", "unbilled", "is_open", "is_deprecated")
    assert parts(layout.CLOCKS) == {name: getattr(clocks, name) for name in names}

# SPDX-License-Identifier: Apache-2.0
"""The twin that does everything along: it notices any difference."""

import pytest

from steelyard.demo.pairing.feed import HEARTBEAT
from steelyard.demo.pairing.terms import ETH3X
from steelyard.demo.pairing.twin import Twin
from steelyard.demo.units import FEED, FOREVER, HOUR
from steelyard.model.clock import Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.libraries.rounding import WAD
from steelyard.model.oracles.price_source import FeedSource
from steelyard.model.oracles.twap import Round
from steelyard.model.pairing.pairing_pool import PairingPool
from steelyard.model.pairing.valuation import Side


@pytest.fixture
def twin() -> Twin:
    clock, asset = Clock(HOUR), Erc20(18)
    source = FeedSource(clock, [Round(3_000 * FEED, 60)], HEARTBEAT, 16, False, first=1, deviation=ETH3X.deviation)
    pool = PairingPool("pool", ETH3X.terms, asset, source, clock, "recipient", deviation=ETH3X.deviation)
    twin = Twin(clock, asset, pool)
    twin.admit("creator")
    pool.open(100 * WAD, sender="creator")
    return twin


def test_what_agrees_is_counted(twin: Twin) -> None:
    shares = twin.pool.tokens[Side.LIQUIDITY].balance_of("creator")
    twin.follow("enqueue", HOUR, lambda: twin.share(Side.LIQUIDITY).enqueue(shares, sender="creator"), 0)
    assert twin.compared == 1 and not twin.differences


def test_a_difference_of_one_unit_is_kept(twin: Twin) -> None:
    underlying, *others = twin.state()
    twin.compare("state", twin.state(), (underlying + 1, *others))
    assert len(twin.differences) == 1 and twin.differences[0].startswith("state: twin (100")


def test_a_refusal_of_the_twin_alone_is_a_difference(twin: Twin) -> None:
    def act() -> int:
        return twin.pool.mint(Side.LEVERAGED, WAD, 0, "creator", FOREVER, sender="stranger")

    twin.follow("mint", HOUR, act, 5)
    assert twin.differences == ["mint: twin refused: erc20: insufficient allowance, chain 5"]


def test_an_account_is_admitted_once(twin: Twin) -> None:
    held = twin.asset.balance_of("creator")
    twin.admit("creator")
    assert twin.asset.balance_of("creator") == held


def test_a_rebalance_tells_its_steps(twin: Twin) -> None:
    twin.pool.source.rounds.append(Round(2_000 * FEED, HOUR))  # type: ignore[attr-defined]
    twin.clock.now = HOUR + 1_000
    rebalanced, steps = twin.rebalance("keeper")
    assert rebalanced.steps == len(steps) > 1
    assert steps[-1].price == twin.pool.last_price

# SPDX-License-Identifier: Apache-2.0
"""The model that does everything along: it notices any difference."""

import pytest

from steelyard.demo.pairing.feed import HEARTBEAT
from steelyard.demo.pairing.model import Model
from steelyard.demo.pairing.terms import ETH3X
from steelyard.demo.units import FEED, FOREVER, HOUR
from steelyard.model.clock import Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.libraries.rounding import WAD
from steelyard.model.oracles.price_source import FeedSource
from steelyard.model.oracles.twap import Round
from steelyard.model.pairing.pairing_pool import PairingPool
from steelyard.model.pairing.valuation import Side


@pytest.fixture
def model() -> Model:
    clock, asset = Clock(HOUR), Erc20(18)
    source = FeedSource(clock, [Round(3_000 * FEED, 60)], HEARTBEAT, 16, False, first=1, deviation=ETH3X.deviation)
    pool = PairingPool("pool", ETH3X.terms, asset, source, clock, "recipient", deviation=ETH3X.deviation)
    model = Model(clock, asset, pool)
    model.admit("creator")
    pool.open(100 * WAD, sender="creator")
    return model


def test_what_agrees_is_counted(model: Model) -> None:
    shares = model.pool.tokens[Side.LIQUIDITY].balance_of("creator")
    model.follow("enqueue", HOUR, lambda: model.share(Side.LIQUIDITY).enqueue(shares, sender="creator"), 0)
    assert model.compared == 1 and not model.differences


def test_a_difference_of_one_unit_is_kept(model: Model) -> None:
    underlying, *others = model.state()
    model.compare("state", model.state(), (underlying + 1, *others))
    assert len(model.differences) == 1 and model.differences[0].startswith("state: model (100")


def test_a_refusal_of_the_model_alone_is_a_difference(model: Model) -> None:
    def act() -> int:
        return model.pool.mint(Side.LEVERAGED, WAD, 0, "creator", FOREVER, sender="stranger")

    model.follow("mint", HOUR, act, 5)
    assert model.differences == ["mint: model refused: erc20: insufficient allowance, chain 5"]


def test_an_account_is_admitted_once(model: Model) -> None:
    held = model.asset.balance_of("creator")
    model.admit("creator")
    assert model.asset.balance_of("creator") == held


def test_a_rebalance_tells_its_steps(model: Model) -> None:
    model.pool.source.rounds.append(Round(2_000 * FEED, HOUR))  # type: ignore[attr-defined]
    model.clock.now = HOUR + 1_000
    rebalanced, steps = model.rebalance("keeper")
    assert rebalanced.steps == len(steps) > 1
    assert steps[-1].price == model.pool.last_price

# SPDX-License-Identifier: Apache-2.0
"""The strict price is the exact quotient, whatever the decimals, the orientation and the number of feeds."""

from fractions import Fraction
from typing import Any

import boa
import pytest

from tests.support.contracts import at, deploy
from tests.support.reverts import reverts
from tests.unit.chainlink_oracle.world import BULL_PRICE, HEARTBEAT, NOBODY, Source, Sources, World

# of the underlying and the quote asset
TOKENS = [(18, 6), (8, 6), (6, 6), (18, 8), (8, 8), (18, 18)]
_ETH_USD, _ETH_BTC, _BTC_USD = Fraction("3000.17"), Fraction("0.0421"), Fraction("71263.5")
_USDC_USD, _USDC_EUR, _EUR_USD = Fraction("0.9987"), Fraction("0.9123"), Fraction("1.0947")


def _source(rate: Fraction, decimals: int) -> Source:
    return Source(decimals, int(rate * 10**decimals), spread=2)


def _side(rates: list[Fraction], decimals: int) -> tuple[Source, Source | None]:
    sources = [_source(rate, decimals) for rate in rates]
    return sources[0], sources[1] if len(sources) > 1 else None


def _worth(side: tuple[Source | None, ...]) -> Fraction:
    worth = Fraction(1)
    for source in side:
        if source:
            worth *= Fraction(source.answer, 10**source.decimals)
    return worth


@pytest.mark.parametrize("tokens", TOKENS)
@pytest.mark.parametrize("feed_decimals", [6, 8, 18])
@pytest.mark.parametrize("is_bear", [False, True])
@pytest.mark.parametrize("underlying", [[_ETH_USD], [_ETH_BTC, _BTC_USD]])
@pytest.mark.parametrize("quote", [[_USDC_USD], [_USDC_EUR, _EUR_USD]])
def test_it_is_exact(
    tokens: tuple[int, int],
    feed_decimals: int,
    is_bear: bool,
    underlying: list[Fraction],
    quote: list[Fraction],
) -> None:
    sides = [_side(underlying, feed_decimals), _side(quote, 8)]
    collateral, debt = reversed(sides) if is_bear else sides
    decimals = (tokens[1], tokens[0]) if is_bear else tokens
    sources: Sources = (*collateral, *debt)
    world = World(sources, decimals, main=2 if is_bear else 0)
    exact = 10**36 * _worth(collateral) / _worth(debt) * Fraction(10 ** decimals[1], 10 ** decimals[0])
    assert world.oracle.price() == world.twin().price() == exact.numerator // exact.denominator


def test_it_is_refused_as_with_the_round() -> None:
    world = World()
    assert world.oracle.price() == BULL_PRICE
    late = world.now - 2 * HEARTBEAT
    world.feeds[0].set_times(late, late)
    with reverts("oracle: stale"):
        world.oracle.price()


def _behind_proxy(name: str, implementation: Any) -> Any:
    """A proxy of ERC-1167 that delegates to `implementation`, with a storage of its own."""
    code = bytes.fromhex("3d602d80600a3d3981f3363d3d373d3d3d363d73")
    code += bytes.fromhex(str(implementation.address)[2:]) + bytes.fromhex("5af43d82803e903d91602b57fd5bf3")
    address, _ = boa.env.deploy_code(bytecode=code)
    return at(name, address)


@pytest.mark.filterwarnings("ignore:casted bytecode does not match")
def test_feeds_and_assets_may_stand_behind_delegating_proxies() -> None:
    """As dollar tokens of issuers do, and feeds that are not Chainlink's own."""
    eth, usdc = (_behind_proxy("MockFeed", deploy("MockFeed", 8, 1)) for _ in range(2))
    for feed, answer in ((eth, 3_000 * 10**8), (usdc, 10**8)):
        feed.set_decimals(8)
        feed.set_answer(answer)
    assets = [_behind_proxy("MockAsset", deploy("MockAsset", decimals)).address for decimals in (18, 6)]
    none = (NOBODY, 0, 0, 0)
    feeds = [(eth.address, HEARTBEAT, 10**9, 10**14), none, (usdc.address, HEARTBEAT, 10**7, 10**9), none]
    oracle = deploy("ChainlinkOracle", (*assets, feeds, 0, NOBODY, 0))
    assert oracle.price() == BULL_PRICE

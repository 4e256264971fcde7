# SPDX-License-Identifier: Apache-2.0
"""The strict price is the exact quotient, whatever the decimals, the orientation and the number of feeds."""

from fractions import Fraction

import pytest

from tests.support.refusal import refuses
from tests.unit.chainlink_oracle.world import BULL_PRICE, HEARTBEAT, Source, Sources, World

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
    with refuses("oracle: stale"):
        world.oracle.price()

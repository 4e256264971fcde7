# SPDX-License-Identifier: Apache-2.0
"""Both price sources against their twins: random histories of rounds, random trades in a real Uniswap V3 pool."""

import random
from functools import partial
from typing import Any

import boa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.model.libraries.errors import Reverted
from steelyard.model.oracles import twap
from tests.support.engine import now, wait
from tests.support.pair import Agreement
from tests.support.price_sources import WAD, FeedTerms, FeedWorld, PoolWorld

WINDOWS = (0, 899, 900, 1_800, 3_600, 86_400, 86_401)
_terms = st.sampled_from(
    [
        FeedTerms(),
        FeedTerms(18, 9, 6, 10**9),
        FeedTerms(8, 6, 6, 2_000 * 10**8, is_inverse=True),
        FeedTerms(heartbeat=60, has_sequencer=True),
    ]
)


def _mean_of(source: Any, window: int) -> tuple[Any, ...]:
    return _plain(source.latest_and_mean(window))


def _plain(answer: Any) -> tuple[Any, ...]:
    last, mean = answer
    return last.price, last.round, last.updated_at, last.fresh_until, mean


def _push(world: FeedWorld, draw: random.Random) -> None:
    """One more round: mostly near the first answer, in order and in time."""
    kind = draw.random()
    answer = world.terms.answer * draw.randint(500, 2_000) // 1_000
    if kind < 0.03:
        answer = draw.choice([0, -1, -(2**255), 1, 2**255 - 1])
    wait(draw.choice([0, 12, 60, 300, 300, world.terms.heartbeat]) if kind < 0.95 else 2 * world.terms.heartbeat)
    if kind > 0.98:
        world.feed.begin_phase(answer, now())
    else:
        world.feed.push_round(answer, now() + draw.choice([0] * 20 + [-100, 1]))
    if draw.random() < 0.02:
        world.feed.forget_round(max(world.feed.round() - draw.randint(0, 3), 0), draw.random() < 0.5)


def _chainlink_run(terms: FeedTerms, seed: int, agreement: Agreement) -> None:
    world, draw = FeedWorld(terms), random.Random(seed)
    for _ in range(draw.randint(0, 70)):
        _push(world, draw)
    wait(draw.choice([0, 100, 1_000, 5_000]))
    source, twin = world.source, world.twin()
    number = max(world.feed.round() - draw.randint(0, 3), 0)
    agreement.same("latest", source.latest, lambda: _reading(twin.latest()))
    agreement.same("price_of", lambda: source.price_of(number), lambda: twin.price_of(number))
    for window in WINDOWS:
        agreement.same(
            f"latest_and_mean({window})",
            partial(_mean_of, source, window),
            partial(_mean_of, twin, window),
        )


def _reading(reading: Any) -> tuple[Any, ...]:
    return reading.price, reading.round, reading.updated_at, reading.fresh_until


def test_random_histories_of_rounds() -> None:
    agreement = Agreement()

    @given(terms=_terms, seed=st.integers(0, 2**64))
    def run(terms: FeedTerms, seed: int) -> None:
        _chainlink_run(terms, seed, agreement)

    run()
    assert agreement.accepted > 20
    assert {"oracle: stale", "twap: history too short", "twap: gap", "oracle: out of bounds"} <= set(agreement.refusals)


def _compare(world: PoolWorld, window: int, part: int, agreement: Agreement) -> None:
    source, twin = world.source, world.twin()
    agreement.same("latest", source.latest, lambda: _reading(twin.latest()))
    agreement.same(
        f"latest_and_mean({window})",
        lambda: _plain(source.latest_and_mean(window)),
        lambda: _plain(twin.latest_and_mean(window)),
    )
    agreement.same("liquidity", lambda: source.mean_liquidity(window), lambda: twin.mean_liquidity(window))
    agreement.same("cost", lambda: source.cost_to_move(part, window), lambda: twin.cost_to_move(part, window))


@pytest.mark.parametrize("is_token0", [True, False])
def test_random_trades_in_a_real_pool(keeper: str, is_token0: bool) -> None:
    agreement, draw = Agreement(), random.Random(7)
    world = PoolWorld(keeper, coin_is_token0=is_token0, memory=24)
    dollars = 2_000.0
    for _ in range(60):
        wait(draw.choice([0, 12, 12, 60, 300, 900]))
        dollars *= draw.uniform(0.9, 1.1)
        world.move(dollars)
        wait(draw.randint(0, 200))
        part = draw.choice([0, WAD // 100, draw.randint(0, WAD), WAD + 1])
        _compare(world, draw.choice(WINDOWS), part, agreement)
    assert agreement.accepted > 60
    assert "twap: history too short" in agreement.refusals


@pytest.fixture(scope="module")
def ticks() -> Any:
    return boa.loads(
        "from contracts.oracles import twap\n\n@external\n@pure\ndef price_at(tick: int256) -> uint256:\n"
        "    return twap.price_of_root(twap.root_at_tick(tick))\n"
    )


@given(tick=st.one_of(st.integers(-887_273, 887_273), st.sampled_from([-887_272, -1, 0, 1, 887_272])))
def test_prices_at_ticks(ticks: Any, tick: int) -> None:
    agreement = Agreement()
    agreement.same(tick, lambda: ticks.price_at(tick), lambda: twap.price_at_tick(tick))


def test_the_twin_of_a_feed_without_rounds_refuses() -> None:
    twin = FeedWorld().twin()
    twin.rounds = []
    with pytest.raises(Reverted, match="oracle: no round"):
        twin.latest()

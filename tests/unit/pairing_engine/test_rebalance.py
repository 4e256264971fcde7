# SPDX-License-Identifier: Apache-2.0
"""The loop of rebalances, the rebalance fee, and what is paid out of vaults that are pure U."""

from dataclasses import replace

import pytest

from steelyard.model.pairing.parameters import Fees
from steelyard.model.pairing.rebalancing import MAX_STEPS
from steelyard.model.pairing.valuation import ONE, Position, Vault
from tests.model.pairing.support import NO_FEES, PERCENT, UNIT, price_of
from tests.support.pairing_positions import Engine, plain
from tests.support.reverts import reverts
from tests.unit.pairing_engine.accounting import (
    DUST,
    FT,
    LP,
    LT,
    NONE,
    PAR,
    SEED,
    WAD,
    position_of,
    shares,
    terms,
    three,
    with_share,
    without,
)

NOTHING = ((0, 0), 0, False, 0, 0)
MAX_GAS_PER_STEP = 9_000


def test_scheduled_is_at_spot(engine: Engine) -> None:
    rebalanced = engine.rebalance(three(), terms(), price_of(102), PAR, True, shares(), 0)
    assert rebalanced.position.reference == price_of(102)
    assert plain(rebalanced.steps) == ((price_of(102), *[pytest.approx(0, abs=DUST)] * 3),)
    assert (rebalanced.at_market, rebalanced.backlog, rebalanced.fee) == (True, False, 0)
    assert plain(rebalanced.settlements) == (NOTHING, NOTHING, NOTHING)
    # LT keeps its $848 and is 3x again: 24.94 L
    assert rebalanced.position.leveraged.leveraged == pytest.approx(848 * 3 / 102 * UNIT, abs=DUST)


def test_refusals(engine: Engine) -> None:
    with reverts("rebalance: not due"):
        engine.rebalance(three(), terms(), PAR, PAR, False, shares(), 0)
    with reverts("rebalance: not due"):  # a wick
        engine.rebalance(three(), terms(), price_of(50), price_of(90), False, shares(), 0)
    with reverts("rebalance: spot far from twap"):
        engine.rebalance(three(), terms(), price_of(103), PAR, True, shares(), 0)
    with reverts("rebalance: spot far from twap"):
        engine.rebalance(three(), terms(), price_of(95), price_of(89), False, shares(), 0)


def test_just_out_of_range_is_at_spot(engine: Engine) -> None:
    rebalanced = engine.rebalance(three(), terms(), price_of(91), price_of(89), False, shares(), 0)
    assert [step.price for step in rebalanced.steps] == [price_of(91)]
    assert rebalanced.at_market


def test_bounds_belong_to_the_range(engine: Engine) -> None:
    def rise(price: int) -> int:
        return price * (WAD + terms().rise) // WAD

    for bound, further, out in ((price_of(90), price_of(81), -1), (rise(PAR), rise(rise(PAR)), 1)):
        with reverts("rebalance: not due"):
            engine.rebalance(three(), terms(), further + out, bound, False, shares(), 0)
        for spot, steps in ((further, [further]), (further + out, [bound, further + out])):
            rebalanced = engine.rebalance(three(), terms(), spot, spot, False, shares(), 0)
            assert [step.price for step in rebalanced.steps] == steps
            assert rebalanced.at_market


def test_steps_at_the_bound_wait_for_the_mean(engine: Engine) -> None:
    bounds = [price_of(90), price_of(81), price_of(72.9)]
    for mean in (65, 70):  # then spot is far from the mean, or the mean in range
        rebalanced = engine.rebalance(three(), terms(), price_of(60), price_of(mean), False, shares(), 0)
        assert [step.price for step in rebalanced.steps] == bounds
        assert (rebalanced.at_market, rebalanced.backlog, rebalanced.position.reference) == (False, False, bounds[-1])
        assert plain(rebalanced.settlements) == (NOTHING, NOTHING, NOTHING)


def test_a_step_below_the_market_moves_value_to_the_liquidity(engine: Engine) -> None:
    first = engine.rebalance(three(), terms(), price_of(70), price_of(70), False, shares(), 0).steps[0]
    # split at $90, LT holds 18.67 L worth $10 instead of 24 L worth $3.33
    assert first.leveraged == pytest.approx((560 / 30 * 10 - 80) * UNIT, rel=1e-12)
    assert first.leveraged + first.funding + first.liquidity == pytest.approx(0, abs=3)


def test_64_steps_a_call_are_cheap_and_resumable(engine: Engine) -> None:
    spot = price_of(0.01)
    rebalanced = engine.rebalance(three(), terms(), spot, spot, False, (NONE, NONE, NONE), 0)
    assert engine.gas <= MAX_GAS_PER_STEP * MAX_STEPS
    assert (len(rebalanced.steps), rebalanced.at_market, rebalanced.backlog) == (MAX_STEPS, False, True)
    position = position_of(3, rebalanced.position)
    rest = engine.rebalance(position, terms(), spot, spot, False, (NONE, NONE, NONE), 0)
    assert (rest.at_market, rest.backlog, rest.position.reference) == (True, False, spot)


def test_backlog_of_the_last_step_alone(engine: Engine) -> None:
    low = PAR
    for _ in range(MAX_STEPS):
        low = low * 9 // 10
    rebalanced = engine.rebalance(three(), terms(), low * 89 // 100, low * 89 // 100, False, (NONE, NONE, NONE), 0)
    assert (rebalanced.steps[-1].price, rebalanced.at_market, rebalanced.backlog) == (low, False, True)


# ------------------------------------------------------------------ fee


def test_fee_comes_out_of_all_vaults_unless_only_a_queue_asks(engine: Engine) -> None:
    paying = terms(fees=replace(NO_FEES, rebalance=PERCENT // 10))
    due = with_share(LT, epochs=(WAD, 0), ripe=1, due=True)
    scheduled = engine.rebalance(three(), paying, PAR, PAR, True, due, 0)
    driven = engine.rebalance(three(), paying, price_of(89), price_of(89), False, due, 0)
    assert scheduled.fee == driven.fee == 3 * UNIT // 100
    kept = scheduled.position.underlying + sum(scheduled.settlements[LT].paid)
    assert kept == 30 * UNIT - 3 * UNIT // 100
    assert engine.rebalance(three(), paying, PAR, PAR, False, due, 0).fee == 0


# ------------------------------------------------------------------ queues


def test_any_queue_that_waited_makes_it_due(engine: Engine) -> None:
    for side in (LT, FT, LP):
        assert engine.rebalance(three(), terms(), PAR, PAR, False, with_share(side, due=True), 0).at_market


def test_ripe_epochs_are_paid_in_order(engine: Engine) -> None:
    quarter = shares()[LT].supply // 4
    for ripe, paid in ((0, (0, 0)), (1, (2, 0)), (2, (2, 4))):
        states = with_share(LT, epochs=(quarter, 2 * quarter), ripe=ripe)
        rebalanced = engine.rebalance(three(), terms(), PAR, PAR, True, states, 0)
        settlement = rebalanced.settlements[LT]
        assert settlement.paid == pytest.approx([units * UNIT for units in paid], abs=DUST)
        assert (settlement.epochs, settlement.closing, settlement.left) == (ripe, False, 0)
        assert rebalanced.position.underlying == 30 * UNIT - sum(settlement.paid)


def test_liquidity_pays_for_leaving_unless_only_the_seed_stays(engine: Engine) -> None:
    fees = terms(fees=Fees(swap=0, imbalance=0, liquidity_exit=PERCENT // 2))
    for left, units in ((SEED + 1, 9.9 * 0.995), (SEED, 9.9)):
        states = with_share(LP, supply=1_000 * WAD, epochs=(1_000 * WAD - left, 0), ripe=1)
        paid = engine.rebalance(three(), fees, PAR, PAR, True, states, 0).settlements[LP].paid
        assert paid == [pytest.approx(units * UNIT, rel=1e-12), 0]
    states = with_share(FT, epochs=(600 * WAD, 0), ripe=1)
    assert engine.rebalance(three(), fees, PAR, PAR, True, states, 0).settlements[FT].paid[0] == pytest.approx(
        6 * UNIT, abs=DUST
    )


# ------------------------------------------------------------------ ends of generations


def test_below_one_dollar_a_generation_closes(engine: Engine) -> None:
    position, hundred = three(leveraged=0.8), 100 * WAD
    states = with_share(LT, supply=hundred, epochs=(hundred // 4, hundred // 2), ripe=1)
    rebalanced = engine.rebalance(position, terms(), PAR, PAR, True, states, 0)
    closed = rebalanced.settlements[LT]
    assert closed.closing
    assert closed.paid == pytest.approx([UNIT // 500, UNIT // 250], abs=DUST)  # $0.20 and $0.40
    assert (closed.epochs, closed.cut) == (2, 0)
    assert sum(closed.paid) + closed.left == pytest.approx(UNIT // 125, abs=10**14)
    assert rebalanced.position.underlying == 30 * UNIT - sum(closed.paid) - closed.left
    assert plain(rebalanced.position.leveraged) == (0, 0)


def test_one_dollar_is_enough(engine: Engine) -> None:
    closing = [
        engine.rebalance(three(leveraged=worth), terms(), PAR, PAR, True, shares(), 0).settlements[LT].closing
        for worth in (1.001, 0.999)
    ]
    assert closing == [False, True]


def test_an_end_of_the_liquidity_pays_its_fee_shares(engine: Engine) -> None:
    position = Position(3, UNIT, PAR, ONE, Vault(995 * UNIT // 1_000), Vault(0, 995 * UNIT // 1_000))
    states = with_share(LP, supply=100 * WAD, epochs=(20 * WAD, 0), ripe=0)
    fees = terms(fees=Fees(swap=0, imbalance=0, liquidity_exit=PERCENT // 2))
    closed = engine.rebalance(position, fees, PAR, PAR, True, states, 40 * WAD).settlements[LP]
    # $0.50 in 0.005 U: a fifth to the queue without a fee, half of the rest to the fee recipient
    assert closed.closing
    assert closed.paid[0] == pytest.approx(UNIT // 1_000, abs=DUST)
    assert closed.cut == pytest.approx(UNIT // 500, abs=DUST)
    assert closed.left == pytest.approx(UNIT // 500, abs=DUST)


def test_a_side_without_a_generation_is_paid_nothing(engine: Engine) -> None:
    rebalanced = engine.rebalance(three(leveraged=0.5), terms(), PAR, PAR, True, without(LT), 0)
    assert plain(rebalanced.settlements[LT]) == NOTHING


def test_an_empty_market_follows_the_price(engine: Engine) -> None:
    empty = Position(3, 0, PAR, ONE, Vault(), Vault())
    paying = terms(fees=replace(NO_FEES, rebalance=PERCENT // 10))
    rebalanced = engine.rebalance(empty, paying, price_of(70), price_of(70), True, (NONE, NONE, NONE), 0)
    assert plain(rebalanced.position) == (0, price_of(70), ONE, (0, 0), (0, 0))
    assert (rebalanced.at_market, rebalanced.fee) == (True, 0)

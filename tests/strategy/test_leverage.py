# SPDX-License-Identifier: Apache-2.0
"""What a keeper of a leveraged token decides: the token takes every offer and step, and the compiled kernel agrees."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from steelyard.model.clock import DAY, Clock
from steelyard.model.leverage.leveraged_token import Parameters
from steelyard.model.leverage.lifecycle import CONFIRM_DELAY, STEP, Stage
from steelyard.model.leverage.rebalance_rule import E36, ratio_down
from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import WAD
from steelyard.model.presets import leverage as presets
from steelyard.model.scenario.leverage import LeverageScenario, SettablePrice, oracle_price
from steelyard.simulator.leverage import keeper as kernel
from steelyard.simulator.leverage.lending import Pool
from steelyard.simulator.leverage.position import Position
from steelyard.simulator.leverage.rule import in_floats
from steelyard.simulator.record import record_of
from steelyard.simulator.world.venue import Depth, received
from steelyard.strategy.leverage import Keeper, Offer, PricedExchange, View, best_offer, next_step

USD, ETH = 10**6, 10**18
START = 1_700_000_000
GAS = 5.0  # dollars
GREEDY, COMPETING = Keeper(), Keeper(share=0.0)


class Market:
    """A 3x of $100,000 at $2,000 for a coin; `is_bear` a -3x. `limit` dollars may be borrowed."""

    def __init__(self, is_bear: bool = False, limit: int = 10**6) -> None:
        self.is_bear, self.oracle = is_bear, SettablePrice(0)
        self.see(2_000)
        scenario = LeverageScenario(Clock(START), hourly_part=WAD)
        lent = limit * ETH // 2_000 if is_bear else limit * USD
        self.pool = scenario.add_pool(is_bear, lent)
        terms = presets.BEAR_3X if is_bear else presets.BULL_3X
        self.token = scenario.add_token(self.pool, terms, self.oracle, lent)
        scenario.fund(("holder", "keeper"), 10**30, self.token)
        self.token.mint(1_000 * WAD, "holder", "holder", sender="holder")

    def see(self, dollars: int) -> None:
        self.dollars = dollars
        self.oracle.set(oracle_price(dollars, USD, ETH, self.is_bear))

    def exchange(self, depth: float = 50e6, fee: float = 0.0005) -> PricedExchange:
        def curve(volume: float) -> float:
            swapped = volume * (1 - fee)
            return swapped / (1 + swapped / depth)

        coin, dollar = self.dollars / ETH, 1 / USD
        return PricedExchange(dollar if self.is_bear else coin, coin if self.is_bear else dollar, curve)

    def offer(self, keeper: Keeper = GREEDY, depth: float = 50e6, gas: float = GAS) -> Offer | None:
        return best_offer(View.of(self.token), self.exchange(depth), gas, keeper)

    def take(self, offer: Offer) -> tuple[int, int]:
        answer: tuple[int, int] = getattr(self.token, offer.name)(offer.maximum, offer.cost, "keeper", sender="keeper")
        return answer

    def do(self, step: str) -> None:
        getattr(self.token, step)(sender="keeper")


def offered(offer: Offer | None) -> Offer:
    assert offer is not None
    return offer


@pytest.mark.parametrize("terms", [GREEDY, COMPETING], ids=["greedy", "competing"])
@pytest.mark.parametrize(("is_bear", "dollars"), [(False, 1_700), (False, 2_400), (True, 2_300), (True, 1_700)])
def test_the_token_takes_the_fill_that_was_foreseen(is_bear: bool, dollars: int, terms: Keeper) -> None:
    market = Market(is_bear)
    assert market.offer(terms) is None
    market.see(dollars)
    offer = offered(market.offer(terms))
    assert offer.name == ("deleverage" if (dollars < 2_000) is not is_bear else "releverage")
    for _ in range(20):
        assert market.take(offer) == (offer.fill.out, offer.fill.payment)
        following = market.offer(terms)
        if following is None:
            break
        assert following.name == offer.name
        offer = following
    view = View.of(market.token)
    assert not view.is_open or offer.part > 1


def test_no_more_may_be_asked_than_a_greedy_keeper_asks() -> None:
    market = Market()
    market.see(1_700)
    offer = offered(market.offer())
    with pytest.raises(Reverted, match="cost: above tolerance"):
        market.take(replace(offer, cost=offer.cost + 2 * GREEDY.headroom))


def test_a_competing_keeper_keeps_what_it_costs_and_the_margin() -> None:
    market = Market()
    market.see(1_700)
    for margin in (0.0, 0.001):
        offer = offered(market.offer(Keeper(share=0.0, margin=margin)))
        exchange = market.exchange()
        paid = exchange.worth(False, offer.fill.payment)
        kept, wanted = exchange.proceeds(True, offer.fill.out) - paid, GAS + margin * paid
        assert wanted <= kept < wanted + 5  # the fill at a lower cost is not quite as large


def test_a_part_is_sold_where_the_whole_does_not_pay() -> None:
    market = Market()
    market.see(1_500)
    assert [offered(market.offer(depth=depth)).part for depth in (50e6, 5e6)] == [1, 2]
    assert market.offer(Keeper(smallest_part=1), depth=5e6) is None


def test_nobody_comes_where_gas_takes_it_all() -> None:
    market = Market()
    market.see(1_790)
    assert market.offer() is not None
    assert market.offer(gas=1_000.0) is None


def test_a_purchase_is_no_larger_than_what_the_pool_lends() -> None:
    market = Market(limit=210_000)
    market.see(2_400)
    offer = offered(market.offer())
    assert offer.maximum == offer.fill.out == View.of(market.token).borrowable < 10_000 * USD
    assert market.take(offer)[0] == offer.fill.out
    assert market.offer() is None


def test_a_fill_is_due_outside_the_band_and_for_no_other_reason() -> None:
    market = Market()
    market.see(1_900)
    market.token.clock.advance(30 * DAY)
    assert market.offer() is None
    market.see(1_700)
    market.take(offered(market.offer()))
    assert market.offer() is None, "landed, though not on target"


@pytest.mark.parametrize(("is_bear", "dollars"), [(False, 1_000), (True, 3_500)])
def test_a_market_under_water_is_wound_down_step_by_step(is_bear: bool, dollars: int) -> None:
    market = Market(is_bear)
    assert next_step(View.of(market.token)) == ""
    market.see(dollars)
    steps = []
    for _ in range(400):
        step = next_step(View.of(market.token))
        if step:
            market.do(step)
            steps.append(step)
        elif (offer := market.offer()) is not None:
            market.take(offer)
            steps += ["fill"] * (steps[-1] != "fill")
        elif not market.token.balance_sheet().debt:
            break
        market.token.clock.advance(CONFIRM_DELAY)
        market.see(dollars)
    assert steps == ["start_wind_down", "confirm_wind_down", "fill", "write_off"]
    assert next_step(View.of(market.token)) == "" and market.token.balance_sheet().state == Stage.CLOSED


def test_a_tick_comes_a_step_after_the_last_fill() -> None:
    market = Market()
    market.see(1_000)
    for step in ("start_wind_down", "confirm_wind_down"):
        market.do(step)
        market.token.clock.advance(CONFIRM_DELAY)
        market.see(1_000)
    assert market.offer(depth=1e3) is not None
    market.take(offered(market.offer(depth=1e3)))
    assert market.token.balance_sheet().clock == STEP
    market.token.clock.advance(STEP - 1)
    assert market.offer(depth=1e3) is None
    market.token.clock.advance(1)
    assert offered(market.offer(depth=1e3)).maximum == 1


def test_a_wind_down_waits_for_ten_minutes_and_a_round_or_ends_with_its_reason() -> None:
    market = Market()
    market.see(1_000)
    market.do("start_wind_down")
    assert next_step(View.of(market.token)) == ""
    market.token.clock.advance(CONFIRM_DELAY)
    assert next_step(View.of(market.token)) == ""
    market.see(1_000)
    assert next_step(View.of(market.token)) == "confirm_wind_down"
    market.do("confirm_wind_down")
    assert market.token.balance_sheet().state == Stage.SALE
    other = Market()
    other.see(1_000)
    other.do("start_wind_down")
    other.see(2_000)
    assert next_step(View.of(other.token)) == "confirm_wind_down"
    other.do("confirm_wind_down")
    assert other.token.balance_sheet().state == Stage.OPEN


def test_a_debt_of_less_than_a_dollar_is_not_wound_down() -> None:
    view = View.of(Market().token)
    dust = replace(view.balance_sheet, collateral=0, debt=USD - 1)
    assert next_step(replace(view, balance_sheet=dust)) == ""
    assert next_step(replace(view, balance_sheet=replace(dust, debt=USD))) == "start_wind_down"


# ------------------------------------------------------------------ the kernel of the fast engine

UNIT = 10**24
VENUE = Depth(depth=50e6, fee=0.0005, room=1e30)


def deep(price: float) -> PricedExchange:
    """The same curve as the kernel's, around a true price of the collateral in dollars."""
    return PricedExchange(price / UNIT, 1 / UNIT, lambda volume: received(volume, *VENUE))


def kernel_offer(view: View, exchange: PricedExchange, costs: float, share: float) -> kernel.Offer:
    """What the kernel finds where units are so small that their rounding is not seen; the pool lends without end."""
    sheet = view.balance_sheet
    position = record_of(
        Position,
        collateral=sheet.collateral / UNIT,
        debt=sheet.debt / UNIT,
        stage=int(sheet.state),
        since=sheet.since,
        clock=sheet.clock,
        ramp=sheet.ramp,
        is_under=int(sheet.under),
        bound=sheet.bound / WAD,
        cash=1e30,
        limit=1e30,
    )
    terms = record_of(kernel.KeeperTerms, **VENUE._asdict(), share=share)
    prices = kernel.Prices(view.price / E36, 1.0, exchange.collateral * UNIT, exchange.debt * UNIT)
    pool = record_of(Pool, hourly_part=1.0)
    rule = in_floats(view.rule)
    if not kernel.is_open(position, rule, position.debt, prices.oracle):
        return kernel.no_offer()
    return kernel.best_offer(position, rule, pool, position.debt, prices, terms, costs, view.now)


@given(
    st.sampled_from([presets.BULL_2X, presets.BULL_3X, presets.parameters(5 * WAD)]),
    st.floats(0.55, 2.0),
    st.floats(0.99, 1.01),
    st.sampled_from([0.0, 5.0, 500.0]),
    st.sampled_from([0.0, 0.5, 1.0]),
    st.sampled_from([Stage.OPEN, Stage.STARTED, Stage.SALE]),
    st.integers(1, 3 * DAY),
)
def test_the_kernel_of_the_fast_engine_decides_the_same(
    terms: Parameters, move: float, off: float, costs: float, share: float, stage: Stage, passed: int
) -> None:
    """A million dollars of equity on target, after a move of the oracle, while the true price is a bit `off`."""
    view = held(terms, move, stage, passed)
    ratio = ratio_down(view.position.assets, view.balance_sheet.debt)
    assume(all(abs(ratio / edge - 1) > 1e-9 for edge in (terms.lower, terms.upper, terms.target)))
    exchange = deep(move * off)
    ours, theirs = best_offer(view, exchange, costs, Keeper(share=share)), kernel_offer(view, exchange, costs, share)
    if ours is None or theirs.fill.out <= 0:
        assert is_at_the_edge(view, exchange, costs, share) or (ours is None and theirs.fill.out <= 0)
        return
    assert theirs.is_over is (ours.name == "deleverage")
    expected = (ours.fill.out / UNIT, ours.fill.payment / UNIT, ours.fill.allowed / WAD)
    if not is_at_the_edge(view, exchange, costs, share):
        assert (theirs.fill.out, theirs.fill.payment, theirs.fill.allowed) == pytest.approx(
            expected, rel=1e-6, abs=1e-9
        )


def held(terms: Parameters, move: float, stage: Stage, passed: int) -> View:
    """A view of a bull that was on target at a price of 1; the clocks of a sale stand at what has passed."""
    equity = 10**6 * UNIT
    collateral = equity * terms.target // WAD
    sheet = replace(
        View.of(Market().token).balance_sheet,
        collateral=collateral,
        debt=collateral - equity,
        state=stage,
        since=START,
        clock=min(passed, 1_800),
        ramp=passed,
        under=passed % 2 == 0,
        bound=WAD // 150,
    )
    return View(
        rule=terms.rule(), is_bear=False, dollar=UNIT, balance_sheet=sheet, borrowable=10**54, impaired=0,
        price=int(move * 10**12) * 10**24, round=1, now=START + passed % 1_500,
    )  # fmt: skip


def is_at_the_edge(view: View, exchange: PricedExchange, costs: float, share: float) -> bool:
    """Whether a cent more or less makes another part pay, which rounding may decide."""
    found = [best_offer(view, exchange, costs + by, Keeper(share=share)) for by in (-0.01, 0.0, 0.01)]
    return len({one.part if one else 0 for one in found}) > 1


def test_another_share_is_another_offer() -> None:
    view = held(presets.BULL_3X, 0.8, Stage.OPEN, 60)
    exchange = deep(0.8)
    ours = offered(best_offer(view, exchange, 5.0, COMPETING))
    assert kernel_offer(view, exchange, 5.0, 0.0).fill.payment == pytest.approx(ours.fill.payment / UNIT, rel=1e-9)
    assert kernel_offer(view, exchange, 5.0, 1.0).fill.payment != pytest.approx(ours.fill.payment / UNIT, rel=1e-4)

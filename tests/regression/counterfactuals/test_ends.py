# SPDX-License-Identifier: Apache-2.0
"""Sentences on how a market of leveraged tokens ends: what may be sold then, to whom, and for how little."""

from functools import partial

from tests.regression.counterfactuals.leverage import ETHER, TOKEN, USD, bull
from tests.regression.counterfactuals.obvious import Accounts, attempt, counterfactual, dearest
from tests.support.planted import Change
from tests.unit.leveraged_token.world import ALL, DAY, HOUR, OPEN, WAD, TokenWorld

LIFE = "leverage/lifecycle.vy"


def _discount(world: TokenWorld, accounts: Accounts, dollars: int) -> float:
    """The part of its worth at `dollars` that whoever buys all that is sold now keeps."""
    cost = dearest(partial(world.deleverage, accounts.attacker, ALL), WAD, steps=30)
    out, paid = world.deleverage(accounts.attacker, ALL, cost)
    return 1 - paid * ETHER / (out * dollars * USD)


@counterfactual(
    "a clock that runs by itself",
    Change(LIFE, "e.clock = min(e.clock + min(gap, STEP), RISE)", "e.clock = min(e.clock + gap, RISE)"),
    Change(LIFE, "if under and e.under and gap < 2 * STEP:", "if under and e.under:"),
    Change(LIFE, "e.ramp = min(e.ramp + min(gap, STEP), MAX_RAMP)", "e.ramp = min(e.ramp + gap, MAX_RAMP)"),
    maximum=0.017,
    minimum=0.45,
)
def test_no_clock_runs_through_an_outage(accounts: Accounts) -> float:
    """An offer improves only by being refused. If time itself improved it, the first who can buy after a day without a
    price would pay half."""
    world = bull(accounts)
    world.wind_down(1_990, accounts.keeper)
    world.break_oracle()
    world.wait(DAY)
    world.set_dollars(1_990)
    return _discount(world, accounts, 1_990)


@counterfactual(
    "patience that equity does not end",
    Change(LIFE, "if under and e.under and gap < 2 * STEP:", "if gap < 2 * STEP:"),
    maximum=0.011,
    minimum=0.4,
)
def test_patience_counts_while_there_is_no_equity(accounts: Accounts) -> float:
    """The long ramp adds the time between two fills that both saw A <= D. If it ran on with equity, the first tick
    below zero after a day would offer half."""
    world = bull(accounts)
    world.wind_down(2_030, accounts.keeper)
    world.refuse(accounts.keeper, 144)
    world.set_dollars(1_999)
    world.wait(600)
    return _discount(world, accounts, 1_999)


@counterfactual(
    "a long ramp for whoever comes back",
    Change(LIFE, "    if e.under:\n        return max(short", "    if True:\n        return max(short"),
    Change(LIFE, "    else:\n        e.ramp = 0\n    e.clock", "    e.clock"),
    maximum=0.006,
    minimum=0.4,
)
def test_a_rebound_is_the_holders(accounts: Accounts) -> float:
    """While A > D the discount never exceeds half of the equity at the confirmation, or half a percent: not after a day
    without equity either. Else who sees the rebound first takes half of it."""
    world = bull(accounts)
    world.wind_down(1_900, accounts.keeper)
    world.refuse(accounts.keeper, 144)
    world.set_dollars(2_500)
    world.wait(600)
    return _discount(world, accounts, 2_500)


@counterfactual(
    "a sale on one bad round",
    Change("leverage/LeverageEngine.vy", "self._require_due(assets > p.debt and ", "self._require_due("),
    Change(
        "leverage/rebalance_rule.vy",
        "    if assets <= debt or ratio <= rule.upper:\n        return empty(Fill)\n",
        "    if assets <= debt:\n        return self.sale(min(collateral, maximum), debt, price, cost)\n"
        "    if ratio <= rule.upper:\n        return empty(Fill)\n",
    ),
    Change(
        TOKEN,
        "    if lifecycle.may(before.stage, lifecycle.REBALANCE):\n",
        "    if lifecycle.may(before.stage, lifecycle.REBALANCE) and assets > debt:\n",
    ),
    maximum=0,
    minimum=1,
)
def test_nothing_is_sold_without_equity_before_a_sale(accounts: Accounts) -> float:
    """One round says 60% of the true price. A fill at E <= 0 that lands nowhere is a free option on it: counted is what
    holders lose of their equity by the next round."""
    world = bull(accounts)
    before = world.equity(3_000)
    world.set_dollars(1_800)
    attempt(world.deleverage, accounts.attacker)
    return 1 - max(world.equity(3_000), 0) / before


@counterfactual(
    "a death that only a reader disproves",
    Change(LIFE, "if e.reported <= max(e.last_read, p.alive_at):", "if e.reported <= e.last_read:"),
    maximum=0,
    minimum=1,
)
def test_a_quiet_week_is_no_death(accounts: Accounts) -> float:
    """A minute's outage, a week in which the feed is well and nobody reads it, another minute: the feed's own newer
    round says that it lives. Lost is the market, wholly or not."""
    world = bull(accounts)
    for _ in range(3):
        world.break_oracle()
        world.wait(60)
        attempt(world.token.report_oracle, sender=accounts.attacker)
        world.set_dollars(3_000)
        world.oracle.set_alive_at(world.oracle.alive_at() + 10**12)
        world.wait(7 * DAY)
    return 0 if world.token.balance_sheet().state == OPEN else 1


@counterfactual(
    "a falling price that ends at nothing",
    Change(LIFE, "return price if rounding.mul_div_down(collateral, price, E36) >= debt else 0", "return 0"),
    maximum=0.01,
    minimum=0.95,
)
def test_dust_of_debt_sells_no_fortune(accounts: Accounts) -> float:
    """The price halves only while the collateral at it covers the debt. If it fell to nothing, a cent of debt, left on
    purpose, would hand over all of the collateral for one unit. Counted is what is taken of it."""
    world = bull(accounts)
    world.kill_oracle(accounts.keeper)
    world.deleverage(accounts.attacker, (world.balance_sheet()[1] - 5_000) * 10**36 // (2 * world.price(3_000)))
    before = world.balance_sheet()[0]
    attempt(world.refuse, accounts.attacker, 76, HOUR)
    attempt(world.deleverage, accounts.attacker)
    return 1 - world.balance_sheet()[0] / before


@counterfactual(
    "a feed that breaks before it dies",
    Change(
        LIFE,
        "    if p.collateral != 0:\n"
        "        e.last_price = max(e.last_price, rounding.mul_div_up(p.debt, E36, p.collateral))\n",
        "",
    ),
    maximum=0,
    minimum=0.6,
)
def test_a_dead_sale_begins_at_the_debt(accounts: Accounts) -> float:
    """Its first price is twice the larger of the last good one and D/C. If the last one alone counted, a feed that said
    a tenth before it was switched off would sell a debt of $200,000 for $60,000. Counted is what lenders miss."""
    world = bull(accounts)
    world.set_dollars(300)
    world.token.report_oracle(sender=accounts.attacker)
    world.kill_oracle(accounts.attacker)
    if world.token.balance_sheet().refused < world.price(3_000):
        world.deleverage(accounts.attacker)
        return world.balance_sheet()[1] / (200_000 * USD)
    return 0


@counterfactual(
    "a write-off of what is not sold",
    Change(TOKEN, 'errors.require(account.collateral == 0, "write-off: collateral left")', "pass"),
    maximum=0,
    minimum=1,
)
def test_no_debt_is_given_up_while_collateral_is_left(accounts: Accounts) -> float:
    """A write-off needs C = 0. Else a holder ends the debt in the second of the confirmation and redeems all of the
    collateral. Counted is what lenders lose of it."""
    world = bull(accounts)
    world.wind_down(1_990, accounts.keeper)
    attempt(world.token.write_off, sender=accounts.holder)
    if world.balance_sheet()[1]:
        world.deleverage(accounts.filler)
    return 1 - (world.pool.cash() - 1_800_000 * USD) / (199_000 * USD)


@counterfactual(
    "an end at the first silence",
    Change(LIFE, 'errors.require(now >= e.reported + UNANSWERED, "oracle: wait 2 hours")', "pass"),
    maximum=0,
    minimum=1,
)
def test_a_minutes_silence_freezes_no_lender(accounts: Accounts) -> float:
    """A report starts the end after two hours without a price. If the second report did, who reports twice within a
    minute's outage would shut deposits and tickets of a healthy pool. Lost is the deposit, wholly or not."""
    world = bull(accounts)
    world.break_oracle()
    for _ in range(2):
        world.wait(12)
        attempt(world.token.report_oracle, sender=accounts.attacker)
    world.debt_asset.mint(accounts.depositor, USD)
    world.debt_asset.approve(world.pool.address, USD, sender=accounts.depositor)
    deposited = attempt(world.pool.deposit, USD, accounts.depositor, sender=accounts.depositor)
    return 1 if deposited is None else 0

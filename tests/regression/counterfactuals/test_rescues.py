# SPDX-License-Identifier: Apache-2.0
"""Sentences of the lending mechanism on prices in trouble: what a wrong, a late or a dead oracle may do."""

from tests.regression.counterfactuals.leverage import PERCENT, TOKEN, USD, bull
from tests.regression.counterfactuals.obvious import Accounts, attempt, counterfactual
from tests.support.contracts import deploy
from tests.support.planted import Change
from tests.unit.chainlink_oracle.world import Source
from tests.unit.chainlink_oracle.world import World as Feeds
from tests.unit.leveraged_token.world import ALL, DAY, HOUR, SALE, SHARE, WAD, TokenTerms


@counterfactual(
    "one print ends a market",
    Change(
        "leverage/lifecycle.vy",
        "        e.since = now\n        e.round = p.round\n    return e\n\n\n@internal\n@pure\ndef confirm",
        "        e.stage = SALE\n        e.since = now\n        e.bound = self.discount_bound(self.assets(p), p.debt)\n"
        "    return e\n\n\n@internal\n@pure\ndef confirm",
    ),
    maximum=0,
    minimum=0.005,
)
def test_one_print_ends_no_market(accounts: Accounts) -> float:
    """A wind-down is confirmed by a second round ten minutes later, else taken back. If one print were enough, whoever
    sees it ends a healthy market for good and buys what it holds half a percent below the price."""
    world = bull(accounts)
    before = world.equity(3_000)
    world.set_dollars(2_000)
    world.token.start_wind_down(sender=accounts.attacker)
    world.set_dollars(3_000)
    attempt(world.refuse, accounts.attacker, 3)
    attempt(world.token.confirm_wind_down, sender=accounts.attacker)
    attempt(world.deleverage, accounts.attacker, cost=PERCENT // 2)
    return 1 - world.equity(3_000) / before


@counterfactual(
    "a dead oracle locks a market",
    Change("leverage/lifecycle.vy", "errors.require(now >= e.reported + ORACLE_DEATH,", "errors.require(False,"),
    maximum=0,
    minimum=1,
)
def test_a_dead_oracle_locks_no_lender_in(accounts: Accounts) -> float:
    """Seven days without a rescue price, seen at both ends, sell the collateral at a falling price. Else lenders whose
    cash is all lent wait for holders who have no reason to come."""
    world = bull(accounts, TokenTerms(lent=200_000))
    attempt(world.kill_oracle, accounts.keeper)
    attempt(world.refuse, accounts.keeper, 36, HOUR)
    attempt(world.deleverage, accounts.keeper)
    return 1 - world.pool.maxWithdraw(accounts.curator) / (200_000 * USD)


@counterfactual(
    "guards that block the rescue",
    Change(
        "oracles/ChainlinkOracle.vy",
        "answers[i] = feed.positive(answer)",
        "answers[i] = feed.within(answer, FEEDS[i].lower, FEEDS[i].upper)",
    ),
    maximum=1e-6,
    minimum=1,
)
def test_no_bound_blocks_the_rescue(accounts: Accounts) -> float:
    """The bounds that stop a mint at a wild price do not stop a deleverage at it: the wild price may be a crash, and
    then nobody may deleverage when it matters. Counted is the equity that a rescue at $2,400 saves at $1,990."""
    ether = Source(8, 3_000 * 10**8, heartbeat=7 * DAY, bounds=(2_500 * 10**8, 9_000 * 10**8))
    feeds = Feeds((ether, None, Source(8, 10**8, heartbeat=7 * DAY), None))
    world = bull(accounts, oracle=feeds.oracle)
    feeds.feeds[0].set_answer(2_400 * 10**8)
    attempt(world.deleverage, accounts.keeper)
    return 1 - max(world.equity(1_990), 0) / ((50 * 1_990 - 80_000) * USD)


@counterfactual(
    "borrowing against a wrong oracle at full limit",
    Change(
        "lending/borrowers.vy",
        "return rounding.mul_div_down(own.hourly, HOUR - min(used, HOUR), HOUR)",
        "return own.limit",
    ),
    maximum=0.2,
    minimum=0.65,
)
def test_a_wrong_oracle_reaches_an_hours_allowance(accounts: Accounts) -> float:
    """A price a hundred times too high lends on next to nothing. A part of the limit an hour leaves the guardian time
    to pause; counted is the uncovered debt, as a part of what was lent to the pool."""
    lent = 1_000_000
    world = bull(accounts, TokenTerms(lent=lent, hourly_part=WAD // 4))
    world.wait(HOUR)
    world.set_dollars(300_000)
    attempt(world.releverage, accounts.attacker)
    world.governance.pause_borrowing(sender=accounts.guardian)
    world.wait(HOUR)
    attempt(world.releverage, accounts.attacker)
    return -world.equity(3_000) / (lent * USD)


@counterfactual(
    "write-off inside a callback",
    Change(TOKEN, "@external\ndef write_off():", "@external\n@reentrant\ndef write_off():"),
    Change(
        TOKEN,
        "errors.require(account.collateral == 0,",
        "errors.require(staticcall IERC20(COLLATERAL).balanceOf(self) == 0,",
    ),
    Change(
        TOKEN,
        "        extcall ILeverageCallback(msg.sender).on_leverage(sent, owed, data)\n",
        "        extcall ILeverageCallback(msg.sender).on_leverage(sent, owed, data)\n"
        "        if place == POOL:\n"
        "            missing = min(missing, staticcall ILendingPool(POOL).debt_of(self))\n",
    ),
    Change(
        TOKEN,
        "return extcall ILendingPool(POOL).repay(owed)",
        "return extcall ILendingPool(POOL).repay(min(owed, staticcall ILendingPool(POOL).debt_of(self)))",
    ),
    maximum=0,
    minimum=1,
)
def test_no_write_off_inside_a_callback(accounts: Accounts) -> float:
    """While a fill is under way the collateral is out and nothing is paid yet: a write-off that looked then would find
    a debt without collateral, and the filler would keep what they were sent. The lock refuses it, and the payment is
    fixed before the callback. Counted is what lenders do not get of the collateral's worth."""
    world = bull(accounts)
    world.wind_down(1_900, accounts.keeper)
    assert world.token.balance_sheet().state == SALE
    thief = world.caller("ScriptedCaller")
    thief.script(world.address, world.token.write_off.prepare_calldata())
    before = world.pool.cash()
    thief.act(world.address, world.token.deleverage.prepare_calldata(ALL, 0, thief.address, b"now"))
    return 1 - (world.pool.cash() - before) / (190_000 * USD)


@counterfactual(
    "half-done state",
    Change(
        TOKEN,
        "@external\n@view\ndef balance_sheet() -> ILeveragedToken.BalanceSheet:",
        "@external\n@view\n@reentrant\ndef balance_sheet() -> ILeveragedToken.BalanceSheet:",
    ),
    maximum=0,
    minimum=0.8,
)
def test_a_foreign_market_lends_on_no_half_done_state(accounts: Accounts) -> float:
    """In a redeemer's callback the shares are burned, and collateral and debt are still the old ones: a lending market
    that read the sheet there would lend against ten times the worth. Counted is the part of such a loan, 80% of the
    value, that is not covered."""
    world = bull(accounts)
    market = deploy("ShareMarket", world.address)
    thief = world.caller("ScriptedCaller")
    world.token.transfer(thief.address, 950 * SHARE, sender=accounts.holder)
    thief.script(market.address, market.collateral_value.prepare_calldata(thief.address))
    redeem = world.token.redeem.prepare_calldata(900 * SHARE, thief.address, thief.address, b"now")
    thief.act(world.address, redeem)
    (outcome,) = thief.outcomes()
    loan = int.from_bytes(outcome.answer) * 8 // 10 if outcome.is_done else 0
    worth = market.collateral_value(thief.address)
    return 1 - worth / loan if loan else 0

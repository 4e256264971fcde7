# SPDX-License-Identifier: Apache-2.0
"""Sentences of the lending mechanism on mint, redeem and the anchored token."""

from typing import Any

from tests.regression.counterfactuals.leverage import ETHER, PERCENT, TOKEN, USD, bull
from tests.regression.counterfactuals.obvious import Accounts, attempt, counterfactual
from tests.support.contracts import deploy
from tests.support.periphery import MintOrder, build_periphery
from tests.support.planted import Change
from tests.unit.leveraged_token.world import ALL, DAY, SHARE, TokenTerms

REDEEMED = "issuance.redeem_amounts(account.collateral, account.debt, account.supply,"


@counterfactual(
    "a fee on collateral at high R",
    Change(
        TOKEN,
        f"    collateral, debt = {REDEEMED} shares - fee)\n",
        f"    collateral, debt = {REDEEMED} shares)\n    collateral = {REDEEMED} shares - fee)[0]\n",
    ),
    maximum=0.010001,
    minimum=0.19,
)
def test_a_fee_is_a_share_of_equity(accounts: Accounts) -> float:
    """A redeem fee of 1% burns 1% of the shares for nothing, at any leverage. Of the collateral it is 20% of what the
    leaver owns at R = 20."""
    world = bull(accounts, TokenTerms(fees=(0, PERCENT, 0)))
    world.set_dollars(2_105)
    before = world.equity(2_105)
    collateral, debt = world.redeem(accounts.holder, 100 * SHARE)
    return 1 - (collateral * 2_105 * USD // ETHER - debt) / (before / 10)


@counterfactual(
    "the oracle on the exit path",
    Change(
        TOKEN,
        '    errors.require(shares != 0, "redeem: zero shares")\n',
        '    errors.require(shares != 0, "redeem: zero shares")\n'
        "    price: uint256 = staticcall IPriceOracle(ORACLE).price()\n",
    ),
    maximum=0,
    minimum=1,
)
def test_no_oracle_stands_in_the_exit(accounts: Accounts) -> float:
    """A redeem asks no price, so that a dead oracle locks nobody in. Counted is the collateral that does not come."""
    world = bull(accounts)
    world.break_oracle()
    paid = attempt(world.redeem, accounts.holder, 500 * SHARE) or (0, 0)
    return 1 - paid[0] / (50 * ETHER)


@counterfactual(
    "the seed that decays",
    Change("leverage/issuance.vy", "return rounding.mul_div_up(SEED * dollar, supply, equity) - seed", "return 0"),
    maximum=0,
    minimum=1,
)
def test_a_decayed_seed_is_filled_up(accounts: Accounts) -> float:
    """After thirteen falls by a quarter, the seed of $10 is worth less than a unit. A mint locks $10 anew; else, once
    the others have left, a unit of debt beside nothing is leverage beyond any bound, and nobody may ever come in again.
    Lost is the market, wholly or not."""
    world = bull(accounts, TokenTerms(rates=(PERCENT, 9 * 10**17, PERCENT, PERCENT)))
    dollars = 3_000.0
    for _ in range(13):
        dollars *= 0.75
        world.oracle.set_price(int(dollars * 10**24))
        world.deleverage(accounts.filler)
    collateral, debt, supply = world.balance_sheet()
    nav = (collateral * dollars / ETHER * USD - debt) / supply
    for account in (accounts.depositor, accounts.holder):
        world.mint(account, int(1_000 * USD / nav))
    for account in (accounts.depositor, accounts.holder):
        world.redeem(account, world.token.balanceOf(account))
    world.wait(DAY)
    return 1 if attempt(world.mint, accounts.keeper, int(1_000 * USD / nav)) is None else 0


@counterfactual(
    "rebase on one round",
    Change("leverage/AnchoredToken.vy", "    if expired or pending.below_floor != below_floor:\n", "    if False:\n"),
    maximum=0,
    minimum=0.85,
)
def test_one_round_rebases_nothing(accounts: Accounts) -> float:
    """No claim moves in a rebase, but a standing offer names units: here one of 10 units at $60 apiece. A rebase on one
    wrong print makes a unit of eleven shares, and whoever waited for it buys them at the price of one."""
    world = bull(accounts)
    anchored = deploy("AnchoredToken", world.address, "Anchored", "aETH", 100 * SHARE, 10 * SHARE, 0)
    world.token.approve(anchored.address, ALL, sender=accounts.holder)
    anchored.wrap(500 * SHARE, accounts.holder, sender=accounts.holder)
    anchored.approve(accounts.attacker, 10 * SHARE, sender=accounts.holder)
    world.set_dollars(2_090)
    anchored.rebase(sender=accounts.attacker)
    world.set_dollars(2_600)
    anchored.transferFrom(accounts.holder, accounts.attacker, 10 * SHARE, sender=accounts.attacker)
    worth = anchored.shares_of(accounts.attacker) * world.equity(2_600) / world.balance_sheet()[2]
    return 1 - 600 * USD / worth


@counterfactual(
    "the exact-in mint whose hint is taken for granted",
    Change(
        "periphery/Router.vy",
        "shares: uint256 = rounding.mul_div_down(available, self.sheet_supply, self.sheet_collateral)",
        "sheet: ILeveragedToken.BalanceSheet = staticcall ILeveragedToken(self.token).balance_sheet()\n"
        "    shares: uint256 = rounding.mul_div_down(self.hint, self.sheet_supply, sheet.debt)",
    ),
    maximum=0.01,
    minimum=0.25,
)
def test_a_hint_is_a_hint(accounts: Accounts) -> float:
    """The shares of an exact-in mint follow from the collateral that was bought. Sized by the hint instead, a hint of
    half the right one buys collateral that no share is minted for, and it stays where nobody owns it."""
    periphery = build_periphery()
    periphery.supply(accounts.holder)
    before = periphery.balances(accounts.holder)
    paid = 3_000 * USD
    order = MintOrder(
        periphery.bull.token,
        periphery.usdc.address,
        paid,
        periphery.path("v3", periphery.usdc),
        accounts.holder,
    )
    periphery.router.mint_amount(order.encoded(), paid, sender=accounts.holder)
    return 1 - _dollars(periphery, before, accounts.holder) / paid


def _dollars(periphery: Any, before: dict[str, int], account: str) -> float:
    """Returns what an account has now instead of the dollars that it paid: shares and collateral, in units of USDC."""
    after = periphery.balances(account)
    sheet = periphery.bull.token.balance_sheet()
    price = 3_000 * USD / ETHER
    share = (sheet.collateral * price - sheet.debt) / sheet.supply
    spent = before["usdc"] - after["usdc"]
    gained = after["bull share"] * share + (after["weth"] - before["weth"]) * price
    return gained + (3_000 * USD - spent)

# SPDX-License-Identifier: Apache-2.0
"""Sentences of the lending mechanism on mint, redeem and the anchored token."""

from typing import Any

from tests.regression.odd_sentences.leveraged import ETHER, PERCENT, TOKEN, USD, bull
from tests.regression.odd_sentences.obvious import Cast, attempt, odd_sentence
from tests.support.contracts import deploy
from tests.support.desk import MintOrder, build_desk
from tests.support.planted import Change
from tests.unit.leveraged_token.world import ALL, DAY, SHARE, TokenTerms


@odd_sentence(
    "a fee on collateral at high R",
    Change(
        TOKEN,
        "    moved: uint256 = shares - fee\n    return (\n"
        "        rounding.mul_div_down(book.collateral, moved, book.supply),\n",
        "    moved: uint256 = shares\n    return (\n"
        "        rounding.mul_div_down(book.collateral, moved - fee, book.supply),\n",
    ),
    most=0.010001,
    least=0.19,
)
def test_a_fee_is_a_share_of_equity(cast: Cast) -> float:
    """A redeem fee of 1% burns 1% of the shares for nothing, at any leverage. Of the collateral it is 20% of what the
    leaver owns at R = 20."""
    world = bull(cast, TokenTerms(fees=(0, PERCENT, 0)))
    world.set_dollars(2_105)
    before = world.equity(2_105)
    collateral, debt = world.redeem(cast.holder, 100 * SHARE)
    return 1 - (collateral * 2_105 * USD // ETHER - debt) / (before / 10)


@odd_sentence(
    "the oracle on the exit path",
    Change(
        TOKEN,
        '    fault.need(shares != 0, "redeem: zero shares")\n',
        '    fault.need(shares != 0, "redeem: zero shares")\n'
        "    price: uint256 = staticcall IPriceOracle(ORACLE).price()\n",
    ),
    most=0,
    least=1,
)
def test_no_oracle_stands_in_the_exit(cast: Cast) -> float:
    """A redeem asks no price, so that a dead oracle locks nobody in. Counted is the collateral that does not come."""
    world = bull(cast)
    world.break_oracle()
    paid = attempt(world.redeem, cast.holder, 500 * SHARE) or (0, 0)
    return 1 - paid[0] / (50 * ETHER)


@odd_sentence(
    "the seed that decays",
    Change(TOKEN, "return rounding.mul_div_up(SEED * QUOTE_UNIT, book.supply, equity) - seed", "return 0"),
    most=0,
    least=1,
)
def test_a_decayed_seed_is_filled_up(cast: Cast) -> float:
    """After thirteen falls by a quarter, the seed of $10 is worth less than a unit. A mint locks $10 anew; else, once
    the others have left, a unit of debt beside nothing is leverage beyond any bound, and nobody may ever come in again.
    Lost is the market, wholly or not."""
    world = bull(cast, TokenTerms(rates=(PERCENT, 9 * 10**17, PERCENT, PERCENT)))
    dollars = 3_000.0
    for _ in range(13):
        dollars *= 0.75
        world.oracle.set_price(int(dollars * 10**24))
        world.deleverage(cast.filler)
    collateral, debt, supply = world.sheet()
    nav = (collateral * dollars / ETHER * USD - debt) / supply
    for account in (cast.depositor, cast.holder):
        world.mint(account, int(1_000 * USD / nav))
    for account in (cast.depositor, cast.holder):
        world.redeem(account, world.token.balanceOf(account))
    world.wait(DAY)
    return 1 if attempt(world.mint, cast.keeper, int(1_000 * USD / nav)) is None else 0


@odd_sentence(
    "rebase on one round",
    Change("leverage/AnchoredToken.vy", "    if expired or pending.below_floor != below_floor:\n", "    if False:\n"),
    most=0,
    least=0.85,
)
def test_one_round_rebases_nothing(cast: Cast) -> float:
    """No claim moves in a rebase, but a standing offer names units: here one of 10 units at $60 apiece. A rebase on one
    wrong print makes a unit of eleven shares, and whoever waited for it buys them at the price of one."""
    world = bull(cast)
    anchored = deploy("AnchoredToken", world.address, "Anchored", "aETH", 100 * SHARE, 10 * SHARE, 0)
    world.token.approve(anchored.address, ALL, sender=cast.holder)
    anchored.wrap(500 * SHARE, cast.holder, sender=cast.holder)
    anchored.approve(cast.attacker, 10 * SHARE, sender=cast.holder)
    world.set_dollars(2_090)
    anchored.rebase(sender=cast.attacker)
    world.set_dollars(2_600)
    anchored.transferFrom(cast.holder, cast.attacker, 10 * SHARE, sender=cast.attacker)
    worth = anchored.shares_of(cast.attacker) * world.equity(2_600) / world.sheet()[2]
    return 1 - 600 * USD / worth


@odd_sentence(
    "the exact-in mint whose hint is taken for granted",
    Change(
        "periphery/Router.vy",
        "shares: uint256 = rounding.mul_div_down(available, self.sheet_supply, self.sheet_collateral)",
        "sheet: ILeveragedToken.Sheet = staticcall ILeveragedToken(self.token).sheet()\n"
        "    shares: uint256 = rounding.mul_div_down(self.hint, self.sheet_supply, sheet.debt)",
    ),
    most=0.01,
    least=0.25,
)
def test_a_hint_is_a_hint(cast: Cast) -> float:
    """The shares of an exact-in mint follow from the collateral that was bought. Sized by the hint instead, a hint of
    half the right one buys collateral that no share is minted for, and it stays where nobody owns it."""
    desk = build_desk()
    desk.supply(cast.holder)
    before = desk.balances(cast.holder)
    paid = 3_000 * USD
    order = MintOrder(desk.bull.token, desk.usdc.address, paid, desk.path("v3", desk.usdc), cast.holder)
    desk.router.mint_amount(order.encoded(), paid, sender=cast.holder)
    return 1 - _dollars(desk, before, cast.holder) / paid


def _dollars(desk: Any, before: dict[str, int], account: str) -> float:
    """Returns what an account has now instead of the dollars that it paid: shares and collateral, in units of USDC."""
    after = desk.balances(account)
    sheet = desk.bull.token.sheet()
    price = 3_000 * USD / ETHER
    share = (sheet.collateral * price - sheet.debt) / sheet.supply
    spent = before["usdc"] - after["usdc"]
    gained = after["bull share"] * share + (after["weth"] - before["weth"]) * price
    return gained + (3_000 * USD - spent)

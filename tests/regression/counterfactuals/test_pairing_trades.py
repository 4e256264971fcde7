# SPDX-License-Identifier: Apache-2.0
"""Sentences of the paired pools on trades: prices, fees, capacity, and who may act when."""

import boa

from steelyard.model.pairing.parameters import PERCENT, Fees
from tests.regression.counterfactuals.obvious import Accounts, attempt, counterfactual
from tests.regression.counterfactuals.pairing import UNIT, example, worth
from tests.support.planted import Change
from tests.unit.pairing_pool.world import DAY, FT, LP, LT, PoolWorld, plain_terms

ENGINE = "pairing/PairingEngine.vy"
TRADES = "pairing/trades.vy"


def _priced(accounts: Accounts) -> PoolWorld:
    """A 3x at $2,000 with a swap fee of 0.3% and a margin of 0.5%, which is how far the market may be from the feed."""
    fees = Fees(swap=3 * PERCENT // 10, imbalance=0, liquidity_exit=0)
    world = PoolWorld(plain_terms(margin=PERCENT // 2, fees=fees))
    world.fund(accounts.attacker)
    return world.open()


def _taken_by(world: PoolWorld, side: int, dollars: float, who: str) -> float:
    """Returns what a mint of 100 units at the old price takes from the liquidity, as a part of it at the new one."""
    before = world.value(LP, dollars)
    world.mint(side, 100 * UNIT, who)
    return (before - world.value(LP, dollars)) / (100 * dollars)


@counterfactual(
    "the trader who knows the price before the feed",
    Change(
        TRADES,
        "return [wide.mul_div_down(low, WAD - margin, WAD), wide.mul_div_up(high, WAD + margin, WAD)]",
        "return [low, high]",
    ),
    maximum=0,
    minimum=0.004,
)
def test_who_knows_the_price_first_pays_for_it(accounts: Accounts) -> float:
    """A leg is priced a margin beyond spot and mean, at least what the feed may be behind. At spot itself LT is bought
    for less than the market knows it to be worth, and the liquidity pays: here the coin is at $2,010 already."""
    return _taken_by(_priced(accounts), LT, 2_010, accounts.attacker)


@counterfactual(
    "one worse price for two legs",
    Change(TRADES, "prices[HIGH] if side == valuation.LEVERAGED else prices[LOW]", "prices[HIGH]"),
    maximum=0,
    minimum=0.004,
)
def test_each_leg_has_the_price_that_is_worse_for_it(accounts: Accounts) -> float:
    """Who mints FT sells L, so their worse price is the low one. With the high price for every mint they sell L dear
    while the coin is at $1,990 already."""
    return _taken_by(_priced(accounts), FT, 1_990, accounts.attacker)


@counterfactual(
    "imbalance fee beaten by splitting",
    Change(
        "pairing/imbalance.vy",
        "    mean: uint256 = wide.mul_div_up(self._powers(start, end), maximum * WAD, 6 * E36)\n",
        "    fifths: uint256[2] = [E36, E36]\n"
        "    for _: uint256 in range(POWER):\n"
        "        fifths = [wide.mul_div_down(fifths[0], start, E36), wide.mul_div_up(fifths[1], end, E36)]\n"
        "    mean: uint256 = wide.mul_div_up(fifths[1] - fifths[0], maximum * WAD, E36)\n",
    ),
    maximum=1e-6,
    minimum=0.8,
)
def test_pieces_pay_the_imbalance_fee_of_the_whole(accounts: Accounts) -> float:
    """PAIR-FEE-01: the fee is the mean of f over the path. As a difference of f times the size it falls with the size
    of the pieces. Counted is the part of the fee that twenty of them avoid."""
    world = PoolWorld(plain_terms(fees=Fees(swap=0, liquidity_exit=0)))
    world.fund(accounts.attacker)
    world.open()
    amount = 400 * UNIT
    with boa.env.anchor():
        fee = amount * 2_000 - world.mint(LT, amount, accounts.attacker)
    in_pieces = amount * 2_000 - sum(world.mint(LT, amount // 20, accounts.attacker) for _ in range(20))
    return 1 - in_pieces / fee


@counterfactual(
    "a backlog in which somebody may act",
    Change(
        ENGINE,
        'errors.require(rebalancing.holds(terms, position.reference, price), "price: out of range")',
        "pass",
    ),
    maximum=0,
    minimum=1,
)
def test_nobody_trades_on_a_position_that_is_to_be_rebalanced(accounts: Accounts) -> float:
    """30% below the reference, the rebalances that wait will step down band by band, which leaves LT more than the
    position says it has, at the expense of the liquidity. Who mints before them is paid that too. Counted is what LP
    lose by them, as a part of what they bring."""
    world = example(accounts)
    world.see(70)
    with boa.env.anchor():
        world.rebalance()
        alone = worth(world, LP, world.creator, 70)
    attempt(world.mint, LT, UNIT // 5, accounts.attacker)
    world.rebalance()
    return (alone - worth(world, LP, world.creator, 70)) / (70 / 5)


@counterfactual(
    "leftovers retried at par",
    Change(
        ENGINE,
        "        minted.position = trades.deposit(position, amount)\n",
        "        minted.position = trades.deposit(position, amount)\n"
        "        stuck: uint256 = minted.position.leveraged.funding\n"
        "        held: uint256 = valuation.liquidity(minted.position).leveraged\n"
        "        swapped: uint256 = min(stuck, held // (terms.target - 1))\n"
        "        minted.position.leveraged.funding -= swapped\n"
        "        minted.position.leveraged.leveraged += swapped * (terms.target - 1)\n",
    ),
    maximum=1e-6,
    minimum=0.2,
)
def test_leftovers_clear_only_where_par_is_the_price(accounts: Accounts) -> float:
    """A 10x that ran out of L keeps its mismatch until the next rebalance. Retried at par when liquidity comes, 2.9%
    above the reference, it buys L at 22% less than it is worth. Counted is what LP lose, of what is swapped."""
    world = PoolWorld(plain_terms(10, fall=3 * PERCENT), 100)
    world.fund(accounts.attacker)
    world.pool.open(1_280 * UNIT // 100, sender=world.creator)
    for _ in range(10):
        for side, dollars in ((FT, 1_490), (LT, 230)):
            world.mint(side, dollars * UNIT // 1_000, world.creator)
    world.see(104)
    world.rebalance()
    stuck = world.pool.position().leveraged.funding / UNIT
    assert stuck > 0
    world.see(107)
    before = world.value(LP, 107)
    world.mint(LP, 3 * UNIT, accounts.attacker)
    swapped = stuck - world.pool.position().leveraged.funding / UNIT
    taken = before + 3 * 107 - world.value(LP, 107)
    return taken / (swapped * 104 * 9 / 10) if swapped else taken


@counterfactual(
    "share inflation by the exit fee",
    Change(
        "pairing/settlement.vy",
        "if side != valuation.LIQUIDITY or staying <= seed:",
        "if side != valuation.LIQUIDITY:",
    ),
    maximum=1e-6,
    minimum=0.8,
)
def test_the_last_exit_fee_inflates_no_seed(accounts: Accounts) -> float:
    """The exit fee stays with those who stay; where that is the locked seed alone there is none. Else the last to leave
    loses it to nobody, and each round of it makes a share dearer. Counted is the part of a share's price that one such
    exit from $1,000,000 made."""
    world = PoolWorld(plain_terms(fees=Fees(swap=0, imbalance=0, liquidity_exit=PERCENT // 2)), 100)
    world.open(10_000)
    share = world.share(LP)
    price = world.value(LP, 100) / share.totalSupply()
    world.enqueue(LP, share.balanceOf(world.creator), world.creator)
    world.later(DAY, 100)
    world.rebalance()
    return 1 - price / (world.value(LP, 100) / share.totalSupply())

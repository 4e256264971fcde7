# SPDX-License-Identifier: Apache-2.0
"""What is left of the paired pools when everybody has left, counted to the last unit."""

from dataclasses import dataclass

from steelyard.demo.checks import Checks
from steelyard.demo.pairing.lens import read_pair
from steelyard.demo.pairing.pair import Pair
from steelyard.demo.pairing.scenario import Scenario
from steelyard.model.pairing.pairing_engine import SEED
from steelyard.model.pairing.pairing_share import DEAD
from steelyard.model.pairing.valuation import Side

_CENT = 0.01


@dataclass(frozen=True)
class PairRemains:
    """What stays of a market in units of U: its locked seeds' part, that of ended generations, dust of claims."""

    symbol: str
    seeds: int
    seeds_worth: float  # dollars
    ended_seeds: int
    dust: int


def count_pairs(scenario: Scenario, checks: Checks) -> list[PairRemains]:
    """Every unit of every U is with somebody known, and every number was the model's."""
    _count_coin(scenario, checks)
    for name in ("USDC", "ETH", "MEME"):
        coin = scenario.deployment.environment.usdc if name == "USDC" else scenario.deployment.coins[name]
        checks.equal(
            f"{name}: the paired router holds nothing", coin.call("balanceOf", scenario.deployment.router.address), 0
        )
    return [_count_pair(scenario, pair, checks) for pair in scenario.pairs]


def _count_coin(scenario: Scenario, checks: Checks) -> None:
    coin = scenario.deployment.coins["MEME"]
    holders = scenario.places() | set(scenario.deployment.environment.roster.agents.values())
    total = sum(coin.call("balanceOf", holder) for holder in holders)
    checks.equal("MEME: all balances together are what was minted", total, coin.call("totalSupply"))


def _count_pair(scenario: Scenario, pair: Pair, checks: Checks) -> PairRemains:
    name, equal = pair.symbol, checks.equal
    position, (owed, cut) = pair.pool.call("position"), pair.pool.call("fees_owed")
    equal(f"{name}: holds what it counts", pair.coin.call("balanceOf", pair.pool.address), position[0])
    equal(f"{name}: owes nobody fees", owed + cut, 0)
    left = [_count_share(pair, side, checks) for side in Side]
    if pair.delayed_orders is not None:
        equal(
            f"{name}: no order waits at its delayed orders", pair.coin.call("balanceOf", pair.delayed_orders.address), 0
        )
    _check_values(pair, checks)
    _check_rebalances(scenario, pair, checks)
    model = pair.model
    detail = model.differences[0] if model.differences else f"{model.compared} comparisons"
    checks.true(f"{name}: every operation is the model's to the last unit", not model.differences, detail)
    ended, dust = (sum(column) for column in zip(*left, strict=True))
    return PairRemains(name, position[0], pair.worth(position[0], pair.series.prices[-1]), ended, dust)


def _count_share(pair: Pair, side: Side, checks: Checks) -> tuple[int, int]:
    """Returns units kept for the seed of an ended generation, and those that rounding left of claims."""
    share, name = pair.shares[side], f"{pair.symbol} {side.name.lower()}"
    checks.equal(f"{name}: its shares are the locked seed", share.call("raw_supply"), SEED)
    checks.equal(f"{name}: the seed is locked", share.call("raw_balance", DEAD), SEED)
    counted, (_, _, kept) = share.call("counted"), share.call("closed")
    checks.equal(f"{name}: holds what it counts", pair.coin.call("balanceOf", share.address), counted)
    checks.equal(f"{name}: less than a unit stays of each claim", counted - kept, 0, pair.claims)
    return kept, counted - kept


def _check_values(pair: Pair, checks: Checks) -> None:
    """At the end; within a cent, because the lens shows whole quote units."""
    reading = read_pair(pair)
    whole = reading.price * pair.pool.call("position")[0] / 10**pair.spec.decimals
    detail = f"${sum(reading.worth):.6f} of ${whole:.6f}"
    holds = abs(sum(reading.worth) - whole) < _CENT
    checks.true(f"{pair.symbol}: the vaults' values are the market's (PAIR-CONS-01)", holds, detail)


def _check_rebalances(scenario: Scenario, pair: Pair, checks: Checks) -> None:
    """A step moves value between the vaults and makes none: two units of rounding at most."""
    steps = [
        step
        for rebalance in scenario.keeper.rebalances
        if rebalance.symbol == pair.symbol
        for step in rebalance.result.steps
    ]
    worst = max((abs(step.leveraged + step.funding + step.liquidity) for step in steps), default=0)
    checks.equal(f"{pair.symbol}: no step makes or loses value (PAIR-SPLIT-01)", worst, 0, 2)

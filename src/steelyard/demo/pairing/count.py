# SPDX-License-Identifier: Apache-2.0
"""What is left of the paired pools when everybody has left, counted to the last unit."""

from dataclasses import dataclass

from steelyard.demo.checks import Checks
from steelyard.demo.pairing.act import Act
from steelyard.demo.pairing.lens import read_pair
from steelyard.demo.pairing.pair import Pair
from steelyard.model.pairing.engine import SEED
from steelyard.model.pairing.paired_share import DEAD
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


def count_pairs(act: Act, checks: Checks) -> list[PairRemains]:
    """Every unit of every U is with somebody known, and every number was the twin's."""
    _count_coin(act, checks)
    for name in ("USDC", "ETH", "MEME"):
        coin = act.house.stage.usdc if name == "USDC" else act.house.coins[name]
        checks.equal(f"{name}: the paired router holds nothing", coin.call("balanceOf", act.house.router.address), 0)
    return [_count_pair(act, pair, checks) for pair in act.pairs]


def _count_coin(act: Act, checks: Checks) -> None:
    coin = act.house.coins["MEME"]
    holders = act.places() | set(act.house.stage.roster.people.values())
    total = sum(coin.call("balanceOf", holder) for holder in holders)
    checks.equal("MEME: all balances together are what was minted", total, coin.call("totalSupply"))


def _count_pair(act: Act, pair: Pair, checks: Checks) -> PairRemains:
    name, equal = pair.symbol, checks.equal
    book, (owed, cut) = pair.pool.call("book"), pair.pool.call("fees_owed")
    equal(f"{name}: holds what it counts", pair.coin.call("balanceOf", pair.pool.address), book[0])
    equal(f"{name}: owes nobody fees", owed + cut, 0)
    left = [_count_share(pair, side, checks) for side in Side]
    if pair.desk is not None:
        equal(f"{name}: no order waits at its desk", pair.coin.call("balanceOf", pair.desk.address), 0)
    _check_values(pair, checks)
    _check_pokes(act, pair, checks)
    twin = pair.twin
    detail = twin.differences[0] if twin.differences else f"{twin.compared} comparisons"
    checks.true(f"{name}: every operation is the twin's to the last unit", not twin.differences, detail)
    ended, dust = (sum(column) for column in zip(*left, strict=True))
    return PairRemains(name, book[0], pair.worth(book[0], pair.series.prices[-1]), ended, dust)


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
    whole = reading.price * pair.pool.call("book")[0] / 10**pair.spec.decimals
    detail = f"${sum(reading.worth):.6f} of ${whole:.6f}"
    holds = abs(sum(reading.worth) - whole) < _CENT
    checks.true(f"{pair.symbol}: the vaults' values are the market's (PAIR-CONS-01)", holds, detail)


def _check_pokes(act: Act, pair: Pair, checks: Checks) -> None:
    """A step moves value between the vaults and makes none: two units of rounding at most."""
    steps = [step for poke in act.keeper.pokes if poke.symbol == pair.symbol for step in poke.result.steps]
    worst = max((abs(step.leveraged + step.funding + step.liquidity) for step in steps), default=0)
    checks.equal(f"{pair.symbol}: no step makes or loses value (PAIR-SPLIT-01)", worst, 0, 2)

# SPDX-License-Identifier: Apache-2.0
"""The pure functions of the vectors, on the twin: from the arguments of a case, as integers, to its answer."""

from collections.abc import Callable
from typing import Any

from steelyard.model.oracles import twap
from steelyard.model.oracles.twap import Round
from steelyard.model.pairing import funding, imbalance, trades, valuation
from steelyard.model.pairing.parameters import Fees
from steelyard.model.pairing.rebalancing import rebalance_step, transfer
from steelyard.model.pairing.trades import Prices
from steelyard.model.pairing.valuation import Marks, Position, Side, Vault
from tests.vectors.player import SIDES

Arguments = dict[str, Any]
Answer = dict[str, Any]


def value(given: Arguments) -> Answer:
    """Marks, values, leverage and capacity ratios of a position at a price; leverage is 0 where a vault is worth 0."""
    position, price = position_of(given["position"]), given["price"]
    marks = position.marks(price)
    return {
        "zero_point": position.zero_point,
        "marks": {"l": marks.leveraged, "f": marks.funding},
        "values": {SIDES[side]: position.value(side, price) for side in Side},
        "leverages": {SIDES[side]: valuation.leverage(position, side, price) for side in Side},
        "kappa_leveraged": valuation.kappa_leveraged(position, price),
        "kappa_funding": valuation.kappa_funding(position, price),
    }


def fund(given: Arguments) -> Answer:
    """Utilization, the yearly rate, and the index after `seconds`, at most `max_index`."""
    position = position_of(given["position"])
    used = funding.utilization(position, given["mints_funding"])
    yearly = funding.rate(position.target, used)
    index = funding.grown(position.index, yearly, given["seconds"], given["max_index"])
    return {"utilization": used, "rate": yearly, "index": index}


def swap_rate(given: Arguments) -> Answer:
    """Fee, scaled by 1e36, of a swap that brings `moved` value into a vault and takes the kind `leaves` out."""
    marks = Marks(given["marks"]["l"] + given["marks"]["f"], given["marks"]["l"], given["marks"]["f"])
    leaves = Side.LEVERAGED if given["leaves"] == "l" else Side.FUNDING
    return {"rate": imbalance.swap_rate(_fees(given), _vault(given["vault"]), marks, leaves, given["moved"])}


def user_prices(given: Arguments) -> Answer:
    """The two prices that an operation is held against, `margin` below and above all that were seen."""
    prices = Prices.around(given["margin"], *given["seen"])
    return {"low": prices.low, "high": prices.high}


def mint(given: Arguments) -> Answer:
    """The position after `underlying` came in for LT or FT, and the units of the kind that the vault got."""
    trade = trades.mint(position_of(given["position"]), _fees(given), _prices(given), _side(given), given["underlying"])
    return {"position": position_json(trade.position), "amount": trade.amount}


def redeem(given: Arguments) -> Answer:
    """The position after `shares` of `supply` went out of a vault, and the units of U paid."""
    counts = given["shares"], given["supply"]
    trade = trades.redeem(position_of(given["position"]), _fees(given), _prices(given), _side(given), *counts)
    return {"position": position_json(trade.position), "amount": trade.amount}


def step(given: Arguments) -> Answer:
    """One rebalance at `price`, and what it moved into each vault, measured at the `market` price."""
    before = position_of(given["position"])
    after = rebalance_step(before, given["price"])
    moved = transfer(before, after, given["market"])
    into = {"lt": moved.leveraged, "ft": moved.funding, "lp": moved.liquidity}
    return {"position": position_json(after), "transfer": into}


def price_at_tick(given: Arguments) -> Answer:
    """1.0001^tick scaled by 1e36, rounded as Uniswap's TickMath does."""
    return {"price": twap.price_at_tick(given["tick"])}


def mean_of_rounds(given: Arguments) -> Answer:
    """Mean answer of the last `window` seconds; `rounds` are [answer, time], newest first."""
    rounds = [Round(*one) for one in given["rounds"]]
    return {"mean": twap.mean_of_rounds(rounds, given["now"], given["window"], given["longest_gap"])}


FUNCTIONS: dict[str, Callable[[Arguments], Answer]] = {
    "value": value,
    "fund": fund,
    "user_prices": user_prices,
    "swap_rate": swap_rate,
    "mint": mint,
    "redeem": redeem,
    "rebalance": step,
    "price_at_tick": price_at_tick,
    "mean_of_rounds": mean_of_rounds,
}


def position_of(given: dict[str, Any]) -> Position:
    """The position that a case describes."""
    marks = given["target"], given["underlying"], given["reference"], given["index"]
    return Position(*marks, _vault(given["lt"]), _vault(given["ft"]))


def position_json(position: Position) -> dict[str, Any]:
    """A position as a case describes it."""
    return {
        "target": position.target,
        "underlying": position.underlying,
        "reference": position.reference,
        "index": position.index,
        "lt": {"l": position.leveraged.leveraged, "f": position.leveraged.funding},
        "ft": {"l": position.funding.leveraged, "f": position.funding.funding},
    }


def _vault(given: dict[str, int]) -> Vault:
    return Vault(given["l"], given["f"])


def _fees(given: Arguments) -> Fees:
    return Fees(swap=given["swap"], imbalance=given["imbalance"])


def _prices(given: Arguments) -> Prices:
    return Prices(given["low"], given["high"])


def _side(given: Arguments) -> Side:
    return Side(SIDES.index(given["side"]))

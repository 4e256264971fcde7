# SPDX-License-Identifier: Apache-2.0
"""Every decision of a market that needs no storage, as functions of its book, its terms and its shares (raw).

PairingEngine.vy. `seen` are the prices that a user operation is held against, scaled by 1e36: spot, mean and one
more, or 0 for none.
"""

from dataclasses import dataclass, replace

from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import WAD, uint
from steelyard.model.oracles.chainlink_oracle import MIN_PRICE
from steelyard.model.pairing import settlement, trades
from steelyard.model.pairing.funding import grown, rate, utilization
from steelyard.model.pairing.pairing_share import ShareState, States
from steelyard.model.pairing.parameters import Parameters
from steelyard.model.pairing.rebalancing import (
    MAX_STEPS,
    Band,
    Move,
    StepTransfer,
    merged,
    rebalance_step,
    split,
    transfer,
)
from steelyard.model.pairing.settlement import Settlement
from steelyard.model.pairing.trades import Prices
from steelyard.model.pairing.valuation import ONE, Position, Side, Vault, kappa_funding, kappa_leveraged
from steelyard.model.pairing.wide import wide_down, wide_up

SEED_DOLLARS = 10
SEED = SEED_DOLLARS * WAD  # raw shares locked in each vault for good
MIN_FIRST = 2 * SEED
SMALL_SHARE = 10**6  # a share worth less than a millionth of its first dollar may be consolidated

Seen = tuple[int, int, int]
Settlements = tuple[Settlement, Settlement, Settlement]  # by side


@dataclass(frozen=True)
class Minted:
    """The book afterwards; raw shares for the receiver, for the dead address, and LP ones for the fee recipient."""

    position: Position
    shares: int
    lock: int = 0
    cut: int = 0


@dataclass(frozen=True)
class Redeemed:
    """The book afterwards; raw shares burned, units of U paid out, raw LP shares for the fee recipient."""

    position: Position
    shares: int
    amount: int
    cut: int


@dataclass(frozen=True)
class Rebalanced:
    """The book afterwards, its steps, what leaves each vault, and the fee in units of U.

    `at_market`: the last step was at spot, so that queues are paid. `backlog`: more steps are waiting.
    """

    position: Position
    steps: tuple[StepTransfer, ...]
    settlements: Settlements
    at_market: bool
    backlog: bool
    fee: int


def open(terms: Parameters, spot: int, mean: int, amount: int) -> Minted:
    """Splits the first U: $10 locked in each vault, the rest an LP deposit of the creator's."""
    require(spot >= MIN_PRICE, "open: under 12 digits", price=spot)
    require(band_of(terms).agrees(spot, mean), "open: spot far from twap", spot=spot, mean=mean)
    _check_size(terms, amount)
    seed = wide_up(terms.dollar_at(spot), SEED_DOLLARS, spot)
    require(amount > seed * terms.target, "open: seeds not covered")
    leveraged = Vault(leveraged=seed * terms.target)
    funding = Vault(funding=-(-seed * terms.target // (terms.target - 1)))
    position = Position(terms.target, amount, spot, ONE, leveraged, funding)
    for side in (Side.LEVERAGED, Side.FUNDING):
        _check_cap(position, terms, Prices(spot, spot), side, ShareState())
    shares = terms.dollars(position.value(Side.LIQUIDITY, spot), spot)
    require(shares >= MIN_FIRST, "open: LP below 20 dollars")
    return Minted(position, shares - SEED, SEED)


def mint(position: Position, terms: Parameters, seen: Seen, side: Side, amount: int, states: States) -> Minted:
    """LT or FT for U, or LP without a swap; shares rounded down to what both prices allow."""
    prices = user_prices(position, terms, seen)
    _check_size(terms, position.underlying + amount)
    if side is Side.LIQUIDITY:
        after, cut = trades.deposit(position, amount), 0
    else:
        require(side is Side.LEVERAGED or terms.mints_funding, "mint: no FT here")
        after = trades.mint(position, terms.fees, prices, side, amount).position
        _check_cap(after, terms, prices, side, states[Side.LIQUIDITY])
        cut = _cut(position, after, terms, prices, states)
    shares, lock = _issued(position, after, terms, prices, side, states[side])
    return Minted(after, shares, lock, cut)


def redeem(
    position: Position, terms: Parameters, seen: Seen, side: Side, shares: int, partial: bool, states: States
) -> Redeemed:
    """U for LT or FT at once; `partial` fills as far as inventory allows."""
    prices, state = user_prices(position, terms, seen), states[side]
    require(side is not Side.LIQUIDITY, "redeem: not LT or FT")
    require(shares != 0, "redeem: zero shares")
    if partial:
        shares = _whole(trades.redeemable(position, terms.fees, prices, side, shares, state.supply), state)
        require(shares != 0, "redeem: nothing can be filled")
    trade = trades.redeem(position, terms.fees, prices, side, shares, state.supply)
    return Redeemed(trade.position, shares, trade.amount, _cut(position, trade.position, terms, prices, states))


def rebalance(
    position: Position, terms: Parameters, spot: int, mean: int, scheduled: bool, states: States, cut: int
) -> Rebalanced:
    """Up to 64 rebalances: at the bounds while spot is far beyond them, the last at spot.

    `scheduled`: the period is over. `cut`: raw LP shares held for the fee recipient.
    """
    band, queued = band_of(terms), any(state.due for state in states)
    move, price = band.next_move(position.reference, spot, mean, scheduled or queued)
    require(move is not Move.NOTHING, "rebalance: not due")
    require(move is not Move.WAIT, "rebalance: spot far from twap", spot=spot, mean=mean)
    fee = 0
    if scheduled or not band.holds(
        position.reference, mean
    ):  # one for a queue alone is free, or queues drain the market
        fee = wide_down(position.underlying, terms.fees.rebalance, WAD)
        position = position.drained(fee) if fee else position
    steps = list[StepTransfer]()
    while move is Move.BOUND and len(steps) < MAX_STEPS:
        after = rebalance_step(position, price)
        steps.append(transfer(position, after, spot))
        position = after
        move, price = band.next_move(position.reference, spot, mean, queued)
    settlements = (Settlement(), Settlement(), Settlement())
    at_market = move is Move.MARKET and len(steps) < MAX_STEPS
    if at_market:
        steps.append(transfer(position, rebalance_step(position, spot), spot))
        position, settlements = _settled(position, terms, spot, states, cut)
    backlog = move in (Move.BOUND, Move.MARKET) and not at_market
    return Rebalanced(position, tuple(steps), settlements, at_market, backlog, fee)


def close_all(position: Position, price: int, states: States, cut: int) -> tuple[Settlements, int]:
    """Every vault's U at `price` as a fixed claim, and the units of U that belong to nobody."""
    parts, ownerless = merged(position, price), 0

    def closed(side: Side) -> Settlement:
        nonlocal ownerless
        if states[side].supply:
            return settlement.close(states[side], parts.of(side), cut if side is Side.LIQUIDITY else 0)
        ownerless += parts.of(side)
        return Settlement()

    return (closed(Side.LEVERAGED), closed(Side.FUNDING), closed(Side.LIQUIDITY)), ownerless


def accrued(position: Position, terms: Parameters, elapsed: int, unbilled: int) -> tuple[Position, int, int]:
    """The book after `elapsed` seconds of funding, the management fee in units of U, the seconds still unbilled."""
    yearly = rate(terms.target, utilization(position, terms.mints_funding))
    position = replace(position, index=grown(position.index, yearly, elapsed, terms.max_index))
    unbilled += elapsed
    fee = wide_down(position.underlying, terms.fees.management * unbilled, ONE)
    return (position.drained(fee), fee, 0) if fee else (position, 0, unbilled)


def is_small(position: Position, terms: Parameters, side: Side, price: int, state: ShareState) -> bool:
    """Whether a share as shown is worth less than a millionth of its first dollar, at a price in range."""
    if not band_of(terms).holds(position.reference, price):
        return False  # beyond it a side may count as nothing that a rebalance leaves something
    return terms.dollars(position.value(side, price), price) * SMALL_SHARE < state.supply // state.index


def mint_room(position: Position, terms: Parameters, seen: Seen, side: Side) -> int:
    """U that a mint may bring before inventory runs out, the caps and the fee aside."""
    return trades.mintable(position, user_prices(position, terms, seen), side)


def redeem_room(position: Position, terms: Parameters, seen: Seen, side: Side, shares: int, states: States) -> int:
    """How many of `shares` can be redeemed at once, rounded down to whole ones as shown."""
    prices, state = user_prices(position, terms, seen), states[side]
    return _whole(trades.redeemable(position, terms.fees, prices, side, shares, state.supply), state)


def band_of(terms: Parameters) -> Band:
    """The range that a reference price is good for."""
    return Band(terms.fall, terms.rise)


def user_prices(position: Position, terms: Parameters, seen: Seen) -> Prices:
    """The two prices of an operation, around all that were seen; refuses while one of them is out of range."""
    prices = [price for price in seen if price]
    for price in prices:
        in_range = band_of(terms).holds(position.reference, price)
        require(in_range, "price: out of range", price=price, reference=position.reference)
    return Prices.around(terms.margin, *prices)


# ------------------------------------------------------------------ inside


def _check_size(terms: Parameters, underlying: int) -> None:
    require(uint(underlying) <= terms.max_underlying, "mint: market full", underlying=underlying)


def _check_cap(after: Position, terms: Parameters, prices: Prices, side: Side, liquidity: ShareState) -> None:
    """Refuses a mint past its capacity ratio at either price; queued LP protects nobody."""
    for price in prices.both():
        if side is Side.LEVERAGED:
            require(kappa_leveraged(after, price) <= terms.cap_leveraged, "mint: leveraged cap")
        else:
            leaving = _leaving(after, price, liquidity)
            require(kappa_funding(after, price, leaving) <= terms.cap_funding, "mint: funding cap")


def _leaving(position: Position, price: int, liquidity: ShareState) -> int:
    """U that queued LP would take along at `price`, rounded up."""
    waiting = sum(liquidity.epochs)
    if waiting == 0:
        return 0
    return wide_up(position.value(Side.LIQUIDITY, price), waiting, liquidity.supply * price)


def _issued(
    position: Position, after: Position, terms: Parameters, prices: Prices, side: Side, state: ShareState
) -> tuple[int, int]:
    """Raw shares for what came in, and those to lock; the first of a generation count dollars and lock the seed."""
    if state.supply == 0:
        first = min(terms.dollars(after.value(side, price), price) for price in prices.both())
        require(first >= MIN_FIRST, "mint: first below 20 dollars")
        return first - SEED, SEED
    poor = any(terms.is_poor(position.value(side, price), price) for price in prices.both())
    require(not poor, "mint: vault below one dollar")
    raw = trades.shares_for(position, after, side, state.supply, prices)
    if side is Side.LIQUIDITY:
        fee = max(trades.entry_fee(position, terms.margin, price) for price in prices.both())
        raw = wide_down(raw, WAD - fee, WAD)
    raw = _whole(raw, state)
    require(raw != 0, "mint: nothing")
    return raw, 0


def _cut(position: Position, after: Position, terms: Parameters, prices: Prices, states: States) -> int:
    """The protocol's part of the swap fee, in raw LP shares."""
    if terms.fees.cut == 0:
        return 0
    return trades.cut_shares(position, after, terms.fees.cut, states[Side.LIQUIDITY].supply, prices)


def _whole(raw: int, state: ShareState) -> int:
    """Raw shares rounded down to whole ones as shown."""
    return raw - raw % state.index


def _settled(
    position: Position, terms: Parameters, price: int, states: States, cut: int
) -> tuple[Position, Settlements]:
    """Pays queues out of vaults that are pure U at `price`, and splits what stays."""
    parts = merged(position, price)
    paid = [
        settlement.settle(terms, side, states[side], parts.of(side), price, cut if side is Side.LIQUIDITY else 0)
        for side in Side
    ]
    for side in Side:
        parts = parts.less(side, paid[side].total)
    return split(position.target, parts, price), (paid[0], paid[1], paid[2])

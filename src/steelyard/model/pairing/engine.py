# SPDX-License-Identifier: Apache-2.0
"""Every decision of a market that needs no storage, as functions of its book, its terms and its shares (raw).

PairingEngine.vy. `seen` are the prices that a user operation is held against, scaled by 1e36: spot, mean and one
more, or 0 for none.
"""

from dataclasses import dataclass, replace

from steelyard.model.errors import need
from steelyard.model.oracle import MIN_PRICE
from steelyard.model.pairing import settlement, trades
from steelyard.model.pairing.funding import grown, rate, utilization
from steelyard.model.pairing.paired_share import ShareState, States
from steelyard.model.pairing.parameters import Parameters
from steelyard.model.pairing.resplit import MOST_STEPS, Band, Move, StepTransfer, merged, resplit, split, transfer
from steelyard.model.pairing.settlement import Settlement
from steelyard.model.pairing.trades import Prices
from steelyard.model.pairing.valuation import ONE, Book, Side, Vault, kappa_funding, kappa_leveraged
from steelyard.model.pairing.wide import wide_down, wide_up
from steelyard.model.rounding import WAD, uint

SEED_DOLLARS = 10
SEED = SEED_DOLLARS * WAD  # raw shares locked in each vault for good
LEAST_FIRST = 2 * SEED
SMALL_SHARE = 10**6  # a share worth less than a millionth of its first dollar may be consolidated

Seen = tuple[int, int, int]
Settlements = tuple[Settlement, Settlement, Settlement]  # by side


@dataclass(frozen=True)
class Minted:
    """The book afterwards; raw shares for the receiver, for the dead address, and LP ones for the fee recipient."""

    book: Book
    shares: int
    lock: int = 0
    cut: int = 0


@dataclass(frozen=True)
class Redeemed:
    """The book afterwards; raw shares burned, units of U paid out, raw LP shares for the fee recipient."""

    book: Book
    shares: int
    amount: int
    cut: int


@dataclass(frozen=True)
class Poked:
    """The book afterwards, its steps, what leaves each vault, and the fee in units of U.

    `at_market`: the last step was at spot, so that queues are paid. `backlog`: more steps are waiting.
    """

    book: Book
    steps: tuple[StepTransfer, ...]
    settlements: Settlements
    at_market: bool
    backlog: bool
    fee: int


def open(terms: Parameters, spot: int, mean: int, amount: int) -> Minted:
    """Splits the first U: $10 locked in each vault, the rest an LP deposit of the creator's."""
    need(spot >= MIN_PRICE, "open: under 12 digits", price=spot)
    need(band_of(terms).agrees(spot, mean), "open: spot far from twap", spot=spot, mean=mean)
    _check_size(terms, amount)
    seed = wide_up(terms.dollar_at(spot), SEED_DOLLARS, spot)
    need(amount > seed * terms.target, "open: seeds not covered")
    leveraged = Vault(leveraged=seed * terms.target)
    funding = Vault(funding=-(-seed * terms.target // (terms.target - 1)))
    book = Book(terms.target, amount, spot, ONE, leveraged, funding)
    for side in (Side.LEVERAGED, Side.FUNDING):
        _check_cap(book, terms, Prices(spot, spot), side, ShareState())
    shares = terms.dollars(book.value(Side.LIQUIDITY, spot), spot)
    need(shares >= LEAST_FIRST, "open: LP below 20 dollars")
    return Minted(book, shares - SEED, SEED)


def mint(book: Book, terms: Parameters, seen: Seen, side: Side, amount: int, states: States) -> Minted:
    """LT or FT for U, or LP without a swap; shares rounded down to what both prices allow."""
    prices = user_prices(book, terms, seen)
    _check_size(terms, book.underlying + amount)
    if side is Side.LIQUIDITY:
        after, cut = trades.deposit(book, amount), 0
    else:
        need(side is Side.LEVERAGED or terms.mints_funding, "mint: no FT here")
        after = trades.mint(book, terms.fees, prices, side, amount).book
        _check_cap(after, terms, prices, side, states[Side.LIQUIDITY])
        cut = _cut(book, after, terms, prices, states)
    shares, lock = _issued(book, after, terms, prices, side, states[side])
    return Minted(after, shares, lock, cut)


def redeem(
    book: Book, terms: Parameters, seen: Seen, side: Side, shares: int, partial: bool, states: States
) -> Redeemed:
    """U for LT or FT at once; `partial` fills as far as inventory allows."""
    prices, state = user_prices(book, terms, seen), states[side]
    need(side is not Side.LIQUIDITY, "redeem: not LT or FT")
    need(shares != 0, "redeem: zero shares")
    if partial:
        shares = _whole(trades.redeemable(book, terms.fees, prices, side, shares, state.supply), state)
        need(shares != 0, "redeem: nothing can be filled")
    trade = trades.redeem(book, terms.fees, prices, side, shares, state.supply)
    return Redeemed(trade.book, shares, trade.amount, _cut(book, trade.book, terms, prices, states))


def poke(book: Book, terms: Parameters, spot: int, mean: int, scheduled: bool, states: States, cut: int) -> Poked:
    """Up to 64 re-splits: at the bounds while spot is far beyond them, the last at spot.

    `scheduled`: the period is over. `cut`: raw LP shares held for the fee recipient.
    """
    band, queued = band_of(terms), any(state.due for state in states)
    move, price = band.next_move(book.reference, spot, mean, scheduled or queued)
    need(move is not Move.NOTHING, "poke: not due")
    need(move is not Move.WAIT, "poke: spot far from twap", spot=spot, mean=mean)
    fee = 0
    if scheduled or not band.holds(book.reference, mean):  # one for a queue alone is free, or queues drain the market
        fee = wide_down(book.underlying, terms.fees.rebalance, WAD)
        book = book.drained(fee) if fee else book
    steps = list[StepTransfer]()
    while move is Move.BOUND and len(steps) < MOST_STEPS:
        after = resplit(book, price)
        steps.append(transfer(book, after, spot))
        book = after
        move, price = band.next_move(book.reference, spot, mean, queued)
    settlements = (Settlement(), Settlement(), Settlement())
    at_market = move is Move.MARKET and len(steps) < MOST_STEPS
    if at_market:
        steps.append(transfer(book, resplit(book, spot), spot))
        book, settlements = _settled(book, terms, spot, states, cut)
    backlog = move in (Move.BOUND, Move.MARKET) and not at_market
    return Poked(book, tuple(steps), settlements, at_market, backlog, fee)


def close_all(book: Book, price: int, states: States, cut: int) -> tuple[Settlements, int]:
    """Every vault's U at `price` as a fixed claim, and the units of U that belong to nobody."""
    parts, ownerless = merged(book, price), 0

    def closed(side: Side) -> Settlement:
        nonlocal ownerless
        if states[side].supply:
            return settlement.close(states[side], parts.of(side), cut if side is Side.LIQUIDITY else 0)
        ownerless += parts.of(side)
        return Settlement()

    return (closed(Side.LEVERAGED), closed(Side.FUNDING), closed(Side.LIQUIDITY)), ownerless


def accrued(book: Book, terms: Parameters, elapsed: int, unbilled: int) -> tuple[Book, int, int]:
    """The book after `elapsed` seconds of funding, the management fee in units of U, the seconds still unbilled."""
    yearly = rate(terms.target, utilization(book, terms.mints_funding))
    book = replace(book, index=grown(book.index, yearly, elapsed, terms.most_index))
    unbilled += elapsed
    fee = wide_down(book.underlying, terms.fees.management * unbilled, ONE)
    return (book.drained(fee), fee, 0) if fee else (book, 0, unbilled)


def is_small(book: Book, terms: Parameters, side: Side, price: int, state: ShareState) -> bool:
    """Whether a share as shown is worth less than a millionth of its first dollar, at a price in range."""
    if not band_of(terms).holds(book.reference, price):
        return False  # beyond it a side may count as nothing that a re-split leaves something
    return terms.dollars(book.value(side, price), price) * SMALL_SHARE < state.supply // state.index


def mint_room(book: Book, terms: Parameters, seen: Seen, side: Side) -> int:
    """U that a mint may bring before inventory runs out, the caps and the fee aside."""
    return trades.mintable(book, user_prices(book, terms, seen), side)


def redeem_room(book: Book, terms: Parameters, seen: Seen, side: Side, shares: int, states: States) -> int:
    """How many of `shares` can be redeemed at once, rounded down to whole ones as shown."""
    prices, state = user_prices(book, terms, seen), states[side]
    return _whole(trades.redeemable(book, terms.fees, prices, side, shares, state.supply), state)


def band_of(terms: Parameters) -> Band:
    """The range that a reference price is good for."""
    return Band(terms.fall, terms.rise)


def user_prices(book: Book, terms: Parameters, seen: Seen) -> Prices:
    """The two prices of an operation, around all that were seen; refuses while one of them is out of range."""
    prices = [price for price in seen if price]
    for price in prices:
        in_range = band_of(terms).holds(book.reference, price)
        need(in_range, "price: out of range", price=price, reference=book.reference)
    return Prices.around(terms.margin, *prices)


# ------------------------------------------------------------------ inside


def _check_size(terms: Parameters, underlying: int) -> None:
    need(uint(underlying) <= terms.most_underlying, "mint: market full", underlying=underlying)


def _check_cap(after: Book, terms: Parameters, prices: Prices, side: Side, liquidity: ShareState) -> None:
    """Refuses a mint past its capacity ratio at either price; queued LP protects nobody."""
    for price in prices.both():
        if side is Side.LEVERAGED:
            need(kappa_leveraged(after, price) <= terms.cap_leveraged, "mint: leveraged cap")
        else:
            leaving = _leaving(after, price, liquidity)
            need(kappa_funding(after, price, leaving) <= terms.cap_funding, "mint: funding cap")


def _leaving(book: Book, price: int, liquidity: ShareState) -> int:
    """U that queued LP would take along at `price`, rounded up."""
    waiting = sum(liquidity.epochs)
    if waiting == 0:
        return 0
    return wide_up(book.value(Side.LIQUIDITY, price), waiting, liquidity.supply * price)


def _issued(
    book: Book, after: Book, terms: Parameters, prices: Prices, side: Side, state: ShareState
) -> tuple[int, int]:
    """Raw shares for what came in, and those to lock; the first of a generation count dollars and lock the seed."""
    if state.supply == 0:
        first = min(terms.dollars(after.value(side, price), price) for price in prices.both())
        need(first >= LEAST_FIRST, "mint: first below 20 dollars")
        return first - SEED, SEED
    poor = any(terms.is_poor(book.value(side, price), price) for price in prices.both())
    need(not poor, "mint: vault below one dollar")
    raw = trades.shares_for(book, after, side, state.supply, prices)
    if side is Side.LIQUIDITY:
        fee = max(trades.entry_fee(book, terms.margin, price) for price in prices.both())
        raw = wide_down(raw, WAD - fee, WAD)
    raw = _whole(raw, state)
    need(raw != 0, "mint: nothing")
    return raw, 0


def _cut(book: Book, after: Book, terms: Parameters, prices: Prices, states: States) -> int:
    """The protocol's part of the swap fee, in raw LP shares."""
    if terms.fees.cut == 0:
        return 0
    return trades.cut_shares(book, after, terms.fees.cut, states[Side.LIQUIDITY].supply, prices)


def _whole(raw: int, state: ShareState) -> int:
    """Raw shares rounded down to whole ones as shown."""
    return raw - raw % state.index


def _settled(book: Book, terms: Parameters, price: int, states: States, cut: int) -> tuple[Book, Settlements]:
    """Pays queues out of vaults that are pure U at `price`, and splits what stays."""
    parts = merged(book, price)
    paid = [
        settlement.settle(terms, side, states[side], parts.of(side), price, cut if side is Side.LIQUIDITY else 0)
        for side in Side
    ]
    for side in Side:
        parts = parts.less(side, paid[side].total)
    return split(book.target, parts, price), (paid[0], paid[1], paid[2])

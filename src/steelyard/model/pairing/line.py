# SPDX-License-Identifier: Apache-2.0
"""The line: a market as a function of its tape. Every entry gets its moment of pricing when it is given, and one
outcome.

A mark first rebalances (at a bound while the price is more than one whole further band beyond it, then at its own price
if it is out of range, due, or pays exits), then carries out the orders that it prices, by number. All of it is steps,
and between any two the line may stop: who makes them, and when, changes nothing. No step can fail: an entry is carried
out or returned at its turn, for good. Amounts are units of U, shares raw, prices scaled by 1e36, fractions by 1e18.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from enum import IntEnum

from steelyard.model.libraries.errors import Reverted, require
from steelyard.model.libraries.rounding import WAD
from steelyard.model.oracles.chainlink_oracle import MAX_PRICE
from steelyard.model.pairing import pairing_engine as engine
from steelyard.model.pairing import trades
from steelyard.model.pairing.pairing_engine import MIN_FIRST, SEED
from steelyard.model.pairing.parameters import MAX_SWAP_FEE, Parameters
from steelyard.model.pairing.rebalancing import Merged, Move, merged, rebalance_step, split
from steelyard.model.pairing.tape import Mark
from steelyard.model.pairing.trades import Prices
from steelyard.model.pairing.valuation import (
    ONE,
    Position,
    Side,
    Vault,
    has_leverage_over,
    kappa_funding,
    kappa_leveraged,
)
from steelyard.model.pairing.wide import wide_down, wide_up

MAX_AMOUNT = 2**128 - 1  # of U, of raw shares, of a limit
MAX_VALUE = 2**224  # of all U at any price: ten times it, scaled by 1e9, still fits 256 bits


class Kind(IntEnum):
    """What an entry asks for. Orders are priced as trades, exits are paid out of a vault that is pure U."""

    MINT_LEVERAGED = 0
    MINT_FUNDING = 1
    DEPOSIT = 2
    REDEEM_LEVERAGED = 3
    REDEEM_FUNDING = 4
    EXIT_LEVERAGED = 5
    EXIT_FUNDING = 6
    EXIT_LIQUIDITY = 7

    @property
    def brings_underlying(self) -> bool:
        """Whether U is in escrow, not shares."""
        return self <= Kind.DEPOSIT

    @property
    def is_exit(self) -> bool:
        """Whether it is paid by a rebalance."""
        return self >= Kind.EXIT_LEVERAGED

    @property
    def side(self) -> Side:
        """Whose shares it makes or takes."""
        return _SIDES[self]

    @property
    def queue(self) -> "Queue":
        """Where it waits. Within a queue the times of pricing never fall."""
        if not self.is_exit:
            return Queue.ORDERS
        return Queue.LIQUIDITY_EXITS if self is Kind.EXIT_LIQUIDITY else Queue.EXITS


_SIDES = (
    Side.LEVERAGED,
    Side.FUNDING,
    Side.LIQUIDITY,
    Side.LEVERAGED,
    Side.FUNDING,
    Side.LEVERAGED,
    Side.FUNDING,
    Side.LIQUIDITY,
)


class Queue(IntEnum):
    """Entries by number, the first to be carried out first."""

    ORDERS = 0
    EXITS = 1
    LIQUIDITY_EXITS = 2


class Stage(IntEnum):
    """What the line does next at its mark."""

    IDLE = 0  # nothing: the mark is finished
    STEPS = 1  # rebalances
    EXITS = 2  # pays exits out of merged vaults, then splits
    ORDERS = 3
    ENDED = 4  # gives back what waits


class Result(IntEnum):
    """How an entry ended: done, or why it was returned."""

    DONE = 1
    LATE = 2  # its mark is after `good_until`
    GENERATION = 3  # of its shares has ended
    LIMIT = 4  # fewer shares or less U than its least
    CAP = 5
    INVENTORY = 6  # liquidity lacks the kind
    NO_LIQUIDITY = 7  # no LP share is left to trade with
    POOR = 8  # the vault has shares and is worth under a dollar
    FIRST = 9  # the first of a generation brings 20 dollars
    NOTHING = 10  # not worth one share
    FULL = 11  # more U or shares than the market counts
    DEATH = 12  # the line ended before


@dataclass(frozen=True)
class LineTerms:
    """A market and what its line adds.

    `exit_leveraged`, `exit_funding`: fees on what exits get, at least what the dearest redeem pays (LP's is that of
    `market.fees`). `liquidity_leverage` bounds LP's leverage after a mint of FT. `mark_pay` and `rebalance_pay` are
    what the book pays in units of U for a mark and for one that is out of range or due: about twice their gas.
    `entry_gas` and `entry_extra` are what an entry costs, in gas (its part of a mark included) and in native coin
    beside it. `max_price` is the greatest price that the source believes.
    """

    market: Parameters
    exit_leveraged: int
    exit_funding: int
    liquidity_leverage: int = 5 * WAD // 4
    mark_pay: int = 0
    rebalance_pay: int = 0
    entry_gas: int = 150_000
    entry_extra: int = 0
    max_price: int = MAX_PRICE

    def check(self) -> None:
        """Refuses terms under which a step could fail."""
        fits = 0 < self.max_price <= MAX_PRICE
        fits = fits and self.market.max_underlying <= min(MAX_VALUE // self.max_price, MAX_AMOUNT)
        require(fits, "terms: value over 2**224")
        require(self.market.dollar * 10**36 <= MAX_VALUE, "terms: dollar over 2**224")
        require(max(self.exit_leveraged, self.exit_funding) <= MAX_SWAP_FEE, "terms: exit fee")
        require(WAD <= self.liquidity_leverage <= 100 * WAD, "terms: LP's leverage 1 to 100")
        require(self.market.fees.reward == self.market.fees.max_reward == 0, "terms: no reward on the line")

    def exit_fee(self, side: Side) -> int:
        """Of what an exit gets."""
        return (self.exit_leveraged, self.exit_funding, self.market.fees.liquidity_exit)[side]


@dataclass(frozen=True)
class Entry:
    """One wish: U or raw shares in escrow for `owner`.

    The first mark at or after `due` prices it. `min_out` and `good_until` are an order's; `generation` is that of
    shares given; `leaving` is all LP that has ever asked for its exit before it, for the cap of FT; `pay` is native
    coin for whoever carries it out.
    """

    kind: Kind
    owner: str
    amount: int
    due: int
    min_out: int = 0
    good_until: int = 2**40 - 1
    generation: int = 0
    leaving: int = 0
    pay: int = 0


@dataclass(frozen=True)
class Outcome:
    """How an entry ended, and the shares or U credited for it; what was returned is its own amount."""

    result: Result
    amount: int


@dataclass(frozen=True)
class Pot:
    """What an ended generation left: units of U for all its raw shares."""

    amount: int
    supply: int


class Returned(Exception):
    """An entry's turn ends with giving it back."""

    def __init__(self, result: Result) -> None:
        self.result = result
        super().__init__(result.name)


Token = tuple[Side, int] | None  # a side's share of a generation; None: U


@dataclass
class Line:
    """The market: its book, its shares by number, what waits, and who is owed what."""

    terms: LineTerms
    position: Position
    mark: Mark  # the last one opened
    supply: list[int]
    fee_recipient: str
    generation: list[int] = field(default_factory=lambda: [1, 1, 1])
    stage: Stage = Stage.IDLE
    parts: Merged | None = None  # the vaults as pure U, between a merge and its split
    last_rebalance: int = 0
    unbilled: int = 0
    fees_owed: int = 0
    cut: int = 0  # raw LP shares of the fee recipient, of the present generation
    left: int = 0  # raw LP shares of all exits carried out or returned, ever
    paid: int = 0  # units of U that the book paid for marks and rebalances
    queues: tuple[list[Entry], list[Entry], list[Entry]] = field(default_factory=lambda: ([], [], []))
    heads: list[int] = field(default_factory=lambda: [0, 0, 0])
    outcomes: dict[tuple[Queue, int], Outcome] = field(default_factory=dict)
    credits: defaultdict[tuple[str, Token], int] = field(default_factory=lambda: defaultdict(int))
    pots: dict[tuple[Side, int], Pot] = field(default_factory=dict)

    # ------------------------------------------------------------------ what may be done

    def enter(self, entry: Entry) -> int:
        """Takes an entry into its queue; returns its number there. Its U or shares are already in escrow."""
        self.queues[entry.kind.queue].append(entry)
        return len(self.queues[entry.kind.queue]) - 1

    def begin(self, mark: Mark) -> None:
        """Opens a mark: time first, then what it costs the book."""
        require(self.stage is Stage.IDLE, "line: mark not finished")
        self._accrue(mark.time - self.mark.time)
        self.mark = mark
        self.paid += self._drain(self.terms.mark_pay)
        if self._is_scheduled() or not self._in_range():
            self.fees_owed += self._drain(wide_down(self.position.underlying, self.terms.market.fees.rebalance, WAD))
            self.paid += self._drain(self.terms.rebalance_pay)
        self.stage = Stage.STEPS

    def step(self) -> None:
        """The next step of an open mark or of an ended line."""
        {
            Stage.STEPS: self._rebalance,
            Stage.EXITS: self._pay_exits,
            Stage.ORDERS: self._carry_out,
            Stage.ENDED: self._give_back,
        }[self.stage]()

    @property
    def has_step(self) -> bool:
        """Whether there is one."""
        if self.stage is Stage.ENDED:
            return any(self._waits(queue) for queue in Queue)
        return self.stage is not Stage.IDLE

    def end(self) -> None:
        """The source is dead: every vault's U at the last mark's price is a fixed claim, all at once."""
        require(self.stage is Stage.IDLE, "line: mark not finished")
        parts = merged(self.position, self.mark.price)
        for side in Side:
            if self.supply[side]:
                self._close(side, parts.of(side))
            else:
                self.fees_owed += parts.of(side)
        self.position = Position(self.position.target, 0, self.position.reference, ONE, Vault(), Vault())
        self.stage = Stage.ENDED

    def escrowed(self) -> int:
        """Units of U of orders that wait."""
        return sum(entry.amount for entry in self.waiting() if entry.kind.brings_underlying)

    def waiting(self) -> list[Entry]:
        """All entries not carried out yet."""
        return [entry for queue in Queue for entry in self.queues[queue][self.heads[queue] :]]

    def counted(self) -> int:
        """All U that the market must hold, but what it owes to those whom the book pays."""
        parts = self.parts
        book = parts.leveraged + parts.funding + parts.liquidity if parts else self.position.underlying
        owed = sum(amount for (_, token), amount in self.credits.items() if token is None)
        return book + self.fees_owed + owed + self.escrowed() + sum(pot.amount for pot in self.pots.values())

    # ------------------------------------------------------------------ the mark

    def _accrue(self, elapsed: int) -> None:
        accrued = engine.accrued(self.position, self.terms.market, elapsed, self.unbilled)
        self.position, fee, self.unbilled = accrued
        self.fees_owed += fee

    def _drain(self, amount: int) -> int:
        """Takes U out of all vaults in proportion, at most what there is."""
        amount = min(amount, self.position.underlying)
        if amount:
            self.position = self.position.drained(amount)
        return amount

    def _is_scheduled(self) -> bool:
        return self.mark.time - self.last_rebalance >= self.terms.market.period

    def _in_range(self) -> bool:
        return engine.band_of(self.terms.market).holds(self.position.reference, self.mark.price)

    def _rebalance(self) -> None:
        band, price = engine.band_of(self.terms.market), self.mark.price
        due = self._is_scheduled() or self._is_due(Queue.EXITS) or self._is_due(Queue.LIQUIDITY_EXITS)
        move, at = band.next_move(self.position.reference, price, price, due)
        if move is Move.BOUND:
            self.position = rebalance_step(self.position, at)
        elif move is Move.MARKET:
            self.parts, self.last_rebalance, self.stage = merged(self.position, price), self.mark.time, Stage.EXITS
        else:
            self.stage = Stage.ORDERS

    def _pay_exits(self) -> None:
        for queue in (Queue.EXITS, Queue.LIQUIDITY_EXITS):
            if self._is_due(queue):
                self._exit(queue)
                return
        self._split()

    def _split(self) -> None:
        """Ends the generations of vaults that have shares and are worth under a dollar, then splits what stays."""
        assert self.parts is not None
        parts, price = self.parts, self.mark.price
        for side in Side:
            if self.supply[side] and self.terms.market.is_poor(parts.of(side) * price, price):
                self._close(side, parts.of(side))
                parts = parts.less(side, parts.of(side))
        self.position, self.parts, self.stage = split(self.position.target, parts, price), None, Stage.ORDERS

    def _close(self, side: Side, held: int) -> None:
        """Ends a generation: its shares keep `held` as a claim; the fee recipient's are credited to them."""
        if side is Side.LIQUIDITY and self.cut:
            self.credits[self.fee_recipient, (side, self.generation[side])] += self.cut
            self.cut = 0
        self.pots[side, self.generation[side]] = Pot(held, self.supply[side])
        self.generation[side] += 1
        self.supply[side] = 0

    def _carry_out(self) -> None:
        if self._is_due(Queue.ORDERS):
            self._settle(Queue.ORDERS)
        else:
            self.stage = Stage.IDLE

    # ------------------------------------------------------------------ entries

    def _waits(self, queue: Queue) -> bool:
        return self.heads[queue] < len(self.queues[queue])

    def _is_due(self, queue: Queue) -> bool:
        return self._waits(queue) and self.queues[queue][self.heads[queue]].due <= self.mark.time

    def _next(self, queue: Queue) -> tuple[int, Entry]:
        number = self.heads[queue]
        self.heads[queue] += 1
        return number, self.queues[queue][number]

    def _return(self, queue: Queue, number: int, entry: Entry, result: Result) -> None:
        token = None if entry.kind.brings_underlying else (entry.kind.side, entry.generation)
        self.credits[entry.owner, token] += entry.amount
        self.outcomes[queue, number] = Outcome(result, entry.amount)

    def _give_back(self) -> None:
        queue = next(queue for queue in Queue if self._waits(queue))
        number, entry = self._next(queue)
        self._return(queue, number, entry, Result.DEATH)

    def _exit(self, queue: Queue) -> None:
        """Pays an exit its part of its vault less the fee, which goes to the fee recipient and never to a vault."""
        assert self.parts is not None
        number, entry = self._next(queue)
        side = entry.kind.side
        if side is Side.LIQUIDITY:
            self.left += entry.amount
        if entry.generation != self.generation[side]:
            self._return(queue, number, entry, Result.GENERATION)
            return
        gross = wide_down(self.parts.of(side), entry.amount, self.supply[side])
        fee = wide_up(gross, self.terms.exit_fee(side), WAD)
        self.parts = self.parts.less(side, gross)
        self.fees_owed += fee
        self.supply[side] -= entry.amount
        self.credits[entry.owner, None] += gross - fee
        self.outcomes[queue, number] = Outcome(Result.DONE, gross - fee)

    def _settle(self, queue: Queue) -> None:
        number, entry = self._next(queue)
        try:
            _need(self.mark.time <= entry.good_until, Result.LATE)
            prices = Prices.around(self.terms.market.margin, self.mark.price)
            amount = (self._mint if entry.kind.brings_underlying else self._redeem)(entry, prices)
        except Returned as returned:
            self._return(queue, number, entry, returned.result)
        except Reverted as refusal:
            if refusal.reason not in ("mint: no inventory", "redeem: no inventory"):
                raise  # nothing on the line may fail, arithmetic least of all
            self._return(queue, number, entry, Result.INVENTORY)
        else:
            self.outcomes[queue, number] = Outcome(Result.DONE, amount)

    def _redeem(self, entry: Entry, prices: Prices) -> int:
        side, fees = entry.kind.side, self.terms.market.fees
        _need(entry.generation == self.generation[side], Result.GENERATION)
        trade = trades.redeem(self.position, fees, prices, side, entry.amount, self.supply[side])
        _need(trade.amount >= entry.min_out, Result.LIMIT)
        self._take_cut(trade.position, prices)
        self.position = trade.position
        self.supply[side] -= entry.amount
        self.credits[entry.owner, None] += trade.amount
        return trade.amount

    def _mint(self, entry: Entry, prices: Prices) -> int:
        side, market = entry.kind.side, self.terms.market
        _need(self.position.underlying + entry.amount <= market.max_underlying, Result.FULL)
        _need(side is Side.LIQUIDITY or self.supply[Side.LIQUIDITY] != 0, Result.NO_LIQUIDITY)
        if self.supply[side]:
            poor = any(market.is_poor(self.position.value(side, price), price) for price in prices.both())
            _need(not poor, Result.POOR)
        if side is Side.LIQUIDITY:
            after = trades.deposit(self.position, entry.amount)
        else:
            after = trades.mint(self.position, market.fees, prices, side, entry.amount).position
            self._check_cap(after, entry, prices)
        shares = self._shares_for(after, side, prices)
        _need(shares >= entry.min_out, Result.LIMIT)
        if side is not Side.LIQUIDITY:
            self._take_cut(after, prices)
        self.supply[side] += shares if self.supply[side] else shares + SEED
        self.position = after
        self.credits[entry.owner, (side, self.generation[side])] += shares
        return shares

    def _shares_for(self, after: Position, side: Side, prices: Prices) -> int:
        """Shares for what came in; the first of a generation count dollars, ten of which nobody owns."""
        market, supply = self.terms.market, self.supply[side]
        if supply == 0:
            first = min(market.dollars(after.value(side, price), price) for price in prices.both())
            _need(first >= MIN_FIRST, Result.FIRST)
            _need(first <= MAX_AMOUNT, Result.FULL)
            return first - SEED
        for price in prices.both():
            before = self.position.value(side, price)
            _need((after.value(side, price) - before) // before < MAX_AMOUNT // supply, Result.FULL)
        shares = trades.shares_for(self.position, after, side, supply, prices)
        if side is Side.LIQUIDITY:
            fee = max(trades.entry_fee(self.position, market.margin, price) for price in prices.both())
            shares = wide_down(shares, WAD - fee, WAD)
        _need(shares != 0, Result.NOTHING)
        _need(supply + shares <= MAX_AMOUNT, Result.FULL)
        return shares

    def _check_cap(self, after: Position, entry: Entry, prices: Prices) -> None:
        """Capacity at both prices. LP whose exit was asked for before protects nobody, so FT counts without it."""
        market, supply = self.terms.market, self.supply[Side.LIQUIDITY]
        waiting = min(max(entry.leaving - self.left, 0), supply)
        for price in prices.both():
            if entry.kind is Kind.MINT_LEVERAGED:
                _need(kappa_leveraged(after, price) <= market.cap_leveraged, Result.CAP)
                continue
            leaving = wide_up(wide_up(after.value(Side.LIQUIDITY, price), waiting, supply), 1, price)
            _need(leaving < after.underlying, Result.CAP)
            _need(kappa_funding(after, price, leaving) <= market.cap_funding, Result.CAP)
            over = has_leverage_over(after, price, leaving, self.terms.liquidity_leverage)
            _need(not over, Result.CAP)

    def _take_cut(self, after: Position, prices: Prices) -> None:
        """The protocol's part of the swap fee in LP shares, as far as there is room for them."""
        supply, cut = self.supply[Side.LIQUIDITY], self.terms.market.fees.cut
        if supply and cut:
            shares = trades.cut_shares(self.position, after, cut, supply, prices)
            if supply + shares <= MAX_AMOUNT:
                self.cut += shares
                self.supply[Side.LIQUIDITY] += shares


def opened(terms: LineTerms, mark: Mark, amount: int, fee_recipient: str) -> tuple[Line, int]:
    """A market from its first U: ten dollars in each vault that nobody owns, the rest LP; the creator's LP shares."""
    terms.check()
    minted = engine.open(terms.market, mark.price, mark.price, amount)
    seeds = [minted.lock, minted.lock, minted.lock + minted.shares]
    return Line(terms, minted.position, mark, seeds, fee_recipient, last_rebalance=mark.time), minted.shares


def play(line: Line, marks: list[Mark]) -> Line:
    """Carries a line over marks at once: what every schedule of calls must come to."""
    for mark in marks:
        line.begin(mark)
        while line.has_step:
            line.step()
    return line


def _need(ok: bool, result: Result) -> None:
    if not ok:
        raise Returned(result)

# SPDX-License-Identifier: Apache-2.0
"""One paired pool on its line: entries by anyone, carried out by anyone at the marks of the tape, claims for anyone."""

import copy
from collections import defaultdict
from dataclasses import replace
from typing import Protocol

from steelyard.model.atomic import atomic
from steelyard.model.clock import HOUR, Clock
from steelyard.model.erc20 import ZERO_ADDRESS, Erc20
from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing import line as rules
from steelyard.model.pairing import pairing_engine as engine
from steelyard.model.pairing.line import MAX_AMOUNT, Entry, Kind, Line, LineTerms, Queue, Stage, Token
from steelyard.model.pairing.pairing_share import PairingShare, ShareState
from steelyard.model.pairing.tape import Mark, Rounds, Tape, is_mark
from steelyard.model.pairing.valuation import Side
from steelyard.model.pairing.wide import wide_down

DELAY = 60  # seconds by which an entry's mark is younger than the entry
NOTICE = 3_660  # the same for LP's exits
DEATH = 72 * HOUR
BEHIND = 600  # seconds that a mark may wait before a share has no price for others
FOREVER = 2**40 - 1  # of `good_until`; the notice of a share too, whose own queue the line never pays
MAX_PAY = 2**88 - 1


class TapeSource(Rounds, Protocol):
    """The rounds, and the chain that carries them."""

    def up_since(self) -> int:
        """When the sequencer restarted, 0 where there is none; refuses while it is down and for its grace."""


class PairingLine:
    """PairingLine.vy: escrow, shares and pay around a `Line` and its `Tape`. `sender` is the caller.

    U is counted, never read from a balance. A share of a generation is created when it is first claimed.
    """

    def __init__(
        self,
        address: str,
        terms: LineTerms,
        asset: Erc20,
        source: TapeSource,
        clock: Clock,
        fee_recipient: str,
        *,
        deviation: int,
    ) -> None:
        terms.market.check(deviation)
        terms.check()
        self.address, self.terms, self.asset = address, terms, asset
        self.source, self.clock, self._recipient = source, clock, fee_recipient
        self.base_fee = 0  # of the block, native coin for a unit of gas
        self.tokens: dict[tuple[Side, int], PairingShare] = {}
        self.native: defaultdict[str, int] = defaultdict(int)  # coin paid to whoever carried entries out
        self.asked = 0  # raw LP shares of all exits ever entered
        self.claimed = 0  # units of U paid out of pots
        self._line: Line | None = None
        self._tape: Tape | None = None

    @property
    def line(self) -> Line:
        """The line; refuses before the market is open."""
        require(self._line is not None, "line: not open")
        assert self._line is not None
        return self._line

    @property
    def tape(self) -> Tape:
        """The tape; refuses before the market is open."""
        require(self._tape is not None, "line: not open")
        assert self._tape is not None
        return self._tape

    # ------------------------------------------------------------------ operations

    @atomic
    def open(self, amount: int, *, sender: str) -> int:
        """Splits the first U at the feed's latest round; returns the creator's LP shares."""
        require(self._line is None, "open: already")
        newest = self.source.newest_round()
        first = self.source.round_of(newest)
        require(is_mark(first, 0, self.terms.max_price) and first.updated_at <= self.clock.now, "open: no price")
        self._line, shares = rules.opened(self.terms, Mark(first.started_at, first.price), amount, self._recipient)
        self._tape = Tape(newest)
        self.asset.transfer_from(sender, self.address, amount, sender=self.address)
        self._token(Side.LIQUIDITY, 1).mint(sender, shares, sender=self.address)
        return shares

    @atomic
    def commit(
        self, kind: Kind, amount: int, min_out: int, good_until: int, owner: str, *, sender: str, pay: int = 0
    ) -> tuple[Queue, int]:
        """Takes U or raw shares of `sender` into escrow for `owner`, for good; returns the entry's queue and number."""
        line = self.line
        require(line.stage is not Stage.ENDED, "line: ended")
        require(0 < amount <= MAX_AMOUNT and min_out <= MAX_AMOUNT, "entry: amount")
        require(owner != ZERO_ADDRESS, "entry: zero owner")
        require(kind is not Kind.MINT_FUNDING or self.terms.market.mints_funding, "entry: no FT here")
        require(not kind.brings_underlying or amount <= self.terms.market.max_underlying, "entry: amount")
        least = 2 * (self.terms.entry_gas * self.base_fee + self.terms.entry_extra)
        require(least <= pay <= MAX_PAY, "entry: pay", least=least, pay=pay)
        self.source.up_since()
        self.tape.record(self.source.newest_round())
        due = max(self.clock.now, line.mark.time) + (NOTICE if kind is Kind.EXIT_LIQUIDITY else DELAY)
        if kind.is_exit:
            require(min_out == 0 and good_until == FOREVER, "entry: an exit has no limit")
        require(due <= good_until <= FOREVER, "entry: good before its mark", due=due)
        side = kind.side
        entry = Entry(kind, owner, amount, due, min_out, good_until, line.generation[side], self.asked, pay)
        if kind.brings_underlying:
            self.asset.transfer_from(sender, self.address, amount, sender=self.address)
        else:
            self._token(side, entry.generation).burn(sender, amount, sender=self.address)
        if kind is Kind.EXIT_LIQUIDITY:
            self.asked += amount
        return kind.queue, line.enter(entry)

    def add_pay(self, queue: Queue, number: int, *, pay: int) -> None:
        """Adds native coin to an entry that waits."""
        line = self.line
        waits = line.heads[queue] <= number < len(line.queues[queue])
        require(waits and line.queues[queue][number].pay + pay <= MAX_PAY, "entry: pay")
        entry = line.queues[queue][number]
        line.queues[queue][number] = replace(entry, pay=entry.pay + pay)

    @atomic
    def advance(self, most: int, *, sender: str) -> int:
        """Up to `most` steps by anyone: rounds read, rebalances, entries. Returns how many there were."""
        line, before = self.line, self.line.paid
        self.tape.record(self.source.newest_round())
        heads = list(line.heads)
        done = 0
        while done < most and self._step():
            done += 1
        line.credits[sender, None] += line.paid - before
        for queue in Queue:
            self.native[sender] += sum(entry.pay for entry in line.queues[queue][heads[queue] : line.heads[queue]])
        return done

    @atomic
    def declare(self) -> None:
        """The feed is dead: 72 hours of a running sequencer without a newer mark, the line at its latest."""
        line = self.line
        require(line.stage is not Stage.ENDED, "line: ended")
        self.tape.record(self.source.newest_round())
        require(line.stage is Stage.IDLE and self.tape.next(self.source, self.clock.now) is None, "line: behind")
        require(self.clock.now >= max(line.mark.time, self.source.up_since()) + DEATH, "line: not dead")
        line.end()

    # ------------------------------------------------------------------ claims

    @atomic
    def claim_for(self, owner: str) -> int:
        """Pays `owner` the U they are owed, whoever calls."""
        return self._pay(owner, self._credit(owner, None))

    @atomic
    def claim_shares_for(self, owner: str, side: Side, generation: int) -> int:
        """Makes the raw shares that `owner` is owed, whoever calls."""
        raw = self._credit(owner, (side, generation))
        self._token(side, generation).mint(owner, raw, sender=self.address)
        return raw

    @atomic
    def claim_closed(self, side: Side, generation: int, receiver: str, *, sender: str) -> int:
        """U for all the sender's shares of an ended generation, rounded down."""
        pot = self.line.pots.get((side, generation))
        token = self.tokens.get((side, generation))
        raw = token.raw_balance(sender) if token is not None else 0
        require(pot is not None and raw != 0, "claim: no closed shares")
        assert pot is not None and token is not None
        token.burn(sender, raw, sender=self.address)
        amount = wide_down(pot.amount, raw, pot.supply)
        self.claimed += amount
        return self._pay(receiver, amount)

    @atomic
    def collect_fees(self) -> tuple[int, int]:
        """U and raw LP shares owed to the fee recipient, who gets them whoever calls."""
        line = self.line
        amount, shares = line.fees_owed, line.cut
        require(amount != 0 or shares != 0, "fees: nothing owed")
        line.fees_owed = line.cut = 0
        if shares:
            token = self._token(Side.LIQUIDITY, line.generation[Side.LIQUIDITY])
            token.mint(line.fee_recipient, shares, sender=self.address)
        return self._pay(line.fee_recipient, amount), shares

    def set_fee_recipient(self, recipient: str, *, sender: str) -> None:
        """The fee recipient hands their place on."""
        require(sender == self.line.fee_recipient, "fees: not the recipient")
        require(recipient != ZERO_ADDRESS, "fees: zero recipient")
        self.line.fee_recipient = recipient

    @atomic
    def consolidate(self, side: Side) -> None:
        """A million shares become one as shown, once a share is worth less than a millionth of its first dollar."""
        line = self.line
        require(line.stage is Stage.IDLE, "line: behind")
        token = self._token(side, line.generation[side])
        state = ShareState(line.supply[side], token.index)
        small = engine.is_small(line.position, self.terms.market, side, line.mark.price, state)
        require(state.supply != 0 and small, "consolidate: not small enough")
        token.consolidate(sender=self.address)

    # ------------------------------------------------------------------ views

    def nav(self, side: Side) -> int:
        """A shown share in dollars scaled by 1e18, rounded down, after the last finished mark.

        Refuses while a mark is open, or one has waited for over ten minutes.
        """
        line, now = self.line, self.clock.now
        tape = copy.deepcopy(self.tape)  # a view records nothing
        tape.record(self.source.newest_round())
        waiting = tape.next(self.source, now)
        is_behind = line.stage in (Stage.STEPS, Stage.EXITS, Stage.ORDERS)
        require(not is_behind and (waiting is None or waiting.updated_at + BEHIND >= now), "line: behind")
        token = self.tokens.get((side, line.generation[side]))
        shown = line.supply[side] // (token.index if token is not None else 1)
        worth = line.position.value(side, line.mark.price)
        return wide_down(self.terms.market.dollars(worth, line.mark.price), WAD, shown) if shown else 0

    # ------------------------------------------------------------------ inside

    def _step(self) -> bool:
        """One step of the line, or one round of the tape; False where there is neither."""
        line, tape = self.line, self.tape
        if line.has_step:
            line.step()
            return True
        round = None if line.stage is Stage.ENDED else tape.next(self.source, self.clock.now)
        if round is None:
            return False
        tape.cursor += 1
        if is_mark(round, line.mark.time, self.terms.max_price):
            line.begin(Mark(round.started_at, round.price))
        return True

    def _credit(self, owner: str, token: Token) -> int:
        amount = self.line.credits.get((owner, token), 0)
        require(amount != 0, "claim: no credit")
        del self.line.credits[owner, token]
        return amount

    def _pay(self, receiver: str, amount: int) -> int:
        if amount:
            self.asset.transfer(receiver, amount, sender=self.address)
        return amount

    def _token(self, side: Side, generation: int) -> PairingShare:
        """The share of a generation, created when it is first needed."""
        key = side, generation
        if key not in self.tokens:
            name = f"{self.address}/{side.name}/{generation}"
            self.tokens[key] = PairingShare(name, self.address, self.asset, self.clock, FOREVER)
        return self.tokens[key]

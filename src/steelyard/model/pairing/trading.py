# SPDX-License-Identifier: Apache-2.0
"""Open a market, mint, redeem, deposit: the operations that need a price."""

from dataclasses import replace

from steelyard.model.atomic import atomic
from steelyard.model.errors import need
from steelyard.model.oracle import MIN_PRICE
from steelyard.model.pairing import trades
from steelyard.model.pairing.core import DEAD, SEED, SEED_DOLLARS, Core
from steelyard.model.pairing.trades import Prices
from steelyard.model.pairing.valuation import Book, Side, Vault, kappa_funding, kappa_leveraged
from steelyard.model.pairing.wide import wide_down, wide_up
from steelyard.model.rounding import WAD, uint

LEAST_FIRST = 2 * SEED


class Trading(Core):
    """Users' operations at the two prices."""

    @atomic
    def open(self, amount: int, *, sender: str) -> int:
        """Splits the first U: $10 locked in each vault, the rest an LP deposit; returns the creator's LP shares."""
        need(not self.is_open, "open: already")
        self._take(amount, sender)
        price, mean = self._market()
        need(price >= MIN_PRICE, "open: under 12 digits", price=price)
        need(self.band.agrees(price, mean), "open: spot far from twap", spot=price, mean=mean)
        seed = wide_up(self._dollar(price), SEED_DOLLARS, price)
        target = self.parameters.target
        need(amount > seed * target, "open: seeds not covered")
        leveraged, funding = Vault(leveraged=seed * target), Vault(funding=-(-seed * target // (target - 1)))
        self.book = replace(self.book, underlying=amount, reference=price, leveraged=leveraged, funding=funding)
        self._check_caps(self.book, Prices(price, price), Side.LEVERAGED)
        self._check_caps(self.book, Prices(price, price), Side.FUNDING)
        shares = self._dollars(self.book.value(Side.LIQUIDITY, price), price)
        need(shares >= LEAST_FIRST, "open: LP below 20 dollars")
        for side in Side:
            self.tokens[side].ledger.mint(DEAD, SEED)
        self.tokens[Side.LIQUIDITY].ledger.mint(sender, shares - SEED)
        self.is_open = True
        self.accrued_at = self.last_resplit = self.clock.now
        self._note_price()
        return shares - SEED

    @atomic
    def mint(self, side: Side, amount: int, least: int, receiver: str, deadline: int, *, sender: str) -> int:
        """LT or FT for U; returns shares, rounded down to what both prices allow."""
        self._accrue()
        self._check_direct(deadline)
        self._take(amount, sender)
        return self._mint(side, amount, least, receiver, self._prices())

    @atomic
    def redeem(
        self, side: Side, shares: int, least: int, receiver: str, partial: bool, deadline: int, *, sender: str
    ) -> tuple[int, int]:
        """U for LT or FT at once; `partial` fills as far as inventory allows. Returns shares burnt and U."""
        self._accrue()
        self._check_direct(deadline)
        return self._redeem(side, shares, least, receiver, partial, self._prices(), sender)

    @atomic
    def deposit(self, amount: int, least: int, receiver: str, deadline: int, *, sender: str) -> int:
        """LP for U, no swap; returns shares, the smaller count of the two prices less the entry fee."""
        self._accrue()
        self._check_direct(deadline)
        self._take(amount, sender)
        return self._deposit(amount, least, receiver, self._prices())

    # ------------------------------------------------------------------ at given prices

    def _mint(self, side: Side, amount: int, least: int, receiver: str, prices: Prices) -> int:
        need(side is not Side.LIQUIDITY, "mint: not LT or FT")
        need(side is Side.LEVERAGED or self.parameters.mints_funding, "mint: no FT here")
        trade = trades.mint(self.book, self.parameters.fees, prices, side, amount)
        self._check_caps(trade.book, prices, side)
        return self._issue(side, trade.book, WAD, least, receiver, prices)

    def _deposit(self, amount: int, least: int, receiver: str, prices: Prices) -> int:
        fee = 0
        if self.supply(Side.LIQUIDITY):
            self._check_not_poor(Side.LIQUIDITY, prices)
            fee = max(trades.entry_fee(self.book, self.parameters.margin, price) for price in prices.both())
        return self._issue(Side.LIQUIDITY, trades.deposit(self.book, amount), WAD - fee, least, receiver, prices)

    def _redeem(
        self, side: Side, shares: int, least: int, receiver: str, partial: bool, prices: Prices, owner: str
    ) -> tuple[int, int]:
        need(side is not Side.LIQUIDITY, "redeem: not LT or FT")
        token, fees = self.tokens[side], self.parameters.fees
        raw = uint(shares * token.index)
        need(raw != 0, "redeem: zero shares")
        token.ledger.check_burn(owner, raw)
        if partial:
            raw = token.whole(trades.redeemable(self.book, fees, prices, side, raw, token.supply))
            need(raw != 0, "redeem: nothing can be filled")
        trade = trades.redeem(self.book, fees, prices, side, raw, token.supply)
        need(trade.amount >= least, "redeem: below minimum", amount=trade.amount, least=least)
        token.ledger.burn(owner, raw)
        self._keep_cut(trade.book, prices)
        self.book = trade.book
        self._pay(receiver, trade.amount)
        return raw // token.index, trade.amount

    def _issue(self, side: Side, after: Book, part: int, least: int, receiver: str, prices: Prices) -> int:
        """Shares for what came in, times `part`; the first of a generation count dollars and lock the seed."""
        token = self.tokens[side]
        lock = 0
        if token.supply == 0:
            raw = min(self._dollars(after.value(side, price), price) for price in prices.both())
            need(raw >= LEAST_FIRST, "mint: first below 20 dollars")
            lock = SEED
        else:
            self._check_not_poor(side, prices)
            raw = trades.shares_for(self.book, after, side, token.supply, prices)
        raw = token.whole(wide_down(raw, part, WAD)) - lock
        shares = raw // token.index
        need(shares != 0, "mint: nothing")
        need(shares >= least, "mint: below minimum", shares=shares, least=least)
        if lock:
            token.ledger.mint(DEAD, lock)
        token.ledger.mint(receiver, raw)
        if side is not Side.LIQUIDITY:
            self._keep_cut(after, prices)
        self.book = after
        return shares

    def _keep_cut(self, after: Book, prices: Prices) -> None:
        """The protocol's part of the swap fee, in LP shares that wait to be pulled."""
        token = self.tokens[Side.LIQUIDITY]
        cut = self.parameters.fees.cut
        if cut == 0:
            return
        raw = trades.cut_shares(self.book, after, cut, token.supply, prices)
        token.ledger.mint(self.address, raw)
        self.cut += raw

    # ------------------------------------------------------------------ checks

    def _check_direct(self, deadline: int) -> None:
        need(not self.parameters.commits, "trade: commit first")
        need(self.clock.now <= deadline, "trade: too late")

    def _check_caps(self, after: Book, prices: Prices, side: Side) -> None:
        """Refuses a mint past its capacity ratio at either price; queued LP protects nobody."""
        for price in prices.both():
            if side is Side.LEVERAGED:
                need(kappa_leveraged(after, price) <= self.parameters.cap_leveraged, "mint: leveraged cap")
            else:
                leaving = self._leaving(after, price)
                need(kappa_funding(after, price, leaving) <= self.parameters.cap_funding, "mint: funding cap")

    def _leaving(self, book: Book, price: int) -> int:
        """U that queued LP would take along at `price`, rounded up."""
        waiting = self.queues[Side.LIQUIDITY].waiting()
        if waiting == 0:
            return 0
        return wide_up(book.value(Side.LIQUIDITY, price), waiting, self.supply(Side.LIQUIDITY) * price)

    def _check_not_poor(self, side: Side, prices: Prices) -> None:
        poor = any(self._is_poor(self.book.value(side, price), price) for price in prices.both())
        need(not poor, "mint: vault below one dollar")

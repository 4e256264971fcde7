# SPDX-License-Identifier: Apache-2.0
"""One paired pool: an isolated market of one underlying and one leverage, with its LT, FT and LP shares."""

from collections import defaultdict
from typing import NamedTuple

from steelyard.model.atomic import atomic
from steelyard.model.clock import HOUR, Clock
from steelyard.model.erc20 import ZERO_ADDRESS, Erc20
from steelyard.model.libraries.errors import Reverted, require
from steelyard.model.libraries.rounding import WAD, uint
from steelyard.model.oracles.price_source import PriceSource, Reading
from steelyard.model.pairing import pairing_engine as engine
from steelyard.model.pairing.delayed_orders import DelayedOrders
from steelyard.model.pairing.pairing_engine import Seen, Settlements
from steelyard.model.pairing.pairing_share import DEAD, PairingShare, States
from steelyard.model.pairing.parameters import Parameters
from steelyard.model.pairing.valuation import ONE, Position, Side, Vault
from steelyard.model.pairing.wide import wide_down

STALE_FOR = 72 * HOUR


class Rebalanced(NamedTuple):
    """How many steps a call made, whether more are waiting, and the reward in units of U."""

    steps: int
    backlog: bool
    reward: int


class PairingPool:
    """PairingPool.vy: the state of a market; what it decides is `engine`'s. `sender` is the caller.

    U is counted, never read from a balance. `tokens` are the present shares, `past` those of ended generations; an
    ended one stays present until somebody mints anew.
    """

    def __init__(
        self,
        address: str,
        parameters: Parameters,
        asset: Erc20,
        source: PriceSource,
        clock: Clock,
        fee_recipient: str,
        *,
        deviation: int,
    ) -> None:
        parameters.check(deviation)
        self.address, self.parameters, self.asset = address, parameters, asset
        self.source, self.clock, self.fee_recipient = source, clock, fee_recipient
        self.band = engine.band_of(parameters)
        self.position = Position(parameters.target, 0, 0, ONE, Vault(), Vault())
        self.past: dict[Side, tuple[PairingShare, ...]] = {side: () for side in Side}
        self.tokens = {side: self._new_share(side) for side in Side}
        self.is_open = self.is_deprecated = False
        self.accrued_at = self.last_rebalance = self.fresh_until = self.last_price = self.stale_since = 0
        self.unbilled = 0  # seconds of management fee that were not yet worth one unit of U
        self.fees_owed = 0  # U for the fee recipient
        self.cut = 0  # raw LP shares for the fee recipient, held here
        self.unsent: defaultdict[str, int] = defaultdict(int)  # U that a share is owed, as its transfer failed
        self.delayed_orders = (
            DelayedOrders(f"{address}/delayed_orders", self, asset, source, clock, parameters.fees.max_reward)
            if parameters.commits
            else None
        )

    # ------------------------------------------------------------------ operations at a price

    @atomic
    def open(self, amount: int, *, sender: str) -> int:
        """Splits the first U: $10 locked in each vault, the rest an LP deposit; returns the creator's LP shares."""
        require(not self.is_open, "open: already")
        reading, mean = self.source.latest_and_mean(self.parameters.window)
        minted = engine.open(self.parameters, reading.price, mean, amount)
        self._take(amount, sender)
        self.position, self.is_open = minted.position, True
        self.accrued_at = self.last_rebalance = self.clock.now
        self.last_price, self.fresh_until = reading.price, reading.fresh_until
        for token in self.tokens.values():
            token.mint(DEAD, minted.lock, sender=self.address)
        self.tokens[Side.LIQUIDITY].mint(sender, minted.shares, sender=self.address)
        return minted.shares

    @atomic
    def mint(self, side: Side, amount: int, min_out: int, receiver: str, deadline: int, *, sender: str) -> int:
        """LT or FT for U; returns shares, rounded down to what both prices allow."""
        self._check_direct(deadline)
        require(side is not Side.LIQUIDITY, "mint: not LT or FT")
        return self._mint(side, amount, min_out, receiver, 0, sender)

    @atomic
    def redeem(
        self, side: Side, shares: int, min_out: int, receiver: str, partial: bool, deadline: int, *, sender: str
    ) -> tuple[int, int]:
        """U for LT or FT at once; `partial` fills as far as inventory allows. Returns shares burnt and U."""
        self._check_direct(deadline)
        return self._redeem(side, shares, min_out, receiver, partial, 0, sender)

    @atomic
    def deposit(self, amount: int, min_out: int, receiver: str, deadline: int, *, sender: str) -> int:
        """LP for U, no swap; returns shares, the smaller count of the two prices less the entry fee."""
        self._check_direct(deadline)
        return self._mint(Side.LIQUIDITY, amount, min_out, receiver, 0, sender)

    @atomic
    def mint_ordered(self, side: Side, amount: int, min_out: int, receiver: str, price: int, *, sender: str) -> int:
        """LT, FT or LP for the delayed orders' U, held against `price` too; returns shares."""
        self._check_orders(sender)
        return self._mint(side, amount, min_out, receiver, price, sender)

    @atomic
    def redeem_ordered(self, side: Side, shares: int, min_out: int, receiver: str, price: int, *, sender: str) -> int:
        """U for the delayed orders' LT or FT, held against `price` too; returns U."""
        self._check_orders(sender)
        return self._redeem(side, shares, min_out, receiver, False, price, sender)[1]

    @atomic
    def rebalance(self, *, sender: str) -> Rebalanced:
        """Up to 64 rebalances by anyone: at the bounds while spot is far beyond them, the last at spot."""
        spot, mean = self._priced()
        rebalanced = engine.rebalance(
            self.position, self.parameters, spot, mean, self._is_scheduled(), self._states(), self.cut
        )
        fees = self.parameters.fees
        reward = min(fees.max_reward, wide_down(rebalanced.fee, fees.reward, WAD))
        self.fees_owed += rebalanced.fee - reward
        self.position, self.last_rebalance = rebalanced.position, self.clock.now
        self._settle(rebalanced.settlements)
        self._pay(sender, reward)
        return Rebalanced(len(rebalanced.steps), rebalanced.backlog, reward)

    @atomic
    def forward(self, share: str) -> int:
        """Sends a share of any generation the U that could not be sent when it was settled; needs no price."""
        amount = self.unsent.get(share, 0)
        require(amount != 0, "forward: nothing unsent")
        self.unsent[share] = 0
        self._pay(share, amount)
        return amount

    @atomic
    def consolidate(self, side: Side) -> None:
        """A million shares become one, once a share is worth less than a millionth of its first dollar."""
        spot, _ = self._priced()
        state = self.tokens[side].state()
        require(state.supply != 0, "consolidate: no shares")
        small = engine.is_small(self.position, self.parameters, side, spot, state)
        require(small, "consolidate: not small enough")
        self.tokens[side].consolidate(sender=self.address)

    # ------------------------------------------------------------------ a dead oracle

    @atomic
    def report_stale(self) -> None:
        """Starts the 72 hours; starts them anew if the source had come back in between."""
        reading = self._tolerant()
        require(self._is_stale(reading), "stale: source is fresh")
        require(self.stale_since == 0 or self._came_back(reading), "stale: already reported")
        self.stale_since = self.clock.now

    @atomic
    def deprecate(self) -> None:
        """After 72 hours without a fresh price every vault's U at the last one becomes a fixed claim."""
        reading = self._tolerant()
        require(self.stale_since != 0 and self._is_stale(reading), "deprecate: not stale")
        require(not self._came_back(reading), "deprecate: source came back")
        require(self.clock.now >= self.stale_since + STALE_FOR, "deprecate: too early")
        self.is_deprecated = True
        settlements, ownerless = engine.close_all(self.position, self.last_price, self._states(), self.cut)
        self.fees_owed += ownerless
        self.position = Position(self.position.target, 0, self.position.reference, ONE, Vault(), Vault())
        self._settle(settlements)

    # ------------------------------------------------------------------ fees

    @atomic
    def collect_fees(self) -> tuple[int, int]:
        """U and LP shares owed to the fee recipient, who gets them whoever calls; shares as shown, rounded down."""
        token, amount = self.tokens[Side.LIQUIDITY], self.fees_owed
        shares = self.cut // token.index
        require(amount != 0 or shares != 0, "fees: nothing owed")
        self.fees_owed = 0
        self.cut -= shares * token.index
        if shares:
            token.transfer(self.fee_recipient, shares, sender=self.address)
        self._pay(self.fee_recipient, amount)
        return amount, shares

    def set_fee_recipient(self, recipient: str, *, sender: str) -> None:
        """The fee recipient hands their place on."""
        require(sender == self.fee_recipient, "fees: not the recipient")
        require(recipient != ZERO_ADDRESS, "fees: zero recipient")
        self.fee_recipient = recipient

    # ------------------------------------------------------------------ views

    def accrued_position(self) -> Position:
        """The book as the next operation finds it."""
        return engine.accrued(self.position, self.parameters, self._elapsed(self._last_reading()), self.unbilled)[0]

    def counted(self) -> int:
        """All U that the market must hold."""
        return self.position.underlying + self.fees_owed + sum(self.unsent.values())

    def supply(self, side: Side) -> int:
        """Raw shares of a vault's present generation; 0 once it has ended."""
        return self.tokens[side].state().supply

    def generation(self, side: Side) -> int:
        """The present one, counted from 1."""
        return len(self.past[side]) + 1

    def is_due(self) -> bool:
        """Whether a rebalance at the market price is due: the period is over, or a ripe queue waited an hour."""
        return self._is_scheduled() or any(state.due for state in self._states())

    def nav(self, side: Side, price: int) -> int:
        """A shown share's value at `price` in dollars scaled by 1e18, rounded down, as last accrued."""
        supply = self.tokens[side].total_supply()
        return wide_down(self.parameters.dollars(self.position.value(side, price), price), WAD, supply) if supply else 0

    def mint_room(self, side: Side) -> int:
        """U that a mint may bring now before inventory runs out, the caps and the fee aside."""
        return engine.mint_room(self.position, self.parameters, self._seen(), side)

    def redeem_room(self, side: Side, shares: int) -> int:
        """How many of `shares` can be redeemed at once now."""
        seen, index = self._seen(), self.tokens[side].index
        return engine.redeem_room(self.position, self.parameters, seen, side, shares * index, self._states()) // index

    # ------------------------------------------------------------------ before everything

    def _check_direct(self, deadline: int) -> None:
        self._check_live()
        require(not self.parameters.commits, "trade: commit first")
        require(self.clock.now <= deadline, "trade: too late")

    def _check_orders(self, sender: str) -> None:
        require(self.delayed_orders is not None and sender == self.delayed_orders.address, "trade: orders only")

    def _priced(self) -> tuple[int, int]:
        """Spot and mean, after accrual; refuses where the source is stale, gapped or too young."""
        self._check_live()
        reading, mean = self.source.latest_and_mean(self.parameters.window)
        self._accrue(reading)
        return reading.price, mean

    def _tolerant(self) -> Reading | None:
        """The last price, after accrual; None where the source refuses."""
        self._check_live()
        reading = self._last_reading()
        self._accrue(reading)
        return reading

    def _check_live(self) -> None:
        require(self.is_open, "market: not open")
        require(not self.is_deprecated, "market: deprecated")

    def _last_reading(self) -> Reading | None:
        try:
            return self.source.latest()
        except Reverted:
            return None

    def _accrue(self, reading: Reading | None) -> None:
        """Funding and management fee up to now, or to where the source went stale."""
        elapsed = self._elapsed(reading)
        self.accrued_at = self.clock.now
        if reading is not None:
            self.last_price, self.fresh_until = reading.price, reading.fresh_until
            if not self._is_stale(reading):
                self.stale_since = 0
        self.position, fee, self.unbilled = engine.accrued(self.position, self.parameters, elapsed, self.unbilled)
        self.fees_owed += fee

    def _elapsed(self, reading: Reading | None) -> int:
        """Seconds since the last accrual while the source was fresh.

        If it was stale when last looked at, time counts again from the present round on.
        """
        since, until = self.accrued_at, self.fresh_until
        if reading is not None:
            if until < since:
                since = max(since, reading.updated_at)
            until = reading.fresh_until
        return max(0, min(self.clock.now, until) - since)

    def _is_stale(self, reading: Reading | None) -> bool:
        return reading is None or self.clock.now > reading.fresh_until

    def _came_back(self, reading: Reading | None) -> bool:
        return reading is not None and reading.updated_at > self.stale_since

    def _is_scheduled(self) -> bool:
        return self.clock.now >= self.last_rebalance + self.parameters.period

    def _seen(self) -> Seen:
        reading, mean = self.source.latest_and_mean(self.parameters.window)
        return reading.price, mean, 0

    def _states(self) -> States:
        leveraged, funding, liquidity = (self.tokens[side].state() for side in Side)
        return leveraged, funding, liquidity

    # ------------------------------------------------------------------ shares and U

    def _mint(self, side: Side, amount: int, min_out: int, receiver: str, also: int, payer: str) -> int:
        seen = (*self._priced(), also)
        minted = engine.mint(self.position, self.parameters, seen, side, amount, self._states())
        token = self._minting(side)
        shares = minted.shares // token.index
        require(shares >= min_out, "mint: below minimum", shares=shares, min_out=min_out)
        self._take(amount, payer)
        self.position = minted.position
        token.mint(DEAD, minted.lock, sender=self.address)
        token.mint(receiver, minted.shares, sender=self.address)
        self._keep_cut(minted.cut)
        return shares

    def _redeem(
        self, side: Side, shares: int, min_out: int, receiver: str, partial: bool, also: int, owner: str
    ) -> tuple[int, int]:
        require(side is not Side.LIQUIDITY, "redeem: not LT or FT")
        seen, token = (*self._priced(), also), self.tokens[side]
        raw = uint(shares * token.state().index)
        require(raw != 0, "redeem: zero shares")
        require(raw <= token.raw_balance(owner), "redeem: over balance", held=token.balance_of(owner))
        redeemed = engine.redeem(self.position, self.parameters, seen, side, raw, partial, self._states())
        require(redeemed.amount >= min_out, "redeem: below minimum", amount=redeemed.amount, min_out=min_out)
        self.position = redeemed.position
        token.burn(owner, redeemed.shares, sender=self.address)
        self._keep_cut(redeemed.cut)
        self._pay(receiver, redeemed.amount)
        return redeemed.shares // token.index, redeemed.amount

    def _minting(self, side: Side) -> PairingShare:
        """The share that mints: a new one where the generation has ended."""
        if self.tokens[side].closed is not None:
            self.past[side] = (*self.past[side], self.tokens[side])
            self.tokens[side] = self._new_share(side)
        return self.tokens[side]

    def _new_share(self, side: Side) -> PairingShare:
        terms, address = self.parameters, f"{self.address}/{side.name}/{self.generation(side)}"
        return PairingShare(address, self.address, self.asset, self.clock, terms.notice(side))

    def _keep_cut(self, raw: int) -> None:
        if raw:
            self.cut += raw
            self.tokens[Side.LIQUIDITY].mint(self.address, raw, sender=self.address)

    def _settle(self, settlements: Settlements) -> None:
        """Sends what leaves the vaults to their shares; the recipient's shares of an ended generation become U."""
        for side, one in zip(Side, settlements, strict=True):
            token = self.tokens[side]
            if one.closing and side is Side.LIQUIDITY:
                token.burn(self.address, self.cut, sender=self.address)
                self.fees_owed += one.cut
                self.cut = 0
            if one.closing or one.epochs:
                self._pay_or_owe(token.address, sum(one.paid) + one.left)
                owed = self.unsent.get(token.address, 0)
                token.settle(one.paid, one.epochs, one.closing, one.left, owed, sender=self.address)

    def _take(self, amount: int, sender: str) -> None:
        self.asset.transfer_from(sender, self.address, uint(amount), sender=self.address)

    def _pay_or_owe(self, share: str, amount: int) -> None:
        """A share that U refuses to pay cannot hold up the others."""
        try:
            self._pay(share, amount)
        except Reverted:
            self.unsent[share] += amount

    def _pay(self, receiver: str, amount: int) -> None:
        if amount:
            self.asset.transfer(receiver, amount, sender=self.address)

# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Paired pool: fixed leverage with no borrowing, one market of one underlying
@license AGPL-3.0-only
@notice One unit of the underlying U splits into one unit of F, a funding position that is owed
        dollars and earns a rate, and one of L, the leveraged rest. LT shares pool L, FT
        shares pool F, LP shares own what those two leave and are the counterparty of every
        trade. Nothing is ever sold or borrowed: a rebalance is a re-split of the books at a
        price, which anyone may call.
        Sides: 0 LT, 1 FT, 2 LP. U is counted, never read from a balance. What needs no
        price, leaving by the queue and claiming, lies in the shares (IPairedShare).
        All arithmetic is the engine's; this contract holds state, U and the clock.
"""
from ethereum.ercs import IERC20

from ..interfaces import IPairedPool
from ..interfaces import IPairedShare
from ..interfaces import IPairingEngine
from ..interfaces import IPriceSource
from ..libraries import fault
from . import exit_queue
from . import pool_book

initializes: pool_book
implements: IPairedPool

LEVERAGED: constant(uint256) = 0
FUNDING: constant(uint256) = 1
LIQUIDITY: constant(uint256) = 2
SIDES: constant(uint256) = 3

WAD: constant(uint256) = 10**18
ONE: constant(uint256) = WAD * 31_536_000  # scale of the funding index
HOUR: constant(uint256) = 3_600
STALE_FOR: constant(uint256) = 72 * HOUR
SOURCE_GAS: constant(uint256) = 500_000
SEND_GAS: constant(uint256) = 200_000  # for a transfer of U that may fail
READING_SIZE: constant(uint256) = 128
DEAD: constant(address) = 0x000000000000000000000000000000000000dEaD
FIRST_GENERATIONS: constant(uint256) = 999  # whose number fits a name; later ones share the last one's

FACTORY: public(immutable(address))
ASSET: public(immutable(address))
SOURCE: public(immutable(address))
ENGINE: public(immutable(address))
DESK: public(immutable(address))  # the only one who trades, if the terms say so; else empty
SHARE_BLUEPRINT: public(immutable(address))
TERMS: immutable(IPairedPool.Terms)
_NAME: immutable(String[32])
_SYMBOL: immutable(String[16])

share: public(address[SIDES])
generation: public(uint256[SIDES])
fee_recipient: public(address)
unsent: public(HashMap[address, uint256])  # units of U that a share is owed, as its transfer failed
_all_unsent: uint256
_cut: uint256  # raw LP shares held for the fee recipient


@deploy
def __init__(p: IPairedPool.Parameters, engine: address, share_blueprint: address, desk_blueprint: address):
    """
    @notice Called by the factory, which checks the parameters.
    @param p See IPairedPool.Parameters.
    @param engine IPairingEngine.
    @param share_blueprint ERC-5202 blueprint of PairedShare.
    @param desk_blueprint ERC-5202 blueprint of OrderDesk.
    """
    FACTORY = msg.sender
    ASSET = p.asset
    SOURCE = p.source
    ENGINE = engine
    SHARE_BLUEPRINT = share_blueprint
    TERMS = p.terms
    _NAME = p.name
    _SYMBOL = p.symbol
    desk: address = empty(address)
    if p.terms.commits:
        desk = create_from_blueprint(desk_blueprint, p.asset, p.source, p.terms.fees.most_reward)
    DESK = desk
    for side: uint256 in range(SIDES):
        self._make_share(side)
    self.fee_recipient = p.fee_recipient


# ------------------------------------------------------------------ open, mint, redeem, deposit


@external
def open(amount: uint256) -> uint256:
    """
    @notice Splits the first U: $10 of it are locked in each vault for good, the rest is the
            caller's deposit of liquidity, at least $20.
    @param amount Units of U, pulled from the caller.
    @return LP shares of the caller.
    """
    ledger: pool_book.Ledger = pool_book.load()
    fault.need(not ledger.clocks.is_open, "open: already")
    reading: IPriceSource.Reading = empty(IPriceSource.Reading)
    mean: uint256 = 0
    reading, mean = staticcall IPriceSource(SOURCE).latest_and_mean(TERMS.window)
    opened: IPairingEngine.Minted = staticcall IPairingEngine(ENGINE).open(TERMS, reading.price, mean, amount)
    ledger.book = opened.book
    ledger.clocks.is_open = True
    ledger.clocks.accrued_at = block.timestamp
    ledger.clocks.last_resplit = block.timestamp
    ledger.clocks.last_price = reading.price
    ledger.clocks.fresh_until = reading.fresh_until
    pool_book.store(ledger)
    self._take(ledger, amount)
    for side: uint256 in range(SIDES):
        extcall IPairedShare(self.share[side]).mint(DEAD, opened.lock)
    extcall IPairedShare(self.share[LIQUIDITY]).mint(msg.sender, opened.shares)
    log IPairedPool.Opened(creator=msg.sender, amount=amount, shares=opened.shares, price=reading.price)
    return opened.shares


@external
def mint(side: uint256, amount: uint256, least: uint256, receiver: address, deadline: uint256) -> uint256:
    """
    @notice LT or FT for U: splits it and swaps the other kind with the liquidity vault at the
            price worse for the caller, less the swap fee. Refused where liquidity lacks
            the kind or the side would pass its capacity.
    @param side 0 LT, 1 FT.
    @param amount Units of U, pulled from the caller.
    @param least Least shares, as shown.
    @param receiver Of the shares.
    @param deadline Last second at which this may happen.
    @return Shares as shown, rounded down to what the low and the high price both allow.
    """
    self._need_direct(deadline)
    fault.need(side < LIQUIDITY, "mint: not LT or FT")
    return self._mint(side, amount, least, receiver, 0)


@external
def deposit(amount: uint256, least: uint256, receiver: address, deadline: uint256) -> uint256:
    """
    @notice LP for U: no swap; an entry fee of the liquidity vault's distance from leverage one
            times the margin stays in it. LP leave by the queue.
    @param amount Units of U, pulled from the caller.
    @param least Least shares, as shown.
    @param receiver Of the shares.
    @param deadline Last second at which this may happen.
    @return Shares as shown, rounded down, the smaller count of the low and the high price.
    """
    self._need_direct(deadline)
    return self._mint(LIQUIDITY, amount, least, receiver, 0)


@external
def redeem(
    side: uint256, shares: uint256, least: uint256, receiver: address, partial: bool, deadline: uint256
) -> (uint256, uint256):
    """
    @notice U for LT or FT at once, as far as the liquidity vault can swap; the queue of the
            share is the exit that needs no inventory.
    @param side 0 LT, 1 FT.
    @param shares The caller's, as shown.
    @param least Least units of U.
    @param receiver Of U.
    @param partial True: redeem what can be redeemed; False: all or nothing.
    @param deadline Last second at which this may happen.
    @return Shares burned, as shown, and units of U, rounded down.
    """
    self._need_direct(deadline)
    return self._redeem(side, shares, least, receiver, partial, 0)


@external
def mint_ordered(side: uint256, amount: uint256, least: uint256, receiver: address, price: uint256) -> uint256:
    """
    @notice As `mint`, or `deposit` for side 2, held against one more price. Desk only.
    @param side 0 LT, 1 FT, 2 LP.
    @param amount Units of U, pulled from the desk.
    @param least Least shares, as shown.
    @param receiver Of the shares.
    @param price Of the first update after the order, 1e36.
    @return Shares as shown.
    """
    self._need_desk()
    return self._mint(side, amount, least, receiver, price)


@external
def redeem_ordered(side: uint256, shares: uint256, least: uint256, receiver: address, price: uint256) -> uint256:
    """
    @notice As `redeem`, all or nothing, held against one more price. Desk only.
    @param side 0 LT, 1 FT.
    @param shares The desk's, as shown.
    @param least Least units of U.
    @param receiver Of U.
    @param price Of the first update after the order, 1e36.
    @return Units of U.
    """
    self._need_desk()
    return self._redeem(side, shares, least, receiver, False, price)[1]


@internal
def _mint(side: uint256, amount: uint256, least: uint256, receiver: address, also: uint256) -> uint256:
    ledger: pool_book.Ledger = empty(pool_book.Ledger)
    seen: uint256[3] = [0, 0, also]
    ledger, seen[0], seen[1] = self._accrued()
    states: IPairedShare.State[SIDES] = self._states_for(side)
    minted: IPairingEngine.Minted = staticcall IPairingEngine(ENGINE).mint(
        ledger.book, TERMS, seen, side, amount, states
    )
    shares: uint256 = minted.shares // max(states[side].index, 1)
    fault.need(shares >= least, "mint: below minimum")
    ledger.book = minted.book
    pool_book.store(ledger)
    self._take(ledger, amount)
    if states[side].closed:
        self._make_share(side)
    if minted.lock != 0:
        extcall IPairedShare(self.share[side]).mint(DEAD, minted.lock)
    extcall IPairedShare(self.share[side]).mint(receiver, minted.shares)
    self._keep_cut(minted.cut)
    log IPairedPool.Mint(
        side=side, sender=msg.sender, receiver=receiver, amount=amount, shares=minted.shares, cut=minted.cut
    )
    return shares


@internal
def _redeem(
    side: uint256, shares: uint256, least: uint256, receiver: address, partial: bool, also: uint256
) -> (uint256, uint256):
    fault.need(side < LIQUIDITY, "redeem: not LT or FT")
    ledger: pool_book.Ledger = empty(pool_book.Ledger)
    seen: uint256[3] = [0, 0, also]
    ledger, seen[0], seen[1] = self._accrued()
    states: IPairedShare.State[SIDES] = self._states_for(side)
    raw: uint256 = shares * states[side].index
    fault.need(raw != 0, "redeem: zero shares")
    fault.need(raw <= staticcall IPairedShare(self.share[side]).raw_balance(msg.sender), "redeem: over balance")
    redeemed: IPairingEngine.Redeemed = staticcall IPairingEngine(ENGINE).redeem(
        ledger.book, TERMS, seen, side, raw, partial, states
    )
    fault.need(redeemed.amount >= least, "redeem: below minimum")
    ledger.book = redeemed.book
    pool_book.store(ledger)
    extcall IPairedShare(self.share[side]).burn(msg.sender, redeemed.shares)
    self._keep_cut(redeemed.cut)
    log IPairedPool.Redeem(
        side=side,
        owner=msg.sender,
        receiver=receiver,
        shares=redeemed.shares,
        amount=redeemed.amount,
        cut=redeemed.cut,
    )
    self._send(receiver, redeemed.amount)
    return redeemed.shares // states[side].index, redeemed.amount


@internal
def _keep_cut(raw: uint256):
    if raw != 0:
        self._cut += raw
        extcall IPairedShare(self.share[LIQUIDITY]).mint(self, raw)


# ------------------------------------------------------------------ re-split


@external
def poke() -> (uint256, bool, uint256):
    """
    @notice Anyone, when the mean price has left the range, when the period is over, or an hour
            after a queue became ready. Up to 64 re-splits: at the bounds of the range
            while spot is a whole further range beyond, the last one at spot, where the
            queues are paid and a vault worth less than a dollar ends its generation.
    @return Steps done, whether more are waiting, the caller's reward in units of U.
    """
    ledger: pool_book.Ledger = empty(pool_book.Ledger)
    spot: uint256 = 0
    mean: uint256 = 0
    ledger, spot, mean = self._accrued()
    is_scheduled: bool = block.timestamp >= ledger.clocks.last_resplit + TERMS.period
    poked: IPairingEngine.Poked = staticcall IPairingEngine(ENGINE).poke(
        ledger.book, TERMS, spot, mean, is_scheduled, self._states(), self._cut
    )
    reward: uint256 = min(TERMS.fees.most_reward, poked.fee * TERMS.fees.reward // WAD)
    ledger.book = poked.book
    ledger.fees_owed += poked.fee - reward
    ledger.clocks.last_resplit = block.timestamp
    for step: IPairedPool.StepTransfer in poked.steps:
        log IPairedPool.Step(moved=step)
    log IPairedPool.Poke(
        keeper=msg.sender,
        steps=len(poked.steps),
        backlog=poked.backlog,
        price=poked.book.reference,
        fee=poked.fee,
        reward=reward,
    )
    if poked.at_market:
        self._settle(ledger, poked.settlements)
    else:
        pool_book.store(ledger)
    self._send(msg.sender, reward)
    return len(poked.steps), poked.backlog, reward


@internal
def _settle(ledger: pool_book.Ledger, settlements: IPairingEngine.Settlement[SIDES]):
    """
    @dev Stores the ledger, then sends each share the U of its paid epochs and of its end. A share
         that U refuses to pay is owed it, so that it cannot hold up the others.
    """
    final: pool_book.Ledger = ledger
    final.fees_owed += settlements[LIQUIDITY].cut
    pool_book.store(final)
    for side: uint256 in range(SIDES):
        s: IPairingEngine.Settlement = settlements[side]
        if s.epochs == 0 and not s.closing:
            continue
        share: address = self.share[side]
        if side == LIQUIDITY and s.closing and self._cut != 0:
            extcall IPairedShare(share).burn(self, self._cut)
            self._cut = 0
        paid: uint256 = s.paid[0] + s.paid[1]
        if not self._try_send(share, paid + s.left):
            self._owe(share, paid + s.left)
        extcall IPairedShare(share).settle(s.paid, s.epochs, s.closing, s.left, self.unsent[share])
        log IPairedPool.Settle(side=side, share=share, epochs=s.epochs, paid=paid, closed=s.closing, left=s.left)


@internal
def _owe(share: address, amount: uint256):
    self.unsent[share] += amount
    self._all_unsent += amount
    log IPairedPool.Unsent(share=share, amount=amount)


@external
def forward(share: address) -> uint256:
    """
    @notice Anyone: sends a share, of an ended generation too, the U that could not be sent when it
            was settled. Needs no price and works after the end.
    @param share Of this market.
    @return Units of U.
    """
    amount: uint256 = self.unsent[share]
    fault.need(amount != 0, "forward: nothing unsent")
    self.unsent[share] = 0
    self._all_unsent -= amount
    log IPairedPool.Forward(share=share, amount=amount)
    self._send(share, amount)
    return amount


@external
def consolidate(side: uint256):
    """
    @notice Anyone, once a share as shown is worth less than a millionth of its first dollar: a
            million shares become one. Nobody's part changes.
    @param side 0 LT, 1 FT, 2 LP.
    """
    fault.need(side < SIDES, "consolidate: no such side")
    ledger: pool_book.Ledger = empty(pool_book.Ledger)
    spot: uint256 = 0
    mean: uint256 = 0
    ledger, spot, mean = self._accrued()
    state: IPairedShare.State = self._state_of(side)
    fault.need(state.supply != 0, "consolidate: no shares")
    is_small: bool = staticcall IPairingEngine(ENGINE).is_small(ledger.book, TERMS, side, spot, state)
    fault.need(is_small, "consolidate: not small enough")
    pool_book.store(ledger)
    extcall IPairedShare(self.share[side]).consolidate()
    log IPairedPool.Consolidate(side=side, share=self.share[side])


# ------------------------------------------------------------------ a dead source


@external
def report_stale():
    """
    @notice Anyone: the source has no fresh price. Starts the 72 hours after which the market may
            be deprecated; starts them anew if the source had come back in between.
    """
    ledger: pool_book.Ledger = pool_book.load()
    self._need_live(ledger.clocks)
    reading: IPriceSource.Reading = self._try_latest()
    ledger = self._accrued_by(ledger, reading)
    fault.need(block.timestamp > reading.fresh_until, "stale: source is fresh")
    since: uint256 = ledger.clocks.stale_since
    fault.need(since == 0 or reading.updated_at > since, "stale: already reported")
    ledger.clocks.stale_since = block.timestamp
    pool_book.store(ledger)
    log IPairedPool.Stale(since=block.timestamp)


@external
def deprecate():
    """
    @notice Anyone, 72 hours after a report and without a newer price since: what every vault is
            worth at the last price becomes a fixed amount of U per share, all vaults at once. FT
            bear the gap if the market has moved since.
    """
    ledger: pool_book.Ledger = pool_book.load()
    self._need_live(ledger.clocks)
    reading: IPriceSource.Reading = self._try_latest()
    ledger = self._accrued_by(ledger, reading)
    since: uint256 = ledger.clocks.stale_since
    fault.need(since != 0 and block.timestamp > reading.fresh_until, "deprecate: not stale")
    fault.need(reading.updated_at <= since, "deprecate: source came back")
    fault.need(block.timestamp >= since + STALE_FOR, "deprecate: too early")
    settlements: IPairingEngine.Settlement[SIDES] = empty(IPairingEngine.Settlement[SIDES])
    rest: uint256 = 0
    price: uint256 = ledger.clocks.last_price
    settlements, rest = staticcall IPairingEngine(ENGINE).close_all(
        ledger.book, TERMS, price, self._states(), self._cut
    )
    ledger.book.underlying = 0
    ledger.book.index = ONE
    ledger.book.leveraged = empty(IPairedPool.Vault)
    ledger.book.funding = empty(IPairedPool.Vault)
    ledger.fees_owed += rest
    ledger.clocks.is_deprecated = True
    self._settle(ledger, settlements)
    log IPairedPool.Deprecate(price=price)


@internal
@view
def _try_latest() -> IPriceSource.Reading:
    """
    @dev Empty, so never fresh, where the source refuses. The caller must bring the gas, or he
         could make a living source look dead.
    """
    fault.need(msg.gas > 2 * SOURCE_GAS, "source: send more gas")
    success: bool = False
    answer: Bytes[READING_SIZE] = b""
    success, answer = raw_call(
        SOURCE,
        method_id("latest()"),
        max_outsize=READING_SIZE,
        gas=SOURCE_GAS,
        is_static_call=True,
        revert_on_failure=False,
    )
    if not success or len(answer) != READING_SIZE:
        return empty(IPriceSource.Reading)
    return abi_decode(answer, IPriceSource.Reading)


# ------------------------------------------------------------------ fees


@external
def collect_fees() -> (uint256, uint256):
    """
    @notice Sends the fee recipient what is owed to it. Anyone may call; needs no price.
    @return Units of U, and LP shares as shown.
    """
    ledger: pool_book.Ledger = pool_book.load()
    amount: uint256 = ledger.fees_owed
    lp: address = self.share[LIQUIDITY]
    index: uint256 = staticcall IPairedShare(lp).index()
    shares: uint256 = self._cut // index
    fault.need(amount != 0 or shares != 0, "fees: nothing owed")
    ledger.fees_owed = 0
    pool_book.store(ledger)
    self._cut -= shares * index
    log IPairedPool.CollectFees(recipient=self.fee_recipient, amount=amount, shares=shares)
    if shares != 0:
        extcall IERC20(lp).transfer(self.fee_recipient, shares)
    self._send(self.fee_recipient, amount)
    return amount, shares


@external
def set_fee_recipient(recipient: address):
    """
    @notice The fee recipient passes its role on. It has no other power.
    @param recipient Who collects from now on; not the zero address.
    """
    fault.need(msg.sender == self.fee_recipient, "fees: not the recipient")
    fault.need(recipient != empty(address), "fees: zero recipient")
    self.fee_recipient = recipient
    log IPairedPool.FeeRecipient(recipient=recipient)


# ------------------------------------------------------------------ views


@external
@view
def book() -> IPairedPool.Book:
    """
    @notice The book as stored, accrued at `clocks().accrued_at`.
    @return See IPairedPool.Book.
    """
    return pool_book.load().book


@external
@view
def accrued_book() -> IPairedPool.Book:
    """
    @notice The book with funding and management fee up to now.
    @return See IPairedPool.Book.
    """
    return self._accrued_by(pool_book.load(), self._try_latest()).book


@external
@view
def clocks() -> IPairedPool.Clocks:
    """
    @notice Times, the last price, and whether the market is open or deprecated.
    @return See IPairedPool.Clocks.
    """
    return pool_book.clocks()


@external
@view
def fees_owed() -> (uint256, uint256):
    """
    @notice What the fee recipient may collect, as last accrued.
    @return Units of U, and raw LP shares.
    """
    return pool_book.load().fees_owed, self._cut


@external
@view
@reentrant
def terms() -> IPairedPool.Terms:
    """
    @notice What the market is made of, for good.
    @return See IPairedPool.Terms.
    """
    return TERMS


@external
@view
@reentrant
def name() -> String[32]:
    """
    @notice Of the market; immutable.
    @return Name.
    """
    return _NAME


@external
@view
@reentrant
def symbol() -> String[16]:
    """
    @notice Of the market; immutable.
    @return Symbol.
    """
    return _SYMBOL


# ------------------------------------------------------------------ accrual


@internal
@view
def _accrued() -> (pool_book.Ledger, uint256, uint256):
    """
    @dev Before everything that needs a price.
    @return The ledger up to now, spot and mean.
    """
    ledger: pool_book.Ledger = pool_book.load()
    self._need_live(ledger.clocks)
    reading: IPriceSource.Reading = empty(IPriceSource.Reading)
    mean: uint256 = 0
    reading, mean = staticcall IPriceSource(SOURCE).latest_and_mean(TERMS.window)
    return self._accrued_by(ledger, reading), reading.price, mean


@internal
@view
def _accrued_by(before: pool_book.Ledger, reading: IPriceSource.Reading) -> pool_book.Ledger:
    """
    @dev Funding and management fee run while the source is fresh: up to now or to where the last
         price went stale, and if it was stale when last looked at, from the present price on.
    @param reading The last price; empty where there is none.
    """
    ledger: pool_book.Ledger = before
    since: uint256 = ledger.clocks.accrued_at
    if ledger.clocks.fresh_until < since:
        since = max(since, reading.updated_at)
    if reading.price != 0:
        ledger.clocks.last_price = reading.price
        ledger.clocks.fresh_until = reading.fresh_until
    until: uint256 = max(since, min(block.timestamp, ledger.clocks.fresh_until))
    ledger.clocks.accrued_at = block.timestamp
    if block.timestamp <= reading.fresh_until:
        ledger.clocks.stale_since = 0
    fee: uint256 = 0
    ledger.book, fee, ledger.clocks.unbilled = staticcall IPairingEngine(ENGINE).accrued(
        ledger.book, TERMS, until - since, ledger.clocks.unbilled
    )
    ledger.fees_owed += fee
    return ledger


@internal
@pure
def _need_live(clocks: IPairedPool.Clocks):
    fault.need(clocks.is_open, "market: not open")
    fault.need(not clocks.is_deprecated, "market: deprecated")


@internal
@view
def _need_direct(deadline: uint256):
    self._need_live(pool_book.clocks())
    fault.need(not TERMS.commits, "trade: commit first")
    fault.need(block.timestamp <= deadline, "trade: too late")


@internal
@view
def _need_desk():
    fault.need(msg.sender == DESK, "trade: desk only")


# ------------------------------------------------------------------ shares


@internal
@view
def _state_of(side: uint256) -> IPairedShare.State:
    return staticcall IPairedShare(self.share[side]).state()


@internal
@view
def _states() -> IPairedShare.State[SIDES]:
    return [self._state_of(LEVERAGED), self._state_of(FUNDING), self._state_of(LIQUIDITY)]


@internal
@view
def _states_for(side: uint256) -> IPairedShare.State[SIDES]:
    """
    @dev A trade asks for its own side and, for the cut and for what waits there, for LP.
    """
    states: IPairedShare.State[SIDES] = empty(IPairedShare.State[SIDES])
    states[side] = self._state_of(side)
    if side == FUNDING or (side == LEVERAGED and TERMS.fees.cut != 0):
        states[LIQUIDITY] = self._state_of(LIQUIDITY)
    return states


@internal
def _make_share(side: uint256):
    """
    @dev One generation of a side. Requests of LP wait an hour at least.
    """
    generation: uint256 = self.generation[side] + 1
    self.generation[side] = generation
    kind: String[2] = "LT"
    notice: uint256 = TERMS.window + exit_queue.BINDING
    if side == FUNDING:
        kind = "FT"
    elif side == LIQUIDITY:
        kind = "LP"
        notice = max(HOUR, notice)
    name: String[40] = concat(_NAME, " ", kind)
    symbol: String[24] = concat(_SYMBOL, "-", kind)
    if generation > 1:
        number: String[78] = uint2str(min(generation, FIRST_GENERATIONS))
        # decoding gives the text, which fits, the shorter type
        name = abi_decode(abi_encode(concat(_NAME, " ", kind, " ", number)), String[40])
        symbol = abi_decode(abi_encode(concat(_SYMBOL, "-", kind, "-", number)), String[24])
    share: address = create_from_blueprint(SHARE_BLUEPRINT, name, symbol, ASSET, notice)
    self.share[side] = share
    log IPairedPool.Generation(side=side, share=share)


# ------------------------------------------------------------------ U


@internal
def _take(ledger: pool_book.Ledger, amount: uint256):
    """
    @dev Refuses a U that takes a fee on transfer or shrinks.
    """
    assert extcall IERC20(ASSET).transferFrom(msg.sender, self, amount, default_return_value=True)
    counted: uint256 = ledger.book.underlying + ledger.fees_owed + self._all_unsent
    fault.need(staticcall IERC20(ASSET).balanceOf(self) >= counted, "token: asset short")


@internal
def _send(receiver: address, amount: uint256):
    if amount != 0:
        assert extcall IERC20(ASSET).transfer(receiver, amount, default_return_value=True)


@internal
def _try_send(receiver: address, amount: uint256) -> bool:
    """
    @dev Whether U took it. The caller must bring the gas, or he could make a good transfer fail.
    """
    if amount == 0:
        return True
    fault.need(msg.gas > 2 * SEND_GAS, "settle: send more gas")
    success: bool = False
    answer: Bytes[32] = b""
    success, answer = raw_call(
        ASSET,
        abi_encode(receiver, amount, method_id=method_id("transfer(address,uint256)")),
        max_outsize=32,
        gas=SEND_GAS,
        revert_on_failure=False,
    )
    return success and (len(answer) == 0 or convert(answer, uint256) == 1)

# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Paired pool: fixed leverage with no borrowing, one market of one underlying
@license AGPL-3.0-only
@notice One unit of the underlying U splits into one unit of F, a funding position that is owed
        dollars and earns a rate, and one of L, the leveraged rest. LT shares pool L, FT
        shares pool F, LP shares own what those two leave and are the counterparty of every
        trade. Nothing is ever sold or borrowed: a rebalance is a rebalance of the books at a
        price, which anyone may call.
        Sides: 0 LT, 1 FT, 2 LP. U is counted, never read from a balance. What needs no
        price, leaving by the queue and claiming, lies in the shares (IPairingShare).
        All arithmetic is the engine's; this contract holds state, U and the clock.
"""
from ethereum.ercs import IERC20

from ..interfaces import IPairingPool
from ..interfaces import IPairingShare
from ..interfaces import IPairingEngine
from ..interfaces import IPriceSource
from ..libraries import errors
from . import exit_queue
from . import accounting

initializes: accounting
implements: IPairingPool

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
ORDERS: public(immutable(address))  # the only one who trades, if the terms say so; else empty
SHARE_BLUEPRINT: public(immutable(address))
TERMS: immutable(IPairingPool.Terms)
_NAME: immutable(String[32])
_SYMBOL: immutable(String[16])

share: public(address[SIDES])
generation: public(uint256[SIDES])
fee_recipient: public(address)
unsent: public(HashMap[address, uint256])  # units of U that a share is owed, as its transfer failed
_all_unsent: uint256
_cut: uint256  # raw LP shares held for the fee recipient


@deploy
def __init__(p: IPairingPool.Parameters, engine: address, share_blueprint: address, orders_blueprint: address):
    """
    @notice Called by the factory, which checks the parameters.
    @param p See IPairingPool.Parameters.
    @param engine IPairingEngine.
    @param share_blueprint ERC-5202 blueprint of PairingShare.
    @param orders_blueprint ERC-5202 blueprint of DelayedOrders.
    """
    FACTORY = msg.sender
    ASSET = p.asset
    SOURCE = p.source
    ENGINE = engine
    SHARE_BLUEPRINT = share_blueprint
    TERMS = p.terms
    _NAME = p.name
    _SYMBOL = p.symbol
    delayed_orders: address = empty(address)
    if p.terms.commits:
        delayed_orders = create_from_blueprint(orders_blueprint, p.asset, p.source, p.terms.fees.max_reward)
    ORDERS = delayed_orders
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
    market_state: accounting.MarketState = accounting.load()
    errors.require(not market_state.clocks.is_open, "open: already")
    reading: IPriceSource.Reading = empty(IPriceSource.Reading)
    mean: uint256 = 0
    reading, mean = staticcall IPriceSource(SOURCE).latest_and_mean(TERMS.window)
    opened: IPairingEngine.Minted = staticcall IPairingEngine(ENGINE).open(TERMS, reading.price, mean, amount)
    market_state.position = opened.position
    market_state.clocks.is_open = True
    market_state.clocks.accrued_at = block.timestamp
    market_state.clocks.last_rebalance = block.timestamp
    market_state.clocks.last_price = reading.price
    market_state.clocks.fresh_until = reading.fresh_until
    accounting.store(market_state)
    self._take(market_state, amount)
    for side: uint256 in range(SIDES):
        extcall IPairingShare(self.share[side]).mint(DEAD, opened.lock)
    extcall IPairingShare(self.share[LIQUIDITY]).mint(msg.sender, opened.shares)
    log IPairingPool.Opened(creator=msg.sender, amount=amount, shares=opened.shares, price=reading.price)
    return opened.shares


@external
def mint(side: uint256, amount: uint256, min_out: uint256, receiver: address, deadline: uint256) -> uint256:
    """
    @notice LT or FT for U: splits it and swaps the other kind with the liquidity vault at the
            price worse for the caller, less the swap fee. Refused where liquidity lacks
            the kind or the side would pass its capacity.
    @param side 0 LT, 1 FT.
    @param amount Units of U, pulled from the caller.
    @param min_out Least shares, as shown.
    @param receiver Of the shares.
    @param deadline Last second at which this may happen.
    @return Shares as shown, rounded down to what the low and the high price both allow.
    """
    self._require_direct(deadline)
    errors.require(side < LIQUIDITY, "mint: not LT or FT")
    return self._mint(side, amount, min_out, receiver, 0)


@external
def deposit(amount: uint256, min_out: uint256, receiver: address, deadline: uint256) -> uint256:
    """
    @notice LP for U: no swap; an entry fee of the liquidity vault's distance from leverage one
            times the margin stays in it. LP leave by the queue.
    @param amount Units of U, pulled from the caller.
    @param min_out Least shares, as shown.
    @param receiver Of the shares.
    @param deadline Last second at which this may happen.
    @return Shares as shown, rounded down, the smaller count of the low and the high price.
    """
    self._require_direct(deadline)
    return self._mint(LIQUIDITY, amount, min_out, receiver, 0)


@external
def redeem(
    side: uint256, shares: uint256, min_out: uint256, receiver: address, partial: bool, deadline: uint256
) -> (uint256, uint256):
    """
    @notice U for LT or FT at once, as far as the liquidity vault can swap; the queue of the
            share is the exit that needs no inventory.
    @param side 0 LT, 1 FT.
    @param shares The caller's, as shown.
    @param min_out Least units of U.
    @param receiver Of U.
    @param partial True: redeem what can be redeemed; False: all or nothing.
    @param deadline Last second at which this may happen.
    @return Shares burned, as shown, and units of U, rounded down.
    """
    self._require_direct(deadline)
    return self._redeem(side, shares, min_out, receiver, partial, 0)


@external
def mint_ordered(side: uint256, amount: uint256, min_out: uint256, receiver: address, price: uint256) -> uint256:
    """
    @notice As `mint`, or `deposit` for side 2, held against one more price. Delayed orders only.
    @param side 0 LT, 1 FT, 2 LP.
    @param amount Units of U, pulled from the delayed orders.
    @param min_out Least shares, as shown.
    @param receiver Of the shares.
    @param price Of the first update after the order, 1e36.
    @return Shares as shown.
    """
    self._require_orders()
    return self._mint(side, amount, min_out, receiver, price)


@external
def redeem_ordered(side: uint256, shares: uint256, min_out: uint256, receiver: address, price: uint256) -> uint256:
    """
    @notice As `redeem`, all or nothing, held against one more price. Delayed orders only.
    @param side 0 LT, 1 FT.
    @param shares The delayed orders', as shown.
    @param min_out Least units of U.
    @param receiver Of U.
    @param price Of the first update after the order, 1e36.
    @return Units of U.
    """
    self._require_orders()
    return self._redeem(side, shares, min_out, receiver, False, price)[1]


@internal
def _mint(side: uint256, amount: uint256, min_out: uint256, receiver: address, also: uint256) -> uint256:
    market_state: accounting.MarketState = empty(accounting.MarketState)
    seen: uint256[3] = [0, 0, also]
    market_state, seen[0], seen[1] = self._accrued()
    states: IPairingShare.State[SIDES] = self._states_for(side)
    minted: IPairingEngine.Minted = staticcall IPairingEngine(ENGINE).mint(
        market_state.position, TERMS, seen, side, amount, states
    )
    shares: uint256 = minted.shares // max(states[side].index, 1)
    errors.require(shares >= min_out, "mint: below minimum")
    market_state.position = minted.position
    accounting.store(market_state)
    self._take(market_state, amount)
    if states[side].closed:
        self._make_share(side)
    if minted.lock != 0:
        extcall IPairingShare(self.share[side]).mint(DEAD, minted.lock)
    extcall IPairingShare(self.share[side]).mint(receiver, minted.shares)
    self._keep_cut(minted.cut)
    log IPairingPool.Mint(
        side=side, sender=msg.sender, receiver=receiver, amount=amount, shares=minted.shares, cut=minted.cut
    )
    return shares


@internal
def _redeem(
    side: uint256, shares: uint256, min_out: uint256, receiver: address, partial: bool, also: uint256
) -> (uint256, uint256):
    errors.require(side < LIQUIDITY, "redeem: not LT or FT")
    market_state: accounting.MarketState = empty(accounting.MarketState)
    seen: uint256[3] = [0, 0, also]
    market_state, seen[0], seen[1] = self._accrued()
    states: IPairingShare.State[SIDES] = self._states_for(side)
    raw: uint256 = shares * states[side].index
    errors.require(raw != 0, "redeem: zero shares")
    errors.require(raw <= staticcall IPairingShare(self.share[side]).raw_balance(msg.sender), "redeem: over balance")
    redeemed: IPairingEngine.Redeemed = staticcall IPairingEngine(ENGINE).redeem(
        market_state.position, TERMS, seen, side, raw, partial, states
    )
    errors.require(redeemed.amount >= min_out, "redeem: below minimum")
    market_state.position = redeemed.position
    accounting.store(market_state)
    extcall IPairingShare(self.share[side]).burn(msg.sender, redeemed.shares)
    self._keep_cut(redeemed.cut)
    log IPairingPool.Redeem(
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
        extcall IPairingShare(self.share[LIQUIDITY]).mint(self, raw)


# ------------------------------------------------------------------ rebalance


@external
def rebalance() -> (uint256, bool, uint256):
    """
    @notice Anyone, when the mean price has left the range, when the period is over, or an hour
            after a queue became ready. Up to 64 rebalances: at the bounds of the range
            while spot is a whole further range beyond, the last one at spot, where the
            queues are paid and a vault worth less than a dollar ends its generation.
    @return Steps done, whether more are waiting, the caller's reward in units of U.
    """
    market_state: accounting.MarketState = empty(accounting.MarketState)
    spot: uint256 = 0
    mean: uint256 = 0
    market_state, spot, mean = self._accrued()
    is_scheduled: bool = block.timestamp >= market_state.clocks.last_rebalance + TERMS.period
    rebalanced: IPairingEngine.Rebalanced = staticcall IPairingEngine(ENGINE).rebalance(
        market_state.position, TERMS, spot, mean, is_scheduled, self._states(), self._cut
    )
    reward: uint256 = min(TERMS.fees.max_reward, rebalanced.fee * TERMS.fees.reward // WAD)
    market_state.position = rebalanced.position
    market_state.fees_owed += rebalanced.fee - reward
    market_state.clocks.last_rebalance = block.timestamp
    for step: IPairingPool.StepTransfer in rebalanced.steps:
        log IPairingPool.Step(moved=step)
    log IPairingPool.Rebalance(
        keeper=msg.sender,
        steps=len(rebalanced.steps),
        backlog=rebalanced.backlog,
        price=rebalanced.position.reference,
        fee=rebalanced.fee,
        reward=reward,
    )
    if rebalanced.at_market:
        self._settle(market_state, rebalanced.settlements)
    else:
        accounting.store(market_state)
    self._send(msg.sender, reward)
    return len(rebalanced.steps), rebalanced.backlog, reward


@internal
def _settle(market_state: accounting.MarketState, settlements: IPairingEngine.Settlement[SIDES]):
    """
    @dev Stores the ledger, then sends each share the U of its paid epochs and of its end. A share
         that U refuses to pay is owed it, so that it cannot hold up the others.
    """
    final: accounting.MarketState = market_state
    final.fees_owed += settlements[LIQUIDITY].cut
    accounting.store(final)
    for side: uint256 in range(SIDES):
        s: IPairingEngine.Settlement = settlements[side]
        if s.epochs == 0 and not s.closing:
            continue
        share: address = self.share[side]
        if side == LIQUIDITY and s.closing and self._cut != 0:
            extcall IPairingShare(share).burn(self, self._cut)
            self._cut = 0
        paid: uint256 = s.paid[0] + s.paid[1]
        if not self._try_send(share, paid + s.left):
            self._owe(share, paid + s.left)
        extcall IPairingShare(share).settle(s.paid, s.epochs, s.closing, s.left, self.unsent[share])
        log IPairingPool.Settle(side=side, share=share, epochs=s.epochs, paid=paid, closed=s.closing, left=s.left)


@internal
def _owe(share: address, amount: uint256):
    self.unsent[share] += amount
    self._all_unsent += amount
    log IPairingPool.Unsent(share=share, amount=amount)


@external
def forward(share: address) -> uint256:
    """
    @notice Anyone: sends a share, of an ended generation too, the U that could not be sent when it
            was settled. Needs no price and works after the end.
    @param share Of this market.
    @return Units of U.
    """
    amount: uint256 = self.unsent[share]
    errors.require(amount != 0, "forward: nothing unsent")
    self.unsent[share] = 0
    self._all_unsent -= amount
    log IPairingPool.Forward(share=share, amount=amount)
    self._send(share, amount)
    return amount


@external
def consolidate(side: uint256):
    """
    @notice Anyone, once a share as shown is worth less than a millionth of its first dollar: a
            million shares become one. Nobody's part changes.
    @param side 0 LT, 1 FT, 2 LP.
    """
    errors.require(side < SIDES, "consolidate: no such side")
    market_state: accounting.MarketState = empty(accounting.MarketState)
    spot: uint256 = 0
    mean: uint256 = 0
    market_state, spot, mean = self._accrued()
    state: IPairingShare.State = self._state_of(side)
    errors.require(state.supply != 0, "consolidate: no shares")
    is_small: bool = staticcall IPairingEngine(ENGINE).is_small(market_state.position, TERMS, side, spot, state)
    errors.require(is_small, "consolidate: not small enough")
    accounting.store(market_state)
    extcall IPairingShare(self.share[side]).consolidate()
    log IPairingPool.Consolidate(side=side, share=self.share[side])


# ------------------------------------------------------------------ a dead source


@external
def report_stale():
    """
    @notice Anyone: the source has no fresh price. Starts the 72 hours after which the market may
            be deprecated; starts them anew if the source had come back in between.
    """
    market_state: accounting.MarketState = accounting.load()
    self._require_live(market_state.clocks)
    reading: IPriceSource.Reading = self._try_latest()
    market_state = self._accrued_by(market_state, reading)
    errors.require(block.timestamp > reading.fresh_until, "stale: source is fresh")
    since: uint256 = market_state.clocks.stale_since
    errors.require(since == 0 or reading.updated_at > since, "stale: already reported")
    market_state.clocks.stale_since = block.timestamp
    accounting.store(market_state)
    log IPairingPool.Stale(since=block.timestamp)


@external
def deprecate():
    """
    @notice Anyone, 72 hours after a report and without a newer price since: what every vault is
            worth at the last price becomes a fixed amount of U per share, all vaults at once. FT
            bear the gap if the market has moved since.
    """
    market_state: accounting.MarketState = accounting.load()
    self._require_live(market_state.clocks)
    reading: IPriceSource.Reading = self._try_latest()
    market_state = self._accrued_by(market_state, reading)
    since: uint256 = market_state.clocks.stale_since
    errors.require(since != 0 and block.timestamp > reading.fresh_until, "deprecate: not stale")
    errors.require(reading.updated_at <= since, "deprecate: source came back")
    errors.require(block.timestamp >= since + STALE_FOR, "deprecate: too early")
    settlements: IPairingEngine.Settlement[SIDES] = empty(IPairingEngine.Settlement[SIDES])
    rest: uint256 = 0
    price: uint256 = market_state.clocks.last_price
    settlements, rest = staticcall IPairingEngine(ENGINE).close_all(
        market_state.position, TERMS, price, self._states(), self._cut
    )
    market_state.position.underlying = 0
    market_state.position.index = ONE
    market_state.position.leveraged = empty(IPairingPool.Vault)
    market_state.position.funding = empty(IPairingPool.Vault)
    market_state.fees_owed += rest
    market_state.clocks.is_deprecated = True
    self._settle(market_state, settlements)
    log IPairingPool.Deprecate(price=price)


@internal
@view
def _try_latest() -> IPriceSource.Reading:
    """
    @dev Empty, so never fresh, where the source refuses. The caller must bring the gas, or they
         could make a living source look dead.
    """
    errors.require(msg.gas > 2 * SOURCE_GAS, "source: send more gas")
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
    market_state: accounting.MarketState = accounting.load()
    amount: uint256 = market_state.fees_owed
    lp: address = self.share[LIQUIDITY]
    index: uint256 = staticcall IPairingShare(lp).index()
    shares: uint256 = self._cut // index
    errors.require(amount != 0 or shares != 0, "fees: nothing owed")
    market_state.fees_owed = 0
    accounting.store(market_state)
    self._cut -= shares * index
    log IPairingPool.CollectFees(recipient=self.fee_recipient, amount=amount, shares=shares)
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
    errors.require(msg.sender == self.fee_recipient, "fees: not the recipient")
    errors.require(recipient != empty(address), "fees: zero recipient")
    self.fee_recipient = recipient
    log IPairingPool.FeeRecipient(recipient=recipient)


# ------------------------------------------------------------------ views


@external
@view
def position() -> IPairingPool.Position:
    """
    @notice The book as stored, accrued at `clocks().accrued_at`.
    @return See IPairingPool.Book.
    """
    return accounting.load().position


@external
@view
def accrued_position() -> IPairingPool.Position:
    """
    @notice The book with funding and management fee up to now.
    @return See IPairingPool.Book.
    """
    return self._accrued_by(accounting.load(), self._try_latest()).position


@external
@view
def clocks() -> IPairingPool.Clocks:
    """
    @notice Times, the last price, and whether the market is open or deprecated.
    @return See IPairingPool.Clocks.
    """
    return accounting.clocks()


@external
@view
def fees_owed() -> (uint256, uint256):
    """
    @notice What the fee recipient may collect, as last accrued.
    @return Units of U, and raw LP shares.
    """
    return accounting.load().fees_owed, self._cut


@external
@view
@reentrant
def terms() -> IPairingPool.Terms:
    """
    @notice What the market is made of, for good.
    @return See IPairingPool.Terms.
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
def _accrued() -> (accounting.MarketState, uint256, uint256):
    """
    @dev Before everything that needs a price.
    @return The ledger up to now, spot and mean.
    """
    market_state: accounting.MarketState = accounting.load()
    self._require_live(market_state.clocks)
    reading: IPriceSource.Reading = empty(IPriceSource.Reading)
    mean: uint256 = 0
    reading, mean = staticcall IPriceSource(SOURCE).latest_and_mean(TERMS.window)
    return self._accrued_by(market_state, reading), reading.price, mean


@internal
@view
def _accrued_by(before: accounting.MarketState, reading: IPriceSource.Reading) -> accounting.MarketState:
    """
    @dev Funding and management fee run while the source is fresh: up to now or to where the last
         price went stale, and if it was stale when last looked at, from the present price on.
    @param reading The last price; empty where there is none.
    """
    market_state: accounting.MarketState = before
    since: uint256 = market_state.clocks.accrued_at
    if market_state.clocks.fresh_until < since:
        since = max(since, reading.updated_at)
    if reading.price != 0:
        market_state.clocks.last_price = reading.price
        market_state.clocks.fresh_until = reading.fresh_until
    until: uint256 = max(since, min(block.timestamp, market_state.clocks.fresh_until))
    market_state.clocks.accrued_at = block.timestamp
    if block.timestamp <= reading.fresh_until:
        market_state.clocks.stale_since = 0
    fee: uint256 = 0
    market_state.position, fee, market_state.clocks.unbilled = staticcall IPairingEngine(ENGINE).accrued(
        market_state.position, TERMS, until - since, market_state.clocks.unbilled
    )
    market_state.fees_owed += fee
    return market_state


@internal
@pure
def _require_live(clocks: IPairingPool.Clocks):
    errors.require(clocks.is_open, "market: not open")
    errors.require(not clocks.is_deprecated, "market: deprecated")


@internal
@view
def _require_direct(deadline: uint256):
    self._require_live(accounting.clocks())
    errors.require(not TERMS.commits, "trade: commit first")
    errors.require(block.timestamp <= deadline, "trade: too late")


@internal
@view
def _require_orders():
    errors.require(msg.sender == ORDERS, "trade: orders only")


# ------------------------------------------------------------------ shares


@internal
@view
def _state_of(side: uint256) -> IPairingShare.State:
    return staticcall IPairingShare(self.share[side]).state()


@internal
@view
def _states() -> IPairingShare.State[SIDES]:
    return [self._state_of(LEVERAGED), self._state_of(FUNDING), self._state_of(LIQUIDITY)]


@internal
@view
def _states_for(side: uint256) -> IPairingShare.State[SIDES]:
    """
    @dev A trade asks for its own side and, for the cut and for what waits there, for LP.
    """
    states: IPairingShare.State[SIDES] = empty(IPairingShare.State[SIDES])
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
    log IPairingPool.Generation(side=side, share=share)


# ------------------------------------------------------------------ U


@internal
def _take(market_state: accounting.MarketState, amount: uint256):
    """
    @dev Refuses a U that takes a fee on transfer or shrinks.
    """
    assert extcall IERC20(ASSET).transferFrom(msg.sender, self, amount, default_return_value=True)
    counted: uint256 = market_state.position.underlying + market_state.fees_owed + self._all_unsent
    errors.require(staticcall IERC20(ASSET).balanceOf(self) >= counted, "token: asset short")


@internal
def _send(receiver: address, amount: uint256):
    if amount != 0:
        assert extcall IERC20(ASSET).transfer(receiver, amount, default_return_value=True)


@internal
def _try_send(receiver: address, amount: uint256) -> bool:
    """
    @dev Whether U took it. The caller must bring the gas, or they could make a good transfer fail.
    """
    if amount == 0:
        return True
    errors.require(msg.gas > 2 * SEND_GAS, "settle: send more gas")
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

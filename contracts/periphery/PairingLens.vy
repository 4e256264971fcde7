# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Everything a screen or a keeper wants to know about a paired pool, in one call
@license AGPL-3.0-only
@notice Stateless, without owner, views only; compiled from the market's own arithmetic. A
        market that is not open, deprecated, out of range or without a living price source
        answers too: what needs a price is computed with the last one seen, and flags say
        what is usable. Only while a market or a share is locked there is no answer.
"""
from snekmate.utils import math

from ..interfaces import IDelayedOrders
from ..interfaces import IPairingLens
from ..interfaces import IPairingPool
from ..interfaces import IPairingShare
from ..libraries import errors
from ..pairing import funding
from ..pairing import rebalancing
from ..pairing import trades
from ..pairing import valuation
from ..pairing import wide
from . import lens_common
from . import pairing_reading

implements: IPairingLens

E36: constant(uint256) = 10**36
WAD: constant(uint256) = 10**18
HOUR: constant(uint256) = 3_600
DAYS_PER_YEAR: constant(uint256) = 365
LN2: constant(uint256) = 693_147_180_559_945_309
MAX_PAGE: constant(uint256) = 32


@deploy
def __init__():
    pass


# ------------------------------------------------------------------ the market


@external
@view
def status(market: address) -> IPairingLens.Status:
    """
    @notice Everything about one market but its terms. Reverts while the market is locked.
    @param market A paired pool.
    @return See IPairingLens.Status. Errors: "lens: send more gas".
    """
    r: pairing_reading.Reading = pairing_reading.read(market)
    status: IPairingLens.Status = empty(IPairingLens.Status)
    status.market = market
    status.asset = staticcall IPairingPool(market).ASSET()
    status.source = r.source
    status.delayed_orders = staticcall IPairingPool(market).ORDERS()
    status.is_open = r.clocks.is_open
    status.is_deprecated = r.clocks.is_deprecated
    status.clocks = r.clocks
    status.position = r.position
    status.latest = r.latest
    status.price = r.price
    status.is_usable = r.is_usable
    status.mean = r.mean
    status.low = r.prices[trades.LOW]
    status.high = r.prices[trades.HIGH]
    status.in_range = r.in_range
    for side: uint256 in range(pairing_reading.SIDES):
        status.sides[side] = self._side(r, side)
    status.utilization = funding.utilization(r.position, r.terms.mints_funding)
    status.funding_rate = funding.rate(r.terms.target, status.utilization)
    return self._with_schedule(r, self._with_figures(r, status))


@external
@view
def half_life(market: address, volatility: uint256) -> uint256:
    """
    @notice How fast drag works: 2 * ln 2 / (T * (T - 1) * volatility^2).
    @param market A paired pool.
    @param volatility Of the underlying's price per year, 1e18.
    @return Days in which LT halves at a flat price, 1e18, rounded down. Errors: "lens: no volatility".
    """
    target: uint256 = (staticcall IPairingPool(market).terms()).target
    variance: uint256 = volatility * volatility // WAD
    errors.require(variance != 0, "lens: no volatility")
    return wide.mul_div_down(2 * LN2 * DAYS_PER_YEAR, WAD, target * (target - 1) * variance)


@internal
@view
def _side(r: pairing_reading.Reading, side: uint256) -> IPairingLens.Side:
    found: IPairingLens.Side = empty(IPairingLens.Side)
    found.share = r.shares[side]
    found.generation = staticcall IPairingPool(r.market).generation(side)
    found.is_closed = r.states[side].closed
    found.supply = r.states[side].supply // max(r.states[side].index, 1)
    worth: uint256 = valuation.value_of(r.position, r.terms.target, side, r.price)
    found.worth = worth // E36
    found.leverage = valuation.leverage(r.position, r.terms.target, side, r.price)
    if found.supply != 0 and r.price != 0:
        found.nav = wide.mul_div_down(valuation.dollars(r.terms, worth, r.price), WAD, found.supply)
    return found


@internal
@pure
def _with_figures(r: pairing_reading.Reading, before: IPairingLens.Status) -> IPairingLens.Status:
    status: IPairingLens.Status = before
    target: uint256 = r.terms.target
    liquidity: IPairingShare.State = r.states[valuation.LIQUIDITY]
    leaving: uint256 = 0
    if r.price != 0:
        leaving = valuation.leaving(r.position, target, r.price, pairing_reading.waiting(liquidity), liquidity.supply)
    status.kappa_leveraged = valuation.kappa_leveraged(r.position, target, r.price)
    status.kappa_funding = valuation.kappa_funding(r.position, target, r.price, leaving)
    status.rally_ceiling = self._rally_ceiling(target, status.kappa_leveraged)
    status.zero_point = valuation.zero_point(r.position, target)
    # F earns on what it was at the last rebalance, not on what it is owed by now; a market not open has no index
    rate: uint256 = wide.mul_div_down(status.funding_rate, valuation.ONE, max(r.position.index, valuation.ONE))
    status.funding_cost = lens_common.interest_cost(status.sides[valuation.LEVERAGED].leverage, rate)
    return status


@internal
@pure
def _rally_ceiling(target: uint256, kappa: uint256) -> uint256:
    """
    @return kappa^(-1/(T-1)), 1e18; the exponent rounded down.
    """
    if kappa == 0:
        return max_value(uint256)
    exponent: int256 = -math._wad_ln(convert(kappa, int256))
    per: int256 = convert(target - 1, int256)
    if exponent < 0:
        exponent -= per - 1
    return convert(math._wad_exp(exponent // per), uint256)


@internal
@view
def _with_schedule(r: pairing_reading.Reading, before: IPairingLens.Status) -> IPairingLens.Status:
    """
    @dev Asks what `rebalance` asks, with its arithmetic.
    """
    status: IPairingLens.Status = before
    if not pairing_reading.is_live(r):
        return status
    status.scheduled_at = r.clocks.last_rebalance + r.terms.period
    due: bool = block.timestamp >= status.scheduled_at
    due = due or r.states[0].due or r.states[1].due or r.states[2].due
    status.is_due = due
    if r.is_usable:
        move: uint256 = rebalancing.next_move(r.terms, r.position.reference, r.price, r.mean, due).move
        status.is_due = move != rebalancing.NOTHING
        status.backlog = move == rebalancing.BOUND
        status.rebalance_open = status.backlog or move == rebalancing.MARKET
    return status


# ------------------------------------------------------------------ leaving


@external
@view
def queue(market: address, side: uint256, owner: address) -> IPairingLens.Queue:
    """
    @notice The exit queue of a side's present share, as one owner sees it.
    @param market A paired pool.
    @param side 0 LT, 1 FT, 2 LP.
    @param owner Of requests and shares.
    @return See IPairingLens.Queue.
    """
    share: address = staticcall IPairingPool(market).share(side)
    head: uint256 = staticcall IPairingShare(share).head()
    queue: IPairingLens.Queue = empty(IPairingLens.Queue)
    queue.share = share
    queue.notice = staticcall IPairingShare(share).notice()
    state: IPairingShare.State = staticcall IPairingShare(share).state()
    for i: uint256 in range(2):
        if state.epochs[i] != 0:
            queue.waiting.append(self._waiting(share, owner, head + i, queue.notice, i < state.ripe))
    queue.claims = self._claims(share, owner, head - min(head, MAX_PAGE), MAX_PAGE)
    supply: uint256 = 0
    amount: uint256 = 0
    queue.is_closed, supply, amount = staticcall IPairingShare(share).closed()
    if supply != 0:
        held: uint256 = staticcall IPairingShare(share).raw_balance(owner)
        queue.closed_amount = wide.mul_div_down(amount, held, supply)
    return queue


@external
@view
def claims(share: address, owner: address, start: uint256, count: uint256) -> DynArray[IPairingLens.Claim, MAX_PAGE]:
    """
    @notice What an owner may claim from these epochs of a share, of an ended generation too.
    @param share A share of a paired pool.
    @param owner Of requests.
    @param start Number of the first epoch.
    @param count Epochs to look at, at most 32; fewer where there are no more.
    @return See IPairingLens.Claim. Errors: "lens: at most 32 at once".
    """
    self._check_page(count)
    return self._claims(share, owner, start, count)


@internal
@view
def _waiting(share: address, owner: address, number: uint256, notice: uint256, is_ripe: bool) -> IPairingLens.Waiting:
    index: uint256 = staticcall IPairingShare(share).index()
    shares: uint256 = 0
    first: uint256 = 0
    last: uint256 = 0
    is_paid: bool = False
    paid: uint256 = 0
    shares, first, last, is_paid, paid = staticcall IPairingShare(share).epoch(number)
    return IPairingLens.Waiting(
        epoch=number,
        shares=shares // index,
        request=staticcall IPairingShare(share).request(owner, number) // index,
        ripe_at=last + notice,
        due_at=max(last + notice, first + HOUR),
        is_ripe=is_ripe,
    )


@internal
@view
def _claims(share: address, owner: address, start: uint256, count: uint256) -> DynArray[IPairingLens.Claim, MAX_PAGE]:
    found: DynArray[IPairingLens.Claim, MAX_PAGE] = []
    index: uint256 = staticcall IPairingShare(share).index()
    head: uint256 = staticcall IPairingShare(share).head()
    for number: uint256 in range(start, max(start, min(start + count, head)), bound=MAX_PAGE):
        request: uint256 = staticcall IPairingShare(share).request(owner, number)
        if request == 0:
            continue
        shares: uint256 = 0
        first: uint256 = 0
        last: uint256 = 0
        is_paid: bool = False
        paid: uint256 = 0
        shares, first, last, is_paid, paid = staticcall IPairingShare(share).epoch(number)
        # an epoch that its last request left is passed over, not paid: nobody has a request there
        amount: uint256 = wide.mul_div_down(paid, request, shares)
        found.append(IPairingLens.Claim(epoch=number, shares=request // index, amount=amount))
    return found


# ------------------------------------------------------------------ orders


@external
@view
def orders(
    market: address, owner: address, start: uint256, count: uint256
) -> DynArray[IPairingLens.OpenOrder, MAX_PAGE]:
    """
    @notice Those of a page of delayed orders' orders that still wait; none where there is no delayed orders.
    @param market A paired pool.
    @param owner Whose; empty: everybody's.
    @param start Number of the first order.
    @param count Orders to look at, at most 32; fewer where there are no more.
    @return See IPairingLens.OpenOrder. Errors: "lens: at most 32 at once", "lens: send more gas".
    """
    self._check_page(count)
    found: DynArray[IPairingLens.OpenOrder, MAX_PAGE] = []
    delayed_orders: address = staticcall IPairingPool(market).ORDERS()
    if delayed_orders == empty(address):
        return found
    r: pairing_reading.Reading = pairing_reading.read(market)
    delay: uint256 = staticcall IDelayedOrders(delayed_orders).DELAY()
    last: uint256 = min(start + count, staticcall IDelayedOrders(delayed_orders).order_count())
    for number: uint256 in range(start, max(start, last), bound=MAX_PAGE):
        order: IDelayedOrders.Order = staticcall IDelayedOrders(delayed_orders).order(number)
        if order.owner == empty(address) or (owner != empty(address) and order.owner != owner):
            continue
        found.append(self._open_order(r, delay, number, order))
    return found


@internal
@view
def _open_order(
    r: pairing_reading.Reading, delay: uint256, number: uint256, order: IDelayedOrders.Order
) -> IPairingLens.OpenOrder:
    amount: uint256 = order.amount
    is_void: bool = r.clocks.is_deprecated
    if not order.is_mint:
        amount //= staticcall IPairingShare(order.share).index()
        is_void = is_void or (staticcall IPairingShare(order.share).closed())[0]
    is_late: bool = block.timestamp > order.deadline
    is_answered: bool = r.latest.round > order.round and r.latest.updated_at >= order.since + delay
    return IPairingLens.OpenOrder(
        number=number,
        order=order,
        amount=amount,
        is_ready=is_answered and not is_late and not is_void,
        is_refundable=is_late or is_void,
    )


@internal
@pure
def _check_page(count: uint256):
    errors.require(count <= MAX_PAGE, "lens: at most 32 at once")

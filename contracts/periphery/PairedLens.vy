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

from ..interfaces import IOrderDesk
from ..interfaces import IPairedLens
from ..interfaces import IPairedPool
from ..interfaces import IPairedShare
from ..libraries import fault
from ..pairing import funding
from ..pairing import resplit
from ..pairing import trades
from ..pairing import valuation
from ..pairing import wide
from . import lens_common
from . import paired_reading

implements: IPairedLens

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
def status(market: address) -> IPairedLens.Status:
    """
    @notice Everything about one market but its terms. Reverts while the market is locked.
    @param market A paired pool.
    @return See IPairedLens.Status. Errors: "lens: send more gas".
    """
    r: paired_reading.Reading = paired_reading.read(market)
    status: IPairedLens.Status = empty(IPairedLens.Status)
    status.market = market
    status.asset = staticcall IPairedPool(market).ASSET()
    status.source = r.source
    status.desk = staticcall IPairedPool(market).DESK()
    status.is_open = r.clocks.is_open
    status.is_deprecated = r.clocks.is_deprecated
    status.clocks = r.clocks
    status.book = r.book
    status.latest = r.latest
    status.price = r.price
    status.is_usable = r.is_usable
    status.mean = r.mean
    status.low = r.prices[trades.LOW]
    status.high = r.prices[trades.HIGH]
    status.in_range = r.in_range
    for side: uint256 in range(paired_reading.SIDES):
        status.sides[side] = self._side(r, side)
    status.utilization = funding.utilization(r.book, r.terms.mints_funding)
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
    target: uint256 = (staticcall IPairedPool(market).terms()).target
    variance: uint256 = volatility * volatility // WAD
    fault.need(variance != 0, "lens: no volatility")
    return wide.mul_div_down(2 * LN2 * DAYS_PER_YEAR, WAD, target * (target - 1) * variance)


@internal
@view
def _side(r: paired_reading.Reading, side: uint256) -> IPairedLens.Side:
    found: IPairedLens.Side = empty(IPairedLens.Side)
    found.share = r.shares[side]
    found.generation = staticcall IPairedPool(r.market).generation(side)
    found.is_closed = r.states[side].closed
    found.supply = r.states[side].supply // max(r.states[side].index, 1)
    worth: uint256 = valuation.value_of(r.book, r.terms.target, side, r.price)
    found.worth = worth // E36
    found.leverage = valuation.leverage(r.book, r.terms.target, side, r.price)
    if found.supply != 0 and r.price != 0:
        found.nav = wide.mul_div_down(valuation.dollars(r.terms, worth, r.price), WAD, found.supply)
    return found


@internal
@pure
def _with_figures(r: paired_reading.Reading, before: IPairedLens.Status) -> IPairedLens.Status:
    status: IPairedLens.Status = before
    target: uint256 = r.terms.target
    liquidity: IPairedShare.State = r.states[valuation.LIQUIDITY]
    leaving: uint256 = 0
    if r.price != 0:
        leaving = valuation.leaving(r.book, target, r.price, paired_reading.waiting(liquidity), liquidity.supply)
    status.kappa_leveraged = valuation.kappa_leveraged(r.book, target, r.price)
    status.kappa_funding = valuation.kappa_funding(r.book, target, r.price, leaving)
    status.rally_ceiling = self._rally_ceiling(target, status.kappa_leveraged)
    status.zero_point = valuation.zero_point(r.book, target)
    # F earns on what it was at the last re-split, not on what it is owed by now; a market not open has no index
    rate: uint256 = wide.mul_div_down(status.funding_rate, valuation.ONE, max(r.book.index, valuation.ONE))
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
def _with_schedule(r: paired_reading.Reading, before: IPairedLens.Status) -> IPairedLens.Status:
    """
    @dev Asks what `poke` asks, with its arithmetic.
    """
    status: IPairedLens.Status = before
    if not paired_reading.is_live(r):
        return status
    status.scheduled_at = r.clocks.last_resplit + r.terms.period
    due: bool = block.timestamp >= status.scheduled_at
    due = due or r.states[0].due or r.states[1].due or r.states[2].due
    status.is_due = due
    if r.is_usable:
        move: uint256 = resplit.next_move(r.terms, r.book.reference, r.price, r.mean, due).move
        status.is_due = move != resplit.NOTHING
        status.backlog = move == resplit.BOUND
        status.poke_open = status.backlog or move == resplit.MARKET
    return status


# ------------------------------------------------------------------ leaving


@external
@view
def queue(market: address, side: uint256, owner: address) -> IPairedLens.Queue:
    """
    @notice The exit queue of a side's present share, as one owner sees it.
    @param market A paired pool.
    @param side 0 LT, 1 FT, 2 LP.
    @param owner Of requests and shares.
    @return See IPairedLens.Queue.
    """
    share: address = staticcall IPairedPool(market).share(side)
    head: uint256 = staticcall IPairedShare(share).head()
    queue: IPairedLens.Queue = empty(IPairedLens.Queue)
    queue.share = share
    queue.notice = staticcall IPairedShare(share).notice()
    state: IPairedShare.State = staticcall IPairedShare(share).state()
    for i: uint256 in range(2):
        if state.epochs[i] != 0:
            queue.waiting.append(self._waiting(share, owner, head + i, queue.notice, i < state.ripe))
    queue.claims = self._claims(share, owner, head - min(head, MAX_PAGE), MAX_PAGE)
    supply: uint256 = 0
    amount: uint256 = 0
    queue.is_closed, supply, amount = staticcall IPairedShare(share).closed()
    if supply != 0:
        held: uint256 = staticcall IPairedShare(share).raw_balance(owner)
        queue.closed_amount = wide.mul_div_down(amount, held, supply)
    return queue


@external
@view
def claims(share: address, owner: address, start: uint256, count: uint256) -> DynArray[IPairedLens.Claim, MAX_PAGE]:
    """
    @notice What an owner may claim from these epochs of a share, of an ended generation too.
    @param share A share of a paired pool.
    @param owner Of requests.
    @param start Number of the first epoch.
    @param count Epochs to look at, at most 32; fewer where there are no more.
    @return See IPairedLens.Claim. Errors: "lens: at most 32 at once".
    """
    self._check_page(count)
    return self._claims(share, owner, start, count)


@internal
@view
def _waiting(share: address, owner: address, number: uint256, notice: uint256, is_ripe: bool) -> IPairedLens.Waiting:
    index: uint256 = staticcall IPairedShare(share).index()
    shares: uint256 = 0
    first: uint256 = 0
    last: uint256 = 0
    is_paid: bool = False
    paid: uint256 = 0
    shares, first, last, is_paid, paid = staticcall IPairedShare(share).epoch(number)
    return IPairedLens.Waiting(
        epoch=number,
        shares=shares // index,
        request=staticcall IPairedShare(share).request(owner, number) // index,
        ripe_at=last + notice,
        due_at=max(last + notice, first + HOUR),
        is_ripe=is_ripe,
    )


@internal
@view
def _claims(share: address, owner: address, start: uint256, count: uint256) -> DynArray[IPairedLens.Claim, MAX_PAGE]:
    found: DynArray[IPairedLens.Claim, MAX_PAGE] = []
    index: uint256 = staticcall IPairedShare(share).index()
    head: uint256 = staticcall IPairedShare(share).head()
    for number: uint256 in range(start, max(start, min(start + count, head)), bound=MAX_PAGE):
        request: uint256 = staticcall IPairedShare(share).request(owner, number)
        if request == 0:
            continue
        shares: uint256 = 0
        first: uint256 = 0
        last: uint256 = 0
        is_paid: bool = False
        paid: uint256 = 0
        shares, first, last, is_paid, paid = staticcall IPairedShare(share).epoch(number)
        # an epoch that its last request left is passed over, not paid: nobody has a request there
        amount: uint256 = wide.mul_div_down(paid, request, shares)
        found.append(IPairedLens.Claim(epoch=number, shares=request // index, amount=amount))
    return found


# ------------------------------------------------------------------ orders


@external
@view
def orders(
    market: address, owner: address, start: uint256, count: uint256
) -> DynArray[IPairedLens.OpenOrder, MAX_PAGE]:
    """
    @notice Those of a page of a desk's orders that still wait; none where there is no desk.
    @param market A paired pool.
    @param owner Whose; empty: everybody's.
    @param start Number of the first order.
    @param count Orders to look at, at most 32; fewer where there are no more.
    @return See IPairedLens.OpenOrder. Errors: "lens: at most 32 at once", "lens: send more gas".
    """
    self._check_page(count)
    found: DynArray[IPairedLens.OpenOrder, MAX_PAGE] = []
    desk: address = staticcall IPairedPool(market).DESK()
    if desk == empty(address):
        return found
    r: paired_reading.Reading = paired_reading.read(market)
    delay: uint256 = staticcall IOrderDesk(desk).DELAY()
    last: uint256 = min(start + count, staticcall IOrderDesk(desk).order_count())
    for number: uint256 in range(start, max(start, last), bound=MAX_PAGE):
        order: IOrderDesk.Order = staticcall IOrderDesk(desk).order(number)
        if order.owner == empty(address) or (owner != empty(address) and order.owner != owner):
            continue
        found.append(self._open_order(r, delay, number, order))
    return found


@internal
@view
def _open_order(
    r: paired_reading.Reading, delay: uint256, number: uint256, order: IOrderDesk.Order
) -> IPairedLens.OpenOrder:
    amount: uint256 = order.amount
    is_void: bool = r.clocks.is_deprecated
    if not order.is_mint:
        amount //= staticcall IPairedShare(order.share).index()
        is_void = is_void or (staticcall IPairedShare(order.share).closed())[0]
    is_late: bool = block.timestamp > order.deadline
    is_answered: bool = r.latest.round > order.round and r.latest.updated_at >= order.since + delay
    return IPairedLens.OpenOrder(
        number=number,
        order=order,
        amount=amount,
        is_ready=is_answered and not is_late and not is_void,
        is_refundable=is_late or is_void,
    )


@internal
@pure
def _check_page(count: uint256):
    fault.need(count <= MAX_PAGE, "lens: at most 32 at once")

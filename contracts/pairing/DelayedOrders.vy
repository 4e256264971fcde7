# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Commit and execute: orders priced at an update after them
@license AGPL-3.0-only
@notice For a market on which only orders may trade, so that an old price is worth nothing. U or
        shares wait here until the first update that is a minute younger than the order: one
        that came sooner may have been observed before it. Whoever executes an order then gets a
        bounty out of it, so that nobody can keep their own as an option, nor by making the market
        refuse it for a while: a mint of FT at the cap, which requests of LP reach and leave at
        will, is refunded by its execution. After its deadline, or when it can never be
        executed, only its refund is left, which needs no price.
"""
from ethereum.ercs import IERC20

from ..interfaces import IDelayedOrders
from ..interfaces import IPairingPool
from ..interfaces import IPairingShare
from ..interfaces import IPriceSource
from ..libraries import errors

implements: IDelayedOrders

LIQUIDITY: constant(uint256) = 2  # the side that is minted by a deposit and leaves by the queue
DELAY: public(constant(uint256)) = 60  # seconds by which an update must be younger than the order
MAX_ROUNDS: constant(uint256) = 64  # that may come meanwhile
ANSWER_SIZE: constant(uint256) = 196  # of a refusal of up to 128 characters
LONGEST_LIFE: constant(uint256) = 7 * 86_400  # seconds after which an order is refunded, whatever its deadline

MARKET: public(immutable(address))
ASSET: public(immutable(address))
SOURCE: public(immutable(address))
BOUNTY: public(immutable(uint256))  # units of U

order_count: public(uint256)
_orders: HashMap[uint256, IDelayedOrders.Order]


@deploy
def __init__(asset: address, source: address, bounty: uint256):
    """
    @notice Called by the market, which may take the U of orders.
    @param asset The underlying U.
    @param source IPriceSource, whose rounds order prices in time.
    @param bounty Units of U that the executor of an order gets out of it.
    """
    MARKET = msg.sender
    ASSET = asset
    SOURCE = source
    BOUNTY = bounty
    assert extcall IERC20(asset).approve(msg.sender, max_value(uint256), default_return_value=True)


@external
def commit(
    is_mint: bool, side: uint256, amount: uint256, min_out: uint256, deadline: uint256, owner: address
) -> uint256:
    """
    @notice Takes the caller's U or shares, on their allowance, for an order of `owner`.
    @param is_mint Whether U is to become shares, or shares U.
    @param side 0 LT, 1 FT, 2 LP; LP only by a mint.
    @param amount Units of U, the bounty included, or shares as shown.
    @param min_out Shares as shown, or units of U after the bounty, below which the order is not executed.
    @param deadline Last second at which it may be executed; at most seven days from now count.
    @param owner Who gets what comes of it.
    @return Number of the order.
    """
    clocks: IPairingPool.Clocks = staticcall IPairingPool(MARKET).clocks()
    errors.require(clocks.is_open, "market: not open")
    errors.require(not clocks.is_deprecated, "market: deprecated")
    errors.require(amount != 0, "order: nothing")
    errors.require(block.timestamp <= deadline, "order: too late")
    errors.require(owner != empty(address), "order: zero owner")
    errors.require(side <= LIQUIDITY, "order: no such side")
    errors.require(is_mint or side != LIQUIDITY, "order: LP leaves by the queue")
    errors.require(not is_mint or amount > BOUNTY, "order: not over the bounty")
    errors.require(is_mint or min_out <= max_value(uint256) - BOUNTY, "order: minimum too high")
    number: uint256 = self.order_count
    self.order_count = number + 1
    order: IDelayedOrders.Order = IDelayedOrders.Order(
        is_mint=is_mint,
        side=side,
        share=empty(address),
        amount=amount,
        min_out=min_out,
        owner=owner,
        round=(staticcall IPriceSource(SOURCE).latest()).round,
        since=block.timestamp,
        deadline=min(deadline, block.timestamp + LONGEST_LIFE),
    )
    token: address = ASSET
    if not is_mint:
        token = staticcall IPairingPool(MARKET).share(side)
        self._check_generation(token)
        order.share = token
        order.amount = amount * staticcall IPairingShare(token).index()
    self._orders[number] = order
    assert extcall IERC20(token).transferFrom(msg.sender, self, amount, default_return_value=True)
    log IDelayedOrders.Commit(number=number, owner=owner, order=order)
    return number


@external
def execute(number: uint256) -> uint256:
    """
    @notice Anyone. Carries an order out at the first price a minute after it, or a worse one seen
            since: to be late can only cost its owner. Where the market refuses FT at the cap,
            the owner gets their U back. The caller gets the bounty either way.
    @param number Of the order.
    @return Shares as shown, or units of U, for the owner; 0 if they got their U back.
    """
    order: IDelayedOrders.Order = self._known(number)
    errors.require(block.timestamp <= order.deadline, "order: expired")
    price: uint256 = self._price_after(order)
    self._orders[number] = empty(IDelayedOrders.Order)
    result: uint256 = 0
    if order.is_mint:
        result = self._mint(number, order, price)
    else:
        self._check_generation(order.share)
        min_out: uint256 = order.min_out + BOUNTY
        shares: uint256 = self._shown(order)
        result = extcall IPairingPool(MARKET).redeem_ordered(order.side, shares, min_out, self, price) - BOUNTY
        self._send(ASSET, order.owner, result)
    self._send(ASSET, msg.sender, BOUNTY)
    log IDelayedOrders.Execute(number=number, owner=order.owner, executor=msg.sender, result=result, bounty=BOUNTY)
    return result


@external
def refund(number: uint256) -> uint256:
    """
    @notice Anyone. Gives the owner back what waits: after the deadline, on a deprecated market,
            or when the generation of the shares has ended.
    @param number Of the order.
    @return Units of U, or shares as shown, rounded down.
    """
    order: IDelayedOrders.Order = self._known(number)
    errors.require(block.timestamp > order.deadline or self._is_void(order), "order: still open")
    self._orders[number] = empty(IDelayedOrders.Order)
    token: address = ASSET
    amount: uint256 = order.amount
    if not order.is_mint:
        token = order.share
        amount = self._shown(order)
    self._send(token, order.owner, amount)
    log IDelayedOrders.Refund(number=number, owner=order.owner, amount=amount)
    return amount


@external
@view
def order(number: uint256) -> IDelayedOrders.Order:
    """
    @notice An order that waits.
    @param number Of the order, counted from 0.
    @return See IDelayedOrders.Order; empty if it was executed, refunded or never committed.
    """
    return self._orders[number]


# ------------------------------------------------------------------ inside


@internal
@view
def _known(number: uint256) -> IDelayedOrders.Order:
    order: IDelayedOrders.Order = self._orders[number]
    errors.require(order.owner != empty(address), "order: unknown")
    return order


@internal
@view
def _price_after(order: IDelayedOrders.Order) -> uint256:
    latest: uint256 = (staticcall IPriceSource(SOURCE).latest()).round
    for i: uint256 in range(1, MAX_ROUNDS + 1):
        errors.require(order.round + i <= latest, "order: no update yet")
        price: uint256 = 0
        updated_at: uint256 = 0
        price, updated_at = staticcall IPriceSource(SOURCE).price_of(order.round + i)
        if updated_at >= order.since + DELAY:
            return price
    errors.revert("order: too many rounds")
    return 0


@internal
def _mint(number: uint256, order: IDelayedOrders.Order, price: uint256) -> uint256:
    amount: uint256 = order.amount - BOUNTY
    success: bool = False
    answer: Bytes[ANSWER_SIZE] = b""
    success, answer = raw_call(
        MARKET,
        abi_encode(
            order.side,
            amount,
            order.min_out,
            order.owner,
            price,
            method_id=method_id("mint_ordered(uint256,uint256,uint256,address,uint256)"),
        ),
        max_outsize=ANSWER_SIZE,
        revert_on_failure=False,
    )
    if success:
        return abi_decode(slice(answer, 0, 32), uint256)
    # only this one reason: want of gas, which the caller decides, has none
    if answer != abi_encode("mint: funding cap", method_id=method_id("Error(string)")):
        raw_revert(answer)
    self._send(ASSET, order.owner, amount)
    log IDelayedOrders.Refund(number=number, owner=order.owner, amount=amount)
    return 0


@internal
@view
def _check_generation(share: address):
    errors.require(not self._has_ended(share), "order: generation ended")


@internal
@view
def _has_ended(share: address) -> bool:
    return (staticcall IPairingShare(share).closed())[0]


@internal
@view
def _is_void(order: IDelayedOrders.Order) -> bool:
    # whether it can never be executed
    if (staticcall IPairingPool(MARKET).clocks()).is_deprecated:
        return True
    return not order.is_mint and self._has_ended(order.share)


@internal
@view
def _shown(order: IDelayedOrders.Order) -> uint256:
    # a consolidation since the commitment leaves less than the smallest share behind
    return order.amount // staticcall IPairingShare(order.share).index()


@internal
def _send(token: address, receiver: address, amount: uint256):
    if amount != 0:
        assert extcall IERC20(token).transfer(receiver, amount, default_return_value=True)

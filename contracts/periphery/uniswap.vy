# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Swaps along a path of Uniswap V3 pools and V2 pairs
@license AGPL-3.0-only
@notice A path is a list of hops from the asset sold to the asset bought. A hop is
        the address of a pool; with bit 160 set it is a V2 pair (0.3% fee), else a
        V3 pool. Which side is sold follows from the assets.
@dev    Pools are named by the user, so a pool is trusted with nothing: it may call
        back once, while its own swap runs, and whoever imports this module bounds
        what a callback can cost. The three ways a callback pays are `Payment`.
"""
from ethereum.ercs import IERC20

from ..interfaces import IUniswapV2Pair
from ..interfaces import IUniswapV3Pool
from ..libraries import errors

# HELD: from what the contract holds; CHAIN: with the output of the hop before, bought now;
# FLASH: by the rest of the operation
flag Payment:
    HELD
    CHAIN
    FLASH

MAX_HOPS: constant(uint256) = 4
V2_PAIR: constant(uint256) = 1 << 160
CALL_BACK: constant(Bytes[1]) = b"\x01"
# one step inside TickMath's bounds: the user's own bound is on the amounts
LOWEST_PRICE: constant(uint160) = 4295128740
HIGHEST_PRICE: constant(uint160) = 1461446703485210103287273052203988822378723970341

path: transient(DynArray[uint256, MAX_HOPS])
expected: transient(address)  # the only account that may call back now
payment: transient(Payment)
asset: transient(address)  # what the running hop sells
hop: transient(uint256)  # CHAIN: which hop is running
due: transient(uint256)  # what the running V2 hop must be paid
bought: transient(address)  # what it buys,
recipient: transient(address)  # and for whom


# ------------------------------------------------------------------ path


@internal
def set_path(path: DynArray[uint256, MAX_HOPS]):
    """
    @notice Takes the path of this operation.
    @dev A pool visited twice would call back from within itself: refused.
    """
    for i: uint256 in range(len(path), bound=MAX_HOPS):
        for j: uint256 in range(i, bound=MAX_HOPS):
            errors.require(self._pool(path[i]) != self._pool(path[j]), "route: pool visited twice")
    self.path = path
    self.payment = empty(Payment)


@internal
@view
def last_hop() -> uint256:
    """
    @return Index of the hop that delivers the asset bought.
    """
    hops: uint256 = len(self.path)
    errors.require(hops != 0, "route: empty")
    return hops - 1


@internal
@pure
def _pool(hop: uint256) -> address:
    return convert(hop & convert(max_value(uint160), uint256), address)


@internal
@pure
def _is_v2(hop: uint256) -> bool:
    return hop & V2_PAIR != 0


@internal
@view
def _other_asset(pool: address, zero_is_known: bool) -> address:
    if zero_is_known:
        return staticcall IUniswapV3Pool(pool).token1()
    return staticcall IUniswapV3Pool(pool).token0()


# ------------------------------------------------------------------ swaps


@internal
def sell(first: uint256, asset: address, amount: uint256, recipient: address) -> uint256:
    """
    @notice Sells exactly `amount`, held by this contract, along the path.
    @param first Hop to begin with.
    @param asset What that hop sells.
    @param amount Units sold.
    @param recipient Who gets the output of the last hop.
    @return Units bought.
    """
    last: uint256 = self.last_hop()
    sold: address = asset
    moved: uint256 = amount
    for i: uint256 in range(first, last + 1, bound=MAX_HOPS):
        pool: address = self._pool(self.path[i])
        zero_for_one: bool = staticcall IUniswapV3Pool(pool).token0() == sold
        receiver: address = recipient if i == last else self
        if self._is_v2(self.path[i]):
            out: uint256 = self._v2_output(pool, zero_for_one, moved)
            self.send(sold, pool, moved)
            self._swap_v2(pool, zero_for_one, out, receiver, b"")
            moved = out
        else:
            self.payment = Payment.HELD
            self.asset = sold
            moved = self._sell_v3(pool, zero_for_one, moved, receiver)
        if i != last:
            sold = self._other_asset(pool, zero_for_one)
    return moved


@internal
def sell_first(asset: address, amount: uint256, recipient: address):
    """
    @notice Sells exactly `amount` through the first hop, which is paid by the
            rest of the operation in its callback.
    """
    pool: address = self._pool(self.path[0])
    zero_for_one: bool = staticcall IUniswapV3Pool(pool).token0() == asset
    self.payment = Payment.FLASH
    if self._is_v2(self.path[0]):
        self.bought = self._other_asset(pool, zero_for_one)
        self._swap_v2_flash(pool, zero_for_one, amount, self._v2_output(pool, zero_for_one, amount), recipient)
    else:
        self._sell_v3(pool, zero_for_one, amount, recipient)


@internal
def second_asset(asset: address) -> address:
    """
    @return What the first hop buys when it sells `asset`.
    """
    pool: address = self._pool(self.path[0])
    return self._other_asset(pool, staticcall IUniswapV3Pool(pool).token0() == asset)


@internal
def buy(hop: uint256, asset: address, amount: uint256, recipient: address):
    """
    @notice Buys exactly `amount` through the hops up to `hop`; each is paid in its
            callback by the one before it.
    @param hop Hop that delivers.
    @param asset What it buys.
    @param amount Units bought.
    @param recipient Who gets them.
    """
    pool: address = self._pool(self.path[hop])
    zero_for_one: bool = staticcall IUniswapV3Pool(pool).token0() != asset
    self.payment = Payment.CHAIN
    self.hop = hop
    if hop != 0:
        self.asset = self._other_asset(pool, not zero_for_one)
    if self._is_v2(self.path[hop]):
        self.bought = asset
        self._swap_v2_flash(pool, zero_for_one, self._v2_input(pool, zero_for_one, amount), amount, recipient)
    else:
        self.expected = pool
        change0: int256 = 0
        change1: int256 = 0
        change0, change1 = extcall IUniswapV3Pool(pool).swap(
            recipient, zero_for_one, -convert(amount, int256), self._price_limit(zero_for_one), b""
        )
        errors.require(-(change1 if zero_for_one else change0) == convert(amount, int256), "route: pool too shallow")


@internal
def send(asset: address, to: address, amount: uint256):
    """
    @notice Transfers units that this contract holds; a token may return nothing.
    """
    errors.require(extcall IERC20(asset).transfer(to, amount, default_return_value=True), "route: transfer failed")


# ------------------------------------------------------------------ callbacks


@internal
def admit():
    """
    @notice Lets the expected account in, once.
    """
    errors.require(msg.sender == self.expected, "route: stranger")
    self.expected = empty(address)


@internal
@pure
def v3_amounts(change0: int256, change1: int256) -> (uint256, uint256):
    """
    @return What the pool is owed, and what it has sent.
    """
    return convert(max(change0, change1), uint256), convert(-min(change0, change1), uint256)


@internal
def v2_amounts(out0: uint256, out1: uint256) -> (uint256, uint256):
    """
    @notice Hands on what the pair has sent here.
    @return What the pair is owed, and what it has sent.
    """
    received: uint256 = max(out0, out1)
    if self.recipient != self:
        self.send(self.bought, self.recipient, received)
    return self.due, received


# ------------------------------------------------------------------ one pool


@internal
@pure
def _price_limit(zero_for_one: bool) -> uint160:
    return LOWEST_PRICE if zero_for_one else HIGHEST_PRICE


@internal
def _sell_v3(pool: address, zero_for_one: bool, amount: uint256, recipient: address) -> uint256:
    self.expected = pool
    change0: int256 = 0
    change1: int256 = 0
    change0, change1 = extcall IUniswapV3Pool(pool).swap(
        recipient, zero_for_one, convert(amount, int256), self._price_limit(zero_for_one), b""
    )
    sold: int256 = change0 if zero_for_one else change1
    errors.require(sold == convert(amount, int256), "route: too much for the pool")
    return convert(-(change1 if zero_for_one else change0), uint256)


@internal
def _swap_v2(pair: address, zero_for_one: bool, out: uint256, recipient: address, data: Bytes[32]):
    extcall IUniswapV2Pair(pair).swap(0 if zero_for_one else out, out if zero_for_one else 0, recipient, data)


@internal
def _swap_v2_flash(pair: address, zero_for_one: bool, amount: uint256, out: uint256, recipient: address):
    self.expected = pair
    self.due = amount
    self.recipient = recipient
    # a pair calls back its recipient
    self._swap_v2(pair, zero_for_one, out, self, CALL_BACK)


@internal
@view
def _v2_reserves(pair: address, zero_for_one: bool) -> (uint256, uint256):
    reserve0: uint112 = 0
    reserve1: uint112 = 0
    last_change: uint32 = 0
    reserve0, reserve1, last_change = staticcall IUniswapV2Pair(pair).getReserves()
    if zero_for_one:
        return convert(reserve0, uint256), convert(reserve1, uint256)
    return convert(reserve1, uint256), convert(reserve0, uint256)


@internal
@view
def _v2_output(pair: address, zero_for_one: bool, amount: uint256) -> uint256:
    reserve_in: uint256 = 0
    reserve_out: uint256 = 0
    reserve_in, reserve_out = self._v2_reserves(pair, zero_for_one)
    return amount * 997 * reserve_out // (reserve_in * 1000 + amount * 997)


@internal
@view
def _v2_input(pair: address, zero_for_one: bool, amount: uint256) -> uint256:
    reserve_in: uint256 = 0
    reserve_out: uint256 = 0
    reserve_in, reserve_out = self._v2_reserves(pair, zero_for_one)
    errors.require(amount < reserve_out, "route: pair too shallow")
    return reserve_in * amount * 1000 // ((reserve_out - amount) * 997) + 1

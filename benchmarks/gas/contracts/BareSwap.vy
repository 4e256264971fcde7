# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title The floor: what no product around one swap can go below
@license Apache-2.0
@notice One swap through one Uniswap pool, input straight from the caller, output straight
        to the receiver, and transfers of the two assets beside it where a product needs
        them. No price, no debt, no shares, no check.
"""
from ethereum.ercs import IERC20


interface IV3Pool:
    def swap(
        recipient: address, zero_for_one: bool, amount: int256, price_limit: uint160, data: Bytes[128]
    ) -> (int256, int256): nonpayable


interface IV2Pair:
    def swap(amount0_out: uint256, amount1_out: uint256, recipient: address, data: Bytes[32]): nonpayable
    def getReserves() -> (uint112, uint112, uint32): view


LOWEST_PRICE: constant(uint160) = 4295128740
HIGHEST_PRICE: constant(uint160) = 1461446703485210103287273052203988822378723970341


@external
def swap_v3(pool: address, zero_for_one: bool, amount: uint256, sold: address, receiver: address):
    """
    @notice Sells `amount` of the caller.
    """
    self._swap_v3(pool, zero_for_one, amount, sold, receiver)


@external
def swap_v2(pair: address, zero_for_one: bool, amount: uint256, sold: address, receiver: address):
    """
    @notice Sells `amount` of the caller.
    """
    reserve0: uint112 = 0
    reserve1: uint112 = 0
    last_change: uint32 = 0
    reserve0, reserve1, last_change = staticcall IV2Pair(pair).getReserves()
    reserve_in: uint256 = convert(reserve0 if zero_for_one else reserve1, uint256)
    reserve_out: uint256 = convert(reserve1 if zero_for_one else reserve0, uint256)
    out: uint256 = amount * 997 * reserve_out // (reserve_in * 1000 + amount * 997)
    assert extcall IERC20(sold).transferFrom(msg.sender, pair, amount, default_return_value=True)
    extcall IV2Pair(pair).swap(0 if zero_for_one else out, out if zero_for_one else 0, receiver, b"")


@external
def swap_and_transfer(
    pool: address,
    zero_for_one: bool,
    amount: uint256,
    sold: address,
    receiver: address,
    moved: address,
    place: address,
    second_amount: uint256,
):
    """
    @notice The swap, and one transfer of the caller beside it: what a mint, a redeem or a
            rebalance moves besides the swap's own two sides.
    """
    self._swap_v3(pool, zero_for_one, amount, sold, receiver)
    assert extcall IERC20(moved).transferFrom(msg.sender, place, second_amount, default_return_value=True)


@external
def uniswapV3SwapCallback(change0: int256, change1: int256, data: Bytes[128]):
    """
    @notice Pays the pool from the caller of the swap.
    """
    sold: address = empty(address)
    payer: address = empty(address)
    sold, payer = abi_decode(data, (address, address))
    owed: uint256 = convert(max(change0, change1), uint256)
    assert extcall IERC20(sold).transferFrom(payer, msg.sender, owed, default_return_value=True)


@internal
def _swap_v3(pool: address, zero_for_one: bool, amount: uint256, sold: address, receiver: address):
    limit: uint160 = LOWEST_PRICE if zero_for_one else HIGHEST_PRICE
    extcall IV3Pool(pool).swap(
        receiver, zero_for_one, convert(amount, int256), limit, abi_encode(sold, msg.sender)
    )

# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title What a swap along a path would give, without doing it
@license AGPL-3.0-only
@notice V2 by the formula of the constant product. V3 by the pool itself: its swap is
        started and, as soon as it names the amounts in the callback, undone. So any pool
        with that callback can be quoted, whoever deployed it.
@dev    The pools of a path are distinct (the router refuses others), so the hops can be
        asked one by one.
"""
from ..interfaces import IUniswapV3Pool
from ..libraries import errors
from . import uniswap

# what the callback reverts with: the change of both balances
AMOUNTS_SIZE: constant(uint256) = 64
MAX_REVERT: constant(uint256) = 256


@internal
def sell(path: DynArray[uint256, uniswap.MAX_HOPS], asset: address, amount: uint256) -> uint256:
    """
    @param path Hops; the first sells `asset`.
    @param amount Units sold; 0 gives 0.
    @return Units that the last hop buys.
    """
    self._require_path(path)
    if amount == 0:
        return 0
    sold: address = asset
    moved: uint256 = amount
    for hop: uint256 in path:
        pool: address = uniswap._pool(hop)
        zero_for_one: bool = staticcall IUniswapV3Pool(pool).token0() == sold
        if uniswap._is_v2(hop):
            moved = uniswap._v2_output(pool, zero_for_one, moved)
        else:
            paid: uint256 = 0
            received: uint256 = 0
            paid, received = self._v3_amounts(pool, zero_for_one, convert(moved, int256))
            errors.require(paid == moved, "quote: too much for the pool")
            moved = received
        sold = uniswap._other_asset(pool, zero_for_one)
    return moved


@internal
def buy(path: DynArray[uint256, uniswap.MAX_HOPS], asset: address, amount: uint256) -> uint256:
    """
    @param path Hops; the last buys `asset`.
    @param amount Units bought; 0 costs 0.
    @return Units that the first hop sells.
    """
    self._require_path(path)
    if amount == 0:
        return 0
    bought: address = asset
    moved: uint256 = amount
    for i: uint256 in range(len(path), bound=uniswap.MAX_HOPS):
        hop: uint256 = path[len(path) - 1 - i]
        pool: address = uniswap._pool(hop)
        zero_for_one: bool = staticcall IUniswapV3Pool(pool).token0() != bought
        if uniswap._is_v2(hop):
            moved = uniswap._v2_input(pool, zero_for_one, moved)
        else:
            paid: uint256 = 0
            received: uint256 = 0
            paid, received = self._v3_amounts(pool, zero_for_one, -convert(moved, int256))
            errors.require(received == moved, "quote: pool too shallow")
            moved = paid
        bought = uniswap._other_asset(pool, not zero_for_one)
    return moved


@internal
@pure
def _require_path(path: DynArray[uint256, uniswap.MAX_HOPS]):
    errors.require(len(path) != 0, "quote: empty path")


@internal
def _v3_amounts(pool: address, zero_for_one: bool, amount: int256) -> (uint256, uint256):
    """
    @param amount Positive: sold; negative: bought.
    @return Units paid to the pool and received from it. A refusal of the pool is passed on.
    """
    done: bool = False
    answer: Bytes[MAX_REVERT] = b""
    done, answer = raw_call(
        pool,
        abi_encode(
            self,
            zero_for_one,
            amount,
            uniswap._price_limit(zero_for_one),
            b"",
            method_id=method_id("swap(address,bool,int256,uint160,bytes)"),
        ),
        max_outsize=MAX_REVERT,
        revert_on_failure=False,
    )
    errors.require(not done, "quote: pool did not ask")
    if len(answer) != AMOUNTS_SIZE:
        raw_revert(answer)
    change0: int256 = extract32(answer, 0, output_type=int256)
    change1: int256 = extract32(answer, 32, output_type=int256)
    return uniswap.v3_amounts(change0, change1)

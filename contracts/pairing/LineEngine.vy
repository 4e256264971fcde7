# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title What an order does to a book at a mark, or why it is returned
@license AGPL-3.0-only
@notice Pure, and nothing in it reverts within the bounds that a line checks when it is made and
        when an entry is given. Amounts are units of U, shares raw, prices scaled by 1e36.
"""
from ..interfaces import ILineEngine
from ..interfaces import IPairingLine
from ..interfaces import IPairingPool
from . import trades
from . import valuation
from . import wide

implements: ILineEngine

# results
DONE: constant(uint256) = 1
LIMIT: constant(uint256) = 4
CAP: constant(uint256) = 5
INVENTORY: constant(uint256) = 6
NO_LIQUIDITY: constant(uint256) = 7
POOR: constant(uint256) = 8
FIRST: constant(uint256) = 9
NOTHING: constant(uint256) = 10
FULL: constant(uint256) = 11

WAD: constant(uint256) = 10**18
MAX_AMOUNT: constant(uint256) = 2**128 - 1
SEED: constant(uint256) = 10 * WAD
MIN_FIRST: constant(uint256) = 2 * SEED


@external
@pure
def mint(
    position: IPairingPool.Position,
    terms: IPairingPool.Terms,
    line: IPairingLine.LineTerms,
    price: uint256,
    side: uint256,
    amount: uint256,
    min_out: uint256,
    supply: uint256[3],
    waiting: uint256,
) -> ILineEngine.Done:
    """
    @notice A mint of LT or FT, or a deposit of liquidity.
    @param position Accrued and rebalanced: `price` is in its range.
    @param terms Of the market.
    @param line Of the line.
    @param price Of the mark, 1e36.
    @param side 0 LT, 1 FT, 2 LP.
    @param amount Units of U.
    @param min_out Least raw shares.
    @param supply Raw shares by side.
    @param waiting Raw LP shares whose exit was asked for before and has not been carried out.
    @return See ILineEngine.Done.
    """
    done: ILineEngine.Done = empty(ILineEngine.Done)
    if position.underlying + amount > terms.max_underlying:
        done.result = FULL
        return done
    if side != valuation.LIQUIDITY and supply[valuation.LIQUIDITY] == 0:
        done.result = NO_LIQUIDITY
        return done
    prices: uint256[2] = trades.around(terms.margin, [price, price, 0])
    if supply[side] != 0:
        for at: uint256 in prices:
            if valuation.is_poor(terms, valuation.value_of(position, terms.target, side, at), at):
                done.result = POOR
                return done
    if side == valuation.LIQUIDITY:
        done.position = trades.deposit(position, amount)
    else:
        has_inventory: bool = False
        done.position, has_inventory = trades.minted(position, terms, prices, side, amount)
        if not has_inventory:
            done.result = INVENTORY
            return done
        if not self._fits_cap(done.position, terms, line, prices, side, supply[valuation.LIQUIDITY], waiting):
            done.result = CAP
            return done
    done.result, done.amount = self._shares(position, done.position, terms, side, supply[side], prices)
    if done.result != DONE:
        return done
    if done.amount < min_out:
        done.result = LIMIT
        return done
    if supply[side] == 0:
        done.locked = SEED
    if side != valuation.LIQUIDITY:
        done.cut = self._cut(position, done.position, terms, supply[valuation.LIQUIDITY], prices)
    return done


@external
@pure
def redeem(
    position: IPairingPool.Position,
    terms: IPairingPool.Terms,
    price: uint256,
    side: uint256,
    shares: uint256,
    min_out: uint256,
    supply: uint256[3],
) -> ILineEngine.Done:
    """
    @notice A redemption of LT or FT of the present generation.
    @param position Accrued and rebalanced: `price` is in its range.
    @param terms Of the market.
    @param price Of the mark, 1e36.
    @param side 0 LT, 1 FT.
    @param shares Raw.
    @param min_out Least units of U.
    @param supply Raw shares by side.
    @return See ILineEngine.Done.
    """
    done: ILineEngine.Done = empty(ILineEngine.Done)
    prices: uint256[2] = trades.around(terms.margin, [price, price, 0])
    has_inventory: bool = False
    done.position, has_inventory = trades.redeemed(position, terms, prices, side, shares, supply[side])
    if not has_inventory:
        done.result = INVENTORY
        return done
    done.amount = position.underlying - done.position.underlying
    if done.amount < min_out:
        done.result = LIMIT
        return done
    done.result = DONE
    done.cut = self._cut(position, done.position, terms, supply[valuation.LIQUIDITY], prices)
    return done


@internal
@pure
def _shares(
    position: IPairingPool.Position,
    after: IPairingPool.Position,
    terms: IPairingPool.Terms,
    side: uint256,
    supply: uint256,
    prices: uint256[2],
) -> (uint256, uint256):
    """
    @return Whether there are shares for what came in, and how many; the first of a generation count dollars.
    """
    if supply == 0:
        first: uint256 = max_value(uint256)
        for price: uint256 in prices:
            worth: uint256 = valuation.value_of(after, terms.target, side, price)
            first = min(first, valuation.dollars(terms, worth, price))
        if first < MIN_FIRST:
            return FIRST, 0
        if first > MAX_AMOUNT:
            return FULL, 0
        return DONE, first - SEED
    for price: uint256 in prices:
        worth: uint256 = valuation.value_of(position, terms.target, side, price)
        gain: uint256 = valuation.value_of(after, terms.target, side, price) - worth
        if gain // worth >= MAX_AMOUNT // supply:
            return FULL, 0
    shares: uint256 = trades.shares_for(position, after, terms.target, side, supply, prices)
    if side == valuation.LIQUIDITY:
        shares = wide.mul_div_down(shares, WAD - trades.entry_fee(position, terms, prices), WAD)
    if shares == 0:
        return NOTHING, 0
    if supply + shares > MAX_AMOUNT:
        return FULL, 0
    return DONE, shares


@internal
@pure
def _fits_cap(
    after: IPairingPool.Position,
    terms: IPairingPool.Terms,
    line: IPairingLine.LineTerms,
    prices: uint256[2],
    side: uint256,
    supply: uint256,
    waiting: uint256,
) -> bool:
    """
    @dev Capacity at both prices; LP whose exit was asked for before protects nobody.
    @param supply Raw LP shares.
    """
    for price: uint256 in prices:
        if side == valuation.LEVERAGED:
            if valuation.kappa_leveraged(after, terms.target, price) > terms.cap_leveraged:
                return False
        else:
            leaving: uint256 = valuation.leaving(after, terms.target, price, waiting, supply)
            if leaving >= after.underlying:
                return False
            if valuation.kappa_funding(after, terms.target, price, leaving) > terms.cap_funding:
                return False
            if valuation.has_leverage_over(after, terms.target, price, leaving, line.liquidity_leverage):
                return False
    return True


@internal
@pure
def _cut(
    position: IPairingPool.Position,
    after: IPairingPool.Position,
    terms: IPairingPool.Terms,
    supply: uint256,
    prices: uint256[2],
) -> uint256:
    """
    @param supply Raw LP shares.
    @return The fee recipient's part of the swap fee in raw LP shares; none where they would not fit.
    """
    if terms.fees.cut == 0 or supply == 0:
        return 0
    cut: uint256 = trades.cut_shares(position, after, terms, supply, prices)
    return cut if supply + cut <= MAX_AMOUNT else 0

# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title What leaves vaults that are pure U: ripe epochs, and the ends of generations
@license AGPL-3.0-only
@notice Epochs are paid out of a vault's U before any swap, in order. Amounts are units of U,
        rounded down; shares are raw.
"""
from ..interfaces import IPairingPool
from ..interfaces import IPairingShare
from ..interfaces import IPairingEngine
from . import valuation
from . import wide

WAD: constant(uint256) = 10**18


@internal
@pure
def of_side(
    terms: IPairingPool.Terms, side: uint256, held: uint256, price: uint256, state: IPairingShare.State, cut: uint256
) -> IPairingEngine.Settlement:
    """
    @dev Pays ripe epochs, then ends the generation if its vault is worth less than a
         dollar: waiting requests are settled as they stand, without a fee, all others
         keep a claim on the rest.
    @param held U of the side's vault.
    @param cut Raw shares held for the fee recipient.
    """
    result: IPairingEngine.Settlement = empty(IPairingEngine.Settlement)
    left: uint256 = held
    supply: uint256 = state.supply
    for shares: uint256 in state.epochs:
        if result.epochs == state.ripe:
            break
        kept: uint256 = self._exit_fee(terms, side, supply - shares, state.seed)
        paid: uint256 = wide.mul_div_down(wide.mul_div_down(left, shares, supply), WAD - kept, WAD)
        result.paid[result.epochs] = paid
        result.epochs += 1
        left -= paid
        supply -= shares
    if supply != 0 and valuation.is_poor(terms, left * price, price):
        return self._closed(result, left, supply, state, cut)
    return result


@internal
@pure
def at_end(held: uint256, state: IPairingShare.State, cut: uint256) -> IPairingEngine.Settlement:
    """
    @return The end of a generation whatever it is worth; nothing where there is none.
    """
    if state.supply == 0:
        return empty(IPairingEngine.Settlement)
    return self._closed(empty(IPairingEngine.Settlement), held, state.supply, state, cut)


@internal
@pure
def total(s: IPairingEngine.Settlement) -> uint256:
    """
    @return All U that leaves the vault.
    """
    return s.paid[0] + s.paid[1] + s.cut + s.left


@internal
@pure
def _closed(
    so_far: IPairingEngine.Settlement, held: uint256, supply: uint256, state: IPairingShare.State, cut: uint256
) -> IPairingEngine.Settlement:
    """
    @dev Epochs that `so_far` has not paid, the fee recipient's shares, and the rest.
    """
    result: IPairingEngine.Settlement = so_far
    result.closing = True
    left: uint256 = held
    rest: uint256 = supply
    for number: uint256 in range(2):
        shares: uint256 = state.epochs[number]
        if number < so_far.epochs or shares == 0:
            continue
        result.paid[number] = wide.mul_div_down(left, shares, rest)
        result.epochs += 1
        left -= result.paid[number]
        rest -= shares
    result.cut = wide.mul_div_down(left, cut, rest)
    result.left = left - result.cut
    return result


@internal
@pure
def _exit_fee(terms: IPairingPool.Terms, side: uint256, staying: uint256, seed: uint256) -> uint256:
    """
    @param staying Raw shares after the epoch left.
    @return The LP exit fee, scaled by 1e18; none for LT and FT, nor where only the seed
            would be left to gain it.
    """
    if side != valuation.LIQUIDITY or staying <= seed:
        return 0
    return terms.fees.liquidity_exit

# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The swap fee: flat, plus the mean of f over the part of the path away from balance
@license AGPL-3.0-only
@notice With w the share of the kind that leaves in the liquidity vault's value, and b its
        share in one unit of U, both at the price of the swap, q = w/b = amount * price /
        value of the vault, and f = M * (1 - q)^5 below balance, 0 above. At the
        reference price this is the f of pool shares by amount. Measured in value, a swap
        moves q linearly, and the mean of a fifth power has no difference to cancel:
        (z0^5 + z0^4*z1 + ... + z1^5) / 6. The path assumes that the vault keeps the
        highest fee there is, so that pieces, each starting from a truly emptier vault,
        never pay less than the whole. Rates, q and z are scaled by 1e36.
"""
from ..interfaces import IPairingPool
from . import valuation
from . import wide

WAD: constant(uint256) = 10**18
E36: constant(uint256) = 10**36
POWER: constant(uint256) = 5


@internal
@pure
def swap_rate(
    fees: IPairingPool.Fees, vault: IPairingPool.Vault, m: valuation.Marks, leaves: uint256, moved: uint256
) -> uint256:
    """
    @param vault Of the liquidity.
    @param leaves The kind that goes out of it.
    @param moved Value that comes in, quote units scaled by 1e36.
    @return Fee of the swap, scaled by 1e36, rounded up.
    """
    flat: uint256 = fees.swap * WAD
    worst: uint256 = (fees.swap + fees.imbalance) * WAD
    worth: uint256 = valuation.worth(vault, m)
    if worth == 0:
        return worst
    amount: uint256 = valuation.held(vault, leaves)
    mark: uint256 = valuation.mark(m, leaves)
    kept: uint256 = wide.mul_div_up(moved, worst, E36)
    paid: uint256 = moved - kept
    left: uint256 = max(amount * mark, paid) - paid
    before: uint256 = wide.mul_div_down(amount * m.price, E36, worth)
    after: uint256 = wide.mul_div_down(wide.mul_div_down(left, E36, worth + kept), m.price, mark)
    return min(flat + self.mean_fee(fees.imbalance, before, after), worst)


@internal
@pure
def mean_fee(maximum: uint256, before: uint256, after: uint256) -> uint256:
    """
    @param maximum M, scaled by 1e18.
    @return Mean of f while q falls from `before` to `after`, counted below balance only;
            scaled by 1e36, rounded up.
    """
    if after >= E36:
        return 0
    start: uint256 = E36 - min(before, E36)
    end: uint256 = E36 - after
    mean: uint256 = wide.mul_div_up(self._powers(start, end), maximum * WAD, 6 * E36)
    if before > E36:
        mean = wide.mul_div_up(mean, end, before - after)
    return mean


@internal
@pure
def _powers(start: uint256, end: uint256) -> uint256:
    """
    @return Sum of start^k * end^(5-k), each product rounded up; the sum in Horner's form.
    """
    total: uint256 = E36
    power: uint256 = E36
    for _: uint256 in range(POWER):
        power = wide.mul_div_up(power, start, E36)
        total = wide.mul_div_up(total, end, E36) + power
    return total

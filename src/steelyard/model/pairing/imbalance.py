# SPDX-License-Identifier: Apache-2.0
"""The swap fee: flat, plus the mean of f over the part of the path that leads away from balance.

With w the share of the kind that leaves in the liquidity vault's value, and b its share in one unit of U, both at the
price of the swap, q = w/b = amount * price / value of the vault, and f = M * (1 - q)^5 below balance, 0 above. At the
reference price this is the f of pool shares by amount. Measured in value, a swap moves q linearly, and the mean of a
fifth power has no difference to cancel: (z0^5 + z0^4*z1 + ... + z1^5) / 6. The path assumes that the vault keeps the
highest fee there is, so that pieces, each starting from a truly emptier vault, never pay less than the whole.
Rates, q and z are scaled by 1e36.
"""

from steelyard.model.libraries.rounding import WAD, uint
from steelyard.model.pairing.parameters import Fees
from steelyard.model.pairing.valuation import Marks, Side, Vault
from steelyard.model.pairing.wide import E36, wide_down, wide_up

_POWER = 5


def swap_rate(fees: Fees, vault: Vault, marks: Marks, leaves: Side, moved: int) -> int:
    """Fee of a swap that brings `moved` value in and takes `leaves` out, scaled by 1e36, rounded up."""
    flat = fees.swap * WAD
    worst = (fees.swap + fees.imbalance) * WAD
    worth = marks.value_of(vault)
    if worth == 0:
        return worst
    kept = wide_up(moved, worst, E36)
    left = max(0, vault.of(leaves) * marks.of(leaves) - (moved - kept))
    before = wide_down(uint(vault.of(leaves) * marks.price), E36, worth)
    after = _against_balance(left, worth + kept, marks, leaves)
    return min(flat + mean_fee(fees.imbalance, before, after), worst)


def mean_fee(maximum: int, before: int, after: int) -> int:
    """Mean of f while q falls from `before` to `after`, counted below balance only; scaled by 1e36, rounded up."""
    if after >= E36:
        return 0
    start, end = max(E36 - before, 0), E36 - after
    mean = wide_up(_powers(start, end), maximum * WAD, 6 * E36)
    if before > E36:
        mean = wide_up(mean, end, before - after)
    return mean


def _against_balance(left: int, worth: int, marks: Marks, leaves: Side) -> int:
    """q where `left` value of a kind stands in a vault worth `worth`, rounded down."""
    return wide_down(wide_down(left, E36, worth), marks.price, marks.of(leaves))


def _powers(start: int, end: int) -> int:
    """Sum of start^k * end^(5-k), each product rounded up; the sum in Horner's form."""
    total = power = E36
    for _ in range(_POWER):
        power = wide_up(power, start, E36)
        total = wide_up(total, end, E36) + power
    return total

# SPDX-License-Identifier: Apache-2.0
"""What leaves a vault that is pure U: paid epochs, and the end of a generation. Amounts in units of U, shares raw."""

from dataclasses import dataclass

from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.pairing_share import ShareState
from steelyard.model.pairing.parameters import Parameters
from steelyard.model.pairing.valuation import Side
from steelyard.model.pairing.wide import wide_down


@dataclass(frozen=True)
class Settlement:
    """One side's: `paid` to the first `epochs` of its queue; if it is closing, `left` for the shares that stay.

    `cut` is what the fee recipient's shares of an ended generation are worth.
    """

    paid: tuple[int, int] = (0, 0)
    epochs: int = 0
    closing: bool = False
    left: int = 0
    cut: int = 0

    @property
    def total(self) -> int:
        """All that leaves the vault."""
        return sum(self.paid) + self.left + self.cut


def settle(terms: Parameters, side: Side, state: ShareState, held: int, price: int, cut: int) -> Settlement:
    """Pays the ripe epochs out of a vault's U less a fee, then ends the generation of one worth less than a dollar.

    `cut`: shares held for the fee recipient.
    """
    rest, supply, paid = held, state.supply, list[int]()
    for shares in state.epochs[: state.ripe]:
        paid.append(wide_down(_part(rest, shares, supply), WAD - _exit_fee(terms, side, state, supply - shares), WAD))
        rest, supply = rest - paid[-1], supply - shares
    if supply and terms.is_poor(rest * price, price):
        return _ended(state, rest, supply, paid, cut)
    return Settlement(_pair(paid), len(paid))


def close(state: ShareState, held: int, cut: int) -> Settlement:
    """Ends a generation as it stands: waiting epochs are paid without a fee, all other shares keep the rest."""
    return _ended(state, held, state.supply, [], cut)


def _ended(state: ShareState, rest: int, supply: int, paid: list[int], cut: int) -> Settlement:
    for shares in state.epochs[len(paid) :]:
        if shares:
            paid.append(_part(rest, shares, supply))
            rest, supply = rest - paid[-1], supply - shares
    owed = _part(rest, cut, supply)
    return Settlement(_pair(paid), len(paid), True, rest - owed, owed)


def _exit_fee(terms: Parameters, side: Side, state: ShareState, left: int) -> int:
    """Of LP, scaled by 1e18; none for LT and FT, nor where only the seed would be left to gain it."""
    return terms.fees.liquidity_exit if side is Side.LIQUIDITY and left > state.seed else 0


def _part(amount: int, shares: int, supply: int) -> int:
    return wide_down(amount, shares, supply)


def _pair(paid: list[int]) -> tuple[int, int]:
    first, second = [*paid, 0, 0][:2]
    return first, second

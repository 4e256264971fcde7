# SPDX-License-Identifier: Apache-2.0
"""One market to count by hand: $3,000 at 3x. LT holds $800 in 24 L, FT $1,200 in 18 F, LP $1,000 in 6 L and 12 F."""

from dataclasses import replace
from typing import Any

from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.pairing_share import ShareState, States
from steelyard.model.pairing.parameters import Fees, Parameters
from steelyard.model.pairing.valuation import Position, Side, Vault
from tests.model.pairing.support import E36, NO_FEES, UNIT, par_position, parameters, price_of
from tests.support.pairing_positions import plain

LT, FT, LP = range(3)
PAR = price_of(100)
DOLLAR = UNIT * E36  # as a value
SEED = 10 * WAD
SEEN = (PAR, PAR, 0)
NONE = ShareState(closed=True)
DUST = 100  # units that roundings may take


def three(leveraged: float = 800, funding: float = 1_200) -> Position:
    """$3,000 at 3x, reference $100."""
    return par_position(3, leveraged, funding)


def terms(*, fees: Fees = NO_FEES, **changes: Any) -> Parameters:
    """Of a 3x, d 10% and g 11.1%; no fees, no margin, no caps."""
    return replace(parameters(3, margin=0), fees=fees, **changes)


def shares(position: Position | None = None, *, index: int = 1) -> States:
    """One raw share for each 1e-18 dollars that a vault is worth."""
    held = position or three()
    supplies = [held.value(side, PAR) // E36 for side in Side]
    states = [ShareState(supply, index, SEED) for supply in supplies]
    return states[LT], states[FT], states[LP]


def with_share(side: int, states: States | None = None, **changes: Any) -> States:
    """The shares, one of them with changes."""
    found = list(states or shares())
    found[side] = replace(found[side], **changes)
    return found[LT], found[FT], found[LP]


def without(side: int) -> States:
    """The shares, one of them of an ended generation."""
    found = list(shares())
    found[side] = NONE
    return found[LT], found[FT], found[LP]


def position_of(target: int, answer: Any) -> Position:
    """A position that the contract answered."""
    underlying, reference, index = plain(answer)[:3]
    return Position(target, underlying, reference, index, Vault(*answer.leveraged), Vault(*answer.funding))

# SPDX-License-Identifier: Apache-2.0
"""Whether a million shares may become one."""

from dataclasses import replace

from steelyard.model.pairing.valuation import Side
from tests.support.pairing_positions import Engine
from tests.support.reverts import reverts
from tests.unit.pairing_engine.accounting import LT, PAR, WAD, shares, terms, three


def test_a_millionth_of_a_dollar(engine: Engine) -> None:
    position, state = three(), shares()[LT]
    worth = position.value(Side.LEVERAGED, PAR) // 10**36  # dollars scaled by 1e18
    at = replace(state, supply=worth * 10**6)
    assert not engine.is_small(position, terms(), LT, PAR, at)
    assert engine.is_small(position, terms(), LT, PAR, replace(at, supply=at.supply + 1))


def test_counts_shares_as_shown(engine: Engine) -> None:
    state = replace(shares()[LT], supply=801 * WAD * 10**6)
    assert engine.is_small(three(), terms(), LT, PAR, state)
    assert not engine.is_small(three(), terms(), LT, PAR, replace(state, index=10**6))


def test_nothing_is_small_out_of_range(engine: Engine) -> None:
    state = replace(shares()[LT], supply=2**127)
    assert engine.is_small(three(), terms(), LT, PAR, state)
    assert not engine.is_small(three(), terms(), LT, 10 * PAR, state)


def test_unknown_side(engine: Engine) -> None:
    with reverts("side: unknown"):
        engine.is_small(three(), terms(), 3, PAR, shares()[LT])

# SPDX-License-Identifier: Apache-2.0
"""The worked examples as golden numbers, asked of the contract: fees, caps and funding off (PAIR-LOSS-01)."""

import pytest

from steelyard.model.pairing.parameters import Parameters
from steelyard.model.pairing.valuation import Position
from tests.model.pairing.support import E36, NO_FEES, UNIT, WAD, par_position, parameters, price_of
from tests.support.pairing_positions import Engine
from tests.unit.pairing_engine.accounting import LP, LT, NONE, position_of, three

NOBODY = (NONE, NONE, NONE)  # no generation closes


def ten() -> Position:
    """$3,000 at 10x: LV L240; FV F1500; LP F1200 + L60."""
    return par_position(10, 240, 1_500)


def terms_of(target: int, fall: float) -> Parameters:
    """With d = g and nothing else in the way."""
    band = round(fall * WAD)
    return parameters(target, fees=NO_FEES, margin=0, fall=band, rise=band)


def dollars(engine: Engine, position: Position, terms: Parameters, price: int) -> list[float]:
    """What the three vaults are worth."""
    return [engine.value_of(position, terms, side, price) / E36 / UNIT for side in range(3)]


@pytest.mark.parametrize(
    ("target", "price", "values", "leverage", "liquidity"),
    [
        (3, 110, (1_040, 1_200, 1_060), 3.0, 0.17),
        (3, 90, (560, 1_200, 940), 3.0, 1.085),
        (10, 104, (336, 1_500, 1_284), 9.29, 0.0),
        (10, 96, (144, 1_500, 1_236), 10.0, 1.165),
    ],
)
def test_one_rebalance(
    engine: Engine, target: int, price: int, values: tuple[float, ...], leverage: float, liquidity: float
) -> None:
    start, terms, spot = three() if target == 3 else ten(), terms_of(target, 0.12), price_of(price)
    assert dollars(engine, start, terms, spot) == pytest.approx(values, abs=0.01)
    position = position_of(target, engine.rebalance(start, terms, spot, spot, True, NOBODY, 0).position)
    assert dollars(engine, position, terms, spot) == pytest.approx(values, abs=0.01)
    assert engine.leverage(position, terms, LT, spot) / WAD == pytest.approx(leverage, abs=0.005)
    assert engine.leverage(position, terms, LP, spot) / WAD == pytest.approx(liquidity, abs=0.005)


@pytest.mark.parametrize(
    ("target", "fall", "price", "values", "steps"),
    [
        (3, 0.10, 70, (232.3, 1_200, 667.7), 3),
        (3, 0.10, 60, (128.7, 1_200, 471.3), 4),
        (3, 0.10, 50, (72.6, 1_191.3, 236.1), 6),
        (10, 0.04, 88, (47.4, 1_500, 1_092.6), 3),
        (10, 0.04, 80, (13.0, 1_500, 887.0), 5),
        (3, 0.10, 160, (2_522.0, 1_200, 1_078.0), 4),
    ],
)
def test_one_oracle_jump(
    engine: Engine, target: int, fall: float, price: int, values: tuple[float, ...], steps: int
) -> None:
    start, terms, spot = three() if target == 3 else ten(), terms_of(target, fall), price_of(price)
    rebalanced = engine.rebalance(start, terms, spot, spot, False, NOBODY, 0)
    position = position_of(target, rebalanced.position)
    assert (len(rebalanced.steps), rebalanced.at_market) == (steps, True)
    assert dollars(engine, position, terms, spot) == pytest.approx(values, abs=0.06)
    moved = [sum(step[side + 1] for step in rebalanced.steps) / UNIT for side in range(3)]
    before = dollars(engine, start, terms, spot)
    assert [b + m for b, m in zip(before, moved, strict=True)] == pytest.approx(values, abs=0.06)


@pytest.mark.parametrize(("price", "losses"), [(70, (-1.9, -64.1, -71.0)), (50, (-19.7, -88.8, -90.9))])
def test_who_bears_a_jump_of_a_full_3x_market(engine: Engine, price: int, losses: tuple[float, ...]) -> None:
    """kappa_F .85, kappa_L .5: losses of FT, LP and LT in percent."""
    start, terms, spot = par_position(3, 500, 1_700), terms_of(3, 0.10), price_of(price)
    position = position_of(3, engine.rebalance(start, terms, spot, spot, False, NOBODY, 0).position)
    before, after = dollars(engine, start, terms, price_of(100)), dollars(engine, position, terms, spot)
    changes = [100 * (after[side] / before[side] - 1) for side in (1, 2, 0)]
    assert changes == pytest.approx(losses, abs=0.06)

# SPDX-License-Identifier: Apache-2.0
"""The worked examples as golden numbers: fees, caps and funding off, in dollars (PAIR-LOSS-01, PAIR-SPLIT-01)."""

import pytest

from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.funding import grown
from steelyard.model.pairing.imbalance import mean_fee, swap_rate
from steelyard.model.pairing.outlook import rally_ceiling
from steelyard.model.pairing.parameters import PERCENT, Fees
from steelyard.model.pairing.rebalancing import Band, Move, rebalance_step
from steelyard.model.pairing.trades import Prices, mint, mintable
from steelyard.model.pairing.valuation import ONE, Position, kappa_funding, kappa_leveraged, leverage
from tests.model.pairing.support import E36, FT, LP, LT, NO_FEES, UNIT, dollars, par_position, price_of

DAY = 86_400


def three() -> Position:
    """$3,000 at 3x: LV L800; FV F1200; LP F800 + L200."""
    return par_position(3, leveraged=800, funding=1_200)


def ten() -> Position:
    """$3,000 at 10x: LV L240; FV F1500; LP F1200 + L60."""
    return par_position(10, leveraged=240, funding=1_500)


def close(*expected: float, by: float = 0.01) -> object:
    return pytest.approx(expected, abs=by)


def par(position: Position, side: int) -> tuple[float, float]:
    """F and L of a vault in par dollars."""
    vault, reference = (position.leveraged, position.funding, position.liquidity)[side], position.reference / E36 / UNIT
    funding = vault.funding * reference * (position.target - 1) / position.target
    return funding, vault.leveraged * reference / position.target


def live(position: Position, fall: float, jump: float, at_bound_only: bool = False) -> tuple[Position, int]:
    """One oracle jump under the stepping function; returns the position and the number of steps."""
    band = Band(round(fall * WAD), round(fall * WAD))
    spot, steps = price_of(jump), 0
    while True:
        move, price = band.next_move(position.reference, spot, spot, due=False)
        if move is Move.NOTHING:
            return position, steps
        if at_bound_only:
            price = band.low(position.reference) if spot < position.reference else band.high(position.reference)
        position, steps = rebalance_step(position, price), steps + 1


# ------------------------------------------------------------------ 3x


def test_start_of_a_3x_market() -> None:
    position, price = three(), price_of(100)
    assert dollars(position, 100) == close(800, 1_200, 1_000)
    assert par(position, LP) == close(800, 200)
    assert [leverage(position, side, price) / WAD for side in (LT, LP)] == close(3.0, 0.6)
    assert kappa_leveraged(position, price) / WAD == pytest.approx(0.8)
    assert kappa_funding(position, price) / WAD == pytest.approx(0.6)
    prices = Prices(price, price)
    assert [mintable(position, prices, side) / UNIT * 100 for side in (LT, FT)] == close(300, 2_400)


@pytest.mark.parametrize(
    ("price", "values", "before", "after", "liquidity"),
    [
        (110, (1_040, 1_200, 1_060), 2.538, 3.0, (1_000, 60, 0.17)),
        (90, (560, 1_200, 940), 3.857, 3.0, (600, 340, 1.085)),
    ],
)
def test_3x_moves_by_ten_percent(
    price: int, values: tuple[float, ...], before: float, after: float, liquidity: tuple[float, float, float]
) -> None:
    position = three()
    assert dollars(position, price) == close(*values)
    assert leverage(position, LT, price_of(price)) / WAD == pytest.approx(before, abs=0.001)
    position = rebalance_step(position, price_of(price))
    assert dollars(position, price) == close(*values)
    assert leverage(position, LT, price_of(price)) / WAD == pytest.approx(after, abs=1e-9)
    assert par(position, LT) == close(0, values[0])
    assert par(position, FT) == close(values[1], 0)
    assert par(position, LP) == close(*liquidity[:2])
    assert leverage(position, LP, price_of(price)) / WAD == pytest.approx(liquidity[2], abs=0.001)


@pytest.mark.parametrize(("over", "values"), [(110, (756.36, 1_200, 1_043.64)), (90, (746.67, 1_200, 1_053.33))])
def test_3x_there_and_back_costs_drag_that_lp_gains(over: int, values: tuple[float, ...]) -> None:
    assert dollars(rebalance_step(three(), price_of(over)), 100) == close(*values)


def test_minting_90_dollars_takes_60_of_l_from_lp() -> None:
    position = three()
    prices = Prices(price_of(100), price_of(100))
    after = mint(position, NO_FEES, prices, LT, 9 * UNIT // 10).position
    assert par(after, LP) == close(860, 140)
    assert par(after, LT) == close(0, 890)


def test_imbalance_fee_of_that_mint_is_the_mean_of_f_over_its_path() -> None:
    position, marks = three(), three().marks(price_of(100))
    whole = mean_fee(2 * PERCENT, 6 * E36 // 10, 42 * E36 // 100)
    assert whole / E36 == pytest.approx(2e-2 * (0.58**6 - 0.4**6) / (6 * 0.18), rel=1e-9)
    charged = swap_rate(Fees(swap=0), position.liquidity, marks, LT, 60 * UNIT * E36)
    assert charged / E36 == pytest.approx(whole / E36, rel=0.03)  # the path leaves the highest fee in the vault


def test_thirty_days_of_funding_at_ten_percent() -> None:
    index = grown(ONE, 10 * PERCENT, 30 * DAY, 2 * ONE)
    position = Position(3, 30 * UNIT, price_of(100), index, three().leveraged, three().funding)
    assert dollars(position, 100) == close(786.85, 1_209.86, 1_003.29)
    assert leverage(position, LT, price_of(100)) / WAD == pytest.approx(3.05, abs=0.01)


# ------------------------------------------------------------------ 10x


def test_start_of_a_10x_market() -> None:
    position, price = ten(), price_of(100)
    assert dollars(position, 100) == close(240, 1_500, 1_260)
    assert leverage(position, LT, price) == 10 * WAD
    assert kappa_leveraged(position, price) / WAD == pytest.approx(0.8)
    assert mintable(position, Prices(price, price), LT) / UNIT * 100 == pytest.approx(66.67, abs=0.1)


def test_10x_rally_empties_lp_of_l() -> None:
    position = rebalance_step(ten(), price_of(104))
    assert dollars(position, 104) == close(336, 1_500, 1_284)
    assert par(position, LT) == close(24, 312)
    assert par(position, LP)[1] == pytest.approx(0, abs=1e-9)
    assert leverage(position, LT, price_of(104)) / WAD == pytest.approx(9.29, abs=0.005)
    assert dollars(position, 100) == close(216, 1_500, 1_284)


def test_10x_fall_restores_target() -> None:
    assert leverage(ten(), LT, price_of(96)) / WAD == pytest.approx(16)
    position = rebalance_step(ten(), price_of(96))
    assert dollars(position, 96) == close(144, 1_500, 1_236)
    assert par(position, LP) == close(1_092, 144)
    assert leverage(position, LT, price_of(96)) / WAD == pytest.approx(10, abs=1e-9)


def test_10x_half_up_in_steps_is_under_levered() -> None:
    position = ten()
    for step in range(1, 11):
        position = rebalance_step(position, price_of(100 * 1.04**step))
    position = rebalance_step(position, price_of(150))
    assert dollars(position, 150) == close(1_716, 1_500, 1_284, by=1)
    assert leverage(position, LT, price_of(150)) / WAD == pytest.approx(2.62, abs=0.01)


# ------------------------------------------------------------------ gaps


JUMPS = [
    # target, d, price, one rebalance, every step at K, steps, the live rule
    (3, 0.10, 70, (80, 1_200, 820), (241.7, 1_200, 658.3), 3, (232.3, 1_200, 667.7)),
    (3, 0.10, 60, (0, 1_080, 720), (142.8, 1_200, 457.2), 4, (128.7, 1_200, 471.3)),
    (3, 0.10, 50, (0, 900, 600), (77.4, 1_171.0, 251.6), 6, (72.6, 1_191.3, 236.1)),
    (10, 0.04, 88, (0, 1_466.7, 1_173.3), (49.1, 1_500, 1_090.9), 3, (47.4, 1_500, 1_092.6)),
    (10, 0.04, 80, (0, 1_333.3, 1_066.7), (15.1, 1_500, 884.9), 5, (13.0, 1_500, 887.0)),
    (3, 0.10, 160, (2_240, 1_200, 1_360), (2_522.0, 1_200, 1_078.0), 4, (2_522.0, 1_200, 1_078.0)),
]


@pytest.mark.parametrize(("target", "fall", "price", "naive", "at_bound", "steps", "ruled"), JUMPS)
def test_one_oracle_jump(
    target: int,
    fall: float,
    price: int,
    naive: tuple[float, ...],
    at_bound: tuple[float, ...],
    steps: int,
    ruled: tuple[float, ...],
) -> None:
    start = three() if target == 3 else ten()
    assert dollars(rebalance_step(start, price_of(price)), price) == close(*naive, by=0.05)
    position, count = live(start, fall, price, at_bound_only=True)
    assert (dollars(position, price), count) == (close(*at_bound, by=0.06), steps)
    position, count = live(start, fall, price)
    assert (dollars(position, price), count) == (close(*ruled, by=0.06), steps)


def test_sixty_percent_up_with_the_log_symmetric_band() -> None:
    position, spot = three(), price_of(160)
    band = Band(WAD // 10, WAD // 9)
    while True:
        move, price = band.next_move(position.reference, spot, spot, due=False)
        if move is Move.NOTHING:
            break
        position = rebalance_step(position, price)
    assert dollars(position, 160) == close(2_518.5, 1_200, 1_081.5, by=0.06)


@pytest.mark.parametrize(
    ("price", "at_bound_only", "losses"),
    [
        (70, True, (-2.9, -62.6, -69.8)),
        (50, True, (-20.2, -88.0, -90.3)),
        (70, False, (-1.9, -64.1, -71.0)),
        (50, False, (-19.7, -88.8, -90.9)),
    ],
)
def test_who_bears_a_jump_of_a_full_3x_market(
    price: int, at_bound_only: bool, losses: tuple[float, float, float]
) -> None:
    """kappa_F .85, kappa_L .5: losses of FT, LP and LT in percent, every step at the bound and by the live rule."""
    start = par_position(3, leveraged=500, funding=1_700)
    position, _ = live(start, 0.10, price, at_bound_only)
    before, after = dollars(start, 100), dollars(position, price)
    changes = [100 * (after[side] / before[side] - 1) for side in (FT, LP, LT)]
    assert changes == pytest.approx(losses, abs=0.06)


# ------------------------------------------------------------------ what follows mathematically


def walked(position: Position, to: float, steps: int) -> Position:
    """Rebalances along equal ratios from $100."""
    for step in range(1, steps + 1):
        position = rebalance_step(position, price_of(100 * (to / 100) ** (step / steps)))
    return position


@pytest.mark.parametrize("kappa", [0.3, 0.5, 0.8])
def test_target_leverage_lasts_up_to_the_rally_ceiling(kappa: float) -> None:
    start = par_position(3, leveraged=1_000 * kappa, funding=0)
    ceiling = 100 * rally_ceiling(3, round(kappa * WAD)) / WAD
    below, above = walked(start, ceiling * 0.995, 400), walked(start, ceiling * 1.02, 400)
    assert leverage(below, LT, below.reference) / WAD == pytest.approx(3, abs=1e-6)
    assert leverage(above, LT, above.reference) / WAD < 2.999


def test_funding_is_whole_down_to_kappa() -> None:
    assert dollars(walked(three(), 60.5, 400), 60.5)[FT] == pytest.approx(1_200, abs=0.01)
    assert dollars(walked(three(), 55, 400), 55)[FT] < 1_190

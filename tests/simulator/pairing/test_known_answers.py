# SPDX-License-Identifier: Apache-2.0
"""What `docs/concepts/pairing.md` says happens must come out of both engines: PAIR-LOSS-01."""

from math import log

import numpy as np
import pytest

from steelyard.model.clock import YEAR
from steelyard.simulator.pairing import Curve, Pairing
from steelyard.simulator.run import Run
from tests.simulator.pairing.scenarios import AT_ONCE, FIVE_MINUTES, NO_FUNDING, SIDES, Side, path_of

QUIET = 3
AFTERWARDS = 10  # prices until the mean has arrived and all is done


def jumped(rule: Pairing, move: float, exact: bool) -> Run:
    path = path_of([100.0] * QUIET + [100 * (1 + move)] * AFTERWARDS)
    return rule.run_exact(path, AT_ONCE) if exact else rule.run(path, AT_ONCE)


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize(
    ("multiple", "move", "changes", "steps"),
    [
        (2, -0.2, (-40.0, 0.0, -22.2), 1),
        (2, -0.5, (-80.7, 0.0, -66.3), 3),
        (2, -0.8, (-97.2, -42.0, -95.8), 9),
        (3, -0.2, (-53.3, 0.0, -25.6), 2),
        (3, -0.3, (-71.0, 0.0, -41.9), 3),
        (3, -0.5, (-90.9, -0.7, -79.7), 6),
        (3, -0.8, (-99.6, -51.2, -99.1), 15),
        (3, 0.6, (255.4, 0.0, 40.2), 4),
        (5, -0.3, (-88.4, 0.0, -52.9), 5),
        (10, -0.1, (-72.3, 0.0, -19.4), 3),
        (10, -0.3, (-98.6, 0.0, -63.7), 11),
    ],
)
def test_who_bears_a_jump_of_a_market_at_its_caps(
    multiple: int, move: float, changes: tuple[float, ...], steps: int, exact: bool
) -> None:
    """The table leaves funding out, which an hour of it does not show."""
    for side, change in zip(SIDES, changes, strict=True):
        run = jumped(Pairing(multiple, side, fill=1.0), move, exact)
        assert run.totals.nav - 100 == pytest.approx(change, abs=0.06)
        assert run.totals.fills == steps


@pytest.mark.parametrize(("multiple", "days"), [(2, 395), (3, 132), (5, 40), (10, 8.8)])
def test_drag_halves_a_token_in_its_half_life(multiple: int, days: float) -> None:
    """At 80% a year, with the price where it was and LP that always has L; the median of forty paths."""
    sigma, rng = 0.8, np.random.default_rng(1)
    count = round(days * 86_400 / FIVE_MINUTES)
    rule = Pairing(multiple, cap_leveraged=0.001, curve=NO_FUNDING)
    navs = []
    for _ in range(40):
        walk = np.cumsum(rng.normal(0, sigma * (FIVE_MINUTES / YEAR) ** 0.5, count))
        bridge = walk - np.linspace(0, walk[-1], count)
        navs.append(rule.run(path_of(100 * np.exp(bridge)), AT_ONCE, record=False).totals.nav)
    assert log(np.median(navs) / 100) == pytest.approx(-log(2), rel=0.15)


@pytest.mark.parametrize("exact", [False, True])
def test_funding_is_the_rate_at_who_holds_what(exact: bool) -> None:
    """3x at half its caps: L held .25, F held .3, so UR .475 and 2% + 10% UR of F, of which LT owes two per L."""
    path = path_of([100.0] * 25, step=3_600)
    yearly = 0.02 + 0.1 * 0.475
    owed: dict[Side, float] = {"lt": 2 * yearly, "ft": -yearly}
    for side, paid in owed.items():
        rule = Pairing(3, side)
        run = rule.run_exact(path, AT_ONCE) if exact else rule.run(path, AT_ONCE)
        assert run.totals.interest == pytest.approx(100 * paid / 365, rel=1e-6)
        assert run.totals.nav == pytest.approx(100 - run.totals.interest)


def test_a_curve_of_ones_own_has_no_contract() -> None:
    rule, path = Pairing(3, curve=Curve(0.02, 0.2, 2.0)), path_of([100.0, 101.0])
    assert rule.run(path, AT_ONCE).totals.interest > Pairing(3).run(path, AT_ONCE).totals.interest
    with pytest.raises(ValueError, match="protocol's funding curve"):
        rule.run_exact(path, AT_ONCE)


@pytest.mark.parametrize("exact", [False, True])
def test_a_rise_with_a_range_as_wide_as_the_falls(exact: bool) -> None:
    for side, change in zip(SIDES, (252.9, 0.0, 41.2), strict=True):
        run = jumped(Pairing(3, side, rise=0.1, fill=1.0), 0.6, exact)
        assert run.totals.nav - 100 == pytest.approx(change, abs=0.06)
        assert run.totals.fills == 4

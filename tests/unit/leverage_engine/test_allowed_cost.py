# SPDX-License-Identifier: Apache-2.0
import random

from steelyard.model.libraries.rounding import WAD
from steelyard.model.presets.leverage import TOLERANCE
from tests.unit.leverage_engine.cases import rule
from tests.unit.leverage_engine.conftest import Both


def test_every_path(both: Both) -> None:
    draw = random.Random(4)
    for _ in range(200):
        start, end = (draw.choice([WAD, 2 * WAD, 27 * 10**17, 3 * WAD, draw.randrange(WAD, 60 * WAD)]) for _ in "ab")
        both.allowed_cost(rule(draw.random() < 0.5), start, end)


def test_no_path_costs_the_minimum(both: Both) -> None:
    assert both.allowed_cost(rule(), 3 * WAD, 3 * WAD) == TOLERANCE.minimum

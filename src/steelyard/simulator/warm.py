# SPDX-License-Identifier: Apache-2.0
"""Compiles every kernel once, so that nobody waits for it later: `python -m steelyard.simulator.warm`."""

import sys

import numpy as np

from steelyard.simulator.bars import Bars
from steelyard.simulator.compiled import is_kept
from steelyard.simulator.drawing import Kind, Law
from steelyard.simulator.path import Path
from steelyard.simulator.rules import named
from steelyard.simulator.world import World


def warm() -> None:
    """Runs each family on a few bars, recorded and not, and draws each kind of random path."""
    count = 60
    price = np.array([100.0 + place % 7 for place in range(count)])
    bars = Bars("X", 3_600, 3_600 * np.arange(count, dtype=np.int64), price, price + 2, price - 2, price)
    for name in ("borrowed:3", "borrowed:-2", "paired:3", "paired:-2", "ftx:3"):
        for record in (True, False):
            named(name).run(Path.sampled(bars), World.default(), record=record)
    for kind in (Kind.GBM, Kind.VOLATILITY):
        generator = Law(kind).generator(3_600, count, None)[0]
        named("borrowed:3").run(generator.path(1, 0, count, 100.0), World.default(), record=False)


if __name__ == "__main__":
    if not is_kept():
        print("== Kernels of the simulator: compiled once, about half a minute", file=sys.stderr)
    warm()

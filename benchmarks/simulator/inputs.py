# SPDX-License-Identifier: Apache-2.0
"""What is simulated: five-minute bars of five years, real ones where there is a folder of them."""

from pathlib import Path as Folder

import numpy as np

from steelyard.model.clock import YEAR
from steelyard.simulator.bars import Bars
from steelyard.simulator.data.catalogue import best

STEP = 300
BARS = 550_000
VOLATILITY = 0.8
INNER = 10  # moves within a synthetic bar
_START = 1_609_459_200  # 2021-01-01
_SEED = 5


def real(folder: Folder) -> Bars | None:
    """ETH by five minutes from a folder of market data, if it has them."""
    try:
        history = best("ETH", STEP, folder)
    except LookupError:
        return None
    return history.bars(STEP) if history.step <= STEP else None


def synthetic() -> Bars:
    """A random walk of 80% a year whose price is expected to end where it began."""
    moves = np.random.default_rng(_SEED).standard_normal((BARS, INNER)) * VOLATILITY * np.sqrt(STEP / INNER / YEAR)
    walk = 100 * np.exp(np.cumsum(moves).reshape(BARS, INNER))
    first = np.concatenate(([100.0], walk[:-1, -1]))
    low, high = np.minimum(walk.min(axis=1), first), np.maximum(walk.max(axis=1), first)
    time = _START + np.arange(BARS) * STEP
    return Bars("synthetic", STEP, time, first, high, low, walk[:, -1])

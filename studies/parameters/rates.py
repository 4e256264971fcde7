# SPDX-License-Identifier: Apache-2.0
"""What the debt of a token would have cost at a lending market that has a record."""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from steelyard.simulator.data.load import load_series
from steelyard.simulator.series import Series
from studies.crashes.kinds import Kind

RECORDS = {"USDC": ("aave_v2_usdc", "aave_v3_usdc"), "WETH": ("aave_v2_weth", "aave_v3_weth")}
BEGIN = 1_609_459_200  # 2021: the first month of the older market is left out


class Rate(NamedTuple):
    """Parts a year: mean, the hour that is exceeded in a twentieth of all, and the dearest."""

    asset: str
    mean: float
    high: float
    maximum: float


def rates(folder: Path | None) -> list[Rate]:
    """What borrowing cost by the hour, the later market from where it begins to be used; none without the records."""
    found = []
    for asset, names in RECORDS.items():
        paths = [folder / "rates" / f"{name}_ethereum_1h.csv.gz" for name in names] if folder else []
        if paths and all(path.exists() for path in paths):
            older, later = (load_series(path, column="borrow_apr_pct") for path in paths)
            values = _joined(older, later) / 100
            found.append(Rate(asset, float(values.mean()), float(np.quantile(values, 0.95)), float(values.max())))
    return found


def interest(kind: Kind, found: list[Rate]) -> float | None:
    """What the mean rate takes of the NAV a year: a bull owes dollars, a bear the coin."""
    owed = "WETH" if kind.is_bear else "USDC"
    means = [rate.mean for rate in found if rate.asset == owed]
    return means[0] * (kind.target - 1) if means else None


def _joined(older: Series, later: Series) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    first = older.value[(older.time >= BEGIN)]
    return np.concatenate((first, later.value[later.time > older.time[-1]]))

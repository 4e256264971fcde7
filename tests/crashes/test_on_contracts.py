# SPDX-License-Identifier: Apache-2.0
"""Crashes on the contracts, keepers five minutes late: what the twin answered, they answer, to the last unit.

With STEELYARD_DATA every event on every leverage; else the bundled ones, on the leverages that they hurt most.
"""

import os
from pathlib import Path

import pytest

from studies.crashes.kinds import ABSENT, DEEP, KINDS, MINUTE, Kind
from studies.crashes.lending import LeverageTask, replay
from studies.crashes.library import CRASHES
from studies.crashes.pairing import replay_pairing as replay_pairing_on_twin
from studies.crashes.task import Task
from studies.stale_trader.price_path import DOLLAR, PricePath
from tests.crashes.contracts import replay_leverage, replay_pairing

_DATA = os.environ.get("STEELYARD_DATA")
PRICE_PATHS = [price_path for crash in CRASHES if (price_path := crash.price_path(Path(_DATA) if _DATA else None))]
LATE = 5 * MINUTE


def _kinds(price_path: PricePath) -> list[Kind]:
    return list(KINDS) if _DATA else [Kind(3, is_bear=True) if " up " in price_path.name else Kind(3)]


CASES = [
    pytest.param(price_path, kind, id=f"{price_path.name} {kind.name}")
    for price_path in PRICE_PATHS
    for kind in _kinds(price_path)
]


@pytest.mark.parametrize(("price_path", "kind"), CASES)
def test_lending_market_ends_as_its_twin(price_path: PricePath, kind: Kind, holder: str, keeper: str) -> None:
    outcome = replay(LeverageTask(price_path, kind, LATE, DEEP))
    assert outcome.fills > 0
    assert outcome.acts[-1].name == "end"
    replay_leverage(kind, outcome.acts, holder, keeper)


def test_a_market_that_nobody_kept_is_wound_down_as_its_twin(holder: str, keeper: str) -> None:
    outcome = replay(LeverageTask(PRICE_PATHS[0], Kind(3), ABSENT, DEEP))
    assert outcome.steps == ["start_wind_down", "confirm_wind_down", "write_off"]
    replay_leverage(Kind(3), outcome.acts, holder, keeper)


@pytest.mark.parametrize(("price_path", "kind"), CASES)
def test_pairing_pool_ends_as_its_twin(price_path: PricePath, kind: Kind) -> None:
    outcome = replay_pairing_on_twin(Task(price_path, kind, LATE))
    assert outcome.steps > 0 or outcome.closed < 0.01
    assert outcome.acts[-1].name == "end"
    replay_pairing(kind, outcome.acts, int(price_path.true[0]) // DOLLAR)

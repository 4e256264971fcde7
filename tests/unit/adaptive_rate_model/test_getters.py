# SPDX-License-Identifier: Apache-2.0
from tests.support.contracts import deploy

WAD = 10**18


def test_parameters_read_back() -> None:
    model = deploy("AdaptiveRateModel", 9 * WAD // 10, WAD // 25, WAD // 1000, WAD // 5, 4 * WAD, 50 * WAD)
    assert (model.TARGET_UTILIZATION(), model.INITIAL_RATE()) == (9 * WAD // 10, WAD // 25)
    assert (model.MIN_RATE(), model.MAX_RATE_AT_TARGET()) == (WAD // 1000, WAD // 5)
    assert (model.STEEPNESS(), model.SPEED()) == (4 * WAD, 50 * WAD)

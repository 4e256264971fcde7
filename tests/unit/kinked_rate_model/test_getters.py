# SPDX-License-Identifier: Apache-2.0
from tests.support.contracts import deploy

WAD = 10**18


def test_parameters_read_back() -> None:
    model = deploy("KinkedRateModel", WAD // 100, 9 * WAD // 10, WAD // 10, 2 * WAD)
    assert (model.BASE(), model.KINK()) == (WAD // 100, 9 * WAD // 10)
    assert (model.RATE_AT_KINK(), model.RATE_AT_FULL()) == (WAD // 10, 2 * WAD)

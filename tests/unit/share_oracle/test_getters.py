# SPDX-License-Identifier: Apache-2.0
"""SHARE and IN_COLLATERAL: what it was made for."""

import pytest

from tests.unit.share_oracle.conftest import Market, share_oracle


@pytest.mark.parametrize("in_collateral", [False, True])
def test_names_share_and_loan_asset(bull: Market, in_collateral: bool) -> None:
    oracle = share_oracle(bull, in_collateral)
    assert oracle.SHARE() == bull.token.address
    assert oracle.IN_COLLATERAL() == in_collateral

# SPDX-License-Identifier: Apache-2.0
"""Role: Issuers of the assets"""

import pytest

from tests.roles.worlds import SHARE, USD, Leveraged
from tests.support.reverts import reverts


@pytest.mark.parametrize("asset", ["weth", "usdc"])
def test_worst_case_stops_exits_where_the_asset_stops(leveraged: Leveraged, asset: str) -> None:
    """Can: whatever their token allows: freeze, blocklist, upgrade.
    An issuer that destroys what the market holds stops the exits that need it, and those alone; bringing the units
    back brings the exit back. More in the fault injection."""
    token, holder = leveraged.token, leveraged.holder
    place, frozen = (token, leveraged.weth) if asset == "weth" else (leveraged.pool, leveraged.usdc)
    taken = frozen.balanceOf(place.address)
    frozen.burn_of(place.address, taken)
    with reverts("erc20: transfer amount exceeds balance" if asset == "weth" else "pool: not received"):
        token.redeem(SHARE, holder, holder, b"", sender=holder)
    token.transfer(leveraged.depositor, SHARE, sender=holder)
    frozen.mint(place.address, taken)
    token.redeem(SHARE, holder, holder, b"", sender=holder)
    leveraged.pool.withdraw(USD, leveraged.depositor, leveraged.depositor, sender=leveraged.depositor)

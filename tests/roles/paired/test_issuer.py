# SPDX-License-Identifier: Apache-2.0
"""Role: Issuer of U"""

import pytest

from tests.roles.worlds import HOUR, PRICE, Paired
from tests.support.engine import wait
from tests.support.paired import LT
from tests.support.refusal import refuses


@pytest.mark.parametrize("place", ["market", "share"])
def test_worst_case_stops_exits_where_the_asset_stops(paired: Paired, keeper: str, place: str) -> None:
    """Can: whatever its token allows.
    Destroying what the market holds stops what it pays, destroying what a share holds its claims; the other goes on,
    and bringing the units back brings the exit back. More in the drills."""
    holder, share = paired.holder, paired.share(LT)
    epoch = share.enqueue(10**18, sender=holder)
    wait(HOUR)
    paired.market.quiet(PRICE)
    paired.pool.poke(sender=keeper)
    hit = paired.pool.address if place == "market" else share.address
    taken = paired.asset.balanceOf(hit)
    paired.asset.burn_of(hit, taken)

    def claim() -> None:
        share.claim(epoch, holder, sender=holder)

    def redeem() -> None:
        paired.leave(LT, 10**18, holder)

    stopped, open_ = (redeem, claim) if place == "market" else (claim, redeem)
    with refuses("erc20: transfer amount exceeds balance"):
        stopped()
    open_()
    paired.asset.mint(hit, taken)
    stopped()

# SPDX-License-Identifier: Apache-2.0
"""Role: Issuer of U"""

import pytest

from tests.roles.worlds import HOUR, PRICE, Pairing
from tests.support.engine import wait
from tests.support.pairing import LT
from tests.support.reverts import reverts


@pytest.mark.parametrize("place", ["market", "share"])
def test_worst_case_stops_exits_where_the_asset_stops(pairing: Pairing, keeper: str, place: str) -> None:
    """Can: whatever its token allows.
    Destroying what the market holds stops what it pays, destroying what a share holds its claims; the other goes on,
    and bringing the units back brings the exit back. More in the fault injection."""
    holder, share = pairing.holder, pairing.share(LT)
    epoch = share.enqueue(10**18, sender=holder)
    wait(HOUR)
    pairing.market.quiet(PRICE)
    pairing.pool.rebalance(sender=keeper)
    hit = pairing.pool.address if place == "market" else share.address
    taken = pairing.asset.balanceOf(hit)
    pairing.asset.burn_of(hit, taken)

    def claim() -> None:
        share.claim(epoch, holder, sender=holder)

    def redeem() -> None:
        pairing.leave(LT, 10**18, holder)

    stopped, open_ = (redeem, claim) if place == "market" else (claim, redeem)
    with reverts("erc20: transfer amount exceeds balance"):
        stopped()
    open_()
    pairing.asset.mint(hit, taken)
    stopped()

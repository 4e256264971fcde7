# SPDX-License-Identifier: Apache-2.0
"""The floor: the same swap and the same transfers, with no product around them."""

from benchmarks.gas.bench import Bench
from benchmarks.gas.mocks import deploy_mock
from benchmarks.gas.world import DOLLAR, ETH_PRICE, WAD, Assets

_USD_IN = 30_000 * DOLLAR  # what a 3x mint for $10,000 swaps
_ETH_IN = 10 * WAD


def measure_floor(bench: Bench, assets: Assets, prefix: str = "floor:") -> None:
    """Bare swaps through both venues, the swap with one transfer beside it, and single transfers."""
    bare = bench.name(deploy_mock(bench.client, "BareSwap", sender=bench.owner), "bare swap")
    usd, weth, who = assets.usd, assets.weth, bench.holder
    for token in (usd, weth):
        bench.approve(token, bare, who)
    usd_first = int(usd.address, 16) < int(weth.address, 16)
    buys = (usd_first, _USD_IN, usd.address, who)
    sells = (not usd_first, _ETH_IN, weth.address, who)
    for venue, function, pool in (("V3", "swap_v3", assets.v3_pool), ("V2", "swap_v2", assets.v2_pair)):
        bench.measure(f"{prefix} {venue} swap, USD to WETH", bare, function, pool.address, *buys, sender=who)
        bench.measure(f"{prefix} {venue} swap, WETH to USD", bare, function, pool.address, *sells, sender=who)
    # a mint borrows, a redeem repays: beside the swap the debt asset moves once more, to or from the lenders
    second = (usd.address, bench.owner, _USD_IN)
    swaps = (("USD to WETH", buys), ("WETH to USD", sells))
    for way, swap in swaps:
        row = f"{prefix} V3 swap and a transfer, {way}"
        bench.measure(row, bare, "swap_and_transfer", assets.v3_pool.address, *swap, *second, sender=who)
    bench.measure(f"{prefix} USD transfer", usd, "transfer", bench.owner, DOLLAR, sender=who)
    bench.measure(f"{prefix} WETH transfer", weth, "transfer", bench.owner, WAD // ETH_PRICE, sender=who)

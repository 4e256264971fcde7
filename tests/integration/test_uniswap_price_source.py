# SPDX-License-Identifier: Apache-2.0
"""The price source on a real pool of a real node: `observe` over real blocks."""

import pytest

from steelyard.chain.client import Client
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.uniswap import PRICE_SCALE, Deployed, Uniswap
from steelyard.model.oracles.twap import mean_tick, price_at_tick
from steelyard.reverts.errors import Reverted

ETHER = 10**18


def test_means_over_real_blocks(anvil: Anvil, uniswap: Uniswap, client: Client, owner: str) -> None:
    coin, dollar = (client.deploy("MockAsset", decimals, sender=owner) for decimals in (18, 6))
    for asset in (coin, dollar):
        asset.transact("mint", owner, 10**30, sender=owner)
    unit_price = PRICE_SCALE // 10**12
    pool = uniswap.create_v3_pool(coin.address, dollar.address, 500, 2_000 * unit_price, 100 * ETHER, owner)
    pool.transact("increaseObservationCardinalityNext", 16, sender=owner)
    source = client.deploy("UniswapPriceSource", (pool.address, coin.address, 300, 5 * 10**15), sender=owner)
    with pytest.raises(Reverted) as refusal:
        source.call("latest_and_mean", 1_800)
    assert refusal.value.reason == "twap: history too short"

    anvil.wait(1_500)
    uniswap.move_v3_pool(coin.address, dollar.address, 500, 2_200 * unit_price, owner)
    anvil.wait(600)
    (price, number, updated_at, fresh_until), mean = source.call("latest_and_mean", 1_800)
    assert number == updated_at == fresh_until == anvil.now()
    sign = 1 if int(coin.address, 16) < int(dollar.address, 16) else -1
    older, recent, newest = (sign * ticks for ticks in pool.call("observe", [1_800, 300, 0])[0])
    assert price == price_at_tick(mean_tick(recent, newest, 300))
    assert mean == price_at_tick(mean_tick(older, newest, 1_800))
    assert price == pytest.approx(2_200 * unit_price, rel=2e-4)
    assert mean == pytest.approx(2_000 ** (2 / 3) * 2_200 ** (1 / 3) * unit_price, rel=1e-3)
    _check_liquidity(pool, source)


def _check_liquidity(pool: Deployed, source: Deployed) -> None:
    liquidity = pool.call("liquidity")
    assert liquidity * (1 - 1e-12) < source.call("mean_liquidity", 900) <= liquidity
    assert source.call("cost_to_move", ETHER // 10, 900) > 0

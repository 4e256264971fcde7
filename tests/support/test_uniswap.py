# SPDX-License-Identifier: Apache-2.0
"""The real Uniswap also lives in process, where most tests of the router and the rebalancer trade."""

import boa

from steelyard.devchain.uniswap import PRICE_SCALE, published, sqrt_price_x96
from tests.support.reverts import reverts
from tests.support.uniswap import BoaChain, deploy_uniswap

ETHER = 10**18


def test_pools_at_a_price_move_to_another(keeper: str) -> None:
    uniswap = deploy_uniswap(keeper)
    abi, bytecode = published("WETH9")
    quote = BoaChain().deploy_code(abi, bytecode, sender=keeper)
    for token, amount in ((uniswap.weth, 500 * ETHER), (quote, 900_000 * ETHER)):
        token.transact("deposit", sender=keeper, value=amount)
    pair = uniswap.weth.address, quote.address
    pool = uniswap.create_v3_pool(*pair, 3_000, 2_000 * PRICE_SCALE, 100 * ETHER, keeper)
    uniswap.create_v2_pair(*pair, 2_000 * PRICE_SCALE, 100 * ETHER, keeper)
    target = 1_700 * PRICE_SCALE
    uniswap.move_v3_pool(*pair, 3_000, target, keeper)
    uniswap.move_v2_pair(*pair, target, keeper)
    assert pool.call("slot0")[0] == sqrt_price_x96(target, int(pair[0], 16) < int(pair[1], 16))
    assert abs(uniswap.v2_price(*pair) - target) < target // 10**12
    with reverts("UniswapV2: PAIR_EXISTS"):
        uniswap.v2_factory.transact("createPair", *pair, sender=keeper)
    assert boa.env.get_balance(keeper) > 0

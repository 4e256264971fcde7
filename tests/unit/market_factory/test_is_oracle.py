# SPDX-License-Identifier: Apache-2.0
from eth_abi import encode

from tests.support.market_world import deploy_factory


def test_only_what_was_made_here(world, attacker):
    factory = deploy_factory(ChainlinkOracle="MockOracle")
    made = factory.create_oracle(encode(["uint256"], [7]))
    assert factory.is_oracle(made)
    for other in (world.bull_oracle.address, world.bull_pool, attacker, "0x" + "00" * 20):
        assert not factory.is_oracle(other)


def test_a_market_may_use_another(world):
    token, _ = world.create_market()
    assert token.ORACLE() == world.bull_oracle.address
    assert not world.factory.is_oracle(world.bull_oracle.address)

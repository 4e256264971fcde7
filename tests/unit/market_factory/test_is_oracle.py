# SPDX-License-Identifier: Apache-2.0
from tests.support.contracts import deploy
from tests.support.market_world import MarketWorld

NOBODY = "0x" + "00" * 20


def test_only_what_was_made_here(world: MarketWorld, attacker: str) -> None:
    none = (NOBODY, 0, 0, 0)
    feed = (deploy("MockFeed", 8, 10**8).address, 86_400, 10**7, 10**9)
    made = world.factory.create_oracle((world.weth.address, world.usdc.address, [feed, none, none, none], 0, NOBODY, 0))
    assert world.factory.is_oracle(made)
    for other in (world.bull_oracle.address, world.bull_pool, attacker, NOBODY):
        assert not world.factory.is_oracle(other)


def test_a_market_may_use_another(world: MarketWorld) -> None:
    token, _ = world.create_market()
    assert token.ORACLE() == world.bull_oracle.address
    assert not world.factory.is_oracle(world.bull_oracle.address)

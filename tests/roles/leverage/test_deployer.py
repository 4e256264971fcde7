# SPDX-License-Identifier: Apache-2.0
"""Role: Deployer (anyone)"""

from dataclasses import astuple

import pytest

from tests.roles.worlds import ALL, NOBODY, SHARE, USD, WAD, Leveraged, junk
from tests.support.contracts import at, deploy
from tests.support.market_world import KINKED
from tests.support.reverts import reverts


def test_creates_within_the_bounds(leveraged: Leveraged, attacker: str) -> None:
    """Can: create pools, rate models, oracles and markets within the bounds."""
    factory = leveraged.factory
    model = factory.create_kinked_rate_model(astuple(KINKED), sender=attacker)
    pool = (leveraged.usdc.address, "P", "P", attacker, attacker, model, 10**15, 0, 0, WAD // 10, 86_400)
    assert factory.is_pool(factory.create_pool(pool, sender=attacker))
    feed = (deploy("MockFeed", 8, 3_000 * 10**8).address, 3_600, 10**8, 10**15)
    nothing = (NOBODY, 0, 0, 0)
    oracle = (leveraged.weth.address, leveraged.usdc.address, [feed, nothing, nothing, nothing], 0, NOBODY, 0)
    assert factory.is_oracle(factory.create_oracle(oracle, sender=attacker))
    token = leveraged.create_market(leveraged.weth, leveraged.oracle, attacker)
    assert factory.is_token(token.address)
    with reverts("reserve factor: over 30%"):
        factory.create_pool((*pool[:7], WAD, *pool[8:]), sender=attacker)


def test_changes_nothing_later(leveraged: Leveraged, attacker: str) -> None:
    """Cannot: change them later. (GOV-01)
    The market's creator is an account like any other to it."""
    token = leveraged.create_market(leveraged.weth, leveraged.oracle, attacker)
    with reverts("fees: not the recipient"):
        token.set_fee_recipient(attacker, sender=attacker)
    with reverts("submit: not the curator"):
        leveraged.governance.submit(1, token.address, USD, sender=attacker)


@pytest.mark.parametrize("dollars", [1, 10**9])
def test_worst_case_a_dishonest_market_has_no_limit(leveraged: Leveraged, attacker: str, dollars: int) -> None:
    """Junk under an oracle of its maker, on the same pool: it borrows nothing, and no other market sees it. (GOV-01)"""
    collateral, oracle = junk()
    token = leveraged.create_market(collateral, oracle, attacker)
    collateral.mint(attacker, ALL)
    collateral.approve(token.address, ALL, sender=attacker)
    before = leveraged.position(), tuple(leveraged.pool.pool_state())
    oracle.set_price(dollars * 10**24)
    with reverts("borrow: limit"):
        token.mint(SHARE, attacker, attacker, b"", sender=attacker)
    assert token.totalSupply() == 0
    assert (leveraged.position(), tuple(leveraged.pool.pool_state())) == before


def test_worst_case_a_copied_name_is_another_series(leveraged: Leveraged, attacker: str) -> None:
    """Names do not prove who made a market; the factory numbers what is of one kind."""
    first = leveraged.create_market(leveraged.weth, leveraged.oracle, leveraged.owner)
    second = leveraged.create_market(leveraged.weth, junk()[1], attacker)
    assert leveraged.factory.nonce_of(second.address) == leveraged.factory.nonce_of(first.address) + 1
    assert at("LeveragedToken", second.address).name() != first.name()

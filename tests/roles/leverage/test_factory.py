# SPDX-License-Identifier: Apache-2.0
"""Role: Factory"""

from dataclasses import astuple

from tests.roles.worlds import DAY, ETHER, LIMIT, SHARE, USD, WAD, Leveraged
from tests.support.contracts import blueprint, deploy, deploy_token, governance_of
from tests.support.market_world import bull
from tests.support.reverts import reverts


def test_says_what_it_made(leveraged: Leveraged, attacker: str) -> None:
    """Can: say what it made."""
    factory = leveraged.factory
    assert factory.is_pool(leveraged.pool.address) and factory.is_token(leveraged.token.address)
    assert factory.is_rate_model(leveraged.market.rate_model.address)
    assert factory.anchored_of(leveraged.token.address) == leveraged.anchored.address
    foreign = deploy("KinkedRateModel", 0, ETHER // 2, 0, 0).address
    assert not factory.is_rate_model(foreign) and not factory.is_pool(attacker) and not factory.is_token(attacker)


def test_acts_on_nothing(leveraged: Leveraged, curator: str, guardian: str, attacker: str) -> None:
    """Cannot: act on anything it made. (GOV-01)
    An account in the factory's place, from which it made pool and token, is a stranger to both."""
    model, factory, holder = leveraged.market.rate_model.address, attacker, leveraged.holder
    terms = ("Lenders", "LEND", curator, guardian, model, 2**90, 0, 0, WAD, DAY, blueprint("PoolGovernance").address)
    pool = deploy("LendingPool", leveraged.usdc.address, *terms, sender=factory)
    identity = ("Leveraged", "LEV", pool.address, leveraged.weth.address, leveraged.oracle.address)
    token = deploy_token((*identity, *astuple(bull())), sender=factory)
    assert pool.FACTORY() == factory
    for call, reason in (
        (lambda: governance_of(pool).submit(LIMIT, token.address, USD, sender=factory), "submit: not the curator"),
        (lambda: governance_of(pool).guard_limit(token.address, 0, sender=factory), "settings: not the guardian"),
        (lambda: governance_of(pool).revoke(LIMIT, token.address, sender=factory), "revoke: no role"),
        (lambda: governance_of(pool).pause_borrowing(sender=factory), "settings: not the guardian"),
        (lambda: pool.borrow(USD, factory, False, sender=factory), "borrow: limit"),
        (lambda: token.set_fee_recipient(factory, sender=factory), "fees: not the recipient"),
        (lambda: token.redeem(SHARE, holder, factory, b"", sender=factory), "erc20: insufficient allowance"),
    ):
        with reverts(reason):
            call()

# SPDX-License-Identifier: Apache-2.0
"""A batch of named markets: whatever is wrong with one leaves the others whole."""

import boa
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.contracts import deploy, deploy_token
from tests.support.market import NOBODY, WAD, Market
from tests.support.reverts import reverts

BURN = 3  # FaultyOracle's mode


def token_on(oracle: str, market: Market) -> VyperContract:
    """Deploys a token like the market's own on another oracle."""
    rule = market.token.rule()
    return deploy_token(
        (
            "Other",
            "OTHER",
            market.pool.address,
            market.collateral.address,
            oracle,
            market.is_bear,
            market.token.QUOTE_UNIT(),
            market.token.DOLLAR(),
            rule.target,
            rule.upper,
            rule.lower,
            0,
            tuple(rule.tolerance),
            (0, 0, 0, NOBODY),
        ),
    )


def test_each_as_alone(lens: VyperContract, bull: Market, bear: Market) -> None:
    tokens = [bull.token.address, bear.token.address]
    assert lens.markets_of(tokens, WAD) == [lens.market(token, WAD) for token in tokens]
    assert lens.markets_of([], WAD) == []


def test_strangers(lens: VyperContract, bull: Market, holder: str) -> None:
    """An account without code and a contract of another kind."""
    first, second, third = lens.markets_of([holder, bull.quote.address, bull.token.address], 0)
    assert (first.ok, first.token) == (False, holder)
    assert (second.ok, second.token) == (False, bull.quote.address)
    assert third == lens.market(bull.token.address, 0)


def test_oracle_that_burns_all_gas(lens: VyperContract, bull: Market) -> None:
    oracle = deploy("FaultyOracle", bull.oracle_price(100))
    other = token_on(oracle.address, bull)
    oracle.set(bull.oracle_price(100), BURN)
    spoilt, whole = lens.markets_of([other.address, bull.token.address], 0, gas=6_000_000)
    assert (spoilt.ok, spoilt.price, spoilt.price_source) == (True, 0, 0)
    assert whole == lens.market(bull.token.address, 0)


def test_little_gas_is_refused_not_mistaken(lens: VyperContract, bull: Market) -> None:
    with reverts("lens: send more gas"):
        lens.markets_of([bull.token.address], 0, gas=2_000_000)
    with boa.env.anchor(), reverts("lens: send more gas"):
        lens.market(bull.token.address, 0, gas=600_000)

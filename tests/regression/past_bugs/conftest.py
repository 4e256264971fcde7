# SPDX-License-Identifier: Apache-2.0
"""Both factories once; each test makes the market it needs. titanoboa undoes what a test did to the chain."""

from collections.abc import Callable
from typing import Any

import pytest

from steelyard.model.pairing.parameters import Parameters
from tests.regression.past_bugs.ground import SHARE, Pairing, Trading
from tests.support.environment import BoaEnvironment
from tests.support.market import Terms, asset, build_factory, build_market
from tests.support.pairing import build_pairing_factory, build_pairing_market
from tests.support.periphery import Periphery, build_periphery

PRICE = 3_000  # dollars per ETH of the leveraged tokens
COIN = 2_000  # dollars per coin of the paired pools

MakeMarket = Callable[..., Trading]
MakePairing = Callable[..., Pairing]


@pytest.fixture(scope="package")
def environment() -> BoaEnvironment:
    return BoaEnvironment()


@pytest.fixture(scope="package")
def factory(environment: BoaEnvironment) -> Any:
    """The market factory."""
    return build_factory(environment)


@pytest.fixture(scope="package")
def pairing_factory(environment: BoaEnvironment) -> Any:
    """The paired factory."""
    return build_pairing_factory(environment)


@pytest.fixture(scope="package")
def periphery() -> Periphery:
    """Router and rebalancer between a 3x bull, a -3x bear and the real Uniswap; mint and redeem cost 1%."""
    return build_periphery(Terms(mint_fee=10**16, redeem_fee=10**16))


@pytest.fixture
def make_market(environment: BoaEnvironment, factory: Any) -> MakeMarket:
    """Makes a market of a new USDC-like and a new WETH-like asset."""

    def make(*, is_bear: bool = False, decimals: tuple[int, int] = (6, 18), **terms: Any) -> Trading:
        quote, underlying = asset(environment, decimals[0]), asset(environment, decimals[1])
        return Trading(build_market(environment, factory, quote, underlying, PRICE, is_bear, Terms(**terms)))

    return make


@pytest.fixture
def bull(make_market: MakeMarket, holder: str) -> Trading:
    """A 3x bull; the holder's 1,000 shares are all but the seed: 100 ETH held, $200,000 owed."""
    trading = make_market()
    trading.mint(holder, 1_000 * SHARE)
    return trading


@pytest.fixture
def make_pairing(
    environment: BoaEnvironment, pairing_factory: Any, holder: str, depositor: str, attacker: str
) -> MakePairing:
    """Makes a paired market whose users are rich."""

    def make(terms: Parameters | None = None, **options: Any) -> Pairing:
        users = [holder, depositor, attacker]
        return Pairing(build_pairing_market(environment, pairing_factory, terms, COIN, holders=users, **options))

    return make


@pytest.fixture
def pairing(make_pairing: MakePairing) -> Pairing:
    """A 3x on a coin of $2,000, opened with a million dollars."""
    return make_pairing()

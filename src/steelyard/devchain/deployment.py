# SPDX-License-Identifier: Apache-2.0
"""Whole markets on a chain, made by the factories from plain parameters: those of the model and of `presets`."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from typing import Any

from steelyard.devchain.environment import Environment
from steelyard.model.erc20 import ZERO_ADDRESS
from steelyard.model.factory.bounds import AdaptiveParameters, KinkedParameters, PoolParameters
from steelyard.model.factory.pairing_bounds import Listing
from steelyard.model.lending import Setting
from steelyard.model.leverage.leveraged_token import Parameters
from steelyard.model.presets import leverage as presets


@dataclass(frozen=True)
class Feed:
    """A Chainlink feed as oracles and price sources take it; the bounds are in its own units."""

    address: str
    heartbeat: int
    lower: int
    upper: int


# ------------------------------------------------------------------ leverage


def create_rate_model(environment: Environment, factory: Any, terms: KinkedParameters | AdaptiveParameters) -> Any:
    """Makes the rate model of these terms, or returns the one that the factory has of them."""
    kind = "Kinked" if isinstance(terms, KinkedParameters) else "Adaptive"
    address = environment.create(factory, f"create_{kind.lower()}_rate_model", astuple(terms))
    return environment.at(f"{kind}RateModel", address)


def pool_parameters(
    environment: Environment, asset: str, rate_model: str, curator: str | None = None, guardian: str | None = None
) -> PoolParameters:
    """A pool with the default settings; the owner has the roles that are not given to anybody."""
    return PoolParameters(
        asset=asset,
        name="Steelyard Lenders",
        symbol="LEND",
        curator=curator or environment.owner,
        guardian=guardian or environment.owner,
        rate_model=rate_model,
        deposit_cap=presets.DEPOSIT_CAP,
        reserve_factor=presets.RESERVE_FACTOR,
        required_reserve=0,
        hourly_part=presets.HOURLY_PART,
        timelock=presets.TIMELOCK,
    )


def create_pool(environment: Environment, factory: Any, terms: PoolParameters) -> Any:
    """Makes a lending pool."""
    return environment.at("LendingPool", environment.create(factory, "create_pool", astuple(terms)))


def governance_of(environment: Environment, pool: Any) -> Any:
    """Returns the governance that was made with `pool`."""
    return environment.at("PoolGovernance", environment.call(pool, "GOVERNANCE"))


@dataclass(frozen=True)
class Sequencer:
    """The feed that tells whether a rollup's sequencer is up, and seconds of grace after it was down."""

    address: str = ZERO_ADDRESS
    grace: int = 0


NO_SEQUENCER = Sequencer()


def oracle_parameters(
    coin: str, dollar: str, feeds: tuple[Feed, Feed], is_bear: bool, sequencer: Sequencer = NO_SEQUENCER
) -> tuple[Any, ...]:
    """ChainlinkOracle's parameters from a feed of the coin and one of the dollar; the coin's is the main one."""
    (of_coin, of_dollar), none = (astuple(feed) for feed in feeds), (ZERO_ADDRESS, 0, 0, 0)
    if is_bear:
        return (dollar, coin, (of_dollar, none, of_coin, none), 2, *astuple(sequencer))
    return (coin, dollar, (of_coin, none, of_dollar, none), 0, *astuple(sequencer))


def create_oracle(environment: Environment, factory: Any, parameters: tuple[Any, ...]) -> Any:
    """Makes the oracle of `oracle_parameters`."""
    return environment.at("ChainlinkOracle", environment.create(factory, "create_oracle", parameters))


def market_parameters(
    name: str, symbol: str, pool: Any, collateral: Any, oracle: Any, terms: Parameters
) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """ILeveragedToken.Parameters and IMarketFactory.AnchoredParameters of a token and its default wrapper."""
    token = (name, symbol, pool.address, collateral.address, oracle.address, *astuple(terms))
    return token, astuple(presets.anchored(f"Anchored {name}", f"a{symbol}"))


def create_market(environment: Environment, factory: Any, *parameters: tuple[Any, ...]) -> tuple[Any, Any]:
    """Makes the leveraged token and the anchored token of `market_parameters`."""
    token, anchored = environment.create(factory, "create_market", *parameters)
    return environment.at("LeveragedToken", token), environment.at("AnchoredToken", anchored)


def give_limits(
    environment: Environment,
    limits: Iterable[tuple[Any, Any, int]],
    curator: str | None = None,
    timelock: int = presets.TIMELOCK,
) -> None:
    """Lets tokens borrow: pool, token and units of the debt asset each. Two timelocks pass, once for all."""
    proposed = [(governance_of(environment, pool), token.address, limit) for pool, token, limit in limits]
    for governance, token, limit in proposed:
        environment.send(governance, "submit", int(Setting.BORROW_LIMIT), token, limit, sender=curator)
    environment.wait(2 * timelock)
    for governance, token, _ in proposed:
        environment.send(governance, "accept", int(Setting.BORROW_LIMIT), token)


# ------------------------------------------------------------------ pairing


def source_parameters(
    feed: Feed,
    asset: str,
    quote: str,
    quote_decimals: int,
    is_bear: bool,
    deviation: int,
    sequencer: Sequencer = NO_SEQUENCER,
) -> tuple[Any, ...]:
    """IChainlinkPriceSource.Parameters; `deviation` scaled by 1e18."""
    return (astuple(feed), asset, quote, quote_decimals, is_bear, deviation, *astuple(sequencer))


def create_source(environment: Environment, factory: Any, parameters: tuple[Any, ...]) -> Any:
    """Makes the price source of `source_parameters`."""
    return environment.at("ChainlinkPriceSource", environment.create(factory, "create_chainlink_source", parameters))


def pairing_parameters(listing: Listing, source: Any) -> tuple[Any, ...]:
    """IPairingPool.Parameters."""
    return (
        listing.name, listing.symbol, listing.asset, source.address, listing.fee_recipient, astuple(listing.terms),
    )  # fmt: skip


def create_pairing_market(environment: Environment, factory: Any, parameters: tuple[Any, ...]) -> Any:
    """Makes the pool of `pairing_parameters`, not opened."""
    return environment.at("PairingPool", environment.create(factory, "create_market", parameters))

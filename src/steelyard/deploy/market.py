# SPDX-License-Identifier: Apache-2.0
"""A market to be: `deploy/markets/<chain>/<token>.toml`, typed. Fractions are scaled by 1e18, amounts are units."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from steelyard.deploy.errors import BadFile
from steelyard.deploy.network import ROLES, Asset, Network, PriceFeed
from steelyard.deploy.tables import ZERO, Table, read_toml
from steelyard.model.factory.bounds import AdaptiveParameters, AnchoredParameters, KinkedParameters, PoolParameters
from steelyard.model.factory.pairing_bounds import Listing
from steelyard.model.leverage.leveraged_token import Fees, Parameters
from steelyard.model.leverage.rebalance_rule import Tolerance
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.parameters import Fees as PairingFees
from steelyard.model.pairing.parameters import Parameters as Terms

WAD_DECIMALS = 18
NOBODY = "0x" + "00" * 19 + "01"
"""Stands in for a role that the network's file does not name yet: such a market can be linted, not planned."""


@dataclass(frozen=True)
class Bounded:
    """A feed and the answers that are believed, in its own units, both included."""

    feed: PriceFeed
    lower: int
    upper: int

    def parameters(self) -> tuple[str, int, int, int]:
        """IChainlinkOracle.Feed."""
        return self.feed.address, self.feed.heartbeat, self.lower, self.upper


@dataclass(frozen=True)
class Risk:
    """What the linter weighs leverage against: `gap` is the worst move in a quarter of an hour against the token,
    `depth` the dollars on a side of the exchange that fills trade with, `price` those of a coin; scaled by 1e18."""

    gap: int
    depth: int
    price: int


@dataclass(frozen=True)
class Market:
    """What both mechanisms name: the coin that moves, the dollars it is priced in, and their feeds."""

    file: str
    symbol: str
    name: str
    is_bear: bool
    coin: Asset
    dollars: Asset
    grace: int
    risk: Risk
    unnamed: tuple[str, ...]  # roles that nobody has on this network yet


@dataclass(frozen=True)
class LeverageMarket(Market):
    """A leveraged token with its pool. `pool` names neither a rate model nor the asset's facts."""

    feeds: tuple[Bounded, Bounded]  # of the coin, of the dollars
    terms: Parameters
    anchored: AnchoredParameters
    rates: KinkedParameters | AdaptiveParameters
    pool: PoolParameters
    limit: int

    @property
    def debt(self) -> Asset:
        """What is borrowed."""
        return self.coin if self.is_bear else self.dollars

    @property
    def collateral(self) -> Asset:
        """What is held."""
        return self.dollars if self.is_bear else self.coin


@dataclass(frozen=True)
class PairingMarket(Market):
    """A paired pool of `asset` on one feed."""

    feed: Bounded
    listing: Listing

    @property
    def asset(self) -> Asset:
        """The underlying U."""
        return self.dollars if self.is_bear else self.coin

    @property
    def quote(self) -> Asset:
        """What U is priced in."""
        return self.coin if self.is_bear else self.dollars


AnyMarket: TypeAlias = LeverageMarket | PairingMarket


def read_market(path: Path, network: Network) -> AnyMarket:
    """Returns what the file says of a market on `network`; raises `BadFile` with every fault."""
    faults: list[str] = []
    table = Table(read_toml(path), f"{path.name}: ", faults)
    kind = table.choice("kind", ("leverage", "pairing"))
    if table.text("network") != network.name:
        table.fault("network", f"is not {network.name!r}; give the file to the network that it is for")
    market: AnyMarket | None = None
    try:
        common = _common(table, network)
        market = _leverage(table, network, common) if kind == "leverage" else _pairing(table, network, common)
    except BadFile as error:
        faults += [f"{path.name}: {fault}" for fault in error.faults]
    else:
        table.done()
    if market is not None and market.symbol != path.stem:
        table.fault("symbol", f"{market.symbol!r} is not {path.stem!r}; call the file after the token")
    if faults or market is None:
        raise BadFile(faults)
    return market


def _common(table: Table, network: Network) -> Market:
    risk = table.table("risk")
    found = Market(
        file=table.where.split(":")[0],
        symbol=table.text("symbol"),
        name=table.text("name"),
        is_bear=table.choice("side", ("bull", "bear")) == "bear",
        coin=network.asset(table.text("coin")),
        dollars=network.asset(table.text("dollars")),
        grace=network.uptime.grace,
        risk=Risk(**{name: risk.parameter(name, WAD_DECIMALS) for name in ("gap", "depth", "price")}),
        unnamed=tuple(role for role in ROLES if role not in network.roles),
    )
    risk.done()
    return found


def _bounded(table: Table, network: Network, which: str) -> Bounded:
    named = table.text(f"{which}_feed")
    if named not in network.feeds:
        known = ", ".join(network.feeds) or "none"
        raise BadFile([f"{which}_feed: no feed {named!r} on {network.name}, only {known}; add it, with its source"])
    feed, oracle = network.feeds[named], table.table(f"{which}_price")
    found = Bounded(feed, oracle.parameter("lower", feed.decimals), oracle.parameter("upper", feed.decimals))
    oracle.done()
    return found


def _role(table: Table, network: Network, key: str) -> str:
    """The address of a role that the market names; the file of the network says whose it is."""
    role = table.choice(key, ROLES)
    return network.roles.get(role, NOBODY)


def _leverage(table: Table, network: Network, common: Market) -> LeverageMarket:
    unit = 10**common.dollars.decimals
    debt = common.coin if common.is_bear else common.dollars
    rates = _rates(table.table("rates"))
    pool, limit = _pool(table, network, debt)
    return LeverageMarket(
        **vars(common),
        feeds=(_bounded(table, network, "coin"), _bounded(table, network, "dollar")),
        terms=_terms(table, network, common.is_bear, unit),
        anchored=_anchored(table.table("anchored")),
        rates=rates,
        pool=pool,
        limit=limit,
    )


def _terms(table: Table, network: Network, is_bear: bool, unit: int) -> Parameters:
    token, tolerance, fees = (table.table(name) for name in ("token", "tolerance", "fees"))
    offset = WAD if is_bear else 0
    found = Parameters(
        is_bear=is_bear,
        quote_unit=unit,
        dollar=unit,
        target=token.parameter("exposure", WAD_DECIMALS) + offset,
        upper=token.parameter("upper", WAD_DECIMALS) + offset,
        lower=token.parameter("lower", WAD_DECIMALS) + offset,
        landing=token.parameter("landing", WAD_DECIMALS),
        tolerance=Tolerance(
            **{name: tolerance.parameter(name, WAD_DECIMALS) for name in ("minimum", "over", "emergency", "under")}
        ),
        fees=Fees(
            **{name: fees.parameter(name, WAD_DECIMALS) for name in ("mint", "redeem", "management")},
            recipient=_role(fees, network, "recipient") if fees.has("recipient") else ZERO,
        ),
    )
    for inside in (token, tolerance, fees):
        inside.done()
    return found


def _anchored(table: Table) -> AnchoredParameters:
    found = AnchoredParameters(
        name=table.text("name"),
        symbol=table.text("symbol"),
        anchor=table.parameter("anchor", WAD_DECIMALS),
        floor=table.parameter("floor", WAD_DECIMALS),
        ceiling=table.parameter("ceiling", WAD_DECIMALS),
    )
    table.done()
    return found


def _rates(table: Table) -> KinkedParameters | AdaptiveParameters:
    kinds: dict[str, type[KinkedParameters] | type[AdaptiveParameters]] = {
        "kinked": KinkedParameters,
        "adaptive": AdaptiveParameters,
    }
    kind = kinds[table.choice("kind", tuple(kinds))]
    found = kind(**{name: table.parameter(name, WAD_DECIMALS) for name in kind.__dataclass_fields__})
    table.done()
    return found


def _pool(table: Table, network: Network, debt: Asset) -> tuple[PoolParameters, int]:
    pool = table.table("pool")
    found = PoolParameters(
        asset=debt.address,
        name=pool.text("name"),
        symbol=pool.text("symbol"),
        curator=_role(pool, network, "curator"),
        guardian=_role(pool, network, "guardian"),
        rate_model=ZERO,
        deposit_cap=pool.parameter("deposit_cap", debt.decimals),
        reserve_factor=pool.parameter("reserve_factor", WAD_DECIMALS),
        required_reserve=pool.parameter("required_reserve", WAD_DECIMALS),
        hourly_part=pool.parameter("hourly_part", WAD_DECIMALS),
        timelock=pool.whole("timelock"),
    )
    limit = pool.parameter("borrow_limit", debt.decimals)
    pool.done()
    return found, limit


def _pairing(table: Table, network: Network, common: Market) -> PairingMarket:
    asset = common.dollars if common.is_bear else common.coin
    terms, fees = table.table("terms"), table.table("fees")
    fractions = {
        name: terms.parameter(name, WAD_DECIMALS) for name in ("margin", "fall", "rise", "cap_leveraged", "cap_funding")
    }
    rates = ("swap", "imbalance", "liquidity_exit", "cut", "management", "rebalance", "reward")
    found = Terms(
        target=terms.whole("target"),
        dollar=10**common.dollars.decimals,
        margin=fractions["margin"],
        fall=fractions["fall"],
        rise=fractions["rise"],
        cap_leveraged=fractions["cap_leveraged"],
        cap_funding=fractions["cap_funding"],
        max_underlying=terms.parameter("max_underlying", asset.decimals),
        is_bear=common.is_bear,
        mints_funding=terms.switch("mints_funding"),
        commits=terms.switch("commits"),
        window=terms.whole("window"),
        period=terms.whole("period"),
    )
    charged = PairingFees(
        **{name: fees.parameter(name, WAD_DECIMALS) for name in rates},
        max_reward=fees.parameter("max_reward", asset.decimals),
    )
    recipient = _role(fees, network, "recipient") if fees.has("recipient") else ZERO
    terms.done()
    fees.done()
    listing = Listing(common.name, common.symbol, asset.address, recipient, replace(found, fees=charged))
    return PairingMarket(**vars(common), feed=_bounded(table, network, "coin"), listing=listing)

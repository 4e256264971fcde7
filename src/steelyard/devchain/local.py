# SPDX-License-Identifier: Apache-2.0
"""A whole deployment on a local chain: assets, Uniswap, feeds, factory, periphery, pools with lenders, and markets."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from steelyard.chain.client import Client, Contract
from steelyard.devchain import deployment
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.deployment import Feed
from steelyard.devchain.environment import NodeEnvironment
from steelyard.devchain.factory import deploy_factory
from steelyard.devchain.uniswap import PRICE_SCALE, Deployed, Uniswap
from steelyard.model.clock import DAY
from steelyard.model.leverage.leveraged_token import Fees
from steelyard.model.libraries.rounding import WAD
from steelyard.model.presets import leverage as presets

PEOPLE = ("owner", "alice", "bob", "lender", "keeper", "treasury")
"""Who has an account, in the order of the node's."""
DEPLOYED = ("MarketFactory", "LeverageEngine", "Router", "Lens", "QuoteLens", "MockFeed", "MockPermitAsset")
"""Our contracts that are deployed as they are; the factory makes the others."""
PRICE = 3_000
"""Dollars per coin at the start."""
FEES = Fees(mint=WAD // 1_000, redeem=WAD // 1_000, management=WAD // 100, recipient="")

_FEED = 10**8
_V3_FEE = 500
_DEPTH = 50_000 * WAD  # coins in each exchange, over all prices
_LENT = 20_000  # coins, and their worth in dollars
_LIMIT = 10_000  # coins that a token may borrow, or their worth
_FIRST_SHARES = 1_000 * WAD  # at 100 dollars each
_PURSE = 10_000  # coins that everybody wraps, and their worth in dollars
_UNLIMITED = 2**256 - 1


@dataclass(frozen=True)
class LocalMarket:
    """A token with what it stands on."""

    symbol: str
    is_bear: bool
    token: Contract
    anchored: Contract
    pool: Contract
    oracle: Contract


@dataclass(frozen=True)
class LocalDeployment:
    """What `build` made; `accounts` are unlocked ones by name, each with coins, wrapped coins and dollars."""

    anvil: Anvil
    client: Client
    uniswap: Uniswap
    dollar: Contract
    feeds: tuple[Contract, Contract]
    contracts: Mapping[str, Contract]
    venues: tuple[Deployed, Deployed]
    markets: tuple[LocalMarket, ...]
    accounts: Mapping[str, str]
    unit: int

    def move(self, dollars: int) -> None:
        """Lets a coin cost so many dollars: on the feeds, which are fresh again, and at both exchanges."""
        owner, pair = self.accounts["owner"], (self.uniswap.weth.address, self.dollar.address)
        self.feeds[0].transact("set_answer", dollars * _FEED, sender=owner)
        self.feeds[1].transact("set_answer", _FEED, sender=owner)
        price = dollars * PRICE_SCALE * self.unit // WAD
        self.uniswap.move_v3_pool(*pair, _V3_FEE, price, owner)
        self.uniswap.move_v2_pair(*pair, price, owner)

    def network(self, name: str) -> dict[str, Any]:
        """Returns the content of a network file."""
        v3, v2 = self.venues
        return {
            "name": name,
            "rpc": self.anvil.url,
            "chain_id": self.anvil.chain_id,
            "from_block": 0,
            "block_time": 1,
            "native": "ETH",
            "wrapped_native": self.uniswap.weth.address,
            **{kind: contract.address for kind, contract in self.contracts.items()},
            "venues": [v3.address, f"v2:{v2.address}"],
            "markets": {market.symbol: market.token.address for market in self.markets},
            "assets": {"USDC": {"address": self.dollar.address, "decimals": len(str(self.unit)) - 1}},
            "accounts": dict(self.accounts),
        }

    def write(self, path: Path) -> Path:
        """Writes the network file, named after the chain, and returns its path."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(self.network(path.stem), indent=2) + "\n", encoding="utf-8")
        return path


def build(anvil: Anvil, decimals: int = 6) -> LocalDeployment:
    """Builds a bull and a bear of 3x that take every fee, on dollars of so many decimals, ready to trade."""
    client = anvil.client()
    people = dict(zip(PEOPLE, client.accounts(), strict=False))
    owner, unit = people["owner"], 10**decimals
    uniswap = Uniswap.deploy(client, owner)
    dollar = client.deploy("MockPermitAsset", "USD Coin", "USDC", decimals, "2", sender=owner)
    _fund(uniswap, dollar, people, unit)
    pair, price = (uniswap.weth.address, dollar.address), PRICE * PRICE_SCALE * unit // WAD
    venues = (
        uniswap.create_v3_pool(*pair, _V3_FEE, price, _DEPTH, owner),
        uniswap.create_v2_pair(*pair, price, _DEPTH, owner),
    )
    feeds = (
        client.deploy("MockFeed", 8, PRICE * _FEED, sender=owner),
        client.deploy("MockFeed", 8, _FEED, sender=owner),
    )
    environment = NodeEnvironment(anvil, client, owner)
    factory = deploy_factory(environment)
    quotes, lens = (client.deploy(name, sender=owner) for name in ("QuoteLens", "Lens"))
    router = client.deploy("Router", factory.address, quotes.address, uniswap.weth.address, sender=owner)
    built = [_market(environment, factory, feeds, uniswap, dollar, unit, people, is_bear) for is_bear in (False, True)]
    deployment.give_limits(
        environment, [(market.pool, market.token, _worth(_LIMIT, market.is_bear, unit)) for market in built]
    )
    local = LocalDeployment(
        anvil=anvil,
        client=client,
        uniswap=uniswap,
        dollar=dollar,
        feeds=feeds,
        contracts={"factory": factory, "router": router, "quotes": quotes, "lens": lens},
        venues=venues,
        markets=tuple(built),
        accounts=people,
        unit=unit,
    )
    local.move(PRICE)
    for market in built:
        asset = dollar if market.is_bear else uniswap.weth
        asset.transact("approve", market.token.address, _UNLIMITED, sender=owner)
        market.token.transact("mint", _FIRST_SHARES, owner, owner, b"", sender=owner)
    return local


def _fund(uniswap: Uniswap, dollar: Contract, people: Mapping[str, str], unit: int) -> None:
    """Everybody has enough; the owner fills the exchanges and moves them, the lender lends."""
    for name, account in people.items():
        coins = {"owner": 4 * _DEPTH, "lender": _LENT * WAD}.get(name, 0) + _PURSE * WAD
        uniswap.weth.transact("deposit", sender=account, value=coins)
        dollar.transact("mint", account, coins * PRICE * unit // WAD, sender=people["owner"])


def _worth(coins: int, is_bear: bool, unit: int) -> int:
    """Units of what a token owes."""
    return coins * WAD if is_bear else coins * PRICE * unit


def _market(
    environment: NodeEnvironment,
    factory: Contract,
    feeds: tuple[Contract, Contract],
    uniswap: Uniswap,
    dollar: Contract,
    unit: int,
    people: Mapping[str, str],
    is_bear: bool,
) -> LocalMarket:
    collateral, lent = (dollar, uniswap.weth) if is_bear else (uniswap.weth, dollar)
    rates = deployment.create_rate_model(environment, factory, presets.ADAPTIVE if is_bear else presets.KINKED).address
    terms = deployment.pool_parameters(environment, lent.address, rates)
    called = "WETH" if is_bear else "USDC"
    pool = deployment.create_pool(environment, factory, replace(terms, name=f"Lent {called}", symbol=f"ly{called}"))
    lender, amount = people["lender"], _worth(_LENT, is_bear, unit)
    lent.transact("approve", pool.address, amount, sender=lender)
    pool.transact("deposit", amount, lender, sender=lender)
    of_coin = Feed(feeds[0].address, DAY, 10 * _FEED, 1_000_000 * _FEED)
    of_dollar = Feed(feeds[1].address, DAY, 95 * _FEED // 100, 105 * _FEED // 100)
    oracle = deployment.create_oracle(
        environment,
        factory,
        deployment.oracle_parameters(uniswap.weth.address, dollar.address, (of_coin, of_dollar), is_bear),
    )
    symbol = "ETHBEAR3X" if is_bear else "ETHBULL3X"
    token_terms = presets.parameters(3 * WAD, is_bear, unit, replace(FEES, recipient=people["treasury"]))
    created = deployment.market_parameters(f"Steelyard {symbol}", symbol, pool, collateral, oracle, token_terms)
    token, anchored = deployment.create_market(environment, factory, *created)
    return LocalMarket(symbol, is_bear, token, anchored, pool, oracle)

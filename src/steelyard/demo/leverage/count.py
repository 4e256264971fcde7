# SPDX-License-Identifier: Apache-2.0
"""What is left when everybody has left, counted to the last unit."""

from dataclasses import dataclass

from steelyard.demo.checks import Checks
from steelyard.demo.environment import ACCOUNTS
from steelyard.demo.leverage.markets import Market
from steelyard.demo.leverage.week import CREATOR_LENDS, Week
from steelyard.devchain.uniswap import Deployed
from steelyard.model.leverage.leveraged_token import DEAD
from steelyard.model.libraries.rounding import WAD

_COINS = ACCOUNTS * 10**6 * WAD  # what the node gave the accounts at the start


@dataclass(frozen=True)
class MarketRemains:
    """What stays of a market: the balance sheet of its locked seed, in units."""

    symbol: str
    collateral: int
    debt: int
    seed_shares: int
    fees_owed: int
    wrapped_shares: int


@dataclass(frozen=True)
class PoolRemains:
    """What stays in a pool: the first-loss reserve and the creator's claim on what the seed owes, in units."""

    asset: str
    cash: int
    debt: int
    reserve: int
    lenders_assets: int


@dataclass(frozen=True)
class Others:
    """Contracts of the paired pools that may hold assets, who deals there only, how often they traded on Uniswap."""

    places: set[str]
    agents: set[str]
    swaps: int


class Count:
    """Counts everything there is. `more` are markets whose contracts may not be forgotten: the stories'."""

    def __init__(self, week: Week, more: list[Market], checks: Checks, others: Others) -> None:
        self.week = week
        self.environment = week.environment
        self.markets = [*week.markets, *more]
        self.checks = checks
        self.others = others

    def assets(self) -> None:
        """Every unit that was ever minted is with somebody known, and nothing is where nothing may be."""
        self._agents()
        self._asset("USDC", self.environment.usdc)
        self._asset("WETH", self.environment.weth)
        coins = sum(self.environment.client.balance(account) for account in self.environment.client.accounts())
        wrapped = self.environment.weth.call("totalSupply")
        self.checks.equal("ETH: coins and wrapped coins are what the node gave out", coins + wrapped, _COINS)
        self.checks.equal(
            "ETH: the router holds nothing", self.environment.client.balance(self.environment.router.address), 0
        )

    def fills(self) -> None:
        """Every rebalance moved what the integer model says."""
        compared = self.week.keeper.compared
        detail = f"{compared[True]} are, {compared[False]} are not"
        self.checks.true("every fill is the model's to the last unit", compared[False] == 0, detail)

    def market_remains(self, market: Market) -> MarketRemains:
        """What stays is exactly the locked seed."""
        equal, name = self.checks.equal, market.symbol
        sheet = market.balance_sheet()
        held = market.collateral.call("balanceOf", market.token.address)
        equal(f"{name}: holds what it counts (LEV-SOLV-01)", held, sheet.collateral)
        owed = market.pool.call("debt_of", market.token.address)
        equal(f"{name}: owes what its pool says (LEV-SOLV-01)", owed, sheet.debt)
        seed = market.token.call("balanceOf", DEAD)
        wrapped = market.token.call("balanceOf", market.anchored.address)
        known = seed + sheet.fees_owed + wrapped
        equal(f"{name}: its shares are the locked seed, a fee not minted yet and atoms", known, sheet.supply)
        equal(f"{name}: fewer atoms stay than there were holders of units", wrapped, 0, len(self.week.traders))
        atoms = market.anchored.call("total_atoms")
        equal(f"{name}: every atom is backed by shares (ANCH-02)", atoms, wrapped * 10**9)
        costs = self.week.keeper.costs[name]
        equal(f"{name}: its counter of rebalancing costs is the sum of the fills'", sheet.rebalance_cost, costs)
        return MarketRemains(name, sheet.collateral, sheet.debt, seed, sheet.fees_owed, wrapped)

    def pool_remains(self, market: Market) -> PoolRemains:
        """Cash is held, the accounting balances, and the interest paid is what lenders and reserve got."""
        equal = self.checks.equal
        symbol, asset = ("WETH", self.environment.weth) if market.is_bear else ("USDC", self.environment.usdc)
        sheet = market.pool.call("pool_state")
        cash, debt, reserve, claimable = sheet[:4]
        assets = sheet[10]
        equal(f"{symbol} pool: holds its cash", asset.call("balanceOf", market.pool.address), cash)
        accounting = assets + reserve + claimable
        equal(
            f"{symbol} pool: cash + debt = lenders' assets + reserve + claimable (POOL-CASH-01)",
            cash + debt,
            accounting,
        )
        earned = sum(lender.earned() for lender in self.week.lenders if lender.plan.asset == symbol)
        creator = self.week.creator_withdrew[symbol] + assets - CREATOR_LENDS[symbol]
        interest = market.balance_sheet().interest
        equal(f"{symbol} pool: lenders and reserve got the interest paid", earned + creator + reserve, interest)
        return PoolRemains(symbol, cash, debt, reserve, assets)

    def _agents(self) -> None:
        shares = lent = 0
        for name, account in self.environment.roster.agents.items():
            if name in self.others.agents:
                continue
            for market in self.markets:
                shares += market.token.call("balanceOf", account) + market.anchored.call("shares_of", account)
                lent += 0 if name == "creator" else market.pool.call("balanceOf", account)
        self.checks.equal("nobody holds a share or a unit any more", shares, 0)
        self.checks.equal("nobody lends any more but the creator, to the locked seeds", lent, 0)

    def _asset(self, symbol: str, asset: Deployed) -> None:
        def held(contract: Deployed) -> int:
            return int(asset.call("balanceOf", contract.address))

        contracts = {part.address for market in self.markets for part in (market.token, market.pool)}
        known = (
            contracts
            | self.others.places
            | set(self.environment.roster.agents.values())
            | {self.environment.venue.address}
        )
        total = sum(asset.call("balanceOf", account) for account in known)
        self.checks.equal(f"{symbol}: all balances together are what was minted", total, asset.call("totalSupply"))
        self.checks.equal(f"{symbol}: the router holds nothing", held(self.environment.router), 0)
        self.checks.equal(f"{symbol}: the rebalancer holds nothing", held(self.environment.rebalancer), 0)
        name = f"{symbol}: Uniswap keeps nothing but its rounding, a unit a swap, and as its liquidity came and left"
        self.checks.equal(name, held(self.environment.venue), 0, self._swaps() + 2)

    def _swaps(self) -> int:
        own = len(self.week.keeper.fills) + 2 * len(self.week.traders)
        return self.environment.arbitrageur.trades + own + self.others.swaps

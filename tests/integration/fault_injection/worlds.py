# SPDX-License-Identifier: Apache-2.0
"""One live world of each mechanism whose feeds, sequencer and dollar can be made to fail."""

from dataclasses import replace
from typing import Any

from steelyard.chain.client import Client
from steelyard.devchain import deployment
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.deployment import Feed, Sequencer
from steelyard.devchain.uniswap import Uniswap
from steelyard.model.factory.pairing_bounds import Listing
from tests.support.environment import NodeEnvironment
from tests.support.market import E36, Market, Terms, asset, build_factory, build_market
from tests.support.pairing import (
    FOREVER,
    FT,
    HEARTBEAT,
    LP,
    LT,
    PairingMarket,
    build_pairing_factory,
    build_pairing_market,
    live_terms,
)

PRICE = 3_000
USD = 10**6
ETHER = 10**18
SHARE = 10**18
HOUR = 3_600
DAY = 86_400
ALL = 2**100
UNLIMITED = 2**256 - 1
FEED_UNIT = 10**8
GRACE = HOUR
BOUNDS = (100 * FEED_UNIT, 100_000 * FEED_UNIT)
BARE = ""  # a revert without data
STALE_AFTER = HEARTBEAT + 400  # seconds: the heartbeat and its slack
FAULTS = {
    "stale": "oracle: stale",
    "zero": "oracle: not positive",
    "negative": "oracle: not positive",
    "reverting": BARE,
}


def reorganize(anvil: Anvil, mark: str) -> None:
    """Another, longer chain since `mark`, in which what was sent meanwhile never came.

    By a snapshot: `anvil_reorg` answers that it lacks the state.
    """
    forgotten = anvil.rpc("eth_getBlockByNumber", "latest", False)
    anvil.revert(mark)
    anvil.mine(2)
    assert anvil.rpc("eth_getBlockByNumber", forgotten["number"], False)["hash"] != forgotten["hash"]


class FaultEnvironment(NodeEnvironment):
    """A node on which every asset's issuer can block accounts."""

    def deploy(self, name: str, *args: Any) -> Any:
        return super().deploy("BlocklistAsset" if name == "MockAsset" else name, *args)


class Feeds:
    """An ether feed and a sequencer feed that fail when they are told to."""

    def __init__(self, environment: NodeEnvironment, feed: Any) -> None:
        self.environment = environment
        self.feed = feed
        self.sequencer = environment.deploy("MockFeed", 0, 0)
        self.environment.send(self.sequencer, "set_times", 1, 1)

    def answer(self, dollars: float) -> None:
        """A new round now."""
        self.environment.send(self.feed, "set_answer", round(dollars * FEED_UNIT))

    def fail(self, fault: str) -> None:
        """One of `FAULTS` from now on."""
        if fault == "stale":
            self.environment.wait(STALE_AFTER)
        elif fault == "reverting":
            self.environment.send(self.feed, "set_broken", True)
        else:
            self.environment.send(self.feed, "set_answer", 0 if fault == "zero" else -PRICE * FEED_UNIT)

    def recover(self) -> None:
        """The truth again."""
        self.environment.send(self.feed, "set_broken", False)
        self.answer(PRICE)


class LeverageFaults(Feeds):
    """A 3x bull and a -3x bear on Chainlink's oracle; the holder has 100 shares of each, the lender lends to both."""

    def __init__(self, anvil: Anvil, client: Client, uniswap: Uniswap) -> None:
        environment = FaultEnvironment(anvil, client, uniswap)
        super().__init__(environment, environment.deploy("MockFeed", 8, PRICE * FEED_UNIT))
        self.client, self.uniswap = client, uniswap
        self.owner, self.holder, self.lender, self.keeper = client.accounts()[:4]
        self.usdc, self.weth = asset(environment, 6), asset(environment, 18)
        self.dollar_feed = environment.deploy("MockFeed", 8, FEED_UNIT)
        factory = build_factory(environment)
        self.bull, self.bear = (self._market(factory, is_bear) for is_bear in (False, True))
        self.recover()
        environment.send(self.dollar_feed, "set_answer", FEED_UNIT)
        for account in (self.holder, self.lender, self.keeper):
            self._supply(account)
        for market in (self.bull, self.bear):
            unit = ETHER if market.is_bear else 3_000 * USD
            environment.send(market.pool, "deposit", 10 * unit, self.lender, sender=self.lender)
            self.mint(market)

    def _market(self, factory: Any, is_bear: bool) -> Market:
        ether = Feed(self.feed.address, HEARTBEAT, *BOUNDS)
        dollar = Feed(self.dollar_feed.address, HEARTBEAT, FEED_UNIT * 9 // 10, FEED_UNIT * 11 // 10)
        self.recover()
        self.environment.send(self.dollar_feed, "set_answer", FEED_UNIT)
        watched = Sequencer(self.sequencer.address, GRACE)
        assets = (self.weth.address, self.usdc.address)
        oracle = self.environment.deploy(
            "ChainlinkOracle", deployment.oracle_parameters(*assets, (ether, dollar), is_bear, watched)
        )
        terms = Terms(deposit=100_000)
        return build_market(self.environment, factory, self.usdc, self.weth, PRICE, is_bear, terms, oracle=oracle)

    def _supply(self, account: str) -> None:
        for token, amount in ((self.usdc, 10**7 * USD), (self.weth, 1_000 * ETHER)):
            self.environment.send(token, "mint", account, amount)
            for market in (self.bull, self.bear):
                for spender in (market.token, market.pool):
                    self.environment.send(token, "approve", spender.address, UNLIMITED, sender=account)

    def mint(self, market: Market, shares: int = 100 * SHARE) -> None:
        """By the holder."""
        self.environment.send(market.token, "mint", shares, self.holder, self.holder, b"", sender=self.holder)

    def redeem(self, market: Market, shares: int = SHARE, by: str | None = None, receiver: str | None = None) -> None:
        """In kind, of the caller's own; demands the exact part of the position."""
        who = by or self.holder
        to = receiver or who
        collateral, debt, supply = self.position(market)
        before = market.collateral.call("balanceOf", to), market.debt_asset.call("balanceOf", who)
        self.environment.send(market.token, "redeem", shares, who, to, b"", sender=who)
        assert market.collateral.call("balanceOf", to) - before[0] == collateral * shares // supply
        assert before[1] - market.debt_asset.call("balanceOf", who) == -(-debt * shares // supply)

    def position(self, market: Market) -> tuple[int, int, int]:
        """C, D and S."""
        collateral, debt, supply = market.token.call("balance_sheet")[:3]
        return int(collateral), int(debt), int(supply)

    def shares(self, market: Market, who: str | None = None) -> int:
        """Of an account, the holder if none is named."""
        return int(market.token.call("balanceOf", who or self.holder))

    def fill(self, market: Market, over: bool = True, cost: int = 0) -> None:
        """By the keeper, as much as there is."""
        name = "deleverage" if over else "releverage"
        self.environment.send(market.token, name, ALL, cost, self.keeper, b"", sender=self.keeper)

    def tick(self, market: Market) -> None:
        """A fill of one unit of each asset: shows that the offer of a sale could be taken."""
        self.environment.send(market.token, "deleverage", 1, 0, self.keeper, b"", sender=self.keeper)

    def withdraw(self, market: Market, receiver: str | None = None) -> None:
        """All that the lender has lent; demands what it was, to a unit."""
        worth = market.pool.call("convertToAssets", market.pool.call("balanceOf", self.lender))
        to = receiver or self.lender
        before = market.debt_asset.call("balanceOf", to)
        shares = market.pool.call("balanceOf", self.lender)
        self.environment.send(market.pool, "redeem", shares, to, self.lender, sender=self.lender)
        assert market.debt_asset.call("balanceOf", to) - before == worth >= market_loan(market) - 1

    def equity(self, market: Market) -> int:
        """Of all shares in debt asset units, at the truth."""
        collateral, debt, _ = self.position(market)
        return collateral * market.oracle_price(PRICE) // E36 - debt


def market_loan(market: Market) -> int:
    """What the lender brought, in debt asset units."""
    return 10 * (ETHER if market.is_bear else 3_000 * USD)


class PairingFaults(Feeds):
    """A -2x bear on the dollar: holder with LT and FT, lender with LP, and a request of the holder already paid."""

    def __init__(self, anvil: Anvil, client: Client, uniswap: Uniswap) -> None:
        environment = FaultEnvironment(anvil, client, uniswap)
        factory = build_pairing_factory(environment)
        terms = live_terms(3, is_bear=True)
        base = build_pairing_market(environment, factory, terms, PRICE, opened=0)
        super().__init__(environment, base.feed)
        self.client, self.uniswap = client, uniswap
        self.owner, self.holder, self.lender, self.keeper = client.accounts()[:4]
        self.market = self._with_sequencer(base)
        self.pool, self.usdc = self.market.pool, self.market.asset
        for account in (self.owner, self.holder, self.lender):
            self.market.fund(account, 10**8 * USD)
        environment.send(self.pool, "open", 10**6 * USD)
        for side in (LT, FT):
            self.mint(side)
        environment.send(self.pool, "deposit", 50_000 * USD, 0, self.lender, FOREVER, sender=self.lender)
        self.paid = self.enqueue(FT, 1_000 * SHARE)
        environment.wait(HOUR)
        self.market.quiet(PRICE)
        environment.send(self.pool, "rebalance", sender=self.keeper)

    def _with_sequencer(self, base: PairingMarket) -> PairingMarket:
        environment, factory = self.environment, base.factory
        feed, watched = Feed(self.feed.address, HEARTBEAT, *BOUNDS), Sequencer(self.sequencer.address, GRACE)
        assets, margin = (base.dollar.address, base.coin.address), base.terms.margin
        sourcing = deployment.source_parameters(feed, *assets, 18, True, margin, watched)
        source = deployment.create_source(environment, factory, sourcing)
        listing = Listing("Drill bear 3x", "DRILL", base.dollar.address, self.owner, base.terms)
        parameters = deployment.pairing_parameters(listing, source)
        pool = deployment.create_pairing_market(environment, factory, parameters)
        return replace(base, source=source, pool=pool, parameters=parameters)

    def share(self, side: int) -> Any:
        """Of the present generation."""
        return self.market.share(side)

    def held(self, side: int, who: str | None = None) -> int:
        """Shares of an account, the holder if none is named."""
        return int(self.share(side).call("balanceOf", who or self.holder))

    def mint(self, side: int, dollars: int = 20_000) -> None:
        """By the holder."""
        self.environment.send(self.pool, "mint", side, dollars * USD, 0, self.holder, FOREVER, sender=self.holder)

    def redeem(self, side: int, receiver: str | None = None, shares: int = 100 * SHARE) -> int:
        """By the holder, at once; returns what arrived."""
        to = receiver or self.holder
        before = self.balance(to)
        self.environment.send(self.pool, "redeem", side, shares, 0, to, False, FOREVER, sender=self.holder)
        return self.balance(to) - before

    def enqueue(self, side: int, shares: int, who: str | None = None) -> int:
        """Returns the epoch."""
        who = who or self.holder
        epoch = int(self.share(side).call("enqueue", shares, sender=who))
        self.environment.send(self.share(side), "enqueue", shares, sender=who)
        return epoch

    def claim_paid(self, receiver: str | None = None) -> int:
        """What was paid before the fault; returns what arrived."""
        to = receiver or self.holder
        before = self.balance(to)
        self.environment.send(self.share(FT), "claim", self.paid, to, sender=self.holder)
        return self.balance(to) - before

    def rebalance(self) -> None:
        """By the keeper."""
        self.environment.send(self.pool, "rebalance", sender=self.keeper)

    def forward(self, side: int) -> None:
        """By the keeper: what a blocked share is owed."""
        self.environment.send(self.pool, "forward", self.share(side).address, sender=self.keeper)

    def balance(self, who: str) -> int:
        """Of U."""
        return int(self.usdc.call("balanceOf", who))

    def all_leave_after_the_end(self) -> int:
        """Everybody claims at the ended shares; returns what everybody got."""
        got = 0
        for side in (LT, FT, LP):
            for who in (self.owner, self.holder, self.lender):
                if self.share(side).call("balanceOf", who):
                    before = self.balance(who)
                    self.environment.send(self.share(side), "claim_closed", who, sender=who)
                    got += self.balance(who) - before
        return got

# SPDX-License-Identifier: Apache-2.0
"""Builds paired markets from the real contracts, for any test.

stage = BoaEnvironment()                                              # or NodeEnvironment
factory = build_pairing_factory(stage)                           # engine, blueprints, factory
terms = live_terms(3, period=2 * HOUR)                          # the twin's Parameters, within the factory's bounds
market = build_pairing_market(stage, factory, terms, 2_000, holders=[holder, keeper])
market.pool.mint(LT, market.worth(10_000), 0, holder, FOREVER, sender=holder)
market.answer(2_100)                                            # a new round, now
market.quiet(2_100)                                             # the same answer for half an hour: the mean arrives
market.share(LT).balanceOf(holder)
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from steelyard.devchain import deployment
from steelyard.devchain.factory import deploy_pairing_factory
from steelyard.model.clock import HOUR
from steelyard.model.factory.pairing_bounds import Listing
from steelyard.model.pairing.parameters import Parameters
from steelyard.model.presets import pairing as presets
from tests.support.environment import Environment

E36 = 10**36
LT, FT, LP = range(3)
FOREVER = 2**255
NOBODY = "0x" + "00" * 20
COIN_DECIMALS = 18
DOLLAR_DECIMALS = 6  # of the dollar token: the quote of a bull, the underlying of a bear
FEED_DECIMALS = 8
HEARTBEAT = HOUR
FEED_BOUNDS = (10**FEED_DECIMALS, 10 ** (FEED_DECIMALS + 7))  # a dollar to ten million
TEN_MINUTES = 600
PLENTY = 10**9  # dollars that a holder has, in U


def live_terms(
    target: int = 3, *, is_bear: bool = False, coin_decimals: int = COIN_DECIMALS, **changes: Any
) -> Parameters:
    """Terms of a live market, but for `changes`. U is the coin, or the dollar token of a bear.

    `max_underlying` is a million coins or a billion dollars.
    """
    return replace(presets.parameters(target, is_bear, 10**DOLLAR_DECIMALS, 10**coin_decimals), **changes)


build_pairing_factory = deploy_pairing_factory


@dataclass(frozen=True)
class PairingMarket:
    """One paired pool and what it stands on. Contracts are objects of the stage."""

    environment: Environment
    factory: Any
    terms: Parameters
    coin: Any
    dollar: Any
    coin_decimals: int
    feed: Any  # dollars per coin, 8 decimals, on either side
    source: Any
    pool: Any
    parameters: tuple[Any, ...]  # `IPairingPool.Parameters` that the factory was given

    @property
    def asset(self) -> Any:
        """Returns U."""
        return self.dollar if self.terms.is_bear else self.coin

    @property
    def delayed_orders(self) -> Any:
        """Returns the delayed orders of a market that trades by orders."""
        return self.environment.at("DelayedOrders", self.environment.call(self.pool, "ORDERS"))

    def share(self, side: int) -> Any:
        """Returns the share of a side's present generation."""
        return self.environment.at("PairingShare", self.environment.call(self.pool, "share", side))

    def worth(self, dollars: int) -> int:
        """Returns units of U worth so many dollars by the feed's last answer, rounded down."""
        if self.terms.is_bear:
            return dollars * 10**DOLLAR_DECIMALS
        answer = self.environment.call(self.feed, "answer")
        return dollars * 10 ** (self.coin_decimals + FEED_DECIMALS) // int(answer)

    def answer(self, dollars: float) -> None:
        """Gives the feed a new round now: dollars per coin."""
        self.environment.send(self.feed, "set_answer", _answer(dollars))

    def quiet(self, dollars: float, minutes: int = 30) -> None:
        """Lets the feed answer the same now and every ten minutes, until now again."""
        _quiet(self.environment, self.feed, dollars, minutes)

    def fund(self, account: str, amount: int) -> None:
        """Mints `amount` units of U to `account`, which lets the market and its delayed orders spend them."""
        self.environment.send(self.asset, "mint", account, amount)
        for spender in (self.pool, *([self.delayed_orders] if self.terms.commits else [])):
            self.environment.send(self.asset, "approve", spender.address, 2**256 - 1, sender=account)


def build_pairing_market(
    environment: Environment,
    factory: Any,
    terms: Parameters | None = None,
    dollars: int = 2_000,
    *,
    coin_decimals: int = COIN_DECIMALS,
    opened: int = 1_000_000,
    holders: Sequence[str] = (),
    fee_recipient: str | None = None,
) -> PairingMarket:
    """Creates assets, feed, source and market at `dollars` per coin; the owner opens it with `opened` dollars of U.

    `opened` 0 leaves it unopened. Each of `holders` gets a billion dollars of U, which the market and its delayed
    orders may spend. The fee recipient is the owner if none is named. An hour passes first, so that there is a mean
    price.
    """
    terms = terms or live_terms(coin_decimals=coin_decimals)
    coin, dollar = environment.deploy("MockAsset", coin_decimals), environment.deploy("MockAsset", DOLLAR_DECIMALS)
    feed = environment.deploy("MockFeed", FEED_DECIMALS, _answer(dollars))
    _quiet(environment, feed, dollars, minutes=60)
    market = create_pairing_market(environment, factory, feed, coin, dollar, terms, coin_decimals, fee_recipient)
    for holder in holders:
        market.fund(holder, market.worth(PLENTY))
    if opened:
        market.fund(environment.owner, market.worth(opened))
        environment.send(market.pool, "open", market.worth(opened))
    return market


def create_pairing_market(
    environment: Environment,
    factory: Any,
    feed: Any,
    coin: Any,
    dollar: Any,
    terms: Parameters,
    coin_decimals: int = COIN_DECIMALS,
    fee_recipient: str | None = None,
) -> PairingMarket:
    """Creates source and market on a feed, not opened. The fee recipient is the owner if none is named."""
    asset, quote = (dollar, coin) if terms.is_bear else (coin, dollar)
    sourcing = deployment.source_parameters(
        deployment.Feed(feed.address, HEARTBEAT, *FEED_BOUNDS), asset.address, quote.address,
        environment.call(quote, "decimals"), terms.is_bear, terms.margin,
    )  # fmt: skip
    source = deployment.create_source(environment, factory, sourcing)
    side = "BEAR" if terms.is_bear else "BULL"
    names = (f"Paired {side} {terms.target}x", f"P{side}{terms.target}X")
    listing = Listing(*names, asset.address, fee_recipient or environment.owner, terms)
    parameters = deployment.pairing_parameters(listing, source)
    pool = deployment.create_pairing_market(environment, factory, parameters)
    return PairingMarket(environment, factory, terms, coin, dollar, coin_decimals, feed, source, pool, parameters)


def _answer(dollars: float) -> int:
    return round(dollars * 10**FEED_DECIMALS)


def _quiet(environment: Environment, feed: Any, dollars: float, minutes: int) -> None:
    environment.send(feed, "set_answer", _answer(dollars))
    for _ in range(minutes * 60 // TEN_MINUTES):
        environment.wait(TEN_MINUTES)
        environment.send(feed, "set_answer", _answer(dollars))

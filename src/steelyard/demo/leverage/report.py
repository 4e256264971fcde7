# SPDX-License-Identifier: Apache-2.0
"""The figures of the leveraged tokens as a part of the document."""

from collections.abc import Iterable
from dataclasses import asdict
from itertools import groupby

from steelyard.demo.bars import day, minute
from steelyard.demo.document import Document, exact
from steelyard.demo.leverage.count import MarketRemains, PoolRemains
from steelyard.demo.leverage.lenders import Lender
from steelyard.demo.leverage.lens import Reading
from steelyard.demo.leverage.stories import Story
from steelyard.demo.leverage.traders import Trader
from steelyard.demo.leverage.week import Sample, Week
from steelyard.demo.units import FEED, HOUR, USDC
from steelyard.model.libraries.rounding import WAD


def story_part(stories: Iterable[Story]) -> list[Document]:
    """The balance sheets of the stories, dollars per share."""
    return [asdict(story) for story in stories]


def week_part(week: Week) -> Document:
    """Everything the week came to."""
    first, last = week.samples[0], week.samples[-1]
    return {
        "from": minute(first.time),
        "to": minute(last.time),
        "prices_shown": len(week.samples),
        "arbitrage_trades": week.environment.arbitrageur.trades,
        "days": [_day(week, list(samples)) for _, samples in groupby(week.samples, lambda sample: day(sample.time))],
        "rebalances": _rebalances(week),
        "traders": [_trader(trader) for trader in week.traders],
        "lenders": [_lender(lender) for lender in week.lenders],
        "closest_to_loss": [_closest(week, index) for index in range(len(week.markets))],
    }


def remains_part(markets: list[MarketRemains], pools: list[PoolRemains]) -> Document:
    """What is left, in units: decimal strings, because they do not fit a float."""
    return {"markets": [exact(asdict(one)) for one in markets], "pools": [exact(asdict(one)) for one in pools]}


def _day(week: Week, samples: list[Sample]) -> Document:
    last = samples[-1]
    fills = [fill for fill in week.keeper.fills if day(fill.time) == day(last.time)]
    markets = {
        market.symbol: {
            "nav": round(reading.nav, 4),
            "unit_nav": round(reading.unit_nav, 4),
            "leverage": round(reading.ratio, 4),
            "equity": round(reading.equity, 2),
            "fills": sum(fill.symbol == market.symbol for fill in fills),
        }
        for market, reading in zip(week.markets, last.after, strict=True)
    }
    return {"day": day(last.time), "eth": last.price / FEED, "markets": markets}


def _rebalances(week: Week) -> Document:
    keeper = week.keeper
    fills = [{**asdict(fill), "time": minute(fill.time)} for fill in keeper.fills]
    by_market = []
    for market in week.markets:
        own = [fill for fill in keeper.fills if fill.symbol == market.symbol]
        volume = sum(fill.volume for fill in own)
        cost = sum(fill.volume * fill.cost for fill in own)
        by_market.append(
            {
                "symbol": market.symbol,
                "fills": len(own),
                "partial": sum(fill.part > 1 for fill in own),
                "volume": round(volume, 2),
                "cost": round(cost, 2),
                "cost_of_volume": cost / volume if volume else 0.0,
                "allowed_of_volume": sum(fill.volume * fill.allowed for fill in own) / volume if volume else 0.0,
                "keeper_surplus": round(sum(fill.surplus for fill in own), 2),
                "waited": keeper.skipped[market.symbol],
                "lent_out": keeper.lent_out[market.symbol],
            }
        )
    return {
        "by_market": by_market,
        "fills": fills,
        "refused": dict(keeper.refused),
        "rebases": [{"time": minute(time), "symbol": symbol, "unit_nav": nav} for time, symbol, nav in keeper.rebases],
        "wind_downs": [
            {"time": minute(time), "symbol": symbol, "step": step} for time, symbol, step in keeper.wind_downs
        ],
    }


def _trader(trader: Trader) -> Document:
    document: Document = {
        "name": trader.plan.name,
        "symbol": trader.plan.symbol,
        "pays": trader.plan.pays,
        "form": "units" if trader.plan.units else "shares",
        "paid": round(trader.paid, 2),
        "received": round(trader.received, 2),
        "refusals": trader.refusals,
    }
    if trader.entered and trader.left:
        once = trader.left[1] / trader.entered[1] - 1
        document |= {
            "entered": minute(trader.entered[0]),
            "left": minute(trader.left[0]),
            "result": trader.received / trader.paid - 1,
            "eth": once,
            "eth_times_leverage": once * trader.market.factor,
        }
    return document


def _lender(lender: Lender) -> Document:
    unit = USDC if lender.plan.asset == "USDC" else WAD
    return {
        "name": lender.plan.name,
        "asset": lender.plan.asset,
        "deposited": lender.deposited / unit,
        "earned": lender.earned() / unit if lender.left else None,
        "apr": lender.apr() if lender.left else None,
        "hours": round((lender.left - lender.entered) / HOUR, 1) if lender.left else None,
        "refusals": lender.refusals,
    }


def _closest(week: Week, index: int) -> Document:
    """The moment at which the smallest move of ETH would have been a loss to lenders, before the keeper acted."""

    def reading(sample: Sample) -> Reading:
        return sample.before[index]

    seen = [sample for sample in week.samples if reading(sample).sheet.debt]
    worst = min(seen, key=lambda sample: abs(reading(sample).gap))
    return {
        "symbol": week.markets[index].symbol,
        "time": minute(worst.time),
        "coverage": round(reading(worst).coverage, 4),
        "leverage": round(reading(worst).ratio, 4),
        "move_to_bad_debt": round(reading(worst).gap, 4),
    }

# SPDX-License-Identifier: Apache-2.0
"""The figures of the paired pools as a part of the document."""

from dataclasses import asdict
from itertools import groupby
from math import log, sqrt

from steelyard.demo.bars import Bar, day, minute
from steelyard.demo.document import Document, exact
from steelyard.demo.pairing.agents import Person
from steelyard.demo.pairing.count import PairRemains
from steelyard.demo.pairing.keeper import Rebalance
from steelyard.demo.pairing.lens import half_life
from steelyard.demo.pairing.pair import Pair
from steelyard.demo.pairing.scenario import Sample, Scenario
from steelyard.demo.units import HOUR
from steelyard.model.pairing.valuation import Side

SIDES = {Side.LEVERAGED: "LT", Side.FUNDING: "FT", Side.LIQUIDITY: "LP"}
_HOURS_PER_YEAR = 8_760
_USUAL = {"ETH": 0.8, "MEME": 1.5}  # volatilities per year


def pairs_part(scenario: Scenario, bars: list[Bar], remains: list[PairRemains]) -> Document:
    """Everything the paired pools came to."""
    return {
        "generated": ["MEME"],
        "markets": [_market(scenario, pair, _volatility(bars)) for pair in scenario.pairs],
        "rebalances": [_rebalance(scenario, rebalance) for rebalance in scenario.keeper.rebalances],
        "refused": dict(scenario.keeper.refused),
        "agents": [_person(person) for person in scenario.agents if person.paid],
        "remains": [exact(asdict(one)) for one in remains],
    }


def _market(scenario: Scenario, pair: Pair, volatility: float) -> Document:
    usual = _USUAL[pair.spec.underlying]
    samples = scenario.samples[pair.symbol]
    lives = {"of_the_week": volatility, "usual": usual} if pair.spec.underlying == "ETH" else {"usual": usual}
    return {
        "symbol": pair.symbol,
        "underlying": pair.spec.underlying,
        "target": pair.spec.terms.target,
        "rounds": len(pair.feed.answered),
        "half_lives": [
            {"volatility": name, "per_year": round(rate, 4), "days": round(half_life(pair, rate), 2)}
            for name, rate in lives.items()
        ],
        "days": [_day(scenario, pair, list(some)) for _, some in groupby(samples, lambda sample: day(sample.time))],
        "hours": [_hour(sample) for sample in _last_of_hours(samples)] if pair.spec.closes else [],
        "rebalances": _rebalances(scenario, pair),
    }


def _day(scenario: Scenario, pair: Pair, samples: list[Sample]) -> Document:
    last = samples[-1].after
    rebalances = [
        rebalance
        for rebalance in scenario.keeper.rebalances
        if rebalance.symbol == pair.symbol and day(rebalance.time) == day(samples[0].time)
    ]
    leverages = [reading.leverage[Side.LEVERAGED] for sample in samples for reading in (sample.before, sample.after)]
    return {
        "day": day(samples[-1].time),
        "price": last.price,
        "nav": _by_side(last.nav, 4),
        "worth": _by_side(last.worth, 2),
        "leverage": round(last.leverage[Side.LEVERAGED], 4),
        "leverage_from": round(min(leverages), 4),
        "leverage_to": round(max(leverages), 4),
        "kappa_leveraged": round(last.kappa_leveraged, 4),
        "kappa_funding": round(last.kappa_funding, 4),
        "funding_rate": round(last.funding_rate, 4),
        "steps": sum(len(rebalance.result.steps) for rebalance in rebalances),
    }


def _hour(sample: Sample) -> Document:
    return {
        "time": minute(sample.time),
        "price": sample.after.price,
        "nav": _by_side(sample.after.nav, 4),
        "leverage": round(sample.after.leverage[Side.LEVERAGED], 4),
        "in_range": sample.after.in_range,
    }


def _rebalances(scenario: Scenario, pair: Pair) -> Document:
    rebalances = [rebalance for rebalance in scenario.keeper.rebalances if rebalance.symbol == pair.symbol]
    steps = [step for rebalance in rebalances for step in rebalance.result.steps]
    paid = {
        side: sum(pair.worth(rebalance.result.paid.get(side, 0), rebalance.price) for rebalance in rebalances)
        for side in Side
    }
    return {
        "count": len(rebalances),
        "steps": len(steps),
        "at_market": sum(rebalance.result.at_market for rebalance in rebalances),
        "max_steps": max((len(rebalance.result.steps) for rebalance in rebalances), default=0),
        "moved": {
            "LT": round(pair.dollars(sum(step.leveraged for step in steps)), 2),
            "FT": round(pair.dollars(sum(step.funding for step in steps)), 2),
            "LP": round(pair.dollars(sum(step.liquidity for step in steps)), 2),
        },
        "fees": round(sum(pair.worth(rebalance.result.fee, rebalance.price) for rebalance in rebalances), 2),
        "rewards": round(sum(pair.worth(rebalance.result.reward, rebalance.price) for rebalance in rebalances), 2),
        "paid_by_queue": {SIDES[side]: round(amount, 2) for side, amount in paid.items()},
    }


def _rebalance(scenario: Scenario, rebalance: Rebalance) -> Document:
    pair = next(pair for pair in scenario.pairs if pair.symbol == rebalance.symbol)
    return {
        "time": minute(rebalance.time),
        "symbol": rebalance.symbol,
        "at_market": rebalance.result.at_market,
        "backlog": rebalance.result.backlog,
        "steps": [
            {
                "price": pair.dollars_per_coin(step.price),
                "LT": pair.dollars(step.leveraged),
                "FT": pair.dollars(step.funding),
                "LP": pair.dollars(step.liquidity),
            }
            for step in rebalance.result.steps
        ],
    }


def _person(person: Person) -> Document:
    document: Document = {
        "name": person.plan.name,
        "symbol": person.plan.symbol,
        "side": SIDES[person.plan.side],
        "pays": "USDC" if person.plan.by_router else person.pair.spec.underlying,
        "paid": round(person.paid, 2),
        "at_once": round(person.at_once, 2),
        "by_queue": round(person.by_queue, 2),
        "refusals": person.refusals,
    }
    if person.entered and person.left:
        move = person.left[1] / person.entered[1] - 1
        document |= {
            "entered": minute(person.entered[0]),
            "left": minute(person.left[0]),
            "result": person.received / person.paid - 1,
            "underlying": move,
            "underlying_times_target": move * person.pair.spec.terms.target,
        }
    return document


def _by_side(values: list[float], digits: int) -> Document:
    return {name: round(values[side], digits) for side, name in SIDES.items()}


def _last_of_hours(samples: list[Sample]) -> list[Sample]:
    return [list(some)[-1] for _, some in groupby(samples, lambda sample: sample.time // HOUR)]


def _volatility(bars: list[Bar]) -> float:
    """Per year, of the moves of each hour."""
    moves = [log(bar.close / bar.open) for bar in bars]
    return sqrt(sum(move * move for move in moves) / len(moves) * _HOURS_PER_YEAR)

# SPDX-License-Identifier: Apache-2.0
"""The rebalance rule of contract and model on random rules and balance sheets: every answer and refusal agrees.

STEELYARD_OPS sets the number of questions.
"""

import os
import random
from collections import Counter
from dataclasses import astuple
from functools import partial
from typing import Any

import pytest

from steelyard.model.leverage import rebalance_rule as model
from steelyard.model.leverage.rebalance_rule import E36, Rule, Tolerance
from steelyard.model.libraries.rounding import WAD, mul_div_down, mul_div_up, uint
from tests.support.contracts import deploy
from tests.support.pair import Agreement, amount_about

QUESTIONS = int(os.environ.get("STEELYARD_OPS", 3_000))
ENOUGH = 20  # answers of each kind, below which a run has seen nothing


def random_rule(draw: random.Random) -> tuple[tuple[Any, ...], Rule]:
    """Within the bounds of the factory: the arguments and what the model makes of them."""
    is_bear = draw.random() < 0.5
    offset, exposure = (WAD if is_bear else 0), draw.randint(15 * WAD // 10, 10 * WAD)
    minimum = draw.choice([0, draw.randint(0, WAD // 200)])
    over = draw.randint(minimum, 2 * WAD // 100)
    highest = WAD * WAD // (2 * (2 * exposure + offset))
    tolerance = Tolerance(
        minimum, over, draw.randint(over, highest) if over < highest else over, draw.randint(minimum, WAD // 200)
    )
    upper, lower = exposure * draw.randint(102, 132) // 100, exposure * draw.randint(76, 98) // 100
    landing = draw.choice([0, 25 * WAD // 100, 65 * WAD // 100, draw.randint(0, 9 * WAD // 10)])
    arguments = (is_bear, exposure + offset, upper + offset, lower + offset, landing, astuple(tolerance))
    rule = Rule.of(
        is_bear=is_bear, target=exposure + offset, upper=upper + offset, lower=lower + offset, landing=landing,
        tolerance=tolerance,
    )  # fmt: skip
    return arguments, rule


def random_position(draw: random.Random, rule: Rule) -> tuple[int, int, int]:
    """Collateral, debt and price about the ratios that matter, of any size."""
    price = draw.choice([E36 // 10**9, 2_000 * 10**24, draw.randint(1, 10**45), 0])
    edges = (rule.lower, rule.upper, rule.emergency, rule.double, rule.breakpoint, 50 * WAD, WAD + 1)
    ratio = max(WAD, draw.choice(edges) * draw.randint(80, 125) // 100)
    equity = draw.randint(0, 10 ** draw.randint(1, 26))
    assets = equity * ratio // WAD
    collateral = assets * E36 // price + draw.randint(0, 1) if price else draw.randint(0, 10**24)
    return collateral, max(0, assets - equity + draw.randint(-2, 2)), price


def test_every_answer_agrees() -> None:
    agreement, seen = ask(QUESTIONS)
    assert agreement.accepted > QUESTIONS, agreement.refusals
    assert all(seen[kind] >= ENOUGH for kind in ("sale", "purchase", "outside", "inside")), seen


@pytest.mark.parametrize("name", ["mul_div_up", "mul_div_down"])
def test_a_rounding_the_other_way_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    other = {"mul_div_up": mul_div_down, "mul_div_down": mul_div_up}[name]
    monkeypatch.setattr(model, name, other)
    with pytest.raises(AssertionError):
        ask(QUESTIONS)


def ask(questions: int) -> tuple[Agreement, Counter[str]]:
    """Asks both sides; how they agreed, and what was played."""
    draw, contract, agreement = random.Random(11), deploy("MockRebalanceRule"), Agreement()
    seen: Counter[str] = Counter()
    for number in range(questions):
        if number % 20 == 0:
            arguments, rule = random_rule(draw)
            packed = astuple(rule)
            assert contract.rule_of(*arguments) == packed
        collateral, debt, price = random_position(draw, rule)
        assets = min(collateral * price // E36, 2**112)
        cost = draw.choice([0, rule.tolerance.emergency, draw.randint(-WAD // 100, rule.tolerance.emergency)])
        maximum = amount_about(draw, collateral)
        asked = (collateral, debt, price, maximum, cost)
        sale, purchase = (
            agreement.same(
                (name, rule, *asked),
                partial(getattr(contract, name), packed, *asked),
                partial(_checked, getattr(model, name), rule, *asked),
            )
            for name in ("deleverage_fill", "releverage_fill")
        )
        seen["sale"] += bool(sale and sale[0])
        seen["purchase"] += bool(purchase and purchase[0])
        assert not (sale and purchase and sale[0] and purchase[0]), "a fill in either direction"
        edges = (rule.target, rule.lower, rule.upper, rule.breakpoint, rule.side, 60 * WAD)
        start, end = (max(WAD, draw.choice(edges) * draw.randint(90, 110) // 100) for _ in range(2))
        agreement.same(
            ("cost", rule, start, end),
            partial(contract.allowed_cost, packed, start, end),
            partial(model.allowed_cost, rule, start, end),
        )
        for over in (True, False):
            assert contract.is_short_of(end, over, assets, debt) == model.is_short_of(end, over, assets, debt)
        outside = model.outside_band(rule, assets, debt)
        assert contract.outside_band(packed, assets, debt) == outside
        seen["outside" if outside else "inside"] += 1
    return agreement, seen


def _checked(fill: Any, *arguments: Any) -> tuple[int, ...]:
    """A fill as a tuple; refuses numbers that a uint256 refuses."""
    answer = astuple(fill(*arguments))
    for number in answer:
        uint(number)
    return answer


@pytest.mark.parametrize("maximum", [1, 2**256 - 1])
def test_nothing_moves_inside_the_band(maximum: int) -> None:
    """The boundary itself is inside."""
    _, rule = random_rule(random.Random(1))
    for ratio in (rule.lower, rule.target, rule.upper):
        equity = 10**24
        assets = equity * ratio // WAD
        for fill in (model.deleverage_fill, model.releverage_fill):
            assert fill(rule, assets, assets - equity, E36, maximum, 0) == model.NOTHING

# SPDX-License-Identifier: Apache-2.0
"""A mint or a deposit, and every reason for which it is returned."""

from dataclasses import astuple, replace
from typing import Any

import pytest

from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.line import Entry, Kind, Result
from steelyard.model.pairing.pairing_engine import SEED
from steelyard.model.pairing.parameters import Fees
from steelyard.model.pairing.valuation import Side
from tests.support.line import line_terms
from tests.support.line_world import PRICE, UNIT, LineWorld
from tests.support.pairing_positions import plain


def asked(engine: Any, world: LineWorld, side: Side, amount: int, min_out: int = 0, waiting: int = 0) -> Any:
    line = world.market.line
    terms, extra = astuple(line.terms.market), line_terms(line.terms)
    book = astuple(line.position)[1:]
    return engine.mint(book, terms, extra, PRICE, int(side), amount, min_out, line.supply, waiting)


@pytest.mark.parametrize("kind", [Kind.MINT_LEVERAGED, Kind.MINT_FUNDING, Kind.DEPOSIT])
def test_what_the_model_does(engine: Any, world: LineWorld, kind: Kind) -> None:
    line = world.market.line
    line.terms = replace(line.terms, market=replace(line.terms.market, fees=Fees(cut=WAD // 10)))
    done = asked(engine, world, kind.side, UNIT)
    assert (done.result, done.locked) == (Result.DONE, 0)
    line.enter(Entry(kind, "trader", UNIT, 0))
    line.mark = replace(line.mark, price=PRICE)
    line.stage = type(line.stage).ORDERS
    line.step()
    assert done.amount == line.credits["trader", (kind.side, 1)]
    assert done.cut == line.cut
    assert plain(done.position) == plain(astuple(line.position)[1:])


def test_the_first_of_a_generation_counts_dollars(engine: Any, world: LineWorld) -> None:
    line = world.market.line
    line.supply[Side.LEVERAGED] = 0
    done = asked(engine, world, Side.LEVERAGED, UNIT)
    assert (done.result, done.locked) == (Result.DONE, SEED) and done.amount > 1_900 * WAD


@pytest.mark.parametrize(
    ("side", "amount", "min_out", "waiting", "supply", "result"),
    [
        (Side.LIQUIDITY, 10**24, 0, 0, None, Result.FULL),
        (Side.LEVERAGED, UNIT, 0, 0, (Side.LIQUIDITY, 0), Result.NO_LIQUIDITY),
        (Side.LEVERAGED, 10**23, 0, 0, None, Result.INVENTORY),
        (Side.LEVERAGED, 300 * UNIT, 0, 0, None, Result.CAP),
        (Side.FUNDING, 300 * UNIT, 0, 0, None, Result.CAP),  # LP over 1.25
        (Side.FUNDING, 80 * UNIT, 0, 1_800_000 * WAD, None, Result.CAP),  # without the LP that leaves
        (Side.FUNDING, UNIT, 0, 1_999_980 * WAD, None, Result.CAP),  # nothing would stay
        (Side.FUNDING, UNIT, 0, 1_999_979_999_999_999_999_999_998, None, Result.CAP),  # a leverage that fits no word
        (Side.LEVERAGED, UNIT // 1_000, 0, 0, (Side.LEVERAGED, 0), Result.FIRST),
        (Side.LIQUIDITY, 1, 0, 0, (Side.LIQUIDITY, 1), Result.NOTHING),
        (Side.LIQUIDITY, UNIT, 0, 0, (Side.LIQUIDITY, 2**128 - 1), Result.FULL),
        (Side.LIQUIDITY, 2_000 * UNIT, 0, 0, (Side.LIQUIDITY, 2**127), Result.FULL),
        (Side.LIQUIDITY, UNIT, 10**30, 0, None, Result.LIMIT),
    ],
)
def test_what_is_returned(
    engine: Any,
    world: LineWorld,
    side: Side,
    amount: int,
    min_out: int,
    waiting: int,
    supply: tuple[Side, int] | None,
    result: Result,
) -> None:
    if supply is not None:
        world.market.line.supply[supply[0]] = supply[1]
    assert asked(engine, world, side, amount, min_out, waiting).result == result


def test_a_vault_under_a_dollar(engine: Any, world: LineWorld) -> None:
    line = world.market.line
    line.terms = replace(line.terms, market=replace(line.terms.market, dollar=20 * WAD))
    assert asked(engine, world, Side.LEVERAGED, UNIT).result == Result.POOR

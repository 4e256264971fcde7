# SPDX-License-Identifier: Apache-2.0
"""A redemption of LT or FT, and every reason for which it is returned."""

from dataclasses import astuple
from typing import Any

import pytest

from steelyard.model.pairing.line import Entry, Kind, Result, Stage
from tests.support.line_world import PRICE, UNIT, LineWorld
from tests.support.pairing_positions import plain


def asked(engine: Any, world: LineWorld, kind: Kind, shares: int, min_out: int = 0) -> Any:
    line = world.market.line
    book, terms = astuple(line.position)[1:], astuple(line.terms.market)
    return engine.redeem(book, terms, PRICE, int(kind.side), shares, min_out, line.supply)


@pytest.mark.parametrize(
    ("mint", "kind"),
    [(Kind.MINT_LEVERAGED, Kind.REDEEM_LEVERAGED), (Kind.MINT_FUNDING, Kind.REDEEM_FUNDING)],
)
def test_what_the_model_does(engine: Any, world: LineWorld, mint: Kind, kind: Kind) -> None:
    shares = world.holding(mint)
    line = world.market.line
    done = asked(engine, world, kind, shares)
    line.enter(Entry(kind, "trader", shares, 0, generation=1))
    line.stage = Stage.ORDERS
    line.step()
    assert (done.result, done.amount) == (Result.DONE, line.credits["trader", None])
    assert plain(done.position) == plain(astuple(line.position)[1:])


def test_what_is_returned(engine: Any, world: LineWorld) -> None:
    shares = world.holding(Kind.MINT_LEVERAGED)
    assert asked(engine, world, Kind.REDEEM_LEVERAGED, shares, 100 * UNIT).result == Result.LIMIT
    line = world.market.line
    all_in_lt = line.position.liquidity.funding
    position = line.position
    line.position = position.with_vault(
        Kind.MINT_FUNDING.side, position.funding.moved(Kind.MINT_FUNDING.side, all_in_lt, 0), position.underlying
    )
    assert asked(engine, world, Kind.REDEEM_LEVERAGED, shares).result == Result.INVENTORY

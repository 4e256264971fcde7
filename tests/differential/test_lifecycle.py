# SPDX-License-Identifier: Apache-2.0
"""The end of a market in contract and model: from random endings, and along random lives, both give the same.

STEELYARD_OPS sets the number of calls.
"""

import os
import random
from collections import Counter
from dataclasses import astuple, replace
from typing import Any

import pytest

from steelyard.model.leverage import lifecycle as model
from steelyard.model.leverage.lifecycle import DAY, HOUR, STEP, Act, Ending, Position, Stage
from steelyard.model.leverage.rebalance_rule import E36
from steelyard.model.libraries.rounding import WAD
from tests.support.contracts import deploy
from tests.support.pair import Agreement, amount_about

CALLS = int(os.environ.get("STEELYARD_OPS", 4_000))
ENOUGH = 20  # of each kind, below which a run has seen nothing
GAPS = (0, 1, 12, STEP - 1, STEP, STEP + 1, 2 * STEP - 1, 2 * STEP, HOUR - 1, HOUR, 2 * HOUR, DAY, 7 * DAY, 90 * DAY)
PRICE = 2_000 * 10**24  # an 18-decimals asset in one of 6


def random_position(draw: random.Random) -> Position:
    """Any size; mostly near R = 50 or E = 0, sometimes without price, collateral or debt, or beyond all bounds."""
    price = draw.choice([PRICE, PRICE * draw.randint(50, 200) // 100, draw.randint(1, 10**44), 0, 2**160 - 1, 2**160])
    collateral = draw.choice([0, 1, 10**18, draw.randint(0, 10 ** draw.randint(1, 27)), 2**112 - 1])
    assets = collateral * price // E36
    debt = draw.choice([0, 1, assets, assets * 98 // 100, assets * draw.randint(90, 130) // 100, 10**11])
    return Position(
        collateral, min(debt, 2**127), price, draw.randint(0, 9), draw.choice([0, 0, draw.randint(0, 10**9)])
    )


def random_ending(draw: random.Random, now: int) -> Ending:
    """Any ending that the bounds of its words allow."""
    stage, since = Stage(draw.randrange(5)), now - draw.choice(GAPS)
    clock = draw.choice([0, model.RISE, 71 * HOUR, draw.randint(0, 100 * HOUR), model.MAX_DEAD_CLOCK])
    return Ending(
        stage=stage,
        last_price=draw.choice([PRICE, draw.randint(0, 2**160 - 1)]),
        last_read=now - draw.choice((*GAPS, *4 * [90 * DAY])),
        reported=draw.choice([0, now - 2 * HOUR, now - 7 * DAY, now - draw.choice(GAPS)]),
        since=draw.choice([0, since]) if stage <= Stage.STARTED else since,
        round=draw.randint(0, 9),
        clock=clock if stage == Stage.DEAD_SALE else min(clock, model.RISE),
        ramp=draw.choice([0, model.RISE, DAY, draw.randint(0, model.MAX_RAMP), model.MAX_RAMP]),
        under=draw.random() < 0.5,
        bound=draw.choice([model.FLOOR, WAD // 100]),
        refused=draw.choice([0, PRICE, 2**160 - 1]),
    )


class Pair:
    """Asks both sides the same."""

    def __init__(self, seed: int) -> None:
        self.draw, self.contract, self.agreement = random.Random(seed), deploy("MockLifecycle"), Agreement()
        self.seen: Counter[str] = Counter()

    def same(self, name: str, *arguments: Any) -> Any:
        """The answer of both as a tuple, or the reason of both."""
        flat = [astuple(one) if isinstance(one, Ending | Position) else one for one in arguments]
        before = self.agreement.accepted
        answer = self.agreement.same(
            (name, arguments),
            lambda: _flat(getattr(self.contract, name)(*flat)),
            lambda: _flat(getattr(model, name)(*arguments)),
        )
        accepted = self.agreement.accepted > before
        self.seen[name if accepted else f"refused: {answer}"] += 1
        return answer if accepted else None


def _flat(answer: Any) -> Any:
    """Endings and fills as tuples."""
    if isinstance(answer, tuple) and len(answer) == 2:
        return tuple(tuple(one) if isinstance(one, tuple) else astuple(one) for one in answer)
    if isinstance(answer, Ending):
        return astuple(answer)
    return tuple(answer) if isinstance(answer, tuple) else answer


def test_from_any_ending() -> None:
    pair, now = Pair(5), 10**9
    draw = pair.draw
    for _ in range(CALLS // 8):
        e, p = random_ending(draw, now), random_position(draw)
        dollar, cost = draw.random() < 0.9, draw.choice([0, model.FLOOR, -WAD // 100, WAD // 2, 2 * WAD, -WAD])
        calls: list[tuple[Any, ...]] = [
            ("observe", e, p, now),
            ("settle", e, draw.choice([0, p.debt])),
            ("start", e, p, dollar, now),
            ("confirm", e, p, now),
            ("report", e, p, dollar, now),
            ("write_off", e, p.collateral),
            ("fill", e, p, amount_about(draw, p.collateral), cost, now),
            ("carried", e, p, draw.random() < 0.5),
            ("share_price", e, p, draw.choice([0, 1, 10**24])),
            ("discount", e),
            ("dead_price", e, p.collateral, p.debt),
            ("long_ramp", e.ramp),
            ("is_dollar", p.debt, e.last_price, dollar, 10**6),
        ]
        for name, *arguments in calls:
            pair.same(name, *arguments)
        _same_when_stored(pair.contract, e)
    assert all(pair.seen[name] >= ENOUGH for name, *_ in calls), pair.seen
    missing = REASONS - {reason.removeprefix("refused: ") for reason in pair.seen}
    assert not missing, f"never refused: {missing}"


@pytest.mark.parametrize("constant", ["STEP", "RISE", "FLOOR", "LONG_BEND", "CARRIED", "HOUR", "HOURS", "ORACLE_DEATH"])
def test_another_constant_is_noticed(constant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, constant, getattr(model, constant) + 1)
    with pytest.raises(AssertionError):
        test_from_any_ending()


REASONS = {
    "", "oracle: price out of range", "wind-down: already started", "wind-down: no reason", "wind-down: under a dollar",
    "wind-down: not started", "wind-down: wait 10 minutes", "wind-down: wait for a round", "oracle: known to be dead",
    "oracle: wait 2 hours", "oracle: wait 7 days", "write-off: not winding down", "write-off: collateral left",
    "fill: no sale", "cost: above tolerance", "fill: nothing to do", "impair: not winding down", "impair: no loss",
    "share: no price",
}  # fmt: skip


def _same_when_stored(contract: Any, e: Ending) -> None:
    """Packed and unpacked again it is what it was, and the words are where the interface says."""
    stored, back = contract.stored(astuple(e))
    assert tuple(back) == astuple(e)
    low = e.since | e.round << 40 | e.clock << 120 | e.ramp << 144 | e.bound << 168 | e.under << 232
    assert tuple(stored) == (e.stage, e.last_price, e.last_read, low, e.refused | e.reported << 160)


def test_a_round_that_does_not_fit_saturates() -> None:
    contract = deploy("MockLifecycle")
    _, back = contract.stored(astuple(replace(Ending(), round=2**200)))
    assert tuple(back) == astuple(replace(Ending(), round=2**80 - 1))


def test_the_table() -> None:
    contract = deploy("MockLifecycle")
    for stage in Stage:
        for act in Act:
            assert contract.may(stage, act) == model.may(stage, act)


def _after(pair: Pair, name: str, *arguments: Any) -> Ending | None:
    answer = pair.same(name, *arguments)
    return Ending(Stage(answer[0]), *answer[1:]) if answer is not None else None


def test_along_whole_lives() -> None:
    """Each call starts from what the last one left; every edge of the table is walked."""
    pair = Pair(7)
    draw, edges = pair.draw, Counter[tuple[Stage, Stage]]()
    e = Ending()
    for number in range(CALLS):
        if number % 60 == 0 or e.stage == Stage.CLOSED:
            now, e = 10**9, Ending(last_price=PRICE, last_read=10**9)
            collateral, debt, price, dead = 10**20, 196_000 * 10**6, PRICE, False
        now += draw.choice((60, 600, 600, 700, HOUR, HOUR, 2 * HOUR, 8 * DAY))
        price = PRICE * draw.randint(95, 108) // 100 if draw.random() < 0.3 else price
        dead = dead if draw.random() < 0.85 else not dead
        p = Position(collateral, debt, 0 if dead else price, number)
        kinds = ("start", "confirm", "report", "fill", "fill", "gift", "write_off", "carried")
        kind = "report" if dead and draw.random() < 0.5 else draw.choice(kinds)
        before, after = e, None
        if kind in ("start", "report"):
            after = _after(pair, kind, e, p, True, now)
        elif kind == "confirm":
            after = _after(pair, kind, e, p, now)
        elif kind == "fill":
            answer = pair.same("fill", e, p, draw.choice([1, 1, collateral // 2, 2**255]), 0, now)
            if answer is not None:
                collateral, debt = collateral - answer[1][0], debt - answer[1][1]
                after = _after(pair, "settle", Ending(Stage(answer[0][0]), *answer[0][1:]), debt)
        elif kind == "write_off":
            after = _after(pair, kind, e, collateral)
            debt = debt if after is None else 0
        elif kind == "gift" and draw.random() < 0.2:
            debt = draw.choice([0, debt])
            after = _after(pair, "settle", e, debt)
            debt = debt or (196_000 * 10**6 if e.stage <= Stage.STARTED else 0)
        else:
            pair.same("carried", e, p, draw.random() < 0.5)
        e = after or e
        if e.stage != before.stage:
            edges[before.stage, e.stage] += 1
    assert set(edges) == EDGES and min(edges.values()) >= 5, edges


EDGES = {
    (Stage.OPEN, Stage.STARTED), (Stage.STARTED, Stage.OPEN), (Stage.STARTED, Stage.SALE),
    (Stage.STARTED, Stage.DEAD_SALE), (Stage.SALE, Stage.DEAD_SALE), (Stage.SALE, Stage.CLOSED),
    (Stage.DEAD_SALE, Stage.CLOSED),
}  # fmt: skip

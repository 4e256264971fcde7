# SPDX-License-Identifier: Apache-2.0
"""PAIR-LINE-01 and PAIR-LINE-03: the line on contract and model, call by call; 300 schedules whose ends are compared.

`make confluence` plays 2,000 (STEELYARD_SCHEDULES).
"""

import os
import random
from collections import Counter
from types import SimpleNamespace

import boa

from steelyard.model.pairing.line import Kind
from steelyard.model.pairing.valuation import Side
from tests.model.pairing.line_search import ENOUGH, Chain
from tests.support.line import MirroredLine

CALL_BY_CALL = 20
SCHEDULES = int(os.environ.get("STEELYARD_SCHEDULES", 300))


class Mirrored(Chain):
    """A schedule on both."""

    most_calls = 1

    def _hand_over(self, user: str, shares: int) -> None:
        super()._hand_over(user, shares)
        self.market.transferred("creator", user, Side.LIQUIDITY, shares)  # type: ignore[attr-defined]


class AtTheEnd(MirroredLine):
    """States are compared once."""

    every_state = False


def _play(kind: type[MirroredLine], schedules: int, seed: int) -> Counter[str]:
    seen = Counter[str]()
    for number in range(schedules):
        with boa.env.anchor():
            chain = Mirrored(random.Random(seed * 10**7 + number), SimpleNamespace(PairingLine=kind))
            chain.run()
            chain.market.compare()  # type: ignore[attr-defined]
            chain.compare()
        seen.update(chain.seen)
        seen["schedule"] += 1
    return seen


def test_every_call_answers_alike() -> None:
    seen = _play(MirroredLine, CALL_BY_CALL, seed=3)
    assert seen["advance"] >= 300 and seen["result: done"] >= 50


def test_schedules_end_alike() -> None:
    seen = _play(AtTheEnd, SCHEDULES, seed=4)
    assert seen["schedule"] == SCHEDULES
    wanted = [f"{kind.name.lower()}: done" for kind in Kind] + ["death", "phase ended", "result: cap", "result: late"]
    assert all(seen[kind] >= ENOUGH for kind in wanted), {kind: seen[kind] for kind in wanted}

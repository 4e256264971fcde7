# SPDX-License-Identifier: Apache-2.0
"""The end of a market holds what it promises in random lives, and every rule of it that is taken away is missed.

STEELYARD_STATES sets the number of different states of the honest run.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from steelyard.model.leverage import lifecycle
from tests.model.leverage.sale_search import Violation, search

STATES = int(os.environ.get("STEELYARD_STATES", 50_000))
FAULT_STATES = 60_000
ENOUGH = 20  # of each kind, below which a run has seen nothing


def test_every_sentence_holds() -> None:
    states, seen = search(lifecycle, STATES, seed=1)
    assert states >= STATES
    kinds = [f"sale: {act}" for act in ("dust", "piece", "patience", "mark", "gift", "redeem")]
    kinds += [f"dead_sale: {act}" for act in ("dust", "patience", "mark", "death")]
    kinds += [
        "started: start",
        "started: report",
        "sale: confirm",
        "open: confirm",
        "closed: write_off",
        "closed",
        "ends",
    ]
    assert all(seen[kind] >= ENOUGH for kind in kinds), {kind: seen[kind] for kind in kinds}


RULES = {
    "no floor": [("FLOOR = WAD // 200", "FLOOR = 0")],
    "half of the equity of the moment": [
        ("    e = replace(e, since=now, clock=min(e.clock + min(gap, STEP)",
         "    e = replace(e, bound=discount_bound(p.assets, p.debt))\n"
         "    e = replace(e, since=now, clock=min(e.clock + min(gap, STEP)"),
    ],
    "5% whatever equity there was": [("bound=discount_bound(p.assets, p.debt)", "bound=WAD // 20")],
    "observed under water once": [("if not (under and e.under) or", "if")],
    "patience survives equity": [
        ("    if not (under and e.under) or gap", "    if not under:\n        return e.ramp\n    if gap"),
    ],
    "a gap does not break the patience": [(" or gap >= 2 * STEP:", ":")],
    "patience counts a gap whole": [
        ("return min(e.ramp + min(gap, STEP), MAX_RAMP)", "return min(e.ramp + gap, MAX_RAMP)"),
    ],
    "the long ramp with equity back": [
        ("return max(short, long_ramp(e.ramp)) if e.under else short", "return max(short, long_ramp(e.ramp))"),
        ("if not (under and e.under) or", "if"),
    ],
    "the bound rises through an outage": [
        ("clock=min(e.clock + min(gap, STEP), RISE)", "clock=min(e.clock + gap, RISE)"),
    ],
    "priced before the clocks advance": [
        ("    e = advance(e, p, now)\n", "    old, e = e, advance(e, p, now)\n"),
        ("allowed = discount(e)\n", "allowed = discount(replace(old, under=e.under))\n"),
    ],
    "lenders count all of A": [("CARRIED = 95", "CARRIED = 100")],
    "lenders count what was refused": [
        ("most = min(p.debt, mul_div_down(p.collateral, e.refused, E36))", "most = p.debt"),
    ],
    "lenders count more than is owed": [("most = min(p.debt, mul_div_down(", "most = (mul_div_down(")],
    "no debt closes any market": [
        ("    return Stage.OPEN if stage == Stage.STARTED else Stage.CLOSED\n", "    return Stage.CLOSED\n"),
    ],
    "a start by report counts as seen": [
        ("        return _start(e, p, has_dollar)\n", "        return replace(_start(e, p, has_dollar), since=now)\n"),
    ],
    "confirmed on the same round": [
        ('    require(p.round > e.round, "wind-down: wait for a round", round=p.round)\n', ""),
    ],
    "confirmed at once": [("CONFIRM_DELAY = 600", "CONFIRM_DELAY = 0")],
    "confirmed though the reason is gone": [("    if not p.is_dying:\n        return _open(e)\n", "")],
    "dead after six days": [("ORACLE_DEATH = 7 * 86_400", "ORACLE_DEATH = 6 * 86_400")],
    "a good price disproves no death": [("if e.reported <= max(e.last_read, p.alive_at):", "if e.reported == 0:")],
    "no D/C in a dead sale": [("base = min(max(e.last_price, owed), MAX_PRICE)", "base = e.last_price")],
    "a dead sale runs through a halt": [
        ("clock=min(e.clock + min(gap, HOUR), MAX_DEAD_CLOCK)", "clock=min(e.clock + gap, MAX_DEAD_CLOCK)"),
    ],
    "a dead sale from 110%": [("2 * e.last_price", "11 * e.last_price // 10")],
    "a unit takes what still covers": [
        ("return price if mul_div_down(collateral, price, E36) >= debt else 0", "return 0"),
    ],
    "a price of 0 takes all for nothing": [("Fill(volume, min(debt, 1), min(debt, 1), 0)", "Fill(volume, 0, 0, 0)"),
                                           ("    require_fill(sold)\n", "")],
    "a write-off with collateral left": [("require(collateral == 0,", "require(True,")],
    "a closed market dies with its oracle": [("Stage.CLOSED: int(Act.LEND)", "Stage.CLOSED: Act.LEND | Act.REPORT")],
}  # fmt: skip


def faulty(changes: list[tuple[str, str]]) -> ModuleType:
    """The model with pieces of its source, each of which must be there once, replaced."""
    source = Path(str(lifecycle.__file__)).read_text()
    for old, new in changes:
        assert source.count(old) == 1, f"the model has this {source.count(old)} times, not once: {old}"
        source = source.replace(old, new)
    module = ModuleType("faulty_lifecycle")
    sys.modules[module.__name__] = module  # dataclasses look their module up
    exec(compile(source, module.__name__, "exec"), vars(module))
    return module


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    sys.modules.pop("faulty_lifecycle", None)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_taken_away_is_missed(name: str) -> None:
    with pytest.raises(Violation):
        search(faulty(RULES[name]), FAULT_STATES, seed=2)

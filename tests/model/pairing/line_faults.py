# SPDX-License-Identifier: Apache-2.0
"""Rules of the line taken away: changes of the model's text, and the judge that each must not get past."""

import itertools
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from steelyard.model.pairing import line, pairing_line, tape
from tests.model.pairing import line_money, line_search

PACKAGE = "steelyard.model.pairing"
MODULES = {"tape": tape, "line": line, "pairing_line": pairing_line}
SCHEDULES = 400
CASES = 1_500
_numbers = itertools.count()

Change = tuple[str, str, str]  # module, text, what stands in its place


def variant(changes: list[Change]) -> tuple[Any, Any]:
    """The line and its shell with the changes; every text must stand in its module."""
    prefix = f"{PACKAGE}.variant{next(_numbers)}_"
    made: dict[str, ModuleType] = {}
    for name, module in MODULES.items():
        text = Path(str(module.__file__)).read_text()
        for where, old, new in changes:
            if where == name:
                assert old in text, f"{where} has no {old!r}"
                text = text.replace(old, new)
        for other in MODULES:
            text = text.replace(f"from {PACKAGE}.{other} import", f"from {prefix}{other} import")
        text = text.replace(f"from {PACKAGE} import line as rules", f"import {prefix}line as rules")
        made[name] = ModuleType(prefix + name)
        sys.modules[prefix + name] = made[name]
        exec(compile(text, prefix + name, "exec"), made[name].__dict__)
    made["line"].Mark = made["tape"].Mark  # type: ignore[attr-defined]
    return made["line"], made["pairing_line"]


def schedules(rules: Any, shell: Any) -> None:
    """Two schedules of the same rules end alike."""
    line_search.search(SCHEDULES, seed=2, shell=shell, rules=rules)


def honest(rules: Any, shell: Any) -> None:
    """A schedule ends as the honest rules say."""
    line_search.search(SCHEDULES, seed=2, shell=shell)


def money(rules: Any, shell: Any) -> None:
    """Nobody gains."""
    line_money.judge(CASES, seed=2, rules=rules)


Judge = Callable[[Any, Any], None]

FAULTS: dict[str, tuple[Judge, list[Change]]] = {
    "entries before the rebalance": (
        money,
        [
            ("line", "        self.stage = Stage.STEPS\n", "        self.stage = Stage.ORDERS\n"),
            (
                "line",
                "            self._settle(Queue.ORDERS)\n        else:\n            self.stage = Stage.IDLE",
                "            self._settle(Queue.ORDERS)\n        else:\n            self.stage = Stage.STEPS",
            ),
            (
                "line",
                "        else:\n            self.stage = Stage.ORDERS",
                "        else:\n            self.stage = Stage.IDLE",
            ),
            (
                "line",
                "split(self.position.target, parts, price), None, Stage.ORDERS",
                "split(self.position.target, parts, price), None, Stage.IDLE",
            ),
        ],
    ),
    "an exit's fee stays in its vault": (
        money,
        [
            ("line", "self.parts.less(side, gross)", "self.parts.less(side, gross - fee)"),
            ("line", "        self.fees_owed += fee\n        self.supply", "        self.supply"),
        ],
    ),
    "exits by the book of the mark": (
        money,
        [
            (
                "line",
                "gross = wide_down(self.parts.of(side), ",
                "gross = wide_down(self.position.value(side, self.mark.price) * 101 // self.mark.price // 100, ",
            )
        ],
    ),
    "returned by the clock": (
        schedules,
        [
            ("line", "_need(self.mark.time <= entry.good_until", "_need(getattr(self, 'now', 0) <= entry.good_until"),
            (
                "pairing_line",
                "            line.step()\n            return True",
                "            line.now = self.clock.now\n            line.step()\n            return True",
            ),
        ],
    ),
    "any price since": (
        schedules,
        [
            (
                "pairing_line",
                "        tape.cursor += 1\n",
                "        tape.cursor = tape.seen\n        round = self.source.round_of(tape.seen)\n",
            )
        ],
    ),
    "funding by the clock": (
        schedules,
        [("pairing_line", "line.begin(Mark(round.started_at,", "line.begin(Mark(self.clock.now,")],
    ),
    "a rebalance at the price of the call": (
        schedules,
        [
            (
                "pairing_line",
                "            line.step()\n            return True",
                "            newest = self.source.round_of(self.tape.seen)\n"
                "            if line.stage is Stage.STEPS and newest.price:\n"
                "                line.mark = Mark(line.mark.time, newest.price)\n"
                "            line.step()\n            return True",
            )
        ],
    ),
    "exits when somebody calls": (
        schedules,
        [
            (
                "line",
                "self.queues[queue][self.heads[queue]].due <= self.mark.time",
                "(queue > 0 or self.queues[queue][self.heads[queue]].due <= self.mark.time)",
            )
        ],
    ),
    "merged anew where a call stops": (
        schedules,
        [
            (
                "pairing_line",
                "        line.credits[sender, None] += line.paid - before\n",
                "        line.credits[sender, None] += line.paid - before\n"
                "        if line.parts is not None and sum(line.heads) != sum(heads):\n"
                "            parts = rules.split(self.terms.market.target, line.parts, line.mark.price)\n"
                "            line.parts = rules.merged(parts, line.mark.price)\n",
            )
        ],
    ),
    "all LP that asked by now counts as leaving": (
        schedules,
        [("line", "max(entry.leaving - self.left, 0)", "sum(e.amount for e in self.queues[2][self.heads[2]:])")],
    ),
    "LP that was returned still counts as leaving": (
        honest,
        [
            ("line", "        if side is Side.LIQUIDITY:\n            self.left += entry.amount\n", ""),
            (
                "line",
                "        gross = wide_down(self.parts.of(side)",
                "        self.left += entry.amount if side is Side.LIQUIDITY else 0\n"
                "        gross = wide_down(self.parts.of(side)",
            ),
        ],
    ),
    "a mint is bound to a generation": (
        honest,
        [
            (
                "line",
                "        side, market = entry.kind.side, self.terms.market\n",
                "        side, market = entry.kind.side, self.terms.market\n"
                "        _need(entry.generation == self.generation[side], Result.GENERATION)\n",
            )
        ],
    ),
    "shares of an ended generation are redeemed": (
        honest,
        [
            (
                "line",
                "        _need(entry.generation == self.generation[side], Result.GENERATION)\n        trade",
                "        trade",
            ),
            ("line", "        if entry.generation != self.generation[side]:\n", "        if False:\n"),
        ],
    ),
    "a transmission's time": (
        honest,
        [
            ("tape", "last < round.started_at <= round.updated_at", "last < round.updated_at"),
            (
                "pairing_line",
                "Mark(round.started_at, round.price))\n        return True",
                "Mark(round.updated_at, round.price))\n        return True",
            ),
        ],
    ),
    "a round observed before the last mark": (
        honest,
        [("tape", "last < round.started_at <=", "0 < round.started_at <=")],
    ),
    "a round from after its transmission": (
        honest,
        [("tape", "last < round.started_at <= round.updated_at", "last < round.started_at")],
    ),
    "a round without a price": (honest, [("tape", "0 < round.price <= max_price and ", "")]),
    "two orders a mark": (
        honest,
        [
            (
                "line",
                "        if self._is_due(Queue.ORDERS):\n",
                "        self.n = getattr(self, 'n', 0) + 1\n        if self.n % 3 and self._is_due(Queue.ORDERS):\n",
            )
        ],
    ),
    "an old phase goes on": (
        honest,
        [
            (
                "tape",
                "end, after = self.ends.get(phase, (self.seen, 0))",
                "end, after = self.ends.get(phase, (self.seen, 0))\n            end += 1 if phase in self.ends else 0",
            )
        ],
    ),
    "a phase begins with its newest round": (
        honest,
        [
            (
                "tape",
                "self.cursor = after * PHASE_SIZE",
                "self.cursor = max(after * PHASE_SIZE, self.seen - 1 if self.seen // PHASE_SIZE == after else 0)",
            )
        ],
    ),
    "death while marks wait": (
        schedules,
        [("pairing_line", " and self.tape.next(self.source, self.clock.now) is None", "")],
    ),
    "death by the time of a call": (
        honest,
        [
            (
                "pairing_line",
                "self.clock.now >= max(line.mark.time, self.source.up_since()) + DEATH",
                "self.clock.now >= line.mark.time",
            )
        ],
    ),
    "the book pays each step": (
        honest,
        [
            (
                "line",
                "            self.position = rebalance_step(self.position, at)\n",
                "            self.position = rebalance_step(self.position, at)\n"
                "            self.paid += self._drain(self.terms.rebalance_pay)\n",
            )
        ],
    ),
    "a fee for exits alone": (
        honest,
        [
            (
                "line",
                "        if self._is_scheduled() or not self._in_range():\n",
                "        if self._is_scheduled() or not self._in_range() or self._is_due(Queue.EXITS):\n",
            )
        ],
    ),
    "no minimum into a poor vault": (honest, [("line", "_need(not poor, Result.POOR)", "pass")]),
    "the first share costs nothing": (honest, [("line", "_need(first >= MIN_FIRST, Result.FIRST)", "pass")]),
    "no cap": (honest, [("line", "            self._check_cap(after, entry, prices)\n", "")]),
    "LP at any leverage": (
        honest,
        [
            (
                "line",
                "            _need(not over, Result.CAP)\n",
                "",
            )
        ],
    ),
    "a market without LP trades": (
        honest,
        [("line", "side is Side.LIQUIDITY or self.supply[Side.LIQUIDITY] != 0", "True")],
    ),
    "a limit is forgotten": (honest, [("line", "_need(shares >= entry.min_out, Result.LIMIT)", "pass")]),
    "an ended line keeps what waits": (
        schedules,
        [("line", "            return any(self._waits(queue) for queue in Queue)", "            return False")],
    ),
}

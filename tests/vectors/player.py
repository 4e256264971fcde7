# SPDX-License-Identifier: Apache-2.0
"""Plays a vector on any implementation of a market. pairing/README.md explains the format.

It knows nothing of how vectors are written: an implementation in another language needs a counterpart of this file
and of `twin.py`.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

FOLDER = Path(__file__).parents[2] / "vectors" / "pairing"
SIDES = ("lt", "ft", "lp")


@dataclass(frozen=True)
class Operation:
    """Who carries it out, and the names of what goes in and out; an argument `share` tells which share."""

    place: str
    arguments: tuple[str, ...] = ()
    results: tuple[str, ...] = ()


OPERATIONS = {
    "round": Operation("feed", ("answer",)),
    "open": Operation("market", ("amount",), ("shares",)),
    "mint": Operation("market", ("side", "amount", "min_out", "receiver", "deadline"), ("shares",)),
    "deposit": Operation("market", ("amount", "min_out", "receiver", "deadline"), ("shares",)),
    "redeem": Operation(
        "market", ("side", "shares", "min_out", "receiver", "partial", "deadline"), ("shares", "amount")
    ),
    "mint_ordered": Operation("market", ("side", "amount", "min_out", "receiver", "price"), ("shares",)),
    "redeem_ordered": Operation("market", ("side", "shares", "min_out", "receiver", "price"), ("amount",)),
    "rebalance": Operation("market", (), ("steps", "backlog", "reward")),
    "consolidate": Operation("market", ("side",)),
    "report_stale": Operation("market"),
    "deprecate": Operation("market"),
    "collect_fees": Operation("market", (), ("amount", "shares")),
    "set_fee_recipient": Operation("market", ("recipient",)),
    "enqueue": Operation("share", ("shares",), ("epoch",)),
    "cancel": Operation("share", ("epoch",), ("shares",)),
    "claim": Operation("share", ("epoch", "receiver"), ("amount",)),
    "claim_closed": Operation("share", ("receiver",), ("amount",)),
    "transfer": Operation("share", ("receiver", "amount")),
    "commit": Operation("delayed_orders", ("is_mint", "side", "amount", "min_out", "deadline", "owner"), ("number",)),
    "execute": Operation("delayed_orders", ("number",), ("result",)),
    "refund": Operation("delayed_orders", ("number",), ("amount",)),
}


class Refusal(Exception):
    """An implementation refuses a step; the text is the reason."""


class Market(Protocol):
    """An implementation under test."""

    def pass_time(self, now: int) -> None:
        """Lets the clock show `now`."""

    def do(self, op: str, sender: str, share: str, values: list[Any]) -> Any:
        """Carries an operation out, its arguments in the order of `OPERATIONS`; raises `Refusal`."""

    def state(self) -> dict[str, Any]:
        """Everything there is, in groups."""


def load(path: Path) -> Any:
    """Reads one vector."""
    return json.loads(path.read_text())


def plain(given: Any) -> Any:
    """As it stands in a file: integers as decimal strings."""
    if isinstance(given, dict):
        return {name: plain(item) for name, item in given.items()}
    if isinstance(given, list | tuple):
        return [plain(item) for item in given]
    return given if given is None or isinstance(given, bool | str) else str(int(given))


def numbers(given: Any) -> Any:
    """The reverse: every text that is an integer becomes one."""
    if isinstance(given, dict):
        return {name: numbers(item) for name, item in given.items()}
    if isinstance(given, list):
        return [numbers(item) for item in given]
    return int(given) if isinstance(given, str) and given.lstrip("-").isdigit() else given


def outcome(market: Market, step: dict[str, Any]) -> dict[str, Any]:
    """What `market` makes of a step: {"result": ...} or {"refused": ...}."""
    operation, args = OPERATIONS[step["op"]], numbers(step["args"])
    market.pass_time(int(step["time"]))
    values = [args[name] for name in operation.arguments]
    try:
        answer = market.do(step["op"], step.get("sender", ""), args.get("share", ""), values)
    except Refusal as refusal:
        return {"refused": str(refusal)}
    answers = answer if isinstance(answer, list | tuple) else [answer]
    return {"result": plain(dict(zip(operation.results, answers, strict=False)))}


def replay(vector: dict[str, Any], market: Market) -> int:
    """Plays all steps and demands every outcome and every state; returns their number."""
    expected = dict(vector["initial"])
    assert plain(market.state()) == expected, f"{vector['name']}: initial state"
    for number, step in enumerate(vector["steps"]):
        what = f"{vector['name']}, step {number}: {step['op']} {step['args']} at {step['time']}"
        wanted = {"refused": step["refused"]} if "refused" in step else {"result": step["result"]}
        found = outcome(market, step)
        assert found == wanted, f"{what}\n  found {found}\n  wanted {wanted}"
        expected.update(step.get("state", {}))
        state = plain(market.state())
        differing = {key: (state.get(key), expected.get(key)) for key in {*state, *expected}}
        differing = {key: pair for key, pair in differing.items() if pair[0] != pair[1]}
        assert not differing, f"{what}\n  found, wanted: {differing}"
    return len(vector["steps"])

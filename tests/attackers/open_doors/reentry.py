# SPDX-License-Identifier: Apache-2.0
"""Does every call while every other one is in its midst, and watches what others own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

import boa
from eth.exceptions import VMError

from tests.attackers.open_doors.calls import Call, Outcome, Scene
from tests.attackers.search import attempt

# Approvals move nothing, and their signatures are the owner's.
UNLOCKED = {"approve", "permit"}
# Their callers are checked instead: only who is expected gets in, once.
EXPECTING = {"on_leverage", "uniswapV3SwapCallback", "uniswapV2Call"}
_ROUNDING = 10
_RELATIVE = 1e-12


class Door(Protocol):
    """A way in while something else is going on."""

    def nested(self, outer: Call, inner: Call) -> Outcome | None:
        """Does `outer` and from within it `inner`; returns what came of `inner`, or nothing if it was not reached."""

    def alone(self, call: Call) -> None:
        """Does a call as who would do it from within, but by itself; one that is refused does nothing."""


class AssetDoor:
    """The asset calls at each of its transfers; what came of the last one counts."""

    def __init__(self, asset: Any, outer: str) -> None:
        self.asset, self.outer = asset, outer

    def nested(self, outer: Call, inner: Call) -> Outcome | None:
        before = self.asset.calls()
        self.asset.plan(inner.target.address, inner.data)
        outer.by(self.outer)
        if self.asset.calls() == before:
            return None
        return Outcome(self.asset.is_done(), self.asset.answer())

    def alone(self, call: Call) -> None:
        self.asset.plan(call.target.address, call.data)
        self.asset.transfer(self.asset.address, 0)


class CallbackDoor:
    """The account that a leveraged token calls back, which called it as well."""

    def __init__(self, caller: Any) -> None:
        self.caller = caller

    def nested(self, outer: Call, inner: Call) -> Outcome | None:
        self.caller.script(inner.target.address, inner.data)
        self.caller.act(outer.target.address, outer.data)
        outcomes = self.caller.outcomes()
        return Outcome(outcomes[-1].is_done, outcomes[-1].answer) if outcomes else None

    def alone(self, call: Call) -> None:
        with attempt():
            self.caller.act(call.target.address, call.data)


@dataclass
class Tried:
    """What was tried. `within` and `around` name what was done from within, and around it."""

    pairs: int = 0
    around: set[str] = field(default_factory=set)
    within: set[str] = field(default_factory=set)


def try_all(scene: Scene, door: Door, tried: Tried) -> None:
    """Every call of the scene from within every other; demands that its lock and what others own hold."""
    before = scene.others()
    probe = next(iter(scene.calls.values()))
    outer = [name for name in scene.outer_calls if _is_reached(door, scene.outer_calls[name], probe)]
    fallen = {name: _fall(scene, partial(door.alone, call), before) for name, call in scene.calls.items()}
    for around in outer:
        lost = _fall(scene, partial(_by, scene.outer_calls[around], scene.outer), before)
        for within in scene.calls:
            with boa.env.anchor():
                _try(scene, door, around, within, before, [lost, fallen[within]], tried)


def _try(
    scene: Scene,
    door: Door,
    around: str,
    within: str,
    before: Mapping[str, float],
    losses: list[Mapping[str, float]],
    tried: Tried,
) -> None:
    call, inner, label = scene.outer_calls[around], scene.calls[within], f"{scene.name}: {within} in {around}"
    tried.pairs += 1
    try:
        outcome = door.nested(call, inner)
    except (boa.BoaError, VMError):
        return  # all of it was refused
    assert outcome is not None, label
    if inner.target.address == call.target.address and inner.function not in UNLOCKED:
        assert not outcome.is_done, label
        assert outcome.answer == b"" or inner.function in EXPECTING, f"{label}: {outcome}"
    tried.around.add(around)
    if not outcome.is_done:
        return  # nothing is left of it
    tried.within.add(within)
    after = scene.others()
    for owned, value in before.items():
        minimum = value - sum(lost.get(owned, 0) for lost in losses)
        tolerated = _ROUNDING + abs(minimum) * _RELATIVE
        assert after[owned] >= minimum - tolerated, f"{label}: {owned} from {value} to {after[owned]}"


def _is_reached(door: Door, outer: Call, inner: Call) -> bool:
    with boa.env.anchor():
        try:
            return door.nested(outer, inner) is not None
        except (boa.BoaError, VMError):
            return False


def _by(call: Call, who: str) -> None:
    with attempt():
        call.by(who)


def _fall(scene: Scene, do: Callable[[], None], before: Mapping[str, float]) -> Mapping[str, float]:
    """What a call by itself takes from others: the fee of a rebalance, the cost of a rebalance, where one is due."""
    with boa.env.anchor():
        do()
        after = scene.others()
        return {owned: max(0, value - after[owned]) for owned, value in before.items()}

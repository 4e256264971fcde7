# SPDX-License-Identifier: Apache-2.0
"""The two things to show of every attacker: they stay within their bound, and where they should profit they do."""

from collections.abc import Callable
from dataclasses import dataclass

import boa

from tests.attackers.search import REVERTED, Attacker, Finding, search


@dataclass(frozen=True)
class Verdict:
    """An attacker in the real world and in the weakened one, where the search stops at the first that shows it."""

    attacker: type[Attacker]
    bound: int
    found: Finding
    control: Finding

    @property
    def faults(self) -> list[str]:
        """Returns what is wrong, in words; nothing if all is as it should be."""
        return bound_faults(self.bound, self.found) + control_faults(self.bound, self.control)


def judge(attacker: type[Attacker], advance: Callable[[], object] = lambda: None) -> Verdict:
    """Searches both worlds and leaves nothing on the chain."""
    bound, found = in_real_world(attacker, advance)
    _, control = in_weakened_world(attacker, advance)
    return Verdict(attacker, bound, found, control)


def in_real_world(attacker: type[Attacker], advance: Callable[[], object] = lambda: None) -> tuple[int, Finding]:
    """Returns their bound and the best they found."""
    with boa.env.anchor():
        real = attacker()
        return real.bound, search(real, advance=advance)


def in_weakened_world(attacker: type[Attacker], advance: Callable[[], object] = lambda: None) -> tuple[int, Finding]:
    """Returns their bound and the first profit that is a dollar above it, or the best they found."""
    with boa.env.anchor():
        control = attacker(weakened=True)
        return control.bound, search(control, enough=control.bound + control.unit, advance=advance)


def bound_faults(bound: int, found: Finding) -> list[str]:
    """Returns what is wrong in the real world: a bound that is broken, or a search that was never let in."""
    if found.profit == REVERTED:
        return ["every plan was refused"]
    if found.profit > bound:
        return [f"profit {found.profit} is above the bound {bound}: {found.plan}"]
    return []


def control_faults(bound: int, control: Finding) -> list[str]:
    """Returns what is wrong in the weakened world: a search that finds nothing there shows nothing elsewhere."""
    if control.profit > bound:
        return []
    return [f"the control found {control.profit}, not above {bound}, in {control.evaluations} plans"]

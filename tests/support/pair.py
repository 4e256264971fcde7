# SPDX-License-Identifier: Apache-2.0
"""Drives a contract and its integer twin together: one answer or one refusal from both."""

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

from boa import BoaError

from steelyard.model.libraries.errors import Reverted
from tests.support.reverts import BARE, reason_of


class Agreement:
    """Demands that both sides agree, and counts what they said."""

    def __init__(self) -> None:
        self.accepted = 0
        self.refusals: Counter[str] = Counter()

    def same(self, what: object, contract: Callable[[], Any], twin: Callable[[], Any]) -> Any:
        """Does both, the twin first, and returns the answer or the reason of the refusal; `what` names the call."""
        refused, answer = _outcome(twin)
        actual = _outcome(contract)
        assert actual == (refused, answer), f"{what}: contract {actual}, twin {(refused, answer)}"
        if refused:
            self.refusals[answer] += 1
        else:
            self.accepted += 1
        return answer


def amount_about(draw: random.Random, about: int) -> int:
    """Mostly near `about`, which is what is possible; sometimes zero, dust or absurd."""
    kind = draw.random()
    if kind < 0.02:
        return 0
    if kind < 0.06:
        return draw.randint(1, 1000)
    if kind < 0.08:
        return 2 ** draw.randint(100, 255)
    if kind < 0.2:
        return about
    return draw.randint(0, about * 12 // 10 + 1)


def _outcome(call: Callable[[], Any]) -> tuple[bool, Any]:
    """Whether `call` was refused, and its answer or the reason."""
    try:
        answer = call()
    except Reverted as refusal:
        return True, BARE if refusal.reason == "arithmetic" else refusal.reason
    except BoaError as error:
        return True, reason_of(error)
    return False, tuple(answer) if isinstance(answer, tuple) else answer

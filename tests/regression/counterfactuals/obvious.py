# SPDX-License-Identifier: Apache-2.0
"""Stories that are told twice: on the contracts as they are, and on a copy without a sentence of the specification."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boa
import pytest

from tests.support.engine import roomy_engine
from tests.support.planted import Change, planted

AS_IT_IS, OBVIOUS = "as it is", "obvious version"


@dataclass(frozen=True)
class Accounts:
    """Who plays: accounts with coin to spend and nothing else."""

    attacker: str
    curator: str
    depositor: str
    filler: str
    guardian: str
    holder: str
    keeper: str


def counterfactual(
    identity: str, *changes: Change, maximum: float, minimum: float
) -> Callable[[Callable[[Accounts], float]], Callable[..., None]]:
    """Makes two tests of a story that returns what is lost, as a part of what was at stake.

    On the contracts as they are at most `maximum` is lost, on the obvious version at least `minimum`. The identity is
    that of the row in docs/security/counterfactuals.md.
    """

    def decorate(story: Callable[[Accounts], float]) -> Callable[..., None]:
        @pytest.mark.parametrize("version", [AS_IT_IS, OBVIOUS])
        def test(version: str, accounts: Accounts) -> None:
            if version == AS_IT_IS:
                lost = story(accounts)
                assert lost <= maximum, f"{lost:.4%} lost, at most {maximum:.4%} may be"
            else:
                with roomy_engine(), planted(*changes, optimized=False):
                    lost = story(accounts)
                assert lost >= minimum, f"the obvious version loses only {lost:.4%}, not {minimum:.4%}"

        test.__name__, test.__doc__ = story.__name__, story.__doc__
        test.identity = identity  # type: ignore[attr-defined]
        return test

    return decorate


def attempt(call: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """Returns what a call returns, None if it is refused: a story goes on, and counts what came of it."""
    try:
        return call(*arguments, **options)
    except boa.BoaError:
        return None


def dearest(fill: Callable[[int], Any], maximum: int, steps: int = 9) -> int:
    """Returns about the greatest cost, from 0 to `max`, at which `fill` is accepted; nothing is done."""
    good, bad = 0, maximum
    for _ in range(steps):
        cost = (good + bad) // 2
        with boa.env.anchor():
            accepted = attempt(fill, cost) is not None
        good, bad = (cost, bad) if accepted else (good, cost)
    return good

# SPDX-License-Identifier: Apache-2.0
"""Listens to the twin while it decides: what its arithmetic was asked on the way, for the tags of a step."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from steelyard.model.pairing import imbalance, trades
from steelyard.model.pairing import pairing_engine as engine
from steelyard.model.pairing.pairing_engine import Rebalanced
from steelyard.model.pairing.valuation import Position, Side


@dataclass
class Trace:
    """Swaps as (kind that leaves, q before, q after, rate), rebalances, and merges as (book, price)."""

    leaves: list[Side] = field(default_factory=list)
    paths: list[tuple[int, int]] = field(default_factory=list)
    rates: list[int] = field(default_factory=list)
    rebalances: list[Rebalanced] = field(default_factory=list)
    merges: list[tuple[Position, int]] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Trace]:
    """Everything that happens inside is noted."""
    trace = Trace()

    def rate(args: tuple[Any, ...], answer: int) -> None:
        trace.leaves.append(args[3])
        trace.rates.append(answer)

    heard: list[tuple[Any, str, Callable[[tuple[Any, ...], Any], None]]] = [
        (imbalance, "mean_fee", lambda args, _: trace.paths.append((args[1], args[2]))),
        (trades, "swap_rate", rate),
        (engine, "rebalance", lambda _, answer: trace.rebalances.append(answer)),
        (engine, "merged", lambda args, _: trace.merges.append((args[0], args[1]))),
    ]
    kept = [(module, name, getattr(module, name)) for module, name, _ in heard]
    for module, name, note in heard:
        setattr(module, name, _noting(getattr(module, name), note))
    try:
        yield trace
    finally:
        for module, name, original in kept:
            setattr(module, name, original)


def _noting(original: Callable[..., Any], note: Callable[[tuple[Any, ...], Any], None]) -> Callable[..., Any]:
    def call(*args: Any) -> Any:
        answer = original(*args)
        note(args, answer)
        return answer

    return call

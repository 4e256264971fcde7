# SPDX-License-Identifier: Apache-2.0
"""All rules by name: a family and the multiple, such as "borrowed:3", "paired:-2" or "ftx:3"."""

from collections.abc import Callable
from math import isfinite
from typing import Any

from steelyard.model.factory.bounds import check_terms
from steelyard.simulator.leverage import Borrowed
from steelyard.simulator.leverage.terms import QUOTE_UNIT
from steelyard.simulator.pairing import Pairing
from steelyard.simulator.peers import PEERS
from steelyard.simulator.rule import Rule
from steelyard.simulator.sweep import vary
from steelyard.simulator.world.bounds import as_contracts


def borrowed(factor: float) -> Borrowed:
    """This protocol's token on a lending pool: a bull, or below zero a true bear."""
    return Borrowed(exposure=abs(factor), is_bear=factor < 0)


FAMILIES: dict[str, Callable[[float], Rule]] = {"borrowed": borrowed, "paired": Pairing.of, **PEERS}


def offered(rule: Rule) -> Rule:
    """The rule. Raises ValueError if it is this protocol's and its factory would not make it; a study may look further.

    Paired pools refuse for themselves what no market can be.
    """
    if isinstance(rule, Borrowed):
        as_contracts("terms", lambda: check_terms(rule.parameters(QUOTE_UNIT)))
    return rule


def rule(text: str, settings: dict[str, Any] | None = None) -> Rule:
    """A rule by name ("borrowed:3") with other parameters, such as {"upper": 1.1, "tolerance.over": 0.02}.

    Raises ValueError for a rule or a parameter that is not there, and for a value that no market would take.
    """
    return offered(vary(named(text), settings or {}))


def named(text: str) -> Rule:
    """The rule with its default parameters. Raises ValueError, with the families there are, for any other text."""
    family, _, multiple = text.partition(":")
    if family not in FAMILIES:
        raise ValueError(f"no rule {family!r}; there are {', '.join(FAMILIES)}")
    try:
        factor = float(multiple)
        if factor == 0 or not isfinite(factor):
            raise ValueError(f"{factor:g} is no multiple")
        return offered(FAMILIES[family](factor))
    except ValueError as fault:
        raise ValueError(f"{text!r}: write family:multiple, such as {family}:3 or {family}:-2 ({fault})") from None

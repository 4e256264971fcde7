# SPDX-License-Identifier: Apache-2.0
"""Bundles for a Safe instead of a key: files of its Transaction Builder, each within the gas of one transaction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from steelyard.deploy.errors import DeployError
from steelyard.deploy.plan import Plan
from steelyard.deploy.reading import Reading
from steelyard.deploy.steps import State, Step

OVERHEAD = 150_000
"""Gas of the Safe itself: its signatures, its guard, and the batch around the calls."""
MARGIN_PERCENT = 5
"""What an estimate may be too low by."""


@dataclass(frozen=True)
class Bundle:
    """Transactions that a Safe executes as one, and about how much gas that uses."""

    steps: tuple[Step, ...]
    gas: int


def bundles(plan: Plan, reading: Reading, safe: str) -> tuple[list[Bundle], list[str]]:
    """Returns what is not done yet in bundles, to be executed in their order, and what the Safe cannot do or not now.

    A step that is too dear for a transaction of the chain by itself raises `DeployError`.
    """
    steps, left = [], []
    for step in plan.steps:
        state = step.state(reading)
        if state is State.OPEN and step.sender in ("", safe):
            steps.append(step)
        elif state is not State.DONE:
            who = f"{step.sender} must send it" if step.sender not in ("", safe) else "its time has not come"
            left.append(f"{step.name}: {who}")
    return list(_split(steps, plan.network.transaction_gas)), left


def transaction_builder(bundle: Bundle, number: int, count: int, plan: Plan, safe: str, created: int) -> dict[str, Any]:
    """Returns the file of a bundle; `created` is milliseconds since 1970."""
    names = ", ".join(step.name for step in bundle.steps)
    return {
        "version": "1.0",
        "chainId": str(plan.network.chain_id),
        "createdAt": created,
        "meta": {
            "name": f"Steelyard on {plan.network.title}, {number} of {count}",
            "description": f"About {bundle.gas:,} gas: {names}",
            "txBuilderVersion": "1.16.5",
            "createdFromSafeAddress": safe,
            "createdFromOwnerAddress": "",
        },
        "transactions": [
            {
                "to": step.to,
                "value": "0",
                "data": f"0x{step.data.hex()}",
                "contractMethod": None,
                "contractInputsValues": None,
            }
            for step in bundle.steps
        ],
    }


def _split(steps: Sequence[Step], most: int) -> Iterator[Bundle]:
    held: list[Step] = []
    gas = OVERHEAD
    for step in steps:
        needs = step.gas * (100 + MARGIN_PERCENT) // 100
        if OVERHEAD + needs > most:
            raise DeployError(
                f"{step.name}: about {OVERHEAD + needs:,} gas in a Safe, a transaction of the chain may use {most:,}; "
                "deploy this step with a key"
            )
        if held and gas + needs > most:
            yield Bundle(tuple(held), gas)
            held, gas = [], OVERHEAD
        held.append(step)
        gas += needs
    if held:
        yield Bundle(tuple(held), gas)

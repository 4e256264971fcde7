# SPDX-License-Identifier: Apache-2.0
"""Plays whole lives of markets on the contracts: `python -m tests.stateful --steps 100000`.

`--faults` plants every fault of `tests.stateful.faults` instead. Ends with code 1 if a sentence did not hold, if a run
saw too little, or if a fault was not found.
"""

import argparse
import random
import sys
import time
from collections import Counter

from tests.model.leverage.sale_search import Violation
from tests.stateful.faults import FAULTS
from tests.stateful.lives import KINDS, Ground, found, is_enough, live
from tests.support.engine import start_engine

STEPS = 40  # of a life
REPORT = 10_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=20_000, help="at least so many")
    parser.add_argument("--seed", type=int, default=0, help="of the first life")
    parser.add_argument("--faults", nargs="*", metavar="WORD", help="plant those with one of these words, or all")
    arguments = parser.parse_args()
    start_engine()
    if arguments.faults is not None:
        sys.exit(plant(arguments.faults))
    sys.exit(play(arguments.steps, arguments.seed))


def play(steps: int, seed: int) -> str | int:
    """Bulls and bears in turn; says what went wrong, or 0."""
    seen, started, reported = Counter[str](), time.monotonic(), 0
    grounds = [Ground(), Ground(is_bear=True, decimals=(8, 18))]
    while seen["steps"] < steps:
        try:
            live(grounds[seed % len(grounds)], random.Random(seed), STEPS, seen)
        except Violation as violation:
            return f"life {seed}: {violation}"
        seed += 1
        if seen["steps"] >= reported + REPORT:
            reported = seen["steps"]
            print(
                f"{seen['steps']:>9,} steps, {seen['lives']:,} lives, {time.monotonic() - started:,.0f} s", flush=True
            )
    print("\n".join(f"| {kind} | {count:,} |" for kind, count in sorted(seen.items())))
    return 0 if is_enough(seen) else f"too few: { {kind: seen[kind] for kind in KINDS} }"


def plant(words: list[str]) -> str | int:
    """Says which faults were not found, or 0."""
    silent = []
    for name, changes in FAULTS.items():
        if words and not any(word in name for word in words):
            continue
        sentence = found(changes, 400)
        print(f"{name}: {sentence or 'NOT FOUND'}", flush=True)
        silent += [] if sentence else [name]
    return "\n".join(silent) or 0


if __name__ == "__main__":
    main()

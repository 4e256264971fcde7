# SPDX-License-Identifier: Apache-2.0
"""Calls the compiled contracts at random through forge: `python -m tests.forge --calls 1000000`.

Ends with code 1 if a promise was broken, or if a function never went through.
"""

import argparse
import sys
import time

from tests.forge.campaign import Outcome, pieces, prepare

SHORT = 20_000


def main() -> None:
    arguments = _arguments()
    prepare()
    started, total = time.monotonic(), Outcome()
    for piece in pieces(arguments.calls, arguments.seed):
        total.add(piece)
        seconds = time.monotonic() - started
        print(f"{total.calls:>9,} calls, {total.done / total.calls:.1%} done, {seconds:,.0f} s", flush=True)
    print(table(total))
    faults = total.found or [f"{name}: never done" for name in total.never_done]
    sys.exit("\n".join(faults) or 0)


def table(outcome: Outcome) -> str:
    """What became of the calls, by function."""
    lines = ["| function | calls | done |", "|---|---|---|"]
    lines += [
        f"| {name} | {metrics.calls:,} | {metrics.done / metrics.calls:.1%} |"
        for name, metrics in sorted(outcome.tallies.items())
    ]
    return "\n".join(lines)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=SHORT, help="at least so many, in all campaigns together")
    parser.add_argument("--seed", type=int, default=1, help="of the first piece")
    return parser.parse_args()


if __name__ == "__main__":
    main()

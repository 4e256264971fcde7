# SPDX-License-Identifier: Apache-2.0
"""Proves every theorem, refutes every wrong variant; exit code 1 if one of them does not follow."""

import sys

from rich.console import Console
from rich.table import Table

from verification.proofs.catalogue import THEOREMS

_WIDTH = 160


def _verdict(good: bool, word: str) -> str:
    return f"[green]{word}[/green]" if good else f"[red]not {word}[/red]"


def main() -> None:
    """Prints one row for each theorem."""
    # a file or a pipe has no width of its own
    console, progress = Console(width=None if sys.stdout.isatty() else _WIDTH), Console(stderr=True)
    table = Table("id", "theorem", "", "wrong variant", "", "in the model", "seconds")
    table.columns[-1].justify = "right"
    failed, seconds = 0, 0.0
    with progress.status("proofs") as status:
        for theorem in THEOREMS:
            status.update(f"proofs: {theorem.name}")
            found = theorem.check()
            failed, seconds = failed + (not found.good), seconds + found.seconds
            table.add_row(
                theorem.invariant,
                theorem.name,
                _verdict(found.proved, "proved"),
                theorem.fault,
                _verdict(found.refuted, "refuted"),
                _verdict(found.replayed, "shown"),
                f"{found.seconds:.1f}",
            )
    console.print(table)
    console.print(f"{len(THEOREMS) - failed} of {len(THEOREMS)} theorems in {seconds:.0f} s")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

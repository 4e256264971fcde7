# SPDX-License-Identifier: Apache-2.0
"""How a table looks, and the one that both mechanisms end with."""

from typing import Any

from rich.console import Console
from rich.table import Table

from steelyard.demo.document import Document


def new_table(title: str, *columns: str, text: int = 1) -> Table:
    """A table whose first `text` columns are words and whose other columns are numbers."""
    made = Table(title=title, title_justify="left", title_style="bold", header_style="cyan", box=None)
    made.padding, made.pad_edge, made.min_width = (0, 1), False, len(title)
    for index, column in enumerate(columns):
        made.add_column(column, justify="left" if index < text else "right", no_wrap=True)
    return made


def strings(document: Document) -> list[str]:
    """The parts of a document as cells, whole numbers with separators."""

    def text(part: Any) -> str:
        return f"{int(part):,}" if str(part).isdigit() else str(part)

    return [text(part) for part in document.values()]


def show_checks(console: Console, outcome: Document) -> None:
    """How many checks held, and each that did not."""
    failed = [check for check in outcome["checks"] if not check["ok"]]
    console.print()
    if not failed:
        console.print(f"{len(outcome['checks'])} checks, all hold.", style="bold green")
        return
    console.print(f"{len(failed)} of {len(outcome['checks'])} checks FAILED:", style="bold red")
    for check in failed:
        console.print(f"  {check['name']}: {check['detail']}", style="red")

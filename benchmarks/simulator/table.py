# SPDX-License-Identifier: Apache-2.0
"""The report for people and for programs."""

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.simulator.measure import ENGINE, MARGIN, Row

NO_PEER = "vectorbt is not installed: pip install vectorbt into an environment of its own with steelyard to compare"


def print_rows(console: Console, rows: list[Row], source: str, has_peer: bool) -> None:
    """Every row with its speed, beside the engine's and its goal."""
    table = Table(title=f"Simulator, {source}: processor time of the fastest of several runs", title_justify="left")
    table.add_column("")
    for column in ("bars", "seconds", "million bar-steps/s", "engine is faster by", "goal"):
        table.add_column(column, justify="right")
    table.add_column("what")
    engine = next(row for row in rows if row.name == ENGINE)
    for row in rows:
        faster = "" if row.room is not None else _times(engine.speed / row.speed)
        speed = f"{row.speed / 1e6:,.2f}"
        table.add_row(row.name, f"{row.bars:,}", f"{row.seconds:.3f}", speed, faster, _verdict(row), row.note)
    console.print(table)
    if not has_peer:
        console.print(NO_PEER, highlight=False)
    console.print(f"Fails where a goal is missed by more than {MARGIN:g} times.", highlight=False)


def as_data(rows: list[Row], source: str, has_peer: bool) -> dict[str, Any]:
    """The same as one JSON object."""
    listed = [asdict(row) | {"speed": row.speed, "room": row.room, "fails": row.fails} for row in rows]
    return {"source": source, "vectorbt": has_peer, "margin": MARGIN, "rows": listed}


def _times(ratio: float) -> str:
    return f"{ratio:,.1f}x" if ratio >= 1 else f"slower, {1 / ratio:,.1f}x"


def _verdict(row: Row) -> str:
    if row.room is None:
        return ""
    goal = f"{row.min_speed / 1e6:g} million/s" if row.min_speed else f"{row.max_seconds:g} s"
    if row.fails:
        return f"{goal} [red]missed[/]"
    return f"{goal} [green]met[/]" if row.room >= 1 else f"{goal} [yellow]just missed[/]"

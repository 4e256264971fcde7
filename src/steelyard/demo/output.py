# SPDX-License-Identifier: Apache-2.0
"""Who watches a run: somebody at a screen, or a program that wants only the document."""

from dataclasses import asdict

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from steelyard.demo.bars import Tick, minute
from steelyard.demo.leverage.show import story_table
from steelyard.demo.leverage.stories import Story
from steelyard.demo.leverage.week import Sample
from steelyard.demo.units import FEED


class Quiet:
    """Sees nothing."""

    def step(self, text: str) -> None:
        """Nothing."""

    def story(self, story: Story) -> None:
        """Nothing."""

    def price(self, done: int, total: int, tick: Tick, sample: Sample) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


class Screen:
    """Prints what happens, with a bar for the week."""

    def __init__(self, console: Console) -> None:
        self.console = console
        columns = (
            BarColumn(),
            TextColumn("{task.percentage:3.0f}%"),
            TimeElapsedColumn(),
            TextColumn("{task.description}"),
        )
        self._progress = Progress(*columns, console=console, transient=True)
        self._task = self._progress.add_task("")

    def step(self, text: str) -> None:
        """Says what begins."""
        self.console.print(f"== {text}", style="bold")

    def story(self, story: Story) -> None:
        """Shows its balance sheets."""
        self.console.print(story_table(asdict(story)))
        self.console.print()

    def price(self, done: int, total: int, tick: Tick, sample: Sample) -> None:
        """Moves the bar."""
        bull, bear = sample.after
        text = f"{minute(tick.time)}  ETH {tick.price / FEED:,.2f}  bull {bull.nav:.2f}  bear {bear.nav:.2f}"
        if done == 1:
            self._progress.start()
        self._progress.update(self._task, total=total, completed=done, description=text)
        if done == total:
            self._progress.stop()

    def close(self) -> None:
        """Gives the terminal back, also after a failure."""
        self._progress.stop()

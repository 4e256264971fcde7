# SPDX-License-Identifier: Apache-2.0
"""Time, shared by every contract of one modelled chain."""

from dataclasses import dataclass

HOUR = 3_600
DAY = 24 * HOUR
YEAR = 365 * DAY


@dataclass
class Clock:
    """`now` is the block's timestamp in seconds; whoever holds the clock may move it forward."""

    now: int

    def advance(self, seconds: int) -> None:
        """Lets `seconds` pass; refuses to go back."""
        if seconds < 0:
            raise ValueError("time does not go back")
        self.now += seconds

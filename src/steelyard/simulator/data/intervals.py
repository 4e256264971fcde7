# SPDX-License-Identifier: Apache-2.0
"""Steps of bars as exchanges write them: 5m, 1h, 1d."""

import re

UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def seconds(interval: str) -> int:
    """The seconds of "5m". Raises ValueError if it is no whole number of s, m, h, d or w; months are not even."""
    found = re.fullmatch(r"([1-9]\d*)([smhdw])", interval)
    if not found:
        raise ValueError(f"interval: {interval} is not like 1s, 5m, 1h, 1d or 1w")
    return int(found[1]) * UNITS[found[2]]


def interval_of(step: int) -> str:
    """The shortest name of a step of so many seconds: 300 is 5m, 86,400 is 1d."""
    unit = max((unit for unit in UNITS if step % UNITS[unit] == 0), key=UNITS.__getitem__)
    return f"{step // UNITS[unit]}{unit}"

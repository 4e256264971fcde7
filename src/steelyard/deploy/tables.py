# SPDX-License-Identifier: Apache-2.0
"""Reads the tables of a TOML file; every fault is noted in one sentence, and reading goes on.

Money and fractions are text, "0.25": a TOML number would pass through a float. A parameter of a market is a table of
its own, `{ value = "0.25", why = "..." }`: no value without its reason.
"""

import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from eth_utils import is_address, is_checksum_address, to_checksum_address

from steelyard.deploy.errors import BadFile

ZERO = "0x" + "00" * 20
LEAST_REASON = 20
"""Characters; a reason that is shorter says nothing."""

_MISSING = object()  # noted as a fault already
_DECIMAL = re.compile(r"(\d+)(?:\.(\d+))?")


def read_toml(path: Path) -> dict[str, Any]:
    """Returns the content of a file; one that is missing or no TOML raises `BadFile`."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadFile([f"{path.name}: cannot be read ({error}); name a TOML file"]) from None


class Table:
    """One table at `where`. What is asked for and wrong or missing is noted in `faults` and stands in as 0 or ""."""

    def __init__(self, content: Mapping[str, Any], where: str, faults: list[str]) -> None:
        self.where = where
        self.faults = faults
        self._content = content
        self._asked: set[str] = set()

    def fault(self, key: str, what: str) -> None:
        """Notes what is wrong with `key`: value, bound and remedy."""
        self.faults.append(f"{self.where}{key}: {what}")

    def has(self, key: str) -> bool:
        """Whether the table says anything of `key`."""
        return key in self._content

    def text(self, key: str, default: str | None = None) -> str:
        """Returns a text in printable ASCII: a letter of another alphabet may look like one of ours."""
        value = self._get(key, default)
        if value is _MISSING:
            return ""
        if not isinstance(value, str):
            self.fault(key, f"{value!r} is no text; write it in quotes")
            return ""
        if any(not " " <= letter <= "~" for letter in value) or value != value.strip():
            self.fault(key, f"{value!r} is not printable ASCII without blanks around it; type it anew")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Returns a list of texts, empty if there is none."""
        value = self._get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.fault(key, f"{value!r} is no list of texts; write ['...', '...']")
            return ()
        return tuple(value)

    def choice(self, key: str, offered: Collection[str]) -> str:
        """Returns one of the texts `offered`."""
        value = self.text(key)
        if value not in offered and self.has(key):
            self.fault(key, f"{value!r} is not offered; choose one of {', '.join(offered)}")
        return value if value in offered else next(iter(offered))

    def integer(self, key: str, lower: int, upper: int, default: int | None = None) -> int:
        """Returns a whole number within bounds."""
        value = self._get(key, default)
        if value is _MISSING:
            return lower
        if not isinstance(value, int) or isinstance(value, bool):
            self.fault(key, f"{value!r} is no whole number; write digits without quotes")
            return lower
        if not lower <= value <= upper:
            self.fault(key, f"{value} is not within {lower} and {upper}; choose a number that is")
            return lower
        return value

    def flag(self, key: str, default: bool | None = None) -> bool:
        """Returns true or false."""
        value = self._get(key, default)
        if not isinstance(value, bool):
            if value is not _MISSING:
                self.fault(key, f"{value!r} is neither; write true or false")
            return False
        return value

    def address(self, key: str, default: str | None = None) -> str:
        """Returns an address with its checksum; one in mixed case must have it right."""
        value = self.text(key, default)
        if not value:
            return ZERO
        if not is_address(value) or (value not in (value.lower(), value.upper()) and not is_checksum_address(value)):
            self.fault(key, f"{value!r} is no address with a right checksum; copy it anew from its source")
            return ZERO
        return str(to_checksum_address(value))

    def sourced(self, key: str = "address") -> str:
        """Returns an address that names its public source in `source`."""
        if len(self.text("source", "")) < LEAST_REASON:
            self.fault("source", "no public source of the address; name the document that states it")
        return self.address(key)

    def scaled(self, key: str, decimals: int, default: str | None = None) -> int:
        """Returns a decimal text as a whole number of units, of which 10**`decimals` are 1."""
        return self._scaled(key, self._get(key, default), decimals)

    def table(self, key: str) -> "Table":
        """Returns the table `key`."""
        value = self._get(key, None)
        if not isinstance(value, dict):
            if value is not _MISSING:
                self.fault(key, f"{value!r} is no table; write [{key}] and its lines")
            value = {}
        return Table(value, f"{self.where}{key}.", self.faults)

    def tables(self, key: str) -> dict[str, "Table"]:
        """Returns the tables within the table `key` by their names; none if there is no such table."""
        inside = self.table(key) if self.has(key) else Table({}, f"{self.where}{key}.", self.faults)
        return {name: inside.table(name) for name in inside._content}

    # ------------------------------------------------------------------ parameters with reasons

    def parameter(self, key: str, decimals: int) -> int:
        """Returns the value of a parameter as `scaled` does; it must say why."""
        return self._scaled(key, self._reasoned(key), decimals)

    def whole(self, key: str) -> int:
        """Returns a parameter that is a whole number, of seconds for example."""
        return self._scaled(key, self._reasoned(key), 0)

    def switch(self, key: str) -> bool:
        """Returns a parameter that is true or false."""
        value = self._reasoned(key)
        if value is _MISSING:
            return False
        if not isinstance(value, bool):
            self.fault(key, f"{value!r} is neither; write value = true or value = false")
            return False
        return value

    def done(self) -> None:
        """Notes everything in the table that nobody asked for: a typing error must not pass as a default."""
        for key in self._content.keys() - self._asked:
            self.fault(key, "is not known here; correct the name or leave it out")

    def _reasoned(self, key: str) -> Any:
        entry = self._get(key, None)
        if entry is _MISSING:
            return entry
        if not isinstance(entry, dict) or not {"value", "why"} >= entry.keys() or "value" not in entry:
            self.fault(key, f"{entry!r} is no value with its reason; write {{ value = ..., why = '...' }}")
            return _MISSING
        why = entry.get("why", "")
        if not isinstance(why, str) or len(why) < LEAST_REASON:
            self.fault(key, f"why = {why!r} says nothing; give the reason in {LEAST_REASON} characters or more")
        return entry["value"]

    def _scaled(self, key: str, value: Any, decimals: int) -> int:
        matched = _DECIMAL.fullmatch(value) if isinstance(value, str) else None
        if matched is None:
            if value is not _MISSING:
                self.fault(key, f"{value!r} is no decimal number in quotes; write it like '0.25'")
            return 0
        whole, part = matched[1], matched[2] or ""
        if len(part) > decimals:
            self.fault(key, f"{value} has {len(part)} decimals where {decimals} fit; write fewer")
            return 0
        scale: int = 10**decimals
        return int(whole) * scale + int(part.ljust(decimals, "0") or "0")

    def _get(self, key: str, default: Any) -> Any:
        self._asked.add(key)
        if key not in self._content:
            if default is None:
                self.fault(key, "is missing; add it")
                return _MISSING
            return default
        return self._content[key]

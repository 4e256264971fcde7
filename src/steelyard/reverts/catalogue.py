# SPDX-License-Identifier: Apache-2.0
"""The catalogue of revert reasons: what each means, what to do about it, and which exception it raises."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

UNKNOWN = "UnknownReason"
SELECTOR = len("0x12345678")  # characters by which the catalogue names a custom error


@dataclass(frozen=True)
class Entry:
    """One reason: the name of its exception class, its meaning and its remedy, each a sentence.

    `by` names those whose text it is, "" for our contracts; `repeated` says that one source checks it at several
    places, always with this meaning; `contracts` holds what differs where a contract means something else.
    """

    error: str
    meaning: str
    remedy: str
    by: str = ""
    repeated: bool = False
    contracts: Mapping[str, "Entry"] = field(default_factory=dict)


@cache
def catalogue() -> dict[str, Entry]:
    """Returns every entry by its reason."""
    return parse(files(__package__).joinpath("catalogue.toml").read_text(encoding="utf-8"))


def parse(text: str) -> dict[str, Entry]:
    """Returns the entries written in `text`, the TOML of `catalogue.toml`; raises `ValueError` naming a bad one."""
    entries = {}
    for reason, fields in tomllib.loads(text).items():
        general = {name: value for name, value in fields.items() if not isinstance(value, dict)}
        special = {name: general | value for name, value in fields.items() if isinstance(value, dict)}
        try:
            contracts = {contract: Entry(**values) for contract, values in special.items()}
            entries[reason] = Entry(**general, contracts=contracts)
        except TypeError as error:
            raise ValueError(f"catalogue: {reason!r}: {error}; see the fields at the top of catalogue.toml") from None
    return entries


def explain(reason: str, contract: str | None = None) -> Entry:
    """Returns what `reason` means when `contract` gives it; a reason that nobody listed is explained as such.

    `reason` is the text of the revert, "" for none, "Panic(code)", or other revert data in hex, as
    `steelyard.chain.errors.read_revert` gives it.
    """
    entry = catalogue().get(reason[:SELECTOR] if reason.startswith("0x") else reason)
    if entry is None:
        meaning = f"This version of steelyard does not list the reason {reason!r}."
        return Entry(UNKNOWN, meaning, "Look the reason up at the contract that was called, or upgrade steelyard.")
    return entry.contracts.get(contract or "", entry)

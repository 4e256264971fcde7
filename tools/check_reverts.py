# SPDX-License-Identifier: Apache-2.0
"""Demands that the catalogue of reverts lists every reason a contract gives, and no other.

The reasons of a deployable are those written in its import closure, snekmate included, whose text is in its code.
`docs/specification/reverts.md` is made from both: `--write` renews it.
"""

import re
import sys
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from steelyard.artifacts import artifact
from steelyard.artifacts.sources import contracts_dir, import_closure, products
from steelyard.reverts.catalogue import Entry, catalogue
from steelyard.reverts.errors import kinds
from tools.report import ROOT, finish

# How a contract reverts with a reason: `module.function(..., "reason")`.
MODULES = ("errors",)
FUNCTIONS = ("require", "revert")

PAGE = ROOT / "docs/specification/reverts.md"
LIBRARY = "snekmate"
LIBRARY_IMPORT = re.compile(rf"^from {LIBRARY}\.([\w.]+) import (\w+)", re.MULTILINE)
WORD = 32  # bytes: the longest reason of ours, and the piece in which code holds a text
FOLDERS = ("leverage", "lending", "pairing", "periphery", "oracles", "factory")

TITLE = """# Why a call reverts

Every reason that a contract gives, what it means, what to do, and the exception that the Python package raises
(`steelyard.reverts`). This page is generated from
[catalogue.toml](../../src/steelyard/reverts/catalogue.toml) and from the contracts by
`python -m tools.check_reverts --write`; `make check` compares all three. For programs,
`python -m steelyard.reverts --json` prints the same; `python -m steelyard.reverts "borrow: limit"` explains one.

A contract passes on the reason of a contract that it calls: a router that of the token, a token that of its pool, a
market that of its engine. Look for a reason under the contract that gives it.
"""


@cache
def reasons_in(source: Path) -> Counter[str]:
    """Returns the reasons written in `source`, each with its number of places; a computed one raises `ValueError`."""
    from vyper.ast import nodes
    from vyper.ast.parse import parse_to_ast

    module: Any = parse_to_ast(source.read_text())
    given = [node.msg for node in module.get_descendants(nodes.Assert)]
    given += [node.exc for node in module.get_descendants(nodes.Raise)]
    for call in module.get_descendants(nodes.Call):
        function = call.func
        if getattr(function, "attr", "") in FUNCTIONS and getattr(function.value, "id", "") in MODULES:
            given.append(call.args[-1])
    for node in given:
        if node is not None and not isinstance(node, nodes.Str):
            raise ValueError(f"{source.name}:{node.lineno}: the reason is not a text; write it out")
    return Counter(node.value for node in given if node is not None)


@cache
def closure(source: Path) -> frozenset[Path]:
    """Returns `source` and every source it imports, directly or not, ours and snekmate's."""
    ours = import_closure(source)
    (library,) = find_spec(LIBRARY).submodule_search_locations  # type: ignore[union-attr,misc]
    imported = {
        Path(library, *package.split("."), f"{module}.vy").resolve()
        for path in ours
        for package, module in LIBRARY_IMPORT.findall(path.read_text())
    }
    modules = [module for module in imported if module.exists()]  # an interface gives no reason
    found = {*ours, *(path for module in modules for path in import_closure(module))}
    return frozenset(path for path in found if path.suffix == ".vy")


def reasons_of(name: str, source: Path) -> set[str]:
    """Returns the reasons that the deployable `name` gives: those of its import closure that are in its code."""
    code = artifact(name).bytecode
    written = set().union(*(reasons_in(path) for path in closure(source)))
    return {reason for reason in written if reason.encode()[:WORD].ljust(WORD, b"\0") in code}


def catalogue_faults(given: Mapping[str, set[str]], entries: Mapping[str, Entry]) -> list[str]:
    """Returns where the reasons `given` by each contract and the `entries` of the catalogue differ."""
    faults = [
        f"{contract}: {reason!r} is not in the catalogue; add it"
        for contract, reasons in sorted(given.items())
        for reason in sorted(reasons - entries.keys())
    ]
    everywhere = set().union(*given.values())
    for reason, entry in entries.items():
        checked = entry.by in ("", LIBRARY)
        if checked and reason not in everywhere:
            faults.append(f"catalogue: no contract gives {reason!r}; remove it")
        if not checked and reason in everywhere:
            faults.append(f"catalogue: {reason!r} is given by a contract of ours, not only by {entry.by}; drop `by`")
        if not entry.by and len(reason.encode()) > WORD:
            faults.append(f"catalogue: {reason!r} has {len(reason.encode())} bytes, limit {WORD}; shorten it")
        faults += [
            f"catalogue: {contract} does not give {reason!r}; remove what is special there"
            for contract in entry.contracts
            if reason not in given.get(contract, ())
        ]
        faults += [
            f"catalogue: {reason!r} raises {error}, which steelyard.reverts.errors does not declare"
            for error in sorted({entry.error, *(other.error for other in entry.contracts.values())} - kinds().keys())
        ]
    return faults


def repetition_faults(written: Mapping[str, Counter[str]], entries: Mapping[str, Entry]) -> list[str]:
    """Returns the reasons `written` (by source) at several places that the catalogue does not allow, and idle leave."""
    faults, repeated = [], set()
    for source, reasons in sorted(written.items()):
        for reason in sorted(reason for reason, places in reasons.items() if places > 1):
            repeated.add(reason)
            if reason not in entries or not entries[reason].repeated:
                places = f"{source}: {reason!r} is written at {reasons[reason]} places"
                faults.append(f"{places}; give each its own text, or allow it by `repeated = true`")
    idle = sorted(reason for reason, entry in entries.items() if entry.repeated and reason not in repeated)
    return faults + [f"catalogue: {reason!r} is not repeated in any source; drop `repeated`" for reason in idle]


def unreachable_faults(written: Mapping[str, Counter[str]], given: Mapping[str, set[str]]) -> list[str]:
    """Returns the reasons `written` in a source of ours that no deployable can give."""
    everywhere = set().union(*given.values())
    return [
        f"{source}: no deployable gives {reason!r}; remove the check, or deploy it"
        for source, reasons in sorted(written.items())
        for reason in sorted(reasons.keys() - everywhere)
    ]


def page(given: Mapping[str, set[str]], folders: Mapping[str, str], entries: Mapping[str, Entry]) -> str:
    """Returns the page: the exceptions, the reasons of each contract by folder, then other people's."""
    lines = [TITLE, "## Exceptions", "", "| exception | is a | stands for |", "|---|---|---|"]
    lines += [f"| `{name}` | `{kind.is_a()}` | {kind.stands_for()} |" for name, kind in kinds().items()]
    for folder in sorted(set(folders.values()), key=lambda name: (FOLDERS + (name,)).index(name)):
        for contract in sorted(name for name, place in folders.items() if place == folder):
            reasons = {reason: entries[reason] for reason in sorted(given[contract] & entries.keys())}
            here = {reason: entry.contracts.get(contract, entry) for reason, entry in reasons.items()}
            lines += ["", f"## {contract}", "", *_table(here)] if here else []
    foreign = sorted({entry.by.split(":")[0] for entry in entries.values() if entry.by not in ("", LIBRARY)})
    lines += ["", "## Other people's reasons", "", "Texts of contracts that ours call, and what has no text at all."]
    for whose in foreign:
        theirs = {reason: entry for reason, entry in entries.items() if entry.by.split(":")[0] == whose}
        lines += ["", f"### {whose[0].upper()}{whose[1:]}", "", *_table(theirs)]
    return "\n".join(lines) + "\n"


def _table(entries: Mapping[str, Entry]) -> list[str]:
    lines = ["| reason | exception | meaning | what to do |", "|---|---|---|---|"]
    for reason, entry in entries.items():
        quotes = "``" if "`" in reason else "`"
        shown = f"{quotes}{reason}{quotes}" if reason else "none"
        if ": " in entry.by:
            shown += f" {entry.by.split(': ')[1]}"
        lines.append(f"| {shown} | `{entry.error}` | {entry.meaning} | {entry.remedy} |")
    return lines


def main() -> None:
    entries = catalogue()
    given = {name: reasons_of(name, source) for name, source in products().items()}
    ours = {path for source in products().values() for path in closure(source) if contracts_dir() in path.parents}
    written = {str(path.relative_to(contracts_dir())): reasons_in(path) for path in sorted(ours)}
    folders = {name: source.parent.name for name, source in products().items()}
    wanted = page(given, folders, entries)
    if "--write" in sys.argv[1:]:
        PAGE.write_text(wanted)
    faults = catalogue_faults(given, entries)
    faults += repetition_faults(written, entries) + unreachable_faults(written, given)
    if not PAGE.exists() or PAGE.read_text() != wanted:
        faults.append(f"{PAGE.relative_to(ROOT)}: out of date; run `make format`")
    own = sum(not entry.by for entry in entries.values())
    finish(faults, f"{own} reasons of {len(given)} contracts and {len(entries) - own} of others explained")


if __name__ == "__main__":
    main()

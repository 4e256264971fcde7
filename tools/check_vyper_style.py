# SPDX-License-Identifier: Apache-2.0
"""Formats (mamushi) and lints (natrix) the contracts; `--write` formats them in place.

Both tools are used file by file through thin layers, for reasons found by running them on our sources:
mamushi 0.1.2 cannot report a failure from its worker processes, and ends each folder run with a pickling error
(it also reads a variable called `error` as a keyword: choose another name); natrix 0.1.9 lets Vyper compile each
file alone, which cannot work for a module that `uses` another, since only a deployable initializes it.
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from steelyard.artifacts.sources import contracts_dir, is_mock
from tools.report import ROOT, finish

LINE_LENGTH = 120
# NTX11 wants arguments to begin with an underscore; ours are named as the interfaces and the twin name them.
# NTX4 calls a function a view although it calls a contract that changes: each of its reports here was false.
DISABLED_RULES = ["NTX4", "NTX11"]
# An external function has the arguments and the mutability of the interface it implements, used or not.
FIXED_BY_INTERFACE = ("NTX5", "NTX10")
# Memory is cheap in a call that nobody pays for: a lens answers many markets at once, a double may be wasteful.
LARGE_FRAME = "NTX1"
# The engine's 64 steps are an answer of that size, whose gas is measured and bounded.
UNPAID = ("Lens.vy", "QuoteLens.vy", "PairingLens.vy", "PairingQuoteLens.vy")
LONG_ANSWER = ("PairingEngine.vy", "PairingPool.vy")
# A loop needs a variable, also one that only counts.
UNUSED_VARIABLE = "NTX8"


def formatted(source: str) -> str:
    """Returns `source` the way mamushi writes it; raises `ValueError` if it cannot, or would change the meaning."""
    from mamushi.formatting.format import format_tree
    from mamushi.parsing.comparator import compare_ast
    from mamushi.parsing.parser import Parser

    parser = Parser()
    try:
        result = str(format_tree(parser.parse(source), LINE_LENGTH, parser=parser))
        same = result == source or compare_ast(source, result)
    except Exception as error:
        raise ValueError(f"mamushi cannot format it: {str(error).splitlines()[0]}") from error
    if not same:
        raise ValueError("mamushi would change its meaning")
    return result


def format_faults(path: Path, write: bool) -> list[str]:
    """Returns what is wrong with the format of the file at `path`, after repairing it if `write`."""
    source = path.read_text()
    try:
        wanted = formatted(source)
    except ValueError as error:
        return [f"{path.name}: {error}"]
    if wanted == source:
        return []
    if write:
        path.write_text(wanted)
        return []
    return [f"{path.name}: not formatted; run `make format`"]


def lint_faults(paths: list[Path]) -> list[str]:
    """Returns natrix's complaints about the files that compile on their own."""
    alone = [path for path in paths if not _uses_another(path)]
    programs = Path(sys.executable).parent
    command = [str(programs / "natrix"), "lint", "--json", "--disable", *DISABLED_RULES, "--", *map(str, alone)]
    # natrix starts `vyper` by name: it must be the one of this environment.
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"}
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment)
    if run.stderr.strip():
        return [f"natrix: {run.stderr.strip()}"]
    issues: list[dict[str, Any]] = json.loads(run.stdout or "[]")
    return [
        f"{Path(issue['file']).name}:{issue['position']} {issue['code']} {issue['message']}"
        for issue in issues
        if not _excused(issue)
    ]


def _excused(issue: dict[str, Any]) -> bool:
    path = ROOT / issue["file"]
    if issue["code"] == LARGE_FRAME:
        return path.name in (*UNPAID, *LONG_ANSWER) or is_mock(path)
    lines = path.read_text().splitlines()
    line = int(issue["start_position"][0])
    if issue["code"] == UNUSED_VARIABLE:
        return bool(lines[line - 1].lstrip().startswith("for "))
    return issue["code"] in FIXED_BY_INTERFACE and _is_external(lines[:line])


def _uses_another(path: Path) -> bool:
    return any(line.startswith("uses:") for line in path.read_text().splitlines())


def _is_external(above: list[str]) -> bool:
    """Returns whether the last function that begins in the lines `above` is decorated as external."""
    start = max((i for i, text in enumerate(above) if text.startswith("def ")), default=0)
    decorators = []
    while start and above[start - 1].startswith("@"):
        start -= 1
        decorators.append(above[start])
    return "@external" in decorators


def main() -> None:
    sources = sorted([*contracts_dir().rglob("*.vy"), *contracts_dir().rglob("*.vyi")])
    write, cores = "--write" in sys.argv[1:], os.cpu_count() or 1
    with ProcessPoolExecutor(cores) as pool:
        faults = [*chain(*pool.map(partial(format_faults, write=write), sources))]
        linted = [path for path in sources if path.suffix == ".vy"]
        faults += chain(*pool.map(lint_faults, [linted[core::cores] for core in range(cores)]))
    finish(faults, f"{len(sources)} Vyper files formatted and linted")


if __name__ == "__main__":
    main()

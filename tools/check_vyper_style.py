# SPDX-License-Identifier: Apache-2.0
"""Formats (mamushi) and lints (natrix) the contracts; `--write` formats them in place.

Both tools are used file by file through thin layers, for reasons found by running them on our sources:
mamushi 0.1.2 cannot report a failure from its worker processes, and ends each folder run with a pickling error
(it also reads a variable called `error` as a keyword: choose another name); natrix 0.1.9 lets Vyper compile each
file alone, which cannot work for a module that `uses` another, since only a deployable initializes it, and starts
a program six times for each file, of which this starts none. A verdict is kept until the file, what it imports,
these rules or a tool changes.
"""

import importlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

from steelyard.artifacts.sources import contracts_dir, is_mock, source_hash
from tools.kept import fingerprint, kept, on_all_cores
from tools.report import finish

LINE_LENGTH = 120
# NTX11 wants arguments to begin with an underscore; ours are named as the interfaces and the model name them.
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

    parser = _parser()
    try:
        result = str(format_tree(parser.parse(source), LINE_LENGTH, parser=parser))
        same = result == source or compare_ast(source, result)
    except Exception as error:
        raise ValueError(f"mamushi cannot format it: {str(error).splitlines()[0]}") from error
    if not same:
        raise ValueError("mamushi would change its meaning")
    return result


@cache
def _parser() -> Any:
    """Returns mamushi's parser, whose tables take as long to make as ten files take to parse."""
    from mamushi.parsing.parser import Parser

    return Parser()


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


def lint_faults(path: Path) -> list[str]:
    """Returns natrix's complaints about the file at `path`; one that cannot compile on its own has none."""
    if path.suffix != ".vy" or _uses_another(path):
        return []
    linter = _linter()
    silent = linter.OutputFormatter(json_mode=True)
    issues = linter.lint_file(str(path), silent, set(DISABLED_RULES))
    # what it says instead of raising: a rule that failed must not count as one that found nothing
    faults = [f"natrix: {message}" for message in silent.messages]
    return faults + [
        f"{path.name}:{issue.position} {issue.code} {issue.message}" for issue in issues if not _excused(path, issue)
    ]


@cache
def _linter() -> Any:
    """Returns natrix with all of its rules, which lets Vyper compile each file once and in this process."""
    linter: Any = importlib.import_module("natrix")
    linter.RuleRegistry.discover_rules()
    linter.parse_file = _analysed
    return linter


def _analysed(file: str, **_: Any) -> dict[str, Any]:
    """Returns what natrix reads: the syntax tree of the file at `path`, and the frames of its functions."""
    from vyper.cli.vyper_compile import get_search_paths
    from vyper.compiler import compile_from_file_input
    from vyper.compiler.input_bundle import FileInput, FilesystemInputBundle

    path = Path(file)
    source = FileInput(contents=path.read_text(), source_id=-1, path=path, resolved_path=path.resolve())
    formats = ["annotated_ast_dict", "metadata"]
    with _unoptimized():
        out = compile_from_file_input(source, FilesystemInputBundle(get_search_paths()), output_formats=formats)
    tree, metadata = out.values()
    # the tree as it is printed: tuples are lists, and keys texts
    analysed: dict[str, Any] = json.loads(json.dumps({**tree, "metadata": metadata}))
    return analysed


@contextmanager
def _unoptimized() -> Iterator[None]:
    """Half of a compilation is the optimizer's, which comes after all that natrix reads and changes none of it."""
    from vyper.ir import optimizer

    optimize = optimizer.optimize
    optimizer.optimize = lambda node: node
    try:
        yield
    finally:
        optimizer.optimize = optimize


def _excused(path: Path, issue: Any) -> bool:
    if issue.code == LARGE_FRAME:
        return path.name in (*UNPAID, *LONG_ANSWER) or is_mock(path)
    lines = path.read_text().splitlines()
    line = int(issue.start_position[0])
    if issue.code == UNUSED_VARIABLE:
        return lines[line - 1].lstrip().startswith("for ")
    return issue.code in FIXED_BY_INTERFACE and _is_external(lines[:line])


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


def faults_of(path: Path, write: bool = False) -> list[str]:
    """Returns what is wrong with the file at `path`, after repairing its format if `write`."""
    if write:
        format_faults(path, write=True)
    tools = (f"{tool} {version(tool)}" for tool in ("mamushi", "natrix"))
    key = fingerprint(str(path.relative_to(contracts_dir())), source_hash(path), Path(__file__).read_bytes(), *tools)
    return kept("style", key, lambda: format_faults(path, write=False) + lint_faults(path))


def main() -> None:
    sources = [*contracts_dir().rglob("*.vy"), *contracts_dir().rglob("*.vyi")]
    sources.sort(key=lambda path: (-path.stat().st_size, path))
    checking = partial(faults_of, write="--write" in sys.argv[1:])
    verdicts = on_all_cores(checking, sources, lambda path: f"{path.parent.name}/{path.name}")
    finish([*chain(*(faults for _, faults in verdicts))], f"{len(sources)} Vyper files formatted and linted")


if __name__ == "__main__":
    main()

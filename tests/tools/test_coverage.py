# SPDX-License-Identifier: Apache-2.0
"""The coverage tool must see each way out of each kind of decision, and must not take a miss for explained."""

from pathlib import Path

import boa
import pytest

from tests.support.engine import CODE_LIMIT, PyEvmEnv
from verification.coverage.branches import Branch, Code, Evidence, calls_of
from verification.coverage.figures import figures_of, read_explanations, share, stale, unexplained
from verification.coverage.recorder import Record
from verification.coverage.sources import Source

DECIDING = """
# pragma version 0.4.3
from contracts.libraries import errors

@external
@pure
def decide(a: uint256, b: uint256) -> uint256:
    errors.require(a != 7, "decide: seven")
    most: uint256 = a if a > b else b
    if a == 1 and b == 1:
        most += 1
    elif a == 2 or b == 2:
        most += 2
    for i: uint256 in range(a, bound=9):
        if i == b:
            break
    assert b != 9
    self.leave(a)
    return most

@internal
@pure
def leave(a: uint256):
    if a == 3 or a == 1:
        return
    assert a != 8
"""

# what a = b = 0 does: each decision once, and the loop not at all
PLAIN = """8 require true, 9 if else false, 10 and false, 10 if false, 12 or false, 12 if false, 14 loop start no round,
    17 assert true, 24 or false, 24 if false, 26 assert true"""


def _taken(*calls: tuple[int, int]) -> tuple[set[str], set[str]]:
    """Returns the branches that calls of `decide` take, and all there are, each with its line."""
    record = Record()
    with boa.swap_env(PyEvmEnv("coverage", CODE_LIMIT)):
        contract = boa.loads(DECIDING)
        for call in calls:
            try:
                contract.decide(*call)
            except boa.BoaError as error:
                computation = error.call_trace.computation
            else:
                computation = contract._computation
            record.add(computation.code._trace, computation.is_error)
    data = contract.compiler_data
    nodes = {
        counter: node
        for counter, node in data.source_map["pc_raw_ast_map"].items()
        if "errors" not in node.module_node.resolved_path
    }
    jumps = data.source_map["pc_jump_map"]
    evidence, taken, every = Evidence(record, calls_of(jumps)), set(), set()
    for _, branch, seen in Code(data.bytecode_runtime, nodes, jumps).branches():
        name = f"{branch.line} {branch.kind} {branch.outcome}"
        every.add(name)
        if seen(evidence):
            taken.add(name)
    return taken, every


@pytest.mark.parametrize(
    ("call", "gone", "come"),
    [
        ((0, 0), "", ""),
        (
            (1, 1),
            "10 and false, 10 if false, 12 or false, 12 if false, 14 loop start no round, 24 if false, 26 assert true",
            "10 and true, 10 if true, 14 loop start a round, 15 if false, 14 loop end no more, 24 if true",
        ),
        (
            (2, 0),
            "9 if else false, 12 or false, 12 if false, 14 loop start no round",
            "9 if else true, 12 or true, 12 if true, 14 loop start a round, 15 if true",
        ),
    ],
)
def test_each_way_out_is_told_from_the_other(call: tuple[int, int], gone: str, come: str) -> None:
    taken, _ = _taken(call)
    assert taken == _names(PLAIN) - _names(gone) | _names(come)


def test_a_refusal_is_counted_where_it_was_asked_for() -> None:
    assert _taken((7, 0))[0] == {"8 require false"}
    assert "17 assert false" in _taken((0, 9))[0]
    assert "8 require false" not in _taken((0, 9))[0]


def test_every_branch_can_be_taken() -> None:
    taken, every = _taken((0, 0), (1, 1), (2, 0), (3, 5), (7, 0), (8, 0), (0, 9))
    assert taken == every


def _names(text: str) -> set[str]:
    return {" ".join(name.split()) for name in text.split(",") if name.strip()}


MISSED = Source(Path("/sources/a.vy"), [], {1: True, 2: False}, {Branch(1, 4, "if", 1, "true"): False})


def _explained(tmp_path: Path, entries: list[tuple[str, str]]) -> dict[tuple[str, str, str], list[str]]:
    text = "".join(
        f'[[explained]]\nfile = "a.vy"\nline = "{line}"\nmissed = "{missed}"\nwhy = "so"\n' for line, missed in entries
    )
    (tmp_path / "explained.toml").write_text(text)
    return read_explanations(tmp_path / "explained.toml")


def test_misses_are_named_by_their_line_and_explained_once_each(tmp_path: Path) -> None:
    (tmp_path / "a.vy").write_text("    if ready:\n        go()\n")
    source = Source(tmp_path / "a.vy", [], MISSED.lines, MISSED.branches)
    figures = figures_of(source, tmp_path)
    misses = list(figures.misses)
    assert [(miss.text, miss.what) for miss in misses] == [("if ready:", "if: never true"), ("go()", "never run")]
    assert (figures.lines, figures.branches) == (2, 1)
    reasons = _explained(tmp_path, [("go()", "never run")])
    assert unexplained(reasons, misses * 2) == [misses[0], misses[0], misses[1]]
    assert stale(reasons, misses) == []


def test_an_explanation_of_what_is_reached_is_a_fault(tmp_path: Path) -> None:
    assert stale(_explained(tmp_path, [("go()", "never run")]), []) == [
        "a.vy: `go()` (never run) is explained but not missed"
    ]


def test_what_is_explained_is_not_due() -> None:
    assert share(100, 4, 2) == pytest.approx(96 / 98)
    assert share(2, 2, 2) == 1.0

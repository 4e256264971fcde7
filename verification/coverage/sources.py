# SPDX-License-Identifier: Apache-2.0
"""What there is to reach in each source, and what of it was reached: lines and branches of all compiled from it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import vyper.ast as vy_ast
from vyper.ast.parse import parse_to_ast
from vyper.ir.compile_ir import assembly_to_evm

from steelyard.artifacts.sources import contracts_dir, is_mock, products
from tests.support.contracts import compiler_data
from verification.coverage.branches import LEAVING, Branch, Code, Evidence, calls_of
from verification.coverage.recorder import Part, Record, Records


@dataclass(frozen=True)
class Function:
    """Where a function stands in its file: its `def`, its body, and the lines on which its statements begin."""

    line: int
    body: range
    statements: frozenset[int]


@dataclass
class Source:
    """One file: the lines that have code and the ways out of its decisions, each with whether it was reached."""

    path: Path
    functions: list[Function]
    lines: dict[int, bool] = field(default_factory=dict)
    branches: dict[Branch, bool] = field(default_factory=dict)
    left: set[int] = field(default_factory=set)  # functions, by line, whose end ran

    def note_instruction(self, node: Any, ran: bool) -> None:
        if isinstance(node, vy_ast.FunctionDef) and ran:
            self.left.add(node.lineno)
        elif isinstance(node, LEAVING):
            return  # part of the jump of its `if`, taken or not: it counts as a branch
        elif any(node.lineno in function.body for function in self.functions):
            self.lines[node.lineno] = self.lines.get(node.lineno, False) or ran

    def note_branch(self, branch: Branch, taken: bool) -> None:
        self.branches[branch] = self.branches.get(branch, False) or taken

    def complete(self) -> None:
        """Adds the functions whose bodies have no code of their own: only moved memory, or in no product at all."""
        for function in self.functions:
            if not any(line in self.lines for line in function.body):
                self.lines |= dict.fromkeys(function.statements, function.line in self.left)


def measure(records: Records) -> list[Source]:
    """Returns every source but the mocks. What a module holds is reached if any contract that uses it reached it."""
    sources = {path: Source(path, list(_functions(path))) for path in _source_paths()}
    for part in (Part.of(name, creation) for name in products() for creation in (False, True)):
        _note(part, records.get(part, Record()), sources)
    for source in sources.values():
        source.complete()
    return list(sources.values())


def _note(part: Part, record: Record, sources: dict[Path, Source]) -> None:
    compiled, source_map = _compiled(part)
    nodes = {counter: node for counter, node in source_map["pc_raw_ast_map"].items() if _path(node) in sources}
    jumps = source_map["pc_jump_map"]
    evidence = Evidence(record, calls_of(jumps))
    for counter, node in nodes.items():
        sources[_path(node)].note_instruction(node, counter in evidence.ran)
    for node, branch, seen in Code(compiled, nodes, jumps).branches():
        sources[_path(node)].note_branch(branch, seen(evidence))


def _compiled(part: Part) -> tuple[bytes, dict[str, Any]]:
    """Returns the code and the compiler's map of it; creation code ends where the runtime it carries begins."""
    data = compiler_data(part.contract)
    if not part.creation:
        return data.bytecode_runtime, data.source_map
    compiled, source_map = assembly_to_evm(data.assembly, compiler_metadata=bytes.fromhex(data.integrity_sum))
    own = compiled.index(data.bytecode_runtime)
    return compiled[:own], {
        kind: {counter: what for counter, what in source_map[kind].items() if counter < own}
        for kind in ("pc_raw_ast_map", "pc_jump_map")
    }


def _path(node: Any) -> Path:
    return Path(node.module_node.resolved_path)


def _source_paths() -> list[Path]:
    return [path for path in sorted(contracts_dir().rglob("*.vy")) if not is_mock(path)]


def _functions(path: Path) -> Iterator[Function]:
    for node in parse_to_ast(path.read_text()).get_children(vy_ast.FunctionDef):
        if node.body:
            statements = frozenset(statement.lineno for statement in _statements(node.body))
            yield Function(node.lineno, range(node.body[0].lineno, node.end_lineno + 1), statements)


def _statements(body: list[Any]) -> Iterator[Any]:
    for statement in body:
        if not isinstance(statement, vy_ast.Pass):
            yield statement
        yield from _statements(getattr(statement, "body", []))
        yield from _statements(getattr(statement, "orelse", []))

# SPDX-License-Identifier: Apache-2.0
"""What a branch is: one way out of a decision that stands in the source, found as a jump in the compiled code.

The compiler makes jumps of its own (overflow, bounds, arguments, the lock); they decide nothing that the source says
and are not counted. Which way of a jump means "true" depends on the optimiser, so it is read from the code behind it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import vyper.ast as vy_ast

from verification.coverage.recorder import Record

_JUMP_IF = 0x57
_PUSH_LABEL = 0x61
_LABEL_WIDTH = 3
LEAVING = (vy_ast.Break, vy_ast.Continue)
_BARE_REVERT = bytes.fromhex("5b5f80fd")
_CONSTANT_AND_ON = re.compile(rb"(\x5f|\x60\x01)\x61..\x56", re.DOTALL)  # `false` or `true`, then a jump


@dataclass(frozen=True, order=True)
class Branch:
    """One way out of a decision. `operand` tells apart the jumps of one expression, as in `a and b and c`."""

    line: int
    column: int
    kind: str
    operand: int
    outcome: str


class Evidence:
    """What a record says about one code, given which of its jumps are calls of functions."""

    def __init__(self, record: Record, calls: set[int]) -> None:
        self.steps = record.steps
        self.ran = {counter for step in record.steps for counter in step}
        self.unreturned = {_last_call(ending, calls) for ending in record.endings}


Seen = Callable[[Evidence], bool]


class Code:
    """A compiled code with its source nodes by program counter, as far as they are of interest."""

    def __init__(self, code: bytes, nodes: dict[int, Any], jumps: dict[int, str]) -> None:
        self.code, self.nodes = code, dict(sorted(nodes.items()))
        self.calls = calls_of(jumps)
        self.nameless = sorted(jump for jump in jumps if code[jump] == _JUMP_IF and jump not in nodes)

    def branches(self) -> Iterator[tuple[Any, Branch, Seen]]:
        """Yields the node of each decision with each of its branches, and what shows that the branch was taken."""
        operands: Counter[tuple[str, int, int, str]] = Counter()
        for counter, node in self.nodes.items():
            deciding, kind, outcomes = self._decision(counter, node)
            place = (deciding.module_node.resolved_path, deciding.lineno, deciding.col_offset, kind)
            operands[place] += 1
            for outcome, seen in outcomes.items():
                yield deciding, Branch(deciding.lineno, deciding.col_offset, kind, operands[place], outcome), seen

    def _decision(self, counter: int, node: Any) -> tuple[Any, str, dict[str, Seen]]:
        if self.code[counter] == _JUMP_IF:
            return node, *self._jump(counter, node)
        if counter in self.calls and _is_require(node):
            # One jump inside `errors.require` serves all who call it: that it held shows in its coming back.
            return node, "require", {"true": _returned(counter), "false": _unreturned(counter)}
        if isinstance(node, LEAVING) and self.code[counter + _LABEL_WIDTH] == _JUMP_IF:
            return node.get_ancestor(vy_ast.If), "if", self._leave(counter + _LABEL_WIDTH)
        deciding = node.get_ancestor(vy_ast.If)
        if (
            _only_returns(deciding)
            and _within(node, deciding.test)
            and not _within(self._node_after(counter), deciding.test)
        ):
            return deciding, "if", self._leave(next(jump for jump in self.nameless if jump > counter))
        return node, "", {}

    def _leave(self, jump: int) -> dict[str, Seen]:
        """`if done: break`, `continue` or `return` becomes one jump, which no node names."""
        return {"true": _stepped(jump, self._destination(jump)), "false": _stepped(jump, jump + 1)}

    def _jump(self, counter: int, node: Any) -> tuple[str, dict[str, Seen]]:
        destination = self._destination(counter)
        jumped, passed = _stepped(counter, destination), _stepped(counter, counter + 1)
        reverts = self.code[destination:].startswith(_BARE_REVERT)
        match node:
            case vy_ast.For() if not reverts:
                if destination < counter:
                    return "loop end", {"another round": jumped, "no more": passed}
                return "loop start", {"a round": passed, "no round": jumped}
            case vy_ast.Assert():
                return "assert", _ways(passed, jumped, swap=not reverts)
            case vy_ast.If():
                body = range(node.body[0].lineno, node.body[-1].end_lineno + 1)
                return "if", _ways(passed, jumped, swap=self._node_after(counter).lineno not in body)
            case vy_ast.IfExp():
                return "if else", _ways(passed, jumped, swap=not _within(self._node_after(counter), node.body))
            case vy_ast.BoolOp():
                short_follows = bool(_CONSTANT_AND_ON.match(self.code, counter + 1))
                conjunction = isinstance(node.op, vy_ast.And)
                return "and" if conjunction else "or", _ways(passed, jumped, swap=short_follows == conjunction)
        return "", {}

    def _destination(self, jump: int) -> int:
        if self.code[jump - _LABEL_WIDTH] != _PUSH_LABEL:
            raise ValueError(f"coverage: the jump at {jump} does not follow its label")
        return int.from_bytes(self.code[jump - _LABEL_WIDTH + 1 : jump], "big")

    def _node_after(self, jump: int) -> Any:
        return next(node for counter, node in self.nodes.items() if counter > jump)


def calls_of(jumps: dict[int, str]) -> set[int]:
    """Returns the jumps into functions among all jumps, as the compiler marks them."""
    return {counter for counter, direction in jumps.items() if direction == "i"}


def _only_returns(node: Any) -> bool:
    match node:
        case vy_ast.If(body=[vy_ast.Return(value=None)]):
            return True
    return False


def _ways(passed: Seen, jumped: Seen, swap: bool) -> dict[str, Seen]:
    return {"true": jumped, "false": passed} if swap else {"true": passed, "false": jumped}


def _stepped(before: int, after: int) -> Seen:
    return lambda evidence: (before, after) in evidence.steps


def _returned(call: int) -> Seen:
    return lambda evidence: call + 1 in evidence.ran


def _unreturned(call: int) -> Seen:
    return lambda evidence: call in evidence.unreturned


def _last_call(ending: tuple[int, ...], calls: set[int]) -> int | None:
    """Returns where the function was called in which an execution ended; `None` if it had come back."""
    for counter in reversed(ending):
        if counter in calls:
            return counter
        if counter - 1 in calls:
            return None
    return None


def _within(node: Any, outer: Any) -> bool:
    start, end = (outer.lineno, outer.col_offset), (outer.end_lineno, outer.end_col_offset)
    return start <= (node.lineno, node.col_offset) <= end


def _is_require(node: Any) -> bool:
    match node:
        case vy_ast.Expr(value=vy_ast.Call(func=vy_ast.Attribute(attr="require", value=vy_ast.Name(id="errors")))):
            return True
    return False

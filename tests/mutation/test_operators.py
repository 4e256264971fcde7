# SPDX-License-Identifier: Apache-2.0
"""Each operator finds what it should change, and nothing that only looks like it."""

import pytest

from verification.mutation.operators import Mutant, mutants

HEAD = '''# pragma version 0.4.3
"""
@notice 1 + 1 < 2
"""
from ..libraries import fault

struct Pair:
    one: uint256[3]


LIMIT: constant(uint256) = 10 + 1
ADDRESS: constant(address) = 0x000000000000000000000000000000000000dEaD
_stored: uint256


@internal
@view
def touch(x: uint256, y: uint256 = 7) -> uint256:
    """
    @dev 1 + 1, or not
    """
'''


def found(body: str, operator: str) -> list[tuple[str, str]]:
    """What an operator makes of a function's body: old and new."""
    text = HEAD + "".join(f"    {line}\n" for line in body.splitlines())
    return [(m.old, m.new) for m in mutants("a.vy", text) if m.place == "touch" and m.operator == operator]


@pytest.mark.parametrize(
    ("operator", "body", "expected"),
    [
        ("arithmetic", "return x + y * 2 // 3 - 1", [("+", "-"), ("*", "//"), ("//", "*"), ("-", "+")]),
        ("arithmetic", "z: int256 = -1", []),
        ("arithmetic", "return (-x, a[0] - 1)", [("-", "+")]),
        ("arithmetic", "x += y & 3 << 2", [("+=", "-="), ("&", "|"), ("<<", ">>")]),
        ("boundary", "return x <= y", [("<=", "<")]),
        ("negation", "return x <= y and x == 1", [("<=", ">"), ("==", "!=")]),
        ("logic", "return a and b or c", [("and", "or"), ("or", "and")]),
        ("extreme", "return min(x, max(y, 1))", [("min", "max"), ("max", "min")]),
        ("rounding", "return rounding.mul_div_up(x, y, 2)", [("mul_div_up", "mul_div_down")]),
        ("denial", "return not a or b not in [x]", [("not ", "")]),
        ("condition", "if x < y:\n    pass", [("x < y", "True"), ("x < y", "False")]),
        ("condition", "return f(x if y > 1 else 2)", [("y > 1", "True"), ("y > 1", "False")]),
        ("deletion", "self.a = 1\nreturn", [("self.a = 1", "pass"), ("return", "pass")]),
        ("deletion", "self._f(\n    x,\n)", [("self._f(\n        x,\n    )", "pass")]),
        ("deletion", "z: uint256 = x\nlog Moved(x=x)\nreturn x", []),
        ("deletion", "errors.require(x == y, 'no')", [("errors.require(x == y, 'no')", "pass")]),
        ("deletion", "x, y = self._f()", [("x, y = self._f()", "pass")]),
        ("constant", "return x + 5", [("5", "6"), ("5", "4")]),
        ("constant", "return a[0]", [("0", "1")]),
        ("constant", "z: uint256 = 0\nw: uint256 = 0\nz, w = self._f()", []),
        ("constant", "z: uint256 = 0\nif a:\n    z, w = self._f()", [("0", "1")]),
        ("constant", "z: uint256 = 0\nz, w = self._f(z)", [("0", "1")]),
        ("constant", "z: uint256 = 0\nself._g(z, w)", [("0", "1")]),
        ("constant", "z: uint256[3] = empty(uint256[3])", []),
        ("constant", "for i: uint256 in range(3):\n    log Seen(i=1)", [("3", "4"), ("3", "2")]),
    ],
)  # fmt: skip
def test_what_an_operator_changes(operator: str, body: str, expected: list[tuple[str, str]]) -> None:
    assert found(body, operator) == expected


def test_constants_count_and_addresses_types_and_texts_do_not() -> None:
    everything = mutants("a.vy", HEAD + "    pass\n")
    assert {mutant.place for mutant in everything} == {"LIMIT"}
    assert [(mutant.operator, mutant.old) for mutant in everything] == [
        ("arithmetic", "+"), ("constant", "10"), ("constant", "10"), ("constant", "1"), ("constant", "1"),
    ]  # fmt: skip


def test_a_name_stays_when_lines_move() -> None:
    body = "    self.a = x + 1\n    return x + 2\n"
    before, after = mutants("a.vy", HEAD + body), mutants("a.vy", "# a line more\n" + HEAD + body)
    assert [mutant.name for mutant in before] == [mutant.name for mutant in after]
    assert len({mutant.name for mutant in before}) == len(before)
    assert before[0].line + 1 == after[0].line


def test_apply_changes_one_place() -> None:
    text = HEAD + "    return x + 1\n"
    (mutant,) = [mutant for mutant in mutants("a.vy", text) if mutant.place == "touch" and mutant.new == "-"]
    assert mutant.apply(text) == HEAD + "    return x - 1\n"
    with pytest.raises(ValueError, match="has changed since"):
        Mutant(**vars(mutant)).apply("# another file altogether\n" + text)

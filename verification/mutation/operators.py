# SPDX-License-Identifier: Apache-2.0
"""The faults: each operator reads a line of Vyper and yields what it could be changed to."""

import token as kinds
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from verification.mutation.source import Line, Token, code_lines

_SWAPS = {
    "arithmetic": {
        "+": "-", "-": "+", "*": "//", "//": "*", "%": "*", "+=": "-=", "-=": "+=", "*=": "//=",
        "&": "|", "|": "&", "<<": ">>", ">>": "<<", "unsafe_add": "unsafe_sub", "unsafe_sub": "unsafe_add",
        "unsafe_mul": "unsafe_add",
    },
    "boundary": {"<": "<=", "<=": "<", ">": ">=", ">=": ">"},
    "negation": {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="},
    "logic": {"and": "or", "or": "and"},
    "extreme": {"min": "max", "max": "min"},
    "rounding": {"mul_div_up": "mul_div_down", "mul_div_down": "mul_div_up"},
}  # fmt: skip
# a sign stands after an operator, a bracket, a comma or a keyword; an operation after one of these
_OPERAND_KINDS = (kinds.NAME, kinds.NUMBER)
_KEYWORDS = ("return", "if", "elif", "else", "and", "or", "not", "in")
_TYPES = ("Bytes", "String", "DynArray", "uint256", "int256", "address", "bool", "bytes32")
_CALLERS = ("self", "extcall", "assert")
_ASSIGNMENTS = ("=", "+=", "-=", "*=", "//=", "|=", "&=", ">>=", "<<=")
_ENDINGS = ("return", "break", "continue")

Edit = tuple[int, int, str]


@dataclass(frozen=True)
class Mutant:
    """One change of one file: the text from `start` to `end` becomes `new`. `name` stays when lines move."""

    file: str
    place: str
    operator: str
    number: int  # among those of its operator in its place
    line: int
    start: int
    end: int
    old: str
    new: str

    @property
    def name(self) -> str:
        """Returns what identifies the mutant: file, function or constant, operator and number."""
        return f"{self.file} {self.place} {self.operator} {self.number}"

    def apply(self, text: str) -> str:
        """Returns the source with the fault; `ValueError` if the text is not the one it was found in."""
        if text[self.start : self.end] != self.old:
            raise ValueError(f"mutation: {self.file} has changed since {self.name} was found in it")
        return text[: self.start] + self.new + text[self.end :]


def mutants(file: str, text: str) -> list[Mutant]:
    """Returns every mutant of one source, in the order of its lines."""
    found = []
    numbers = Counter[tuple[str, str]]()
    lines = code_lines(text)
    for i, line in enumerate(lines):
        if _is_placeholder(line, lines[i + 1 :]):
            continue
        for operator, start, end, new in _edits(line):
            numbers[line.place, operator] += 1
            number = numbers[line.place, operator]
            found.append(Mutant(file, line.place, operator, number, line.number, start, end, text[start:end], new))
    return found


def _is_placeholder(line: Line, following: list[Line]) -> bool:
    """Whether a variable is declared only to be filled by an assignment to several at once: its first value is none."""
    if not line.is_declaration:
        return False
    for later in following:
        texts = [token.text for token in later.tokens]
        equals = next((i for i, token in enumerate(later.tokens) if token.text == "=" and token.depth == 0), 0)
        targets = texts[:equals]
        if line.first in texts or later.place != line.place:
            is_filled = line.first in targets and "," in targets and texts.count(line.first) == 1
            return is_filled and later.indent == line.indent and later.place == line.place
    return False


def _edits(line: Line) -> Iterator[tuple[str, *Edit]]:
    for operator, table in _SWAPS.items():
        for edit in _swapped(line, table):
            yield operator, *edit
    for operator, find in _OTHERS.items():
        for edit in find(line):
            yield operator, *edit


def _swapped(line: Line, table: dict[str, str]) -> Iterator[Edit]:
    for before, token in zip((None, *line.tokens), line.tokens, strict=False):
        if token.text in table and not (token.text in "+-" and _is_sign(before)):
            yield token.start, token.end, table[token.text]


def _is_sign(before: Token | None) -> bool:
    if before is None or before.text in _KEYWORDS:
        return True
    return before.kind not in _OPERAND_KINDS and before.text not in (")", "]")


def _constants(line: Line) -> Iterator[Edit]:
    """Integers one up and one down; not the sizes of types, nor addresses."""
    for i, token in enumerate(line.tokens):
        is_size = i > 1 and line.tokens[i - 1].text == "[" and line.tokens[i - 2].text in _TYPES
        if token.kind == kinds.NUMBER and not is_size and not token.text.startswith("0x"):
            number = int(token.text)
            yield token.start, token.end, str(number + 1)
            if number > 0:
                yield token.start, token.end, str(number - 1)


def _conditions(line: Line) -> Iterator[Edit]:
    """What a branch or a choice asks becomes True, and False."""
    for i, token in enumerate(line.tokens):
        if token.text not in ("if", "elif"):
            continue
        ending = ":" if i == 0 else "else"
        rest = [other for other in line.tokens[i + 1 :] if other.depth <= token.depth]
        last = next(other for other in rest if other.text == ending)
        inside = [other for other in line.tokens[i + 1 :] if other.start < last.start]
        for answer in ("True", "False"):
            yield inside[0].start, inside[-1].end, answer


def _denials(line: Line) -> Iterator[Edit]:
    for token, after in zip(line.tokens, line.tokens[1:], strict=False):
        if token.text == "not" and after.text != "in":
            yield token.start, after.start, ""


def _deletions(line: Line) -> Iterator[Edit]:
    """Assignments, calls and early ends; declarations stay, or nothing would compile."""
    texts = [token.text for token in line.tokens]
    if line.is_declaration or "__init__" in texts:
        return
    is_assignment = any(token.text in _ASSIGNMENTS and token.depth == 0 for token in line.tokens)
    is_call = texts[-1] == ")" and (line.first in _CALLERS or texts[1:2] == ["."])
    if is_assignment or is_call or texts in ([ending] for ending in _ENDINGS):
        yield line.tokens[0].start, line.tokens[-1].end, "pass"


_OTHERS: dict[str, Callable[[Line], Iterator[Edit]]] = {
    "constant": _constants,
    "condition": _conditions,
    "denial": _denials,
    "deletion": _deletions,
}

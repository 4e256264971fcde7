# SPDX-License-Identifier: Apache-2.0
"""Reads a Vyper source as logical lines of tokens, and says which of them have something to mutate.

Vyper's words are Python's to a tokenizer, so Python's own is used: it knows to the character where a token stands.
"""

import io
import token as kinds
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from tokenize import TokenInfo

_LAYOUT = (kinds.NEWLINE, kinds.INDENT, kinds.DEDENT, kinds.ENDMARKER, tokenize.COMMENT, tokenize.NL)
_OPENING, _CLOSING = "([{", ")]}"
_HEADS = ("if", "elif", "else", "for")


@dataclass(frozen=True)
class Token:
    """A token and where its text lies in the source; `depth` counts the brackets around it."""

    kind: int
    text: str
    start: int
    end: int
    depth: int


@dataclass(frozen=True)
class Line:
    """A logical line without comments and types. `place` is the function or the constant that it belongs to."""

    place: str
    number: int
    indent: int
    tokens: tuple[Token, ...]
    is_declaration: bool = False

    @property
    def first(self) -> str:
        """Returns the text of the first token."""
        return self.tokens[0].text


def code_lines(text: str) -> list[Line]:
    """Returns the lines of all function bodies and all constants; heads, docstrings and events are left out."""
    found = []
    place = ""
    for indent, tokens in _logical_lines(text):
        line = _line(text, place, indent, tokens)
        if indent == 0:
            place = line.tokens[1].text if line.first == "def" else ""
            if _is_constant(line):
                found.append(_without_type(replace(line, place=line.first)))
        elif place and not _is_silent(line):
            found.append(_without_type(line))
    return found


def _logical_lines(text: str) -> Iterator[tuple[int, list[TokenInfo]]]:
    indent, tokens = 0, list[TokenInfo]()
    for found in tokenize.generate_tokens(io.StringIO(text).readline):
        if found.type == kinds.INDENT:
            indent += 1
        elif found.type == kinds.DEDENT:
            indent -= 1
        elif found.type == kinds.NEWLINE:
            yield indent, tokens
            tokens = []
        elif found.type not in _LAYOUT:
            tokens.append(found)


def _line(text: str, place: str, indent: int, found: list[TokenInfo]) -> Line:
    starts = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]
    depth, tokens = 0, []
    for info in found:
        depth -= info.string in _CLOSING
        begin, end = (starts[row - 1] + column for row, column in (info.start, info.end))
        tokens.append(Token(info.type, info.string, begin, end, depth))
        depth += info.string in _OPENING
    return Line(place, found[0].start[0], indent, tuple(tokens))


def _is_constant(line: Line) -> bool:
    texts = [token.text for token in line.tokens]
    return texts[1:2] == [":"] and "constant" in texts and "=" in texts


def _is_silent(line: Line) -> bool:
    """Whether a line does nothing, or only tells."""
    return line.first in ("log", "pass") or all(token.kind == kinds.STRING for token in line.tokens)


def _without_type(line: Line) -> Line:
    """Cuts out the type of what is declared, by a declaration or by a loop."""
    texts = [token.text for token in line.tokens]
    if line.first == "for":
        return replace(line, tokens=line.tokens[:2] + line.tokens[texts.index("in") :])
    if texts[1:2] != [":"] or line.first in _HEADS or "=" not in texts:
        return line
    return replace(line, tokens=line.tokens[:1] + line.tokens[texts.index("=") :], is_declaration=True)

# SPDX-License-Identifier: Apache-2.0
"""Demands NatSpec on every external function we write: @notice, a @param for each argument, @return for a result.

What the library documents (its ERC-20, its ownership) and getters that the compiler makes are not ours to document.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from steelyard.artifacts.sources import products
from tools.report import finish


@dataclass(frozen=True)
class Documented:
    """What the source of one function promises to explain, and its docstring."""

    name: str
    arguments: list[str]
    returns: bool
    text: str = field(default="")


def doc_faults(function: Documented) -> list[str]:
    """Returns what the docstring of `function` leaves out."""
    if not function.text:
        return [f"{function.name}: no docstring"]
    wanted = ["@notice", *(f"@param {argument} " for argument in function.arguments)]
    if function.returns:
        wanted.append("@return")
    flat = " ".join(function.text.split()) + " "
    return [f"{function.name}: no {tag.strip()}" for tag in wanted if tag not in flat]


def external_functions(path: Path) -> list[Documented]:
    """Returns the external functions written in the source at `path`, from Vyper's own parser."""
    from vyper.ast import nodes
    from vyper.ast.parse import parse_to_ast

    module: Any = parse_to_ast(path.read_text())
    found = []
    for function in module.get_children(nodes.FunctionDef):
        if "external" not in {getattr(decorator, "id", "") for decorator in function.decorator_list}:
            continue
        text = function.doc_string.value if function.doc_string else ""
        arguments = [argument.arg for argument in function.args.args]
        found.append(Documented(function.name, arguments, function.returns is not None, text))
    return found


def main() -> None:
    faults, count = [], 0
    for path in sorted({path for source in products().values() for path in source.parent.glob("*.vy")}):
        for function in external_functions(path):
            count += 1
            faults += [f"{path.stem}.{fault}" for fault in doc_faults(function)]
    finish(faults, f"{count} external functions documented")


if __name__ == "__main__":
    main()

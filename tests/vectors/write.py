# SPDX-License-Identifier: Apache-2.0
"""Writes vectors/pairing: python -m tests.vectors.write. Nothing in it depends on the day or on the machine."""

import json
from collections import Counter
from typing import Any

from tests.vectors.branches import BRANCHES
from tests.vectors.cases import cases
from tests.vectors.functions import FUNCTIONS
from tests.vectors.lines import vectors as lines
from tests.vectors.player import FOLDER
from tests.vectors.stories import STORIES
from tests.vectors.walks import WALKS


def files() -> dict[str, str]:
    """The text of every generated file, by its path in the folder."""
    found: dict[str, str] = {}
    passed: Counter[str] = Counter()
    for name, tell in (STORIES | WALKS).items():
        story = tell(name)
        passed.update(story.seen)
        found[f"markets/{name}.json"] = _lines(story.vector(), "steps")
    for name in FUNCTIONS:
        found[f"functions/{name}.json"] = _lines(cases(name), "cases")
    for name, vector in lines():
        found[f"lines/{name}.json"] = _lines(vector, "marks")
    table = {name: {"steps": str(passed[name]), "what": what} for name, what in BRANCHES.items()}
    found["branches.json"] = _lines({"version": "1", "branches": table}, "branches")
    return found


def _lines(document: dict[str, Any], by_line: str) -> str:
    """JSON with one line for each part of `by_line`."""
    heads = [f"{json.dumps(key)}: {_compact(part)}" for key, part in document.items() if key != by_line]
    parts = document[by_line]
    if isinstance(parts, dict):
        rows, brackets = [f"{json.dumps(key)}: {_compact(part)}" for key, part in parts.items()], "{}"
    else:
        rows, brackets = [_compact(part) for part in parts], "[]"
    body = f"{json.dumps(by_line)}: {brackets[0]}\n" + ",\n".join(rows) + f"\n{brackets[1]}"
    return "{\n" + ",\n".join([*heads, body]) + "\n}\n"


def _compact(part: Any) -> str:
    return json.dumps(part, separators=(",", ":"))


def main() -> None:
    for name, text in files().items():
        path = FOLDER / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    print(f"{len(files())} files")


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""The files are what the twin says today, they follow their schema, and they miss no branch."""

import copy
from pathlib import Path
from typing import Any

import pytest

from steelyard.model.libraries.errors import Reverted
from tests.vectors.branches import BRANCHES
from tests.vectors.functions import FUNCTIONS
from tests.vectors.player import FOLDER, OPERATIONS, load, numbers, plain, replay
from tests.vectors.schema import KEYWORDS, check
from tests.vectors.twin import TwinMarket
from tests.vectors.write import files

MIN_OPERATIONS = 2_000
MAX_BYTES = 3 * 10**6
MARKETS = sorted((FOLDER / "markets").glob("*.json"))


@pytest.fixture(scope="module")
def markets() -> list[dict[str, Any]]:
    return [load(path) for path in MARKETS]


def test_the_files_are_up_to_date() -> None:
    written = files()
    kept = {str(path.relative_to(FOLDER)): path.read_text() for path in FOLDER.rglob("*.json")}
    del kept["schema.json"]
    assert kept.keys() == written.keys()
    stale = [name for name, text in written.items() if kept[name] != text]
    assert not stale, f"python -m tests.vectors.write: {stale}"


def test_every_branch_occurs(markets: list[dict[str, Any]]) -> None:
    passed = [name for market in markets for step in market["steps"] for name in step.get("branches", [])]
    assert set(passed) == set(BRANCHES)
    table = load(FOLDER / "branches.json")["branches"]
    assert {name: int(row["steps"]) for name, row in table.items()} == {name: passed.count(name) for name in BRANCHES}


def test_every_refusal_is_a_branch(markets: list[dict[str, Any]]) -> None:
    for market in markets:
        for step in market["steps"]:
            assert "refused" not in step or f"refused: {step['refused']}" in step["branches"]


def test_there_are_enough_operations_in_every_scale(markets: list[dict[str, Any]]) -> None:
    counts = dict.fromkeys(("6", "8", "9", "18"), 0)
    for market in markets:
        counts[market["market"]["asset_decimals"]] += sum(step["op"] != "round" for step in market["steps"])
    assert sum(counts.values()) >= MIN_OPERATIONS
    assert min(counts.values()) >= MIN_OPERATIONS // 5
    assert {step["op"] for market in markets for step in market["steps"]} == set(OPERATIONS)


def test_the_files_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*.json")) < MAX_BYTES


def test_markets_follow_the_schema(markets: list[dict[str, Any]]) -> None:
    schema = load(FOLDER / "schema.json")
    assert _keywords(schema) <= KEYWORDS | {"$comment", "$schema", "$defs", "title"}
    for market in markets:
        check(market, schema, schema)
        for step in market["steps"]:
            assert ("result" in step) != ("refused" in step)
            assert ("sender" in step) == (step["op"] != "round")
            operation = OPERATIONS[step["op"]]
            wanted = {*operation.arguments, *(["share"] if operation.place == "share" else [])}
            assert step["args"].keys() == wanted
    broken = copy.deepcopy(markets[0])
    broken["steps"][0]["time"] = 1_700_000_000
    with pytest.raises(AssertionError, match="not of type"):
        check(broken, schema, schema)


def _keywords(schema: Any) -> set[str]:
    """All keys of a schema but the names of properties and definitions."""
    if not isinstance(schema, dict):
        return set()
    found = set(schema)
    for name, part in schema.items():
        inner = part.values() if name in ("properties", "patternProperties", "$defs") else [part]
        found |= {keyword for one in inner for keyword in _keywords(one)}
    return found


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_twin_answers_every_case(name: str) -> None:
    document = load(FOLDER / "functions" / f"{name}.json")
    assert document["function"] == name
    for case in document["cases"]:
        given = numbers(case["arguments"])
        if "refused" in case:
            with pytest.raises(Reverted) as refusal:
                FUNCTIONS[name](given)
            assert refusal.value.reason == case["refused"]
        else:
            assert plain(FUNCTIONS[name](given)) == case["answer"]


def test_a_player_notices_the_smallest_change() -> None:
    vector = load(_named("caps-3x-18"))
    last = max(number for number, step in enumerate(vector["steps"]) if "state" in step and step["op"] != "round")
    for change in (_another_result, _another_state, _another_refusal):
        changed = copy.deepcopy(vector)
        change(changed["steps"], last)
        with pytest.raises(AssertionError, match="caps-3x-18, step"):
            replay(changed, TwinMarket(changed["market"]))


def _another_result(steps: list[dict[str, Any]], number: int) -> None:
    name, amount = next(iter(steps[number]["result"].items()))
    steps[number]["result"][name] = str(int(amount) + 1)


def _another_state(steps: list[dict[str, Any]], number: int) -> None:
    del steps[number]["state"]["clocks"]


def _another_refusal(steps: list[dict[str, Any]], number: int) -> None:
    refused = next(step for step in steps if "refused" in step)
    refused["refused"] += "!"


def _named(name: str) -> Path:
    return FOLDER / "markets" / f"{name}.json"

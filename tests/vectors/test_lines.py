# SPDX-License-Identifier: Apache-2.0
"""Vectors of the line, from their files alone: outcomes and states are equal, and every result occurs."""

import copy
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from steelyard.model.pairing.line import Kind, Result
from tests.vectors.line_contract import LineOfContract
from tests.vectors.lines import STORIES, LineOfModel, replay
from tests.vectors.player import FOLDER, load

FILES = sorted((FOLDER / "lines").glob("*.json"))
MIN_MARKS, MIN_OUTCOMES, MIN_OF_A_KIND = 500, 500, 20


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_model_does_what_the_vectors_say(path: Path) -> None:
    vector = load(path)
    marks, outcomes = replay(vector, LineOfModel(vector))
    assert (marks, outcomes) == (len(vector["marks"]), sum(len(found) for found in _outcomes(vector)))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_contract_does_what_the_vectors_say(path: Path) -> None:
    vector = load(path)
    marks, outcomes = replay(vector, LineOfContract(vector))
    assert (marks, outcomes) == (len(vector["marks"]), sum(len(found) for found in _outcomes(vector)))


def test_they_hold_enough_of_everything() -> None:
    vectors = [load(path) for path in FILES]
    assert {vector["name"] for vector in vectors} == set(STORIES)
    assert sum(len(vector["marks"]) for vector in vectors) >= MIN_MARKS
    kinds, results = Counter[str](), Counter[int]()
    for vector in vectors:
        for number, result, _ in (outcome for found in _outcomes(vector) for outcome in found):
            results[int(result)] += 1
            kinds[vector["entries"][int(number)]["kind"]] += 1
    assert sum(results.values()) >= MIN_OUTCOMES
    assert set(results) == set(Result)
    assert set(kinds) == {kind.name.lower() for kind in Kind} and min(kinds.values()) >= MIN_OF_A_KIND


def test_a_replay_notices_the_smallest_change() -> None:
    vector = load(FILES[0])
    number = next(i for i, mark in enumerate(vector["marks"]) if mark["outcomes"])
    for change in (_another_outcome, _another_state, _another_limit, _another_price):
        changed = copy.deepcopy(vector)
        change(changed, number)
        with pytest.raises(AssertionError, match=f"{vector['name']}, mark"):
            replay(changed, LineOfModel(changed))


def _another_outcome(vector: dict[str, Any], number: int) -> None:
    outcome = vector["marks"][number]["outcomes"][0]
    outcome[2] = str(int(outcome[2]) + 1)


def _another_state(vector: dict[str, Any], number: int) -> None:
    vector["marks"][number]["state"]["fees"][2] += "0"


def _another_limit(vector: dict[str, Any], number: int) -> None:
    entry = vector["entries"][int(vector["marks"][number]["outcomes"][0][0])]
    entry["amount"] = str(int(entry["amount"]) + 1)


def _another_price(vector: dict[str, Any], number: int) -> None:
    vector["marks"][number]["price"] += "0"


def _outcomes(vector: dict[str, Any]) -> list[list[list[str]]]:
    return [mark["outcomes"] for mark in vector["marks"]] + ([vector["end"]["outcomes"]] if vector["end"] else [])

# SPDX-License-Identifier: Apache-2.0
"""The stories, the first day of the week and everybody's exit, as `make demo` does them."""

import json
from pathlib import Path
from typing import Any

import pytest

from steelyard.demo.audience import Quiet
from steelyard.demo.run import run

HOURS = 24


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def document(folder: Path) -> dict[str, Any]:
    return run(HOURS, 0.05, folder, Quiet())


def test_every_check_holds(document: dict[str, Any]) -> None:
    assert [check for check in document["checks"] if not check["ok"]] == []
    assert document["ok"]


def test_all_stories_are_told_with_their_numbers(document: dict[str, Any]) -> None:
    stories = {story["id"]: story["lines"] for story in document["stories"]}
    assert sorted(stories) == [f"G{number}" for number in range(1, 9)]
    assert [line["equity"] for line in stories["G6"]] == [97, 103, 98]
    assert [line["leverage"] for line in stories["G2"]] == [6, 3]


def test_the_day_had_fills_and_traders_and_interest(document: dict[str, Any]) -> None:
    week = document["week"]
    assert all(market["fills"] > 0 for market in week["rebalances"]["by_market"])
    assert all(trader["paid"] > 0 and trader["received"] > 0 for trader in week["traders"])
    assert all(lender["earned"] > 0 for lender in week["lenders"])
    assert [day["day"] for day in week["days"]] == ["2021-05-17"]


def test_no_fill_cost_more_than_allowed(document: dict[str, Any]) -> None:
    fills = document["week"]["rebalances"]["fills"]
    assert all(fill["cost"] <= fill["allowed"] for fill in fills)


def test_the_document_is_json_and_the_picture_a_png(document: dict[str, Any], folder: Path) -> None:
    assert json.loads(json.dumps(document)) == document
    assert (folder / "demo.png").read_bytes().startswith(b"\x89PNG")

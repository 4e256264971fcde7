# SPDX-License-Identifier: Apache-2.0
"""The stories, the first day of the week and everybody's exit, as `make demo` does them."""

import json
from pathlib import Path
from typing import Any

import pytest

from steelyard.demo.output import Quiet
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
    assert [line["leverage"] for line in stories["G2"]] == pytest.approx([6, 3 + 0.65 / 3])


def test_the_day_had_fills_and_traders_and_interest(document: dict[str, Any]) -> None:
    week = document["week"]
    assert all(market["fills"] > 0 for market in week["rebalances"]["by_market"])
    assert all(trader["paid"] > 0 and trader["received"] > 0 for trader in week["traders"])
    assert all(lender["earned"] > 0 for lender in week["lenders"])
    assert [day["day"] for day in week["days"]] == ["2021-05-17"]


def test_no_fill_cost_more_than_allowed(document: dict[str, Any]) -> None:
    fills = document["week"]["rebalances"]["fills"]
    assert all(fill["cost"] <= fill["allowed"] for fill in fills)


def test_pairs_were_rebalance_and_a_wick_took_several_steps_at_once(document: dict[str, Any]) -> None:
    markets = {market["symbol"]: market for market in document["pairs"]["markets"]}
    assert list(markets) == ["ETH3X", "MEME2X", "ETH10X"]
    assert all(market["resplits"]["pokes"] > 0 for market in markets.values())
    assert markets["MEME2X"]["resplits"]["max_steps"] > 1
    assert document["pairs"]["generated"] == ["MEME"]


def test_what_a_step_moves_comes_from_liquidity(document: dict[str, Any]) -> None:
    steps = [step for rebalance in document["pairs"]["pokes"] for step in rebalance["steps"]]
    assert any(step["LT"] > 0 for step in steps)
    assert all(abs(step["LT"] + step["FT"] + step["LP"]) < 1e-5 for step in steps)


def test_everybody_left_the_pairs_at_once_or_by_the_queue(document: dict[str, Any]) -> None:
    agents = document["pairs"]["people"]
    assert {person["side"] for person in agents} == {"LT", "FT", "LP"}
    assert all("result" in person for person in agents)
    assert all(person["at_once"] == 0 for person in agents if person["side"] == "LP")
    assert any(person["by_queue"] > 0 for person in agents if person["side"] != "LP")
    assert any(person["at_once"] > 0 and person["pays"] == "USDC" for person in agents)


def test_the_10x_shows_its_half_life_and_leaves_its_range(document: dict[str, Any]) -> None:
    *_, tenfold = document["pairs"]["markets"]
    usual = {life["volatility"]: life["days"] for life in tenfold["half_lives"]}["usual"]
    assert usual == pytest.approx(8.8, abs=0.1)
    assert {hour["in_range"] for hour in tenfold["hours"]} == {True, False}


def test_only_seeds_stay_in_the_pairs(document: dict[str, Any]) -> None:
    remains = document["pairs"]["remains"]
    assert all(int(one["seeds"]) > 0 and one["seeds_worth"] < 50 for one in remains)
    assert all(int(one["dust"]) < 20 for one in remains)


def test_the_document_is_json_and_the_pictures_are_png(document: dict[str, Any], folder: Path) -> None:
    assert json.loads(json.dumps(document)) == document
    for picture in ("demo.png", "demo_pairs.png"):
        assert (folder / picture).read_bytes().startswith(b"\x89PNG")

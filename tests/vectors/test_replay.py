# SPDX-License-Identifier: Apache-2.0
"""Every vector, from its file alone, on the twin and on the contracts: outcomes, reasons and states are equal."""

from dataclasses import astuple
from pathlib import Path
from typing import Any

import boa
import pytest

from steelyard.model.clock import HOUR
from steelyard.model.erc20 import ZERO_ADDRESS
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.parameters import Parameters
from tests.support.contracts import deploy
from tests.support.engine import now, wait
from tests.support.reverts import reverts
from tests.vectors.contracts import ContractMarket
from tests.vectors.player import FOLDER, SIDES, load, numbers, replay
from tests.vectors.twin import TwinMarket

HEARTBEAT = HOUR
ONE_ANSWER = 10**28  # what an answer of 1 is as a price, with 8 decimals of the feed and 18 of both assets
MARKETS = sorted((FOLDER / "markets").glob("*.json"))


@pytest.mark.parametrize("path", MARKETS, ids=lambda path: path.stem)
def test_the_twin_does_what_the_vectors_say(path: Path) -> None:
    vector = load(path)
    assert replay(vector, TwinMarket(vector["market"])) == len(vector["steps"])


@pytest.mark.parametrize("path", MARKETS, ids=lambda path: path.stem)
def test_the_contracts_do_what_the_vectors_say(path: Path) -> None:
    vector = load(path)
    assert replay(vector, ContractMarket(vector["market"])) == len(vector["steps"])


def test_the_engine_values_books_as_the_vectors_say() -> None:
    engine = deploy("PairingEngine")
    for case in _answered("value"):
        given, answer = numbers(case["arguments"]), numbers(case["answer"])
        position, terms, price = _position(given["position"]), _terms(given["position"]["target"]), given["price"]
        for number, side in enumerate(SIDES):
            assert engine.value_of(position, terms, number, price) == answer["values"][side]
            assert engine.leverage(position, terms, number, price) == answer["leverages"][side]
        assert engine.kappa_leveraged(position, terms, price) == answer["kappa_leveraged"]
        assert engine.kappa_funding(position, terms, price, 0, 1) == answer["kappa_funding"]


def test_the_engine_funds_as_the_vectors_say() -> None:
    engine = deploy("PairingEngine")
    for case in _answered("fund"):
        given, answer = numbers(case["arguments"]), numbers(case["answer"])
        position, terms = _position(given["position"]), _terms(given["position"]["target"], given["mints_funding"])
        assert engine.utilization(position, terms) == answer["utilization"]
        assert engine.funding_rate(position, terms) == answer["rate"]


def test_the_source_takes_means_as_the_vectors_say() -> None:
    for case in load(FOLDER / "functions" / "mean_of_rounds.json")["cases"]:
        given = numbers(case["arguments"])
        with boa.env.anchor():
            wait(given["now"] - now())
            source = _source(given["rounds"])
            if "refused" in case:
                with reverts(case["refused"]):
                    source.latest_and_mean(given["window"])
            else:
                assert source.latest_and_mean(given["window"])[1] == int(case["answer"]["mean"]) * ONE_ANSWER


def _answered(name: str) -> list[dict[str, Any]]:
    return [case for case in load(FOLDER / "functions" / f"{name}.json")["cases"] if "answer" in case]


def _position(given: dict[str, Any]) -> tuple[Any, ...]:
    """IPairingPool.Position."""
    vaults = ((given[side]["l"], given[side]["f"]) for side in ("lt", "ft"))
    return given["underlying"], given["reference"], given["index"], *vaults


def _terms(target: int, mints_funding: bool = True) -> tuple[Any, ...]:
    """IPairingPool.Terms, of which all but two do not matter here."""
    return astuple(Parameters(target, 1, 0, 0, 0, 0, 0, mints_funding=mints_funding))


def _source(rounds: list[list[int]]) -> Any:
    """On a feed of 8 decimals that gave these answers, newest first, in a phase of its own."""
    feed, asset = deploy("MockFeed", 8, 1), deploy("MockAsset", 18)
    (answer, updated_at), *later = reversed(rounds)
    feed.begin_phase(answer, updated_at)
    for answer, updated_at in later:
        feed.push_round(answer, updated_at)
    believed = (feed.address, HEARTBEAT, 1, 10**15)
    return deploy(
        "ChainlinkPriceSource", (believed, asset.address, ZERO_ADDRESS, 18, False, WAD // 100, ZERO_ADDRESS, 0)
    )

# SPDX-License-Identifier: Apache-2.0
"""The tables of what a fill may cost are what the default markets allow."""

import re
from collections.abc import Iterator

from steelyard.model.leverage.rebalance_rule import Rule, allowed_cost
from steelyard.model.presets.leverage import BEAR_3X, BULL_3X
from tools.report import ROOT

WAD = 10**18
_FOUR = r"([\d.]+) \| ([\d.]+)% \| ([\d.]+)% \| ([\d.]+)% \|"
ROW = re.compile(rf"^\| {_FOUR}(?: \| {_FOUR})?$")
EDGES = {"3.33": 10 / 3, "4.33": 13 / 3}  # as the page rounds them


def figures(rule: Rule, ratio: float) -> tuple[str, str, str]:
    """Tolerance at a ratio, what one fill from there to its landing may cost, and the part of equity it takes."""
    start, end = int(ratio * WAD), rule.upper_landing if ratio * WAD > rule.target else rule.lower_landing
    cost, landing = allowed_cost(rule, start, end) / WAD, end / WAD
    sells = start > end
    mean = cost / (1 - landing * cost) if sells else cost / (1 + (landing - 1) * cost)
    step = WAD // 10**5 if sells else -WAD // 10**5
    there = allowed_cost(rule, start + step, start) / WAD  # of a path so short that the mean is the tolerance
    tolerance = there / (1 - ratio * there) if sells else there / (1 + (ratio - 1) * there)
    return f"{tolerance:.2%}", f"{cost:.2%}", f"{mean * abs(ratio - landing):.2%}"


def rows(page: str) -> Iterator[tuple[Rule, float, tuple[str, ...]]]:
    """Each row of the tables of what a fill costs: whose, at which ratio, the three figures."""
    section = page[page.index("**What that costs holders.**") : page.index("These are ceilings")]
    for line in section.splitlines():
        if found := ROW.match(line):
            bull, bear = found.groups()[:4], found.groups()[4:]
            for rule, (ratio, *told) in ((BULL_3X.rule(), bull), (BEAR_3X.rule(), bear)):
                if ratio:
                    yield rule, EDGES.get(ratio, float(ratio)), tuple(f"{figure}%" for figure in told)


def test_the_page_says_what_the_rule_allows() -> None:
    found = list(rows((ROOT / "docs/concepts/leverage.md").read_text()))
    assert len(found) == 18
    for rule, ratio, told in found:
        assert told == figures(rule, ratio), ratio


def test_a_wrong_figure_is_found() -> None:
    page = (ROOT / "docs/concepts/leverage.md").read_text().replace("| 16.34% |", "| 16.44% |", 1)
    assert any(told != figures(rule, ratio) for rule, ratio, told in rows(page))

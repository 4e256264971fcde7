# SPDX-License-Identifier: Apache-2.0
"""The table of loan-to-values is what its formula says, and Morpho's incentive is paid by the second figure."""

import re
from fractions import Fraction

from tools.report import ROOT

ROW = re.compile(r"^\| (\d)x \| (.+) \|$", re.MULTILINE)
STEPS = [Fraction(step, 100) for step in (5, 10, 15, 20)]
MAX_INCENTIVE, CURSOR = Fraction(115, 100), Fraction(3, 10)  # of Morpho Blue: ConstantsLib.sol


def seized(loan: Fraction) -> Fraction:
    """What a liquidation of the whole loan takes, if the loan stood at the limit `loan`."""
    return loan * min(MAX_INCENTIVE, 1 / (1 - CURSOR * (1 - loan)))


def cells(text: str) -> dict[int, list[str]]:
    """The figures by leverage."""
    return {int(leverage): row.split(" | ") for leverage, row in ROW.findall(text)}


def fault(leverage: int, step: Fraction, cell: str) -> str | None:
    """What is wrong with one cell; a tenth of a percent is its last digit."""
    left, digit = 1 - leverage * step, Fraction(1, 1_000)
    if cell == "none":
        return None if left <= 0 else f"{leverage}x, {step}: some loan survives"
    covered, paid = (Fraction(part.rstrip("%")) / 100 for part in cell.split(" / "))
    if covered != left:
        return f"{leverage}x, {step}: {covered} is not {left}"
    if not seized(paid) <= left < seized(paid + digit):
        return f"{leverage}x, {step}: {paid} is not the highest that pays the liquidator"
    return None


def test_the_table_is_its_formula() -> None:
    found = cells((ROOT / "docs/guides/integrators.md").read_text())
    assert sorted(found) == [1, 2, 3, 5]
    faults = [fault(k, step, cell) for k, row in found.items() for step, cell in zip(STEPS, row, strict=True)]
    assert len(faults) == 16 and not any(faults), faults


def test_a_wrong_figure_is_found() -> None:
    step = Fraction(1, 10)
    assert fault(3, step, "70.0% / 62.0%") is None
    assert fault(3, step, "71.0% / 62.0%") and fault(3, step, "70.0% / 62.1%") and fault(3, step, "70.0% / 61.9%")
    assert fault(3, step, "none") and fault(5, Fraction(1, 5), "none") is None

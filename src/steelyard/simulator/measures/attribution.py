# SPDX-License-Identifier: Apache-2.0
"""Where a result came from. The five parts add up to it, because the second is what the others leave."""

from typing import NamedTuple

from steelyard.simulator.measures.ideals import filled
from steelyard.simulator.run import FIRST_NAV, Run


class Attribution(NamedTuple):
    """Dollars a share of a NAV that began at 100.

    `exposure` is the promised multiple of the whole move of the underlying, as one would have expected without reading
    further; `drag` what the way there took or gave (and whatever the exposure was away from the promise); the rest was
    paid to lenders, in fees, and for rebalancing.
    """

    exposure: float
    drag: float
    interest: float
    fees: float
    cost: float

    @property
    def result(self) -> float:
        """Change of the NAV."""
        return sum(self)


def attribute(run: Run) -> Attribution:
    """Splits the change of the NAV over the whole run."""
    price, totals = filled(run.price), run.totals
    exposure = run.factor * float(price[-1] / price[0] - 1) * FIRST_NAV
    paid = totals.interest + totals.fees + totals.cost
    drag = totals.nav - FIRST_NAV - exposure + paid
    return Attribution(exposure, drag, -totals.interest, -totals.fees, -totals.cost)

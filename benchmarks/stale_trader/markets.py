# SPDX-License-Identifier: Apache-2.0
"""The markets that are tried. Fractions scaled by 1e18."""

from dataclasses import dataclass, replace
from enum import Enum
from itertools import product

from steelyard.model.pairing.parameters import LIVE_FALL, MOST_MARGIN_AT_TARGET, PERCENT, Fees, Parameters, rise_of
from steelyard.model.rounding import WAD

CAPS_LEVERAGED = {2: 60 * PERCENT, 3: 50 * PERCENT, 4: 40 * PERCENT, 5: 35 * PERCENT, 10: 20 * PERCENT}
CAP_FUNDING_MAJOR, CAP_FUNDING_MEME = 60 * PERCENT, 40 * PERCENT
DEFAULT_MARGIN = PERCENT // 2
DEFAULT_TARGETS = {False: (2, 3), True: (2,)}  # by whether it is a meme; a bear of -k times has target k+1
EXPERIMENTAL_TARGETS = (4, 5, 10)


class Pricing(Enum):
    """How a market trades: at once at the feed's price, or by orders priced at the next update.

    STANDING is the same market as COMMIT where nobody but the trader carries his orders out. DELAYED is one whose
    orders count from `DELAY` seconds after they were given; the pool has no such rule, so the trader is held to it.
    """

    DIRECT = "at once"
    COMMIT = "orders"
    STANDING = "orders, no keeper"
    DELAYED = "orders, after a minute"


@dataclass(frozen=True)
class Market:
    """One market and whether it is meant to ship."""

    name: str
    parameters: Parameters
    pricing: Pricing
    is_default: bool

    def with_terms(self, margin: int, swap: int) -> "Market":
        """The same market at another margin and swap fee."""
        fees = replace(self.parameters.fees, swap=swap)
        return replace(self, parameters=replace(self.parameters, margin=margin, fees=fees))

    def is_allowed(self, deviation: float) -> bool:
        """Whether the margin covers a feed's threshold."""
        return self.parameters.margin >= round(deviation * WAD)

    @property
    def is_experimental(self) -> bool:
        """Whether its leverage is shown and not shipped."""
        return self.parameters.target in EXPERIMENTAL_TARGETS

    @property
    def leg_cost(self) -> float:
        """What one leg costs per unit of exposure, as a fraction: the margin, and the fee on what is swapped."""
        return (self.parameters.margin + self.parameters.fees.swap / self.parameters.target) / WAD


DEFAULT_PRICING = Pricing.COMMIT
DELAY = 60


def market(target: int, pricing: Pricing, *, is_bear: bool = False, is_meme: bool = False) -> Market:
    """A market as the defaults have it; a bear of -k times has target k+1."""
    fall = LIVE_FALL[target]
    parameters = Parameters(
        target=target,
        dollar=WAD,
        margin=min(DEFAULT_MARGIN, MOST_MARGIN_AT_TARGET // target),
        fall=fall,
        rise=rise_of(fall),
        cap_leveraged=CAPS_LEVERAGED[target],
        cap_funding=CAP_FUNDING_MEME if is_meme else CAP_FUNDING_MAJOR,
        fees=Fees(),
        is_bear=is_bear,
        commits=pricing is not Pricing.DIRECT,
    )
    is_default = pricing is DEFAULT_PRICING and target in DEFAULT_TARGETS[is_meme]
    return Market(f"{1 - target if is_bear else target}x", parameters, pricing, is_default)


def majors() -> list[Market]:
    """What is tried on majors: the defaults both ways, the experimental ones, and orders that nobody carries out."""
    found = [
        market(target, pricing, is_bear=is_bear)
        for pricing, is_bear, target in product((Pricing.COMMIT, Pricing.DIRECT), (False, True), DEFAULT_TARGETS[False])
    ]
    found += [market(target, Pricing.DIRECT) for target in EXPERIMENTAL_TARGETS]
    found += [market(target, Pricing.STANDING) for target in (3, 10)]
    found += [market(target, Pricing.DELAYED) for target in DEFAULT_TARGETS[False]]
    return [*found, market(10, Pricing.COMMIT), market(10, Pricing.DELAYED)]


def memes() -> list[Market]:
    """What is tried on memes."""
    found = [
        market(target, pricing, is_bear=is_bear, is_meme=True)
        for pricing, is_bear, target in product((Pricing.COMMIT, Pricing.DIRECT), (False, True), DEFAULT_TARGETS[True])
    ]
    return [*found, market(2, Pricing.DELAYED, is_meme=True)]

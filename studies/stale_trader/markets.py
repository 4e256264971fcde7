# SPDX-License-Identifier: Apache-2.0
"""The markets that are tried. Fractions scaled by 1e18."""

from dataclasses import dataclass, replace
from enum import Enum
from itertools import product

from steelyard.model.factory.pairing_bounds import MAX_FUNDING, MAX_LEVERAGED
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.parameters import LIVE_FALL, MAX_MARGIN_AT_TARGET, PERCENT, Fees, Parameters, rise_of

CAP_FUNDING_MEME = 40 * PERCENT
DEFAULT_MARGIN = PERCENT // 2
EXPERIMENTAL_TARGETS = (4, 5, 10)


class Pricing(Enum):
    """How a market trades: at once at the feed's price, or by orders priced at an update after them.

    STANDING is the same market as COMMIT where nobody but the trader carries the orders out: as if no bounty were paid,
    or as if they could keep others from executing them.
    """

    DIRECT = "at once"
    COMMIT = "orders"
    STANDING = "orders, no keeper"


DEFAULT_PRICING = Pricing.COMMIT
SHIPPED: dict[bool, tuple[str, ...]] = {False: ("2x", "3x", "-1x", "-2x"), True: ()}  # by whether it is a meme


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
    def has_choice_of_rebalance(self) -> bool:
        """Whether the moment of a rebalance is all that is left to choose, on a market that could ship."""
        return self.pricing is Pricing.COMMIT and not self.is_experimental

    @property
    def leg_cost(self) -> float:
        """What one leg costs per unit of exposure, as a fraction: the margin, and the fee on what is swapped."""
        return (self.parameters.margin + self.parameters.fees.swap / self.parameters.target) / WAD


def market(target: int, pricing: Pricing, *, is_bear: bool = False, is_meme: bool = False) -> Market:
    """A market as the defaults have it; a bear of -k times has target k+1."""
    fall, name = LIVE_FALL[target], f"{1 - target if is_bear else target}x"
    parameters = Parameters(
        target=target,
        dollar=WAD,
        margin=min(DEFAULT_MARGIN, MAX_MARGIN_AT_TARGET // target),
        fall=fall,
        rise=rise_of(fall),
        cap_leveraged=MAX_LEVERAGED[target],
        cap_funding=CAP_FUNDING_MEME if is_meme else MAX_FUNDING,
        fees=Fees(),
        is_bear=is_bear,
        commits=pricing is not Pricing.DIRECT,
    )
    return Market(name, parameters, pricing, pricing is DEFAULT_PRICING and name in SHIPPED[is_meme])


def majors() -> list[Market]:
    """What is tried on majors: 2x and 3x both ways, the experimental ones, and orders that nobody carries out."""
    found = list[Market]()
    for pricing in (Pricing.COMMIT, Pricing.DIRECT):
        found += [market(target, pricing, is_bear=is_bear) for is_bear, target in product((False, True), (2, 3))]
        found += [market(target, pricing) for target in EXPERIMENTAL_TARGETS]
    return [*found, market(3, Pricing.STANDING)]


def memes() -> list[Market]:
    """What is tried on memes: 2x both ways."""
    ways = product((Pricing.COMMIT, Pricing.DIRECT), (False, True))
    return [market(2, pricing, is_bear=is_bear, is_meme=True) for pricing, is_bear in ways]

# SPDX-License-Identifier: Apache-2.0
"""This protocol's leveraged token on a lending pool, with all its parameters."""

from dataclasses import astuple, dataclass, field, replace

from steelyard.model.factory.bounds import MAX_LANDING
from steelyard.model.leverage import leveraged_token, rebalance_rule
from steelyard.model.libraries.rounding import WAD
from steelyard.model.presets.leverage import BULL_3X, LANDING, NO_FEES, TOLERANCE
from steelyard.simulator.world.bounds import FOREVER, within
from steelyard.simulator.world.rates import wad

QUOTE_UNIT = 10**18
"""Units of a dollar on the integer twin: so many that its rounding is not seen."""


@dataclass(frozen=True)
class Tolerance:
    """What a fill may keep of the value it moves, by danger: see `steelyard.model.leverage.rebalance_rule.Tolerance`.

    Parts.
    """

    minimum: float = TOLERANCE.minimum / WAD
    over: float = TOLERANCE.over / WAD
    emergency: float = TOLERANCE.emergency / WAD
    under: float = TOLERANCE.under / WAD


@dataclass(frozen=True)
class Fees:
    """Parts of the shares minted, of the shares redeemed, of the supply per year."""

    mint: float = 0.0
    redeem: float = 0.0
    management: float = 0.0


@dataclass(frozen=True)
class Terms:
    """`exposure` is a size: 3 for a 3x bull and a true -3x bear. The band is given in parts of the exposure.

    `landing`: of the way from the target to the edge of the band, what a fill leaves. Raises ValueError for what no
    market can be.
    """

    exposure: float = 3.0
    is_bear: bool = False
    lower: float = BULL_3X.lower / BULL_3X.target
    upper: float = BULL_3X.upper / BULL_3X.target
    landing: float = LANDING / WAD
    tolerance: Tolerance = field(default_factory=Tolerance)
    fees: Fees = field(default_factory=Fees)

    def __post_init__(self) -> None:
        for name in ("exposure", "lower", "upper"):
            within(name, getattr(self, name), 0, FOREVER)
        within("landing", self.landing, 0, MAX_LANDING / WAD, "0.5 is half of the way to the edge")
        for part in (self.tolerance, self.fees):
            for name, value in vars(part).items():
                within(name, value, -1, 1, "0.01 is 1%")
        if self.exposure <= (0 if self.is_bear else 1):
            raise ValueError(f"terms: a {'bear' if self.is_bear else 'bull'} has no exposure of {self.exposure:g}")
        if not 3 / 4 < self.lower < 1 < self.upper < 4 / 3:
            raise ValueError(f"terms: band {self.lower:g} to {self.upper:g} is not within 3/4 < 1 < 4/3")

    @property
    def factor(self) -> float:
        """Of the underlying's move, signed."""
        return -self.exposure if self.is_bear else self.exposure

    @property
    def name(self) -> str:
        """As in a table."""
        return f"steelyard {self.factor:g}x"

    @property
    def debt_ratio(self) -> float:
        """Debt over equity, on target."""
        return self.exposure if self.is_bear else self.exposure - 1

    def parameters(self, quote_unit: int) -> leveraged_token.Parameters:
        """As the contract takes them; `quote_unit` is a whole dollar."""
        offset, exposure, fees = WAD if self.is_bear else 0, wad(self.exposure), self.fees
        return leveraged_token.Parameters(
            is_bear=self.is_bear,
            quote_unit=quote_unit,
            dollar=quote_unit,
            target=exposure + offset,
            upper=wad(self.exposure * self.upper) + offset,
            lower=wad(self.exposure * self.lower) + offset,
            landing=wad(self.landing),
            tolerance=rebalance_rule.Tolerance(*(wad(part) for part in astuple(self.tolerance))),
            fees=replace(NO_FEES, mint=wad(fees.mint), redeem=wad(fees.redeem), management=wad(fees.management)),
        )

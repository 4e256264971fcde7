# SPDX-License-Identifier: Apache-2.0
"""A paired pool with all its parameters, and the share of it that is looked at."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from steelyard.model.clock import DAY
from steelyard.model.factory.pairing_bounds import MAX_FUNDING, MAX_LEVERAGED
from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing import parameters as twin
from steelyard.model.pairing.funding import CURVES
from steelyard.model.pairing.valuation import Side
from steelyard.model.presets.pairing import LIVE_FALL
from steelyard.simulator.world.rates import wad

UNIT = 10**24
"""Units of a coin and of a dollar on the integer twin: so many that its rounding is not seen."""

MIN_VAULT = 100.0
"""Dollars of each vault at the start: ten seeds."""

SIDES = {"lt": Side.LEVERAGED, "ft": Side.FUNDING, "lp": Side.LIQUIDITY}


@dataclass(frozen=True)
class Fees:
    """Parts: of the market per year, of the market at a rebalance, of that for whoever rebalances; at most so many
    dollars.

    The bound is dollars at the start: a market holds it in units of its underlying.
    """

    management: float = 0.0
    rebalance: float = 0.0
    reward: float = 0.0
    max_reward: float = 0.0


@dataclass(frozen=True)
class Curve:
    """What F earns a year where nothing is used, the slope up to 80% use, and the slope beyond."""

    floor: float
    slope: float
    steep: float

    @classmethod
    def of(cls, target: int) -> "Curve":
        """The protocol's."""
        curve = CURVES[target]
        return cls(curve.floor / WAD, curve.slope / WAD, curve.steep / WAD)


class Opening(NamedTuple):
    """A market at its start: units of U, of L that LT holds and of F that FT holds; LP has the rest."""

    underlying: float
    leveraged: float
    funding: float


@dataclass(frozen=True)
class Terms:
    """`multiple`: 3 for a 3x bull, -2 for a bear of -2x, whose underlying is the dollar. `side`: "lt", "ft" or "lp".

    `fall` and `rise` are the range d and g, a rise of None undoes the fall; `cap_leveraged` and `cap_funding` the
    greatest kappas, of which LT and FT hold `fill` at the start; `period` and `window` seconds. None stands for what
    the protocol takes for this leverage. Nobody comes or goes: margins, swap fees and queues have no part in it.
    `holders_rebalance`: whoever holds a share rebalances where the reward is below the gas and the keeper's least
    profit; without it only what pays is done. Raises ValueError for what no market can be.
    """

    multiple: int = 3
    side: Literal["lt", "ft", "lp"] = "lt"
    fall: float | None = None
    rise: float | None = None
    cap_leveraged: float | None = None
    cap_funding: float = MAX_FUNDING / WAD
    fill: float = 0.5
    period: int = DAY
    window: int = twin.MIN_WINDOW
    curve: Curve | None = None
    fees: Fees = field(default_factory=Fees)
    holders_rebalance: bool = True

    def __post_init__(self) -> None:
        if self.side not in SIDES:
            raise ValueError(f"paired: side {self.side!r} is not one of {', '.join(SIDES)}")
        if not 0 < self.fill <= 1:
            raise ValueError(f"paired: {self.fill:g} of the caps is not between 0 and 1")
        if self.target not in twin.TARGETS:
            raise ValueError(f"paired: {self.multiple:g}x needs a target of {self.target:g}, not {twin.TARGETS}")
        try:
            self.parameters(1.0).check(deviation=0)
        except Reverted as fault:
            raise ValueError(f"paired: {fault}") from None

    @property
    def is_bear(self) -> bool:
        """Whether the underlying is the dollar."""
        return self.multiple < 0

    @property
    def target(self) -> int:
        """T: what LT gains of a rise of U in terms of the quote asset."""
        return 1 - self.multiple if self.is_bear else self.multiple

    @property
    def factor(self) -> float:
        """Of the underlying's move: the multiple; FT is a claim on the quote asset, and LP promises to be like U.

        In dollars the two are 0 and 1; of a bear, whose quote asset is the coin, 1 and 0.
        """
        return float({"lt": self.multiple, "ft": self.is_bear, "lp": not self.is_bear}[self.side])

    @property
    def name(self) -> str:
        """As in a table."""
        share = "" if self.side == "lt" else f" {self.side.upper()}"
        return f"steelyard paired {self.multiple:g}x{share}"

    @property
    def kappa(self) -> tuple[float, float]:
        """Of LT and FT at the start."""
        maximum = MAX_LEVERAGED[self.target] / WAD if self.cap_leveraged is None else self.cap_leveraged
        return self.fill * maximum, self.fill * self.cap_funding

    @property
    def funding_curve(self) -> Curve:
        """The one that holds."""
        return self.curve or Curve.of(self.target)

    def opening(self, equity: float, price: float) -> Opening:
        """Where the side is worth `equity` dollars, a coin `price`. Raises ValueError if a vault is too small."""
        leveraged, funding = self.kappa
        parts = [leveraged / self.target, funding * (self.target - 1) / self.target]
        parts.append(1 - sum(parts))
        total = equity / parts[SIDES[self.side]] if min(parts) > 0 else 0.0
        if total * min(parts) < MIN_VAULT:
            raise ValueError(f"paired: {equity:g} dollars of {self.side.upper()} leave a vault with almost nothing")
        underlying = total if self.is_bear else total / price
        return Opening(underlying, underlying * leveraged, underlying * funding)

    def parameters(self, price: float) -> twin.Parameters:
        """As the contract takes them, with a coin at `price` dollars; trades are free, as none are made later."""
        fall = LIVE_FALL[self.target] if self.fall is None else wad(self.fall)
        coins = self.fees.max_reward / (1.0 if self.is_bear else price)
        return twin.Parameters(
            target=self.target,
            dollar=UNIT,
            margin=0,
            fall=fall,
            rise=twin.rise_of(fall) if self.rise is None else wad(self.rise),
            cap_leveraged=WAD,
            cap_funding=WAD,
            is_bear=self.is_bear,
            window=self.window,
            period=self.period,
            fees=twin.Fees(
                swap=0, imbalance=0, liquidity_exit=0, management=wad(self.fees.management),
                rebalance=wad(self.fees.rebalance), reward=wad(self.fees.reward), max_reward=round(coins * UNIT),
            ),
        )  # fmt: skip

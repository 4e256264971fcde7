# SPDX-License-Identifier: Apache-2.0
"""Interest rate models, equal to contracts/lending/*RateModel.vy. Rates go in per year and come out per second."""

from dataclasses import dataclass, field
from typing import Protocol

from steelyard.model.clock import YEAR
from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import WAD, div_toward_zero, mul_div_down, wad_exp, wad_ln

MAX_RATE = 3 * WAD  # 300% a year
MAX_SPEED = 1000 * WAD
MAX_STEEPNESS = 100 * WAD
SMALL_EXPONENT = 10**14


class RateModel(Protocol):
    """What a pool asks of a rate model. It may refuse, or answer nonsense."""

    def accrue(self, utilization: int, elapsed: int, *, sender: str) -> int:
        """Mean rate per second over the span, scaled by 1e18; moves the state of `sender`."""
        ...

    def mean_rate(self, account: str, utilization: int, elapsed: int) -> int:
        """What `accrue` would answer to `account`."""
        ...


@dataclass(frozen=True)
class KinkedRateModel:
    """Two straight lines that meet at the kink. Stateless; rates per year scaled by 1e18."""

    base: int
    kink: int
    rate_at_kink: int
    rate_at_full: int

    def __post_init__(self) -> None:
        require(0 < self.kink < WAD, "rate model: kink")
        require(self.base <= self.rate_at_kink <= self.rate_at_full, "rate model: not rising")
        require(self.rate_at_full <= MAX_RATE, "rate model: above maximum")

    def accrue(self, utilization: int, elapsed: int, *, sender: str) -> int:
        """The rate at this utilization, per second, rounded down."""
        return self._rate(utilization)

    def mean_rate(self, account: str, utilization: int, elapsed: int) -> int:
        """The rate at this utilization, per second, rounded down."""
        return self._rate(utilization)

    def _rate(self, utilization: int) -> int:
        used = min(utilization, WAD)
        if used <= self.kink:
            yearly = self.base + mul_div_down(self.rate_at_kink - self.base, used, self.kink)
        else:
            rise = self.rate_at_full - self.rate_at_kink
            yearly = self.rate_at_kink + mul_div_down(rise, used - self.kink, WAD - self.kink)
        return yearly // YEAR


@dataclass
class AdaptiveRateModel:
    """A curve whose rate at target utilization drifts as exp(speed * error * time); state per caller.

    Rates are per year at target, scaled by 1e18; `steepness` is the rate at full utilization over the
    rate at target; `speed` the exponent per year at full error. Answers are exact means over the span.
    """

    target_utilization: int
    initial_rate: int
    min_rate: int
    max_rate: int
    steepness: int
    speed: int
    _rates: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        require(0 < self.target_utilization < WAD, "rate model: target")
        require(WAD <= self.steepness <= MAX_STEEPNESS, "rate model: steepness")
        require(0 < self.min_rate <= self.initial_rate <= self.max_rate, "rate model: not rising")
        require(
            self.max_rate <= MAX_RATE and self.max_rate * self.steepness // WAD <= MAX_RATE,
            "rate model: above maximum",
        )
        require(self.speed <= MAX_SPEED, "rate model: speed")

    def accrue(self, utilization: int, elapsed: int, *, sender: str) -> int:
        """Mean rate per second over the span, rounded down; the rate at target of `sender` moves on."""
        rate, self._rates[sender] = self._mean(sender, utilization, elapsed)
        return rate

    def mean_rate(self, account: str, utilization: int, elapsed: int) -> int:
        """What `accrue` would answer to `account`."""
        return self._mean(account, utilization, elapsed)[0]

    def rate_at_target(self, account: str) -> int:
        """Rate per year at target utilization after the last accrual of `account`."""
        return self._rates.get(account, self.initial_rate)

    def _mean(self, account: str, utilization: int, elapsed: int) -> tuple[int, int]:
        error = self._error(utilization)
        per_year = div_toward_zero(self.speed * error, WAD)
        mean, end = self._drift(self.rate_at_target(account), div_toward_zero(per_year * elapsed, YEAR))
        return self._curve(mean, error) // YEAR, end

    def _error(self, utilization: int) -> int:
        distance = min(utilization, WAD) - self.target_utilization
        widest = WAD - self.target_utilization if distance > 0 else self.target_utilization
        return div_toward_zero(distance * WAD, widest)

    def _curve(self, at_target: int, error: int) -> int:
        slope = WAD - WAD * WAD // self.steepness if error < 0 else self.steepness - WAD
        return at_target * (WAD + div_toward_zero(slope * error, WAD)) // WAD

    def _drift(self, start: int, exponent: int) -> tuple[int, int]:
        """Mean of min(start * exp(x), bound) over x from 0 to `exponent`, and its last value."""
        if exponent == 0:
            return start, start
        bound = self.max_rate if exponent > 0 else self.min_rate
        to_bound = wad_ln(bound * WAD // start)
        if abs(exponent) >= abs(to_bound):
            mean = div_toward_zero((bound - start) * WAD + bound * (exponent - to_bound), exponent)
            return max(min(mean, max(start, bound)), min(start, bound)), bound
        end = max(start * wad_exp(exponent) // WAD, self.min_rate)
        if abs(exponent) < SMALL_EXPONENT:
            series = WAD + div_toward_zero(exponent, 2) + exponent * exponent // (6 * WAD)
            series += div_toward_zero(exponent**3, 24 * WAD * WAD)
            return start * series // WAD, end
        return div_toward_zero(start * (wad_exp(exponent) - WAD), exponent), end

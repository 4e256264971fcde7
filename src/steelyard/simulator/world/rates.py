# SPDX-License-Identifier: Apache-2.0
"""Interest rate models with their parameters per year; 0.05 is 5%."""

from dataclasses import dataclass

from steelyard.model.factory.bounds import (
    MAX_RATE,
    MAX_SPEED,
    AdaptiveParameters,
    KinkedParameters,
    check_adaptive,
    check_kinked,
)
from steelyard.model.lending.rate_models import AdaptiveRateModel, KinkedRateModel
from steelyard.model.libraries.rounding import WAD
from steelyard.model.presets.leverage import ADAPTIVE, KINKED
from steelyard.simulator.world.bounds import as_contracts, within


def wad(number: float) -> int:
    """As an integer scaled by 1e18."""
    return round(number * WAD)


@dataclass(frozen=True)
class Kinked:
    """Two straight lines over utilization that meet at the kink."""

    base: float = KINKED.base / WAD
    kink: float = KINKED.kink / WAD
    rate_at_kink: float = KINKED.rate_at_kink / WAD
    rate_at_full: float = KINKED.rate_at_full / WAD

    def __post_init__(self) -> None:
        for name in ("base", "kink", "rate_at_kink", "rate_at_full"):
            within(f"lenders.model.{name}", getattr(self, name), 0, MAX_RATE / WAD, "0.05 is 5%")
        parameters = KinkedParameters(wad(self.base), wad(self.kink), wad(self.rate_at_kink), wad(self.rate_at_full))
        as_contracts("lenders.model", lambda: check_kinked(parameters))

    def rate(self, utilization: float) -> float:
        """Per year."""
        if utilization <= self.kink:
            return self.base + (self.rate_at_kink - self.base) * utilization / self.kink
        rise = self.rate_at_full - self.rate_at_kink
        return self.rate_at_kink + rise * (min(utilization, 1) - self.kink) / (1 - self.kink)

    def twin(self) -> KinkedRateModel:
        """The integer model."""
        return KinkedRateModel(wad(self.base), wad(self.kink), wad(self.rate_at_kink), wad(self.rate_at_full))


@dataclass(frozen=True)
class Adaptive:
    """A curve whose rate at the target utilization drifts with the distance from it; `speed` per year at full error."""

    target_utilization: float = ADAPTIVE.target_utilization / WAD
    initial_rate: float = ADAPTIVE.initial_rate / WAD
    min_rate: float = ADAPTIVE.min_rate / WAD
    max_rate: float = ADAPTIVE.max_rate / WAD
    steepness: float = ADAPTIVE.steepness / WAD
    speed: float = ADAPTIVE.speed / WAD

    def __post_init__(self) -> None:
        names = ("target_utilization", "initial_rate", "min_rate", "max_rate", "steepness", "speed")
        for name in names:
            within(f"lenders.model.{name}", getattr(self, name), 0, MAX_SPEED / WAD, "0.05 is 5%")
        parameters = AdaptiveParameters(*(wad(getattr(self, name)) for name in names))
        as_contracts("lenders.model", lambda: check_adaptive(parameters))

    def rate(self, utilization: float) -> float:
        """Per year, at the beginning."""
        distance = min(utilization, 1) - self.target_utilization
        if distance < 0:
            error, slope = distance / self.target_utilization, 1 - 1 / self.steepness
        else:
            error, slope = distance / (1 - self.target_utilization), self.steepness - 1
        return self.initial_rate * (1 + slope * error)

    def twin(self) -> AdaptiveRateModel:
        """The integer model, as it is at the beginning."""
        return AdaptiveRateModel(
            wad(self.target_utilization), wad(self.initial_rate), wad(self.min_rate), wad(self.max_rate),
            wad(self.steepness), wad(self.speed),
        )  # fmt: skip


RateModel = Kinked | Adaptive

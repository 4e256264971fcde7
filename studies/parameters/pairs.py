# SPDX-License-Identifier: Apache-2.0
"""What is asked of paired pools: one parameter at a time, of each of the three shares."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Literal

from steelyard.model.clock import DAY, HOUR
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.parameters import MAX_FALL_AT_TARGET, PERCENT
from steelyard.model.presets.pairing import LIVE_FALL
from steelyard.simulator.pairing import Pairing
from steelyard.simulator.pairing.terms import Curve
from steelyard.simulator.sweep import vary
from studies.crashes.kinds import Kind
from studies.parameters.markets import AssetClass
from studies.parameters.replay import Variant
from studies.parameters.trial import DEFAULT, FIVE_MINUTES, Trial, Variants

SIDES: tuple[Literal["lt", "ft", "lp"], ...] = ("lt", "ft", "lp")
EQUITY = 1e6  # dollars of the share that is looked at
FALLS = (0.5, 0.75, 1.25, 1.5)
WINDOWS = {"30 min": HOUR // 2, "1 h": HOUR}
PERIODS = {"6 h": 6 * HOUR, "7 d": 7 * DAY}
FULL = 1.0


def _values(target: int) -> dict[str, dict[str, Any]]:
    """Of a market at its caps: what a full one bears is what counts."""
    curve = Curve.of(target)
    maximum = MAX_FALL_AT_TARGET // target
    falls = {min(round(LIVE_FALL[target] * times), maximum) for times in FALLS} - {LIVE_FALL[target]}
    values: dict[str, dict[str, Any]] = {DEFAULT: {}}
    values |= {f"d {fall / PERCENT:g}%": {"fall": fall / WAD} for fall in sorted(falls)}
    values |= {f"window {name}": {"window": seconds} for name, seconds in WINDOWS.items()}
    values |= {f"period {name}": {"period": seconds} for name, seconds in PERIODS.items()}
    values |= {f"caps filled {part:.0%}": {"fill": part} for part in (0.25, 0.5)}
    values |= {f"cap of FT {cap:.0%}": {"cap_funding": cap} for cap in (0.4, 0.8)}
    values |= {f"funding times {times:g}": {"curve": _scaled(curve, times)} for times in (0.5, 2.0)}
    return values


def _scaled(curve: Curve, times: float) -> Curve:
    return Curve(curve.floor * times, curve.slope * times, curve.steep * times)


def _of(side: Literal["lt", "ft", "lp"]) -> Variants:
    def variants(market: AssetClass, kind: Kind) -> Iterable[Variant]:
        token = Pairing(multiple=kind.factor, side=side, fill=FULL)
        world = replace(market.world(kind), equity=EQUITY)
        for label, values in _values(kind.target).items():
            yield Variant(label, vary(token, values), world)

    return variants


KINDS_SHIPPED = (Kind(2), Kind(3), Kind(1, True), Kind(2, True))
PAIRING = tuple(
    Trial(f"paired {side.upper()}", _of(side), closes=False, kinds=KINDS_SHIPPED, longest=FIVE_MINUTES)
    for side in SIDES
)  # fmt: skip

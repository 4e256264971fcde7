# SPDX-License-Identifier: Apache-2.0
"""What is asked: one parameter, or two that depend on each other, at a time, around the defaults."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path as FilePath
from typing import Any

from steelyard.model.clock import DAY, HOUR
from steelyard.simulator.data.catalogue import best
from steelyard.simulator.leverage import Tolerance
from steelyard.simulator.peers import Peer
from steelyard.simulator.peers.peer import Financing
from steelyard.simulator.random_paths import BlockBootstrap, BrownianMotion, Generator, JumpDiffusion
from steelyard.simulator.sweep import vary
from steelyard.simulator.world import World
from studies.crashes.kinds import COVERED, LATENCIES, MINUTE, SPIKE, Kind
from studies.parameters.limits import GWEI
from studies.parameters.markets import CLASSES, AssetClass, max_equity
from studies.parameters.pairs import PAIRING
from studies.parameters.replay import Variant
from studies.parameters.samples import Drawn, Months, Sample
from studies.parameters.schedules import Schedule, Way
from studies.parameters.trial import DEFAULT, FIVE_MINUTES, Trial, Variants, with_values

BANDS = (1.03, 1.05, 1.08, 1.15, 1.2, 1.3)
LANDINGS = (0.0, 0.25, 0.5, 0.8)
TOLERANCES: Mapping[str, Sequence[float]] = {
    "minimum": (0.0, 0.0005, 0.001, 0.002, 0.004),
    "over": (0.005, 0.02),
    "emergency": (0.01, 0.02, 0.05),
    "under": (0.001, 0.0025),
}
SHARES = (0.0, 0.5, 1.0)
DEVIATIONS = (0.001, 0.0025, 0.005, 0.01, 0.02)
SIZES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
FLAT = Tolerance(0.003, 0.003, 0.003, 0.003)
CLOCKS = {"1% an hour": 0.01 / HOUR, "1% in 10 min": 0.001 / MINUTE, "1% a minute": 0.01 / MINUTE}
MAIN = (Kind(3), Kind(3, True))
SAFE = (Kind(2), Kind(3), Kind(1, True), Kind(2, True))
KEPT = tuple(latency for latency in LATENCIES if latency is not None)
EVERY_MINUTE = (*range(MINUTE, COVERED + MINUTE, MINUTE), HOUR)


def late(latency: int) -> str:
    """The label of a keeper who is so many seconds late."""
    return f"{latency // MINUTE} min"


def _prompt(market: AssetClass, kind: Kind) -> World:
    """Feed and keeper are as quick as the prices."""
    return vary(market.world(kind), {"oracle.lag": 0, "keeper.latency": 0})


def _holders(rules: Mapping[str, Mapping[str, Any]]) -> Variants:
    def variants(market: AssetClass, kind: Kind) -> Iterable[Variant]:
        world = _prompt(market, kind)
        for label, values in {DEFAULT: {}, **rules}.items():
            yield Variant(label, vary(market.token(kind), values), world)

    return variants


def _bands() -> dict[str, dict[str, Any]]:
    return {f"{upper:g}": {"upper": upper, "lower": 1 / upper} for upper in BANDS}


def _landings() -> dict[str, dict[str, Any]]:
    return {f"{landing:g}": {"landing": landing} for landing in LANDINGS}


def _bands_and_landings() -> dict[str, dict[str, Any]]:
    return {
        f"{upper:g}, {landing:g}": {"upper": upper, "lower": 1 / upper, "landing": landing}
        for upper, landing in product((1.05, 1.15, 1.2), LANDINGS)
    }


def _tolerances(market: AssetClass, kind: Kind) -> Iterable[Variant]:
    yield with_values(market, kind, DEFAULT, {})
    for name, values in TOLERANCES.items():
        for value in values:
            yield with_values(market, kind, f"{name} {value:g}", {f"tolerance.{name}": value})
    yield from _scales(market, kind)
    yield with_values(market, kind, "0.3% everywhere", {"tolerance": FLAT})


def _scales(market: AssetClass, kind: Kind) -> Iterable[Variant]:
    for label, times in (("all halved", 0.5), ("all doubled", 2.0)):
        yield with_values(market, kind, label, {"tolerance": _scaled(market.tolerance, times)})


def _tolerances_late(market: AssetClass, kind: Kind) -> Iterable[Variant]:
    """With keepers as late as lenders must bear, before an exchange of a fifth of the depth."""
    world = {"keeper.latency": COVERED, "venue.depth": market.depth / 5}
    yield with_values(market, kind, DEFAULT, {}, world)
    for variant in (*_scales(market, kind), with_values(market, kind, "0.3% everywhere", {"tolerance": FLAT})):
        yield replace(variant, world=vary(variant.world, world))


def _scaled(tolerance: Tolerance, times: float) -> Tolerance:
    t = tolerance
    # what is under-levered is no danger: the factory lets nobody pay more than 0.5% for it
    return Tolerance(t.minimum * times, t.over * times, t.emergency * times, min(t.under * times, 0.005))


def _keepers(market: AssetClass, kind: Kind) -> Iterable[Variant]:
    for latency, share in product(KEPT, SHARES):
        label = f"{late(latency)}, {share:g}"
        yield with_values(market, kind, label, {}, {"keeper.latency": latency, "keeper.share": share})


def _latencies(latencies: Sequence[int], rule: Mapping[str, Any], world: Mapping[str, Any]) -> Variants:
    """When a keeper comes decides at which price of a crash they sell, so a minute later may be better or worse."""

    def variants(market: AssetClass, kind: Kind) -> Iterable[Variant]:
        for latency in latencies:
            yield with_values(market, kind, late(latency), rule, {"keeper.latency": latency, **world})

    return variants


def _one(name: str, values: Sequence[float]) -> Variants:
    def variants(market: AssetClass, kind: Kind) -> Iterable[Variant]:
        for value in values:
            yield with_values(market, kind, f"{value:g}", {}, {name: value})

    return variants


def _sizes(market: AssetClass, kind: Kind) -> Iterable[Variant]:
    for times in SIZES:
        yield with_values(market, kind, f"{times:g}", {}, {"equity": times * max_equity(kind, market.depth)})


def _schedules(depth: float) -> Variants:
    """Before an exchange of that part of the depth."""

    def variants(market: AssetClass, kind: Kind) -> Iterable[Variant]:
        token = market.token(kind)
        ways = {"mean": (Way.MEAN, 0.0), "start": (Way.START, 0.0)}
        ways |= {f"clock, {name}": (Way.CLOCK, speed) for name, speed in CLOCKS.items()}
        for (label, (way, speed)), share in product(ways.items(), (1.0, 0.0)):
            world = vary(market.world(kind), {"keeper.share": share, "venue.depth": depth * market.depth})
            yield Variant(f"{label}, {share:g}", Schedule(token, way, speed), world)

    return variants


def _steps(market: AssetClass, kind: Kind) -> Iterable[Variant]:
    """By an operator who sees every price; the band of the defaults."""
    size, token = float(kind.exposure), market.token(kind)
    band = (size * token.lower, size * token.upper)
    whole = Peer("target", float(kind.factor), interval=DAY, extremes=band, financing=Financing.NONE)
    never = replace(whole, name="target, no interval", interval=0)
    for rule in (whole, never, replace(never, name="edge", speed=0.0, kept=band)):
        yield Variant(rule.name, rule, market.world(kind))


TRIALS = (
    Trial("band", _holders(_bands()), closes=True, classes=CLASSES, random=True),
    Trial("landing", _holders(_landings()), closes=True, random=True),
    Trial("band and landing", _holders(_bands_and_landings()), closes=True, kinds=MAIN, random=True),
    Trial("step", _steps, closes=True, kinds=MAIN, random=True),
    Trial("tolerance", _tolerances, closes=True, kinds=(Kind(2), *MAIN), random=True),
    Trial("tolerance, late and shallow", _tolerances_late, closes=False),
    Trial("tolerance elsewhere", _tolerances, closes=True, kinds=(Kind(2), Kind(1, True)), classes=CLASSES[1:]),
    Trial("schedule", _schedules(1.0), closes=False, kinds=MAIN, longest=FIVE_MINUTES),
    Trial("schedule, shallow", _schedules(0.2), closes=False, kinds=MAIN, longest=FIVE_MINUTES),
    Trial("keepers", _keepers, closes=False, kinds=MAIN, longest=FIVE_MINUTES),
    Trial("feed", _one("oracle.deviation", DEVIATIONS), closes=False, kinds=MAIN, longest=FIVE_MINUTES),
    Trial("gas", _one("gas.gwei", GWEI), closes=False, kinds=MAIN, longest=FIVE_MINUTES),
    Trial("size", _sizes, closes=False, kinds=MAIN, longest=FIVE_MINUTES),
    Trial("lenders", _latencies(EVERY_MINUTE, {}, {}), closes=False, classes=CLASSES),
    Trial("lenders, on target", _latencies(EVERY_MINUTE, {"landing": 0.0}, {}), closes=False, kinds=SAFE),
    Trial("lenders, gas spike", _latencies(KEPT, {}, {"gas.gwei": SPIKE}), closes=False),
    *PAIRING,
)
QUICK = ("band", "landing", "lenders")
"""What the criteria need."""


def random_samples(folder: FilePath | None, count: int) -> list[Sample]:
    """Five kinds of months."""
    made: dict[str, Generator] = {f"GBM {v:.0%}": BrownianMotion(0.0, v, FIVE_MINUTES) for v in (0.5, 0.8, 1.2)}
    made["jumps"] = JumpDiffusion(0.0, 0.6, 50.0, -0.01, 0.04, FIVE_MINUTES)
    if Months("ETH", FIVE_MINUTES, folder, closes=True).is_there:
        bars = best("ETH", FIVE_MINUTES, folder).bars(FIVE_MINUTES)
        made["bootstrap ETH"] = BlockBootstrap.of(bars, DAY / FIVE_MINUTES, drift=0.0)
    return [Drawn(name, generator, count) for name, generator in made.items()]

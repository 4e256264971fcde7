# SPDX-License-Identifier: Apache-2.0
"""What a pool, a rate model or a market may be: the checks of the factory, in its order and with its reasons.

The reason for each number stands beside its namesake in `contracts/factory/bounds.vy`. A refusal carries the value
and the bound it broke: `given`, `min_out`, `max`. Fractions, ratios and rates per year are scaled by 1e18.
"""

from dataclasses import dataclass

from steelyard.model.clock import DAY
from steelyard.model.erc20 import ZERO_ADDRESS
from steelyard.model.leverage.leveraged_token import Fees, Parameters
from steelyard.model.leverage.rebalance_rule import Tolerance
from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import WAD

_E36 = 10**36

MIN_DECIMALS = 6
MAX_DECIMALS = 18
MAX_ASSET_SUPPLY = 2**96 - 1
MAX_COLLATERAL_SUPPLY = 2**104 - 1
MAX_COLLATERAL_WORTH = 2**112
MIN_PRICE = 10**9
MAX_PRICE = 2**160 - 1

MAX_RESERVE_FACTOR = 3 * 10**17
RESERVE_FACTOR_STEP = 10**14
MAX_REQUIRED_RESERVE = WAD
MIN_HOURLY_PART = 5 * 10**16
MAX_HOURLY_PART = WAD
MIN_TIMELOCK = DAY
MAX_TIMELOCK = 30 * DAY
MAX_DEPOSIT_CAP = 2**95

MAX_RATE = 3 * WAD
MIN_UTILIZATION = 10**16
MAX_UTILIZATION = 99 * 10**16
MIN_ADAPTIVE_RATE = 10**14
MIN_STEEPNESS = WAD
MAX_STEEPNESS = 10 * WAD
MIN_SPEED = WAD
MAX_SPEED = 100 * WAD

MIN_BULL_TARGET = 15 * 10**17
MAX_BULL_TARGET = 10 * WAD
MIN_BEAR_TARGET = 2 * WAD
MAX_BEAR_TARGET = 11 * WAD
MIN_BAND = 2 * 10**16
MAX_LANDING = 9 * 10**17
MIN_EMERGENCY_TOLERANCE = 10**15
MAX_EMERGENCY_TOLERANCE = 10**17
MAX_UNDER_TOLERANCE = 5 * 10**15
MIN_DOLLAR = 100
MAX_DOLLARS_PER_UNIT = 10**6
MAX_MINT_FEE = 10**16
MAX_REDEEM_FEE = 10**16
MAX_MANAGEMENT_FEE = 5 * 10**16

MIN_ANCHOR = WAD
MAX_ANCHOR = 10**6 * WAD
MIN_ANCHOR_STEP = 2
MAX_ANCHOR_STEP = 1_000


@dataclass(frozen=True)
class PoolParameters:
    """`IMarketFactory.PoolParameters`: the deposit cap in asset units."""

    asset: str
    name: str
    symbol: str
    curator: str
    guardian: str
    rate_model: str
    deposit_cap: int
    reserve_factor: int
    required_reserve: int
    hourly_part: int
    timelock: int


@dataclass(frozen=True)
class KinkedParameters:
    """`IMarketFactory.KinkedParameters`."""

    base: int
    kink: int
    rate_at_kink: int
    rate_at_full: int


@dataclass(frozen=True)
class AdaptiveParameters:
    """`IMarketFactory.AdaptiveParameters`: the three rates hold at the target utilization."""

    target_utilization: int
    initial_rate: int
    min_rate: int
    max_rate: int
    steepness: int
    speed: int


@dataclass(frozen=True)
class AnchoredParameters:
    """`IMarketFactory.AnchoredParameters`: quote values of one unit; a ceiling of 0 is none."""

    name: str
    symbol: str
    anchor: int
    floor: int
    ceiling: int


@dataclass(frozen=True)
class AssetFacts:
    """What an asset answers; `is_erc20` is False if it does not answer both of the others."""

    is_erc20: bool
    decimals: int
    supply: int


@dataclass(frozen=True)
class TokenFacts:
    """What the factory reads before it creates a token; `price` scaled by 1e36, 0 if the oracle gives none."""

    debt_asset: str
    collateral_asset: str
    debt: AssetFacts
    collateral: AssetFacts
    price: int
    has_rescue_price: bool


def check_pool(p: PoolParameters, asset: AssetFacts) -> None:
    """Refuses a lending pool out of bounds. The rate model is the registry's to judge."""
    require(asset.is_erc20, "asset: not an ERC-20", given=p.asset)
    _within(asset.decimals, MIN_DECIMALS, MAX_DECIMALS, "asset decimals: 6 to 18")
    _at_most(asset.supply, MAX_ASSET_SUPPLY, "asset supply: over 2**96 - 1")
    require(p.name != "", "pool name: empty")
    require(p.symbol != "", "pool symbol: empty")
    require(p.curator != ZERO_ADDRESS, "curator: zero")
    require(p.guardian != ZERO_ADDRESS, "guardian: zero")
    _at_most(p.deposit_cap, MAX_DEPOSIT_CAP, "deposit cap: over 2**95")
    _at_most(p.reserve_factor, MAX_RESERVE_FACTOR, "reserve factor: over 30%")
    require(
        p.reserve_factor % RESERVE_FACTOR_STEP == 0,
        "reserve factor: step of 0.01%",
        given=p.reserve_factor,
        step=RESERVE_FACTOR_STEP,
    )
    _at_most(p.required_reserve, MAX_REQUIRED_RESERVE, "required reserve: over 100%")
    _within(p.hourly_part, MIN_HOURLY_PART, MAX_HOURLY_PART, "hourly part: 5% to 100%")
    _within(p.timelock, MIN_TIMELOCK, MAX_TIMELOCK, "timelock: 1 to 30 days")


def check_kinked(p: KinkedParameters) -> None:
    """Refuses a kinked rate model out of bounds."""
    _within(p.kink, MIN_UTILIZATION, MAX_UTILIZATION, "kink: 1% to 99%")
    _at_least(p.rate_at_kink, p.base, "rate at kink: below base")
    _at_least(p.rate_at_full, p.rate_at_kink, "rate at full: below kink's")
    _at_most(p.rate_at_full, MAX_RATE, "rate at full: over 300%")


def check_adaptive(p: AdaptiveParameters) -> None:
    """Refuses an adaptive rate model out of bounds."""
    _within(p.target_utilization, MIN_UTILIZATION, MAX_UTILIZATION, "target utilization: 1% to 99%")
    _at_least(p.min_rate, MIN_ADAPTIVE_RATE, "min rate: under 0.01%")
    _at_least(p.initial_rate, p.min_rate, "initial rate: below min rate")
    _at_least(p.max_rate, p.initial_rate, "max rate: below initial rate")
    _within(p.steepness, MIN_STEEPNESS, MAX_STEEPNESS, "steepness: 1 to 10")
    _at_most(p.max_rate, MAX_RATE * WAD // p.steepness, "max rate: over 300% at full")
    _within(p.speed, MIN_SPEED, MAX_SPEED, "speed: 1 to 100")


def check_token(name: str, symbol: str, p: Parameters, facts: TokenFacts) -> None:
    """Refuses a leveraged token out of bounds. The pool is the registry's to judge."""
    require(name != "", "name: empty")
    require(symbol != "", "symbol: empty")
    _check_assets(p, facts)
    check_terms(p)
    _check_price(facts)


def check_terms(p: Parameters) -> None:
    """Refuses leverage, band, tolerance or fees out of bounds: what does not depend on assets."""
    _check_leverage(p)
    _check_tolerance(p.tolerance, 2 * p.target - _offset(p))
    _check_fees(p.fees)


def check_anchored(p: AnchoredParameters) -> None:
    """Refuses an anchored token out of bounds."""
    require(p.name != "", "anchored name: empty")
    require(p.symbol != "", "anchored symbol: empty")
    _within(p.anchor, MIN_ANCHOR, MAX_ANCHOR, "anchor: 1 to 1,000,000")
    _below(p.floor, p.anchor // MIN_ANCHOR_STEP, "floor: not under anchor / 2")
    _at_least(p.floor, p.anchor // MAX_ANCHOR_STEP, "floor: under anchor / 1,000")
    if p.ceiling != 0:
        _above(p.ceiling, p.anchor * MIN_ANCHOR_STEP, "ceiling: not over anchor * 2")
    _at_most(p.ceiling, p.anchor * MAX_ANCHOR_STEP, "ceiling: over anchor * 1,000")


def _offset(p: Parameters) -> int:
    """A bull's exposure is its leverage ratio, a bear's is its ratio less 1."""
    return WAD if p.is_bear else 0


def _check_assets(p: Parameters, facts: TokenFacts) -> None:
    collateral = facts.collateral
    require(facts.collateral_asset != facts.debt_asset, "collateral: is the debt asset", given=facts.collateral_asset)
    require(collateral.is_erc20, "collateral: not an ERC-20", given=facts.collateral_asset)
    _within(collateral.decimals, MIN_DECIMALS, MAX_DECIMALS, "collateral decimals: 6 to 18")
    _at_most(collateral.supply, MAX_COLLATERAL_SUPPLY, "collateral supply: over 2**104-1")
    if p.is_bear:
        _equal(p.quote_unit, 10**collateral.decimals, "quote unit: not collateral's")
    else:
        _equal(p.quote_unit, 10**facts.debt.decimals, "quote unit: not debt asset's")
    _at_least(p.dollar, max(MIN_DOLLAR, p.quote_unit // MAX_DOLLARS_PER_UNIT), "dollar: too few units")
    _at_most(p.dollar, p.quote_unit, "dollar: over one quote asset")


def _check_leverage(p: Parameters) -> None:
    if p.is_bear:
        _within(p.target, MIN_BEAR_TARGET, MAX_BEAR_TARGET, "bear target: 2 to 11")
    else:
        _within(p.target, MIN_BULL_TARGET, MAX_BULL_TARGET, "bull target: 1.5 to 10")
    offset = _offset(p)
    exposure = p.target - offset
    minimum = exposure * MIN_BAND // WAD
    _above(p.lower, exposure * 3 // 4 + offset, "band: lower under 3/4 exposure")
    _at_most(p.lower, p.target - minimum, "band: lower within 2% of target")
    _at_least(p.upper, p.target + minimum, "band: upper within 2% of target")
    _below(p.upper, exposure * 4 // 3 + offset, "band: upper over 4/3 exposure")
    _at_most(p.landing, MAX_LANDING, "landing: over 90%")


def _check_tolerance(t: Tolerance, double: int) -> None:
    """`double` is the leverage ratio at twice the target exposure; the tolerance's breakpoint lies there or beyond."""
    _at_least(t.minimum, 0, "tolerance: minimum below 0")
    _at_least(t.over, t.minimum, "tolerance: over below minimum")
    _at_least(t.under, t.minimum, "tolerance: under below minimum")
    _at_most(t.under, MAX_UNDER_TOLERANCE, "tolerance: under over 0.5%")
    _at_least(t.emergency, MIN_EMERGENCY_TOLERANCE, "tolerance: emergency under 0.1%")
    _at_most(t.emergency, MAX_EMERGENCY_TOLERANCE, "tolerance: emergency over 10%")
    _at_least(t.emergency, t.over, "tolerance: emergency below over")
    _at_least(t.emergency, t.under, "tolerance: emergency below under")
    _at_most(t.emergency, _E36 // (2 * double), "tolerance: beyond breakpoint")


def _check_fees(fees: Fees) -> None:
    _at_most(fees.mint, MAX_MINT_FEE, "mint fee: over 1%")
    _at_most(fees.redeem, MAX_REDEEM_FEE, "redeem fee: over 1%")
    _at_most(fees.management, MAX_MANAGEMENT_FEE, "management fee: over 5%")
    require(fees.management == 0 or fees.recipient != ZERO_ADDRESS, "fee recipient: zero", management=fees.management)


def _check_price(facts: TokenFacts) -> None:
    require(facts.price != 0, "oracle: no strict price")
    require(facts.has_rescue_price, "oracle: no rescue price")
    _at_least(facts.price, MIN_PRICE, "price: under 1e9")
    _at_most(facts.price, MAX_PRICE, "price: over 2**160 - 1")
    _at_most(facts.collateral.supply, MAX_COLLATERAL_WORTH * _E36 // facts.price, "collateral worth: over 2**112")


def _within(given: int, minimum: int, maximum: int, reason: str) -> None:
    require(minimum <= given <= maximum, reason, given=given, minimum=minimum, maximum=maximum)


def _at_least(given: int, minimum: int, reason: str) -> None:
    require(given >= minimum, reason, given=given, minimum=minimum)


def _at_most(given: int, maximum: int, reason: str) -> None:
    require(given <= maximum, reason, given=given, maximum=maximum)


def _above(given: int, bound: int, reason: str) -> None:
    require(given > bound, reason, given=given, above=bound)


def _below(given: int, bound: int, reason: str) -> None:
    require(given < bound, reason, given=given, below=bound)


def _equal(given: int, expected: int, reason: str) -> None:
    require(given == expected, reason, given=given, expected=expected)

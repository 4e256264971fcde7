# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title What the parameters of a pool, a rate model and a market may be
@license AGPL-3.0-only
@notice Pure checks: whoever creates reads the facts and passes them in. Every bound
        is a named constant with its reason, every refusal names the bound. Fractions,
        ratios and rates per year are scaled by 1e18.
"""
from ..interfaces import ILeveragedToken
from ..interfaces import IMarketFactory
from ..libraries import errors


struct AssetFacts:
    is_erc20: bool  # answers decimals() and totalSupply()
    decimals: uint256
    supply: uint256


struct TokenFacts:
    debt_asset: address
    debt: AssetFacts
    collateral: AssetFacts
    price: uint256  # strict answer of the oracle, 1e36; 0 if it gives none
    has_rescue_price: bool


WAD: constant(uint256) = 10**18
E36: constant(uint256) = 10**36

# ------------------------------------------------------------------ assets

# under 6 decimals one unit is worth so much that rounding eats the small tolerances;
# over 18 the price's scale of 1e36 runs out of digits on the other side
MIN_DECIMALS: constant(uint256) = 6
MAX_DECIMALS: constant(uint256) = 18
# the pool keeps its cash in 96 bits, a token its collateral in 104: a supply that fits can
# never make a counter saturate (2**96 is 79 billion units of 18 decimals)
MAX_ASSET_SUPPLY: constant(uint256) = 2**96 - 1
MAX_COLLATERAL_SUPPLY: constant(uint256) = 2**104 - 1
# assets of 112 bits times two ratios of at most 1e24 and 1e19 stay within 256 bits
# even after a rise of the price by 100 times
MAX_COLLATERAL_WORTH: constant(uint256) = 2**112
# below, the price has fewer than ten digits and its own rounding would show
MIN_PRICE: constant(uint256) = 10**9
# the token keeps the last good price in 160 bits
MAX_PRICE: constant(uint256) = 2**160 - 1

# ------------------------------------------------------------------ pool

# 30% of the interest: lenders keep the larger part of what their risk earns
MAX_RESERVE_FACTOR: constant(uint256) = 3 * 10**17
# 0.01%: the pool keeps it in basis points
RESERVE_FACTOR_STEP: constant(uint256) = 10**14
# 100%: a reserve as large as the whole debt covers every loss there can be
MAX_REQUIRED_RESERVE: constant(uint256) = WAD
# 5% of the limit an hour lets a token fill its limit within a day; 100% is no allowance at all
MIN_HOURLY_PART: constant(uint256) = 5 * 10**16
MAX_HOURLY_PART: constant(uint256) = WAD
# a day lets lenders leave before a change; beyond a month a curator could not act at all
MIN_TIMELOCK: constant(uint256) = 86_400
MAX_TIMELOCK: constant(uint256) = 30 * 86_400
# half of the 96 bits of cash: the other half is room for interest
MAX_DEPOSIT_CAP: constant(uint256) = 2**95

# ------------------------------------------------------------------ rate models

# 300% a year is also the most that a pool takes from a model
MAX_RATE: constant(uint256) = 3 * WAD
# a kink or a target within 1% of either end makes one of the two slopes a step
MIN_UTILIZATION: constant(uint256) = 10**16
MAX_UTILIZATION: constant(uint256) = 99 * 10**16
# 0.01% a year: an adaptive rate moves by factors, so it could never leave zero
MIN_ADAPTIVE_RATE: constant(uint256) = 10**14
# 1 is a flat curve; at 10 full utilization costs ten times the target's rate
MIN_STEEPNESS: constant(uint256) = WAD
MAX_STEEPNESS: constant(uint256) = 10 * WAD
# at the largest error the rate mocks in ln(2)/speed years: 253 days at 1, 2.5 days at 100
MIN_SPEED: constant(uint256) = WAD
MAX_SPEED: constant(uint256) = 100 * WAD

# ------------------------------------------------------------------ token

# ratios A/E: a bull's exposure is its ratio, a bear's is its ratio less 1.
# Under 1.5 a bull is hardly leveraged; a bear begins at -1x; over 10x a 10% move is ruin
MIN_BULL_TARGET: constant(uint256) = 15 * 10**17
MAX_BULL_TARGET: constant(uint256) = 10 * WAD
MIN_BEAR_TARGET: constant(uint256) = 2 * WAD
MAX_BEAR_TARGET: constant(uint256) = 11 * WAD
# 2% of the exposure: less, and a feed's own deviation of 0.5% at 3x starts a rebalance with every round
MIN_BAND: constant(uint256) = 2 * 10**16
# a fill leaves at least a tenth of the way to the edge, or the next round would start another
MAX_LANDING: constant(uint256) = 9 * 10**17
# under 100 units rounding would decide, and nothing that is lent by a pool is worth a million dollars a unit;
# money worth more than a dollar a unit is no dollar, and one worth less would hide a debt as dust
MIN_DOLLAR: constant(uint256) = 100
MAX_DOLLARS_PER_UNIT: constant(uint256) = 10**6
# 0.1% at twice the exposure pays for no swap below it; 10% of a fill is dearer than any crash was
MIN_EMERGENCY_TOLERANCE: constant(int256) = 10**15
MAX_EMERGENCY_TOLERANCE: constant(int256) = 10**17
# 0.5%: being under-levered is no danger
MAX_UNDER_TOLERANCE: constant(int256) = 5 * 10**15
# 1% of the equity moved, per mint or redeem
MAX_MINT_FEE: constant(uint256) = 10**16
MAX_REDEEM_FEE: constant(uint256) = 10**16
# 5% of the supply a year
MAX_MANAGEMENT_FEE: constant(uint256) = 5 * 10**16

# ------------------------------------------------------------------ anchored token

# a unit reads as money: from 1 to a million of the quote asset
MIN_ANCHOR: constant(uint256) = WAD
MAX_ANCHOR: constant(uint256) = 10**6 * WAD
# a rebase moves by at least 2x, so that it is rare, and from its edge by at most 1,000x,
# so that a jump past the edge of another 1,000x is still within the 1e6x of one step
MIN_ANCHOR_STEP: constant(uint256) = 2
MAX_ANCHOR_STEP: constant(uint256) = 1_000


@internal
@pure
def check_pool(p: IMarketFactory.PoolParameters, asset: AssetFacts):
    """
    @notice Refuses a lending pool out of bounds. The rate model is the registry's to judge.
    """
    errors.require(asset.is_erc20, "asset: not an ERC-20")
    errors.require(asset.decimals >= MIN_DECIMALS and asset.decimals <= MAX_DECIMALS, "asset decimals: 6 to 18")
    errors.require(asset.supply <= MAX_ASSET_SUPPLY, "asset supply: over 2**96 - 1")
    errors.require(len(p.name) != 0, "pool name: empty")
    errors.require(len(p.symbol) != 0, "pool symbol: empty")
    errors.require(p.curator != empty(address), "curator: zero")
    errors.require(p.guardian != empty(address), "guardian: zero")
    errors.require(p.deposit_cap <= MAX_DEPOSIT_CAP, "deposit cap: over 2**95")
    errors.require(p.reserve_factor <= MAX_RESERVE_FACTOR, "reserve factor: over 30%")
    errors.require(p.reserve_factor % RESERVE_FACTOR_STEP == 0, "reserve factor: step of 0.01%")
    errors.require(p.required_reserve <= MAX_REQUIRED_RESERVE, "required reserve: over 100%")
    errors.require(p.hourly_part >= MIN_HOURLY_PART and p.hourly_part <= MAX_HOURLY_PART, "hourly part: 5% to 100%")
    errors.require(p.timelock >= MIN_TIMELOCK and p.timelock <= MAX_TIMELOCK, "timelock: 1 to 30 days")


@internal
@pure
def check_kinked(p: IMarketFactory.KinkedParameters):
    """
    @notice Refuses a kinked rate model out of bounds.
    """
    errors.require(p.kink >= MIN_UTILIZATION and p.kink <= MAX_UTILIZATION, "kink: 1% to 99%")
    errors.require(p.base <= p.rate_at_kink, "rate at kink: below base")
    errors.require(p.rate_at_kink <= p.rate_at_full, "rate at full: below kink's")
    errors.require(p.rate_at_full <= MAX_RATE, "rate at full: over 300%")


@internal
@pure
def check_adaptive(p: IMarketFactory.AdaptiveParameters):
    """
    @notice Refuses an adaptive rate model out of bounds.
    """
    errors.require(
        p.target_utilization >= MIN_UTILIZATION and p.target_utilization <= MAX_UTILIZATION,
        "target utilization: 1% to 99%",
    )
    errors.require(p.min_rate >= MIN_ADAPTIVE_RATE, "min rate: under 0.01%")
    errors.require(p.initial_rate >= p.min_rate, "initial rate: below min rate")
    errors.require(p.max_rate >= p.initial_rate, "max rate: below initial rate")
    errors.require(p.steepness >= MIN_STEEPNESS and p.steepness <= MAX_STEEPNESS, "steepness: 1 to 10")
    # steepness is at least 1 here; the division keeps any max_rate from overflowing
    errors.require(p.max_rate <= MAX_RATE * WAD // p.steepness, "max rate: over 300% at full")
    errors.require(p.speed >= MIN_SPEED and p.speed <= MAX_SPEED, "speed: 1 to 100")


@internal
@pure
def check_token(p: ILeveragedToken.Parameters, facts: TokenFacts):
    """
    @notice Refuses a leveraged token out of bounds. The pool is the registry's to judge.
    """
    errors.require(len(p.name) != 0, "name: empty")
    errors.require(len(p.symbol) != 0, "symbol: empty")
    self._check_assets(p, facts)
    self._check_leverage(p)
    self._check_tolerance(p)
    self._check_fees(p.fees)
    self._check_price(facts)


@internal
@pure
def check_anchored(p: IMarketFactory.AnchoredParameters):
    """
    @notice Refuses an anchored token out of bounds.
    """
    errors.require(len(p.name) != 0, "anchored name: empty")
    errors.require(len(p.symbol) != 0, "anchored symbol: empty")
    errors.require(p.anchor >= MIN_ANCHOR and p.anchor <= MAX_ANCHOR, "anchor: 1 to 1,000,000")
    errors.require(p.floor < p.anchor // MIN_ANCHOR_STEP, "floor: not under anchor / 2")
    errors.require(p.floor >= p.anchor // MAX_ANCHOR_STEP, "floor: under anchor / 1,000")
    errors.require(p.ceiling == 0 or p.ceiling > p.anchor * MIN_ANCHOR_STEP, "ceiling: not over anchor * 2")
    errors.require(p.ceiling <= p.anchor * MAX_ANCHOR_STEP, "ceiling: over anchor * 1,000")


@internal
@pure
def _check_assets(p: ILeveragedToken.Parameters, facts: TokenFacts):
    collateral: AssetFacts = facts.collateral
    errors.require(p.collateral != facts.debt_asset, "collateral: is the debt asset")
    errors.require(collateral.is_erc20, "collateral: not an ERC-20")
    errors.require(
        collateral.decimals >= MIN_DECIMALS and collateral.decimals <= MAX_DECIMALS, "collateral decimals: 6 to 18"
    )
    errors.require(collateral.supply <= MAX_COLLATERAL_SUPPLY, "collateral supply: over 2**104-1")
    if p.is_bear:
        errors.require(p.quote_unit == 10**collateral.decimals, "quote unit: not collateral's")
    else:
        errors.require(p.quote_unit == 10**facts.debt.decimals, "quote unit: not debt asset's")
    errors.require(p.dollar >= max(MIN_DOLLAR, p.quote_unit // MAX_DOLLARS_PER_UNIT), "dollar: too few units")
    errors.require(p.dollar <= p.quote_unit, "dollar: over one quote asset")


@internal
@pure
def _check_leverage(p: ILeveragedToken.Parameters):
    """
    @dev The band's edges lie strictly inside the break points of the tolerance, 3/4 and
         4/3 of the target exposure, so that each of its slopes has a width.
    """
    offset: uint256 = 0
    if p.is_bear:
        errors.require(p.target >= MIN_BEAR_TARGET and p.target <= MAX_BEAR_TARGET, "bear target: 2 to 11")
        offset = WAD
    else:
        errors.require(p.target >= MIN_BULL_TARGET and p.target <= MAX_BULL_TARGET, "bull target: 1.5 to 10")
    exposure: uint256 = p.target - offset
    minimum: uint256 = exposure * MIN_BAND // WAD
    errors.require(p.lower > exposure * 3 // 4 + offset, "band: lower under 3/4 exposure")
    errors.require(p.lower <= p.target - minimum, "band: lower within 2% of target")
    errors.require(p.upper >= p.target + minimum, "band: upper within 2% of target")
    errors.require(p.upper < exposure * 4 // 3 + offset, "band: upper over 4/3 exposure")
    errors.require(p.landing <= MAX_LANDING, "landing: over 90%")


@internal
@pure
def _check_tolerance(p: ILeveragedToken.Parameters):
    """
    @dev The breakpoint 1/(2 * emergency), from where the tolerance falls as 1/R^2, lies at or beyond
         twice the target exposure; with it target * tolerance stays at or under 1/2.
    """
    t: ILeveragedToken.Tolerance = p.tolerance
    errors.require(t.minimum >= 0, "tolerance: minimum below 0")
    errors.require(t.over >= t.minimum, "tolerance: over below minimum")
    errors.require(t.under >= t.minimum, "tolerance: under below minimum")
    errors.require(t.under <= MAX_UNDER_TOLERANCE, "tolerance: under over 0.5%")
    errors.require(t.emergency >= MIN_EMERGENCY_TOLERANCE, "tolerance: emergency under 0.1%")
    errors.require(t.emergency <= MAX_EMERGENCY_TOLERANCE, "tolerance: emergency over 10%")
    errors.require(t.emergency >= t.over, "tolerance: emergency below over")
    errors.require(t.emergency >= t.under, "tolerance: emergency below under")
    double: uint256 = 2 * p.target
    if p.is_bear:
        double -= WAD
    errors.require(2 * double * convert(t.emergency, uint256) <= E36, "tolerance: beyond breakpoint")


@internal
@pure
def _check_fees(fees: ILeveragedToken.Fees):
    errors.require(fees.mint <= MAX_MINT_FEE, "mint fee: over 1%")
    errors.require(fees.redeem <= MAX_REDEEM_FEE, "redeem fee: over 1%")
    errors.require(fees.management <= MAX_MANAGEMENT_FEE, "management fee: over 5%")
    errors.require(fees.management == 0 or fees.recipient != empty(address), "fee recipient: zero")


@internal
@pure
def _check_price(facts: TokenFacts):
    errors.require(facts.price != 0, "oracle: no strict price")
    errors.require(facts.has_rescue_price, "oracle: no rescue price")
    errors.require(facts.price >= MIN_PRICE, "price: under 1e9")
    errors.require(facts.price <= MAX_PRICE, "price: over 2**160 - 1")
    errors.require(
        facts.collateral.supply <= MAX_COLLATERAL_WORTH * E36 // facts.price, "collateral worth: over 2**112"
    )

# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title What the parameters of a paired pool may be
@license AGPL-3.0-only
@notice Pure checks: whoever creates reads the facts and passes them in. Every bound
        is a named constant with its reason, every refusal names the bound. Fractions
        are scaled by 1e18, prices by 1e36, times in seconds.
"""
from ..interfaces import IPairingPool
from ..libraries import errors
from ..libraries import rounding
from ..libraries import text
from ..oracles import feed
from . import bounds


# of the price source, all immutable
struct SourceFacts:
    asset: address  # what it prices
    deviation: uint256  # how far the market may move before it answers anew
    is_inverse: bool  # answers the inverse of its feed: quote and underlying exchanged
    has_rounds: bool  # numbered rounds, each with a price: what orders wait for


WAD: constant(uint256) = 10**18
E36: constant(uint256) = 10**36
PERCENT: constant(uint256) = WAD // 100

# ------------------------------------------------------------------ asset

# a market counts its U and the fees it owes in 128 bits each: whatever happens, a supply
# that fits can never stop it
MAX_ASSET_SUPPLY: constant(uint256) = 2**128 - 1

# ------------------------------------------------------------------ leverage

# a funding curve is written down for each; between 5 and 10 and beyond, none was examined
TARGETS: constant(uint256[5]) = [2, 3, 4, 5, 10]
# T*d: a step at the bound keeps at least 60% of the leveraged side
MAX_FALL_AT_TARGET: constant(uint256) = 40 * PERCENT
# T*delta: a user price never comes near the zero point
MAX_MARGIN_AT_TARGET: constant(uint256) = WAD // 40
# at 10x whoever knows the price before a feed does earns more than fee and margin take; an
# order that is priced at the update after it gives them nothing
COMMIT_FROM: constant(uint256) = 10

# ------------------------------------------------------------------ caps

# kappa_L of k keeps the target leverage up to a rise of k**(-1/(T-1)): 3x +41% at .50,
# 5x +30% at .35, 10x +20% at .20
MAX_LEVERAGED_TO_3X: constant(uint256) = 50 * PERCENT
MAX_LEVERAGED_TO_5X: constant(uint256) = 35 * PERCENT
MAX_LEVERAGED_BEYOND: constant(uint256) = 20 * PERCENT
# kappa_F of k keeps the funding side whole down to k of the price: a fall of 40%. What
# moves faster, a meme, should take 40%
MAX_FUNDING: constant(uint256) = 60 * PERCENT
# what the books can count
MAX_UNDERLYING: constant(uint256) = 2**128 - 1
# the value of a full market times its target fits 256 bits even after a rise of the price
# by a million times: no exit ever fails for arithmetic
PRICE_HEADROOM: constant(uint256) = 10**6
# room for the three seeds of $10 and thirty times more
MIN_CAPACITY_DOLLARS: constant(uint256) = 1_000

# ------------------------------------------------------------------ price

# a seed of $10 is then at least 1,000 units of U: rounding one away takes 0.1% of it
MIN_DOLLAR: constant(uint256) = 100
# the shortest mean that a single block's price cannot carry
MIN_WINDOW: constant(uint256) = 900
# a mean over more than an hour, by when a queue is due, would come too late for a rebalance
MAX_WINDOW: constant(uint256) = 3_600
# shorter, and drag and fees eat the leveraged side; longer, and funding alone moves 10x to 10.8x
MIN_PERIOD: constant(uint256) = 3_600
MAX_PERIOD: constant(uint256) = 30 * 86_400

# ------------------------------------------------------------------ fees

# with less, hardly anything but the margin stands between a feed's lag and the vaults
MIN_SWAP_FEE: constant(uint256) = WAD // 1_000
# beyond these a market takes more than its leverage is worth
MAX_SWAP_FEE: constant(uint256) = 5 * PERCENT
MAX_IMBALANCE_FEE: constant(uint256) = 2 * PERCENT
MAX_EXIT_FEE: constant(uint256) = PERCENT
MAX_MANAGEMENT_FEE: constant(uint256) = 2 * PERCENT
MAX_REBALANCE_FEE: constant(uint256) = PERCENT // 10
# half of the swap fee stays with the liquidity that earns it
MAX_CUT: constant(uint256) = WAD // 2
MAX_REWARD: constant(uint256) = WAD
# gas of a long rebalance where gas is dear; more would pay for making rebalances happen
MAX_REWARD_DOLLARS: constant(uint256) = 100


@internal
@pure
def check_terms(p: IPairingPool.Parameters, asset: bounds.AssetFacts, source: SourceFacts):
    """
    @notice Refuses a market whose terms are out of bounds, whatever the price is.
    """
    errors.require(len(p.name) != 0, "name: empty")
    errors.require(len(p.symbol) != 0, "symbol: empty")
    text.require_printable(p.name)
    text.require_printable(p.symbol)
    self._check_asset(asset)
    errors.require(p.terms.target in TARGETS, "target: not offered")
    errors.require(source.asset == p.asset, "source: of another asset")
    self._check_source(p.terms, source)
    self._check_limits(p.terms, p.fee_recipient)
    self._check_range(p.terms, source.deviation)
    self._check_fees(p.terms.fees)
    if p.terms.is_bear:
        errors.require(p.terms.dollar == 10**asset.decimals, "dollar: not a bear's unit")


@internal
@pure
def check_price(t: IPairingPool.Terms, price: uint256):
    """
    @notice Refuses terms that do not fit the price; after `check_terms`.
    @param price Of the source, now, 1e36.
    """
    errors.require(price >= feed.MIN_PRICE, "price: under 12 digits")
    errors.require(price <= feed.MAX_PRICE, "price: over 2**160 - 1")
    maximum: uint256 = max_value(uint256) // (price * PRICE_HEADROOM * t.target)
    errors.require(t.max_underlying <= maximum, "max underlying: worth too much")
    dollar_mark: uint256 = price if t.is_bear else E36
    capacity: uint256 = rounding.mul_div_down(t.max_underlying, price, dollar_mark)
    errors.require(t.dollar <= capacity // MIN_CAPACITY_DOLLARS, "most underlying: under $1,000")
    # by the bound before, a thousand dollars fit
    errors.require(t.dollar * dollar_mark >= MIN_DOLLAR * price, "dollar: under 100 units")
    max_reward: uint256 = rounding.mul_div_down(MAX_REWARD_DOLLARS * t.dollar, dollar_mark, price)
    errors.require(t.fees.max_reward <= max_reward, "fees: most reward over $100")


@internal
@pure
def check_cost_to_move(t: IPairingPool.Terms, price: uint256, cost: uint256):
    """
    @notice Refuses a market on a price that is cheaper to move than the market is worth
            moving it for: by d it shifts no more than d of a full market. After `check_price`.
    @param price Of the source, now, 1e36.
    @param cost Quote units that moving the mean by d takes.
    """
    worth: uint256 = rounding.mul_div_up(t.max_underlying, price, E36)
    errors.require(cost >= rounding.mul_div_up(worth, t.fall, WAD), "source: too cheap to move")


@internal
@pure
def _check_asset(asset: bounds.AssetFacts):
    errors.require(asset.is_erc20, "asset: not an ERC-20")
    errors.require(
        asset.decimals >= bounds.MIN_DECIMALS and asset.decimals <= bounds.MAX_DECIMALS, "asset decimals: 6 to 18"
    )
    errors.require(asset.supply <= MAX_ASSET_SUPPLY, "asset supply: over 2**128 - 1")


@internal
@pure
def _check_source(t: IPairingPool.Terms, source: SourceFacts):
    errors.require(source.is_inverse == t.is_bear, "source: not of this side")
    errors.require(t.commits or t.target < COMMIT_FROM, "commits: 10x trades by orders")
    errors.require(source.has_rounds or not t.commits, "commits: source has no rounds")


@internal
@pure
def _check_limits(t: IPairingPool.Terms, recipient: address):
    errors.require(t.cap_leveraged <= self._max_leveraged(t.target), "caps: leveraged too high")
    errors.require(t.cap_funding <= MAX_FUNDING, "caps: funding over 60%")
    errors.require(t.max_underlying <= MAX_UNDERLYING, "most underlying: over 2**128 - 1")
    errors.require(t.window <= MAX_WINDOW, "window: too long")
    errors.require(t.fees.swap >= MIN_SWAP_FEE, "fees: swap under 0.1%")
    is_paid: bool = t.fees.cut != 0 or t.fees.management != 0 or t.fees.rebalance != 0
    errors.require(not is_paid or recipient != empty(address), "fee recipient: zero")


@internal
@pure
def _check_range(t: IPairingPool.Terms, deviation: uint256):
    errors.require(t.dollar != 0, "dollar: zero")
    errors.require(t.fall > 0 and t.fall <= MAX_FALL_AT_TARGET // t.target, "fall: out of range")
    # g = d/(1-d) undoes a fall of d
    undoing: uint256 = rounding.mul_div_down(t.fall, WAD, WAD - t.fall)
    errors.require(t.rise > 0 and t.rise <= undoing, "rise: out of range")
    errors.require(t.margin >= deviation, "margin: below the deviation")
    errors.require(t.margin <= MAX_MARGIN_AT_TARGET // t.target, "margin: too wide")
    errors.require(t.window >= MIN_WINDOW, "window: too short")
    errors.require(t.period >= MIN_PERIOD and t.period <= MAX_PERIOD, "period: out of range")


@internal
@pure
def _check_fees(fees: IPairingPool.Fees):
    errors.require(fees.swap <= MAX_SWAP_FEE, "fees: swap")
    errors.require(fees.imbalance <= MAX_IMBALANCE_FEE, "fees: imbalance")
    errors.require(fees.liquidity_exit <= MAX_EXIT_FEE, "fees: liquidity exit")
    errors.require(fees.cut <= MAX_CUT, "fees: cut")
    errors.require(fees.management <= MAX_MANAGEMENT_FEE, "fees: management")
    errors.require(fees.rebalance <= MAX_REBALANCE_FEE, "fees: rebalance")
    errors.require(fees.reward <= MAX_REWARD, "fees: reward")


@internal
@pure
def _max_leveraged(target: uint256) -> uint256:
    if target <= 3:
        return MAX_LEVERAGED_TO_3X
    return MAX_LEVERAGED_TO_5X if target <= 5 else MAX_LEVERAGED_BEYOND

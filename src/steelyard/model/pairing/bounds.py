# SPDX-License-Identifier: Apache-2.0
"""What a paired pool may be: the checks of the paired factory, in its order and with its reasons.

They are `Parameters.check`, which is what the arithmetic stands on, and what prudence adds. The reason for each number
stands beside its namesake in `contracts/factory/paired_bounds.vy`. Fractions are scaled by 1e18, prices by 1e36.
"""

from dataclasses import dataclass

from steelyard.model.bounds import MAX_DECIMALS, MIN_DECIMALS, AssetFacts
from steelyard.model.clock import HOUR
from steelyard.model.erc20 import ZERO_ADDRESS
from steelyard.model.errors import need
from steelyard.model.oracle import MAX_PRICE, MIN_PRICE
from steelyard.model.pairing.parameters import PERCENT, TARGETS, Parameters
from steelyard.model.pairing.wide import E36
from steelyard.model.rounding import MAX_UINT256, WAD, mul_div_down, mul_div_up

MAX_ASSET_SUPPLY = 2**128 - 1
COMMIT_FROM = 10
MAX_LEVERAGED = {2: 50 * PERCENT, 3: 50 * PERCENT, 4: 35 * PERCENT, 5: 35 * PERCENT, 10: 20 * PERCENT}
MAX_FUNDING = 60 * PERCENT
MAX_UNDERLYING = 2**128 - 1
PRICE_HEADROOM = 10**6
MIN_CAPACITY_DOLLARS = 1_000
MIN_DOLLAR = 100
MAX_WINDOW = HOUR
MIN_SWAP_FEE = WAD // 1_000
MAX_REWARD_DOLLARS = 100


@dataclass(frozen=True)
class Listing:
    """`IPairedPool.Parameters`, the price source aside."""

    name: str
    symbol: str
    asset: str
    fee_recipient: str
    terms: Parameters


@dataclass(frozen=True)
class SourceFacts:
    """What the factory reads of a price source, all immutable; only a feed has rounds."""

    asset: str
    deviation: int
    is_inverse: bool
    has_rounds: bool


def check_terms(p: Listing, asset: AssetFacts, source: SourceFacts) -> None:
    """Refuses a market whose terms are out of bounds, whatever the price is."""
    terms = p.terms
    need(p.name != "", "name: empty")
    need(p.symbol != "", "symbol: empty")
    _check_asset(asset)
    need(terms.target in TARGETS, "target: not offered", target=terms.target)
    need(source.asset == p.asset, "source: of another asset", given=source.asset, expected=p.asset)
    _check_source(terms, source)
    _check_limits(terms, p.fee_recipient)
    terms.check(source.deviation)
    if terms.is_bear:
        need(terms.dollar == 10**asset.decimals, "dollar: not a bear's unit", given=terms.dollar)


def check_price(p: Parameters, price: int) -> None:
    """Refuses terms that do not fit the price of now; after `check_terms`."""
    need(price >= MIN_PRICE, "price: under 12 digits", price=price)
    need(price <= MAX_PRICE, "price: over 2**160 - 1", price=price)
    most = MAX_UINT256 // (price * PRICE_HEADROOM * p.target)
    need(p.most_underlying <= most, "most underlying: worth too much", given=p.most_underlying, most=most)
    dollar_mark = price if p.is_bear else E36
    capacity = mul_div_down(p.most_underlying, price, dollar_mark)
    need(p.dollar <= capacity // MIN_CAPACITY_DOLLARS, "most underlying: under $1,000", capacity=capacity)
    need(p.dollar * dollar_mark >= MIN_DOLLAR * price, "dollar: under 100 units", dollar=p.dollar)
    most_reward = mul_div_down(MAX_REWARD_DOLLARS * p.dollar, dollar_mark, price)
    need(p.fees.most_reward <= most_reward, "fees: most reward over $100", most=most_reward)


def check_cost_to_move(p: Parameters, price: int, cost: int) -> None:
    """Refuses a price that is cheaper to move by d (`cost`, quote units) than what that shifts in a full market."""
    shifted = mul_div_up(mul_div_up(p.most_underlying, price, E36), p.fall, WAD)
    need(cost >= shifted, "source: too cheap to move", cost=cost, shifted=shifted)


def _check_asset(asset: AssetFacts) -> None:
    need(asset.is_erc20, "asset: not an ERC-20")
    need(MIN_DECIMALS <= asset.decimals <= MAX_DECIMALS, "asset decimals: 6 to 18", given=asset.decimals)
    need(asset.supply <= MAX_ASSET_SUPPLY, "asset supply: over 2**128 - 1", given=asset.supply)


def _check_source(p: Parameters, source: SourceFacts) -> None:
    need(source.is_inverse == p.is_bear, "source: not of this side")
    need(p.commits or p.target < COMMIT_FROM, "commits: 10x trades by orders")
    need(source.has_rounds or not p.commits, "commits: source has no rounds")


def _check_limits(p: Parameters, recipient: str) -> None:
    most = MAX_LEVERAGED[p.target]
    need(p.cap_leveraged <= most, "caps: leveraged too high", given=p.cap_leveraged, most=most)
    need(p.cap_funding <= MAX_FUNDING, "caps: funding over 60%", given=p.cap_funding)
    need(p.most_underlying <= MAX_UNDERLYING, "most underlying: over 2**128 - 1", given=p.most_underlying)
    need(p.window <= MAX_WINDOW, "window: too long", given=p.window, most=MAX_WINDOW)
    need(p.fees.swap >= MIN_SWAP_FEE, "fees: swap under 0.1%", given=p.fees.swap)
    is_paid = p.fees.cut != 0 or p.fees.management != 0 or p.fees.rebalance != 0
    need(not is_paid or recipient != ZERO_ADDRESS, "fee recipient: zero")

# SPDX-License-Identifier: Apache-2.0
"""What a paired pool may be: the checks of the paired factory, in its order and with its reasons.

They are `Parameters.check`, which is what the arithmetic stands on, and what prudence adds. The reason for each number
stands beside its namesake in `contracts/factory/pairing_bounds.vy`. Fractions are scaled by 1e18, prices by 1e36.
"""

from dataclasses import dataclass

from steelyard.model.clock import HOUR
from steelyard.model.erc20 import ZERO_ADDRESS
from steelyard.model.factory.bounds import MAX_DECIMALS, MIN_DECIMALS, AssetFacts
from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import MAX_UINT256, WAD, mul_div_down, mul_div_up
from steelyard.model.libraries.text import require_printable
from steelyard.model.oracles.chainlink_oracle import MAX_PRICE, MIN_PRICE
from steelyard.model.pairing.parameters import PERCENT, TARGETS, Parameters
from steelyard.model.pairing.wide import E36

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
    """`IPairingPool.Parameters`, the price source aside."""

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
    require(p.name != "", "name: empty")
    require(p.symbol != "", "symbol: empty")
    require_printable(p.name)
    require_printable(p.symbol)
    _check_asset(asset)
    require(terms.target in TARGETS, "target: not offered", target=terms.target)
    require(source.asset == p.asset, "source: of another asset", given=source.asset, expected=p.asset)
    _check_source(terms, source)
    _check_limits(terms, p.fee_recipient)
    terms.check(source.deviation)
    if terms.is_bear:
        require(terms.dollar == 10**asset.decimals, "dollar: not a bear's unit", given=terms.dollar)


def check_price(p: Parameters, price: int) -> None:
    """Refuses terms that do not fit the price of now; after `check_terms`."""
    require(price >= MIN_PRICE, "price: under 12 digits", price=price)
    require(price <= MAX_PRICE, "price: over 2**160 - 1", price=price)
    maximum = MAX_UINT256 // (price * PRICE_HEADROOM * p.target)
    require(p.max_underlying <= maximum, "max underlying: worth too much", given=p.max_underlying, maximum=maximum)
    dollar_mark = price if p.is_bear else E36
    capacity = mul_div_down(p.max_underlying, price, dollar_mark)
    require(p.dollar <= capacity // MIN_CAPACITY_DOLLARS, "most underlying: under $1,000", capacity=capacity)
    require(p.dollar * dollar_mark >= MIN_DOLLAR * price, "dollar: under 100 units", dollar=p.dollar)
    max_reward = mul_div_down(MAX_REWARD_DOLLARS * p.dollar, dollar_mark, price)
    require(p.fees.max_reward <= max_reward, "fees: most reward over $100", maximum=max_reward)


def check_cost_to_move(p: Parameters, price: int, cost: int) -> None:
    """Refuses a price that is cheaper to move by d (`cost`, quote units) than what that shifts in a full market."""
    shifted = mul_div_up(mul_div_up(p.max_underlying, price, E36), p.fall, WAD)
    require(cost >= shifted, "source: too cheap to move", cost=cost, shifted=shifted)


def _check_asset(asset: AssetFacts) -> None:
    require(asset.is_erc20, "asset: not an ERC-20")
    require(MIN_DECIMALS <= asset.decimals <= MAX_DECIMALS, "asset decimals: 6 to 18", given=asset.decimals)
    require(asset.supply <= MAX_ASSET_SUPPLY, "asset supply: over 2**128 - 1", given=asset.supply)


def _check_source(p: Parameters, source: SourceFacts) -> None:
    require(source.is_inverse == p.is_bear, "source: not of this side")
    require(p.commits or p.target < COMMIT_FROM, "commits: 10x trades by orders")
    require(source.has_rounds or not p.commits, "commits: source has no rounds")


def _check_limits(p: Parameters, recipient: str) -> None:
    maximum = MAX_LEVERAGED[p.target]
    require(p.cap_leveraged <= maximum, "caps: leveraged too high", given=p.cap_leveraged, maximum=maximum)
    require(p.cap_funding <= MAX_FUNDING, "caps: funding over 60%", given=p.cap_funding)
    require(p.max_underlying <= MAX_UNDERLYING, "most underlying: over 2**128 - 1", given=p.max_underlying)
    require(p.window <= MAX_WINDOW, "window: too long", given=p.window, maximum=MAX_WINDOW)
    require(p.fees.swap >= MIN_SWAP_FEE, "fees: swap under 0.1%", given=p.fees.swap)
    is_paid = p.fees.cut != 0 or p.fees.management != 0 or p.fees.rebalance != 0
    require(not is_paid or recipient != ZERO_ADDRESS, "fee recipient: zero")

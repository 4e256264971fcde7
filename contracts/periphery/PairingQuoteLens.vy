# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title What a trade with a paired pool would come to now, before anybody signs
@license AGPL-3.0-only
@notice Stateless, without owner, views only. A quote asks the market's engine what the market
        itself would ask it, so that it is the very answer of a trade in the same block, its
        refusals included. On a market that trades by orders it is what an order would
        come to if the price stayed.
"""
from ..interfaces import IPairingPool
from ..interfaces import IPairingQuoteLens
from ..interfaces import IPairingEngine
from ..libraries import errors
from ..pairing import trades
from ..pairing import valuation
from ..pairing import wide
from . import lens_common
from . import pairing_reading

implements: IPairingQuoteLens

WAD: constant(uint256) = 10**18
# narrows the room to a 2^-48th of its first bound
BISECTIONS: constant(uint256) = 48
QUOTE_SIZE: constant(uint256) = 5 * 32
QUOTE_GAS: constant(uint256) = 3_000_000
TOO_SMALL: constant(String[32]) = "mint: nothing"
TOO_SMALL_FIRST: constant(String[32]) = "mint: first below 20 dollars"


@deploy
def __init__():
    pass


# ------------------------------------------------------------------ quotes


@external
@view
def quote_mint(market: address, side: uint256, amount: uint256) -> IPairingQuoteLens.Quote:
    """
    @notice What the market's `mint`, or `deposit` for side 2, would come to.
    @param market A paired pool.
    @param side 0 LT, 1 FT, 2 LP.
    @param amount Units of U.
    @return See IPairingQuoteLens.Quote. Errors: "quote: ...", those of the market's engine, and
            "lens: send more gas".
    """
    r: pairing_reading.Reading = self._tradable(market)
    return self._quote_mint(r, side, amount, self._seen(r))


@external
@view
def quote_mint_at(market: address, side: uint256, amount: uint256, seen: uint256[3]) -> IPairingQuoteLens.Quote:
    """
    @notice As `quote_mint`, held against these prices instead of those of the source: what a
            committed order comes to at a price of its own, for one.
    @param market A paired pool.
    @param side 0 LT, 1 FT, 2 LP.
    @param amount Units of U.
    @param seen Spot, mean and one more or 0, scaled by 1e36; `cost` is at the first.
    @return See IPairingQuoteLens.Quote. Errors: as in `quote_mint`.
    """
    return self._quote_mint(pairing_reading.unpriced(market), side, amount, seen)


@external
@view
def quote_redeem(market: address, side: uint256, shares: uint256, partial: bool) -> IPairingQuoteLens.Quote:
    """
    @notice What the market's `redeem` would come to.
    @param market A paired pool.
    @param side 0 LT, 1 FT.
    @param shares As shown.
    @param partial As in `redeem`.
    @return See IPairingQuoteLens.Quote. Errors: "quote: ..." and those of the market's engine.
    """
    r: pairing_reading.Reading = self._tradable(market)
    index: uint256 = r.states[side].index
    errors.require(shares <= r.states[side].supply // max(index, 1), "quote: over supply")
    redeemed: IPairingEngine.Redeemed = staticcall IPairingEngine(self._engine(r)).redeem(
        r.position, r.terms, self._seen(r), side, shares * index, partial, r.states
    )
    worth: uint256 = valuation.value_of(r.position, r.terms.target, side, r.price)
    given: uint256 = wide.mul_div_down(worth, redeemed.shares, r.states[side].supply)
    return IPairingQuoteLens.Quote(
        shares=redeemed.shares // index,
        amount=redeemed.amount,
        cost=self._cost(r, r.price, given, redeemed.amount * r.price),
        low=r.prices[trades.LOW],
        high=r.prices[trades.HIGH],
    )


@internal
@view
def _quote_mint(
    r: pairing_reading.Reading, side: uint256, amount: uint256, seen: uint256[3]
) -> IPairingQuoteLens.Quote:
    self._require_live(r)
    minted: IPairingEngine.Minted = staticcall IPairingEngine(self._engine(r)).mint(
        r.position, r.terms, seen, side, amount, r.states
    )
    worth: uint256 = valuation.value_of(minted.position, r.terms.target, side, seen[0])
    supply: uint256 = r.states[side].supply + minted.lock + minted.shares
    prices: uint256[2] = trades.around(r.terms.margin, seen)
    return IPairingQuoteLens.Quote(
        shares=minted.shares // max(r.states[side].index, 1),
        amount=amount,
        cost=self._cost(r, seen[0], amount * seen[0], wide.mul_div_down(worth, minted.shares, supply)),
        low=prices[trades.LOW],
        high=prices[trades.HIGH],
    )


@internal
@view
def _tradable(market: address) -> pairing_reading.Reading:
    r: pairing_reading.Reading = pairing_reading.read(market)
    self._require_live(r)
    errors.require(r.is_usable, "quote: no price")
    return r


@internal
@pure
def _require_live(r: pairing_reading.Reading):
    errors.require(pairing_reading.is_live(r), "quote: market not open")


@internal
@pure
def _cost(r: pairing_reading.Reading, price: uint256, given: uint256, taken: uint256) -> int256:
    """
    @param given A value: quote units scaled by 1e36, as is `taken`.
    @return What is lost, 1e18.
    """
    return lens_common.loss(valuation.dollars(r.terms, given, price), valuation.dollars(r.terms, taken, price))


# ------------------------------------------------------------------ room


@external
@view
def inventory(market: address, side: uint256) -> uint256:
    """
    @notice What a mint may bring before the liquidity vault runs out of the kind, caps and fee aside.
    @param market A paired pool.
    @param side 0 LT, 1 FT.
    @return Units of U, rounded down; 0 while nobody can trade.
    """
    r: pairing_reading.Reading = pairing_reading.read(market)
    return self._inventory(r, side) if self._is_trading(r) else 0


@external
@view
def mint_room(market: address, side: uint256) -> uint256:
    """
    @notice The most that a mint, or a deposit for side 2, may bring now: inventory, capacity ratio
            and the most U bound it. By bisection; so much is accepted.
    @param market A paired pool.
    @param side 0 LT, 1 FT, 2 LP.
    @return Units of U, rounded down; 0 while nobody can trade.
    """
    r: pairing_reading.Reading = pairing_reading.read(market)
    if not self._is_trading(r):
        return 0
    bound: uint256 = r.terms.max_underlying - min(r.position.underlying, r.terms.max_underlying)
    if side != valuation.LIQUIDITY:
        # the fee leaves more of the inventory than `_inventory` counts on
        fee: uint256 = r.terms.fees.swap + r.terms.fees.imbalance
        bound = min(bound, wide.mul_div_up(self._inventory(r, side), WAD, WAD - fee))
    return self._max_accepted(r, side, bound)


@external
@view
def redeem_room(market: address, side: uint256, shares: uint256) -> uint256:
    """
    @notice How many of a holder's shares can be redeemed at once now.
    @param market A paired pool.
    @param side 0 LT, 1 FT.
    @param shares As shown.
    @return Shares as shown, rounded down; 0 while nobody can trade.
    """
    r: pairing_reading.Reading = pairing_reading.read(market)
    index: uint256 = r.states[side].index
    if not self._is_trading(r) or index == 0:
        return 0
    raw: uint256 = min(shares, r.states[side].supply // index) * index
    return staticcall IPairingEngine(self._engine(r)).redeem_room(
        r.position, r.terms, self._seen(r), side, raw, r.states
    ) // index


@internal
@view
def _inventory(r: pairing_reading.Reading, side: uint256) -> uint256:
    return staticcall IPairingEngine(self._engine(r)).mint_room(r.position, r.terms, self._seen(r), side)


@internal
@view
def _max_accepted(r: pairing_reading.Reading, side: uint256, bound: uint256) -> uint256:
    """
    @dev What is refused because it is too small says nothing about what is more.
    """
    if self._is_accepted(r, side, bound)[0]:
        return bound
    best: uint256 = 0
    low: uint256 = 0
    high: uint256 = bound
    for _: uint256 in range(BISECTIONS):
        if high - low <= 1:
            break
        middle: uint256 = (low + high) // 2
        is_accepted: bool = False
        is_too_small: bool = False
        is_accepted, is_too_small = self._is_accepted(r, side, middle)
        if is_accepted:
            best = middle
        if is_accepted or is_too_small:
            low = middle
        else:
            high = middle
    return best


@internal
@view
def _is_accepted(r: pairing_reading.Reading, side: uint256, amount: uint256) -> (bool, bool):
    """
    @return Whether a mint of `amount` is accepted, and if not, whether it is too small.
    """
    # it must get its gas, or everything would look refused
    errors.require(msg.gas > 2 * QUOTE_GAS, "quote: send more gas")
    is_accepted: bool = False
    answer: Bytes[QUOTE_SIZE] = b""
    is_accepted, answer = raw_call(
        self,
        abi_encode(
            r.market,
            side,
            amount,
            self._seen(r),
            method_id=method_id("quote_mint_at(address,uint256,uint256,uint256[3])"),
        ),
        max_outsize=QUOTE_SIZE,
        gas=QUOTE_GAS,
        is_static_call=True,
        revert_on_failure=False,
    )
    if is_accepted:
        return True, False
    return False, answer == self._refusal(TOO_SMALL) or answer == self._refusal(TOO_SMALL_FIRST)


@internal
@pure
def _refusal(reason: String[32]) -> Bytes[100]:
    return abi_encode(reason, method_id=method_id("Error(string)"))


# ------------------------------------------------------------------ what the engine is asked


@internal
@view
def _engine(r: pairing_reading.Reading) -> address:
    return staticcall IPairingPool(r.market).ENGINE()


@internal
@pure
def _seen(r: pairing_reading.Reading) -> uint256[3]:
    return [r.price, r.mean, 0]


@internal
@view
def _is_trading(r: pairing_reading.Reading) -> bool:
    return pairing_reading.is_live(r) and r.is_usable and r.in_range

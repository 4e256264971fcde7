# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The arithmetic of paired pools as pure functions on books
@license AGPL-3.0-only
@notice Stateless: one engine serves every market, and whoever asks beforehand gets the very
        same answer as the market. Holds every decision that needs no storage. Amounts
        are units of the underlying U, shares raw, prices quote units per unit of U
        scaled by 1e36, fractions and rates per year scaled by 1e18, times in seconds.
        `seen` are the prices a user operation is held against: spot, mean and one more
        (0: none). Products have 512 bits; what passes 256 bits in between reverts
        without a reason.
"""
from ..interfaces import IPairingPool
from ..interfaces import IPairingShare
from ..interfaces import IPairingEngine
from ..libraries import errors
from . import funding
from . import rebalancing
from . import settlement
from . import trades
from . import valuation
from . import wide

implements: IPairingEngine

WAD: constant(uint256) = 10**18

MIN_PRICE: constant(uint256) = 10**11  # 12 significant digits
SEED_DOLLARS: constant(uint256) = 10
SEED: constant(uint256) = SEED_DOLLARS * WAD  # raw shares of each side, locked for good
MIN_FIRST: constant(uint256) = 2 * SEED  # raw shares that begin a generation: dollars
SMALL_SHARE: constant(uint256) = 10**6


# ------------------------------------------------------------------ for the market: users


@external
@pure
def open(terms: IPairingPool.Terms, spot: uint256, mean: uint256, amount: uint256) -> IPairingEngine.Minted:
    """
    @notice Splits the first U: $10 locked in each vault, the rest an LP deposit.
    @param terms Of the market.
    @param spot Price now, scaled by 1e36.
    @param mean Price over the window, scaled by 1e36.
    @param amount Units of U brought in.
    @return The first book, the opener's raw LP shares (the LP vault's dollars scaled by
            1e18, rounded down, less the seed) and the seed, which is locked on each side.
    """
    errors.require(spot >= MIN_PRICE, "open: under 12 digits")
    errors.require(rebalancing.agrees(terms, spot, mean), "open: spot far from twap")
    self._check_size(terms, amount)
    seed: uint256 = wide.mul_div_up(valuation.dollar(terms, spot), SEED_DOLLARS, spot)
    leveraged: uint256 = seed * terms.target
    errors.require(amount > leveraged, "open: seeds not covered")
    per: uint256 = terms.target - 1
    position: IPairingPool.Position = IPairingPool.Position(
        underlying=amount,
        reference=spot,
        index=valuation.ONE,
        leveraged=IPairingPool.Vault(leveraged=leveraged, funding=0),
        funding=IPairingPool.Vault(leveraged=0, funding=(leveraged + per - 1) // per),
    )
    prices: uint256[2] = [spot, spot]
    self._check_cap(position, terms, prices, valuation.LEVERAGED, empty(IPairingShare.State))
    self._check_cap(position, terms, prices, valuation.FUNDING, empty(IPairingShare.State))
    shares: uint256 = valuation.dollars(
        terms, valuation.value_of(position, terms.target, valuation.LIQUIDITY, spot), spot
    )
    errors.require(shares >= MIN_FIRST, "open: LP below 20 dollars")
    return IPairingEngine.Minted(position=position, shares=shares - SEED, lock=SEED, cut=0)


@external
@pure
def mint(
    position: IPairingPool.Position,
    terms: IPairingPool.Terms,
    seen: uint256[3],
    side: uint256,
    amount: uint256,
    states: IPairingShare.State[3],
) -> IPairingEngine.Minted:
    """
    @notice LT, FT or, for side 2, a deposit of liquidity.
    @param position Accrued.
    @param terms Of the market.
    @param seen Spot, mean and one more or 0, scaled by 1e36.
    @param side 0 LT, 1 FT, 2 LP.
    @param amount Units of U brought in.
    @param states Of the three shares.
    @return The book afterwards; raw shares for the receiver, rounded down to whole shares as
            shown and to the smaller count of both prices; the seed to lock if a
            generation begins; raw LP shares for the fee recipient, rounded down.
    """
    prices: uint256[2] = self._prices(position, terms, seen)
    self._check_size(terms, position.underlying + amount)
    minted: IPairingEngine.Minted = empty(IPairingEngine.Minted)
    if side == valuation.LIQUIDITY:
        minted.position = trades.deposit(position, amount)
    else:
        errors.require(side < valuation.LIQUIDITY, "mint: not LT or FT")
        errors.require(side == valuation.LEVERAGED or terms.mints_funding, "mint: no FT here")
        minted.position = trades.mint(position, terms, prices, side, amount)
        self._check_cap(minted.position, terms, prices, side, states[valuation.LIQUIDITY])
        minted.cut = self._cut(position, minted.position, terms, prices, states)
    minted.shares, minted.lock = self._issued(position, minted.position, terms, prices, side, states[side])
    return minted


@external
@pure
def redeem(
    position: IPairingPool.Position,
    terms: IPairingPool.Terms,
    seen: uint256[3],
    side: uint256,
    shares: uint256,
    partial: bool,
    states: IPairingShare.State[3],
) -> IPairingEngine.Redeemed:
    """
    @notice LT or FT back into U at once, as far as the liquidity vault has the counterpart.
    @param position Accrued.
    @param terms Of the market.
    @param seen Spot, mean and one more or 0, scaled by 1e36.
    @param side 0 LT, 1 FT.
    @param shares Raw.
    @param partial Whether less than all may be redeemed.
    @param states Of the three shares.
    @return The book afterwards; the raw shares to burn, if less than all whole shares as
            shown; units of U to pay, rounded down; raw LP shares for the fee recipient.
    """
    prices: uint256[2] = self._prices(position, terms, seen)
    errors.require(side < valuation.LIQUIDITY, "redeem: not LT or FT")
    errors.require(shares != 0, "redeem: zero shares")
    supply: uint256 = states[side].supply
    burned: uint256 = shares
    if partial:
        burned = self._whole(trades.redeemable(position, terms, prices, side, shares, supply), states[side])
        errors.require(burned != 0, "redeem: nothing can be filled")
    after: IPairingPool.Position = trades.redeem(position, terms, prices, side, burned, supply)
    return IPairingEngine.Redeemed(
        position=after,
        shares=burned,
        amount=position.underlying - after.underlying,
        cut=self._cut(position, after, terms, prices, states),
    )


# ------------------------------------------------------------------ for the market: anyone


@external
@pure
def rebalance(
    position: IPairingPool.Position,
    terms: IPairingPool.Terms,
    spot: uint256,
    mean: uint256,
    scheduled: bool,
    states: IPairingShare.State[3],
    cut: uint256,
) -> IPairingEngine.Rebalanced:
    """
    @notice Up to 64 rebalances: at the bounds while spot is far beyond them, the last at spot.
            Only that one pays ripe epochs and ends generations.
    @param position Accrued.
    @param terms Of the market.
    @param spot Price now, scaled by 1e36.
    @param mean Price over the window, scaled by 1e36.
    @param scheduled Whether the period is over.
    @param states Of the three shares.
    @param cut Raw LP shares held for the fee recipient.
    @return The book afterwards, the steps, what each side is paid, whether the last step was
            at spot, whether more steps wait, and the rebalance fee in units of U (rounded
            down; none for a rebalance that only a queue asks for).
    """
    queue_due: bool = states[0].due or states[1].due or states[2].due
    next: rebalancing.Next = rebalancing.next_move(terms, position.reference, spot, mean, scheduled or queue_due)
    errors.require(next.move != rebalancing.NOTHING, "rebalance: not due")
    errors.require(next.move != rebalancing.WAIT, "rebalance: spot far from twap")

    rebalanced: IPairingEngine.Rebalanced = empty(IPairingEngine.Rebalanced)
    rebalanced.position = position
    if scheduled or not rebalancing.holds(terms, position.reference, mean):
        rebalanced.fee = wide.mul_div_down(position.underlying, terms.fees.rebalance, WAD)
        if rebalanced.fee != 0:
            rebalanced.position = valuation.drained(position, rebalanced.fee)
    before: rebalancing.Valued = rebalancing.valued(rebalanced.position, terms.target, spot)
    for _: uint256 in range(rebalancing.MAX_STEPS):
        parts: uint256[3] = rebalancing.merged(before, next.price)
        after: rebalancing.Valued = rebalancing.valued(
            rebalancing.split(terms.target, parts, next.price), terms.target, spot
        )
        rebalanced.steps.append(rebalancing.transfer(before, after))
        before = after
        if next.move == rebalancing.MARKET:
            rebalanced.at_market = True
            rebalanced.settlements, parts = self._settled(terms, parts, spot, states, cut)
            before.position = rebalancing.split(terms.target, parts, spot)
            break
        next = rebalancing.next_move(terms, after.position.reference, spot, mean, queue_due)
        if next.move == rebalancing.NOTHING or next.move == rebalancing.WAIT:
            break
    rebalanced.position = before.position
    rebalanced.backlog = not rebalanced.at_market and (
        next.move == rebalancing.BOUND or next.move == rebalancing.MARKET
    )
    return rebalanced


@external
@pure
def close_all(
    position: IPairingPool.Position,
    terms: IPairingPool.Terms,
    price: uint256,
    states: IPairingShare.State[3],
    cut: uint256,
) -> (IPairingEngine.Settlement[3], uint256):
    """
    @notice Every vault's U at `price` becomes a fixed claim of its side.
    @param position Accrued.
    @param terms Of the market.
    @param price The last one seen, scaled by 1e36.
    @param states Of the three shares.
    @param cut Raw LP shares held for the fee recipient.
    @return What each side gets, rounded down, and units of U that belong to nobody and go to
            the fee recipient.
    """
    parts: uint256[3] = rebalancing.merged(rebalancing.valued(position, terms.target, price), price)
    settlements: IPairingEngine.Settlement[3] = empty(IPairingEngine.Settlement[3])
    rest: uint256 = position.underlying
    for side: uint256 in range(3):
        settlements[side] = settlement.at_end(parts[side], states[side], cut if side == valuation.LIQUIDITY else 0)
        rest -= settlement.total(settlements[side])
    return settlements, rest


@external
@pure
def accrued(
    position: IPairingPool.Position, terms: IPairingPool.Terms, elapsed: uint256, unbilled: uint256
) -> (IPairingPool.Position, uint256, uint256):
    """
    @notice Funding and management fee.
    @param position As last accrued.
    @param terms Of the market.
    @param elapsed Seconds of funding since the last accrual.
    @param unbilled Seconds of management fee before them.
    @return The book, the fee in units of U (rounded down), the seconds still unbilled: all,
            until they are worth one unit.
    """
    return funding.accrued(position, terms, elapsed, unbilled)


@external
@pure
def is_small(
    position: IPairingPool.Position,
    terms: IPairingPool.Terms,
    side: uint256,
    price: uint256,
    state: IPairingShare.State,
) -> bool:
    """
    @notice Whether a million shares may become one.
    @param position Accrued.
    @param terms Of the market.
    @param side 0 LT, 1 FT, 2 LP.
    @param price Scaled by 1e36.
    @param state Of the side's share, of a generation that has not ended.
    @return Whether a share as shown is worth less than a millionth of its first dollar, at a price in
            range: beyond it a side may count as nothing that a rebalance leaves something.
    """
    if not rebalancing.holds(terms, position.reference, price):
        return False
    worth: uint256 = valuation.value_of(position, terms.target, self._known(side), price)
    return valuation.dollars(terms, worth, price) * SMALL_SHARE < state.supply // state.index


# ------------------------------------------------------------------ for whoever looks


@external
@pure
def vault(position: IPairingPool.Position, side: uint256) -> IPairingPool.Vault:
    """
    @notice What a side holds.
    @param position Any.
    @param side 0 LT, 1 FT, 2 LP.
    @return Units of L and of F.
    """
    return valuation.vault(position, self._known(side))


@external
@pure
def value_of(position: IPairingPool.Position, terms: IPairingPool.Terms, side: uint256, price: uint256) -> uint256:
    """
    @notice What a side's vault is worth.
    @param position Any.
    @param terms Of the market.
    @param side 0 LT, 1 FT, 2 LP.
    @param price Scaled by 1e36.
    @return Quote units scaled by 1e36, exact.
    """
    return valuation.value_of(position, terms.target, self._known(side), price)


@external
@pure
def leverage(position: IPairingPool.Position, terms: IPairingPool.Terms, side: uint256, price: uint256) -> uint256:
    """
    @notice What a vault's value moves by, relative to the price, mismatches included.
    @param position Any.
    @param terms Of the market.
    @param side 0 LT, 1 FT, 2 LP.
    @param price Scaled by 1e36.
    @return Scaled by 1e18, rounded down; 0 where the vault or all L is worth 0.
    """
    return valuation.leverage(position, terms.target, self._known(side), price)


@external
@pure
def kappa_leveraged(position: IPairingPool.Position, terms: IPairingPool.Terms, price: uint256) -> uint256:
    """
    @notice How much of the market's exposure the leveraged vault needs at its target.
    @param position Any.
    @param terms Of the market.
    @param price Scaled by 1e36.
    @return T * leveraged vault / all, scaled by 1e18, rounded up; 0 in an empty market.
    """
    return valuation.kappa_leveraged(position, terms.target, price)


@external
@pure
def kappa_funding(
    position: IPairingPool.Position, terms: IPairingPool.Terms, price: uint256, waiting: uint256, supply: uint256
) -> uint256:
    """
    @notice How far a fall may go before the funding vault loses: to this part of the price.
    @param position Any.
    @param terms Of the market.
    @param price Scaled by 1e36.
    @param waiting Raw LP shares in the queue: they protect nobody any more.
    @param supply Raw LP shares.
    @return Funding vault / F side of all that stays, scaled by 1e18, rounded up; 0 in an
            empty market.
    """
    leaving: uint256 = valuation.leaving(position, terms.target, price, waiting, supply)
    return valuation.kappa_funding(position, terms.target, price, leaving)


@external
@pure
def utilization(position: IPairingPool.Position, terms: IPairingPool.Terms) -> uint256:
    """
    @notice UR, which the funding rate follows.
    @param position Any.
    @param terms Of the market.
    @return Scaled by 1e18, rounded down; 0 in an empty market.
    """
    return funding.utilization(position, terms.mints_funding)


@external
@pure
def funding_rate(position: IPairingPool.Position, terms: IPairingPool.Terms) -> uint256:
    """
    @notice What F earns.
    @param position Any.
    @param terms Of the market.
    @return Per year, scaled by 1e18, rounded down.
    """
    return funding.rate(terms.target, funding.utilization(position, terms.mints_funding))


@external
@pure
def mint_room(position: IPairingPool.Position, terms: IPairingPool.Terms, seen: uint256[3], side: uint256) -> uint256:
    """
    @notice What a mint may bring before the liquidity vault runs out of the kind.
    @param position Accrued.
    @param terms Of the market.
    @param seen Spot, mean and one more or 0, scaled by 1e36.
    @param side 0 LT, 1 FT.
    @return Units of U, rounded down; the caps and the fee aside.
    """
    prices: uint256[2] = self._prices(position, terms, seen)
    errors.require(side < valuation.LIQUIDITY, "mint: not LT or FT")
    return trades.mintable(position, terms, prices, side)


@external
@pure
def redeem_room(
    position: IPairingPool.Position,
    terms: IPairingPool.Terms,
    seen: uint256[3],
    side: uint256,
    shares: uint256,
    states: IPairingShare.State[3],
) -> uint256:
    """
    @notice How many of `shares` can be redeemed at once.
    @param position Accrued.
    @param terms Of the market.
    @param seen Spot, mean and one more or 0, scaled by 1e36.
    @param side 0 LT, 1 FT.
    @param shares Raw.
    @param states Of the three shares.
    @return Raw shares, rounded down to whole shares as shown.
    """
    prices: uint256[2] = self._prices(position, terms, seen)
    errors.require(side < valuation.LIQUIDITY, "redeem: not LT or FT")
    part: uint256 = trades.redeemable(position, terms, prices, side, shares, states[side].supply)
    return self._whole(part, states[side])


# ------------------------------------------------------------------ pure U


@internal
@pure
def _settled(
    terms: IPairingPool.Terms, parts: uint256[3], price: uint256, states: IPairingShare.State[3], cut: uint256
) -> (IPairingEngine.Settlement[3], uint256[3]):
    """
    @dev Pays queues and ends generations out of vaults that are pure U at `price`.
    @return What leaves each vault, and what stays in it.
    """
    settlements: IPairingEngine.Settlement[3] = empty(IPairingEngine.Settlement[3])
    staying: uint256[3] = parts
    for side: uint256 in range(3):
        held_cut: uint256 = cut if side == valuation.LIQUIDITY else 0
        settlements[side] = settlement.of_side(terms, side, parts[side], price, states[side], held_cut)
        staying[side] -= settlement.total(settlements[side])
    return settlements, staying


# ------------------------------------------------------------------ shares


@internal
@pure
def _issued(
    position: IPairingPool.Position,
    after: IPairingPool.Position,
    terms: IPairingPool.Terms,
    prices: uint256[2],
    side: uint256,
    state: IPairingShare.State,
) -> (uint256, uint256):
    """
    @return Raw shares for what came in, and those to lock; the first of a generation count
            dollars and lock the seed.
    """
    if state.supply == 0:
        return self._first_shares(after, terms, prices, side) - SEED, SEED
    for price: uint256 in prices:
        worth: uint256 = valuation.value_of(position, terms.target, side, price)
        errors.require(not valuation.is_poor(terms, worth, price), "mint: vault below one dollar")
    raw: uint256 = trades.shares_for(position, after, terms.target, side, state.supply, prices)
    if side == valuation.LIQUIDITY:
        raw = wide.mul_div_down(raw, WAD - trades.entry_fee(position, terms, prices), WAD)
    raw = self._whole(raw, state)
    errors.require(raw != 0, "mint: nothing")
    return raw, 0


@internal
@pure
def _first_shares(
    after: IPairingPool.Position, terms: IPairingPool.Terms, prices: uint256[2], side: uint256
) -> uint256:
    """
    @return A vault's dollars scaled by 1e18, at the price that gives fewer.
    """
    fewest: uint256 = max_value(uint256)
    for price: uint256 in prices:
        worth: uint256 = valuation.value_of(after, terms.target, side, price)
        fewest = min(fewest, valuation.dollars(terms, worth, price))
    errors.require(fewest >= MIN_FIRST, "mint: first below 20 dollars")
    return fewest


@internal
@pure
def _cut(
    position: IPairingPool.Position,
    after: IPairingPool.Position,
    terms: IPairingPool.Terms,
    prices: uint256[2],
    states: IPairingShare.State[3],
) -> uint256:
    """
    @return The fee recipient's part of the swap fee, in raw LP shares.
    """
    if terms.fees.cut == 0:
        return 0
    return trades.cut_shares(position, after, terms, states[valuation.LIQUIDITY].supply, prices)


@internal
@pure
def _whole(raw: uint256, state: IPairingShare.State) -> uint256:
    """
    @return Rounded down to whole shares as shown.
    """
    return raw - raw % state.index


# ------------------------------------------------------------------ checks


@internal
@pure
def _prices(position: IPairingPool.Position, terms: IPairingPool.Terms, seen: uint256[3]) -> uint256[2]:
    """
    @return The two user prices around what was seen; refuses while one of that is out of
            range.
    """
    for price: uint256 in [seen[0], seen[1], seen[2] if seen[2] != 0 else seen[0]]:
        errors.require(rebalancing.holds(terms, position.reference, price), "price: out of range")
    return trades.around(terms.margin, seen)


@internal
@pure
def _check_size(terms: IPairingPool.Terms, underlying: uint256):
    errors.require(underlying <= terms.max_underlying, "mint: market full")


@internal
@pure
def _check_cap(
    after: IPairingPool.Position,
    terms: IPairingPool.Terms,
    prices: uint256[2],
    side: uint256,
    liquidity: IPairingShare.State,
):
    """
    @dev Refuses a mint past its capacity ratio at either price; queued LP protects nobody.
    """
    for price: uint256 in prices:
        if side == valuation.LEVERAGED:
            kappa: uint256 = valuation.kappa_leveraged(after, terms.target, price)
            errors.require(kappa <= terms.cap_leveraged, "mint: leveraged cap")
        else:
            waiting: uint256 = liquidity.epochs[0] + liquidity.epochs[1]
            leaving: uint256 = valuation.leaving(after, terms.target, price, waiting, liquidity.supply)
            kappa: uint256 = valuation.kappa_funding(after, terms.target, price, leaving)
            errors.require(kappa <= terms.cap_funding, "mint: funding cap")


@internal
@pure
def _known(side: uint256) -> uint256:
    errors.require(side <= valuation.LIQUIDITY, "side: unknown")
    return side

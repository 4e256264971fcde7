# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title One paired pool, read and priced
@license AGPL-3.0-only
@notice What every lens of this mechanism needs: the book up to now, the shares, and the
        best prices there are. A market whose source is dead is read at the last price seen.
"""
from ..interfaces import IPairingPool
from ..interfaces import IPairingShare
from ..interfaces import IPriceSource
from ..pairing import rebalancing
from ..pairing import trades
from . import lens_common


struct Reading:
    market: address
    source: address
    terms: IPairingPool.Terms
    position: IPairingPool.Position  # accrued
    clocks: IPairingPool.Clocks
    shares: address[3]
    states: IPairingShare.State[3]
    latest: IPriceSource.Reading  # empty where the source refuses
    price: uint256  # the latest, else the last one seen, 0 if there is none
    is_usable: bool  # the next three are there
    mean: uint256
    prices: uint256[2]  # the low and the high one that trades are held against
    in_range: bool


SIDES: constant(uint256) = 3
# a mean may ask a feed for 48 rounds
SOURCE_GAS: constant(uint256) = 2_000_000
READING_SIZE: constant(uint256) = 4 * 32


@internal
@view
def read(market: address) -> Reading:
    """
    @return The market now; reverts while it is locked.
    """
    return self._priced(self.unpriced(market))


@internal
@view
def unpriced(market: address) -> Reading:
    """
    @return The market now, what its source answers aside.
    """
    r: Reading = empty(Reading)
    r.market = market
    r.source = staticcall IPairingPool(market).SOURCE()
    r.terms = staticcall IPairingPool(market).terms()
    r.position = staticcall IPairingPool(market).accrued_position()
    r.clocks = staticcall IPairingPool(market).clocks()
    for side: uint256 in range(SIDES):
        r.shares[side] = staticcall IPairingPool(market).share(side)
        r.states[side] = staticcall IPairingShare(r.shares[side]).state()
    return r


@internal
@pure
def is_live(r: Reading) -> bool:
    """
    @return Whether the market answers trades and rebalances at all.
    """
    return r.clocks.is_open and not r.clocks.is_deprecated


@internal
@pure
def waiting(state: IPairingShare.State) -> uint256:
    """
    @return Raw shares in the queue.
    """
    return state.epochs[0] + state.epochs[1]


@internal
@view
def _priced(before: Reading) -> Reading:
    r: Reading = before
    r.price = r.clocks.last_price
    answer: Bytes[lens_common.ANSWER_SIZE] = lens_common.ask(
        r.source, abi_encode(r.terms.window, method_id=method_id("latest_and_mean(uint256)")), SOURCE_GAS
    )
    r.is_usable = len(answer) == lens_common.ANSWER_SIZE
    if r.is_usable:
        r.mean = extract32(answer, READING_SIZE, output_type=uint256)
    else:
        answer = lens_common.ask(r.source, method_id("latest()"), SOURCE_GAS)
    if len(answer) >= READING_SIZE:
        r.latest = abi_decode(slice(answer, 0, READING_SIZE), IPriceSource.Reading)
        r.price = r.latest.price
    if r.is_usable:
        r.prices = trades.around(r.terms.margin, [r.price, r.mean, 0])
        r.in_range = rebalancing.holds(r.terms, r.position.reference, r.price)
        r.in_range = r.in_range and rebalancing.holds(r.terms, r.position.reference, r.mean)
    return r

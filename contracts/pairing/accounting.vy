# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The stored state of one paired pool: six packed words and the event
@license AGPL-3.0-only
@notice An operation loads the ledger, works on the copy in memory and stores it once, which
        writes the one summary event. Words that did not change cost a read.
"""
from ..interfaces import IPairingPool


struct MarketState:
    position: IPairingPool.Position
    clocks: IPairingPool.Clocks
    fees_owed: uint256  # units of U


M40: constant(uint256) = 2**40 - 1
M96: constant(uint256) = 2**96 - 1
M128: constant(uint256) = 2**128 - 1
M160: constant(uint256) = 2**160 - 1

# Where each part of a word begins, counted in bits from the lowest; the first one begins at 0,
# a part ends where the next begins. steelyard.model.layout has the same, and a test reads both.
INDEX_AT: constant(uint256) = 160
FEES_OWED_AT: constant(uint256) = 128
FUNDING_AT: constant(uint256) = 128

LAST_REBALANCE_AT: constant(uint256) = 40
FRESH_UNTIL_AT: constant(uint256) = 80
STALE_SINCE_AT: constant(uint256) = 120
UNBILLED_AT: constant(uint256) = 160
IS_OPEN_AT: constant(uint256) = 200
IS_DEPRECATED_AT: constant(uint256) = 201

OPEN: constant(uint256) = 1 << IS_OPEN_AT
DEPRECATED: constant(uint256) = 1 << IS_DEPRECATED_AT

_marks: uint256  # reference, index
_totals: uint256  # underlying, fees owed
_leveraged: uint256  # L and F of the leveraged vault
_funding: uint256  # L and F of the funding vault
_clocks: uint256  # accrued at, last rebalance, fresh until, stale since, unbilled, is open, is deprecated
_last_price: uint256


@internal
@view
def load() -> MarketState:
    """
    @dev As stored: nothing accrued.
    """
    marks: uint256 = self._marks
    totals: uint256 = self._totals
    return MarketState(
        position=IPairingPool.Position(
            underlying=totals & M128,
            reference=marks & M160,
            index=marks >> INDEX_AT,
            leveraged=self._vault(self._leveraged),
            funding=self._vault(self._funding),
        ),
        clocks=self.clocks(),
        fees_owed=totals >> FEES_OWED_AT,
    )


@internal
@view
def clocks() -> IPairingPool.Clocks:
    word: uint256 = self._clocks
    return IPairingPool.Clocks(
        accrued_at=word & M40,
        last_rebalance=(word >> LAST_REBALANCE_AT) & M40,
        fresh_until=(word >> FRESH_UNTIL_AT) & M40,
        stale_since=(word >> STALE_SINCE_AT) & M40,
        unbilled=(word >> UNBILLED_AT) & M40,
        last_price=self._last_price,
        is_open=word & OPEN != 0,
        is_deprecated=word & DEPRECATED != 0,
    )


@internal
def store(market_state: MarketState):
    """
    @dev The factory's bounds keep every part within its bits; a part outside reverts.
    """
    position: IPairingPool.Position = market_state.position
    clocks: IPairingPool.Clocks = market_state.clocks
    assert position.index <= M96 and position.underlying <= M128 and market_state.fees_owed <= M128
    assert position.reference <= M160 and clocks.fresh_until <= M40
    self._marks = position.reference | (position.index << INDEX_AT)
    self._totals = position.underlying | (market_state.fees_owed << FEES_OWED_AT)
    self._leveraged = self._packed(position.leveraged)
    self._funding = self._packed(position.funding)
    word: uint256 = clocks.accrued_at | (clocks.last_rebalance << LAST_REBALANCE_AT)
    word |= (clocks.fresh_until << FRESH_UNTIL_AT) | (clocks.stale_since << STALE_SINCE_AT)
    word |= clocks.unbilled << UNBILLED_AT
    if clocks.is_open:
        word |= OPEN
    if clocks.is_deprecated:
        word |= DEPRECATED
    self._clocks = word
    self._last_price = clocks.last_price
    log IPairingPool.State(
        underlying=position.underlying,
        reference=position.reference,
        index=position.index,
        leveraged=position.leveraged,
        funding=position.funding,
        fees_owed=market_state.fees_owed,
    )


@internal
@pure
def _vault(word: uint256) -> IPairingPool.Vault:
    return IPairingPool.Vault(leveraged=word & M128, funding=word >> FUNDING_AT)


@internal
@pure
def _packed(vault: IPairingPool.Vault) -> uint256:
    # each is at most the underlying
    return vault.leveraged | (vault.funding << FUNDING_AT)

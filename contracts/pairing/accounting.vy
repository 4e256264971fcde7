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
OPEN: constant(uint256) = 1 << 200
DEPRECATED: constant(uint256) = 1 << 201

# index 96 | reference 160
_marks: uint256
# fees owed 128 | underlying 128
_totals: uint256
# F 128 | L 128 of the leveraged vault
_leveraged: uint256
# F 128 | L 128 of the funding vault
_funding: uint256
# deprecated 1 | open 1 | unbilled 40 | stale since 40 | fresh until 40 | last rebalance 40 | accrued at 40
_clocks: uint256
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
            reference=marks & convert(max_value(uint160), uint256),
            index=marks >> 160,
            leveraged=self._vault(self._leveraged),
            funding=self._vault(self._funding),
        ),
        clocks=self.clocks(),
        fees_owed=totals >> 128,
    )


@internal
@view
def clocks() -> IPairingPool.Clocks:
    word: uint256 = self._clocks
    return IPairingPool.Clocks(
        accrued_at=word & M40,
        last_rebalance=(word >> 40) & M40,
        fresh_until=(word >> 80) & M40,
        stale_since=(word >> 120) & M40,
        unbilled=(word >> 160) & M40,
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
    assert position.reference <= convert(max_value(uint160), uint256) and clocks.fresh_until <= M40
    self._marks = position.reference | (position.index << 160)
    self._totals = position.underlying | (market_state.fees_owed << 128)
    self._leveraged = self._packed(position.leveraged)
    self._funding = self._packed(position.funding)
    word: uint256 = clocks.accrued_at | (clocks.last_rebalance << 40) | (clocks.fresh_until << 80)
    word |= (clocks.stale_since << 120) | (clocks.unbilled << 160)
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
    return IPairingPool.Vault(leveraged=word & M128, funding=word >> 128)


@internal
@pure
def _packed(vault: IPairingPool.Vault) -> uint256:
    # each is at most the underlying
    return vault.leveraged | (vault.funding << 128)

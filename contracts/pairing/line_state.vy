# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The stored state of a line: packed words, entries by number
@license AGPL-3.0-only
@notice A call loads what it needs, works on the copy in memory and stores it once. Words that did not
        change cost a read. What does not fit its bits reverts before it is stored; the bounds on
        terms and entries keep the market's own numbers far from there.
"""
from ..interfaces import IPairingLine
from ..interfaces import IPairingPool

M32: constant(uint256) = 2**32 - 1
M40: constant(uint256) = 2**40 - 1
M88: constant(uint256) = 2**88 - 1
M96: constant(uint256) = 2**96 - 1
M128: constant(uint256) = 2**128 - 1
M160: constant(uint256) = 2**160 - 1

EXITS: constant(uint256) = 2  # stage in which the vaults are merged

_marks: uint256  # reference 160, index 96
_totals: uint256  # underlying 128, fees owed 128
_leveraged: uint256  # L and F of the leveraged vault, 128 each
_funding: uint256  # L and F of the funding vault
_supply: uint256[2]  # LT and FT; LP and cut, 128 each
_tape: uint256  # price of the last mark 160, cursor 80
_clocks: uint256  # time of the last mark 40, last rebalance 40, unbilled 40, stage 8, newest round seen 80
_queues: uint256  # head and tail of each queue, 40 each
_generations: uint256  # 32 each
_exits: uint256  # LP left and LP asked, 128 each
_parts: uint256[2]  # while exits are paid: U of LT and FT, 128 each; U of LP
_who: HashMap[uint256, uint256]  # owner 160, kind 8, due 40, good until 40
_what: HashMap[uint256, uint256]  # amount and min out, 128 each
_more: HashMap[uint256, uint256]  # leaving 128, pay 88, generation 32


@internal
@view
def load() -> IPairingLine.State:
    """
    @return As stored: nothing accrued.
    """
    s: IPairingLine.State = self.load_entered()
    marks: uint256 = self._marks
    totals: uint256 = self._totals
    supply: uint256[2] = self._supply
    tape: uint256 = self._tape
    s.position = IPairingPool.Position(
        underlying=totals & M128,
        reference=marks & M160,
        index=marks >> 160,
        leveraged=self._vault(self._leveraged),
        funding=self._vault(self._funding),
    )
    if s.stage == EXITS:
        two: uint256 = self._parts[0]
        s.parts = [two & M128, two >> 128, self._parts[1]]
    s.supply = [supply[0] & M128, supply[0] >> 128, supply[1] & M128]
    s.fees_owed = totals >> 128
    s.cut = supply[1] >> 128
    s.price = tape & M160
    s.cursor = tape >> 160
    return s


@internal
@view
def load_entered() -> IPairingLine.State:
    """
    @return What giving an entry asks for and changes; a line that is not open has no generation.
    """
    s: IPairingLine.State = empty(IPairingLine.State)
    clocks: uint256 = self._clocks
    queues: uint256 = self._queues
    generations: uint256 = self._generations
    exits: uint256 = self._exits
    s.generation = [generations & M32, (generations >> 32) & M32, (generations >> 64) & M32]
    s.stage = (clocks >> 120) & 255
    s.time = clocks & M40
    s.last_rebalance = (clocks >> 40) & M40
    s.unbilled = (clocks >> 80) & M40
    s.seen = clocks >> 128
    s.heads = [queues & M40, (queues >> 80) & M40, (queues >> 160) & M40]
    s.tails = [(queues >> 40) & M40, (queues >> 120) & M40, (queues >> 200) & M40]
    s.left = exits & M128
    s.asked = exits >> 128
    return s


@internal
def store(s: IPairingLine.State):
    """
    @dev Everything.
    """
    position: IPairingPool.Position = s.position
    assert position.reference <= M160 and position.index <= M96 and position.underlying <= M128
    assert s.fees_owed <= M128 and s.price <= M160 and s.unbilled <= M40
    assert s.supply[0] <= M128 and s.supply[1] <= M128 and s.supply[2] <= M128
    self._marks = position.reference | (position.index << 160)
    self._totals = position.underlying | (s.fees_owed << 128)
    # a vault holds at most the underlying of each kind
    self._leveraged = position.leveraged.leveraged | (position.leveraged.funding << 128)
    self._funding = position.funding.leveraged | (position.funding.funding << 128)
    self._supply[0] = s.supply[0] | (s.supply[1] << 128)
    self._supply[1] = s.supply[2] | (s.cut << 128)
    self._tape = s.price | (s.cursor << 160)
    self._generations = s.generation[0] | (s.generation[1] << 32) | (s.generation[2] << 64)
    if s.stage == EXITS:
        self._parts[0] = s.parts[0] | (s.parts[1] << 128)
        self._parts[1] = s.parts[2]
    self.store_entered(s)


@internal
def store_entered(s: IPairingLine.State):
    """
    @dev What giving an entry changes.
    """
    assert s.time <= M40 and s.last_rebalance <= M40 and s.asked <= M128
    word: uint256 = s.time | (s.last_rebalance << 40) | (s.unbilled << 80) | (s.stage << 120)
    self._clocks = word | (s.seen << 128)
    word = s.heads[0] | (s.tails[0] << 40) | (s.heads[1] << 80) | (s.tails[1] << 120)
    self._queues = word | (s.heads[2] << 160) | (s.tails[2] << 200)
    self._exits = s.left | (s.asked << 128)


# ------------------------------------------------------------------ entries


@internal
def enter(queue: uint256, number: uint256, e: IPairingLine.Entry):
    """
    @dev Its parts have been checked against their bits.
    """
    key: uint256 = self._key(queue, number)
    self._who[key] = convert(e.owner, uint256) | (e.kind << 160) | (e.due << 168) | (e.good_until << 208)
    self._what[key] = e.amount | (e.min_out << 128)
    self._more[key] = e.leaving | (e.pay << 128) | (e.generation << 216)


@internal
@view
def due_of(queue: uint256, number: uint256) -> uint256:
    """
    @return When the entry's mark may be, seconds; 0 where there is no entry.
    """
    return (self._who[self._key(queue, number)] >> 168) & M40


@internal
@view
def entry(queue: uint256, number: uint256) -> IPairingLine.Entry:
    """
    @return An entry that waits; zeros otherwise.
    """
    key: uint256 = self._key(queue, number)
    who: uint256 = self._who[key]
    what: uint256 = self._what[key]
    more: uint256 = self._more[key]
    return IPairingLine.Entry(
        owner=convert(who & M160, address),
        kind=(who >> 160) & 255,
        due=(who >> 168) & M40,
        good_until=who >> 208,
        amount=what & M128,
        min_out=what >> 128,
        pay=(more >> 128) & M88,
        leaving=more & M128,
        generation=more >> 216,
    )


@internal
def add_pay(queue: uint256, number: uint256, amount: uint256) -> bool:
    """
    @return Whether the entry waits and its pay fits.
    """
    key: uint256 = self._key(queue, number)
    more: uint256 = self._more[key]
    if self._who[key] == 0 or ((more >> 128) & M88) + amount > M88:
        return False
    self._more[key] = more + (amount << 128)
    return True


@internal
def forget(queue: uint256, number: uint256):
    key: uint256 = self._key(queue, number)
    self._who[key] = 0
    self._what[key] = 0
    self._more[key] = 0


@internal
@pure
def _key(queue: uint256, number: uint256) -> uint256:
    return (queue << 64) | number


@internal
@pure
def _vault(word: uint256) -> IPairingPool.Vault:
    return IPairingPool.Vault(leveraged=word & M128, funding=word >> 128)

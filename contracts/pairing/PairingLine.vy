# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title A paired pool on its line: entries by anyone, carried out by anyone at the marks of the tape
@license AGPL-3.0-only
@notice Every entry gets its moment of pricing when it is given, and has one outcome. Callers decide when it
        is carried out, never how. The tape is the feed's rounds in their order, each a mark with the time at which
        it was observed; the first at or after an entry's due time prices it. A mark first rebalances, then carries
        out its orders by number. All of it is steps, and between any two a call may stop. No step moves a token
        or can fail; outcomes are credited, and `claim_for` pays them.
        What a call makes of the book is in IPairingLine, the rules in docs/specification/pairing_line.md.
"""
from ethereum.ercs import IERC20
from snekmate.utils import math

from ..interfaces import ILineEngine
from ..interfaces import IPairingEngine
from ..interfaces import IPairingLine
from ..interfaces import IPairingPool
from ..interfaces import IPairingShare
from ..interfaces import ITapeSource
from ..libraries import errors
from . import funding
from . import line_state
from . import rebalancing
from . import tape
from . import valuation
from . import wide

initializes: line_state
initializes: tape
implements: IPairingLine


# steps of one call: the market, and who is paid for them
struct Work:
    s: IPairingLine.State
    paid: uint256  # units of U by the book
    native: uint256  # by entries


struct Pot:
    amount: uint256  # units of U
    supply: uint256  # raw shares that it belongs to


# stages
IDLE: constant(uint256) = 0
STEPS: constant(uint256) = 1
EXITS: constant(uint256) = 2
ORDERS: constant(uint256) = 3
ENDED: constant(uint256) = 4

# queues
ORDER_QUEUE: constant(uint256) = 0
EXIT_QUEUE: constant(uint256) = 1
LIQUIDITY_QUEUE: constant(uint256) = 2

# kinds
MINT_FUNDING: constant(uint256) = 1
DEPOSIT: constant(uint256) = 2
REDEEM_FUNDING: constant(uint256) = 4
EXIT_LEVERAGED: constant(uint256) = 5
EXIT_LIQUIDITY: constant(uint256) = 7

# results that are not the line engine's alone
DONE: constant(uint256) = 1
LATE: constant(uint256) = 2
GENERATION: constant(uint256) = 3
DEATH: constant(uint256) = 12

LIQUIDITY: constant(uint256) = 2
U: constant(uint256) = 0  # among tokens of claims

WAD: constant(uint256) = 10**18
DELAY: constant(uint256) = 60
NOTICE: constant(uint256) = 3_660
DEAD_AFTER: constant(uint256) = 72 * 3_600
BEHIND: constant(uint256) = 600
FOREVER: constant(uint256) = 2**40 - 1
MAX_AMOUNT: constant(uint256) = 2**128 - 1
MAX_PAY: constant(uint256) = 2**88 - 1
MAX_PRICE: constant(uint256) = 2**160 - 1
MAX_VALUE: constant(uint256) = 2**224
MAX_LEVERAGE: constant(uint256) = 100 * WAD
MAX_EXIT_FEE: constant(uint256) = 5 * 10**16
FIRST_GENERATIONS: constant(uint256) = 999  # whose number fits a name; later ones share the last one's
MAX_STEPS: constant(uint256) = 4_096
E36: constant(uint256) = 10**36

ASSET: public(immutable(address))
SOURCE: public(immutable(address))
ENGINE: public(immutable(address))
LINE_ENGINE: public(immutable(address))
SHARE_BLUEPRINT: public(immutable(address))
TERMS: immutable(IPairingPool.Terms)
LINE: immutable(IPairingLine.LineTerms)
_NAME: immutable(String[32])
_SYMBOL: immutable(String[16])

fee_recipient: public(address)
share: public(HashMap[uint256, address])
credit: public(HashMap[uint256, HashMap[address, uint256]])
pot: public(HashMap[uint256, Pot])


@deploy
def __init__(p: IPairingLine.Parameters, engine: address, line_engine: address, share_blueprint: address):
    """
    @notice Called by a factory, which checks the market's terms.
    @param p See IPairingLine.Parameters.
    @param engine IPairingEngine.
    @param line_engine ILineEngine.
    @param share_blueprint ERC-5202 blueprint of PairingShare.
    """
    errors.require(p.line.max_price != 0 and p.line.max_price <= MAX_PRICE, "terms: value over 2**224")
    errors.require(p.terms.max_underlying <= min(MAX_VALUE // p.line.max_price, MAX_AMOUNT), "terms: value over 2**224")
    errors.require(p.terms.dollar <= MAX_VALUE // E36, "terms: dollar over 2**224")
    errors.require(max(p.line.exit_leveraged, p.line.exit_funding) <= MAX_EXIT_FEE, "terms: exit fee")
    known: bool = p.line.liquidity_leverage >= WAD and p.line.liquidity_leverage <= MAX_LEVERAGE
    errors.require(known, "terms: LP's leverage 1 to 100")
    errors.require(p.terms.fees.reward + p.terms.fees.max_reward == 0, "terms: no reward on the line")
    ASSET = p.asset
    SOURCE = p.source
    ENGINE = engine
    LINE_ENGINE = line_engine
    SHARE_BLUEPRINT = share_blueprint
    TERMS = p.terms
    LINE = p.line
    _NAME = p.name
    _SYMBOL = p.symbol
    self.fee_recipient = p.fee_recipient


# ------------------------------------------------------------------ open, commit


@external
def open(amount: uint256) -> uint256:
    """
    @notice Splits the first U at the feed's latest round: $10 of it in each vault belong to nobody, the rest is
            the caller's LP, at least $20. Reverts with "open: already" and "open: no price".
    @param amount Units of U, pulled from the caller.
    @return Raw LP shares of the caller.
    """
    s: IPairingLine.State = line_state.load()
    errors.require(s.generation[0] == 0, "open: already")
    newest: uint256 = staticcall ITapeSource(SOURCE).newest_round()
    price: uint256 = 0
    started_at: uint256 = 0
    updated_at: uint256 = 0
    price, started_at, updated_at = staticcall ITapeSource(SOURCE).round_of(newest)
    good: bool = tape.is_mark(price, started_at, updated_at, 0, LINE.max_price) and updated_at <= block.timestamp
    errors.require(good, "open: no price")
    opened: IPairingEngine.Minted = staticcall IPairingEngine(ENGINE).open(TERMS, price, price, amount)
    s.position = opened.position
    s.supply = [opened.lock, opened.lock, opened.lock + opened.shares]
    s.generation = [1, 1, 1]
    s.price = price
    s.time = started_at
    s.last_rebalance = started_at
    s.cursor = newest
    s.seen = newest
    line_state.store(s)
    self._take(amount)
    extcall IPairingShare(self._share(self._token(LIQUIDITY, 1))).mint(msg.sender, opened.shares)
    log IPairingLine.Opened(creator=msg.sender, amount=amount, shares=opened.shares)
    return opened.shares


@external
@payable
def commit(kind: uint256, amount: uint256, min_out: uint256, good_until: uint256, owner: address) -> uint256:
    """
    @notice Gives an entry, for good: it is neither cancelled nor recalled. The first mark observed a minute
            after it prices it, an exit of LP an hour and a minute after it. Native coin of at least twice its gas
            goes to whoever carries it out. Reverts with "line: not open", "line: ended", "entry: kind",
            "entry: amount", "entry: zero owner", "entry: no FT here", "entry: pay", "entry: an exit has no limit",
            "entry: good before its mark", "token: asset short" and while the sequencer is not up for its grace.
    @param kind See IPairingLine.
    @param amount Units of U, or raw shares of the present generation, pulled from the caller.
    @param min_out Least raw shares, or units of U; 0 for an exit.
    @param good_until Last second of a mark that may price it; 2**40 - 1 for an exit.
    @param owner Whom its outcome is credited to.
    @return Its number in its queue.
    """
    s: IPairingLine.State = line_state.load_entered()
    self._check_live(s)
    errors.require(kind <= EXIT_LIQUIDITY, "entry: kind")
    fits: bool = amount != 0 and amount <= MAX_AMOUNT and min_out <= MAX_AMOUNT
    errors.require(fits and (kind > DEPOSIT or amount <= TERMS.max_underlying), "entry: amount")
    errors.require(owner != empty(address), "entry: zero owner")
    errors.require(kind != MINT_FUNDING or TERMS.mints_funding, "entry: no FT here")
    least: uint256 = 2 * (LINE.entry_gas * block.basefee + LINE.entry_extra)
    errors.require(least <= msg.value and msg.value <= MAX_PAY, "entry: pay")
    assert staticcall ITapeSource(SOURCE).up_since() <= block.timestamp
    s.seen = tape.record(SOURCE, s.seen)
    queue: uint256 = ORDER_QUEUE
    due: uint256 = max(block.timestamp, s.time) + DELAY
    if kind >= EXIT_LEVERAGED:
        queue = EXIT_QUEUE
        if kind == EXIT_LIQUIDITY:
            queue = LIQUIDITY_QUEUE
            due += NOTICE - DELAY
        errors.require(min_out == 0 and good_until == FOREVER, "entry: an exit has no limit")
    errors.require(due <= good_until and good_until <= FOREVER, "entry: good before its mark")
    side: uint256 = self._side(kind)
    number: uint256 = s.tails[queue]
    line_state.enter(
        queue,
        number,
        IPairingLine.Entry(
            owner=owner,
            kind=kind,
            due=due,
            good_until=good_until,
            amount=amount,
            min_out=min_out,
            pay=msg.value,
            leaving=s.asked,
            generation=s.generation[side],
        ),
    )
    s.tails[queue] = number + 1
    if kind == EXIT_LIQUIDITY:
        s.asked += amount
    line_state.store_entered(s)
    if kind <= DEPOSIT:
        self._take(amount)
    else:
        extcall IPairingShare(self._share(self._token(side, s.generation[side]))).burn(msg.sender, amount)
    log IPairingLine.Entered(
        queue=queue,
        number=number,
        owner=owner,
        kind=kind,
        amount=amount,
        min_out=min_out,
        due=due,
        good_until=good_until,
        pay=msg.value,
    )
    return number


@external
@payable
def add_pay(queue: uint256, number: uint256):
    """
    @notice Adds native coin to an entry that waits. Reverts with "entry: pay" for another.
    @param queue Of the entry.
    @param number Of the entry.
    """
    errors.require(msg.value <= MAX_PAY and line_state.add_pay(queue, number, msg.value), "entry: pay")


# ------------------------------------------------------------------ the line


@external
def advance(most: uint256) -> uint256:
    """
    @notice Makes steps: reads rounds, rebalances, carries entries out. The caller is credited the U that the
            book pays and is sent the coin that the entries carried.
    @param most Steps, 4096 at most.
    @return How many there were.
    """
    work: Work = empty(Work)
    work.s = line_state.load()
    self._check_open(work.s)
    work.s.seen = tape.record(SOURCE, work.s.seen)
    steps: uint256 = 0
    for _: uint256 in range(MAX_STEPS):
        if steps == most:
            break
        if work.s.stage == IDLE:
            moved: bool = False
            work, moved = self._next_mark(work)
            if not moved:
                break
        elif work.s.stage == STEPS:
            work.s = self._rebalance(work.s)
        elif work.s.stage == EXITS:
            work = self._pay_exits(work)
        elif work.s.stage == ORDERS:
            work = self._carry_out(work)
        else:
            queue: uint256 = 0
            for one: uint256 in range(3):
                if work.s.heads[queue] != work.s.tails[queue]:
                    break
                queue += 1
            if queue == 3:
                break
            entry: IPairingLine.Entry = line_state.entry(queue, work.s.heads[queue])
            work = self._finish(work, queue, entry, DEATH, 0)
        steps += 1
    line_state.store(work.s)
    if work.paid != 0:
        self.credit[U][msg.sender] += work.paid
    log IPairingLine.Advanced(keeper=msg.sender, steps=steps, stage=work.s.stage, paid=work.paid, native=work.native)
    if work.native != 0:
        raw_call(msg.sender, b"", value=work.native)
    return steps


@external
def declare():
    """
    @notice Ends the line of a dead feed: 72 hours of a running sequencer without a newer mark, the line at its latest.
            Every vault's U at the last mark's price becomes a fixed claim; what waits is returned by `advance`.
            Reverts with "line: not open", "line: ended", "line: behind", "line: not dead" and with what
            `up_since` says.
    """
    s: IPairingLine.State = line_state.load()
    self._check_live(s)
    s.seen = tape.record(SOURCE, s.seen)
    errors.require(s.stage == IDLE and not tape.has_more(SOURCE, s.cursor, s.seen), "line: behind")
    since: uint256 = max(s.time, staticcall ITapeSource(SOURCE).up_since())
    errors.require(block.timestamp >= since + DEAD_AFTER, "line: not dead")
    parts: uint256[3] = rebalancing.merged(rebalancing.valued(s.position, TERMS.target, s.price), s.price)
    for side: uint256 in range(3):
        if s.supply[side] != 0:
            s = self._close(s, side, parts[side])
        else:
            s.fees_owed += parts[side]
    s.position.underlying = 0
    s.position.index = valuation.ONE
    s.position.leveraged = empty(IPairingPool.Vault)
    s.position.funding = empty(IPairingPool.Vault)
    s.stage = ENDED
    line_state.store(s)
    log IPairingLine.Ended(time=s.time, price=s.price)


# ------------------------------------------------------------------ claims


@external
def claim_for(owner: address, token: uint256) -> uint256:
    """
    @notice Gives an owner what they are owed, whoever calls: U is sent, shares are made.
            Reverts with "claim: no credit".
    @param owner Whose.
    @param token 0 for U, 4 * generation + side + 1 for a share.
    @return Units of U, or raw shares.
    """
    amount: uint256 = self.credit[token][owner]
    errors.require(amount != 0, "claim: no credit")
    self.credit[token][owner] = 0
    log IPairingLine.Claim(owner=owner, token=token, amount=amount)
    if token == U:
        self._send(owner, amount)
    else:
        extcall IPairingShare(self._share(token)).mint(owner, amount)
    return amount


@external
def claim_closed(side: uint256, generation: uint256, receiver: address) -> uint256:
    """
    @notice Burns all the caller's shares of an ended generation for their part of what it left.
            Reverts with "claim: no closed shares".
    @param side 0 LT, 1 FT, 2 LP.
    @param generation Counted from 1.
    @param receiver Of U.
    @return Units of U, rounded down.
    """
    token: uint256 = self._token(side, generation)
    pot: Pot = self.pot[token]
    share: address = self.share[token]
    raw: uint256 = 0
    if share != empty(address) and pot.supply != 0:
        raw = staticcall IPairingShare(share).raw_balance(msg.sender)
    errors.require(raw != 0, "claim: no closed shares")
    extcall IPairingShare(share).burn(msg.sender, raw)
    amount: uint256 = math._mul_div(pot.amount, raw, pot.supply, False)
    log IPairingLine.Claim(owner=msg.sender, token=token, amount=amount)
    self._send(receiver, amount)
    return amount


@external
def collect_fees() -> (uint256, uint256):
    """
    @notice Gives the fee recipient what they are owed, whoever calls. Reverts with "fees: nothing owed".
    @return Units of U and raw LP shares.
    """
    s: IPairingLine.State = line_state.load()
    amount: uint256 = s.fees_owed
    shares: uint256 = s.cut
    errors.require(amount != 0 or shares != 0, "fees: nothing owed")
    s.fees_owed = 0
    s.cut = 0
    line_state.store(s)
    if shares != 0:
        token: uint256 = self._token(LIQUIDITY, s.generation[LIQUIDITY])
        extcall IPairingShare(self._share(token)).mint(self.fee_recipient, shares)
    self._send(self.fee_recipient, amount)
    return amount, shares


@external
def set_fee_recipient(recipient: address):
    """
    @notice The fee recipient hands their place on. Reverts with "fees: not the recipient" and
            "fees: zero recipient".
    @param recipient Who follows.
    """
    errors.require(msg.sender == self.fee_recipient, "fees: not the recipient")
    errors.require(recipient != empty(address), "fees: zero recipient")
    self.fee_recipient = recipient


@external
def consolidate(side: uint256):
    """
    @notice A million shares become one as shown, once a share is worth less than a millionth of its first
            dollar. Reverts with "line: behind" and "consolidate: not small enough".
    @param side 0 LT, 1 FT, 2 LP.
    """
    s: IPairingLine.State = line_state.load()
    errors.require(s.stage == IDLE, "line: behind")
    share: IPairingShare = IPairingShare(self._share(self._token(side, s.generation[side])))
    state: IPairingShare.State = empty(IPairingShare.State)
    state.supply = s.supply[side]
    state.index = staticcall share.index()
    small: bool = staticcall IPairingEngine(ENGINE).is_small(s.position, TERMS, side, s.price, state)
    errors.require(small and state.supply != 0, "consolidate: not small enough")
    extcall share.consolidate()


# ------------------------------------------------------------------ views


@external
@view
def terms() -> (IPairingPool.Terms, IPairingLine.LineTerms):
    """
    @notice The terms; immutable.
    @return The market's, and what the line adds.
    """
    return TERMS, LINE


@external
@view
def state() -> IPairingLine.State:
    """
    @notice The market after the last step: that of the last finished mark where the stage is 0.
    @return See IPairingLine.State.
    """
    return line_state.load()


@external
@view
def entry(queue: uint256, number: uint256) -> IPairingLine.Entry:
    """
    @notice An entry that waits; zeros for another.
    @param queue 0 orders, 1 exits of LT and FT, 2 exits of LP.
    @param number In its queue.
    @return See IPairingLine.Entry.
    """
    return line_state.entry(queue, number)


@external
@view
def end_of(phase: uint256) -> (uint256, uint256):
    """
    @notice Where a phase of the feed ended for the tape.
    @param phase The upper bits of its ids.
    @return Id of its last round, and the phase after it; zeros for one that did not end.
    """
    return tape.end_of(phase)


@external
@view
def nav(side: uint256) -> uint256:
    """
    @notice A share's price for others, after the last finished mark. Reverts with "line: behind" while a mark is open,
            or one has waited for over ten minutes.
    @param side 0 LT, 1 FT, 2 LP.
    @return Dollars a shown share, 1e18, rounded down; 0 without shares.
    """
    s: IPairingLine.State = line_state.load()
    since: uint256 = tape.waits_since(SOURCE, s.cursor, s.seen)
    is_behind: bool = since < block.timestamp and block.timestamp - since > BEHIND
    errors.require((s.stage == IDLE or s.stage == ENDED) and not is_behind, "line: behind")
    share: address = self.share[self._token(side, s.generation[side])]
    shown: uint256 = s.supply[side]
    if share != empty(address):
        shown //= staticcall IPairingShare(share).index()
    if shown == 0:
        return 0
    worth: uint256 = valuation.value_of(s.position, TERMS.target, side, s.price)
    return wide.mul_div_down(valuation.dollars(TERMS, worth, s.price), WAD, shown)


# ------------------------------------------------------------------ the mark


@internal
@view
def _next_mark(before: Work) -> (Work, bool):
    """
    @dev Reads one round and opens the mark, if it is one: time first, then what it costs the book.
    @return The work, and whether there was a round.
    """
    work: Work = before
    number: uint256 = tape.following(work.s.cursor, work.s.seen)
    if number == 0:
        return work, False
    price: uint256 = 0
    started_at: uint256 = 0
    updated_at: uint256 = 0
    price, started_at, updated_at = staticcall ITapeSource(SOURCE).round_of(number)
    if updated_at > block.timestamp:
        return work, False
    work.s.cursor = number
    if not tape.is_mark(price, started_at, updated_at, work.s.time, LINE.max_price):
        return work, True
    fee: uint256 = 0
    work.s.position, fee, work.s.unbilled = funding.accrued(
        work.s.position, TERMS, started_at - work.s.time, work.s.unbilled
    )
    work.s.fees_owed += fee
    work.s.time = started_at
    work.s.price = price
    work.s.stage = STEPS
    work = self._drain(work, LINE.mark_pay, False)
    if self._is_scheduled(work.s) or not rebalancing.holds(TERMS, work.s.position.reference, price):
        part: uint256 = wide.mul_div_down(work.s.position.underlying, TERMS.fees.rebalance, WAD)
        work = self._drain(work, part, True)
        work = self._drain(work, LINE.rebalance_pay, False)
    return work, True


@internal
@pure
def _drain(before: Work, most: uint256, is_fee: bool) -> Work:
    """
    @dev Takes U out of all vaults in proportion, at most what there is.
    """
    work: Work = before
    amount: uint256 = min(most, work.s.position.underlying)
    if amount == 0:
        return work
    work.s.position = valuation.drained(work.s.position, amount)
    if is_fee:
        work.s.fees_owed += amount
    else:
        work.paid += amount
    return work


@internal
@view
def _is_scheduled(s: IPairingLine.State) -> bool:
    return s.time - s.last_rebalance >= TERMS.period


@internal
@view
def _is_due(s: IPairingLine.State, queue: uint256) -> bool:
    """
    @return Whether the first of a queue is priced by the mark or an earlier one.
    """
    head: uint256 = s.heads[queue]
    return head < s.tails[queue] and line_state.due_of(queue, head) <= s.time


# ------------------------------------------------------------------ steps


@internal
@view
def _rebalance(before: IPairingLine.State) -> IPairingLine.State:
    s: IPairingLine.State = before
    due: bool = self._is_scheduled(s) or self._is_due(s, EXIT_QUEUE) or self._is_due(s, LIQUIDITY_QUEUE)
    next: rebalancing.Next = rebalancing.next_move(TERMS, s.position.reference, s.price, s.price, due)
    if next.move < rebalancing.BOUND:
        s.stage = ORDERS
        return s
    valued: rebalancing.Valued = rebalancing.valued(s.position, TERMS.target, next.price)
    parts: uint256[3] = rebalancing.merged(valued, next.price)
    if next.move == rebalancing.BOUND:
        s.position = rebalancing.split(TERMS.target, parts, next.price)
        return s
    s.parts = parts
    s.last_rebalance = s.time
    s.stage = EXITS
    return s


@internal
def _pay_exits(before: Work) -> Work:
    """
    @dev One exit; after the last one the generations of poor vaults end, and what stays is split.
    """
    work: Work = before
    for queue: uint256 in [EXIT_QUEUE, LIQUIDITY_QUEUE]:
        if self._is_due(work.s, queue):
            return self._exit(work, queue)
    for side: uint256 in range(3):
        held: uint256 = work.s.parts[side]
        if work.s.supply[side] != 0 and valuation.is_poor(TERMS, held * work.s.price, work.s.price):
            work.s = self._close(work.s, side, held)
            work.s.parts[side] = 0
    work.s.position = rebalancing.split(TERMS.target, work.s.parts, work.s.price)
    work.s.stage = ORDERS
    return work


@internal
def _exit(before: Work, queue: uint256) -> Work:
    """
    @dev Its part of its vault, less the fee, which goes to the fee recipient and never to a vault.
    """
    work: Work = before
    entry: IPairingLine.Entry = line_state.entry(queue, work.s.heads[queue])
    side: uint256 = self._side(entry.kind)
    fee: uint256 = TERMS.fees.liquidity_exit
    if side == LIQUIDITY:
        work.s.left += entry.amount
    else:
        fee = LINE.exit_leveraged if side == 0 else LINE.exit_funding
    if entry.generation != work.s.generation[side]:
        return self._finish(work, queue, entry, GENERATION, 0)
    gross: uint256 = wide.mul_div_down(work.s.parts[side], entry.amount, work.s.supply[side])
    fee = wide.mul_div_up(gross, fee, WAD)
    work.s.parts[side] -= gross
    work.s.supply[side] -= entry.amount
    work.s.fees_owed += fee
    return self._finish(work, queue, entry, DONE, gross - fee)


@internal
def _carry_out(before: Work) -> Work:
    """
    @dev One order of the mark, or its end.
    """
    work: Work = before
    if not self._is_due(work.s, ORDER_QUEUE):
        work.s.stage = IDLE
        log IPairingLine.Mark(round=work.s.cursor, time=work.s.time, price=work.s.price)
        return work
    entry: IPairingLine.Entry = line_state.entry(ORDER_QUEUE, work.s.heads[ORDER_QUEUE])
    if work.s.time > entry.good_until:
        return self._finish(work, ORDER_QUEUE, entry, LATE, 0)
    side: uint256 = self._side(entry.kind)
    if entry.kind <= DEPOSIT:
        waiting: uint256 = 0
        if entry.leaving > work.s.left:
            waiting = min(entry.leaving - work.s.left, work.s.supply[LIQUIDITY])
        done: ILineEngine.Done = staticcall ILineEngine(LINE_ENGINE).mint(
            work.s.position, TERMS, LINE, work.s.price, side, entry.amount, entry.min_out, work.s.supply, waiting
        )
        if done.result == DONE:
            work.s.position = done.position
            work.s.supply[side] += done.amount + done.locked
            work.s = self._take_cut(work.s, done.cut)
        return self._finish(work, ORDER_QUEUE, entry, done.result, done.amount)
    if entry.generation != work.s.generation[side]:
        return self._finish(work, ORDER_QUEUE, entry, GENERATION, 0)
    done: ILineEngine.Done = staticcall ILineEngine(LINE_ENGINE).redeem(
        work.s.position, TERMS, work.s.price, side, entry.amount, entry.min_out, work.s.supply
    )
    if done.result == DONE:
        work.s.position = done.position
        work.s.supply[side] -= entry.amount
        work.s = self._take_cut(work.s, done.cut)
    return self._finish(work, ORDER_QUEUE, entry, done.result, done.amount)


@internal
@pure
def _take_cut(before: IPairingLine.State, cut: uint256) -> IPairingLine.State:
    s: IPairingLine.State = before
    s.cut += cut
    s.supply[LIQUIDITY] += cut
    return s


@internal
def _finish(before: Work, queue: uint256, entry: IPairingLine.Entry, result: uint256, got: uint256) -> Work:
    """
    @dev Credits the outcome of a queue's first entry: what it got, or its own amount back.
    """
    work: Work = before
    number: uint256 = work.s.heads[queue]
    side: uint256 = self._side(entry.kind)
    amount: uint256 = got if result == DONE else entry.amount
    token: uint256 = U
    if (entry.kind <= DEPOSIT) == (result == DONE):
        generation: uint256 = entry.generation
        if result == DONE:
            generation = work.s.generation[side]
        token = self._token(side, generation)
    self.credit[token][entry.owner] += amount
    line_state.forget(queue, number)
    work.s.heads[queue] = number + 1
    work.native += entry.pay
    log IPairingLine.Outcome(queue=queue, number=number, result=result, amount=amount)
    return work


@internal
def _close(before: IPairingLine.State, side: uint256, held: uint256) -> IPairingLine.State:
    """
    @dev Ends a generation: its shares keep `held` as a claim, the fee recipient's are credited to them.
    """
    s: IPairingLine.State = before
    token: uint256 = self._token(side, s.generation[side])
    if side == LIQUIDITY and s.cut != 0:
        self.credit[token][self.fee_recipient] += s.cut
        s.cut = 0
    self.pot[token] = Pot(amount=held, supply=s.supply[side])
    log IPairingLine.Closed(token=token, amount=held, supply=s.supply[side])
    s.generation[side] += 1
    s.supply[side] = 0
    return s


# ------------------------------------------------------------------ checks, shares and U


@internal
@pure
def _check_open(s: IPairingLine.State):
    errors.require(s.generation[0] != 0, "line: not open")


@internal
@pure
def _check_live(s: IPairingLine.State):
    self._check_open(s)
    errors.require(s.stage != ENDED, "line: ended")


@internal
@pure
def _side(kind: uint256) -> uint256:
    if kind <= DEPOSIT:
        return kind
    return kind - 3 if kind <= REDEEM_FUNDING else kind - EXIT_LEVERAGED


@internal
@pure
def _token(side: uint256, generation: uint256) -> uint256:
    return 4 * generation + side + 1


@internal
def _share(token: uint256) -> address:
    """
    @dev The share of a generation, created when it is first needed. Its own queue is never paid, so that its
         requests can always be taken back.
    """
    share: address = self.share[token]
    if share != empty(address):
        return share
    side: uint256 = (token - 1) % 4
    kind: String[2] = "LT"
    if side == 1:
        kind = "FT"
    elif side == LIQUIDITY:
        kind = "LP"
    label: String[5] = kind
    if token > 7:
        # decoding gives the text, which fits, the shorter type
        number: String[78] = uint2str(min((token - 1) // 4, FIRST_GENERATIONS))
        label = abi_decode(abi_encode(concat(kind, number)), String[5])
    share = create_from_blueprint(
        SHARE_BLUEPRINT, concat(_NAME, " ", label), concat(_SYMBOL, "-", label), ASSET, FOREVER
    )
    self.share[token] = share
    log IPairingLine.Share(token=token, share=share)
    return share


@internal
def _take(amount: uint256):
    """
    @dev Refuses a U that takes a fee on transfer.
    """
    before: uint256 = staticcall IERC20(ASSET).balanceOf(self)
    assert extcall IERC20(ASSET).transferFrom(msg.sender, self, amount, default_return_value=True)
    errors.require(staticcall IERC20(ASSET).balanceOf(self) - before == amount, "token: asset short")


@internal
def _send(receiver: address, amount: uint256):
    if amount != 0:
        assert extcall IERC20(ASSET).transfer(receiver, amount, default_return_value=True)

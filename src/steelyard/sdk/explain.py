# SPDX-License-Identifier: Apache-2.0
"""Where a holder's money went, from the chain's logs alone: lines that add up to what it is worth, to the last unit.

A token's logs say after each operation what its book is. Between two of them the value of a holding moves by the price,
by interest, by the management fee, and by the operation itself: a fill, or somebody's mint or redemption. Each of these
is an exact fraction; the lines are cut into whole units so that their sum stays exact.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from eth_utils.address import to_checksum_address

from steelyard.artifacts import artifact
from steelyard.chain.abi import Interface, Log
from steelyard.chain.rpc import Block
from steelyard.model.clock import Clock
from steelyard.model.erc20 import ZERO_ADDRESS, Erc20
from steelyard.model.leverage.anchored_token import ATOMS_PER_SHARE, AnchoredToken
from steelyard.sdk.amounts import Amount, Asset
from steelyard.sdk.errors import Disagreement
from steelyard.sdk.orders import BALANCE
from steelyard.sdk.reference import FILLS, MINT, REDEEM
from steelyard.sdk.views import Explanation

if TYPE_CHECKING:
    from steelyard.sdk.session import Session
    from steelyard.sdk.token import Terms

PAID_IN, TAKEN_OUT = "paid in", "taken out"
RECEIVED, SENT = "received from others", "sent to others"
TRADING = "mint, redeem and exchange costs"
PRICE, INTEREST = "price", "interest"
MANAGEMENT, REBALANCING = "management fee", "rebalancing"
OTHERS = "others' fees and rounding"
BEYOND = "losses that lenders bear"  # below zero equity a holder owes nothing
LOANS = "interest and losses"

_E36 = 10**36
_LINES = (PAID_IN, TAKEN_OUT, RECEIVED, SENT, TRADING, PRICE, INTEREST, MANAGEMENT, REBALANCING, OTHERS, BEYOND)
_POOL_LINES = (PAID_IN, TAKEN_OUT, RECEIVED, SENT, LOANS)


@dataclass(frozen=True)
class _Book:
    """A token's balance sheet and the price it is judged at."""

    collateral: Fraction
    debt: Fraction
    supply: Fraction
    price: Fraction  # debt units per collateral unit

    @classmethod
    def of(cls, values: Mapping[str, int], price: Fraction) -> "_Book":
        """From what an event or a view says."""
        return cls(Fraction(values["collateral"]), Fraction(values["debt"]), Fraction(values["supply"]), price)

    def worth(self, shares: Fraction, is_bear: bool) -> Fraction:
        """Quote units of so many shares, negative below zero equity."""
        if not self.supply or not shares:
            return Fraction(0)
        if is_bear:
            return (self.collateral - self.debt / self.price) * shares / self.supply
        return (self.collateral * self.price - self.debt) * shares / self.supply


@dataclass
class _Ledger:
    """Lines of exact fractions, in quote units."""

    lines: defaultdict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))

    def add(self, line: str, amount: Fraction) -> None:
        self.lines[line] += amount

    def cut(self, names: Iterable[str], asset: Asset) -> tuple[dict[str, Amount], int]:
        """The lines in whole units, whose sum is that of the fractions rounded down; and that sum."""
        found, total, shown = {}, Fraction(0), 0
        for name in names:
            total += self.lines[name]
            units = total.__floor__() - shown
            shown += units
            found[name] = asset.amount(units)
        return found, shown


async def explain_token(session: "Session", terms: "Terms", account: str) -> Explanation:
    """Returns what became of the money of `account` in a token and its anchored units, in the quote asset."""
    block = await session.rpc.block()
    start, end = session.network.from_block, block.number
    token, anchored = (Interface(artifact(name).abi) for name in ("LeveragedToken", "AnchoredToken"))
    states = await session.rpc.logs(token, ["State", "Transfer"], start, end, [terms.address])
    wraps = await session.rpc.logs(anchored, ["Wrap", "Unwrap", "Rebase", "Transfer"], start, end, [terms.unit.address])
    trades = await session.rpc.logs(session.router, ["Bought", "Sold"], start, end, [session.network.router])
    ours = [one for one in trades if one.values["token"] == terms.address]
    prices = await _prices(session, terms, [one.block for one in ours if one.name == "Sold"] + _exits(states, account))
    book = _Fold(terms, account, prices)
    for _, logs in _by_transaction([*states, *wraps, *ours]):
        book.transaction(logs)
    await book.close(session, block)
    lines, worth = book.ledger.cut(_LINES, terms.quote)
    profit = worth - lines[PAID_IN].units - lines[TAKEN_OUT].units - lines[RECEIVED].units - lines[SENT].units
    return Explanation(
        what=terms.share.symbol,
        account=account,
        lines=lines,
        worth=terms.quote.amount(worth),
        profit=terms.quote.amount(profit),
        block=block.number,
        time=block.time,
    )


async def explain_pool(session: "Session", share: Asset, lent: Asset, account: str) -> Explanation:
    """Returns what became of the money of `account` in a lending pool, in the asset lent.

    Shares in the queue are still the account's; what was served and not paid is still worth what it is.
    """
    block = await session.rpc.block()
    pool = session.pool_interface
    names = ["Deposit", "Withdraw", "Queue", "QueuePaid", "Claim", "Transfer"]
    logs = await session.rpc.logs(pool, names, session.network.from_block, block.number, [share.address])
    ledger, shares, queued, claimable, last = _Ledger(), 0, 0, 0, Fraction(0)
    for _, group in _by_transaction(logs):
        own, moved = _pool_money(group, account)
        ledger.add(PAID_IN, Fraction(own["in"]))
        ledger.add(TAKEN_OUT, Fraction(-own["out"]))
        shares += own["shares"]
        queued += own["queued"]
        claimable += own["served"] - own["claimed"]
        for change in moved:
            worth = await _share_worth(session, share, group[0].block, abs(change), last)
            ledger.add(RECEIVED if change > 0 else SENT, Fraction(worth if change > 0 else -worth))
        last = _converted(group) or last
    await _require_whole(session, block, share, account, shares - queued)
    model = await session.loader.pool(block, share.address)
    worth = model.pool.convert_to_assets(shares) + claimable
    ledger.add(LOANS, worth - sum(ledger.lines.values(), Fraction(0)))
    lines, total = ledger.cut(_POOL_LINES, lent)
    return Explanation(
        what=share.symbol,
        account=account,
        lines=lines,
        worth=lent.amount(total),
        profit=lines[LOANS],
        block=block.number,
        time=block.time,
    )


class _Fold:
    """A token's logs, one transaction after the other, as one holder sees them."""

    def __init__(self, terms: "Terms", account: str, prices: Mapping[int, int]) -> None:
        self.terms, self.account, self.ledger = terms, account, _Ledger()
        self._prices = prices
        self._book: _Book | None = None
        self._interest = 0
        self._own = 0  # shares
        self._units = AnchoredToken(Erc20(), Clock(0), terms.unit.address, anchor=2, floor=1, ceiling=0)

    @property
    def held(self) -> Fraction:
        """Shares of the account, those behind its anchored units included."""
        return self._own + Fraction(self._units.atoms_of(self.account), ATOMS_PER_SHARE)

    def transaction(self, logs: Sequence[Log]) -> None:
        """Everything that one transaction logged: operations first, as holders before it; then what changed hands."""
        before = self.held
        for log in logs:
            if log.name == "State":
                self._operation(log, before)
        for log in logs:
            self._hand_over(log)
        change = self.held - before
        if self._book is None or not (change or any(self._is_own(log) for log in logs)):
            return
        money = sum((self._money(log) for log in logs), Fraction(0))
        worth = self._book.worth(change, self.terms.is_bear)
        if money or any(self._is_own(log) for log in logs):
            self.ledger.add(PAID_IN if money > 0 else TAKEN_OUT, money)
            self.ledger.add(TRADING, worth - money)
        else:
            self.ledger.add(RECEIVED if change > 0 else SENT, worth)

    async def close(self, session: "Session", block: Block) -> None:
        """Up to the block's own moment; raises `Disagreement` if the chain says that other shares are held."""
        await _require_whole(session, block, self.terms.share, self.account, self._own)
        _, (answer,) = await session.read_markets([self.terms.address], block)
        sheet, price = answer["sheet"], _price(answer["price"])
        if self._book is not None:
            after = _Book.of(sheet, price)
            self._step(self.held, after, sheet["interest"], Fraction(0), OTHERS)
            self.ledger.add(BEYOND, max(-after.worth(self.held, self.terms.is_bear), Fraction(0)))

    def _operation(self, log: Log, held: Fraction) -> None:
        values = log.values
        asked = values["price"] or self._prices.get(log.block, 0)
        price = _price(asked) if asked or self._book is None else self._book.price
        after = _Book.of(values, price)
        issued = {MINT: values["shares_moved"], REDEEM: -values["shares_moved"]}.get(values["operation"], 0)
        if self._book is not None and price:
            self._step(
                held,
                after,
                values["interest"],
                Fraction(issued),
                REBALANCING if values["operation"] in FILLS else OTHERS,
            )
        self._book, self._interest = after, values["interest"]

    def _step(self, held: Fraction, after: _Book, interest: int, issued: Fraction, line: str) -> None:
        """From the last book to the next: the price, then interest, then the management fee, then the operation."""
        before = self._book
        assert before is not None
        books = [
            before,
            _Book(before.collateral, before.debt, before.supply, after.price),
            _Book(before.collateral, before.debt + interest - self._interest, before.supply, after.price),
            _Book(before.collateral, before.debt + interest - self._interest, after.supply - issued, after.price),
            after,
        ]
        worths = [book.worth(held, self.terms.is_bear) for book in books]
        for name, old, new in zip((PRICE, INTEREST, MANAGEMENT, line), worths[:-1], worths[1:], strict=True):
            self.ledger.add(name, new - old)
        self._interest = interest

    def _hand_over(self, log: Log) -> None:
        values, units = log.values, self._units
        is_unit = log.address == self.terms.unit.address
        if log.name == "Transfer" and not is_unit:
            self._own += values["value"] * ((values["receiver"] == self.account) - (values["sender"] == self.account))
        elif log.name == "Transfer" and ZERO_ADDRESS not in (values["sender"], values["receiver"]):
            units.transfer(values["receiver"], values["value"], sender=values["sender"])
        elif log.name == "Wrap":
            units._atoms[values["receiver"]] += values["shares"] * ATOMS_PER_SHARE
        elif log.name == "Unwrap":
            units._atoms[values["owner"]] -= values["shares"] * ATOMS_PER_SHARE
        elif log.name == "Rebase":
            units.factor = values["factor_after"]

    def _is_own(self, log: Log) -> bool:
        names = {"Bought": "payer", "Sold": "owner"}
        if log.name in names:
            return bool(log.values[names[log.name]] == self.account)
        return self._is_in_kind(log)

    def _is_in_kind(self, log: Log) -> bool:
        return (
            log.name == "State" and log.values["account"] == self.account and log.values["operation"] in (MINT, REDEEM)
        )

    def _money(self, log: Log) -> Fraction:
        """What the account paid in a transaction, in quote units at its price; negative if it was paid."""
        if not self._is_own(log):
            return Fraction(0)
        values = log.values
        if log.name == "Bought":
            return self._in_quote(values["asset"], values["paid"])
        if log.name == "Sold":
            return -self._in_quote(values["asset"], values["out"])
        sign = 1 if values["operation"] == MINT else -1
        collateral, debt = self.terms.collateral.address, self.terms.debt.address
        return sign * (
            self._in_quote(collateral, values["collateral_moved"]) - self._in_quote(debt, values["debt_moved"])
        )

    def _in_quote(self, asset: str, units: int) -> Fraction:
        book = self._book
        assert book is not None
        if to_checksum_address(asset) == self.terms.quote.address:
            return Fraction(units)
        return units / book.price if self.terms.is_bear else units * book.price


def _price(scaled: int) -> Fraction:
    return Fraction(scaled, _E36)


def _exits(logs: Sequence[Log], account: str) -> list[int]:
    """Blocks in which the account redeemed in kind."""
    return [
        one.block
        for one in logs
        if one.name == "State" and one.values["operation"] == REDEEM and one.values["account"] == account
    ]


async def _prices(session: "Session", terms: "Terms", blocks: Sequence[int]) -> dict[int, int]:
    """The oracle's price at blocks in which an operation names none; left out where the node has forgotten it."""
    oracle = Interface(artifact("ChainlinkOracle").abi)["rescue_price"]
    found = {}
    for number in sorted(set(blocks)):
        block = await session.rpc.block(number)
        (answer,) = await session.rpc.try_ask(block.call(terms.oracle, oracle))
        if not isinstance(answer, Exception):
            found[number] = oracle.decode(answer)[0]
    return found


def _by_transaction(logs: Iterable[Log]) -> Iterable[tuple[str, list[Log]]]:
    """The logs in the order of the chain, those of one transaction together."""
    groups: dict[str, list[Log]] = {}
    for log in sorted(logs, key=lambda one: (one.block, one.index)):
        groups.setdefault(log.transaction, []).append(log)
    return groups.items()


def _pool_money(logs: Sequence[Log], account: str) -> tuple[dict[str, int], list[int]]:
    """What one transaction did to an account's money and shares, and the shares that changed hands without money."""
    own = dict.fromkeys(("in", "out", "shares", "queued", "served", "claimed"), 0)
    moved = []
    for log in logs:
        values = log.values
        if log.name == "Deposit" and values["owner"] == account:
            own["in"] += values["assets"]
            own["shares"] += values["shares"]
        elif log.name == "Withdraw" and values["owner"] == account:
            own["out"] += values["assets"]
            own["shares"] -= values["shares"]
        elif log.name == "Queue" and values["owner"] == account:
            own["queued"] += values["shares"]
        elif log.name == "QueuePaid" and values["owner"] == account:
            own["served"] += values["assets"]
            own["shares"] -= values["shares"]
            own["queued"] -= values["shares"]
        elif log.name == "Claim" and values["owner"] == account:
            own["out"] += values["assets"]
            own["claimed"] += values["assets"]
        elif log.name == "Transfer" and _is_gift(log, account):
            change = values["value"] if values["receiver"] == account else -values["value"]
            own["shares"] += change
            moved.append(change)
    return own, moved


def _is_gift(log: Log, account: str) -> bool:
    """Whether shares went from one holder to another: not to or from the pool, nor into or out of being."""
    ends = {log.values["sender"], log.values["receiver"]}
    return account in ends and len(ends) == 2 and not ends & {ZERO_ADDRESS, log.address}


async def _require_whole(session: "Session", block: Block, share: Asset, account: str, folded: int) -> None:
    """Nodes answer without an error and leave logs out: what the logs add up to must be what the chain says."""
    (held,) = await session.rpc.call(block, (share.address, BALANCE, (account,)))
    if held != folded:
        raise Disagreement(
            f"explain: by its logs {account} has {share.amount(folded)}, by the chain {share.amount(held)}; the node "
            "left logs out, or from_block of the network file is too late: ask another node, or correct the file"
        )


def _converted(logs: Sequence[Log]) -> Fraction:
    """Assets a share in the last conversion of a transaction, 0 if there was none."""
    found = [log.values for log in logs if log.name in ("Deposit", "Withdraw", "QueuePaid") and log.values["shares"]]
    return Fraction(found[-1]["assets"], found[-1]["shares"]) if found else Fraction(0)


async def _share_worth(session: "Session", share: Asset, number: int, shares: int, last: Fraction) -> int:
    """Assets of so many shares at a block, rounded down; by the last conversion where the node has forgotten it."""
    block = await session.rpc.block(number)
    convert = session.pool_interface["convertToAssets"]
    (answer,) = await session.rpc.try_ask(block.call(share.address, convert, shares))
    return int(shares * last) if isinstance(answer, Exception) else int(convert.decode(answer))

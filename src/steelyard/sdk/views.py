# SPDX-License-Identifier: Apache-2.0
"""What the SDK answers: each prints as a table and turns into plain types by `to_dict`.

Amounts are exact and carry their asset. Dollars are whole quote units, leverage is a ratio; impact, cost, rates per
year and moves are parts of one that print in percent. Times are seconds, blocks are numbers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from steelyard.sdk.amounts import Amount
from steelyard.sdk.orders import APPROVE, NO_PERMIT, Permit, Step, bundle, step
from steelyard.sdk.shown import Shown, hidden, percent


@dataclass(frozen=True, kw_only=True)
class Market(Shown):
    """One leveraged token."""

    symbol: str
    address: str
    exposure: Decimal  # promised: 3 or -3
    nav: Decimal  # dollars a share
    unit_nav: Decimal  # dollars an anchored unit
    leverage: Decimal  # now
    price: Decimal  # dollars a coin
    equity: Amount  # in the quote asset
    interest: Decimal = percent()  # a year, of the equity
    mintable: Amount = hidden()  # shares that the pool would still lend for, 0 where no mint is open
    redeemable: Amount = hidden()  # shares in circulation: a redemption in kind is always open
    state: str

    def rows(self) -> list[tuple[str, str]]:
        return [*super().rows(), ("capacity left", str(self.mintable)), ("redeemable now", str(self.redeemable))]

    def to_dict(self) -> dict[str, Any]:
        return super().to_dict() | {
            "capacity_left": self.mintable.to_dict(),
            "redeemable_now": self.redeemable.to_dict(),
        }


@dataclass(frozen=True, kw_only=True)
class BalanceSheet(Shown):
    """The one balance sheet of a token, with interest and fees up to its block."""

    token: str
    collateral: Amount
    debt: Amount
    assets: Amount  # the collateral in units of the debt asset, rounded down
    equity: Amount  # assets less debt
    dollars: Decimal  # the equity in dollars, rounded down
    supply: Amount
    nav: Decimal  # dollars a share, rounded down
    leverage: Decimal
    band: tuple[Decimal, Decimal]  # leverage at which a rebalance may start
    cover: Decimal  # assets over debt, rounded down; 0 without debt
    price: Decimal  # dollars a coin
    interest: Amount  # since the start
    rebalance_cost: Amount  # since the start; negative: fillers paid
    fees: Amount  # shares since the start: mint, redeem and management
    borrow_rate: Decimal = percent()  # a year
    gap_to_zero: Decimal | None = percent()  # move of the coin at which no equity is left; None: no such move
    state: str
    block: int
    time: int


@dataclass(frozen=True, kw_only=True)
class Order:
    """A call that a quote stands for: everything of it but who it is for. `spent` is what the contract `to` takes.

    `encode` gives the data for an account and a permit, which counts only if it `takes_permit`.
    """

    chain_id: int
    to: str
    purpose: str
    spent: tuple[Amount, ...]  # needs approvals
    encode: Callable[[str, Permit], str]
    value: int = 0
    takes_permit: bool = False
    log: str  # the event of `to` that says what was done, and which of its values are what was paid and received
    logged: tuple[str, str]

    def step(self, account: str, permit: Permit = NO_PERMIT) -> Step:
        """Returns its transaction for an account."""
        return Step(self.purpose, self.to, self.encode(account, permit), self.value)

    def moved(self, values: Mapping[str, Any]) -> dict[str, int]:
        """Returns what was paid and received by the values of its event."""
        return {name: int(values[value]) for name, value in zip(("paid", "received"), self.logged, strict=True)}

    def approvals(self) -> list[Step]:
        """Returns the exact approvals for it."""
        return [step(f"let {self.to} take {one}", one.asset.address, APPROVE, self.to, one.units) for one in self.spent]


class Ordered(Shown):
    """A quote that can become a transaction."""

    order: Order

    def transaction(self, account: str) -> dict[str, Any]:
        """Returns it unsigned, for a wallet or a relayer of the address `account`, which has approved what it takes."""
        return self.order.step(account).transaction(self.order.chain_id, account)

    def bundle(self, account: str) -> dict[str, Any]:
        """Returns approvals and order of the Safe `account` as a file for its Transaction Builder."""
        return bundle([*self.order.approvals(), self.order.step(account)], self.order.chain_id, self.order.purpose)


@dataclass(frozen=True, kw_only=True)
class Quote(Ordered):
    """What a trade comes to at one block, if a block at the second `at` takes it: firm to the unit.

    Later, `at_least` and the deadline protect the trader.
    """

    side: str
    token: str
    pays: Amount
    gets: Amount
    at_least: Amount  # else the order is refused
    change: tuple[Amount, ...]  # what comes back beside it
    fee: Amount  # shares, for the other holders
    price: Decimal  # dollars a coin
    price_impact: Decimal = percent()  # of what is swapped, exchange fees included
    cost: Decimal = percent()  # of the whole
    leverage: Decimal
    interest: Decimal = percent()  # a year, of the equity
    gap_to_zero: Decimal | None = percent()  # worst case: the coin's move at which nothing is left
    route: tuple[str, ...]
    block: int
    at: int
    deadline: int
    order: Order = hidden()


@dataclass(frozen=True, kw_only=True)
class InKind(Ordered):
    """A mint or redemption by the token itself, without an exchange: pro rata, to the unit, at the second `at`."""

    side: str
    token: str
    shares: Amount
    collateral: Amount  # taken by a mint, handed out by a redemption
    debt: Amount  # handed out by a mint, taken by a redemption
    gets: Amount  # mint: shares less the fee; redemption: the collateral
    block: int
    at: int
    order: Order = hidden()


@dataclass(frozen=True, kw_only=True)
class PoolSheet(Shown):
    """A lending pool."""

    symbol: str
    address: str
    lent: str  # the symbol of what is lent
    total_assets: Amount  # of lenders
    borrowed: Amount
    reserve: Amount  # covers losses first
    withdrawable: Amount  # now, by whoever comes first
    queued: Amount  # shares that wait
    room: Amount  # what deposits may still bring
    share_price: Decimal  # whole assets a whole share
    utilization: Decimal = percent()
    borrow_rate: Decimal = percent()  # a year
    block: int
    time: int

    def rows(self) -> list[tuple[str, str]]:
        names = {"withdrawable": "redeemable now", "room": "capacity left"}
        return [(names.get(label, label), text) for label, text in super().rows()]

    def to_dict(self) -> dict[str, Any]:
        plain = super().to_dict()
        return plain | {"capacity_left": plain.pop("room"), "redeemable_now": plain.pop("withdrawable")}


@dataclass(frozen=True, kw_only=True)
class PoolPosition(Shown):
    """What an account has in a pool."""

    pool: str
    shares: Amount
    worth: Amount  # of the shares
    withdrawable: Amount  # of it, now
    queued: Amount  # shares that wait
    claimable: Amount  # served and not yet paid
    block: int
    time: int


@dataclass(frozen=True, kw_only=True)
class PoolQuote(Ordered):
    """What a deposit, withdrawal or claim comes to, if a block at the second `at` takes it: firm to the unit."""

    side: str
    pool: str
    pays: Amount
    gets: Amount
    block: int
    at: int
    order: Order = hidden()


@dataclass(frozen=True, kw_only=True)
class Explanation(Shown):
    """Where a holder's money went since they first held: the lines add up to what it is worth now, to the last unit."""

    what: str
    account: str
    lines: Mapping[str, Amount]
    worth: Amount
    profit: Amount  # worth and what was taken out, less what was paid in
    block: int
    time: int

    def rows(self) -> list[tuple[str, str]]:
        return [
            *((name, str(amount)) for name, amount in self.lines.items()),
            ("worth now", str(self.worth)),
            ("profit", str(self.profit)),
        ]

    def to_dict(self) -> dict[str, Any]:
        return super().to_dict() | {"lines": {name: amount.to_dict() for name, amount in self.lines.items()}}

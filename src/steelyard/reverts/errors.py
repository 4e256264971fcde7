# SPDX-License-Identifier: Apache-2.0
"""What a revert raises: one class per kind of remedy, all of them `Reverted`."""

from functools import cache
from typing import Self

from steelyard.reverts.catalogue import Entry, explain


class Reverted(Exception):
    """A contract reverted the call.

    `Reverted(reason)` is of the class that the catalogue names: `Reverted("borrow: limit")` is a `LimitExceeded`.
    `reason` is the text of the revert, "" for none; `contract` is the name of the contract that gave it, if known;
    `values` are the numbers behind it, if known.
    """

    def __new__(cls, reason: str = "", contract: str | None = None, **values: object) -> Self:
        kind: type = kinds().get(explain(reason, contract).error, cls) if cls is Reverted else cls
        return super().__new__(kind, reason, contract)

    def __init__(self, reason: str, contract: str | None = None, **values: object) -> None:
        super().__init__(reason, contract)
        self.reason = reason
        self.contract = contract
        self.values = values

    @property
    def entry(self) -> Entry:
        """What the catalogue says of the reason."""
        return explain(self.reason, self.contract)

    @property
    def meaning(self) -> str:
        """What happened, in a sentence."""
        return self.entry.meaning

    @property
    def remedy(self) -> str:
        """What the caller should do now, in a sentence."""
        return self.entry.remedy

    @classmethod
    def is_a(cls) -> str:
        """Returns the name of the class above."""
        return cls.__bases__[0].__name__

    @classmethod
    def stands_for(cls) -> str:
        """Returns what the class says of itself, in a sentence."""
        return (cls.__doc__ or "").split("\n")[0]

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.values.items())
        head = (self.reason or "reverted without a reason") + (f" ({details})" if details else "")
        return f"{f'{self.contract}: ' if self.contract else ''}{head}. {self.meaning} {self.remedy}"


class BadInput(Reverted):
    """An argument that this function never accepts: correct it."""


class BadParameter(BadInput):
    """A parameter of a new market, pool, model or oracle is out of bounds: choose another."""


class NotRegistered(BadInput):
    """An address that the factory in charge did not create: check it."""


class NotAuthorized(Reverted):
    """The caller or the signature has no right to this."""


class NotDue(Reverted):
    """Too early, or the condition for it does not hold now: wait."""


class NothingToDo(Reverted):
    """Done already, or there is nothing it could be done with: leave it."""


class Expired(Reverted):
    """A deadline has passed: send it again with a later one."""


class LimitExceeded(Reverted):
    """A cap, allowance or tolerance of the market would be exceeded: do less, or wait."""


class SlippageExceeded(Reverted):
    """The result would be worse than the limit that the caller set: quote again."""


class InsufficientLiquidity(Reverted):
    """The pool or vault has too little to lend, pay or swap: do less, or wait."""


class InsufficientBalance(Reverted):
    """A balance or an allowance is too small."""


class TransferFailed(Reverted):
    """A token did not move, or not in full."""


class OracleUnavailable(Reverted):
    """There is no price to act on now: wait."""


class MarketClosed(Reverted):
    """The market, pool or asset takes no such operation now."""


class RebalanceNeeded(MarketClosed):
    """The market must be rebalanced before this: wait, or rebalance it."""


class WindingDown(MarketClosed):
    """The market or the shares are ending: only ways out are open."""


class NoEquity(Reverted):
    """The token is worth no more than its debt at the price in question, or too little to count."""


class NeedsMoreGas(Reverted):
    """Too little gas was sent to tell a dead contract from a starved one: send more."""


class MathFailed(Reverted):
    """A number does not fit, or a division by zero."""


class NoReasonGiven(Reverted):
    """The revert carried no data."""


class UnknownReason(Reverted):
    """The catalogue does not list the reason."""


@cache
def kinds() -> dict[str, type[Reverted]]:
    """Returns `Reverted` and every class below it, by name, in the order in which they are declared."""
    return {name: value for name, value in globals().items() if isinstance(value, type) and issubclass(value, Reverted)}

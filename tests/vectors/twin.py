# SPDX-License-Identifier: Apache-2.0
"""A market of the integer twin, as the player of vectors wants it."""

from typing import Any

from steelyard.model.clock import Clock
from steelyard.model.erc20 import ZERO_ADDRESS
from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import MAX_UINT256
from steelyard.model.oracles.twap import Bounds, Round
from steelyard.model.pairing.pairing_share import DEAD, PairingShare
from steelyard.model.pairing.parameters import Fees, Parameters
from steelyard.model.pairing.valuation import Side
from steelyard.model.scenario.pairing import PairingScenario
from tests.vectors.player import OPERATIONS, SIDES, Refusal, numbers

SENDERLESS = {"consolidate", "report_stale", "deprecate", "collect_fees", "refund"}


class TwinMarket:
    """Built from a vector's `market` alone."""

    def __init__(self, given: dict[str, Any]) -> None:
        market = numbers(given)
        terms = dict(market["terms"])
        self.terms = Parameters(**{**terms, "fees": Fees(**terms["fees"])})
        self.names = market["accounts"]
        self.clock = Clock(0)
        feed, recipient = market["feed"], market["fee_recipient"]
        self.scenario = PairingScenario(
            self.terms, self.clock, decimals=market["asset_decimals"], quote_decimals=market["quote_decimals"],
            feed_decimals=feed["decimals"], heartbeat=feed["heartbeat"], first=1,
            bounds=Bounds(feed["lower"], feed["upper"]), address="market", recipient=recipient,
        )  # fmt: skip
        self.asset, self.source, self.pool = self.scenario.asset, self.scenario.source, self.scenario.pool
        for name, amount in self.names.items():
            self.scenario.fund((name,), amount)

    def pass_time(self, now: int) -> None:
        self.clock.advance(now - self.clock.now)

    def do(self, op: str, sender: str, share: str, values: list[Any]) -> Any:
        if op == "round":
            self.scenario.hear([Round(values[0], self.clock.now)])
            return None
        named = zip(OPERATIONS[op].arguments, values, strict=True)
        given = [self._value(name, item) for name, item in named]
        place = self._place(op, share)
        if op == "commit" and not values[0]:
            self.pool.tokens[given[1]].approve(place.address, MAX_UINT256, sender=sender)
        caller = {} if op in SENDERLESS else {"sender": self.address(sender)}
        try:
            return getattr(place, op)(*given, **caller)
        except Reverted as refusal:
            raise Refusal(refusal.reason) from None

    def state(self) -> dict[str, Any]:
        pool, shares = self.pool, self.shares()
        accounts = [*self.names, "dead", *(["delayed_orders"] if pool.delayed_orders else [])]
        groups = {f"account:{name}": self._account(name, shares) for name in accounts}
        if not pool.is_open:
            return groups
        position, lt, ft = pool.position, pool.position.leveraged, pool.position.funding
        return groups | {
            "position": {
                "underlying": position.underlying,
                "reference": position.reference,
                "index": position.index,
                "lt": {"l": lt.leveraged, "f": lt.funding},
                "ft": {"l": ft.leveraged, "f": ft.funding},
            },
            "clocks": {
                "accrued_at": pool.accrued_at,
                "last_rebalance": pool.last_rebalance,
                "fresh_until": pool.fresh_until,
                "stale_since": pool.stale_since,
                "unbilled": pool.unbilled,
                "last_price": pool.last_price,
                "is_deprecated": pool.is_deprecated,
            },
            "fees": {"owed": pool.fees_owed, "cut": pool.cut, "recipient": pool.fee_recipient},
            **{f"share:{name}": _share(share) for name, share in shares.items()},
        }

    def shares(self) -> dict[str, PairingShare]:
        """All generations of all sides by name, such as "lt.1"."""
        return {
            f"{SIDES[side]}.{number}": share
            for side in Side
            for number, share in enumerate((*self.pool.past[side], self.pool.tokens[side]), 1)
        }

    def address(self, name: str) -> str:
        """The twin's own name of an account."""
        known = {"zero": ZERO_ADDRESS, "dead": DEAD, "delayed_orders": "market/delayed_orders"}
        return known.get(name, name)

    def _value(self, name: str, item: Any) -> Any:
        if name == "side":
            return Side(SIDES.index(item))
        return self.address(item) if name in ("receiver", "owner", "recipient") else item

    def _place(self, op: str, share: str) -> Any:
        place = OPERATIONS[op].place
        if place == "share":
            return self.shares()[share]
        return self.pool if place == "market" else self.pool.delayed_orders

    def _account(self, name: str, shares: dict[str, PairingShare]) -> dict[str, int]:
        address = self.address(name)
        held = {share: token.raw_balance(address) for share, token in shares.items()}
        return {"asset": self.asset.balance_of(address)} | {share: raw for share, raw in held.items() if raw}


def _share(share: PairingShare) -> dict[str, Any]:
    queue = share.queue
    epochs = [queue.epochs.get(number) for number in (queue.head, queue.head + 1)]
    return {
        "supply": share.raw_supply(),
        "index": share.index,
        "counted": share.counted,
        "head": queue.head,
        "epochs": [[epoch.shares, epoch.first, epoch.last] if epoch else [0, 0, 0] for epoch in epochs],
        "closed": {"supply": share.closed.supply, "amount": share.closed.amount} if share.closed else None,
    }

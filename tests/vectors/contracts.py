# SPDX-License-Identifier: Apache-2.0
"""A market of the real contracts in process, on a feed that answers what the vector says."""

from dataclasses import astuple
from typing import Any

import boa

from steelyard.model.erc20 import ZERO_ADDRESS
from steelyard.model.libraries.rounding import MAX_UINT256
from steelyard.model.pairing.pairing_share import DEAD
from steelyard.model.pairing.parameters import Fees, Parameters
from tests.support.contracts import at, blueprint, deploy
from tests.support.engine import now, wait
from tests.support.reverts import BARE, reason_of
from tests.vectors.player import OPERATIONS, SIDES, Refusal, numbers

DEVIATION = 10**15  # what the source declares; nobody asks here
ANY_ANSWER = 10**8


class ContractMarket:
    """PairingPool, PairingShare, DelayedOrders, PairingEngine and ChainlinkPriceSource; no factory and so no bounds."""

    def __init__(self, given: dict[str, Any]) -> None:
        market = numbers(given)
        terms = dict(market["terms"])
        self.terms = Parameters(**{**terms, "fees": Fees(**terms["fees"])})
        self.amounts = market["accounts"]
        self.known = {name: str(boa.env.generate_address(name)) for name in self.amounts}
        self.known |= {"zero": ZERO_ADDRESS, "dead": DEAD}
        self.asset = deploy("MockAsset", market["asset_decimals"])
        self.feed = deploy("MockFeed", market["feed"]["decimals"], ANY_ANSWER)
        self.has_answered = False
        self.pool = self._pool(market)
        if self.terms.commits:
            self.delayed_orders = at("DelayedOrders", self.pool.ORDERS())
            self.known["delayed_orders"] = str(self.delayed_orders.address)
        self.tokens: dict[str, Any] = {}
        self._find_shares()
        for name, amount in self.amounts.items():
            self.asset.mint(self.known[name], amount)
            for spender in (self.pool.address, *([self.delayed_orders.address] if self.terms.commits else [])):
                self.asset.approve(spender, MAX_UINT256, sender=self.known[name])

    def _pool(self, market: dict[str, Any]) -> Any:
        feed = market["feed"]
        believed = (self.feed.address, feed["heartbeat"], feed["lower"], feed["upper"])
        priced = (self.asset.address, ZERO_ADDRESS, market["quote_decimals"], self.terms.is_bear, DEVIATION)
        source = deploy("ChainlinkPriceSource", (believed, *priced, ZERO_ADDRESS, 0))
        recipient = self.known[market["fee_recipient"]]
        return deploy(
            "PairingPool",
            ("Vector", "VECTOR", self.asset.address, source.address, recipient, astuple(self.terms)),
            deploy("PairingEngine").address,
            blueprint("PairingShare").address,
            blueprint("DelayedOrders").address,
        )

    def pass_time(self, time: int) -> None:
        wait(time - now())

    def do(self, op: str, sender: str, share: str, values: list[Any]) -> Any:
        if op == "round":
            return self._answer(values[0])
        given = [self._value(name, item) for name, item in zip(OPERATIONS[op].arguments, values, strict=True)]
        if op == "commit" and not values[0] and given[1] < len(SIDES):
            share_contract = at("PairingShare", self.pool.share(given[1]))
            share_contract.approve(self.delayed_orders.address, MAX_UINT256, sender=self.known[sender])
        try:
            answer = getattr(self._place(op, share), op)(*given, sender=self.known[sender])
        except boa.BoaError as error:
            reason = reason_of(error)
            raise Refusal("arithmetic" if reason == BARE else reason) from None
        if op in ("mint", "deposit", "execute"):
            self._find_shares()
        return answer

    def state(self) -> dict[str, Any]:
        groups = {f"account:{name}": self._account(name) for name in self.known if name != "zero"}
        clocks = self.pool.clocks()
        if not clocks.is_open:
            return groups
        position = self.pool.position()
        owed, cut = self.pool.fees_owed()
        recipients = {address: name for name, address in self.known.items()}
        return groups | {
            "position": {
                "underlying": position.underlying,
                "reference": position.reference,
                "index": position.index,
                "lt": {"l": position.leveraged.leveraged, "f": position.leveraged.funding},
                "ft": {"l": position.funding.leveraged, "f": position.funding.funding},
            },
            "clocks": {
                "accrued_at": clocks.accrued_at,
                "last_rebalance": clocks.last_rebalance,
                "fresh_until": clocks.fresh_until,
                "stale_since": clocks.stale_since,
                "unbilled": clocks.unbilled,
                "last_price": clocks.last_price,
                "is_deprecated": clocks.is_deprecated,
            },
            "fees": {"owed": owed, "cut": cut, "recipient": recipients[str(self.pool.fee_recipient())]},
            **{f"share:{name}": _share(token) for name, token in self.tokens.items()},
        }

    def _answer(self, answer: int) -> None:
        """The first answer begins a phase, so that the mean never reaches back to what stood there before."""
        push = self.feed.push_round if self.has_answered else self.feed.begin_phase
        push(answer, now())
        self.has_answered = True

    def _find_shares(self) -> None:
        for number, side in enumerate(SIDES):
            name = f"{side}.{self.pool.generation(number)}"
            if name not in self.tokens:
                self.tokens[name] = at("PairingShare", self.pool.share(number))

    def _value(self, name: str, item: Any) -> Any:
        if name == "side":
            return SIDES.index(item)
        return self.known[item] if name in ("receiver", "owner", "recipient") else item

    def _place(self, op: str, share: str) -> Any:
        place = OPERATIONS[op].place
        if place == "share":
            return self.tokens[share]
        return self.pool if place == "market" else self.delayed_orders

    def _account(self, name: str) -> dict[str, int]:
        address = self.known[name]
        held = {share: token.raw_balance(address) for share, token in self.tokens.items()}
        return {"asset": self.asset.balanceOf(address)} | {share: raw for share, raw in held.items() if raw}


def _share(share: Any) -> dict[str, Any]:
    head = share.head()
    is_closed, supply, amount = share.closed()
    return {
        "supply": share.raw_supply(),
        "index": share.index(),
        "counted": share.counted(),
        "head": head,
        "epochs": [list(share.epoch(number)[:3]) for number in (head, head + 1)],
        "closed": {"supply": supply, "amount": amount} if is_closed else None,
    }

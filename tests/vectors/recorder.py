# SPDX-License-Identifier: Apache-2.0
"""Writes a vector down while its story is told: every step is done by the twin, tagged and kept."""

from collections import Counter
from dataclasses import asdict, replace
from typing import Any

from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.parameters import PERCENT, Parameters, rise_of
from steelyard.model.pairing.valuation import Side
from steelyard.model.presets import pairing as presets
from tests.vectors.player import OPERATIONS, SIDES, outcome, plain
from tests.vectors.tags import Moment, tags
from tests.vectors.trace import listening
from tests.vectors.twin import TwinMarket

START = 1_700_000_400
FOREVER = 2**63
ACCOUNTS = ("creator", "holder", "saver", "provider", "keeper", "treasury")
MINUTE = 60
WINDOW = 900
HOUR = 60 * MINUTE


def terms(decimals: int, quote: int, target: int = 3, **changes: Any) -> Parameters:
    """A live market's but for the caps, which are wide, and the `changes`; U has `decimals`."""
    is_bear = changes.get("is_bear", False)
    live = presets.parameters(target, is_bear, dollar=10 ** (decimals if is_bear else quote))
    fall = changes.get("fall", live.fall)
    given = {
        "margin": PERCENT // 4, "rise": rise_of(fall), "cap_leveraged": WAD, "cap_funding": WAD,
        "max_underlying": 2**127, "commits": False,
    }  # fmt: skip
    found = replace(live, **(given | changes))
    found.check(0)
    return found


class Recorder:
    """One vector in the making. Dollars are what one coin costs; amounts are units."""

    def __init__(
        self, name: str, about: str, terms: Parameters, decimals: int, quote: int, at: float, *, feed_decimals: int = 8
    ) -> None:
        self.name, self.about, self.decimals, self.feed_decimals = name, about, decimals, feed_decimals
        self.at = self.dollars = at
        first = round(at * 10**feed_decimals)
        self.market = plain(
            {
                "asset_decimals": decimals,
                "quote_decimals": quote,
                "feed": {
                    "decimals": feed_decimals,
                    "heartbeat": HOUR,
                    "lower": first // 1_000,
                    "upper": first * 9,
                },
                "terms": asdict(terms),
                "fee_recipient": "treasury",
                "accounts": {who: 10 ** (decimals + 12) * (who not in ("keeper", "treasury")) for who in ACCOUNTS},
            }
        )
        self.twin = TwinMarket(self.market)
        self.pool, self.terms, self.now = self.twin.pool, terms, START
        self.initial = self.kept = plain(self.twin.state())
        self.steps: list[dict[str, Any]] = []
        self.seen: Counter[str] = Counter()

    # ------------------------------------------------------------------ steps

    def do(self, op: str, sender: str = "holder", **args: Any) -> Any:
        """One step; returns its results as integers, or None where it was refused."""
        step: dict[str, Any] = {"time": str(self.now), "op": op}
        step |= {"args": plain(args)} if op == "round" else {"sender": sender, "args": plain(args)}
        self.twin.pass_time(self.now)
        before = Moment.of(self.pool)
        with listening() as trace:
            found = outcome(self.twin, step)
        step |= found
        state = plain(self.twin.state())
        changed = {key: group for key, group in state.items() if self.kept.get(key) != group}
        if changed:
            step["state"] = changed
        self.kept = state
        found_tags = tags(op, {**args, "sender": sender}, found, before, Moment.of(self.pool), trace, self.seen)
        self.seen.update(found_tags)
        if found_tags:
            step["branches"] = sorted(found_tags)
        self.steps.append(step)
        if "refused" in found:
            return None
        values = [int(found["result"][name]) for name in OPERATIONS[op].results]
        return values[0] if len(values) == 1 else values

    def must(self, op: str, sender: str = "holder", **args: Any) -> Any:
        """A step that is carried out."""
        answer = self.do(op, sender, **args)
        assert "refused" not in self.steps[-1], f"{self.name}: {self.steps[-1]}"
        return answer

    def refused(self, reason: str, op: str, sender: str = "holder", **args: Any) -> None:
        """A step that is refused with `reason`."""
        self.do(op, sender, **args)
        assert self.steps[-1].get("refused") == reason, f"{self.name}: wanted {reason!r}: {self.steps[-1]}"

    # ------------------------------------------------------------------ time and prices

    def wait(self, seconds: int) -> None:
        """Lets time pass."""
        self.now += seconds

    def answer(self, dollars: float) -> None:
        """A new round now."""
        answer = round(dollars * 10**self.feed_decimals)
        self.dollars = answer / 10**self.feed_decimals
        self.do("round", answer=answer)

    def arrive(self, dollars: float | None = None) -> None:
        """A new round, and a window later the mean is there."""
        self.answer(self.dollars if dollars is None else dollars)
        self.wait(self.terms.window)

    def pass_hours(self, hours: float) -> None:
        """Lets time pass with a round every 55 minutes, the last one a window ago."""
        left = round(hours * HOUR) - WINDOW
        while left > 0:
            part = min(left, 55 * MINUTE)
            self.wait(part)
            left -= part
            self.answer(self.dollars)
        self.wait(WINDOW)

    # ------------------------------------------------------------------ what holders do

    def worth(self, dollars: float) -> int:
        """Units of U for so many dollars at the last answer."""
        coin = 1 if self.terms.is_bear else self.dollars
        return int(dollars / coin * 10**self.decimals)

    def open(self, dollars: float) -> None:
        """The first round, a window, and the creator's deposit."""
        self.arrive()
        self.must("open", "creator", amount=self.worth(dollars))

    def mint(self, side: str, dollars: float, who: str = "holder", *, reason: str = "", **changes: Any) -> Any:
        """Shares for so many dollars, LP by a deposit; or a refusal with `reason`."""
        args: dict[str, Any] = {"amount": self.worth(dollars), "min_out": 0, "receiver": who, "deadline": FOREVER}
        op = "deposit" if side == "lp" else "mint"
        args = {**({} if side == "lp" else {"side": side}), **args, **changes}
        return self.refused(reason, op, who, **args) if reason else self.must(op, who, **args)

    def redeem(
        self, side: str, shares: int, who: str = "holder", *, partial: bool = False, reason: str = "", **changes: Any
    ) -> Any:
        """U for shares, or a refusal with `reason`."""
        args = {"side": side, "shares": shares, "min_out": 0, "receiver": who, "partial": partial, "deadline": FOREVER}
        args |= changes
        return self.refused(reason, "redeem", who, **args) if reason else self.must("redeem", who, **args)

    def held(self, side: str, who: str = "holder") -> int:
        """Shares of the present generation, as shown."""
        return int(self.token(side).balance_of(self.twin.address(who)))

    def token(self, side: str) -> Any:
        """The present share of a side."""
        return self.pool.tokens[Side(SIDES.index(side))]

    def named(self, side: str) -> str:
        """The present share of a side, as vectors call it."""
        return f"{side}.{self.pool.generation(Side(SIDES.index(side)))}"

    def rebalance(self, reason: str = "") -> Any:
        """By the keeper."""
        return self.refused(reason, "rebalance", "keeper") if reason else self.must("rebalance", "keeper")

    def enqueue(self, side: str, shares: int, who: str = "holder") -> Any:
        """Into the queue; returns the epoch."""
        return self.must("enqueue", who, share=self.named(side), shares=shares)

    def claim(self, share: str, epoch: int, who: str = "holder") -> Any:
        """U of a paid epoch."""
        return self.must("claim", who, share=share, epoch=epoch, receiver=who)

    def has_price(self) -> bool:
        """Whether there is one to trade at."""
        try:
            self.twin.source.latest_and_mean(self.terms.window)
        except Reverted:
            return False
        return True

    # ------------------------------------------------------------------ the file

    def vector(self) -> dict[str, Any]:
        """As it is written."""
        return {
            "version": "1",
            "name": self.name,
            "about": self.about,
            "market": self.market,
            "initial": self.initial,
            "steps": self.steps,
        }

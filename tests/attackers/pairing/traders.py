# SPDX-License-Identifier: Apache-2.0
"""Attackers of one paired market: who knows the price before its feed, waits in its queue, times its rebalances."""

from typing import Any, ClassVar

import boa

from steelyard.model.pairing.parameters import PERCENT
from tests.attackers.pairing.ground import LAG, Ground, terms
from tests.attackers.search import REVERTED, Amount, Attacker, Choice, Parameter, Plan, Span, Steps
from tests.support.pairing import FT, LP, LT
from tests.unit.pairing_pool.world import DAY, HOUR

STAKE = Amount(10_000, 10**7)  # dollars, so that a search does not end at trades of nothing
_ANY: dict[str, Parameter] = {"side": Choice(LT, FT, LP), "percent": Span(1, 100)}
_TRADED: dict[str, Parameter] = {"side": Choice(LT, FT), "percent": Span(1, 100)}
MOVES: dict[str, dict[str, Parameter]] = {
    "mint": {"side": Choice(LT, FT, LP), "dollars": STAKE},
    "redeem": _TRADED,
    "enqueue": _ANY,
    "cancel": {},
    "execute": {},
    "report": {},
    "rebalance": {},
    "pass_time": {"seconds": Amount(1, HOUR)},
}


def play_on(ground: Ground, steps: list[Any]) -> int:
    """Returns what a trader who is already in the midst of a plan comes to; a plan without a trade is none."""
    ground.do(steps)
    ground.leave()
    return ground.profit if ground.traded else REVERTED


class FasterThanTheFeed(Attacker):
    """Sees a jump of the price before any round does; nobody trades at once here."""

    name = "faster than the feed, 3x by orders"
    story = (
        "sees the price jump by up to 15% before the feed does, lets rounds land when they like, each up to a minute "
        "late, and mints, redeems, queues and rebalances in any order"
    )
    bound_means = "nothing"
    weakness = "trades at once"
    evaluations = 120
    bound = 0
    market: ClassVar[dict[str, Any]] = {"target": 3}

    def __init__(self, weakened: bool = False) -> None:
        self.ground = Ground(terms(**self.market, commits=not weakened))
        self.space = {"jump": Span(-1_500, 1_500), "steps": Steps(6, **MOVES)}

    def play(self, plan: Plan) -> int:
        self.ground.begin()
        self.ground.jump(plan["jump"])
        return play_on(self.ground, plan["steps"])


class FasterThanTheFeedOfTwo(FasterThanTheFeed):
    name = "faster than the feed, 2x by orders"
    evaluations = 60
    market: ClassVar[dict[str, Any]] = {"target": 2}


class FasterThanTheFeedOfTen(FasterThanTheFeed):
    name = "faster than the feed, 10x by orders"
    evaluations = 60
    market: ClassVar[dict[str, Any]] = {"target": 10}


class FasterThanTheFeedOfBear(FasterThanTheFeed):
    name = "faster than the feed, -2x by orders"
    evaluations = 60
    market: ClassVar[dict[str, Any]] = {"target": 3, "is_bear": True}


class LateReports(Attacker):
    """The delayed orders' minute covers reports that are a minute late, and no more."""

    name = "as late as the delayed orders allows"
    story = "sees a jump of up to 10%, orders at once, and lets the first round that counts land when it suits them"
    bound_means = "nothing; reports that land more than a minute after they were seen are not covered"
    weakness = "rounds land five minutes after they were seen"
    evaluations = 60
    bound = 0

    def __init__(self, weakened: bool = False) -> None:
        self.ground = Ground(terms(), lag=5 * LAG if weakened else LAG)
        self.space = {
            "jump": Span(-1_000, 1_000),
            "side": Choice(LT, FT, LP),
            "dollars": STAKE,
            "lands": Span(LAG + 1, 10 * LAG),
        }

    def play(self, plan: Plan) -> int:
        self.ground.begin()
        self.ground.jump(plan["jump"])
        self.ground.mint(plan["side"], plan["dollars"])
        return play_on(self.ground, [("pass_time", {"seconds": plan["lands"]}), ("report", {}), ("execute", {})])


class QueueOption(Attacker):
    """Comes in by an order, then sees the price move either way alike and chooses whom the queue pays."""

    name = "the queue as an option, 3x"
    story = (
        "comes in by an order and joins the queue; at a moment of their choice the price moves up or down by up to 2%, "
        "alike likely, which they see a minute before the feed: they stay, cancel, rebalance or leave by an order"
    )
    bound_means = "nothing: what both outcomes bring on average, what they hold being hedged"
    weakness = "no margin and no swap fee, and nobody else rebalances"
    evaluations = 80
    bound = 0
    target: ClassVar[int] = 3

    def __init__(self, weakened: bool = False) -> None:
        free: dict[str, Any] = {"margin": 0, "swap": 0, "imbalance": 0} if weakened else {}
        self.ground = Ground(terms(self.target, **free), keeps=not weakened)
        answers = Choice("report", "cancel", "rebalance", "redeem", "enqueue")
        self.space = {
            "side": Choice(LT, LP),
            "dollars": STAKE,
            "before": Choice("enqueue", "report"),
            "until": Span(1, 3 * HOUR),
            "size": Span(1, 200),
            "up": answers,
            "down": answers,
            "later": Span(1, 120),
        }

    def play(self, plan: Plan) -> int:
        ground, all_of_it = self.ground, {"side": plan["side"], "percent": 100}
        ground.begin()
        ground.mint(plan["side"], plan["dollars"])
        ground.pass_time(LAG + 1)
        ground.report()
        ground.execute()
        options = {"enqueue": all_of_it, "redeem": all_of_it}
        ground.do([(plan["before"], options.get(plan["before"], {}))])
        ground.pass_time(plan["until"])
        kept, total = ground.state, 0
        for move, size in ((plan["up"], plan["size"]), (plan["down"], -plan["size"])):
            with boa.env.anchor():
                ground.state = kept
                ground.jump(size)
                ground.do([(move, options.get(move, {})), ("pass_time", {"seconds": plan["later"]})])
                ground.leave()
                total += ground.profit
        return total // 2 if ground.traded else REVERTED


class QueueOptionOfTen(QueueOption):
    name = "the queue as an option, 10x"
    evaluations = 60
    target: ClassVar[int] = 10


class RebalanceSandwich(Attacker):
    """Comes before and after a rebalance that they trigger themselves; the feed is right, its mean comes later."""

    name = "sandwich of a rebalance, 3x"
    story = (
        "a rebalance is due for its period, for a price up to 40% away, or for their own queue; with any capital they "
        "trade or queue before it, rebalance when they like, and leave after it"
    )
    bound_means = "nothing beside the keeper's reward, a dollar for a rebalance that is due, which is left out"
    weakness = "a holder sells them LT at the position's mark, out of range, too"
    evaluations = 100
    bound = 0
    market: ClassVar[dict[str, Any]] = {"target": 3, "commits": False}

    def __init__(self, weakened: bool = False) -> None:
        paid: dict[str, Any] = {"rebalance": PERCENT // 20, "reward": 50 * PERCENT}
        self.ground = Ground(terms(**self.market, **paid), lag=0, keeps=False)
        self.ground.pass_time(DAY)
        self.weakened = weakened
        self.space = {"jump": Span(-4_000, 4_000), "since": Span(0, 1_800), "steps": Steps(7, **MOVES)}

    def play(self, plan: Plan) -> int:
        ground = self.ground
        ground.begin()
        ground.jump(plan["jump"])
        ground.report()
        ground.pass_time(plan["since"])
        if self.weakened:
            ground.buy_at_the_mark(LT)
        return play_on(ground, plan["steps"])


class RebalanceSandwichOfTwo(RebalanceSandwich):
    name = "sandwich of a rebalance, 2x"
    market: ClassVar[dict[str, Any]] = {"target": 2, "commits": False}


class RebalanceSandwichOfTen(RebalanceSandwich):
    name = "sandwich of a rebalance, 10x by orders"
    evaluations = 60
    market: ClassVar[dict[str, Any]] = {"target": 10}


class RebalanceSandwichOfBear(RebalanceSandwich):
    name = "sandwich of a rebalance, -2x"
    market: ClassVar[dict[str, Any]] = {"target": 3, "is_bear": True, "commits": False}

# SPDX-License-Identifier: Apache-2.0
"""Random schedules of calls on one tape: whoever calls, and when, every entry ends alike, to the unit.

python -m tests.model.pairing.line_search [schedules]. A run states what it played and fails where it saw too little.

The feed pushes rounds late, wrong, from the past and the future, changes its phase, goes on with an old one, fails,
and may die. Callers come when they like, take as many steps as they like, claim, declare and enter at random. What the
chain of calls comes to must be what `play` makes of the tape, written down at once, and of the entries as given.
"""

import random
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from steelyard.model.clock import Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import MAX_UINT256, WAD
from steelyard.model.oracles.chainlink_oracle import Sequencer
from steelyard.model.pairing import line as line_module
from steelyard.model.pairing import pairing_line as shell_module
from steelyard.model.pairing.line import Entry, Kind, Line, LineTerms, Result
from steelyard.model.pairing.pairing_engine import SEED
from steelyard.model.pairing.pairing_line import DEATH, FOREVER, PairingLine
from steelyard.model.pairing.parameters import PERCENT, Fees, rise_of
from steelyard.model.pairing.tape import PHASE_SIZE, Mark, Round
from steelyard.model.pairing.valuation import Side
from steelyard.model.presets import pairing as presets

E36 = 10**36
START = 1_700_000_000
ENOUGH = 20  # of each kind, below which a run has seen nothing
RARE = {"result: poor": 5}  # a mint between two marks of a vault's last dollar; the vectors hold more
USERS = ("ann", "ben")
KEEPERS = ("keeper", "watcher")
PLENTY = 10**30
MINTS = (Kind.MINT_LEVERAGED, Kind.MINT_FUNDING)


class Violation(AssertionError):
    """Two schedules came to different ends, or one to none."""


@dataclass
class PushFeed:
    """Rounds by phase, each there from its transmission on; `cuts` are when the proxy changes to the next phase."""

    clock: Clock
    phases: list[list[Round]]
    cuts: list[int]
    outages: list[tuple[int, int]] = field(default_factory=list)
    sequencer: Sequencer = field(default_factory=lambda: Sequencer(0, True, 1))

    def newest_round(self) -> int:
        """Of the present phase."""
        now = self.clock.now
        if any(since <= now < until for since, until in self.outages):
            return 0
        phase = sum(cut <= now for cut in self.cuts)
        rounds = enumerate(self.phases[phase], 1)
        count = max((place for place, round in rounds if 0 < round.updated_at <= now), default=0)
        return (phase + 1) * PHASE_SIZE + count if count else 0

    def round_of(self, number: int) -> Round:
        """Any phase's."""
        phase, place = divmod(number, PHASE_SIZE)
        rounds = self.phases[phase - 1]
        return rounds[place - 1] if 0 < place <= len(rounds) else Round()

    def up_since(self) -> int:
        """As the sequencer's own feed tells it."""
        self.sequencer.check(self.clock.now, strict=True)
        return self.sequencer.started_at


def prices(rng: random.Random, first: int, sigma: float, seconds: int) -> list[int]:
    """A price for each half minute: noise and, now and then, a jump of up to 15%, in a ruin (no sigma) down by half."""
    path = [first]
    for _ in range(seconds // 30 + 1):
        move = rng.gauss(0, sigma * (30 / 31_536_000) ** 0.5)
        if rng.random() < 0.02:
            move += rng.choice((-1, 1)) * rng.uniform(0.005, 0.15) if sigma else rng.uniform(-0.5, 0.1)
        path.append(max(int(path[-1] * (1 + move)), 10**30))
    return path


def feed(rng: random.Random, clock: Clock, first: int, sigma: float, seconds: int) -> PushFeed:
    """Up to three changes of phase; a phase may begin before its turn and go on after it."""
    path = prices(rng, first, sigma, seconds + 1_000)
    cuts = sorted(START + rng.randint(300, seconds) for _ in range(rng.choice((0, 0, 1, 2, 3))))
    phases = []
    for since, until in zip([START, *cuts], [*cuts, START + seconds], strict=True):
        at = max(START, since - rng.choice((0, 0, 600)))
        end = min(until + rng.choice((0, 0, 900)), START + seconds)
        phases.append(_rounds(rng, at, max(end, at + 1), path))
    outages = [(since, since + 400) for since in (START + rng.randint(300, seconds),) if rng.random() < 0.2]
    return PushFeed(clock, phases, cuts, outages)


def _rounds(rng: random.Random, at: int, end: int, path: list[int]) -> list[Round]:
    rounds: list[Round] = []
    while at < end:
        last = max((round.updated_at for round in rounds), default=0)
        sent = max(at + rng.choice((0, 12, 12, 30, 400)), last) if at > START else at
        price = path[min((at - START) // 30, len(path) - 1)]
        odd = rng.random() if rounds else 1.0
        if odd < 0.04:
            rounds.append(Round(0, at, sent))  # not positive, or out of bounds
        elif odd < 0.06:
            rounds.append(Round(price, 0, sent))  # without its time
        elif odd < 0.09:
            rounds.append(Round(price, at - rng.randint(60, 600), sent))  # not later than the mark before
        elif odd < 0.11:
            rounds.append(Round(price, sent + 50, sent))  # later than its transmission
        elif odd < 0.12:
            rounds.append(Round())  # unreadable
        else:
            rounds.append(Round(price, at, sent))
        at += rng.choice((12, 30, 60, 300, 900))
        if rng.random() < 0.01:
            at += 5_000
    return rounds


def terms(rng: random.Random) -> LineTerms:
    """3x or 10x, with every fee, some without caps or with a narrow market."""
    target = rng.choice((2, 3, 3, 5, 10))
    fall = presets.LIVE_FALL[target]
    is_bear = rng.random() < 0.1
    market = replace(
        presets.parameters(target, is_bear, dollar=WAD),
        rise=rise_of(fall),
        margin=presets.margin_of(target) // rng.choice((1, 5)),
        max_underlying=10 ** rng.choice((22, 24)),
        period=rng.choice((3_600, 86_400)),
        commits=False,
        fees=Fees(cut=WAD // 10, management=2 * PERCENT, rebalance=PERCENT // 20),
        **rng.choice(({}, {"cap_leveraged": WAD, "cap_funding": WAD})),  # type: ignore[arg-type]
    )
    return LineTerms(
        market,
        exit_leveraged=15 * WAD // 1000,
        exit_funding=8 * WAD // 1000,
        liquidity_leverage=rng.choice((5 * WAD // 4, 10 * WAD)),
        mark_pay=WAD // 10**6,
        rebalance_pay=WAD // 10**5,
        entry_gas=1,
        max_price=2**140,
    )


@dataclass(frozen=True)
class Wish:
    """What somebody will want at a time: a part of what they then have, or U."""

    time: int
    kind: Kind
    owner: str
    part: float
    amount: int
    has_limit: bool
    patience: int


def wishes(rng: random.Random, seconds: int, count: int) -> list[Wish]:
    """In the order of time, some at one moment."""
    found: list[Wish] = []
    for number in range(count):
        at = START + rng.randint(1, seconds if number >= 4 else 60)
        if found and rng.random() < 0.4:
            at = found[-1].time
        amount = rng.choice((rng.randint(1, 60) * WAD, 25 * WAD, WAD // 10**3, 500 * WAD, 9_500 * WAD, 1))
        part = rng.choice((1.0, 0.5, 0.1, 0.02))
        patience = rng.choice((*[FOREVER] * 8, 60, 200))
        kind = rng.choice((*Kind, *MINTS) if number >= 4 else MINTS)
        if number < 4:
            amount = rng.randint(1, 30) * WAD
        found.append(Wish(at, kind, rng.choice(USERS), part, amount, rng.random() < 0.1, patience))
    return sorted(found, key=lambda wish: wish.time)


class Chain:
    """A market of `shell`, honest or not, callers who follow no plan, and the `rules` that it must come to."""

    most_calls = 2  # between two moments

    def __init__(self, rng: random.Random, shell: Any = shell_module, rules: Any = line_module) -> None:
        self.rules = rules
        self.rng, self.clock, self.seen = rng, Clock(START), Counter[str]()
        self.seconds = rng.choice((2_000, 6_000, 20_000))
        price = rng.randint(1, 5_000) * E36
        is_small = rng.random() < 0.3
        self.feed = feed(
            rng, self.clock, price, rng.choice((0.0, 0.0, 20.0) if is_small else (0.6, 2.0, 6.0)), self.seconds
        )
        self.terms = terms(rng)
        least = max(15 * WAD * self.terms.market.target * WAD // self.terms.market.cap_leveraged, 80 * WAD)  # dollars
        amount = least if self.terms.market.is_bear else least * E36 // price
        self.asset = Erc20()
        self.market: PairingLine = shell.PairingLine(
            "line", self.terms, self.asset, self.feed, self.clock, "treasury", deviation=0
        )
        for account in ("creator", *USERS):
            self.asset.mint(account, PLENTY)
            self.asset.approve("line", MAX_UINT256, sender=account)
        self.entries: list[Entry] = []
        self.claimed: defaultdict[tuple[str, Any], int] = defaultdict(int)
        self.begin, self.opened = self.feed.phases[0][0], amount if is_small else max(amount, 1_000 * WAD)
        shares = self.market.open(self.opened, sender="creator")
        for user in USERS:
            self._hand_over(user, shares // 2)

    def _hand_over(self, user: str, shares: int) -> None:
        self.market.tokens[Side.LIQUIDITY, 1].transfer(user, shares, sender="creator")

    # ------------------------------------------------------------------ calls

    def enter(self, wish: Wish) -> None:
        """One entry, of what its owner has by now."""
        market, kind = self.market, wish.kind
        amount = wish.amount
        if not kind.brings_underlying:
            self.claim_shares(wish.owner)
            token = market.tokens.get((kind.side, market.line.generation[kind.side]))
            amount = int((token.raw_balance(wish.owner) if token else 0) * wish.part)
        least = amount * 10**9 if wish.has_limit and not kind.is_exit else 0
        until = FOREVER if kind.is_exit else min(FOREVER, self.clock.now + wish.patience)
        try:
            queue, number = market.commit(kind, amount, min(least, 2**128 - 1), until, wish.owner, sender=wish.owner)
        except Reverted as refusal:
            self.seen[f"refused: {refusal.reason}"] += 1
            return
        self.entries.append(market.line.queues[queue][number])
        self.seen[f"entry: {kind.name.lower()}"] += 1

    def claim_shares(self, owner: str) -> None:
        """All kinds of shares that are owed to them."""
        line = self.market.line
        for (name, token), amount in list(line.credits.items()):
            if name == owner and token is not None and amount:
                self.claimed[name, token] += self.market.claim_shares_for(owner, *token)

    def claim(self) -> None:
        """U of everybody but the keepers."""
        for (name, token), amount in list(self.market.line.credits.items()):
            if token is None and amount and name not in KEEPERS:
                self.claimed[name, token] += self.market.claim_for(name)
                self.seen["claim"] += 1

    def declare(self) -> None:
        """An attempt at the end."""
        try:
            self.market.declare()
            self.seen["death"] += 1
        except Reverted as refusal:
            self.seen[f"refused: {refusal.reason}"] += 1

    def advance(self, most: int) -> int:
        """Somebody's call."""
        self.seen["advance"] += 1
        return self.market.advance(most, sender=self.rng.choice(KEEPERS))

    # ------------------------------------------------------------------ one schedule

    def run(self) -> None:
        """Time passes, callers come; at the end somebody finishes what there is."""
        rng = self.rng
        todo = wishes(rng, self.seconds, rng.randint(4, 24))
        lazy = rng.choice((0.05, 0.3, 0.9))
        while self.clock.now < START + self.seconds + 60:
            self.clock.advance(rng.choice((1, 12, 60, 60, 300)))
            while todo and todo[0].time <= self.clock.now:
                self.enter(todo.pop(0))
            for _ in range(rng.randint(0, self.most_calls)):
                self._call(rng.random(), lazy)
        if rng.random() < 0.4:
            self._die()
        else:
            self.clock.advance(8_000)
            self.advance(10**9)
        if self.market.line.has_step:
            raise Violation("a step is left")
        self.check()

    def _call(self, draw: float, lazy: float) -> None:
        if draw < lazy:
            self.advance(self.rng.choice((1, 1, 2, 5, 100)))
        elif draw < lazy + 0.03:
            self.claim()
        elif draw < lazy + 0.05:
            self.declare()
        elif draw < lazy + 0.07:
            self.check()

    def _die(self) -> None:
        self.clock.advance(2 * DEATH)
        self.advance(self.rng.choice((1, 10**9)))
        self.declare()
        self.advance(10**9)
        self.declare()
        self.advance(10**9)
        if self.market.line.stage.name != "ENDED":
            raise Violation("the market cannot end")
        if self.market.line.waiting():
            raise Violation("an entry waits for ever")

    def check(self) -> None:
        """U is counted in full, and so are shares."""
        market, line = self.market, self.market.line
        held = self.asset.balance_of("line")
        if held != line.counted() - market.claimed:
            raise Violation(f"U: {held} held, {line.counted() - market.claimed} counted")
        for side in Side:
            self._check_shares(side)

    def _check_shares(self, side: Side) -> None:
        line = self.market.line
        for generation in range(1, line.generation[side] + 1):
            token = self.market.tokens.get((side, generation))
            known = token.raw_supply() if token else 0
            known += sum(amount for (_, one), amount in line.credits.items() if one == (side, generation))
            waiting = [entry for entry in line.waiting() if not entry.kind.brings_underlying]
            known += sum(e.amount for e in waiting if (e.kind.side, e.generation) == (side, generation))
            present = generation == line.generation[side]
            supply = line.supply[side] if present else line.pots[side, generation].supply
            known += line.cut if present and side is Side.LIQUIDITY else 0
            if supply and known + SEED != supply:
                raise Violation(f"shares of {side.name}.{generation}: {known} of {supply}")

    # ------------------------------------------------------------------ what it must come to

    def marks(self) -> list[Mark]:
        """The tape, written down at once from what calls recorded of it."""
        tape, found, last = self.market.tape, list[Mark](), self.begin.started_at
        phase, place, end = 1, 1, self.market.tape.seen
        while True:
            limit, after = tape.ends.get(phase, (end, 0))
            if limit // PHASE_SIZE == phase:
                for round in self.feed.phases[phase - 1][place : limit % PHASE_SIZE]:
                    if round.price and last < round.started_at <= round.updated_at:
                        found.append(Mark(round.started_at, round.price))
                        last = round.started_at
            if phase not in tape.ends:
                return found
            phase, place = after, 0

    def fold(self) -> Line:
        """All entries known, all marks at once."""
        line: Line
        line, _ = self.rules.opened(self.terms, Mark(self.begin.started_at, self.begin.price), self.opened, "treasury")
        for entry in self.entries:
            line.enter(entry)
        self.rules.play(line, self.marks())
        if self.market.line.stage.name == "ENDED":
            line.end()
            while line.has_step:
                line.step()
        return line

    def compare(self) -> None:
        """The end of the calls beside the end of the fold."""
        known, wanted = self.market.line, self.fold()
        for owner_token, amount in self.claimed.items():
            known.credits[owner_token] += amount
        for name, value in summary(wanted).items():
            if summary(known)[name] != value:
                raise Violation(f"{name}: {summary(known)[name]} instead of {value}")
        self._count(wanted)

    def _count(self, line: Line) -> None:
        for (queue, number), outcome in line.outcomes.items():
            kind = line.queues[queue][number].kind
            self.seen[f"{kind.name.lower()}: {'done' if outcome.result.name == 'DONE' else 'returned'}"] += 1
            self.seen[f"result: {outcome.result.name.lower()}"] += 1
        self.seen["generation ended"] += 0 if line.stage.name == "ENDED" else len(line.pots)
        self.seen["phase ended"] += len(self.market.tape.ends)
        self.seen["phase skipped"] += sum(after > phase + 1 for phase, (_, after) in self.market.tape.ends.items())


def summary(line: Line) -> dict[str, Any]:
    """All of a line but who was paid by the book."""
    owed = {key: amount for key, amount in line.credits.items() if amount and key[0] not in KEEPERS}
    return {
        "position": line.position,
        "mark": (line.mark.time, line.mark.price),
        "supply": list(line.supply),
        "generation": list(line.generation),
        "stage": line.stage.name,
        "clocks": (line.last_rebalance, line.unbilled),
        "fees": (line.fees_owed, line.cut, line.left, line.paid),
        "outcomes": {key: (o.result.name, o.amount) for key, o in line.outcomes.items()},
        "credits": owed,
        "pots": {key: (pot.amount, pot.supply) for key, pot in line.pots.items()},
    }


def search(schedules: int, seed: int, shell: Any = shell_module, rules: Any = line_module) -> Counter[str]:
    """Plays schedules; returns what was played. Raises `Violation`, or whatever a step raises."""
    seen = Counter[str]()
    for number in range(schedules):
        chain = Chain(random.Random(seed * 10**7 + number), shell, rules)
        chain.run()
        chain.compare()
        seen.update(chain.seen)
        seen["schedule"] += 1
    return seen


def missing(seen: Counter[str]) -> dict[str, int]:
    """What a run saw too little of."""
    kinds = [f"{kind.name.lower()}: {end}" for kind in Kind for end in ("done", "returned")]
    kinds += [f"result: {result.name.lower()}" for result in Result]
    kinds += ["death", "generation ended", "phase ended", "phase skipped", "claim", "refused: line: behind"]
    return {kind: seen[kind] for kind in kinds if seen[kind] < RARE.get(kind, ENOUGH)}


def main() -> None:
    schedules = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    began = time.time()
    seen = search(schedules, seed=1)
    for kind in sorted(seen):
        print(f"{kind:40s} {seen[kind]:9d}")
    print(f"{time.time() - began:.0f} s")
    if too_few := missing(seen):
        sys.exit(f"seen too little of: {too_few}")


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""A theorem is a statement built twice: as the code has it, to be proved, and with a known fault, to be refuted.

Numbers are reals unless a theorem says otherwise, and a rounded quotient is any q with q*d <= n < q*d + d. Integers are
among them, so what is proved of reals holds for integers. The counterexample to the faulty variant goes into the
integer model: with the same fault the model must break the claim, without it keep it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

import z3

TIMEOUT = 30_000  # milliseconds for one question
TARGETS = (2, 3, 4, 5, 10)  # of paired pools

Values = dict[str, Fraction]


@dataclass
class Case:
    """Names the numbers of one statement and collects what is assumed of them.

    `searching` is the hunt for a counterexample, which keeps to small numbers. `target` is that of a paired pool.
    """

    integers: bool
    searching: bool = False
    target: int = 0
    given: list[z3.BoolRef] = field(default_factory=list)
    lemmas: list[tuple[list[z3.BoolRef], z3.BoolRef]] = field(default_factory=list)
    named: dict[str, z3.ArithRef] = field(default_factory=dict)

    def number(self, name: str, minimum: int = 0, search: int = 100) -> z3.ArithRef:
        """A number of at least `min_out`; a search tries it up to `search`."""
        found = self.signed(name)
        self.assume(found >= minimum)
        if self.searching:
            self.assume(found <= search)
        return found

    def signed(self, name: str) -> z3.ArithRef:
        """A number of either sign."""
        self.named[name] = z3.Int(name) if self.integers else z3.Real(name)
        return self.named[name]

    def down(self, n: z3.ArithRef, d: z3.ArithRef | int) -> z3.ArithRef:
        """n/d rounded down; d is positive."""
        quotient = self._fresh()
        self.assume(quotient * d <= n, n < quotient * d + d)
        return quotient

    def up(self, n: z3.ArithRef, d: z3.ArithRef | int) -> z3.ArithRef:
        """n/d rounded up; d is positive."""
        quotient = self._fresh()
        self.assume(quotient * d >= n, n > quotient * d - d)
        return quotient

    def assume(self, *facts: z3.BoolRef) -> None:
        """What the statement takes for granted."""
        self.given += facts

    def lemma(self, claim: z3.BoolRef, *sources: z3.BoolRef) -> None:
        """A step of the proof, from what is known or from `sources` alone; known afterwards."""
        strangers = [source for source in sources if not any(source.eq(fact) for fact in self.given)]
        if strangers:
            raise ValueError(f"a lemma rests on what is not known: {strangers}")
        self.lemmas.append((list(sources or self.given), claim))
        self.given.append(claim)

    def _fresh(self) -> z3.ArithRef:
        return z3.FreshInt("quotient") if self.integers else z3.FreshReal("quotient")


Statement = Callable[[Case, bool], z3.BoolRef]
Replay = Callable[[Values, bool], bool]


@dataclass(frozen=True)
class Outcome:
    """What became of a theorem: each of the three must hold."""

    proved: bool
    refuted: bool
    replayed: bool
    seconds: float

    @property
    def good(self) -> bool:
        """Whether nothing is left to explain."""
        return self.proved and self.refuted and self.replayed


@dataclass(frozen=True)
class Theorem:
    """`statement(case, wrong)` assumes in the case and returns the claim; `replay(values, wrong)` asks the model.

    `fault` says what is wrong in the variant. `integers`: whether the proof needs them. `search_reals`: whether the
    counterexample may be any reals. `targets`: paired pools only, each proved by itself, the fault shown at the second.
    """

    invariant: str
    fault: str
    statement: Statement
    replay: Replay
    integers: bool
    search_reals: bool
    targets: tuple[int, ...]

    @property
    def name(self) -> str:
        """The statement's name as a sentence."""
        return self.statement.__name__.replace("_", " ")

    def check(self) -> Outcome:
        """Proves, refutes and replays."""
        start = time.monotonic()
        proved = all(self._prove(target) for target in self.targets or (0,))
        values = self._counterexample()
        replayed = values is not None and self.replay(values, False) and not self.replay(values, True)
        return Outcome(proved, values is not None, replayed, time.monotonic() - start)

    def _prove(self, target: int) -> bool:
        """Whether every step follows and the assumptions do not contradict each other."""
        case = Case(self.integers, target=target)
        case.lemma(self.statement(case, False))
        return _answer(case.given) == z3.sat and all(
            _answer([*known, z3.Not(claim)]) == z3.unsat for known, claim in case.lemmas
        )

    def _counterexample(self) -> Values | None:
        case = Case(not self.search_reals, searching=True, target=self.targets[1] if self.targets else 0)
        claim = self.statement(case, True)
        solver = _solver([*case.given, z3.Not(claim)])
        if solver.check() != z3.sat:
            return None
        model = solver.model()
        return {name: _fraction(model.eval(number, model_completion=True)) for name, number in case.named.items()}


def theorem(
    invariant: str,
    *,
    fault: str,
    replay: Replay,
    integers: bool = False,
    search_reals: bool = False,
    targets: tuple[int, ...] = (),
) -> Callable[[Statement], Theorem]:
    """Makes a statement a theorem; its arguments are the fields of `Theorem`."""
    return lambda statement: Theorem(invariant, fault, statement, replay, integers, search_reals, targets)


def _solver(facts: list[z3.BoolRef]) -> z3.Solver:
    solver = z3.Solver()
    solver.set("timeout", TIMEOUT)
    solver.add(*facts)
    return solver


def _answer(facts: list[z3.BoolRef]) -> z3.CheckSatResult:
    return _solver(facts).check()


def _fraction(number: z3.ArithRef) -> Fraction:
    exact = number.approx(20) if z3.is_algebraic_value(number) else number
    return Fraction(exact.as_long()) if z3.is_int_value(exact) else Fraction(exact.as_fraction())

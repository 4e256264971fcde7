# SPDX-License-Identifier: Apache-2.0
"""The reference model of one token and its pool, loaded from one block, exact at every later second.

This is the one module that knows how the contracts store what they know: the slots, and which part of a word is which
part of the model. Each loaded model is held against the contracts' own views at its block before anybody uses it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from types import SimpleNamespace
from typing import Any, cast

from steelyard.artifacts import artifact
from steelyard.chain.abi import Function, Interface, function, mapping_slot
from steelyard.chain.rpc import Block, Question, Rpc
from steelyard.model import layout
from steelyard.model.clock import Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.factory.registry import Registry
from steelyard.model.layout import Word
from steelyard.model.lending import LendingPool
from steelyard.model.lending.accounting import State as PoolBooks
from steelyard.model.lending.borrowers import Borrower
from steelyard.model.lending.rate_models import AdaptiveRateModel, KinkedRateModel, RateModel
from steelyard.model.leverage.balance_sheet import Fees
from steelyard.model.leverage.leveraged_token import DEAD, LeveragedToken, Parameters
from steelyard.model.leverage.lifecycle import Act, Ending, Stage, may
from steelyard.model.leverage.rebalance_rule import Rule, Tolerance
from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import MAX_UINT256
from steelyard.sdk.errors import Disagreement, SdkError

MINT, REDEEM, FILLS = 0, 2, (1, 3)
"""Operations in the event `State` that change the shares, and those that are fills."""
_STAGES = {
    Stage.OPEN: "open",
    Stage.STARTED: "wind-down started",
    Stage.SALE: "winding down: on sale",
    Stage.DEAD_SALE: "winding down: on sale without an oracle",
    Stage.CLOSED: "closed",
}
TRADER = "trader"
"""Who acts in a loaded model: holds enough of everything, and lets everybody take it."""

TOKEN_SLOTS = ((layout.BALANCE, 6), (layout.PRINCIPAL, 7), (layout.COUNTERS, 8), (layout.SALE, 9), (layout.OFFERS, 10))
TERMS_SLOT = 11
POOL_SLOTS = (
    (layout.FUNDS, 6),
    (layout.LOANS, 7),
    (layout.WAITING, 8),
    (layout.IMPAIRED, 9),
    (layout.ENDING, 10),
    (layout.TERMS, TERMS_SLOT),
)
BORROWER_SLOTS = ((layout.BORROWER, 12), (layout.WIND_DOWN, 13))
SUPPLY_SLOT = 3

_ZERO = 2**95  # signed counters are stored above it
_BILLION = 10**9
_PLENTY = 2**128
_CURATOR = "curator"
_WADS_IN_BASIS_POINT = 10**14

SUPPLY = function("totalSupply()(uint256)")
BALANCE_OF = function("balanceOf(address)(uint256)")
_KINKED = tuple(function(f"{name}()(uint256)") for name in ("BASE", "KINK", "RATE_AT_KINK", "RATE_AT_FULL"))
_ADAPTIVE = tuple(
    function(f"{name}()(uint256)")
    for name in ("TARGET_UTILIZATION", "INITIAL_RATE", "MIN_RATE", "MAX_RATE_AT_TARGET", "STEEPNESS", "SPEED")
)
_RATE_AT_TARGET = function("rate_at_target(address)(uint256)")


class SeenPrice:
    """An oracle that answers what it answered at the block, refusals included."""

    def __init__(self, strict: Any, rescue: Any) -> None:
        self.strict, self.rescue = strict, rescue

    def price(self) -> int:
        """Debt units per collateral unit, scaled by 1e36."""
        return int(_given(self.strict))

    def rescue_price(self) -> tuple[int, int]:
        """The rescue price and its round."""
        price, number = _given(self.rescue)
        return int(price), int(number)

    def alive_at(self) -> int:
        """Nothing that a trader does asks for it."""
        return 0

    def any_price(self) -> int:
        """The strict price, else the rescue price, else 0."""
        for answer in (self.strict, self.rescue):
            if not isinstance(answer, Reverted):
                return int(answer[0] if isinstance(answer, tuple) else answer)
        return 0


class ReferenceModel:
    """A token of the model and its pool as they were at `block`; `clock` may be set to any later second.

    An operation changes the model: one that was quoted is not quoted again.
    """

    def __init__(self, block: Block, pool: LendingPool, clock: Clock) -> None:
        self.block, self.pool, self.clock = block, pool, clock
        self.token: LeveragedToken | None = None
        self.oracle = SeenPrice(0, (0, 0))

    @property
    def leveraged(self) -> LeveragedToken:
        """The token, of a model that has one."""
        assert self.token is not None
        return self.token

    def set_time(self, seconds: int) -> None:
        """Lets the model be at a later second: when the transaction is to come."""
        self.clock.now = max(seconds, self.block.time)


def redeem_fee(token: LeveragedToken, shares: int) -> int:
    """Shares that `redeem` would leave to the other holders."""
    return token._part(token._opened(0), shares)[2]


def standing(sheet: Mapping[str, Any]) -> tuple[str, bool]:
    """What a balance sheet says of where its token stands, in words, and whether it takes mints."""
    stage = Stage(sheet["state"])
    return _STAGES[stage], may(stage, Act.MINT)


class Loader:
    """Loads models from a node; keeps what of a contract never changes."""

    def __init__(self, rpc: Rpc) -> None:
        self._rpc = rpc
        self._facts: dict[str, Mapping[str, Any]] = {}
        self._rates_of: dict[str, str] = {}  # the rate model of each pool, and the terms of each rate model
        self._rate_models: dict[str, Sequence[int]] = {}
        self._pool, self._token = Interface(artifact("LendingPool").abi), Interface(artifact("LeveragedToken").abi)
        self._oracle = Interface(artifact("ChainlinkOracle").abi)

    async def token(self, block: Block, address: str) -> ReferenceModel:
        """Loads a token and its pool; raises `Disagreement` if the contracts are others than the model knows."""
        facts = await self._facts_of(
            block, address, self._token, "POOL", "COLLATERAL", "ORACLE", "IS_BEAR", "QUOTE_UNIT", "DOLLAR"
        )
        reads = _Reads(block)
        at_pool = await self._ask_pool(block, reads, facts["POOL"], address)
        words = reads.words(address, TOKEN_SLOTS)
        seed = reads.call(address, BALANCE_OF, DEAD)
        views = [reads.call(address, self._token[name]) for name in ("rule", "fees", "balance_sheet")]
        supply = reads.word(address, SUPPLY_SLOT)
        prices = [reads.call(facts["ORACLE"], self._oracle[name]) for name in ("price", "rescue_price")]
        answers = await reads.answers(self._rpc)
        model = self._built_pool(answers, at_pool, facts["POOL"], address)
        rule, fees, sheet = (answers(view) for view in views)
        model.oracle = SeenPrice(*(answers(price, refusable=True) for price in prices))
        token = _token(model, address, facts, rule, fees)
        stored = answers.number(supply), answers(seed)
        with _meaningful(address):
            _fill_token(token, answers.parts(words), *stored)
            modelled = asdict(token.balance_sheet())
        model.token = token
        _compare(address, modelled, sheet)
        return model

    async def pool(self, block: Block, address: str, account: str = "") -> ReferenceModel:
        """Loads a pool, in which `TRADER` holds the shares of `account`."""
        reads = _Reads(block)
        at_pool = await self._ask_pool(block, reads, address, "")
        shares = reads.call(address, BALANCE_OF, account) if account else None
        answers = await reads.answers(self._rpc)
        model = self._built_pool(answers, at_pool, address, "")
        if shares is not None:
            model.pool.shares._balances[TRADER] = answers(shares)
        return model

    async def _ask_pool(self, block: Block, reads: "_Reads", address: str, borrower: str) -> dict[str, Any]:
        facts = await self._facts_of(block, address, self._pool, "HOURLY_PART", "REQUIRED_RESERVE", "decimals")
        return {
            "facts": facts,
            "words": reads.words(address, POOL_SLOTS),
            "borrower": reads.words(address, BORROWER_SLOTS, borrower) if borrower else [],
            "supply": reads.call(address, SUPPLY),
            "state": reads.call(address, self._pool["pool_state"]),
            "rates": await self._ask_rates(block, reads, address),
        }

    def _built_pool(self, answers: "_Answers", asked: Mapping[str, Any], address: str, borrower: str) -> ReferenceModel:
        parts, clock = answers.parts(asked["words"]), Clock(answers.block.time)
        registry, asset = Registry(), Erc20(asked["facts"]["decimals"] - 6)
        rates, terms, rate_at_target = asked["rates"]
        if rates != _address(parts["rate_model"]):
            del self._rates_of[address]
            raise Disagreement(f"model: pool {address} has another rate model since; ask again")
        registry.add_rate_model(rates, _rate_model(address, terms, rate_at_target and answers(rate_at_target)))
        with _meaningful(address):
            pool = LendingPool(
                asset, _CURATOR, _CURATOR, rates, parts["deposit_cap"], parts["factor"] * _WADS_IN_BASIS_POINT,
                asked["facts"]["REQUIRED_RESERVE"], asked["facts"]["HOURLY_PART"], 0,
                address=address, factory=registry, clock=clock,
            )  # fmt: skip
        parts["utilization"] *= _BILLION
        parts["reserve_factor"] = parts["factor"]
        for flag, words in (("is_busy", (layout.WAITING,)), ("is_ending", (layout.IMPAIRED, layout.ENDING))):
            if not parts[flag]:  # those words count only then
                parts |= dict.fromkeys((part for word in words for part in word.parts), 0)
        pool._books = PoolBooks(**_of(PoolBooks, parts))
        pool.paused_until = parts["paused_until"]
        pool.shares.total_supply = answers(asked["supply"])
        asset.mint(address, pool.cash())
        asset.mint(TRADER, _PLENTY)
        asset.approve(address, MAX_UINT256, sender=TRADER)
        if borrower:
            own = answers.parts(asked["borrower"])
            own["carried"] = own.get("wind_down_carried", 0)
            pool._borrowers[borrower] = Borrower(**_of(Borrower, own) | {"winding": bool(own["winding"])})
        _compare(address, asdict(pool.pool_state()), answers(asked["state"]))
        return ReferenceModel(answers.block, pool, clock)

    async def _ask_rates(self, block: Block, reads: "_Reads", pool: str) -> tuple[str, Sequence[int], int | None]:
        """The rate model, its terms, and what was asked of it."""
        if pool not in self._rates_of:
            self._rates_of[pool] = _address(layout.TERMS.read(await self._word(block, pool, TERMS_SLOT))["rate_model"])
        rates = self._rates_of[pool]
        if rates not in self._rate_models:
            for functions in (_KINKED, _ADAPTIVE):
                found = await self._rpc.try_ask(*(block.call(rates, one) for one in functions))
                if not any(isinstance(one, Exception) or one == "0x" for one in found):
                    self._rate_models[rates] = [
                        one.decode(answer) for one, answer in zip(functions, found, strict=True)
                    ]
                    break
            else:
                raise SdkError(f"model: the rate model {rates} of pool {pool} is none that this version knows; upgrade")
        terms = self._rate_models[rates]
        return rates, terms, reads.call(rates, _RATE_AT_TARGET, pool) if len(terms) == len(_ADAPTIVE) else None

    async def _word(self, block: Block, address: str, slot: int) -> int:
        return int((await self._rpc.ask(block.word(address, slot)))[0], 16)

    async def _facts_of(self, block: Block, address: str, interface: Interface, *names: str) -> Mapping[str, Any]:
        if address not in self._facts:
            values = await self._rpc.call(block, *((address, interface[name], ()) for name in names))
            self._facts[address] = dict(zip(names, values, strict=True))
        return self._facts[address]


class _Reads:
    """Collects what is asked of one block, in one go; each thing asked is known by its number."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.questions: list[Question] = []
        self.functions: dict[int, Function] = {}

    def call(self, address: str, what: Function, *args: Any) -> int:
        self.functions[len(self.questions)] = what
        self.questions.append(self.block.call(address, what, *args))
        return len(self.questions) - 1

    def word(self, address: str, slot: int) -> int:
        self.questions.append(self.block.word(address, slot))
        return len(self.questions) - 1

    def words(self, address: str, slots: Sequence[tuple[Word, int]], key: str = "") -> list[tuple[Word, int]]:
        return [(word, self.word(address, mapping_slot(slot, key) if key else slot)) for word, slot in slots]

    async def answers(self, rpc: Rpc) -> "_Answers":
        return _Answers(self.block, self.functions, await rpc.try_ask(*self.questions))


class _Answers:
    def __init__(self, block: Block, functions: Mapping[int, Function], answers: Sequence[Any]) -> None:
        self.block, self._functions, self._answers = block, functions, answers

    def __call__(self, asked: int, refusable: bool = False) -> Any:
        answer = self._answers[asked]
        if isinstance(answer, Reverted) and refusable:
            return answer
        return self._functions[asked].decode(_given(answer))

    def number(self, asked: int) -> int:
        return int(_given(self._answers[asked]), 16)

    def parts(self, words: Sequence[tuple[Word, int]]) -> dict[str, int]:
        """The parts of all these words by name."""
        return {name: part for word, asked in words for name, part in word.read(self.number(asked)).items()}


def _address(number: int) -> str:
    return f"0x{number:040x}"


def _given(answer: Any) -> Any:
    if isinstance(answer, Exception):
        raise answer
    return answer


def _of(kind: Any, parts: Mapping[str, Any]) -> dict[str, Any]:
    return {one.name: parts[one.name] for one in fields(kind) if one.name in parts}


def _rate_model(pool: str, terms: Sequence[int], rate_at_target: int | None) -> RateModel:
    if rate_at_target is None:
        return KinkedRateModel(*terms)
    target, initial, low, high, steepness, speed = terms
    adaptive = AdaptiveRateModel(target, initial, low, high, steepness, speed)
    adaptive._rates[pool] = rate_at_target
    return adaptive


def _token(
    model: ReferenceModel, address: str, facts: Mapping[str, Any], rule: Mapping[str, Any], fees: Mapping[str, Any]
) -> LeveragedToken:
    """A token with the rule that the contract has, which its parameters would make again."""
    known = Rule(**{**rule, "tolerance": Tolerance(**rule["tolerance"])})
    parameters = SimpleNamespace(
        rule=lambda: known,
        fees=Fees(**fees),
        is_bear=facts["IS_BEAR"],
        quote_unit=facts["QUOTE_UNIT"],
        dollar=facts["DOLLAR"],
    )
    collateral = Erc20()
    token = LeveragedToken(address, cast(Parameters, parameters), model.pool, collateral, model.oracle, model.clock)
    collateral.mint(TRADER, _PLENTY)
    for asset in (collateral, model.pool.asset):
        asset.approve(address, MAX_UINT256, sender=TRADER)
    return token


def _fill_token(token: LeveragedToken, parts: Mapping[str, int], supply: int, seed: int) -> None:
    own = token._stored
    own.collateral, own.fees_owed, own.fee_time = parts["collateral"], parts["fees_owed"], parts["fee_time"]
    own.ending = Ending(**_of(Ending, parts) | {"stage": Stage(parts["stage"]), "under": bool(parts["under"])})
    token._principal, token._fee_shares = parts["principal"] - _ZERO, parts["fee_shares"]
    token._rebalance_cost = parts["rebalance_cost"] - _ZERO
    token.collateral_asset.mint(token.address, own.collateral)
    token.shares.mint(DEAD, seed)
    token.shares.mint(TRADER, supply - seed)


@contextmanager
def _meaningful(address: str) -> Iterator[None]:
    """What a contract stored makes sense to the model."""
    try:
        yield
    except (ValueError, Reverted) as error:
        raise _disagreement(address, f"what it stored makes no sense here ({error})") from None


def _compare(address: str, modelled: Mapping[str, Any], answered: Mapping[str, Any]) -> None:
    for name, value in answered.items():
        if name in modelled and modelled[name] != value:
            raise _disagreement(address, f"{name} is {value:,} at its block, the model says {modelled[name]:,}")


def _disagreement(address: str, what: str) -> Disagreement:
    return Disagreement(
        f"model: of {address} {what}; this version of steelyard does not know that contract: upgrade, or check the "
        "address"
    )

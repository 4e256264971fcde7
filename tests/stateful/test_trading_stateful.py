# SPDX-License-Identifier: Apache-2.0
"""Router, rebalancer and factory between two markets and the real Uniswap: every mutating function as a rule.

Whatever happens, router and rebalancer hold nothing, and no asset appears or disappears.
"""

from typing import Any

import boa
from boa import BoaError
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from steelyard.artifacts import artifact
from steelyard.model.libraries.rounding import WAD
from steelyard.model.presets.leverage import ADAPTIVE
from tests.support.market import E36, Market
from tests.support.market_world import KINKED
from tests.support.periphery import PRICE, USDC, MintOrder, Periphery, RedeemOrder, build_periphery
from tests.support.reverts import reason_of

SIDES = st.sampled_from(["bull", "bear"])
ASSETS = st.sampled_from(["usdc", "weth", "native"])
KINDS = st.sampled_from(["v3", "v2", "v2-v3", "v3-v2"])
PARTS = st.integers(1, 100)
# what a market may answer to an honest order at a bad moment
CLOSED = (
    "mint: leverage too high", "mint: winding down", "mint: equity below 10 dollars", "mint: too few shares",
    "borrow: no free cash", "borrow: limit", "borrow: hourly allowance", "borrow: zero", "pool: borrowing paused",
)  # fmt: skip
NOT_WORTH_IT = (
    "rebalance: not due", "fill: nothing to do", "fill: too small", "cost: above tolerance",
    "rebalancer: swap below payment", "UniswapV2: INSUFFICIENT_OUTPUT_AMOUNT",
    "releverage: winding down", "borrow: nothing to lend", *CLOSED,
)  # fmt: skip
_PLENTY_OF_ETHER, _PLENTY_OF_USDC = 10**6 * WAD, 10**10 * USDC


class TradingMachine(RuleBasedStateMachine):
    """One trader, one keeper, both markets, four pools."""

    def __init__(self) -> None:
        super().__init__()
        self.periphery: Periphery = build_periphery()
        self.trader, self.keeper = (str(boa.env.generate_address(name)) for name in ("trader", "keeper"))
        boa.env.set_balance(self.trader, 10_000 * WAD)
        self.periphery.supply(self.trader)
        self.dollars = PRICE
        for market in (self.periphery.bull, self.periphery.bear):
            market.token.approve(market.anchored.address, 2**256 - 1, sender=self.trader)

    def market(self, side: str) -> Market:
        """The bull or the bear."""
        return self.periphery.bull if side == "bull" else self.periphery.bear

    def attempt(self, call: Any, *reasons: str) -> Any:
        """Does `call`; a refusal must be for one of `reasons`, and gives `None`."""
        try:
            return call()
        except BoaError as error:
            assert reason_of(error) in reasons, f"refused with {reason_of(error)!r}, expected one of {reasons}"
            return None

    # ------------------------------------------------------------------ router

    @rule(side=SIDES, asset=ASSETS, kind=KINDS, dollars=st.integers(100, 50_000), in_units=st.booleans())
    def router_mint_shares(self, side: str, asset: str, kind: str, dollars: int, in_units: bool) -> None:
        order = self._mint_order(side, asset, kind, dollars, in_units)
        worth = self._nav(side)
        if worth == 0:
            return
        shares = dollars * WAD * 9 // 10 * 10**6 // worth
        self._mint("mint_shares", order, self.market(side), in_units, shares)

    @rule(side=SIDES, asset=ASSETS, kind=KINDS, dollars=st.integers(100, 50_000), hint=PARTS, in_units=st.booleans())
    def router_mint_amount(self, side: str, asset: str, kind: str, dollars: int, hint: int, in_units: bool) -> None:
        order = self._mint_order(side, asset, kind, dollars, in_units)
        market = self.market(side)
        sheet = market.token.balance_sheet()
        equity_in_debt = sheet.collateral * market.oracle_price(self.dollars) // E36 - sheet.debt
        if equity_in_debt <= 0:
            return
        in_debt = dollars * USDC if side == "bull" else dollars * WAD // self.dollars
        self._mint("mint_amount", order, market, in_units, in_debt * sheet.debt // equity_in_debt * hint // 110)

    @rule(side=SIDES, asset=ASSETS, kind=KINDS, dollars=st.integers(100, 50_000), in_units=st.booleans())
    def router_mint_exact(self, side: str, asset: str, kind: str, dollars: int, in_units: bool) -> None:
        """At most a thousandth comes back."""
        order = self._mint_order(side, asset, kind, dollars, in_units)
        self._mint("mint_exact", order, self.market(side), in_units)

    def _mint_order(self, side: str, asset: str, kind: str, dollars: int, in_units: bool) -> MintOrder:
        market = self.market(side)
        amount = dollars * USDC if asset == "usdc" else dollars * WAD // self.dollars
        path = self.periphery.path(kind, market.debt_asset)
        return MintOrder(market.token, self.periphery.asset(asset), amount, path, self.trader, in_units)

    def _mint(self, function: str, order: MintOrder, market: Market, in_units: bool, *size: int) -> None:
        paid = order.amount if int(order.asset, 16) == 0 else 0
        received = market.anchored if in_units else market.token
        before = received.balanceOf(self.trader)
        answer = self.attempt(
            lambda: getattr(self.periphery.router, function)(
                order.encoded(), *size, value=paid, sender=self.trader
            ),
            "router: above amount", "router: hint too high", "router: debt above price", "router: debt above value",
            *CLOSED,
        )  # fmt: skip
        if answer is not None:
            assert answer[0] <= order.amount
            assert received.balanceOf(self.trader) - before in (answer[1], answer[1] + 1)

    def _nav(self, side: str) -> int:
        """Quote units per share."""
        market = self.market(side)
        sheet = market.token.balance_sheet()
        price = market.oracle_price(self.dollars)
        equity = max(0, sheet.collateral * price // E36 - sheet.debt)
        return int((equity * E36 // price if market.is_bear else equity) * WAD // sheet.supply)

    @rule(side=SIDES, asset=ASSETS, kind=KINDS, part=PARTS, in_units=st.booleans())
    def router_redeem(self, side: str, asset: str, kind: str, part: int, in_units: bool) -> None:
        market = self.market(side)
        amount = (market.anchored if in_units else market.token).balanceOf(self.trader) * part // 100
        if amount == 0:
            return
        path = self.periphery.path(kind, market.collateral)
        order = RedeemOrder(market.token, self.periphery.asset(asset), amount, path, self.trader, in_units)
        self.attempt(
            lambda: self.periphery.router.redeem(order.encoded(), sender=self.trader),
            "router: worth less than debt", "unwrap: no share",
        )  # fmt: skip

    # ------------------------------------------------------------------ rebalancer

    @rule(side=SIDES, kind=KINDS, over=st.booleans(), cost=st.integers(-1, 12), part=PARTS)
    def rebalancer_fill(self, side: str, kind: str, over: bool, cost: int, part: int) -> None:
        market = self.market(side)
        sold = market.collateral if over else market.debt_asset
        sheet = market.token.balance_sheet()
        maximum = (sheet.collateral if over else sheet.debt) * part // 100
        answer = self.attempt(
            lambda: self.periphery.rebalancer.fill(
                market.token.address, self.periphery.path(kind, sold), over, maximum, cost * WAD // 1000, 1,
                self.keeper,
                sender=self.keeper,
            ),
            "rebalancer: surplus too small", *NOT_WORTH_IT,
        )  # fmt: skip
        assert answer is None or answer > 0

    @rule(side=SIDES, over=st.booleans())
    def keeper_fills_everything(self, side: str, over: bool) -> None:
        self.rebalancer_fill(side=side, kind="v3", over=over, cost=2, part=100)

    # ------------------------------------------------------------------ factory

    @rule(series=st.booleans())
    def factory_create_kinked_rate_model(self, series: bool) -> None:
        self.periphery.factory.create_kinked_rate_model(tuple(vars(KINKED).values()), sender=self.trader)

    @rule()
    def factory_create_adaptive_rate_model(self) -> None:
        self.periphery.factory.create_adaptive_rate_model(tuple(vars(ADAPTIVE).values()), sender=self.trader)

    @rule(side=SIDES)
    def factory_create_market(self, side: str) -> None:
        """A further series of the same kind, by anyone; it has no limit, so it cannot borrow."""
        market = self.market(side)
        token = market.token
        rule_, fees = token.rule(), token.fees()
        parameters = (
            "Another", "ANOTHER", market.pool.address, market.collateral.address, market.oracle.address,
            market.is_bear, token.QUOTE_UNIT(), token.DOLLAR(), rule_.target, rule_.upper, rule_.lower, 0,
            tuple(rule_.tolerance), tuple(fees),
        )  # fmt: skip
        made = self.periphery.factory.create_market(
            parameters, ("Another unit", "aANOTHER", 100 * WAD, 10 * WAD, 0), sender=self.trader
        )
        assert self.periphery.factory.is_token(made[0])
        assert market.pool.loan_state(made[0]).limit == 0

    # ------------------------------------------------------------------ world

    @rule(percent=st.integers(-25, 30))
    def price_moves(self, percent: int) -> None:
        self.dollars = min(max(self.dollars * (100 + percent) // 100, 300), 30_000)
        self._move()

    @rule(seconds=st.sampled_from([12, 3_600, 86_400]))
    def time_passes(self, seconds: int) -> None:
        boa.env.time_travel(seconds=seconds)
        self._move()

    def _move(self) -> None:
        """Moves everything to the price; the account that trades for it never runs out, however often it loses."""
        owner = self.periphery.environment.owner
        self.periphery.usdc.mint(owner, _PLENTY_OF_USDC)
        boa.env.set_balance(owner, 2 * _PLENTY_OF_ETHER)
        self.periphery.weth.deposit(value=_PLENTY_OF_ETHER, sender=owner)
        self.periphery.move(self.dollars)

    @invariant()
    def nothing_stays_in_the_periphery(self) -> None:
        for contract in (self.periphery.router, self.periphery.rebalancer):
            held = self.periphery.balances(contract.address)
            # redeemed units leave less than the smallest share behind, in the wrapper's accounting only
            assert {name: amount for name, amount in held.items() if amount > 1 and "unit" in name} == {}
            assert all(amount == 0 for name, amount in held.items() if "unit" not in name), held

    @invariant()
    def both_tokens_hold_what_they_count(self) -> None:
        """LEV-SOLV-01."""
        for market in (self.periphery.bull, self.periphery.bear):
            assert market.collateral.balanceOf(market.token.address) >= market.token.balance_sheet().collateral
            assert market.debt_asset.balanceOf(market.pool.address) >= market.pool.cash()

    def teardown(self) -> None:
        """The trader leaves both markets in kind, whatever the pools of Uniswap say."""
        for market in (self.periphery.bull, self.periphery.bear):
            wrapped = market.anchored.shares_of(self.trader)
            if wrapped:
                market.anchored.unwrap_shares(wrapped, self.trader, sender=self.trader)
            shares = market.token.balanceOf(self.trader)
            for asset in (market.collateral, market.debt_asset):
                asset.approve(market.token.address, 2**256 - 1, sender=self.trader)
            if shares:
                market.token.redeem(shares, self.trader, self.trader, b"", sender=self.trader)
            assert market.token.balanceOf(self.trader) == 0


TestTrading = TradingMachine.TestCase
TestTrading.settings = settings(stateful_step_count=40, phases=[Phase.explicit, Phase.reuse, Phase.generate])


def test_every_function_is_a_rule() -> None:
    """Callbacks belong to the operations that cause them; pools and oracles are made by every market and world."""
    callbacks = {"on_leverage", "uniswapV3SwapCallback", "uniswapV2Call"}
    built = {"create_pool", "create_oracle"}
    for contract, prefix in (("Router", "router"), ("Rebalancer", "rebalancer"), ("MarketFactory", "factory")):
        for entry in artifact(contract).abi:
            if entry["type"] != "function" or entry["stateMutability"] in ("view", "pure"):
                continue
            if entry["name"] not in callbacks | built:
                assert hasattr(TradingMachine, f"{prefix}_{entry['name']}"), f"{contract}.{entry['name']} is no rule"

# SPDX-License-Identifier: Apache-2.0
"""A 3x bull whose two assets call back, on a real V3 pool of the two, with everything around it."""

from collections.abc import Callable
from functools import partial
from typing import Any

import boa

from tests.attackers.open_doors.calls import Arguments, Call, HookedEnvironment, Scene, act, bind
from tests.attackers.search import account
from tests.support.contracts import deploy
from tests.support.market import E36, WAD, Terms, asset, build_factory, build_market
from tests.support.periphery import NO_PERMIT

PRICE = 3_000
USD = 10**6
SHARE = WAD
ALL = 2**100
UNLIMITED = 2**256 - 1
FOREVER = 2**63
EMPTY = bytes(32)
_FEE = 10**16
_PLENTY = 10**25
_ADAPTIVE = (9 * WAD // 10, WAD // 10, WAD // 100, WAD // 2, 4 * WAD, 50 * WAD)


class LeveragedHall:
    """Holder and attacker hold shares, units and loans; so do the two assets, as accounts."""

    def __init__(self) -> None:
        environment = HookedEnvironment()
        boa.env.set_balance(environment.owner, 10**6 * WAD)
        self.holder, self.attacker = account("holder"), account("attacker")
        self.usdc, self.weth = asset(environment, 6), asset(environment, 18)
        for held in (self.usdc, self.weth):
            held.mint(environment.owner, _PLENTY)
        uniswap = environment.uniswap()
        pair = (self.weth.address, self.usdc.address)
        exchange = uniswap.create_v3_pool(*pair, 500, PRICE * E36 * USD // WAD, 10_000 * WAD, environment.owner)
        self.path = [int(exchange.address, 16)]
        self.factory = build_factory(environment)
        terms = Terms(management_fee=_FEE, fee_recipient=self.attacker, deposit=3_000_000)
        self.market = build_market(environment, self.factory, self.usdc, self.weth, PRICE, terms=terms)
        market = self.market
        self.contracts = {
            "LendingPool": market.pool,
            "PoolGovernance": market.governance,
            "LeveragedToken": market.token,
            "AnchoredToken": market.anchored,
            "Router": deploy("Router", self.factory.address, uniswap.weth.address),
            "Rebalancer": deploy("Rebalancer"),
            "QuoteLens": deploy("QuoteLens"),
            "KinkedRateModel": market.rate_model,
            "AdaptiveRateModel": deploy("AdaptiveRateModel", *_ADAPTIVE),
        }
        for who in (self.holder, self.attacker):
            self.supply(who)
            self.enter(partial(Call.by, account=who), who)
        for held in (self.usdc, self.weth):
            self.supply(held.address)
            self.enter(partial(act, held), str(held.address))
        boa.env.time_travel(seconds=86_400)
        market.set_price(PRICE)

    def supply(self, who: str) -> None:
        """Both assets."""
        for held in (self.usdc, self.weth):
            held.mint(who, _PLENTY)

    def enter(self, do: Callable[[Call], None], who: str) -> None:
        """Allowances for everything, 200 shares, half of them wrapped, and a loan to the pool."""
        market = self.market
        spenders = [self.contracts[name] for name in ("LendingPool", "LeveragedToken", "AnchoredToken", "Router")]
        for spent in (self.usdc, self.weth, market.token, market.anchored, market.pool):
            for spender in (who, *(one.address for one in spenders)):
                do(Call(spent, "approve", (spender, UNLIMITED)))
        do(Call(market.token, "mint", (200 * SHARE, who, who, b"")))
        do(Call(market.anchored, "wrap", (100 * SHARE, who)))
        do(Call(market.pool, "deposit", (10_000 * USD, who)))

    def calls(self, me: str) -> dict[str, Call]:
        """Everything that an account might call; what it would get goes to itself."""
        market, holder = self.market, self.holder
        permit: Arguments = (me, holder, 1, FOREVER, 27, EMPTY, EMPTY)
        mint = (market.token.address, False, self.usdc.address, 1_000 * USD, self.path, 0, 0, me, FOREVER, NO_PERMIT)
        redeem = (market.token.address, False, self.usdc.address, SHARE, self.path, 0, me, FOREVER, NO_PERMIT)
        token = market.token.address
        return bind(
            {
                "LendingPool.approve": (holder, 1),
                "LendingPool.permit": permit,
                "LendingPool.enqueue": (10**15,),
                "LendingPool.process_queue": (1,),
                "LendingPool.claim": (me,),
                "PoolGovernance.submit": (1, token, 1),
                "PoolGovernance.accept": (1, token),
                "PoolGovernance.revoke": (1, token),
                "PoolGovernance.guard_limit": (token, 0),
                "PoolGovernance.pause_borrowing": (),
                "PoolGovernance.cancel_limit": (token,),
                "LendingPool.set_limit": (token, 1),
                "LendingPool.set_rate_model": (market.rate_model.address,),
                "LendingPool.set_reserve_factor": (0,),
                "LendingPool.set_deposit_cap": (0,),
                "LendingPool.withdraw_reserve": (me, 0),
                "LendingPool.pause_borrowing": (),
                "LendingPool.transfer": (holder, 1),
                "LendingPool.transferFrom": (me, holder, 1),
                "LendingPool.deposit": (100 * USD, me),
                "LendingPool.mint": (10**12, me),
                "LendingPool.withdraw": (10 * USD, me, me),
                "LendingPool.redeem": (10**12, me, me),
                "LendingPool.accrue": (),
                "LendingPool.borrow": (USD, me, False),
                "LendingPool.repay": (USD,),
                "LendingPool.begin_wind_down": (),
                "LendingPool.end_wind_down": (),
                "LendingPool.claim_for": (holder,),
                "LendingPool.impair": (1,),
                "LendingPool.write_off": (),
                "LeveragedToken.approve": (holder, 1),
                "LeveragedToken.permit": permit,
                "LeveragedToken.transfer": (holder, 1),
                "LeveragedToken.transferFrom": (me, holder, 1),
                "LeveragedToken.mint": (SHARE, me, me, b""),
                "LeveragedToken.redeem": (SHARE, me, me, b""),
                "LeveragedToken.deleverage": (ALL, 0, me, b""),
                "LeveragedToken.releverage": (ALL, 0, me, b""),
                "LeveragedToken.start_wind_down": (),
                "LeveragedToken.confirm_wind_down": (),
                "LeveragedToken.report_oracle": (),
                "LeveragedToken.impair": (),
                "LeveragedToken.write_off": (),
                "LeveragedToken.repay_debt": (USD,),
                "LeveragedToken.collect_fees": (),
                "LeveragedToken.set_fee_recipient": (me,),
                "AnchoredToken.wrap": (SHARE, me),
                "AnchoredToken.unwrap": (WAD, me),
                "AnchoredToken.unwrap_shares": (SHARE, me),
                "AnchoredToken.rebase": (),
                "AnchoredToken.transfer": (holder, 1),
                "AnchoredToken.transferFrom": (me, holder, 1),
                "AnchoredToken.approve": (holder, 1),
                "AnchoredToken.permit": permit,
                "Router.mint_shares": (mint, SHARE),
                "Router.mint_amount": (mint, 1_900 * USD),
                "Router.redeem": (redeem,),
                "Router.on_leverage": (1, 1, b""),
                "Router.uniswapV3SwapCallback": (1, 1, b""),
                "Router.uniswapV2Call": (me, 1, 1, b""),
                "Rebalancer.fill": (token, self.path, True, ALL, 0, 0, me),
                "Rebalancer.on_leverage": (1, 1, b""),
                "Rebalancer.uniswapV3SwapCallback": (1, 1, b""),
                "QuoteLens.mint_shares": (token, self.usdc.address, self.path, SHARE),
                "QuoteLens.mint_amount": (token, self.usdc.address, self.path, 1_000 * USD),
                "QuoteLens.redeem": (token, self.usdc.address, self.path, SHARE),
                "KinkedRateModel.accrue": (1, 1),
                "AdaptiveRateModel.accrue": (1, 1),
            },
            self.contracts,
        )

    def others(self) -> dict[str, float]:
        """What the holder and the owner of the pool's first loan own, and whether the pool's books add up."""
        market = self.market
        sheet, accounting = market.token.balance_sheet(), market.pool.pool_state()
        assert (
            accounting.cash + accounting.debt + accounting.carried
            == accounting.total_assets + accounting.reserve + accounting.claimable
        )
        assert market.debt_asset.balanceOf(market.pool.address) >= accounting.cash
        assert market.collateral.balanceOf(market.token.address) >= sheet.collateral
        equity = sheet.collateral * market.oracle.price() // E36 - sheet.debt
        shares = market.token.balanceOf(self.holder) + market.anchored.shares_of(self.holder)
        return {
            "shares": equity * shares // sheet.supply,
            "loan": market.pool.convertToAssets(market.pool.balanceOf(self.holder)),
            "first loan": market.pool.convertToAssets(market.pool.balanceOf(market.environment.owner)),
            "usdc": self.usdc.balanceOf(self.holder),
            "weth": self.weth.balanceOf(self.holder),
        }

    def scenes(self) -> list[Scene]:
        """Where the dollar, and where the coin, calls back while the attacker acts."""
        return [self._scene("dollar", self.usdc), self._scene("coin", self.weth)]

    def _scene(self, name: str, hooked: Any) -> Scene:
        me, price = str(hooked.address), self.market.oracle.price()
        return Scene(f"{name} at {price}", me, self.calls(me), self.attacker, self.calls(self.attacker), self.others)

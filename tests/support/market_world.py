# SPDX-License-Identifier: Apache-2.0
"""A market factory on its blueprints, with a pool, two assets and an oracle that say what a test wants them to say."""

from dataclasses import astuple, fields, replace
from typing import Any

from boa.contracts.vyper.vyper_contract import VyperContract

from steelyard.chain.factory import BLUEPRINTS, ENGINE
from steelyard.model.factory.bounds import AdaptiveParameters, AnchoredParameters, KinkedParameters, PoolParameters
from steelyard.model.leverage.leveraged_token import Fees, Parameters
from steelyard.model.leverage.rebalance_rule import Tolerance
from tests.support.contracts import at, blueprint, deploy

DAY = 86_400
USDC_UNIT = 10**6
WETH_UNIT = 10**18
BULL_PRICE = 3_000 * USDC_UNIT * 10**36 // WETH_UNIT
BEAR_PRICE = 10**36 * WETH_UNIT // (3_000 * USDC_UNIT)

KINKED = KinkedParameters(base=0, kink=9 * 10**17, rate_at_kink=10**17, rate_at_full=10**18)
ADAPTIVE = AdaptiveParameters(
    target_utilization=9 * 10**17,
    initial_rate=4 * 10**16,
    min_rate=10**15,
    max_rate=75 * 10**16,
    steepness=4 * 10**18,
    speed=50 * 10**18,
)
ANCHORED = AnchoredParameters("Anchored ETH 3x", "ETHBULL3X", anchor=100 * 10**18, floor=10 * 10**18, ceiling=0)
FEE_RECIPIENT = "0x" + "fe" * 20

_TOLERANCE = Tolerance(
    minimum=10**15, over=10**16, emergency=3 * 10**16, under=5 * 10**15, overdue=5 * 10**15, slope=5 * 10**15 // DAY
)
_FEES = Fees(mint=10**15, redeem=10**15, management=10**16, recipient=FEE_RECIPIENT)
_BULL = Parameters(
    is_bear=False,
    quote_unit=USDC_UNIT,
    target=3 * 10**18,
    upper=333 * 10**16,
    lower=27 * 10**17,
    interval=DAY,
    tolerance=_TOLERANCE,
    fees=_FEES,
)
_BEAR = replace(_BULL, is_bear=True, target=4 * 10**18, upper=433 * 10**16, lower=37 * 10**17)


def deploy_factory(**replaced: str) -> VyperContract:
    """Deploys the factory on new blueprints, with another contract for each name in `replaced`."""
    blueprints = tuple(blueprint(replaced.get(name, name)).address for name in BLUEPRINTS)
    return deploy("MarketFactory", deploy(replaced.get(ENGINE, ENGINE)).address, blueprints)


def bull(**changes: Any) -> Parameters:
    """A 3x bull of WETH (18 decimals) on USDC (6), but for `changes`: fields of the parameters, tolerance or fees."""
    return _changed(_BULL, changes)


def bear(**changes: Any) -> Parameters:
    """A -3x bear, but for `changes`."""
    return _changed(_BEAR, changes)


def _changed(base: Parameters, changes: dict[str, Any]) -> Parameters:
    def mine(kind: type) -> dict[str, Any]:
        return {field.name: changes.pop(field.name) for field in fields(kind) if field.name in changes}

    tolerance = replace(base.tolerance, **mine(Tolerance))
    fees = replace(base.fees, **mine(Fees))
    return replace(base, tolerance=tolerance, fees=fees, **changes)


class MarketWorld:
    """One pool of `usdc` for bulls and one of `weth` for bears; nothing moves but parameters."""

    def __init__(self, curator: str, guardian: str) -> None:
        self.curator = curator
        self.guardian = guardian
        self.factory = deploy_factory()
        self.usdc = deploy("MockAssetFacts", 6, 10**17)
        self.weth = deploy("MockAssetFacts", 18, 10**26)
        self.bull_oracle = deploy("MockOracle", BULL_PRICE)
        self.bear_oracle = deploy("MockOracle", BEAR_PRICE)
        self.rate_model = self.factory.create_kinked_rate_model(astuple(KINKED))
        self.bull_pool = self.create_pool()
        self.bear_pool = self.create_pool(asset=self.weth.address)

    def pool_parameters(self, **changes: Any) -> PoolParameters:
        """A pool of `usdc` within every bound, but for `changes`."""
        base = PoolParameters(
            asset=str(self.usdc.address),
            name="Steelyard USDC",
            symbol="syUSDC",
            curator=self.curator,
            guardian=self.guardian,
            rate_model=str(self.rate_model),
            deposit_cap=10**15,
            reserve_factor=10**17,
            required_reserve=10**16,
            hourly_part=25 * 10**16,
            timelock=2 * DAY,
        )
        return replace(base, **changes)

    def create_pool(self, **changes: Any) -> str:
        """Creates the pool of `pool_parameters(**changes)`."""
        return str(self.factory.create_pool(astuple(self.pool_parameters(**changes))))

    def struct(self, p: Parameters, **changes: Any) -> tuple[Any, ...]:
        """`ILeveragedToken.Parameters` of `p`; `changes` of name, symbol, pool, collateral or oracle."""
        identity = {
            "name": "Steelyard ETH 3x",
            "symbol": "sETHBULL3X",
            "pool": self.bear_pool if p.is_bear else self.bull_pool,
            "collateral": self.usdc.address if p.is_bear else self.weth.address,
            "oracle": self.bear_oracle.address if p.is_bear else self.bull_oracle.address,
        }
        assert identity.keys() >= changes.keys()
        return (*(identity | changes).values(), *astuple(p))

    def create_market(
        self,
        p: Parameters = _BULL,
        anchored: AnchoredParameters = ANCHORED,
        sender: str | None = None,
        **changes: Any,
    ) -> tuple[VyperContract, VyperContract]:
        """Creates a market and returns its leveraged and its anchored token; `changes` as in `struct`."""
        options = {} if sender is None else {"sender": sender}
        token, wrapper = self.factory.create_market(self.struct(p, **changes), astuple(anchored), **options)
        return at("LeveragedToken", token), at("AnchoredToken", wrapper)

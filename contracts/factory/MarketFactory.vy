# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Creation and registry of pools, rate models, oracles and markets
@license AGPL-3.0-only
@notice Anyone creates; nobody owns the factory, and it has no power over what it made.
        That a market is listed here says that its code is ours and its parameters lie
        within the bounds. It does not say that its oracle, collateral or creator is
        honest, and neither does a name or a low nonce, which anyone may take:
        lenders trust the curator who gives it a limit, holders judge themselves.
        A collateral that charges for transfers or rebases shows only when it moves: no
        funds move here, and the token refuses it at its first mint.

        Addresses come from CREATE2 with salt = keccak256(kind, series). The kind of a
        market is (pool, collateral, side, target); of anything else, all its parameters.
        The creator is no part of it: who copies a creation makes the very same thing.
"""
from ethereum.ercs import IERC4626

from ..interfaces import IChainlinkOracle
from ..interfaces import ILendingPool
from ..interfaces import ILeveragedToken
from ..interfaces import IMarketFactory
from ..libraries import errors
from . import bounds
from . import facts
from . import nonces

implements: IMarketFactory
initializes: nonces

exports: (nonces.nonce_of, nonces.last_nonce, nonces.salt_of)

ENGINE: public(immutable(address))
LENDING_POOL: immutable(address)
POOL_GOVERNANCE: immutable(address)
KINKED_RATE_MODEL: immutable(address)
ADAPTIVE_RATE_MODEL: immutable(address)
CHAINLINK_ORACLE: immutable(address)
LEVERAGED_TOKEN: immutable(address)
ANCHORED_TOKEN: immutable(address)

# the registry is not under the lock: what is made may ask it while it is being made, and
# an entry is written once, when its contract stands, and never changes
is_pool: public(reentrant(HashMap[address, bool]))
is_rate_model: public(reentrant(HashMap[address, bool]))
is_oracle: public(reentrant(HashMap[address, bool]))
is_token: public(reentrant(HashMap[address, bool]))
anchored_of: public(reentrant(HashMap[address, address]))
markets: public(reentrant(HashMap[uint256, address]))
market_count: public(reentrant(uint256))


@deploy
def __init__(engine: address, b: IMarketFactory.Blueprints):
    """
    @param engine ILeverageEngine, the one contract that all tokens ask; it has no state.
    @param b ERC-5202 blueprints of everything that can be created.
    """
    errors.require(engine.is_contract, "engine: no code")
    for blueprint: address in [
        b.lending_pool,
        b.pool_governance,
        b.kinked_rate_model,
        b.adaptive_rate_model,
        b.chainlink_oracle,
        b.leveraged_token,
        b.anchored_token,
    ]:
        nonces._check_blueprint(blueprint)
    ENGINE = engine
    LENDING_POOL = b.lending_pool
    POOL_GOVERNANCE = b.pool_governance
    KINKED_RATE_MODEL = b.kinked_rate_model
    ADAPTIVE_RATE_MODEL = b.adaptive_rate_model
    CHAINLINK_ORACLE = b.chainlink_oracle
    LEVERAGED_TOKEN = b.leveraged_token
    ANCHORED_TOKEN = b.anchored_token


# ------------------------------------------------------------------ creation


@external
def create_pool(p: IMarketFactory.PoolParameters) -> address:
    """
    @notice Creates a lending pool and its governance. Anyone may call; the curator and the
            guardian are those named.
    @param p Its parameters: asset units, fractions scaled by 1e18, seconds. Refused outside
           the bounds, or with a rate model that was not made here.
    @return The pool.
    """
    bounds.check_pool(p, facts.asset(p.asset))
    errors.require(self.is_rate_model[p.rate_model], "rate model: not of this factory")
    number: uint256 = 0
    salt: bytes32 = empty(bytes32)
    number, salt = nonces._next(keccak256(abi_encode(LENDING_POOL, p)))
    pool: address = create_from_blueprint(
        LENDING_POOL,
        p.asset,
        p.name,
        p.symbol,
        p.curator,
        p.guardian,
        p.rate_model,
        p.deposit_cap,
        p.reserve_factor,
        p.required_reserve,
        p.hourly_part,
        p.timelock,
        POOL_GOVERNANCE,
        salt=salt,
    )
    self.is_pool[pool] = True
    nonces.nonce_of[pool] = number
    log IMarketFactory.PoolCreated(
        pool=pool,
        asset=p.asset,
        creator=msg.sender,
        governance=staticcall ILendingPool(pool).GOVERNANCE(),
        nonce=number,
        parameters=p,
    )
    return pool


@external
def create_kinked_rate_model(p: IMarketFactory.KinkedParameters) -> address:
    """
    @notice Creates a kinked rate model that the pools of this factory may use.
    @param p Utilization and rates per year, scaled by 1e18. Refused outside the bounds.
    @return The rate model.
    """
    bounds.check_kinked(p)
    number: uint256 = 0
    salt: bytes32 = empty(bytes32)
    number, salt = nonces._next(keccak256(abi_encode(KINKED_RATE_MODEL, p)))
    model: address = create_from_blueprint(KINKED_RATE_MODEL, p.base, p.kink, p.rate_at_kink, p.rate_at_full, salt=salt)
    self.is_rate_model[model] = True
    nonces.nonce_of[model] = number
    log IMarketFactory.KinkedRateModelCreated(rate_model=model, creator=msg.sender, nonce=number, parameters=p)
    return model


@external
def create_adaptive_rate_model(p: IMarketFactory.AdaptiveParameters) -> address:
    """
    @notice Creates an adaptive rate model that the pools of this factory may use.
    @param p Utilization, rates per year, steepness and speed per year, scaled by 1e18.
           Refused outside the bounds.
    @return The rate model.
    """
    bounds.check_adaptive(p)
    number: uint256 = 0
    salt: bytes32 = empty(bytes32)
    number, salt = nonces._next(keccak256(abi_encode(ADAPTIVE_RATE_MODEL, p)))
    model: address = create_from_blueprint(
        ADAPTIVE_RATE_MODEL,
        p.target_utilization,
        p.initial_rate,
        p.min_rate,
        p.max_rate,
        p.steepness,
        p.speed,
        salt=salt,
    )
    self.is_rate_model[model] = True
    nonces.nonce_of[model] = number
    log IMarketFactory.AdaptiveRateModelCreated(rate_model=model, creator=msg.sender, nonce=number, parameters=p)
    return model


@external
def create_oracle(p: IChainlinkOracle.Parameters) -> address:
    """
    @notice Creates a Chainlink oracle, which checks its own parameters; its refusal comes through.
    @param p Its parameters: feed units, seconds.
    @return The oracle.
    """
    number: uint256 = 0
    salt: bytes32 = empty(bytes32)
    number, salt = nonces._next(keccak256(abi_encode(CHAINLINK_ORACLE, p)))
    oracle: address = create_from_blueprint(CHAINLINK_ORACLE, p, salt=salt)
    self.is_oracle[oracle] = True
    nonces.nonce_of[oracle] = number
    log IMarketFactory.OracleCreated(oracle=oracle, creator=msg.sender, nonce=number, parameters=p)
    return oracle


@external
def create_market(p: ILeveragedToken.Parameters, anchored: IMarketFactory.AnchoredParameters) -> (address, address):
    """
    @notice Creates a leveraged token and its anchored wrapper. From the second of a kind
            on, names end in " 2" and symbols in "-2", the nonce.
    @param p The token's parameters; refused outside the bounds, with a pool that was not
           made here, or with an oracle that does not answer now.
    @param anchored The wrapper's; values per unit in the quote asset, scaled by 1e18.
    @return The leveraged token and the anchored token.
    """
    errors.require(self.is_pool[p.pool], "pool: not of this factory")
    debt_asset: address = staticcall IERC4626(p.pool).asset()
    bounds.check_token(
        p,
        bounds.TokenFacts(
            debt_asset=debt_asset,
            debt=facts.asset(debt_asset),
            collateral=facts.asset(p.collateral),
            price=facts.strict_price(p.oracle),
            has_rescue_price=facts.has_rescue_price(p.oracle),
        ),
    )
    bounds.check_anchored(anchored)

    number: uint256 = 0
    salt: bytes32 = empty(bytes32)
    number, salt = nonces._next(self._market_kind(p.pool, p.collateral, p.is_bear, p.target))
    final: ILeveragedToken.Parameters = p
    final.name = nonces._name(p.name, number)
    final.symbol = nonces._symbol(p.symbol, number)
    wrapper: IMarketFactory.AnchoredParameters = anchored
    wrapper.name = nonces._name(anchored.name, number)
    wrapper.symbol = nonces._symbol(anchored.symbol, number)

    token: address = create_from_blueprint(LEVERAGED_TOKEN, final, ENGINE, salt=salt)
    anchored_token: address = create_from_blueprint(
        ANCHORED_TOKEN,
        token,
        wrapper.name,
        wrapper.symbol,
        wrapper.anchor,
        wrapper.floor,
        wrapper.ceiling,
        salt=salt,
    )
    index: uint256 = self.market_count
    self.market_count = index + 1
    self.markets[index] = token
    self.is_token[token] = True
    self.anchored_of[token] = anchored_token
    nonces.nonce_of[token] = number
    nonces.nonce_of[anchored_token] = number
    log IMarketFactory.MarketCreated(
        token=token,
        anchored_token=anchored_token,
        creator=msg.sender,
        index=index,
        nonce=number,
        debt_asset=debt_asset,
        parameters=final,
        anchored=wrapper,
    )
    return token, anchored_token


# ------------------------------------------------------------------ addresses


@external
@view
@reentrant
def blueprints() -> IMarketFactory.Blueprints:
    """
    @notice Where the creation code of everything lies; immutable.
    @return ERC-5202 blueprints.
    """
    return IMarketFactory.Blueprints(
        lending_pool=LENDING_POOL,
        pool_governance=POOL_GOVERNANCE,
        kinked_rate_model=KINKED_RATE_MODEL,
        adaptive_rate_model=ADAPTIVE_RATE_MODEL,
        chainlink_oracle=CHAINLINK_ORACLE,
        leveraged_token=LEVERAGED_TOKEN,
        anchored_token=ANCHORED_TOKEN,
    )


@external
@view
def market_kind(pool: address, collateral: address, is_bear: bool, target: uint256) -> bytes32:
    """
    @notice Markets of one kind are told apart by their nonce; the oracle is no part
            of the kind, so that a market with a new oracle is the next of its series.
    @param pool Lender of the debt asset.
    @param collateral Asset held.
    @param is_bear True if the collateral is the quote asset.
    @param target Leverage ratio, 1e18.
    @return The kind, for `last_nonce` and `salt_of`.
    """
    return self._market_kind(pool, collateral, is_bear, target)


# ------------------------------------------------------------------ internal


@internal
@view
def _market_kind(pool: address, collateral: address, is_bear: bool, target: uint256) -> bytes32:
    return keccak256(abi_encode(LEVERAGED_TOKEN, pool, collateral, is_bear, target))

# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Creation and registry of paired pools and of the price sources they stand on
@license AGPL-3.0-only
@notice Anyone creates; nobody owns the factory, and it has no power over what it made.
        That a market is listed here says that its code is ours, its prices come from a
        source made here and its parameters lie within the bounds. It does not say that the
        feed or the pool behind the source, the underlying or the creator is honest, and
        neither does a name or a low nonce, which anyone may take.
        An underlying that charges for transfers, rebases or calls back shows only when it
        moves: no funds move here, and the market refuses it when it opens.

        Addresses come from CREATE2 with salt = keccak256(kind, series). The kind of a
        market is (asset, quote asset, side, target); of a source, all its parameters.
        The creator is no part of it: who copies a creation makes the very same thing.
"""
from ..interfaces import IChainlinkPriceSource
from ..interfaces import IPairingFactory
from ..interfaces import IPairingPool
from ..interfaces import IPriceSource
from ..interfaces import IUniswapPriceSource
from ..libraries import errors
from . import facts
from . import pairing_bounds
from . import nonces

implements: IPairingFactory
initializes: nonces

exports: (nonces.nonce_of, nonces.last_nonce, nonces.salt_of)

ENGINE: public(immutable(address))
PAIRING_POOL: immutable(address)
PAIRING_SHARE: immutable(address)
DELAYED_ORDERS: immutable(address)
CHAINLINK_PRICE_SOURCE: immutable(address)
UNISWAP_PRICE_SOURCE: immutable(address)

# not under the lock, as in `series`
is_source: public(reentrant(HashMap[address, bool]))
is_uniswap_source: public(reentrant(HashMap[address, bool]))
is_market: public(reentrant(HashMap[address, bool]))
markets: public(reentrant(HashMap[uint256, address]))
market_count: public(reentrant(uint256))


@deploy
def __init__(engine: address, b: IPairingFactory.Blueprints):
    """
    @param engine IPairingEngine, the one contract that all markets ask; it has no state.
    @param b ERC-5202 blueprints of everything that can be created.
    """
    errors.require(engine.is_contract, "engine: no code")
    for blueprint: address in [
        b.pairing_pool,
        b.pairing_share,
        b.delayed_orders,
        b.chainlink_price_source,
        b.uniswap_price_source,
    ]:
        nonces._check_blueprint(blueprint)
    ENGINE = engine
    PAIRING_POOL = b.pairing_pool
    PAIRING_SHARE = b.pairing_share
    DELAYED_ORDERS = b.delayed_orders
    CHAINLINK_PRICE_SOURCE = b.chainlink_price_source
    UNISWAP_PRICE_SOURCE = b.uniswap_price_source


# ------------------------------------------------------------------ creation


@external
def create_chainlink_source(p: IChainlinkPriceSource.Parameters) -> address:
    """
    @notice Creates a price source on a Chainlink feed; it checks its own parameters, and its
            refusal comes through. Anyone may call.
    @param p See IChainlinkPriceSource.Parameters.
    @return The source.
    """
    number: uint256 = 0
    salt: bytes32 = empty(bytes32)
    number, salt = nonces._next(keccak256(abi_encode(CHAINLINK_PRICE_SOURCE, p)))
    source: address = create_from_blueprint(CHAINLINK_PRICE_SOURCE, p, salt=salt)
    self._register_source(source, number)
    log IPairingFactory.ChainlinkSourceCreated(source=source, creator=msg.sender, nonce=number, parameters=p)
    return source


@external
def create_uniswap_source(p: IUniswapPriceSource.Parameters) -> address:
    """
    @notice Creates a price source on a Uniswap V3 pool; it checks its own parameters, and its
            refusal comes through. Anyone may call.
    @param p See IUniswapPriceSource.Parameters.
    @return The source.
    """
    number: uint256 = 0
    salt: bytes32 = empty(bytes32)
    number, salt = nonces._next(keccak256(abi_encode(UNISWAP_PRICE_SOURCE, p)))
    source: address = create_from_blueprint(UNISWAP_PRICE_SOURCE, p, salt=salt)
    self._register_source(source, number)
    self.is_uniswap_source[source] = True
    log IPairingFactory.UniswapSourceCreated(source=source, creator=msg.sender, nonce=number, parameters=p)
    return source


@external
def create_market(p: IPairingPool.Parameters) -> address:
    """
    @notice Creates a paired pool, which anyone then opens. From the second of a kind on, its
            name ends in " 2" and its symbol in "-2", the nonce. Anyone may call.
    @param p The market's parameters; refused outside the bounds, with a source that was not
           made here, or with one that gives no price and mean now: its refusal comes through.
    @return The market, not yet open.
    """
    errors.require(self.is_source[p.source], "source: not of this factory")
    is_uniswap: bool = self.is_uniswap_source[p.source]
    pairing_bounds.check_terms(p, facts.asset(p.asset), self._source_facts(p.source, is_uniswap))
    self._check_price(p, is_uniswap)

    number: uint256 = 0
    salt: bytes32 = empty(bytes32)
    quote: address = staticcall IPriceSource(p.source).QUOTE()
    number, salt = nonces._next(self._market_kind(p.asset, quote, p.terms.is_bear, p.terms.target))
    final: IPairingPool.Parameters = p
    final.name = nonces._name(p.name, number)
    final.symbol = nonces._symbol(p.symbol, number)
    market: address = create_from_blueprint(PAIRING_POOL, final, ENGINE, PAIRING_SHARE, DELAYED_ORDERS, salt=salt)
    index: uint256 = self.market_count
    self.market_count = index + 1
    self.markets[index] = market
    self.is_market[market] = True
    nonces.nonce_of[market] = number
    log IPairingFactory.MarketCreated(
        market=market,
        asset=p.asset,
        creator=msg.sender,
        index=index,
        nonce=number,
        parameters=final,
    )
    return market


# ------------------------------------------------------------------ addresses


@external
@view
@reentrant
def blueprints() -> IPairingFactory.Blueprints:
    """
    @notice Where the creation code of everything lies; immutable.
    @return ERC-5202 blueprints.
    """
    return IPairingFactory.Blueprints(
        pairing_pool=PAIRING_POOL,
        pairing_share=PAIRING_SHARE,
        delayed_orders=DELAYED_ORDERS,
        chainlink_price_source=CHAINLINK_PRICE_SOURCE,
        uniswap_price_source=UNISWAP_PRICE_SOURCE,
    )


@external
@view
def market_kind(asset: address, quote: address, is_bear: bool, target: uint256) -> bytes32:
    """
    @notice Markets of one kind are told apart by their nonce; the source is no part
            of the kind, so that a market with a new source is the next of its series.
    @param asset The underlying, U.
    @param quote Asset that the source prices it in; empty: dollars that are no token.
    @param is_bear True if the underlying is the dollar asset.
    @param target T: 2, 3, 4, 5 or 10.
    @return The kind, for `last_nonce` and `salt_of`.
    """
    return self._market_kind(asset, quote, is_bear, target)


# ------------------------------------------------------------------ internal


@internal
def _register_source(source: address, number: uint256):
    self.is_source[source] = True
    nonces.nonce_of[source] = number


@internal
@view
def _source_facts(source: address, is_uniswap: bool) -> pairing_bounds.SourceFacts:
    # both sorts name their asset; only a feed can be inverse, and only a feed numbers its rounds
    return pairing_bounds.SourceFacts(
        asset=staticcall IChainlinkPriceSource(source).ASSET(),
        deviation=staticcall IPriceSource(source).deviation(),
        is_inverse=False if is_uniswap else staticcall IChainlinkPriceSource(source).IS_INVERSE(),
        has_rounds=not is_uniswap,
    )


@internal
@view
def _check_price(p: IPairingPool.Parameters, is_uniswap: bool):
    spot: IPriceSource.Reading = empty(IPriceSource.Reading)
    mean: uint256 = 0
    spot, mean = staticcall IPriceSource(p.source).latest_and_mean(p.terms.window)
    pairing_bounds.check_price(p.terms, spot.price)
    if is_uniswap:
        cost: uint256 = staticcall IUniswapPriceSource(p.source).cost_to_move(p.terms.fall, p.terms.window)
        pairing_bounds.check_cost_to_move(p.terms, spot.price, cost)


@internal
@view
def _market_kind(asset: address, quote: address, is_bear: bool, target: uint256) -> bytes32:
    return keccak256(abi_encode(PAIRING_POOL, asset, quote, is_bear, target))

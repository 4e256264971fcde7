# SPDX-License-Identifier: Apache-2.0
"""Which tests concern which source: those that are to kill its mutants, the fastest first."""

_POOL = ("tests/unit/lending_pool", "tests/differential/test_lending_pool.py")
_GOVERNANCE = ("tests/unit/pool_governance", "tests/differential/test_lending_pool.py")
_TOKEN = ("tests/unit/leveraged_token", "tests/differential/test_leveraged_token.py")
_ENGINE = ("tests/unit/pairing_engine", "tests/differential/test_pairing_engine.py", "tests/unit/pairing_pool")
_PAIRING_POOL = ("tests/unit/pairing_pool", "tests/differential/test_pairing_pool.py")
_PAIRING_SHARE = ("tests/unit/pairing_share", "tests/differential/test_pairing_share.py")
_SOURCES = ("tests/unit/chainlink_price_source", "tests/unit/uniswap_price_source")
_PRICES = "tests/differential/test_price_sources.py"
_FACTORY = ("tests/unit/market_factory", "tests/differential/test_bounds.py")
_PAIRING_FACTORY = ("tests/unit/pairing_factory", "tests/integration/test_pairing_factory.py")
_LENS = ("tests/unit/lens", "tests/unit/quote_lens")
_PAIRING_LENS = ("tests/unit/pairing_lens", "tests/unit/pairing_quote_lens")

# a source is its longest prefix here
TESTS: dict[str, tuple[str, ...]] = {
    "lending/KinkedRateModel.vy": ("tests/unit/kinked_rate_model",),
    "lending/AdaptiveRateModel.vy": ("tests/unit/adaptive_rate_model",),
    "lending/PoolGovernance.vy": _GOVERNANCE,
    "lending/setting_bounds.vy": (*_POOL[:1], *_GOVERNANCE),
    "lending/": _POOL,
    "leverage/AnchoredToken.vy": ("tests/unit/anchored_token", "tests/differential/test_anchored_token.py"),
    "leverage/rebalance_rule.vy": ("tests/differential/test_rebalance_rule.py", *_TOKEN),
    "leverage/LeverageEngine.vy": ("tests/unit/leverage_engine", *_TOKEN),
    "leverage/issuance.vy": ("tests/unit/leverage_engine", *_TOKEN),
    "leverage/lifecycle.vy": ("tests/differential/test_lifecycle.py", "tests/unit/leverage_engine", *_TOKEN),
    "leverage/": _TOKEN,
    "pairing/PairingPool.vy": _PAIRING_POOL,
    "pairing/accounting.vy": _PAIRING_POOL,
    "pairing/PairingShare.vy": _PAIRING_SHARE,
    "pairing/exit_queue.vy": _PAIRING_SHARE,
    "pairing/DelayedOrders.vy": ("tests/unit/delayed_orders", "tests/unit/pairing_pool"),
    "pairing/": _ENGINE,
    "oracles/ChainlinkOracle.vy": ("tests/unit/chainlink_oracle",),
    "oracles/ChainlinkPriceSource.vy": ("tests/unit/chainlink_price_source", _PRICES),
    "oracles/UniswapPriceSource.vy": ("tests/unit/uniswap_price_source", _PRICES),
    "oracles/feed.vy": ("tests/unit/chainlink_price_source", "tests/unit/chainlink_oracle", _PRICES),
    "oracles/ShareOracle.vy": ("tests/unit/share_oracle",),
    "oracles/twap.vy": (*_SOURCES, _PRICES),
    "factory/PairingFactory.vy": _PAIRING_FACTORY,
    "factory/pairing_bounds.vy": _PAIRING_FACTORY[:1],
    "factory/nonces.vy": (*_FACTORY[:1], *_PAIRING_FACTORY[:1]),
    "factory/": _FACTORY,
    "periphery/Router.vy": ("tests/unit/router",),
    "periphery/Rebalancer.vy": ("tests/unit/rebalancer",),
    "periphery/PairingRouter.vy": ("tests/unit/pairing_router",),
    "periphery/uniswap.vy": ("tests/unit/router", "tests/unit/rebalancer", "tests/unit/pairing_router"),
    "periphery/payments.vy": ("tests/unit/router", "tests/unit/pairing_router"),
    "periphery/Pairing": _PAIRING_LENS,
    "periphery/pairing_reading.vy": _PAIRING_LENS,
    "periphery/lens_common.vy": (*_LENS, *_PAIRING_LENS),
    "periphery/": _LENS,
    "libraries/probe.vy": ("tests/unit/chainlink_oracle", "tests/unit/market_factory", *_TOKEN[:1]),
    "libraries/text.vy": (*_FACTORY, *_PAIRING_FACTORY[:1]),
    "libraries/": (*_POOL[:1], *_TOKEN[:1], "tests/unit/anchored_token"),
}


def targets_of(file: str) -> tuple[str, ...]:
    """Returns the folders and files of tests for the source `file` (a path under contracts)."""
    return TESTS[max((key for key in TESTS if file.startswith(key)), key=len)]

# SPDX-License-Identifier: Apache-2.0
"""What needs no chain: where npm's files are, and Uniswap's arithmetic."""

import pytest

from steelyard.devchain.node_modules import ToolMissing, file
from steelyard.devchain.uniswap import PRICE_SCALE, input_to_price, sqrt_price_x96


def test_missing_tool_says_how_to_install_it() -> None:
    with pytest.raises(ToolMissing, match="make setup"):
        file("no/such/file")


def test_square_root_price_both_ways() -> None:
    assert sqrt_price_x96(4 * PRICE_SCALE, base_is_token0=True) == 2 << 96
    assert sqrt_price_x96(4 * PRICE_SCALE, base_is_token0=False) == 1 << 95
    with pytest.raises(ValueError, match="price 0"):
        sqrt_price_x96(0, base_is_token0=True)


def test_input_to_price_chooses_the_side() -> None:
    base, quote = 10**21, 2_000 * 10**21
    assert input_to_price(base, quote, 2_000 * PRICE_SCALE)[1] == 0
    assert input_to_price(base, quote, 1_500 * PRICE_SCALE)[0] is True
    assert input_to_price(base, quote, 2_500 * PRICE_SCALE)[0] is False

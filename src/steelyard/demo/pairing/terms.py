# SPDX-License-Identifier: Apache-2.0
"""The three paired pools."""

from dataclasses import dataclass, replace

from steelyard.demo.units import USDC
from steelyard.model.factory.pairing_bounds import MAX_FUNDING
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.parameters import PERCENT, Parameters
from steelyard.model.presets import pairing as presets

_MEME_DECIMALS = 9


@dataclass(frozen=True)
class Spec:
    """A market before it exists. Hours count from the beginning of the week; `closes` None is at its end."""

    symbol: str
    name: str
    underlying: str
    decimals: int
    terms: Parameters
    deviation: int  # of its feed, scaled by 1e18
    opened: int  # dollars that the creator opens it with
    opens: int = 0
    closes: int | None = None


def _terms(target: int, deviation: int, margin: int, cap_funding: int, whole: int, dollar_in_u: int) -> Parameters:
    return replace(
        presets.parameters(target, dollar=USDC),
        margin=max(margin, deviation),
        cap_funding=cap_funding,
        max_underlying=whole,
        fees=replace(presets.ALL_FEES, max_reward=20 * dollar_in_u),
    )


_ETH_DOLLAR = WAD // 4_000
_MEME_DOLLAR = 400_000 * 10**_MEME_DECIMALS
_ETH_MAX = 10**5 * WAD
_MEME_MAX = 10 ** (_MEME_DECIMALS + 13)

ETH3X = Spec(
    "ETH3X",
    "Paired ETH 3x",
    "ETH",
    18,
    _terms(3, PERCENT // 2, PERCENT // 2, MAX_FUNDING, _ETH_MAX, _ETH_DOLLAR),
    PERCENT // 2,
    opened=400_000,
)
MEME2X = Spec(
    "MEME2X",
    "Paired MEME 2x",
    "MEME",
    _MEME_DECIMALS,
    _terms(2, PERCENT, 5 * PERCENT // 4, presets.MEME_FUNDING, _MEME_MAX, _MEME_DOLLAR),
    PERCENT,
    opened=150_000,
)
ETH10X = Spec(
    "ETH10X",
    "Paired ETH 10x",
    "ETH",
    18,
    _terms(10, PERCENT // 4, PERCENT // 4, MAX_FUNDING, _ETH_MAX, _ETH_DOLLAR),
    PERCENT // 4,
    opened=500_000,
    opens=1,
    closes=17,
)

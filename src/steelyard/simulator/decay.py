# SPDX-License-Identifier: Apache-2.0
"""What volatility does to constant leverage, in closed form: decay, half-life, break-even.

An exposure `factor` (3 for a 3x bull, -3 for a true -3x bear) that is kept all the time, a price with volatility
`volatility` (of the logarithm, per square root of a year; 0.8 is 80%) and a running `cost` (per year, of equity:
interest and fees) give, after `years` in which the price went to `ratio` times what it was,

    ln(NAV / NAV0) = factor * ln(ratio) - (factor * (factor - 1) / 2 * volatility^2 + cost) * years.

Source: Cheng and Madhavan, The Dynamics of Leveraged and Inverse Exchange-Traded Funds (2009); Avellaneda and Zhang,
Path-Dependence of Leveraged ETF Returns (2010). Rebalancing in steps comes out elsewhere: the engines are for that. A
3x that is restored daily at a volatility of 80% is off this formula, at the volatility that there really was, by 4%
(one standard deviation) after 30 days, 7% after 90, and after a year by 17%, and 6% lower on average.
"""

from math import exp, inf, log, sqrt


def drag(factor: float, volatility: float) -> float:
    """The part of the logarithm of the NAV that volatility takes in a year; negative between 0x and 1x."""
    return factor * (factor - 1) / 2 * volatility**2


def growth(factor: float, volatility: float, years: float, ratio: float, cost: float = 0.0) -> float:
    """What the NAV is multiplied by while the price is multiplied by `ratio` (above 0)."""
    if ratio <= 0:
        raise ValueError(f"decay: a price cannot be multiplied by {ratio}; give what it is multiplied by, above 0")
    return exp(factor * log(ratio) - (drag(factor, volatility) + cost) * years)


def half_life(factor: float, volatility: float, cost: float = 0.0) -> float:
    """Years in which the NAV halves though the price is where it was; infinite where it does not fall."""
    loss = drag(factor, volatility) + cost
    return log(2) / loss if loss > 0 else inf


def break_even(factor: float, volatility: float, years: float, cost: float = 0.0) -> float:
    """What the price must be multiplied by for the NAV to end where it began."""
    _require_leverage(factor, 0)
    return exp((drag(factor, volatility) + cost) * years / factor)


def beats_holding(factor: float, volatility: float, years: float, cost: float = 0.0) -> float:
    """What the price must be multiplied by for the token to end level with the underlying itself.

    Above it a bull is ahead of whoever just held the underlying; below it a bear is.
    """
    _require_leverage(factor, 1)
    return exp((drag(factor, volatility) + cost) * years / (factor - 1))


def break_even_volatility(factor: float, years: float, ratio: float, cost: float = 0.0) -> float:
    """The volatility at which a move of the price to `ratio` times is used up; 0 where costs alone use it up."""
    curvature = factor * (factor - 1) / 2
    if curvature <= 0:
        raise ValueError(f"decay: an exposure of {factor:g} does not decay; only below 0 or above 1")
    left = factor * log(ratio) / years - cost
    return sqrt(left / curvature) if left > 0 else 0.0


def _require_leverage(factor: float, plain: int) -> None:
    if factor == plain:
        raise ValueError(f"decay: an exposure of {factor:g} has no break-even")

# SPDX-License-Identifier: Apache-2.0
"""What a swap along a path of Uniswap V3 pools and V2 pairs gives, to the unit, from their state at one block.

A hop is written as in the router: the address of a V3 pool, plus 1 << 160 for a V2 pair. The state of a V3 pool is read
as far as its ticks were needed; a swap that reaches further raises `Unread`, and whoever asked reads on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from steelyard.model.libraries.errors import require

V2_PAIR = 1 << 160
MIN_TICK, MAX_TICK = -887_272, 887_272
LOWEST_PRICE = 4_295_128_740
HIGHEST_PRICE = 1_461_446_703_485_210_103_287_273_052_203_988_822_378_723_970_341

_Q96 = 1 << 96
_FEE_UNITS = 10**6
_MAX = 2**256 - 1
_TICK_FACTORS = (
    0xFFFCB933BD6FAD37AA2D162D1A594001, 0xFFF97272373D413259A46990580E213A, 0xFFF2E50F5F656932EF12357CF3C7FDCC,
    0xFFE5CACA7E10E4E61C3624EAA0941CD0, 0xFFCB9843D60F6159C9DB58835C926644, 0xFF973B41FA98C081472E6896DFB254C0,
    0xFF2EA16466C96A3843EC78B326B52861, 0xFE5DEE046A99A2A811C461F1969C3053, 0xFCBE86C7900A88AEDCFFC83B479AA3A4,
    0xF987A7253AC413176F2B074CF7815E54, 0xF3392B0822B70005940C7A398E4B70F3, 0xE7159475A2C29B7443B29C7FA6E889D9,
    0xD097F3BDFD2022B8845AD8F792AA5825, 0xA9F746462D870FDF8A65DC1F90E061E5, 0x70D869A156D2A1B890BB3DF62BAF32F7,
    0x31BE135F97D08FD981231505542FCFA6, 0x9AA508B5B7A84E1C677DE54F3E99BC9, 0x5D6AF8DEDB81196699C329225EE604,
    0x2216E584F5FA1EA926041BEDFE98, 0x48A170391F7DC42444E8FA2,
)  # fmt: skip


class Unread(Exception):
    """A swap needs `word` of a pool's tick bitmap, which was not read, and those beyond it in `direction`."""

    def __init__(self, pool: str, word: int, direction: int) -> None:
        super().__init__(pool, word, direction)
        self.pool, self.word, self.direction = pool, word, direction


class Venue(Protocol):
    """A pool of two assets."""

    token0: str
    token1: str

    def sell(self, zero_for_one: bool, amount: int) -> int:
        """What exactly `amount` buys."""

    def buy(self, zero_for_one: bool, amount: int) -> int:
        """What exactly `amount` costs."""


@dataclass
class Pair:
    """A Uniswap V2 pair, with its fee of 0.3%."""

    token0: str
    token1: str
    reserve0: int
    reserve1: int

    def sell(self, zero_for_one: bool, amount: int) -> int:
        reserve_in, reserve_out = self._reserves(zero_for_one)
        return amount * 997 * reserve_out // (reserve_in * 1_000 + amount * 997)

    def buy(self, zero_for_one: bool, amount: int) -> int:
        reserve_in, reserve_out = self._reserves(zero_for_one)
        require(amount < reserve_out, "route: pair too shallow", bought=amount, reserve=reserve_out)
        return reserve_in * amount * 1_000 // ((reserve_out - amount) * 997) + 1

    def _reserves(self, zero_for_one: bool) -> tuple[int, int]:
        return (self.reserve0, self.reserve1) if zero_for_one else (self.reserve1, self.reserve0)


@dataclass
class Pool:
    """A Uniswap V3 pool: `words` are those read of its tick bitmap, `nets` the net liquidity of their ticks."""

    address: str
    token0: str
    token1: str
    fee: int
    spacing: int
    sqrt_price: int
    tick: int
    liquidity: int
    words: dict[int, int] = field(default_factory=dict)
    nets: dict[int, int] = field(default_factory=dict)

    def sell(self, zero_for_one: bool, amount: int) -> int:
        paid, received = self._swap(zero_for_one, amount)
        require(paid == amount, "route: too much for the pool", sold=amount, maximum=paid)
        return received

    def buy(self, zero_for_one: bool, amount: int) -> int:
        paid, received = self._swap(zero_for_one, -amount)
        require(received == amount, "route: pool too shallow", bought=amount, maximum=received)
        return paid

    def _swap(self, zero_for_one: bool, amount: int) -> tuple[int, int]:
        """What the pool is paid and pays out; `amount` is sold if positive, bought if negative."""
        limit = LOWEST_PRICE if zero_for_one else HIGHEST_PRICE
        remaining, other = amount, 0
        price, tick, liquidity = self.sqrt_price, self.tick, self.liquidity
        while remaining and price != limit:
            following, is_initialized = self._next_tick(tick, zero_for_one)
            following = min(max(following, MIN_TICK), MAX_TICK)
            edge = sqrt_at(following)
            target = max(edge, limit) if zero_for_one else min(edge, limit)
            price, paid, received = _step(price, target, liquidity, remaining, self.fee)
            remaining, other = (
                (remaining - paid, other + received) if amount > 0 else (remaining + received, other + paid)
            )
            if price == edge:
                if is_initialized:
                    net = self.nets[following]
                    liquidity += -net if zero_for_one else net
                tick = following - 1 if zero_for_one else following
        return (amount - remaining, other) if amount > 0 else (other, remaining - amount)

    def _next_tick(self, tick: int, zero_for_one: bool) -> tuple[int, bool]:
        """The next initialized tick within one word of the bitmap, else the word's end."""
        compressed = tick // self.spacing
        if zero_for_one:
            word, bit = compressed >> 8, compressed & 255
            masked = self._word(word, -1) & ((1 << (bit + 1)) - 1)
            distance = bit - (masked.bit_length() - 1) if masked else bit
            return (compressed - distance) * self.spacing, masked != 0
        compressed += 1
        word, bit = compressed >> 8, compressed & 255
        masked = self._word(word, 1) >> bit
        distance = (masked & -masked).bit_length() - 1 if masked else 255 - bit
        return (compressed + distance) * self.spacing, masked != 0

    def _word(self, word: int, direction: int) -> int:
        if word not in self.words:
            raise Unread(self.address, word, direction)
        return self.words[word]

    def ticks(self, word: int) -> list[int]:
        """The initialized ticks of a word that was read."""
        bits = self.words[word]
        return [(word * 256 + bit) * self.spacing for bit in range(256) if bits >> bit & 1]


@dataclass(frozen=True)
class Route:
    """Hops in the order in which they sell, with the state of their pools."""

    hops: tuple[int, ...]
    venues: tuple[Venue, ...]

    def sell(self, asset: str, amount: int) -> int:
        """What exactly `amount` of `asset` buys; 0 buys 0."""
        return self._sell(asset, amount, False) if amount else 0

    def swap(self, asset: str, amount: int) -> int:
        """The same by a transaction, of which the pools refuse one that swaps nothing."""
        return self._sell(asset, amount, True)

    def _sell(self, asset: str, amount: int, is_real: bool) -> int:
        sold = asset
        for venue in self.venues:
            zero_for_one = venue.token0 == sold
            bought = venue.sell(zero_for_one, amount)
            if is_real and isinstance(venue, Pair):
                require(bought != 0, "UniswapV2: INSUFFICIENT_OUTPUT_AMOUNT", sold=amount)
            elif is_real:
                require(amount != 0, "AS", sold=amount)
            amount = bought
            sold = venue.token1 if zero_for_one else venue.token0
        return amount

    def buy(self, asset: str, amount: int) -> int:
        """What exactly `amount` of `asset`, which the last hop buys, costs; 0 costs 0."""
        bought = asset
        for venue in reversed(self.venues) if amount else ():
            zero_for_one = venue.token0 != bought
            amount = venue.buy(zero_for_one, amount)
            bought = venue.token0 if zero_for_one else venue.token1
        return amount

    def reversed(self) -> "Route":
        """The way back."""
        return Route(self.hops[::-1], self.venues[::-1])


def hop_of(written: str) -> int:
    """Returns the hop of a venue as a network file writes it: "0x..." or "v2:0x..."."""
    address = written.removeprefix("v2:")
    return int(address, 16) | (V2_PAIR if address != written else 0)


def address_of(hop: int) -> str:
    """Returns the address of a hop's pool, in lower case."""
    return f"0x{hop & (V2_PAIR - 1):040x}"


def paths(pairs: Sequence[tuple[int, str, str]], sold: str, bought: str) -> list[tuple[int, ...]]:
    """Returns the paths of one hop and of two from `sold` to `bought`; `pairs` are hops with their two assets."""
    direct: list[tuple[int, ...]] = [(hop,) for hop, *assets in pairs if set(assets) == {sold, bought}]
    over: list[tuple[int, ...]] = [
        (first, second)
        for first, *one in pairs
        for second, *two in pairs
        if first != second and sold in one and bought in two and bought not in one and sold not in two
        and set(one) - {sold} == set(two) - {bought}
    ]  # fmt: skip
    return direct + over


def sqrt_at(tick: int) -> int:
    """Returns the Q64.96 square root of the price at `tick`, as TickMath rounds it."""
    ratio = 1 << 128
    for bit, factor in enumerate(_TICK_FACTORS):
        if abs(tick) >> bit & 1:
            ratio = ratio * factor >> 128
    if tick > 0:
        ratio = _MAX // ratio
    return (ratio >> 32) + (ratio % (1 << 32) != 0)


def _step(price: int, target: int, liquidity: int, remaining: int, fee: int) -> tuple[int, int, int]:
    """SwapMath.computeSwapStep: the price reached, what is paid with its fee, what is received."""
    zero_for_one, sells = price >= target, remaining >= 0
    if sells:
        net = remaining * (_FEE_UNITS - fee) // _FEE_UNITS
        paid = _amount_in(price, target, liquidity, zero_for_one)
        reached = target if net >= paid else _after_input(price, liquidity, net, zero_for_one)
    else:
        received = _amount_out(price, target, liquidity, zero_for_one)
        reached = target if -remaining >= received else _after_output(price, liquidity, -remaining, zero_for_one)
    paid = _amount_in(price, reached, liquidity, zero_for_one)
    received = _amount_out(price, reached, liquidity, zero_for_one)
    if not sells:
        received = min(received, -remaining)
    if sells and reached != target:
        return reached, remaining, received
    return reached, paid + _div_up(paid * fee, _FEE_UNITS - fee), received


def _amount_in(price: int, target: int, liquidity: int, zero_for_one: bool) -> int:
    return _amount0(target, price, liquidity, True) if zero_for_one else _amount1(price, target, liquidity, True)


def _amount_out(price: int, target: int, liquidity: int, zero_for_one: bool) -> int:
    return _amount1(target, price, liquidity, False) if zero_for_one else _amount0(price, target, liquidity, False)


def _amount0(low: int, high: int, liquidity: int, up: bool) -> int:
    numerator = (liquidity << 96) * (high - low)
    return _div_up(_div_up(numerator, high), low) if up else numerator // high // low


def _amount1(low: int, high: int, liquidity: int, up: bool) -> int:
    product = liquidity * (high - low)
    return _div_up(product, _Q96) if up else product // _Q96


def _after_input(price: int, liquidity: int, amount: int, zero_for_one: bool) -> int:
    if not zero_for_one:
        return price + (amount << 96) // liquidity
    if amount == 0:
        return price
    numerator, product = liquidity << 96, amount * price
    if product <= _MAX and numerator + product <= _MAX:
        return _div_up(numerator * price, numerator + product)
    return _div_up(numerator, numerator // price + amount)


def _after_output(price: int, liquidity: int, amount: int, zero_for_one: bool) -> int:
    if zero_for_one:
        return price - _div_up(amount << 96, liquidity)
    if amount == 0:
        return price
    numerator = liquidity << 96
    return _div_up(numerator * price, numerator - amount * price)


def _div_up(a: int, b: int) -> int:
    return -(-a // b)

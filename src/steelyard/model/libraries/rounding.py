# SPDX-License-Identifier: Apache-2.0
"""Integer arithmetic as the EVM does it: directions in the names, exp and ln equal to snekmate's to the last bit."""

from steelyard.model.libraries.errors import Reverted

WAD = 10**18
RAY = 10**27
MAX_UINT256 = 2**256 - 1

_EXP_UNDERFLOW = -41_446_531_673_892_822_313
_EXP_OVERFLOW = 135_305_999_368_893_231_589
_LN2_96 = 54_916_777_467_707_473_351_141_471_128  # ln(2) * 2**96


def mul_div_down(a: int, b: int, divisor: int) -> int:
    """floor(a * b / divisor) of non-negative numbers; refuses ("arithmetic") what 256 bits or zero refuse."""
    return _product(a, b, divisor) // divisor


def mul_div_up(a: int, b: int, divisor: int) -> int:
    """ceil(a * b / divisor) of non-negative numbers; refuses ("arithmetic") what 256 bits or zero refuse."""
    product = a * b
    if product == 0:
        return 0
    return -(-_product(a, b, divisor) // divisor)


def uint(number: int) -> int:
    """The number itself; refuses ("arithmetic") what a uint256 refuses."""
    if not 0 <= number <= MAX_UINT256:
        raise Reverted("arithmetic", number=number)
    return number


def div_toward_zero(a: int, b: int) -> int:
    """a / b of signed numbers as the EVM divides: towards zero, where Python's // floors."""
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


def wad_exp(x: int) -> int:
    """exp(x), both scaled by 1e18, rounded down; equal to snekmate's `_wad_exp`. Refuses x above 135.3e18."""
    if x <= _EXP_UNDERFLOW:
        return 0
    if x >= _EXP_OVERFLOW:
        raise Reverted("math: wad_exp overflow", x=x)

    x = div_toward_zero(x << 78, 5**18)
    k = (div_toward_zero(x << 96, _LN2_96) + 2**95) >> 96
    x -= k * _LN2_96

    y = (((x + 1_346_386_616_545_796_478_920_950_773_328) * x) >> 96) + 57_155_421_227_552_351_082_224_309_758_442
    p = ((y + x - 94_201_549_194_550_492_254_356_042_504_812) * y) >> 96
    p = (p + 28_719_021_644_029_726_153_956_944_680_412_240) * x + (4_385_272_521_454_847_904_659_076_985_693_276 << 96)

    q = (((x - 2_855_989_394_907_223_263_936_484_059_900) * x) >> 96) + 50_020_603_652_535_783_019_961_831_881_945
    q = ((q * x) >> 96) - 533_845_033_583_426_703_283_633_433_725_380
    q = ((q * x) >> 96) + 3_604_857_256_930_695_427_073_651_918_091_429
    q = ((q * x) >> 96) - 14_423_608_567_350_463_180_887_372_962_807_573
    q = ((q * x) >> 96) + 26_449_188_498_355_588_339_934_803_723_976_023

    r = div_toward_zero(p, q)
    return (r * 3_822_833_074_963_236_453_042_738_258_902_158_003_155_416_615_667) >> (195 - k)


def wad_ln(x: int) -> int:
    """ln(x), both scaled by 1e18; equal to snekmate's `_wad_ln` (0 for 0). Refuses negative x."""
    if x < 0:
        raise Reverted("math: wad_ln undefined", x=x)
    if x == 0:
        return 0

    k = x.bit_length() - 1 - 96
    x = (x << (159 - k)) >> 159

    p = (((x + 3_273_285_459_638_523_848_632_254_066_296) * x) >> 96) + 24_828_157_081_833_163_892_658_089_445_524
    p = ((p * x) >> 96) + 43_456_485_725_739_037_958_740_375_743_393
    p = ((p * x) >> 96) - 11_111_509_109_440_967_052_023_855_526_967
    p = ((p * x) >> 96) - 45_023_709_667_254_063_763_336_534_515_857
    p = ((p * x) >> 96) - 14_706_773_417_378_608_786_704_636_184_526
    p = p * x - (795_164_235_651_350_426_258_249_787_498 << 96)

    q = (((x + 5_573_035_233_440_673_466_300_451_813_936) * x) >> 96) + 71_694_874_799_317_883_764_090_561_454_958
    q = ((q * x) >> 96) + 283_447_036_172_924_575_727_196_451_306_956
    q = ((q * x) >> 96) + 401_686_690_394_027_663_651_624_208_769_553
    q = ((q * x) >> 96) + 204_048_457_590_392_012_362_485_061_816_622
    q = ((q * x) >> 96) + 31_853_899_698_501_571_402_653_359_427_138
    q = ((q * x) >> 96) + 909_429_971_244_387_300_277_376_558_375

    r = div_toward_zero(p, q)
    return (
        r * 1_677_202_110_996_718_588_342_820_967_067_443_963_516_166
        + k * 16_597_577_552_685_614_221_487_285_958_193_947_469_193_820_559_219_878_177_908_093_499_208_371
        + 600_920_179_829_731_861_736_702_779_321_621_459_595_472_258_049_074_101_567_377_883_020_018_308
    ) >> 174


def _product(a: int, b: int, divisor: int) -> int:
    product = a * b
    if divisor == 0 or product > MAX_UINT256:
        raise Reverted("arithmetic", a=a, b=b, divisor=divisor)
    return product

# SPDX-License-Identifier: Apache-2.0
"""The end of a market: by loss of its equity, and by the death of its oracle."""

from benchmarks.gas.world import DAY, DOLLAR, ETH_PRICE, WAD, World

_UNDER_WATER = 1_900  # a 3x bull made at $3,000 owes more than it holds
_ELEVEN_MINUTES = 660
_TWO_HOURS = 7_200
_EVERYTHING = 2**200
_COST = WAD // 100  # under what a sale allows after one step


def measure_wind_down(world: World) -> None:
    """Start, confirm, which books the loss, mark it again, a gift, sell, write off, redeem what is left."""
    bench, token = world.bench, world.bull.token
    world.set_feeds(_UNDER_WATER)
    bench.measure("token: start_wind_down", token, "start_wind_down", sender=bench.keeper)
    with bench.apart():
        world.set_feeds(ETH_PRICE)
        bench.measure("token: confirm_wind_down, takes it back", token, "confirm_wind_down", sender=bench.keeper)
    bench.anvil.wait(_ELEVEN_MINUTES)
    world.set_feeds(_UNDER_WATER)
    bench.measure("token: confirm_wind_down, confirms", token, "confirm_wind_down", sender=bench.keeper)
    world.set_feeds(_UNDER_WATER - 1)
    bench.measure("token: impair", token, "impair", sender=bench.keeper)
    bench.measure("token: repay_debt, part", token, "repay_debt", 100 * DOLLAR, sender=bench.keeper)
    bench.anvil.wait(_ELEVEN_MINUTES)
    world.set_feeds(_UNDER_WATER)
    bench.measure(
        "token: sale fill in kind, a unit", token, "deleverage", 10**12, 0, bench.keeper, b"", sender=bench.keeper
    )
    bench.anvil.wait(_ELEVEN_MINUTES)
    world.set_feeds(_UNDER_WATER)
    part = (WAD, _COST, bench.keeper, b"")
    bench.measure("token: sale fill in kind, part", token, "deleverage", *part, sender=bench.keeper)
    rest = (_EVERYTHING, _COST, bench.keeper, b"")
    bench.measure("token: sale fill in kind, rest", token, "deleverage", *rest, sender=bench.keeper)
    bench.measure("token: write_off", token, "write_off", sender=bench.keeper)
    order = (WAD, bench.owner, bench.owner, b"")
    bench.measure("token: redeem in kind, after the end", token, "redeem", *order, sender=bench.owner)


def measure_dead_oracle(world: World) -> None:
    """The reports that end a market whose oracle has stopped, and the sale after it."""
    bench, token = world.bench, world.bull.token
    bench.anvil.wait(2 * DAY)
    bench.measure("token: report_oracle, reports", token, "report_oracle", sender=bench.keeper)
    with bench.apart():
        world.set_feeds(ETH_PRICE)
        bench.measure("token: report_oracle, shows it alive", token, "report_oracle", sender=bench.keeper)
    bench.anvil.wait(_TWO_HOURS)
    bench.measure("token: report_oracle, starts the end", token, "report_oracle", sender=bench.keeper)
    bench.anvil.wait(7 * DAY)
    bench.measure("token: report_oracle, declares it dead", token, "report_oracle", sender=bench.keeper)
    bench.anvil.wait(DAY)
    part = (WAD, 0, bench.keeper, b"")
    bench.measure("token: dead sale fill in kind", token, "deleverage", *part, sender=bench.keeper)
